# `cmake --install` gives find_package(weft), pkg-config's weft and weft-h2, the headers and the licence.
include(CMakePackageConfigHelpers)
set(weft_package ${CMAKE_INSTALL_LIBDIR}/cmake/weft)

# Two sets of targets: a program with the engine alone does not ask for what the rest stands on.
list(TRANSFORM weft_engine PREPEND weft_ OUTPUT_VARIABLE engine_targets)
set(other_targets ${weft_layers})
list(REMOVE_ITEM other_targets ${engine_targets})
list(TRANSFORM weft_layers REPLACE "^weft_" "" OUTPUT_VARIABLE weft_components)
if(NOT WEFT_ENGINE_ONLY)
  list(APPEND weft_components weft)
endif()
install(TARGETS weft_options ${engine_targets} EXPORT weftEngineTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS weft ${other_targets} EXPORT weftTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT weftEngineTargets NAMESPACE weft:: DESTINATION ${weft_package})
install(EXPORT weftTargets NAMESPACE weft:: DESTINATION ${weft_package})

# The archives are for every linker: the machine code stays, what GCC's own link-time optimisation reads goes.
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
  install(CODE "
    file(GLOB archives \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/libweft_*.a\")
    foreach(archive IN LISTS archives)
      execute_process(COMMAND \"${CMAKE_OBJCOPY}\" -R .gnu.lto_* -R .gnu.debuglto_* -R .llvm.lto -N __gnu_lto_v1
                      \"\${archive}\" COMMAND_ERROR_IS_FATAL ANY)
    endforeach()")
endif()

foreach(folder ${weft_folders})
  install(DIRECTORY weft/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/weft
          FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inc" PATTERN "*_test.hpp" EXCLUDE)
endforeach()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/weft)
if(NOT WEFT_ENGINE_ONLY)
  install(FILES weft/client/clients.schema.json DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/weft)
endif()

get_property(weft_client_libraries GLOBAL PROPERTY WEFT_CLIENT_LIBRARIES)
get_property(weft_server_libraries GLOBAL PROPERTY WEFT_SERVER_LIBRARIES)
configure_package_config_file(tools/cmake/weftConfig.cmake.in weftConfig.cmake INSTALL_DESTINATION ${weft_package})
write_basic_package_version_file(weftConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/weftConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/weftConfigVersion.cmake
        DESTINATION ${weft_package})

# pkg-config: a static library needs what it stands on at every link, so nothing is `.private`.
file(RELATIVE_PATH weft_prefix_from_pc "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" weft_prefix_from_pc "${weft_prefix_from_pc}")
function(weft_pkgconfig name)
  configure_file(tools/cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
weft_pkgconfig(weft-h2)
if(NOT WEFT_ENGINE_ONLY)
  # Above before below, as a linker reads them.
  set(weft_archives weft_h1 ${other_targets})
  list(REVERSE weft_archives)
  list(TRANSFORM weft_archives PREPEND "-l")
  list(JOIN weft_archives " " weft_archives)
  get_target_property(weft_definitions weft_io INTERFACE_COMPILE_DEFINITIONS)
  list(TRANSFORM weft_definitions PREPEND "-D")
  list(JOIN weft_definitions " " weft_definitions)
  if(WEFT_GSSAPI)
    set(weft_requires_gssapi ", krb5-gssapi")
  endif()
  weft_pkgconfig(weft)
endif()

# `cmake --install` gives find_package(weft), pkg-config's weft, weft-server, weft-client and weft-h2, the headers and the
# licence.
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME library)
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
# libweft.so.0.1 is what a program runs with, libweft.so what it is linked with.
function(weft_install_shared target export)
  install(TARGETS ${target} EXPORT ${export} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime
          NAMELINK_COMPONENT library INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endfunction()
if(BUILD_SHARED_LIBS)
  weft_install_shared(weft_shared_h2 weftEngineTargets)
  list(APPEND weft_engine shared_h2)
  list(APPEND weft_components shared_h2)
  if(NOT WEFT_ENGINE_ONLY)
    weft_install_shared(weft_shared weftTargets)
    list(APPEND weft_components shared)
  endif()
endif()
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
# Packages of Debian have it under another name.
if(NOT WEFT_DEBIAN)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/weft)
endif()
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
function(weft_pkgconfig name template)
  configure_file(tools/cmake/${template}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
weft_pkgconfig(weft-h2 weft-h2)

# The layers that some stand on, themselves included.
function(weft_layers_below result)
  set(waiting ${ARGN})
  set(found)
  while(waiting)
    list(POP_FRONT waiting layer)
    if(NOT layer IN_LIST found)
      list(APPEND found ${layer})
      get_target_property(links ${layer} INTERFACE_LINK_LIBRARIES)
      string(REGEX MATCHALL "weft(_|::)[a-z0-9_]+" below "${links}")
      list(TRANSFORM below REPLACE "::" "_")
      list(REMOVE_ITEM below weft_options weft_strict)
      list(APPEND waiting ${below})
    endif()
  endwhile()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# weft_pkgconfig_of(NAME DESCRIPTION LAYERS ... REQUIRES ...)
function(weft_pkgconfig_of name description)
  cmake_parse_arguments(arg "" "" "LAYERS;REQUIRES" ${ARGN})
  weft_layers_below(below ${arg_LAYERS})
  # Above before below, as a linker reads them.
  set(archives weft_h1 ${other_targets})
  list(REVERSE archives)
  foreach(archive IN LISTS archives)
    if(archive IN_LIST below)
      string(APPEND weft_archives " -l${archive}")
    endif()
  endforeach()
  get_target_property(definitions weft_io INTERFACE_COMPILE_DEFINITIONS)
  list(TRANSFORM definitions REPLACE "^\\$<INSTALL_INTERFACE:(.+)>$" "\\1")
  list(TRANSFORM definitions PREPEND "-D")
  list(JOIN definitions " " weft_definitions)
  set(requires openssl ${arg_REQUIRES})
  list(REMOVE_DUPLICATES requires)
  # The names that these libraries have for pkg-config.
  list(TRANSFORM requires REPLACE "^openssl$" "openssl >= 3.0")
  list(TRANSFORM requires REPLACE "^z$" "zlib")
  list(TRANSFORM requires REPLACE "^(brotli.*|zstd|psl)$" "lib\\1")
  list(TRANSFORM requires REPLACE "^gssapi_krb5$" "krb5-gssapi")
  list(JOIN requires ", " weft_requires)
  weft_pkgconfig(${name} weft)
endfunction()
if(NOT WEFT_ENGINE_ONLY)
  weft_pkgconfig_of(weft-server "The server of weft" LAYERS weft_server REQUIRES ${weft_server_libraries})
  weft_pkgconfig_of(weft-client "The client of weft" LAYERS weft_client REQUIRES ${weft_client_libraries})
  # One list of archives: the two above, one behind the other, are in no order that fits both.
  weft_pkgconfig_of(weft "${PROJECT_DESCRIPTION}" LAYERS ${other_targets}
                    REQUIRES ${weft_server_libraries} ${weft_client_libraries})
endif()

# weft_pkgconfig_shared(NAME LIBRARY DESCRIPTION REQUIRES [DEFINITIONS])
function(weft_pkgconfig_shared name weft_library description weft_requires)
  list(TRANSFORM ARGN REPLACE "^\\$<INSTALL_INTERFACE:(.+)>$" "\\1" OUTPUT_VARIABLE weft_definitions)
  list(TRANSFORM weft_definitions PREPEND "-D")
  list(JOIN weft_definitions " " weft_definitions)
  weft_pkgconfig(${name} weft-shared)
endfunction()
if(BUILD_SHARED_LIBS)
  weft_pkgconfig_shared(weft-shared-h2 weft-h2 "The HTTP/2 engine of weft, which does no I/O, as a shared library" "fmt")
  if(NOT WEFT_ENGINE_ONLY)
    get_target_property(definitions weft_shared INTERFACE_COMPILE_DEFINITIONS)
    weft_pkgconfig_shared(weft-shared weft "${PROJECT_DESCRIPTION}, as a shared library"
                          "weft-shared-h2 = ${PROJECT_VERSION}" ${definitions})
  endif()
endif()

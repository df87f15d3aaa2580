# BUILD_SHARED_LIBS: beside the archives, and of the same objects, libweft-h2.so has the engines and libweft.so all that stands on
# them. Both export the names of weft, and nothing of what weft is linked with.
set(weft_exports "${CMAKE_CURRENT_LIST_DIR}/exports.map")

# weft_shared(NAME FILE LAYERS ...)
function(weft_shared name file)
  cmake_parse_arguments(arg "" "" "LAYERS" ${ARGN})
  list(TRANSFORM arg_LAYERS REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(weft_${name} SHARED ${objects})
  add_library(weft::${name} ALIAS weft_${name})
  # Before 1.0 a minor version may change what programs are compiled against.
  set_target_properties(weft_${name} PROPERTIES OUTPUT_NAME ${file} EXPORT_NAME ${name} LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} LINK_DEPENDS "${weft_exports}")
  target_link_options(weft_${name} PRIVATE "-Wl,--version-script=${weft_exports}" -Wl,-Bsymbolic-functions)
  # As with the layers themselves.
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set_target_properties(weft_${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  endif()
  target_link_libraries(weft_${name} PUBLIC weft_options PRIVATE $<BUILD_INTERFACE:weft_strict>)
endfunction()

list(TRANSFORM weft_engine PREPEND weft_ OUTPUT_VARIABLE engine_layers)
weft_shared(shared_h2 weft-h2 LAYERS ${engine_layers})
target_link_libraries(weft_shared_h2 PUBLIC tl::expected fmt::fmt)
if(NOT WEFT_ENGINE_ONLY)
  set(other_layers ${weft_layers})
  list(REMOVE_ITEM other_layers ${engine_layers})
  weft_shared(shared weft LAYERS ${other_layers})
  get_property(server_libraries GLOBAL PROPERTY WEFT_SERVER_LIBRARIES)
  get_property(client_libraries GLOBAL PROPERTY WEFT_CLIENT_LIBRARIES)
  target_link_libraries(weft_shared PUBLIC weft_shared_h2 Threads::Threads
                        PRIVATE OpenSSL::SSL OpenSSL::Crypto ${server_libraries} ${client_libraries})
  # The library's Asio is its own: a program compiles what it uses of its own.
  get_target_property(definitions weft_io INTERFACE_COMPILE_DEFINITIONS)
  list(FILTER definitions EXCLUDE REGEX "SEPARATE_COMPILATION")
  target_compile_definitions(weft_shared INTERFACE ${definitions})
  # Each finds the other where both were installed; Debian's are where the system looks.
  if(NOT WEFT_DEBIAN)
    set_target_properties(weft_shared PROPERTIES INSTALL_RPATH "$ORIGIN")
  endif()
endif()

# weft_layer(NAME SOURCES ... DEPENDS ... [TESTS ... TEST_DEPENDS ... TEST_LABELS ... TEST_PRECOMPILE ...])
# One static library a folder. It links only what it names, so a forbidden call does not link; layers.toml forbids the
# include. TESTS are the twins: connection_recv.cpp is tested by connection_recv_test.cpp beside it, and all twins of a
# folder make one test program.
function(weft_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS;TESTS;TEST_DEPENDS;TEST_LABELS;TEST_PRECOMPILE"
                        ${ARGN})
  add_library(weft_${name} STATIC ${arg_SOURCES})
  add_library(weft::${name} ALIAS weft_${name})
  set_target_properties(weft_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(weft_${name} PUBLIC weft_options ${arg_DEPENDS}
                        PRIVATE $<BUILD_INTERFACE:weft_strict> ${arg_PRIVATE_DEPENDS})
  set_property(GLOBAL APPEND PROPERTY WEFT_LAYERS weft_${name})
  if(WEFT_TESTS AND arg_TESTS)
    weft_test(${name}_test SOURCES ${arg_TESTS} DEPENDS weft_${name} ${arg_TEST_DEPENDS} LABELS ${arg_TEST_LABELS}
              PRECOMPILE ${arg_TEST_PRECOMPILE})
  endif()
  if(WEFT_HEADERS_ALONE)
    weft_headers_alone(${name})
  endif()
endfunction()

# Builds every test program that is labelled `threads`.
add_custom_target(threaded_tests)

# weft_test(NAME SOURCES ... DEPENDS ... [LABELS ...] [TIMEOUT seconds] [ENVIRONMENT ...] [PRECOMPILE ...])
# Every GoogleTest case becomes a ctest case of its own. Programs labelled `threads` run under ThreadSanitizer as well.
# PRECOMPILE names the header that most of the program's files begin with.
function(weft_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS;ENVIRONMENT;PRECOMPILE" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} weft_strict GTest::gtest GTest::gmock GTest::gtest_main)
  if(WEFT_PRECOMPILE_TESTS)
    target_precompile_headers(${name} PRIVATE <gmock/gmock.h> <gtest/gtest.h> ${arg_PRECOMPILE})
  endif()
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(threaded_tests ${name})
  endif()
  include(GoogleTest)
  set(properties TIMEOUT ${arg_TIMEOUT})
  foreach(property LABELS ENVIRONMENT)
    if(arg_${property})
      list(APPEND properties ${property} "${arg_${property}}")
    endif()
  endforeach()
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES ${properties})
endfunction()

# A translation unit per header: each must compile with nothing before it.
function(weft_headers_alone name)
  file(GLOB_RECURSE headers RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
  list(FILTER headers EXCLUDE REGEX "_test\\.hpp$")
  set(units)
  foreach(header ${headers})
    string(REPLACE "/" "_" unit "${header}")
    file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/alone/${unit}.cpp" CONTENT "#include <${header}>\n")
    list(APPEND units "${CMAKE_CURRENT_BINARY_DIR}/alone/${unit}.cpp")
  endforeach()
  if(units)
    add_library(weft_${name}_headers_alone OBJECT ${units})
    target_link_libraries(weft_${name}_headers_alone PRIVATE weft_${name} weft_strict)
    # Only whether it compiles is asked.
    target_compile_options(weft_${name}_headers_alone PRIVATE -O0 -g0 -fno-sanitize=all)
  endif()
endfunction()

# weft_layer(NAME SOURCES ... DEPENDS ... [TESTS ... TEST_DEPENDS ... TEST_LABELS ...])
# One static library a folder. It links only what it names, so a forbidden call does not link; layers.toml forbids the
# include. TESTS are the twins: connection_recv.cpp is tested by connection_recv_test.cpp beside it, and all twins of a
# folder make one test program.
function(weft_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS;TESTS;TEST_DEPENDS;TEST_LABELS" ${ARGN})
  add_library(weft_${name} STATIC ${arg_SOURCES})
  add_library(weft::${name} ALIAS weft_${name})
  set_target_properties(weft_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(weft_${name} PUBLIC weft_options ${arg_DEPENDS}
                        PRIVATE $<BUILD_INTERFACE:weft_strict> ${arg_PRIVATE_DEPENDS})
  # Inside a shared library, calls go to its own functions.
  if(BUILD_SHARED_LIBS)
    set_target_properties(weft_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(weft_${name} PRIVATE -fno-semantic-interposition)
  endif()
  # What is installed has machine code as well, for the programs that link it. The machine code that clang 19 puts beside
  # its own is wrong under AddressSanitizer, so with other compilers than GCC it is machine code alone.
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND WEFT_INSTALL)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      target_compile_options(weft_${name} PRIVATE -ffat-lto-objects)
    else()
      set_target_properties(weft_${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
    endif()
  endif()
  set_property(GLOBAL APPEND PROPERTY WEFT_LAYERS weft_${name})
  if(WEFT_TESTS AND arg_TESTS)
    weft_test(${name}_test SOURCES ${arg_TESTS} DEPENDS weft_${name} ${arg_TEST_DEPENDS} LABELS ${arg_TEST_LABELS})
  endif()
  if(WEFT_HEADERS_ALONE)
    weft_headers_alone(${name})
  endif()
endfunction()

# Builds every test program that is labelled `threads`.
add_custom_target(threaded_tests)

# Under sanitizers an optimiser takes three fifths of the time of a test's file, and the test gains nothing from it. The
# layers keep theirs.
function(weft_quickly_compiled target)
  if(WEFT_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# GoogleTest's headers are compiled once, for all test programs.
function(weft_test_headers)
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/test_headers.cpp" CONTENT "")
  add_library(weft_test_headers OBJECT "${PROJECT_BINARY_DIR}/test_headers.cpp")
  target_link_libraries(weft_test_headers PRIVATE weft_options weft_strict fmt::fmt GTest::gtest GTest::gmock)
  target_precompile_headers(weft_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  weft_quickly_compiled(weft_test_headers)
endfunction()

# weft_test(NAME SOURCES ... DEPENDS ... [LABELS ...] [TIMEOUT seconds] [ENVIRONMENT ...])
# Every GoogleTest case becomes a ctest case of its own. Programs labelled `threads` run under ThreadSanitizer as well.
function(weft_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  # fmt, because the headers that were compiled once know its definitions.
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} weft_strict fmt::fmt GTest::gtest GTest::gmock GTest::gtest_main)
  if(NOT TARGET weft_test_headers)
    weft_test_headers()
  endif()
  target_precompile_headers(${name} REUSE_FROM weft_test_headers)
  weft_quickly_compiled(${name})
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
  # A folder below that has a CMakeLists.txt is a layer of its own.
  file(GLOB_RECURSE layers RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt")
  foreach(layer ${layers})
    get_filename_component(folder "${layer}" DIRECTORY)
    list(FILTER headers EXCLUDE REGEX "^${folder}/")
  endforeach()
  set(units)
  foreach(header ${headers})
    string(REPLACE "/" "_" unit "${header}")
    file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/alone/${unit}.cpp" CONTENT "#include <${header}>\n")
    list(APPEND units "${CMAKE_CURRENT_BINARY_DIR}/alone/${unit}.cpp")
  endforeach()
  if(units)
    add_library(weft_${name}_headers_alone OBJECT ${units})
    target_link_libraries(weft_${name}_headers_alone PRIVATE weft_${name} weft_strict)
    set_target_properties(weft_${name}_headers_alone PROPERTIES UNITY_BUILD OFF)
    # Only whether it compiles is asked.
    target_compile_options(weft_${name}_headers_alone PRIVATE -O0 -g0 -fno-sanitize=all)
  endif()
endfunction()

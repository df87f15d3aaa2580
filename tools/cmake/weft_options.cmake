# One interface target that carries what every target of ours is compiled with.
add_library(weft_options INTERFACE)
target_compile_features(weft_options INTERFACE cxx_std_20)
target_include_directories(weft_options INTERFACE "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")

# What a user of the library must not inherit: warnings, sanitizers, coverage.
add_library(weft_strict INTERFACE)
target_compile_options(weft_strict INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                       -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough)
if(WEFT_WARNINGS_AS_ERRORS)
  target_compile_options(weft_strict INTERFACE -Werror)
endif()
if(WEFT_SANITIZE)
  target_compile_options(weft_strict INTERFACE -fsanitize=${WEFT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(weft_strict INTERFACE -fsanitize=${WEFT_SANITIZE})
endif()
if(WEFT_FUZZ)
  target_compile_options(weft_strict INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(WEFT_COVERAGE)
  target_compile_options(weft_strict INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(weft_strict INTERFACE --coverage)
endif()

# One interface target that carries what every target of ours is compiled with.
add_library(weft_options INTERFACE)
target_compile_features(weft_options INTERFACE cxx_std_20)
target_include_directories(weft_options INTERFACE "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")

# A user of the library must not inherit these: warnings, sanitizers, coverage.
add_library(weft_strict INTERFACE)
target_compile_options(weft_strict INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                       -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough)
# Compiled together, a file sees the constants of another, and the types of another are not those of a header.
target_compile_options(weft_strict INTERFACE "$<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow>"
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wno-subobject-linkage>")
if(WEFT_WARNINGS_AS_ERRORS)
  target_compile_options(weft_strict INTERFACE -Werror)
endif()
# A request passes many short functions of many files: of GCC's heuristics it is these that keep them apart. Measured with
# GCC 12: 9 % fewer instructions for a small response at 100 streams, and a third more code.
target_compile_options(weft_strict INTERFACE
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:SHELL:--param max-inline-insns-auto=60 --param early-inlining-insns=40 --param inline-unit-growth=200 --param max-inline-insns-single=200 --param inline-min-speedup=5>")
# At link time GCC 12 takes a search for a character that is not there for one without an end.
target_link_options(weft_strict INTERFACE "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-stringop-overread>")
# Optimisation guided by what a run has done: see `./dev build --guided`.
if(WEFT_PROFILE STREQUAL "generate")
  target_compile_options(weft_strict INTERFACE -fprofile-generate -fprofile-update=prefer-atomic)
  target_link_options(weft_strict INTERFACE -fprofile-generate)
elseif(WEFT_PROFILE STREQUAL "use")
  target_compile_options(weft_strict INTERFACE -fprofile-use -fprofile-correction -fprofile-partial-training
                         -Wno-missing-profile -Wno-error=coverage-mismatch)
  target_link_options(weft_strict INTERFACE -fprofile-use)
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

# SPDX-FileCopyrightText: 2026 The Turnpike authors
# SPDX-License-Identifier: GPL-3.0-only

# Language level, warnings, sanitizers, ccache and the linker: the same for every target. Hardening: TurnpikeHardening.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(TURNPIKE_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

# CMAKE_BUILD_TYPE Debug keeps enough for a backtrace and a breakpoint, and compiles quickly. In CI nobody sets one: the
# names of functions are enough, but for the reports of sanitizers, which name lines.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1 -fno-omit-frame-pointer")
if(CMAKE_UNITY_BUILD AND NOT TURNPIKE_SANITIZE)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -fno-omit-frame-pointer")
endif()

# ccache as quick as it can be: it takes what the compiler itself has read for what a source depends on (no run of the
# preprocessor first), and hashes a precompiled header of a hundred megabytes once and not for every source.
find_program(CCACHE_PROGRAM ccache)
find_program(ENV_PROGRAM env REQUIRED)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${ENV_PROGRAM} CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 CCACHE_INODECACHE=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

if(TURNPIKE_SANITIZE)
  # GCC's instrumentation makes it see uninitialised values where there are none: std::optional, for one.
  add_compile_options(-fsanitize=${TURNPIKE_SANITIZE} -fno-sanitize-recover=all -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${TURNPIKE_SANITIZE})
  if(TURNPIKE_SANITIZE MATCHES "undefined")
    # Not among its checks: numbers of JSON that no integer holds.
    add_compile_options(-fsanitize=float-cast-overflow)
  endif()
  if(TURNPIKE_SANITIZE MATCHES "fuzzer")
    # They compare types across the edge of libraries that are not instrumented.
    add_compile_options(-fno-sanitize=function,vptr)
    # Of integers, what the standard allows and we do not: a sum that wraps around, a number cut to fewer bits. What
    # turns its sign alone is everywhere between Qt's sizes and the library's. The file names what is right to wrap.
    add_compile_options(
      -fsanitize=unsigned-integer-overflow,implicit-integer-truncation
      -fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/integers.ignore)
    add_link_options(-fsanitize=unsigned-integer-overflow,implicit-integer-truncation)
  endif()
  if(TURNPIKE_SANITIZE MATCHES "address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What is checked is the same. Checks that are called instead of written out are slower, and compile in two thirds of
    # the time: a program that is built to be run once is the sooner done.
    add_compile_options(--param=asan-instrumentation-with-call-threshold=0)
  endif()
endif()

include(TurnpikeHardening)

if(CMAKE_UNITY_BUILD)
  # GCC takes a source that is included for a header, whose types have no business with anonymous namespaces.
  add_compile_options(-Wno-subobject-linkage)
endif()

# turnpike_compile(<target> [<header to precompile>]): without one, that of the base, or of the console's widgets
# for who links them.
function(turnpike_compile target)
  turnpike_flags(${target})
  get_target_property(links ${target} LINK_LIBRARIES)
  if(ARGN)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  elseif(links MATCHES "turnpike_console(widgets|pages|window)")
    target_precompile_headers(${target} REUSE_FROM turnpike_consolewidgets)
  elseif(NOT target STREQUAL "turnpike_base" AND TARGET turnpike_base)
    target_precompile_headers(${target} REUSE_FROM turnpike_base)
  endif()
endfunction()

# turnpike_compile_test(<target>): a test's own source, which need not be fast.
function(turnpike_compile_test target)
  turnpike_test_flags(${target})
  get_target_property(links ${target} LINK_LIBRARIES)
  if(links MATCHES "turnpike_console(widgets|pages|window)")
    target_precompile_headers(${target} REUSE_FROM turnpike_consoletestheaders)
  else()
    target_precompile_headers(${target} REUSE_FROM turnpike_testheaders)
  endif()
endfunction()

# turnpike_test_headers(<target> <header> <libraries…>): the precompiled headers of tests.
function(turnpike_test_headers target header)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp CONTENT "")
  add_library(${target} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  target_link_libraries(${target} PRIVATE ${ARGN})
  set_target_properties(${target} PROPERTIES AUTOMOC OFF UNITY_BUILD OFF)
  turnpike_test_flags(${target})
  target_precompile_headers(${target} PRIVATE ${header})
endfunction()

# Not optimised, its own arithmetic not watched, and in CI without what a debugger would read, a test compiles sooner,
# most of all under sanitizers; what it tests is optimised and watched as ever.
function(turnpike_test_flags target)
  turnpike_flags(${target})
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O0>)
  if(CMAKE_UNITY_BUILD)
    target_compile_options(${target} PRIVATE -g0)
  endif()
  if(TURNPIKE_SANITIZE MATCHES "undefined")
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined,float-cast-overflow)
  endif()
endfunction()

function(turnpike_flags target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror ${TURNPIKE_WITHOUT} -fpch-preprocess)
  else()
    # clang, for fuzzers alone: what it would warn of is for scripts/lint to say, and precompiled headers are GCC's.
    target_compile_options(${target} PRIVATE -w "SHELL:-include ${CMAKE_SOURCE_DIR}/server/base/pch.h")
  endif()
  target_compile_definitions(${target} PRIVATE
    QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS QT_MESSAGELOGCONTEXT)
endfunction()

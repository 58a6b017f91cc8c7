# SPDX-FileCopyrightText: 2026 The Turnpike authors
# SPDX-License-Identifier: GPL-3.0-only

# The machinery behind one terse call per target. Targets are named turnpike_<room>; a room may
# include only what it links, and links only rooms below it (docs: README, "Rooms").

include(TurnpikeCompiler)
include(TurnpikeRegistry)

# turnpike_library(<room> SOURCES <files…> [LINKS <targets…>] [PCH <header>] [NO_QOBJECTS])
# In CI and under sanitizers a room is compiled as one source: the names in its files' anonymous namespaces meet, so
# none of them is used for two things.
# PCH: a precompiled header of its own, which those who link the room use too.
# NO_QOBJECTS: nothing in it has moc to run over it, nor an empty source to compile for that. Where there is something,
# x.cpp ends with moc_x.cpp: what all of a room's need would otherwise be one more source with all of its headers.
function(turnpike_library room)
  cmake_parse_arguments(arg "NO_QOBJECTS" "PCH" "SOURCES;LINKS" ${ARGN})
  add_library(turnpike_${room} STATIC ${arg_SOURCES})
  target_link_libraries(turnpike_${room} PUBLIC ${arg_LINKS})
  target_include_directories(turnpike_${room} PUBLIC ${CMAKE_SOURCE_DIR}/server)
  if(arg_NO_QOBJECTS)
    set_target_properties(turnpike_${room} PROPERTIES AUTOMOC OFF)
  endif()
  turnpike_compile(turnpike_${room} ${arg_PCH})
endfunction()

# turnpike_program(<name> SOURCES <files…> [LINKS <targets…>] [NO_QOBJECTS])
function(turnpike_program name)
  cmake_parse_arguments(arg "NO_QOBJECTS" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  if(arg_NO_QOBJECTS)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  endif()
  turnpike_compile(${name})
endfunction()

# What the sanitizers' builds need: the programs of tests that they run.
add_custom_target(turnpike_thread_tests)
add_custom_target(turnpike_memory_tests)

# turnpike_tests(<program> TESTS <tst_…>… [LINKS <targets>…] [NEEDS <programs>…] [LABELS <labels>…] [TIMEOUT <seconds>])
# A program of Qt Test classes, tst_x in tst_x.cpp, each of which is a test to CTest and a process of its own. So one
# of them may differ from the others: set_tests_properties(tst_x PROPERTIES TIMEOUT 300). All that tst_x.cpp says
# stands in the namespace tst_x: where a program is compiled as one source, short names do not meet. (moc 6.4 does not see the end of such a
# namespace behind a raw string with an odd number of quotes: write that one with backslashes.)
# LABELS: which sanitizer runs them too (CMakePresets.json), so tests that differ here belong in different programs.
#   threads  ThreadSanitizer: what several threads do at once.
#   no-asan  Not AddressSanitizer and UndefinedBehaviorSanitizer, which run everything else. Only for what cannot
#            differ there: what the shop decides, in SQL and in values of our own, what is shown of that, how fast it
#            is, the stand-ins themselves. Never for what handles memory by hand, nor for what takes bytes from
#            outside (parsers, sockets, clients, queues, drivers, consoles), nor for a server that is fed them.
function(turnpike_tests program)
  cmake_parse_arguments(arg "" "TIMEOUT" "TESTS;LINKS;NEEDS;LABELS" ${ARGN})
  list(TRANSFORM arg_TESTS APPEND .cpp OUTPUT_VARIABLE sources)
  add_executable(${program} ${sources})
  target_link_libraries(${program} PRIVATE ${arg_LINKS} turnpike_testmain)
  turnpike_compile_test(${program})
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(arg_NEEDS)
    add_dependencies(${program} ${arg_NEEDS})
  endif()
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(turnpike_thread_tests ${program})
  endif()
  if(NOT "no-asan" IN_LIST arg_LABELS)
    add_dependencies(turnpike_memory_tests ${program})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  foreach(test ${arg_TESTS})
    turnpike_moc_test(${program} ${test})
    add_test(NAME ${test} COMMAND ${program} ${test})
    # Qt and GLib are not instrumented: ThreadSanitizer is not to report what they do among themselves. (It then
    # also looks away from what runs inside of pthread_once, which std::async is built on.)
    set_tests_properties(${test} PROPERTIES
      TIMEOUT ${arg_TIMEOUT}
      LABELS "${arg_LABELS}"
      ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TURNPIKE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;TURNPIKE_RESOURCES=${CMAKE_SOURCE_DIR}/resources;TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0:suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp")
  endforeach()
endfunction()

# A test is one class in its source: AUTOMOC would compile one more source for each program, with nothing in it.
function(turnpike_moc_test program test)
  set(moc ${CMAKE_CURRENT_BINARY_DIR}/${test}.moc)
  qt6_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${test}.cpp ${moc} TARGET ${program})
  set_source_files_properties(${moc} PROPERTIES HEADER_FILE_ONLY ON)
  set_property(TARGET ${program} PROPERTY AUTOMOC OFF)
  target_sources(${program} PRIVATE ${moc})
  target_include_directories(${program} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

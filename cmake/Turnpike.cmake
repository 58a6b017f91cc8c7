# The machinery behind one terse call per target. Targets are named turnpike_<room>; a room may
# include only what it links, and links only rooms below it (docs: README, "Rooms of the house").

include(TurnpikeCompiler)

# turnpike_library(<room> SOURCES <files…> [LINKS <targets…>] [PCH <header>])
# PCH: a precompiled header of its own, which those who link the room use too.
function(turnpike_library room)
  cmake_parse_arguments(arg "" "PCH" "SOURCES;LINKS" ${ARGN})
  add_library(turnpike_${room} STATIC ${arg_SOURCES})
  target_link_libraries(turnpike_${room} PUBLIC ${arg_LINKS})
  target_include_directories(turnpike_${room} PUBLIC ${CMAKE_SOURCE_DIR}/server)
  turnpike_compile(turnpike_${room} ${arg_PCH})
endfunction()

# turnpike_program(<name> SOURCES <files…> [LINKS <targets…>])
function(turnpike_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  turnpike_compile(${name})
endfunction()

# What the ThreadSanitizer build needs.
add_custom_target(turnpike_thread_tests)

# turnpike_test(<name> SOURCES <files…> [LINKS <targets…>] [LABELS <labels…>] [TIMEOUT <seconds>] [SERIAL])
# Registers a Qt Test program with CTest. LABELS: `threads` puts it among the ThreadSanitizer tests.
function(turnpike_test name)
  cmake_parse_arguments(arg "SERIAL" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS} turnpike_testsupport Qt6::Test)
  turnpike_compile_test(${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests AUTOMOC OFF)
  # A test is one class in its source: AUTOMOC would compile a second source for each, with nothing in it.
  list(GET arg_SOURCES 0 source)
  qt6_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${source} ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc TARGET ${name})
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}.moc PROPERTIES HEADER_FILE_ONLY ON)
  target_sources(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${name}.moc)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  add_test(NAME ${name} COMMAND ${name})
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(turnpike_thread_tests ${name})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  # Qt and GLib are not instrumented: ThreadSanitizer is not to report what they do among themselves. (It then
  # also looks away from what runs inside of pthread_once, which std::async is built on.)
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${arg_TIMEOUT}
    LABELS "${arg_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TURNPIKE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;TURNPIKE_RESOURCES=${CMAKE_SOURCE_DIR}/resources;TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0")
  if(arg_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()

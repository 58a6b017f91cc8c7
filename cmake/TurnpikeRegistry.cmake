# SPDX-FileCopyrightText: 2026 The Turnpike authors
# SPDX-License-Identifier: GPL-3.0-only

# turnpike_registry(<variable> HEADER <header> NAMESPACE <namespace> NAMES <name>…)
# One list of what a room has several of, such as workers, in the order in which it is named here. Each name is a
# source, <name>.cpp, which defines `Registration registration()` in <namespace>::<name>; HEADER says what a
# Registration is and declares `const std::vector<Registration> &registrations()`, which this writes. So whoever adds
# one writes its source and its name, and no second list. <variable> becomes the sources, for turnpike_library().
# (Objects that register themselves would not do: a linker leaves out what of a library nobody names.)
function(turnpike_registry variable)
  cmake_parse_arguments(arg "" "HEADER;NAMESPACE" "NAMES" ${ARGN})
  set(text "// Made by turnpike_registry(), from the CMakeLists.txt of its room.\n#include \"${arg_HEADER}\"\n\n")
  string(APPEND text "namespace ${arg_NAMESPACE} {\n\n")
  foreach(name ${arg_NAMES})
    string(APPEND text "namespace ${name} {\nRegistration registration();\n}\n")
  endforeach()
  string(APPEND text "\nconst std::vector<Registration> &registrations()\n{\n")
  string(APPEND text "    static const std::vector<Registration> kAll{\n")
  foreach(name ${arg_NAMES})
    string(APPEND text "        ${name}::registration(),\n")
  endforeach()
  string(APPEND text "    };\n    return kAll;\n}\n\n} // namespace ${arg_NAMESPACE}\n")
  set(file ${CMAKE_CURRENT_BINARY_DIR}/registrations.cpp)
  file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY) # written when it differs
  set(sources ${arg_NAMES})
  list(TRANSFORM sources APPEND .cpp)
  set(${variable} ${sources} ${file} PARENT_SCOPE)
endfunction()

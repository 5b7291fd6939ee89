# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# sandscope_read_def(<file> <macro> <out>)
#
# Sets <out> to the members that a registry lists, one "MACRO(name…" line each. The compiler reads the same file as an
# X-macro, so a member cannot be built but unlisted or listed but unbuilt. A change of the file re-runs CMake.
function(sandscope_read_def file macro out)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(STRINGS "${file}" lines REGEX "^${macro}\\(")
  list(TRANSFORM lines REPLACE "^${macro}\\( *([A-Za-z0-9_]+).*$" "\\1")
  set(${out} ${lines} PARENT_SCOPE)
endfunction()

# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# sandscope_add_test(<room>[/<folder>]/<unit> [LABELS <label>...] [LIBS <target>...])
#
# Builds tests/<room>/…/tst_<unit>.cpp (or the same without the folder) as the CTest test <room>.<unit>, labelled with the
# room and the given labels. The test sees SANDSCOPE_SOURCE_DIR and SANDSCOPE_TEST_DATA as string literals. The target
# qtfree_tests builds those with that label.
add_custom_target(qtfree_tests)
function(sandscope_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LABELS;LIBS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sandscope_add_test(${name}): unknown words ${arg_UNPARSED_ARGUMENTS}")
  endif()

  string(REGEX MATCH "^[^/]+" room "${name}")
  cmake_path(GET name FILENAME unit)
  cmake_path(GET name PARENT_PATH folder)
  set(tests "${PROJECT_SOURCE_DIR}/tests")
  set(source "${tests}/${folder}/tst_${unit}.cpp")
  if(NOT EXISTS "${source}")
    set(source "${tests}/${room}/tst_${unit}.cpp")
  endif()
  if(NOT EXISTS "${source}")
    message(FATAL_ERROR "sandscope_add_test(${name}): tests/${folder}/tst_${unit}.cpp does not exist")
  endif()

  set(target "tst_${room}_${unit}")
  add_executable(${target} "${source}")
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  target_compile_definitions(${target} PRIVATE
    SANDSCOPE_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    SANDSCOPE_TEST_DATA="${tests}/data")
  target_link_libraries(${target} PRIVATE
    Qt6::Test sandscope::test_support sandscope_options sandscope_qt_options ${arg_LIBS})
  add_test(NAME "${room}.${unit}" COMMAND ${target})
  if("qtfree" IN_LIST arg_LABELS)
    add_dependencies(qtfree_tests ${target})
  endif()
  set_tests_properties("${room}.${unit}" PROPERTIES LABELS "${room};${arg_LABELS}" TIMEOUT 1500)
endfunction()

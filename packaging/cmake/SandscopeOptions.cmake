# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# Warnings and instrumentation, for every target of ours (link privately).
#   sandscope_options      all targets
#   sandscope_qt_options   targets that use Qt

add_library(sandscope_options INTERFACE)
target_compile_features(sandscope_options INTERFACE cxx_std_23)
target_compile_options(sandscope_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)

# Sanitizers and coverage must see every object of a program, so they are given to compiler and linker alike.
if(SANDSCOPE_SANITIZE)
  list(JOIN SANDSCOPE_SANITIZE "," sandscope_sanitizers)
  set(sandscope_instrumentation "-fsanitize=${sandscope_sanitizers}" -fno-omit-frame-pointer)
  if("undefined" IN_LIST SANDSCOPE_SANITIZE)
    list(APPEND sandscope_instrumentation -fno-sanitize-recover=undefined) # a finding fails the test
  endif()
endif()
if(SANDSCOPE_COVERAGE)
  list(APPEND sandscope_instrumentation --coverage)
endif()
if(SANDSCOPE_FUZZ)
  # The programs of tests/fuzz add "fuzzer" themselves, which brings a main function.
  list(APPEND sandscope_instrumentation -fsanitize=fuzzer-no-link)
  # An index outside of a view or vector is a finding, too.
  target_compile_definitions(sandscope_options INTERFACE _GLIBCXX_ASSERTIONS)
endif()
target_compile_options(sandscope_options INTERFACE ${sandscope_instrumentation})
target_link_options(sandscope_options INTERFACE ${sandscope_instrumentation})

# No silent conversions between text and bytes, no connections that outlive their receiver, nothing deprecated.
add_library(sandscope_qt_options INTERFACE)
target_link_libraries(sandscope_qt_options INTERFACE sandscope_options)
target_compile_definitions(sandscope_qt_options INTERFACE
  QT_DISABLE_DEPRECATED_BEFORE=0x060800
  QT_NO_CAST_FROM_ASCII
  QT_NO_CAST_FROM_BYTEARRAY
  QT_NO_CAST_TO_ASCII
  QT_NO_CONTEXTLESS_CONNECT
  QT_NO_FOREACH
  QT_NO_KEYWORDS
  QT_NO_URL_CAST_FROM_STRING)

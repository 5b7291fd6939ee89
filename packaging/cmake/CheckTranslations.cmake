# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# cmake -DLUPDATE=… -DSOURCES=… -DWORK=… -P CheckTranslations.cmake
#
# Fails when a translation lacks a text of the sources, or has one that they no longer have; and when a source translates
# a text by a function of its own, say("…"), that lupdate cannot see, as QT_TRANSLATE_NOOP does not stand around it. With SANDSCOPE_UPDATE_GOLDEN in
# the environment, writes the new texts into the files, to be translated, and fails then, too.

file(GLOB_RECURSE sources ${SOURCES}/app/*.cpp ${SOURCES}/model/*.cpp)
foreach(source IN LISTS sources)
  file(READ ${source} text)
  if(text MATCHES "QString say\\(const char" AND text MATCHES "[^A-Za-z>.]say\\([ \n]*\"[^\n]*")
    message(SEND_ERROR "${source}: lupdate does not see this text, which needs QT_TRANSLATE_NOOP: ${CMAKE_MATCH_0}")
  endif()
endforeach()

file(GLOB translations ${SOURCES}/resources/translations/*.ts)
if(NOT translations)
  message(FATAL_ERROR "There are no translations.")
endif()
file(MAKE_DIRECTORY ${WORK})
foreach(translation IN LISTS translations)
  cmake_path(GET translation FILENAME name)
  set(copy ${WORK}/${name})
  if(DEFINED ENV{SANDSCOPE_UPDATE_GOLDEN})
    set(copy ${translation})
  else()
    file(COPY_FILE ${translation} ${copy})
  endif()
  execute_process(COMMAND ${LUPDATE} -silent -locations none -source-language en -I ${SOURCES} -I ${SOURCES}/procfs/include
                          ${SOURCES}/app ${SOURCES}/model -ts ${copy}
                  RESULT_VARIABLE result ERROR_VARIABLE problems)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "lupdate failed:\n${problems}")
  endif()
  file(READ ${copy} text)
  if(text MATCHES "<translation type=")
    string(REPLACE ";" "," text "${text}") # a list would end there
    string(REGEX MATCHALL "<source>[^<]*</source>[^/]*<translation type=\"[a-z]+" bad "${text}")
    list(JOIN bad "\n" bad)
    message(SEND_ERROR "${name}: texts without a translation, or translations without a text:\n${bad}\n"
                       "SANDSCOPE_UPDATE_GOLDEN=1 ./dev test -R translations writes them into the file.")
  endif()
endforeach()

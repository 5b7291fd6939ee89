# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# CPack runs this between installing into a folder of its own and packing that folder: compresses what Debian wants
# compressed, strips static libraries, and gives every file the time of SOURCE_DATE_EPOCH.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB_RECURSE texts ${CPACK_TEMPORARY_DIRECTORY}/*/share/man/man1/*.1 ${CPACK_TEMPORARY_DIRECTORY}/*/share/doc/*/changelog)
foreach(text IN LISTS texts)
  run(gzip -9n ${text})
endforeach()
file(GLOB_RECURSE archives ${CPACK_TEMPORARY_DIRECTORY}/*.a)
foreach(archive IN LISTS archives)
  run(strip --strip-debug --enable-deterministic-archives --remove-section=.comment --remove-section=.note ${archive})
endforeach()
file(GLOB_RECURSE programs ${CPACK_TEMPORARY_DIRECTORY}/*/bin/* ${CPACK_TEMPORARY_DIRECTORY}/*.so.*.*.* ${CPACK_TEMPORARY_DIRECTORY}/*/sandscope/*.so)
foreach(program IN LISTS programs)
  run(strip --strip-unneeded --remove-section=.comment --remove-section=.note ${program})
endforeach()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  run(find ${CPACK_TEMPORARY_DIRECTORY} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +)
endif()

# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# CPack runs this between installing into a folder of its own and packing that folder: compresses what Debian wants
# compressed, strips programs and libraries, moves completion to where Debian's zsh looks for it, and gives every file the time
# of SOURCE_DATE_EPOCH.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(staging ${CPACK_TEMPORARY_DIRECTORY})
file(GLOB_RECURSE texts ${staging}/*.1 ${staging}/changelog)
foreach(text IN LISTS texts)
  run(gzip -9n ${text})
endforeach()
file(GLOB functions ${staging}/*/usr/share/zsh/site-functions)
foreach(folder IN LISTS functions)
  file(RENAME ${folder} ${folder}/../vendor-completions)
endforeach()
file(GLOB_RECURSE archives ${CPACK_TEMPORARY_DIRECTORY}/*.a)
foreach(archive IN LISTS archives)
  # What link-time optimisation left there is for one version of one compiler, and never the same twice.
  run(strip --strip-debug --enable-deterministic-archives --remove-section=.comment --remove-section=.note
    --remove-section=.gnu.lto_* ${archive})
endforeach()
file(GLOB programs ${staging}/*/usr/bin/*)
file(GLOB_RECURSE libraries ${staging}/*.so ${staging}/*.so.*)
foreach(program IN LISTS programs libraries)
  if(IS_SYMLINK ${program})
    continue()
  endif()
  run(strip --strip-unneeded --remove-section=.comment --remove-section=.note ${program})
endforeach()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  run(find ${CPACK_TEMPORARY_DIRECTORY} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +)
endif()

# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# What find_package(SandscopeProcfs) and pkg-config find:
#   cmake --install BUILD-FOLDER --prefix DIR --component procfs
include(CMakePackageConfigHelpers)

set(sandscope_procfs_package ${CMAKE_INSTALL_LIBDIR}/cmake/SandscopeProcfs)

# Other compilers and other versions cannot read what a link-time optimising compiler keeps for itself.
target_compile_options(sandscope_procfs PRIVATE
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_INTERPROCEDURAL_OPTIMIZATION}>>:-ffat-lto-objects>)
set_target_properties(sandscope_procfs PROPERTIES EXPORT_NAME procfs)
install(TARGETS sandscope_procfs EXPORT SandscopeProcfsTargets
  ARCHIVE COMPONENT procfs
  LIBRARY COMPONENT procfs
  FILE_SET HEADERS COMPONENT procfs
  FILE_SET file_headers COMPONENT procfs)
install(EXPORT SandscopeProcfsTargets NAMESPACE sandscope:: COMPONENT procfs
  DESTINATION ${sandscope_procfs_package})

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/SandscopeProcfsConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/SandscopeProcfsConfig.cmake
  INSTALL_DESTINATION ${sandscope_procfs_package})
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/SandscopeProcfsConfigVersion.cmake
  COMPATIBILITY SameMinorVersion) # until 1.0
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/SandscopeProcfsConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/SandscopeProcfsConfigVersion.cmake
  COMPONENT procfs DESTINATION ${sandscope_procfs_package})

# From the .pc file's folder back to the prefix, so that an installation can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
  OUTPUT_VARIABLE SANDSCOPE_PC_PREFIX)
configure_file(${CMAKE_CURRENT_LIST_DIR}/sandscope-procfs.pc.in
  ${CMAKE_CURRENT_BINARY_DIR}/sandscope-procfs.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sandscope-procfs.pc
  COMPONENT procfs DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

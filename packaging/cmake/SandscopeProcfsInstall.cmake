# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# What find_package(SandscopeProcfs) and pkg-config find, in two components: procfs, the shared library, and procfs-dev,
# the rest, with a static library.
#   for COMPONENT in procfs procfs-dev; do cmake --install BUILD-FOLDER --prefix DIR --component $COMPONENT; done
include(CMakePackageConfigHelpers)

set(sandscope_procfs_package ${CMAKE_INSTALL_LIBDIR}/cmake/SandscopeProcfs)

# Both libraries are made of the same objects. Our own programs take the static one, which link-time optimisation sees into.
# Nobody replaces our functions by others of the same name, so that they may be inlined all the same.
set_target_properties(sandscope_procfs PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_compile_options(sandscope_procfs PRIVATE
  $<$<CXX_COMPILER_ID:GNU>:-fno-semantic-interposition>
  # Other compilers and other versions cannot read what a link-time optimising compiler keeps for itself.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_INTERPROCEDURAL_OPTIMIZATION}>>:-ffat-lto-objects>)
set(symbols ${CMAKE_CURRENT_LIST_DIR}/sandscope-procfs.map)
add_library(sandscope_procfs_shared SHARED $<TARGET_OBJECTS:sandscope_procfs>)
set_target_properties(sandscope_procfs_shared PROPERTIES
  OUTPUT_NAME sandscope_procfs AUTOMOC OFF LINKER_LANGUAGE CXX LINK_DEPENDS ${symbols}
  VERSION ${PROJECT_VERSION} SOVERSION ${SANDSCOPE_PROCFS_ABI})
target_compile_features(sandscope_procfs_shared INTERFACE cxx_std_23)
target_link_options(sandscope_procfs_shared PRIVATE LINKER:--version-script=${symbols})
target_link_libraries(sandscope_procfs_shared PRIVATE $<BUILD_INTERFACE:sandscope_options>)
target_include_directories(sandscope_procfs_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

set_target_properties(sandscope_procfs PROPERTIES EXPORT_NAME procfs-static)
set_target_properties(sandscope_procfs_shared PROPERTIES EXPORT_NAME procfs)
install(TARGETS sandscope_procfs sandscope_procfs_shared EXPORT SandscopeProcfsTargets
  ARCHIVE COMPONENT procfs-dev
  LIBRARY COMPONENT procfs NAMELINK_COMPONENT procfs-dev
  FILE_SET HEADERS COMPONENT procfs-dev
  FILE_SET file_headers COMPONENT procfs-dev)
install(EXPORT SandscopeProcfsTargets NAMESPACE sandscope:: COMPONENT procfs-dev
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
  COMPONENT procfs-dev DESTINATION ${sandscope_procfs_package})

# From the .pc file's folder back to the prefix, so that an installation can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
  OUTPUT_VARIABLE SANDSCOPE_PC_PREFIX)
configure_file(${CMAKE_CURRENT_LIST_DIR}/sandscope-procfs.pc.in
  ${CMAKE_CURRENT_BINARY_DIR}/sandscope-procfs.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sandscope-procfs.pc
  COMPONENT procfs-dev DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# SPDX-FileCopyrightText: The Sandscope contributors
# SPDX-License-Identifier: Apache-2.0

# cpack -G DEB, in the build folder: packages of the programs, of the procfs library, and of what compiling with it takes.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The Sandscope contributors <${SANDSCOPE_CONTACT}>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_COMPONENTS_ALL sandscope procfs procfs-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=") # the soname says what fits
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(deb_sandscope sandscope)
set(deb_procfs libsandscope-procfs${SANDSCOPE_PROCFS_ABI})
set(deb_procfs-dev libsandscope-procfs-dev)

set(CPACK_DEBIAN_SANDSCOPE_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_SANDSCOPE_PACKAGE_RECOMMENDS "qt6-wayland, qt6-translations-l10n, hicolor-icon-theme")
set(CPACK_DEBIAN_SANDSCOPE_DESCRIPTION "inspector for the processes inside a sandbox
A window and a command line on /proc of a simulated sandbox kernel, of this
computer, of a tree recorded from a real sandbox, or of a replayed log. What
they print is what gVisor or Linux would print, byte for byte.")
set(CPACK_DEBIAN_PROCFS_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PROCFS_DESCRIPTION "values to and from the bytes of /proc files
A library that formats and parses the files of /proc as Linux and several
releases of gVisor print them, and says of each field where it comes from.")
set(CPACK_DEBIAN_PROCFS_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/deb/triggers)
set(CPACK_DEBIAN_PROCFS-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PROCFS-DEV_PACKAGE_DEPENDS "${deb_procfs} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_PROCFS-DEV_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PROCFS-DEV_DESCRIPTION "values to and from the bytes of /proc files (development)
Headers, static library, CMake package and pkg-config file of the library that
formats and parses the files of /proc, for C++23.")

# What Debian wants in every package, and no other installation has; gzip, the mode of files and their time are cared for in
# staging.cmake.
execute_process(COMMAND date -u -R -d ${SANDSCOPE_RELEASE_DATE}
  OUTPUT_VARIABLE SANDSCOPE_DEB_DATE OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${deb_${component}})
  set(CPACK_COMPONENT_${upper}_DESCRIPTION "${CPACK_DEBIAN_${upper}_DESCRIPTION}")
  set(SANDSCOPE_DEB_NAME ${deb_${component}})
  configure_file(deb/changelog.in ${CMAKE_CURRENT_BINARY_DIR}/${deb_${component}}.changelog @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${deb_${component}}.changelog RENAME changelog
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${deb_${component}} COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES deb/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${deb_${component}} COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/deb/staging.cmake)
include(CPack)

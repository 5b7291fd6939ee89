// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/maps.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace sandscope::atlas {

/// What a mapping is for. maps does not say it; see kindsOf().
enum class Kind : std::uint8_t { code, data, heap, stack, file, shared, special, anonymous };

inline constexpr std::array allKinds = {Kind::code, Kind::data,   Kind::heap,    Kind::stack,
                                        Kind::file, Kind::shared, Kind::special, Kind::anonymous};

/// The kind of each mapping.
///
/// The first that fits: *heap*, *stack*, *special* by the name that the kernel gives in brackets;
/// *shared* by the letter s; *code* may be executed; *data* is a private piece of a file of which
/// another piece is code; *file* is another private file; *anonymous* is the rest.
///
/// Three are guesses, as nothing in the line tells: gVisor's vDSO, executable and without a name
/// right behind [vvar]; the zeroes at the end of writable data (bss), writable and without a name
/// right behind it; stacks of threads, writable right above up to 64 KiB that may not be touched.
///
/// Preconditions: ascending by start.
[[nodiscard]] std::vector<Kind> kindsOf(std::span<const procfs::MapsEntry* const> entries);

/// What a program may do with a mapping, as far as it is told apart by patterns.
enum class Permission : std::uint8_t {
    none, ///< ---: reserved, or a guard
    read, ///< r--
    readWrite, ///< rw-
    readExecute, ///< r-x
    readWriteExecute, ///< rwx
    other, ///< -w-, --x, -wx
};

inline constexpr std::array allPermissions = {Permission::none,
                                              Permission::read,
                                              Permission::readWrite,
                                              Permission::readExecute,
                                              Permission::readWriteExecute,
                                              Permission::other};

[[nodiscard]] Permission permissionOf(procfs::Access access);

}

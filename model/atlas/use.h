// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/kind.h>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sandscope::atlas {

/// What a mapping serves for, finer than its kind: what somebody would say of it.
enum class Role : std::uint8_t {
    programCode,
    programData, ///< also what cannot be written
    libraryCode,
    libraryData,
    zeroes, ///< bss: right behind writable data
    heap,
    mainStack,
    threadStack, ///< thread is its number where the kernel names it
    guard, ///< may not be touched, right below a stack of a thread
    reserved, ///< may not be touched either; elsewhere
    vdso,
    vvar,
    vsyscall,
    special, ///< another name that the kernel gives
    sharedFile,
    sharedMemory, ///< shared without a file of its own: anonymous, memfd, System V
    mappedFile,
    madeCode, ///< anonymous and executable
    anonymous,
};

struct Use
{
    Role role = Role::anonymous;
    /// Nothing in the line tells it for sure; see usesOf().
    bool isGuess = false;
    std::optional<std::int32_t> thread{}; ///< whose stack it is, where the name tells
    bool operator==(const Use&) const = default;
};

/// The use of each mapping. By its kind (see kindsOf()), its name and its neighbours.
///
/// A file whose name has ".so" at its end or in front of a dot is a library, any other image the
/// program. Guesses: anonymous memory that may be written, right above up to 64 KiB that may not be
/// touched, is the stack of a thread and what is below it its guard; anonymous memory right behind
/// writable data is that data's zeroes; and gVisor's vDSO without a name.
///
/// Preconditions: ascending by start; \a kinds are theirs.
[[nodiscard]] std::vector<Use> usesOf(std::span<const procfs::MapsEntry> entries,
                                      std::span<const Kind> kinds);
/// The same, for whoever does not need the kinds.
[[nodiscard]] std::vector<Use> usesOf(std::span<const procfs::MapsEntry> entries);

}

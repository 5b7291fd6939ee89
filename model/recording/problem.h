// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace sandscope::recording {

/// Why a recording cannot be written, or what is asked for cannot be read from it.
struct Problem
{
    enum class Kind : std::uint8_t {
        exists, ///< something stands there already
        notFound,
        notPermitted,
        notAFile, ///< a folder, a pipe, a device
        isEmpty, ///< ended before its first moment was written
        notARecording,
        newer, ///< of a later format
        damaged,
        besideOnly, ///< what was written last is in a second file, which cannot be read from here
        dropped, ///< the moment was there, and the recording has let it go meanwhile
        full, ///< the disk is
        cancelled,
        failed, ///< words tell
    };
    Kind kind = Kind::failed;
    std::string words{}; ///< of the system or the library; may be empty
};

template <class T = void>
using Result = std::expected<T, Problem>;

}

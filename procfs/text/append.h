// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/text/numbers.h>

#include <cstddef>
#include <string>

namespace sandscope::procfs::text {

/// Lets \a write put at most \a limit bytes behind the end of \a out: it gets a char* and returns
/// the position behind its last byte. One capacity check for a whole line instead of one for each
/// field; growth stays amortised.
template <class Write>
void append(std::string& out, std::size_t limit, Write write)
{
    const std::size_t before = out.size();
    out.resize_and_overwrite(before + limit, [&](char* bytes, std::size_t) {
        return static_cast<std::size_t>(write(bytes + before) - bytes);
    });
}

inline void appendDecimal(std::string& out, std::uint64_t value)
{
    append(out, maxDigits, [value](char* to) { return putDecimal(to, value); });
}

inline void appendSigned(std::string& out, std::int64_t value)
{
    append(out, maxDigits, [value](char* to) { return putSigned(to, value); });
}

inline void appendDecimalRight(std::string& out, std::uint64_t value, std::size_t width)
{
    append(out, maxDigits + width, [=](char* to) { return putDecimalRight(to, value, width); });
}

inline void appendHex8(std::string& out, std::uint64_t value)
{
    append(out, maxDigits, [value](char* to) { return putHex8(to, value); });
}

inline void appendHex16(std::string& out, std::uint64_t value)
{
    append(out, maxDigits, [value](char* to) { return putHex16(to, value); });
}

}

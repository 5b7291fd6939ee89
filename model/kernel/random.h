// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sandscope::kernel {

/// A small generator with the same numbers on every machine (SplitMix64, by Steele, Lea and Flood).
/// The standard library's distributions are not: their algorithms differ between implementations.
class Random
{
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed)
    {
    }

    [[nodiscard]] std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    /// 0 … bound-1; bound > 0. Very slightly uneven for bounds near 2^64, which nobody here uses.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

private:
    friend struct SaveAccess;
    std::uint64_t m_state;
};

}

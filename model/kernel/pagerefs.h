// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace sandscope::kernel {

/// How many address spaces hold each byte of the sandbox's private memory.
///
/// Private memory is numbered by offsets that are given once. Memory with a single owner, the
/// common case, costs nothing here: only what fork shared is kept, as disjoint ranges.
/// gVisor keeps the same in its set of private references.
class PageRefs
{
public:
    struct Shared
    {
        std::uint64_t end = 0;
        std::uint32_t owners = 2;
        bool operator==(const Shared&) const = default;
    };
    using Map = std::map<std::uint64_t, Shared>; ///< by start

    /// The offset of \a length fresh bytes with one owner.
    [[nodiscard]] std::uint64_t allocate(std::uint64_t length);
    /// Where the next bytes will be.
    [[nodiscard]] std::uint64_t next() const { return m_next; }
    /// Back to where that was: nobody has what was allocated since.
    void rewind(std::uint64_t next) { m_next = next; }
    /// One more owner for each byte of the range.
    void share(std::uint64_t start, std::uint64_t end);
    /// One owner less; what had one is gone.
    void release(std::uint64_t start, std::uint64_t end);
    /// Whether any byte of the range has more than one owner.
    [[nodiscard]] bool isShared(std::uint64_t start, std::uint64_t end) const;

    [[nodiscard]] const Map& shared() const { return m_shared; }
    /// Bytes that have an owner.
    [[nodiscard]] std::uint64_t bytesInUse() const { return m_inUse; }

private:
    friend struct SaveAccess;
    void splitAt(std::uint64_t offset);
    void mergeAround(std::uint64_t start, std::uint64_t end);

    Map m_shared;
    std::uint64_t m_next = 0;
    std::uint64_t m_inUse = 0;
};

}

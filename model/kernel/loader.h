// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/state.h>

namespace sandscope::kernel {

/// The pages that \a image spans, in its linked addresses.
[[nodiscard]] Range spanOf(const Image& image);

/// One address space under construction.
class Loader
{
public:
    Loader(Kernel::State& state, Memory& memory)
        : m_state(state)
        , m_memory(memory)
    {
    }

    /// The segments of \a image, \a base being added to their addresses. False: they overlap
    /// something.
    bool mapImage(const Image& image, std::uint64_t base);
    /// What the loader and the relocations of an image read and write.
    void relocate(const Image& image, std::uint64_t base);
    /// The vDSO behind its parameters, \a code being where it starts if that is known. Answers that
    /// address.
    std::optional<std::uint64_t> mapVdso(std::optional<std::uint64_t> code);
    /// The map right after exec as it was seen. False when it cannot be one.
    bool mapAsSeen(const std::vector<procfs::Vma>& map);
    bool growHeap(std::uint64_t bytes);
    bool add(Area area);
    void write(Range range) { m_memory.space.access(range, true, m_state.pageRefs); }

    [[nodiscard]] std::optional<std::uint64_t> place(std::uint64_t length,
                                                     std::uint64_t hint = 0) const
    {
        return m_memory.space.findFree({.length = length, .hint = hint}, m_memory.placement);
    }

    [[nodiscard]] static Area areaOf(std::uint64_t start, std::uint64_t end, procfs::Access access);

private:
    /// Whether the parameters of a vDSO end there.
    [[nodiscard]] bool endsWithParameters(std::uint64_t address) const;

    Kernel::State& m_state;
    Memory& m_memory;
};

}

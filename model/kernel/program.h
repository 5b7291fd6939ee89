// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/records.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::kernel {

/// One PT_LOAD of an ELF file. Addresses are as linked, before any base is added.
struct Segment
{
    std::uint64_t address = 0;
    std::uint64_t fileOffset = 0; ///< congruent to the address modulo the page size
    std::uint64_t fileSize = 0;
    std::uint64_t memorySize = 0; ///< >= fileSize; the rest is zeros
    procfs::Access access;
};

/// An ELF file as the loader sees it.
struct Image
{
    std::string path; ///< as its mappings are called
    bool deleted = false; ///< it has no name any more, or never had: a memfd
    bool positionIndependent = true;
    std::vector<Segment> segments; ///< ascending by address, disjoint
    std::uint64_t entry = 0; ///< as linked
    std::uint16_t headerCount = 13; ///< program headers, of 56 bytes each, at file offset 64
    std::uint64_t relroBytes = 0; ///< of the last segment's file part; read-only once relocated
};

/// What runs at a path: the file, its interpreter, and what the interpreter maps before main().
struct Program
{
    Image image;
    std::optional<Image> interpreter; ///< ld.so
    std::vector<Image> libraries; ///< mapped by the interpreter, in this order
    std::uint64_t heapBytes = std::uint64_t{132} << 10U; ///< what the C library takes with brk
                                                         ///< before main()
};

/// A dynamically linked position-independent executable, its sizes derived from the path alone.
[[nodiscard]] Program defaultProgram(std::string_view path);

/// ld.so and libc of a common distribution, as far as their segments go.
[[nodiscard]] Image defaultInterpreter();
[[nodiscard]] Image defaultLibrary();

/// Nothing when \a image can be loaded; otherwise what is wrong with it, in a sentence.
[[nodiscard]] std::string problemOf(const Image& image);

}

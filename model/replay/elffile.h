// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/program.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

/// Half-open, as linked.
struct LinkedRange
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    bool operator==(const LinkedRange&) const = default;
};

/// What the program headers of an ELF file tell a loader. Read from the file itself (readElf) or
/// from what readelf prints about it (readReadelf): both give the same.
struct ElfHeaders
{
    bool positionIndependent = true;
    std::uint64_t entry = 0; ///< as linked
    std::uint64_t headersAt = 64; ///< where the program headers are in the file
    std::uint16_t headerCount = 0;
    std::vector<kernel::Segment> segments; ///< PT_LOAD with memory, in the file's order
    std::uint64_t alignment = 4096; ///< the largest of the segments', at least a page
    std::string interpreter; ///< raw bytes; empty: none
    /// PT_GNU_RELRO cut to whole pages, the way the interpreter makes it read-only once relocated.
    std::optional<LinkedRange> relro;
    bool executableStack = false; ///< PT_GNU_STACK says so, or is missing

    /// From the first page of the first segment to the last of the last one.
    [[nodiscard]] LinkedRange span() const;
};

/// Gives at most \a length bytes of a file from \a offset on; fewer where it ends.
using ByteSource = std::function<std::string(std::uint64_t offset, std::size_t length)>;

/// The program headers of a 64-bit little-endian ELF file for x86-64. Reads the headers and the
/// interpreter's name and nothing else. A file that is none, or lies about itself, is a sentence.
[[nodiscard]] std::expected<ElfHeaders, std::string> readElf(const ByteSource& file);
[[nodiscard]] std::expected<ElfHeaders, std::string> readElf(std::string_view bytes);

/// As the kernel wants it; \a path is what its mappings are called.
[[nodiscard]] kernel::Image imageOf(const ElfHeaders& headers, std::string path);

/// The checks and sums that both readers end with.
[[nodiscard]] std::expected<ElfHeaders, std::string> checkedHeaders(ElfHeaders headers);

}

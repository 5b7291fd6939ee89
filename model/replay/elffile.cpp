// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The format is that of the System V ABI, "Object Files" and "Program Loading", and of its
// supplement for AMD64.
#include <model/replay/elffile.h>

#include <algorithm>
#include <format>

namespace sandscope::replay {

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::size_t fileHeaderBytes = 64;
constexpr std::size_t programHeaderBytes = 56;
constexpr std::size_t mostHeaders = 512; // files in the wild have a dozen
constexpr std::size_t longestInterpreter = 4096; // PATH_MAX, with its NUL
constexpr std::uint64_t highest = std::uint64_t{1} << 47U;

constexpr std::uint16_t typeExecutable = 2;
constexpr std::uint16_t typeShared = 3;
constexpr std::uint16_t machineX64 = 62;

constexpr std::uint32_t kindLoad = 1;
constexpr std::uint32_t kindInterpreter = 3;
constexpr std::uint32_t kindStack = 0x6474e551;
constexpr std::uint32_t kindRelro = 0x6474e552;

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint16_t half(std::string_view bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(number(bytes, at, 2));
}

std::unexpected<std::string> wrong(std::string sentence)
{
    return std::unexpected(std::move(sentence));
}

std::uint64_t floorOf(std::uint64_t value)
{
    return value & ~(page - 1);
}

}

LinkedRange ElfHeaders::span() const
{
    if (segments.empty())
        return {};
    LinkedRange all{floorOf(segments.front().address), 0};
    for (const kernel::Segment& segment : segments) {
        all.start = std::min(all.start, floorOf(segment.address));
        all.end = std::max(all.end, floorOf(segment.address + segment.memorySize + (page - 1)));
    }
    return all;
}

std::expected<ElfHeaders, std::string> checkedHeaders(ElfHeaders headers)
{
    if (headers.segments.empty())
        return wrong("there is no segment to load");
    for (const kernel::Segment& segment : headers.segments) {
        if (segment.address >= highest || segment.memorySize >= highest
            || segment.fileOffset >= highest)
            return wrong(std::format("the segment at {:#x} lies outside what can be addressed",
                                     segment.address));
    }
    if (headers.relro) {
        // The last page is left out unless all of it is covered.
        LinkedRange& relro = *headers.relro;
        if (relro.start >= highest || relro.end >= highest || relro.end < relro.start)
            return wrong("the range that is read-only after relocation lies outside what can be "
                         "addressed");
        relro = {floorOf(relro.start), floorOf(relro.end)};
        if (relro.start >= relro.end)
            headers.relro.reset();
    }
    return headers;
}

std::expected<ElfHeaders, std::string> readElf(const ByteSource& file)
{
    const std::string start = file(0, fileHeaderBytes);
    if (!start.starts_with("\177ELF"))
        return wrong("it is no ELF file");
    if (start.size() < fileHeaderBytes)
        return wrong("it ends within the file header");
    if (start[4] != 2 || start[5] != 1 || half(start, 18) != machineX64)
        return wrong("it is not a 64-bit little-endian ELF file for x86-64");
    const std::uint16_t type = half(start, 16);
    if (type != typeExecutable && type != typeShared)
        return wrong(std::format("it is of ELF type {}, which no exec loads", type));
    ElfHeaders result;
    result.positionIndependent = type == typeShared;
    result.entry = number(start, 24, 8);
    result.headersAt = number(start, 32, 8);
    result.headerCount = half(start, 56);
    if (half(start, 54) != programHeaderBytes)
        return wrong("its program headers have an odd size");
    if (result.headerCount == 0 || result.headerCount > mostHeaders)
        return wrong(std::format("it has {} program headers", result.headerCount));

    const std::size_t tableBytes = result.headerCount * programHeaderBytes;
    const std::string table = file(result.headersAt, tableBytes);
    if (table.size() < tableBytes)
        return wrong("it ends within the program headers");
    result.executableStack = true;
    for (std::size_t at = 0; at < tableBytes; at += programHeaderBytes) {
        const auto kind = static_cast<std::uint32_t>(number(table, at, 4));
        const std::uint64_t flags = number(table, at + 4, 4);
        kernel::Segment segment;
        segment.fileOffset = number(table, at + 8, 8);
        segment.address = number(table, at + 16, 8);
        segment.fileSize = number(table, at + 32, 8);
        segment.memorySize = number(table, at + 40, 8);
        segment.access = {(flags & 4U) != 0, (flags & 2U) != 0, (flags & 1U) != 0};
        if (kind == kindLoad && segment.memorySize > 0) {
            result.segments.push_back(segment);
            result.alignment = std::max(result.alignment, number(table, at + 48, 8));
        } else if (kind == kindInterpreter && result.interpreter.empty()) {
            if (segment.fileSize < 2 || segment.fileSize > longestInterpreter)
                return wrong("the name of its interpreter has an odd length");
            const auto length = static_cast<std::size_t>(segment.fileSize);
            result.interpreter = file(segment.fileOffset, length);
            if (result.interpreter.size() < length || result.interpreter.back() != '\0')
                return wrong("the name of its interpreter does not end");
            result.interpreter.resize(result.interpreter.find('\0'));
        } else if (kind == kindStack) {
            result.executableStack = segment.access.execute;
        } else if (kind == kindRelro) {
            result.relro = {segment.address, segment.address + segment.memorySize};
        }
    }
    return checkedHeaders(std::move(result));
}

std::expected<ElfHeaders, std::string> readElf(std::string_view bytes)
{
    return readElf([bytes](std::uint64_t offset, std::size_t length) {
        return offset < bytes.size()
            ? std::string(bytes.substr(static_cast<std::size_t>(offset), length))
            : std::string();
    });
}

kernel::Image imageOf(const ElfHeaders& headers, std::string path)
{
    kernel::Image image;
    image.path = std::move(path);
    image.positionIndependent = headers.positionIndependent;
    image.segments = headers.segments;
    image.entry = headers.entry;
    image.headerCount = headers.headerCount;
    return image;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/addressspace.h>
#include <model/kernel/program.h>
#include <model/kernel/random.h>

namespace sandscope::kernel {

namespace {

using procfs::Access;

constexpr Access readOnly{true, false, false};
constexpr Access code{true, false, true};
constexpr Access data{true, true, false};

constexpr std::uint64_t maxSpan = std::uint64_t{1} << 36U;

// FNV-1a: the sizes of a made-up program hang on its path alone.
std::uint64_t hashOf(std::string_view path)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : path) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

// The usual four segments of a linker that separates code: headers, code, constants, data.
Image fourSegments(std::string path, std::uint64_t headers, std::uint64_t text,
                   std::uint64_t constants, std::uint64_t initialised, std::uint64_t zeros,
                   std::uint64_t relro)
{
    Image image;
    image.path = std::move(path);
    const std::uint64_t textAt = headers;
    const std::uint64_t constantsAt = textAt + text;
    const std::uint64_t dataAt = constantsAt + constants;
    image.segments = {{0, 0, headers, headers, readOnly},
                      {textAt, textAt, text, text, code},
                      {constantsAt, constantsAt, constants, constants, readOnly},
                      {dataAt, dataAt, initialised, initialised + zeros, data}};
    image.entry = textAt + 0x760;
    image.relroBytes = relro;
    return image;
}

}

Program defaultProgram(std::string_view path)
{
    Random sizes(hashOf(path));
    const auto pages = [&sizes](std::uint64_t least, std::uint64_t range) {
        return (least + sizes.below(range)) * pageSize;
    };
    const std::uint64_t headers = pages(1, 6);
    const std::uint64_t text = pages(6, 48);
    const std::uint64_t constants = pages(2, 14);
    const std::uint64_t zeros = pages(1, 5);
    Program program;
    program.image = fourSegments(std::string(path), headers, text, constants, 3 * pageSize, zeros,
                                 2 * pageSize);
    program.interpreter = defaultInterpreter();
    program.libraries = {defaultLibrary()};
    return program;
}

Image defaultInterpreter()
{
    Image image = fourSegments("/usr/lib64/ld-linux-x86-64.so.2", pageSize, 38 * pageSize,
                               10 * pageSize, 4 * pageSize, 0, 2 * pageSize);
    image.headerCount = 9;
    return image;
}

Image defaultLibrary()
{
    Image image = fourSegments("/usr/lib/x86_64-linux-gnu/libc.so.6", 38 * pageSize, 342 * pageSize,
                               83 * pageSize, 6 * pageSize, 13 * pageSize, 4 * pageSize);
    image.headerCount = 14;
    return image;
}

std::string problemOf(const Image& image)
{
    if (!image.path.starts_with('/'))
        return "the path must be absolute";
    if (image.segments.empty())
        return "there must be at least one segment";
    std::uint64_t free = image.positionIndependent ? 0 : lowestAddress;
    for (const Segment& segment : image.segments) {
        if (segment.memorySize == 0)
            return "a segment must not be empty";
        if (segment.fileSize > segment.memorySize)
            return "a segment has more bytes in the file than in memory";
        if ((segment.address - segment.fileOffset) % pageSize != 0)
            return "address and file offset of a segment differ within the page";
        if (segment.address > addressLimit || segment.memorySize > maxSpan
            || segment.fileOffset > maxSpan)
            return "a segment is too large or lies too high";
        if (pageFloor(segment.address) < free)
            return "segments must ascend, share no page and lie above the lowest address";
        free = pageFloor(segment.address + segment.memorySize + (pageSize - 1));
    }
    if (free > addressLimit || free - pageFloor(image.segments.front().address) > maxSpan)
        return "the segments span too much";
    if (image.relroBytes % pageSize != 0 || image.relroBytes > image.segments.back().fileSize)
        return "what is read-only after relocation must be whole pages of the last segment's file "
               "part";
    return {};
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The text is that of GNU binutils; two-line headers (without -W) are not known.
#include <model/replay/readelf.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>
#include <format>

namespace sandscope::replay {

namespace {

using procfs::text::Scanner;

constexpr std::size_t mostSegments = 512;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// What stands behind \a key at the start of a line.
std::optional<std::string_view> valueOf(std::string_view line, std::string_view key)
{
    if (!line.starts_with(key))
        return std::nullopt;
    return trimmed(line.substr(key.size()));
}

std::optional<std::uint64_t> hexadecimal(std::string_view word)
{
    if (!word.starts_with("0x"))
        return std::nullopt;
    Scanner scanner(word.substr(2));
    const std::uint64_t value = scanner.hex();
    return scanner.failed() || !scanner.atEnd() ? std::nullopt : std::optional(value);
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    Scanner scanner(text);
    const std::uint64_t value = scanner.decimal();
    return scanner.failed() ? std::nullopt : std::optional(value);
}

/// One line of the table, its kind aside.
struct Row
{
    kernel::Segment segment;
    std::uint64_t alignment = 0;
};

// "0x000000 0x… 0x… 0x… 0x… R E 0x1000": the flags are a column of three, with blanks in it.
std::optional<Row> readRow(std::string_view text)
{
    std::array<std::uint64_t, 5> numbers{};
    for (std::uint64_t& value : numbers) {
        text = trimmed(text);
        const std::size_t end = std::min(text.find(' '), text.size());
        const auto read = hexadecimal(text.substr(0, end));
        if (!read)
            return std::nullopt;
        value = *read;
        text.remove_prefix(end);
    }
    const std::size_t last = text.find_last_of(' ');
    if (last == std::string_view::npos)
        return std::nullopt;
    const auto alignment = hexadecimal(text.substr(last + 1));
    const std::string_view flags = text.substr(0, last);
    if (!alignment || flags.find_first_not_of(" RWE") != std::string_view::npos)
        return std::nullopt;
    Row row;
    row.segment.fileOffset = numbers[0];
    row.segment.address = numbers[1];
    row.segment.fileSize = numbers[3];
    row.segment.memorySize = numbers[4];
    row.segment.access = {flags.contains('R'), flags.contains('W'), flags.contains('E')};
    row.alignment = *alignment;
    return row;
}

class Reader
{
public:
    std::expected<ElfHeaders, std::string> read(std::string_view text)
    {
        m_headers.executableStack = true;
        for (std::size_t at = 0; at < text.size();) {
            ++m_line;
            const std::size_t end = std::min(text.find('\n', at), text.size());
            take(trimmed(text.substr(at, end - at)));
            at = end + 1;
            if (!m_problem.empty())
                return std::unexpected(m_problem);
        }
        if (!m_sawTable)
            return std::unexpected("there are no program headers in it");
        if (!m_sawType)
            return std::unexpected("it does not say whether the file is position-independent");
        return checkedHeaders(std::move(m_headers));
    }

private:
    void take(std::string_view line)
    {
        if (line == "Program Headers:")
            m_sawTable = m_inTable = true;
        else if (line.starts_with("Section to Segment"))
            m_inTable = false;
        else if (m_inTable)
            takeRow(line);
        else
            takeFact(line);
    }

    void takeFact(std::string_view line)
    {
        if (const auto type = valueOf(line, "Type:"))
            takeType(*type);
        else if (const auto kind = valueOf(line, "Elf file type is"))
            takeType(*kind);
        else if (const auto machine = valueOf(line, "Machine:"))
            check(machine->contains("X86-64"), "the file is not for x86-64");
        else if (const auto entry = valueOf(line, "Entry point address:"))
            takeNumber(hexadecimal(*entry), m_headers.entry);
        else if (const auto point = valueOf(line, "Entry point"))
            takeNumber(hexadecimal(*point), m_headers.entry);
        else if (const auto start = valueOf(line, "Start of program headers:"))
            takeNumber(decimal(*start), m_headers.headersAt);
        else if (const auto count = valueOf(line, "Number of program headers:"))
            takeCount(decimal(*count));
        else if (const auto both = valueOf(line, "There are"))
            takeSentence(*both);
    }

    // "There are 13 program headers, starting at offset 64"
    void takeSentence(std::string_view text)
    {
        constexpr std::string_view between = " program headers, starting at offset ";
        const std::size_t at = text.find(between);
        if (at == std::string_view::npos)
            return;
        takeCount(decimal(text.substr(0, at)));
        takeNumber(decimal(text.substr(at + between.size())), m_headers.headersAt);
    }

    void takeType(std::string_view type)
    {
        m_sawType = true;
        m_headers.positionIndependent = type.starts_with("DYN");
        check(m_headers.positionIndependent || type.starts_with("EXEC"),
              "the file is of a type that no exec loads");
    }

    void takeCount(std::optional<std::uint64_t> count)
    {
        check(count && *count <= mostSegments, "the number of program headers is odd");
        m_headers.headerCount = static_cast<std::uint16_t>(count.value_or(0));
    }

    void takeNumber(std::optional<std::uint64_t> number, std::uint64_t& into)
    {
        check(number.has_value(), "a number cannot be read");
        into = number.value_or(0);
    }

    void takeRow(std::string_view line)
    {
        constexpr std::string_view request = "[Requesting program interpreter: ";
        if (line.starts_with(request) && line.ends_with(']')) {
            m_headers.interpreter = line.substr(request.size(), line.size() - request.size() - 1);
            return;
        }
        const std::string_view kind = line.substr(0, line.find(' '));
        if (kind != "LOAD" && kind != "GNU_STACK" && kind != "GNU_RELRO")
            return;
        const auto row = readRow(line.substr(kind.size()));
        check(row.has_value(), "a program header cannot be read");
        if (!row)
            return;
        const kernel::Segment& segment = row->segment;
        if (kind == "GNU_STACK") {
            m_headers.executableStack = segment.access.execute;
        } else if (kind == "GNU_RELRO") {
            m_headers.relro = {segment.address, segment.address + segment.memorySize};
        } else if (segment.memorySize > 0) {
            check(m_headers.segments.size() < mostSegments, "there are too many segments");
            m_headers.segments.push_back(segment);
            m_headers.alignment = std::max(m_headers.alignment, row->alignment);
        }
    }

    void check(bool good, std::string_view problem)
    {
        if (!good && m_problem.empty())
            m_problem = std::format("line {}: {}", m_line, problem);
    }

    ElfHeaders m_headers;
    std::string m_problem;
    std::size_t m_line = 0;
    bool m_sawTable = false, m_inTable = false, m_sawType = false;
};

}

std::expected<ElfHeaders, std::string> readReadelf(std::string_view text)
{
    return Reader().read(text);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smapsparser.h>
#include <procfs/text/digits.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace sandscope::procfs {

namespace {

using namespace text;
using detail::ParseWay;

constexpr std::string_view flagsKey = "VmFlags";

/// What a line of a known key looks like when its number fits its column.
struct Shape
{
    std::uint64_t label1 = 0, label2 = 0; ///< the first sixteen characters
    std::uint32_t tail = 0, tailMask = 0; ///< what follows the number
    std::uint8_t length = 0;
};

constexpr std::array<Shape, smapsKeyCount> shapes = [] {
    std::array<Shape, smapsKeyCount> all{};
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        std::array<char, smapsLabelWidth> label{};
        label.fill(' ');
        std::ranges::copy(smapsKeyNames[i], label.begin());
        label[smapsKeyNames[i].size()] = ':';
        const std::string_view text(label.data(), label.size());
        const bool hasUnit = isKilobytes(static_cast<SmapsKey>(i));
        const std::string_view tail = hasUnit ? " kB\n" : "\n";
        all[i] = {wordOf(text), wordOf(text.substr(8)), static_cast<std::uint32_t>(wordOf(tail)),
                  hasUnit ? ~0U : 0xffU,
                  static_cast<std::uint8_t>(smapsLabelWidth + smapsValueWidth + tail.size())};
    }
    return all;
}();
constexpr std::size_t longestShape = 28;
constexpr std::uint64_t zeroColumn = wordOf("       0");

/// Is this a "Key:" line rather than a maps line? Those of maps begin with an address and have no
/// colon before a blank.
std::string_view keyOf(std::string_view line)
{
    const std::size_t end = line.find_first_of(": ");
    if (end == std::string_view::npos || end == 0 || line[end] != ':')
        return {};
    return line.substr(0, end);
}

}

SmapsParser::SmapsParser(std::string_view text, ParseWay way)
    : m_text(text)
    , m_end(text.data() + text.size())
    , m_way(way)
{
    m_result.m_text = text;
}

Parsed<Smaps> SmapsParser::parse()
{
    const char* const begin = m_text.data();
    for (const char* at = begin; at != m_end;) {
        if (m_way == ParseWay::quick) {
            if (const char* const next = takeHeader(at)) [[likely]] {
                at = takeExpectedLines(next);
                continue;
            }
        }
        const auto offset = static_cast<std::size_t>(at - begin);
        Lines lines(m_text.substr(offset));
        if (!lines.next())
            return failure(ParseErrorCode::truncated, m_text, offset);
        if (Step step = takeLine(lines.line(), offset); !step)
            return std::unexpected(std::move(step.error()));
        at += lines.nextOffset();
        // One odd line does not make the rest of its block odd.
        if (m_way == ParseWay::quick)
            at = takeExpectedLines(at);
    }
    endBlock();
    return std::move(m_result);
}

const char* SmapsParser::takeHeader(const char* at)
{
    MapsEntry mapping;
    const char* const next = detail::takeMapsLine(at, m_end, m_before, mapping);
    if (next == nullptr)
        return nullptr;
    endBlock();
    const auto offset = static_cast<std::size_t>(at - m_text.data());
    detail::makeRoom(m_result.m_blocks, offset, m_text.size());
    m_result.m_blocks.push_back({.mapping = mapping,
                                 .flags = {},
                                 .begin = offset,
                                 .linesBegin = static_cast<std::size_t>(next - m_text.data()),
                                 .firstValue = m_result.m_values.size(),
                                 .layout = m_layout});
    return next;
}

const char* SmapsParser::takeExpectedLines(const char* at)
{
    if (!m_isExpected || m_result.m_layouts.empty() || m_result.m_blocks.empty())
        return at;
    if (m_line == 0)
        at = takeRegularLines(at);
    const std::vector<std::uint8_t>& expected = m_result.m_layouts[m_layout].lines;
    const std::uint8_t* const kinds = expected.data();
    std::array<std::uint32_t, mostSmapsLines> values;
    std::size_t count = 0;
    std::size_t line = m_line;
    std::uint32_t present = m_present;
    for (; line < expected.size(); ++line) {
        const std::uint8_t kind = kinds[line];
        if (kind == Smaps::flagsLine) {
            const char* const next = takeExpectedFlags(at);
            if (next == nullptr)
                break;
            at = next;
            continue;
        }
        if (kind == Smaps::otherLine || static_cast<std::size_t>(m_end - at) < longestShape)
            break;
        const Shape& shape = shapes[kind];
        const std::uint64_t column = load8(at + smapsLabelWidth);
        Digits number;
        if (column != zeroColumn)
            number = readColumn8(column);
        const std::uint32_t tail = load4(at + smapsLabelWidth + smapsValueWidth);
        if (((load8(at) ^ shape.label1) | (load8(at + 8) ^ shape.label2)
             | ((tail ^ shape.tail) & shape.tailMask) | number.faults)
            != 0)
            break;
        values[count++] = static_cast<std::uint32_t>(number.value);
        present |= 1U << kind;
        at += shape.length;
    }
    m_line = line;
    m_present = present;
    std::vector<std::uint32_t>& all = m_result.m_values;
    detail::makeRoom(all, static_cast<std::size_t>(at - m_text.data()), m_text.size(), count);
    all.insert(all.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    return at;
}

/// The lines of kB at the beginning of a block, all or none of them: then they have all the same
/// length, and differences need to be looked for only once.
const char* SmapsParser::takeRegularLines(const char* const at)
{
    const std::size_t count = m_regular.size();
    if (count == 0 || static_cast<std::size_t>(m_end - at) < count * longestShape)
        return at;
    constexpr auto tail = static_cast<std::uint32_t>(wordOf(" kB\n"));
    std::array<std::uint32_t, smapsKeyCount> values;
    Label others{};
    std::uint64_t faults = 0;
    std::uint32_t otherTails = 0;
    const char* line = at;
    std::uint32_t* value = values.data();
    for (const Label& label : m_regular) {
        Label text;
        std::memcpy(&text, line, sizeof text);
        others |= text ^ label;
        otherTails |= load4(line + smapsLabelWidth + smapsValueWidth) ^ tail;
        // Nearly all numbers have one digit, which alone then differs from 0 in its column.
        const std::uint64_t column = load8(line + smapsLabelWidth);
        const std::uint64_t more = std::rotl(column - zeroColumn, 8);
        if (more < 10) {
            *value = static_cast<std::uint32_t>(more);
        } else {
            const Digits number = readColumn8(column);
            faults |= number.faults;
            *value = static_cast<std::uint32_t>(number.value);
        }
        ++value;
        line += longestShape;
    }
    if ((others[0] | others[1] | otherTails | faults) != 0)
        return at;
    m_line = count;
    m_present = m_result.m_layouts[m_layout].keys;
    std::vector<std::uint32_t>& all = m_result.m_values;
    detail::makeRoom(all, static_cast<std::size_t>(line - m_text.data()), m_text.size(), count);
    all.insert(all.end(), values.data(), value);
    return line;
}

const char* SmapsParser::takeExpectedFlags(const char* at)
{
    if (m_end - at <= static_cast<std::ptrdiff_t>(flagsKey.size())
        || load8(at) != wordOf("VmFlags:"))
        return nullptr;
    const char* const newline = findNewline(at + flagsKey.size() + 1, m_end);
    if (newline == nullptr)
        return nullptr;
    m_result.m_blocks.back().flags = {at, static_cast<std::size_t>(newline - at)};
    return newline + 1;
}

SmapsParser::Step SmapsParser::takeLine(std::string_view line, std::size_t offset)
{
    const std::string_view key = keyOf(line);
    if (key.empty())
        return takePlainHeader(line, offset);
    if (m_result.m_blocks.empty())
        return failure(ParseErrorCode::badField, m_text, offset);
    if (m_line >= mostSmapsLines)
        return failure(ParseErrorCode::tooLong, m_text, offset);
    return takeValue(line, key, offset);
}

SmapsParser::Step SmapsParser::takePlainHeader(std::string_view line, std::size_t offset)
{
    const std::size_t next = offset + line.size() + 1;
    auto mapping = detail::parseMapsLine(line, offset);
    if (!mapping) {
        // A name with a newline in it goes on here, as in parseMaps.
        if (m_line == 0 && !m_result.m_blocks.empty()) {
            Smaps::Block& block = m_result.m_blocks.back();
            if (!block.mapping.name.empty() && continuesMapsName(line)) {
                detail::continueName(block.mapping, line);
                block.linesBegin = next;
                return {};
            }
        }
        return std::unexpected(std::move(mapping.error()));
    }
    endBlock();
    detail::makeRoom(m_result.m_blocks, offset, m_text.size());
    m_result.m_blocks.push_back({.mapping = *mapping,
                                 .flags = {},
                                 .begin = offset,
                                 .linesBegin = next,
                                 .firstValue = m_result.m_values.size(),
                                 .layout = m_layout});
    return {};
}

SmapsParser::Step SmapsParser::takeValue(std::string_view line, std::string_view key,
                                         std::size_t offset)
{
    Smaps::Block& block = m_result.m_blocks.back();
    const std::string_view rest = line.substr(key.size() + 1);
    if (key == flagsKey && block.flags.data() == nullptr) {
        block.flags = line;
        addLine(Smaps::flagsLine);
        return {};
    }
    const std::optional<SmapsKey> known = smapsKeyFromName(key);
    const auto index = static_cast<std::uint8_t>(known.value_or(SmapsKey::size));
    if (!known || (m_present >> index & 1U) != 0) {
        auto& others = m_result.m_others;
        detail::makeRoom(others, offset, m_text.size());
        others.push_back({m_result.m_blocks.size() - 1, {m_line, line}});
        m_result.m_unknownBytes += line.size() + 1;
        addLine(Smaps::otherLine);
        return {};
    }
    Scanner in(rest, offset + key.size() + 1);
    in.skipBlanks();
    const std::uint64_t number = in.decimal();
    if (isKilobytes(*known))
        in.expect(" kB");
    in.expectEnd();
    if (in.failed())
        return in.error();
    m_present |= 1U << index;
    detail::makeRoom(m_result.m_values, offset, m_text.size());
    addValue(number);
    addLine(index);
    return {};
}

void SmapsParser::addValue(std::uint64_t value)
{
    std::vector<std::uint32_t>& all = m_result.m_values;
    if (value >= Smaps::isWide)
        m_result.m_wide.emplace_back(all.size(), value);
    all.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(value, Smaps::isWide)));
}

/// A line was found by the plain way: does it still fit the layout expected?
void SmapsParser::addLine(std::uint8_t kind)
{
    if (m_isExpected) {
        const auto& layouts = m_result.m_layouts;
        if (!layouts.empty() && m_line < layouts[m_layout].lines.size()
            && layouts[m_layout].lines[m_line] == kind) {
            ++m_line;
            return;
        }
        leaveLayout();
    }
    m_kinds.push_back(kind);
    ++m_line;
}

/// From now on the lines of the block are kept in m_kinds.
void SmapsParser::leaveLayout()
{
    m_isExpected = false;
    m_kinds.clear();
    if (m_result.m_layouts.empty())
        return;
    const std::vector<std::uint8_t>& lines = m_result.m_layouts[m_layout].lines;
    m_kinds.assign(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(m_line));
}

/// The layout of m_kinds.
std::uint32_t SmapsParser::layoutOfKinds()
{
    std::vector<Smaps::Layout>& layouts = m_result.m_layouts;
    // Two kinds of blocks may take turns; that there are more is not worth a search.
    const std::size_t looked = std::min<std::size_t>(layouts.size(), 4);
    const auto recent = layouts.end() - static_cast<std::ptrdiff_t>(looked);
    const auto known = std::ranges::find(recent, layouts.end(), m_kinds, &Smaps::Layout::lines);
    const auto index = static_cast<std::uint32_t>(known - layouts.begin());
    if (known != layouts.end())
        return index;

    Smaps::Layout& layout = layouts.emplace_back();
    layout.lines = m_kinds;
    layout.placeOf.fill(Smaps::noPlace);
    std::uint8_t place = 0;
    for (const std::uint8_t kind : m_kinds) {
        if (kind < smapsKeyCount)
            layout.placeOf[kind] = place++;
    }
    const auto isRegular = [](std::uint8_t kind) {
        return kind < smapsKeyCount && isKilobytes(static_cast<SmapsKey>(kind));
    };
    layout.regular
        = static_cast<std::size_t>(std::ranges::find_if_not(m_kinds, isRegular) - m_kinds.begin());
    for (std::size_t i = 0; i < layout.regular; ++i)
        layout.keys |= 1U << m_kinds[i];
    return index;
}

/// Gives the block at hand, if there is one, its layout, and gets ready for the next.
void SmapsParser::endBlock()
{
    const auto& layouts = m_result.m_layouts;
    const bool isWhole
        = m_isExpected && !layouts.empty() && m_line == layouts[m_layout].lines.size();
    if (!isWhole && !m_result.m_blocks.empty()) {
        if (m_isExpected)
            leaveLayout();
        m_layout = layoutOfKinds();
        m_result.m_blocks.back().layout = m_layout;
        m_regular.clear();
        for (const std::uint8_t kind :
             std::span(layouts[m_layout].lines).first(layouts[m_layout].regular))
            m_regular.push_back(Label{shapes[kind].label1, shapes[kind].label2});
    }
    m_line = 0;
    m_present = 0;
    m_isExpected = true;
}

namespace detail {

Parsed<Smaps> parseSmaps(std::string_view text, ParseWay way)
{
    return SmapsParser(text, way).parse();
}

}

Parsed<Smaps> parseSmaps(std::string_view text)
{
    return detail::parseSmaps(text, detail::ParseWay::quick);
}

}

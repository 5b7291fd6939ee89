// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mapsparser.h>
#include <procfs/text/digits.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

Access parseAccess(Scanner& in)
{
    Access access;
    const auto letter = [&in](std::string_view yes) {
        if (in.accept(yes))
            return true;
        in.expect("-");
        return false;
    };
    access.read = letter("r");
    access.write = letter("w");
    access.execute = letter("x");
    return access;
}

/// An address of 8 to 15 digits up to \a separator.
struct Address
{
    std::uint64_t high = 0; ///< the characters before the last eight, as eight digits
    std::uint64_t low = 0; ///< the last eight characters
    unsigned length = 0; ///< 0: no such address
};

Address takeAddress(const char* at, char separator)
{
    const std::uint64_t ends = bytesEqual(load8(at + 8), separator);
    if (ends == 0)
        return {};
    const unsigned more = firstByte(ends);
    return {rightmost(load8(at), more), load8(at + more), 8 + more};
}

/// "rwxp" and its like as four bits of value: one in each byte, in that order.
Digits readPerms(std::uint32_t word)
{
    constexpr auto none = static_cast<std::uint32_t>(wordOf("---p"));
    constexpr auto all = static_cast<std::uint32_t>(wordOf("rwxs"));
    // A letter differs from the minus in the bit for 0x40, s from p in the lowest.
    const std::uint32_t set = ((word >> 6U) & 0x0001'0101U) | (word & 0x0100'0000U);
    return {set, word ^ none ^ (set * 0xffU & (none ^ all))};
}

/// Reads the device, "fe:00 " and two more characters, as if the line before had it.
/// Returns what is wrong with it.
std::uint64_t readDevice(std::uint64_t text, detail::LineBefore& before)
{
    constexpr std::uint64_t separators = 0xff00'00ff'0000U;
    constexpr std::uint64_t expected = 0x2000'003a'0000U;
    static_assert((wordOf("fe:00 12") & separators) == expected);
    constexpr std::uint64_t digits = 0xff'ff00'ffffU;
    text &= separators | digits;
    if (text == before.deviceText)
        return 0;
    const Digits device = readHex8((text & digits) | (repeated('0') & ~digits));
    before.deviceText = text;
    before.deviceMajor = static_cast<std::uint32_t>(device.value >> 24U);
    before.deviceMinor = static_cast<std::uint32_t>(device.value >> 12U & 0xffU);
    return device.faults | ((text & separators) ^ expected);
}

/// Reads up to 15 decimal digits and the blank behind them. Returns the position behind that, or
/// null.
const char* takeInode(const char* at, std::uint64_t& inode)
{
    const std::uint64_t word = load8(at);
    const unsigned count = leadingDecimals(word);
    inode = readDecimals(word, count);
    at += count;
    if (count == 8) {
        constexpr std::array<std::uint64_t, 8> powers
            = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};
        const std::uint64_t rest = load8(at);
        const unsigned more = leadingDecimals(rest);
        if (more == 8)
            return nullptr;
        inode = inode * powers[more] + readDecimals(rest, more);
        at += more;
    }
    return count == 0 || *at != ' ' ? nullptr : at + 1;
}

/// Blanks alone from \a at up to \a end? Eight bytes behind it may be read.
bool isBlank(const char* at, const char* end)
{
    constexpr std::uint64_t blanks = repeated(' ');
    std::uint64_t others = 0;
    if (end - at >= 24 && end - at <= 32) { // below addresses of twelve digits
        others = (load8(at) ^ blanks) | (load8(at + 8) ^ blanks) | (load8(at + 16) ^ blanks)
            | (load8(end - 8) ^ blanks);
        return others == 0;
    }
    for (; end - at >= 8; at += 8)
        others |= load8(at) ^ blanks;
    if (at < end)
        others |= (load8(at) ^ blanks) << (64 - 8 * (end - at));
    return others == 0;
}

}

namespace detail {

/// The longest line without its name that takeMapsLine knows, and what it may read behind it.
constexpr std::ptrdiff_t quickHeader = 96;

const char* takeMapsLine(const char* const line, const char* const end, LineBefore& before,
                         MapsEntry& entry)
{
    if (end - line < quickHeader)
        return nullptr;
    const Address first = takeAddress(line, '-');
    if (first.length == 0)
        return nullptr;
    const char* at = line + first.length + 1;
    const Address second = takeAddress(at, ' ');
    if (second.length == 0 || at[second.length + 5] != ' ' || at[second.length + 14] != ' ')
        return nullptr;
    at += second.length;

    const Digits startLow = readHex8(first.low);
    const Digits endLow = readHex8(second.low);
    const Digits perms = readPerms(load4(at + 1));
    std::uint64_t faults = startLow.faults | endLow.faults | perms.faults;
    const auto high = [&](std::uint64_t text) {
        if (text != before.addressText) {
            const Digits digits = readHex8(text);
            faults |= digits.faults;
            before.addressText = text;
            before.address = digits.value << 32U;
        }
        return before.address;
    };
    entry.start = high(first.high) | startLow.value;
    entry.end = high(second.high) | endLow.value;
    entry.perms
        = {(perms.value & 1U) != 0, (perms.value & 0x100U) != 0, (perms.value & 0x1'0000U) != 0};
    entry.isShared = (perms.value & 0x100'0000U) != 0;
    entry.deviceMajor = entry.deviceMinor = 0;
    entry.offset = entry.inode = 0;

    const std::uint64_t offsetText = load8(at + 6);
    const std::uint64_t deviceText = load8(at + 15);
    if (deviceText == wordOf("00:00 0 ") && offsetText == repeated('0')) {
        at += 23;
    } else {
        const Digits offset = readHex8(offsetText);
        faults |= offset.faults | readDevice(deviceText, before);
        entry.offset = offset.value;
        entry.deviceMajor = before.deviceMajor;
        entry.deviceMinor = before.deviceMinor;
        at = takeInode(at + 21, entry.inode);
        if (at == nullptr)
            faults = 1;
    }
    if (faults != 0 || entry.end <= entry.start) {
        before = {};
        return nullptr;
    }
    if (*at == '\n') {
        entry.name = {};
        return at + 1;
    }

    const char* const name = line + mapsNameColumn;
    if (at >= name || !isBlank(at, name) || *name == '\n')
        return nullptr;
    const char* const newline = findNewline(name, end);
    if (newline == nullptr)
        return nullptr;
    entry.name = {name, static_cast<std::size_t>(newline - name)};
    return newline + 1;
}

Parsed<MapsEntry> parseMapsLine(std::string_view line, std::size_t base)
{
    constexpr std::uint64_t most32 = ~std::uint32_t{0};
    Scanner in(line, base);
    MapsEntry entry;
    entry.start = in.hex();
    in.expect("-");
    entry.end = in.hex();
    // The rollup of a map with nothing in it has 0 for both.
    if (!in.failed() && entry.end <= entry.start && (entry.start != 0 || entry.end != 0))
        in.fail(ParseErrorCode::badField);
    in.expect(" ");
    entry.perms = parseAccess(in);
    entry.isShared = in.accept("s");
    if (!entry.isShared)
        in.expect("p");
    in.expect(" ");
    entry.offset = in.hex();
    in.expect(" ");
    entry.deviceMajor = static_cast<std::uint32_t>(in.hex(most32));
    in.expect(":");
    entry.deviceMinor = static_cast<std::uint32_t>(in.hex(most32));
    in.expect(" ");
    entry.inode = in.decimal();
    in.expect(" ");
    if (in.at() < mapsNameColumn && line.size() > mapsNameColumn
        && line.find_first_not_of(' ', in.at()) >= mapsNameColumn)
        entry.name = line.substr(mapsNameColumn); // blanks at its own beginning included
    else {
        in.skipBlanks();
        entry.name = in.remainder();
    }
    if (in.failed())
        return in.error();
    return entry;
}

Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text, ParseWay way)
{
    std::vector<MapsEntry> entries;
    LineBefore before;
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    for (const char* at = begin; at != end;) {
        const auto offset = static_cast<std::size_t>(at - begin);
        makeRoom(entries, offset, text.size());
        if (way == ParseWay::quick) {
            MapsEntry& entry = entries.emplace_back();
            if (const char* const next = takeMapsLine(at, end, before, entry)) [[likely]] {
                at = next;
                continue;
            }
            entries.pop_back();
        }
        Lines lines(text.substr(offset));
        if (!lines.next())
            return failure(ParseErrorCode::truncated, text, offset);
        at += lines.nextOffset();
        if (!entries.empty() && !entries.back().name.empty() && continuesMapsName(lines.line())) {
            continueName(entries.back(), lines.line());
            continue;
        }
        auto entry = parseMapsLine(lines.line(), offset);
        if (!entry)
            return std::unexpected(std::move(entry.error()));
        entries.push_back(*entry);
    }
    return entries;
}

}

Parsed<MapsEntry> parseMapsLine(std::string_view line)
{
    return detail::parseMapsLine(line, 0);
}

Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text)
{
    return detail::parseMaps(text, detail::ParseWay::quick);
}

bool continuesMapsName(std::string_view line)
{
    const std::size_t digits
        = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    return digits == 0 || digits == line.size() || line[digits] != '-';
}

}

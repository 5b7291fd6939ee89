// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"Size", "kB", "Length of the mapping.", truths("-MMMMM")},
    FieldDoc{"KernelPageSize", "kB", "Size of the pages that the kernel hands out here.", truths("-CCCCM")},
    FieldDoc{"MMUPageSize", "kB", "Size of the pages that the processor maps here.", truths("-CCCCM")},
    FieldDoc{"Rss", "kB",
             "How much of the mapping is in memory. gVisor counts the pieces it has allocated, which are larger than what "
             "was touched.",
             truths("-DDDDM")},
    FieldDoc{"Pss", "kB",
             "Resident memory, each page divided by the number of those who map it. gVisor takes every page as mapped "
             "once.",
             truths("-DDDDM")},
    FieldDoc{"Pss_Dirty", "kB", "The part of Pss that was written to.", truths("-----M")},
    FieldDoc{"Shared_Clean", "kB", "Resident pages that others map too and nobody wrote to.", truths("-CCCCM")},
    FieldDoc{"Shared_Dirty", "kB", "Resident pages that others map too and somebody wrote to.", truths("-CCCCM")},
    FieldDoc{"Private_Clean", "kB",
             "Resident pages that nobody else maps and that were not written to. gVisor puts everything here that the "
             "program may not write.",
             truths("-DDDDM")},
    FieldDoc{"Private_Dirty", "kB",
             "Resident pages that nobody else maps and that were written to. gVisor puts everything here that the program "
             "may write.",
             truths("-DDDDM")},
    FieldDoc{"Referenced", "kB", "Resident pages used of late. In gVisor the same as Rss.", truths("-DDDDM")},
    FieldDoc{"Anonymous", "kB", "Resident pages that belong to no file, private copies of file pages included.",
             truths("-MMMMM")},
    FieldDoc{"KSM", "kB", "Pages that the kernel merged with equal ones.", truths("-----M")},
    FieldDoc{"LazyFree", "kB", "Pages given up with MADV_FREE and not yet taken back.", truths("-----M")},
    FieldDoc{"AnonHugePages", "kB", "Anonymous memory in huge pages.", truths("-CCCCM")},
    FieldDoc{"ShmemPmdMapped", "kB", "Shared memory in huge pages.", truths("-----M")},
    FieldDoc{"FilePmdMapped", "kB", "Page cache in huge pages.", truths("-----M")},
    FieldDoc{"Shared_Hugetlb", "kB", "Pages of hugetlbfs that others map too; not part of Rss.", truths("-CCCCM")},
    FieldDoc{"Private_Hugetlb", "kB", "Pages of hugetlbfs that nobody else maps; not part of Rss.", truths("-CCCCM")},
    FieldDoc{"Swap", "kB", "Anonymous memory that was swapped out.", truths("-CCCCM")},
    FieldDoc{"SwapPss", "kB", "Swapped-out memory, each page divided by the number of those who share it.",
             truths("-CCCCM")},
    FieldDoc{"Locked", "kB", "Memory that mlock keeps resident. In gVisor all of Rss or nothing.", truths("-DDDDM")},
    FieldDoc{"THPeligible", "", "1 where huge pages may be used.", truths("-----M")},
    FieldDoc{"ProtectionKey", "", "Number of the memory protection key.", truths("-----M")},
    FieldDoc{"VmFlags", "", "Two-letter properties of the mapping.", truths("-MMMMM")},
};
// clang-format on
static_assert(docs.size() == smapsKeyCount + 1);

/// The table that the descriptor shows: that of a maps line, then that of the values.
constexpr auto allDocs = [] {
    std::array<FieldDoc, mapsFieldCount + docs.size()> joined{};
    std::ranges::copy(docs, std::ranges::copy(mapsFields, joined.begin()).out);
    for (FieldDoc& doc : joined)
        doc.truth[static_cast<std::size_t>(Dialect::gvisor2018)] = Truth::absent;
    return joined;
}();

using enum SmapsKey;

constexpr std::array gvisorOrder = {size,          rss,           pss,
                                    sharedClean,   sharedDirty,   privateClean,
                                    privateDirty,  referenced,    anonymous,
                                    anonHugePages, sharedHugetlb, privateHugetlb,
                                    swap,          swapPss,       kernelPageSize,
                                    mmuPageSize,   locked};

/// The value lines of gVisor as one text, all values 0, with a newline behind each.
constexpr std::size_t labelWidth = 16;
constexpr std::size_t valueWidth = 8;
constexpr std::size_t valueLine = labelWidth + valueWidth + std::string_view(" kB\n").size();
constexpr auto blankBlock = [] {
    std::array<char, gvisorOrder.size() * valueLine> block{};
    auto at = block.begin();
    for (const SmapsKey key : gvisorOrder) {
        const std::string_view name = docs[static_cast<std::size_t>(key)].name;
        std::ranges::fill_n(at, labelWidth + valueWidth, ' ');
        std::ranges::copy(name, at);
        at[static_cast<std::ptrdiff_t>(name.size())] = ':';
        at[labelWidth + valueWidth - 1] = key == kernelPageSize || key == mmuPageSize ? '4' : '0';
        at = std::ranges::copy(std::string_view(" kB\n"), at + labelWidth + valueWidth).out;
    }
    return block;
}();
constexpr std::uint64_t widestValue = 99'999'999; // of valueWidth digits

/// Where the value of a key ends in the block.
consteval std::size_t valueEnd(SmapsKey key)
{
    const auto place
        = static_cast<std::size_t>(std::ranges::find(gvisorOrder, key) - gvisorOrder.begin());
    return place * valueLine + labelWidth + valueWidth;
}

struct Numbers
{
    std::uint64_t size, rss, privateClean, privateDirty, anonymous, locked;
};

Numbers numbersOf(const Vma& vma)
{
    const std::uint64_t rss = vma.rssBytes / 1024;
    return {
        .size = (vma.end - vma.start) / 1024,
        .rss = rss,
        .privateClean = vma.effective.write ? 0 : rss,
        .privateDirty = vma.effective.write ? rss : 0,
        .anonymous = vma.anonymousBytes / 1024,
        .locked = vma.lockMode == LockMode::none ? 0 : rss,
    };
}

/// Calls \a flag for each code of VmFlags, in order.
template <class Flag>
void forEachFlag(const Vma& vma, Flag flag)
{
    const auto when = [&flag](bool condition, std::string_view code) {
        if (condition)
            flag(code);
    };
    when(vma.real.read, "rd");
    when(vma.real.write, "wr");
    when(vma.real.execute, "ex");
    when(!vma.isPrivate && vma.maximum.write, "sh");
    when(vma.maximum.read, "mr");
    when(vma.maximum.write, "mw");
    when(vma.maximum.execute, "me");
    when(!vma.isPrivate, "ms");
    when(vma.growsDown, "gd");
    when(vma.lockMode != LockMode::none, "lo");
    when(vma.lockMode == LockMode::lazy, "??");
    when(vma.isPrivate && vma.effective.write, "ac");
}

constexpr std::string_view flagsKey = "VmFlags";
constexpr std::string_view flagsLabel = "VmFlags: ";

char* putFlags(char* to, const Vma& vma)
{
    to = putText(to, flagsLabel);
    forEachFlag(vma, [&to](std::string_view code) {
        to = putText(to, code);
        *to++ = ' ';
    });
    *to++ = '\n';
    return to;
}

/// The page without memory behind it: nothing resident, no greatest rights.
Vma vsyscallVma()
{
    Vma vma;
    vma.start = vsyscallStart;
    vma.end = vsyscallEnd;
    vma.real = vma.effective = {.read = true, .write = false, .execute = true};
    return vma;
}

/// All numbers of a block; the text of one whose values fit their columns is the blank block with
/// digits poked in.
void formatValues(const Vma& vma, std::string& out)
{
    const Numbers n = numbersOf(vma);
    if (std::max({n.size, n.rss, n.anonymous}) > widestValue) [[unlikely]] {
        SmapsEntry entry = smapsEntry(vma, {});
        entry.mapping = {};
        std::string block;
        formatSmapsEntry(entry, Dialect::gvisor2019, block);
        out.append(block, block.find('\n') + 1);
        return;
    }
    constexpr std::size_t longestFlags = flagsLabel.size() + 12 * 3 + 1;
    append(out, blankBlock.size() + longestFlags, [&](char* to) {
        std::memcpy(to, blankBlock.data(), blankBlock.size());
        putDecimalBefore(to + valueEnd(size), n.size);
        if (n.rss != 0) {
            putDecimalBefore(to + valueEnd(rss), n.rss);
            putDecimalBefore(to + valueEnd(pss), n.rss);
            putDecimalBefore(to + valueEnd(privateClean), n.privateClean);
            putDecimalBefore(to + valueEnd(privateDirty), n.privateDirty);
            putDecimalBefore(to + valueEnd(referenced), n.rss);
            putDecimalBefore(to + valueEnd(locked), n.locked);
        }
        putDecimalBefore(to + valueEnd(anonymous), n.anonymous);
        return putFlags(to + blankBlock.size(), vma);
    });
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (!smapsFile.existsIn(ctx.dialect))
        return Errno::noEntry;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr)
        return Errno::ok;
    const std::string_view root = mapsRoot(ctx);
    if (memory->users > 0) {
        out.marks.reserve(out.marks.size() + memory->vmas->size() + 1);
        for (const Vma& vma : *memory->vmas) {
            formatSmapsBlock(vma, root, out.bytes);
            out.mark(vma.end);
        }
    }
    formatMapsEntry(vsyscallEntry(), out.bytes);
    formatValues(vsyscallVma(), out.bytes);
    out.mark(vsyscallEnd);
    return Errno::ok;
}

bool isKilobytes(SmapsKey key)
{
    return key != thpEligible && key != protectionKey;
}

void formatValue(SmapsKey key, std::uint64_t value, std::string& out)
{
    append(out, labelWidth + 2 * maxDigits, [&](char* to) {
        const std::string_view name = smapsKeyName(key);
        std::memset(to, ' ', labelWidth);
        *putText(to, name) = ':';
        to += labelWidth;
        return putText(putDecimalRight(to, value, valueWidth), isKilobytes(key) ? " kB\n" : "\n");
    });
}

void formatFlags(const std::vector<std::string>& flags, std::string& out)
{
    out += flagsLabel;
    for (const std::string& flag : flags) {
        out += flag;
        out += ' ';
    }
    out += '\n';
}

constexpr std::size_t mostLines = 200;

/// Is this a "Key:" line rather than a maps line? Those of maps begin with an address and have no
/// colon before a blank.
std::string_view keyOf(std::string_view line)
{
    const std::size_t end = line.find_first_of(": ");
    if (end == std::string_view::npos || end == 0 || line[end] != ':')
        return {};
    return line.substr(0, end);
}

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text)
        , m_lines(text)
    {
    }

    Parsed<std::vector<SmapsEntry>> parse()
    {
        while (m_lines.next()) {
            if (auto failed = take())
                return std::unexpected(std::move(*failed));
        }
        if (m_lines.isCut())
            return m_lines.cutError();
        return std::move(m_entries);
    }

private:
    std::optional<ParseError> take()
    {
        const std::string_view line = m_lines.line();
        const std::string_view key = keyOf(line);
        if (key.empty())
            return header(line);
        if (m_entries.empty())
            return failure(ParseErrorCode::badField, m_text, m_lines.offset()).error();
        if (m_line >= mostLines)
            return failure(ParseErrorCode::tooLong, m_text, m_lines.offset()).error();
        auto failed = value(key, line.substr(key.size() + 1));
        ++m_line;
        m_entries.back().blockEnd = m_lines.nextOffset();
        return failed;
    }

    std::optional<ParseError> header(std::string_view line)
    {
        auto mapping = parseMapsLine(line);
        if (!mapping) {
            // A name with a newline in it goes on here, as in parseMaps.
            if (m_line == 0 && !m_entries.empty() && !m_entries.back().mapping.name.empty()
                && continuesMapsName(line)) {
                m_entries.back().mapping.name += '\n';
                m_entries.back().mapping.name += line;
                m_entries.back().valuesBegin = m_entries.back().blockEnd = m_lines.nextOffset();
                return std::nullopt;
            }
            mapping.error().offset += m_lines.offset();
            return std::move(mapping.error());
        }
        SmapsEntry entry;
        entry.mapping = *std::move(mapping);
        entry.blockBegin = m_lines.offset();
        entry.valuesBegin = entry.blockEnd = m_lines.nextOffset();
        m_entries.push_back(std::move(entry));
        m_line = 0;
        return std::nullopt;
    }

    std::optional<ParseError> value(std::string_view key, std::string_view rest)
    {
        SmapsEntry& entry = m_entries.back();
        if (key == flagsKey && !entry.hasVmFlags) {
            entry.hasVmFlags = true;
            entry.vmFlagsLine = static_cast<std::uint8_t>(m_line);
            Scanner in(rest);
            for (in.skipBlanks(); !in.atEnd(); in.skipBlanks())
                entry.vmFlags.emplace_back(in.word());
            return std::nullopt;
        }
        const std::optional<SmapsKey> known = find(key);
        if (!known || entry.value(*known)) {
            entry.others.push_back({m_line, std::string(m_lines.line())});
            return std::nullopt;
        }
        Scanner in(rest, m_lines.offset() + key.size() + 1);
        in.skipBlanks();
        const std::uint64_t number = in.decimal();
        if (isKilobytes(*known))
            in.expect(" kB");
        in.expectEnd();
        if (in.failed())
            return in.error().error();
        entry.setValue(*known, number);
        entry.setLineOf(*known, static_cast<std::uint8_t>(m_line));
        return std::nullopt;
    }

    /// Blocks of one text have the same keys, so the key of this line of the block before is tried
    /// first.
    std::optional<SmapsKey> find(std::string_view key)
    {
        if (m_line < m_expected.size() && smapsKeyName(m_expected[m_line]) == key)
            return m_expected[m_line];
        const std::optional<SmapsKey> known = smapsKeyFromName(key);
        if (known) {
            m_expected.resize(std::max(m_expected.size(), m_line + 1), size);
            m_expected[m_line] = *known;
        }
        return known;
    }

    std::string_view m_text;
    Lines m_lines;
    std::vector<SmapsEntry> m_entries;
    std::vector<SmapsKey> m_expected;
    std::size_t m_line = 0; ///< of the block, counted from 0 behind the maps line
};

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseSmaps(bytes).transform([&](const std::vector<SmapsEntry>& entries) {
        Fields fields;
        for (const SmapsEntry& entry : entries) {
            decodeMapsEntry(entry.mapping, std::span(allDocs).first<mapsFieldCount>(), fields);
            Lines lines(bytes.substr(entry.valuesBegin, entry.blockEnd - entry.valuesBegin));
            while (lines.next()) {
                const std::string_view key = keyOf(lines.line());
                std::string_view value = lines.line().substr(key.size() + 1);
                value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
                value = value.substr(0, value.find_last_not_of(' ') + 1);
                fields.push_back({std::string(key), std::string(value), findDoc(allDocs, key)});
            }
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseSmaps(bytes).transform([&](const std::vector<SmapsEntry>& entries) {
        std::string out;
        out.reserve(bytes.size());
        formatSmaps(entries, dialect, out);
        return out;
    });
}

}

std::string_view smapsKeyName(SmapsKey key)
{
    return docs[static_cast<std::size_t>(key)].name;
}

std::optional<SmapsKey> smapsKeyFromName(std::string_view name)
{
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        if (docs[i].name == name)
            return static_cast<SmapsKey>(i);
    }
    return std::nullopt;
}

std::optional<std::uint64_t> SmapsEntry::value(SmapsKey key) const
{
    const auto index = static_cast<std::size_t>(key);
    if ((m_present >> index & 1U) == 0)
        return std::nullopt;
    return m_values[index];
}

void SmapsEntry::setValue(SmapsKey key, std::uint64_t value)
{
    const auto index = static_cast<std::size_t>(key);
    m_values[index] = value;
    m_present |= 1U << index;
}

Parsed<std::vector<SmapsEntry>> parseSmaps(std::string_view text)
{
    return Parser(text).parse();
}

void formatSmapsEntry(const SmapsEntry& entry, Dialect dialect, std::string& out)
{
    formatMapsEntry(entry.mapping, dialect, out);

    // What stood where; values that never stood anywhere come after that.
    std::array<const std::string*, mostLines> otherAt{};
    for (const SmapsEntry::OtherLine& other : entry.others)
        otherAt[std::min(other.line, mostLines - 1)] = &other.text;
    std::array<std::optional<SmapsKey>, mostLines + 1> keyAt{};
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        const auto key = static_cast<SmapsKey>(i);
        if (entry.value(key) && entry.lineOf(key) < mostLines)
            keyAt[entry.lineOf(key)] = key;
    }
    bool flagsDone = !entry.hasVmFlags;
    for (std::size_t line = 0; line < mostLines; ++line) {
        if (keyAt[line]) {
            formatValue(*keyAt[line], *entry.value(*keyAt[line]), out);
        } else if (otherAt[line] != nullptr) {
            out += *otherAt[line];
            out += '\n';
        } else if (!flagsDone && entry.vmFlagsLine == line) {
            formatFlags(entry.vmFlags, out);
            flagsDone = true;
        }
    }
    const auto withoutPlace = [&](SmapsKey key) {
        if (entry.value(key) && entry.lineOf(key) >= mostLines)
            formatValue(key, *entry.value(key), out);
    };
    if (dialect != Dialect::linux_)
        std::ranges::for_each(gvisorOrder, withoutPlace);
    for (std::size_t i = 0; i < smapsKeyCount; ++i) {
        const auto key = static_cast<SmapsKey>(i);
        if (dialect == Dialect::linux_ || std::ranges::find(gvisorOrder, key) == gvisorOrder.end())
            withoutPlace(key);
    }
    if (!flagsDone)
        formatFlags(entry.vmFlags, out);
}

void formatSmaps(const std::vector<SmapsEntry>& entries, Dialect dialect, std::string& out)
{
    for (const SmapsEntry& entry : entries)
        formatSmapsEntry(entry, dialect, out);
}

SmapsEntry smapsEntry(const Vma& vma, std::string_view root)
{
    const Numbers n = numbersOf(vma);
    SmapsEntry entry;
    entry.mapping = mapsEntry(vma, root);
    for (const SmapsKey key : gvisorOrder)
        entry.setValue(key, 0);
    entry.setValue(size, n.size);
    entry.setValue(kernelPageSize, 4);
    entry.setValue(mmuPageSize, 4);
    for (const SmapsKey key : {rss, pss, referenced})
        entry.setValue(key, n.rss);
    entry.setValue(privateClean, n.privateClean);
    entry.setValue(privateDirty, n.privateDirty);
    entry.setValue(anonymous, n.anonymous);
    entry.setValue(locked, n.locked);
    entry.hasVmFlags = true;
    forEachFlag(vma, [&entry](std::string_view code) { entry.vmFlags.emplace_back(code); });
    return entry;
}

void formatSmapsBlock(const Vma& vma, std::string_view root, std::string& out)
{
    formatMapsLine(vma, root, out);
    formatValues(vma, out);
}

constinit const ProcFile smapsFile = {
    .name = "smaps",
    .modes = {0, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::memory | Dependency::readerRoot,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = allDocs,
};

}

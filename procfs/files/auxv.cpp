// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/auxv.h>
#include <procfs/files/maps.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <span>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum Dialect;

constexpr std::size_t pairSize = 16;

enum class Shape : std::uint8_t { address, number, bits, yesNo };

struct Key
{
    std::uint64_t number;
    Shape shape;
};

// A row of each table belongs to the same row of the other.
// clang-format off
constexpr std::array keys = {
    Key{2, Shape::number},   Key{3, Shape::address},  Key{4, Shape::number},   Key{5, Shape::number},
    Key{6, Shape::number},   Key{7, Shape::address},  Key{8, Shape::bits},     Key{9, Shape::address},
    Key{10, Shape::yesNo},   Key{11, Shape::number},  Key{12, Shape::number},  Key{13, Shape::number},
    Key{14, Shape::number},  Key{15, Shape::address}, Key{16, Shape::bits},    Key{17, Shape::number},
    Key{23, Shape::yesNo},   Key{24, Shape::address}, Key{25, Shape::address}, Key{26, Shape::bits},
    Key{27, Shape::number},  Key{28, Shape::number},  Key{29, Shape::bits},    Key{30, Shape::bits},
    Key{31, Shape::address}, Key{32, Shape::address}, Key{33, Shape::address}, Key{51, Shape::number},
};
// clang-format on
constexpr TruthNote onlyWithInterpreter{DialectSet(gvisor2018),
                                        "Without an interpreter the key is left out."};
constexpr TruthNote zeroWithout{DialectSet(gvisor2019, gvisor2022, gvisor2024, gvisor2026, linux_),
                                "0 without an interpreter."};
constexpr TruthNote neverSecure{DialectSet(gvisor2022, gvisor2024),
                                "No program runs with more rights than its caller has.",
                                "2019-10-01 (0d483985c)"};
constexpr TruthNote secureSince{DialectSet(gvisor2026),
                                "Privileged programs keep their rights inside the sandbox.",
                                "2025-08-12 (436301196)"};
constexpr TruthNote abilitiesSince{DialectSet(gvisor2026),
                                   "What of the processor's abilities the sandbox allows.",
                                   "2024-12-10 (d9fa8c2e8)"};
constexpr TruthNote fixedPages{
    DialectSet(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026),
    "gVisor on x86-64 has pages of one size."};
constexpr TruthNote fixedTicks{
    DialectSet(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026),
    "gVisor counts in ticks of 10 ms."};
constexpr TruthNote noFlags{DialectSet(linux_), "No flag is defined."};

// clang-format off
constexpr std::array docs = {
    FieldDoc{"AT_EXECFD", "", "Descriptor of the program file.", truths("-----M")},
    FieldDoc{"AT_PHDR", "address", "Where the program headers are in memory.", truths("MMMMMM")},
    FieldDoc{"AT_PHENT", "bytes", "Size of one program header.", truths("MMMMMM")},
    FieldDoc{"AT_PHNUM", "", "Number of program headers.", truths("MMMMMM")},
    FieldDoc{"AT_PAGESZ", "bytes", "Size of a page.", truths("CCCCCM"), {fixedPages}, "4096"},
    FieldDoc{"AT_BASE", "address", "Where the interpreter (the dynamic linker) is loaded.", truths("MMMMMM"), {onlyWithInterpreter, zeroWithout}},
    FieldDoc{"AT_FLAGS", "", "Flags for the program.", truths("-----C"), {noFlags}, "0x0"},
    FieldDoc{"AT_ENTRY", "address", "Where the program itself begins to run.", truths("MMMMMM")},
    FieldDoc{"AT_NOTELF", "", "Whether the program is no ELF file.", truths("-----M")},
    FieldDoc{"AT_UID", "", "Real user id when the program started.", truths("-MMMMM")},
    FieldDoc{"AT_EUID", "", "Effective user id when the program started.", truths("-MMMMM")},
    FieldDoc{"AT_GID", "", "Real group id when the program started.", truths("-MMMMM")},
    FieldDoc{"AT_EGID", "", "Effective group id when the program started.", truths("-MMMMM")},
    FieldDoc{"AT_PLATFORM", "address", "Where the name of the processor is.", truths("-----M")},
    FieldDoc{"AT_HWCAP", "", "Abilities of the processor, as bits.", truths("----MM"), {abilitiesSince}},
    FieldDoc{"AT_CLKTCK", "per second", "Ticks of the clock that times() counts in.", truths("CCCCCM"), {fixedTicks}, "100"},
    FieldDoc{"AT_SECURE", "", "Whether the program runs with more rights than its caller has, and should trust its environment less.", truths("--CCMM"), {neverSecure, secureSince}, "no"},
    FieldDoc{"AT_BASE_PLATFORM", "address", "Where the name of the real processor is.", truths("-----M")},
    FieldDoc{"AT_RANDOM", "address", "Where 16 random bytes are.", truths("MMMMMM")},
    FieldDoc{"AT_HWCAP2", "", "More abilities of the processor, as bits.", truths("----MM"), {abilitiesSince}},
    FieldDoc{"AT_RSEQ_FEATURE_SIZE", "bytes", "Size of the area for restartable sequences that the kernel knows.", truths("-----M")},
    FieldDoc{"AT_RSEQ_ALIGN", "bytes", "Alignment of that area.", truths("-----M")},
    FieldDoc{"AT_HWCAP3", "", "More abilities of the processor, as bits.", truths("-----M")},
    FieldDoc{"AT_HWCAP4", "", "More abilities of the processor, as bits.", truths("-----M")},
    FieldDoc{"AT_EXECFN", "address", "Where the path is under which the program was started.", truths("MMMMMM")},
    FieldDoc{"AT_SYSINFO", "address", "Entry point for system calls on 32-bit processors.", truths("-----M")},
    FieldDoc{"AT_SYSINFO_EHDR", "address", "Where the vDSO is, the kernel's own shared library.", truths("MMMMMM")},
    FieldDoc{"AT_MINSIGSTKSZ", "bytes", "Least size of a stack for signal handlers.", truths("-----M")},
};
// clang-format on
static_assert(keys.size() == docs.size());

std::optional<std::size_t> rowOf(std::uint64_t key)
{
    const auto* const found = std::ranges::find(keys, key, &Key::number);
    if (found == keys.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - keys.begin());
}

constexpr std::array<std::uint64_t, 10> order2018
    = {atPhdr,   atPhent,  atPhnum,  atEntry,  atBase,
       atClktck, atExecfn, atRandom, atPagesz, atSysinfoEhdr};
constexpr std::array<std::uint64_t, 14> order2019
    = {atPhdr, atPhent, atPhnum,  atEntry,  atBase,   atUid,    atEuid,
       atGid,  atEgid,  atClktck, atExecfn, atRandom, atPagesz, atSysinfoEhdr};
constexpr std::array<std::uint64_t, 15> order2022
    = {atPhdr, atPhent,  atPhnum,  atEntry,  atBase,   atUid,    atEuid,       atGid,
       atEgid, atSecure, atClktck, atExecfn, atRandom, atPagesz, atSysinfoEhdr};
// gVisor pkg/sentry/loader/loader.go at 3c5eee17d.
constexpr std::array<std::uint64_t, 17> order2026
    = {atPhdr,   atPhent,  atPhnum,  atEntry,  atBase,   atUid,         atEuid,  atGid,   atEgid,
       atSecure, atClktck, atExecfn, atRandom, atPagesz, atSysinfoEhdr, atHwcap, atHwcap2};
// As captured on 6.18.
constexpr std::array<std::uint64_t, 22> orderLinux
    = {atSysinfoEhdr, atMinsigstksz, atHwcap,  atPagesz, atClktck, atPhdr,     atPhent,
       atPhnum,       atBase,        atFlags,  atEntry,  atUid,    atEuid,     atGid,
       atEgid,        atSecure,      atRandom, atHwcap2, atExecfn, atPlatform, atRseqFeatureSize,
       atRseqAlign};

std::span<const std::uint64_t> orderOf(Dialect dialect)
{
    switch (dialect) {
    case gvisor2018:
        return order2018;
    case gvisor2019:
        return order2019;
    case gvisor2022:
    case gvisor2024:
        return order2022;
    case gvisor2026:
        return order2026;
    case linux_:
        return orderLinux;
    }
    return {};
}

/// What a dialect prints for a key of its own that the record does not tell; nothing where it is
/// not known.
std::optional<std::uint64_t> defaultOf(std::uint64_t key)
{
    if (key == atSecure || key == atFlags)
        return 0; // nobody asked for more rights; no flag is defined
    return std::nullopt;
}

/// What a dialect prints whatever the record says; nothing for what it measures.
std::optional<std::uint64_t> constantOf(std::uint64_t key, Dialect dialect)
{
    if (dialect == linux_)
        return std::nullopt;
    if (key == atPagesz)
        return 4096;
    if (key == atClktck)
        return 100;
    if (key == atSecure && dialect != gvisor2026)
        return 0;
    return std::nullopt;
}

std::optional<std::uint64_t> valueIn(const MemoryRecord& memory, std::uint64_t key, Dialect dialect)
{
    if (key == atBase && !memory.hasInterpreter)
        return dialect == gvisor2018 ? std::nullopt : std::optional<std::uint64_t>(0);
    const auto found = std::ranges::find(memory.auxv, key, &AuxEntry::key);
    if (found == memory.auxv.end())
        return defaultOf(key);
    return constantOf(key, dialect).value_or(found->value);
}

std::uint64_t wordAt(std::string_view bytes, std::size_t offset)
{
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + offset, sizeof word);
    if constexpr (std::endian::native == std::endian::big)
        word = std::byteswap(word);
    return word;
}

void appendWord(std::string& out, std::uint64_t word)
{
    if constexpr (std::endian::native == std::endian::big)
        word = std::byteswap(word);
    out.append(reinterpret_cast<const char*>(&word), sizeof word);
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr && ctx.dialect == linux_)
        return Errno::noProcess; // it is not even opened
    if (memory == nullptr || memory->users == 0)
        return Errno::ok;
    formatAuxv(auxvOf(*memory, ctx.dialect), out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseAuxv(bytes).transform([](const std::vector<AuxEntry>& entries) {
        Fields fields;
        for (const AuxEntry& entry : entries) {
            const auto row = rowOf(entry.key);
            fields.push_back({row ? std::string(docs[*row].name) : std::to_string(entry.key),
                              describeAuxValue(entry), row ? &docs[*row] : nullptr});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseAuxv(bytes).transform([&](const std::vector<AuxEntry>& entries) {
        std::string out;
        if (!bytes.empty())
            formatAuxv(entries, out);
        const auto unknown = std::ranges::count_if(
            entries, [](const AuxEntry& entry) { return !rowOf(entry.key); });
        return Reformatted(std::move(out), static_cast<std::size_t>(unknown) * pairSize);
    });
}

}

Parsed<std::vector<AuxEntry>> parseAuxv(std::string_view bytes)
{
    std::vector<AuxEntry> entries;
    entries.reserve(bytes.size() / pairSize);
    for (std::size_t at = 0; at < bytes.size(); at += pairSize) {
        if (bytes.size() - at < pairSize)
            return failure(ParseErrorCode::truncated, bytes, at);
        const AuxEntry entry{wordAt(bytes, at), wordAt(bytes, at + 8)};
        if (entry.key == 0) {
            if (entry.value != 0 || at + pairSize != bytes.size())
                return failure(ParseErrorCode::badField, bytes, at);
            return entries;
        }
        entries.push_back(entry);
    }
    if (!bytes.empty())
        return failure(ParseErrorCode::truncated, bytes, bytes.size());
    return entries;
}

void formatAuxv(const std::vector<AuxEntry>& entries, std::string& out)
{
    out.reserve(out.size() + (entries.size() + 1) * pairSize);
    for (const AuxEntry& entry : entries) {
        appendWord(out, entry.key);
        appendWord(out, entry.value);
    }
    out.append(pairSize, '\0');
}

std::vector<AuxEntry> auxvOf(const MemoryRecord& memory, Dialect dialect)
{
    std::vector<AuxEntry> entries;
    if (memory.auxv.empty())
        return entries;
    for (const std::uint64_t key : orderOf(dialect)) {
        if (const auto value = valueIn(memory, key, dialect))
            entries.push_back({key, *value});
    }
    return entries;
}

std::string_view auxKeyName(std::uint64_t key)
{
    const auto row = rowOf(key);
    return row ? docs[*row].name : std::string_view{};
}

std::string_view auxKeyMeaning(std::uint64_t key)
{
    const auto row = rowOf(key);
    return row ? docs[*row].meaning : std::string_view{};
}

std::string describeAuxValue(AuxEntry entry)
{
    const auto row = rowOf(entry.key);
    switch (row ? keys[*row].shape : Shape::bits) {
    case Shape::address:
    case Shape::bits: {
        std::string digits;
        appendHex16(digits, entry.value);
        return "0x" + digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    }
    case Shape::number:
        return std::to_string(entry.value);
    case Shape::yesNo:
        if (entry.value > 1)
            return std::to_string(entry.value);
        return entry.value == 1 ? "yes" : "no";
    }
    return {};
}

constinit const ProcFile auxvFile = {
    .name = "auxv",
    .modes = {0400, 0400, 0444, 0444, 0400, 0400},
    .dependencies = Dependency::task | Dependency::memory,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/status.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <utility>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum StatusKey;

// The keys of StatusKey first, in its order; then those of Linux alone.
// clang-format off
constexpr std::array docs = {
    FieldDoc{"Name", "", "Name of the task, at most 15 bytes. Linux escapes newlines in it, gVisor does not, so a name can look like further lines.", truths("MMMMMM")},
    FieldDoc{"State", "", "One letter and its word: R running, S sleeping, D waiting in the kernel, T stopped, t stopped by a tracer, Z zombie, X dead.", truths("MMMMMM")},
    FieldDoc{"Tgid", "", "Process id: the thread id of the leader.", truths("MMMMMM")},
    FieldDoc{"Pid", "", "Thread id.", truths("MMMMMM")},
    FieldDoc{"PPid", "", "Process id of the parent; 0 when there is none or it cannot be seen from here.", truths("MMMMMM")},
    FieldDoc{"TracerPid", "", "Thread id of the tracer; 0 when nobody traces it.", truths("MMMMMM")},
    FieldDoc{"Uid", "", "User ids: real, effective, saved and that for file access; gVisor repeats the effective one.", truths("--MMMM")},
    FieldDoc{"Gid", "", "Group ids: real, effective, saved and that for file access; gVisor repeats the effective one.", truths("--MMMM")},
    FieldDoc{"FDSize", "", "Slots in the descriptor table. Early gVisor counts the open descriptors, later gVisor rounds in its own way.", truths("DDDDDM")},
    FieldDoc{"Groups", "", "Supplementary groups.", truths("--MMMM")},
    FieldDoc{"VmSize", "kB", "Size of the address space.", truths("MMMMMM")},
    FieldDoc{"VmRSS", "kB", "Resident memory. gVisor counts the pieces it has allocated.", truths("DDDDDM")},
    FieldDoc{"VmData", "kB", "Private writable mappings without the stack.", truths("--MMMM")},
    FieldDoc{"Threads", "", "Tasks of the process that are not yet reaped.", truths("MMMMMM")},
    FieldDoc{"CapInh", "bits", "Capabilities that survive exec if the file allows it.", truths("MMMMMM")},
    FieldDoc{"CapPrm", "bits", "Capabilities that the task may take up.", truths("MMMMMM")},
    FieldDoc{"CapEff", "bits", "Capabilities in force.", truths("MMMMMM")},
    FieldDoc{"CapBnd", "bits", "Capabilities that exec can give at most.", truths("MMMMMM")},
    FieldDoc{"CapAmb", "bits", "Capabilities that survive exec of an ordinary program.", truths("----MM")},
    FieldDoc{"Seccomp", "", "System call filtering: 0 none, 1 strict (not in gVisor), 2 filter.", truths("MMMMMM")},
    FieldDoc{"Mems_allowed", "bits", "Memory nodes that the task may use.", truths("--CCCM")},
    FieldDoc{"Mems_allowed_list", "", "The same as a list.", truths("--CCCM")},
    FieldDoc{"voluntary_ctxt_switches", "", "How often the task gave up the processor by itself.", truths("----MM")},
    FieldDoc{"nonvoluntary_ctxt_switches", "", "How often the processor was taken from it.", truths("----CM")},
    FieldDoc{"Umask", "octal", "Rights withheld from new files.", truths("-----M")},
    FieldDoc{"Ngid", "", "NUMA group id.", truths("-----M")},
    FieldDoc{"NStgid", "", "Process id in each PID namespace, outermost first.", truths("-----M")},
    FieldDoc{"NSpid", "", "Thread id in each PID namespace, outermost first.", truths("-----M")},
    FieldDoc{"NSpgid", "", "Process group id in each PID namespace, outermost first.", truths("-----M")},
    FieldDoc{"NSsid", "", "Session id in each PID namespace, outermost first.", truths("-----M")},
    FieldDoc{"Kthread", "", "1 for a thread of the kernel.", truths("-----M")},
    FieldDoc{"VmPeak", "kB", "Largest VmSize so far.", truths("-----M")},
    FieldDoc{"VmLck", "kB", "Locked memory.", truths("-----M")},
    FieldDoc{"VmPin", "kB", "Memory pinned for devices.", truths("-----M")},
    FieldDoc{"VmHWM", "kB", "Largest VmRSS so far.", truths("-----M")},
    FieldDoc{"RssAnon", "kB", "Resident memory that belongs to no file.", truths("-----M")},
    FieldDoc{"RssFile", "kB", "Resident pages of files.", truths("-----M")},
    FieldDoc{"RssShmem", "kB", "Resident shared memory.", truths("-----M")},
    FieldDoc{"VmStk", "kB", "Size of the stack.", truths("-----M")},
    FieldDoc{"VmExe", "kB", "Size of the program's code.", truths("-----M")},
    FieldDoc{"VmLib", "kB", "Size of the code of shared libraries.", truths("-----M")},
    FieldDoc{"VmPTE", "kB", "Size of the page tables.", truths("-----M")},
    FieldDoc{"VmSwap", "kB", "Swapped-out private memory.", truths("-----M")},
    FieldDoc{"HugetlbPages", "kB", "Memory in pages of hugetlbfs.", truths("-----M")},
    FieldDoc{"CoreDumping", "", "1 while its core is written.", truths("-----M")},
    FieldDoc{"THP_enabled", "", "1 where huge pages are allowed.", truths("-----M")},
    FieldDoc{"untag_mask", "bits", "Address bits that count; the others may carry tags.", truths("-----M")},
    FieldDoc{"SigQ", "", "Queued signals of the user, and their limit.", truths("-----M")},
    FieldDoc{"SigPnd", "bits", "Signals pending for the thread.", truths("-----M")},
    FieldDoc{"ShdPnd", "bits", "Signals pending for the process.", truths("-----M")},
    FieldDoc{"SigBlk", "bits", "Blocked signals.", truths("-----M")},
    FieldDoc{"SigIgn", "bits", "Ignored signals.", truths("-----M")},
    FieldDoc{"SigCgt", "bits", "Caught signals.", truths("-----M")},
    FieldDoc{"NoNewPrivs", "", "1 when exec cannot add rights.", truths("-----M")},
    FieldDoc{"Seccomp_filters", "", "Number of seccomp filters.", truths("-----M")},
    FieldDoc{"Speculation_Store_Bypass", "", "State of the mitigation against speculative store bypass.", truths("-----M")},
    FieldDoc{"SpeculationIndirectBranch", "", "State of the mitigation against indirect branch speculation.", truths("-----M")},
    FieldDoc{"Cpus_allowed", "bits", "Processors that the task may use.", truths("-----M")},
    FieldDoc{"Cpus_allowed_list", "", "The same as a list.", truths("-----M")},
};
// clang-format on
static_assert(docs[static_cast<std::size_t>(involuntarySwitches)].name
              == "nonvoluntary_ctxt_switches");

std::optional<StatusKey> keyFromName(std::string_view name)
{
    for (std::size_t i = 0; i < statusKeyCount; ++i) {
        if (docs[i].name == name)
            return static_cast<StatusKey>(i);
    }
    return std::nullopt;
}

/// The key of a "Key:\tvalue" line; empty when the line has another form.
std::string_view keyOf(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon + 1 >= line.size() || line[colon + 1] != '\t')
        return {};
    const std::string_view key = line.substr(0, colon);
    return key.find_first_of(" \t") == std::string_view::npos ? key : std::string_view{};
}

// ---- reading
// -------------------------------------------------------------------------------------------------------

void readIds(Scanner& in, std::optional<std::array<std::uint32_t, 4>>& ids)
{
    ids.emplace();
    for (std::uint32_t& id : *ids) {
        if (&id != ids->data())
            in.expect("\t");
        id = static_cast<std::uint32_t>(in.decimal(~std::uint32_t{0}));
    }
}

void readGroups(Scanner& in, std::vector<std::uint32_t>& groups)
{
    for (in.skipBlanks(); !in.failed() && !in.atEnd(); in.skipBlanks())
        groups.push_back(static_cast<std::uint32_t>(in.decimal(~std::uint32_t{0})));
}

std::uint64_t readKilobytes(Scanner& in)
{
    in.skipBlanks();
    const std::uint64_t value = in.decimal();
    in.expect(" kB");
    return value;
}

void read(StatusKey key, Scanner& in, TaskStatus& value)
{
    // clang-format off
    switch (key) {
    case name: value.name = in.remainder(); break;
    case state: value.state = in.remainder(); break;
    case tgid: value.tgid = in.signedDecimal(); break;
    case pid: value.pid = in.signedDecimal(); break;
    case ppid: value.ppid = in.signedDecimal(); break;
    case tracerPid: value.tracerPid = in.signedDecimal(); break;
    case uid: readIds(in, value.uid); break;
    case gid: readIds(in, value.gid); break;
    case fdSize: value.fdSize = in.decimal(); break;
    case groups: readGroups(in, value.groups.emplace()); break;
    case vmSize: value.vmSizeKb = readKilobytes(in); break;
    case vmRss: value.vmRssKb = readKilobytes(in); break;
    case vmData: value.vmDataKb = readKilobytes(in); break;
    case threads: value.threads = in.signedDecimal(); break;
    case capInh: value.capInh = in.hex(); break;
    case capPrm: value.capPrm = in.hex(); break;
    case capEff: value.capEff = in.hex(); break;
    case capBnd: value.capBnd = in.hex(); break;
    case capAmb: value.capAmb = in.hex(); break;
    case seccomp: value.seccomp = in.decimal(); break;
    case memsAllowed: value.memsAllowed = in.remainder(); break;
    case memsAllowedList: value.memsAllowedList = in.remainder(); break;
    case voluntarySwitches: value.voluntarySwitches = in.decimal(); break;
    case involuntarySwitches: value.involuntarySwitches = in.decimal(); break;
    }
    // clang-format on
    in.expectEnd();
}

// ---- printing
// ------------------------------------------------------------------------------------------------------

char* putIds(char* to, const std::array<std::uint32_t, 4>& ids)
{
    for (const std::uint32_t& id : ids) {
        if (&id != ids.data())
            *to++ = '\t';
        to = putDecimal(to, id);
    }
    return to;
}

char* putGroups(char* to, const std::vector<std::uint32_t>& groups, Dialect dialect)
{
    // Ids stand between single blanks, with one more behind the last; 2022 sets one before the
    // first, too.
    if (dialect == Dialect::gvisor2022)
        *to++ = ' ';
    for (const std::uint32_t& group : groups) {
        if (&group != groups.data())
            *to++ = ' ';
        to = putDecimal(to, group);
    }
    *to++ = ' ';
    return to;
}

char* putKilobytes(char* to, std::uint64_t value, Dialect dialect)
{
    to = dialect == Dialect::linux_ ? putDecimalRight(to, value, 8) : putDecimal(to, value);
    return putText(to, " kB");
}

/// The line of one key with its newline; nothing where the value is absent.
char* putLine(char* to, StatusKey key, const TaskStatus& value, Dialect dialect)
{
    const auto line = [&](const auto& member, auto put) {
        if (!member)
            return to;
        char* at = putText(to, docs[static_cast<std::size_t>(key)].name);
        at = putText(at, ":\t");
        at = put(at, *member);
        *at++ = '\n';
        return at;
    };
    const auto bytes = [](char* at, std::string_view text) { return putText(at, text); };
    const auto signedNumber = [](char* at, std::int64_t n) { return putSigned(at, n); };
    const auto number = [](char* at, std::uint64_t n) { return putDecimal(at, n); };
    const auto kilobytes = [&](char* at, std::uint64_t n) { return putKilobytes(at, n, dialect); };
    const auto bits = [](char* at, std::uint64_t mask) { return putHex16(at, mask); };
    // clang-format off
    switch (key) {
    case name: return line(value.name, bytes);
    case state: return line(value.state, bytes);
    case tgid: return line(value.tgid, signedNumber);
    case pid: return line(value.pid, signedNumber);
    case ppid: return line(value.ppid, signedNumber);
    case tracerPid: return line(value.tracerPid, signedNumber);
    case uid: return line(value.uid, putIds);
    case gid: return line(value.gid, putIds);
    case fdSize: return line(value.fdSize, number);
    case groups:
        return line(value.groups,
                    [&](char* at, const std::vector<std::uint32_t>& ids) { return putGroups(at, ids, dialect); });
    case vmSize: return line(value.vmSizeKb, kilobytes);
    case vmRss: return line(value.vmRssKb, kilobytes);
    case vmData: return line(value.vmDataKb, kilobytes);
    case threads: return line(value.threads, signedNumber);
    case capInh: return line(value.capInh, bits);
    case capPrm: return line(value.capPrm, bits);
    case capEff: return line(value.capEff, bits);
    case capBnd: return line(value.capBnd, bits);
    case capAmb: return line(value.capAmb, bits);
    case seccomp: return line(value.seccomp, number);
    case memsAllowed: return line(value.memsAllowed, bytes);
    case memsAllowedList: return line(value.memsAllowedList, bytes);
    case voluntarySwitches: return line(value.voluntarySwitches, number);
    case involuntarySwitches: return line(value.involuntarySwitches, number);
    }
    // clang-format on
    return to;
}

/// Room for everything that has no fixed size.
std::size_t variableSize(const TaskStatus& value)
{
    std::size_t size = 0;
    for (const auto* text : {&value.name, &value.state, &value.memsAllowed, &value.memsAllowedList})
        size += *text ? (*text)->size() : 0;
    if (value.groups)
        size += value.groups->size() * 12;
    for (const TaskStatus::Line& line : value.lines)
        size += line.other.size() + 1;
    return size;
}

Errno render(const FileContext& ctx, FileText& out)
{
    formatStatus(taskStatus(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    if (auto strict = parseStatus(bytes); !strict)
        return std::unexpected(std::move(strict.error()));
    Fields fields;
    Lines lines(bytes);
    while (lines.next()) {
        const std::string_view key = keyOf(lines.line());
        if (key.empty()) { // a name with a newline in it
            fields.back().value += '\n';
            fields.back().value += lines.line();
            continue;
        }
        std::string_view value = lines.line().substr(key.size() + 2);
        if (key != docs[0].name) {
            value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
            value = value.substr(0, value.find_last_not_of(' ') + 1);
        }
        fields.push_back({std::string(key), std::string(value), findDoc(docs, key)});
    }
    return fields;
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseStatus(bytes).transform([&](const TaskStatus& value) {
        std::string out;
        formatStatus(value, dialect, out);
        return out;
    });
}

}

Parsed<TaskStatus> parseStatus(std::string_view text)
{
    TaskStatus value;
    Lines lines(text);
    std::array<bool, statusKeyCount> seen{};
    while (lines.next()) {
        const std::string_view line = lines.line();
        const std::string_view keyText = keyOf(line);
        if (value.lines.empty() && keyText != docs[0].name)
            return failure(ParseErrorCode::badKey, text, lines.offset());
        if (keyText.empty()) {
            // Only a name can hold a newline, and it comes first.
            if (value.lines.size() != 1)
                return failure(ParseErrorCode::badKey, text, lines.offset());
            *value.name += '\n';
            *value.name += line;
            continue;
        }
        const std::optional<StatusKey> key = keyFromName(keyText);
        if (!key || std::exchange(seen[static_cast<std::size_t>(*key)], true)) {
            value.lines.push_back({std::nullopt, std::string(line)});
            continue;
        }
        Scanner in(line.substr(keyText.size() + 2), lines.offset() + keyText.size() + 2);
        read(*key, in, value);
        if (in.failed())
            return in.error();
        value.lines.push_back({*key, {}});
    }
    if (lines.isCut())
        return lines.cutError();
    if (text.empty() || !value.state || !value.tgid || !value.pid)
        return failure(text.empty() ? ParseErrorCode::truncated : ParseErrorCode::badField, text,
                       text.size());
    return value;
}

void formatStatus(const TaskStatus& value, Dialect dialect, std::string& out)
{
    constexpr std::size_t lineLimit = 80; // the longest key with four ids
    append(out, variableSize(value) + statusKeyCount * lineLimit, [&](char* to) {
        if (value.lines.empty()) {
            for (std::size_t i = 0; i < statusKeyCount; ++i)
                to = putLine(to, static_cast<StatusKey>(i), value, dialect);
        }
        std::array<bool, statusKeyCount> done{};
        for (const TaskStatus::Line& line : value.lines) {
            if (!line.key) {
                to = putText(to, line.other);
                *to++ = '\n';
            } else if (!std::exchange(done[static_cast<std::size_t>(*line.key)], true)) {
                to = putLine(to, *line.key, value, dialect);
            }
        }
        return to;
    });
}

TaskStatus taskStatus(const FileContext& ctx)
{
    const MemorySizes memory = memorySizes(ctx);
    const FdTableRecord* const fds = ctx.records.fdTable(ctx.task.fdTable);
    const Capabilities& capabilities = ctx.task.credentials->capabilities;
    const std::uint64_t mask = capabilityMask(ctx.dialect);
    TaskStatus status;
    status.name = printedName(ctx);
    status.state = stateText(ctx.task.state);
    status.tgid = groupIdOf(ctx, ctx.task.group).value;
    status.pid = tidIn(ctx.task.tids, ctx.mount).value;
    status.ppid = parentIdOf(ctx).value;
    status.tracerPid = tracerIdOf(ctx).value;
    status.fdSize = fds != nullptr ? fds->entries.size() : 0; // both seeds count what is open
    status.vmSizeKb = memory.vssBytes / 1024;
    status.vmRssKb = memory.rssBytes / 1024;
    status.threads = threadCount(ctx);
    status.capInh = capabilities.inheritable & mask;
    status.capPrm = capabilities.permitted & mask;
    status.capEff = capabilities.effective & mask;
    status.capBnd = capabilities.bounding & mask;
    status.seccomp = static_cast<std::uint64_t>(ctx.task.seccompMode);
    return status;
}

std::uint64_t capabilityMask(Dialect dialect)
{
    return (1ULL << (dialect == Dialect::gvisor2018 ? 37U : 38U)) - 1;
}

constinit const ProcFile statusFile = {
    .name = "status",
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group | Dependency::parent | Dependency::tracer
        | Dependency::fdTable | Dependency::memory,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

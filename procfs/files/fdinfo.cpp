// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fdinfo.h>
#include <procfs/files/mounttable.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum Dialect;

constexpr TruthNote brokenVerb{DialectSet(gvisor2018),
                               "Only whether it is closed on exec, in the words of a failed number "
                               "conversion."};
constexpr TruthNote positionAdded{DialectSet(gvisor2026), "The kernel keeps it.",
                                  "2026-03-30 (d238786dd)"};

constexpr TruthNote pidfdAdded{DialectSet(gvisor2026), "Of pidfds alone.",
                               "2026-04-30 (51a3f690d)"};

// clang-format off
constexpr std::array docs = {
    FieldDoc{"pos", "bytes", "Where the next read or write begins.", truths("----MM"), {positionAdded}},
    FieldDoc{"flags", "octal", "Access mode and status flags of the open file, and O_CLOEXEC.", truths("DMMMMM"), {brokenVerb}},
    FieldDoc{"mnt_id", "", "Id of the mount that holds the file, as in mountinfo.", truths("----MM"), {positionAdded}},
    FieldDoc{"ino", "", "Inode number of the file.", truths("-----M")},
    FieldDoc{"Pid", "", "Process of a pidfd, as the proc mount numbers it; -1 when it is gone.", truths("----MM"), {pidfdAdded}},
    FieldDoc{"NSpid", "", "The ids of that process, from the mount's PID namespace inwards.", truths("----MM"), {pidfdAdded}},
    FieldDoc{"scm_fds", "", "Descriptors that are on their way through the socket.", truths("-----M")},
    FieldDoc{"eventfd-count", "hexadecimal", "What the event counter holds.", truths("-----M")},
    FieldDoc{"eventfd-id", "", "Number of the event counter in the system.", truths("-----M")},
    FieldDoc{"eventfd-semaphore", "", "1 when a read takes one from the counter instead of all.", truths("-----M")},
    FieldDoc{"tfd", "", "A file that an epoll descriptor watches: descriptor, events and data in hexadecimal, position, inode and device.", truths("-----M")},
    FieldDoc{"clockid", "", "Which clock a timer uses: CLOCK_….", truths("-----M")},
    FieldDoc{"ticks", "", "How often the timer ran out since it was last read.", truths("-----M")},
    FieldDoc{"settime flags", "octal", "Flags that the timer was set with.", truths("-----M")},
    FieldDoc{"it_value", "s, ns", "Time until the timer runs out.", truths("-----M")},
    FieldDoc{"it_interval", "s, ns", "Time between two runs; 0: it runs once.", truths("-----M")},
    FieldDoc{"sigmask", "hexadecimal", "Signals that the descriptor receives; bit N is signal N + 1.", truths("-----M")},
    FieldDoc{"inotify", "", "A watch: its number, inode, device, event mask and file handle, in hexadecimal.", truths("-----M")},
    FieldDoc{"tty-index", "", "Number of the terminal behind /dev/ptmx.", truths("-----M")},
    FieldDoc{"lock", "", "A lock on the file, as /proc/locks prints it.", truths("-----M")},
};
// clang-format on

constexpr std::string_view brokenFalse = "flags: {%!o(bool=000false)}";
constexpr std::string_view brokenTrue = "flags: {%!o(bool=0000true)}";

// Numbers of one boot of Linux 6.18, as captured: files that the kernel makes up lie in mounts of
// its own.
constexpr std::int32_t memoryMount = 0, socketMount = 10, pipeMount = 16, anonymousMount = 17;
constexpr std::uint64_t anonymousInode = 26; ///< they share one

/// The name of a line that no pattern knows: what stands before the first colon.
std::string_view keyOf(std::string_view line)
{
    const auto* const known
        = std::ranges::find_if(fdInfoPatterns, [&](const FdInfoPattern& pattern) {
              return line.starts_with(pattern.field)
                  && line.substr(pattern.field.size()).find_first_of(": ") == 0;
          });
    return known != fdInfoPatterns.end() ? known->field : line.substr(0, line.find(':'));
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    if (auto strict = parseFdInfo(bytes); !strict)
        return std::unexpected(std::move(strict.error()));
    Fields fields;
    Lines lines(bytes);
    while (lines.next()) {
        const std::string_view key = keyOf(lines.line());
        std::string_view value = lines.line().substr(key.size());
        value.remove_prefix(std::min(value.find_first_not_of(": \t"), value.size()));
        fields.push_back({std::string(key), std::string(value), findDoc(docs, key)});
    }
    return fields;
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseFdInfo(bytes).transform([&](const FdInfo& value) {
        std::string out;
        formatFdInfo(value, dialect, out);
        Reformatted result(std::move(out));
        for (const FdInfo::OtherLine& other : value.others)
            result.unknownBytes += other.text.size() + 1;
        return result;
    });
}

/// Fails unless the number is the last thing in the line and has no zeros in front but those that
/// are printed.
void endNumber(Scanner& in, std::string_view line)
{
    in.expectEnd();
    std::string_view digits = line.substr(line.find('\t') + 1);
    if (line.starts_with("flags"))
        digits.remove_prefix(1);
    if (digits.starts_with("-0") || (digits.size() > 1 && digits.starts_with('0')))
        in.fail(ParseErrorCode::badNumber);
}

/// Reads lines in the order in which they are printed; anything else is kept as it is.
class Reader
{
public:
    void take(std::string_view line, std::size_t number, Scanner& in)
    {
        if (line == brokenFalse || line == brokenTrue) {
            if (mayBe(1))
                m_value.closeOnExec = line == brokenTrue;
            else
                keep(line, number);
        } else if (line.starts_with("pos:\t") && mayBe(0)) {
            in.expect("pos:\t");
            m_value.position = in.decimal();
            endNumber(in, line);
        } else if (line.starts_with("flags:\t0") && mayBe(1)) {
            in.expect("flags:\t0");
            m_value.flags = in.octal();
            endNumber(in, line);
        } else if (line.starts_with("mnt_id:\t") && mayBe(2)) {
            in.expect("mnt_id:\t");
            m_value.mountId = in.signedDecimal();
            endNumber(in, line);
        } else if (line.starts_with("ino:\t") && mayBe(3)) {
            in.expect("ino:\t");
            m_value.inode = in.decimal();
            endNumber(in, line);
        } else if (auto known = parseFdInfoLine(line)) {
            m_value.lines.push_back(*std::move(known));
            m_next = 4;
        } else {
            keep(line, number);
        }
    }

    [[nodiscard]] FdInfo& value() { return m_value; }

private:
    bool mayBe(int rank)
    {
        if (rank < m_next)
            return false;
        m_next = rank + 1;
        return true;
    }
    void keep(std::string_view line, std::size_t number)
    {
        m_value.others.push_back({number, std::string(line)});
    }

    FdInfo m_value;
    int m_next = 0;
};

/// The mount that holds a path: the innermost, and of several in one place the last.
const Mount* mountOf(const FileContext& ctx, std::string_view path)
{
    const MountNamespaceRecord* const ns = ctx.records.mountNamespace(ctx.task.mountNamespace);
    return ns != nullptr ? innermostMount(ns->mounts, path) : nullptr;
}

bool isMemoryFile(const FdEntry& entry)
{
    return entry.kind == FdKind::path && entry.deleted && entry.path.starts_with("/memfd:");
}

std::optional<std::int32_t> mountIdOf(const FdEntry& entry, Dialect dialect, const FileContext* ctx)
{
    if (entry.details && entry.details->mountId)
        return entry.details->mountId;
    if (entry.kind == FdKind::path && !isMemoryFile(entry)) {
        const Mount* const mount = ctx != nullptr ? mountOf(*ctx, entry.path) : nullptr;
        return mount != nullptr ? std::optional(mount->id) : std::nullopt;
    }
    if (dialect != linux_)
        return std::nullopt;
    switch (entry.kind) {
    case FdKind::path:
        return memoryMount;
    case FdKind::pipe:
        return pipeMount;
    case FdKind::socket:
        return socketMount;
    case FdKind::anonymous:
    case FdKind::inotify:
        return anonymousMount;
    case FdKind::host:
        break; // there is none on Linux
    }
    return std::nullopt;
}

std::optional<std::uint64_t> inodeOf(const FdEntry& entry)
{
    if (entry.details && entry.details->inode)
        return entry.details->inode;
    switch (entry.kind) {
    case FdKind::pipe:
    case FdKind::socket:
        return entry.number;
    case FdKind::anonymous:
    case FdKind::inotify:
        return anonymousInode;
    case FdKind::path:
    case FdKind::host:
        break;
    }
    return std::nullopt;
}

FdInfo infoOf(const FdEntry& entry, Dialect dialect, const FileContext* ctx)
{
    FdInfo info;
    info.closeOnExec = entry.closeOnExec;
    if (dialect != gvisor2018)
        info.flags = entry.statusFlags | (entry.closeOnExec ? oCloexec : 0);
    if (dialect != gvisor2026 && dialect != linux_)
        return info;
    info.position = entry.position;
    info.mountId = mountIdOf(entry, dialect, ctx);
    if (dialect == linux_)
        info.inode = inodeOf(entry);
    if (!entry.details)
        return info;
    Lines lines(entry.details->lines);
    while (lines.next()) {
        const std::string_view key = keyOf(lines.line());
        auto line = parseFdInfoLine(lines.line());
        if (line && (dialect == linux_ || key == "Pid" || key == "NSpid"))
            info.lines.push_back(*std::move(line));
    }
    return info;
}

}

Parsed<FdInfo> parseFdInfo(std::string_view text)
{
    Reader reader;
    Lines lines(text);
    for (std::size_t number = 0; lines.next(); ++number) {
        Scanner in(lines.line(), lines.offset());
        reader.take(lines.line(), number, in);
        if (in.failed())
            return in.error();
    }
    if (lines.isCut())
        return lines.cutError();
    FdInfo& value = reader.value();
    if (!value.flags && !value.closeOnExec)
        return failure(text.empty() ? ParseErrorCode::truncated : ParseErrorCode::badField, text,
                       text.size());
    if (value.flags)
        value.closeOnExec = (*value.flags & oCloexec) != 0;
    return std::move(value);
}

void formatFdInfo(const FdInfo& value, Dialect, std::string& out)
{
    auto other = value.others.begin();
    std::size_t number = 0;
    const auto othersHere = [&] {
        for (; other != value.others.end() && other->line <= number; ++other, ++number) {
            out += other->text;
            out += '\n';
        }
    };
    const auto line = [&](auto put) {
        othersHere();
        append(out, 64, put);
        ++number;
    };
    if (value.position)
        line([&](char* to) {
            return putText(putDecimal(putText(to, "pos:\t"), *value.position), "\n");
        });
    if (value.flags)
        line([&](char* to) {
            return putText(putOctal(putText(to, "flags:\t0"), *value.flags), "\n");
        });
    else if (value.closeOnExec)
        line([&](char* to) {
            return putText(putText(to, *value.closeOnExec ? brokenTrue : brokenFalse), "\n");
        });
    if (value.mountId)
        line([&](char* to) {
            return putText(putSigned(putText(to, "mnt_id:\t"), *value.mountId), "\n");
        });
    if (value.inode)
        line([&](char* to) {
            return putText(putDecimal(putText(to, "ino:\t"), *value.inode), "\n");
        });
    for (const FdInfoLine& special : value.lines) {
        othersHere();
        formatFdInfoLine(special, out);
        out += '\n';
        ++number;
    }
    for (; other != value.others.end(); ++other) {
        out += other->text;
        out += '\n';
    }
}

FdInfo fdInfo(const FdEntry& entry, Dialect dialect)
{
    return infoOf(entry, dialect, nullptr);
}

FdInfo fdInfo(const FdEntry& entry, const FileContext& ctx)
{
    return infoOf(entry, ctx.dialect, &ctx);
}

void formatFdInfo(const FdEntry& entry, Dialect dialect, std::string& out)
{
    formatFdInfo(fdInfo(entry, dialect), dialect, out);
}

void renderFdInfo(const FdEntry& entry, Dialect dialect, FileText& out)
{
    formatFdInfo(entry, dialect, out.bytes);
    out.mark(1);
}

void renderFdInfo(const FdEntry& entry, const FileContext& ctx, FileText& out)
{
    formatFdInfo(fdInfo(entry, ctx), ctx.dialect, out.bytes);
    out.mark(1);
}

std::uint16_t fdInfoMode(Dialect dialect)
{
    return isEarly(dialect) ? 0400 : 0444;
}

constinit const ProcFile fdinfoFile = {
    .name = "fdinfo",
    .kind = FileKind::directory,
    .modes = {0500, 0500, 0555, 0555, 0555, 0555},
    .dependencies = Dependency::task | Dependency::fdTable | Dependency::mountNamespace,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

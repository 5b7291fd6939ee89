// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/stat.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>
#include <span>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"pid", "", "Thread id as this /proc sees it; 0 for a task that is gone.", truths("MMMMMM")},
    FieldDoc{"comm", "", "Name, in parentheses and raw. Empty in early gVisor from fork to exec.", truths("MMMMMM")},
    FieldDoc{"state", "", "One letter: R running, S sleeping, D waiting in the kernel, T stopped, t stopped by a tracer, Z zombie, X dead.", truths("MMMMMM")},
    FieldDoc{"ppid", "", "Process id of the parent; 0 when there is none or it cannot be seen from here.", truths("MMMMMM")},
    FieldDoc{"pgrp", "", "Process group id.", truths("MMMMMM")},
    FieldDoc{"session", "", "Session id.", truths("MMMMMM")},
    FieldDoc{"tty_nr", "", "Device number of the controlling terminal.", truths("CCCCCM")},
    FieldDoc{"tpgid", "", "Process group in the foreground of that terminal; on Linux -1 without one.", truths("CCCCCM")},
    FieldDoc{"flags", "", "Internal flags of the kernel (PF_…).", truths("CCCCCM")},
    FieldDoc{"minflt", "", "Page faults that needed no input.", truths("CCCCCM")},
    FieldDoc{"cminflt", "", "The same of children that were waited for.", truths("CCCCCM")},
    FieldDoc{"majflt", "", "Page faults that needed input.", truths("CCCCCM")},
    FieldDoc{"cmajflt", "", "The same of children that were waited for.", truths("CCCCCM")},
    FieldDoc{"utime", "ticks", "Time in user mode; of all threads in /proc/[pid], of this one in task/[tid].", truths("MMMMMM")},
    FieldDoc{"stime", "ticks", "Time in the kernel, in gVisor in the sentry; of all threads or of this one as for utime.", truths("MMMMMM")},
    FieldDoc{"cutime", "ticks", "User time of children that were waited for.", truths("MMMMMM")},
    FieldDoc{"cstime", "ticks", "Kernel time of children that were waited for.", truths("MMMMMM")},
    FieldDoc{"priority", "", "20 plus the nice value.", truths("MMMMMM")},
    FieldDoc{"nice", "", "From -20, most favoured, to 19.", truths("MMMMMM")},
    FieldDoc{"num_threads", "", "Tasks of the process that are not yet reaped.", truths("MMMMMM")},
    FieldDoc{"itrealvalue", "", "Unused.", truths("CCCCCC")},
    FieldDoc{"starttime", "ticks", "When the task started, counted from boot. Early gVisor prints 0.", truths("CCMMMM")},
    FieldDoc{"vsize", "bytes", "Size of the address space.", truths("MMMMMM")},
    FieldDoc{"rss", "pages", "Resident memory. gVisor counts the pieces it has allocated.", truths("DDDDDM")},
    FieldDoc{"rsslim", "bytes", "Soft limit of resident memory. Early gVisor prints 0.", truths("CCMMMM")},
    FieldDoc{"startcode", "address", "Where the code begins.", truths("CCCCCM")},
    FieldDoc{"endcode", "address", "Where the code ends.", truths("CCCCCM")},
    FieldDoc{"startstack", "address", "Where the stack begins.", truths("CCCCCM")},
    FieldDoc{"kstkesp", "address", "Stack pointer; 0 while the task lives.", truths("CCCCCC")},
    FieldDoc{"kstkeip", "address", "Instruction pointer; 0 while the task lives.", truths("CCCCCC")},
    FieldDoc{"signal", "", "Pending signals 1 to 31, as bits.", truths("CCCCCM")},
    FieldDoc{"blocked", "", "Blocked signals 1 to 31, as bits.", truths("CCCCCM")},
    FieldDoc{"sigignore", "", "Ignored signals 1 to 31, as bits.", truths("CCCCCM")},
    FieldDoc{"sigcatch", "", "Caught signals 1 to 31, as bits.", truths("CCCCCM")},
    FieldDoc{"wchan", "", "Whether the task waits in the kernel, 1 or 0.", truths("CCCCCD")},
    FieldDoc{"nswap", "", "Unused.", truths("CCCCCC")},
    FieldDoc{"cnswap", "", "Unused.", truths("CCCCCC")},
    FieldDoc{"exit_signal", "", "Signal to the parent at the end. For a thread that is no leader gVisor says 0, Linux -1.", truths("MMMMMM")},
    FieldDoc{"processor", "", "Processor that ran it last.", truths("CCCCCM")},
    FieldDoc{"rt_priority", "", "Real-time priority, 0 for ordinary tasks.", truths("CCCCCM")},
    FieldDoc{"policy", "", "Scheduling policy.", truths("CCCCCM")},
    FieldDoc{"delayacct_blkio_ticks", "ticks", "Time spent waiting for block input and output.", truths("CCCCCM")},
    FieldDoc{"guest_time", "ticks", "Time spent running a virtual processor.", truths("CCCCCM")},
    FieldDoc{"cguest_time", "ticks", "The same of children that were waited for.", truths("CCCCCM")},
    FieldDoc{"start_data", "address", "Where initialised and zeroed data begins.", truths("CCCCCM")},
    FieldDoc{"end_data", "address", "Where initialised and zeroed data ends.", truths("CCCCCM")},
    FieldDoc{"start_brk", "address", "Where the heap begins.", truths("CCCCCM")},
    FieldDoc{"arg_start", "address", "Where the arguments begin.", truths("CCCCCM")},
    FieldDoc{"arg_end", "address", "Where the arguments end.", truths("CCCCCM")},
    FieldDoc{"env_start", "address", "Where the environment begins.", truths("CCCCCM")},
    FieldDoc{"env_end", "address", "Where the environment ends.", truths("CCCCCM")},
    FieldDoc{"exit_code", "", "Wait status of a task that ended.", truths("CCCCCM")},
};
// clang-format on
static_assert(docs.size() == 52);

/// The fields behind the state, in order. Exactly one of the two members is set.
struct Number
{
    std::int64_t TaskStat::* isSigned = nullptr;
    std::uint64_t TaskStat::* isUnsigned = nullptr;

    constexpr Number(std::int64_t TaskStat::* member)
        : isSigned(member)
    {
    }
    constexpr Number(std::uint64_t TaskStat::* member)
        : isUnsigned(member)
    {
    }
};
using T = TaskStat;
// clang-format off
constexpr std::array<Number, 49> numbers = {
    &T::ppid,         &T::pgrp,           &T::session,         &T::ttyNr,       &T::tpgid,      &T::flags,
    &T::minflt,       &T::cminflt,        &T::majflt,          &T::cmajflt,     &T::utimeTicks, &T::stimeTicks,
    &T::cutimeTicks,  &T::cstimeTicks,    &T::priority,        &T::nice,        &T::numThreads, &T::itrealvalue,
    &T::starttimeTicks, &T::vsizeBytes,   &T::rssPages,        &T::rsslim,      &T::startcode,  &T::endcode,
    &T::startstack,   &T::kstkesp,        &T::kstkeip,         &T::signal,      &T::blocked,    &T::sigignore,
    &T::sigcatch,     &T::wchan,          &T::nswap,           &T::cnswap,      &T::exitSignal, &T::processor,
    &T::rtPriority,   &T::policy,         &T::delayacctBlkioTicks, &T::guestTimeTicks, &T::cguestTimeTicks,
    &T::startData,    &T::endData,        &T::startBrk,        &T::argStart,    &T::argEnd,     &T::envStart,
    &T::envEnd,       &T::exitCode,
};
// clang-format on
static_assert(numbers.size() + 3 == docs.size());

/// Where the parts of the line are that do not come from a table.
struct Frame
{
    std::string_view pid, comm, rest;
    std::size_t restOffset = 0;
};

Parsed<Frame> parseFrame(std::string_view text)
{
    Scanner in(text);
    (void)in.signedDecimal();
    Frame frame;
    frame.pid = text.substr(0, in.at());
    in.expect(" (");
    if (in.failed())
        return in.error();
    const std::size_t close = text.rfind(')');
    if (close == std::string_view::npos || close < in.at())
        return failure(ParseErrorCode::truncated, text, text.size());
    if (!text.ends_with('\n'))
        return failure(ParseErrorCode::truncated, text, text.size());
    frame.comm = text.substr(in.at(), close - in.at());
    frame.rest = text.substr(close + 1, text.size() - close - 2);
    frame.restOffset = close + 1;
    return frame;
}

Errno render(const FileContext& ctx, FileText& out)
{
    formatStat(taskStat(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseFrame(bytes).and_then([&](const Frame& frame) -> Parsed<Fields> {
        if (auto strict = parseStat(bytes); !strict)
            return std::unexpected(std::move(strict.error()));
        Fields fields;
        fields.reserve(docs.size());
        fields.push_back({std::string(docs[0].name), std::string(frame.pid), &docs[0]});
        fields.push_back({std::string(docs[1].name), std::string(frame.comm), &docs[1]});
        Scanner in(frame.rest);
        for (std::size_t i = 2; !in.atEnd(); ++i) {
            in.expect(" ");
            const bool known = i < docs.size();
            fields.push_back({known ? std::string(docs[i].name) : std::to_string(i + 1),
                              std::string(in.word()), known ? &docs[i] : nullptr});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseStat(bytes).transform([&](const TaskStat& value) {
        std::string out;
        formatStat(value, dialect, out);
        return out;
    });
}

}

Parsed<TaskStat> parseStat(std::string_view text)
{
    const Parsed<Frame> frame = parseFrame(text);
    if (!frame)
        return std::unexpected(frame.error());
    TaskStat stat;
    stat.pid = Scanner(frame->pid).signedDecimal();
    stat.comm = frame->comm;
    Scanner in(frame->rest, frame->restOffset);
    in.expect(" ");
    stat.state = in.peek();
    if (in.atEnd())
        in.fail(ParseErrorCode::truncated);
    else
        in.expect(std::string_view(&stat.state, 1));
    for (const Number& number : numbers) {
        in.expect(" ");
        if (number.isSigned != nullptr)
            stat.*number.isSigned = in.signedDecimal();
        else
            stat.*number.isUnsigned = in.decimal();
    }
    while (!in.failed() && !in.atEnd()) {
        in.expect(" ");
        stat.more.emplace_back(in.word());
    }
    if (in.failed())
        return in.error();
    return stat;
}

void formatStat(const TaskStat& value, Dialect, std::string& out)
{
    append(out, value.comm.size() + (numbers.size() + 2) * maxDigits, [&](char* to) {
        to = putSigned(to, value.pid);
        to = putText(to, " (");
        to = putText(to, value.comm);
        to = putText(to, ") ");
        *to++ = value.state;
        for (const Number& number : numbers) {
            *to++ = ' ';
            to = number.isSigned != nullptr ? putSigned(to, value.*number.isSigned)
                                            : putDecimal(to, value.*number.isUnsigned);
        }
        return to;
    });
    for (const std::string& word : value.more) {
        out += ' ';
        out += word;
    }
    out += '\n';
}

TaskStat taskStat(const FileContext& ctx)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    const CpuTime cpu = ctx.wholeGroup && group != nullptr ? group->cpu : ctx.task.cpu;
    const MemorySizes memory = memorySizes(ctx);
    TaskStat stat;
    stat.pid = tidIn(ctx.task.tids, ctx.mount).value;
    stat.comm = printedName(ctx);
    stat.state = stateText(ctx.task.state).front();
    stat.ppid = parentIdOf(ctx).value;
    stat.utimeTicks = ticks(cpu.user);
    stat.stimeTicks = ticks(cpu.system);
    stat.priority = 20 + ctx.task.nice;
    stat.nice = ctx.task.nice;
    stat.numThreads = threadCount(ctx);
    stat.vsizeBytes = memory.vssBytes;
    stat.rssPages = static_cast<std::int64_t>(memory.rssBytes / pageSize);
    if (group != nullptr) {
        if (group->processGroup)
            stat.pgrp = tidIn(group->processGroup->ids, ctx.mount).value;
        if (group->session)
            stat.session = tidIn(group->session->ids, ctx.mount).value;
        stat.cutimeTicks = static_cast<std::int64_t>(ticks(group->childCpu.user));
        stat.cstimeTicks = static_cast<std::int64_t>(ticks(group->childCpu.system));
        if (group->leader == ctx.task.id)
            stat.exitSignal = group->terminationSignal;
    }
    // starttime and rsslim stay 0 in both printable dialects.
    return stat;
}

constinit const ProcFile statFile = {
    .name = "stat",
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group | Dependency::parent | Dependency::memory,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/maps.h>
#include <procfs/files/memoryfacts.h>
#include <procfs/files/stat.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/cursor.h>
#include <procfs/text/scanner.h>

#include <array>
#include <utility>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
/// A field that gVisor fills with 0.
constexpr FieldDoc notKept(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("CCCCCM"), {{{dialects::gvisor, "gVisor does not keep it."}}}, "0"};
}
constexpr FieldDoc unused(std::string_view name)
{
    return {name, "", "Unused.", truths("CCCCCC"), {{{dialects::gvisor, "It has no meaning any more."},
                                                     {dialects::onlyLinux, "Linux no longer keeps it."}}}, "0"};
}

constexpr std::string_view stateMeaning = "One letter: R running, S sleeping, D waiting in the kernel, T stopped, t stopped by a tracer, Z zombie, X dead.";

constexpr std::array docs = {
    FieldDoc{"pid", "", "Thread id as this /proc sees it; 0 for a task that is gone.", truths("MMMMMM")},
    FieldDoc{"comm", "", "Name, in parentheses and raw.", truths("MMMMMM"), {{
        {dialects::early, "Fork does not copy it: it is empty until the task runs a program or names itself."},
        {dialects::later, "Fork copies it.", "2019-03-28 (31c2236e9)"}}}},
    FieldDoc{"state", "", stateMeaning, truths("MMMMMM"), {{
        {dialects::early, "For a moment after its end a task still is R."},
        {dialects::later, "The end of a task shows at once.", "2021-06-10 (450692e03)"}}}},
    FieldDoc{"ppid", "", "Process id of the parent; 0 when there is none or it cannot be seen from here.", truths("MMMMMM"), {{
        {dialects::early, "A reaped task has forgotten its parent."},
        {dialects::later, "A reaped task still has its parent."}}}},
    FieldDoc{"pgrp", "", "Process group id; 0 when it cannot be seen from here.", truths("MMMMMM")},
    FieldDoc{"session", "", "Session id; 0 when it cannot be seen from here.", truths("MMMMMM")},
    notKept("tty_nr", "", "Device number of the controlling terminal."),
    FieldDoc{"tpgid", "", "Process group in the foreground of that terminal; on Linux -1 without one.", truths("CCCCCM"), {{
        {dialects::gvisor, "gVisor does not keep it, and says 0 even without a terminal."}}}, "0"},
    notKept("flags", "", "Internal flags of the kernel (PF_…)."),
    notKept("minflt", "", "Page faults that needed no input; of all threads in /proc/[pid], of this one in task/[tid]."),
    notKept("cminflt", "", "The same of children that were waited for."),
    notKept("majflt", "", "Page faults that needed input; of all threads or of this one as for minflt."),
    notKept("cmajflt", "", "The same of children that were waited for."),
    FieldDoc{"utime", "ticks", "Time in user mode; of all threads in /proc/[pid], of this one in task/[tid].", truths("MMMMMM"), {{
        {dialects::gvisor, "gVisor counts whole ticks of 10 ms."}}}},
    FieldDoc{"stime", "ticks", "Time in the kernel; of all threads or of this one as for utime.", truths("MMMMMM"), {{
        {dialects::gvisor, "It is the time in the sentry, in whole ticks of 10 ms."}}}},
    FieldDoc{"cutime", "ticks", "User time of children that were waited for.", truths("MMMMMM")},
    FieldDoc{"cstime", "ticks", "Kernel time of children that were waited for.", truths("MMMMMM")},
    FieldDoc{"priority", "", "20 plus the nice value; on Linux below 0 for real-time tasks.", truths("MMMMMM")},
    FieldDoc{"nice", "", "From -20, most favoured, to 19.", truths("MMMMMM")},
    FieldDoc{"num_threads", "", "Tasks of the process that are not yet reaped.", truths("MMMMMM")},
    unused("itrealvalue"),
    FieldDoc{"starttime", "ticks", "When the task started, counted from boot.", truths("CCMMMM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {dialects::later, "It is counted from the boot of the sandbox.", "2019-03-27 (2d355f0e8)"}}}, "0"},
    FieldDoc{"vsize", "bytes", "Size of the address space.", truths("MMMMMM"), {{
        {DialectSet{Dialect::gvisor2018}, "It drifts when mremap moves a mapping and changes its size."}}}},
    FieldDoc{"rss", "pages", "Resident memory.", truths("DDDDDD"), {{
        {dialects::gvisor, "It is the sum of the pieces that the sentry has allocated, which are larger than the pages used."},
        {dialects::onlyLinux, "Each processor counts pages by itself and adds them up now and then, so it is some pages off; status and statm of newer kernels are exact."}}}},
    FieldDoc{"rsslim", "bytes", "Soft limit of resident memory.", truths("CCMMMM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {dialects::later, "It is printed and has no effect.", "2019-03-27 (9c1889788)"}}}, "0"},
    notKept("startcode", "address", "Where the code begins; on Linux 1 for a reader who may not know."),
    notKept("endcode", "address", "Where the code ends; on Linux 1 for a reader who may not know."),
    notKept("startstack", "address", "Where the stack began."),
    notKept("kstkesp", "address", "Stack pointer; on Linux 0 unless the task is dumping its core."),
    notKept("kstkeip", "address", "Instruction pointer; on Linux 0 unless the task is dumping its core."),
    notKept("signal", "bits", "Pending signals 1 to 31."),
    notKept("blocked", "bits", "Blocked signals 1 to 31."),
    notKept("sigignore", "bits", "Ignored signals 1 to 31."),
    notKept("sigcatch", "bits", "Caught signals 1 to 31."),
    FieldDoc{"wchan", "", "Whether the task waits in the kernel, 1 or 0.", truths("CCCCCD"), {{
        {dialects::gvisor, "gVisor does not keep it."},
        {dialects::onlyLinux, "It is 1 for a task that does not run, but 0 in /proc/[pid] of a process with several threads."}}}, "0"},
    unused("nswap"),
    unused("cnswap"),
    FieldDoc{"exit_signal", "", "Signal to the parent at the end.", truths("MMMMMM"), {{
        {dialects::gvisor, "A thread that is no leader has 0 here."},
        {dialects::onlyLinux, "A thread that is no leader has -1 here."}}}},
    notKept("processor", "", "Processor that ran it last."),
    notKept("rt_priority", "", "Real-time priority, 0 for ordinary tasks."),
    notKept("policy", "", "Scheduling policy."),
    notKept("delayacct_blkio_ticks", "ticks", "Time spent waiting for block input and output."),
    notKept("guest_time", "ticks", "Time spent running a virtual processor."),
    notKept("cguest_time", "ticks", "The same of children that were waited for."),
    notKept("start_data", "address", "Where initialised and zeroed data begins."),
    notKept("end_data", "address", "Where initialised and zeroed data ends."),
    notKept("start_brk", "address", "Where the heap begins."),
    notKept("arg_start", "address", "Where the arguments begin."),
    notKept("arg_end", "address", "Where the arguments end."),
    notKept("env_start", "address", "Where the environment begins."),
    notKept("env_end", "address", "Where the environment ends."),
    notKept("exit_code", "", "Wait status of a task that ended, or the signal that stopped the process."),
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

/// Calls \a each with each member pointer of the table, in order, as a compile-time constant.
template <class Each>
void forEachNumber(Each&& each)
{
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (each(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<numbers.size()>{});
}

template <std::size_t I>
auto& numberOf(auto& stat)
{
    if constexpr (numbers[I].isSigned != nullptr)
        return stat.*numbers[I].isSigned;
    else
        return stat.*numbers[I].isUnsigned;
}

/// Reads all numbers, each behind a blank.
template <class In>
void readNumbers(In& in, TaskStat& stat)
{
    forEachNumber([&](auto i) {
        in.expect(" ");
        if constexpr (numbers[i].isSigned != nullptr)
            numberOf<i>(stat) = in.signedDecimal();
        else
            numberOf<i>(stat) = in.decimal();
    });
}

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

/// Faults and times of a task, or of the living threads of its group.
struct Measured
{
    std::uint64_t minorFaults = 0, majorFaults = 0, guestTicks = 0;

    void add(const TaskDetails& details)
    {
        minorFaults += details.minorFaults;
        majorFaults += details.majorFaults;
        guestTicks += details.guestTicks;
    }
};

/// Addresses of the program. What is not known is printed as for a reader who may not know it.
void addLayout(const MemoryRecord& memory, TaskStat& stat)
{
    const ProgramLayout& layout = memory.layout;
    const bool isCodeKnown = layout.codeStart != 0 && layout.codeEnd != 0;
    stat.startcode = isCodeKnown ? layout.codeStart : 1;
    stat.endcode = isCodeKnown ? layout.codeEnd : 1;
    stat.startstack = layout.stackStart;
    stat.startData = layout.dataStart;
    stat.endData = layout.dataEnd;
    stat.startBrk = layout.heapStart;
    stat.argStart = memory.arguments.start;
    stat.argEnd = memory.arguments.end;
    stat.envStart = memory.environment.start;
    stat.envEnd = memory.environment.end;
}

/// What Linux alone tells (fs/proc/array.c, do_task_stat). A reader who may not trace the task
/// learns no addresses, no exit code and not whether it waits.
void addLinux(const FileContext& ctx, const ThreadGroupRecord* group, TaskStat& stat)
{
    constexpr std::uint64_t firstSignals = 0x7fffffff;
    constexpr int realTimePolicies[] = {1, 2}; // SCHED_FIFO, SCHED_RR
    const TaskDetails& details = detailsOf(ctx.task);
    Measured measured;
    if (ctx.wholeGroup && group != nullptr) {
        for (const TaskId id : group->members) {
            if (const TaskRecord* const member = ctx.records.task(id))
                measured.add(detailsOf(*member));
        }
    } else {
        measured.add(details);
    }
    stat.tpgid = -1; // no task here has a terminal
    stat.flags = details.flags;
    stat.minflt = measured.minorFaults;
    stat.majflt = measured.majorFaults;
    stat.guestTimeTicks = measured.guestTicks;
    if (details.policy == realTimePolicies[0] || details.policy == realTimePolicies[1])
        stat.priority = -1 - details.realtimePriority;
    stat.signal = details.pendingSignals & firstSignals;
    stat.blocked = details.blockedSignals & firstSignals;
    const bool isOneOfSeveral = ctx.wholeGroup && stat.numThreads >= 2;
    stat.wchan = ctx.task.state != TaskState::running && !isOneOfSeveral ? 1 : 0;
    stat.processor = details.processor;
    stat.rtPriority = static_cast<std::uint64_t>(details.realtimePriority);
    stat.policy = static_cast<std::uint64_t>(details.policy);
    stat.delayacctBlkioTicks = details.blockIoTicks;
    if (ctx.task.state == TaskState::zombie)
        stat.exitCode = ctx.task.exitCode;
    if (group != nullptr) {
        stat.cminflt = group->childMinorFaults;
        stat.cmajflt = group->childMajorFaults;
        stat.sigignore = group->ignoredSignals & firstSignals;
        stat.sigcatch = group->caughtSignals & firstSignals;
        if (group->leader != ctx.task.id)
            stat.exitSignal = -1;
        if (ctx.wholeGroup && group->stopSignal != 0)
            stat.exitCode = group->stopSignal;
    }
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory != nullptr && ctx.readerMayTrace)
        addLayout(*memory, stat);
    if (!ctx.readerMayTrace) {
        stat.startcode = stat.endcode = memory != nullptr ? 1 : 0;
        stat.wchan = 0;
        stat.exitCode = 0;
    }
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGoneForReaders(ctx))
        return Errno::noProcess;
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
        Reformatted again({});
        formatStat(value, dialect, again.bytes);
        for (const std::string& word : value.more)
            again.unknownBytes += word.size() + 1;
        return again;
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
    if (const std::string_view rest = frame->rest; rest.size() > 2 && rest.starts_with(' ')) {
        stat.state = rest[1];
        Cursor quick(rest.substr(2));
        readNumbers(quick, stat);
        quick.expectEnd();
        if (!quick.failed())
            return stat;
    }
    Scanner in(frame->rest, frame->restOffset);
    in.expect(" ");
    stat.state = in.peek();
    if (in.atEnd())
        in.fail(ParseErrorCode::truncated);
    else
        in.expect(std::string_view(&stat.state, 1));
    readNumbers(in, stat);
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
        forEachNumber([&](auto i) {
            *to++ = ' ';
            if constexpr (numbers[i].isSigned != nullptr)
                to = putSigned(to, numberOf<i>(value));
            else
                to = putDecimal(to, numberOf<i>(value));
        });
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
    if (!isEarly(ctx.dialect))
        stat.starttimeTicks = ticks(ctx.task.startTime);
    if (group != nullptr) {
        if (group->processGroup)
            stat.pgrp = tidIn(group->processGroup->ids, ctx.mount).value;
        if (group->session)
            stat.session = tidIn(group->session->ids, ctx.mount).value;
        stat.cutimeTicks = static_cast<std::int64_t>(ticks(group->childCpu.user));
        stat.cstimeTicks = static_cast<std::int64_t>(ticks(group->childCpu.system));
        if (!isEarly(ctx.dialect))
            stat.rsslim = limitsOf(*group)[static_cast<std::size_t>(Limit::residentSet)].soft;
        if (group->leader == ctx.task.id)
            stat.exitSignal = group->terminationSignal;
    }
    if (ctx.dialect == Dialect::linux_)
        addLinux(ctx, group, stat);
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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/addressspace.h>
#include <model/kernel/openfile.h>
#include <model/kernel/randomdriver.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace sandscope::kernel {

namespace {

constexpr std::size_t fewTasks = 60;
constexpr std::size_t manyTasks = 400;

constexpr std::array programs
    = {"/bin/sh", "/usr/bin/worker", "/usr/bin/a-name-longer-than-fifteen", "/app/server"};

}

RandomDriver::RandomDriver(Kernel& kernel, std::uint64_t seed)
    : m_kernel(kernel)
    , m_seeds(seed)
    , m_random(seed)
{
    if (!m_kernel.tasks().empty())
        return;
    ProcessSpec spec;
    spec.executable = "/sbin/init";
    spec.environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"};
    setSoft(spec.limits, Limit::openFiles, 64);
    const auto first = m_kernel.createProcess(spec);
    note("createProcess", first.value_or(Task{}), first);
}

void RandomDriver::note(const char* operation, Task task, Errno error)
{
    m_failed = error != Errno::ok;
    m_last = std::string(operation) + " by " + std::to_string(task.value) + ": "
        + procfs::errnoName(error);
}

RandomDriver::Task RandomDriver::anyTask()
{
    const auto& tasks = m_kernel.tasks();
    // A few looks for one that can do something; zombies and the stopped get their turn as well.
    for (int look = 0; look < 6; ++look) {
        const Task task = tasks[below(tasks.size())];
        if (m_kernel.canCall(task))
            return task;
    }
    return tasks[below(tasks.size())];
}

// The first process and its threads go on, or there would be nobody left to drive.
bool RandomDriver::isFirst(Task task) const
{
    return m_kernel.tid(m_kernel.leader(task)).value == 1;
}

// A traced task whose tracer can say so, if a few looks find one; \a other if not.
RandomDriver::Task RandomDriver::anyTracee(Task other)
{
    const auto& tasks = m_kernel.tasks();
    for (int look = 0; look < 40; ++look) {
        const Task task = tasks[below(tasks.size())];
        if (m_kernel.tracer(task) && m_kernel.canCall(m_kernel.tracer(task)))
            return task;
    }
    return other;
}

std::uint64_t RandomDriver::anyAddress(Task task)
{
    if (oneIn(20))
        return m_random.next() & 0x7fffffffffffULL;
    if (oneIn(40))
        return below(20) * pageSize; // the lowest ones are nobody's
    const auto vmas = m_kernel.vmas(task);
    if (vmas.empty())
        return 0x10000;
    const procfs::Vma& vma = vmas[below(vmas.size())];
    const std::uint64_t pages = (vma.end - vma.start) / pageSize;
    const std::uint64_t address = vma.start + below(pages + 2) * pageSize;
    return oneIn(30) ? address + below(pageSize) : address;
}

std::uint64_t RandomDriver::anySegment(Task task, std::uint64_t otherwise)
{
    std::uint64_t start = otherwise;
    for (const procfs::Vma& vma : m_kernel.vmas(task)) {
        const bool isSegment
            = vma.mapping && vma.mapping->kind == procfs::MappingKind::sysvShared;
        if (isSegment && (start == otherwise || oneIn(2)))
            start = vma.start;
    }
    return start;
}

std::uint64_t RandomDriver::anyLength()
{
    switch (below(8)) {
    case 0:
        return 0;
    case 1:
        return below(std::uint64_t{64} << 20U);
    case 2:
        return m_random.next();
    default:
        return below(24) * pageSize + below(2);
    }
}

void RandomDriver::step(std::uint64_t choiceOfStep)
{
    m_random = Random(choiceOfStep);
    if (m_kernel.tasks().empty())
        return;
    if (oneIn(10))
        (void)m_kernel.advanceClock(m_kernel.now() + std::chrono::milliseconds(below(50)));
    const Task task = anyTask();
    const std::size_t count = m_kernel.tasks().size();
    const std::uint64_t births = count < fewTasks ? 30 : count < manyTasks ? 9 : 1;
    const std::uint64_t deaths = count < fewTasks ? 1 : count < manyTasks ? 8 : 30;
    std::uint64_t choice = below(births + deaths + 70);
    if (choice < births)
        return birth(task);
    choice -= births;
    if (choice < deaths)
        return death(task);
    choice -= deaths;
    if (choice < 11)
        life(task);
    else if (choice < 18)
        signals(task);
    else if (choice < 33)
        identity(task);
    else if (choice < 55)
        memory(task);
    else
        files(task);
}

void RandomDriver::birth(Task task)
{
    switch (below(8)) {
    case 0:
        return note("vfork", task, m_kernel.vfork(task));
    case 1:
    case 2:
        return note("thread", task, m_kernel.clone(task, clone::newThread));
    case 3: {
        std::uint32_t flags = oneIn(2) ? static_cast<std::uint32_t>(signalChild) : 0;
        constexpr std::array some
            = {clone::vm,     clone::fs,     clone::files,    clone::sighand, clone::parent,
               clone::newns,  clone::newpid, clone::newuser,  clone::newnet,  clone::thread,
               clone::newipc, clone::newuts, clone::newcgroup};
        for (const std::uint32_t flag : some)
            flags |= oneIn(4) ? flag : 0;
        return note("clone", task, m_kernel.clone(task, flags));
    }
    case 4: {
        ProcessSpec spec;
        spec.executable = programs[below(programs.size())];
        spec.arguments = {spec.executable, "-v", "two words"};
        spec.uid = oneIn(2) ? 1000 : 0;
        spec.gid = spec.uid;
        setSoft(spec.limits, Limit::openFiles, 8 + below(40));
        setSoft(spec.limits, Limit::lockedMemory, oneIn(2) ? 1 << 20 : 0);
        spec.umask = oneIn(2) ? 077 : 022;
        spec.oomScoreAdjustment = static_cast<int>(below(3)) * 500;
        return note("createProcess", task, m_kernel.createProcess(spec));
    }
    default:
        return note("fork", task, m_kernel.fork(task));
    }
}

void RandomDriver::death(Task task)
{
    const auto& tasks = m_kernel.tasks();
    const Task other = tasks[below(tasks.size())];
    switch (below(6)) {
    case 0:
        if (!isFirst(task))
            note("exit", task, m_kernel.exit(task, static_cast<int>(below(4))));
        return;
    case 1:
        if (!isFirst(task))
            note("exitGroup", task, m_kernel.exitGroup(task, static_cast<int>(below(4))));
        return;
    case 2:
        if (!isFirst(other))
            note("kill", task, m_kernel.kill(task, other, signalKill));
        return;
    case 3:
        if (oneIn(2)) {
            WaitRequest request;
            if (oneIn(3))
                request.group = static_cast<std::int32_t>(below(20));
            request.kind = static_cast<ChildKind>(below(3));
            request.exited = !oneIn(4);
            request.stopped = oneIn(2);
            request.continued = oneIn(2);
            request.keeps = oneIn(2);
            return note("wait request", task, m_kernel.wait(task, request));
        }
        return note("wait for", task, m_kernel.wait(task, other));
    default: {
        // A careful parent: one that has a zombie, if a few looks find one.
        Task waiter = task;
        for (int look = 0; look < 8; ++look) {
            const Task child = tasks[below(tasks.size())];
            if (m_kernel.state(child) == procfs::TaskState::zombie
                && m_kernel.canCall(m_kernel.parent(child)))
                waiter = m_kernel.parent(child);
        }
        return note("wait", waiter, m_kernel.wait(waiter));
    }
    }
}

void RandomDriver::life(Task task)
{
    const auto& tasks = m_kernel.tasks();
    const Task other = tasks[below(tasks.size())];
    const Task tracee = anyTracee(other);
    const Task tracer = m_kernel.tracer(tracee) ? m_kernel.tracer(tracee) : task;
    switch (below(20)) {
    case 0:
        return note("exec", task,
                    m_kernel.exec(task, programs[below(programs.size())], {"program", "argument"},
                                  {"HOME=/"}));
    case 1:
        return note("block", task, m_kernel.block(task, oneIn(3)));
    case 2:
        return note("wake", task, m_kernel.wake(task));
    case 3:
        return note("stop", other, m_kernel.kill(std::nullopt, other, signalStop));
    case 4:
    case 5:
        return note("continue", other, m_kernel.kill(std::nullopt, other, signalContinue));
    case 6:
        return note("attach", task, m_kernel.traceAttach(task, other));
    case 7:
        return note("detach", tracer, m_kernel.traceDetach(tracer, tracee));
    case 8:
        return note("trace continue", tracer, m_kernel.traceContinue(tracer, tracee));
    case 16:
        return note("trace stop", tracer, m_kernel.traceStop(tracer, tracee));
    case 17:
        return note("yield", task, m_kernel.yield(task));
    case 18:
        return note(
            "setOomScoreAdjustment", task,
            m_kernel.setOomScoreAdjustment(task, other, static_cast<int>(below(2400)) - 1200));
    case 19: {
        const auto limit = static_cast<Limit>(below(procfs::ResourceLimits{}.size()));
        LimitChange change;
        if (oneIn(2))
            change.soft = below(1 << 20);
        if (oneIn(2))
            change.hard = oneIn(3) ? noLimit : below(1 << 21);
        // Where nobody gets memory or descriptors any more nothing else would happen.
        constexpr std::uint64_t enough = std::uint64_t{1} << 24U;
        if (limit == Limit::stack)
            change = {enough, {}};
        else if (limit == Limit::addressSpace)
            change = {enough << 10U, {}};
        else if (limit == Limit::openFiles)
            change = {64 + below(64), {}};
        return note("setLimit", task,
                    m_kernel.setLimit(task, oneIn(2) ? task : other, limit, change));
    }
    case 9:
        return note("setsid", task, m_kernel.setsid(task));
    case 10:
        return note("setpgid", task,
                    m_kernel.setpgid(task, oneIn(2) ? m_kernel.leader(task) : other,
                                     static_cast<int>(below(20))));
    case 11:
        return note("setName", task, m_kernel.setName(task, oneIn(2) ? "renamed" : "odd) R 1\n"));
    case 12:
        return note("setNice", task, m_kernel.setNice(task, static_cast<int>(below(60)) - 30));
    case 13:
        return note("chargeCpu", task,
                    m_kernel.chargeCpu(task, std::chrono::milliseconds(below(30)),
                                       std::chrono::milliseconds(below(9))));
    case 14:
        return note("chargeRead", task,
                    m_kernel.chargeRead(task, static_cast<std::int64_t>(below(4096)) - 20));
    default:
        return note("chargeWrite", task,
                    m_kernel.chargeWrite(task, static_cast<std::int64_t>(below(4096))));
    }
}

void RandomDriver::signals(Task task)
{
    const auto& tasks = m_kernel.tasks();
    const Task other = tasks[below(tasks.size())];
    const Task tracee = anyTracee(other);
    const Task tracer = m_kernel.tracer(tracee) ? m_kernel.tracer(tracee) : task;
    // Some that end a task, stop it, let it go on or do nothing, real-time ones, and one too many.
    constexpr std::array numbers = {0, 1, 10, 12, 15, 17, 18, 18, 18, 19, 20, 34, 64, 65};
    const int signal = numbers[below(numbers.size())];
    const auto set = [this] { return m_random.next() & m_random.next(); };
    TraceOptions options;
    options.followsChildren = oneIn(2);
    options.stopsAtExec = oneIn(2);
    options.stopsAtExit = oneIn(2);
    options.killsWhenGone = oneIn(4) && !isFirst(other) && !isFirst(tracee);
    switch (below(16)) {
    case 0:
    case 1: {
        const auto action = static_cast<SignalAction>(below(3));
        return note("setSignalAction", task,
                    m_kernel.setSignalAction(task, signal, action, oneIn(3)));
    }
    case 2:
    case 3:
        return note("setSignalMask", task, m_kernel.setSignalMask(task, oneIn(3) ? 0 : set()));
    case 4:
        return note("takeSignal", task, m_kernel.takeSignal(task, set()));
    case 5:
    case 6:
        if (!isFirst(other))
            note("signal", task, m_kernel.kill(task, other, signal));
        return;
    case 7:
        if (!isFirst(other))
            note("killThread", task, m_kernel.killThread(task, other, signal));
        return;
    case 8: {
        constexpr std::array harmless = {0, 17, 18, 28}; // so many tasks go on
        const auto group = oneIn(3) ? -1 : oneIn(2) ? 0 : -2 - static_cast<std::int32_t>(below(20));
        return note("killMany", task,
                    m_kernel.killMany(task, group, harmless[below(harmless.size())]));
    }
    case 9:
        // None that stops: what goes on by the same death has changed and looks as before.
        return note("setParentDeathSignal", task,
                    m_kernel.setParentDeathSignal(task, signal < signalContinue ? signal : 65));
    case 10:
        return note("setSubreaper", task, m_kernel.setSubreaper(task, oneIn(2)));
    case 11:
        if (oneIn(2))
            return note("traceMe", task, m_kernel.traceMe(task));
        [[fallthrough]];
    case 12:
        return note("traceSeize", task, m_kernel.traceSeize(task, other, options));
    case 13:
        return note("traceSetOptions", tracer, m_kernel.traceSetOptions(tracer, tracee, options));
    case 14:
        return note("setScheduler", task,
                    m_kernel.setScheduler(task, oneIn(2) ? task : other,
                                          static_cast<int>(below(7)), static_cast<int>(below(4))));
    default:
        return note("setNice of", task,
                    m_kernel.setNice(task, other, static_cast<int>(below(60)) - 30));
    }
}

void RandomDriver::identity(Task task)
{
    const auto& tasks = m_kernel.tasks();
    const Task other = tasks[below(tasks.size())];
    const auto id = static_cast<std::uint32_t>(oneIn(2) ? 0 : 1000 + below(3));
    switch (below(24)) {
    case 17:
        return note("setreuid", task, m_kernel.setreuid(task, {id, {}, {}}));
    case 18:
        return note("setregid", task, m_kernel.setregid(task, {{}, id, {}}));
    case 19:
        if (oneIn(2))
            return note("setfsgid", task, m_kernel.setfsgid(task, id));
        return note("setfsuid", task, m_kernel.setfsuid(task, id));
    case 20:
        return note("setKeepCapabilities", task, m_kernel.setKeepCapabilities(task, oneIn(2)));
    case 21:
        if (oneIn(4))
            return note("clearAmbient", task, m_kernel.clearAmbient(task));
        return note("setAmbient", task,
                    m_kernel.setAmbient(task, static_cast<int>(below(42)), !oneIn(3)));
    case 22:
        if (!oneIn(12))
            return note("setns", task, m_kernel.setns(task, other, anyNamespaces()));
        return note("setSeccompStrict", task, m_kernel.setSeccompStrict(task));
    case 23:
        return note("setns", task, m_kernel.setns(task, other, anyNamespaces()));
    case 14:
        return note("setNoNewPrivileges", task, m_kernel.setNoNewPrivileges(task));
    case 15:
        return note("setGroupsAllowed", task,
                    m_kernel.setGroupsAllowed(task, oneIn(2) ? task : other, oneIn(4)));
    case 16:
        return note("umask", task, m_kernel.umask(task, static_cast<std::uint32_t>(below(01000))));
    case 0:
        return note("setuid", task, m_kernel.setuid(task, id));
    case 1:
        return note("setgid", task, m_kernel.setgid(task, id));
    case 2:
        return note("setresuid", task,
                    m_kernel.setresuid(
                        task, {id, std::nullopt, oneIn(2) ? std::optional{id} : std::nullopt}));
    case 3:
        return note("setresgid", task, m_kernel.setresgid(task, {std::nullopt, id, std::nullopt}));
    case 4:
        return note("setgroups", task, m_kernel.setgroups(task, {id, 7}));
    case 5: {
        procfs::Capabilities sets;
        sets.permitted = m_random.next();
        sets.effective = sets.permitted & m_random.next();
        sets.inheritable = oneIn(2) ? 0 : sets.permitted;
        return note("capset", task, m_kernel.capset(task, sets));
    }
    case 6:
        return note("dropBounding", task, m_kernel.dropBounding(task, static_cast<int>(below(40))));
    case 7:
        return note("setSeccomp", task, m_kernel.setSeccomp(task, oneIn(2)));
    case 8:
        return note("setDumpable", task, m_kernel.setDumpable(task, oneIn(2)));
    case 9: {
        constexpr std::array some
            = {clone::newuser, clone::newpid, clone::newnet,    clone::newns,   clone::files,
               clone::fs,      clone::newipc, clone::newcgroup, clone::newtime, clone::newuts};
        return note("unshare", task, m_kernel.unshare(task, some[below(some.size())]));
    }
    case 10:
        return note("setIdMap", task,
                    m_kernel.setIdMap(task, oneIn(2) ? task : other,
                                      oneIn(2) ? IdMapKind::uid : IdMapKind::gid,
                                      {{0, id, static_cast<std::uint32_t>(1 + below(3))}}));
    case 11:
        return note("chdir", task, m_kernel.chdir(task, oneIn(2) ? "/tmp" : "../x"));
    case 12:
        if (!oneIn(6))
            return note("setRssLimit", task, m_kernel.setRssLimit(task, below(1 << 20)));
        return note("chroot", task, m_kernel.chroot(task, "/srv"));
    default:
        return note("ignoreChildExit", task, m_kernel.ignoreChildExit(task, oneIn(3)));
    }
}

std::uint32_t RandomDriver::anyNamespaces()
{
    constexpr std::array some = {clone::newuser, clone::newpid,    clone::newnet,  clone::newns,
                                 clone::newipc,  clone::newcgroup, clone::newtime, clone::newuts};
    const std::uint32_t one = some[below(some.size())];
    return oneIn(4) ? one | some[below(some.size())] : one;
}

bool RandomDriver::mayFailHalfway() const
{
    constexpr std::array names = {"discard", "madvise", "mlock", "mprotect", "mremap", "munlock"};
    return std::ranges::any_of(names,
                               [this](const char* name) { return m_last.starts_with(name); });
}

void RandomDriver::memory(Task task)
{
    const std::uint64_t address = anyAddress(task);
    const std::uint64_t length = anyLength();
    switch (below(16)) {
    case 11: {
        // Those of one kernel or the other, and numbers that are none.
        const auto advice = static_cast<int>(below(advice::dontNeedLocked + 2));
        return note("madvise", task, m_kernel.madvise(task, address, length, advice));
    }
    case 12:
        return note("mlockall", task,
                    m_kernel.mlockall(task, static_cast<std::uint32_t>(below(8))));
    case 13:
        return note("munlockall", task, m_kernel.munlockall(task));
    case 14:
        return note("shmdt", task, m_kernel.shmdt(task, anySegment(task, address)));
    case 15:
        return note("overwriteEnvironment", task,
                    m_kernel.overwriteEnvironment(task, oneIn(4) ? "LONGER=environment" : "A=B"));
    case 0:
    case 1: {
        MapRequest request;
        request.address = oneIn(2) ? 0 : address;
        request.length = length;
        request.access = {!oneIn(4), oneIn(2), oneIn(4)};
        request.shared = oneIn(3);
        request.fixed = request.address != 0 && oneIn(2);
        request.growsDown = oneIn(8);
        request.locked = oneIn(10);
        request.replaces = !request.fixed || !oneIn(3);
        request.populated = oneIn(10);
        request.noReserve = oneIn(10);
        request.isStack = oneIn(10);
        request.isBelow2G = oneIn(20);
        if (oneIn(3)) {
            request.file = FileRef{"/lib/some.so", oneIn(4), oneIn(2), !oneIn(10)};
            request.offset = below(4) * pageSize;
            if (oneIn(3))
                request.file->path = "/dev/zero";
            else if (oneIn(3))
                request.file->kind = procfs::MappingKind::memfd;
            else if (oneIn(3))
                request.file->kind = procfs::MappingKind::sysvShared;
            if (request.file->kind != procfs::MappingKind::file)
                request.file->path = "shared";
            request.file->systemVKey = static_cast<std::int32_t>(below(3));
        }
        return note("mmap", task, m_kernel.mmap(task, request));
    }
    case 2:
        return note("munmap", task, m_kernel.munmap(task, address, length));
    case 3:
        return note("mprotect", task,
                    m_kernel.mprotect(task, address, length, {!oneIn(4), oneIn(2), oneIn(3)}));
    case 4: {
        RemapRequest request;
        request.address = address;
        request.oldSize = oneIn(8) ? 0 : below(6) * pageSize;
        request.newSize = length;
        request.mayMove = !oneIn(3);
        if (oneIn(4))
            request.fixedAddress = anyAddress(task);
        request.dontUnmap = oneIn(6);
        if (request.dontUnmap && !oneIn(3))
            request.newSize = request.oldSize;
        return note("mremap", task, m_kernel.mremap(task, request));
    }
    case 5: {
        const auto now = m_kernel.brk(task, 0);
        return note("brk", task, m_kernel.brk(task, now.value_or(0) + below(40) * 1000 - 12000));
    }
    case 6:
        return note("discard", task, m_kernel.discard(task, address, length));
    case 7:
        return note("mlock", task, m_kernel.mlock(task, address, length, oneIn(3)));
    case 8:
        return note("munlock", task, m_kernel.munlock(task, address, length));
    case 9:
        return note("overwriteArguments", task,
                    m_kernel.overwriteArguments(task, oneIn(4) ? "a longer title" : "t\0x"));
    default:
        return note("touch", task, m_kernel.touch(task, address, length, oneIn(2)));
    }
}

void RandomDriver::files(Task task)
{
    const int fd = static_cast<int>(below(20)) - 1;
    const int other = static_cast<int>(below(24)) - 1;
    const auto bytes = static_cast<std::int64_t>(below(5000)) - 20;
    switch (below(16)) {
    case 0:
    case 1: {
        OpenRequest request;
        request.path = oneIn(3) ? "/data/other" : "file";
        request.statusFlags = static_cast<std::uint32_t>(below(3));
        request.statusFlags |= oneIn(2) ? openflag::append : openflag::truncate;
        request.closeOnExec = oneIn(2);
        request.deleted = oneIn(9);
        request.isStream = oneIn(8);
        return note("open", task, m_kernel.open(task, request));
    }
    case 2:
    case 3:
        return note("close", task, m_kernel.close(task, fd));
    case 4:
        if (oneIn(3))
            return note("dup from", task, m_kernel.dup(task, fd, other, oneIn(2)));
        return note("dup", task, m_kernel.dup(task, fd));
    case 5:
        if (oneIn(2))
            return note("dup3", task, m_kernel.dup3(task, fd, other, oneIn(2)));
        return note("dup2", task, m_kernel.dup2(task, fd, static_cast<int>(below(70))));
    case 6:
        return note("pipe", task, m_kernel.pipe(task, {.closeOnExec = oneIn(2)}));
    case 7:
        if (oneIn(3))
            return note("memfd", task, m_kernel.memfd(task, "shared", {.closeOnExec = oneIn(2)}));
        if (oneIn(3))
            return note("socket", task,
                        m_kernel.socket(task, {.family = oneIn(2) ? 1 : 2, .type = 1}));
        if (oneIn(3))
            return note("accept", task, m_kernel.accept(task, fd));
        return note("socketpair", task, m_kernel.socketpair(task));
    case 8:
        if (oneIn(2))
            return note("setStatusFlags", task,
                        m_kernel.setStatusFlags(task, fd, oneIn(2) ? openflag::nonBlocking : 0));
        return note("setCloseOnExec", task, m_kernel.setCloseOnExec(task, fd, oneIn(2)));
    case 9:
        return note("readFd", task, m_kernel.readFd(task, fd, bytes));
    case 10:
        return note("writeFd", task, m_kernel.writeFd(task, fd, bytes));
    case 11:
        if (oneIn(4)) {
            const auto first = static_cast<std::uint32_t>(below(20));
            return note(
                "closeRange", task,
                m_kernel.closeRange(task, first, first + 4,
                                    oneIn(2) ? closerange::unshare : closerange::closeOnExec));
        }
        return note("setSize", task, m_kernel.setSize(task, fd, below(9000)));
    case 12:
    case 13:
        return specialFiles(task, fd, other);
    case 14:
        if (oneIn(3))
            return note("rename", task, m_kernel.rename(task, "file", "/data/other"));
        if (oneIn(4))
            return note("unlink", task, m_kernel.unlink(task, oneIn(2) ? "file" : "/tmp"));
        [[fallthrough]];
    default:
        return note("seek", task,
                    m_kernel.seek(task, fd, static_cast<std::int64_t>(below(10000)) - 500,
                                  static_cast<Whence>(below(3))));
    }
}

void RandomDriver::specialFiles(Task task, int fd, int other)
{
    // One of the kind that the call is for, if a few looks find one.
    const auto look = [&](std::string_view word) {
        int place = fd;
        for (const procfs::FdEntry& entry : m_kernel.descriptors(task)) {
            const bool isIt = word == "inotify" ? entry.kind == procfs::FdKind::inotify
                                                : entry.path == word;
            if (isIt && (place == fd || oneIn(2)))
                place = entry.fd;
        }
        return oneIn(6) ? fd : place;
    };
    switch (below(11)) {
    case 0:
        return note("eventfd", task, m_kernel.eventfd(task, {}, below(9), oneIn(2)));
    case 1:
        return note("setEventCount", task, m_kernel.setEventCount(task, look("eventfd"), below(9)));
    case 2:
        return note("epoll", task, m_kernel.epoll(task, {.closeOnExec = oneIn(3)}));
    case 3:
    case 4: {
        EpollChange change;
        change.operation = oneIn(4) ? EpollOperation::remove
            : oneIn(4)              ? EpollOperation::modify
                                    : EpollOperation::add;
        change.fd = other;
        change.events = static_cast<std::uint32_t>(below(8));
        return note("epollControl", task, m_kernel.epollControl(task, look("eventpoll"), change));
    }
    case 5:
        return note("timerfd", task, m_kernel.timerfd(task, static_cast<int>(below(3))));
    case 6:
        return note(
            "setTimer", task,
            m_kernel.setTimer(task, look("timerfd"), {0, std::chrono::seconds(below(9)), {}}));
    case 7:
        if (oneIn(2))
            return note("setSignals", task,
                        m_kernel.setSignals(task, look("signalfd"), m_random.next()));
        return note("signalfd", task, m_kernel.signalfd(task, m_random.next()));
    case 8:
        return note("inotify", task, m_kernel.inotify(task));
    case 9:
        if (oneIn(3))
            return note("removeWatch", task, m_kernel.removeWatch(task, look("inotify"), 1));
        return note("addWatch", task,
                    m_kernel.addWatch(task, look("inotify"), oneIn(2) ? "/tmp" : "file",
                                      static_cast<std::uint32_t>(below(0x1000))));
    default: {
        const auto& tasks = m_kernel.tasks();
        return note("pidfd", task, m_kernel.pidfd(task, tasks[below(tasks.size())]));
    }
    }
}

}

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

std::string_view RandomDriver::lastName() const
{
    return std::string_view(m_last).substr(0, m_last.find(' '));
}

RandomDriver::Task RandomDriver::anyTask()
{
    const auto& tasks = m_kernel.tasks();
    // A few looks for one that can do something; zombies and the stopped get their turn as well.
    constexpr int looks = 6;
    for (int look = oneIn(20) ? looks : 0; look < looks; ++look) {
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
        return note("clone thread", task, m_kernel.clone(task, clone::newThread));
    case 3: {
        std::uint32_t flags = oneIn(2) ? static_cast<std::uint32_t>(signalChild) : 0;
        constexpr std::array some
            = {clone::vm,     clone::fs,     clone::files,    clone::sighand, clone::parent,
               clone::newns,  clone::newpid, clone::newuser,  clone::newnet,  clone::thread,
               clone::newipc, clone::newuts, clone::newcgroup};
        for (const std::uint32_t flag : some)
            flags |= oneIn(4) ? flag : 0;
        CloneRequest request{.flags = flags};
        if (oneIn(6))
            request.tid = static_cast<std::int32_t>(below(1000));
        return note("clone", task, m_kernel.clone(task, request));
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
        if (oneIn(3))
            spec.parent = m_kernel.tasks()[below(m_kernel.tasks().size())];
        if (oneIn(8))
            spec.tid = static_cast<std::int32_t>(below(1000));
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
        // A careful parent: one that has a zombie, if a few looks find one. One that cannot call
        // is helped on, or the dead would be the many in the end.
        Task waiter = task;
        for (int look = 0; look < 8; ++look) {
            const Task child = tasks[below(tasks.size())];
            if (m_kernel.state(child) != procfs::TaskState::zombie)
                continue;
            if (m_kernel.tracer(child))
                waiter = m_kernel.tracer(child);
            else if (m_kernel.parent(child))
                waiter = m_kernel.parent(child);
        }
        if (m_kernel.canCall(waiter) || oneIn(4))
            return note("wait", waiter, m_kernel.wait(waiter));
        const Task tracer = m_kernel.tracer(waiter);
        if (tracer && m_kernel.state(waiter) == procfs::TaskState::tracingStop && oneIn(2)) {
            if (m_kernel.canCall(tracer) || isFirst(tracer))
                return note("traceContinue", tracer, m_kernel.traceContinue(tracer, waiter));
            // Two may have stopped one another.
            return note("kill tracer", tracer, m_kernel.kill(std::nullopt, tracer, signalKill));
        }
        return note("kill continue", waiter, m_kernel.kill(std::nullopt, waiter, signalContinue));
    }
    }
}

void RandomDriver::life(Task task)
{
    const auto& tasks = m_kernel.tasks();
    const Task other = tasks[below(tasks.size())];
    const Task tracee = anyTracee(other);
    const Task tracer = m_kernel.tracer(tracee) ? m_kernel.tracer(tracee) : task;
    switch (below(21)) {
    case 20:
        return machine(task);
    case 0:
        return note("exec", task,
                    m_kernel.exec(task, programs[below(programs.size())], {"program", "argument"},
                                  {"HOME=/"}));
    case 1:
        return note("block", task, m_kernel.block(task, oneIn(3)));
    case 2:
        return note("wake", task, m_kernel.wake(task));
    case 3:
        return note("kill stop", other, m_kernel.kill(std::nullopt, other, signalStop));
    case 4:
    case 5:
        return note("kill continue", other, m_kernel.kill(std::nullopt, other, signalContinue));
    case 6:
        return note("traceAttach", task, m_kernel.traceAttach(task, other));
    case 7:
        return note("traceDetach", tracer, m_kernel.traceDetach(tracer, tracee));
    case 8:
        return note("traceContinue", tracer, m_kernel.traceContinue(tracer, tracee));
    case 16:
        return note("traceStop", tracer, m_kernel.traceStop(tracer, tracee));
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
        if (change.soft && oneIn(6))
            return note("setLimit own", task, m_kernel.setLimit(task, limit, *change.soft));
        return note("setLimit", task,
                    m_kernel.setLimit(task, oneIn(2) ? task : other, limit, change));
    }
    case 9:
        return note("setsid", task, m_kernel.setsid(task));
    case 10:
        return note("setpgid", task,
                    m_kernel.setpgid(task, oneIn(2) ? m_kernel.leader(task) : other,
                                     oneIn(2) ? 0 : static_cast<int>(below(20))));
    case 11:
        if (oneIn(4))
            return note("setPersonality", task,
                        m_kernel.setPersonality(task, oneIn(2) ? 0x40000 : 0x1000000));
        if (oneIn(3))
            return note("setName other", task, m_kernel.setName(task, other, "called"));
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

void RandomDriver::machine(Task task)
{
    switch (below(5)) {
    case 0: {
        Program program = defaultProgram(programs[below(programs.size())]);
        program.heapBytes = below(40) * pageSize;
        m_kernel.addProgram(std::move(program));
        return note("addProgram", task, Errno::ok);
    }
    case 1:
        m_kernel.addProgram("/proc/self/fd/3", defaultProgram(programs[below(programs.size())]));
        return note("addProgram link", task, Errno::ok);
    case 2: {
        std::vector<procfs::Mount> mounts(1 + below(2));
        mounts.front() = {.id = 1, .parentId = 1, .path = "/", .fileSystemType = "9p"};
        mounts.back().id = static_cast<int>(mounts.size());
        mounts.back().readOnly = oneIn(2);
        if (mounts.size() > 1) {
            mounts.back().parentId = 1;
            mounts.back().path = "/data";
            mounts.back().fileSystemType = "tmpfs";
        }
        m_kernel.setMounts(std::move(mounts));
        return note("setMounts", task, Errno::ok);
    }
    case 3: {
        procfs::MachineRecord machine;
        machine.processors = static_cast<std::uint32_t>(1 + below(2));
        machine.memoryBytes <<= below(2);
        m_kernel.setMachine(std::move(machine));
        return note("setMachine", task, Errno::ok);
    }
    default: {
        const auto back = std::chrono::nanoseconds(oneIn(2) ? 1 : 0);
        return note("advanceClock", task, m_kernel.advanceClock(m_kernel.now() - back));
    }
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
        return note("takeSignal", task, m_kernel.takeSignal(task, ~set()));
    case 5:
    case 6:
        if (!isFirst(other))
            note("kill signal", task, m_kernel.kill(task, other, signal));
        return;
    case 7:
        if (!isFirst(other))
            note("killThread", task, m_kernel.killThread(task, other, signal));
        return;
    case 8: {
        constexpr std::array harmless = {0, 17, 18, 28}; // so many tasks go on
        if (oneIn(2))
            return note(
                "killMany", task,
                m_kernel.killMany(task, oneIn(2) ? -1 : 0, harmless[below(harmless.size())]));
        // The first process is in group 1.
        const auto group = -2 - static_cast<std::int32_t>(below(40));
        return note("killMany", task, m_kernel.killMany(task, group, signal));
    }
    case 9:
        return note("setParentDeathSignal", task, m_kernel.setParentDeathSignal(task, signal));
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
                    m_kernel.setScheduler(task, oneIn(2) ? task : other, static_cast<int>(below(7)),
                                          static_cast<int>(below(4))));
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
    constexpr std::array<std::string_view, 6> names
        = {"discard", "madvise", "mlock", "mprotect", "mremap", "munlock"};
    return std::ranges::contains(names, lastName());
}

}

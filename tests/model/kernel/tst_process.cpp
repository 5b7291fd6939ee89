// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/save.h>

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::TaskState;

/// How tasks are made, change and end (facts 5.1 to 5.7).
class ProcessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aProcessFromOutside();
    void cloneFlags_data();
    void cloneFlags();
    void forkInherits();
    void cloneRefusals_data();
    void cloneRefusals();
    void execReplaces();
    void execByAThreadMakesItTheLeader();
    void execRefusals();
    void aFailedExecLeavesNothing();
    void aForkOfADeletedProgram();
    void whatAChildDoesNotHandle();
    void vforkParentWaits();
    void sleepersWakeByCalling();
    void sessionsAndGroups();
    void groupsOfTheDeadAndOfThreads();
    void the2018GroupThatIsNotListed();
    void names_data();
    void names();
    void cpuTime();
    void ioCounters();
    void rows();
};

void ProcessTest::aProcessFromOutside()
{
    Sandbox box;
    const auto* task = box.task(box.init);
    QCOMPARE(task->tids.size(), 1U);
    QCOMPARE(task->tids.front().tid.value, 1);
    QVERIFY(task->parent.isNone());
    QCOMPARE(task->name, std::string("init"));
    QVERIFY(!task->nameInherited);
    QVERIFY(task->state == TaskState::running);
    QCOMPARE(task->nice, 0);
    QCOMPARE(task->credentials->capabilities.effective, 0x3fffffffffULL);
    QCOMPARE(task->credentials->capabilities.inheritable, 0ULL);
    const auto* group = box.group(box.init);
    QCOMPARE(group->terminationSignal, 17);
    QCOMPARE(group->processGroup->ids, task->tids);
    QCOMPARE(group->session->ids, task->tids);
    QCOMPARE(box.table(box.init)->entries.size(), 3U);
    QVERIFY(box.table(box.init)->entries[0].kind == procfs::FdKind::host);
    const auto* memory = box.memory(box.init);
    QCOMPARE(*memory->arguments.bytes, std::string("init\0-x\0", 8));
    QCOMPARE(*memory->environment.bytes, std::string("PATH=/bin\0", 10));
    QCOMPARE(memory->environment.end, memory->arguments.start); // as in the two seeds
    QCOMPARE(memory->users, 1U);

    // 2018 knows one capability less, and a second process has a session of its own.
    Sandbox old({.behaviour = Behaviour::gvisor2018});
    QCOMPARE(old.task(old.init)->credentials->capabilities.bounding, 0x1fffffffffULL);
    const TaskId second = old.kernel.createProcess({.executable = "/bin/sh", .uid = 1000}).value();
    QCOMPARE(old.kernel.tid(second).value, 2);
    QCOMPARE(old.group(second)->session->ids.front().tid.value, 2);
    QCOMPARE(old.task(second)->credentials->capabilities.effective, 0ULL);
}

void ProcessTest::cloneFlags_data()
{
    QTest::addColumn<quint32>("flags");
    QTest::addColumn<QByteArray>("shared");
    QTest::newRow("fork shares nothing") << quint32(17) << QByteArray();
    QTest::newRow("vm") << quint32(clone::vm | 17) << QByteArray("memory ");
    QTest::newRow("files") << quint32(clone::files | 17) << QByteArray("files ");
    QTest::newRow("fs") << quint32(clone::fs | 17) << QByteArray("fs ");
    QTest::newRow("thread") << quint32(clone::newThread)
                            << QByteArray("memory files fs parent group ");
}

void ProcessTest::cloneFlags()
{
    QFETCH(quint32, flags);
    QFETCH(QByteArray, shared);
    Sandbox box;
    const TaskId caller = box.fork(box.init);
    const TaskId made = box.kernel.clone(caller, flags).value();
    const auto* a = box.task(caller);
    const auto* b = box.task(made);
    QByteArray is;
    is += a->memory == b->memory ? "memory " : "";
    is += a->fdTable == b->fdTable ? "files " : "";
    is += a->fsContext == b->fsContext ? "fs " : "";
    is += a->parent == b->parent ? "parent " : "";
    is += a->group == b->group ? "group " : "";
    QCOMPARE(is, shared);
    QVERIFY(a->credentials == b->credentials);
    QVERIFY(b->nameInherited);
    QVERIFY(!checkInvariants(box.kernel));
}

void ProcessTest::forkInherits()
{
    Sandbox box;
    QVERIFY(box.kernel.setNice(box.init, 5));
    QVERIFY(box.kernel.setSeccomp(box.init));
    QVERIFY(box.kernel.chdir(box.init, "/tmp"));
    QVERIFY(box.kernel.setRssLimit(box.init, 12345));
    QVERIFY(box.kernel.chargeCpu(box.init, std::chrono::seconds(3), {}));
    QVERIFY(box.kernel.advanceClock(std::chrono::seconds(9)));
    const TaskId child = box.kernel.clone(box.init, 10).value();
    const auto* task = box.task(child);
    QCOMPARE(task->nice, 5);
    QCOMPARE(task->seccompMode, 2);
    QCOMPARE(task->parent, box.init);
    QCOMPARE(task->cpu, procfs::CpuTime{});
    QCOMPARE(task->startTime, std::chrono::nanoseconds(std::chrono::seconds(9)));
    QCOMPARE(box.records().fsContext(task->fsContext)->workingDirectory, std::string("/tmp"));
    const auto* group = box.group(child);
    QCOMPARE(group->terminationSignal, 10);
    QCOMPARE(procfs::limitsOf(*group)[static_cast<std::size_t>(procfs::Limit::residentSet)].soft,
             12345ULL);
    QVERIFY(group->processGroup == box.group(box.init)->processGroup);
}

void ProcessTest::cloneRefusals_data()
{
    QTest::addColumn<quint32>("flags");
    QTest::addColumn<bool>("asRoot");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("handlers without memory")
        << quint32(clone::sighand) << true << QByteArray("EINVAL");
    QTest::newRow("thread without handlers")
        << quint32(clone::vm | clone::thread) << true << QByteArray("EINVAL");
    QTest::newRow("thread in a new pid namespace")
        << quint32(clone::newThread | clone::newpid) << true << QByteArray("EINVAL");
    QTest::newRow("user namespace with a shared fs context")
        << quint32(clone::newuser | clone::fs) << true << QByteArray("EINVAL");
    QTest::newRow("mount namespace with a shared fs context")
        << quint32(clone::newns | clone::fs) << true << QByteArray("EINVAL");
    QTest::newRow("pid namespace without a right")
        << quint32(clone::newpid) << false << QByteArray("EPERM");
    QTest::newRow("net namespace without a right")
        << quint32(clone::newnet) << false << QByteArray("EPERM");
    QTest::newRow("user namespace needs none")
        << quint32(clone::newuser | 17) << false << QByteArray("OK");
    QTest::newRow("and gives it for the others")
        << quint32(clone::newuser | clone::newpid | 17) << false << QByteArray("OK");
}

void ProcessTest::cloneRefusals()
{
    QFETCH(quint32, flags);
    QFETCH(bool, asRoot);
    QFETCH(QByteArray, error);
    Sandbox box;
    const TaskId caller = box.fork(box.init);
    if (!asRoot)
        QVERIFY(box.kernel.setuid(caller, 1000));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(caller, flags); }), error);
}

void ProcessTest::execReplaces()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.open(child, {"/keep", 0, false, false}));
    QVERIFY(box.kernel.open(child, {"/close", 0, true, false}));
    QVERIFY(box.kernel.clone(child, 10));
    const auto memory = box.task(child)->memory;
    QVERIFY(box.kernel.exec(child, "/usr/bin/a-very-long-name", {"name", ""}, {}));
    const auto* task = box.task(child);
    QVERIFY(task->memory != memory);
    QCOMPARE(box.records().memory(memory), nullptr);
    QCOMPARE(task->name, std::string("a-very-long-nam"));
    QVERIFY(!task->nameInherited);
    QCOMPARE(box.memory(child)->executable, std::string("/usr/bin/a-very-long-name"));
    QCOMPARE(*box.memory(child)->arguments.bytes, std::string("name\0\0", 6));
    QVERIFY(!box.memory(child)->environment.bytes);
    QCOMPARE(box.table(child)->entries.size(), 4U);
    QCOMPARE(box.table(child)->entries.back().path, std::string("/keep"));
    QCOMPARE(box.kernel.tid(child).value, 2);
    QCOMPARE(box.task(child)->parent, box.init);
}

void ProcessTest::execByAThreadMakesItTheLeader()
{
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    QVERIFY(box.kernel.advanceClock(std::chrono::seconds(5)));
    const TaskId thread = box.thread(leader);
    const TaskId other = box.thread(leader);
    const TaskId child = box.fork(other);
    QCOMPARE(box.kernel.tid(thread).value, 3);
    QVERIFY(box.kernel.exec(thread, "/bin/sh", {"sh"}, {}));
    QVERIFY(!box.kernel.state(leader));
    QVERIFY(!box.kernel.state(other));
    QCOMPARE(box.kernel.tid(thread).value, 2);
    QCOMPARE(box.task(thread)->startTime, std::chrono::nanoseconds(0));
    QCOMPARE(box.group(thread)->members, std::vector{thread});
    QCOMPARE(box.group(thread)->leader, thread);
    QCOMPARE(box.task(child)->parent, thread);
    QCOMPARE(box.kernel.tid(TaskId{leader}).value, 0);
    const auto root = box.records().rootPidNamespace();
    QVERIFY(box.records().taskWithTid(root, procfs::Tid{3}).isNone());
    QVERIFY(!checkInvariants(box.kernel));
    QVERIFY(!checkPublished(box.kernel));
    QCOMPARE(box.published->tasks.find(child.value)->parent, thread);
    QVERIFY(box.kernel.exitGroup(thread, 0));
    QVERIFY(box.kernel.wait(box.init, thread)); // the parent still knows it
}

void ProcessTest::execRefusals()
{
    Sandbox box;
    const auto exec = [&](std::string_view path, const std::vector<std::string>& arguments) {
        return failureOf(box.kernel,
                         [&] { return box.kernel.exec(box.init, path, arguments, {}); });
    };
    QCOMPARE(exec("", {}), QByteArray("ENOENT"));
    QCOMPARE(exec("/bin/sh", {std::string(200'000, 'a')}), QByteArray("E2BIG"));
    QCOMPARE(exec("/bin/sh", std::vector<std::string>(30, std::string(100'000, 'a'))),
             QByteArray("E2BIG"));
    QVERIFY(box.kernel.setLimit(box.init, Limit::stack, 0));
    QCOMPARE(exec("/bin/sh", {"sh"}), QByteArray("ENOMEM"));
    QVERIFY(box.kernel.setLimit(box.init, Limit::stack, 16 * page));
    QCOMPARE(exec("/bin/sh", {std::string(100'000, 'a')}), QByteArray("E2BIG"));
    QVERIFY(box.kernel.setLimit(box.init, Limit::addressSpace, mebi));
    QCOMPARE(exec("/bin/sh", {"sh"}), QByteArray("ENOMEM"));
}

// Neither addresses nor inode numbers of what comes later tell of it.
void ProcessTest::aFailedExecLeavesNothing()
{
    Sandbox box;
    QVERIFY(box.kernel.setLimit(box.init, Limit::stack, 16 * page));
    const std::string before = save(box.kernel);
    QCOMPARE(errorOf(box.kernel.exec(box.init, "/bin/new", {std::string(100'000, 'a')}, {})),
             QByteArray("E2BIG"));
    QVERIFY(save(box.kernel) == before);
    QVERIFY(box.kernel.setLimit(box.init, Limit::addressSpace, mebi));
    const std::string limited = save(box.kernel);
    QCOMPARE(errorOf(box.kernel.exec(box.init, "/bin/new", {"new"}, {})), QByteArray("ENOMEM"));
    QVERIFY(save(box.kernel) == limited);
}

void ProcessTest::aForkOfADeletedProgram()
{
    Sandbox box;
    QVERIFY(box.kernel.unlink(box.init, "/sbin/init"));
    const TaskId child = box.fork(box.init);
    QVERIFY(box.memory(box.init)->executableDeleted);
    QVERIFY(box.memory(child)->executableDeleted);
    // A program that never had a name.
    Program program = defaultProgram("/memfd:tool");
    program.image.deleted = true;
    box.kernel.addProgram("/proc/self/fd/3", program);
    QVERIFY(box.kernel.exec(child, "/proc/self/fd/3", {"tool"}, {}));
    QCOMPARE(box.memory(child)->executable, std::string("/memfd:tool"));
    QVERIFY(box.memory(child)->executableDeleted);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QVERIFY(!box.memory(child)->executableDeleted);
}

void ProcessTest::whatAChildDoesNotHandle()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    QVERIFY(box.kernel.setSignalAction(box.init, 10, SignalAction::handle));
    QVERIFY(box.kernel.setSignalAction(box.init, 12, SignalAction::ignore));
    CloneRequest request{.flags = 17, .clearsHandlers = true};
    const TaskId child = box.kernel.clone(box.init, request).value();
    QCOMPARE(box.group(child)->caughtSignals, 0ULL);
    QCOMPARE(box.group(child)->ignoredSignals, signalBit(12));
    request.flags |= clone::vm | clone::sighand;
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(box.init, request); }),
             QByteArray("EINVAL"));
    // CLONE_PTRACE: the tracer has the child as well.
    const TaskId tracer = box.fork(box.init);
    QVERIFY(box.kernel.traceSeize(tracer, child));
    QCOMPARE(box.kernel.tracer(box.fork(child)), TaskId{});
    QCOMPARE(box.kernel.tracer(box.kernel.clone(child, clone::ptrace | 17).value()), tracer);
}

void ProcessTest::vforkParentWaits()
{
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    for (const bool byExec : {true, false}) {
        const TaskId child = box.kernel.vfork(parent).value();
        QVERIFY(box.kernel.state(parent) == TaskState::diskSleep);
        QCOMPARE(box.task(child)->memory, box.task(parent)->memory);
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(parent); }),
                 QByteArray("EAGAIN"));
        if (byExec)
            QVERIFY(box.kernel.exec(child, "/bin/true", {"true"}, {}));
        else
            QVERIFY(box.kernel.exit(child, 0));
        QVERIFY(box.kernel.state(parent) == TaskState::running);
    }
    // A killed parent does not wait any longer.
    const TaskId child = box.kernel.vfork(parent).value();
    QVERIFY(box.kernel.kill(std::nullopt, parent, signalKill));
    QVERIFY(box.kernel.exec(child, "/bin/true", {"true"}, {}));
    QVERIFY(!checkInvariants(box.kernel));
}

void ProcessTest::sleepersWakeByCalling()
{
    Sandbox box;
    QVERIFY(box.kernel.block(box.init));
    QVERIFY(box.kernel.state(box.init) == TaskState::sleeping);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.close(box.init, 77); }),
             QByteArray("EBADF"));
    QVERIFY(box.kernel.state(box.init) == TaskState::sleeping); // a call that fails changes nothing
    QVERIFY(box.kernel.close(box.init, 0));
    QVERIFY(box.kernel.state(box.init) == TaskState::running);
    QVERIFY(box.kernel.block(box.init, true));
    QVERIFY(box.kernel.state(box.init) == TaskState::diskSleep);
    QVERIFY(box.kernel.wake(box.init));
    QVERIFY(box.kernel.state(box.init) == TaskState::running);
}

void ProcessTest::sessionsAndGroups()
{
    Sandbox box;
    auto& k = box.kernel;
    const TaskId a = box.fork(box.init);
    const TaskId b = box.fork(a);
    const auto fails = [&](auto operation) { return failureOf(k, operation); };
    QCOMPARE(fails([&] { return k.setsid(box.init); }), QByteArray("EPERM")); // leads one
    QVERIFY(k.setsid(a));
    QCOMPARE(box.group(a)->session->ids.front().tid, k.tid(a));
    QCOMPARE(box.group(b)->session->ids.front().tid.value, 1); // keeps its own
    QCOMPARE(fails([&] { return k.setsid(a); }), QByteArray("EPERM"));
    QCOMPARE(fails([&] { return k.setpgid(a, a, 0); }), QByteArray("EPERM")); // a session leader
    QCOMPARE(fails([&] { return k.setpgid(a, b, 0); }), QByteArray("EPERM")); // in another session
    const TaskId c = box.fork(a);
    const TaskId d = box.fork(a);
    QVERIFY(k.setpgid(a, c, 0));
    QCOMPARE(box.group(c)->processGroup->ids.front().tid, k.tid(c));
    QVERIFY(k.setpgid(d, d, k.tid(c).value)); // joins
    QVERIFY(box.group(d)->processGroup == box.group(c)->processGroup);
    QCOMPARE(fails([&] { return k.setpgid(d, d, 999); }), QByteArray("EPERM"));
    QCOMPARE(fails([&] { return k.setpgid(d, d, -1); }), QByteArray("EINVAL"));
    QCOMPARE(fails([&] { return k.setpgid(d, c, 0); }), QByteArray("ESRCH")); // not its child
    QVERIFY(k.exec(d, "/bin/sh", {"sh"}, {}));
    QCOMPARE(fails([&] { return k.setpgid(a, d, k.tid(d).value); }), QByteArray("EACCES"));
    QCOMPARE(fails([&] { return k.setsid(c); }), QByteArray("EPERM")); // leads a process group
    // The id outlives its founder as long as somebody is in the group.
    QVERIFY(k.exitGroup(c, 0));
    QVERIFY(k.wait(a, c));
    QCOMPARE(box.group(d)->processGroup->ids.front().tid.value, 4);
}

// A zombie can be moved until it is waited for, as shells do with the first of a pipeline.
void ProcessTest::groupsOfTheDeadAndOfThreads()
{
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox box({.behaviour = behaviour});
        Kernel& k = box.kernel;
        const TaskId child = box.fork(box.init);
        const TaskId thread = box.thread(child);
        QCOMPARE(failureOf(k, [&] { return k.setpgid(box.init, thread, 0); }),
                 QByteArray("EINVAL"));
        QVERIFY(k.exitGroup(child, 0));
        QVERIFY(k.state(child) == TaskState::zombie);
        QVERIFY(k.setpgid(box.init, child, 0));
        QCOMPARE(box.group(child)->processGroup->ids.front().tid, k.tid(child));
        const TaskId next = box.fork(box.init);
        QVERIFY(k.setpgid(box.init, next, k.tid(child).value));
        QVERIFY(k.wait(box.init, child));
        QCOMPARE(failureOf(k, [&] { return k.setpgid(box.init, child, 0); }), QByteArray("ESRCH"));
        QVERIFY(!checkInvariants(k));
        QVERIFY(!checkPublished(k));
    }
}

void ProcessTest::the2018GroupThatIsNotListed()
{
    // A group made by setpgid does not stand on its session's list in 2018, so setsid does not see
    // it.
    for (const Behaviour behaviour : {Behaviour::gvisor2018, Behaviour::gvisor2019}) {
        Sandbox box({.behaviour = behaviour});
        const TaskId child = box.fork(box.init);
        QVERIFY(box.kernel.setpgid(child, child, 0));
        QCOMPARE(errorOf(box.kernel.setsid(child)),
                 behaviour == Behaviour::gvisor2018 ? QByteArray("OK") : QByteArray("EPERM"));
    }
}

void ProcessTest::names_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("short") << QByteArray("sh") << QByteArray("sh");
    QTest::newRow("fifteen bytes")
        << QByteArray("123456789012345") << QByteArray("123456789012345");
    QTest::newRow("cut") << QByteArray("1234567890123456") << QByteArray("123456789012345");
    QTest::newRow("ends at a NUL") << QByteArray("ab\0cd", 5) << QByteArray("ab");
    QTest::newRow("hostile") << QByteArray("x)\nR \xff") << QByteArray("x)\nR \xff");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void ProcessTest::names()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, kept);
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.task(child)->nameInherited);
    QVERIFY(box.kernel.setName(child, given.toStdString()));
    QCOMPARE(QByteArray::fromStdString(box.task(child)->name), kept);
    QVERIFY(!box.task(child)->nameInherited);
}

void ProcessTest::cpuTime()
{
    using namespace std::chrono_literals;
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    const TaskId thread = box.thread(leader);
    QVERIFY(box.kernel.chargeCpu(leader, 30ms, 10ms));
    QVERIFY(box.kernel.chargeCpu(thread, 5ms, 0ms));
    QCOMPARE(box.group(leader)->cpu, (procfs::CpuTime{35ms, 10ms}));
    QCOMPARE(box.task(thread)->cpu, (procfs::CpuTime{5ms, 0ms}));
    QVERIFY(box.kernel.exit(thread, 0));
    QCOMPARE(box.group(leader)->cpu, (procfs::CpuTime{35ms, 10ms})); // what it used is not lost
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.chargeCpu(leader, -1ms, 0ms); }),
             QByteArray("EINVAL"));
    QCOMPARE(errorOf(box.kernel.advanceClock(-1ns)), QByteArray("EINVAL"));
}

void ProcessTest::ioCounters()
{
    Sandbox box;
    const TaskId leader = box.fork(box.init);
    const TaskId thread = box.thread(leader);
    QVERIFY(box.kernel.chargeRead(leader, 2400));
    QVERIFY(box.kernel.chargeRead(thread, -5));
    QVERIFY(box.kernel.chargeWrite(thread, 6));
    QVERIFY(box.kernel.exit(thread, 0));
    const procfs::IoCounters& io = box.group(leader)->io;
    QCOMPARE(io.charsRead, 2400ULL);
    QCOMPARE(io.readCalls, 2ULL); // failures count as calls
    QCOMPARE(io.charsWritten, 6ULL);
    QCOMPARE(io.writeCalls, 1ULL);
    QCOMPARE(io.bytesRead, 0ULL);
}

void ProcessTest::rows()
{
    using namespace std::chrono_literals;
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh", "-c", "a b"}, {}));
    const TaskId thread = box.thread(child);
    const TaskId grandchild = box.fork(thread);
    QVERIFY(box.kernel.chargeCpu(thread, 20ms, 0ms));
    const auto snapshot = box.kernel.publish();
    const auto& process = *snapshot->tasks.find(child.value);
    QCOMPARE(process.parent, box.init);
    QVERIFY(!process.isThread);
    QCOMPARE(process.tid.value, 2);
    QCOMPARE(process.tgid.value, 2);
    QCOMPARE(process.parentTgid, 1);
    QCOMPARE(process.threads, 2U);
    QCOMPARE(process.command, std::string("sh -c a b"));
    QCOMPARE(process.openFiles, 3U);
    QCOMPARE(process.uid, 0U);
    QCOMPARE(process.cpuTime, 20ms);
    QVERIFY(*process.rssBytes > 0 && *process.rssBytes < *process.vssBytes);
    const auto& row = *snapshot->tasks.find(thread.value);
    QVERIFY(row.isThread);
    QCOMPARE(row.parent, child);
    QCOMPARE(row.tgid.value, 2);
    QCOMPARE(row.cpuTime, 20ms);
    QCOMPARE(snapshot->tasks.find(grandchild.value)->parent, child); // below the leader, whoever
                                                                     // forked it
    // A change of the memory shows in the rows of all that use it, and nowhere else.
    QVERIFY(box.kernel.mmap(thread, {.length = mebi}));
    const auto after = box.kernel.publish();
    QCOMPARE(*after->tasks.find(child.value)->vssBytes, *process.vssBytes + mebi);
    QCOMPARE(*after->tasks.find(thread.value)->vssBytes, *process.vssBytes + mebi);
    QVERIFY(after->tasks.share(box.init.value) == snapshot->tasks.share(box.init.value));
    QVERIFY(after->tasks.share(grandchild.value) == snapshot->tasks.share(grandchild.value));
}

QTEST_APPLESS_MAIN(ProcessTest)
#include "tst_process.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::TaskState;

/// What differs between releases in who may do what; tracing and entering namespaces.
class PrivilegesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allCapabilities_data();
    void allCapabilities();
    void captured_data();
    void captured();
    void execOfRoot_data();
    void execOfRoot();
    void idsForFiles();
    void pairsOfIds();
    void ambient();
    void strictSeccomp();
    void niceness();
    void schedulers();
    void limits();
    void brothers_data();
    void brothers();
    void seizing();
    void traceMe();
    void whoMayTrace_data();
    void whoMayTrace();
    void whoEntersItsOwnNamespace_data();
    void whoEntersItsOwnNamespace();
    void stopOnTheWayOut();
    void entering_data();
    void entering();
    void enteringATime();
};

namespace {

void everyBehaviourAsRow()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

quint64 flagsOf(Sandbox& box, TaskId task)
{
    return procfs::detailsOf(*box.task(task)).flags;
}

}

void PrivilegesTest::allCapabilities_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<quint64>("mask");
    constexpr std::array<quint64, 6> masks
        = {0x1fffffffff, 0x3fffffffff, 0x3fffffffff, 0x1ffffffffff, 0x1ffffffffff, 0x1ffffffffff};
    for (std::size_t i = 0; i < masks.size(); ++i)
        QTest::newRow(nameOf(everyBehaviour[i])) << everyBehaviour[i] << masks[i];
}

void PrivilegesTest::allCapabilities()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(quint64, mask);
    Sandbox box({.behaviour = behaviour});
    QCOMPARE(box.task(box.init)->credentials->capabilities.permitted, mask);
    QCOMPARE(box.task(box.init)->credentials->capabilities.bounding, mask);
}

void PrivilegesTest::captured_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour :
         {Behaviour::gvisor2022, Behaviour::gvisor2024, Behaviour::linux_})
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

// The workload "creds" of the captures: its calls, and what status and stat showed then.
void PrivilegesTest::captured()
{
    QFETCH(Behaviour, behaviour);
    const bool isLinux = behaviour == Behaviour::linux_;
    const quint64 all = isLinux ? 0x1fffeffffff : 0x3fffffdfff;
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.capabilities = procfs::Capabilities{0, all, all, all, 0};
    Sandbox box({.behaviour = behaviour}, spec);
    Kernel& k = box.kernel;
    const auto ids = [](std::uint32_t id) { return IdChange{id, id, id}; };
    const auto sets = [&](TaskId task) { return box.task(task)->credentials->capabilities; };
    const auto usedRight = [&](TaskId task) { return (flagsOf(box, task) & 0x100) != 0; };

    const TaskId one = box.fork(box.init);
    QVERIFY(k.setgroups(one, {4, 50, 1001}));
    QVERIFY(k.setresgid(one, ids(1000)));
    QVERIFY(k.setresuid(one, ids(1000)));
    QCOMPARE(sets(one), (procfs::Capabilities{0, 0, 0, all, 0}));
    QCOMPARE(usedRight(one), isLinux);

    const TaskId two = box.fork(box.init);
    QVERIFY(k.setresgid(two, {1, 2, 3}));
    QVERIFY(k.setresuid(two, {11, 0, 13}));
    QCOMPARE(sets(two), (procfs::Capabilities{0, all, all, all, 0}));

    const TaskId three = box.fork(box.init);
    const auto forFiles = k.setfsuid(three, 1234);
    QCOMPARE(errorOf(forFiles), QByteArray(isLinux ? "OK" : "ENOSYS"));
    QCOMPARE(errorOf(k.setfsgid(three, 4321)), QByteArray(isLinux ? "OK" : "ENOSYS"));
    QCOMPARE(sets(three).effective, isLinux ? 0x1fef6fffde0ULL : all);
    QCOMPARE(box.task(three)->credentials->fileUid.has_value(), isLinux);

    const TaskId four = box.fork(box.init);
    QVERIFY(k.capset(four, {0, 0x21, 0x20, 0, 0}));
    QCOMPARE(sets(four), (procfs::Capabilities{0, 0x21, 0x20, all, 0}));
    QVERIFY(!usedRight(four));

    const TaskId six = box.fork(box.init);
    for (int capability = 0; capability < 41; ++capability) {
        if (capability % 3 != 0)
            QCOMPARE(errorOf(k.dropBounding(six, capability)),
                     QByteArray(behaviour == Behaviour::gvisor2022 && capability > 37 ? "EINVAL"
                                                                                      : "OK"));
    }
    QCOMPARE(sets(six).bounding, isLinux ? 0x9248249249ULL : 0x1249249249ULL);
    QCOMPARE(usedRight(six), isLinux);

    const TaskId seven = box.fork(box.init);
    QVERIFY(k.capset(seven, {0x400, 0x5c0, 0x5c0, 0, 0}));
    QCOMPARE(errorOf(k.setAmbient(seven, 10, true)), QByteArray(isLinux ? "OK" : "EINVAL"));
    QCOMPARE(sets(seven), (procfs::Capabilities{0x400, 0x5c0, 0x5c0, all, isLinux ? 0x400ULL : 0}));
    QVERIFY(!usedRight(seven));

    const TaskId nine = box.fork(box.init);
    QVERIFY(k.setKeepCapabilities(nine, true));
    QVERIFY(k.setresgid(nine, ids(65534)));
    QVERIFY(k.setresuid(nine, ids(65534)));
    QVERIFY(k.capset(nine, {0, 0x80000, 0, 0, 0}));
    QCOMPARE(sets(nine), (procfs::Capabilities{0, 0x80000, 0, all, 0}));

    const TaskId twelve = box.fork(box.init);
    QVERIFY(k.setresgid(twelve, ids(1000)));
    QVERIFY(k.setresuid(twelve, ids(1000)));
    QVERIFY(k.exec(twelve, "/usr/bin/sleep", {"sleep", "100000"}, {}));
    QCOMPARE(sets(twelve), (procfs::Capabilities{0, 0, 0, all, 0}));
    QVERIFY(!checkPublished(k));
}

void PrivilegesTest::execOfRoot_data()
{
    everyBehaviourAsRow();
}

void PrivilegesTest::execOfRoot()
{
    QFETCH(Behaviour, behaviour);
    const bool regains = behaviour >= Behaviour::gvisor2026;
    Sandbox box({.behaviour = behaviour});
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.capset(task, {0, 1, 1, 0, 0}));
    QVERIFY(box.kernel.exec(task, "/bin/sh", {"sh"}, {}));
    const auto& sets = box.task(task)->credentials->capabilities;
    QCOMPARE(sets.permitted, regains ? sets.bounding : 1ULL);
    QCOMPARE(sets.effective, sets.permitted);
    QCOMPARE(box.memory(task)->dumpable, !regains); // it gained some

    const TaskId bound = box.fork(box.init);
    QVERIFY(box.kernel.capset(bound, {0, 1, 1, 0, 0}));
    QVERIFY(box.kernel.setNoNewPrivileges(bound));
    QVERIFY(box.kernel.exec(bound, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.task(bound)->credentials->capabilities.permitted, 1ULL);

    // Effectively someone else: stays so from 2026 on.
    const TaskId other = box.fork(box.init);
    QVERIFY(box.kernel.setresuid(other, {1000, 2000, 1000}));
    QVERIFY(box.kernel.exec(other, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.task(other)->credentials->effectiveUid, regains ? 2000U : 1000U);
    QCOMPARE(box.task(other)->credentials->savedUid, regains ? 2000U : 1000U);
}

void PrivilegesTest::idsForFiles()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId task = box.fork(box.init);
    QCOMPARE(box.kernel.setfsuid(task, 1000).value(), 0U);
    QCOMPARE(box.kernel.setfsuid(task, 0).value(), 1000U);
    QCOMPARE(box.task(task)->credentials->capabilities.effective, 0x1ffffffffffULL);
    QVERIFY(box.kernel.setresuid(task, {1000, 1000, 1000}));
    QCOMPARE(box.kernel.setfsuid(task, 5).value(), 1000U); // not allowed: nothing happens
    QCOMPARE(box.kernel.setfsuid(task, 5).value(), 1000U);
}

void PrivilegesTest::pairsOfIds()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2024, Behaviour::linux_}) {
        Sandbox box({.behaviour = behaviour});
        const TaskId task = box.fork(box.init);
        QVERIFY(box.kernel.setreuid(task, {1000, 2000, {}}));
        QCOMPARE(box.task(task)->credentials->savedUid, 2000U);
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setreuid(task, {3000, {}, {}}); }),
                 QByteArray("EPERM"));
        // To the real one: gVisor sees a change, Linux the id that is the real one anyway.
        QVERIFY(box.kernel.setreuid(task, {{}, 1000, {}}));
        QCOMPARE(box.task(task)->credentials->savedUid,
                 behaviour == Behaviour::linux_ ? 2000U : 1000U);
    }
}

void PrivilegesTest::ambient()
{
    Sandbox box({.behaviour = Behaviour::gvisor2026});
    const TaskId task = box.fork(box.init);
    const auto refused = [&](int capability) {
        return failureOf(box.kernel, [&] { return box.kernel.setAmbient(task, capability, true); });
    };
    QCOMPARE(refused(10), QByteArray("EPERM")); // not inheritable
    QCOMPARE(refused(41), QByteArray("EINVAL"));
    QVERIFY(box.kernel.capset(task, {0x400, 0x4c0, 0x4c0, 0, 0}));
    QVERIFY(box.kernel.setAmbient(task, 10, true));
    QVERIFY(box.kernel.setKeepCapabilities(task, true));
    QVERIFY(box.kernel.setresuid(task, {1000, 1000, 1000}));
    QCOMPARE(box.task(task)->credentials->capabilities.ambient, 0ULL);
    QVERIFY(box.kernel.setAmbient(task, 10, true));
    QVERIFY(box.kernel.exec(task, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.task(task)->credentials->capabilities.effective, 0x400ULL); // it is for that
    QVERIFY(box.kernel.clearAmbient(task));
    QVERIFY(box.kernel.exec(task, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.task(task)->credentials->capabilities.permitted, 0ULL);
}

void PrivilegesTest::strictSeccomp()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setSeccompStrict(task));
    QCOMPARE(box.task(task)->seccompMode, 1);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setSeccomp(task); }),
             QByteArray("EINVAL"));
    const TaskId user = box.fork(box.init);
    QVERIFY(box.kernel.setresuid(user, {1000, 1000, 1000}));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setSeccomp(user); }),
             QByteArray("EACCES"));
    QVERIFY(box.kernel.setNoNewPrivileges(user));
    QVERIFY(box.kernel.setSeccomp(user));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setSeccompStrict(user); }),
             QByteArray("EINVAL"));
    Sandbox other;
    QCOMPARE(failureOf(other.kernel, [&] { return other.kernel.setSeccompStrict(other.init); }),
             QByteArray("EINVAL"));
}

void PrivilegesTest::niceness()
{
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox box({.behaviour = behaviour});
        const TaskId task = box.fork(box.init);
        QVERIFY(box.kernel.setNice(task, 99));
        QCOMPARE(box.task(task)->nice, 19);
        QVERIFY(box.kernel.setresuid(task, {1000, 1000, 1000}));
        const bool asks = behaviour == Behaviour::linux_;
        QCOMPARE(errorOf(box.kernel.setNice(task, 5)), QByteArray(asks ? "EACCES" : "OK"));
        const bool asksForOthers = behaviour >= Behaviour::gvisor2026;
        QCOMPARE(errorOf(box.kernel.setNice(task, box.init, 7)),
                 QByteArray(asksForOthers ? "EPERM" : "OK"));
    }
}

void PrivilegesTest::schedulers()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setScheduler(task, task, scheduling::fifo, 10));
    QCOMPARE(procfs::detailsOf(*box.task(task)).policy, 1);
    QCOMPARE(procfs::detailsOf(*box.task(task)).realtimePriority, 10);
    QCOMPARE(flagsOf(box, task) & 0x100, 0x100ULL); // as captured
    const TaskId child = box.fork(task);
    QCOMPARE(procfs::detailsOf(*box.task(child)).realtimePriority, 10);
    QVERIFY(box.kernel.setresuid(child, {1000, 1000, 1000}));
    const auto refused = [&](TaskId who, int policy, int priority) {
        return failureOf(box.kernel,
                         [&] { return box.kernel.setScheduler(who, who, policy, priority); });
    };
    QCOMPARE(refused(child, scheduling::fifo, 11), QByteArray("EPERM"));
    QCOMPARE(refused(child, scheduling::batch, 1), QByteArray("EINVAL"));
    QCOMPARE(refused(child, 4, 0), QByteArray("EINVAL"));
    QVERIFY(box.kernel.setScheduler(child, child, scheduling::batch, 0));
    Sandbox other;
    QCOMPARE(failureOf(other.kernel,
                       [&] {
                           return other.kernel.setScheduler(other.init, other.init,
                                                            scheduling::batch, 0);
                       }),
             QByteArray("EINVAL"));
}

void PrivilegesTest::limits()
{
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox box({.behaviour = behaviour});
        const auto set = [&](Limit limit, std::uint64_t hard) {
            return errorOf(box.kernel.setLimit(box.init, box.init, limit, {hard / 2, hard}));
        };
        const bool isLinux = behaviour == Behaviour::linux_;
        QCOMPARE(set(Limit::pendingSignals, 10), QByteArray(isLinux ? "OK" : "EPERM"));
        QCOMPARE(set(Limit::realtimePriority, 10),
                 QByteArray(behaviour >= Behaviour::gvisor2026 ? "OK" : "EPERM"));
        QCOMPARE(set(Limit::openFiles, (1 << 20) + 1), QByteArray(isLinux ? "EPERM" : "OK"));
    }
}

void PrivilegesTest::brothers_data()
{
    everyBehaviourAsRow();
}

void PrivilegesTest::brothers()
{
    QFETCH(Behaviour, behaviour);
    const bool isKnown = behaviour >= Behaviour::gvisor2026;
    Sandbox box({.behaviour = behaviour});
    const TaskId caller = box.kernel.clone(box.init, 10).value();
    const TaskId made = box.kernel.clone(caller, clone::parent | 17).value();
    QCOMPARE(box.kernel.parent(made), isKnown ? box.init : caller);
    QCOMPARE(box.group(made)->terminationSignal, isKnown ? 10 : 17);
    QCOMPARE(errorOf(box.kernel.clone(box.init, clone::parent | 17)),
             QByteArray(isKnown ? "EINVAL" : "OK"));
    QVERIFY(!checkInvariants(box.kernel));
}

void PrivilegesTest::seizing()
{
    Sandbox box;
    const TaskId tracer = box.fork(box.init);
    const TaskId target = box.fork(box.init);
    QVERIFY(box.kernel.traceSeize(tracer, target, {.followsChildren = true}));
    QVERIFY(box.kernel.state(target) == TaskState::running);
    QCOMPARE(box.kernel.tracer(target), tracer);
    const TaskId child = box.fork(target);
    const TaskId thread = box.thread(child);
    QCOMPARE(box.kernel.tracer(thread), tracer);
    QVERIFY(box.kernel.exec(target, "/bin/sh", {"sh"}, {}));
    QVERIFY(box.kernel.state(target) == TaskState::running);
    // As captured: who is stopped and traced shows the tracer's stop, and then its own.
    QVERIFY(box.kernel.kill(box.init, child, signalStop));
    QVERIFY(box.kernel.state(thread) == TaskState::tracingStop);
    QVERIFY(box.kernel.traceStop(tracer, target));
    QVERIFY(box.kernel.traceSetOptions(tracer, target, {.killsWhenGone = true}));
    QVERIFY(box.kernel.traceContinue(tracer, target));
    QVERIFY(box.kernel.exitGroup(tracer, 0));
    QVERIFY(box.kernel.state(thread) == TaskState::stopped);
    QVERIFY(box.kernel.state(target) == TaskState::zombie);
    QVERIFY(!checkInvariants(box.kernel));
}

void PrivilegesTest::traceMe()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.traceMe(child));
    QCOMPARE(box.kernel.tracer(child), box.init);
    QVERIFY(box.kernel.state(child) == TaskState::running);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.traceMe(child); }), QByteArray("EPERM"));
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QVERIFY(box.kernel.state(child) == TaskState::tracingStop);
    QVERIFY(box.kernel.kill(box.init, child, 15)); // waits for the tracer
    QVERIFY(box.kernel.state(child) == TaskState::tracingStop);
    QVERIFY(box.kernel.traceContinue(box.init, child));
    QVERIFY(box.kernel.state(child) == TaskState::zombie);
}

void PrivilegesTest::whoMayTrace_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<QByteArray>("sibling");
    QTest::addColumn<QByteArray>("hidden");
    const std::array answers
        = {std::pair{"OK", "OK"},       std::pair{"OK", "OK"},       std::pair{"EPERM", "EPERM"},
           std::pair{"EPERM", "EPERM"}, std::pair{"EPERM", "EPERM"}, std::pair{"OK", "EPERM"}};
    for (std::size_t i = 0; i < answers.size(); ++i)
        QTest::newRow(nameOf(everyBehaviour[i]))
            << everyBehaviour[i] << QByteArray(answers[i].first) << QByteArray(answers[i].second);
}

// Facts 2.20, rules 4 and 7, without CAP_SYS_PTRACE: gVisor since 2022 wants a relation.
void PrivilegesTest::whoMayTrace()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(QByteArray, sibling);
    QFETCH(QByteArray, hidden);
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.uid = 1000;
    spec.gid = 1000;
    Sandbox box({.behaviour = behaviour}, spec);
    const TaskId reader = box.fork(box.init);
    const TaskId shown = box.fork(box.init);
    const TaskId secret = box.fork(box.init);
    const TaskId below = box.fork(box.fork(reader));
    QVERIFY(box.kernel.setDumpable(secret, false));
    const auto attach = [&](TaskId target) {
        return failureOf(box.kernel, [&] { return box.kernel.traceAttach(reader, target); });
    };
    QCOMPARE(attach(below), QByteArray("OK"));
    QCOMPARE(attach(shown), sibling);
    QCOMPARE(attach(secret), hidden);
    const TaskId own = box.fork(reader);
    QVERIFY(box.kernel.setDumpable(own, false));
    QCOMPARE(attach(own), behaviour < Behaviour::gvisor2022 ? QByteArray("OK") : hidden);
}

void PrivilegesTest::whoEntersItsOwnNamespace_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::newRow("2026") << Behaviour::gvisor2026;
    QTest::newRow("linux") << Behaviour::linux_;
}

// It has all capabilities then, but only where they were its own to give.
void PrivilegesTest::whoEntersItsOwnNamespace()
{
    QFETCH(Behaviour, behaviour);
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.uid = 1000;
    spec.gid = 1000;
    Sandbox box({.behaviour = behaviour}, spec);
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setParentDeathSignal(task, 9));
    QVERIFY(box.kernel.unshare(task, clone::newuser));
    QVERIFY(box.memory(task)->dumpable);
    QVERIFY(box.kernel.exitGroup(box.init, 0));
    QVERIFY(!box.kernel.state(task)); // it still hears of its parent's end

    // Root enters one that somebody else owns.
    Sandbox other({.behaviour = behaviour});
    const TaskId owner = other.fork(other.init);
    QVERIFY(other.kernel.setresuid(owner, {1000, 1000, 1000}));
    QVERIFY(other.kernel.unshare(owner, clone::newuser));
    const TaskId guest = other.fork(other.init);
    QVERIFY(other.kernel.setns(guest, owner, clone::newuser));
    QVERIFY(!other.memory(guest)->dumpable);
}

void PrivilegesTest::stopOnTheWayOut()
{
    Sandbox box;
    const TaskId tracer = box.fork(box.init);
    const TaskId target = box.fork(box.init);
    const TaskId thread = box.thread(target);
    QVERIFY(box.kernel.traceSeize(tracer, target, {.stopsAtExit = true}));
    QVERIFY(box.kernel.exitGroup(target, 4));
    QVERIFY(box.kernel.state(target) == TaskState::tracingStop);
    QVERIFY(box.task(target)->memory); // all is there to be looked at
    QVERIFY(box.kernel.traceContinue(tracer, target));
    QVERIFY(box.kernel.state(target) == TaskState::zombie);
    QVERIFY(!box.kernel.state(thread));
    QCOMPARE(box.kernel.wait(tracer)->status, 0x400);
    QCOMPARE(box.kernel.wait(box.init, target)->status, 0x400);
}

void PrivilegesTest::entering_data()
{
    QTest::addColumn<Behaviour>("behaviour");
    QTest::addColumn<QByteArray>("net");
    QTest::addColumn<QByteArray>("pid");
    const std::array answers = {std::pair{"ENOSYS", "ENOSYS"},
                                std::pair{"ENOSYS", "ENOSYS"},
                                std::pair{"EOPNOTSUPP", "EOPNOTSUPP"},
                                std::pair{"OK", "EINVAL"},
                                std::pair{"OK", "OK"},
                                std::pair{"OK", "OK"}};
    for (std::size_t i = 0; i < answers.size(); ++i)
        QTest::newRow(nameOf(everyBehaviour[i]))
            << everyBehaviour[i] << QByteArray(answers[i].first) << QByteArray(answers[i].second);
}

void PrivilegesTest::entering()
{
    QFETCH(Behaviour, behaviour);
    QFETCH(QByteArray, net);
    QFETCH(QByteArray, pid);
    Sandbox box({.behaviour = behaviour});
    const TaskId target
        = box.kernel.clone(box.init, clone::newnet | clone::newpid | clone::newuts | 17).value();
    const TaskId task = box.fork(box.init);
    const auto enter = [&](std::uint32_t kinds) {
        return failureOf(box.kernel, [&] { return box.kernel.setns(task, target, kinds); });
    };
    QCOMPARE(enter(clone::newnet | clone::newuts), net);
    QCOMPARE(enter(clone::newpid), pid);
    if (net != "OK")
        return;
    QCOMPARE(box.task(task)->netNamespace, box.task(target)->netNamespace);
    QCOMPARE(box.task(task)->otherNamespaces.uts, box.task(target)->otherNamespaces.uts);
    const auto before = box.kernel.publish();
    QCOMPARE(enter(clone::newnet | clone::newuts), QByteArray("OK")); // where it is already
    QVERIFY(box.kernel.publish() == before);
    QCOMPARE(enter(0), QByteArray("EINVAL"));
    QVERIFY(box.kernel.setresuid(task, {1000, 1000, 1000}));
    QCOMPARE(enter(clone::newnet), QByteArray("EPERM"));
    if (pid != "OK")
        return;
    const TaskId child = box.fork(task);
    QCOMPARE(box.task(child)->pidNamespace, box.task(target)->pidNamespace);
    QCOMPARE(box.kernel.ownTid(child).value, 2);
    QCOMPARE(enter(clone::newuser), QByteArray("EINVAL")); // its own already
    QVERIFY(!checkInvariants(box.kernel));
}

// Those who share memory have one time, for it holds the clock's data.
void PrivilegesTest::enteringATime()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    const TaskId founder = box.fork(box.init);
    QVERIFY(box.kernel.unshare(founder, clone::newtime));
    const TaskId target = box.fork(founder);
    const TaskId task = box.fork(box.init);
    const TaskId thread = box.thread(task);
    const auto enter = [&] { return box.kernel.setns(task, target, clone::newtime); };
    QCOMPARE(failureOf(box.kernel, enter), QByteArray("E87")); // EUSERS
    QVERIFY(box.kernel.exit(thread, 0));
    QVERIFY(enter());
    QCOMPARE(box.task(task)->otherNamespaces.time, box.task(target)->otherNamespaces.time);
    const TaskId sharer = box.kernel.clone(task, clone::vm | 17).value();
    QCOMPARE(failureOf(box.kernel, enter), QByteArray("E87"));
    QVERIFY(box.kernel.exit(sharer, 0));
    QVERIFY(enter());
    QVERIFY(!checkInvariants(box.kernel));
}

QTEST_APPLESS_MAIN(PrivilegesTest)
#include "tst_privileges.moc"

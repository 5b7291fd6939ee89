// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;

/// Credentials and namespaces (facts 5.8, 2.6, 2.20).
class IdentityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavingRoot_data();
    void leavingRoot();
    void withoutTheRight();
    void groups();
    void capabilitySets();
    void boundingAndExec();
    void execForOthers();
    void pidNamespaces();
    void childrenOfUnshare();
    void nestingHasAnEnd();
    void userNamespaces();
    void idMapRefusals_data();
    void idMapRefusals();
    void mapsTranslate();
    void unshareRefusals();
    void directories();
    void directoriesBelowARoot_data();
    void directoriesBelowARoot();
    void aDirectoryOutsideOfTheRoot();
    void unshareOfThreads_data();
    void unshareOfThreads();
    void unknownNamespaces();
    void groupsInAUserNamespace();
    void longIdMaps();
    void seccompAndDumpability();
};

namespace {

constexpr std::uint64_t all = 0x3fffffffffULL;

}

void IdentityTest::leavingRoot_data()
{
    QTest::addColumn<IdChange>("change");
    QTest::addColumn<bool>("keep");
    QTest::addColumn<quint64>("permitted");
    QTest::addColumn<quint64>("effective");
    const std::uint32_t other = 1000;
    QTest::newRow("all three") << IdChange{other, other, other} << false << quint64(0)
                               << quint64(0);
    QTest::newRow("all three, kept")
        << IdChange{other, other, other} << true << quint64(all) << quint64(0);
    QTest::newRow("effective alone")
        << IdChange{{}, other, {}} << false << quint64(all) << quint64(0);
    QTest::newRow("real alone") << IdChange{other, {}, {}} << false << quint64(all) << quint64(all);
    QTest::newRow("nothing") << IdChange{} << false << quint64(all) << quint64(all);
}

void IdentityTest::leavingRoot()
{
    QFETCH(IdChange, change);
    QFETCH(bool, keep);
    QFETCH(quint64, permitted);
    QFETCH(quint64, effective);
    Sandbox box;
    QVERIFY(box.kernel.setKeepCapabilities(box.init, keep));
    QVERIFY(box.kernel.setresuid(box.init, change));
    const auto& sets = box.task(box.init)->credentials->capabilities;
    QCOMPARE(sets.permitted, permitted);
    QCOMPARE(sets.effective, effective);
    QCOMPARE(sets.bounding, all); // untouched, like inheritable
    QCOMPARE(sets.inheritable, 0ULL);
    if (change.effective && !change.saved) { // and back
        QVERIFY(box.kernel.setresuid(box.init, {{}, 0, {}}));
        QCOMPARE(box.task(box.init)->credentials->capabilities.effective, all);
    }
}

void IdentityTest::withoutTheRight()
{
    Sandbox box;
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setresuid(task, {1000, 1000, 2000}));
    const auto fails = [&](auto operation) { return failureOf(box.kernel, operation); };
    QCOMPARE(fails([&] { return box.kernel.setuid(task, 0); }), QByteArray("EPERM"));
    QCOMPARE(fails([&] { return box.kernel.setresuid(task, {3000, {}, {}}); }),
             QByteArray("EPERM"));
    QCOMPARE(fails([&] { return box.kernel.setgroups(task, {}); }), QByteArray("EPERM"));
    QCOMPARE(fails([&] { return box.kernel.chroot(task, "/srv"); }), QByteArray("EPERM"));
    QCOMPARE(fails([&] { return box.kernel.dropBounding(task, 5); }), QByteArray("EPERM"));
    QVERIFY(box.kernel.setuid(task, 2000)); // the saved one
    QCOMPARE(box.task(task)->credentials->effectiveUid, 2000U);
    QCOMPARE(box.task(task)->credentials->realUid, 1000U);
    // gids have no effect on capabilities
    QVERIFY(box.kernel.setgid(box.init, 7));
    QCOMPARE(box.task(box.init)->credentials->savedGid, 7U);
    QCOMPARE(box.task(box.init)->credentials->capabilities.effective, all);
}

void IdentityTest::groups()
{
    Sandbox box;
    QVERIFY(box.kernel.setgroups(box.init, {3, 1, 2}));
    QCOMPARE(box.task(box.init)->credentials->groups, (std::vector<std::uint32_t>{3, 1, 2}));
    QCOMPARE(failureOf(
                 box.kernel,
                 [&] { return box.kernel.setgroups(box.init, std::vector<std::uint32_t>(65537)); }),
             QByteArray("EINVAL"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setgroups(box.init, {~0U}); }),
             QByteArray("EINVAL"));
}

void IdentityTest::capabilitySets()
{
    Sandbox box;
    procfs::Capabilities sets;
    sets.permitted = 0xff;
    sets.effective = 0x0f;
    sets.inheritable = 0x03;
    QVERIFY(box.kernel.capset(box.init, sets));
    QCOMPARE(box.task(box.init)->credentials->capabilities.effective, 0x0fULL);
    QCOMPARE(box.task(box.init)->credentials->capabilities.bounding, all);
    const auto fails = [&](procfs::Capabilities wanted) {
        return failureOf(box.kernel, [&] { return box.kernel.capset(box.init, wanted); });
    };
    QCOMPARE(fails({.inheritable = 3, .permitted = 0x1ff, .effective = 1}),
             QByteArray("EPERM")); // wins nothing back
    QCOMPARE(fails({.inheritable = 3, .permitted = 0x0f, .effective = 0x10}), QByteArray("EPERM"));
    QCOMPARE(fails({.inheritable = 0x300, .permitted = 0xff, .effective = 1}), QByteArray("EPERM"));
}

void IdentityTest::boundingAndExec()
{
    Sandbox box;
    QVERIFY(box.kernel.dropBounding(box.init, capability::kill));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.dropBounding(box.init, 50); }),
             QByteArray("EINVAL"));
    QCOMPARE(box.task(box.init)->credentials->capabilities.permitted, all); // not yet
    QVERIFY(box.kernel.exec(box.init, "/bin/sh", {"sh"}, {}));
    const std::uint64_t without = all & ~(1ULL << capability::kill);
    QCOMPARE(box.task(box.init)->credentials->capabilities.permitted, without);
    QCOMPARE(box.task(box.init)->credentials->capabilities.effective, without);
}

void IdentityTest::execForOthers()
{
    Sandbox box;
    QVERIFY(box.kernel.setresuid(box.init, {1000, 0, 0}));
    QVERIFY(box.kernel.exec(box.init, "/bin/su", {"su"}, {})); // no set-user-id programs here
    const auto& ids = *box.task(box.init)->credentials;
    QCOMPARE(ids.effectiveUid, 1000U);
    QCOMPARE(ids.savedUid, 1000U);
    QCOMPARE(ids.capabilities.permitted, all); // what it was counts for these (5.8)
    QCOMPARE(ids.capabilities.bounding, all);
}

void IdentityTest::pidNamespaces()
{
    Sandbox box;
    const TaskId a = box.fork(box.init);
    const TaskId nested = box.kernel.clone(a, clone::newpid | 17).value();
    const TaskId inner = box.fork(nested);
    const TaskId deep = box.kernel.clone(inner, clone::newpid | 17).value();
    const auto* task = box.task(deep);
    QCOMPARE(task->tids.size(), 3U);
    QCOMPARE(task->tids[0].tid.value, 1);
    QCOMPARE(task->tids[1].tid.value, 3);
    QCOMPARE(task->tids[2].tid.value, 5);
    QCOMPARE(box.kernel.ownTid(nested).value, 1);
    QCOMPARE(box.kernel.tidSeenBy(nested, inner).value, 2);
    QCOMPARE(box.kernel.tidSeenBy(inner, box.init).value, 0); // invisible from inside
    const auto& records = box.records();
    const auto ns = records.task(nested)->pidNamespace;
    QCOMPARE(records.pidNamespace(ns)->parent, records.rootPidNamespace());
    QCOMPARE(records.taskWithTid(ns, procfs::Tid{2}), inner);
    QCOMPARE(records.nextTask(ns, procfs::Tid{3})->second, deep);
    QVERIFY(!records.nextTask(ns, procfs::Tid{4}));
    // A job keeps its id in every namespace that sees its founder.
    QVERIFY(box.kernel.setsid(inner));
    QCOMPARE(box.group(inner)->session->ids, box.task(inner)->tids);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.kill(inner, box.init, 9); }),
             QByteArray("ESRCH"));
}

void IdentityTest::childrenOfUnshare()
{
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    QVERIFY(box.kernel.unshare(parent, clone::newpid));
    QCOMPARE(box.task(parent)->tids.size(), 1U);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(parent, clone::newThread); }),
             QByteArray("EINVAL"));
    const TaskId first = box.fork(parent);
    const TaskId second = box.fork(parent);
    QCOMPARE(box.kernel.ownTid(first).value, 1);
    QCOMPARE(box.kernel.ownTid(second).value, 2);
    QCOMPARE(box.task(first)->pidNamespace, box.task(second)->pidNamespace);
    QVERIFY(box.kernel.exitGroup(first, 0)); // its init
    QVERIFY(box.kernel.state(second) == procfs::TaskState::zombie); // for the parent outside
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.fork(parent); }), QByteArray("ENOMEM"));
}

void IdentityTest::nestingHasAnEnd()
{
    Sandbox box;
    TaskId task = box.fork(box.init);
    Result<TaskId> next = task;
    int levels = 0;
    while ((next = box.kernel.clone(task, clone::newpid | clone::newuser | 17))) {
        task = *next;
        ++levels;
        // Nobody is anybody there until the maps are written.
        QVERIFY(box.kernel.setIdMap(task, task, IdMapKind::uid, {{0, 0, 1}}));
        QVERIFY(box.kernel.setIdMap(task, task, IdMapKind::gid, {{0, 0, 1}}));
    }
    QCOMPARE(levels, 32);
    QCOMPARE(errorOf(next), QByteArray("ENOSPC"));
    QCOMPARE(box.task(task)->tids.size(), 33U);
    QVERIFY(box.kernel.exitGroup(box.init, 0)); // and all of it ends
    QVERIFY(box.kernel.tasks().empty());
    QVERIFY(!checkInvariants(box.kernel));
}

void IdentityTest::userNamespaces()
{
    Sandbox box;
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setuid(task, 1000));
    QVERIFY(box.kernel.unshare(task, clone::newuser));
    const auto& records = box.records();
    const auto& ids = *records.task(task)->credentials;
    QCOMPARE(ids.capabilities.effective, all);
    QCOMPARE(ids.capabilities.inheritable, 0ULL);
    QCOMPARE(ids.effectiveUid, 1000U); // outside it is who it was
    const auto* ns = records.userNamespace(ids.userNamespace);
    QCOMPARE(ns->ownerUid, 1000U);
    QVERIFY(ns->uidMap.empty());
    QCOMPARE(records.userNamespace(ns->parent)->uidMap.front().length, ~0U);
    // The capabilities count inside alone.
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.kill(task, box.init, 9); }),
             QByteArray("EPERM"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setuid(task, 0); }),
             QByteArray("EINVAL")); // not mapped
}

void IdentityTest::idMapRefusals_data()
{
    using Entries = std::vector<procfs::IdMapEntry>;
    QTest::addColumn<bool>("byOwner"); // otherwise by root outside
    QTest::addColumn<Entries>("entries");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("itself") << true << Entries{{0, 1000, 1}} << QByteArray("OK");
    QTest::newRow("somebody else") << true << Entries{{0, 1001, 1}} << QByteArray("EPERM");
    QTest::newRow("two at once") << true << Entries{{0, 1000, 2}} << QByteArray("EPERM");
    QTest::newRow("root may more")
        << false << Entries{{0, 1000, 10}, {100, 2000, 5}} << QByteArray("OK");
    QTest::newRow("nothing") << false << Entries{} << QByteArray("EINVAL");
    QTest::newRow("no length") << false << Entries{{0, 0, 0}} << QByteArray("EINVAL");
    QTest::newRow("past the end") << false << Entries{{~0U, 0, 2}} << QByteArray("EINVAL");
    QTest::newRow("overlap inside")
        << false << Entries{{0, 0, 5}, {4, 100, 5}} << QByteArray("EINVAL");
    QTest::newRow("overlap outside")
        << false << Entries{{0, 0, 5}, {100, 4, 5}} << QByteArray("EINVAL");
    QTest::newRow("six lines") << false << Entries(6, {0, 0, 1}) << QByteArray("EINVAL");
    QTest::newRow("not mapped outside")
        << false << Entries{{0, 0xfffffff0, 16}} << QByteArray("EPERM");
}

void IdentityTest::idMapRefusals()
{
    QFETCH(bool, byOwner);
    QFETCH(std::vector<procfs::IdMapEntry>, entries);
    QFETCH(QByteArray, error);
    Sandbox box;
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.setuid(task, 1000));
    QVERIFY(box.kernel.unshare(task, clone::newuser));
    const TaskId writer = byOwner ? task : box.init;
    QCOMPARE(failureOf(box.kernel,
                       [&] { return box.kernel.setIdMap(writer, task, IdMapKind::uid, entries); }),
             error);
    if (error == "OK")
        QCOMPARE(
            failureOf(box.kernel,
                      [&] { return box.kernel.setIdMap(writer, task, IdMapKind::uid, entries); }),
            QByteArray("EPERM")); // only once
    const TaskId stranger = box.fork(box.init);
    QVERIFY(box.kernel.setuid(stranger, 1001));
    QCOMPARE(
        failureOf(box.kernel,
                  [&] { return box.kernel.setIdMap(stranger, task, IdMapKind::gid, {{0, 0, 1}}); }),
        QByteArray("EPERM"));
}

void IdentityTest::mapsTranslate()
{
    Sandbox box;
    const TaskId task = box.fork(box.init);
    QVERIFY(box.kernel.unshare(task, clone::newuser));
    QVERIFY(box.kernel.setIdMap(box.init, task, IdMapKind::uid, {{0, 100000, 1000}}));
    QVERIFY(box.kernel.setuid(task, 5));
    QCOMPARE(box.task(task)->credentials->effectiveUid, 100005U);
    QVERIFY(box.kernel.exec(task, "/bin/sh", {"sh"}, {}));
    const auto* memory = box.memory(task);
    const auto uid = std::ranges::find(memory->auxv, 11ULL, &procfs::AuxEntry::key);
    QCOMPARE(uid->value, 5ULL); // as it sees itself
    const auto gid = std::ranges::find(memory->auxv, 13ULL, &procfs::AuxEntry::key);
    QCOMPARE(gid->value, 65534ULL); // not mapped
    // Leaving the namespace's own root is leaving root.
    const TaskId other = box.fork(box.init);
    QVERIFY(box.kernel.unshare(other, clone::newuser));
    QVERIFY(box.kernel.setIdMap(box.init, other, IdMapKind::uid, {{0, 0, 2000}}));
    QCOMPARE(box.task(other)->credentials->capabilities.effective, all);
    QVERIFY(box.kernel.setuid(other, 1));
    QCOMPARE(box.task(other)->credentials->capabilities.permitted, 0ULL);
}

void IdentityTest::unshareRefusals()
{
    Sandbox box;
    const TaskId task = box.fork(box.init);
    const auto fails = [&](TaskId who, std::uint32_t flags) {
        return failureOf(box.kernel, [&] { return box.kernel.unshare(who, flags); });
    };
    QCOMPARE(fails(task, clone::vm), QByteArray("EINVAL"));
    const TaskId thread = box.thread(task);
    QCOMPARE(fails(task, clone::newuser), QByteArray("EINVAL")); // not alone
    QVERIFY(box.kernel.exit(thread, 0));
    const TaskId jailed = box.fork(box.init);
    QVERIFY(box.kernel.chroot(jailed, "/srv"));
    QCOMPARE(fails(jailed, clone::newuser), QByteArray("EPERM"));
    QVERIFY(box.kernel.setuid(task, 1000));
    QCOMPARE(fails(task, clone::newpid), QByteArray("EPERM"));
    QCOMPARE(fails(task, clone::newnet | clone::newuser), QByteArray("OK"));
    QVERIFY(box.task(task)->netNamespace != box.task(box.init)->netNamespace);
}

void IdentityTest::directories()
{
    Sandbox box;
    const auto where = [&] { return box.records().fsContext(box.task(box.init)->fsContext); };
    QVERIFY(box.kernel.chdir(box.init, "a/./b//c/.."));
    QCOMPARE(where()->workingDirectory, std::string("/a/b"));
    QVERIFY(box.kernel.chdir(box.init, "../../../.."));
    QCOMPARE(where()->workingDirectory, std::string("/"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.chdir(box.init, ""); }),
             QByteArray("ENOENT"));
    QVERIFY(box.kernel.chroot(box.init, "/srv"));
    QVERIFY(box.kernel.chdir(box.init, "/www"));
    QCOMPARE(where()->workingDirectory, std::string("/srv/www"));
    QVERIFY(box.kernel.chdir(box.init, "../.."));
    QCOMPARE(where()->workingDirectory, std::string("/srv")); // no way out
    const int fd = box.kernel.open(box.init, {"/etc/x", 0, false, false}).value();
    QCOMPARE(box.kernel.descriptors(box.init)[static_cast<std::size_t>(fd)].path,
             std::string("/srv/etc/x"));
    QVERIFY(box.kernel.exec(box.init, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.memory(box.init)->executable, std::string("/srv/bin/sh"));
}

namespace {

void everyRow()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

}

void IdentityTest::directoriesBelowARoot_data()
{
    everyRow();
}

// ".." ends at the root, whichever call walks and however the path goes on.
void IdentityTest::directoriesBelowARoot()
{
    QFETCH(Behaviour, behaviour);
    Sandbox box({.behaviour = behaviour});
    Kernel& kernel = box.kernel;
    QVERIFY(kernel.chroot(box.init, "/jail"));
    QVERIFY(kernel.chdir(box.init, "/"));
    QVERIFY(kernel.chdir(box.init, "/../etc"));
    QCOMPARE(kernel.workingDirectory(box.init), std::string("/jail/etc"));
    QVERIFY(kernel.chdir(box.init, "../../../var//./log/"));
    QCOMPARE(kernel.workingDirectory(box.init), std::string("/jail/var/log"));
    QCOMPARE(kernel.locate(box.init, "/../../x"), std::string("/jail/x"));
    QCOMPARE(kernel.locate(box.init, "../../../x"), std::string("/jail/x"));
    QCOMPARE(kernel.locate(box.init, "../x", "/jail/a/b"), std::string("/jail/a/x"));

    const int fd = kernel.open(box.init, {"../../../lib/x"}).value();
    QCOMPARE(kernel.descriptor(box.init, fd)->path, std::string("/jail/lib/x"));
    const auto mapped = [&](FileRef file) {
        const auto at = kernel.mmap(box.init, {.length = page, .file = std::move(file)}).value();
        return box.vma(box.init, at)->mapping->path;
    };
    QCOMPARE(mapped({.path = "/../lib/x"}), std::string("/jail/lib/x"));
    QCOMPARE(mapped({.path = "/jail/lib/x", .isFromTop = true}), std::string("/jail/lib/x"));
    QVERIFY(kernel.rename(box.init, "/../lib/x", "../../../lib/y"));
    QCOMPARE(kernel.descriptor(box.init, fd)->path, std::string("/jail/lib/y"));
    QVERIFY(kernel.unlink(box.init, "/../lib/y"));
    QVERIFY(kernel.descriptor(box.init, fd)->deleted);

    QVERIFY(kernel.exec(box.init, "/../bin/x", {"x"}, {}));
    QCOMPARE(box.memory(box.init)->executable, std::string("/jail/bin/x"));
    QVERIFY(kernel.exec(box.init, {.path = "../y", .arguments = {"y"}, .directory = "/jail/a/b"}));
    QCOMPARE(box.memory(box.init)->executable, std::string("/jail/a/y"));
    QVERIFY(kernel.chroot(box.init, "/../..")); // no way out
    QCOMPARE(kernel.root(box.init), std::string("/jail"));
    QVERIFY(kernel.chroot(box.init, "/../srv"));
    QCOMPARE(kernel.root(box.init), std::string("/jail/srv"));
}

// Where chroot leaves a working directory that the new root is not above of.
void IdentityTest::aDirectoryOutsideOfTheRoot()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    QVERIFY(kernel.chdir(box.init, "/home/me"));
    QVERIFY(kernel.chroot(box.init, "/jail"));
    QVERIFY(kernel.chdir(box.init, "."));
    QCOMPARE(kernel.workingDirectory(box.init), std::string("/home/me"));
    QVERIFY(kernel.chdir(box.init, "../../.."));
    QCOMPARE(kernel.workingDirectory(box.init), std::string("/"));
    QCOMPARE(kernel.locate(box.init, "jail/../.."), std::string("/jail")); // in again, and held
    QCOMPARE(kernel.locate(box.init, "jail2/.."), std::string("/"));
    QVERIFY(kernel.chdir(box.init, ".", "/jail2/x")); // fchdir
    QCOMPARE(kernel.workingDirectory(box.init), std::string("/jail2/x"));
    QVERIFY(kernel.chroot(box.init, "..")); // by a relative path, out of the jail
    QCOMPARE(kernel.root(box.init), std::string("/jail2"));
}

void IdentityTest::unshareOfThreads_data()
{
    everyRow();
}

// What can only be undone for one that is alone; Linux counts, gVisor refuses most of it.
void IdentityTest::unshareOfThreads()
{
    QFETCH(Behaviour, behaviour);
    const bool isLinux = behaviour == Behaviour::linux_;
    Sandbox box({.behaviour = behaviour});
    const TaskId task = box.fork(box.init);
    const auto answer = [&](std::uint32_t flags) {
        return failureOf(box.kernel, [&] { return box.kernel.unshare(task, flags); });
    };
    const QByteArray counted = isLinux ? "OK" : "EINVAL";
    QCOMPARE(answer(clone::thread), QByteArray("OK"));
    QCOMPARE(answer(clone::vm), counted);
    QCOMPARE(answer(clone::sighand), counted);
    const TaskId other = box.kernel.clone(task, clone::vm | clone::sighand | 17).value();
    QCOMPARE(answer(clone::vm), QByteArray("EINVAL"));
    QCOMPARE(answer(clone::sighand), QByteArray("EINVAL"));
    QCOMPARE(answer(clone::thread), QByteArray("OK"));
    QVERIFY(box.kernel.exitGroup(other, 0));
    QVERIFY(box.kernel.wait(task, other));
    const TaskId thread = box.thread(task);
    QCOMPARE(answer(clone::thread), QByteArray("EINVAL"));
    QCOMPARE(answer(clone::newuser), QByteArray("EINVAL"));
    QCOMPARE(answer(clone::newnet), QByteArray("OK"));
    QCOMPARE(answer(clone::newpid), isLinux ? QByteArray("OK") : QByteArray("EINVAL"));
    QVERIFY(box.kernel.exit(thread, 0));
    QVERIFY(!checkInvariants(box.kernel));
}

// Cgroup namespaces came to gVisor in 2026; 2024 looks for flags that it does not know, in clone
// alone. Nobody but Linux has time namespaces.
void IdentityTest::unknownNamespaces()
{
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox box({.behaviour = behaviour});
        const bool isKnown = behaviour >= Behaviour::gvisor2026;
        const TaskId task = box.fork(box.init);
        const auto before = box.task(task)->otherNamespaces;
        QVERIFY(box.kernel.unshare(task, clone::newcgroup));
        QCOMPARE(box.task(task)->otherNamespaces.cgroup != before.cgroup, isKnown);
        const auto child = box.kernel.clone(box.init, clone::newcgroup | 17);
        QCOMPARE(errorOf(child),
                 behaviour == Behaviour::gvisor2024 ? QByteArray("EINVAL") : QByteArray("OK"));
        if (child)
            QCOMPARE(box.task(*child)->otherNamespaces.cgroup != before.cgroup, isKnown);
        QVERIFY(box.kernel.unshare(task, clone::newtime));
        const TaskId born = box.fork(task);
        QCOMPARE(box.task(born)->otherNamespaces.time != before.time,
                 behaviour == Behaviour::linux_);
        QCOMPARE(errorOf(box.kernel.unshare(task, 1)),
                 behaviour == Behaviour::linux_ ? QByteArray("EINVAL") : QByteArray("OK"));
    }
}

// user_namespaces(7), "the setgroups file": groups may keep somebody out, so in Linux one without
// rights outside must give up setgroups before it may have a group.
void IdentityTest::groupsInAUserNamespace()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2024, Behaviour::linux_}) {
        const QByteArray refused = behaviour == Behaviour::linux_ ? "EPERM" : "OK";
        Sandbox box({.behaviour = behaviour});
        const TaskId task = box.fork(box.init);
        QVERIFY(box.kernel.setresgid(task, {1000, 1000, 1000}));
        QVERIFY(box.kernel.setresuid(task, {1000, 1000, 1000}));
        QVERIFY(box.kernel.unshare(task, clone::newuser));
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setgroups(task, {}); }), refused);
        const auto map
            = [&] { return box.kernel.setIdMap(task, task, IdMapKind::gid, {{0, 1000, 1}}); };
        QCOMPARE(failureOf(box.kernel, map), refused);
        if (refused == "OK")
            continue;
        QVERIFY(box.kernel.setGroupsAllowed(task, task, false));
        QCOMPARE(failureOf(box.kernel, map), QByteArray("OK"));
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setgroups(task, {}); }), refused);
        // Somebody with rights outside needs not deny it, and then it works inside.
        const TaskId other = box.fork(box.init);
        QVERIFY(box.kernel.unshare(other, clone::newuser));
        QVERIFY(box.kernel.setIdMap(box.init, other, IdMapKind::gid, {{0, 1000, 1}}));
        QVERIFY(box.kernel.setgroups(other, {0}));
    }
}

void IdentityTest::longIdMaps()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2026, Behaviour::linux_}) {
        const bool isLinux = behaviour == Behaviour::linux_;
        Sandbox box({.behaviour = behaviour});
        const auto write = [&](std::uint32_t lines) {
            const TaskId task = box.fork(box.init);
            (void)box.kernel.unshare(task, clone::newuser);
            std::vector<procfs::IdMapEntry> map;
            for (std::uint32_t i = 0; i < lines; ++i)
                map.push_back({2 * i, 2 * i, 1});
            return errorOf(box.kernel.setIdMap(box.init, task, IdMapKind::uid, map));
        };
        QCOMPARE(write(5), QByteArray("OK"));
        QCOMPARE(write(6), QByteArray(isLinux ? "OK" : "EINVAL"));
        QCOMPARE(write(340), QByteArray(isLinux ? "OK" : "EINVAL"));
        QCOMPARE(write(341), QByteArray("EINVAL"));
        QVERIFY(!checkInvariants(box.kernel));
    }
}

void IdentityTest::seccompAndDumpability()
{
    Sandbox box;
    QVERIFY(box.kernel.setSeccomp(box.init));
    QCOMPARE(box.task(box.fork(box.init))->seccompMode, 2);
    QVERIFY(box.memory(box.init)->dumpable);
    QVERIFY(box.kernel.setresgid(box.init, {{}, 9, {}}));
    QVERIFY(!box.memory(box.init)->dumpable);
    QVERIFY(box.kernel.exec(box.init, "/bin/sh", {"sh"}, {}));
    QVERIFY(box.memory(box.init)->dumpable);
    Sandbox old({.behaviour = Behaviour::gvisor2018});
    QCOMPARE(failureOf(old.kernel, [&] { return old.kernel.setSeccomp(old.init, true); }),
             QByteArray("EINVAL"));
}

QTEST_APPLESS_MAIN(IdentityTest)
#include "tst_identity.moc"

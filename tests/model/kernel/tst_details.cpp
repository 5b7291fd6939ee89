// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <set>

using namespace sandscope;
using namespace sandscope::kernel;

/// What only later dialects show of a task: limits, namespaces, counters, peaks, the machine.
class DetailsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitsStartAsGiven();
    void limitRules_data();
    void limitRules();
    void limitsOfOthers();
    void limitsAreSharedUntilSet();
    void umask();
    void oomScoreAdjustment();
    void otherNamespaces();
    void timeNamespaces();
    void namespacesForChildren();
    void namespacesNeedPrivilege_data();
    void namespacesNeedPrivilege();
    void setgroups();
    void seccompFiltersAreCounted();
    void noNewPrivilegesAreInherited();
    void switchesAndYields();
    void flagsTellAboutForkAndExec();
    void faultsAreCounted();
    void childrensFaultsComeWithWait();
    void peaks();
    void pageTables();
    void layout();
    void sharedMemoryHasAnIdentity();
    void theZeroDeviceLendsItsName();
    void mremapOntoItself();
    void memfdsAndSegments();
    void descriptorSlots();
    void stopSignal();
    void theMachine();
};

namespace {

const ResourceLimit& limitOf(Sandbox& box, TaskId task, Limit which)
{
    return limitIn(procfs::limitsOf(*box.group(task)), which);
}

}

void DetailsTest::limitsStartAsGiven()
{
    auto spec = Sandbox::defaultSpec();
    for (std::size_t i = 0; i < spec.limits.size(); ++i)
        spec.limits[i] = {100 + i, 200 + i};
    spec.limits[static_cast<std::size_t>(Limit::addressSpace)] = {};
    spec.limits[static_cast<std::size_t>(Limit::stack)] = {mebi, 2 * mebi};
    Sandbox box({}, spec);
    QVERIFY(procfs::limitsOf(*box.group(box.init)) == spec.limits);
    const TaskId child = box.fork(box.init);
    QVERIFY(procfs::limitsOf(*box.group(child)) == spec.limits);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QVERIFY(procfs::limitsOf(*box.group(child)) == spec.limits);

    spec.limits[0] = {2, 1};
    Kernel other;
    QCOMPARE(errorOf(other.createProcess(spec)), "EINVAL");
}

void DetailsTest::limitRules_data()
{
    QTest::addColumn<bool>("privileged");
    QTest::addColumn<int>("limit");
    QTest::addColumn<quint64>("soft");
    QTest::addColumn<quint64>("hard");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char* name, bool privileged, Limit limit, std::uint64_t soft,
                        std::uint64_t hard, const char* answer) {
        QTest::newRow(name) << privileged << static_cast<int>(limit) << quint64(soft)
                            << quint64(hard) << QByteArray(answer);
    };
    // Open files: 2^20 both.
    row("lower", false, Limit::openFiles, 5, 10, "OK");
    row("equal", false, Limit::openFiles, 10, 10, "OK");
    row("soft above hard", false, Limit::openFiles, 11, 10, "EINVAL");
    row("hard raised", false, Limit::openFiles, 5, 1U << 21U, "EPERM");
    row("hard raised by root", true, Limit::openFiles, 5, 1U << 21U, "OK");
    row("hard raised, soft above", false, Limit::openFiles, 1U << 22U, 1U << 21U, "EPERM");
    row("hard raised by root, soft above", true, Limit::openFiles, 1U << 22U, 1U << 21U, "EINVAL");
    row("infinite", false, Limit::cpuTime, noLimit, noLimit, "OK");
    row("soft infinite", false, Limit::cpuTime, noLimit, 5, "EINVAL");
    row("core files", false, Limit::coreFile, 7, 8, "OK");
    row("processes", false, Limit::processes, 7, 8, "OK");
    for (const auto& [name, limit] : {std::pair{"file locks", Limit::fileLocks},
                                      {"pending signals", Limit::pendingSignals},
                                      {"message queues", Limit::messageQueues},
                                      {"nice", Limit::nice},
                                      {"real-time priority", Limit::realtimePriority},
                                      {"real-time timeout", Limit::realtimeTimeout}})
        row(name, true, limit, 0, 0, "EPERM");
}

void DetailsTest::limitRules()
{
    QFETCH(bool, privileged);
    QFETCH(int, limit);
    QFETCH(quint64, soft);
    QFETCH(quint64, hard);
    QFETCH(QByteArray, answer);
    auto spec = Sandbox::defaultSpec();
    spec.uid = privileged ? 0 : 1000;
    Sandbox box({}, spec);
    const auto which = static_cast<Limit>(limit);
    const ResourceLimit before = limitOf(box, box.init, which);
    const auto set = [&] { return box.kernel.setLimit(box.init, box.init, which, {soft, hard}); };
    if (answer != "OK") {
        QCOMPARE(failureOf(box.kernel, set), answer);
        QVERIFY(limitOf(box, box.init, which) == before);
        return;
    }
    QCOMPARE(errorOf(set()), "OK");
    QVERIFY((limitOf(box, box.init, which) == ResourceLimit{soft, hard}));
}

void DetailsTest::limitsOfOthers()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.setLimit(box.init, child, Limit::cpuTime, {3, std::nullopt}));
    QVERIFY((limitOf(box, child, Limit::cpuTime) == ResourceLimit{3, noLimit}));
    QVERIFY((limitOf(box, box.init, Limit::cpuTime) == ResourceLimit{}));
    QVERIFY(box.kernel.setLimit(box.init, child, Limit::cpuTime, {std::nullopt, 9}));
    QVERIFY((limitOf(box, child, Limit::cpuTime) == ResourceLimit{3, 9}));

    const TaskId stranger = box.fork(box.init);
    QVERIFY(box.kernel.setuid(stranger, 1000));
    const auto try1 = [&] { return box.kernel.setLimit(stranger, child, Limit::cpuTime, {1, 1}); };
    QCOMPARE(failureOf(box.kernel, try1), "EPERM");
    const TaskId same = box.fork(stranger);
    QVERIFY(box.kernel.setLimit(stranger, same, Limit::cpuTime, {1, 1}));
    // The hard limit is raised by what the target may, not the caller.
    const auto try2 = [&] { return box.kernel.setLimit(box.init, same, Limit::cpuTime, {1, 2}); };
    QCOMPARE(failureOf(box.kernel, try2), "EPERM");
    QVERIFY(box.kernel.exitGroup(same, 0));
    const auto try3 = [&] { return box.kernel.setLimit(box.init, same, Limit::cpuTime, {1, 1}); };
    QCOMPARE(failureOf(box.kernel, try3), "ESRCH");
}

void DetailsTest::limitsAreSharedUntilSet()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.group(box.init)->limits == box.group(child)->limits);
    const auto held = box.group(child)->limits;
    QVERIFY(box.kernel.chargeCpu(child, std::chrono::seconds(1), {}));
    QVERIFY(box.group(child)->limits == held); // a new record, the same limits
    QVERIFY(box.kernel.setLimit(child, Limit::fileSize, 1));
    QVERIFY(box.group(child)->limits != box.group(box.init)->limits);
}

void DetailsTest::umask()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const TaskId thread = box.thread(box.init);
    const auto maskOf = [&box](TaskId task) {
        const auto& records = box.records();
        return records.fsContext(records.task(task)->fsContext)->umask;
    };
    QCOMPARE(maskOf(box.init), 022U);
    QCOMPARE(box.kernel.umask(thread, 01077).value(), 022U); // no more than permissions
    QCOMPARE(maskOf(box.init), 077U);
    QCOMPARE(maskOf(child), 022U);
    QCOMPARE(maskOf(box.fork(thread)), 077U);
    auto spec = Sandbox::defaultSpec();
    spec.umask = 027;
    QCOMPARE(maskOf(box.kernel.createProcess(spec).value()), 027U);
}

void DetailsTest::oomScoreAdjustment()
{
    Sandbox box;
    const TaskId user = box.fork(box.init);
    QVERIFY(box.kernel.setuid(user, 1000));
    const auto set = [&box](TaskId by, TaskId of, int value) {
        return failureOf(box.kernel,
                         [&] { return box.kernel.setOomScoreAdjustment(by, of, value); });
    };
    QCOMPARE(set(user, user, -1000), "OK"); // lowering asks for nothing
    QCOMPARE(box.group(user)->oomScoreAdjustment, -1000);
    QCOMPARE(set(user, user, 1000), "OK");
    QCOMPARE(set(user, user, 1001), "EINVAL");
    QCOMPARE(set(user, user, -1001), "EINVAL");
    QCOMPARE(set(user, box.init, 0), "EACCES");
    QCOMPARE(set(box.init, user, 500), "OK");
    QCOMPARE(box.group(box.fork(user))->oomScoreAdjustment, 500);
    QCOMPARE(box.group(box.init)->oomScoreAdjustment, 0);
    const TaskId gone = box.fork(box.init);
    QVERIFY(box.kernel.exitGroup(gone, 0));
    QCOMPARE(set(box.init, gone, 3), "OK"); // a zombie has its group
    QVERIFY(box.kernel.wait(box.init, gone));
    QCOMPARE(set(box.init, gone, 3), "ESRCH");
}

void DetailsTest::otherNamespaces()
{
    Sandbox box({.behaviour = Behaviour::linux_}); // which has them all
    const TaskId child = box.kernel.clone(box.init, clone::newipc | 17).value();
    QVERIFY(box.kernel.unshare(child, clone::newuts | clone::newcgroup));
    const auto others = box.task(child)->otherNamespaces;
    QCOMPARE(others.ipc.value, 2U);
    QCOMPARE(others.uts.value, 2U);
    QCOMPARE(others.cgroup.value, 2U);
    QCOMPARE(others.time.value, 1U);
    QVERIFY(box.task(box.init)->otherNamespaces == procfs::OtherNamespaces{});
    QVERIFY(box.task(box.fork(child))->otherNamespaces == others);
    QVERIFY(box.kernel.unshare(child, clone::newipc));
    QCOMPARE(box.task(child)->otherNamespaces.ipc.value, 3U); // numbers are given once
}

void DetailsTest::timeNamespaces()
{
    Sandbox box({.behaviour = Behaviour::linux_}); // which has them all
    QVERIFY(box.kernel.unshare(box.init, clone::newtime));
    QCOMPARE(box.task(box.init)->otherNamespaces.time.value, 1U);
    QCOMPARE(box.task(box.init)->timeNamespaceForChildren.value, 2U);
    const TaskId child = box.fork(box.init);
    QCOMPARE(box.task(child)->otherNamespaces.time.value, 2U);
    QVERIFY(box.task(child)->timeNamespaceForChildren.isNone());
    // A thread would have another time than its group.
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(box.init, clone::newThread); }),
             "EINVAL");
    QVERIFY(box.kernel.exec(box.init, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.task(box.init)->otherNamespaces.time.value, 2U);
    QVERIFY(box.kernel.clone(box.init, clone::newThread));
}

void DetailsTest::namespacesForChildren()
{
    Sandbox box;
    const TaskId parent = box.fork(box.init);
    QVERIFY(box.task(parent)->pidNamespaceForChildren.isNone());
    QVERIFY(box.kernel.unshare(parent, clone::newpid));
    const auto next = box.task(parent)->pidNamespaceForChildren;
    QVERIFY(next);
    const TaskId child = box.fork(parent);
    QCOMPARE(box.task(child)->pidNamespace.value, next.value);
    QVERIFY(box.task(child)->pidNamespaceForChildren.isNone());
}

void DetailsTest::namespacesNeedPrivilege_data()
{
    QTest::addColumn<quint32>("flag");
    QTest::newRow("ipc") << quint32(clone::newipc);
    QTest::newRow("uts") << quint32(clone::newuts);
    QTest::newRow("cgroup") << quint32(clone::newcgroup);
    QTest::newRow("time") << quint32(clone::newtime);
}

void DetailsTest::namespacesNeedPrivilege()
{
    QFETCH(quint32, flag);
    Sandbox box({.behaviour = Behaviour::linux_});
    QVERIFY(box.kernel.setuid(box.init, 1000));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.unshare(box.init, flag); }), "EPERM");
    if (flag != clone::newtime)
        QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.clone(box.init, flag | 17); }),
                 "EPERM");
    // In a user namespace of one's own one is privileged.
    QVERIFY(box.kernel.unshare(box.init, flag | clone::newuser));
}

void DetailsTest::setgroups()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const auto set = [&](TaskId by, bool allowed) {
        return failureOf(box.kernel,
                         [&] { return box.kernel.setGroupsAllowed(by, child, allowed); });
    };
    const auto isAllowed = [&] {
        const auto& records = box.records();
        return records.userNamespace(records.task(child)->credentials->userNamespace)
            ->groupsAllowed;
    };
    QCOMPARE(set(child, false), "EPERM"); // the first namespace has its map
    QVERIFY(box.kernel.unshare(child, clone::newuser));
    QVERIFY(isAllowed());
    QCOMPARE(set(child, true), "OK");
    QCOMPARE(set(child, false), "OK");
    QVERIFY(!isAllowed());
    QCOMPARE(set(child, true), "EPERM");
    QVERIFY(box.kernel.setIdMap(box.init, child, IdMapKind::gid, {{0, 0, 10}}));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.setgroups(child, {1}); }), "EPERM");
    const TaskId inner = box.kernel.clone(child, clone::newuser | 17).value_or(TaskId{});
    QVERIFY(inner.isNone()); // it has no uid_map yet
    QVERIFY(box.kernel.setIdMap(box.init, child, IdMapKind::uid, {{0, 0, 10}}));
    const TaskId nested = box.kernel.clone(child, clone::newuser | 17).value();
    const auto& records = box.records();
    QVERIFY(
        !records.userNamespace(records.task(nested)->credentials->userNamespace)->groupsAllowed);
}

void DetailsTest::seccompFiltersAreCounted()
{
    Sandbox box;
    const TaskId thread = box.thread(box.init);
    const auto filters
        = [&box](TaskId task) { return procfs::detailsOf(*box.task(task)).seccompFilters; };
    QVERIFY(box.kernel.setSeccomp(box.init));
    QVERIFY(box.kernel.setSeccomp(box.init));
    QCOMPARE(filters(box.init), 2U);
    QCOMPARE(filters(thread), 0U);
    QVERIFY(box.kernel.setSeccomp(box.init, true));
    QCOMPARE(filters(box.init), 3U);
    QCOMPARE(filters(thread), 3U);
    QCOMPARE(filters(box.fork(thread)), 3U);
}

void DetailsTest::noNewPrivilegesAreInherited()
{
    Sandbox box;
    const TaskId thread = box.thread(box.init);
    const auto isSet
        = [&box](TaskId task) { return procfs::detailsOf(*box.task(task)).noNewPrivileges; };
    QVERIFY(!isSet(box.init));
    QVERIFY(box.kernel.setNoNewPrivileges(box.init));
    QVERIFY(isSet(box.init));
    QVERIFY(!isSet(thread));
    QVERIFY(isSet(box.fork(box.init)));
    QVERIFY(box.kernel.exec(box.init, "/bin/sh", {"sh"}, {}));
    QVERIFY(isSet(box.init));
}

void DetailsTest::switchesAndYields()
{
    Sandbox box;
    const auto details = [&box](TaskId task) { return procfs::detailsOf(*box.task(task)); };
    QVERIFY(box.kernel.block(box.init));
    QCOMPARE(details(box.init).voluntarySwitches, 1U);
    QVERIFY(box.kernel.wake(box.init));
    QVERIFY(box.kernel.block(box.init, true));
    QCOMPARE(details(box.init).voluntarySwitches, 2U);
    QVERIFY(box.kernel.yield(box.init));
    QCOMPARE(details(box.init).voluntarySwitches, 2U);
    QCOMPARE(details(box.init).yields, 1U);
    const TaskId child = box.kernel.vfork(box.init).value();
    QCOMPARE(details(box.init).voluntarySwitches, 3U);
    QCOMPARE(details(child).voluntarySwitches, 0U);
    QVERIFY(box.kernel.exitGroup(child, 0));
    QCOMPARE(details(child).voluntarySwitches, 1U);
}

void DetailsTest::flagsTellAboutForkAndExec()
{
    Sandbox box;
    const auto flags = [&box](TaskId task) { return procfs::detailsOf(*box.task(task)).flags; };
    QCOMPARE(flags(box.init), 0x400000U);
    const TaskId child = box.fork(box.init);
    QCOMPARE(flags(child), 0x400040U);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QCOMPARE(flags(child), 0x400000U);
    QVERIFY(box.kernel.exitGroup(child, 3));
    QCOMPARE(flags(child), 0x40800cU); // all of these as in captures
    const TaskId killed = box.fork(box.init);
    QVERIFY(box.kernel.kill(box.init, killed, signalKill));
    QCOMPARE(flags(killed), 0x40844cU);
}

void DetailsTest::faultsAreCounted()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    const auto faults
        = [&box](TaskId task) { return procfs::detailsOf(*box.task(task)).minorFaults; };
    const std::uint64_t loading = faults(box.init);
    QVERIFY(loading > 10); // what the loader touched
    QCOMPARE(faults(child), 0U);
    const auto at = box.kernel.mmap(box.init, {.length = 8 * mebi}).value(); // too large to be
                                                                             // brought in at once
    QCOMPARE(faults(box.init), loading);
    QVERIFY(box.kernel.touch(box.init, at, 3 * page, true));
    QCOMPARE(faults(box.init), loading + 3);
    QVERIFY(box.kernel.touch(box.init, at, 3 * page, true)); // there already
    QCOMPARE(faults(box.init), loading + 3);
    QCOMPARE(box.group(box.init)->minorFaults, loading + 3);

    const TaskId other = box.fork(box.init);
    QVERIFY(box.kernel.touch(other, at, 2 * page, false)); // shared pages can be read
    QCOMPARE(faults(other), 0U);
    QVERIFY(box.kernel.touch(other, at, 2 * page, true));
    QCOMPARE(faults(other), 2U);

    const TaskId thread = box.thread(box.init);
    QVERIFY(box.kernel.touch(thread, at + 4 * mebi, page, true));
    QCOMPARE(faults(thread), 1U);
    QCOMPARE(box.group(box.init)->minorFaults, loading + 4);
    QVERIFY(box.kernel.exit(thread, 0));
    QCOMPARE(box.group(box.init)->minorFaults, loading + 4); // the group keeps them
}

void DetailsTest::childrensFaultsComeWithWait()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    const std::uint64_t faults = box.group(child)->minorFaults;
    QVERIFY(faults > 0);
    QVERIFY(box.kernel.exitGroup(child, 0));
    QCOMPARE(box.group(box.init)->childMinorFaults, 0U);
    QVERIFY(box.kernel.wait(box.init));
    QCOMPARE(box.group(box.init)->childMinorFaults, faults);
}

void DetailsTest::peaks()
{
    Sandbox box;
    const auto* start = box.memory(box.init);
    const std::uint64_t vss = start->peakVssBytes;
    const std::uint64_t rss = start->peakRssBytes;
    QVERIFY(vss >= start->vssBytes);
    QVERIFY(rss >= start->rssBytes);
    const auto at = box.kernel.mmap(box.init, {.length = 64 * mebi}).value();
    QVERIFY(box.kernel.touch(box.init, at, 32 * mebi, true));
    QVERIFY(box.kernel.munmap(box.init, at, 64 * mebi));
    QCOMPARE(box.memory(box.init)->vssBytes, start->vssBytes);
    QCOMPARE(box.memory(box.init)->peakVssBytes, start->vssBytes + 64 * mebi);
    QCOMPARE(box.memory(box.init)->peakRssBytes, start->rssBytes + 32 * mebi);
    const TaskId child = box.fork(box.init); // starts with what it has
    QCOMPARE(box.memory(child)->peakVssBytes, box.memory(child)->vssBytes);
    QCOMPARE(box.memory(child)->peakRssBytes, box.memory(child)->rssBytes);
    QVERIFY(box.kernel.exec(box.init, "/sbin/init", {"init", "-x"}, {"PATH=/bin"}));
    QVERIFY(box.memory(box.init)->peakVssBytes < vss + 32 * mebi);
}

void DetailsTest::pageTables()
{
    Sandbox box;
    const auto tables = [&box] { return box.memory(box.init)->pageTableBytes; };
    const std::uint64_t before = tables();
    QVERIFY(before >= 3 * page);
    const std::uint64_t gibi = 1024 * mebi;
    const auto at = box.kernel.mmap(box.init, {.length = 4 * gibi}).value();
    QCOMPARE(tables(), before);
    const std::uint64_t aligned = (at + gibi) & ~(gibi - 1);
    QVERIFY(box.kernel.touch(box.init, aligned, page, true)); // 2 MiB, in a 1 GiB of its own
    const std::uint64_t one = tables();
    QVERIFY(one == before + 2 * page || one == before + 3 * page);
    QVERIFY(box.kernel.touch(box.init, aligned + 2 * mebi, page, true));
    QCOMPARE(tables(), one + page);
    QVERIFY(box.kernel.touch(box.init, aligned + 3 * mebi, page, true)); // the same window
    QCOMPARE(tables(), one + page);
    QVERIFY(box.kernel.munmap(box.init, at, 4 * gibi));
    QCOMPARE(tables(), before);
}

void DetailsTest::layout()
{
    Kernel kernel;
    Program program;
    program.image.path = "/app/fixed";
    program.image.positionIndependent = false;
    program.image.segments = {{0x400000, 0, 0x500, 0x500, {true, false, false}},
                              {0x401000, 0x1000, 0x1234, 0x1234, {true, false, true}},
                              {0x403000, 0x3000, 0x80, 0x80, {true, false, false}},
                              {0x404e10, 0x3e10, 0x220, 0x400, {true, true, false}}};
    program.image.entry = 0x401040;
    kernel.addProgram(program);
    ProcessSpec spec;
    spec.executable = "/app/fixed";
    const TaskId task = kernel.createProcess(spec).value();
    const auto snapshot = kernel.publish();
    const auto& records = *snapshot->records;
    const auto* memory = records.memory(records.task(task)->memory);
    const procfs::ProgramLayout& layout = memory->layout;
    QCOMPARE(layout.codeStart, 0x401000U);
    QCOMPARE(layout.codeEnd, 0x402234U);
    QCOMPARE(layout.dataStart, 0x404e10U);
    QCOMPARE(layout.dataEnd, 0x405030U);
    QCOMPARE(layout.heapStart, 0x406000U);
    const auto stack = std::ranges::find(*memory->vmas, procfs::VmaHint::stack, &procfs::Vma::hint);
    QVERIFY(layout.stackStart >= stack->start && layout.stackStart < memory->environment.start);
    QCOMPARE(layout.stackStart % 16, 0U);
}

void DetailsTest::sharedMemoryHasAnIdentity()
{
    Sandbox box;
    const auto one = box.kernel.mmap(box.init, {.length = page, .shared = true}).value();
    const auto two = box.kernel.mmap(box.init, {.length = page, .shared = true}).value();
    const auto a = box.vma(box.init, one)->mapping;
    const auto b = box.vma(box.init, two)->mapping;
    QVERIFY(a && b);
    QCOMPARE(a->kind, procfs::MappingKind::sharedAnonymous);
    QCOMPARE(QByteArray::fromStdString(a->path), "/dev/zero");
    QVERIFY(a->deleted);
    QVERIFY(a->inode != 0 && a->inode != b->inode);
    QVERIFY(a->device != 0);
    // The same by way of the device.
    const auto three
        = box.kernel
              .mmap(box.init,
                    {.length = page, .shared = true, .file = FileRef{.path = "/dev/zero"}})
              .value();
    QCOMPARE(box.vma(box.init, three)->mapping->kind, procfs::MappingKind::sharedAnonymous);
}

void DetailsTest::theZeroDeviceLendsItsName()
{
    Sandbox box;
    const auto at
        = box.kernel.mmap(box.init, {.length = 4 * page, .file = FileRef{.path = "/dev/zero"}})
              .value();
    const auto* vma = box.vma(box.init, at);
    QCOMPARE(vma->mapping->kind, procfs::MappingKind::zeroDevice);
    QVERIFY(!vma->mapping->deleted);
    QCOMPARE(vma->rssBytes, 4 * page); // anonymous, so it is there at once
    QCOMPARE(vma->anonymousBytes, 4 * page);
    // Anonymous memory next to it is something else.
    const auto next = box.kernel.mmap(box.init, {.length = page}).value();
    QVERIFY(box.vma(box.init, next));
    QVERIFY(box.vma(box.init, at));
    const TaskId child = box.fork(box.init); // and private
    QCOMPARE(box.vma(child, at)->anonymousBytes, 4 * page);
    QVERIFY(!checkInvariants(box.kernel));
}

// A copy of nothing but an address may be asked for in the place of its original.
void DetailsTest::mremapOntoItself()
{
    Sandbox box;
    const auto at = box.kernel.mmap(box.init, {.length = page, .shared = true}).value();
    const RemapRequest request{at, 0, page, true, at};
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mremap(box.init, request); }), "EFAULT");
}

void DetailsTest::memfdsAndSegments()
{
    Sandbox box({.behaviour = Behaviour::gvisor2024});
    const auto map = [&box](procfs::MappingKind kind, const char* name, std::int32_t key) {
        MapRequest request;
        request.length = page;
        request.shared = true;
        request.file = FileRef{.path = name, .kind = kind, .systemVKey = key};
        return box.vma(box.init, box.kernel.mmap(box.init, request).value())->mapping;
    };
    using enum procfs::MappingKind;
    const auto memory = map(memfd, "x", 0);
    QCOMPARE(memory->kind, memfd);
    QCOMPARE(QByteArray::fromStdString(memory->path), "/memfd:x");
    QVERIFY(memory->deleted);
    QVERIFY(map(memfd, "x", 0) == memory);
    QVERIFY(map(memfd, "y", 0)->inode != memory->inode);
    const auto segment = map(sysvShared, "", 0x1234);
    QCOMPARE(segment->kind, sysvShared);
    QCOMPARE(segment->systemVKey, 0x1234);
    QCOMPARE(segment->inode, 0U); // the first segment's id
    QCOMPARE(QByteArray::fromStdString(segment->path), "/SYSV00001234");
    QCOMPARE(map(sysvShared, "", -1)->inode, 1U);
    const int fd = box.kernel.memfd(box.init, "x").value();
    const auto& entries = box.table(box.init)->entries;
    const auto entry = std::ranges::find(entries, fd, &procfs::FdEntry::fd);
    QCOMPARE(QByteArray::fromStdString(entry->path), "/memfd:x");
    QVERIFY(entry->deleted);
    QCOMPARE(
        failureOf(box.kernel, [&] { return box.kernel.memfd(box.init, std::string(250, 'x')); }),
        "EINVAL");
}

void DetailsTest::descriptorSlots()
{
    Sandbox box;
    QVERIFY(box.kernel.dup2(box.init, 0, 99));
    const auto slots = box.table(box.init)->slotCounts;
    QCOMPARE(slots.list, 100U);
    QCOMPARE(slots.linux_, 128U);
    QVERIFY(box.kernel.close(box.init, 99));
    QVERIFY(box.table(box.init)->slotCounts == slots); // never smaller
    const TaskId child = box.fork(box.init);
    QCOMPARE(box.table(child)->slotCounts.linux_, 64U); // but anew in a copy
    QVERIFY(box.kernel.exitGroup(child, 0));
    QCOMPARE(box.task(child)->lastFdTable.linux_, 64U);
    QVERIFY(box.task(box.init)->lastFdTable == procfs::FdTableSlots{});
}

void DetailsTest::stopSignal()
{
    Sandbox box;
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.kill(box.init, child, 20));
    QCOMPARE(box.group(child)->stopSignal, 20);
    QVERIFY(box.kernel.kill(box.init, child, signalContinue));
    QCOMPARE(box.group(child)->stopSignal, 0);
    QVERIFY(box.kernel.ignoreChildExit(child, true));
    QCOMPARE(box.group(child)->ignoredSignals, std::uint64_t{1} << 16U);
}

void DetailsTest::theMachine()
{
    Sandbox box;
    procfs::MachineRecord machine;
    machine.processors = 8;
    machine.memoryBytes = 512 * mebi;
    machine.bootTime = 1'000'000'000;
    box.kernel.setMachine(machine);
    const auto& first = box.records().machine();
    QCOMPARE(first.processors, 8U);
    QCOMPARE(first.bootTime, 1'000'000'000);
    QCOMPARE(first.generation, box.kernel.generation());
    const std::uint64_t free = first.freeBytes;
    const auto generation = first.generation;
    QVERIFY(free < 512 * mebi);
    QVERIFY(box.kernel.setNice(box.init, 1));
    QCOMPARE(box.records().machine().generation, generation); // nothing to do with it
    const auto at = box.kernel.mmap(box.init, {.length = mebi}).value();
    QCOMPARE(box.records().machine().freeBytes, free - mebi);
    QVERIFY(box.records().machine().generation > generation);
    const TaskId child = box.fork(box.init); // shares all of it
    QCOMPARE(box.records().machine().freeBytes, free - mebi);
    QVERIFY(box.kernel.touch(child, at, mebi, true));
    QCOMPARE(box.records().machine().freeBytes, free - 2 * mebi);
    QVERIFY(box.kernel.munmap(box.init, at, mebi));
    QVERIFY(box.kernel.exitGroup(child, 0));
    QCOMPARE(box.records().machine().freeBytes, free);
    QVERIFY(!checkPublished(box.kernel));
}

QTEST_APPLESS_MAIN(DetailsTest)
#include "tst_details.moc"

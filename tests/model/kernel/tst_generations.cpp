// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/randomdriver.h>
#include <procfs/procfile.h>
#include <procfs/recordfilesystem.h>

#include <chrono>
#include <functional>
#include <map>
#include <tuple>

using namespace sandscope;
using namespace sandscope::kernel;

namespace {

// Init (task 1), its child (task 2) with a thread (task 3), and a child of that child (task 4).
// Groups 1, 2 and 3; memories 1, 2 and 3; tables and contexts likewise.
struct Family
{
    Sandbox box;
    TaskId child = box.fork(box.init);
    TaskId thread = box.thread(child);
    TaskId grandchild = box.fork(child);
    std::uint64_t at = box.kernel.mmap(child, {.length = 8 * page}).value();
};

using Operation = std::function<bool(Family&)>;

}

Q_DECLARE_METATYPE(Operation)

/// Every operation raises what it changed, and nothing else; and what a file shows never changes
/// without that.
class GenerationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void operations_data();
    void operations();
    void touchedObjectsHaveOwners();
    void theCounterCountsOperations();
    void timeAloneRaisesNothing();
    void whatIsTakenBackRaisesNothing_data();
    void whatIsTakenBackRaisesNothing();
    void whatLooksTheSameRaisesNothing_data();
    void whatLooksTheSameRaisesNothing();
    void cachedIsFresh_data();
    void cachedIsFresh();
    void filesAgreeWithTheirGenerations_data();
    void filesAgreeWithTheirGenerations();
};

void GenerationsTest::operations_data()
{
    QTest::addColumn<Operation>("operation");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* expected, Operation operation) {
        QTest::newRow(name) << operation << QByteArray(expected);
    };
    using std::chrono::milliseconds;
    row("charge cpu", "task 3, group 2", [](Family& f) {
        return f.box.kernel.chargeCpu(f.thread, milliseconds(1), {}).has_value();
    });
    row("charge cpu, none", "",
        [](Family& f) { return f.box.kernel.chargeCpu(f.thread, {}, {}).has_value(); });
    row("charge read", "task 3, group 2",
        [](Family& f) { return f.box.kernel.chargeRead(f.thread, 5).has_value(); });
    row("charge write", "task 2, group 2",
        [](Family& f) { return f.box.kernel.chargeWrite(f.child, -1).has_value(); });
    row("block", "task 3", [](Family& f) { return f.box.kernel.block(f.thread).has_value(); });
    row("wake the waking", "", [](Family& f) { return f.box.kernel.wake(f.thread).has_value(); });
    row("stop", "task 2, task 3, group 2",
        [](Family& f) { return f.box.kernel.kill(std::nullopt, f.child, signalStop).has_value(); });
    row("signal nobody minds", "", [](Family& f) {
        return f.box.kernel.kill(std::nullopt, f.child, signalChild).has_value();
    });
    row("attach", "task 4",
        [](Family& f) { return f.box.kernel.traceAttach(f.box.init, f.grandchild).has_value(); });
    row("set name", "task 3",
        [](Family& f) { return f.box.kernel.setName(f.thread, "x").has_value(); });
    row("set nice", "task 2",
        [](Family& f) { return f.box.kernel.setNice(f.child, 3).has_value(); });
    row("set nice as it is", "",
        [](Family& f) { return f.box.kernel.setNice(f.child, 0).has_value(); });
    row("yield", "task 3", [](Family& f) { return f.box.kernel.yield(f.thread).has_value(); });
    row("no new privileges", "task 3",
        [](Family& f) { return f.box.kernel.setNoNewPrivileges(f.thread).has_value(); });
    row("ignore children", "group 2",
        [](Family& f) { return f.box.kernel.ignoreChildExit(f.thread, true).has_value(); });
    row("do not ignore children, as before", "",
        [](Family& f) { return f.box.kernel.ignoreChildExit(f.thread, false).has_value(); });
    row("oom score adjustment", "group 3", [](Family& f) {
        return f.box.kernel.setOomScoreAdjustment(f.box.init, f.grandchild, 7).has_value();
    });
    row("umask", "fs 2", [](Family& f) { return f.box.kernel.umask(f.thread, 077).has_value(); });
    row("umask as it is", "",
        [](Family& f) { return f.box.kernel.umask(f.thread, 022).has_value(); });
    row("allow setgroups as it is", "", [](Family& f) {
        return f.box.kernel.setGroupsAllowed(f.box.init, f.box.init, true).has_value();
    });
    row("seccomp", "task 2",
        [](Family& f) { return f.box.kernel.setSeccomp(f.child).has_value(); });
    row("seccomp for all threads", "task 2, task 3",
        [](Family& f) { return f.box.kernel.setSeccomp(f.thread, true).has_value(); });
    row("rss limit", "group 2",
        [](Family& f) { return f.box.kernel.setRssLimit(f.thread, 1).has_value(); });
    row("another limit", "group 2",
        [](Family& f) { return f.box.kernel.setLimit(f.thread, Limit::openFiles, 9).has_value(); });
    row("a limit as it is", "", [](Family& f) {
        return f.box.kernel.setLimit(f.box.init, f.child, Limit::cpuTime, {noLimit, noLimit})
            .has_value();
    });
    row("setsid", "group 3",
        [](Family& f) { return f.box.kernel.setsid(f.grandchild).has_value(); });
    row("setpgid", "group 3",
        [](Family& f) { return f.box.kernel.setpgid(f.child, f.grandchild, 0).has_value(); });
    row("setuid", "task 4, memory 3",
        [](Family& f) { return f.box.kernel.setuid(f.grandchild, 5).has_value(); });
    row("setgroups", "task 4",
        [](Family& f) { return f.box.kernel.setgroups(f.grandchild, {1}).has_value(); });
    row("capset", "task 4",
        [](Family& f) { return f.box.kernel.capset(f.grandchild, {}).has_value(); });
    row("dumpable", "memory 3",
        [](Family& f) { return f.box.kernel.setDumpable(f.grandchild, false).has_value(); });
    row("keep capabilities", "",
        [](Family& f) { return f.box.kernel.setKeepCapabilities(f.grandchild, true).has_value(); });
    row("chdir", "fs 2",
        [](Family& f) { return f.box.kernel.chdir(f.thread, "/tmp").has_value(); });
    row("chroot", "fs 3",
        [](Family& f) { return f.box.kernel.chroot(f.grandchild, "/srv").has_value(); });
    row("unshare a user namespace", "task 4, +userns 2",
        [](Family& f) { return f.box.kernel.unshare(f.grandchild, clone::newuser).has_value(); });
    row("unshare a pid namespace", "task 4, +pidns 2",
        [](Family& f) { return f.box.kernel.unshare(f.grandchild, clone::newpid).has_value(); });
    // The last two are nothing that this release knows.
    for (const auto& [name, flag, changed] : {std::tuple{"unshare IPC", clone::newipc, "task 4"},
                                              {"unshare UTS", clone::newuts, "task 4"},
                                              {"unshare cgroups", clone::newcgroup, ""},
                                              {"unshare time", clone::newtime, ""}})
        row(name, changed,
            [flag](Family& f) { return f.box.kernel.unshare(f.grandchild, flag).has_value(); });
    row("unshare a mount namespace", "task 4, +mountns 2",
        [](Family& f) { return f.box.kernel.unshare(f.grandchild, clone::newns).has_value(); });
    row("unshare shared descriptors", "task 3, +fdtable 4",
        [](Family& f) { return f.box.kernel.unshare(f.thread, clone::files).has_value(); });
    row("mmap", "memory 2",
        [](Family& f) { return f.box.kernel.mmap(f.thread, {.length = page}).has_value(); });
    row("munmap", "memory 2",
        [](Family& f) { return f.box.kernel.munmap(f.child, f.at, page).has_value(); });
    row("munmap of nothing", "",
        [](Family& f) { return f.box.kernel.munmap(f.child, 0x10000, page).has_value(); });
    row("mprotect", "memory 2", [](Family& f) {
        return f.box.kernel.mprotect(f.child, f.at, page, {true, false, false}).has_value();
    });
    row("brk", "memory 2", [](Family& f) {
        return f.box.kernel.brk(f.child, f.box.kernel.brk(f.child, 0).value() + page).has_value();
    });
    row("touch what is resident", "",
        [](Family& f) { return f.box.kernel.touch(f.child, f.at, page, true).has_value(); });
    row("touch what fork shared", "task 4, group 3", // the copy takes the place of what was there
        [](Family& f) {
            const auto vmas = f.box.kernel.vmas(f.grandchild);
            const auto heap = std::ranges::find(vmas, procfs::VmaHint::heap, &procfs::Vma::hint);
            return f.box.kernel.touch(f.grandchild, heap->start, page, true).has_value();
        });
    row("touch a library that fork left out", "task 4, group 3, memory 3", [](Family& f) {
        const auto vmas = f.box.kernel.vmas(f.grandchild);
        const auto cold = std::ranges::find_if(
            vmas, [](const auto& v) { return v.mapping && v.rssBytes == 0; });
        return f.box.kernel.touch(f.grandchild, cold->start, page, false).has_value();
    });
    row("mlock", "memory 2",
        [](Family& f) { return f.box.kernel.mlock(f.child, f.at, page).has_value(); });
    row("open", "fdtable 2",
        [](Family& f) { return f.box.kernel.open(f.thread, {"/x", 0, false, false}).has_value(); });
    row("memfd, which 2019 lacks", "",
        [](Family& f) { return f.box.kernel.memfd(f.thread, "x").error() == Errno::noSystemCall; });
    row("eventfd", "fdtable 2",
        [](Family& f) { return f.box.kernel.eventfd(f.thread).has_value(); });
    row("write without a position", "task 3, group 2",
        [](Family& f) { return f.box.kernel.writeFd(f.thread, 1, 5).has_value(); });
    row("pipe", "fdtable 2", [](Family& f) { return f.box.kernel.pipe(f.thread).has_value(); });
    row("dup2 onto itself", "",
        [](Family& f) { return f.box.kernel.dup2(f.thread, 0, 0).has_value(); });
    row("close", "fdtable 3",
        [](Family& f) { return f.box.kernel.close(f.grandchild, 0).has_value(); });
    row("close on exec", "fdtable 3",
        [](Family& f) { return f.box.kernel.setCloseOnExec(f.grandchild, 0, true).has_value(); });
    row("fork", "+task 5, +group 4, +memory 4, +fdtable 4, +fs 4, pidns 1",
        [](Family& f) { return f.box.kernel.fork(f.grandchild).has_value(); });
    row("vfork", "task 4, +task 5, +group 4, memory 3, +fdtable 4, +fs 4, pidns 1",
        [](Family& f) { return f.box.kernel.vfork(f.grandchild).has_value(); });
    row("a thread", "+task 5, group 3, memory 3, pidns 1",
        [](Family& f) { return f.box.kernel.clone(f.grandchild, clone::newThread).has_value(); });
    row("exit of a thread", "-task 3, group 2, memory 2, pidns 1",
        [](Family& f) { return f.box.kernel.exit(f.thread, 0).has_value(); });
    row("exit of a leader with threads", "task 2, task 4, memory 2", // its child goes to the thread
        [](Family& f) { return f.box.kernel.exit(f.child, 0).has_value(); });
    row("exit of a process", "task 4, -memory 3, -fdtable 3, -fs 3",
        [](Family& f) { return f.box.kernel.exitGroup(f.grandchild, 0).has_value(); });
    row("exit of a parent",
        "task 2, -task 3, task 4, group 2, -memory 2, -fdtable 2, -fs 2, pidns 1",
        [](Family& f) { return f.box.kernel.exitGroup(f.child, 0).has_value(); });
    row("exec", "task 4, group 3, -memory 3, +memory 4", [](Family& f) {
        return f.box.kernel.exec(f.grandchild, "/bin/sh", {"sh"}, {}).has_value();
    });
    row("exec by a thread", "-task 2, task 3, task 4, group 2, -memory 2, +memory 4, pidns 1",
        [](Family& f) { return f.box.kernel.exec(f.thread, "/bin/sh", {"sh"}, {}).has_value(); });
}

void GenerationsTest::operations()
{
    QFETCH(Operation, operation);
    QFETCH(QByteArray, expected);
    Family family;
    const auto before = family.box.kernel.publish();
    QVERIFY(operation(family));
    QCOMPARE(joined(told(family.box.kernel.touched())), expected);
    const auto after = family.box.kernel.publish();
    QCOMPARE(joined(changes(*before->records, *after->records)), expected);
    QCOMPARE(after == before, expected.isEmpty());
    QVERIFY(family.box.kernel.touched().empty());
    const auto& a = static_cast<const KernelRecords&>(*before->records).maps();
    const auto& b = static_cast<const KernelRecords&>(*after->records).maps();
    const auto idle = checkRaised(a, b);
    QVERIFY2(!idle, idle.value_or("").c_str());
    const auto stale = checkPublished(family.box.kernel);
    QVERIFY2(!stale, stale.value_or("").c_str());
}

void GenerationsTest::touchedObjectsHaveOwners()
{
    Family family;
    Kernel& kernel = family.box.kernel;
    (void)kernel.publish();
    const auto owners = [&kernel] {
        QByteArray text;
        for (const snapshot::TouchedObject& object : kernel.touched())
            text += (text.isEmpty() ? "" : ", ") + QByteArray::number(object.owner.value);
        (void)kernel.publish();
        return joined(told(kernel.touched())) + text;
    };
    // A directory is of a context, which does not know its tasks: the caller has it.
    QVERIFY(kernel.chdir(family.thread, "/tmp"));
    QCOMPARE(owners(), "3");
    // Memory and descriptors of several tasks are those of the first.
    QVERIFY(kernel.mmap(family.thread, {.length = page}));
    QCOMPARE(owners(), "2");
    QVERIFY(kernel.unshare(family.grandchild, clone::newuser));
    QCOMPARE(owners(), "4, 4"); // the task, and its new user namespace
    // What has ended is nobody's; what came and went is not told.
    QVERIFY(kernel.exitGroup(family.grandchild, 0));
    (void)kernel.publish();
    QVERIFY(kernel.wait(family.child, family.grandchild));
    QVERIFY((kernel.touched().front()
             == snapshot::TouchedObject{snapshot::ObjectKind::task,
                                        family.grandchild.value,
                                        snapshot::ObjectChange::ended,
                                        {}}));
    (void)kernel.publish();
    const TaskId brief = family.box.thread(family.child);
    QVERIFY(kernel.exit(brief, 0));
    for (const snapshot::TouchedObject& object : kernel.touched())
        QVERIFY(object.kind != snapshot::ObjectKind::task || object.id != brief.value);
}

void GenerationsTest::theCounterCountsOperations()
{
    Family family;
    const auto before = family.box.kernel.generation();
    QVERIFY(family.box.kernel.exitGroup(family.child, 0)); // changes much
    QCOMPARE(family.box.kernel.generation(), before + 1);
    QVERIFY(family.box.kernel.setNice(family.box.init, 0)); // changes nothing
    QCOMPARE(family.box.kernel.generation(), before + 1);
}

void GenerationsTest::timeAloneRaisesNothing()
{
    Family family;
    const auto before = family.box.kernel.publish();
    QVERIFY(family.box.kernel.publish() == before);
    QVERIFY(family.box.kernel.advanceClock(std::chrono::seconds(1)));
    const auto after = family.box.kernel.publish();
    QCOMPARE(after->generation, before->generation);
    QCOMPARE(after->time, std::chrono::nanoseconds(std::chrono::seconds(1)));
    QVERIFY(changes(*before->records, *after->records).empty());
}

namespace {

using Texts = std::map<std::string, std::string>;

// Reads everything below a directory, depth first: bytes of files, targets of links, errors by
// name.
void readBelow(procfs::Node& folder, const std::string& path, Texts& out)
{
    const auto error = [](const procfs::Failure& failure) {
        return "error " + procfs::errnoName(failure.error);
    };
    const auto listing = folder.readdir(0, 1 << 20);
    if (!listing) {
        out[path] = error(listing.error());
        return;
    }
    for (const procfs::DirEntry& entry : listing->entries) {
        if (entry.name == "." || entry.name == "..")
            continue;
        const std::string at = path + '/' + entry.name;
        const auto node = folder.lookup(entry.name);
        if (!node) {
            out[at] = error(node.error());
        } else if ((*node)->kind() == procfs::FileKind::directory) {
            readBelow(**node, at, out);
        } else if ((*node)->kind() == procfs::FileKind::link) {
            const auto target = (*node)->readlink();
            out[at] = target ? *target : error(target.error());
        } else {
            const auto content = (*node)->content();
            out[at] = content ? (*content)->bytes : error(content.error());
        }
    }
}

Texts readAll(const snapshot::SnapshotPtr& snapshot, snapshot::ViewOptions view,
              std::shared_ptr<procfs::RecordCache> cache)
{
    if (view.reader && !snapshot->records->task(view.reader))
        view.reader = {};
    const auto fs = snapshot::makeFileSystem(snapshot, view, std::move(cache));
    Texts texts;
    readBelow(*fs->root(), "", texts);
    return texts;
}

std::string firstDifference(const Texts& a, const Texts& b)
{
    for (const auto& [path, bytes] : a) {
        const auto other = b.find(path);
        if (other == b.end())
            return path + " is missing";
        if (other->second != bytes)
            return path + ":\n" + bytes + "--- fresh:\n" + other->second;
    }
    return a.size() == b.size() ? "" : "there is more in the second";
}

void addDialects()
{
    QTest::addColumn<int>("dialect");
    for (const procfs::Dialect dialect : procfs::allDialects)
        QTest::newRow(std::string(procfs::dialectName(dialect)).c_str())
            << static_cast<int>(dialect);
}

}

namespace {

void everyBehaviourAsRow()
{
    QTest::addColumn<Behaviour>("behaviour");
    for (const Behaviour behaviour : everyBehaviour)
        QTest::newRow(nameOf(behaviour)) << behaviour;
}

template <class Operation>
QByteArray raisedBy(Sandbox& box, Operation operation)
{
    const auto before = box.kernel.publish();
    if (!operation())
        return "it failed";
    const auto after = box.kernel.publish();
    if (const auto problem = checkPublished(box.kernel))
        return QByteArray::fromStdString(*problem);
    return joined(changes(*before->records, *after->records));
}

}

void GenerationsTest::whatIsTakenBackRaisesNothing_data()
{
    everyBehaviourAsRow();
}

// A signal that is sent and taken, and a stop that ends, within one operation.
void GenerationsTest::whatIsTakenBackRaisesNothing()
{
    constexpr int hangUp = 1;
    QFETCH(Behaviour, behaviour);
    Sandbox box({.behaviour = behaviour});
    const TaskId shell = box.fork(box.init);
    QVERIFY(box.kernel.setsid(shell));
    const TaskId mother = box.fork(shell);
    QVERIFY(box.kernel.setpgid(mother, mother, 0));
    const TaskId child = box.fork(mother);
    QVERIFY(box.kernel.setSignalAction(child, hangUp, SignalAction::handle));
    QVERIFY(box.kernel.setParentDeathSignal(child, signalStop));
    // It stops with its mother's death, is hung up as nobody else could let it go on, takes that
    // once it goes on: a child with another parent, in a group as it was.
    QCOMPARE(raisedBy(box, [&] { return box.kernel.exit(mother, 0).has_value(); }),
             QByteArray("task 3, task 4, -memory 3, -fdtable 3, -fs 3"));
    QCOMPARE(box.kernel.state(child), procfs::TaskState::running);
    QVERIFY(box.kernel.canCall(child));
    // What stays is told: the stop alone.
    QCOMPARE(raisedBy(box, [&] { return box.kernel.kill({}, child, signalStop).has_value(); }),
             QByteArray("task 4, group 4"));
    QCOMPARE(raisedBy(box, [&] { return box.kernel.kill({}, child, hangUp).has_value(); }),
             QByteArray("group 4"));
    QCOMPARE(raisedBy(box, [&] { return box.kernel.kill({}, child, signalContinue).has_value(); }),
             QByteArray("task 4, group 4"));
    QCOMPARE(box.group(child)->pendingSignals, std::uint64_t{0});
}

void GenerationsTest::whatLooksTheSameRaisesNothing_data()
{
    everyBehaviourAsRow();
}

// Nobody sees that an equal thing has taken an equal one's place.
void GenerationsTest::whatLooksTheSameRaisesNothing()
{
    QFETCH(Behaviour, behaviour);
    Sandbox box({.behaviour = behaviour});
    const TaskId task = box.init;
    const int one = box.kernel.open(task, {.path = "/file"}).value();
    const int two = box.kernel.open(task, {.path = "/file"}).value();
    QCOMPARE(raisedBy(box, [&] { return box.kernel.dup3(task, one, two, false).has_value(); }), "");
    QVERIFY(box.kernel.seek(task, one, 7)); // it is the same open file now
    QCOMPARE(box.kernel.descriptor(task, two)->position, std::uint64_t{7});
    QCOMPARE(raisedBy(box, [&] { return box.kernel.dup3(task, one, two, true).has_value(); }),
             QByteArray("fdtable 1"));

    MapRequest request{.length = 4 * page, .access = {true, false, false}};
    request.file = FileRef{.path = "/file"};
    request.address = box.kernel.mmap(task, request).value();
    request.fixed = true;
    const auto again = [&] { return box.kernel.mmap(task, request).has_value(); };
    QCOMPARE(raisedBy(box, again), "");
    QVERIFY(box.kernel.touch(task, request.address, page, false));
    QCOMPARE(raisedBy(box, again), QByteArray("memory 1")); // its pages are gone
    request.offset = page;
    QCOMPARE(raisedBy(box, again), QByteArray("memory 1"));

    const procfs::MachineRecord machine;
    const auto setMachine = [&] {
        box.kernel.setMachine(machine);
        return true;
    };
    box.kernel.setMachine(machine);
    (void)box.kernel.publish();
    const auto generation = box.kernel.generation();
    QCOMPARE(raisedBy(box, setMachine), "");
    QCOMPARE(box.kernel.generation(), generation);
    const std::vector<procfs::Mount> mounts{
        {.id = 1, .parentId = 1, .path = "/", .fileSystemType = "9p"}};
    const auto setMounts = [&] {
        box.kernel.setMounts(mounts);
        return true;
    };
    QCOMPARE(raisedBy(box, setMounts), QByteArray("mountns 1"));
    QCOMPARE(raisedBy(box, setMounts), "");
}

void GenerationsTest::cachedIsFresh_data()
{
    operations_data();
}

// What a cache gives after an operation is what would be made afresh: in every dialect, of every
// file, for a reader inside and for one outside.
void GenerationsTest::cachedIsFresh()
{
    QFETCH(Operation, operation);
    for (const procfs::Dialect dialect : procfs::allDialects) {
        for (const bool inside : {false, true}) {
            Family family;
            snapshot::ViewOptions view;
            view.dialect = dialect;
            if (inside)
                view.reader = family.grandchild;
            const auto cache = std::make_shared<procfs::RecordCache>();
            const Texts before = readAll(family.box.kernel.publish(), view, cache);
            QVERIFY(operation(family));
            const auto snapshot = family.box.kernel.publish();
            const Texts cached = readAll(snapshot, view, cache);
            const Texts fresh = readAll(snapshot, view, std::make_shared<procfs::RecordCache>());
            const std::string difference = firstDifference(cached, fresh);
            QVERIFY2(difference.empty(),
                     (std::string(procfs::dialectName(dialect)) + difference).c_str());
            QVERIFY(before.size() > 40);
        }
    }
}

void GenerationsTest::filesAgreeWithTheirGenerations_data()
{
    addDialects();
}

// Reads every file of every task after every operation, without a cache: its bytes may differ from
// the time before only where the file's generation rose, or time passed and the file depends on it.
void GenerationsTest::filesAgreeWithTheirGenerations()
{
    QFETCH(int, dialect);
    Kernel kernel({.seed = 4});
    RandomDriver driver(kernel, 4);
    for (int i = 0; i < 150; ++i)
        driver.step();
    struct Known
    {
        procfs::Generation generation = 0;
        std::chrono::nanoseconds time{};
        std::string bytes;
    };
    std::map<std::pair<TaskId, std::string>, Known> known;
    int rose = 0;
    int stayed = 0;
    for (int i = 0; i < 60; ++i) {
        driver.step();
        const auto snapshot = kernel.publish();
        snapshot::ViewOptions view;
        view.dialect = static_cast<procfs::Dialect>(dialect);
        const auto fs
            = snapshot::makeFileSystem(snapshot, view, std::make_shared<procfs::RecordCache>());
        const auto look = [&](TaskId task, const std::string& path, const procfs::ProcFile& file) {
            if (file.kind != procfs::FileKind::regular || !file.existsIn(view.dialect))
                return;
            const auto node = fs->walk(path);
            if (!node)
                return; // not in this directory, or of a task that is not seen
            const auto content = (*node)->content();
            Known now{(*node)->generation(), snapshot->time,
                      content ? (*content)->bytes : procfs::errnoName(content.error().error)};
            Known& before = known[{task, path.substr(path.rfind('/') + 1)}];
            const bool mayDiffer = now.generation != before.generation
                || (procfs::dependsOn(file.dependencies, procfs::Dependency::everything)
                    && now.time != before.time);
            if (mayDiffer)
                ++rose;
            else if (now.bytes == before.bytes)
                ++stayed;
            else
                QFAIL((path + " after " + driver.lastOperation()).c_str());
            before = std::move(now);
        };
        for (const procfs::ProcFile* file : procfs::procFiles(procfs::Scope::system))
            look({}, std::string(file->name), *file);
        for (const TaskId task : kernel.tasks()) {
            const std::string folder = std::to_string(kernel.tid(task).value) + '/';
            for (const procfs::ProcFile* file : procfs::procFiles())
                look(task, folder + std::string(file->name), *file);
            for (const procfs::ProcFile* file : procfs::procFiles(procfs::Scope::net))
                look(task, folder + "net/" + std::string(file->name), *file);
            if (QTest::currentTestFailed())
                return;
        }
    }
    QVERIFY(rose > 100);
    QVERIFY(stayed > 1000);
}

QTEST_APPLESS_MAIN(GenerationsTest)
#include "tst_generations.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cwd.h>
#include <procfs/files/exe.h>
#include <procfs/files/fd.h>
#include <procfs/files/ns.h>
#include <procfs/files/root.h>

#include <QTest>

#include <algorithm>
#include <array>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::WorkerRecords;

namespace {

std::string target(const FileContext& ctx, const ProcFile& file = exeFile)
{
    const auto answer = file.target(ctx);
    return answer ? *answer : errnoName(answer.error());
}

}

/// What readlink answers: cwd, exe, root, fd/N, ns/N.
class TestLinks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exe();
    void exeWithoutExecutable();
    void ended_data();
    void ended();
    void workingDirectoryAndRoot();
    void descriptors_data();
    void descriptors();
    void namespaceNames();
    void namespaces_data();
    void namespaces();
    void namespacesThatAreMissing();
};

void TestLinks::exe()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    QCOMPARE(target(ctx), "/usr/bin/dash");
    ctx.readerRoot = "/usr";
    QCOMPARE(target(ctx), "/bin/dash");
    ctx.readerRoot = "/home";
    QCOMPARE(target(ctx), "/usr/bin/dash");
    memory.executableDeleted = true;
    QCOMPARE(target(ctx), "/usr/bin/dash (deleted)");
    ctx.readerRoot = {};
    QCOMPARE(target(ctx), "EINVAL");
    memory.hasExecutable = false;
    QCOMPARE(target(ctx), "ENOENT"); // asked before the reader's root is
}

void TestLinks::exeWithoutExecutable()
{
    WorkerRecords records;
    records.memories.at(WorkerRecords::workerMemory).hasExecutable = false;
    const auto in
        = [&](Dialect dialect) { return target(records.context(WorkerRecords::worker, dialect)); };
    QCOMPARE(in(Dialect::gvisor2018), "ENOENT");
    QCOMPARE(in(Dialect::gvisor2019), "ENOENT");
    QCOMPARE(in(Dialect::gvisor2022), "ESRCH");
    QCOMPARE(in(Dialect::gvisor2024), "ESRCH");
    QCOMPARE(in(Dialect::gvisor2026), "ESRCH");
    QCOMPARE(in(Dialect::linux_), "ENOENT");
}

void TestLinks::ended_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("exe"); // of a zombie
    QTest::addColumn<QByteArray>("zombie"); // cwd and root
    QTest::addColumn<QByteArray>("dead"); // all three
    const auto row = [](Dialect dialect, const char* exe, const char* zombie, const char* dead) {
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(exe) << QByteArray(zombie) << QByteArray(dead);
    };
    row(Dialect::gvisor2018, "EACCES", "", "EACCES");
    row(Dialect::gvisor2019, "EACCES", "", "EACCES");
    row(Dialect::gvisor2022, "EACCES", "EACCES", "ESRCH");
    row(Dialect::gvisor2024, "EACCES", "EACCES", "ESRCH");
    row(Dialect::gvisor2026, "EACCES", "EACCES", "ESRCH");
    row(Dialect::linux_, "ENOENT", "ENOENT", "ENOENT");
}

void TestLinks::ended()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, dead);
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    const FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    QTEST(QByteArray::fromStdString(target(ctx, exeFile)), "exe");
    const bool hasOthers = cwdFile.existsIn(ctx.dialect);
    QCOMPARE(hasOthers, !isEarly(ctx.dialect));
    if (hasOthers) {
        QTEST(QByteArray::fromStdString(target(ctx, cwdFile)), "zombie");
        QTEST(QByteArray::fromStdString(target(ctx, rootFile)), "zombie");
    }
    const Dialect which = ctx.dialect;
    const TaskRecord last = records.reap(WorkerRecords::worker);
    const FileContext gone{
        .records = records, .task = last, .dialect = which, .mount = WorkerRecords::rootPids};
    for (const ProcFile* const file : {&exeFile, &cwdFile, &rootFile}) {
        if (file->existsIn(which))
            QCOMPARE(QByteArray::fromStdString(target(gone, *file)), dead);
    }
}

void TestLinks::workingDirectoryAndRoot()
{
    WorkerRecords records;
    FsContextRecord& fs = records.fsContexts.at(FsContextId{7});
    fs.root = "/jail";
    fs.workingDirectory = "/jail/a b";
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2024);
    QCOMPARE(target(ctx, cwdFile), "/jail/a b");
    QCOMPARE(target(ctx, rootFile), "/jail");
    ctx.readerRoot = "/jail";
    QCOMPARE(target(ctx, cwdFile), "/a b");
    QCOMPARE(target(ctx, rootFile), "/");
    fs.workingDirectoryDeleted = true;
    QCOMPARE(target(ctx, cwdFile), "/a b (deleted)");
    QCOMPARE(target(ctx, rootFile), "/");
    fs.rootDeleted = true;
    QCOMPARE(target(ctx, rootFile), "/ (deleted)");
}

void TestLinks::descriptors_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("deleted");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const int in2018 = int(Dialect::gvisor2018);
    const int in2019 = int(Dialect::gvisor2019);
    QTest::newRow("file") << int(FdKind::path) << QByteArray("/jail/tmp/a b") << false << in2019
                          << QByteArray("/tmp/a b");
    QTest::newRow("root itself") << int(FdKind::path) << QByteArray("/jail") << false << in2019
                                 << QByteArray("/");
    QTest::newRow("outside the root")
        << int(FdKind::path) << QByteArray("/jailed") << false << in2019 << QByteArray("/jailed");
    QTest::newRow("deleted") << int(FdKind::path) << QByteArray("/jail/x") << true << in2018
                             << QByteArray("/x (deleted)");
    QTest::newRow("pipe") << int(FdKind::pipe) << QByteArray() << false << in2018
                          << QByteArray("pipe:[12]");
    QTest::newRow("socket") << int(FdKind::socket) << QByteArray() << false << in2018
                            << QByteArray("socket:[12]");
    QTest::newRow("from the host")
        << int(FdKind::host) << QByteArray() << false << in2018 << QByteArray("host:[12]");
    QTest::newRow("event counter") << int(FdKind::anonymous) << QByteArray("eventfd") << false
                                   << in2018 << QByteArray("anon_inode:[eventfd]");
    QTest::newRow("inotify in 2018")
        << int(FdKind::inotify) << QByteArray() << false << in2018 << QByteArray("inotify");
    QTest::newRow("inotify in 2019") << int(FdKind::inotify) << QByteArray() << false << in2019
                                     << QByteArray("anon_inode:[inotify]");
    for (const Dialect later : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026})
        QTest::addRow("inotify in %s", std::string(dialectName(later)).c_str())
            << int(FdKind::inotify) << QByteArray() << false << int(later)
            << QByteArray("anon_inode:[inotifyfd:12]");
    QTest::newRow("inotify on Linux") << int(FdKind::inotify) << QByteArray() << false
                                      << int(Dialect::linux_) << QByteArray("anon_inode:inotify");
    QTest::newRow("pidfd on Linux") << int(FdKind::anonymous) << QByteArray("pidfd") << false
                                    << int(Dialect::linux_) << QByteArray("anon_inode:[pidfd]");
    QTest::newRow("memory file in 2024")
        << int(FdKind::path) << QByteArray("/memfd:x y") << true << int(Dialect::gvisor2024)
        << QByteArray("/memfd:x y (deleted)");
}

void TestLinks::descriptors()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, path);
    QFETCH(const bool, deleted);
    QFETCH(const int, dialect);
    FdEntry entry;
    entry.kind = static_cast<FdKind>(kind);
    entry.path = path.toStdString();
    entry.deleted = deleted;
    entry.number = 12;
    QTEST(QByteArray::fromStdString(fdTarget(entry, "/jail", static_cast<Dialect>(dialect))),
          "expected");
}

void TestLinks::namespaceNames()
{
    WorkerRecords records;
    const std::array<std::string_view, 3> three = {"net", "pid", "user"};
    const std::array<std::string_view, 6> six = {"ipc", "mnt", "net", "pid", "user", "uts"};
    const auto names
        = [&](Dialect dialect) { return nsNames(records.context(WorkerRecords::worker, dialect)); };
    for (const Dialect dialect : {Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022})
        QVERIFY(std::ranges::equal(names(dialect), three));
    records.groups.at(GroupId{7}).cgroups = std::make_shared<const std::vector<CgroupMembership>>();
    QVERIFY(std::ranges::equal(names(Dialect::gvisor2024), six));
    QVERIFY(std::ranges::equal(names(Dialect::gvisor2026), six));
    QCOMPARE(names(Dialect::linux_).size(), 10U);

    records.groups.at(GroupId{7}).cgroups
        = std::make_shared<const std::vector<CgroupMembership>>(1, CgroupMembership{});
    QCOMPARE(names(Dialect::gvisor2026).size(), 7U);
    QCOMPARE(names(Dialect::gvisor2026)[0], "cgroup");
    QVERIFY(std::ranges::equal(names(Dialect::gvisor2024), six));
    for (const Dialect dialect : allDialects)
        QVERIFY(std::ranges::is_sorted(names(dialect)));
}

void TestLinks::namespaces_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("first"); // link 14, every namespace the first of its kind
    QTest::addColumn<QByteArray>("second");
    const auto row = [](Dialect dialect, const char* first, const char* second) {
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(first) << QByteArray(second);
    };
    row(Dialect::gvisor2018, "net:[13] pid:[13] user:[13]", "net:[13] pid:[13] user:[13]");
    row(Dialect::gvisor2019, "net:[13] pid:[13] user:[13]", "net:[13] pid:[13] user:[13]");
    row(Dialect::gvisor2022, "net:[14] pid:[14] user:[14]", "net:[14] pid:[14] user:[14]");
    row(Dialect::gvisor2024, "ipc:[2] mnt:[4] net:[1] pid:[1] user:[14] uts:[3]",
        "ipc:[7] mnt:[5] net:[6] pid:[2] user:[14] uts:[8]");
    row(Dialect::gvisor2026, "cgroup:[6] ipc:[3] mnt:[7] net:[2] pid:[5] user:[1] uts:[4]",
        "cgroup:[14] ipc:[11] mnt:[8] net:[10] pid:[13] user:[9] uts:[12]");
    row(Dialect::linux_,
        "cgroup:[4026531835] ipc:[4026531839] mnt:[4026531832] net:[4026531833] pid:[4026531836] "
        "pid:[4026531836] time:[4026531834] time:[4026531834] user:[4026531837] uts:[4026531838]",
        "cgroup:[4026532183] ipc:[4026532187] mnt:[4026532180] net:[4026532181] pid:[4026532184] "
        "pid:[4026532184] time:[4026532182] time:[4026532182] user:[4026532185] uts:[4026532186]");
}

void TestLinks::namespaces()
{
    QFETCH(const int, dialect);
    WorkerRecords records;
    records.groups.at(GroupId{7}).cgroups
        = std::make_shared<const std::vector<CgroupMembership>>(1, CgroupMembership{});
    TaskRecord& task = records.tasks.at(WorkerRecords::worker);
    const auto all = [&](std::uint32_t id) {
        task.mountNamespace = MountNamespaceId{id};
        task.netNamespace = NetNamespaceId{id};
        task.pidNamespace = PidNamespaceId{id};
        task.otherNamespaces
            = {IpcNamespaceId{id}, UtsNamespaceId{id}, CgroupNamespaceId{id}, TimeNamespaceId{id}};
        Credentials credentials;
        credentials.userNamespace = UserNamespaceId{id};
        records.setCredentials(WorkerRecords::worker, credentials);
        const FileContext ctx
            = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
        std::string text;
        for (const std::string_view name : nsNames(ctx))
            text += (text.empty() ? "" : " ") + nsTarget(ctx, name, 14).value_or("error");
        return QByteArray::fromStdString(text);
    };
    QTEST(all(1), "first");
    QTEST(all(2), "second");
}

void TestLinks::namespacesThatAreMissing()
{
    WorkerRecords records;
    TaskRecord& task = records.tasks.at(WorkerRecords::worker);
    task.netNamespace = {};
    const auto text = [&](Dialect dialect, std::string_view name) {
        const auto answer = nsTarget(records.context(WorkerRecords::worker, dialect), name, 14);
        return answer ? *answer : errnoName(answer.error());
    };
    QCOMPARE(text(Dialect::gvisor2024, "net"), "ENOENT");
    QCOMPARE(text(Dialect::linux_, "net"), "ENOENT");
    QCOMPARE(text(Dialect::gvisor2022, "net"), "net:[14]"); // nobody looks
    QCOMPARE(text(Dialect::gvisor2024, "time"), "ENOENT");
    QCOMPARE(text(Dialect::gvisor2022, "uts"), "ENOENT");
    QCOMPARE(text(Dialect::linux_, ""), "ENOENT");
    // A namespace made by unshare(2) has no name before its first process.
    task.pidNamespaceForChildren = PidNamespaceId{2};
    QCOMPARE(text(Dialect::linux_, "pid_for_children"), "ENOENT");
    records.tasks.at(WorkerRecords::parent).tids.push_back({PidNamespaceId{2}, Tid{1}});
    QCOMPARE(text(Dialect::linux_, "pid_for_children"), "pid:[4026532184]");
    QCOMPARE(text(Dialect::linux_, "pid"), "pid:[4026531836]");

    records.exit(WorkerRecords::worker);
    QCOMPARE(text(Dialect::gvisor2019, "net"), "net:[13]");
    QCOMPARE(text(Dialect::gvisor2022, "net"), "EACCES");
    QCOMPARE(text(Dialect::gvisor2024, "pid"), "EACCES");
    QCOMPARE(text(Dialect::gvisor2026, "user"), "EACCES");
    QCOMPARE(text(Dialect::linux_, "pid"), "pid:[4026531836]");
    QCOMPARE(text(Dialect::linux_, "user"), "user:[4026531837]");
    QCOMPARE(text(Dialect::linux_, "uts"), "ENOENT");
    QCOMPARE(text(Dialect::linux_, "pid_for_children"), "ENOENT");
    records.tasks.at(WorkerRecords::worker).state = TaskState::dead;
    QCOMPARE(text(Dialect::gvisor2022, "net"), "ESRCH");
    QCOMPARE(text(Dialect::gvisor2024, "uts"), "ESRCH");
    QCOMPARE(text(Dialect::linux_, "user"), "ENOENT");
}

QTEST_APPLESS_MAIN(TestLinks)
#include "tst_links.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/detect.h>
#include <procfs/recordfilesystem.h>

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

#include <support/captures.h>
#include <support/fakerecords.h>
#include <support/golden.h>

using namespace sandscope::procfs;
using namespace std::chrono_literals;
using sandscope::test::Capture;
using sandscope::test::captures;
using sandscope::test::FakeRecords;
using sandscope::test::Files;

/// The dialect of a tree, from what stands in it.
class TestDetect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void captured_data();
    void captured();
    void printed_data();
    void printed();
    void singleFiles_data();
    void singleFiles();
    void nothing();
    void labelIsWeakest();
    void contradictionsAreListed();
    void forgedNames_data();
    void forgedNames();
    void sentences();
};

namespace {

/// A view over files by path; folders have the names that the paths show.
DetectionView viewOf(const Files& files)
{
    return {.text = [&files](std::string_view path) -> std::optional<std::string> {
                const auto found = files.find(std::string(path));
                return found == files.end() ? std::nullopt : std::optional(found->second);
            },
            .names = [&files](std::string_view path) -> std::optional<std::vector<std::string>> {
                const std::string prefix = path.empty() ? "" : std::string(path) + '/';
                std::set<std::string> names;
                for (const auto& [name, bytes] : files) {
                    if (name.starts_with(prefix))
                        names.insert(name.substr(prefix.size(),
                                                 name.find('/', prefix.size()) - prefix.size()));
                }
                if (names.empty())
                    return std::nullopt;
                return std::vector<std::string>(names.begin(), names.end());
            }};
}

QByteArray explained(const Detection& found)
{
    QByteArray text;
    for (const std::string& sentence : found.explanation())
        text += sentence + '\n';
    return text;
}

int numberOf(std::optional<Dialect> dialect)
{
    return dialect ? int(*dialect) : -1;
}

/// A shell and its child, as simulated.
class Tasks : public FakeRecords
{
public:
    /// Mounts have the device 0:0 in early gVisor, and one of their own later.
    explicit Tasks(Dialect dialect)
    {
        currentTime = 60s;
        for (Mount& mount : mountNamespaces.at(rootMounts).mounts)
            mount.deviceMinor = isEarly(dialect) ? 0 : 17;
        for (const std::int32_t tid : {1, 2}) {
            TaskRecord& task = addProcess(tid, tid == 1 ? "sh" : "worker");
            task.startTime = std::chrono::seconds(tid);
            auto program = std::make_shared<MappingIdentity>();
            program->path = "/bin/sh";
            program->inode = 12;
            program->device = 8;
            Vma text{.start = 0x400000,
                     .end = 0x401000,
                     .real = {.read = true, .write = false, .execute = true},
                     .effective = {.read = true, .write = false, .execute = true},
                     .maximum = {.read = true, .write = true, .execute = true},
                     .mapping = program,
                     .rssBytes = 0x1000,
                     .details = {}};
            setVmas(MemoryId{static_cast<std::uint32_t>(tid)}, {text});
            FdEntry fd;
            fd.path = "/dev/null";
            fdTables.at(FdTableId{static_cast<std::uint32_t>(tid)}).entries = {fd};
        }
    }
};

}

void TestDetect::captured_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QByteArray>("workload");
    for (const Capture& origin : captures) {
        std::set<std::string> workloads;
        const Files files = sandscope::test::readFolder(
            std::string(SANDSCOPE_TEST_DATA "/captured/") + origin.folder);
        for (const auto& [path, bytes] : files) {
            if (path.ends_with("/status") || path.ends_with("/smaps"))
                workloads.insert(path.substr(0, path.find('/')));
        }
        QVERIFY(workloads.size() > 5);
        for (const std::string& workload : workloads)
            QTest::addRow("%s/%s", origin.folder, workload.c_str())
                << int(origin.dialect) << QByteArray(origin.folder)
                << QByteArray::fromStdString(workload);
    }
}

/// Few files of each workload were kept, in folders of their own; nothing but their bytes tells.
void TestDetect::captured()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, folder);
    QFETCH(const QByteArray, workload);
    const Files files
        = sandscope::test::readFolder(SANDSCOPE_TEST_DATA "/captured/" + folder.toStdString() + "/"
                                      + workload.toStdString() + "/proc");
    const Detection found = detectDialect(viewOf(files));
    QVERIFY2(numberOf(found.dialect) == dialect, explained(found).constData());
}

void TestDetect::printed_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

/// Trees that we print ourselves.
void TestDetect::printed()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    RecordFileSystem tree(std::make_shared<Tasks>(which), {.dialect = which});
    const Detection found = detectDialect(tree);
    QVERIFY2(numberOf(found.dialect) == dialect, explained(found).constData());
    QVERIFY2(found.certain, explained(found).constData());
    QVERIFY(found.possible == DialectSet(static_cast<Dialect>(dialect)));
}

void TestDetect::singleFiles_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("dialect"); ///< -1: cannot be told
    const auto row = [](const char* tag, const char* path, const QByteArray& bytes,
                        std::optional<Dialect> dialect) {
        QTest::newRow(tag) << QByteArray(path) << bytes << numberOf(dialect);
    };
    using enum Dialect;
    const QByteArray head = "Name:\tx\nState:\tS (sleeping)\nTgid:\t1\nPid:\t1\nPPid:\t0\n";
    const QByteArray tail = "Threads:\t1\nCapBnd:\t0000000000000000\n";
    row("status of 2018 and 2019", "1/status", head + "FDSize:\t3\n" + tail, gvisor2019);
    row("status of 2022", "1/status", head + "Uid:\t0\t0\t0\t0\nGroups:\t  \n" + tail, gvisor2022);
    row("status of 2022 with groups", "1/status",
        head + "Uid:\t0\t0\t0\t0\nGroups:\t 4 5 \n" + tail, gvisor2022);
    row("status of 2024", "1/status", head + "Uid:\t0\t0\t0\t0\nGroups:\t \n" + tail, gvisor2024);
    row("status of 2026", "1/status",
        head + "Uid:\t0\t0\t0\t0\nGroups:\t \n" + tail
            + "CapAmb:\t0000000000000000\nvoluntary_ctxt_switches:\t1\n",
        gvisor2026);
    row("status of Linux", "1/status",
        head + "Uid:\t0\t0\t0\t0\nGroups:\t \nSigQ:\t0/1\n" + tail
            + "CapAmb:\t0000000000000000\nvoluntary_ctxt_switches:\t1\n",
        linux_);
    row("all capabilities of 2018", "1/status", head + "Threads:\t1\nCapBnd:\t0000001fffffffff\n",
        gvisor2018);
    row("io with char", "1/io", "char: 1\n", gvisor2024);
    row("io with rchar", "1/io", "rchar: 1\n", std::nullopt); // 2026 or Linux
    row("flags of 2018", "1/fdinfo/0", "flags: {%!o(bool=000false)}\n", gvisor2018);
    row("flags of 2026", "1/fdinfo/0", "pos:\t0\nflags:\t00\nmnt_id:\t1\n", gvisor2026);
    row("inode of Linux", "1/fdinfo/0", "pos:\t0\nflags:\t00\nmnt_id:\t1\nino:\t1\n", linux_);
    row("tabs", "1/mounts", "none\t/\t9p\trw\t0\t0\n", gvisor2018);
    row("a device", "1/mounts", "/dev/sda1 / ext4 rw 0 0\n", linux_);
    row("two blanks", "1/mountinfo", "16 15 0:17 / / ro  - 9p none ro\n", gvisor2022);
    row("device 0:0", "1/mountinfo", "16 15 0:0 / / ro - 9p none ro\n", gvisor2019);
    row("version 2018", "version", "Linux version 3.11.10 #1 SMP Fri Nov 29 10:47:50 PST 2013\n",
        gvisor2018);
    row("version 2019", "version", "Linux version 4.4 #1 SMP Sun Jan 10 15:06:54 PST 2016\n",
        gvisor2019);
    row("version 2026", "version",
        "Linux version 4.19.0-gvisor #1 SMP Sun Jan 10 15:06:54 PST 2016\n", gvisor2026);
    row("version of Linux", "version", "Linux version 4.4.0 (a@b) (gcc) #1 SMP x\n", linux_);
    row("loadavg", "loadavg", "0.00 0.00 0.00 0/0 0\n", gvisor2026); // any gVisor: the newest
    row("not a file", "1/status", "hello\n", std::nullopt);
    row("cut", "1/io", "cha", std::nullopt);
}

void TestDetect::singleFiles()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, dialect);
    const Files files{{path.toStdString(), bytes.toStdString()}};
    const Detection found = detectDialect(viewOf(files));
    QVERIFY2(numberOf(found.dialect) == dialect, explained(found).constData());
}

void TestDetect::nothing()
{
    const Detection found = detectDialect(DetectionView{});
    QVERIFY(!found.dialect && !found.certain && found.reasons.empty());
    QVERIFY(found.possible == DialectSet());
    QCOMPARE(explained(found), QByteArray("Nothing here tells whose /proc this is.\n"));
}

void TestDetect::labelIsWeakest()
{
    Files files{{"1/io", "char: 1\n"}};
    DetectionView view = viewOf(files);
    view.label = Dialect::gvisor2022; // among several that fit it decides
    Detection found = detectDialect(view);
    QVERIFY(found.dialect == Dialect::gvisor2022 && !found.certain);
    view.label = Dialect::linux_; // against anything else it does not count
    found = detectDialect(view);
    QVERIFY(found.dialect == Dialect::gvisor2024);
    QVERIFY(explained(found).contains("\nBut /proc is labelled linux, as in linux.\n"));
}

void TestDetect::contradictionsAreListed()
{
    const Files files{
        {"version", "Linux version 4.4 #1 SMP Sun Jan 10 15:06:54 PST 2016\n"},
        {"1/fdinfo/0", "flags:\t00\n"},
        {"1/io", "rchar: 1\n"},
    };
    const Detection found = detectDialect(viewOf(files));
    QVERIFY(found.dialect == Dialect::gvisor2019 && !found.certain);
    QVERIFY(explained(found).startsWith("This looks like gvisor-2019"));
    QVERIFY(explained(found).contains("\nBut 1/io says rchar, as in gvisor-2026 and linux.\n"));
    QVERIFY(!found.reasons.back().fits.contains(Dialect::gvisor2019));
}

void TestDetect::forgedNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("a line of Linux") << QByteArray("\nSigQ:\t0/1");
    QTest::newRow("a line of 2026") << QByteArray("\nCapAmb:\t1");
    QTest::newRow("ids") << QByteArray("\nUid:\t1\nGid:\t1");
    QTest::newRow("a whole beginning") << QByteArray("a\nState:\tR\nSig");
    QTest::newRow("parentheses") << QByteArray(") S -1 1 1 1 1");
    QTest::newRow("only line ends") << QByteArray(15, '\n');
}

/// gVisor prints a name as it is: what it says must not count.
void TestDetect::forgedNames()
{
    QFETCH(const QByteArray, name);
    QVERIFY(name.size() <= 15);
    for (const Dialect dialect : {Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2024}) {
        const auto records = std::make_shared<Tasks>(dialect);
        for (auto& [id, task] : records->tasks)
            task.name = name.toStdString();
        RecordFileSystem tree(records, {.dialect = dialect});
        const Detection found = detectDialect(tree);
        QVERIFY2(found.dialect == dialect && found.certain, explained(found).constData());
    }
}

void TestDetect::sentences()
{
    DetectionReason reason{.file = "7/io", .seen = "says char", .fits = DialectSet()};
    reason.fits = DialectSet(Dialect::linux_);
    QCOMPARE(reason.sentence(), std::string("7/io says char, as in linux."));
    reason.fits = DialectSet(Dialect::gvisor2018, Dialect::gvisor2019, Dialect::linux_);
    QCOMPARE(reason.sentence(),
             std::string("7/io says char, as in gvisor-2018, gvisor-2019 and linux."));
    // Raw bytes of a tree come out escaped.
    const Files files{{"1/mounts", "a\x1b[31m\tb / x rw 0 0\n"}};
    QVERIFY(explained(detectDialect(viewOf(files))).contains("\\x1b[31m\\tb"));
}

QTEST_APPLESS_MAIN(TestDetect)
#include "tst_detect.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// What a read from the start, or readlink, answers for a task without memory and for one that was
/// reaped (facts 2.0.1), cell by cell.
class TestStates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matrix_data();
    void matrix();
    void everyFileHasARow();
};

namespace {

struct Row
{
    const char* file;
    const char* noMemory2018;
    const char* noMemory2019;
    const char* dead2018;
    const char* dead2019;
};

constexpr const char* map = "         0          0 4294967295\n";
constexpr const char* io = "char: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 0\nwrite_bytes: "
                           "0\ncancelled_write_bytes: 0\n";
constexpr const char* zombieStat = "7 (worker) Z 1 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 2 0 0 0 0 0 0 "
                                   "0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
constexpr const char* deadStat = "0 (worker) X 0 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 1 0 0 0 0 0 0 0 "
                                 "0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
constexpr const char* zombieStatus = "Name:\tworker\nState:\tZ "
                                     "(zombie)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nFDSize:"
                                     "\t0\nVmSize:\t0 kB\nVmRSS:\t0 kB\n"
                                     "Threads:\t2\nCapInh:\t0000000020000420\nCapPrm:"
                                     "\t0000000020000420\nCapEff:\t0000000020000420\n"
                                     "CapBnd:\t0000000020000420\nSeccomp:\t0\n";
constexpr const char* deadStatus = "Name:\tworker\nState:\tX "
                                   "(dead)\nTgid:\t0\nPid:\t0\nPPid:\t0\nTracerPid:\t0\nFDSize:"
                                   "\t0\nVmSize:\t0 kB\nVmRSS:\t0 kB\n"
                                   "Threads:\t1\nCapInh:\t0000000020000420\nCapPrm:"
                                   "\t0000000020000420\nCapEff:\t0000000020000420\n"
                                   "CapBnd:\t0000000020000420\nSeccomp:\t0\n";

// The task is the leader of a group in which a second thread goes on; a real leader would be reaped
// after it.
constexpr Row rows[] = {
    {"auxv", "", "", "ESRCH", "ESRCH"},
    {"cmdline", "", "", "ESRCH", "ESRCH"},
    {"comm", "worker\n", "worker\n", "worker\n", "worker\n"},
    {"environ", "", "", "ESRCH", "ESRCH"},
    {"exe", "EACCES", "EACCES", "EACCES", "EACCES"},
    {"gid_map", map, map, map, map},
    {"io", io, io, io, io},
    {"maps", "", "", "", ""},
    {"mountinfo", "EIO", "", "EIO", ""},
    {"mounts", "EIO", "", "EIO", ""},
    {"smaps", "ENOENT", "", "ENOENT", ""},
    {"stat", zombieStat, zombieStat, deadStat, deadStat},
    {"statm", "ENOENT", "0 0 0 0 0 0 0\n", "ENOENT", "0 0 0 0 0 0 0\n"},
    {"status", zombieStatus, zombieStatus, deadStatus, deadStatus},
    {"uid_map", map, map, map, map},
};

std::string answer(const ProcFile& file, const FileContext& ctx)
{
    if (file.kind == FileKind::regular)
        return rendered(file, ctx);
    const auto target = file.target(ctx);
    return target ? *target : errnoName(target.error());
}

}

void TestStates::matrix_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<bool>("isDead");
    QTest::addColumn<QByteArray>("expected");
    for (const Row& row : rows) {
        const auto cell
            = [&row](const char* what, Dialect dialect, bool isDead, const char* expected) {
                  QTest::addRow("%s, %s", row.file, what)
                      << QByteArray(row.file) << int(dialect) << isDead << QByteArray(expected);
              };
        cell("without memory, 2018", Dialect::gvisor2018, false, row.noMemory2018);
        cell("without memory, 2019", Dialect::gvisor2019, false, row.noMemory2019);
        cell("reaped, 2018", Dialect::gvisor2018, true, row.dead2018);
        cell("reaped, 2019", Dialect::gvisor2019, true, row.dead2019);
    }
}

void TestStates::matrix()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, dialect);
    QFETCH(const bool, isDead);
    QFETCH(const QByteArray, expected);
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    TaskRecord task = records.tasks.at(WorkerRecords::worker);
    if (isDead)
        task = records.reap(WorkerRecords::worker);
    const FileContext ctx{.records = records,
                          .task = task,
                          .dialect = static_cast<Dialect>(dialect),
                          .mount = WorkerRecords::rootPids};
    const ProcFile* const found = procFile(file.toStdString());
    QVERIFY(found);
    QCOMPARE(answer(*found, ctx), expected.toStdString());
}

void TestStates::everyFileHasARow()
{
    for (const ProcFile* const file : procFiles()) {
        if (file->kind == FileKind::directory)
            continue;
        QVERIFY2(std::ranges::any_of(rows, [&](const Row& row) { return row.file == file->name; }),
                 std::string(file->name).c_str());
    }
}

QTEST_APPLESS_MAIN(TestStates)
#include "tst_states.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <algorithm>

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
    void status_data();
    void status();
    void stat_data();
    void stat();
};

namespace {

constexpr const char* map = "         0          0 4294967295\n";
constexpr const char* io = "char: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 0\nwrite_bytes: "
                           "0\ncancelled_write_bytes: 0\n";
constexpr const char* rio = "rchar: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 0\n"
                            "write_bytes: 0\ncancelled_write_bytes: 0\n";
constexpr const char* linuxIo
    = "rchar: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 4096\nwrite_bytes: 8192\n"
      "cancelled_write_bytes: 512\n";
constexpr const char* zeros = "0 0 0 0 0 0 0\n";
/// A cell that another row or test holds, or of which nothing is known.
constexpr const char* skip = nullptr;

struct Row
{
    const char* file;
    std::array<const char*, 6> zombie; // by dialect
    std::array<const char*, 6> dead;
};

// The task is the leader of a group in which a second thread goes on; a real leader would be reaped
// after it. auxv of Linux, and what it opens of a task that is gone, go on with the memory that was
// there at the open: a record of a reaped task has none.
constexpr Row rows[] = {
    {"auxv", {"", "", "", "", "", "ESRCH"}, {"ESRCH", "ESRCH", "ESRCH", "ESRCH", skip, skip}},
    {"cmdline", {"", "", "", "", "", ""}, {"ESRCH", "ESRCH", "ESRCH", "ESRCH", "ESRCH", "ESRCH"}},
    {"comm",
     {"worker\n", "worker\n", "worker\n", "worker\n", "worker\n", "worker\n"},
     {"worker\n", "worker\n", "worker\n", "worker\n", "worker\n", "ESRCH"}},
    {"environ", {"", "", "", "", "", "ESRCH"}, {"ESRCH", "ESRCH", "ESRCH", "ESRCH", "", ""}},
    {"exe",
     {"EACCES", "EACCES", "EACCES", "EACCES", "EACCES", "ENOENT"},
     {"EACCES", "EACCES", "ESRCH", "ESRCH", "ESRCH", skip}},
    {"gid_map", {map, map, map, map, map, map}, {map, map, map, map, map, map}},
    {"io", {io, io, io, io, rio, linuxIo}, {io, io, io, io, rio, "ESRCH"}},
    {"maps", {"", "", "", "", "", ""}, {"", "", "", "", "", skip}},
    {"mountinfo", {"EIO", "", "", "", "", skip}, {"EIO", "", "", "", "", skip}},
    {"mounts", {"EIO", "", "", "", "", skip}, {"EIO", "", "", "", "", skip}},
    {"smaps", {"ENOENT", "", "", "", "", ""}, {"ENOENT", "", "", "", "", skip}},
    {"statm",
     {"ENOENT", zeros, zeros, zeros, zeros, zeros},
     {"ENOENT", zeros, zeros, zeros, zeros, "ESRCH"}},
    {"uid_map", {map, map, map, map, map, map}, {map, map, map, map, map, map}},
};

std::string answer(const ProcFile& file, const FileContext& ctx)
{
    if (file.kind == FileKind::regular)
        return rendered(file, ctx);
    const auto target = file.target(ctx);
    return target ? *target : errnoName(target.error());
}

std::string answer(std::string_view name, Dialect dialect, bool isDead)
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).exitCode = 1792;
    records.exit(WorkerRecords::worker);
    TaskRecord task = records.tasks.at(WorkerRecords::worker);
    if (isDead)
        task = records.reap(WorkerRecords::worker);
    const FileContext ctx{
        .records = records, .task = task, .dialect = dialect, .mount = WorkerRecords::rootPids};
    const ProcFile* const file = procFile(name);
    return file != nullptr ? answer(*file, ctx) : "no such file";
}

void addCell(const std::string& file, Dialect dialect, bool isDead, const QByteArray& expected)
{
    QTest::addRow("%s, %s, %s", file.c_str(), isDead ? "reaped" : "without memory",
                  std::string(dialectName(dialect)).c_str())
        << int(dialect) << isDead << expected;
}

void addColumns()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<bool>("isDead");
    QTest::addColumn<QByteArray>("expected");
}

void checkRow(std::string_view name)
{
    QFETCH(const int, dialect);
    QFETCH(const bool, isDead);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(answer(name, static_cast<Dialect>(dialect), isDead)),
             expected);
}

}

void TestStates::matrix_data()
{
    addColumns();
    for (const Row& row : rows) {
        for (const Dialect dialect : allDialects) {
            const auto i = static_cast<std::size_t>(dialect);
            if (row.zombie[i] != skip)
                addCell(row.file, dialect, false, row.zombie[i]);
            if (row.dead[i] != skip)
                addCell(row.file, dialect, true, row.dead[i]);
        }
    }
}

void TestStates::matrix()
{
    const QByteArray tag = QTest::currentDataTag();
    checkRow(tag.first(tag.indexOf(',')).toStdString());
}

void TestStates::status_data()
{
    addColumns();
    for (const Dialect dialect : allDialects) {
        if (dialect == Dialect::linux_) {
            addCell("status", dialect, true, "ESRCH"); // the zombie is in tst_statusvalue
            continue;
        }
        for (const bool isDead : {false, true}) {
            const bool isEarlyDead = isDead && isEarly(dialect);
            QByteArray text = "Name:\tworker\nState:\t";
            text += isDead ? "X (dead)\nTgid:\t0\nPid:\t0\n" : "Z (zombie)\nTgid:\t7\nPid:\t7\n";
            text += isEarlyDead ? "PPid:\t0\n" : "PPid:\t1\n";
            text += "TracerPid:\t0\n";
            if (!isEarly(dialect))
                text += "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n";
            text += isEarly(dialect)             ? "FDSize:\t0\n"
                : dialect == Dialect::gvisor2022 ? "FDSize:\t8\nGroups:\t  \n"
                                                 : "FDSize:\t512\nGroups:\t \n";
            text += "VmSize:\t0 kB\nVmRSS:\t0 kB\n";
            if (!isEarly(dialect))
                text += "VmData:\t0 kB\n";
            text += isDead ? "Threads:\t1\n" : "Threads:\t2\n";
            for (const char* const set : {"Inh", "Prm", "Eff", "Bnd"})
                text += QByteArray("Cap") + set + ":\t0000000020000420\n";
            if (dialect == Dialect::gvisor2026)
                text += "CapAmb:\t0000000000000000\n";
            text += "Seccomp:\t0\n";
            if (!isEarly(dialect))
                text += "Mems_allowed:\t1\nMems_allowed_list:\t0\n";
            if (dialect == Dialect::gvisor2026)
                text += "voluntary_ctxt_switches:\t15\nnonvoluntary_ctxt_switches:\t0\n";
            addCell("status", dialect, isDead, text);
        }
    }
}

void TestStates::status()
{
    checkRow("status");
}

void TestStates::stat_data()
{
    addColumns();
    const QByteArray zerosToTheEnd = " 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    for (const Dialect dialect : allDialects) {
        if (!isGvisor(dialect)) {
            addCell("stat", dialect, false,
                    "7 (worker) Z 1 7 1 0 -1 4194304 150 40 2 3 123 45 2 0 20 0 2 0 420 0 0 "
                    "18446744073709551615 0 0 0 0 0 512 8192 7 65536 0 0 0 17 1 0 0 6 8 0 0 0 0 0 "
                    "0 0 0 1792\n");
            addCell("stat", dialect, true, "ESRCH");
            continue;
        }
        const QByteArray start = isEarly(dialect) ? "0 0 0 0" : "420 0 0 18446744073709551615";
        addCell("stat", dialect, false,
                "7 (worker) Z 1 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 2 0 " + start
                    + " 0 0 0 0 0 0 0 0 0 0 0 0 17" + zerosToTheEnd);
        addCell("stat", dialect, true,
                QByteArray("0 (worker) X ") + (isEarly(dialect) ? "0" : "1")
                    + " 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 1 0 " + start
                    + " 0 0 0 0 0 0 0 0 0 0 0 0 17" + zerosToTheEnd);
    }
}

void TestStates::stat()
{
    checkRow("stat");
}

QTEST_APPLESS_MAIN(TestStates)
#include "tst_states.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/status.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

constexpr std::string_view golden
    = "Name:\tworker\nState:\tS "
      "(sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nFDSize:\t3\nVmSize:\t10632 kB\n"
      "VmRSS:\t3932 "
      "kB\nThreads:\t2\nCapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:"
      "\t0000000020000420\n"
      "CapBnd:\t0000000020000420\nSeccomp:\t0\n";
constexpr std::string_view golden2024
    = "Name:\tworker\nState:\tS "
      "(sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"
      "FDSize:\t512\nGroups:\t \nVmSize:\t10632 kB\nVmRSS:\t3932 kB\nVmData:\t232 kB\nThreads:\t2\n"
      "CapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:\t0000000020000420\nCapBnd:"
      "\t0000000020000420\n"
      "Seccomp:\t0\nMems_allowed:\t1\nMems_allowed_list:\t0\n";

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out(text);
    return out.replace(out.find(from), from.size(), to);
}

}

class TestStatus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void nameIsEmptyAfterAFork();
    void allCapabilities();
    void tracerAndSeccomp();
    void states_data();
    void states();
    void aThreadOfTheGroup();
    void reaped();
    void reapedThreadOfALivingGroup();
    void parsed2024();
    void groups_data();
    void groups();
    void columnsOfLinux();
    void aNameCanForgeLines();
    void hostile_data();
    void hostile();
    void fields();
};

void TestStatus::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(statusFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(golden));
}

void TestStatus::nameIsEmptyAfterAFork()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).nameInherited = true;
    for (const Dialect dialect : allDialects)
        QVERIFY(rendered(statusFile, records.context(WorkerRecords::worker, dialect))
                    .starts_with("Name:\t\nState:"));
}

void TestStatus::allCapabilities()
{
    WorkerRecords records;
    Credentials root = *records.tasks.at(WorkerRecords::worker).credentials;
    root.capabilities.permitted = root.capabilities.effective = root.capabilities.bounding = ~0ULL;
    root.capabilities.inheritable = 0;
    records.setCredentials(WorkerRecords::worker, root);
    QVERIFY(rendered(statusFile, records.context(WorkerRecords::worker, Dialect::gvisor2018))
                .find("CapInh:\t0000000000000000\nCapPrm:\t0000001fffffffff\n")
            != std::string::npos);
    QVERIFY(rendered(statusFile, records.context(WorkerRecords::worker, Dialect::gvisor2019))
                .find("CapPrm:\t0000003fffffffff\n")
            != std::string::npos);
}

void TestStatus::tracerAndSeccomp()
{
    WorkerRecords records;
    TaskRecord& task = records.tasks.at(WorkerRecords::worker);
    task.tracer = WorkerRecords::parent;
    task.seccompMode = 2;
    const TaskStatus status
        = taskStatus(records.context(WorkerRecords::worker, Dialect::gvisor2019));
    QCOMPARE(status.tracerPid, 1);
    QCOMPARE(status.seccomp, 2U);
}

void TestStatus::states_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("running") << int(TaskState::running) << QByteArray("R (running)");
    QTest::newRow("sleeping") << int(TaskState::sleeping) << QByteArray("S (sleeping)");
    QTest::newRow("stopped") << int(TaskState::stopped) << QByteArray("T (stopped)");
    QTest::newRow("traced") << int(TaskState::tracingStop) << QByteArray("t (tracing stop)");
    QTest::newRow("waiting") << int(TaskState::diskSleep) << QByteArray("D (disk sleep)");
    QTest::newRow("zombie") << int(TaskState::zombie) << QByteArray("Z (zombie)");
    QTest::newRow("dead") << int(TaskState::dead) << QByteArray("X (dead)");
}

void TestStatus::states()
{
    QFETCH(const int, state);
    QFETCH(const QByteArray, text);
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).state = static_cast<TaskState>(state);
    QCOMPARE(taskStatus(records.context(WorkerRecords::worker, Dialect::gvisor2018)).state,
             text.toStdString());
}

void TestStatus::aThreadOfTheGroup()
{
    const WorkerRecords records;
    const TaskStatus status
        = taskStatus(records.context(WorkerRecords::thread, Dialect::gvisor2019));
    QCOMPARE(status.tgid, 7);
    QCOMPARE(status.pid, 8);
    QCOMPARE(status.ppid, 1);
    QCOMPARE(status.threads, 2);
}

void TestStatus::reaped()
{
    WorkerRecords records;
    records.reap(WorkerRecords::thread);
    const TaskRecord last = records.reap(WorkerRecords::worker);
    const FileContext ctx{.records = records,
                          .task = last,
                          .dialect = Dialect::gvisor2019,
                          .mount = WorkerRecords::rootPids};
    QCOMPARE(rendered(statusFile, ctx),
             "Name:\tworker\nState:\tX "
             "(dead)\nTgid:\t0\nPid:\t0\nPPid:\t0\nTracerPid:\t0\nFDSize:\t0\nVmSize:\t0 kB\n"
             "VmRSS:\t0 "
             "kB\nThreads:\t0\nCapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:"
             "\t0000000020000420\n"
             "CapBnd:\t0000000020000420\nSeccomp:\t0\n");
}

void TestStatus::reapedThreadOfALivingGroup()
{
    WorkerRecords records;
    const TaskRecord last = records.reap(WorkerRecords::thread);
    const TaskStatus status = taskStatus({.records = records,
                                          .task = last,
                                          .dialect = Dialect::gvisor2019,
                                          .mount = WorkerRecords::rootPids});
    QCOMPARE(status.pid, 0);
    QCOMPARE(status.threads, 1);
}

void TestStatus::parsed2024()
{
    const auto status = parseStatus(golden2024);
    QVERIFY(status);
    QCOMPARE(status->fdSize, 512U);
    QCOMPARE(status->vmDataKb, 232U);
    QCOMPARE(status->uid, (std::array<std::uint32_t, 4>{}));
    QCOMPARE(status->groups, std::vector<std::uint32_t>{});
    QCOMPARE(status->memsAllowed, "1");
    QCOMPARE(statusFile.reformat(golden2024, Dialect::gvisor2024)->bytes, std::string(golden2024));
    // Without what was parsed, the order is still that of the dialect.
    TaskStatus value = *status;
    value.lines.clear();
    std::string text;
    formatStatus(value, Dialect::gvisor2024, text);
    QCOMPARE(text, std::string(golden2024));
    // What is not there is absent, not 0.
    const auto early = parseStatus(golden);
    QVERIFY(early);
    QVERIFY(!early->uid && !early->groups && !early->vmDataKb && !early->capAmb);
}

void TestStatus::groups_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("2022, none") << int(Dialect::gvisor2022) << QByteArray("Groups:\t  \n");
    QTest::newRow("2022, some") << int(Dialect::gvisor2022) << QByteArray("Groups:\t 4 50 1001 \n");
    QTest::newRow("2024, some") << int(Dialect::gvisor2024) << QByteArray("Groups:\t4 50 1001 \n");
    QTest::newRow("linux, none") << int(Dialect::linux_) << QByteArray("Groups:\t \n");
}

void TestStatus::groups()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, line);
    const std::string text = replaced(golden2024, "Groups:\t \n", line.toStdString());
    const auto status = parseStatus(text);
    QVERIFY(status);
    QCOMPARE(status->groups->size(), line.contains('4') ? 3U : 0U);
    TaskStatus value = *status;
    std::string again;
    formatStatus(value, static_cast<Dialect>(dialect), again);
    QVERIFY(again.find("\n" + line.toStdString()) != std::string::npos);
}

void TestStatus::columnsOfLinux()
{
    TaskStatus value;
    value.vmSizeKb = 2344;
    std::string text;
    formatStatus(value, Dialect::linux_, text);
    QCOMPARE(text, "VmSize:\t    2344 kB\n");
}

void TestStatus::aNameCanForgeLines()
{
    const std::string text = replaced(golden, "worker", "a\nb c\nUid:\t0\t0\t0\t0\nPid:\t1");
    const auto status = parseStatus(text);
    QVERIFY(status);
    QCOMPARE(status->name, "a\nb c");
    QCOMPARE(status->pid, 1); // nothing in the text tells that this is not it
    QCOMPARE(statusFile.reformat(text, Dialect::gvisor2019)->bytes, text);
    // Linux escapes, so its line is one.
    const auto escaped = parseStatus(replaced(golden, "worker", "a\\nb"));
    QVERIFY(escaped);
    QCOMPARE(escaped->name, "a\\nb");
}

void TestStatus::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    const auto row = [](const char* name, std::string_view text, ParseErrorCode code) {
        QTest::newRow(name) << QByteArray(text.data(), qsizetype(text.size())) << int(code);
    };
    row("nothing", "", truncated);
    row("no newline at the end", golden.substr(0, golden.size() - 1), truncated);
    row("cut in a line", golden.substr(0, 60), truncated);
    row("name alone", "Name:\tx\n", badField);
    row("no name first", golden.substr(golden.find("State")), badKey);
    row("line without a key", replaced(golden, "Pid:\t7\n", "hello\n"), badKey);
    row("number past 64 bits", replaced(golden, "10632", "18446744073709551616"), badNumber);
    row("no number", replaced(golden, "FDSize:\t3", "FDSize:\t"), truncated);
    row("other unit", replaced(golden, "10632 kB", "10632 MB"), badField);
    row("id past 32 bits", replaced(golden2024, "Uid:\t0", "Uid:\t4294967296"), badNumber);
    row("three ids", replaced(golden2024, "Uid:\t0\t", "Uid:\t"), truncated);
    row("five ids", replaced(golden2024, "Uid:\t0\t", "Uid:\t0\t0\t"), badField);
    row("mask past 64 bits", replaced(golden, "CapInh:\t0", "CapInh:\tf0"), badNumber);
}

void TestStatus::hostile()
{
    QFETCH(const QByteArray, text);
    const auto status = parseStatus(text.toStdString());
    QVERIFY(!status);
    QTEST(int(status.error().code), "code");
}

void TestStatus::fields()
{
    const std::string text = replaced(golden2024, "Seccomp:", "Brand_new:\t 1 2 \nSeccomp:");
    const auto fields = statusFile.decode(text, Dialect::gvisor2024);
    QVERIFY(fields);
    QCOMPARE(fields->front().value, "worker");
    QVERIFY(std::ranges::any_of(*fields, [](const Field& f) {
        return f.name == "Brand_new" && f.value == "1 2" && !f.doc;
    }));
    QVERIFY(std::ranges::any_of(*fields, [](const Field& f) {
        return f.name == "VmData" && f.value == "232 kB" && f.doc;
    }));
    QCOMPARE(statusFile.reformat(text, Dialect::gvisor2024)->bytes, text);
}

QTEST_APPLESS_MAIN(TestStatus)
#include "tst_status.moc"

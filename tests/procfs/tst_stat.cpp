// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/stat.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

constexpr std::string_view golden = "7 (worker) S 1 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 2 0 0 "
                                    "10887168 983 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 "
                                    "0 0 0 0 0 0\n";
constexpr std::string_view golden2024 = "7 (worker) S 1 7 1 0 0 0 0 0 0 0 123 45 2 0 20 0 2 0 420 "
                                        "10887168 983 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 "
                                        "17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out(text);
    return out.replace(out.find(from), from.size(), to);
}

}

class TestStat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void limitOfResidentMemory();
    void startTime();
    void faultsOfLinux();
    void realTimeTasksOfLinux();
    void exitCodeOfLinux();
    void unknownLayoutOfLinux();
    void strangersOfLinux();
    void aThreadHasItsOwnTime();
    void onlyTheLeaderHasASignal();
    void invisibleIdsAreZero();
    void aJobMayBeGone();
    void niceness();
    void reaped();
    void parsed();
    void names_data();
    void names();
    void hostile_data();
    void hostile();
    void moreFieldsStay();
    void fields();
};

void TestStat::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect : {Dialect::gvisor2018, Dialect::gvisor2019})
        QCOMPARE(rendered(statFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(golden));
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026})
        QCOMPARE(rendered(statFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(golden2024));
}

void TestStat::limitOfResidentMemory()
{
    WorkerRecords records;
    ResourceLimits limits = defaultLimits();
    limits[std::size_t(Limit::residentSet)].soft = 12345678901;
    records.groups.at(GroupId{7}).limits = std::make_shared<const ResourceLimits>(limits);
    for (const Dialect dialect : allDialects)
        QCOMPARE(taskStat(records.context(WorkerRecords::worker, dialect)).rsslim,
                 isEarly(dialect) ? 0U : 12345678901U);
}

void TestStat::startTime()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).startTime = std::chrono::milliseconds(12349);
    for (const Dialect dialect : allDialects)
        QCOMPARE(taskStat(records.context(WorkerRecords::worker, dialect)).starttimeTicks,
                 isEarly(dialect) ? 0U : 1234U);
}

/// What Linux tells of one thread and of all of them.
void TestStat::faultsOfLinux()
{
    const WorkerRecords records;
    FileContext ctx = records.context(WorkerRecords::thread, Dialect::linux_);
    TaskStat stat = taskStat(ctx);
    QCOMPARE(stat.minflt, 150U);
    QCOMPARE(stat.majflt, 2U);
    QCOMPARE(stat.guestTimeTicks, 8U);
    QCOMPARE(stat.wchan, 0U);
    ctx.wholeGroup = false;
    stat = taskStat(ctx);
    QCOMPARE(stat.minflt, 30U);
    QCOMPARE(stat.majflt, 0U);
    QCOMPARE(stat.guestTimeTicks, 0U);
    QCOMPARE(stat.cminflt, 40U); // of the group's children in any case
    QCOMPARE(stat.cmajflt, 3U);
    QCOMPARE(stat.wchan, 1U);
    QCOMPARE(stat.exitSignal, -1);
}

void TestStat::realTimeTasksOfLinux()
{
    WorkerRecords records;
    TaskDetails details;
    details.policy = 1; // SCHED_FIFO
    details.realtimePriority = 10;
    records.setDetails(WorkerRecords::worker, details);
    const TaskStat onLinux = taskStat(records.context(WorkerRecords::worker, Dialect::linux_));
    QCOMPARE(onLinux.priority, -11); // as in a capture
    QCOMPARE(onLinux.rtPriority, 10U);
    QCOMPARE(onLinux.policy, 1U);
    const TaskStat gvisor = taskStat(records.context(WorkerRecords::worker, Dialect::gvisor2024));
    QCOMPARE(gvisor.priority, 20);
    QCOMPARE(gvisor.rtPriority, 0U);
}

void TestStat::exitCodeOfLinux()
{
    WorkerRecords records;
    const auto code = [&](bool wholeGroup) {
        FileContext ctx = records.context(WorkerRecords::worker, Dialect::linux_);
        ctx.wholeGroup = wholeGroup;
        return taskStat(ctx).exitCode;
    };
    records.tasks.at(WorkerRecords::worker).exitCode = 1792;
    QCOMPARE(code(true), 0); // it has not ended
    records.groups.at(GroupId{7}).stopSignal = 19;
    QCOMPARE(code(true), 19);
    QCOMPARE(code(false), 0);
    records.groups.at(GroupId{7}).stopSignal = 0;
    records.exit(WorkerRecords::worker);
    QCOMPARE(code(true), 1792);
    QCOMPARE(taskStat(records.context(WorkerRecords::worker, Dialect::gvisor2026)).exitCode, 0);
}

/// A reader who may not trace the task gets neither addresses nor an exit code.
void TestStat::strangersOfLinux()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.layout = {.codeStart = 0x1000, .codeEnd = 0x2000, .stackStart = 0x9000};
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::linux_);
    QCOMPARE(taskStat(ctx).startcode, 0x1000U);
    QCOMPARE(taskStat(ctx).wchan, 0U); // one of two threads
    ctx.wholeGroup = false;
    QCOMPARE(taskStat(ctx).wchan, 1U);
    ctx.readerMayTrace = false;
    const TaskStat stat = taskStat(ctx);
    QCOMPARE(stat.startcode, 1U);
    QCOMPARE(stat.endcode, 1U);
    QCOMPARE(stat.startstack, 0U);
    QCOMPARE(stat.argStart, 0U);
    QCOMPARE(stat.wchan, 0U);
    records.exit(WorkerRecords::worker);
    records.tasks.at(WorkerRecords::worker).exitCode = 0x300;
    FileContext zombie = records.context(WorkerRecords::worker, Dialect::linux_);
    QCOMPARE(taskStat(zombie).exitCode, 0x300);
    zombie.readerMayTrace = false;
    QCOMPARE(taskStat(zombie).exitCode, 0);
    QCOMPARE(taskStat(zombie).startcode, 0U);
}

void TestStat::unknownLayoutOfLinux()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.layout = {};
    memory.arguments = {};
    const TaskStat stat = taskStat(records.context(WorkerRecords::worker, Dialect::linux_));
    // What somebody sees who may not look into the task; a task without memory has 0.
    QCOMPARE(stat.startcode, 1U);
    QCOMPARE(stat.endcode, 1U);
    QCOMPARE(stat.startstack, 0U);
    QCOMPARE(stat.argStart, 0U);
    records.exit(WorkerRecords::worker);
    QCOMPARE(taskStat(records.context(WorkerRecords::worker, Dialect::linux_)).startcode, 0U);
}

void TestStat::aThreadHasItsOwnTime()
{
    const WorkerRecords records;
    FileContext ctx = records.context(WorkerRecords::thread, Dialect::gvisor2019);
    QCOMPARE(taskStat(ctx).utimeTicks, 123U); // /proc/8 is that of the group, too
    ctx.wholeGroup = false;
    const TaskStat stat = taskStat(ctx);
    QCOMPARE(stat.pid, 8);
    QCOMPARE(stat.utimeTicks, 23U);
    QCOMPARE(stat.stimeTicks, 5U);
    QCOMPARE(stat.cutimeTicks, 2); // all else belongs to the group
    QCOMPARE(stat.numThreads, 2);
    QCOMPARE(stat.vsizeBytes, 10887168U);
}

void TestStat::onlyTheLeaderHasASignal()
{
    const WorkerRecords records;
    QCOMPARE(taskStat(records.context(WorkerRecords::worker, Dialect::gvisor2019)).exitSignal, 17);
    QCOMPARE(taskStat(records.context(WorkerRecords::thread, Dialect::gvisor2019)).exitSignal, 0);
}

void TestStat::invisibleIdsAreZero()
{
    WorkerRecords records;
    constexpr PidNamespaceId inner{2};
    records.tasks.at(WorkerRecords::worker).tids
        = {{inner, Tid{1}}, {WorkerRecords::rootPids, Tid{7}}};
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    ctx.mount = inner;
    const TaskStat stat = taskStat(ctx);
    QCOMPARE(stat.pid, 1);
    QCOMPARE(stat.ppid, 0);
    QCOMPARE(stat.pgrp, 0);
    QCOMPARE(stat.session, 0);
}

void TestStat::aJobMayBeGone()
{
    WorkerRecords records;
    records.groups.at(GroupId{7}).processGroup.reset();
    records.groups.at(GroupId{7}).session.reset();
    const TaskStat stat = taskStat(records.context(WorkerRecords::worker, Dialect::gvisor2019));
    QCOMPARE(stat.pgrp, 0);
    QCOMPARE(stat.session, 0);
}

void TestStat::niceness()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).nice = -5;
    QVERIFY(rendered(statFile, records.context(WorkerRecords::worker, Dialect::gvisor2018))
                .find(" 15 -5 2 0 0 ")
            != std::string::npos);
}

void TestStat::reaped()
{
    WorkerRecords records;
    records.reap(WorkerRecords::thread);
    const TaskRecord last = records.reap(WorkerRecords::worker);
    for (const Dialect dialect : allDialects) {
        const FileContext ctx{
            .records = records, .task = last, .dialect = dialect, .mount = WorkerRecords::rootPids};
        if (dialect == Dialect::linux_) {
            QCOMPARE(rendered(statFile, ctx), "ESRCH");
            continue;
        }
        const TaskStat stat = taskStat(ctx);
        QCOMPARE(stat.pid, 0);
        QCOMPARE(stat.state, 'X');
        QCOMPARE(stat.ppid, isEarly(dialect) ? 0 : 1);
        QCOMPARE(stat.numThreads, 0);
        QCOMPARE(stat.vsizeBytes, 0U);
    }
}

void TestStat::parsed()
{
    const auto stat = parseStat(golden2024);
    QVERIFY(stat);
    QCOMPARE(stat->comm, "worker");
    QCOMPARE(stat->state, 'S');
    QCOMPARE(stat->starttimeTicks, 420U);
    QCOMPARE(stat->rsslim, ~0ULL);
    QCOMPARE(stat->exitSignal, 17);
    QCOMPARE(stat->exitCode, 0);
    QCOMPARE(statFile.reformat(golden2024, Dialect::gvisor2024)->bytes, std::string(golden2024));
}

void TestStat::names_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("parenthesis") << QByteArray("a) R 1 (b");
    QTest::newRow("blank") << QByteArray("Web Content");
    QTest::newRow("empty, as after a fork") << QByteArray("");
    QTest::newRow("newline") << QByteArray("a\nb");
    QTest::newRow("no text") << QByteArray("\xff\xfe\x1b[31m");
    QTest::newRow("only parentheses") << QByteArray("))((");
}

void TestStat::names()
{
    QFETCH(const QByteArray, name);
    const std::string text = replaced(golden, "(worker)", "(" + name.toStdString() + ")");
    const auto stat = parseStat(text);
    QVERIFY(stat);
    QCOMPARE(stat->comm, name.toStdString());
    QCOMPARE(stat->ppid, 1);
    QCOMPARE(statFile.reformat(text, Dialect::gvisor2019)->bytes, text);
}

void TestStat::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    const auto row = [](const char* name, std::string_view text, ParseErrorCode code) {
        QTest::newRow(name) << QByteArray(text.data(), qsizetype(text.size())) << int(code);
    };
    row("nothing", "", truncated);
    row("no newline", golden.substr(0, golden.size() - 1), truncated);
    row("cut in the name", "7 (wor", truncated);
    row("cut behind the name", "7 (worker)\n", truncated);
    row("cut behind the state", "7 (worker) S\n", truncated);
    row("one field short", replaced(golden, " 0\n", "\n"), truncated);
    row("no name", "7 worker S 1\n", badField);
    row("no id", "x (worker) S 1\n", badNumber);
    row("id past 64 bits", replaced(golden, "7 (", "99999999999999999999 ("), badNumber);
    row("letter in a number", replaced(golden, "10887168", "1088716x"), badField);
    row("address past 64 bits", replaced(golden, "10887168", "18446744073709551616"), badNumber);
    row("signed number too small", replaced(golden, " 20 0 ", " -9223372036854775809 0 "),
        badNumber);
    row("negative where it cannot be", replaced(golden, "10887168", "-1"), badNumber);
    row("two blanks", replaced(golden, "S 1", "S  1"), badNumber);
    row("parenthesis before the name", ")7 (x\n", badNumber);
}

void TestStat::hostile()
{
    QFETCH(const QByteArray, text);
    const auto stat = parseStat(text.toStdString());
    QVERIFY(!stat);
    QTEST(int(stat.error().code), "code");
    QVERIFY(!statFile.decode(text.toStdString(), Dialect::linux_));
}

void TestStat::moreFieldsStay()
{
    const std::string text = replaced(golden, " 0\n", " 0 53 later\n");
    const auto stat = parseStat(text);
    QVERIFY(stat);
    QCOMPARE(stat->more, (std::vector<std::string>{"53", "later"}));
    QCOMPARE(statFile.reformat(text, Dialect::linux_)->bytes, text);
    QCOMPARE(statFile.reformat(text, Dialect::linux_)->unknownBytes, 9U);
    QCOMPARE(statFile.reformat(golden, Dialect::linux_)->unknownBytes, 0U);
    QCOMPARE(statFile.decode(text, Dialect::linux_)->back().value, "later");
}

void TestStat::fields()
{
    const auto fields = statFile.decode(golden, Dialect::gvisor2019);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 52U);
    for (std::size_t i = 0; i < fields->size(); ++i)
        QCOMPARE((*fields)[i].doc, &statFile.fields[i]);
    QCOMPARE((*fields)[1].value, "worker");
    QCOMPARE((*fields)[21].name, "starttime");
    QCOMPARE((*fields)[21].doc->truthIn(Dialect::gvisor2019), Truth::constant);
    QCOMPARE((*fields)[21].doc->truthIn(Dialect::gvisor2024), Truth::measured);
}

QTEST_APPLESS_MAIN(TestStat)
#include "tst_stat.moc"

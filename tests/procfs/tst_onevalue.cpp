// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// The files that hold one value: oom_score, personality, setgroups … and mem, which holds none
/// here.
class TestOneValue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void values_data();
    void values();
    void ended_data();
    void ended();
    void oomScore_data();
    void oomScore();
    void oomAdjustments_data();
    void oomAdjustments();
    void loginSeenFromANamespace();
    void roundTrip_data();
    void roundTrip();
    void hostile_data();
    void hostile();
};

namespace {

constexpr Dialect in2022 = Dialect::gvisor2022, in2024 = Dialect::gvisor2024,
                  in2026 = Dialect::gvisor2026, onLinux = Dialect::linux_;

const ProcFile& file(const QByteArray& name)
{
    const ProcFile* const found = procFile(name.toStdString());
    Q_ASSERT(found);
    return *found;
}

/// Untold: nothing but what a record starts with. Told: every value set.
void fill(WorkerRecords& records, bool told)
{
    ThreadGroupRecord& group = records.groups.at(GroupId{7});
    group.oomScoreAdjustment = told ? -500 : 0;
    group.coredumpFilter = told ? std::optional<std::uint32_t>(0x7f) : std::nullopt;
    TaskDetails details;
    if (told) {
        details.personality = 0x40000;
        details.loginUid = 1000;
        details.sessionId = 3;
        details.waitChannel = "do_wait";
    }
    records.tasks.at(WorkerRecords::worker).details
        = told ? std::make_shared<const TaskDetails>(details) : nullptr;
    records.userNamespaces.at(WorkerRecords::rootUsers).groupsAllowed = !told;
}

}

void TestOneValue::values_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("untold");
    QTest::addColumn<QByteArray>("told");
    const auto row = [](const char* name, Dialect dialect, const char* untold, const char* told) {
        QTest::addRow("%s in %s", name, std::string(dialectName(dialect)).c_str())
            << QByteArray(name) << int(dialect) << QByteArray(untold) << QByteArray(told);
    };
    for (const Dialect dialect : {in2022, in2024, in2026})
        row("oom_score", dialect, "0\n", "0\n");
    for (const Dialect dialect : {in2022, in2024, in2026, onLinux})
        row("oom_score_adj", dialect, "0\n", "-500\n");
    row("oom_adj", onLinux, "0\n", "-8\n");
    row("coredump_filter", in2026, "00000000\n", "0000007f\n");
    row("coredump_filter", onLinux, "00000033\n", "0000007f\n");
    for (const Dialect dialect : {in2026, onLinux})
        row("setgroups", dialect, "allow\n", "deny\n");
    row("personality", onLinux, "00000000\n", "00040000\n");
    row("loginuid", onLinux, "4294967295", "1000");
    row("sessionid", onLinux, "4294967295", "3");
    row("wchan", onLinux, "0", "do_wait");
    for (const Dialect dialect : {in2022, in2024, in2026, onLinux})
        row("mem", dialect, "EIO", "EIO");
}

void TestOneValue::values()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, dialect);
    QVERIFY(file(name).existsIn(static_cast<Dialect>(dialect)));
    const auto text = [&](bool told) {
        WorkerRecords records;
        fill(records, told);
        return QByteArray::fromStdString(rendered(
            file(name), records.context(WorkerRecords::worker, static_cast<Dialect>(dialect))));
    };
    QTEST(text(false), "untold");
    QTEST(text(true), "told");
}

void TestOneValue::ended_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("zombie");
    QTest::addColumn<QByteArray>("dead");
    const auto row = [](const char* name, Dialect dialect, const char* zombie, const char* dead) {
        QTest::addRow("%s in %s", name, std::string(dialectName(dialect)).c_str())
            << QByteArray(name) << int(dialect) << QByteArray(zombie) << QByteArray(dead);
    };
    row("oom_score", in2024, "0\n", "0\n");
    row("oom_score", onLinux, "0\n", "ESRCH");
    row("oom_score_adj", in2024, "-500\n", "ESRCH");
    row("oom_score_adj", onLinux, "-500\n", "ESRCH");
    row("oom_adj", onLinux, "-8\n", "ESRCH");
    row("coredump_filter", in2026, "0000007f\n", "ESRCH");
    row("coredump_filter", onLinux, "", "ESRCH");
    row("setgroups", in2026, "deny\n", "deny\n");
    row("setgroups", onLinux, "deny\n", "deny\n");
    row("personality", onLinux, "00040000\n", "ESRCH");
    row("loginuid", onLinux, "1000", "ESRCH");
    row("sessionid", onLinux, "3", "ESRCH");
    row("mem", in2022, "EACCES", "ESRCH");
    row("mem", in2024, "EACCES", "ESRCH");
    row("mem", in2026, "EACCES", "ESRCH");
    row("mem", onLinux, "ESRCH", "ESRCH");
}

void TestOneValue::ended()
{
    QFETCH(const QByteArray, name);
    QFETCH(const int, dialect);
    WorkerRecords records;
    fill(records, true);
    records.exit(WorkerRecords::worker);
    const auto text = [&] {
        return QByteArray::fromStdString(rendered(
            file(name), records.context(WorkerRecords::worker, static_cast<Dialect>(dialect))));
    };
    QTEST(text(), "zombie");
    records.tasks.at(WorkerRecords::worker).state = TaskState::dead;
    QTEST(text(), "dead");
}

void TestOneValue::oomScore_data()
{
    QTest::addColumn<qulonglong>("rssBytes");
    QTest::addColumn<int>("adjustment");
    QTest::addColumn<QByteArray>("expected");
    // As captured: 666 of a small process, 1000 with half of everything added, 0 of an exempt one.
    QTest::newRow("small") << 4026368ULL << 0 << QByteArray("667\n");
    QTest::newRow("nothing resident") << 0ULL << 0 << QByteArray("666\n");
    QTest::newRow("half added") << 0ULL << 500 << QByteArray("999\n");
    QTest::newRow("all added") << 0ULL << 1000 << QByteArray("1332\n");
    QTest::newRow("exempt") << 4026368ULL << -1000 << QByteArray("0\n");
    QTest::newRow("nearly exempt") << 0ULL << -999 << QByteArray("1\n");
    QTest::newRow("all the memory") << (2ULL << 30U) << 0 << QByteArray("1333\n");
    QTest::newRow("more than there is") << ~0ULL << 1000 << QByteArray("1999\n");
}

void TestOneValue::oomScore()
{
    QFETCH(const qulonglong, rssBytes);
    QFETCH(const int, adjustment);
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.rssBytes = rssBytes;
    memory.pageTableBytes = memory.swapBytes = 0;
    records.groups.at(GroupId{7}).oomScoreAdjustment = adjustment;
    QTEST(QByteArray::fromStdString(
              rendered(file("oom_score"), records.context(WorkerRecords::worker, onLinux))),
          "expected");
}

void TestOneValue::oomAdjustments_data()
{
    QTest::addColumn<int>("adjustment");
    QTest::addColumn<QByteArray>("older");
    QTest::newRow("exempt") << -1000 << QByteArray("-17\n");
    QTest::newRow("cut towards nothing") << -58 << QByteArray("0\n");
    QTest::newRow("half") << 500 << QByteArray("8\n");
    QTest::newRow("most") << 1000 << QByteArray("15\n");
    QTest::newRow("past the end") << 999 << QByteArray("15\n");
}

void TestOneValue::oomAdjustments()
{
    QFETCH(const int, adjustment);
    WorkerRecords records;
    records.groups.at(GroupId{7}).oomScoreAdjustment = adjustment;
    QTEST(QByteArray::fromStdString(
              rendered(file("oom_adj"), records.context(WorkerRecords::worker, onLinux))),
          "older");
}

void TestOneValue::loginSeenFromANamespace()
{
    WorkerRecords records;
    fill(records, true);
    UserNamespaceRecord& inner = records.userNamespaces[UserNamespaceId{2}];
    inner.id = UserNamespaceId{2};
    inner.parent = WorkerRecords::rootUsers;
    inner.uidMap = {{0, 990, 20}};
    FileContext ctx = records.context(WorkerRecords::worker, onLinux);
    ctx.readerUsers = inner.id;
    QCOMPARE(rendered(file("loginuid"), ctx), "10");
    inner.uidMap = {{0, 0, 1000}};
    QCOMPARE(rendered(file("loginuid"), ctx), "4294967295");
}

void TestOneValue::roundTrip_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* text) {
        QTest::addRow("%s %s", name, text) << QByteArray(name) << QByteArray(text);
    };
    row("oom_score", "0\n");
    row("oom_score", "667\n");
    row("oom_score_adj", "-1000\n");
    row("oom_adj", "15\n");
    row("coredump_filter", "00000033\n");
    row("coredump_filter", "");
    row("setgroups", "allow\n");
    row("setgroups", "deny\n");
    row("personality", "ffffffff\n");
    row("loginuid", "4294967295");
    row("sessionid", "0");
    row("wchan", "0");
    row("wchan", "poll_schedule_timeout.constprop.0");
}

void TestOneValue::roundTrip()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, text);
    const auto again = file(name).reformat(text.toStdString(), onLinux);
    QVERIFY(again);
    QCOMPARE(QByteArray::fromStdString(again->bytes), text);
    QCOMPARE(again->unknownBytes, 0U);
    const auto fields = file(name).decode(text.toStdString(), onLinux);
    QVERIFY(fields);
    QCOMPARE(fields->size(), text.isEmpty() ? 0U : 1U);
    if (!fields->empty()) {
        QCOMPARE(QByteArray::fromStdString(fields->front().value), text.trimmed());
        QCOMPARE(QByteArray::fromStdString(fields->front().name), name);
        QVERIFY(fields->front().doc == &file(name).fields.front());
    }
}

void TestOneValue::hostile_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const char* text) {
        QTest::addRow("%s %s", name, text) << QByteArray(name) << QByteArray(text);
    };
    row("oom_score", "");
    row("oom_score", "0");
    row("oom_score", "-1\n");
    row("oom_score", "2001\n");
    row("oom_score_adj", "1001\n");
    row("oom_score_adj", "-1001\n");
    row("oom_score_adj", "-0\n");
    row("oom_score_adj", "007\n");
    row("oom_score_adj", "5\n\n");
    row("oom_score_adj", "99999999999999999999999999\n");
    row("oom_adj", "16\n");
    row("coredump_filter", "33\n");
    row("coredump_filter", "000000033\n");
    row("coredump_filter", "0000003F\n");
    row("personality", "");
    row("personality", "100000000\n");
    row("loginuid", "1000\n");
    row("sessionid", "4294967296");
    row("setgroups", "allow");
    row("setgroups", "Allow\n");
    row("setgroups", "");
    row("wchan", "");
    row("wchan", "do_wait\n");
    row("wchan", "do wait");
}

void TestOneValue::hostile()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, text);
    QVERIFY(!file(name).reformat(text.toStdString(), onLinux));
    QVERIFY(!file(name).decode(text.toStdString(), onLinux));
}

QTEST_APPLESS_MAIN(TestOneValue)
#include "tst_onevalue.moc"

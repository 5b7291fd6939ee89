// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/taskrow.h>

#include <QTest>

using namespace sandscope;
using model::StatValues;
using procfs::Dialect;
using procfs::TaskState;

class TaskRowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeLine()
    {
        const StatValues stat = model::readStat("9 (a) b (c) S 3 1 1 0 -1 0 0 0 0 0 12 34 0 0 20 0 "
                                                "4 0 5678 8192000 250 18446744073709551615 0\n");
        QCOMPARE(stat.name, std::string("a) b (c"));
        QCOMPARE(stat.state, std::optional(TaskState::sleeping));
        QCOMPARE(stat.parent, std::optional(3));
        QCOMPARE(stat.userTicks, std::optional<std::uint64_t>(12));
        QCOMPARE(stat.systemTicks, std::optional<std::uint64_t>(34));
        QCOMPARE(stat.threads, std::optional(4U));
        QCOMPARE(stat.startTicks, std::optional<std::uint64_t>(5678));

        snapshot::TaskSummary row;
        model::apply(stat, {.ticksPerSecond = 100, .pageBytes = 4096}, row);
        QCOMPARE(row.cpuTime,
                 std::optional(std::chrono::nanoseconds(std::chrono::milliseconds(460))));
        QCOMPARE(row.startTime,
                 std::optional(std::chrono::nanoseconds(std::chrono::milliseconds(56780))));
        QCOMPARE(row.vssBytes, std::optional<std::uint64_t>(8192000));
        QCOMPARE(row.rssBytes, std::optional<std::uint64_t>(1024000));
    }

    void brokenLine_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("hasState");
        QTest::addColumn<bool>("hasParent");
        QTest::addColumn<bool>("hasTimes");
        QTest::newRow("empty") << QByteArray("") << QByteArray("") << false << false << false;
        QTest::newRow("garbage") << QByteArray("\xff\x00\x01zzz", 6) << QByteArray("") << false
                                 << false << false;
        QTest::newRow("cut in the name")
            << QByteArray("9 (ab") << QByteArray("") << false << false << false;
        QTest::newRow("cut behind the name")
            << QByteArray("9 (ab)") << QByteArray("ab") << false << false << false;
        QTest::newRow("cut in the parent")
            << QByteArray("9 (ab) S 12") << QByteArray("ab") << true << false << false;
        QTest::newRow("cut behind the parent")
            << QByteArray("9 (ab) S 12 1") << QByteArray("ab") << true << true << false;
        QTest::newRow("past 64 bits")
            << QByteArray("9 (ab) S 1 1 1 0 -1 0 0 0 0 0 99999999999999999999 1 0 0\n")
            << QByteArray("ab") << true << true << false;
        QTest::newRow("words for numbers")
            << QByteArray("9 (ab) S one 1 1 0 -1 0 0 0 0 0 x y 0 0\n") << QByteArray("ab") << true
            << false << false;
        QTest::newRow("an unknown state")
            << QByteArray("9 (ab) ? 1 1\n") << QByteArray("ab") << false << true << false;
        QTest::newRow("parentheses the wrong way")
            << QByteArray("9 )ab( S 1 1\n") << QByteArray("") << false << false << false;
    }
    void brokenLine()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, name);
        QFETCH(bool, hasState);
        QFETCH(bool, hasParent);
        QFETCH(bool, hasTimes);
        const StatValues stat = model::readStat(line.toStdString());
        QCOMPARE(stat.name, name.toStdString());
        QCOMPARE(stat.state.has_value(), hasState);
        QCOMPARE(stat.parent.has_value(), hasParent);
        snapshot::TaskSummary row;
        model::apply(stat, {}, row);
        QCOMPARE(row.cpuTime.has_value(), hasTimes);
        QVERIFY(!row.rssBytes);
        QVERIFY(!row.threads);
    }

    void numbersTooLargeForTheirUnitAreUnknown()
    {
        StatValues stat;
        stat.userTicks = ~0ULL;
        stat.systemTicks = 1;
        stat.startTicks = ~0ULL;
        stat.rssPages = ~0ULL;
        snapshot::TaskSummary row;
        model::apply(stat, {}, row);
        QVERIFY(!row.cpuTime);
        QVERIFY(!row.startTime);
        QVERIFY(!row.rssBytes);
    }

    void uidOfStatus()
    {
        QCOMPARE(model::effectiveUid("Name:\tx\nPid:\t7\nUid:\t1\t2\t3\t4\n"), std::optional(2U));
        QVERIFY(!model::effectiveUid("Name:\tx\nPid:\t7\nThreads:\t1\n"));
        QVERIFY(!model::effectiveUid("Name:\tx\nPid:\t7\nUid:\t1\n"));
        QVERIFY(!model::effectiveUid(""));
        // A task chooses its own name, and gVisor prints line ends in it as they are.
        QCOMPARE(model::effectiveUid("Name:\t\nUid:\t0\t0\t0\nPid:\t7\nUid:\t1\t1000\t3\t4\n"),
                 std::optional(1000U));
    }

    void commands()
    {
        QCOMPARE(model::joinedCommand(std::string("sh\0-c\0a b\0", 10)), std::string("sh -c a b"));
        QCOMPARE(model::joinedCommand(""), std::string());
        QCOMPARE(model::joinedCommand(std::string("a\0\0b\0\0", 6)), std::string("a  b"));
    }

    void labels_data()
    {
        QTest::addColumn<QByteArray>("label");
        QTest::addColumn<int>("dialect"); ///< -1: none
        QTest::newRow("linux") << QByteArray("linux-aslr") << static_cast<int>(Dialect::linux_);
        QTest::newRow("2022") << QByteArray("gvisor-20221219-ptrace")
                              << static_cast<int>(Dialect::gvisor2022);
        QTest::newRow("2024") << QByteArray("gvisor-20240729-systrap")
                              << static_cast<int>(Dialect::gvisor2024);
        QTest::newRow("2019") << QByteArray("gvisor-20190331")
                              << static_cast<int>(Dialect::gvisor2019);
        QTest::newRow("2018") << QByteArray("gvisor-2018") << static_cast<int>(Dialect::gvisor2018);
        QTest::newRow("later") << QByteArray("gvisor-20270101")
                               << static_cast<int>(Dialect::gvisor2026);
        QTest::newRow("not a release") << QByteArray("gvisor-head") << -1;
        QTest::newRow("nothing") << QByteArray("") << -1;
        QTest::newRow("another kernel") << QByteArray("plan9") << -1;
    }
    void labels()
    {
        QFETCH(QByteArray, label);
        QFETCH(int, dialect);
        const auto found = model::dialectOfLabel(label.toStdString());
        QCOMPARE(found ? static_cast<int>(*found) : -1, dialect);
    }
};

QTEST_GUILESS_MAIN(TaskRowTest)
#include "tst_taskrow.moc"

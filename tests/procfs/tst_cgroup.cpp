// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cgroup.h>
#include <procfs/files/cpuset.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// cgroup and cpuset.
class TestCgroup : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines_data();
    void lines();
    void cpusets_data();
    void cpusets();
    void reaped();
    void roundTrip_data();
    void roundTrip();
    void hostile_data();
    void hostile();
    void hostileCpuset();
    void fields();
};

namespace {

constexpr const char* sandboxLines = "7:pids:/\n6:memory:/\n5:job:/\n4:devices:/\n3:cpuset:/\n"
                                     "2:cpuacct:/\n1:cpu:/\n";

std::shared_ptr<const std::vector<CgroupMembership>> two()
{
    return std::make_shared<const std::vector<CgroupMembership>>(
        std::vector<CgroupMembership>{{2, "cpu,cpuset", "/a b"}, {0, "", "/unified"}});
}

}

void TestCgroup::lines_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("untold"); // nothing in the record
    QTest::addColumn<QByteArray>("told");
    QTest::addColumn<QByteArray>("zombie"); // the same, when it ended
    const QByteArray both = "2:cpu,cpuset:/a b\n0::/unified\n";
    QTest::newRow("2022") << int(Dialect::gvisor2022) << QByteArray()
                          << QByteArray("2:cpu,cpuset:/a b\n") << QByteArray("ESRCH");
    QTest::newRow("2024") << int(Dialect::gvisor2024) << QByteArray(sandboxLines)
                          << QByteArray("2:cpu,cpuset:/a b\n") << QByteArray("ESRCH");
    QTest::newRow("2026") << int(Dialect::gvisor2026) << QByteArray(sandboxLines) << both
                          << QByteArray("0::/unified\n");
    QTest::newRow("Linux") << int(Dialect::linux_) << QByteArray("0::/\n") << both << both;
}

void TestCgroup::lines()
{
    QFETCH(const int, dialect);
    WorkerRecords records;
    auto& cgroups = records.groups.at(GroupId{7}).cgroups;
    const FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    cgroups = nullptr;
    QTEST(QByteArray::fromStdString(rendered(cgroupFile, ctx)), "untold");
    cgroups = two();
    QTEST(QByteArray::fromStdString(rendered(cgroupFile, ctx)), "told");
    records.exit(WorkerRecords::worker);
    QTEST(QByteArray::fromStdString(rendered(cgroupFile, ctx)), "zombie");
}

void TestCgroup::cpusets_data()
{
    QTest::addColumn<QByteArray>("lines"); // as in cgroup; none: the record does not tell
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("untold") << QByteArray() << QByteArray("/\n");
    QTest::newRow("own hierarchy") << QByteArray("4:cpuset:/x\n0::/y\n") << QByteArray("/x\n");
    QTest::newRow("shared hierarchy") << QByteArray("4:cpu,cpuset:/x\n") << QByteArray("/x\n");
    QTest::newRow("cgroup 2") << QByteArray("4:cpusets:/x\n0::/y z\n") << QByteArray("/y z\n");
    QTest::newRow("neither") << QByteArray("4:cpu:/x\n") << QByteArray("/\n");
}

void TestCgroup::cpusets()
{
    QFETCH(const QByteArray, lines);
    WorkerRecords records;
    auto& cgroups = records.groups.at(GroupId{7}).cgroups;
    cgroups = nullptr;
    if (!lines.isEmpty())
        cgroups = std::make_shared<const std::vector<CgroupMembership>>(
            parseCgroups(lines.toStdString()).value());
    QTEST(QByteArray::fromStdString(
              rendered(cpusetFile, records.context(WorkerRecords::worker, Dialect::linux_))),
          "expected");
}

void TestCgroup::reaped()
{
    WorkerRecords records;
    const TaskRecord last = records.reap(WorkerRecords::worker);
    for (const Dialect dialect : allDialects) {
        const FileContext ctx{
            .records = records, .task = last, .dialect = dialect, .mount = WorkerRecords::rootPids};
        QCOMPARE(rendered(cgroupFile, ctx), "ESRCH");
    }
}

void TestCgroup::roundTrip_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("sandbox") << QByteArray(sandboxLines);
    QTest::newRow("named") << QByteArray("9:name=systemd:/\n0::/\n");
    QTest::newRow("colons in the path") << QByteArray("1:cpu:/a:b::c\n");
    QTest::newRow("odd path") << QByteArray("1:cpu:/a\tb \xff (deleted)\n");
}

void TestCgroup::roundTrip()
{
    QFETCH(const QByteArray, text);
    const auto again = cgroupFile.reformat(text.toStdString(), Dialect::linux_);
    QVERIFY(again);
    QCOMPARE(QByteArray::fromStdString(again->bytes), text);
    QCOMPARE(again->unknownBytes, 0U);
}

void TestCgroup::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("cut") << QByteArray("1:cpu:/") << int(truncated);
    QTest::newRow("one colon") << QByteArray("1:cpu\n") << int(badField);
    QTest::newRow("no number") << QByteArray(":cpu:/\n") << int(badNumber);
    QTest::newRow("past 32 bits") << QByteArray("4294967296:cpu:/\n") << int(badNumber);
    QTest::newRow("zeros in front") << QByteArray("01:cpu:/\n") << int(badNumber);
    QTest::newRow("empty line") << QByteArray("\n") << int(truncated);
}

void TestCgroup::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseCgroups(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

void TestCgroup::hostileCpuset()
{
    QVERIFY(!parseCpuset(""));
    QVERIFY(!parseCpuset("/"));
    QVERIFY(!parseCpuset("\n"));
    QVERIFY(!parseCpuset("x\n"));
    QCOMPARE(parseCpuset("/a\nb\n").value(), "/a\nb");
}

void TestCgroup::fields()
{
    const auto fields = cgroupFile.decode("2:cpu,cpuset:/a\n0::/b\n", Dialect::linux_);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 6U);
    QCOMPARE((*fields)[1].value, "cpu,cpuset");
    QCOMPARE((*fields)[3].value, "0");
    QCOMPARE((*fields)[4].value, "");
    QCOMPARE((*fields)[5].doc->name, "path");
}

QTEST_APPLESS_MAIN(TestCgroup)
#include "tst_cgroup.moc"

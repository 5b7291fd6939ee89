// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mountinfo.h>
#include <procfs/files/mounts.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestMounts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void belowARoot();
    void withoutFileSystemContext();
    void unnamedType();
    void roundTrip_data();
    void roundTrip();
    void hostile_data();
    void hostile();
};

void TestMounts::worker()
{
    const WorkerRecords records;
    const FileContext in2018 = records.context(WorkerRecords::worker, Dialect::gvisor2018);
    const FileContext in2019 = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    QCOMPARE(rendered(mountsFile, in2018),
             "none\t/\t9p\tro\t0\t0\nnone\t/dev\ttmpfs\trw\t0\t0\nnone\t/tmp\ttmpfs\trw\t0\t0\n");
    QCOMPARE(rendered(mountsFile, in2019),
             "none / 9p ro 0 0\nnone /dev tmpfs rw 0 0\nnone /tmp tmpfs rw 0 0\n");
    const std::string info = "15 15 0:0 / / ro - 9p none ro\n17 15 0:0 / /dev rw - tmpfs none rw\n"
                             "20 15 0:0 / /tmp rw,noatime - tmpfs none rw,noatime\n";
    QCOMPARE(rendered(mountinfoFile, in2018), info);
    QCOMPARE(rendered(mountinfoFile, in2019), info);
    FileText text;
    QCOMPARE(mountsFile.render(in2019, text), Errno::ok);
    QCOMPARE(text.marks.size(), 1U);
}

void TestMounts::belowARoot()
{
    WorkerRecords records;
    records.fsContexts.at(FsContextId{7}).root = "/dev";
    const FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    QCOMPARE(rendered(mountsFile, ctx), "none / tmpfs rw 0 0\n");
    QCOMPARE(rendered(mountinfoFile, ctx), "17 15 0:0 / / rw - tmpfs none rw\n");
}

void TestMounts::withoutFileSystemContext()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    for (const ProcFile* const file : {&mountsFile, &mountinfoFile}) {
        // The real one of 2018 takes the whole sandbox down.
        QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, Dialect::gvisor2018)),
                 "EIO");
        QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, Dialect::gvisor2019)), "");
    }
}

void TestMounts::unnamedType()
{
    WorkerRecords records;
    records.mountNamespaces.at(WorkerRecords::rootMounts).mounts
        = {{.id = 1, .parentId = 1, .path = "/a b", .fileSystemType = {}, .options = {}}};
    QCOMPARE(rendered(mountsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019)),
             "none /a b none rw 0 0\n");
}

void TestMounts::roundTrip_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<bool>("isInfo");
    QTest::newRow("tabs") << QByteArray("none\t/\t9p\tro\t0\t0\n") << int(Dialect::gvisor2018)
                          << false;
    QTest::newRow("path with a blank")
        << QByteArray("none /a b none rw 0 0\n") << int(Dialect::gvisor2019) << false;
    QTest::newRow("path with a newline")
        << QByteArray("none /a\nb tmpfs rw 0 0\nnone / 9p ro 0 0\n") << int(Dialect::gvisor2019)
        << false;
    QTest::newRow("atime in place of rights")
        << QByteArray("none /tmp tmpfs ,noatime 0 0\n") << int(Dialect::gvisor2024) << false;
    QTest::newRow("empty tag of 2022") << QByteArray("15 15 0:16 / / ro  - 9p none ro,trans=fd\n")
                                       << int(Dialect::gvisor2022) << true;
    QTest::newRow("tags") << QByteArray(
        "15 1 0:16 / /a\\040b rw shared:1 master:2 - ext4 /dev/vda1 rw\n")
                          << int(Dialect::linux_) << true;
    QTest::newRow("raw blank") << QByteArray("15 15 0:0 / /a b rw - tmpfs none rw\n")
                               << int(Dialect::gvisor2019) << true;
}

void TestMounts::roundTrip()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, dialect);
    QFETCH(const bool, isInfo);
    const ProcFile& file = isInfo ? mountinfoFile : mountsFile;
    QCOMPARE(file.reformat(text.toStdString(), static_cast<Dialect>(dialect))->bytes, text.toStdString());
}

void TestMounts::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isInfo");
    QTest::newRow("cut") << QByteArray("none / 9p ro 0") << false;
    QTest::newRow("too short") << QByteArray("none / 0 0\n") << false;
    QTest::newRow("no numbers") << QByteArray("none / 9p ro x y\n") << false;
    QTest::newRow("cut info") << QByteArray("15 15 0:0 / / ro - 9p") << true;
    QTest::newRow("no dash") << QByteArray("15 15 0:0 / / ro 9p none ro\n") << true;
    QTest::newRow("no device") << QByteArray("15 15 / / ro - 9p none ro\n") << true;
    QTest::newRow("nothing behind the dash") << QByteArray("15 15 0:0 / / ro - \n") << true;
}

void TestMounts::hostile()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isInfo);
    if (isInfo)
        QVERIFY(!parseMountInfo(text.toStdString()));
    else
        QVERIFY(!parseMounts(text.toStdString()));
}

QTEST_APPLESS_MAIN(TestMounts)
#include "tst_mounts.moc"

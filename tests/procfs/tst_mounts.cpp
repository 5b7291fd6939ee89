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
    void everything_data();
    void everything();
    void changedRoot_data();
    void changedRoot();
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
        for (const Dialect dialect :
             {Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026})
            QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, dialect)), "");
        QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, Dialect::linux_)),
                 "EINVAL");
    }
}

namespace {

/// Mounts as the captures have them, by every flag and odd name.
void mountEverything(WorkerRecords& records)
{
    records.mountNamespaces.at(WorkerRecords::rootMounts).mounts = {
        {.id = 16,
         .parentId = 15,
         .path = "/",
         .fileSystemType = "9p",
         .readOnly = true,
         .deviceMinor = 17,
         .options = "trans=fd",
         .source = "/dev/vda",
         .propagation = {}},
        {.id = 20,
         .parentId = 16,
         .path = "/tmp",
         .fileSystemType = "tmpfs",
         .deviceMinor = 20,
         .options = "mode=1777",
         .noSetUid = true,
         .noDevices = true,
         .propagation = "shared:1 master:2"},
        {.id = 27,
         .parentId = 20,
         .path = "/tmp/t1",
         .fileSystemType = "tmpfs",
         .noExecute = true,
         .deviceMinor = 27,
         .options = "size=64k",
         .noSetUid = true,
         .propagation = {}},
        {.id = 28,
         .parentId = 20,
         .path = "/tmp/with space",
         .fileSystemType = "tmpfs",
         .noAccessTime = true,
         .deviceMajor = 8,
         .deviceMinor = 1,
         .options = "mode=0711",
         .source = "odd #source",
         .propagation = {}},
        {.id = 30,
         .parentId = 20,
         .path = "/tmp/a\tb\nc\\d#",
         .fileSystemType = "tmpfs",
         .readOnly = true,
         .noAccessTime = true,
         .noExecute = true,
         .deviceMinor = 30,
         .options = {},
         .propagation = {},
         .superReadOnly = true},
        {.id = 31,
         .parentId = 20,
         .path = "/tmp/bind",
         .fileSystemType = "9p",
         .readOnly = true,
         .deviceMinor = 17,
         .options = "trans=fd",
         .root = "/srv/my data",
         .source = "/dev/vda",
         .propagation = {}},
    };
}

}

void TestMounts::everything_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("mounts");
    QTest::addColumn<QByteArray>("info");
    QTest::newRow("2018")
        << int(Dialect::gvisor2018)
        << QByteArray("none\t/\t9p\tro\t0\t0\nnone\t/tmp\ttmpfs\trw\t0\t0\n"
                      "none\t/tmp/t1\ttmpfs\trw\t0\t0\nnone\t/tmp/with space\ttmpfs\trw\t0\t0\n"
                      "none\t/tmp/a\tb\nc\\d#\ttmpfs\tro\t0\t0\nnone\t/tmp/bind\t9p\tro\t0\t0\n")
        << QByteArray("16 15 0:0 / / ro - 9p none ro\n20 16 0:0 / /tmp rw - tmpfs none rw\n"
                      "27 20 0:0 / /tmp/t1 rw - tmpfs none rw\n"
                      "28 20 0:0 / /tmp/with space rw,noatime - tmpfs none rw,noatime\n"
                      "30 20 0:0 / /tmp/a\tb\nc\\d# ro,noatime - tmpfs none ro,noatime\n"
                      "31 20 0:0 / /tmp/bind ro - 9p none ro\n");
    const QByteArray laterMounts
        = "none / 9p ro,trans=fd 0 0\nnone /tmp tmpfs rw,mode=1777 0 0\n"
          "none /tmp/t1 tmpfs rw,noexec,size=64k 0 0\n"
          "none /tmp/with space tmpfs ,noatime,mode=0711 0 0\n"
          "none /tmp/a\tb\nc\\d# tmpfs ,noatime,noexec 0 0\nnone /tmp/bind 9p ro,trans=fd 0 0\n";
    QTest::newRow("2022")
        << int(Dialect::gvisor2022) << laterMounts
        << QByteArray("16 15 0:17 / / ro  - 9p none ro,trans=fd\n"
                      "20 16 0:20 / /tmp rw shared:1 - tmpfs none rw,mode=1777\n"
                      "27 20 0:27 / /tmp/t1 rw,noexec  - tmpfs none rw,size=64k\n"
                      "28 20 8:1 / /tmp/with\\040space ,noatime  - tmpfs none rw,mode=0711\n"
                      "30 20 0:30 / /tmp/a\\011b\\012c\\134d# ,noatime,noexec  - tmpfs none ro\n"
                      "31 20 0:17 /srv/my\\040data /tmp/bind ro  - 9p none ro,trans=fd\n");
    QTest::newRow("2024")
        << int(Dialect::gvisor2024) << laterMounts
        << QByteArray("16 15 0:17 / / ro - 9p none ro,trans=fd\n"
                      "20 16 0:20 / /tmp rw shared:1 master:2 - tmpfs none rw,mode=1777\n"
                      "27 20 0:27 / /tmp/t1 rw,noexec - tmpfs none rw,size=64k\n"
                      "28 20 8:1 / /tmp/with\\040space ,noatime - tmpfs none rw,mode=0711\n"
                      "30 20 0:30 / /tmp/a\\011b\\012c\\134d# ,noatime,noexec - tmpfs none ro\n"
                      "31 20 0:17 /srv/my\\040data /tmp/bind ro - 9p none ro,trans=fd\n");
    QTest::newRow("2026")
        << int(Dialect::gvisor2026)
        << QByteArray("none / 9p ro,trans=fd 0 0\nnone /tmp tmpfs rw,nosuid,mode=1777 0 0\n"
                      "none /tmp/t1 tmpfs rw,noexec,nosuid,size=64k 0 0\n"
                      "none /tmp/with space tmpfs ,noatime,mode=0711 0 0\n"
                      "none /tmp/a\tb\nc\\d# tmpfs ,noatime,noexec 0 0\n"
                      "none /tmp/bind 9p ro,trans=fd 0 0\n")
        << QByteArray("16 15 0:17 / / ro - 9p none ro,trans=fd\n"
                      "20 16 0:20 / /tmp rw,nosuid shared:1 master:2 - tmpfs none rw,mode=1777\n"
                      "27 20 0:27 / /tmp/t1 rw,noexec,nosuid - tmpfs none rw,size=64k\n"
                      "28 20 8:1 / /tmp/with\\040space rw,noatime - tmpfs none rw,mode=0711\n"
                      "30 20 0:30 / /tmp/a\\011b\\012c\\134d# ro,noatime,noexec - tmpfs none ro\n"
                      "31 20 0:17 /srv/my\\040data /tmp/bind ro - 9p none ro,trans=fd\n");
    QTest::newRow("Linux")
        << int(Dialect::linux_)
        << QByteArray("/dev/vda / 9p ro,relatime,trans=fd 0 0\n"
                      "none /tmp tmpfs rw,nosuid,nodev,relatime,mode=1777 0 0\n"
                      "none /tmp/t1 tmpfs rw,nosuid,noexec,relatime,size=64k 0 0\n"
                      "odd\\040\\043source /tmp/with\\040space tmpfs rw,noatime,mode=0711 0 0\n"
                      "none /tmp/a\\011b\\012c\\134d# tmpfs ro,noexec,noatime 0 0\n"
                      "/dev/vda /tmp/bind 9p ro,relatime,trans=fd 0 0\n")
        << QByteArray(
               "16 15 0:17 / / ro,relatime - 9p /dev/vda rw,trans=fd\n"
               "20 16 0:20 / /tmp rw,nosuid,nodev,relatime shared:1 master:2 - tmpfs none "
               "rw,mode=1777\n"
               "27 20 0:27 / /tmp/t1 rw,nosuid,noexec,relatime - tmpfs none rw,size=64k\n"
               "28 20 8:1 / /tmp/with\\040space rw,noatime - tmpfs odd\\040\\043source "
               "rw,mode=0711\n"
               "30 20 0:30 / /tmp/a\\011b\\012c\\134d# ro,noexec,noatime - tmpfs none ro\n"
               "31 20 0:17 /srv/my\\040data /tmp/bind ro,relatime - 9p /dev/vda rw,trans=fd\n");
}

void TestMounts::everything()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, mounts);
    QFETCH(const QByteArray, info);
    WorkerRecords records;
    mountEverything(records);
    const FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    QCOMPARE(QByteArray::fromStdString(rendered(mountsFile, ctx)), mounts);
    QCOMPARE(QByteArray::fromStdString(rendered(mountinfoFile, ctx)), info);
    QCOMPARE(mountsFile.reformat(mounts.toStdString(), ctx.dialect)->bytes, mounts.toStdString());
    QCOMPARE(mountinfoFile.reformat(info.toStdString(), ctx.dialect)->bytes, info.toStdString());
    QCOMPARE(parseMountInfo(info.toStdString())->size(), 6U);
}

// In 2022 and 2024 mounts ends at the first mount out of reach, mountinfo leaves it out; what is
// not below the mount of the root is not looked at.
void TestMounts::changedRoot_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("inside"); // root in the middle of a mount
    QTest::addColumn<QByteArray>("above"); // two mounts below
    const auto row = [](Dialect dialect, const char* above) {
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray() << QByteArray(above);
    };
    row(Dialect::gvisor2019, "none /deep tmpfs rw 0 0\nnone /later tmpfs rw 0 0\n");
    row(Dialect::gvisor2022, "");
    row(Dialect::gvisor2024, "");
    row(Dialect::gvisor2026, "none /deep tmpfs rw 0 0\nnone /later tmpfs rw 0 0\n");
    row(Dialect::linux_, "none /deep tmpfs rw,relatime 0 0\nnone /later tmpfs rw,relatime 0 0\n");
}

void TestMounts::changedRoot()
{
    QFETCH(const int, dialect);
    WorkerRecords records;
    records.mountNamespaces.at(WorkerRecords::rootMounts).mounts = {
        {.id = 1,
         .parentId = 1,
         .path = "/",
         .fileSystemType = "9p",
         .options = {},
         .propagation = {}},
        {.id = 2,
         .parentId = 1,
         .path = "/a/deep",
         .fileSystemType = "tmpfs",
         .options = {},
         .propagation = {}},
        {.id = 3,
         .parentId = 1,
         .path = "/b",
         .fileSystemType = "tmpfs",
         .options = {},
         .propagation = {}},
        {.id = 4,
         .parentId = 1,
         .path = "/a/later",
         .fileSystemType = "tmpfs",
         .options = {},
         .propagation = {}},
    };
    FsContextRecord& fs = records.fsContexts.at(FsContextId{7});
    const FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    fs.root = "/b/inside";
    QTEST(QByteArray::fromStdString(rendered(mountsFile, ctx)), "inside");
    QCOMPARE(rendered(mountinfoFile, ctx), "");
    fs.root = "/a";
    QTEST(QByteArray::fromStdString(rendered(mountsFile, ctx)), "above");
    const std::string info = rendered(mountinfoFile, ctx);
    QVERIFY(info.starts_with("2 1 0:0 / /deep rw"));
    QVERIFY(info.contains("\n4 1 0:0 / /later rw"));
    fs.root = "/b";
    QVERIFY(rendered(mountsFile, ctx).starts_with("none / tmpfs rw"));
}

void TestMounts::unnamedType()
{
    WorkerRecords records;
    records.mountNamespaces.at(WorkerRecords::rootMounts).mounts = {{.id = 1,
                                                                     .parentId = 1,
                                                                     .path = "/a b",
                                                                     .fileSystemType = {},
                                                                     .options = {},
                                                                     .propagation = {}}};
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
    QTest::newRow("raw newline") << QByteArray("15 15 0:0 / /a\nb rw - tmpfs none rw\n"
                                               "16 15 0:0 / /c rw - tmpfs none rw\n")
                                 << int(Dialect::gvisor2018) << true;
    QTest::newRow("tabs, taken for something else")
        << QByteArray("none\t/a b\t9p\tro\t0\t0\n") << int(Dialect::linux_) << false;
    QTest::newRow("raw blank") << QByteArray("15 15 0:0 / /a b rw - tmpfs none rw\n")
                               << int(Dialect::gvisor2019) << true;
}

void TestMounts::roundTrip()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, dialect);
    QFETCH(const bool, isInfo);
    const ProcFile& file = isInfo ? mountinfoFile : mountsFile;
    QCOMPARE(file.reformat(text.toStdString(), static_cast<Dialect>(dialect))->bytes,
             text.toStdString());
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
    QTest::newRow("zeros in front") << QByteArray("015 15 0:0 / / ro - 9p none ro\n") << true;
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

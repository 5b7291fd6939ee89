// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

std::string line(const MapsEntry& entry, Dialect dialect = Dialect::gvisor2019)
{
    std::string out;
    formatMapsEntry(entry, dialect, out);
    return out;
}

}

class TestMaps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void samples_data();
    void samples();
    void namesOfHints_data();
    void namesOfHints();
    void devicesAreTakenApartTheWrongWay();
    void anEffectiveRightDoesNotShow();
    void pathsAreSeenFromTheRoot();
    void marksAreEndAddresses();
    void noLineForVsyscallIn2018();
    void destroyedMemory();
    void noMemory();
    void aNameMayHoldANewline();
    void hostile_data();
    void hostile();
    void fields();
};

void TestMaps::samples_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("program") << QByteArray(
        "00400000-00401000 r-xp 00000000 00:08 12                                 /usr/bin/dash\n");
    QTest::newRow("twelve digits") << QByteArray(
        "556373ed1000-556373ed5000 r--p 00000000 00:08 12                         /usr/bin/dash\n");
    QTest::newRow("anonymous ends with a blank")
        << QByteArray("556373ef1000-556373ef3000 rw-p 00000000 00:00 0 \n");
    QTest::newRow("vsyscall") << QByteArray(
        "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n");
    QTest::newRow("header too long for the column") << QByteArray(
        "7f0000000000-7f0000001000 rw-s 123456789000 103:fffff 18446744073709551615 /x\n");
    QTest::newRow("write only") << QByteArray("00400000-00401000 -w-p 00000000 00:00 0 \n");
    QTest::newRow("name that begins with blanks") << QByteArray(
        "00400000-00401000 r-xp 00000000 00:08 12                                   /  x \n");
}

void TestMaps::samples()
{
    QFETCH(const QByteArray, text);
    const auto entries = parseMaps(text.toStdString());
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1U);
    QCOMPARE(line(entries->front()), text.toStdString());
    const auto again = parseMapsLine(text.chopped(1).toStdString());
    QVERIFY(again);
    QCOMPARE(*again, entries->front());
}

void TestMaps::namesOfHints_data()
{
    QTest::addColumn<int>("hint");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("heap") << int(VmaHint::heap) << QByteArray("[heap]");
    QTest::newRow("stack") << int(VmaHint::stack) << QByteArray("[stack]");
    QTest::newRow("vvar") << int(VmaHint::vvar) << QByteArray("[vvar]");
    QTest::newRow("aio") << int(VmaHint::aio) << QByteArray("[aio]");
    QTest::newRow("vdso has none") << int(VmaHint::vdso) << QByteArray();
    QTest::newRow("none: the mapping's") << int(VmaHint::none) << QByteArray("/bin/x (deleted)");
}

void TestMaps::namesOfHints()
{
    QFETCH(const int, hint);
    MappingIdentity identity;
    identity.path = "/bin/x";
    identity.deleted = true;
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.hint = static_cast<VmaHint>(hint);
    vma.mapping = std::make_shared<const MappingIdentity>(identity);
    QTEST(QByteArray::fromStdString(mapsEntry(vma, "/").name), "name");
    std::string direct;
    formatMapsLine(vma, "/", direct);
    QCOMPARE(direct, line(mapsEntry(vma, "/")));
}

void TestMaps::devicesAreTakenApartTheWrongWay()
{
    // Device fe:00 as user space encodes it, which the kernel then splits by its own rule.
    MappingIdentity identity;
    identity.device = 0xfe00;
    identity.inode = 5;
    identity.path = "/x";
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.mapping = std::make_shared<const MappingIdentity>(identity);
    const MapsEntry entry = mapsEntry(vma, "/");
    QCOMPARE(entry.deviceMajor, 0U);
    QCOMPARE(entry.deviceMinor, 0xfe00U);
    QVERIFY(line(entry).find(" 00:fe00 5 ") != std::string::npos);
}

void TestMaps::anEffectiveRightDoesNotShow()
{
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.real.write = true;
    vma.effective.write = vma.effective.read = true;
    QCOMPARE(line(mapsEntry(vma, "/")), "00001000-00002000 -w-p 00000000 00:00 0 \n");
}

void TestMaps::pathsAreSeenFromTheRoot()
{
    WorkerRecords records;
    records.fsContexts.at(FsContextId{7}).root = "/usr";
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2018);
    ctx.readerRoot = "/usr/bin";
    QVERIFY(rendered(mapsFile, ctx).find(" /bin/dash\n") != std::string::npos); // the target's root
    ctx.dialect = Dialect::gvisor2019;
    QVERIFY(rendered(mapsFile, ctx).find(" /dash\n") != std::string::npos); // the reader's
    QVERIFY(rendered(mapsFile, ctx).find(" /dev/zero (deleted)\n") != std::string::npos); // no
                                                                                          // path,
                                                                                          // so not
                                                                                          // cut
    ctx.readerRoot = "/us";
    QVERIFY(rendered(mapsFile, ctx).find(" /usr/bin/dash\n") != std::string::npos); // not below
}

void TestMaps::marksAreEndAddresses()
{
    const WorkerRecords records;
    FileText text;
    QCOMPARE(mapsFile.render(records.context(WorkerRecords::worker, Dialect::gvisor2019), text),
             Errno::ok);
    const auto entries = parseMaps(text.bytes);
    QVERIFY(entries);
    QCOMPARE(text.marks.size(), entries->size());
    for (std::size_t i = 0; i < entries->size(); ++i)
        QCOMPARE(text.marks[i].handle, (*entries)[i].end);
    QCOMPARE(text.marks.back().end, text.bytes.size());
    QCOMPARE(entries->back(), vsyscallEntry());
}

void TestMaps::noLineForVsyscallIn2018()
{
    const WorkerRecords records;
    QVERIFY(rendered(mapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2018))
                .find("vsyscall")
            == std::string::npos);
}

void TestMaps::destroyedMemory()
{
    WorkerRecords records;
    records.memories.at(WorkerRecords::workerMemory).users = 0;
    QCOMPARE(rendered(mapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2018)), "");
    QCOMPARE(
        rendered(mapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019)),
        "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n");
}

void TestMaps::noMemory()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(mapsFile, records.context(WorkerRecords::worker, dialect)), "");
}

void TestMaps::aNameMayHoldANewline()
{
    const std::string text
        = "00400000-00401000 r-xp 00000000 00:08 12                                 /a\nb\n"
          "00401000-00402000 r-xp 00000000 00:00 0 \n";
    const auto entries = parseMaps(text);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 2U);
    QCOMPARE(entries->front().name, "/a\nb");
    QCOMPARE(mapsFile.reformat(text, Dialect::gvisor2024)->bytes, text);
}

void TestMaps::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("offset");
    const auto row = [](const char* name, QByteArray text, ParseErrorCode code, int offset) {
        QTest::newRow(name) << std::move(text) << int(code) << offset;
    };
    using enum ParseErrorCode;
    row("start past 64 bits", "10000000000000000-10000000000001000 r--p 00000000 00:00 0 \n",
        badNumber, 0);
    row("end past 64 bits", "1000-10000000000001000 r--p 00000000 00:00 0 \n", badNumber, 5);
    row("end before start", "2000-1000 r--p 00000000 00:00 0 \n", badField, 9);
    row("empty range", "1000-1000 r--p 00000000 00:00 0 \n", badField, 9);
    row("cut in the middle", "1000-2000 r--p 000", truncated, 0);
    row("short line", "1000-2000 r--p\n", truncated, 14);
    row("unknown letter", "1000-2000 r-?p 00000000 00:00 0 \n", badField, 12);
    row("neither private nor shared", "1000-2000 r--x 00000000 00:00 0 \n", badField, 13);
    row("device past 32 bits", "1000-2000 r--p 00000000 100000000:00 0 \n", badNumber, 24);
    row("inode past 64 bits", "1000-2000 r--p 00000000 00:00 18446744073709551616 \n", badNumber,
        30);
    row("no blank behind the inode", "1000-2000 r--p 00000000 00:00 0\n", truncated, 31);
    row("not at all", "hello\n", badNumber, 0);
    row("empty line", "\n", truncated, 0);
}

void TestMaps::hostile()
{
    QFETCH(const QByteArray, text);
    const auto entries = parseMaps(text.toStdString());
    QVERIFY(!entries);
    QTEST(int(entries.error().code), "code");
    QTEST(int(entries.error().offset), "offset");
    // The same in the second line.
    const std::string good = "00400000-00401000 r-xp 00000000 00:00 0 \n";
    const auto second = parseMaps(good + text.toStdString());
    QVERIFY(!second);
    QCOMPARE(second.error().offset, good.size() + entries.error().offset);
}

void TestMaps::fields()
{
    const auto fields = mapsFile.decode(
        "00400000-00401000 r-xp 00000000 00:08 12                                 /usr/bin/a b\n",
        Dialect::gvisor2024);
    QVERIFY(fields);
    QCOMPARE(fields->size(), 6U);
    QCOMPARE((*fields)[0].value, "00400000-00401000");
    QCOMPARE((*fields)[3].name, "dev");
    QCOMPARE((*fields)[5].value, "/usr/bin/a b");
    QCOMPARE((*fields)[5].doc, &mapsFile.fields[5]);
}

QTEST_APPLESS_MAIN(TestMaps)
#include "tst_maps.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/mapsparser.h>

#include <QTest>

#include <random>

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

/// The line of a VMA by both printers, which must agree.
std::string lineOf(const Vma& vma, const MapsView& view)
{
    std::string direct;
    formatMapsLine(vma, view, direct);
    std::string buffer;
    const std::string plain = line(mapsEntry(vma, view, buffer), view.dialect);
    return direct == plain ? direct : direct + " but " + plain;
}

Vma vmaOf(MappingIdentity identity)
{
    Vma vma;
    vma.start = 0x7f0000001000;
    vma.end = 0x7f0000002000;
    vma.real.read = true;
    vma.isPrivate = false;
    vma.mapping = std::make_shared<const MappingIdentity>(std::move(identity));
    return vma;
}

/// What a line says behind its rights and offset.
std::string told(const Vma& vma, Dialect dialect)
{
    std::string text = lineOf(vma, {dialect, "/"});
    text = text.substr(text.find(" 00000000 ") + 10);
    if (const std::size_t blanks = text.find("   "); blanks != std::string::npos)
        text.erase(blanks, text.find_first_not_of(' ', blanks) - blanks - 1);
    return text;
}

constexpr std::string_view endOfQuickWay
    = "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 \n"
      "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 \n";

/// Both ways through a text, which must agree in everything.
void compareWays(const std::string& text)
{
    const auto quick = detail::parseMaps(text, detail::ParseWay::quick);
    const auto plain = detail::parseMaps(text, detail::ParseWay::plain);
    QVERIFY2(quick.has_value() == plain.has_value(), text.c_str());
    if (quick)
        QVERIFY2(*quick == *plain, text.c_str());
    else
        QCOMPARE(quick.error(), plain.error());
}

}

class TestMaps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void samples_data();
    void samples();
    void dialects_data();
    void dialects();
    void newlinesInNames();
    void vsyscallInEachDialect();
    void linuxWithoutMemory();
    void namesGivenByPrograms();
    void bothWaysAgree_data();
    void bothWaysAgree();
    void bothWaysAgreeOnDamage();
    void manyLines();
    void namesOfHints_data();
    void namesOfHints();
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
    const std::string bytes = text.toStdString();
    const auto entries = parseMaps(bytes);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1U);
    QCOMPARE(line(entries->front()), bytes);
    const auto again = parseMapsLine(std::string_view(bytes).substr(0, bytes.size() - 1));
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
    std::string buffer;
    const MapsEntry entry = mapsEntry(vma, {Dialect::gvisor2019, "/"}, buffer);
    QTEST(QByteArray::fromStdString(std::string(entry.name)), "name");
    QVERIFY(!lineOf(vma, {Dialect::gvisor2019, "/"}).contains(" but "));
}

void TestMaps::dialects_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, int which, std::initializer_list<const char*> expected) {
        auto text = expected.begin();
        for (const Dialect dialect : allDialects)
            QTest::addRow("%s, %s", name, std::string(dialectName(dialect)).c_str())
                << which << int(dialect) << QByteArray(*text++);
    };
    const char* const none = "00:00 0 \n";
    row("vdso", 0, {none, none, none, none, none, "00:00 0 [vdso]\n"});
    const char* const ring = "00:00 0 [aio]\n";
    row("aio", 1, {ring, ring, ring, ring, ring, "00:00 0 /[aio] (deleted)\n"});
    const char* const early = "00:00 0 /dev/zero (deleted)\n";
    const char* const zero = "00:05 2 /dev/zero (deleted)\n";
    row("shared anonymous", 2, {early, early, zero, zero, zero, zero});
    const char* const device = "00:06 9 /dev/zero\n";
    row("device mapped", 3, {early, early, device, device, device, device});
    const char* const memory = "00:05 4 /memfd:a b (deleted)\n";
    row("memfd", 4, {memory, memory, memory, memory, memory, memory});
    const char* const segment = "00:07 1 SYSV00024301\n";
    row("SysV", 5,
        {segment, segment, segment, segment, segment, "00:07 1 /SYSV00005eed (deleted)\n"});
    const char* const negative = "00:07 1 SYSV-0000002\n";
    row("SysV, negative key", 6,
        {negative, negative, negative, negative, negative, "00:07 1 /SYSVfffffffe (deleted)\n"});
    // fe:00, and minor 0x12345 of major 8
    const char* const wrong = "00:fe00 5 /x\n";
    row("disk", 7, {wrong, wrong, wrong, wrong, wrong, "fe:00 5 /x\n"});
    const char* const wide = "123:845 5 /x\n";
    row("disk with a great minor", 8, {wide, wide, wide, wide, wide, "08:12345 5 /x\n"});
    const char* const gone = "00:08 5 /x (deleted)\n";
    row("deleted", 9, {gone, gone, gone, gone, gone, gone});
    const char* const trap = "00:00 0 [usertrap]\n";
    row("name of the kernel's", 10, {trap, trap, trap, trap, trap, trap});
}

void TestMaps::dialects()
{
    QFETCH(const int, which);
    QFETCH(const int, dialect);
    using enum MappingKind;
    const std::vector<Vma> all = [] {
        Vma vdso;
        vdso.start = 0x1000;
        vdso.end = 0x2000;
        Vma aio = vdso;
        vdso.hint = VmaHint::vdso;
        aio.hint = VmaHint::aio;
        return std::vector<Vma>{
            vdso,
            aio,
            vmaOf({5, 2, "/dev/zero", true, sharedAnonymous, 0}),
            vmaOf({6, 9, "/dev/zero", false, zeroDevice, 0}),
            vmaOf({5, 4, "/memfd:a b", true, memfd, 0}),
            vmaOf({7, 1, "", false, sysvShared, 0x5eed}),
            vmaOf({7, 1, "", false, sysvShared, -2}),
            vmaOf({0xfe00, 5, "/x", false, file, 0}),
            vmaOf({0x12300845, 5, "/x", false, file, 0}),
            vmaOf({8, 5, "/x", true, file, 0}),
            vmaOf({0, 0, "[usertrap]", false, other, 0}),
        };
    }();
    QTEST(QByteArray::fromStdString(
              told(all[static_cast<std::size_t>(which)], static_cast<Dialect>(dialect))),
          "expected");
}

void TestMaps::newlinesInNames()
{
    const Vma vma = vmaOf({8, 1, "/nl\nnl/map\tme\\too\n", true, MappingKind::file, 0});
    QVERIFY(told(vma, Dialect::gvisor2024).ends_with(" /nl\nnl/map\tme\\too\n (deleted)\n"));
    QVERIFY(told(vma, Dialect::linux_).ends_with(" /nl\\012nl/map\tme\\too\\012 (deleted)\n"));
}

void TestMaps::vsyscallInEachDialect()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects) {
        const std::string text
            = rendered(mapsFile, records.context(WorkerRecords::worker, dialect));
        const auto entries = parseMaps(text);
        QVERIFY(entries);
        QCOMPARE(entries->back() == vsyscallEntry(dialect), dialect != Dialect::gvisor2018);
        QCOMPARE(text.contains("ffffffffff601000 --xp "), dialect == Dialect::linux_);
    }
}

void TestMaps::linuxWithoutMemory()
{
    WorkerRecords records;
    records.memories.at(WorkerRecords::workerMemory).users = 0;
    QCOMPARE(rendered(mapsFile, records.context(WorkerRecords::worker, Dialect::linux_)), "");
}

void TestMaps::namesGivenByPrograms()
{
    Vma vma = vmaOf({5, 2, "/dev/zero", true, MappingKind::sharedAnonymous, 0});
    vma.details = std::make_shared<const VmaDetails>(VmaDetails{"my heap", {}});
    QCOMPARE(told(vma, Dialect::gvisor2024), "00:05 2 /dev/zero (deleted)\n");
    QCOMPARE(told(vma, Dialect::gvisor2026), "00:05 2 [anon_shmem:my heap]\n");
    QCOMPARE(told(vma, Dialect::linux_), "00:05 2 [anon_shmem:my heap]\n");
    vma.mapping = nullptr;
    QCOMPARE(told(vma, Dialect::gvisor2024), "00:00 0 \n");
    QCOMPARE(told(vma, Dialect::gvisor2026), "00:00 0 [anon:my heap]\n");
    QCOMPARE(told(vma, Dialect::linux_), "00:00 0 [anon:my heap]\n");
    vma.hint = VmaHint::heap;
    QCOMPARE(told(vma, Dialect::gvisor2026), "00:00 0 [anon:my heap]\n");
    QCOMPARE(told(vma, Dialect::linux_), "00:00 0 [heap]\n");
}

void TestMaps::bothWaysAgree_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("eight digits") << QByteArray("00400000-00401000 r-xp 00000000 00:08 12 \n");
    QTest::newRow("nine and fifteen")
        << QByteArray("100400000-123456789abcdef rwxs 00000000 00:08 12 \n");
    QTest::newRow("upper case") << QByteArray("0040000A-00401000 r-xp 0000000A 00:08 12 \n");
    QTest::newRow("long offset") << QByteArray("00400000-00401000 r-xp 123456789 00:08 12 \n");
    QTest::newRow("long device") << QByteArray("00400000-00401000 r-xp 00000000 103:fffff 12 \n");
    QTest::newRow("inodes") << QByteArray("00400000-00401000 r-xp 00000000 00:08 12345678 \n"
                                          "00400000-00401000 r-xp 00000000 00:08 1234567890123 \n"
                                          "00400000-00401000 r-xp 00000000 00:08 "
                                          "18446744073709551615 \n");
    QTest::newRow("nothing in the name")
        << QByteArray("00400000-00401000 r-xp 00000000 00:08 12 " + QByteArray(33, ' ') + "\n");
    QTest::newRow("name before its column")
        << QByteArray("00400000-00401000 r-xp 00000000 00:08 12    /x\n");
    QTest::newRow("name goes on") << QByteArray(
        "00400000-00401000 r-xp 00000000 00:08 12                                 /a\n"
        "\nb\nx-y\n00400000-00401000 r-xp 00000000 00:08 12 \n");
    QTest::newRow("wrong order") << QByteArray("00401000-00400000 r-xp 00000000 00:08 12 \n");
    QTest::newRow("device remembered, then wrong")
        << QByteArray("00400000-00401000 r-xp 00000000 00:08 12 \n"
                      "00400000-00401000 r-xp 00000000 00:0g 12 \n"
                      "00400000-00401000 r-xp 00000000 00:0g 12 \n");
    QTest::newRow("begin remembered, then wrong")
        << QByteArray("7f0g00400000-7f0000401000 r-xp 00000000 00:08 12 \n"
                      "7f0g00400000-7f0000401000 r-xp 00000000 00:08 12 \n");
}

void TestMaps::bothWaysAgree()
{
    QFETCH(const QByteArray, text);
    compareWays(text.toStdString() + std::string(endOfQuickWay));
    compareWays(text.toStdString());
}

/// The samples of this test with random bytes changed, lost and doubled.
void TestMaps::bothWaysAgreeOnDamage()
{
    const WorkerRecords records;
    std::mt19937 random(11);
    const std::string_view letters = "0123456789abcdefABCDEFrwxps-: \n/g";
    for (const Dialect dialect : allDialects) {
        const std::string good
            = rendered(mapsFile, records.context(WorkerRecords::worker, dialect));
        for (int round = 0; round < 4000; ++round) {
            std::string text = good;
            for (auto changes = 1 + random() % 3; changes > 0; --changes) {
                const std::size_t at = random() % text.size();
                switch (random() % 4) {
                case 0:
                    text.erase(at, 1 + random() % 4);
                    break;
                case 1:
                    text.insert(at, text.substr(at, 1 + random() % 60));
                    break;
                case 2:
                    text[at] = static_cast<char>(random());
                    break;
                default:
                    text[at] = letters[random() % letters.size()];
                }
                if (text.empty())
                    break;
            }
            compareWays(text);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

/// What grows, and what is remembered between lines.
void TestMaps::manyLines()
{
    std::mt19937_64 random(5);
    std::vector<MapsEntry> entries;
    std::vector<std::string> names(64);
    for (std::string& name : names)
        name = "/" + std::string(random() % 70, 'n');
    for (int i = 0; i < 20'000; ++i) {
        MapsEntry entry;
        entry.start = random() >> (16 + random() % 40);
        entry.end = entry.start + 1 + (random() >> (20 + random() % 40));
        entry.perms = {random() % 2 == 0, random() % 2 == 0, random() % 2 == 0};
        entry.isShared = random() % 2 == 0;
        if (random() % 2 == 0) {
            entry.offset = random() >> (random() % 64);
            entry.deviceMajor = static_cast<std::uint32_t>(random() >> (32 + random() % 32));
            entry.deviceMinor = static_cast<std::uint32_t>(random() >> (32 + random() % 32));
            entry.inode = random() >> (random() % 64);
            entry.name = names[random() % names.size()];
        }
        entries.push_back(entry);
    }
    std::string text;
    formatMaps(entries, Dialect::linux_, text);
    const auto parsed = parseMaps(text);
    QVERIFY(parsed);
    QVERIFY(*parsed == entries);
    compareWays(text);
}

void TestMaps::anEffectiveRightDoesNotShow()
{
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.real.write = true;
    vma.effective.write = vma.effective.read = true;
    QCOMPARE(lineOf(vma, {}), "00001000-00002000 -w-p 00000000 00:00 0 \n");
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
    const std::string bytes = text.toStdString();
    const auto entries = parseMaps(bytes);
    QVERIFY(!entries);
    QTEST(int(entries.error().code), "code");
    QTEST(int(entries.error().offset), "offset");
    // The same in the second line.
    const std::string good = "00400000-00401000 r-xp 00000000 00:00 0 \n";
    const std::string both = good + bytes;
    const auto second = parseMaps(both);
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

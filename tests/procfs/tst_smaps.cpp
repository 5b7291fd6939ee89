// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>

#include <QTest>

#include <numeric>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

/// A touched shared anonymous mapping of 1 MiB, as measured in a sandbox.
constexpr std::string_view sharedBlock
    = R"(7f5ef5d00000-7f5ef5e00000 rw-s 00000000 00:05 2                          /dev/zero (deleted)
Size:               1024 kB
Rss:                1024 kB
Pss:                1024 kB
Shared_Clean:          0 kB
Shared_Dirty:          0 kB
Private_Clean:         0 kB
Private_Dirty:      1024 kB
Referenced:         1024 kB
Anonymous:             0 kB
AnonHugePages:         0 kB
Shared_Hugetlb:        0 kB
Private_Hugetlb:       0 kB
Swap:                  0 kB
SwapPss:               0 kB
KernelPageSize:        4 kB
MMUPageSize:           4 kB
Locked:                0 kB
)"
      "VmFlags: rd wr sh mr mw me ms \n";

Vma sharedVma()
{
    MappingIdentity identity;
    identity.device = 5;
    identity.inode = 2;
    identity.path = "/dev/zero";
    identity.deleted = true;
    identity.kind = MappingKind::sharedAnonymous;
    Vma vma;
    vma.start = 0x7f5ef5d00000;
    vma.end = 0x7f5ef5e00000;
    vma.real = vma.effective = {.read = true, .write = true, .execute = false};
    vma.maximum = {.read = true, .write = true, .execute = true};
    vma.isPrivate = false;
    vma.mapping = std::make_shared<const MappingIdentity>(identity);
    vma.rssBytes = 1024 * 1024;
    return vma;
}

std::string block(const Vma& vma)
{
    std::string out;
    formatSmapsBlock(vma, "/", out);
    return out;
}

std::string plainBlock(const Vma& vma)
{
    std::string out;
    formatSmapsEntry(smapsEntry(vma, "/"), Dialect::gvisor2019, out);
    return out;
}

}

class TestSmaps : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void measuredBlock();
    void flags_data();
    void flags();
    void bothPrintersAgree_data();
    void bothPrintersAgree();
    void vsyscallHasNoMemory();
    void absentIn2018();
    void sums();
    void blocksKnowTheirPlace();
    void unknownLinesStay();
    void hostile_data();
    void hostile();
    void flagMeanings();
};

void TestSmaps::measuredBlock()
{
    QCOMPARE(block(sharedVma()), std::string(sharedBlock));
}

void TestSmaps::flags_data()
{
    QTest::addColumn<int>("letters"); // of real, effective, maximum: bits r w x, eight apart
    QTest::addColumn<int>("kind"); // 1 shared, 2 grows down, 4 locked, 8 locked lazily
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("text") << 0x050507 << 0 << QByteArray("rd ex mr mw me ");
    QTest::newRow("data") << 0x060607 << 0 << QByteArray("rd wr mr mw me ac ");
    QTest::newRow("no rights") << 0x000007 << 0 << QByteArray("mr mw me ");
    QTest::newRow("shared anonymous") << 0x060607 << 1 << QByteArray("rd wr sh mr mw me ms ");
    QTest::newRow("shared, descriptor read-only") << 0x040405 << 1 << QByteArray("rd mr me ms ");
    QTest::newRow("stack") << 0x060607 << 2 << QByteArray("rd wr mr mw me gd ac ");
    QTest::newRow("locked") << 0x060607 << 4 << QByteArray("rd wr mr mw me lo ac ");
    QTest::newRow("locked when touched") << 0x060607 << 8 << QByteArray("rd wr mr mw me lo ?? ac ");
    QTest::newRow("vvar") << 0x040404 << 0 << QByteArray("rd mr ");
    QTest::newRow("vsyscall") << 0x050500 << 0 << QByteArray("rd ex ");
}

void TestSmaps::flags()
{
    QFETCH(const int, letters);
    QFETCH(const int, kind);
    QFETCH(const QByteArray, expected);
    const auto access = [&](int shift) {
        return Access{(letters >> shift & 4) != 0, (letters >> shift & 2) != 0,
                      (letters >> shift & 1) != 0};
    };
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.real = access(16);
    vma.effective = access(8);
    vma.maximum = access(0);
    vma.isPrivate = (kind & 1) == 0;
    vma.growsDown = (kind & 2) != 0;
    vma.lockMode = (kind & 4) != 0 ? LockMode::eager
        : (kind & 8) != 0          ? LockMode::lazy
                                   : LockMode::none;
    QVERIFY2(block(vma).ends_with("\nVmFlags: " + expected.toStdString() + "\n"),
             block(vma).c_str());
    QCOMPARE(block(vma), plainBlock(vma));
}

void TestSmaps::bothPrintersAgree_data()
{
    QTest::addColumn<qulonglong>("size");
    QTest::addColumn<qulonglong>("rss");
    QTest::addColumn<qulonglong>("anonymous");
    QTest::newRow("nothing resident") << 0x1000ULL << 0ULL << 0ULL;
    QTest::newRow("all resident") << 0x1000ULL << 0x1000ULL << 0x1000ULL;
    QTest::newRow("widest that fits its column")
        << 99'999'999ULL * 1024 << 99'999'999ULL * 1024 << 4096ULL;
    QTest::newRow("too wide") << 100'000'000ULL * 1024 << 100'000'000ULL * 1024 << 0ULL;
    QTest::newRow("size alone too wide") << 0x7fff'ffff'f000ULL << 0x3000ULL << 0x1000ULL;
}

void TestSmaps::bothPrintersAgree()
{
    QFETCH(const qulonglong, size);
    QFETCH(const qulonglong, rss);
    QFETCH(const qulonglong, anonymous);
    for (const bool writable : {false, true}) {
        Vma vma;
        vma.start = 0x1000;
        vma.end = 0x1000 + size;
        vma.effective.write = writable;
        vma.rssBytes = rss;
        vma.anonymousBytes = anonymous;
        vma.lockMode = LockMode::eager;
        QCOMPARE(block(vma), plainBlock(vma));
        const auto parsed = parseSmaps(block(vma));
        QVERIFY(parsed);
        const SmapsEntry& entry = parsed->front();
        QCOMPARE(entry.value(SmapsKey::size), size / 1024);
        for (const SmapsKey key :
             {SmapsKey::rss, SmapsKey::pss, SmapsKey::referenced, SmapsKey::locked})
            QCOMPARE(entry.value(key), rss / 1024);
        QCOMPARE(entry.value(writable ? SmapsKey::privateDirty : SmapsKey::privateClean),
                 rss / 1024);
        QCOMPARE(entry.value(writable ? SmapsKey::privateClean : SmapsKey::privateDirty), 0U);
        QCOMPARE(entry.value(SmapsKey::anonymous), anonymous / 1024);
        QVERIFY(!entry.value(SmapsKey::ksm));
    }
}

void TestSmaps::vsyscallHasNoMemory()
{
    WorkerRecords records;
    records.memories.at(WorkerRecords::workerMemory).users = 0;
    const std::string text
        = rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019));
    const auto entries = parseSmaps(text);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1U);
    const SmapsEntry& entry = entries->front();
    QCOMPARE(entry.mapping, vsyscallEntry());
    QCOMPARE(entry.value(SmapsKey::size), 4U);
    QCOMPARE(entry.value(SmapsKey::kernelPageSize), 4U);
    QCOMPARE(entry.value(SmapsKey::rss), 0U);
    QCOMPARE(entry.vmFlags, (std::vector<std::string>{"rd", "ex"}));
    QCOMPARE(std::ranges::count(text, '\n'), 19);
}

void TestSmaps::absentIn2018()
{
    const WorkerRecords records;
    QVERIFY(!smapsFile.existsIn(Dialect::gvisor2018));
    QCOMPARE(rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2018)),
             "ENOENT");
}

void TestSmaps::sums()
{
    const WorkerRecords records;
    const auto entries = parseSmaps(
        rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019)));
    QVERIFY(entries);
    std::uint64_t sizeKb = 0;
    std::uint64_t rssKb = 0;
    for (const SmapsEntry& entry : *entries) {
        if (entry.mapping != vsyscallEntry())
            sizeKb += *entry.value(SmapsKey::size);
        rssKb += *entry.value(SmapsKey::rss);
        QCOMPARE(*entry.value(SmapsKey::privateClean) + *entry.value(SmapsKey::privateDirty),
                 *entry.value(SmapsKey::rss));
        QVERIFY(*entry.value(SmapsKey::anonymous) <= *entry.value(SmapsKey::rss));
    }
    QCOMPARE(sizeKb, 10632U);
    QCOMPARE(rssKb, 3932U);
}

void TestSmaps::blocksKnowTheirPlace()
{
    const WorkerRecords records;
    const std::string text
        = rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019));
    const auto entries = parseSmaps(text);
    QVERIFY(entries);
    std::size_t expected = 0;
    for (const SmapsEntry& entry : *entries) {
        QCOMPARE(entry.blockBegin, expected);
        QVERIFY(std::string_view(text).substr(entry.valuesBegin).starts_with("Size: "));
        expected = entry.blockEnd;
    }
    QCOMPARE(expected, text.size());
}

void TestSmaps::unknownLinesStay()
{
    std::string text(sharedBlock);
    text.insert(text.find("Pss:"), "New_Thing:             7 kB\nStrange: a b\n");
    text += "Rss:                   1 kB\nTrailing:\n";
    const auto entries = parseSmaps(text);
    QVERIFY(entries);
    QCOMPARE(entries->front().value(SmapsKey::rss), 1024U);
    QCOMPARE(entries->front().others.size(), 4U);
    QCOMPARE(smapsFile.reformat(text, Dialect::gvisor2024)->bytes, text);
    const auto fields = smapsFile.decode(text, Dialect::gvisor2024);
    QVERIFY(fields);
    QVERIFY(std::ranges::any_of(
        *fields, [](const Field& f) { return f.name == "Strange" && f.value == "a b" && !f.doc; }));
}

void TestSmaps::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    const QByteArray header("1000-2000 r--p 00000000 00:00 0 \n");
    using enum ParseErrorCode;
    const auto row = [](const char* name, QByteArray text, ParseErrorCode code) {
        QTest::newRow(name) << std::move(text) << int(code);
    };
    row("value without a mapping", "Size: 4 kB\n", badField);
    row("value past 64 bits", header + "Size: 18446744073709551616 kB\n", badNumber);
    row("no number", header + "Size: x kB\n", badNumber);
    row("no unit", header + "Size: 4\n", truncated);
    row("other unit", header + "Size: 4 MB\n", badField);
    row("cut", header + "Size: 4 k", truncated);
    row("bad address", "1000-20000000000000000 r--p 00000000 00:00 0 \nSize: 4 kB\n", badNumber);
    row("endless block", header + QByteArray("Other: 1\n").repeated(300), tooLong);
}

void TestSmaps::hostile()
{
    QFETCH(const QByteArray, text);
    const auto entries = parseSmaps(text.toStdString());
    QVERIFY(!entries);
    QTEST(int(entries.error().code), "code");
}

void TestSmaps::flagMeanings()
{
    for (const char* const flag :
         {"rd", "wr", "ex", "sh", "mr", "mw", "me", "ms", "gd", "lo", "??", "ac"})
        QVERIFY2(!vmFlagMeaning(flag).empty(), flag);
    QVERIFY(vmFlagMeaning("zz").empty());
}

QTEST_APPLESS_MAIN(TestSmaps)
#include "tst_smaps.moc"

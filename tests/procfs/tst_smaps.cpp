// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>
#include <procfs/files/smapsparser.h>

#include <QTest>

#include <algorithm>
#include <random>

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

std::string block(const Vma& vma, Dialect dialect = Dialect::gvisor2019)
{
    std::string out;
    formatSmapsBlock(vma, {dialect, "/"}, out);
    return out;
}

/// The same piece by piece.
std::string plainBlock(const Vma& vma, Dialect dialect = Dialect::gvisor2019)
{
    std::string out;
    std::string buffer;
    formatMapsEntry(mapsEntry(vma, {dialect, "/"}, buffer), dialect, out);
    formatSmapsValues(smapsValues(vma, dialect), dialect, out);
    return out + "VmFlags: " + smapsFlagsOf(vma, dialect) + "\n";
}

/// Both ways through a text, which must agree in everything.
void compareWays(const std::string& text)
{
    const auto quick = detail::parseSmaps(text, detail::ParseWay::quick);
    const auto plain = detail::parseSmaps(text, detail::ParseWay::plain);
    QVERIFY2(quick.has_value() == plain.has_value(), text.c_str());
    if (!quick) {
        QCOMPARE(quick.error(), plain.error());
        return;
    }
    QCOMPARE(quick->size(), plain->size());
    QCOMPARE(quick->unknownBytes(), plain->unknownBytes());
    for (std::size_t i = 0; i < quick->size(); ++i) {
        const SmapsEntry a = (*quick)[i];
        const SmapsEntry b = (*plain)[i];
        QVERIFY2(a == b, text.c_str());
        QVERIFY(a.text().data() == b.text().data() && a.text() == b.text());
        QVERIFY(a.lines().data() == b.lines().data() && a.lines() == b.lines());
    }
    std::string once;
    std::string again;
    formatSmaps(*quick, Dialect::linux_, once);
    formatSmaps(*plain, Dialect::linux_, again);
    QCOMPARE(once, again);
}

/// A VMA of any numbers, some with pages counted.
Vma randomVma(std::mt19937_64& random)
{
    const auto bytes = [&random] { return (random() >> (20 + random() % 44)) & ~0xfffULL; };
    const auto access
        = [&random] { return Access{random() % 2 == 0, random() % 2 == 0, random() % 2 == 0}; };
    Vma vma;
    vma.start = bytes();
    vma.end = vma.start + 4096 + bytes();
    vma.real = access();
    vma.effective = access();
    vma.maximum = access();
    vma.isPrivate = random() % 2 == 0;
    vma.growsDown = random() % 8 == 0;
    vma.lockMode = static_cast<LockMode>(random() % 3);
    vma.hint = random() % 4 == 0 ? static_cast<VmaHint>(random() % 6) : VmaHint::none;
    vma.rssBytes = bytes();
    vma.anonymousBytes = random() % 2 == 0 ? 0 : vma.rssBytes / 2;
    if (random() % 3 == 0) {
        VmaDetails details;
        details.pages = PageUse{.pss = bytes(), .sharedDirty = bytes(), .swap = bytes()};
        vma.details = std::make_shared<const VmaDetails>(details);
    }
    return vma;
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
    void linuxFlags();
    void linuxBlock();
    void linuxCountedPages();
    void anyVmaInEachDialect();
    void bothWaysAgreeOnDamage();
    void layoutsMayTakeTurns();
    void flagWords();
};

void TestSmaps::measuredBlock()
{
    QCOMPARE(block(sharedVma(), Dialect::gvisor2024), std::string(sharedBlock));
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
        const std::string text = block(vma);
        const auto parsed = parseSmaps(text);
        QVERIFY(parsed);
        const SmapsEntry entry = parsed->front();
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
    const SmapsEntry entry = entries->front();
    QCOMPARE(entry.mapping(), vsyscallEntry());
    QCOMPARE(entry.value(SmapsKey::size), 4U);
    QCOMPARE(entry.value(SmapsKey::kernelPageSize), 4U);
    QCOMPARE(entry.value(SmapsKey::rss), 0U);
    QCOMPARE(entry.vmFlags(), "rd ex");
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
    const std::string text
        = rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::gvisor2019));
    const auto entries = parseSmaps(text);
    QVERIFY(entries);
    std::uint64_t sizeKb = 0;
    std::uint64_t rssKb = 0;
    for (const SmapsEntry& entry : *entries) {
        if (entry.mapping() != vsyscallEntry())
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
    const char* expected = text.data();
    for (const SmapsEntry& entry : *entries) {
        QCOMPARE(entry.text().data(), expected);
        QVERIFY(entry.lines().starts_with("Size: "));
        QVERIFY(entry.text().ends_with(entry.lines()));
        expected += entry.text().size();
    }
    QCOMPARE(expected, text.data() + text.size());
}

void TestSmaps::unknownLinesStay()
{
    std::string text(sharedBlock);
    text.insert(text.find("Pss:"), "New_Thing:             7 kB\nStrange: a b\n");
    text += "Rss:                   1 kB\nTrailing:\n";
    const auto entries = parseSmaps(text);
    QVERIFY(entries);
    QCOMPARE(entries->front().value(SmapsKey::rss), 1024U);
    const auto others = entries->front().otherLines();
    QCOMPARE(others.size(), 4U);
    QCOMPARE(others[0], (SmapsOtherLine{2, "New_Thing:             7 kB"}));
    QCOMPARE(others[3], (SmapsOtherLine{21, "Trailing:"}));
    QCOMPARE(smapsFile.reformat(text, Dialect::gvisor2024)->bytes, text);
    QCOMPARE(smapsFile.reformat(text, Dialect::gvisor2024)->unknownBytes,
             std::string_view("New_Thing:             7 kB\nStrange: a b\n"
                              "Rss:                   1 kB\nTrailing:\n")
                 .size());
    compareWays(text + text);
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
    const std::string bytes = text.toStdString();
    const auto entries = parseSmaps(bytes);
    QVERIFY(!entries);
    compareWays(bytes);
    compareWays(std::string(sharedBlock) + bytes + std::string(sharedBlock));
    QTEST(int(entries.error().code), "code");
}

void TestSmaps::flagMeanings()
{
    for (const char* const flag :
         {"rd", "wr", "ex", "sh", "mr", "mw", "me", "ms", "gd", "lo", "??", "ac"})
        QVERIFY2(!vmFlagMeaning(flag).empty(), flag);
    QVERIFY(vmFlagMeaning("zz").empty());
}

/// As Linux 6.18 showed them.
void TestSmaps::linuxFlags()
{
    Vma vma;
    vma.start = 0x1000;
    vma.end = 0x2000;
    vma.real = vma.effective = vma.maximum = {true, false, false};
    vma.hint = VmaHint::vvar;
    QCOMPARE(smapsFlagsOf(vma, Dialect::linux_), "rd mr pf io de dd ");
    vma.real = vma.effective = {true, false, true};
    vma.maximum = {true, true, true};
    vma.hint = VmaHint::vdso;
    QCOMPARE(smapsFlagsOf(vma, Dialect::linux_), "rd ex mr mw me de ");
    vma.hint = VmaHint::none;
    vma.real = vma.effective = {true, false, false};
    QCOMPARE(smapsFlagsOf(vma, Dialect::linux_), "rd mr mw me ");
    vma.anonymousBytes = 4096; // it was written to before it lost the right
    QCOMPARE(smapsFlagsOf(vma, Dialect::linux_), "rd mr mw me ac ");
    QCOMPARE(smapsFlagsOf(vma, Dialect::gvisor2024), "rd mr mw me ");
    vma.lockMode = LockMode::lazy;
    QCOMPARE(smapsFlagsOf(vma, Dialect::linux_), "rd mr mw me lo lf ac ");
}

void TestSmaps::linuxBlock()
{
    Vma vma = sharedVma();
    vma.lockMode = LockMode::eager;
    const std::string text = block(vma, Dialect::linux_);
    QCOMPARE(
        text,
        R"(7f5ef5d00000-7f5ef5e00000 rw-s 00000000 00:05 2                          /dev/zero (deleted)
Size:               1024 kB
KernelPageSize:        4 kB
MMUPageSize:           4 kB
Rss:                1024 kB
Pss:                1024 kB
Pss_Dirty:          1024 kB
Shared_Clean:          0 kB
Shared_Dirty:          0 kB
Private_Clean:         0 kB
Private_Dirty:      1024 kB
Referenced:         1024 kB
Anonymous:             0 kB
KSM:                   0 kB
LazyFree:              0 kB
AnonHugePages:         0 kB
ShmemPmdMapped:        0 kB
FilePmdMapped:         0 kB
Shared_Hugetlb:        0 kB
Private_Hugetlb:       0 kB
Swap:                  0 kB
SwapPss:               0 kB
Locked:             1024 kB
THPeligible:           0
)"
        "VmFlags: rd wr sh mr mw me ms lo \n");
    const WorkerRecords records;
    const std::string whole
        = rendered(smapsFile, records.context(WorkerRecords::worker, Dialect::linux_));
    QVERIFY(whole.ends_with("\nTHPeligible:           0\nVmFlags: ex \n"));
}

void TestSmaps::linuxCountedPages()
{
    Vma vma = sharedVma();
    VmaDetails details;
    details.pages = PageUse{.pss = 3 << 20U,
                            .pssDirty = 2 << 20U,
                            .sharedClean = 5 << 10U,
                            .sharedDirty = 6 << 10U,
                            .privateClean = 7 << 10U,
                            .privateDirty = 8 << 10U,
                            .referenced = 9 << 10U,
                            .ksm = 10 << 10U,
                            .lazyFree = 11 << 10U,
                            .anonymousHuge = 12 << 10U,
                            .shmemHuge = 13 << 10U,
                            .fileHuge = 14 << 10U,
                            .swap = 15 << 10U,
                            .swapPss = 16 << 10U};
    vma.details = std::make_shared<const VmaDetails>(details);
    vma.lockMode = LockMode::eager;
    const SmapsValues linuxValues = smapsValues(vma, Dialect::linux_);
    QCOMPARE(linuxValues.value(SmapsKey::rss), 1024U);
    QCOMPARE(linuxValues.value(SmapsKey::pss), 3072U);
    QCOMPARE(linuxValues.value(SmapsKey::locked), 3072U);
    QCOMPARE(linuxValues.value(SmapsKey::pssDirty), 2048U);
    constexpr std::array rising
        = {SmapsKey::sharedClean,   SmapsKey::sharedDirty,   SmapsKey::privateClean,
           SmapsKey::privateDirty,  SmapsKey::referenced,    SmapsKey::ksm,
           SmapsKey::lazyFree,      SmapsKey::anonHugePages, SmapsKey::shmemPmdMapped,
           SmapsKey::filePmdMapped, SmapsKey::swap,          SmapsKey::swapPss};
    for (std::size_t i = 0; i < rising.size(); ++i)
        QCOMPARE(linuxValues.value(rising[i]), 5 + i);
    // gVisor does not count them, whatever a record knows.
    const SmapsValues gvisorValues = smapsValues(vma, Dialect::gvisor2024);
    QCOMPARE(gvisorValues.value(SmapsKey::pss), 1024U);
    QCOMPARE(gvisorValues.value(SmapsKey::sharedClean), 0U);
    QVERIFY(!gvisorValues.value(SmapsKey::ksm));
    QCOMPARE(block(vma, Dialect::linux_), plainBlock(vma, Dialect::linux_));
}

void TestSmaps::anyVmaInEachDialect()
{
    std::mt19937_64 random(3);
    for (const Dialect dialect : allDialects) {
        std::string whole;
        std::vector<Vma> vmas;
        for (int i = 0; i < 500; ++i) {
            vmas.push_back(randomVma(random));
            const std::string text = block(vmas.back(), dialect);
            QCOMPARE(text, plainBlock(vmas.back(), dialect));
            whole += text;
        }
        compareWays(whole);
        const auto parsed = parseSmaps(whole);
        QVERIFY(parsed);
        QCOMPARE(parsed->size(), vmas.size());
        for (std::size_t i = 0; i < vmas.size(); ++i) {
            QCOMPARE((*parsed)[i].values(), smapsValues(vmas[i], dialect));
            QCOMPARE(std::string((*parsed)[i].vmFlags().value()) + ' ',
                     smapsFlagsOf(vmas[i], dialect).empty() ? " " : smapsFlagsOf(vmas[i], dialect));
        }
        QCOMPARE(smapsFile.reformat(whole, dialect)->bytes, whole);
        QCOMPARE(smapsFile.reformat(whole, dialect)->unknownBytes, 0U);
    }
}

void TestSmaps::bothWaysAgreeOnDamage()
{
    const WorkerRecords records;
    std::mt19937 random(12);
    for (const Dialect dialect : {Dialect::gvisor2024, Dialect::linux_}) {
        const std::string good
            = rendered(smapsFile, records.context(WorkerRecords::worker, dialect));
        for (int round = 0; round < 1500; ++round) {
            std::string text = good;
            for (auto changes = 1 + random() % 3; changes > 0; --changes) {
                const std::size_t at = random() % text.size();
                switch (random() % 5) {
                case 0:
                    text.erase(at, 1 + random() % 4);
                    break;
                case 1:
                    text.insert(at, text.substr(at, 1 + random() % 90));
                    break;
                case 2: // a whole line
                    if (const std::size_t begin = text.find('\n', at); begin != std::string::npos)
                        text.erase(begin, text.find('\n', begin + 1) - begin);
                    break;
                case 3:
                    text[at] = static_cast<char>(random());
                    break;
                default:
                    text[at] = "0123456789 kB:\nx"[random() % 16];
                }
            }
            compareWays(text);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

void TestSmaps::layoutsMayTakeTurns()
{
    const std::string a(sharedBlock);
    std::string b = a;
    b.erase(b.find("Pss:"), 28);
    const std::string c = a.substr(0, a.find('\n') + 1);
    std::string text;
    for (int i = 0; i < 50; ++i)
        text += a + b + c + b + a;
    compareWays(text);
    const auto parsed = parseSmaps(text);
    QVERIFY(parsed);
    QCOMPARE(parsed->size(), 250U);
    QCOMPARE((*parsed)[245].value(SmapsKey::pss), 1024U);
    QVERIFY(!(*parsed)[246].value(SmapsKey::pss));
    QCOMPARE((*parsed)[246].value(SmapsKey::privateDirty), 1024U);
    QVERIFY(!(*parsed)[247].value(SmapsKey::rss));
    QVERIFY(!(*parsed)[247].vmFlags());
    QCOMPARE(smapsFile.reformat(text, Dialect::gvisor2024)->bytes, text);
}

void TestSmaps::flagWords()
{
    QCOMPARE(smapsFlags("rd  wr ?? "), (std::vector<std::string_view>{"rd", "wr", "??"}));
    QVERIFY(smapsFlags("").empty());
    QVERIFY(smapsFlags("  ").empty());
}

QTEST_APPLESS_MAIN(TestSmaps)
#include "tst_smaps.moc"

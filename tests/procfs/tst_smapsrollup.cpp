// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smapsrollup.h>

#include <QTest>

#include <array>

#include <support/fakerecords.h>
#include <support/golden.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestSmapsRollup : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void captured_data();
    void captured();
    void sumsOfRecords();
    void partsOfPss();
    void bytesAreSummed();
    void emptyMap();
    void onlyLinuxHasIt();
    void withoutMemory();
    void unknownLinesStay();
    void moreThanOneBlock();
};

namespace {

std::string formatted(const SmapsRollup& rollup)
{
    std::string out;
    formatSmapsRollup(rollup, out);
    return out;
}

Vma vmaOf(std::uint64_t rss, std::uint64_t anonymous, std::optional<MappingKind> kind)
{
    Vma vma;
    vma.start = 0x10000;
    vma.end = 0x20000;
    vma.rssBytes = rss;
    vma.anonymousBytes = anonymous;
    if (kind) {
        MappingIdentity identity;
        identity.kind = *kind;
        vma.mapping = std::make_shared<const MappingIdentity>(identity);
    }
    return vma;
}

}

void TestSmapsRollup::captured_data()
{
    QTest::addColumn<QByteArray>("folder");
    for (const char* const workload : {"sh-children", "shm", "threads8"})
        QTest::newRow(workload) << QByteArray(SANDSCOPE_TEST_DATA "/captured/linux-6.18/")
                + workload + "/proc/2/";
}

/// What Linux printed agrees with the smaps of the same task.
void TestSmapsRollup::captured()
{
    QFETCH(const QByteArray, folder);
    const std::string text = sandscope::test::readFile(folder.toStdString() + "smaps_rollup");
    const auto rollup = parseSmapsRollup(text);
    QVERIFY(rollup);
    QCOMPARE(formatted(*rollup), text);
    const std::string blocks = sandscope::test::readFile(folder.toStdString() + "smaps");
    const auto smaps = parseSmaps(blocks);
    QVERIFY(smaps && smaps->size() > 2);
    QCOMPARE(rollup->start, smaps->front().mapping().start);
    QCOMPARE(rollup->end, (*smaps)[smaps->size() - 2].mapping().end); // before [vsyscall]
    for (const SmapsKey key :
         {SmapsKey::rss, SmapsKey::sharedClean, SmapsKey::sharedDirty, SmapsKey::privateClean,
          SmapsKey::privateDirty, SmapsKey::referenced, SmapsKey::anonymous}) {
        std::uint64_t sum = 0;
        for (const SmapsEntry& entry : *smaps)
            sum += entry.value(key).value_or(0);
        QCOMPARE(rollup->values.value(key), sum);
    }
}

void TestSmapsRollup::sumsOfRecords()
{
    const WorkerRecords records;
    const FileContext ctx = records.context(WorkerRecords::worker, Dialect::linux_);
    const std::string text = rendered(smapsrollupFile, ctx);
    const auto rollup = parseSmapsRollup(text);
    QVERIFY(rollup);
    const std::string blocks = rendered(smapsFile, ctx);
    const auto smaps = parseSmaps(blocks);
    QVERIFY(smaps);
    std::uint64_t rssKb = 0;
    std::uint64_t dirtyKb = 0;
    for (const SmapsEntry& entry : *smaps) {
        rssKb += entry.value(SmapsKey::rss).value_or(0);
        dirtyKb += entry.value(SmapsKey::privateDirty).value_or(0);
    }
    QCOMPARE(rollup->values.value(SmapsKey::rss), rssKb);
    QCOMPARE(rollup->values.value(SmapsKey::pss), rssKb);
    QCOMPARE(rollup->values.value(SmapsKey::pssDirty), dirtyKb);
    QVERIFY(!rollup->values.value(SmapsKey::size));
    QVERIFY(text.contains(" ---p 00000000 00:00 0                          [rollup]\nRss: "));
}

void TestSmapsRollup::partsOfPss()
{
    const std::array vmas = {vmaOf(8192, 8192, {}), vmaOf(12288, 4096, MappingKind::file),
                             vmaOf(16384, 0, MappingKind::memfd)};
    const SmapsValues values = smapsRollup(vmas).values;
    QCOMPARE(values.value(SmapsKey::pss), 36U);
    QCOMPARE(values.value(SmapsKey::pssAnon), 12U);
    QCOMPARE(values.value(SmapsKey::pssFile), 8U);
    QCOMPARE(values.value(SmapsKey::pssShmem), 16U);
}

/// Shares of pages are less than a kB.
void TestSmapsRollup::bytesAreSummed()
{
    Vma vma = vmaOf(4096, 4096, {});
    VmaDetails details;
    details.pages = PageUse{.pss = 600};
    vma.details = std::make_shared<const VmaDetails>(details);
    const std::array vmas = {vma, vma};
    QCOMPARE(smapsValues(vma, Dialect::linux_).value(SmapsKey::pss), 0U);
    QCOMPARE(smapsRollup(vmas).values.value(SmapsKey::pss), 1U);
}

void TestSmapsRollup::emptyMap()
{
    const std::string text = formatted(smapsRollup({}));
    QVERIFY(text.starts_with("00000000-00000000 ---p 00000000 00:00 0 "));
    const auto rollup = parseSmapsRollup(text);
    QVERIFY(rollup);
    QCOMPARE(*rollup, smapsRollup({}));
}

void TestSmapsRollup::onlyLinuxHasIt()
{
    for (const Dialect dialect : allDialects)
        QCOMPARE(smapsrollupFile.existsIn(dialect), dialect == Dialect::linux_);
    const WorkerRecords records;
    QCOMPARE(rendered(smapsrollupFile, records.context(WorkerRecords::worker, Dialect::gvisor2024)),
             "ENOENT");
}

void TestSmapsRollup::withoutMemory()
{
    WorkerRecords records;
    records.memories.at(WorkerRecords::workerMemory).users = 0;
    QCOMPARE(rendered(smapsrollupFile, records.context(WorkerRecords::worker, Dialect::linux_)),
             "ESRCH");
    records.exit(WorkerRecords::worker);
    QCOMPARE(rendered(smapsrollupFile, records.context(WorkerRecords::worker, Dialect::linux_)),
             "ESRCH");
}

void TestSmapsRollup::unknownLinesStay()
{
    const std::string text = formatted(smapsRollup({})) + "New:                   1 kB\n";
    const auto again = smapsrollupFile.reformat(text, Dialect::linux_);
    QVERIFY(again);
    QCOMPARE(again->bytes, text);
    QCOMPARE(again->unknownBytes, 28U);
}

void TestSmapsRollup::moreThanOneBlock()
{
    const std::string one = formatted(smapsRollup({}));
    const std::string two = one + one;
    const auto parsed = parseSmapsRollup(two);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ParseErrorCode::badField);
    QCOMPARE(parsed.error().offset, one.size());
    QVERIFY(!parseSmapsRollup(std::string_view{}));
}

QTEST_APPLESS_MAIN(TestSmapsRollup)
#include "tst_smapsrollup.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>
#include <procfs/files/stat.h>
#include <procfs/files/status.h>

#include <QTest>

#include <bit>
#include <cstdlib>
#include <new>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::WorkerRecords;

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size)
{
    ++allocations;
    if (void* const memory = std::malloc(size != 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

}

void* operator new(std::size_t size)
{
    return counted(size);
}
void* operator new[](std::size_t size)
{
    return counted(size);
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept
{
    std::free(memory);
}

/// How often the hot paths ask for memory.
class TestAllocations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theCounterCounts();
    void formatting_data();
    void formatting();
    void formattingEachKindOfName();
    void parsing_data();
    void parsing();
};

namespace {

template <class Step>
std::size_t countDuring(Step step)
{
    const std::size_t before = allocations;
    step();
    return allocations - before;
}

std::string manyBlocks(std::size_t count, Dialect dialect, bool withValues)
{
    MappingIdentity identity;
    identity.device = 8;
    identity.inode = 12;
    identity.path = "/usr/lib/x86_64-linux-gnu/libexample10.so";
    const auto mapping = std::make_shared<const MappingIdentity>(identity);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        Vma vma;
        vma.start = 0x7f12'0000'0000U + i * 0x10'0000U;
        vma.end = vma.start + 0x1000 * (1 + i % 200);
        vma.rssBytes = i % 7 * 0x1000;
        if (i % 3 == 0)
            vma.mapping = mapping;
        if (withValues)
            formatSmapsBlock(vma, {dialect, "/"}, text);
        else
            formatMapsLine(vma, {dialect, "/"}, text);
    }
    return text;
}

}

void TestAllocations::theCounterCounts()
{
    QCOMPARE(countDuring([] { delete new int(1); }), 1U);
    QCOMPARE(countDuring([] { std::string(1000, 'x').clear(); }), 1U);
}

void TestAllocations::formatting_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects) {
        for (const char* const file : {"maps", "smaps", "stat", "status"}) {
            if (procFile(file)->existsIn(dialect))
                QTest::addRow("%s, %s", file, std::string(dialectName(dialect)).c_str())
                    << QByteArray(file) << int(dialect);
        }
    }
}

/// Into a text that has room.
void TestAllocations::formatting()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, dialect);
    const WorkerRecords records;
    const FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    const ProcFile* const descriptor = procFile(file.toStdString());
    FileText text;
    text.bytes.reserve(1 << 16U);
    text.marks.reserve(1000);
    Errno error = Errno::io;
    QCOMPARE(countDuring([&] { error = descriptor->render(ctx, text); }), 0U);
    QCOMPARE(error, Errno::ok);
    QVERIFY(!text.bytes.empty());
}

void TestAllocations::formattingEachKindOfName()
{
    std::string out;
    out.reserve(1 << 20U);
    using enum MappingKind;
    for (const Dialect dialect : allDialects) {
        for (const MappingKind kind :
             {file, sharedAnonymous, zeroDevice, memfd, sysvShared, other}) {
            MappingIdentity identity;
            identity.kind = kind;
            identity.path = "/some/path/that is\nlonger than a short string";
            identity.deleted = true;
            Vma vma;
            vma.start = 0x7f12'0000'0000U;
            vma.end = vma.start + 0x1000;
            vma.mapping = std::make_shared<const MappingIdentity>(identity);
            vma.details = std::make_shared<const VmaDetails>(
                VmaDetails{"a name that is longer than a short string", PageUse{}});
            QCOMPARE(countDuring([&] { formatSmapsBlock(vma, {dialect, "/some"}, out); }), 0U);
        }
    }
}

void TestAllocations::parsing_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("dialect");
    for (const int count : {100, 1'000, 10'000, 50'000}) {
        QTest::addRow("%d in gVisor", count) << count << int(Dialect::gvisor2024);
        QTest::addRow("%d in Linux", count) << count << int(Dialect::linux_);
    }
}

/// A few arrays, each of which grows a logarithmic number of times.
void TestAllocations::parsing()
{
    QFETCH(const int, count);
    QFETCH(const int, dialect);
    const auto blocks = static_cast<std::size_t>(count);
    const std::string maps = manyBlocks(blocks, static_cast<Dialect>(dialect), false);
    const std::string smaps = manyBlocks(blocks, static_cast<Dialect>(dialect), true);
    const auto growths = static_cast<std::size_t>(std::bit_width(blocks));
    std::size_t entries = 0;
    const std::size_t forMaps = countDuring([&] { entries = parseMaps(maps).value().size(); });
    QCOMPARE(entries, blocks);
    QVERIFY2(forMaps <= growths, std::to_string(forMaps).c_str());
    const std::size_t forSmaps = countDuring([&] { entries = parseSmaps(smaps).value().size(); });
    QCOMPARE(entries, blocks);
    // Blocks, numbers, and what the one layout takes.
    QVERIFY2(forSmaps <= 2 * growths + 16, std::to_string(forSmaps).c_str());
}

QTEST_APPLESS_MAIN(TestAllocations)
#include "tst_allocations.moc"

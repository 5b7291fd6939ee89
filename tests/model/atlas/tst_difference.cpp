// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include <model/atlas/picture.h>

#include <QElapsedTimer>
#include <QTest>

#include <format>

using namespace sandscope;
using namespace sandscope::atlas;
using test::mapsOf;
using test::smapsBlock;
using test::smapsOf;

namespace {

std::string line(std::uint64_t start, std::uint64_t end, const char* perms = "rw-p",
                 const char* name = "", std::uint64_t offset = 0, int inode = 0)
{
    return std::format("{:08x}-{:08x} {} {:08x} 00:00 {} {:>24}{}\n", start, end, perms, offset,
                       inode, "", name);
}

Space compared(const std::string& now, const std::string& baseline)
{
    const auto a = mapsOf(now);
    const auto b = mapsOf(baseline);
    return compareSpace(a.text(), b.text());
}

std::vector<Change> changes(const Space& space)
{
    std::vector<Change> result;
    for (const Region& region : space.regions)
        result.push_back(region.change);
    return result;
}

using Changes = std::vector<Change>;

}

class TestDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatBecameOfMappings_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("baseline");
        QTest::addColumn<Changes>("expected");
        QTest::addColumn<int>("gone");
        const auto row = [](const char* name, const std::string& now, const std::string& baseline,
                            const Changes& expected, int gone = 0) {
            QTest::newRow(name) << QByteArray::fromStdString(now)
                                << QByteArray::fromStdString(baseline) << expected << gone;
        };
        const auto one = line(0x1000, 0x5000);
        row("nothing", {}, {}, {});
        row("the same", one, one, {Change::none});
        row("all new", one, {}, {Change::added});
        row("all gone", {}, one, {}, 1);
        row("grown upwards", line(0x1000, 0x9000), one, {Change::grown});
        row("grown downwards", line(0x0800, 0x5000), one, {Change::grown});
        row("grown both ways", line(0x0800, 0x9000), one, {Change::grown});
        row("shrunk", line(0x1000, 0x3000), one, {Change::shrunk});
        row("moved", line(0x3000, 0x7000), one, {Change::changed});
        row("a hole", line(0x1000, 0x2000) + line(0x4000, 0x5000), one,
            {Change::split, Change::split});
        row("protected in its middle",
            line(0x1000, 0x2000) + line(0x2000, 0x3000, "r--p") + line(0x3000, 0x5000), one,
            {Change::split, Change::protection, Change::split});
        row("protected", line(0x1000, 0x5000, "r--p"), one, {Change::protection});
        row("merged", one, line(0x1000, 0x2000) + line(0x2000, 0x5000, "r--p"), {Change::merged});
        row("merged over a hole", one, line(0x1000, 0x2000) + line(0x4000, 0x5000),
            {Change::merged});
        row("another thing at the same place", line(0x1000, 0x5000, "rw-p", "/a", 0, 7), one,
            {Change::added}, 1);
        row("shared now", line(0x1000, 0x5000, "rw-s"), one, {Change::added}, 1);
        row("another part of the file", line(0x1000, 0x5000, "r--p", "/a", 0x1000, 7),
            line(0x1000, 0x5000, "r--p", "/a", 0x2000, 7), {Change::added}, 1);
        row("a file that grew", line(0x1000, 0x6000, "r--p", "/a", 0x1000, 7),
            line(0x2000, 0x6000, "r--p", "/a", 0x2000, 7), {Change::grown});
        row("heap", line(0x1000, 0x9000, "rw-p", "[heap]"), line(0x1000, 0x5000, "rw-p", "[heap]"),
            {Change::grown});
        row("not ascending", line(0x8000, 0x9000) + one, one + line(0x8000, 0x9000),
            {Change::none, Change::none});
    }

    void tellsWhatBecameOfMappings()
    {
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, baseline);
        QFETCH(Changes, expected);
        QFETCH(int, gone);
        const auto space = compared(now.toStdString(), baseline.toStdString());
        QVERIFY(space.isComparison);
        QCOMPARE(changes(space), expected);
        QCOMPARE(static_cast<int>(space.gone.size()), gone);
    }

    void tellsByHowMuch()
    {
        const auto grown = compared(line(0x1000, 0x21000, "r--p"), line(0x1000, 0x1000 + 4096));
        QCOMPARE(grown.regions[0].by, std::uint64_t{0x20000 - 4096});
        QVERIFY(grown.regions[0].formerPerms.write); // said beside it
        const auto shrunk = compared(line(0x1000, 0x2000), line(0x1000, 0x5000));
        QCOMPARE(shrunk.regions[0].by, std::uint64_t{0x3000});
        const auto merged
            = compared(line(0x1000, 0x5000),
                       line(0x1000, 0x2000) + line(0x2000, 0x3000) + line(0x4000, 0x5000));
        QCOMPARE(merged.regions[0].former, 3U);
    }

    void seesWhatSmapsAloneTells()
    {
        const std::string heading = "00001000-00003000 rw-p 00000000 00:00 0 ";
        const auto now = smapsOf(smapsBlock(heading, 8, 8));
        const auto before = smapsOf(smapsBlock(heading, 4, 4));
        QCOMPARE(changes(compareSpace(now.text(), before.text())), Changes{Change::changed});
        QCOMPARE(changes(compareSpace(now.text(), now.text())), Changes{Change::none});
    }

    void whatIsGoneHasItsPlace()
    {
        // Before, over and behind what is there, and under it.
        const auto space
            = compared(line(0x10000, 0x12000, "r--p", "/a", 0, 7) + line(0x20000, 0x21000),
                       line(0x1000, 0x2000) + line(0x10000, 0x14000) + line(0x30000, 0x31000));
        QCOMPARE(space.gone.size(), std::size_t{3});
        const Layout layout(space.regions, space.gone);
        std::uint64_t ghosts = 0;
        std::uint64_t end = 0;
        for (const Piece& piece : layout.pieces()) {
            QVERIFY(piece.begin >= end && piece.end > piece.begin);
            QVERIFY(!piece.region || !piece.ghost);
            end = piece.end;
            if (piece.ghost)
                ghosts += piece.size();
        }
        // What is under another mapping has no place of its own.
        QCOMPARE(ghosts, std::uint64_t{0x1000 + 0x2000 + 0x1000});
        QVERIFY(layout.pieceOf(0) && layout.pieceOf(1));
        const Viewport all(layout.length(), 400);
        const auto bars = barsOf(space, layout, all);
        QVERIFY(std::ranges::any_of(bars, [](const Bar& bar) { return bar.ghost == 0U; }));
        QVERIFY(std::ranges::any_of(bars, [](const Bar& bar) { return bar.ghost == 2U; }));
    }

    void hostileTextsEnd()
    {
        std::string now;
        std::string before;
        for (std::uint64_t i = 0; i < 3000; ++i) {
            now += line(0x1000 + i, 0xffffffff - i);
            before += line(0x1000 + 2 * i, 0xffffffff + i, "r--p");
        }
        const auto space = compared(now, before);
        QCOMPARE(space.regions.size(), std::size_t{3000});
        const Layout layout(space.regions, space.gone);
        QVERIFY(layout.pieces().size() <= 6001);
    }

    void manyMappingsTakeLinearTime()
    {
        const auto time = [](std::uint64_t count) {
            std::string now;
            std::string before;
            for (std::uint64_t i = 0; i < count; ++i) {
                const std::uint64_t at = 0x10000 * (i + 1);
                if (i % 5 != 0)
                    now += line(at, at + 0x1000 * (1 + i % 7));
                if (i % 4 != 0)
                    before += line(at, at + 0x1000 * (1 + i % 6), i % 3 == 0 ? "r--p" : "rw-p");
            }
            const auto a = mapsOf(now);
            const auto b = mapsOf(before);
            QElapsedTimer timer;
            timer.start();
            const auto space = compareSpace(a.text(), b.text());
            const Layout layout(space.regions, space.gone);
            const auto taken = timer.nsecsElapsed();
            return space.gone.empty() || layout.length() == 0 ? qint64{-1} : taken;
        };
        QVERIFY(time(100) > 0);
        const auto least = [&](std::uint64_t count) {
            return std::min({time(count), time(count), time(count)});
        };
        const auto small = least(8000);
        const auto large = least(65'000);
        QVERIFY(small > 0 && large > 0);
        // Eight times as many: far from the square.
        QVERIFY2(large < 40 * small, qPrintable(QStringLiteral("%1 %2").arg(small).arg(large)));
    }
};

QTEST_GUILESS_MAIN(TestDifference)
#include "tst_difference.moc"

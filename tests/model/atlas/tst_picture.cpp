// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include <model/atlas/picture.h>

#include <QTest>

using namespace sandscope;
using namespace sandscope::atlas;
using test::manyMaps;
using test::mapsOf;
using test::smapsBlock;
using test::smapsOf;
using test::spaceOf;

namespace {

void checkWhole(const std::vector<Bar>& bars, int width)
{
    int at = 0;
    for (const Bar& bar : bars) {
        QCOMPARE(bar.begin, at);
        QVERIFY(bar.end > bar.begin);
        at = bar.end;
    }
    QCOMPARE(at, width);
}

}

class TestPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void barsStandWhereTheirMappingsAre()
    {
        const auto text = mapsOf("10000-20000 r-xp 00000000 00:0c 17 /bin/sh\n"
                                 "20000-30000 rw-p 00000000 00:00 0 [heap]\n"
                                 "38000-40000 ---p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        const auto bars = barsOf(space, layout, Viewport(layout.length(), 384));
        checkWhole(bars, 384); // 512 bytes a pixel
        QCOMPARE(bars.size(), 4U);
        QCOMPARE(bars[0].end, 128);
        QVERIFY(bars[0].kind == Kind::code);
        QVERIFY(bars[0].permission == Permission::readExecute);
        QVERIFY(!bars[0].resident);
        QCOMPARE(bars[1].end, 256);
        QVERIFY(bars[1].kind == Kind::heap);
        QVERIFY(!bars[2].region);
        QVERIFY(!bars[2].isFold);
        QCOMPARE(bars[3].begin, 320);
        QVERIFY(bars[3].permission == Permission::none);
    }

    void sharedColumnsShowTheMost()
    {
        // Four pages in each pixel: three of the heap, one of code.
        std::string text;
        for (int i = 0; i < 64; ++i) {
            procfs::MapsEntry entry{.start = std::uint64_t(0x100 + i) << 12U,
                                    .end = std::uint64_t(0x101 + i) << 12U,
                                    .perms
                                    = {.read = true, .write = i % 4 != 0, .execute = i % 4 == 0},
                                    .name = i % 4 == 0 ? "/lib" : "[heap]"};
            procfs::formatMapsEntry(entry, procfs::Dialect::gvisor2019, text);
        }
        const auto maps = mapsOf(text);
        const auto space = spaceOf(maps);
        const Layout layout(space.regions);
        std::vector<bool> selected(space.regions.size());
        selected[4] = true;
        const auto bars = barsOf(space, layout, Viewport(layout.length(), 16), selected);
        checkWhole(bars, 16);
        QCOMPARE(bars.size(), 16U);
        for (std::size_t i = 0; i < bars.size(); ++i) {
            QCOMPARE(bars[i].regions, 4U);
            QVERIFY(bars[i].isShared());
            QVERIFY(bars[i].kind == Kind::heap);
            QCOMPARE(bars[i].isSelected, i == 1);
        }
    }

    void nothingMappedIsTooSmallToBeSeen()
    {
        const auto text = mapsOf("10000000-11000000 rw-p 00000000 00:00 0 \n"
                                 "11800000-11801000 rw-s 00000000 00:00 0 \n"
                                 "12000000-13000000 rw-p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        const auto bars = barsOf(space, layout, Viewport(layout.length(), 100));
        checkWhole(bars, 100);
        const auto found = std::ranges::find(bars, std::optional<std::size_t>(1), &Bar::region);
        QVERIFY(found != bars.end());
        QCOMPARE(found->width(), 1);
        QVERIFY(found->kind == Kind::shared);
    }

    void residencyIsOfAllOrUnknown()
    {
        const auto line = [](int i) {
            std::string text;
            procfs::formatMapsEntry({.start = std::uint64_t(0x100 + 2 * i) << 12U,
                                     .end = std::uint64_t(0x102 + 2 * i) << 12U,
                                     .perms = {.read = true, .write = true, .execute = false},
                                     .name = ""},
                                    procfs::Dialect::gvisor2019, text);
            text.pop_back();
            return text;
        };
        const auto known = smapsOf(smapsBlock(line(0), 8, 0) + smapsBlock(line(1), 0, 0));
        auto space = spaceOf(known);
        auto bar = barAt(space, Layout(space.regions), Viewport(0x4000, 1), 0);
        QCOMPARE(bar->resident, 0.5);
        const auto mixed = smapsOf(smapsBlock(line(0), 8, 0) + line(1) + "\nSize: 8 kB\n");
        space = spaceOf(mixed);
        bar = barAt(space, Layout(space.regions), Viewport(0x4000, 1), 0);
        QVERIFY(!bar->resident);
    }

    void aColumnIsWhatTheWholePictureHas_data()
    {
        QTest::addColumn<double>("zoom");
        QTest::newRow("everything") << 1.0;
        QTest::newRow("a part") << 37.0;
        QTest::newRow("near") << 1e6;
    }
    void aColumnIsWhatTheWholePictureHas()
    {
        QFETCH(const double, zoom);
        const auto text = mapsOf(manyMaps(5000, 2));
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        Viewport view(layout.length(), 700);
        view.zoom(zoom, 350);
        const auto bars = barsOf(space, layout, view);
        checkWhole(bars, 700);
        for (const Bar& bar : bars) {
            for (const int pixel : {bar.begin, bar.end - 1}) {
                const auto found = barAt(space, layout, view, pixel);
                QVERIFY(found);
                QCOMPARE(found->region, bar.region);
            }
        }
        QVERIFY(!barAt(space, layout, view, -1));
        QVERIFY(!barAt(space, layout, view, 700));
    }

    void changesAreSeenHoweverSmall()
    {
        const auto before = mapsOf("10000000-11000000 rw-p 00000000 00:00 0 \n"
                                   "11800000-11801000 rw-p 00000000 00:00 0 \n"
                                   "11900000-11901000 rw-p 00000000 00:00 0 \n");
        const auto now = mapsOf("10000000-11000000 rw-p 00000000 00:00 0 \n"
                                "11000000-11001000 r--p 00000000 00:00 0 \n");
        const auto space = spaceOf(now, before);
        const Layout layout(space.regions);
        const Viewport view(layout.length(), 100);
        const auto bars = barsOf(space, layout, view);
        QVERIFY(bars.back().change == Change::added);
        const auto gone = goneMarksOf(space, layout, view);
        QCOMPARE(gone.size(), 1U); // both in the last column
        QCOMPARE(gone[0], (GoneMark{.pixel = 99, .first = 0, .count = 2}));
        const auto seen = seenIn(bars, !space.gone.empty());
        QVERIFY(seen.changes[static_cast<std::size_t>(Change::added)]);
        QVERIFY(seen.changes[static_cast<std::size_t>(Change::gone)]);
        QVERIFY(!seen.changes[static_cast<std::size_t>(Change::changed)]);
        QVERIFY(seen.unknown);
        QVERIFY(!seen.resident);
    }

    void neighboursOfOneNameShareALabel()
    {
        const auto text = mapsOf("10000-18000 r--p 00000000 00:0c 17 /lib/a.so\n"
                                 "18000-20000 r-xp 00008000 00:0c 17 /lib/a.so\n"
                                 "20000-28000 rw-p 00000000 00:00 0 \n"
                                 "28000-28100 rw-p 00000000 00:00 0 [heap]\n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        const auto bars = barsOf(space, layout, Viewport(layout.length(), 300));
        const auto labels = labelsOf(space, bars, 20);
        QCOMPARE(labels.size(), 2U);
        QCOMPARE(labels[0].region, 0U);
        QCOMPARE(labels[0].begin, 0);
        QVERIFY(labels[0].end >= 198 && labels[0].end <= 200);
        QCOMPARE(labels[1].region, 2U);
    }

    void ticksKeepTheirDistance()
    {
        const auto text = mapsOf(manyMaps(50, 1));
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        Viewport view(layout.length(), 800);
        view.zoom(3, 100);
        view.pan(7);
        const auto ticks = ticksOf(layout, view, barsOf(space, layout, view), 90);
        QVERIFY(ticks.size() > 5);
        QCOMPARE(ticks[0].pixel, 0); // where the view begins, though no mapping does
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            QVERIFY(ticks[i].pixel >= ticks[i - 1].pixel + 90);
            QVERIFY(std::ranges::contains(space.regions, ticks[i].address, &Region::start));
        }
    }

    void theRulerBeginsWhereTheViewDoes()
    {
        // In the first pixel most is of the second mapping.
        const auto text = mapsOf("10000-11000 r--p 00000000 00:0c 17 /bin/sh\n"
                                 "11000-50000 r-xp 00001000 00:0c 17 /bin/sh\n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        const Viewport view(layout.length(), 16);
        const auto ticks = ticksOf(layout, view, barsOf(space, layout, view), 5);
        QCOMPARE(ticks[0], (Tick{.pixel = 0, .address = 0x10000}));
    }

    void nothing()
    {
        const Space space;
        const Layout layout;
        QVERIFY(barsOf(space, layout, Viewport(0, 100)).empty());
        QVERIFY(!barAt(space, layout, Viewport(0, 100), 5));
        QVERIFY(goneMarksOf(space, layout, Viewport(0, 100)).empty());
    }
};

QTEST_APPLESS_MAIN(TestPicture)
#include "tst_picture.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "spaces.h"

#include <model/atlas/viewport.h>

#include <QTest>

#include <cmath>

using namespace sandscope;
using namespace sandscope::atlas;
using test::manyMaps;
using test::mapsOf;
using test::spaceOf;

namespace {

double mappedBytes(const Layout& layout)
{
    double sum = 0;
    for (const Piece& piece : layout.pieces())
        sum += piece.region ? piece.length : 0;
    return sum;
}

}

class TestLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mappingsAreToScaleAndLongGapsFolded()
    {
        const auto text = mapsOf("400000-402000 r-xp 00000000 00:0c 17 /bin/sh\n"
                                 "403000-404000 rw-p 00000000 00:0c 17 /bin/sh\n"
                                 "7f0000000000-7f0000010000 rw-p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        const auto pieces = layout.pieces();
        QCOMPARE(pieces.size(), 5U);
        QCOMPARE(pieces[0].length, double(0x2000));
        QVERIFY(!pieces[1].region);
        QVERIFY(!pieces[1].isFold); // a page between pages
        QCOMPARE(pieces[1].length, double(0x1000));
        QVERIFY(pieces[3].isFold);
        QCOMPARE(pieces[3].size(), 0x7f0000000000U - 0x404000U);
        QCOMPARE(pieces[3].length, std::floor(0x13000 / 40.0));
        QCOMPARE(pieces[4].length, double(0x10000));
        QCOMPARE(layout.length(), pieces[4].place + pieces[4].length);
    }

    void noGapTakesMoreThanItsShare_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("gap");
        QTest::newRow("no gaps") << 100 << 0;
        QTest::newRow("a page between any two") << 1000 << 1;
        QTest::newRow("long gaps only") << 1000 << 100'000;
        QTest::newRow("as many as Linux allows") << 65'530 << 16;
    }
    void noGapTakesMoreThanItsShare()
    {
        QFETCH(const int, count);
        QFETCH(const int, gap);
        const auto text = mapsOf(manyMaps(count, gap));
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        QCOMPARE(mappedBytes(layout), count * 4096.0);
        QVERIFY(layout.length() <= 2.25 * mappedBytes(layout) * (1 + 1e-9));
        double place = 0;
        for (const Piece& piece : layout.pieces()) {
            QVERIFY(std::abs(piece.place - place) < 1);
            QVERIFY(piece.length > 0);
            place += piece.length;
        }
    }

    void addressesComeBack()
    {
        const auto text = mapsOf(manyMaps(500, 3)
                                 + "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0        "
                                   "          [vsyscall]\n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        for (std::size_t i = 0; i < space.regions.size(); ++i) {
            const auto& region = space.regions[i];
            for (const auto address : {region.start, region.start + 17, region.end - 1})
                QCOMPARE(layout.addressAt(layout.placeOf(address)), address);
            QCOMPARE(layout.pieces()[*layout.pieceOf(i)].region, i);
        }
        QCOMPARE(layout.placeOf(0), 0.0);
        QCOMPARE(layout.placeOf(~std::uint64_t{0}), layout.length());
        // Somewhere in a fold is between its neighbours.
        const auto last = space.regions.size() - 1;
        const double inside = layout.placeOf(0xffff'8000'0000'0000);
        QVERIFY(inside > layout.placeOf(space.regions[last - 1].end - 1));
        QVERIFY(inside < layout.placeOf(space.regions[last].start));
    }

    void whatOverlapsLosesWhatTheEarlierHas()
    {
        const auto text = mapsOf("1000-5000 rw-p 00000000 00:00 0 \n"
                                 "2000-3000 rw-p 00000000 00:00 0 \n"
                                 "4000-6000 rw-p 00000000 00:00 0 \n"
                                 "0000-ffffffffffffffff rw-p 00000000 00:00 0 \n");
        const auto space = spaceOf(text);
        const Layout layout(space.regions);
        QCOMPARE(layout.pieces().size(), 1U); // the one that has everything
        QVERIFY(!layout.pieceOf(1));
        const auto some = mapsOf("1000-5000 rw-p 00000000 00:00 0 \n"
                                 "2000-3000 rw-p 00000000 00:00 0 \n"
                                 "4000-6000 rw-p 00000000 00:00 0 \n");
        const auto other = spaceOf(some);
        const Layout clipped(other.regions);
        QCOMPARE(clipped.length(), double(0x5000));
        QCOMPARE(clipped.pieces()[1].begin, 0x5000U);
        QCOMPARE(clipped.pieceOf(2), 1U);
    }

    void nothing()
    {
        const Layout layout;
        QCOMPARE(layout.length(), 0.0);
        QVERIFY(!layout.pieceAt(0));
        QCOMPARE(layout.placeOf(0x1000), 0.0);
        QCOMPARE(layout.addressAt(5), 0U);
        const Viewport viewport(0, 100);
        QVERIFY(viewport.isFitted());
    }

    void zoomingKeepsWhatIsUnderThePointer()
    {
        Viewport view(1 << 24, 1000);
        QVERIFY(view.isFitted());
        QCOMPARE(view.end(), double(1 << 24));
        const double place = view.placeOf(300);
        view.zoom(4, 300);
        QVERIFY(!view.isFitted());
        QVERIFY(std::abs(view.placeOf(300) - place) < 1e-3);
        view.zoom(1e9, 300); // no nearer than a page over half a screen
        QCOMPARE(view.bytesPerPixel(), 8.0);
        QVERIFY(std::abs(view.placeOf(300) - place) < 1e-3);
        view.zoom(1e-9, 0);
        QVERIFY(view.isFitted());
        QCOMPARE(view.begin(), 0.0);
    }

    void neverLeavesTheLayout()
    {
        Viewport view(1 << 24, 1000);
        view.zoom(10, 0);
        view.pan(-500);
        QCOMPARE(view.begin(), 0.0);
        view.pan(1e12);
        QCOMPARE(view.end(), double(1 << 24));
        view.centre(0);
        QCOMPARE(view.begin(), 0.0);
        view.centre(1 << 23);
        QCOMPARE((view.begin() + view.end()) / 2, double(1 << 23));
        view.setWidth(500);
        QCOMPARE(view.width(), 500);
        QVERIFY(view.end() <= (1 << 24));
    }

    void showsAndReveals()
    {
        Viewport view(1 << 24, 1000);
        view.show(1 << 20, 1 << 21);
        QVERIFY(view.begin() < (1 << 20) && view.end() > (1 << 21));
        QVERIFY(view.end() - view.begin() < 1.3 * (1 << 20));
        const double scale = view.bytesPerPixel();
        view.reveal(1 << 20, 1 << 21); // there already
        QCOMPARE(view.bytesPerPixel(), scale);
        const double begin = view.begin();
        view.reveal((1 << 20) + 100, (1 << 20) + 200);
        QCOMPARE(view.begin(), begin);
        view.reveal(100, 200);
        QVERIFY(view.begin() <= 100);
        view.reveal(1 << 23, (1 << 23) + 100);
        QVERIFY(view.begin() < (1 << 23) && view.end() > (1 << 23) + 100);
        QCOMPARE(view.bytesPerPixel(), scale);
    }

    void followsTheSameAddresses()
    {
        const auto before = mapsOf("1000000-1800000 rw-p 00000000 00:00 0 \n"
                                   "2000000-2800000 rw-p 00000000 00:00 0 \n");
        const auto now = mapsOf("0500000-0600000 rw-p 00000000 00:00 0 \n"
                                "1000000-1800000 rw-p 00000000 00:00 0 \n"
                                "2000000-2800000 rw-p 00000000 00:00 0 \n");
        const auto earlier = spaceOf(before);
        const auto later = spaceOf(now);
        const Layout from(earlier.regions), to(later.regions);
        Viewport view(from.length(), 1000);
        view.show(from.placeOf(0x1100000), from.placeOf(0x1200000));
        const auto address = from.addressAt(view.begin());
        const double scale = view.bytesPerPixel();
        view.follow(from, to);
        QCOMPARE(to.addressAt(view.begin()), address);
        QCOMPARE(view.bytesPerPixel(), scale);
        view.fit();
        view.follow(to, from);
        QVERIFY(view.isFitted());
        QCOMPARE(view.end(), from.length());
    }
};

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"

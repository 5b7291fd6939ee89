// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/timestrip.h>

#include <QTest>

#include <numeric>

using namespace sandscope::snapshot;

namespace {

/// \a count steps, every \a distance of them a clone, the others nothing.
std::vector<StripMoment> steps(std::size_t count, std::size_t distance)
{
    std::vector<StripMoment> moments(count);
    for (std::size_t at = 0; at < count; ++at) {
        moments[at].place = static_cast<double>(at);
        moments[at].isKnown = true;
        if (at % distance == 0)
            moments[at].all = Happening::clone;
    }
    return moments;
}

}

class TimeStripTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachMomentHasItsColumn()
    {
        auto moments = steps(10, 3);
        moments[4].task = Happening::memory;
        moments[9].isKnown = false;
        const auto columns = stripColumns(moments, {.from = -0.5, .to = 9.5, .width = 100});
        QCOMPARE(columns.size(), std::size_t{100});
        for (std::size_t at = 0; at < 10; ++at) {
            const StripColumn& column = columns[10 * at + 5];
            QCOMPARE(column.moments, std::uint32_t{1});
            QCOMPARE(column.first, static_cast<std::uint32_t>(at));
            QCOMPARE(column.all.has(Happening::clone), at % 3 == 0);
            QCOMPARE(column.isKnown, at != 9);
        }
        QVERIFY(columns[45].task.has(Happening::memory));
        QCOMPARE(columns[44].moments, std::uint32_t{0});
        QVERIFY(columns[44].isKnown);
    }

    void manyMomentsShareAColumn()
    {
        auto moments = steps(100'000, 1000);
        moments[777].all.add(Happening::exit);
        const StripView view{.from = -0.5, .to = 99'999.5, .width = 500};
        const auto columns = stripColumns(moments, view);
        const auto sum = std::accumulate(
            columns.begin(), columns.end(), std::size_t{0},
            [](std::size_t so, const StripColumn& column) { return so + column.moments; });
        QCOMPARE(sum, moments.size());
        QVERIFY(columns[3].all.has(Happening::exit)); // 600 … 799
        QCOMPARE(columns[3].first, std::uint32_t{600});
        QVERIFY(columns[5].all.has(Happening::clone));
        QVERIFY(columns[6].all.isEmpty());
    }

    void onlyWhatIsInView()
    {
        const auto moments = steps(100, 10);
        const auto columns = stripColumns(moments, {.from = 39.5, .to = 49.5, .width = 10});
        QCOMPARE(columns[0].first, std::uint32_t{40});
        QVERIFY(columns[0].all.has(Happening::clone));
        QCOMPARE(columns[9].first, std::uint32_t{49});
        QVERIFY(stripColumns({}, {.from = 0, .to = 1, .width = 4})[3].moments == 0);
    }

    void nearest()
    {
        std::vector<StripMoment> moments(3);
        moments[1].place = 4;
        moments[2].place = 5;
        QCOMPARE(nearestMoment(moments, -3), std::optional<std::size_t>(0));
        QCOMPARE(nearestMoment(moments, 1.9), std::optional<std::size_t>(0));
        QCOMPARE(nearestMoment(moments, 2.1), std::optional<std::size_t>(1));
        QCOMPARE(nearestMoment(moments, 99), std::optional<std::size_t>(2));
        QCOMPARE(nearestMoment({}, 1), std::nullopt);
    }

    void marksOneAfterTheOther()
    {
        auto moments = steps(10, 4); // 0, 4, 8
        moments[6].task = Happening::files;
        QCOMPARE(nextMark(moments, 0, 1, false), std::optional<std::size_t>(4));
        QCOMPARE(nextMark(moments, 8, 1, false), std::nullopt);
        QCOMPARE(nextMark(moments, 8, -1, false), std::optional<std::size_t>(4));
        QCOMPARE(nextMark(moments, 0, -1, false), std::nullopt);
        QCOMPARE(nextMark(moments, 0, 1, true), std::optional<std::size_t>(6));
    }

    void zoomKeepsWhatIsUnderTheMouse()
    {
        const StripView whole{.from = 0, .to = 1000, .width = 500};
        const StripView closer = zoomed(whole, 4, 250, whole, 8);
        QCOMPARE(closer.placeAt(250), 500.0);
        QCOMPARE(closer.to - closer.from, 250.0);
        const StripView closest = zoomed(closer, 1e9, 0, whole, 8);
        QCOMPARE(closest.to - closest.from, 8.0);
        QCOMPARE(zoomed(closer, 1e-9, 100, whole, 8), whole);
        const StripView edge = panned(closer, 1e9, whole);
        QCOMPARE(edge.to, 1000.0);
        QCOMPARE(edge.to - edge.from, 250.0);
        QCOMPARE(panned(edge, -1e9, whole).from, 0.0);
    }

    void whatIsOutOfViewIsBroughtIn()
    {
        const StripView whole{.from = 0, .to = 1000, .width = 500};
        const StripView view{.from = 100, .to = 200, .width = 500};
        QCOMPARE(revealed(view, 150, whole), view);
        for (const double place : {0.0, 90.0, 205.0, 1000.0}) {
            const StripView moved = revealed(view, place, whole);
            QVERIFY(moved.from <= place && place <= moved.to);
            QCOMPARE(moved.to - moved.from, 100.0);
        }
    }

    void gapsAreWhereSamplesAreMissing()
    {
        const std::vector<double> places{0, 1, 2, 7, 8, 30, 31};
        // Between 2 and 7 there were samples that brought nothing new; from 8 to 30 nobody looked.
        const std::vector<std::size_t> numbers{0, 1, 2, 7, 8, 9, 10};
        const auto gaps = stripGaps(places, numbers);
        QCOMPARE(gaps.size(), std::size_t{1});
        QCOMPARE(gaps.front(), (StripGap{.before = 4, .from = 8, .to = 30}));
        QVERIFY(stripGaps(std::vector<double>{0, 9}, std::vector<std::size_t>{0, 1}).empty());
    }
};

QTEST_APPLESS_MAIN(TimeStripTest)
#include "tst_timestrip.moc"

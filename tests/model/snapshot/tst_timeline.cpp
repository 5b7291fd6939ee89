// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/timeline.h>

#include <QTest>

using namespace sandscope::snapshot;

namespace {

Moment moment(std::size_t step, sandscope::procfs::Generation generation, std::size_t bytes)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = generation;
    snapshot->ownBytes = bytes;
    return {.snapshot = std::move(snapshot), .step = step, .title = {}, .note = {}, .line = 0};
}

}

class TestTimeline : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsMomentsInOrder();
    void dropsTheOldestPastItsBudget();
    void neverDropsTheNewest();
    void findsByGeneration_data();
    void findsByGeneration();
    void clearForgetsEverything();
};

void TestTimeline::keepsMomentsInOrder()
{
    Timeline timeline;
    QVERIFY(timeline.isEmpty());
    for (std::size_t step = 0; step < 5; ++step)
        timeline.append(moment(step, 10 * step, 100));
    QCOMPARE(timeline.size(), 5U);
    for (std::size_t step = 0; step < 5; ++step)
        QCOMPARE(timeline.at(step).step, step);
    QCOMPARE(timeline.last().step, 4U);
    QCOMPARE(timeline.bytes(), 500U);
    QCOMPARE(timeline.dropped(), 0U);
}

void TestTimeline::dropsTheOldestPastItsBudget()
{
    Timeline timeline(1000);
    for (std::size_t step = 0; step < 100; ++step) {
        timeline.append(moment(step, step, 100));
        QVERIFY(timeline.bytes() <= 1000);
        QCOMPARE(timeline.last().step, step);
        QCOMPARE(timeline.dropped() + timeline.size(), step + 1);
        QCOMPARE(timeline.at(0).step, timeline.dropped());
    }
    QCOMPARE(timeline.size(), 10U);
}

void TestTimeline::neverDropsTheNewest()
{
    Timeline timeline(1000);
    timeline.append(moment(0, 0, 10));
    timeline.append(moment(1, 1, 5000));
    QCOMPARE(timeline.size(), 1U);
    QCOMPARE(timeline.last().step, 1U);
}

void TestTimeline::findsByGeneration_data()
{
    QTest::addColumn<quint64>("generation");
    QTest::addColumn<std::size_t>("index");
    QTest::newRow("before the first") << quint64(1) << std::size_t(0);
    QTest::newRow("exactly") << quint64(20) << std::size_t(1);
    QTest::newRow("between") << quint64(29) << std::size_t(1);
    QTest::newRow("after the last") << quint64(1000) << std::size_t(3);
}

void TestTimeline::findsByGeneration()
{
    QFETCH(quint64, generation);
    QFETCH(std::size_t, index);
    Timeline timeline;
    for (std::size_t step = 0; step < 4; ++step)
        timeline.append(moment(step, 10 + 10 * step, 1));
    QCOMPARE(timeline.indexOf(generation), index);
}

void TestTimeline::clearForgetsEverything()
{
    Timeline timeline(10);
    timeline.append(moment(0, 1, 8));
    timeline.append(moment(1, 2, 8));
    timeline.clear();
    QVERIFY(timeline.isEmpty());
    QCOMPARE(timeline.bytes(), 0U);
    QCOMPARE(timeline.dropped(), 0U);
    timeline.append(moment(0, 1, 8));
    QCOMPARE(timeline.bytes(), 8U);
}

QTEST_APPLESS_MAIN(TestTimeline)
#include "tst_timeline.moc"

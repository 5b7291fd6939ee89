// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/history.h>

#include <QSignalSpy>
#include <QTest>

#include <tests/model/taskset.h>

using namespace sandscope;
using namespace sandscope::model;

namespace {

constexpr int deadline = 20'000;

/// A live source that shows what the test publishes.
class LiveSource : public Source
{
public:
    LiveSource()
        : Source(QStringLiteral("fake:live"))
    {
    }
    [[nodiscard]] QString title() const override { return QStringLiteral("live"); }
    [[nodiscard]] Capabilities capabilities() const override { return {.isLive = true}; }
    void advance() override
    {
        QMetaObject::invokeMethod(
            this,
            [this] {
                Q_EMIT sampled(
                    {.snapshot = next, .step = number++, .title = {}, .note = {}, .line = 0});
            },
            Qt::QueuedConnection);
    }
    void restart() override { advance(); }
    void goTo(const Target&) override { }

    snapshot::SnapshotPtr next;
    std::size_t number = 0;
};

struct Live
{
    test::TaskSet tasks;
    std::unique_ptr<Player> player;
    std::unique_ptr<History> history;
    LiveSource* source = nullptr;

    Live()
    {
        auto made = std::make_unique<LiveSource>();
        source = made.get();
        player = std::make_unique<Player>(std::move(made));
        history = std::make_unique<History>(player.get());
    }
    [[nodiscard]] bool sample(std::size_t bytes = 1)
    {
        auto snapshot = std::make_shared<snapshot::Snapshot>(*tasks.publish());
        snapshot->ownBytes = bytes;
        source->next = snapshot;
        player->refresh();
        return QTest::qWaitFor(
            [&] {
                return player->now() && player->now()->snapshot == source->next
                    && !history->isBusy();
            },
            deadline);
    }
};

}

class HistoryTest : public QObject
{
    Q_OBJECT

private:
    static std::unique_ptr<Player> open(const char* name)
    {
        auto source = makeSource(QString::fromLatin1(name));
        return source ? std::make_unique<Player>(std::move(*source)) : nullptr;
    }
    static bool isDone(const Player& player, const History& history)
    {
        return QTest::qWaitFor([&] { return player.position() >= 0 && !history.isBusy(); },
                               deadline);
    }

private Q_SLOTS:
    void allStepsAreKnownAheadOfBeingRun()
    {
        const auto player = open("scenario:zombie-and-reaping");
        History history(player.get());
        QSignalSpy changed(&history, &History::changed);
        player->start();
        QVERIFY(isDone(*player, history));
        QCOMPARE(player->sliderPosition(), 0);
        QCOMPARE(history.count(), player->range() + 1);
        for (int at = 0; at < history.count(); ++at) {
            QVERIFY2(history.at(at), qPrintable(QString::number(at)));
            QCOMPARE(history.at(at)->step, static_cast<std::size_t>(at));
        }
        QVERIFY(history.at(2)->all.has(snapshot::Happening::clone));
        QVERIFY(!history.at(-1));
        QVERIFY(!history.at(history.count()));
        QCOMPARE(history.reached(), 0);
        QVERIFY(!changed.isEmpty());
        player->seek(4);
        QVERIFY(QTest::qWaitFor([&] { return player->sliderPosition() == 4; }, deadline));
        player->seek(1);
        QVERIFY(QTest::qWaitFor([&] { return player->sliderPosition() == 1; }, deadline));
        QCOMPARE(history.reached(), 4);
    }

    void tombstonesFollowThePosition()
    {
        const auto player = open("scenario:zombie-and-reaping");
        History history(player.get());
        player->start();
        QVERIFY(isDone(*player, history));
        QVERIFY(history.endedBefore(6, 10)->empty()); // a zombie is none
        const auto first = history.endedBefore(7, 10);
        QCOMPARE(first->size(), std::size_t{1});
        const Tombstone& worker = first->front();
        QCOMPARE(worker.row->name, std::string("worker"));
        QCOMPARE(worker.position, 7);
        QCOMPARE(endText(worker),
                 QStringLiteral("exited with code 3 at generation %1").arg(worker.generation));
        QCOMPARE(shortEndText(worker), QStringLiteral("exited (3)"));
        QVERIFY(worker.last->tasks.find(worker.row->id.value));
        QCOMPARE(history.endedBefore(8, 10), first); // the same object: nothing ended
        QCOMPARE(history.endedBefore(18, 10)->size(), std::size_t{4});
        const auto newest = history.endedBefore(18, 1);
        QCOMPARE(newest->size(), std::size_t{1});
        QCOMPARE(newest->front().row->tid.value, 5);
        QVERIFY(tombstone(first, worker.row->id));
        QVERIFY(!tombstone(first, procfs::TaskId{1}));
        QVERIFY(!tombstone(nullptr, procfs::TaskId{1}));
    }

    void endsInWords()
    {
        const auto row = std::make_shared<snapshot::TaskSummary>();
        QCOMPARE(endText({.row = row, .generation = 8, .waitStatus = 9}),
                 QStringLiteral("killed by SIGKILL at generation 8"));
        QCOMPARE(shortEndText({.row = row, .waitStatus = 11}), QStringLiteral("SIGSEGV"));
        QCOMPARE(outcomeOf(0x8b).signal, QStringLiteral("SIGSEGV")); // with a core
        QCOMPARE(outcomeOf(126).signal, QStringLiteral("signal 126"));
        const auto last = std::make_shared<snapshot::Snapshot>();
        last->generation = 7;
        QCOMPARE(endText({.row = row, .last = last, .generation = 8}),
                 QStringLiteral("ended after generation 7"));
        QCOMPARE(shortEndText({.row = row}), QStringLiteral("ended"));
    }

    void aRestartBeginsAnew()
    {
        const auto player = open("scenario:zombie-and-reaping");
        History history(player.get());
        player->start();
        QVERIFY(isDone(*player, history));
        player->seek(9);
        QVERIFY(QTest::qWaitFor([&] { return player->sliderPosition() == 9; }, deadline));
        player->restart();
        QVERIFY(QTest::qWaitFor([&] { return player->sliderPosition() == 0; }, deadline));
        QVERIFY(isDone(*player, history));
        QCOMPARE(history.reached(), 0);
        QVERIFY(history.at(history.count() - 1));
    }

    void goingAwayInTheMiddleWaitsForItsWorker()
    {
        for (int i = 0; i < 5; ++i) {
            const auto player = open("scenario:memory");
            const History history(player.get());
            player->start();
        }
    }

    void samplesTellAsTheyCome()
    {
        Live live;
        live.tasks.process(1, 0, "init");
        QVERIFY(live.sample());
        QVERIFY(live.history->at(0)->all.isEmpty());
        live.tasks.process(2, 1, "sh");
        QVERIFY(live.sample());
        QVERIFY(live.history->at(1)->all.has(snapshot::Happening::clone));
        live.tasks.remove(2);
        QVERIFY(live.sample());
        QCOMPARE(live.history->count(), 3);
        QVERIFY(live.history->at(2)->all.has(snapshot::Happening::exit));
        const auto ended = live.history->endedBefore(2, 10);
        QCOMPARE(ended->size(), std::size_t{1});
        QVERIFY(!ended->front().waitStatus); // never guessed
        QCOMPARE(ended->front().last, live.player->timeline().at(1).snapshot);
        QVERIFY(live.history->endedBefore(1, 10)->empty());
        QCOMPARE(live.history->dropped(), 0);
    }

    void whatTheTimelineDropsIsForgotten()
    {
        constexpr std::size_t much = std::size_t{100} << 20U; // two are kept
        Live live;
        live.tasks.process(1, 0, "init");
        live.tasks.process(2, 1, "sh");
        QVERIFY(live.sample(much));
        live.tasks.remove(2);
        QVERIFY(live.sample(much));
        QCOMPARE(live.history->endedBefore(1, 10)->size(), std::size_t{1});
        for (int i = 0; i < 4; ++i) {
            live.tasks.change(1, [&](auto& row) { row.vssBytes = 4096U * std::uint64_t(i + 1); });
            QVERIFY(live.sample(much));
        }
        QVERIFY(live.history->dropped() >= 3);
        QCOMPARE(live.history->count(), live.player->range() + 1);
        QVERIFY(live.history->endedBefore(live.player->range(), 10)->empty());
        for (int at = 0; at < live.history->count(); ++at)
            QVERIFY(live.history->at(at)->all.has(snapshot::Happening::memory));
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"

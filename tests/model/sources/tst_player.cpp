// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/player.h>

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace sandscope;
using model::Capabilities;
using model::Player;
using model::SourceError;

namespace {

constexpr int deadline = 20'000;
constexpr std::size_t tooMuch = std::size_t{100} << 20U; ///< so that a timeline keeps only the last
                                                         ///< few moments

/// A source that answers what the test says, from the event loop. As a scenario it has steps 0 …
/// stepCount; each raises the generation by ten.
class FakeSource : public model::Source
{
public:
    FakeSource(Capabilities capabilities, std::size_t stepsInAll)
        : Source(QStringLiteral("fake:source"))
        , can(capabilities)
        , steps(stepsInAll)
    {
    }

    QString title() const override { return QStringLiteral("fake"); }
    Capabilities capabilities() const override { return can; }
    std::size_t stepCount() const override { return isOpen ? steps : 0; }
    void advance() override
    {
        ++asked;
        if (isOpen && can.canStep && position < steps)
            ++position;
        answer();
    }
    void restart() override
    {
        ++restarts;
        position = 0;
        sample = 0;
        answer();
    }
    void goTo(const model::Target& target) override
    {
        ++asked;
        targets.push_back(target);
        cancelled = false;
        // The newest one wins.
        QMetaObject::invokeMethod(
            this,
            [this, target, number = ++way] {
                if (number == way && !isHeld)
                    deliver(target);
            },
            Qt::QueuedConnection);
    }
    void cancel() override
    {
        cancelled = true;
        if (isHeld)
            Q_EMIT arrived({moment(position), stepping::Arrival::cancelled});
    }
    /// A sample that nobody asked for.
    void change()
    {
        ++sample;
        answer();
    }

    Capabilities can;
    std::size_t steps;
    std::size_t ownBytes = 1;
    std::size_t failAt = ~std::size_t{0};
    int asked = 0;
    int restarts = 0;
    bool changes = true; ///< a live source: each sample differs from the last
    bool isOpen = false;
    bool isHeld = false; ///< a way takes for ever
    bool cancelled = false;
    std::vector<model::Target> targets;

private:
    snapshot::Moment moment(std::size_t step) const
    {
        auto snapshot = std::make_shared<snapshot::Snapshot>();
        snapshot->generation = 10 * (step + 1);
        snapshot->ownBytes = ownBytes;
        return {snapshot, step, {}, {}, 0};
    }
    /// Every third step changes something, every fifth is a hit.
    void deliver(const model::Target& target)
    {
        using Kind = model::Target::Kind;
        model::Arrived answer;
        const auto search = [&](std::size_t every, bool forward) {
            std::size_t step = target.step;
            do {
                if (step == (forward ? steps : 0)) {
                    answer.arrival = stepping::Arrival::notFound;
                    break;
                }
                step += forward ? 1U : ~std::size_t{0};
            } while (step % every != 0);
            return step;
        };
        switch (target.kind) {
        case Kind::step:
            position = std::min(target.step, steps);
            break;
        case Kind::generation:
            position = std::clamp<std::size_t>(target.generation / 10, 1, steps + 1) - 1;
            break;
        case Kind::end:
            position = steps;
            break;
        case Kind::nextChange:
        case Kind::previousChange:
            position = search(3, target.kind == Kind::nextChange);
            break;
        case Kind::nextHit:
        case Kind::previousHit:
            position = search(5, target.kind == Kind::nextHit);
            answer.task = procfs::TaskId{7};
            break;
        case Kind::until:
            position = steps;
            answer.arrival = stepping::Arrival::notFound;
            break;
        }
        isOpen = true;
        answer.isStopped = position >= failAt;
        if (answer.isStopped)
            position = failAt - 1;
        answer.moment = moment(position);
        Q_EMIT arrived(answer);
        if (answer.isStopped)
            Q_EMIT failed({SourceError::Code::badScenario, QStringLiteral("Stopped"), {}, {}, 7});
    }
    int way = 0;

    void answer()
    {
        if (!can.canStep && changes)
            ++sample;
        QMetaObject::invokeMethod(
            this, [this, step = position, number = sample] { deliver(step, number); },
            Qt::QueuedConnection);
    }
    void deliver(std::size_t step, std::size_t number)
    {
        if (step == failAt) {
            Q_EMIT failed({SourceError::Code::badScenario, QStringLiteral("Stopped"), {}, {}, 7});
            return;
        }
        isOpen = true;
        if (!last || can.canStep || number != lastNumber) {
            auto snapshot = std::make_shared<snapshot::Snapshot>(*moment(step).snapshot);
            if (!can.canStep)
                snapshot->generation = number;
            last = snapshot;
            lastNumber = number;
        }
        Q_EMIT sampled({last, can.canStep ? step : number, {}, {}, 0});
    }

    std::size_t position = 0;
    std::size_t sample = 0;
    std::size_t lastNumber = 0;
    snapshot::SnapshotPtr last;
};

const Capabilities scenario{.canStep = true, .printsDialects = true};
const Capabilities live{.isLive = true, .samplesOnDemand = true};
const Capabilities capture{};

template <class Condition>
bool eventually(Condition condition)
{
    return QTest::qWaitFor(condition, deadline);
}

/// A player over a fake source, with spies on what it says.
struct Stage
{
    explicit Stage(Capabilities capabilities, std::size_t steps = 0)
    {
        auto made = std::make_unique<FakeSource>(capabilities, steps);
        source = made.get();
        player.emplace(std::move(made));
        now.emplace(&*player, &Player::nowChanged);
        arrived.emplace(&*player, &Player::arrived);
        failed.emplace(&*player, &Player::failed);
    }
    [[nodiscard]] bool start()
    {
        player->start();
        return eventually([this] { return player->position() >= 0; });
    }
    [[nodiscard]] bool waitForStep(std::size_t step)
    {
        return eventually([this, step] { return player->now() && player->now()->step == step; });
    }
    /// Lets everything under way arrive.
    static void settle()
    {
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }

    FakeSource* source = nullptr;
    std::optional<Player> player;
    std::optional<QSignalSpy> now, arrived, failed;
};

}

class PlayerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beforeTheFirstSample()
    {
        Stage stage(scenario, 5);
        QCOMPARE(stage.player->position(), -1);
        QVERIFY(!stage.player->now());
        QVERIFY(!stage.player->canStepForward());
        QVERIFY(!stage.player->canStepBack());
        QCOMPARE(stage.player->range(), 0);
        stage.player->stepBack();
        stage.player->seek(3);
        QVERIFY(stage.start());
        QCOMPARE(stage.player->sliderPosition(), 0);
        QCOMPARE(stage.player->range(), 5);
        QCOMPARE(stage.now->count(), 1);
    }

    void stepForwardAndBack()
    {
        Stage stage(scenario, 2);
        QVERIFY(stage.start());
        stage.player->step();
        QVERIFY(stage.waitForStep(1));
        stage.player->step();
        QVERIFY(stage.waitForStep(2));
        QVERIFY(!stage.player->canStepForward());
        stage.player->step(); // at the end nothing happens
        Stage::settle();
        QCOMPARE(stage.source->asked, 3);
        stage.player->stepBack();
        QCOMPARE(stage.player->now()->step, std::size_t{1}); // known, so at once
        stage.player->step();
        QCOMPARE(stage.player->now()->step, std::size_t{2});
        QCOMPARE(stage.source->asked, 3);
        stage.player->stepBack();
        stage.player->stepBack();
        stage.player->stepBack();
        QCOMPARE(stage.player->now()->step, std::size_t{0});
        QVERIFY(!stage.player->canStepBack());
    }

    void impatientStepsAllCount()
    {
        Stage stage(scenario, 9);
        QVERIFY(stage.start());
        stage.player->step();
        stage.player->step();
        stage.player->step();
        QVERIFY(stage.waitForStep(3));
        Stage::settle();
        QCOMPARE(stage.player->now()->step, std::size_t{3});
    }

    void seekThroughStepsNotRunYet()
    {
        Stage stage(scenario, 50);
        QVERIFY(stage.start());
        stage.now->clear();
        stage.player->seek(30);
        QVERIFY(stage.waitForStep(30));
        QCOMPARE(stage.now->count(), 1); // what lies between is not shown
        QCOMPARE(stage.source->asked, 2);
        stage.player->step();
        QVERIFY(stage.waitForStep(31));
        stage.player->seek(30);
        QCOMPARE(stage.player->sliderPosition(), 30); // known, so at once
        stage.player->seek(4);
        QCOMPARE(stage.player->sliderPosition(), 30); // shown until the other one is there
        QVERIFY(stage.waitForStep(4));
        stage.player->seek(1000);
        QVERIFY(stage.waitForStep(50));
        stage.player->seek(-3);
        QVERIFY(stage.waitForStep(0));
    }

    void aNewSeekReplacesTheOneUnderWay()
    {
        Stage stage(scenario, 50);
        QVERIFY(stage.start());
        stage.player->seek(40);
        stage.player->seek(2);
        QVERIFY(stage.waitForStep(2));
        Stage::settle();
        QCOMPARE(stage.player->now()->step, std::size_t{2});
        QCOMPARE(stage.now->count(), 2); // the start, and where it went
    }

    void droppedMomentsAreMadeAgain()
    {
        Stage stage(scenario, 20);
        stage.source->ownBytes = tooMuch;
        QVERIFY(stage.start());
        for (std::size_t step = 1; step <= 12; ++step) {
            stage.player->step();
            QVERIFY(stage.waitForStep(step));
        }
        QVERIFY(stage.player->timeline().dropped() > 0);
        stage.now->clear();
        stage.player->seek(3);
        QCOMPARE(stage.player->now()->step, std::size_t{12}); // shown until the other one is there
        QVERIFY(stage.waitForStep(3));
        QCOMPARE(stage.now->count(), 1);
        QCOMPARE(stage.source->restarts, 0);
        QCOMPARE(stage.player->now()->snapshot->generation, procfs::Generation{40});
        stage.player->step();
        QVERIFY(stage.waitForStep(4));
        for (int step = 3; step >= 0; --step) {
            QVERIFY(stage.player->canStepBack());
            stage.player->stepBack();
            QVERIFY(stage.waitForStep(static_cast<std::size_t>(step)));
        }
        QVERIFY(!stage.player->canStepBack());
    }

    void runToChangesAndBreakpoints()
    {
        using Direction = Player::Direction;
        Stage stage(scenario, 11);
        QSignalSpy ended(&*stage.player, &Player::searchEnded);
        const auto arrival = [&] { return ended.takeFirst().first().value<stepping::Arrival>(); };
        stage.player->runToChange(procfs::TaskId{4}, Direction::forward); // nothing to search yet
        QVERIFY(stage.start());
        stage.player->runToChange(procfs::TaskId{4}, Direction::forward);
        QVERIFY(stage.player->isSearching());
        QVERIFY(ended.wait(deadline));
        QCOMPARE(arrival(), stepping::Arrival::there);
        QVERIFY(!stage.player->isSearching());
        QCOMPARE(stage.player->now()->step, std::size_t{3});
        QCOMPARE(stage.source->targets.back().task, procfs::TaskId{4});
        stage.player->runToBreakpoint(QStringLiteral("pid == 1"), procfs::Dialect::linux_,
                                      Direction::forward);
        QVERIFY(ended.wait(deadline));
        QCOMPARE(stage.player->now()->step, std::size_t{5});
        QCOMPARE(stage.source->targets.back().step, std::size_t{3});
        QCOMPARE(stage.source->targets.back().expression, std::string("pid == 1"));
        QCOMPARE(ended.takeFirst().at(1).value<procfs::TaskId>(), procfs::TaskId{7});
        stage.player->runToChange(procfs::TaskId{4}, Direction::backward);
        QVERIFY(ended.wait(deadline));
        QCOMPARE(arrival(), stepping::Arrival::there);
        QCOMPARE(stage.player->now()->step, std::size_t{3});
        stage.player->seek(10);
        QVERIFY(stage.waitForStep(10));
        stage.now->clear();
        stage.player->runToBreakpoint(QStringLiteral("pid == 1"), procfs::Dialect::linux_,
                                      Direction::forward);
        QVERIFY(ended.wait(deadline));
        QCOMPARE(arrival(), stepping::Arrival::notFound);
        QVERIFY(stage.now->isEmpty()); // what is shown stays
        QCOMPARE(stage.player->now()->step, std::size_t{10});
    }

    void aSearchCanBeCancelled()
    {
        Stage stage(scenario, 11);
        QVERIFY(stage.start());
        stage.source->isHeld = true;
        QSignalSpy ended(&*stage.player, &Player::searchEnded);
        QSignalSpy progressed(&*stage.player, &Player::progressed);
        stage.player->runToChange(procfs::TaskId{4}, Player::Direction::forward);
        Q_EMIT stage.source->progressed(4);
        QCOMPARE(progressed.count(), 1);
        Stage::settle();
        QVERIFY(stage.player->isSearching());
        stage.player->cancelSearch();
        QVERIFY(!stage.player->isSearching());
        QCOMPARE(ended.takeFirst().first().value<stepping::Arrival>(),
                 stepping::Arrival::cancelled);
        QCOMPARE(stage.player->now()->step, std::size_t{0});
        stage.source->isHeld = false;
        stage.player->step();
        QVERIFY(stage.waitForStep(1));
    }

    void runUntilSomethingThatNeverIs()
    {
        Stage stage(scenario, 11);
        QVERIFY(stage.start());
        stage.player->runUntil(QStringLiteral("name == nobody"), {});
        QVERIFY(stage.failed->wait(deadline));
        QCOMPARE(stage.failed->first().first().value<SourceError>().code,
                 SourceError::Code::neverThere);
        QCOMPARE(stage.player->now()->step, std::size_t{0});
        Stage::settle();
        QVERIFY(stage.arrived->isEmpty());
    }

    void whatIsShownIsNeverDangling()
    {
        Stage stage(scenario, 20);
        stage.source->ownBytes = tooMuch;
        QVERIFY(stage.start());
        connect(&*stage.player, &Player::stateChanged, this,
                [&stage] { QVERIFY(stage.player->now()); });
        connect(&*stage.player, &Player::nowChanged, this,
                [&stage] { QVERIFY(stage.player->now()); });
        stage.player->seek(20);
        while (!stage.waitForStep(20) && stage.failed->isEmpty())
            QVERIFY(stage.player->now());
        QCOMPARE(stage.player->now()->step, std::size_t{20});
    }

    void restartStartsOver()
    {
        Stage stage(scenario, 9);
        QVERIFY(stage.start());
        stage.player->seek(5);
        QVERIFY(stage.waitForStep(5));
        stage.player->play();
        stage.player->restart();
        QVERIFY(!stage.player->isPlaying());
        QVERIFY(stage.waitForStep(0));
        QCOMPARE(stage.source->restarts, 1);
        QCOMPARE(stage.player->timeline().size(), std::size_t{1});
        stage.player->restart();
        stage.player->step(); // counted from the beginning
        QVERIFY(stage.waitForStep(1));
    }

    void aStepThatFails()
    {
        Stage stage(scenario, 9);
        stage.source->failAt = 4;
        QVERIFY(stage.start());
        stage.player->play();
        stage.player->seek(9);
        QVERIFY(eventually([&] { return stage.failed->count() == 1; }));
        QCOMPARE(stage.player->now()->step, std::size_t{3}); // as far as it went
        QVERIFY(!stage.player->isPlaying());
        QCOMPARE(stage.failed->first().first().value<SourceError>().line, 7);
        stage.player->stepBack();
        QVERIFY(stage.waitForStep(2));
        stage.source->failAt = ~std::size_t{0}; // its author mends it
        stage.player->seek(5);
        QVERIFY(stage.waitForStep(5));
    }

    void aRestartThatFailsKeepsWhatIsShown()
    {
        Stage stage(scenario, 9);
        QVERIFY(stage.start());
        stage.player->seek(2);
        QVERIFY(stage.waitForStep(2));
        stage.source->failAt = 0;
        stage.player->restart();
        QVERIFY(eventually([&] { return stage.failed->count() == 1; }));
        QCOMPARE(stage.player->now()->step, std::size_t{2});
        stage.source->failAt = ~std::size_t{0};
        stage.player->seek(4);
        QVERIFY(stage.waitForStep(4));
    }

    void playRunsToTheEnd()
    {
        Stage stage(scenario, 3);
        QVERIFY(stage.start());
        stage.player->setSpeed(16);
        stage.player->play();
        QVERIFY(stage.player->isPlaying());
        QVERIFY(stage.waitForStep(3));
        QVERIFY(eventually([&] { return !stage.player->isPlaying(); }));
        QCOMPARE(stage.now->count(), 4); // each step was shown
        stage.player->play();
        QVERIFY(!stage.player->isPlaying());
    }

    void speeds_data()
    {
        QTest::addColumn<double>("asked");
        QTest::addColumn<double>("taken");
        QTest::newRow("slow") << 0.25 << 0.25;
        QTest::newRow("too slow") << 0.0 << 0.25;
        QTest::newRow("negative") << -3.0 << 0.25;
        QTest::newRow("fast") << 16.0 << 16.0;
        QTest::newRow("too fast") << 1e9 << 16.0;
        QTest::newRow("not a number") << qQNaN() << 1.0;
    }
    void speeds()
    {
        QFETCH(double, asked);
        QFETCH(double, taken);
        Stage stage(scenario, 3);
        stage.player->setSpeed(asked);
        QCOMPARE(stage.player->speed(), taken);
    }

    void runToTheEndOrAGeneration()
    {
        Stage stage(scenario, 7);
        stage.player->runTo(0);
        QVERIFY(stage.arrived->wait(deadline));
        QCOMPARE(stage.player->now()->step, std::size_t{7});
        stage.player->runTo(45); // between two steps: the state of the earlier one
        QVERIFY(stage.arrived->wait(deadline));
        QCOMPARE(stage.player->now()->snapshot->generation, procfs::Generation{40});
        stage.player->runTo(1000);
        QVERIFY(stage.arrived->wait(deadline));
        QCOMPARE(stage.player->now()->step, std::size_t{7});
    }

    void runToADroppedGeneration()
    {
        Stage stage(scenario, 20);
        stage.source->ownBytes = tooMuch;
        stage.player->runTo(0);
        QVERIFY(stage.arrived->wait(deadline));
        stage.player->runTo(50);
        QVERIFY(stage.arrived->wait(deadline));
        QCOMPARE(stage.player->now()->snapshot->generation, procfs::Generation{50});
    }

    void anEqualSampleIsNotNews()
    {
        Stage stage(live);
        QVERIFY(stage.start());
        stage.source->changes = false;
        const qsizetype before = stage.now->count();
        QSignalSpy sampled(stage.source, &model::Source::sampled);
        stage.player->refresh();
        stage.player->step();
        QVERIFY(eventually([&] { return sampled.count() == 1; })); // the second finds the first
                                                                   // under way
        Stage::settle();
        QCOMPARE(stage.now->count(), before);
        QCOMPARE(stage.player->timeline().size(), std::size_t{1});
    }

    void liveSamplesAreFollowedAtTheEndOnly()
    {
        Stage stage(live);
        QVERIFY(stage.start());
        stage.player->step();
        QVERIFY(eventually([&] { return stage.player->position() == 1; }));
        stage.source->change();
        QVERIFY(eventually([&] { return stage.player->position() == 2; }));
        QCOMPARE(stage.player->range(), 2);
        stage.player->stepBack();
        stage.player->stepBack();
        stage.source->change();
        QVERIFY(eventually([&] { return stage.player->range() == 3; }));
        QCOMPARE(stage.player->position(), 0); // the viewer looks at the past
        stage.player->refresh();
        QVERIFY(eventually([&] { return stage.player->position() == 4; }));
        stage.player->seek(1);
        QCOMPARE(stage.player->position(), 1);
        QVERIFY(stage.player->canStepForward());
    }

    void noSampleIsDueWhileTheLastOneIsRead()
    {
        Stage stage(live);
        QVERIFY(stage.start());
        stage.player->setSpeed(16);
        stage.player->play();
        QVERIFY(eventually([&] { return stage.player->position() >= 2; }));
        stage.player->setHeld(true);
        const int asked = stage.source->asked;
        int ticks = 0;
        QTimer clock;
        QObject::connect(&clock, &QTimer::timeout, &clock, [&ticks] { ++ticks; });
        clock.start(63); // as often
        QVERIFY(eventually([&] { return ticks >= 4; }));
        QCOMPARE(stage.source->asked, asked);
        stage.player->refresh(); // somebody asks for it
        QCOMPARE(stage.source->asked, asked + 1);
        stage.player->setHeld(false);
        QVERIFY(eventually([&] { return stage.source->asked > asked + 3; }));
    }

    void pausingKeepsWhatIsShownAndRecordsBehindIt()
    {
        Stage stage(live);
        QVERIFY(stage.start());
        stage.player->setSpeed(16);
        stage.player->play();
        QVERIFY(eventually([&] { return stage.player->position() >= 2; }));
        stage.player->pause();
        QVERIFY(!stage.player->isPlaying());
        QVERIFY(stage.player->isRecording());
        const auto shown = stage.player->now()->snapshot;
        QVERIFY(eventually([&] { return stage.player->newer() >= 3; }));
        QCOMPARE(stage.player->now()->snapshot, shown);
        stage.player->stepBack();
        QVERIFY(stage.player->now()->snapshot != shown);
        stage.player->goToNewest();
        QVERIFY(stage.player->isPlaying());
        QVERIFY(!stage.player->isRecording());
        QCOMPARE(stage.player->newer(), 0);
        stage.player->seek(0); // who looks at the past does not follow
        QVERIFY(!stage.player->isPlaying());
        QVERIFY(eventually([&] { return stage.player->newer() > 6; }));
        QCOMPARE(stage.player->position(), 0);
        stage.player->halt();
        QVERIFY(!stage.player->isRecording());
        const int range = stage.player->range();
        QTest::qWait(200);
        Stage::settle();
        QVERIFY(stage.player->range() <= range + 1); // the one under way
    }

    void recordingEndsBeforeItDropsWhatIsShown()
    {
        Stage stage(live);
        stage.source->ownBytes = tooMuch;
        QVERIFY(stage.start());
        stage.player->setSpeed(16);
        stage.player->play();
        QVERIFY(eventually([&] { return stage.player->timeline().size() == std::size_t{2}; }));
        stage.player->seek(0);
        const auto shown = stage.player->now()->snapshot;
        QVERIFY(eventually([&] { return stage.player->isFull(); }));
        QVERIFY(!stage.player->isRecording());
        QCOMPARE(stage.player->now()->snapshot, shown);
        stage.player->play();
        QVERIFY(!stage.player->isFull());
        QVERIFY(eventually([&] { return stage.player->timeline().dropped() > 1; }));
    }

    void changesOfATaskAmongTheMomentsKept()
    {
        Stage stage(live);
        QVERIFY(stage.start());
        QSignalSpy ended(&*stage.player, &Player::searchEnded);
        for (int i = 0; i < 3; ++i) {
            stage.player->refresh();
            QVERIFY(eventually([&] { return stage.player->position() == i + 1; }));
        }
        stage.player->runToChange(procfs::TaskId{4}, Player::Direction::backward);
        QVERIFY(ended.wait(deadline)); // nobody has such a task
        QCOMPARE(ended.takeFirst().first().value<stepping::Arrival>(), stepping::Arrival::notFound);
        QCOMPARE(stage.player->position(), 3);
    }

    void aFullTimelineKeepsThePositionOnItsMoment()
    {
        Stage stage(live);
        stage.source->ownBytes = tooMuch;
        QVERIFY(stage.start());
        stage.player->refresh();
        QVERIFY(eventually([&] { return stage.player->timeline().size() == std::size_t{2}; }));
        stage.player->stepBack();
        const auto shown = stage.player->now()->snapshot;
        const qsizetype newsBefore = stage.now->count();
        stage.source->change();
        stage.source->change();
        stage.source->change();
        QVERIFY(eventually([&] { return stage.player->timeline().dropped() > 0; }));
        Stage::settle();
        QCOMPARE(stage.player->position(), 0);
        QVERIFY(stage.player->now()->snapshot != shown); // it was dropped
        QVERIFY(stage.now->count() > newsBefore); // and that was said
    }

    void aCaptureHasOneMoment()
    {
        Stage stage(capture);
        stage.source->changes = false;
        stage.player->runTo(0);
        QVERIFY(stage.arrived->wait(deadline));
        QCOMPARE(stage.player->position(), 0);
        QVERIFY(!stage.player->canStepForward());
        stage.player->play();
        QVERIFY(!stage.player->isPlaying());
        stage.player->step();
        Stage::settle();
        QCOMPARE(stage.source->asked, 1); // by its first moment
    }
};

QTEST_GUILESS_MAIN(PlayerTest)
#include "tst_player.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/scenario/scenario.h>
#include <model/stepping/navigator.h>

#include <QTest>

#include <optional>

using namespace sandscope;
using namespace sandscope::stepping;

namespace {

/// Counts: generation N + 1 after N steps, twice the same one where N is even.
class Counter : public Stepper
{
public:
    explicit Counter(std::size_t steps, std::size_t stateBytes = 8,
                     std::optional<std::size_t> broken = {})
        : m_steps(steps)
        , m_stateBytes(stateBytes)
        , m_broken(broken)
    {
        show(0);
    }

    std::size_t position() const override { return m_moment.step; }
    std::size_t stepCount() const override { return m_steps; }
    const snapshot::Moment& moment() override { return m_moment; }
    const kernel::Kernel* simulated() const override { return &m_kernel; }
    std::expected<void, Problem> step() override
    {
        if (m_broken == position())
            return std::unexpected(Problem{"count", 7, 1, "this step is broken", {}});
        ++stepsDone;
        show(position() + 1);
        return {};
    }
    SavedStatePtr save() override
    {
        auto saved = std::make_shared<SavedState>();
        saved->moment = m_moment;
        saved->ownBytes = m_stateBytes;
        return saved;
    }
    std::expected<void, std::string> restore(const SavedState& saved) override
    {
        ++restores;
        show(saved.moment.step);
        return {};
    }

    int stepsDone = 0;
    int restores = 0;

private:
    void show(std::size_t step)
    {
        auto snapshot = std::make_shared<snapshot::Snapshot>();
        snapshot->generation = step / 2 + 1;
        m_moment.snapshot = std::move(snapshot);
        m_moment.step = step;
        m_moment.title = std::to_string(step);
    }

    std::size_t m_steps, m_stateBytes;
    std::optional<std::size_t> m_broken;
    kernel::Kernel m_kernel; // stays as it is
    snapshot::Moment m_moment;
};

struct Stage
{
    Counter* counter;
    Navigator navigator;

    explicit Stage(std::size_t steps, std::size_t stateBytes = 8,
                   std::size_t budget = std::size_t{64} << 20U,
                   std::optional<std::size_t> broken = {})
        : Stage(std::make_unique<Counter>(steps, stateBytes, broken), budget)
    {
    }

private:
    Stage(std::unique_ptr<Counter> made, std::size_t budget)
        : counter(made.get())
        , navigator(std::move(made), budget)
    {
    }
};

Condition isMultipleOf(std::size_t number)
{
    return [number](const snapshot::Moment* before, const snapshot::Moment& after) {
        if (before ? before->step + 1 != after.step : after.step != 0)
            qFatal("neighbours are not neighbours");
        return after.step % number == 0;
    };
}

}

class TestNavigator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsBothWays();
    void goesAnywhere();
    void goesToGenerations();
    void searchesForward();
    void searchesBackward();
    void backCostsTheDistanceToACheckpoint();
    void staysWithinItsBudget();
    void canBeCancelled();
    void stopsInFrontOfAProblem();
    void changesOfATask();
};

void TestNavigator::stepsBothWays()
{
    Stage stage(3);
    QCOMPARE(stage.navigator.stepBack().value(), Arrival::notFound);
    QCOMPARE(stage.navigator.step().value(), Arrival::there);
    QCOMPARE(stage.navigator.step().value(), Arrival::there);
    QCOMPARE(stage.navigator.step().value(), Arrival::there);
    QVERIFY(stage.navigator.atEnd());
    QCOMPARE(stage.navigator.step().value(), Arrival::notFound);
    QCOMPARE(stage.navigator.position(), 3U);
    QCOMPARE(stage.navigator.stepBack().value(), Arrival::there);
    QCOMPARE(stage.navigator.moment().title, std::string("2"));
}

void TestNavigator::goesAnywhere()
{
    Stage stage(1000);
    for (const std::size_t target : {1000U, 0U, 500U, 499U, 31U, 32U, 33U, 64U, 999U, 1U, 1000U}) {
        QCOMPARE(stage.navigator.goTo(target).value(), Arrival::there);
        QCOMPARE(stage.navigator.position(), target);
        QCOMPARE(stage.navigator.moment().step, target);
    }
    QCOMPARE(stage.navigator.goTo(1001).value(), Arrival::notFound);
    QVERIFY(stage.navigator.atEnd());
}

void TestNavigator::goesToGenerations()
{
    Stage stage(1000);
    // Of two moments with the same generation the later one.
    for (const procfs::Generation generation : {1U, 500U, 2U, 250U, 251U, 17U}) {
        QCOMPARE(stage.navigator.goToGeneration(generation).value(), Arrival::there);
        QCOMPARE(stage.navigator.position(), std::size_t{generation} * 2 - 1);
    }
    QCOMPARE(stage.navigator.goToGeneration(501).value(), Arrival::there);
    QVERIFY(stage.navigator.atEnd());
    QCOMPARE(stage.navigator.goToGeneration(0).value(), Arrival::notFound);
    QCOMPARE(stage.navigator.position(), 0U);
    QCOMPARE(stage.navigator.goToGeneration(502).value(), Arrival::notFound);
    QVERIFY(stage.navigator.atEnd());
}

void TestNavigator::searchesForward()
{
    Stage stage(1000);
    QCOMPARE(stage.navigator.goToNext(isMultipleOf(300)).value(), Arrival::there);
    QCOMPARE(stage.navigator.position(), 300U);
    QCOMPARE(stage.navigator.goToNext(isMultipleOf(300)).value(), Arrival::there);
    QCOMPARE(stage.navigator.position(), 600U);
    QCOMPARE(stage.navigator.goToNext(isMultipleOf(700)).value(), Arrival::there);
    QCOMPARE(stage.navigator.goToNext(isMultipleOf(700)).value(), Arrival::notFound);
    QVERIFY(stage.navigator.atEnd());
}

void TestNavigator::searchesBackward()
{
    Stage stage(1000);
    (void)stage.navigator.goTo(1000);
    std::size_t expected = 1000;
    for (const std::size_t number : {7U, 7U, 1U, 1U, 64U, 32U, 32U, 300U, 300U}) {
        expected = (expected - 1) / number * number;
        QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(number)).value(), Arrival::there);
        QCOMPARE(stage.navigator.position(), expected);
    }
    (void)stage.navigator.goTo(5);
    QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(7)).value(), Arrival::there);
    QCOMPARE(stage.navigator.position(), 0U);
    QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(7)).value(), Arrival::notFound);

    (void)stage.navigator.goTo(700);
    const auto never = [](const snapshot::Moment*, const snapshot::Moment&) { return false; };
    QCOMPARE(stage.navigator.goToPrevious(never).value(), Arrival::notFound);
    QCOMPARE(stage.navigator.position(), 0U);
    // Each position next to each checkpoint.
    for (std::size_t from = 1; from <= 200; ++from) {
        (void)stage.navigator.goTo(from);
        QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(1)).value(), Arrival::there);
        QCOMPARE(stage.navigator.position(), from - 1);
    }
}

void TestNavigator::backCostsTheDistanceToACheckpoint()
{
    Stage stage(10'000);
    (void)stage.navigator.goTo(10'000);
    for (const std::size_t target : {9'999U, 5'000U, 4'999U, 1U, 9'000U}) {
        stage.counter->stepsDone = 0;
        stage.counter->restores = 0;
        (void)stage.navigator.goTo(target);
        QVERIFY2(stage.counter->stepsDone < 64,
                 qPrintable(QString::number(stage.counter->stepsDone)));
        QCOMPARE(stage.counter->restores, 1);
    }
}

void TestNavigator::staysWithinItsBudget()
{
    constexpr std::size_t budget = 64'000;
    Stage stage(50'000, 1000, budget);
    for (int i = 0; i < 100; ++i) {
        (void)stage.navigator.goTo(stage.navigator.position() + 500);
        QVERIFY(stage.navigator.checkpointBytes() <= budget);
        QCOMPARE(stage.navigator.checkpointBytes(), stage.navigator.checkpointCount() * 1000);
    }
    QVERIFY(stage.navigator.checkpointCount() > 16);
    stage.counter->stepsDone = 0;
    (void)stage.navigator.goTo(25'000);
    QVERIFY(stage.counter->stepsDone < 4'000);
    QCOMPARE(stage.navigator.moment().step, 25'000U);
    // What is large is saved less often.
    Stage heavy(5'000, 4'096'000, std::size_t{1} << 30U);
    (void)heavy.navigator.goTo(5'000);
    QCOMPARE(heavy.navigator.checkpointCount(), 6U);
}

void TestNavigator::canBeCancelled()
{
    Stage stage(1000);
    std::stop_source source;
    std::vector<std::size_t> told;
    WayOptions options{source.get_token(), [&](std::size_t position) {
                           told.push_back(position);
                           if (told.size() == 10)
                               source.request_stop();
                       }};
    QCOMPARE(stage.navigator.goTo(500, options).value(), Arrival::cancelled);
    QCOMPARE(stage.navigator.position(), 10U);
    QCOMPARE(told.front(), 1U);
    QCOMPARE(told.back(), 10U);
    QCOMPARE(stage.navigator.goToNext(isMultipleOf(700), options).value(), Arrival::cancelled);
    QCOMPARE(stage.navigator.goToGeneration(400, options).value(), Arrival::cancelled);
    QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(700), options).value(), Arrival::cancelled);
    QCOMPARE(stage.navigator.goTo(700).value(), Arrival::there);
}

void TestNavigator::stopsInFrontOfAProblem()
{
    Stage stage(1000, 8, std::size_t{1} << 20U, 600);
    const Way way = stage.navigator.goTo(700);
    QVERIFY(!way);
    QCOMPARE(way.error().line, 7);
    QCOMPARE(stage.navigator.position(), 600U);
    QVERIFY(!stage.navigator.step());
    QVERIFY(!stage.navigator.goToNext(isMultipleOf(700)));
    QCOMPARE(stage.navigator.goToPrevious(isMultipleOf(590)).value(), Arrival::there);
    QCOMPARE(stage.navigator.position(), 590U);
    QVERIFY(!stage.navigator.goToGeneration(400));
    QCOMPARE(stage.navigator.position(), 600U);
}

void TestNavigator::changesOfATask()
{
    constexpr std::string_view yaml = R"(title: Changes
steps:
  - {start: /bin/sh, as: shell}
  - {by: shell, fork: , as: child}
  - {after: 1ms, pass: }
  - {by: shell, open: /a}
  - {by: child, open: /b}
  - {by: child, mmap: 1M}
  - {by: shell, umask: 077}
  - {by: child, setuid: 5}
  - {by: child, exit: 0}
  - {by: shell, yield: }
  - {by: shell, wait: child}
  - {by: shell, yield: }
)";
    const auto parsed = scenario::parseScenario(yaml, "t.yaml");
    QVERIFY(parsed);
    Navigator navigator(std::make_unique<scenario::Run>(*parsed));
    const Condition change = changeOf(procfs::TaskId{2});
    std::vector<std::size_t> places;
    while (navigator.goToNext(change).value() == Arrival::there)
        places.push_back(navigator.position());
    // It began, opened, mapped, changed its user, exited, was reaped.
    QCOMPARE(places, (std::vector<std::size_t>{2, 5, 6, 8, 9, 11}));
    std::ranges::reverse(places);
    std::vector<std::size_t> back;
    while (navigator.goToPrevious(change).value() == Arrival::there)
        back.push_back(navigator.position());
    QCOMPARE(back, places);
    QCOMPARE(navigator.position(), 0U);
}

QTEST_APPLESS_MAIN(TestNavigator)
#include "tst_navigator.moc"

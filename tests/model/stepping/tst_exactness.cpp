// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "allfiles.h"

#include <model/kernel/save.h>
#include <model/replay/replayer.h>
#include <model/scenario/scenario.h>
#include <model/scenario/steps.h>
#include <model/stepping/navigator.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include <functional>
#include <random>

using namespace sandscope;
using stepping::Arrival;
using stepping::Navigator;

namespace {

std::string bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

scenario::ScenarioPtr parse(const QString& path)
{
    const auto parsed = scenario::parseScenario(bytesOf(path), path.toStdString());
    if (!parsed)
        qWarning("%s", stepping::describe(parsed.error().front()).c_str());
    return parsed.value_or(nullptr);
}

using Make = std::function<std::unique_ptr<stepping::Stepper>()>;

/// Makes steppers over the same scenario or log; empty when it cannot be read.
Make makerOf(const QString& path)
{
    if (path.endsWith(QStringLiteral(".log"))) {
        const auto log = replay::Log::parse(bytesOf(path), path.toStdString());
        if (!log)
            return {};
        return [log = *log] { return std::make_unique<replay::Replayer>(log); };
    }
    const auto scenario = parse(path);
    if (!scenario)
        return {};
    return [scenario] { return std::make_unique<scenario::Run>(scenario); };
}

/// A behaviour is called as the dialect that prints it.
procfs::Dialect dialectOf(const stepping::Stepper& stepper)
{
    return static_cast<procfs::Dialect>(stepper.simulated()->options().behaviour);
}

/// A scenario of a thousand steps, each of which is added to \a done. Null when it cannot be read.
std::shared_ptr<scenario::Scenario> manyCountedSteps(std::size_t& done)
{
    const auto parsed = parse(QStringLiteral(SANDSCOPE_TEST_DATA "/scenarios/many-threads.yaml"));
    if (!parsed)
        return nullptr;
    auto counted = std::make_shared<scenario::Scenario>(*parsed);
    for (scenario::Step& step : counted->steps) {
        step.action = [&done, action = step.action](scenario::Machine& machine) {
            ++done;
            return action(machine);
        };
    }
    return counted;
}

/// What is compared of a moment: what it says, and a hash of each file in two dialects.
struct Seen
{
    snapshot::Moment moment;
    std::map<std::string, std::size_t> files;
};

Seen look(const snapshot::Moment& moment, std::span<const procfs::Dialect> dialects)
{
    Seen seen{moment, {}};
    for (const procfs::Dialect dialect : dialects) {
        for (const auto& [path, bytes] : test::allFiles(moment.snapshot, dialect))
            seen.files.emplace(std::string(procfs::dialectName(dialect)) + ":" + path,
                               std::hash<std::string>{}(bytes));
    }
    return seen;
}

/// The first difference, or nothing.
std::string difference(const Seen& expected, const Seen& found)
{
    const snapshot::Moment& a = expected.moment;
    const snapshot::Moment& b = found.moment;
    if (a.step != b.step || a.title != b.title || a.note != b.note || a.line != b.line)
        return "the moment says \"" + b.title + "\" in place of \"" + a.title + "\"";
    if (a.snapshot->generation != b.snapshot->generation)
        return "another generation";
    if (a.snapshot->time != b.snapshot->time)
        return "another time";
    if ((a.report == nullptr) != (b.report == nullptr) || (a.report && *a.report != *b.report))
        return "another report";
    if (a.snapshot->tasks.size() != b.snapshot->tasks.size())
        return "another number of tasks";
    std::string rows;
    a.snapshot->tasks.forEach([&](std::uint32_t id, const auto& row) {
        const auto* other = b.snapshot->tasks.find(id);
        if (!other || !(*other == *row))
            rows = "the row of task " + std::to_string(id);
    });
    if (!rows.empty())
        return rows;
    for (const auto& [path, hash] : expected.files) {
        const auto other = found.files.find(path);
        if (other == found.files.end())
            return path + " is missing";
        if (other->second != hash)
            return path + " has other bytes";
    }
    return expected.files.size() == found.files.size() ? "" : "there are more files";
}

}

/// The bytes of every file at a generation are the same whichever way it was reached.
class TestExactness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRun_data();
    void everyRun();
    void aStateIsTakenUpByAnother_data() { everyRun_data(); }
    void aStateIsTakenUpByAnother();
    void aFarStateCostsNoSteps();
    void aFailedStepGoesBackToTheLastState();
    void anothersStateIsRefused();
};

void TestExactness::everyRun_data()
{
    QTest::addColumn<QString>("path");
    for (const char* folder :
         {SANDSCOPE_SOURCE_DIR "/resources/scenarios", SANDSCOPE_TEST_DATA "/scenarios"}) {
        const QDir dir(QString::fromUtf8(folder));
        for (const QString& name : dir.entryList({QStringLiteral("*.yaml")}, QDir::Files))
            QTest::newRow(name.toUtf8().constData()) << dir.filePath(name);
    }
    const QDir logs(QStringLiteral(SANDSCOPE_TEST_DATA "/replay/logs"));
    for (const QString& name : logs.entryList({QStringLiteral("*.log")}, QDir::Files))
        QTest::newRow(name.toUtf8().constData()) << logs.filePath(name);
}

void TestExactness::everyRun()
{
    QFETCH(QString, path);
    const Make make = makerOf(path);
    QVERIFY(make);
    const auto made = make();
    stepping::Stepper& run = *made;
    const procfs::Dialect own = dialectOf(run);
    const procfs::Dialect other
        = own == procfs::Dialect::linux_ ? procfs::Dialect::gvisor2026 : procfs::Dialect::linux_;
    const std::array dialects = {own, other};

    // Once straight on; of a long scenario (it makes a thousand tasks) a few of the moments.
    constexpr std::size_t longScenario = 150;
    std::map<std::size_t, Seen> straight;
    const bool isLong = run.stepCount() > longScenario;
    const std::size_t apart = isLong ? run.stepCount() / 4 : 1;
    for (;;) {
        if (run.position() % apart == 0 || run.atEnd())
            straight.emplace(run.position(), look(run.moment(), dialects));
        if (run.atEnd())
            break;
        const auto done = run.step();
        QVERIFY2(done, done ? "" : stepping::describe(done.error()).c_str());
    }

    // Then to and fro. A budget of nothing leaves the first checkpoint alone.
    std::mt19937 random(static_cast<unsigned>(run.stepCount()));
    for (const std::size_t budget : {std::size_t{64} << 20U, std::size_t{0}}) {
        Navigator navigator(make(), budget);
        const auto check = [&](const char* way) {
            const auto expected = straight.find(navigator.position());
            if (expected == straight.end())
                return true;
            const std::string wrong
                = difference(expected->second, look(navigator.moment(), dialects));
            if (!wrong.empty())
                qWarning("%s to step %zu: %s", way, navigator.position(), wrong.c_str());
            return wrong.empty();
        };
        for (int round = 0; round < (isLong ? 3 : 15); ++round) {
            const std::size_t target = random() % (navigator.stepCount() / apart + 1) * apart;
            switch (random() % 4) {
            case 0:
                QVERIFY(navigator.goTo(target).has_value());
                QCOMPARE(navigator.position(), target);
                QVERIFY(check("straight"));
                break;
            case 1:
                (void)navigator.stepBack();
                QVERIFY(check("back"));
                break;
            case 2:
                (void)navigator.step();
                QVERIFY(check("on"));
                break;
            default: {
                const auto nearest = straight.lower_bound(target);
                const auto generation = nearest->second.moment.snapshot->generation;
                QCOMPARE(navigator.goToGeneration(generation).value(), Arrival::there);
                QCOMPARE(navigator.moment().snapshot->generation, generation);
                // The last moment of that generation.
                QVERIFY(navigator.position() >= nearest->first);
                QVERIFY(check("by generation"));
            }
            }
        }
    }
}

void TestExactness::aStateIsTakenUpByAnother()
{
    QFETCH(QString, path);
    const Make make = makerOf(path);
    QVERIFY(make);
    const auto first = make();
    const auto second = make();
    const std::array dialects = {dialectOf(*first)};
    while (first->position() < first->stepCount() / 2)
        QVERIFY(first->step());
    const auto state = first->save();
    QVERIFY(second->restore(*state));
    QCOMPARE(difference(look(first->moment(), dialects), look(second->moment(), dialects)),
             std::string());
    QCOMPARE(second->moment().before, first->moment().before);
    QVERIFY(kernel::save(*second->simulated()) == kernel::save(*first->simulated()));
    while (!first->atEnd()) {
        QVERIFY(first->step());
        QVERIFY(second->step());
        QVERIFY(first->moment().report && second->moment().report);
        QVERIFY(*first->moment().report == *second->moment().report);
    }
    QCOMPARE(difference(look(first->moment(), dialects), look(second->moment(), dialects)),
             std::string());
    QVERIFY(kernel::save(*second->simulated()) == kernel::save(*first->simulated()));
}

// Counted: what restore() has done of the steps that led there.
void TestExactness::aFarStateCostsNoSteps()
{
    std::size_t done = 0;
    const auto counted = manyCountedSteps(done);
    QVERIFY(counted);
    scenario::Run run(counted);
    const auto start = run.save();
    while (run.position() + 1 < run.stepCount())
        QVERIFY(run.step());
    QVERIFY(run.position() > 100);
    QCOMPARE(done, run.position());
    const auto far = run.save();
    const auto shown = run.moment();
    done = 0;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(run.restore(*start));
        QCOMPARE(run.position(), 0U);
        QVERIFY(run.restore(*far));
        QCOMPARE(run.position() + 1, run.stepCount());
    }
    QCOMPARE(done, 0U);
    QCOMPARE(run.moment().snapshot, shown.snapshot);
    QCOMPARE(run.moment().before, shown.before);
    QCOMPARE(run.moment().report, shown.report);
    QVERIFY(run.step());
    QCOMPARE(done, 1U);
    // A navigator does the steps since its last saved state alone.
    Navigator navigator(std::make_unique<scenario::Run>(counted));
    QVERIFY(navigator.goTo(navigator.stepCount()));
    QVERIFY(navigator.checkpointCount() > 2);
    done = 0;
    QVERIFY(navigator.stepBack());
    QVERIFY2(done < navigator.stepCount() / 2, qPrintable(QString::number(done)));

    const auto log = replay::Log::parse(
        bytesOf(QStringLiteral(SANDSCOPE_TEST_DATA "/replay/logs/linux-raw-stopped.log")), "log");
    QVERIFY(log);
    replay::Replayer replayer(*log);
    const auto empty = replayer.save();
    while (replayer.position() + 1 < replayer.stepCount())
        QVERIFY(replayer.step());
    QCOMPARE(replayer.played(), replayer.position());
    const auto last = replayer.save();
    const auto seen = replayer.moment();
    const replay::ReplayCounts counts = replayer.counts();
    QVERIFY(replayer.restore(*empty));
    QCOMPARE(replayer.counts().steps, 0U);
    QVERIFY(replayer.restore(*last));
    QCOMPARE(replayer.played(), replayer.position());
    QCOMPARE(replayer.moment().snapshot, seen.snapshot);
    QCOMPARE(replayer.moment().before, seen.before);
    QCOMPARE(replayer.moment().report, seen.report);
    QVERIFY(replayer.counts() == counts);
    QVERIFY(replayer.step());
    QCOMPARE(replayer.played(), replayer.stepCount());
}

void TestExactness::aFailedStepGoesBackToTheLastState()
{
    std::size_t done = 0;
    const auto counted = manyCountedSteps(done);
    QVERIFY(counted);
    counted->steps.back().expected = procfs::Errno::io;
    scenario::Run run(counted);
    while (run.position() + 3 < run.stepCount())
        QVERIFY(run.step());
    const auto state = run.save();
    QVERIFY(run.step());
    QVERIFY(run.step());
    const auto shown = run.moment().snapshot;
    const std::string before = kernel::save(run.system());
    done = 0;
    const auto failed = run.step();
    QVERIFY(!failed);
    QCOMPARE(done, 3U); // in vain, and the two before it anew
    QVERIFY(kernel::save(run.system()) == before);
    QCOMPARE(run.moment().snapshot, shown);
    QCOMPARE(run.position() + 1, run.stepCount());
    const auto again = run.step();
    QVERIFY(!again);
    QVERIFY(again.error() == failed.error());
    QCOMPARE(done, 3U);
}

void TestExactness::anothersStateIsRefused()
{
    constexpr std::string_view one = "title: One\nsteps:\n  - {start: /bin/sh, as: shell}\n";
    constexpr std::string_view two = "title: Two\nsteps:\n  - {start: /bin/sh, as: shell}\n";
    constexpr std::string_view line = "5 execve(\"/bin/x\", [\"x\"], 0x1 /* 0 vars */) = 0\n";
    scenario::Run run(*scenario::parseScenario(one, "one.yaml"));
    scenario::Run same(*scenario::parseScenario(one, "again.yaml"));
    scenario::Run other(*scenario::parseScenario(two, "two.yaml"));
    const auto log = *replay::Log::parse(std::string(line), "log");
    replay::Replayer replayer(log);
    replay::Replayer alike(log);
    replay::Replayer onGvisor(log, {.behaviour = kernel::Behaviour::gvisor2024});
    replay::Replayer ofOther(*replay::Log::parse(std::string(line), "log"));
    for (stepping::Stepper* each : std::initializer_list<stepping::Stepper*>{
             &run, &same, &other, &replayer, &alike, &onGvisor, &ofOther})
        QVERIFY(each->step());
    QVERIFY(run.restore(*same.save()));
    QVERIFY(replayer.restore(*alike.save()));
    const auto kept = run.moment().snapshot;
    QVERIFY(!run.restore(*other.save()));
    QVERIFY(!run.restore(*replayer.save()));
    QCOMPARE(run.moment().snapshot, kept);
    QCOMPARE(run.position(), 1U);
    QVERIFY(!replayer.restore(*run.save()));
    QVERIFY(!replayer.restore(*onGvisor.save()));
    QVERIFY(!replayer.restore(*ofOther.save()));
    QCOMPARE(replayer.position(), 1U);
}

QTEST_APPLESS_MAIN(TestExactness)
#include "tst_exactness.moc"

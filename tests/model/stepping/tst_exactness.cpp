// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "allfiles.h"

#include <model/scenario/scenario.h>
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

scenario::ScenarioPtr parse(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    const QByteArray yaml = file.readAll();
    const auto parsed = scenario::parseScenario(
        {yaml.constData(), static_cast<std::size_t>(yaml.size())}, path.toStdString());
    if (!parsed)
        qWarning("%s", stepping::describe(parsed.error().front()).c_str());
    return parsed.value_or(nullptr);
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
    void everyScenario_data();
    void everyScenario();
    void aStateIsTakenUpByAnotherRun_data() { everyScenario_data(); }
    void aStateIsTakenUpByAnotherRun();
};

void TestExactness::everyScenario_data()
{
    QTest::addColumn<QString>("path");
    for (const char* folder :
         {SANDSCOPE_SOURCE_DIR "/resources/scenarios", SANDSCOPE_TEST_DATA "/scenarios"}) {
        const QDir dir(QString::fromUtf8(folder));
        for (const QString& name : dir.entryList({QStringLiteral("*.yaml")}, QDir::Files))
            QTest::newRow(name.toUtf8().constData()) << dir.filePath(name);
    }
}

void TestExactness::everyScenario()
{
    QFETCH(QString, path);
    const auto parsed = parse(path);
    QVERIFY(parsed);
    const procfs::Dialect own = scenario::about(*parsed).dialect;
    const procfs::Dialect other
        = own == procfs::Dialect::linux_ ? procfs::Dialect::gvisor2026 : procfs::Dialect::linux_;
    const std::array dialects = {own, other};

    // Once straight on; of a long scenario (it makes a thousand tasks) a few of the moments.
    constexpr std::size_t longScenario = 200;
    std::map<std::size_t, Seen> straight;
    scenario::Run run(parsed);
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
        Navigator navigator(std::make_unique<scenario::Run>(parsed), budget);
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

void TestExactness::aStateIsTakenUpByAnotherRun()
{
    QFETCH(QString, path);
    const auto parsed = parse(path);
    QVERIFY(parsed);
    const std::array dialects = {scenario::about(*parsed).dialect};
    scenario::Run first(parsed);
    for (std::size_t i = 0; i < first.stepCount() / 2; ++i)
        QVERIFY(first.step());
    const std::string state = first.save();
    scenario::Run second(parsed);
    QVERIFY(second.restore(state));
    QCOMPARE(difference(look(first.moment(), dialects), look(second.moment(), dialects)),
             std::string());
    QCOMPARE(QByteArray::fromStdString(second.save()), QByteArray::fromStdString(state));
    while (!first.atEnd())
        QVERIFY(first.step() && second.step());
    QCOMPARE(difference(look(first.moment(), dialects), look(second.moment(), dialects)),
             std::string());
}

QTEST_APPLESS_MAIN(TestExactness)
#include "tst_exactness.moc"

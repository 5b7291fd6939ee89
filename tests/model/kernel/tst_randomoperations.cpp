// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/randomdriver.h>
#include <model/snapshot/diff.h>

#include <QFile>
#include <QRegularExpression>

#include <map>
#include <set>

using namespace sandscope;
using namespace sandscope::kernel;

/// What must hold whatever happens.
class RandomOperationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingHolds_data();
    void everythingHolds();
    void invariantsHoldForLong();
    void failuresChangeNothing();
    void theSameSeedGivesTheSame();
    void aDiffLeadsFromOneSnapshotToTheNext();
    void publishingRarelyGivesTheSameAsOften();
    void everyOperationSucceedsAndFails();
};

void RandomOperationsTest::everythingHolds_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<quint64>("seed");
    QTest::newRow("2018, seed 1") << 0 << quint64(1);
    QTest::newRow("2019, seed 2") << 1 << quint64(2);
    QTest::newRow("2019, seed 6") << 1 << quint64(6);
    QTest::newRow("2026, seed 3") << 4 << quint64(3);
    QTest::newRow("Linux, seed 4") << 5 << quint64(4);
}

// Records as published, generations raised, and the structure, all after every single operation.
void RandomOperationsTest::everythingHolds()
{
    QFETCH(int, behaviour);
    QFETCH(quint64, seed);
    Kernel kernel({.seed = seed, .behaviour = static_cast<Behaviour>(behaviour)});
    RandomDriver driver(kernel, seed);
    auto before = kernel.publish();
    for (int i = 0; i < 1000; ++i) {
        driver.step();
        const std::string where
            = "step " + std::to_string(i) + ", " + driver.lastOperation() + ": ";
        const auto check = [&where](const std::optional<std::string>& problem) {
            QVERIFY2(!problem, (where + problem.value_or("")).c_str());
        };
        check(checkInvariants(kernel));
        const auto touched = told(kernel.touched());
        check(checkPublished(kernel));
        const auto after = kernel.publish();
        QCOMPARE(joined(touched), joined(changes(*before->records, *after->records)));
        check(checkRaised(static_cast<const KernelRecords&>(*before->records).maps(),
                          static_cast<const KernelRecords&>(*after->records).maps()));
        if (QTest::currentTestFailed())
            return;
        before = after;
    }
}

// 100,000 operations, looked at every 500; a thousand of them closely in the test above.
void RandomOperationsTest::invariantsHoldForLong()
{
    Kernel kernel({.seed = 11});
    RandomDriver driver(kernel, 11);
    std::size_t most = 0;
    for (int i = 0; i < 100'000; ++i) {
        driver.step();
        most = std::max(most, kernel.tasks().size());
        if (i % 500 != 0)
            continue;
        const auto problem = checkInvariants(kernel);
        QVERIFY2(!problem, (driver.lastOperation() + ": " + problem.value_or("")).c_str());
    }
    QVERIFY(most >= 50);
    QVERIFY(most <= 500);
    QVERIFY(!checkPublished(kernel));
}

void RandomOperationsTest::failuresChangeNothing()
{
    Kernel kernel({.seed = 5});
    RandomDriver driver(kernel, 5);
    int failures = 0;
    for (int i = 0; i < 5000; ++i) {
        const auto generation = kernel.generation();
        driver.step();
        if (!driver.lastFailed())
            continue;
        ++failures;
        QVERIFY2(driver.mayFailHalfway() || kernel.generation() == generation,
                 driver.lastOperation().c_str());
    }
    QVERIFY(failures > 500);
    QVERIFY(!checkPublished(kernel));
}

void RandomOperationsTest::theSameSeedGivesTheSame()
{
    const auto run = [](std::uint64_t seed) {
        Kernel kernel({.seed = seed});
        RandomDriver driver(kernel, 9);
        for (int i = 0; i < 3000; ++i)
            driver.step();
        return kernel.publish();
    };
    const auto one = run(1);
    const auto two = run(1);
    QVERIFY(snapshot::diff(*one, *two).isEmpty());
    const auto& a = static_cast<const KernelRecords&>(*one->records).maps();
    const auto& b = static_cast<const KernelRecords&>(*two->records).maps();
    QCOMPARE(a.memories.size(), b.memories.size());
    a.memories.forEach([&b](std::uint32_t id, const auto& memory) {
        const auto* other = b.memories.find(id);
        QVERIFY(other);
        QCOMPARE(memory->generation, other->generation);
        QCOMPARE(memory->rssBytes, other->rssBytes);
        QCOMPARE(memory->auxv, other->auxv);
        QCOMPARE(memory->vmas->size(), other->vmas->size());
        for (std::size_t i = 0; i < memory->vmas->size(); ++i)
            QCOMPARE((*memory->vmas)[i].start, (*other->vmas)[i].start);
    });
    // Another seed moves the addresses.
    const auto init = [](const procfs::Records& records) {
        return records.memory(
            records.task(records.taskWithTid(records.rootPidNamespace(), procfs::Tid{1}))->memory);
    };
    const auto* first = init(*one->records);
    const auto three = run(2);
    const auto* moved = init(*three->records);
    QVERIFY(first->vmas->front().start != moved->vmas->front().start);
}

void RandomOperationsTest::aDiffLeadsFromOneSnapshotToTheNext()
{
    Kernel kernel({.seed = 21});
    RandomDriver driver(kernel, 21);
    auto before = kernel.publish();
    for (int round = 0; round < 150; ++round) {
        for (int i = 0; i < 10; ++i)
            driver.step();
        const auto after = kernel.publish();
        const auto change = snapshot::diff(*before, *after);
        snapshot::IdMap<snapshot::TaskSummary> rows = before->tasks;
        for (const TaskId id : change.removed)
            QVERIFY(rows.erase(id.value));
        for (const TaskId id : change.added) {
            QVERIFY(!rows.find(id.value));
            rows.set(id.value, after->tasks.share(id.value));
        }
        for (const TaskId id : change.changed) {
            QVERIFY(rows.find(id.value)->generation < after->tasks.find(id.value)->generation);
            rows.set(id.value, after->tasks.share(id.value));
        }
        QCOMPARE(rows.size(), after->tasks.size());
        rows.forEach([&after](std::uint32_t id, const auto& row) {
            QVERIFY(*row == *after->tasks.find(id));
        });
        before = after;
    }
}

void RandomOperationsTest::publishingRarelyGivesTheSameAsOften()
{
    Kernel often({.seed = 8});
    Kernel rarely({.seed = 8});
    RandomDriver first(often, 8);
    RandomDriver second(rarely, 8);
    for (int i = 0; i < 2000; ++i) {
        first.step();
        second.step();
        (void)often.publish();
    }
    const auto a = often.publish();
    const auto b = rarely.publish();
    QCOMPARE(a->generation, b->generation);
    QCOMPARE(a->tasks.size(), b->tasks.size());
    a->tasks.forEach([&b](std::uint32_t id, const auto& row) {
        const auto* other = b->tasks.find(id);
        QVERIFY(other);
        snapshot::TaskSummary copy = *other;
        copy.generation = row->generation; // when a row was last seen to change depends on who
                                           // looks
        QVERIFY(copy == *row);
    });
}

namespace {

/// The operations that kernel.h declares, by name; all of them, or those that can fail.
std::set<std::string> declaredOperations(bool all)
{
    QFile file(QStringLiteral(SANDSCOPE_SOURCE_DIR "/model/kernel/kernel.h"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.readAll());
    const QRegularExpression declaration(
        all ? QStringLiteral("\\n    (?:\\[\\[nodiscard\\]\\] )?(?:Result<.+>|void)\\s+(\\w+)\\(")
            : QStringLiteral("\\n    (?:\\[\\[nodiscard\\]\\] )?Result<.+>\\s+(\\w+)\\("));
    std::set<std::string> names;
    for (const auto& match : declaration.globalMatch(text))
        names.insert(match.captured(1).toStdString());
    return names;
}

QString missing(const std::set<std::string>& wanted, const std::set<std::string>& there)
{
    QStringList names;
    for (const std::string& name : wanted) {
        if (!there.contains(name))
            names.append(QString::fromStdString(name));
    }
    return names.join(QStringLiteral(", "));
}

}

// A driver that left a call out, or whose calls were all refused, would prove nothing.
void RandomOperationsTest::everyOperationSucceedsAndFails()
{
    std::set<std::string> done;
    std::set<std::string> failed;
    std::map<std::string, int> times;
    // Between them they have all calls.
    for (const Behaviour behaviour : {Behaviour::gvisor2026, Behaviour::linux_}) {
        Kernel kernel({.seed = 2, .behaviour = behaviour});
        RandomDriver driver(kernel, 2);
        for (int i = 0; i < 60'000; ++i) {
            driver.step();
            const std::string name(driver.lastName());
            (driver.lastFailed() ? failed : done).insert(name);
            times[name] += driver.lastFailed() ? 0 : 1;
        }
    }
    const auto all = declaredOperations(true);
    const auto fallible = declaredOperations(false);
    QVERIFY(fallible.size() > 100);
    QVERIFY(all.contains("setMounts"));
    QVERIFY(fallible.contains("mmapAddress"));
    QCOMPARE(missing(all, done), QString());
    QCOMPARE(missing(fallible, failed), QString());
    QCOMPARE(missing(done, all), QString()); // they are called by their names
    QVERIFY(times["traceDetach"] > 20); // by the actual tracer, that is
    QVERIFY(times["traceContinue"] > 20);
}

QTEST_APPLESS_MAIN(RandomOperationsTest)
#include "tst_randomoperations.moc"

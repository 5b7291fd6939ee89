// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/overviewtable.h>
#include <model/records/readfile.h>
#include <model/sandbox/sandboxsampler.h>

#include <QTest>

#include <algorithm>
#include <format>

using namespace sandscope;
using namespace sandscope::model;

class TestSandboxSampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parentsThreadsAndZombies();
    void aListThatIsNotConfirmedMakesNoZombie();
    void aPidThatComesBackIsAnotherTask();
    void sameSampleIsTheSameObject();
    void aMissingStatusLeavesWhatTheRowTells();
    void readersAreLeftOut();
    void whatWasReadInsideStaysUntilItsProcessEnds();
    void whatWasReadInsideIsNotOfThePidThatComesBack();
    void forksForever();
};

namespace {

constexpr std::int64_t second = 1'000'000'000;

std::string process(int pid, int parent, std::int64_t start, const std::string& more = {})
{
    return std::format(
        R"({{"args":["p{}"],"env":["HOME=/"{}],"clone_ts":{},"status":{{"comm":"p{}","pid":{},"ppid":{},)"
        R"("uid":{{"real":0,"effective":5,"saved":0}},"vm_size":8,"vm_rss":4}},"stat":{{}}}})",
        pid, more, start, pid, pid, parent);
}

class Sandbox
{
public:
    Sandbox()
        : sampler(std::make_shared<const SampledTree::Origin>(
                      SampledTree::Origin{procfs::Dialect::gvisor2024, {}}),
                  second)
    {
    }

    snapshot::SnapshotPtr sample(const std::vector<std::string>& processes,
                                 std::string_view listed = {}, std::string_view again = {})
    {
        std::string answer = R"({"success":true,"err":"","result":[)";
        for (const std::string& one : processes)
            answer += (answer.ends_with('[') ? "" : ",") + one;
        SandboxReading reading;
        reading.dump = *parseDump(answer + "]}", sampler.lastDump(), sampler.nextGeneration());
        if (!listed.empty())
            reading.listed = *parseProcesses(listed);
        if (!again.empty())
            reading.listedBefore = *parseProcesses(again);
        return sampler.sample(std::move(reading), {});
    }

    SandboxSampler sampler;
};

const snapshot::TaskSummary* row(const snapshot::Snapshot& snapshot, int tid)
{
    const snapshot::TaskSummary* found = nullptr;
    snapshot.tasks.forEach([&](auto, const auto& shared) {
        if (shared->tid.value == tid)
            found = shared.get();
    });
    return found;
}

constexpr std::string_view listed
    = R"({"success":true,"result":[{"pid":1,"ppid":0,"uid":0,"threads":[1],"cmd":"p1"},)"
      R"({"pid":4,"ppid":2,"uid":3,"threads":[4],"cmd":"gone"},{"pid":2,"ppid":1,"threads":[5,2,3]}]})";

}

void TestSandboxSampler::parentsThreadsAndZombies()
{
    Sandbox sandbox;
    const auto shot
        = sandbox.sample({process(2, 1, 3 * second), process(1, 0, 2 * second)}, listed, listed);
    QCOMPARE(shot->tasks.size(), std::size_t{5});
    const auto* init = row(*shot, 1);
    const auto* child = row(*shot, 2);
    const auto* zombie = row(*shot, 4);
    QVERIFY(!init->parent);
    QCOMPARE(init->startTime, std::chrono::nanoseconds(second));
    QVERIFY(child->parent == init->id);
    QCOMPARE(child->threads, std::optional<std::uint32_t>(3));
    QCOMPARE(child->uid, std::optional<std::uint32_t>(5));
    QCOMPARE(child->vssBytes, std::optional<std::uint64_t>(8192));
    QVERIFY(!child->state); // nobody says
    QVERIFY(!child->cpuTime);
    QVERIFY(zombie->state == procfs::TaskState::zombie);
    QVERIFY(zombie->parent == child->id);
    QCOMPARE(zombie->name, std::string("gone"));
    QVERIFY(!zombie->rssBytes);
    for (const int tid : {3, 5}) {
        const auto* thread = row(*shot, tid);
        QVERIFY(thread->isThread);
        QVERIFY(thread->parent == child->id);
        QVERIFY(thread->name.empty());
    }
    QCOMPARE(shot->tree->entry("2/task")->names, (std::vector<std::string>{"2", "3", "5"}));
    QCOMPARE(shot->tree->entry("2/task/3/cmdline")->text->bytes, std::string("p2\0", 3));
    QVERIFY(shot->tree->entry("2/task/3/comm")->failure); // every thread has its own
    QCOMPARE(shot->tree->entry("4/comm")->text->bytes, std::string("gone\n"));
    QVERIFY(!shot->tree->entry("2/task/4"));
    QVERIFY(!shot->tree->entry("9"));
}

void TestSandboxSampler::aListThatIsNotConfirmedMakesNoZombie()
{
    Sandbox sandbox;
    const auto shot = sandbox.sample({process(1, 0, second)}, "[1,2]", "[1]");
    QCOMPARE(shot->tasks.size(), std::size_t{1});
    QVERIFY(!row(*shot, 1)->threads);
    const auto next = sandbox.sample({process(1, 0, second)}, "[1,2]", "[1,2,3]");
    QCOMPARE(next->tasks.size(), std::size_t{2});
    QVERIFY(row(*next, 2)->state == procfs::TaskState::zombie);
    QVERIFY(!row(*next, 2)->parentTgid);
}

void TestSandboxSampler::aPidThatComesBackIsAnotherTask()
{
    Sandbox sandbox;
    const auto first = sandbox.sample({process(1, 0, second), process(7, 1, 2 * second)});
    const auto again = sandbox.sample({process(1, 0, second), process(7, 1, 9 * second)});
    QVERIFY(row(*first, 1)->id == row(*again, 1)->id);
    QVERIFY(row(*first, 7)->id != row(*again, 7)->id);
    QCOMPARE(again->tasks.size(), std::size_t{2});
}

void TestSandboxSampler::aMissingStatusLeavesWhatTheRowTells()
{
    Sandbox sandbox;
    const auto read = [&](int rss, const FileContentPtr& known) {
        auto text = process(2, 1, 3 * second);
        text.replace(text.find("\"vm_rss\":4"), 10, std::format("\"vm_rss\":{}", rss));
        const auto shot = sandbox.sample({text, process(1, 0, 2 * second)}, listed, listed);
        return readFileAgain({shot, {}, "2/status", {"2/stat", "1/comm"}, nullptr}, known);
    };
    const auto value = [](const FileContentPtr& file, std::string_view name) {
        const auto at = std::ranges::find(file->fields, name, &procfs::Field::name);
        return at == file->fields.end() ? std::string("absent") : at->value;
    };
    const auto first = read(4, nullptr);
    QVERIFY(!first->text);
    QVERIFY(first->failure->kind == procfs::Failure::Kind::notProvided);
    QCOMPARE(value(first, "Name"), std::string("p2"));
    QCOMPARE(value(first, "PPid"), std::string("1"));
    QCOMPARE(value(first, "Threads"), std::string("3"));
    QCOMPARE(value(first, "VmRSS"), std::string("4 kB"));
    QCOMPARE(value(first, "State"), std::string("absent")); // nobody says
    QCOMPARE(value(first->others.front(), "starttime"), std::string("200"));
    QVERIFY(first->others.back()->fields.empty() || first->others.back()->text);
    QVERIFY(read(4, first) == first);
    QCOMPARE(value(read(12, first), "VmRSS"), std::string("12 kB"));

    CellTable table(overviewColumns(), overviewRows);
    table.setContent(first);
    QStringList lines;
    for (int row = 0; row < table.rowCount(); ++row)
        lines << table.index(row, 1).data().toString() + u'='
                + table.index(row, 2).data().toString();
    QVERIFY(lines.contains(QStringLiteral("Resident=4 kB")));
    QVERIFY(lines.contains(QStringLiteral("State=not provided by this source")));
    QVERIFY(lines.contains(QStringLiteral("Group=not provided by this source")));
}

void TestSandboxSampler::sameSampleIsTheSameObject()
{
    Sandbox sandbox;
    const auto one = process(1, 0, second);
    const auto two = process(2, 1, 2 * second);
    const auto first = sandbox.sample({one, two});
    QVERIFY(sandbox.sample({two, one}) == first); // the order is random
    const auto fewer = sandbox.sample({one});
    QVERIFY(fewer != first);
    QCOMPARE(fewer->generation, procfs::Generation{2});
    QCOMPARE(fewer->tasks.size(), std::size_t{1});
}

void TestSandboxSampler::readersAreLeftOut()
{
    Sandbox sandbox;
    sandbox.sampler.setReaderMark("SANDSCOPE_READER=17");
    const std::string mark = R"(,"SANDSCOPE_READER=17")";
    const auto shot = sandbox.sample(
        {process(1, 0, second), process(8, 0, second, mark), process(9, 1, second, mark)},
        "[1,8,9]", "[1,8,9]");
    QCOMPARE(shot->tasks.size(), std::size_t{2});
    QVERIFY(!row(*shot, 8));
    QVERIFY(row(*shot, 9)); // whoever has a parent in there was not started by us
}

void TestSandboxSampler::whatWasReadInsideStaysUntilItsProcessEnds()
{
    Sandbox sandbox;
    const auto both = std::vector{process(1, 0, second), process(2, 1, second)};
    sandbox.sample(both);
    procfs::RecordedEntry entry;
    entry.text = std::make_shared<const procfs::FileText>(procfs::FileText{"text", {}});
    InsideEntries inside;
    for (const char* path : {"2/status", "meminfo"})
        inside.emplace(path, InsideEntry{std::make_shared<const procfs::RecordedEntry>(entry), 0});
    sandbox.sampler.addInside(std::move(inside));
    const auto shot = sandbox.sample(both);
    QCOMPARE(shot->tree->entry("2/status")->text->bytes, std::string("text"));
    const auto& tree = static_cast<const SandboxTree&>(*shot->tree);
    QCOMPARE(tree.insideAt("2/status"), std::optional<procfs::Generation>(2));
    QVERIFY(!tree.insideAt("2/comm"));
    const auto later = sandbox.sample({both.front()});
    QVERIFY(!later->tree->entry("2/status"));
    QCOMPARE(later->tree->entry("meminfo")->text->bytes, std::string("text"));
}

/// Nobody saw that there was no process 2 in between, nor whose files were read last.
void TestSandboxSampler::whatWasReadInsideIsNotOfThePidThatComesBack()
{
    Sandbox sandbox;
    const auto both = [](std::int64_t start) {
        return std::vector{process(1, 0, second), process(2, 1, start)};
    };
    const auto add = [&](const std::string& path) {
        procfs::RecordedEntry entry;
        entry.text = std::make_shared<const procfs::FileText>(procfs::FileText{"text", {}});
        InsideEntries inside;
        inside.emplace(path, InsideEntry{std::make_shared<const procfs::RecordedEntry>(entry), 0});
        sandbox.sampler.addInside(std::move(inside));
    };
    sandbox.sample(both(2 * second));
    add("1/status");
    add("2/status");
    const auto before = sandbox.sample(both(2 * second));
    QVERIFY(before->tree->entry("2/status")->text);
    add("2/io");
    const auto after = sandbox.sample(both(3 * second));
    const auto& tree = static_cast<const SandboxTree&>(*after->tree);
    QVERIFY(!tree.insideAt("2/status"));
    QVERIFY(!tree.insideAt("2/io"));
    QVERIFY(!tree.entry("2/status")->text);
    QVERIFY(tree.insideAt("1/status"));
    add("2/io");
    const auto later = sandbox.sample(both(3 * second));
    QVERIFY(static_cast<const SandboxTree&>(*later->tree).insideAt("2/io"));
}

/// Processes come and go in every sample: what is kept for the next one does not grow with them.
void TestSandboxSampler::forksForever()
{
    Sandbox sandbox;
    snapshot::SnapshotPtr shot;
    constexpr int alive = 50;
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> processes{process(1, 0, second)};
        for (int i = 0; i < alive; ++i) {
            const int pid = 2 + round * 40 + i; // ten stay for the next round
            processes.push_back(process(pid, 1, second * pid));
        }
        shot = sandbox.sample(processes);
        QCOMPARE(shot->tasks.size(), std::size_t{alive + 1});
        shot->tasks.forEach([&](auto, const auto& task) {
            const bool isInit = task->tid.value == 1;
            QVERIFY(isInit ? !task->parent : task->parent == row(*shot, 1)->id);
        });
    }
    QCOMPARE(static_cast<const SandboxTree&>(*shot->tree).contents().processes.size(),
             std::size_t{alive + 1});
    QVERIFY(shot->ownBytes < 200'000);
}

QTEST_APPLESS_MAIN(TestSandboxSampler)
#include "tst_sandboxsampler.moc"

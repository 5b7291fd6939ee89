// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/snapshot/resident.h>
#include <model/sources/procsampler.h>
#include <model/sources/readingtree.h>

#include <QTest>

#include <map>

using namespace sandscope;
using namespace std::chrono_literals;
using model::Interest;
using model::ProcSampler;
using procfs::Errno;
using procfs::Failure;
using snapshot::SnapshotPtr;
using snapshot::TaskSummary;

namespace {

ProcSampler samplerOf(const test::TemporaryProc& proc)
{
    auto folder = model::Folder::open(proc.path());
    if (!folder)
        qFatal("the test's own folder does not open");
    return ProcSampler(*std::move(folder), {});
}

SnapshotPtr sample(ProcSampler& sampler, const Interest& interest = {},
                   std::chrono::nanoseconds now = {})
{
    const auto snapshot = sampler.sample(interest, now, {});
    return snapshot ? *snapshot : nullptr;
}

std::map<int, std::shared_ptr<const TaskSummary>> rowsByTid(const SnapshotPtr& snapshot)
{
    std::map<int, std::shared_ptr<const TaskSummary>> rows;
    snapshot->tasks.forEach(
        [&rows](std::uint32_t, const auto& row) { rows[row->tid.value] = row; });
    return rows;
}

std::string text(const SnapshotPtr& snapshot, std::string_view path)
{
    const auto entry = snapshot->tree->entry(path);
    return entry && entry->text ? entry->text->bytes : std::string("(none)");
}

}

class ProcSamplerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// What a file holds now is not what it held then.
    void onlyTheNewestSampleReadsOnDemand()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr first = sample(sampler, {}, 1s);
        QVERIFY(first);
        proc.write("1/limits", "then\n");
        QCOMPARE(text(model::readingOnDemand(first, {}), "1/limits"), std::string("then\n"));
        proc.addTask(2, "other");
        proc.write("1/limits", "now\n");
        const SnapshotPtr second = sample(sampler, {}, 2s);
        QVERIFY(second && second != first);
        QCOMPARE(text(model::readingOnDemand(second, {}), "1/limits"), std::string("now\n"));
        QCOMPARE(text(model::readingOnDemand(first, {}), "1/limits"), std::string("(none)"));
    }

    void processList()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(12, "a) b", 1, 200);
        proc.write("uptime", "1 2\n");
        proc.write("007/stat", "no pid is written like that");
        proc.write("99", "a file");
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr snapshot = sample(sampler, {}, 5s);
        QVERIFY(snapshot);
        QCOMPARE(snapshot->time, std::chrono::nanoseconds(5s));
        const auto rows = rowsByTid(snapshot);
        QCOMPARE(rows.size(), std::size_t{2});
        const TaskSummary& child = *rows.at(12);
        QCOMPARE(child.name, std::string("a) b"));
        QCOMPARE(child.parent, rows.at(1)->id);
        QVERIFY(!rows.at(1)->parent);
        QCOMPARE(child.parentTgid, std::optional(1));
        QCOMPARE(child.tgid.value, 12);
        QCOMPARE(child.uid, std::optional(1000U));
        QCOMPARE(child.command, std::string("/bin/a) b -x"));
        QCOMPARE(child.rssBytes, std::optional<std::uint64_t>(250 * 4096));
        QCOMPARE(child.startTime, std::optional(std::chrono::nanoseconds(2s)));
        QVERIFY(!child.openFiles); // nobody looked
    }

    /// `stat` of Linux is only near, so what `status` says counts, where it is read anyway.
    void residentMemoryIsThatOfStatus()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.writeCaptured("1/status", "linux-6.18/limits/proc/3/status");
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr alone = sample(sampler);
        QCOMPARE(rowsByTid(alone).at(1)->rssBytes, std::optional<std::uint64_t>(250 * 4096));
        QVERIFY(snapshot::isResidentNear(*alone, *rowsByTid(alone).at(1)));
        const SnapshotPtr both = sample(sampler, {"1/status"});
        QCOMPARE(rowsByTid(both).at(1)->rssBytes, std::optional<std::uint64_t>(1060 * 1024));
        QVERIFY(!snapshot::isResidentNear(*both, *rowsByTid(both).at(1)));
        const SnapshotPtr later = sample(sampler);
        QCOMPARE(rowsByTid(later).at(1)->rssBytes, std::optional<std::uint64_t>(250 * 4096));
        QVERIFY(snapshot::isResidentNear(*later, *rowsByTid(later).at(1)));
    }

    /// What a copy lacks has not ended, and the name may stand in another file.
    void whatWasNotCopied()
    {
        const test::TemporaryProc proc;
        proc.write("7/comm", "worker\n");
        proc.write("7/task/9/comm", "poller\n");
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr snapshot = sample(sampler, {"7/status", "7/fd/3", "8/status", "7/task"});
        QVERIFY(snapshot);
        QCOMPARE(rowsByTid(snapshot).at(7)->name, std::string("worker"));
        QCOMPARE(rowsByTid(snapshot).at(9)->name, std::string("poller"));
        QVERIFY(!rowsByTid(snapshot).at(7)->state);
        const auto kindOf = [&](std::string_view path) {
            return snapshot->tree->entry(path)->failure.value().kind;
        };
        QCOMPARE(kindOf("7/status"), Failure::Kind::notProvided);
        QCOMPARE(kindOf("7/fd/3"), Failure::Kind::error);
        QCOMPARE(kindOf("8/status"), Failure::Kind::error); // of nobody
        const SnapshotPtr same = sample(sampler, {"7/status", "7/fd/3", "8/status", "7/task"});
        QCOMPARE(same, snapshot);
    }

    void anEqualSampleIsTheSameSnapshot()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(2, "sh", 1);
        ProcSampler sampler = samplerOf(proc);
        const Interest interest = {"1", "1/stat", "2/none"};
        const SnapshotPtr first = sample(sampler, interest, 1s);
        QCOMPARE(sample(sampler, interest, 2s), first);
        QCOMPARE(sample(sampler, interest, 3s)->generation, procfs::Generation{1});
    }

    void onlyWhatChangedIsNew()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(2, "sh", 1);
        ProcSampler sampler = samplerOf(proc);
        const Interest interest = {"1/stat", "2/stat"};
        const SnapshotPtr first = sample(sampler, interest);
        proc.write("2/stat", proc.stat(2, "sh", 1, 100, 50));
        const SnapshotPtr second = sample(sampler, interest);
        QVERIFY(second != first);
        QCOMPARE(second->generation, procfs::Generation{2});
        QCOMPARE(rowsByTid(second).at(1), rowsByTid(first).at(1));
        QCOMPARE(rowsByTid(second).at(2)->id, rowsByTid(first).at(2)->id);
        QCOMPARE(rowsByTid(second).at(2)->generation, procfs::Generation{2});
        QCOMPARE(rowsByTid(second).at(2)->cpuTime, std::optional(std::chrono::nanoseconds(550ms)));
        QCOMPARE(second->tree->entry("1/stat"), first->tree->entry("1/stat"));
        QCOMPARE(second->tree->entry("2/stat")->generation, procfs::Generation{2});
        QCOMPARE(first->tree->entry("2/stat")->generation, procfs::Generation{1}); // the past stays
    }

    void aReusedPidIsAnotherTask()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(2, "old", 1, 100);
        proc.addTask(3, "child", 2, 150);
        ProcSampler sampler = samplerOf(proc);
        const auto before = rowsByTid(sample(sampler));
        proc.addTask(2, "new", 1, 900);
        const auto after = rowsByTid(sample(sampler));
        QVERIFY(after.at(2)->id != before.at(2)->id);
        QCOMPARE(after.at(2)->name, std::string("new"));
        QCOMPARE(after.at(2)->command, std::string("/bin/new -x"));
        QCOMPARE(after.at(3)->parent, after.at(2)->id);
        QCOMPARE(after.size(), std::size_t{3});
    }

    void aNewNameIsLookedUpAgain()
    {
        const test::TemporaryProc proc;
        proc.addTask(2, "sh");
        ProcSampler sampler = samplerOf(proc);
        const auto before = rowsByTid(sample(sampler));
        proc.addTask(2, "worker"); // exec: the same start time
        const auto after = rowsByTid(sample(sampler));
        QCOMPARE(after.at(2)->id, before.at(2)->id);
        QCOMPARE(after.at(2)->command, std::string("/bin/worker -x"));
    }

    void aTaskThatGoesIsNoError()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.addTask(2, "sh", 1);
        ProcSampler sampler = samplerOf(proc);
        const Interest interest = {"2", "2/stat", "2/cmdline"};
        QCOMPARE(rowsByTid(sample(sampler, interest)).size(), std::size_t{2});
        proc.remove("2");
        const SnapshotPtr after = sample(sampler, interest);
        QVERIFY(after);
        QCOMPARE(rowsByTid(after).size(), std::size_t{1});
        const auto entry = after->tree->entry("2/stat");
        QVERIFY(entry && entry->failure);
        QCOMPARE(entry->failure->error, Errno::noEntry);
        const auto view = snapshot::makeFileSystem(after, {}, nullptr);
        QCOMPARE(view->walk("2/stat").error().error, Errno::noEntry);
    }

    void brokenStat_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("cut short") << QByteArray("2 (sh) S 1 2 2 0 -1 0") << QByteArray("sh");
        QTest::newRow("garbage") << QByteArray("\xfe\xff garbage") << QByteArray("");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("a name with escapes")
            << QByteArray("2 (\033[31m\n\xff) S 1 2 2 0\n") << QByteArray("\033[31m\n\xff");
    }
    void brokenStat()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, name);
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.write("2/stat", line.toStdString());
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr snapshot = sample(sampler);
        QVERIFY(snapshot);
        const auto rows = rowsByTid(snapshot);
        QVERIFY(rows.contains(2));
        QCOMPARE(rows.at(2)->name, name.toStdString());
        QVERIFY(!rows.at(2)->cpuTime);
        QVERIFY(!rows.at(2)->rssBytes);
        QVERIFY(!rows.at(2)->uid);
        QCOMPARE(sample(sampler), snapshot);
    }

    void aBrokenLineDoesNotMakeAnotherTask()
    {
        const test::TemporaryProc proc;
        proc.addTask(2, "sh");
        ProcSampler sampler = samplerOf(proc);
        const auto id = rowsByTid(sample(sampler)).at(2)->id;
        proc.write("2/stat", "2 (sh) S 1");
        QCOMPARE(rowsByTid(sample(sampler)).at(2)->id, id);
        proc.addTask(2, "sh");
        QCOMPARE(rowsByTid(sample(sampler)).at(2)->id, id);
        proc.addTask(2, "sh", 0, 777);
        QVERIFY(rowsByTid(sample(sampler)).at(2)->id != id);
    }

    void aTaskWithoutStatKeepsItsRow()
    {
        const test::TemporaryProc proc;
        proc.makeFolder("5");
        proc.makePipe("6/stat");
        ProcSampler sampler = samplerOf(proc);
        const auto rows = rowsByTid(sample(sampler));
        QVERIFY(rows.contains(5));
        QVERIFY(rows.contains(6)); // and did not wait for a writer
        QVERIFY(!rows.at(5)->state);
    }

    void threadsOnlyWhereAskedFor()
    {
        const test::TemporaryProc proc;
        for (const int pid : {1, 2}) {
            const std::string folder = std::to_string(pid);
            proc.write(folder + "/stat", proc.stat(pid, "main", 0, 10, 0, 2));
            proc.write(folder + "/task/" + folder + "/stat", proc.stat(pid, "main", 0, 10));
            const std::string thread = std::to_string(pid + 10);
            proc.write(folder + "/task/" + thread + "/stat", proc.stat(pid + 10, "worker", 0, 11));
        }
        ProcSampler sampler = samplerOf(proc);
        QCOMPARE(rowsByTid(sample(sampler)).size(), std::size_t{2});
        const auto one = rowsByTid(sample(sampler, {"1/task"}));
        QCOMPARE(one.size(), std::size_t{3});
        QVERIFY(one.at(11)->isThread);
        QCOMPARE(one.at(11)->tgid.value, 1);
        QCOMPARE(one.at(11)->parent, one.at(1)->id);
        const auto all = rowsByTid(sample(sampler, {"*/task"}));
        QCOMPARE(all.size(), std::size_t{4});
        QCOMPARE(all.at(11)->id, one.at(11)->id);
        QCOMPARE(rowsByTid(sample(sampler)).size(), std::size_t{2});
        QCOMPARE(rowsByTid(sample(sampler)).size(), std::size_t{2});

        // Who was out of sight is who it was; but its number may be another's by now.
        proc.write("2/task/12/stat", proc.stat(12, "another", 0, 99));
        const auto again = rowsByTid(sample(sampler, {"*/task"}));
        QCOMPARE(again.size(), std::size_t{4});
        QCOMPARE(again.at(11)->id, all.at(11)->id);
        QCOMPARE(again.at(11)->name, std::string("worker"));
        QVERIFY(again.at(12)->id != all.at(12)->id);
        QCOMPARE(rowsByTid(sample(sampler)).size(), std::size_t{2});
        proc.remove("1/task/11");
        QCOMPARE(rowsByTid(sample(sampler, {"*/task"})).size(), std::size_t{3});
    }

    void onlyWhatIsOfInterestIsSampled()
    {
        const test::TemporaryProc proc;
        proc.addTask(7, "sh");
        proc.write("7/maps", "old\n");
        proc.link("/bin/sh", "7/exe");
        proc.link("/dev/null", "7/fd/0");
        proc.makePipe("7/pipe");
        proc.write("7/with\nnewline", "nl");
        ProcSampler sampler = samplerOf(proc);

        const SnapshotPtr none = sample(sampler);
        QVERIFY(!none->tree->entry("7/maps"));
        QCOMPARE(none->tree->entry("7")->failure->kind, Failure::Kind::notSampled);
        QCOMPARE(none->tree->entry("7")->attributes.kind, procfs::FileKind::directory);

        const SnapshotPtr listed = sample(sampler, {"7", "7/fd"});
        const auto view = snapshot::makeFileSystem(listed, {}, nullptr);
        const auto maps = view->walk("7/maps");
        QVERIFY(maps);
        QVERIFY((*maps)->stat()->permissions);
        QCOMPARE((*maps)->content().error().kind, Failure::Kind::notSampled);
        QCOMPARE(*(*view->walk("7/exe"))->readlink(), std::string("/bin/sh"));
        QCOMPARE(*(*view->walk("7/fd/0"))->readlink(), std::string("/dev/null"));
        QCOMPARE((*view->walk("7/pipe"))->content().error().kind, Failure::Kind::notProvided);
        QCOMPARE(view->walk("7/none").error().error, Errno::noEntry);
        QVERIFY(view->walk("7/with\nnewline"));
        QCOMPARE(rowsByTid(listed).at(7)->openFiles, std::optional(1U));

        const SnapshotPtr read = sample(sampler, {"7/maps", "7/pipe", "7/exe"});
        QCOMPARE(text(read, "7/maps"), std::string("old\n"));
        QCOMPARE(read->tree->entry("7/exe")->target, std::string("/bin/sh"));
        QCOMPARE(read->tree->entry("7/pipe")->failure->kind, Failure::Kind::notProvided);
        QVERIFY(!read->tree->entry("7/fd/0"));
        const auto deep = snapshot::makeFileSystem(read, {}, nullptr)->walk("7/maps");
        QVERIFY(deep); // reached through folders that were not listed
        QCOMPARE((*deep)->generation(), read->generation);
    }

    void readingIsBoundToTheFolder()
    {
        const test::TemporaryProc proc;
        proc.addTask(7, "sh");
        proc.link("/etc", "etc");
        proc.link("7", "self");
        ProcSampler sampler = samplerOf(proc);
        const SnapshotPtr snapshot = sample(
            sampler, {"etc/passwd", "../x", "/etc/passwd", "self/stat", "7//stat", "7/./stat"});
        QVERIFY(snapshot);
        for (const char* path : {"etc/passwd", "../x", "/etc/passwd", "self/stat", "7//stat"})
            QCOMPARE(text(snapshot, path), std::string("(none)"));
        QCOMPARE(snapshot->tree->entry("etc")->target, std::string("/etc"));
    }

    void aFolderThatGoes()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        ProcSampler sampler = samplerOf(proc);
        QVERIFY(sample(sampler));
        proc.removeAll();
        const auto after = sampler.sample({}, {}, {});
        QVERIFY(!after);
        QCOMPARE(after.error().kind, model::SampleFailure::Kind::gone);
    }

    void aStoppedSampleTellsNothing()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        ProcSampler sampler = samplerOf(proc);
        std::stop_source stop;
        stop.request_stop();
        const auto stopped = sampler.sample({}, {}, stop.get_token());
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, model::SampleFailure::Kind::cancelled);
        const SnapshotPtr whole = sample(sampler);
        QCOMPARE(rowsByTid(whole).at(1)->name, std::string("init"));
    }

    void dialectByContent()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        proc.writeCaptured("1/status", "gvisor-20240729/limits/proc/1/status");
        ProcSampler sampler = samplerOf(proc);
        QCOMPARE(sample(sampler)->tree->dialect(), procfs::Dialect::gvisor2024);
    }
};

QTEST_GUILESS_MAIN(ProcSamplerTest)
#include "tst_procsampler.moc"

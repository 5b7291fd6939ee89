// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostreader.h>
#include <model/sandbox/hostside.h>
#include <model/sandbox/sandboxlist.h>
#include <model/sandbox/sandboxtree.h>
#include <model/sources/player.h>
#include <model/sources/recordingjob.h>
#include <model/sources/sourcereader.h>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;
using namespace sandscope::model;
using Code = SourceError::Code;

/// A real sandbox, made with the runsc that is installed: what is shown of it against what a reader
/// inside sees. Skipped, with the reason, where none can be started.
class TestRealSandbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void everybodyIsSeen();
    void mapsAndFilesAreThoseInside();
    void statusIsThatInside();
    void theHostSide();
    void forks();
    void aRecordingTellsTheSame();
    void killedInTheMiddle();

private:
    struct Outcome
    {
        int code = -1;
        QByteArray output, errors;
    };
    Outcome run(const QStringList& arguments, int timeout = 30'000) const;
    bool start(const QString& id, const QString& workload, QByteArray& why);
    [[nodiscard]] QByteArray inside(const QString& path) const;
    [[nodiscard]] QString source(const QString& id) const;

    QTemporaryDir m_folder;
    QStringList m_flags;
    QStringList m_started;
};

namespace {

/// Seven tasks in three processes.
int rest()
{
    for (int child = 0; child < 2; ++child) {
        if (::fork() == 0) {
            std::vector<std::jthread> threads;
            for (int i = 0; child == 0 && i < 4; ++i)
                threads.emplace_back([] { ::pause(); });
            ::pause();
        }
    }
    ::pause();
    return 0;
}

/// Two hundred children a second, each of which ends by itself after a while.
int forkForEver()
{
    while (true) {
        if (::fork() == 0) {
            ::usleep(300'000);
            ::_exit(0);
        }
        ::usleep(5'000);
        while (::waitpid(-1, nullptr, WNOHANG) > 0) { }
    }
}

std::map<int, std::set<int>> tasksOf(const snapshot::Snapshot& snapshot)
{
    std::map<int, std::set<int>> tasks;
    snapshot.tasks.forEach(
        [&](auto, const auto& row) { tasks[row->tgid.value].insert(row->tid.value); });
    return tasks;
}

const QString quietId = QStringLiteral("quiet");
const QString busyId = QStringLiteral("busy");

}

TestRealSandbox::Outcome TestRealSandbox::run(const QStringList& arguments, int timeout) const
{
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(QStringLiteral("runsc"),
                  QStringList{QStringLiteral("--root"), m_folder.filePath(QStringLiteral("state"))}
                      + m_flags + arguments);
    if (!process.waitForFinished(timeout)) {
        process.kill();
        process.waitForFinished();
        return {-1, {}, "it did not end"};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

bool TestRealSandbox::start(const QString& id, const QString& workload, QByteArray& why)
{
    const QString bundle = m_folder.filePath(id);
    QDir().mkpath(bundle);
    const QJsonObject config{
        {QStringLiteral("ociVersion"), QStringLiteral("1.0.0")},
        {QStringLiteral("process"),
         QJsonObject{{QStringLiteral("user"),
                      QJsonObject{{QStringLiteral("uid"), 0}, {QStringLiteral("gid"), 0}}},
                     {QStringLiteral("cwd"), QStringLiteral("/")},
                     {QStringLiteral("env"), QJsonArray{QStringLiteral("PATH=/usr/bin:/bin")}},
                     {QStringLiteral("args"),
                      QJsonArray{QCoreApplication::applicationFilePath(), workload}}}},
        {QStringLiteral("root"),
         QJsonObject{{QStringLiteral("path"), QStringLiteral("/")},
                     {QStringLiteral("readonly"), true}}},
        {QStringLiteral("mounts"),
         QJsonArray{QJsonObject{{QStringLiteral("destination"), QStringLiteral("/proc")},
                                {QStringLiteral("type"), QStringLiteral("proc")},
                                {QStringLiteral("source"), QStringLiteral("proc")}}}},
        {QStringLiteral("linux"),
         QJsonObject{
             {QStringLiteral("namespaces"),
              QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("pid")}},
                         QJsonObject{{QStringLiteral("type"), QStringLiteral("mount")}},
                         QJsonObject{{QStringLiteral("type"), QStringLiteral("network")}}}}}},
    };
    QFile file(bundle + QStringLiteral("/config.json"));
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(config).toJson()) < 0)
        return false;
    file.close();
    // What a container is started with it keeps for its output.
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(m_folder.filePath(QStringLiteral("out")));
    process.setStandardErrorFile(m_folder.filePath(QStringLiteral("err")));
    process.start(QStringLiteral("runsc"),
                  QStringList{QStringLiteral("--root"), m_folder.filePath(QStringLiteral("state"))}
                      + m_flags
                      + QStringList{QStringLiteral("run"), QStringLiteral("-detach"),
                                    QStringLiteral("-bundle"), bundle, id});
    if (process.waitForFinished(30'000) && process.exitCode() == 0) {
        m_started << id;
        return true;
    }
    process.kill();
    process.waitForFinished();
    QFile errors(m_folder.filePath(QStringLiteral("err")));
    why = errors.open(QIODevice::ReadOnly) ? errors.readAll() : QByteArray("it did not end");
    return false;
}

void TestRealSandbox::initTestCase()
{
    if (QStandardPaths::findExecutable(QStringLiteral("runsc")).isEmpty()) {
        QVERIFY2(!QFileInfo::exists(QStringLiteral("/etc/debian_version")),
                 "Debian has runsc, and ./dev installs it: it is missing");
        QSKIP("This distribution does not package runsc.");
    }
    QByteArray why;
    for (const char* platform : {"systrap", "ptrace"}) {
        m_flags = {QStringLiteral("--platform=") + QLatin1StringView(platform),
                   QStringLiteral("--network=none"), QStringLiteral("--ignore-cgroups")};
        if (start(quietId, QStringLiteral("--rest"), why))
            break;
        run({QStringLiteral("delete"), QStringLiteral("-force"), quietId});
    }
    if (m_started.isEmpty()) {
        QVERIFY2(::geteuid() != 0, why.trimmed().constData());
        QSKIP("An ordinary user may not start a sandbox with runsc run.");
    }
    QVERIFY2(start(busyId, QStringLiteral("--fork"), why), why.constData());
}

void TestRealSandbox::cleanupTestCase()
{
    for (const QString& id : m_started) {
        run({QStringLiteral("kill"), id, QStringLiteral("KILL")});
        QTest::qWait(100);
        run({QStringLiteral("delete"), QStringLiteral("-force"), id});
    }
}

QString TestRealSandbox::source(const QString& id) const
{
    return QStringLiteral("runsc:%1?root=%2").arg(id, m_folder.filePath(QStringLiteral("state")));
}

QByteArray TestRealSandbox::inside(const QString& path) const
{
    const auto outcome = run(
        {QStringLiteral("exec"), quietId, QStringLiteral("cat"), QStringLiteral("/proc/") + path});
    return outcome.output;
}

void TestRealSandbox::everybodyIsSeen()
{
    QElapsedTimer timer;
    auto reader = SourceReader::open(source(quietId));
    QVERIFY(reader);
    std::map<int, std::set<int>> seen;
    const auto isWhole = [&] { // the workload may not have begun yet
        timer.restart();
        const auto moment = reader->read({}, {});
        seen = moment ? tasksOf(*moment->snapshot) : seen;
        return seen.size() == 3 && seen[2].size() + seen[3].size() == 6;
    };
    QVERIFY(QTest::qWaitFor(isWhole, 60'000));
    qInfo() << "seen by a reading of" << timer.nsecsElapsed() / 1000 << "us";
    QCOMPARE(seen.at(1), std::set<int>{1});
    std::size_t tasks = 0;
    for (const auto& [pid, threads] : seen)
        tasks += threads.size();
    QCOMPARE(tasks, std::size_t{7});
    const auto moment = reader->read({}, {});
    moment->snapshot->tasks.forEach([&](auto, const auto& row) {
        if (row->tid.value != 1 && !row->isThread)
            QCOMPARE(row->parentTgid, std::optional<std::int32_t>(1));
    });
    const auto listed = sandboxesIn(m_folder.filePath(QStringLiteral("state")).toStdString(), {});
    QCOMPARE(listed->size(), std::size_t{2});
    QVERIFY(std::ranges::all_of(*listed, &FoundSandbox::isRunning));
    const auto command = run({QStringLiteral("list"), QStringLiteral("-format=json")});
    QCOMPARE(QJsonDocument::fromJson(command.output).array().size(), 2);
}

void TestRealSandbox::mapsAndFilesAreThoseInside()
{
    auto reader = SourceReader::open(source(quietId));
    const auto moment = reader->read({}, {});
    QVERIFY(moment);
    for (const int pid : {1, 2, 3}) {
        for (const char* name : {"maps", "cmdline", "comm", "environ", "statm", "cgroup"}) {
            const QString path = QStringLiteral("%1/%2").arg(pid).arg(QLatin1StringView(name));
            const auto entry = moment->snapshot->tree->entry(path.toStdString());
            QVERIFY2(entry && entry->text, qPrintable(path));
            QCOMPARE(QByteArray::fromStdString(entry->text->bytes), inside(path));
        }
    }
}

void TestRealSandbox::statusIsThatInside()
{
    auto reader = SourceReader::open(source(quietId) + QStringLiteral("&inside=yes"));
    const QSet<QByteArray> wanted{"1/status", "2/status", "2/smaps", "3/limits", "1/ns"};
    const auto moment = reader->read({}, wanted);
    QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
    for (const QByteArray& path : wanted) {
        const auto entry = moment->snapshot->tree->entry(path.toStdString());
        QVERIFY2(entry && !entry->failure, path.constData());
        if (entry->text)
            QCOMPARE(QByteArray::fromStdString(entry->text->bytes),
                     inside(QString::fromLatin1(path)));
    }
    QVERIFY(moment->snapshot->tree->entry("1/ns/pid")->target.starts_with("pid:["));
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{7}); // no reader among them
}

void TestRealSandbox::theHostSide()
{
    const std::string folder = m_folder.filePath(QStringLiteral("state")).toStdString();
    const auto state = readState(folder, "quiet", {});
    QVERIFY(state);
    const auto processes = hostProcesses(*state, "/proc", {});
    QVERIFY(processes);
    QVERIFY(!processes->empty());
    QVERIFY(processes->front().role == HostProcess::Role::sentry);
    QCOMPARE(processes->front().row.tid.value, state->pid);
    QVERIFY(std::ranges::any_of(*processes, [](const HostProcess& process) {
        return process.role == HostProcess::Role::stub;
    }));

    // The process with threads has stacks that no other has, so its stub is known.
    const auto reader = SourceReader::open(source(quietId))->read({}, {});
    QVERIFY(reader);
    const auto answer = readHost(
        {.source = source(quietId), .snapshot = reader->snapshot, .guest = 2}, "/proc", {});
    QVERIFY2(answer.memory, qPrintable(answer.trouble));
    QCOMPARE(answer.memory->stubs.size(), std::size_t{1});
    std::uint64_t committed = 0;
    for (const HostMapping& mapping : answer.memory->mappings) {
        QVERIFY(mapping.committed);
        QVERIFY(mapping.committed->most <= mapping.memory.most);
        QVERIFY(mapping.memory.most + mapping.files.most <= mapping.end - mapping.start);
        committed += mapping.committed->most;
    }
    QVERIFY(committed > 0);
}

void TestRealSandbox::forks()
{
    bool isSet = false;
    const int seconds = qEnvironmentVariableIntValue("SANDSCOPE_SOAK_SECONDS", &isSet);
    auto reader = SourceReader::open(source(busyId));
    QElapsedTimer timer;
    timer.start();
    std::set<int> seen;
    std::size_t most = 0;
    std::size_t samples = 0;
    std::size_t keptBytes = 0;
    const auto hasTime = [&] {
        const bool isSlow = !isSet && seen.size() <= 50 && timer.elapsed() < 60'000;
        return isSlow || timer.elapsed() < (isSet ? seconds : 3) * 1000;
    };
    while (hasTime()) {
        const auto moment = reader->read({}, {});
        QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
        const snapshot::Snapshot& shot = *moment->snapshot;
        const snapshot::TaskSummary* init = nullptr;
        shot.tasks.forEach([&](auto, const auto& row) {
            if (row->tid.value == 1)
                init = row.get();
        });
        QVERIFY(init);
        shot.tasks.forEach([&](auto, const auto& row) {
            seen.insert(row->tid.value);
            if (row.get() == init || !row->parentTgid)
                return;
            QCOMPARE(*row->parentTgid, 1);
            QVERIFY(row->parent == init->id);
        });
        most = std::max(most, shot.tasks.size());
        keptBytes = shot.ownBytes;
        ++samples;
        QTest::qWait(100);
    }
    qInfo() << samples << "samples," << seen.size() << "processes seen," << most
            << "at once; the last sample kept" << keptBytes << "bytes";
    QVERIFY(seen.size() > 50);
}

/// Moments of one that forks, as they were shown, and as they come out of the file.
void TestRealSandbox::aRecordingTellsTheSame()
{
    const QString path = m_folder.filePath(QStringLiteral("busy.sandscope"));
    Player player(*makeSource(source(busyId)));
    player.start();
    QVERIFY(QTest::qWaitFor([&] { return player.now() != nullptr; }, 60'000));
    RecorderOptions options;
    options.path = QFile::encodeName(path).toStdString();
    options.isMasked = false;
    {
        RecordingJob job(&player, options);
        QSignalSpy ended(&job, &RecordingJob::ended);
        player.setSpeed(8);
        player.play();
        QElapsedTimer timer;
        timer.start();
        QVERIFY(QTest::qWaitFor([&] { return job.progress().moments >= 3; }, 60'000));
        qInfo() << "three moments in" << timer.elapsed() << "ms; a sample each"
                << player.source()->capabilities().period.count() << "ms,"
                << player.source()->cost();
        player.pause();
        job.stop();
        QVERIFY(QTest::qWaitFor([&] { return ended.size() == 1; }, 20'000));
    }
    auto reader = SourceReader::open(QStringLiteral("recording:") + path);
    QVERIFY(reader);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < player.timeline().size(); ++i) {
        const snapshot::Snapshot& live = *player.timeline().at(i).snapshot;
        const auto moment
            = reader->read({.kind = Target::Kind::generation, .generation = live.generation}, {});
        if (!moment || moment->snapshot->generation != live.generation)
            continue; // it was sampled before or after
        ++compared;
        const snapshot::Snapshot& recorded = *moment->snapshot;
        QCOMPARE(recorded.tasks.size(), live.tasks.size());
        live.tasks.forEach([&](auto id, const auto& row) {
            const auto* const same = recorded.tasks.find(id);
            QVERIFY(same);
            QVERIFY(*same == *row);
        });
        for (const char* file : {"1/maps", "1/cmdline", "1/environ", "1/exe", "1/status"}) {
            const auto was = live.tree->entry(file);
            const auto is = recorded.tree->entry(file);
            QVERIFY2(was && is, file);
            QVERIFY2(was->failure == is->failure, file);
            QCOMPARE(is->target, was->target);
            QCOMPARE(is->text ? is->text->bytes : "none", was->text ? was->text->bytes : "none");
        }
    }
    QVERIFY2(compared >= 3, QByteArray::number(qulonglong(compared)).constData());
}

void TestRealSandbox::killedInTheMiddle()
{
    Player player(*makeSource(source(quietId)));
    QSignalSpy failed(&player, &Player::failed);
    player.start();
    QVERIFY(QTest::qWaitFor([&] { return player.now() != nullptr; }, 60'000));
    player.setSpeed(8);
    player.play();
    QCOMPARE(player.now()->snapshot->tasks.size(), std::size_t{7});
    run({QStringLiteral("kill"), quietId, QStringLiteral("KILL")});
    QVERIFY(QTest::qWaitFor([&] { return failed.size() == 1; }, 20'000));
    const auto error = failed.first().first().value<SourceError>();
    QCOMPARE(error.code, Code::gone);
    QVERIFY(error.heading.contains(u"quiet"));
    qInfo().noquote() << error.heading << "/" << error.explanation;
    QVERIFY(!player.isPlaying());
    QVERIFY(player.now() != nullptr); // everything stays
    QVERIFY(player.timeline().size() >= 1);
    QCOMPARE(player.timeline().at(0).snapshot->tasks.size(), std::size_t{7});
}

int main(int argc, char** argv)
{
    if (argc == 2 && std::string_view(argv[1]) == "--rest")
        return rest();
    if (argc == 2 && std::string_view(argv[1]) == "--fork")
        return forkForEver();
    QCoreApplication app(argc, argv);
    TestRealSandbox test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_realsandbox.moc"

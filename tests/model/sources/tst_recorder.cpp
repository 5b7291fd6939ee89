// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/export/treeexport.h>
#include <model/recording/reader.h>
#include <model/sources/folder.h>
#include <model/sources/player.h>
#include <model/sources/recorder.h>
#include <model/sources/recordingjob.h>
#include <model/sources/sampledtree.h>
#include <model/sources/sourcereader.h>
#include <procfs/dialect.h>

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <map>

using namespace sandscope;
using model::RecordedFiles;
using model::Recorder;
using model::SourceReader;
using model::Target;
using test::TemporaryProc;

/// What a source shows is in its recording.
class RecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMomentIsExportedTheSame_data();
    void everyMomentIsExportedTheSame();
    void aFolderThatChanges();
    void overtaken();
    void withheld();
    void namesOfFiles();
    void aRecordingIsASource();
    void itIsKnownByItsContent();
    void growingWhileItIsOpen();
    void damagedInPart();
    void byAPlayer();
    void onlyTheNewestWaits();
    void everyStepByAPlayer();
    void untilARestart();
    void aPlayerThatGoes();
    void aJobThatGoes();

private:
    [[nodiscard]] QString path(const char* name) const
    {
        return m_folder.filePath(QLatin1StringView(name) + QLatin1StringView(".sandscope"));
    }
    [[nodiscard]] model::RecorderOptions options(const char* name, bool isMasked = false) const
    {
        return {.path = path(name).toStdString(), .isMasked = isMasked};
    }
    [[nodiscard]] QString source(const char* name) const
    {
        return QStringLiteral("recording:") + path(name);
    }

    QTemporaryDir m_folder;
};

namespace {

/// Keeps what is exported.
class Collector final : public model::TreeWriter
{
public:
    std::map<std::string, std::string> all;

    model::Written<> enter(const std::string& name, std::uint32_t, const model::Owner&) override
    {
        m_folder += name + '/';
        return {};
    }
    model::Written<> leave() override
    {
        m_folder.resize(m_folder.rfind('/', m_folder.size() - 2) + 1);
        return {};
    }
    model::Written<> file(const std::string& name, std::uint32_t, const model::Owner&,
                          std::string_view bytes) override
    {
        all[m_folder + name] = bytes;
        return {};
    }
    model::Written<> link(const std::string& name, const model::Owner&,
                          const std::string& target) override
    {
        all[m_folder + name] = "-> " + target;
        return {};
    }
    model::Written<> finish() override { return {}; }

private:
    std::string m_folder;
};

std::map<std::string, std::string> exported(const snapshot::SnapshotPtr& snapshot,
                                            procfs::Dialect dialect)
{
    snapshot::ViewOptions view;
    view.dialect = dialect;
    const auto files
        = snapshot::makeFileSystem(snapshot, view, std::make_shared<procfs::RecordCache>());
    Collector collector;
    const auto done = model::exportTree(
        {.tree = *files, .recorded = snapshot->tree.get(), .isMasked = false}, collector);
    return done && *done ? collector.all : std::map<std::string, std::string>();
}

std::string textAt(const snapshot::SnapshotPtr& snapshot, std::string_view path)
{
    const auto node = snapshot::makeFileSystem(snapshot, {}, nullptr)->walk(path);
    if (!node)
        return "(none)";
    const auto text = (*node)->content();
    return text ? (*text)->bytes : "(none)";
}

/// A folder that is sampled once more as soon as somebody reads what the sample before left open.
class OvertakenTree final : public model::SampledTree
{
public:
    using Newest = std::shared_ptr<std::atomic<procfs::Generation>>;
    OvertakenTree(model::Folder folder, Newest newest)
        : SampledTree(1, std::make_shared<const Origin>(), {}, {},
                      std::make_shared<const model::Folder>(std::move(folder)), newest)
        , m_newest(std::move(newest))
    {
    }
    [[nodiscard]] model::EntryPtr entry(std::string_view path) const override
    {
        *m_newest = 2;
        return SampledTree::entry(path);
    }

private:
    Newest m_newest;
};

/// Starts the player, and waits until it shows the first moment.
bool showsFirst(model::Player& player)
{
    QSignalSpy shown(&player, &model::Player::nowChanged);
    player.start();
    return shown.wait();
}

Target step(std::size_t number)
{
    return {.kind = Target::Kind::step, .step = number};
}

}

void RecorderTest::everyMomentIsExportedTheSame_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("dialect");
    for (const char* name : {"start", "fork-and-copy"}) {
        for (const procfs::Dialect dialect :
             {procfs::Dialect::gvisor2019, procfs::Dialect::gvisor2024, procfs::Dialect::linux_})
            QTest::addRow("%s %s", name, std::string(procfs::dialectName(dialect)).c_str())
                << QStringLiteral("scenario:") + QLatin1StringView(name)
                << static_cast<int>(dialect);
    }
}

void RecorderTest::everyMomentIsExportedTheSame()
{
    QFETCH(QString, scenario);
    QFETCH(int, dialect);
    const std::string name = QTest::currentDataTag();
    auto reader = SourceReader::open(scenario);
    QVERIFY(reader);
    auto wanted = options(name.c_str());
    wanted.dialect = static_cast<procfs::Dialect>(dialect);
    auto recorder = Recorder::create(wanted, scenario, QStringLiteral("x"));
    QVERIFY(recorder);
    std::vector<snapshot::Moment> moments;
    for (;;) {
        const auto moment = reader->next();
        QVERIFY(moment);
        if (!*moment)
            break;
        QVERIFY((*recorder)->add(**moment, reader->capabilities(), {}));
        moments.push_back(**moment);
    }
    QVERIFY(moments.size() > 5);
    QVERIFY((*recorder)->finish());

    auto again = SourceReader::open(source(name.c_str()));
    QVERIFY(again);
    std::size_t most = 0; // files and links at once
    for (std::size_t at = 0; at < moments.size(); ++at) {
        const auto moment = again->read(step(at), {});
        QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
        QCOMPARE(moment->title, moments[at].title);
        if (at > 0 || !moments[at].note.empty())
            QCOMPARE(moment->note, moments[at].note);
        QCOMPARE(moment->snapshot->generation, moments[at].snapshot->generation);
        QCOMPARE(moment->snapshot->time, moments[at].snapshot->time);
        QCOMPARE(moment->snapshot->tasks.size(), moments[at].snapshot->tasks.size());
        const auto before = exported(moments[at].snapshot, wanted.dialect);
        const auto after = exported(moment->snapshot, wanted.dialect);
        most = std::max(most, before.size());
        for (const auto& [path, bytes] : before) {
            const auto found = after.find(path);
            QVERIFY2(found != after.end(), path.c_str());
            QVERIFY2(found->second == bytes, (path + " at step " + std::to_string(at)).c_str());
        }
        QCOMPARE(after.size(), before.size());
    }
    QVERIFY(most > 100);
    QCOMPARE(again->capabilities().dialect, wanted.dialect);
    QVERIFY(!again->capabilities().printsDialects);
    QVERIFY(!again->capabilities().dialectReasons.isEmpty());
}

void RecorderTest::aFolderThatChanges()
{
    const TemporaryProc proc;
    proc.addTask(1, "init");
    proc.addTask(7, "shell", 1);
    proc.write("7/maps", "before");
    proc.write("7/smaps", "large");
    proc.write("uptime", "1.0 1.0\n");
    auto reader = SourceReader::open(proc.source());
    QVERIFY(reader);
    auto recorder = Recorder::create(options("folder"), proc.source(), QStringLiteral("x"));
    QVERIFY(recorder);
    const auto sample = [&]() -> bool {
        const auto moment = reader->read({}, {});
        const auto done = moment ? (*recorder)->add(*moment, reader->capabilities(), {})
                                 : std::unexpected(moment.error());
        return done && *done;
    };
    QVERIFY(sample());
    QVERIFY(!sample()); // nothing differs
    proc.write("7/maps", "after");
    proc.addTask(9, "child", 7);
    QVERIFY(sample());
    proc.remove("7");
    QVERIFY(sample());
    QCOMPARE((*recorder)->moments(), 3);
    QVERIFY((*recorder)->finish());

    auto again = SourceReader::open(source("folder"));
    QVERIFY(again);
    const auto first = again->read(step(0), {});
    const auto second = again->read(step(1), {});
    const auto third = again->read(step(2), {});
    QVERIFY(first && second && third);
    QCOMPARE(again->stepCount(), 2U);
    QCOMPARE(first->snapshot->tasks.size(), 2U);
    QCOMPARE(second->snapshot->tasks.size(), 3U);
    QCOMPARE(third->snapshot->tasks.size(), 2U);
    QCOMPARE(textAt(first->snapshot, "7/maps"), std::string("before"));
    QCOMPARE(textAt(second->snapshot, "7/maps"), std::string("after"));
    QCOMPARE(textAt(second->snapshot, "uptime"), std::string("1.0 1.0\n"));
    // Not recorded, not there, and gone are different answers.
    const auto failureAt = [](const snapshot::Moment& moment, std::string_view path) {
        const auto node = snapshot::makeFileSystem(moment.snapshot, {}, nullptr)->walk(path);
        if (!node)
            return node.error();
        const auto text = (*node)->content();
        return text ? procfs::Failure() : text.error();
    };
    QCOMPARE(failureAt(*first, "7/smaps").kind, procfs::Failure::Kind::notKept);
    QCOMPARE(failureAt(*first, "7/none").error, procfs::Errno::noEntry);
    QCOMPARE(failureAt(*third, "7/maps").error, procfs::Errno::noEntry);
    const auto list = snapshot::makeFileSystem(first->snapshot, {}, nullptr)->walk("7");
    QVERIFY(list && (*list)->readdir(0, 100));
    QVERIFY(again->description().contains(QStringLiteral("maps")));
    QCOMPARE(first->note, again->description().toStdString()); // it had none
    QVERIFY(second->note.empty());
}

void RecorderTest::overtaken()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    proc.write("7/maps", "before");
    auto reader = SourceReader::open(proc.source());
    auto recorder = Recorder::create(options("late"), proc.source(), QStringLiteral("x"));
    QVERIFY(reader && recorder);
    const auto early = reader->read({}, {});
    proc.addTask(9, "child", 7);
    proc.write("7/maps", "after");
    const auto late = reader->read({}, {});
    QVERIFY(early && late);
    const auto add = [&](const snapshot::Moment& moment) {
        return (*recorder)->add(moment, reader->capabilities(), {}).value();
    };
    QVERIFY(!add(*early)); // what its files held nobody knows any more
    QCOMPARE((*recorder)->leftOut(), 1);
    QVERIFY(add(*late));

    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = 1;
    snapshot->tree = std::make_shared<const OvertakenTree>(
        model::Folder::open(proc.path()).value(),
        std::make_shared<std::atomic<procfs::Generation>>(1));
    snapshot::Moment moment;
    moment.snapshot = snapshot;
    QVERIFY(!add(moment)); // while it is read
    QCOMPARE((*recorder)->leftOut(), 2);
    QCOMPARE((*recorder)->moments(), 1);
    QVERIFY((*recorder)->finish());
    const auto only = model::readSource(source("late"), {}, {});
    QCOMPARE(textAt(only->snapshot, "7/maps"), std::string("after"));

    auto rows = options("rows"); // of which all is known
    rows.files = {};
    recorder = Recorder::create(rows, proc.source(), QStringLiteral("x"));
    QVERIFY(add(*early));
    QCOMPARE((*recorder)->leftOut(), 0);
}

void RecorderTest::withheld()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    proc.write("7/cmdline", std::string("/bin/shell\0--hidden\0", 20));
    proc.write("7/environ", std::string("TOKEN=secret\0", 13));
    auto reader = SourceReader::open(proc.source());
    const auto moment = reader->read({}, {});
    QVERIFY(moment);
    auto recorder = Recorder::create(options("masked", true), proc.source(), QStringLiteral("x"));
    QVERIFY(recorder && (*recorder)->add(*moment, reader->capabilities(), {}));
    QVERIFY((*recorder)->finish());
    QFile file(path("masked"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.contains("TOKEN="));
    QVERIFY(!bytes.contains("secret"));
    QVERIFY(!bytes.contains("--hidden"));

    auto again = SourceReader::open(source("masked"));
    const auto masked = again->read(step(0), {});
    QVERIFY(masked);
    const auto environment = masked->snapshot->tree->entry("7/environ");
    QVERIFY(environment->withheld);
    QCOMPARE(environment->text->bytes, std::string("TOKEN=******\0", 13));
    QVERIFY(!masked->snapshot->tree->entry("7/stat")->withheld);
    const auto node = snapshot::makeFileSystem(masked->snapshot, {}, nullptr)->walk("7/cmdline");
    QVERIFY(node && (*node)->isWithheld());
    masked->snapshot->tasks.forEach([](std::uint32_t, const auto& row) {
        QVERIFY(row->commandWithheld);
        QCOMPARE(row->command, std::string("/bin/shell ********"));
    });
    QVERIFY(again->description().contains(QStringLiteral("withheld")));
}

void RecorderTest::namesOfFiles()
{
    QCOMPARE(RecordedFiles::fromText("stat,/uptime")->text(), std::string("stat, /uptime"));
    QVERIFY(RecordedFiles::fromText("all")->everything);
    QCOMPARE(RecordedFiles::fromText("none")->text(), std::string("none"));
    QCOMPARE(RecordedFiles::fromText("+smaps,stat")->names.size(),
             RecordedFiles::usual().names.size() + 1);
    for (const char* text : {"", "+", "stat,", "../secret", "/", "a//b", "stat,./x"})
        QVERIFY2(!RecordedFiles::fromText(text), text);
}

void RecorderTest::aRecordingIsASource()
{
    const auto missing = model::readSource(source("none"), {}, {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, model::SourceError::Code::notFound);
    QVERIFY(missing.error().explanation.contains(QStringLiteral("none.sandscope")));
    QFile other(path("text"));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("hello") == 5);
    other.close();
    const auto refused = model::readSource(path("text"), {}, {}); // told by its name
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, model::SourceError::Code::damaged);
    QCOMPARE(refused.error().heading, QStringLiteral("Cannot Open Recording"));
}

void RecorderTest::itIsKnownByItsContent()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    auto reader = SourceReader::open(proc.source());
    const auto moment = reader->read({}, {});
    auto recorder = Recorder::create(options("content"), proc.source(), {});
    QVERIFY(recorder && (*recorder)->add(*moment, reader->capabilities(), {}));
    QVERIFY((*recorder)->finish());
    const QString bare = m_folder.filePath(QStringLiteral("a moment"));
    QVERIFY(QFile::copy(path("content"), bare));
    const auto again = SourceReader::open(bare);
    QVERIFY(again);
    QCOMPARE(again->title(), QStringLiteral("a moment"));

    QFile file(bare); // a database of somebody else
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(68) && file.write("mine") == 4);
    file.close();
    const auto refused = SourceReader::open(bare);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, model::SourceError::Code::badName);
    QVERIFY(QFile::resize(bare, 70));
    QVERIFY(!SourceReader::open(bare));
}

void RecorderTest::growingWhileItIsOpen()
{
    auto reader = SourceReader::open(QStringLiteral("scenario:start"));
    auto recorder = Recorder::create(options("growing"), QStringLiteral("scenario:start"), {});
    QVERIFY(recorder);
    for (int i = 0; i < 3; ++i) {
        const auto moment = reader->next();
        QVERIFY(moment && *moment);
        QVERIFY((*recorder)->add(**moment, reader->capabilities(), {}));
    }
    auto again = SourceReader::open(source("growing"));
    QVERIFY(again && again->read(step(0), {}));
    QCOMPARE(again->stepCount(), 2U);
    const auto next = reader->next();
    QVERIFY((*recorder)->add(**next, reader->capabilities(), {}));
    QVERIFY(again->read(step(1), {}));
    QCOMPARE(again->stepCount(), 3U);
    QCOMPARE(again->read(step(3), {})->title, (**next).title);
}

void RecorderTest::damagedInPart()
{
    auto reader = SourceReader::open(QStringLiteral("scenario:start"));
    auto recorder = Recorder::create(options("damaged"), QStringLiteral("scenario:start"), {});
    std::string title;
    while (const auto moment = *reader->next()) {
        QVERIFY((*recorder)->add(*moment, reader->capabilities(), {}));
        title = moment->title;
    }
    QVERIFY((*recorder)->finish());
    QFile file(path("damaged"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    const qsizetype at = bytes.indexOf(QByteArray::fromStdString(title));
    QVERIFY(at > 0);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
    file.close();
    auto again = SourceReader::open(source("damaged"));
    QVERIFY(again && again->read(step(0), {}));
    QVERIFY2(again->notice().contains(QStringLiteral("damaged")), qPrintable(again->notice()));
    QVERIFY(again->stepCount() > 0);
}

void RecorderTest::byAPlayer()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    model::Player player(*model::makeSource(proc.source()));
    QVERIFY(showsFirst(player));
    model::RecordingJob job(&player, options("player"));
    QSignalSpy progressed(&job, &model::RecordingJob::progressed);
    QVERIFY(progressed.wait(20'000)); // the moment that is shown
    QCOMPARE(job.progress().moments, 1);
    for (int pid = 8; pid < 12; ++pid) {
        proc.addTask(pid, "more");
        player.refresh();
        QVERIFY(progressed.wait(20'000));
    }
    QVERIFY(job.isRunning());
    QVERIFY(job.progress().bytes > 0);
    QSignalSpy ended(&job, &model::RecordingJob::ended);
    job.stop();
    QVERIFY(ended.wait(20'000));
    QVERIFY(!job.isRunning());
    QCOMPARE(job.progress().moments, 5);
    const auto last = model::readSource(source("player"), {}, {});
    QVERIFY(last);
    QCOMPARE(last->snapshot->tasks.size(), 5U);

    model::RecordingJob second(&player, options("player")); // it is there
    QSignalSpy failed(&second, &model::RecordingJob::failed);
    QVERIFY(failed.wait(20'000));
    QVERIFY(!second.isRunning());
}

void RecorderTest::onlyTheNewestWaits()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    proc.write("7/maps", "map");
    auto reader = SourceReader::open(proc.source());
    QVERIFY(reader->read({}, {})); // its clock is the first to begin
    model::Player player(*model::makeSource(proc.source()));
    QVERIFY(showsFirst(player));
    model::RecordingJob job(&player, options("newest"));
    QSignalSpy ended(&job, &model::RecordingJob::ended);
    for (int pid = 8; pid < 12; ++pid) { // while the first one is written, as far as it knows
        proc.addTask(pid, "more");
        const auto moment = reader->read({}, {});
        QVERIFY(moment);
        Q_EMIT player.source()->sampled(*moment);
    }
    job.stop();
    QVERIFY(ended.wait(20'000));
    QCOMPARE(job.progress().moments, 2);
    QCOMPARE(job.progress().skipped, 3);
    auto again = SourceReader::open(source("newest"));
    for (std::size_t i = 0; i < 2; ++i)
        QCOMPARE(textAt(again->read(step(i), {})->snapshot, "7/maps"), std::string("map"));
}

void RecorderTest::everyStepByAPlayer()
{
    model::Player player(*model::makeSource(QStringLiteral("scenario:start")));
    QVERIFY(showsFirst(player));
    model::RecordingJob job(&player, options("steps"));
    QSignalSpy ended(&job, &model::RecordingJob::ended);
    QVERIFY(ended.wait(20'000));
    QCOMPARE(job.progress().moments, job.steps());
    QCOMPARE(player.position(), 0); // what is shown stays where it is
    auto reader = SourceReader::open(source("steps"));
    QVERIFY(reader->read(step(0), {}));
    QCOMPARE(static_cast<qint64>(reader->stepCount()) + 1, job.steps());
}

void RecorderTest::untilARestart()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    model::Player player(*model::makeSource(proc.source()));
    QVERIFY(showsFirst(player));
    const auto moments = [this](const char* name) {
        return (*recording::Reader::open(path(name).toStdString(), {}))->count();
    };
    {
        model::RecordingJob job(&player, options("restart"));
        QSignalSpy ended(&job, &model::RecordingJob::ended);
        player.restart();
        QVERIFY(ended.wait(20'000));
        QCOMPARE(moments("restart"), 1U); // that before it
    }
    {
        model::RecordingJob job(&player, options("again"));
        QSignalSpy ended(&job, &model::RecordingJob::ended);
        auto later = std::make_shared<snapshot::Snapshot>(*player.now()->snapshot);
        later->generation += 2;
        later->time += std::chrono::seconds(2);
        snapshot::Moment moment = *player.now();
        moment.snapshot = later;
        Q_EMIT player.source()->sampled(moment);
        auto earlier = std::make_shared<snapshot::Snapshot>(*later);
        earlier->time -= std::chrono::seconds(1); // whoever opened it anew
        moment.snapshot = earlier;
        Q_EMIT player.source()->sampled(moment);
        QVERIFY(ended.wait(20'000));
        QVERIFY(!job.isRunning());
    }
}

void RecorderTest::aPlayerThatGoes()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    auto player = std::make_unique<model::Player>(*model::makeSource(proc.source()));
    QSignalSpy shown(player.get(), &model::Player::nowChanged);
    player->start();
    QVERIFY(shown.wait(20'000));
    model::RecordingJob job(player.get(), options("goes"));
    QSignalSpy ended(&job, &model::RecordingJob::ended);
    player.reset();
    QVERIFY(ended.wait(20'000));
    QVERIFY(model::readSource(source("goes"), {}, {}));
    QVERIFY(!QFileInfo::exists(path("goes") + QStringLiteral("-wal")));
}

void RecorderTest::aJobThatGoes()
{
    const TemporaryProc proc;
    proc.addTask(7, "shell");
    auto reader = SourceReader::open(proc.source());
    QVERIFY(reader->read({}, {})); // its clock is the first to begin
    model::Player player(*model::makeSource(proc.source()));
    QVERIFY(showsFirst(player));
    proc.addTask(8, "more");
    const auto later = reader->read({}, {});
    QVERIFY(later);
    {
        const model::RecordingJob job(&player, options("closed"));
        Q_EMIT player.source()->sampled(*later); // waits, while the first one is written
    }
    auto again = SourceReader::open(source("closed"));
    QVERIFY(again && again->read(step(0), {}));
    QCOMPARE(again->stepCount(), 1U);
    QCOMPARE(again->read(step(1), {})->snapshot->tasks.size(), 2U);
    const auto file = recording::Reader::open(path("closed").toStdString(), {});
    QVERIFY((*file)->facts().isEnded);

    model::Player other(*model::makeSource(QStringLiteral("scenario:start")));
    QSignalSpy begun(&other, &model::Player::nowChanged);
    other.start();
    QVERIFY(begun.wait(20'000));
    auto job = std::make_unique<model::RecordingJob>(&other, options("cut"));
    job.reset(); // at once, however many steps there are
    QVERIFY(!QFileInfo::exists(path("cut") + QStringLiteral("-wal")));
}

QTEST_GUILESS_MAIN(RecorderTest)
#include "tst_recorder.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/kernel/kernel.h>
#include <model/kernel/save.h>
#include <model/sources/enginesource.h>
#include <model/sources/messages.h>
#include <model/sources/player.h>
#include <model/sources/scenariosource.h>
#include <model/sources/source.h>
#include <model/sources/sourcereader.h>

#include <QSignalSpy>
#include <QTest>

using namespace sandscope;
using model::Source;
using model::SourceError;
using snapshot::Moment;

namespace {

constexpr int deadline = 20'000;

/// A source with spies on its answers.
struct Listener
{
    explicit Listener(const QString& name)
        : source(model::makeSource(name).value())
        , sampled(source.get(), &Source::sampled)
        , failed(source.get(), &Source::failed)
    {
    }
    [[nodiscard]] bool waitForSamples(qsizetype count)
    {
        return QTest::qWaitFor([&] { return sampled.count() >= count || !failed.isEmpty(); },
                               deadline)
            && failed.isEmpty();
    }
    [[nodiscard]] bool waitForFailure()
    {
        return QTest::qWaitFor([&] { return !failed.isEmpty(); }, deadline);
    }
    [[nodiscard]] Moment moment(qsizetype index) const
    {
        return sampled.at(index).first().value<Moment>();
    }
    [[nodiscard]] SourceError error() const { return failed.first().first().value<SourceError>(); }

    std::unique_ptr<Source> source;
    QSignalSpy sampled;
    QSignalSpy failed;
};

QString captureNamed(const QString& name)
{
    return QStringLiteral("proc:" SANDSCOPE_TEST_DATA "/sources/captures/") + name;
}

}

class SourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("name"); ///< empty: not a source
        QTest::addColumn<QString>("hint"); ///< in the explanation
        QTest::newRow("shipped") << QStringLiteral("scenario:start")
                                 << QStringLiteral("scenario:start") << QString();
        QTest::newRow("a file") << QStringLiteral("scenario:a/b.yaml")
                                << QStringLiteral("scenario:a/b.yaml") << QString();
        QTest::newRow("a folder") << QStringLiteral("proc:/proc") << QStringLiteral("proc:/proc")
                                  << QString();
        QTest::newRow("a path with a colon")
            << QStringLiteral("proc:/a:b") << QStringLiteral("proc:/a:b") << QString();
        QTest::newRow("a bare file")
            << QStringLiteral("a/b.yaml") << QStringLiteral("scenario:a/b.yaml") << QString();
        QTest::newRow("a bare file, short suffix")
            << QStringLiteral("b.yml") << QStringLiteral("scenario:b.yml") << QString();
        QTest::newRow("a bare folder")
            << QStringLiteral("/proc") << QStringLiteral("proc:/proc") << QString();
        QTest::newRow("a bare folder with a colon")
            << QStringLiteral("./a:b/") << QStringLiteral("proc:./a:b/") << QString();
        QTest::newRow("here") << QStringLiteral(".") << QStringLiteral("proc:.") << QString();
        QTest::newRow("a bare saved state")
            << QStringLiteral("a/b.saved") << QStringLiteral("saved:a/b.saved") << QString();
        QTest::newRow("nothing") << QString() << QString() << QStringLiteral("scenario:NAME");
        QTest::newRow("a kind without a path")
            << QStringLiteral("proc:") << QString() << QStringLiteral("what to open");
        QTest::newRow("an unknown kind")
            << QStringLiteral("ftp:x") << QString() << QStringLiteral("“ftp”");
        QTest::newRow("a shipped name alone")
            << QStringLiteral("start") << QString() << QStringLiteral("scenario:start");
        QTest::newRow("a word") << QStringLiteral("nonsense") << QString()
                                << QStringLiteral("proc:FOLDER");
        QTest::newRow("escapes") << QStringLiteral("a\033[31m\nb") << QString()
                                 << QStringLiteral("a\\x1b[31m\\nb");
    }
    void names()
    {
        QFETCH(QString, given);
        QFETCH(QString, name);
        QFETCH(QString, hint);
        const auto source = model::makeSource(given);
        QCOMPARE(source.has_value(), !name.isEmpty());
        if (source) {
            QCOMPARE((*source)->name(), name);
            QVERIFY(!(*source)->title().isEmpty());
            return;
        }
        QCOMPARE(source.error().code, SourceError::Code::badName);
        QVERIFY2(source.error().explanation.contains(hint), qPrintable(source.error().explanation));
        QVERIFY(!source.error().explanation.contains(QLatin1Char('\n')));
    }

    void openErrors_data()
    {
        QTest::addColumn<QString>("name"); ///< %1 is a folder of the test
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("hint");
        const auto code = [](SourceError::Code value) { return static_cast<int>(value); };
        QTest::newRow("no such folder")
            << QStringLiteral("proc:%1/none") << code(SourceError::Code::notFound)
            << QStringLiteral("no folder");
        QTest::newRow("a file as a folder")
            << QStringLiteral("proc:%1/file") << code(SourceError::Code::notFound)
            << QStringLiteral("not a folder");
        QTest::newRow("a folder of other files")
            << QStringLiteral("proc:%1/pictures") << code(SourceError::Code::notFound)
            << QStringLiteral("laid out like /proc");
        QTest::newRow("an empty folder")
            << QStringLiteral("proc:%1/folder.yaml") << code(SourceError::Code::notFound)
            << QStringLiteral("neither a process nor a file of /proc");
        QTest::newRow("a folder above")
            << QStringLiteral("proc:%1/above") << code(SourceError::Code::notFound)
            << QStringLiteral("folder “proc” below it");
        QTest::newRow("a damaged capture")
            << QStringLiteral("proc:%1/capture") << code(SourceError::Code::damaged)
            << QStringLiteral("line 1");
        QTest::newRow("no such scenario")
            << QStringLiteral("scenario:strat") << code(SourceError::Code::notFound)
            << QStringLiteral("scenario:start");
        QTest::newRow("no such file")
            << QStringLiteral("scenario:%1/none.yaml") << code(SourceError::Code::notFound)
            << QStringLiteral("no file");
        QTest::newRow("a folder as a file")
            << QStringLiteral("scenario:%1/folder.yaml") << code(SourceError::Code::notFound)
            << QStringLiteral("not a file");
        QTest::newRow("a pipe as a file")
            << QStringLiteral("scenario:%1/pipe.yaml") << code(SourceError::Code::notFound)
            << QStringLiteral("not a file");
        QTest::newRow("a huge file")
            << QStringLiteral("scenario:%1/huge.yaml") << code(SourceError::Code::badScenario)
            << QStringLiteral("than 1 MiB");
        QTest::newRow("not a scenario")
            << QStringLiteral("scenario:%1/bad.yaml") << code(SourceError::Code::badScenario)
            << QStringLiteral("bad.yaml");
        const auto savedRow = [&code](const char* row, const char* file, const char* told) {
            QTest::newRow(row) << QStringLiteral("saved:%1/") + QLatin1StringView(file)
                               << code(SourceError::Code::damaged) << QString::fromLatin1(told);
        };
        savedRow("no saved state", "file", "This is no saved kernel.");
        savedRow("a cut saved state", "cut.saved", "cut short");
        savedRow("a damaged saved state", "damaged.saved", "its checksum is wrong");
        savedRow("a saved state to come", "newer.saved", "by a newer version of Sandscope");
        savedRow("a saved state of nothing", "empty.saved", "This is no saved kernel.");
        QTest::newRow("no such saved state")
            << QStringLiteral("saved:%1/none") << code(SourceError::Code::notFound)
            << QStringLiteral("no file");
        QTest::newRow("a folder as a saved state")
            << QStringLiteral("saved:%1/folder.yaml") << code(SourceError::Code::notFound)
            << QStringLiteral("sandscope-cli save");
        QTest::newRow("a huge saved state")
            << QStringLiteral("saved:%1/huge.yaml") << code(SourceError::Code::badScenario)
            << QStringLiteral("256 MiB");
    }
    void openErrors()
    {
        QFETCH(QString, name);
        QFETCH(int, code);
        QFETCH(QString, hint);
        const test::TemporaryProc folder;
        folder.write("file", "x");
        folder.write("capture/proc.index.tsv", "not an index\n");
        folder.write("pictures/7.png", "x");
        folder.write("above/proc/7/comm", "x\n");
        folder.makeFolder("folder.yaml");
        folder.makePipe("pipe.yaml");
        folder.makeHole("huge.yaml", std::uintmax_t{1} << 30U);
        folder.write("bad.yaml", "title: x\nstepz: []\n");
        std::string saved = kernel::save(kernel::Kernel());
        folder.write("empty.saved", "");
        folder.write("cut.saved", saved.substr(0, saved.size() / 2));
        saved[30] ^= 1;
        folder.write("damaged.saved", saved);
        saved[8] = 9;
        folder.write("newer.saved", saved);
        const QString whole = name.contains(QLatin1Char('%'))
            ? name.arg(QString::fromStdString(folder.path()))
            : name;
        Listener listener(whole);
        listener.source->advance();
        QVERIFY(listener.waitForFailure());
        QCOMPARE(static_cast<int>(listener.error().code), code);
        QVERIFY2(listener.error().explanation.contains(hint),
                 qPrintable(listener.error().explanation));
        QVERIFY(!listener.error().heading.isEmpty());
        const auto read = model::readSource(whole, {}, {});
        QVERIFY(!read);
        QCOMPARE(read.error().explanation, listener.error().explanation);
    }

    void aBadScenarioNamesItsLine()
    {
        const test::TemporaryProc folder;
        folder.write("bad.yaml", "title: x\nsteps:\n  - frobnicate: 1\n");
        const auto read = model::readSource(
            QStringLiteral("scenario:%1/bad.yaml").arg(QString::fromStdString(folder.path())), {},
            {});
        QVERIFY(!read);
        QCOMPARE(read.error().line, 3);
        QVERIFY(read.error().file.endsWith(QStringLiteral("bad.yaml")));
    }

    void shippedScenariosOpen()
    {
        const auto scenarios = model::shippedScenarios();
        QVERIFY(scenarios.size() >= 3);
        QCOMPARE(scenarios.first().id, QStringLiteral("start"));
        int lesson = 0; // the course follows, in its order
        for (qsizetype i = 1; i < scenarios.size() && scenarios[i].lesson > 0; ++i)
            QCOMPARE(scenarios[i].lesson, ++lesson);
        QCOMPARE(lesson, 15);
        for (const auto& shipped : scenarios) {
            QVERIFY(!shipped.title.isEmpty() && shipped.title != shipped.id);
            QVERIFY(!shipped.description.isEmpty());
            Listener listener(QStringLiteral("scenario:") + shipped.id);
            listener.source->advance();
            QVERIFY(listener.waitForSamples(1));
            QCOMPARE(listener.source->title(), shipped.title);
            QVERIFY(listener.source->stepCount() > 0);
        }
    }

    void aScenarioIsSampledStepByStep()
    {
        Listener listener(QStringLiteral("scenario:start"));
        QVERIFY(listener.source->capabilities().canStep);
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(2));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(3));
        for (qsizetype i = 0; i < 3; ++i)
            QCOMPARE(listener.moment(i).step, static_cast<std::size_t>(i));
        QVERIFY(listener.moment(1).snapshot->generation >= listener.moment(0).snapshot->generation);
        listener.source->restart();
        QVERIFY(listener.waitForSamples(4));
        QCOMPARE(listener.moment(3).step, std::size_t{0});
        QCOMPARE(listener.moment(3).snapshot->generation, listener.moment(0).snapshot->generation);
    }

    void requestsInFlightAreRememberedOnce()
    {
        Listener listener(QStringLiteral("scenario:start"));
        listener.source->advance();
        for (int i = 0; i < 5; ++i)
            listener.source->advance();
        QVERIFY(listener.sampled.isEmpty()); // never from inside the call
        QVERIFY(listener.waitForSamples(2));
        QTest::qWait(50);
        QCOMPARE(listener.sampled.count(), 2);
    }

    void aRestartDropsWhatIsUnderWay()
    {
        Listener listener(QStringLiteral("scenario:start"));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        listener.source->advance();
        listener.source->advance();
        listener.source->restart();
        QVERIFY(listener.waitForSamples(2));
        QTest::qWait(50);
        QCOMPARE(listener.sampled.count(), 2);
        QCOMPARE(listener.moment(1).step, std::size_t{0});
    }

    void whatWasPreparedIsTheFirstAnswer()
    {
        // Begun ahead, and the one answer to what is asked for first, not another.
        Listener listener(captureNamed(QStringLiteral("deadread/linux-aslr")));
        auto* engine = qobject_cast<model::EngineSource*>(listener.source.get());
        QVERIFY(engine);
        engine->prepare();
        QTest::qWait(100);
        QCOMPARE(listener.sampled.count(), 0); // nobody asked
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        QTest::qWait(50);
        QCOMPARE(listener.sampled.count(), 1);
        listener.source->advance();
        QVERIFY(listener.waitForSamples(2)); // and it goes on

        auto scenario = model::makeSource(QStringLiteral("scenario:start")).value();
        qobject_cast<model::EngineSource*>(scenario.get())->prepare();
        model::Player player(std::move(scenario));
        player.start();
        QVERIFY(QTest::qWaitFor([&] { return player.now() != nullptr; }, deadline));
        QCOMPARE(player.now()->step, std::size_t(0));
        player.step();
        QVERIFY(QTest::qWaitFor([&] { return player.now()->step == 1; }, deadline));

        // Something else is wanted after all: that is what comes.
        auto other = model::makeSource(QStringLiteral("scenario:start")).value();
        qobject_cast<model::EngineSource*>(other.get())->prepare();
        QSignalSpy arrived(other.get(), &Source::arrived);
        other->goTo({.kind = model::Target::Kind::step, .step = 3});
        QVERIFY(QTest::qWaitFor([&] { return !arrived.isEmpty(); }, deadline));
        QCOMPARE(arrived.first().first().value<model::Arrived>().moment.step, std::size_t(3));

        auto unused = model::makeSource(QStringLiteral("scenario:start")).value();
        qobject_cast<model::EngineSource*>(unused.get())->prepare(); // and it goes, unasked
    }
    void aSourceMayGoAtAnyMoment()
    {
        for (int i = 0; i < 20; ++i) {
            auto source = model::makeSource(QStringLiteral("scenario:start")).value();
            source->advance();
            source->restart();
        }
        // also from inside its own answer
        auto source = model::makeSource(QStringLiteral("scenario:start")).value();
        bool isGone = false;
        connect(source.get(), &Source::sampled, this, [&] {
            source.reset();
            isGone = true;
        });
        source->advance();
        source->advance();
        QVERIFY(QTest::qWaitFor([&] { return isGone; }, deadline));
    }

    void aFolderIsSampledAgain()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        Listener listener(proc.source());
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        QVERIFY(listener.source->capabilities().samplesOnDemand);
        QVERIFY(!listener.source->capabilities().isLive);
        QVERIFY(!listener.source->capabilities().printsDialects);
        listener.source->advance();
        QVERIFY(listener.waitForSamples(2));
        QCOMPARE(listener.moment(1).snapshot, listener.moment(0).snapshot); // nothing changed
        QCOMPARE(listener.moment(1).step, std::size_t{1});
        proc.addTask(2, "sh", 1);
        listener.source->advance();
        QVERIFY(listener.waitForSamples(3));
        QCOMPARE(listener.moment(2).snapshot->tasks.size(), std::size_t{2});
    }

    void aLiveSourceSaysHowOftenItMayBeAsked()
    {
        auto live = model::SourceReader::open(QStringLiteral("proc:/proc"));
        QVERIFY(live && live->read({}, {}));
        QVERIFY(live->capabilities().period > std::chrono::milliseconds(0));
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        auto folder = model::SourceReader::open(proc.source());
        QVERIFY(folder && folder->read({}, {}));
        QCOMPARE(folder->capabilities().period, std::chrono::milliseconds(0));
    }

    void newInterestBringsASample()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        Listener listener(proc.source());
        listener.source->setInterest({"1/status"}); // before it is open: the first sample has it
        QTest::qWait(20);
        QVERIFY(listener.sampled.isEmpty());
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        QVERIFY(listener.moment(0).snapshot->tree->entry("1/status")->text);
        listener.source->setInterest({"1/status", "1/stat"});
        QVERIFY(listener.waitForSamples(2));
        QVERIFY(listener.moment(1).snapshot->tree->entry("1/stat")->text);
        listener.source->setInterest({"1/stat"}); // less is not new
        QTest::qWait(50);
        QCOMPARE(listener.sampled.count(), 2);
    }

    void aFolderThatGoesWhileOpen()
    {
        const test::TemporaryProc proc;
        proc.addTask(1, "init");
        Listener listener(proc.source());
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        const Moment last = listener.moment(0);
        proc.removeAll();
        listener.source->advance();
        QVERIFY(listener.waitForFailure());
        QCOMPARE(listener.error().code, SourceError::Code::gone);
        QCOMPARE(last.snapshot->tasks.size(), std::size_t{1}); // what was read stays
        listener.failed.clear();
        proc.addTask(5, "again");
        listener.source->restart();
        QVERIFY(listener.waitForSamples(2));
        QCOMPARE(listener.moment(1).step, std::size_t{0});
    }

    void captures_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("dialect");
        QTest::addColumn<int>("tasks");
        const auto dialect = [](procfs::Dialect value) { return static_cast<int>(value); };
        QTest::newRow("2022") << QStringLiteral("zombie/gvisor-20221219-ptrace")
                              << dialect(procfs::Dialect::gvisor2022) << 9;
        QTest::newRow("2024") << QStringLiteral("threads8/gvisor-20240729-systrap")
                              << dialect(procfs::Dialect::gvisor2024) << 10;
        QTest::newRow("linux") << QStringLiteral("deadread/linux-aslr")
                               << dialect(procfs::Dialect::linux_) << 4;
        QTest::newRow("few files") << QStringLiteral("zombie/gvisor-20240729-systrap-strace-plain")
                                   << dialect(procfs::Dialect::gvisor2024) << 10;
    }
    void captures()
    {
        QFETCH(QString, name);
        QFETCH(int, dialect);
        QFETCH(int, tasks);
        Listener listener(captureNamed(name));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        const model::Capabilities can = listener.source->capabilities();
        QCOMPARE(static_cast<int>(can.dialect), dialect);
        QVERIFY(!can.samplesOnDemand && !can.isLive);
        QCOMPARE(listener.moment(0).snapshot->tasks.size(), static_cast<std::size_t>(tasks));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(2));
        QCOMPARE(listener.moment(1).snapshot, listener.moment(0).snapshot);
        // its folder of files leads to it as well
        const auto read = model::readSource(captureNamed(name) + QStringLiteral("/proc"), {}, {});
        QVERIFY(read);
        QCOMPARE(read->snapshot->tasks.size(), static_cast<std::size_t>(tasks));
    }

    void generations()
    {
        const QString start = QStringLiteral("scenario:start");
        const auto last = model::readSource(start, {}, {});
        QVERIFY(last);
        const procfs::Generation end = last->snapshot->generation;
        QCOMPARE(model::readSource(start, end, {})->step, last->step);
        QVERIFY(model::readSource(start, end / 2, {})->snapshot->generation <= end / 2);
        const auto beyond = model::readSource(start, end + 1, {});
        QVERIFY(!beyond);
        QVERIFY(beyond.error().explanation.contains(QString::number(end)));

        const QString capture = captureNamed(QStringLiteral("deadread/linux-aslr"));
        QVERIFY(model::readSource(capture, 1, {}));
        QVERIFY(!model::readSource(capture, 2, {}));
        QVERIFY(!model::readSource(capture, 0, {}));
    }

    void aSavedStateIsOneMoment()
    {
        auto reader = model::SourceReader::open(QStringLiteral("scenario:start")).value();
        const auto moment = reader.read({.kind = model::Target::Kind::step, .step = 9}, {});
        QVERIFY(moment);
        QVERIFY(reader.system());
        const test::TemporaryProc folder;
        folder.write("nine.saved",
                     kernel::save(*reader.system(),
                                  {.origin = "Begin %2", .step = 9, .title = "T", .note = "N"}));
        Listener listener(QStringLiteral("saved:") + QString::fromStdString(folder.path())
                          + QStringLiteral("/nine.saved"));
        QCOMPARE(listener.source->title(), QStringLiteral("nine.saved"));
        listener.source->advance();
        QVERIFY(listener.waitForSamples(1));
        const model::Capabilities can = listener.source->capabilities();
        QVERIFY(can.printsDialects && !can.canStep && !can.isLive && !can.samplesOnDemand);
        QCOMPARE(can.dialect, reader.capabilities().dialect);
        QVERIFY2(listener.source->description().contains(QStringLiteral("“Begin %2”"))
                     && listener.source->description().contains(QStringLiteral(" 9 ")),
                 qPrintable(listener.source->description()));
        const Moment saved = listener.moment(0);
        QCOMPARE(saved.title, std::string("T"));
        QCOMPARE(saved.note, std::string("N"));
        QCOMPARE(saved.snapshot->generation, moment->snapshot->generation);
        QCOMPARE(saved.snapshot->tasks.size(), moment->snapshot->tasks.size());
        listener.source->advance();
        QVERIFY(listener.waitForSamples(2));
        QCOMPARE(listener.moment(1).snapshot, saved.snapshot);
        folder.removeAll();
        listener.source->restart(); // reads it anew
        QVERIFY(listener.waitForFailure());
        QCOMPARE(listener.error().code, SourceError::Code::notFound);
    }

    void namesAreNoFormats()
    {
        const auto never = model::neverThere(
            {.kind = model::Target::Kind::until, .expression = "comm == %2"}, 7);
        QCOMPARE(never.explanation,
                 QStringLiteral("“comm == %2” holds for no task at any of the 7 steps."));
        const auto reader = model::SourceReader::open(QStringLiteral("proc:/none/%2?root=5"));
        QCOMPARE(reader->title(), QStringLiteral("none/%2, process 5 and its descendants"));
    }

    void escapes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("a b/c") << QStringLiteral("a b/c");
        QTest::newRow("umlaut") << QByteArray("h\xc3\xa4") << QStringLiteral("hä");
        QTest::newRow("newline and escape")
            << QByteArray("a\n\033[1m") << QStringLiteral("a\\n\\x1b[1m");
        QTest::newRow("backslash") << QByteArray("a\\n") << QStringLiteral("a\\\\n");
        QTest::newRow("broken UTF-8") << QByteArray("\xc3(") << QStringLiteral("\\xc3(");
        QTest::newRow("turned writing")
            << QByteArray("a\xe2\x80\xae") << QStringLiteral("a\\u{202e}");
    }
    void escapes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, shown);
        QCOMPARE(model::escapedText(bytes.toStdString()), shown);
    }

    void similarWords()
    {
        const QStringList words{QStringLiteral("start"), QStringLiteral("memory")};
        QCOMPARE(model::mostSimilar(QStringLiteral("strat"), words), QStringLiteral("start"));
        QCOMPARE(model::mostSimilar(QStringLiteral("memroy"), words), QStringLiteral("memory"));
        QVERIFY(model::mostSimilar(QStringLiteral("zzzzzz"), words).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SourceTest)
#include "tst_source.moc"

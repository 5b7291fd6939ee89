// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/runsccommand.h>
#include <model/sandbox/sandboxlist.h>
#include <model/sandbox/sandboxtree.h>
#include <model/sources/sourceengine.h>
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <memory>
#include <thread>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <tests/model/sandbox/sentryprocess.h>
#include <unistd.h>

using namespace sandscope;
using namespace sandscope::model;
using namespace std::chrono_literals;
using Code = SourceError::Code;

namespace {

const QString fakeRunsc = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/runsc/runsc");
const QString capture
    = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures/zombie/gvisor-20221219-ptrace/");

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A state folder with one container, whose runsc prints what lies in it.
class Place
{
public:
    Place()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(m_sentry.pid() > 0);
        write("box_sandbox:box.state",
              "{\"id\":\"box\",\"status\":\"running\",\"createdAt\":\"2026-11-21T22:00:00Z\","
              "\"sandbox\":{\"id\":\"box\",\"pid\":"
                  + QByteArray::number(pid()) + "}}");
        write("trace.out", read(capture + QStringLiteral("trace-procfs.json")));
        write("ps.out", read(capture + QStringLiteral("ps.json")));
    }

    [[nodiscard]] qint64 pid() const { return m_sentry.pid(); }
    void write(const char* name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    [[nodiscard]] QString path(const char* name = "") const
    {
        return m_folder.filePath(QLatin1StringView(name));
    }
    [[nodiscard]] QString source(const QString& id = QStringLiteral("box"),
                                 const QString& more = {}) const
    {
        return QStringLiteral("runsc:%1?root=%2&runsc=%3%4")
            .arg(id, QString::fromLatin1(QUrl::toPercentEncoding(m_folder.path())), fakeRunsc,
                 more);
    }
    [[nodiscard]] RunscPlace place() const
    {
        return {.program = fakeRunsc, .folder = m_folder.path()};
    }

private:
    test::SentryProcess m_sentry;
    QTemporaryDir m_folder{QDir::tempPath() + QStringLiteral("/a $(exit 7);'b-XXXXXX")};
};

/// What `runsc trace procfs` prints of one process.
QByteArray dumpOf(int pid, int started, const QByteArray& more)
{
    return "PROCFS DUMP\n\n{\"args\":[\"x\"]" + more
        + ",\"clone_ts\":" + QByteArray::number(started)
        + ",\"status\":{\"comm\":\"x\",\"pid\":" + QByteArray::number(pid) + "}}\n";
}

std::expected<snapshot::Moment, SourceError> sampled(const QString& source)
{
    auto reader = SourceReader::open(source);
    return reader ? reader->read({}, {})
                  : std::expected<snapshot::Moment, SourceError>(std::unexpected(reader.error()));
}

/// A control socket that answers each question with the next of some texts, then closes.
class FakeSentry
{
public:
    FakeSentry(const QString& path, std::vector<std::string> answers)
        : m_listener(::socket(AF_UNIX, SOCK_STREAM, 0))
    {
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        const std::string bytes = path.toStdString();
        QVERIFY(bytes.size() < sizeof name.sun_path);
        bytes.copy(name.sun_path, sizeof name.sun_path - 1);
        QCOMPARE(::bind(m_listener, reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
        QCOMPARE(::listen(m_listener, 4), 0);
        m_thread = std::thread([this, answers = std::move(answers)] { serve(answers); });
    }
    ~FakeSentry()
    {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }

private:
    void serve(const std::vector<std::string>& answers) const
    {
        const int peer = ::accept(m_listener, nullptr, nullptr);
        if (peer < 0)
            return;
        for (const std::string& answer : answers) {
            char question[256];
            if (::recv(peer, question, sizeof question, 0) <= 0)
                break;
            (void)::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
        }
        ::close(peer);
    }

    int m_listener;
    std::thread m_thread;
};

constexpr const char* socketState
    = R"({"id":"box","sandbox":{"id":"box","pid":%1,"controlSocketPath":"%2","metricMetadata":{"version":"0.0~20240729.0"}}})";

}

class TestRunscSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedOutputs();
    void overASocket();
    void socketTroubles_data();
    void socketTroubles();
    void troubles_data();
    void troubles();
    void unknownSandboxes();
    void aSandboxThatStops();
    void aListThatFailsConfirmsNobody();
    void hanging();
    void onlyOneCommandAtATime();
    void filesFromInside();
    void moreFilesThanAreReadAtOnce();
    void aPidThatComesBackIsReadAgain();
    void aReadingThatFailedIsTriedAgain();
    void nothingInsideToReadWith();
    void lists();
};

void TestRunscSource::recordedOutputs()
{
    qInfo("What the release of 2022 answers was recorded; a sandbox of it is not run here.");
    const Place place;
    auto reader = SourceReader::open(place.source());
    QVERIFY(reader);
    const auto moment = reader->read({}, {});
    QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{8});
    int zombies = 0;
    moment->snapshot->tasks.forEach([&](auto, const auto& row) {
        zombies += row->state == procfs::TaskState::zombie ? 1 : 0;
        QVERIFY(row->tid.value >= 1 && row->tid.value <= 8);
    });
    QCOMPARE(zombies, 6); // two have memory, and so a place in the dump
    const Capabilities can = reader->capabilities();
    QVERIFY(can.isLive);
    QVERIFY(can.readsInside);
    QVERIFY(can.dialect == procfs::Dialect::gvisor2022);
    QVERIFY(can.dialectReasons.first().contains(u"no release"));
    QVERIFY(can.period > 0ms);
    QCOMPARE(QString::fromStdString(moment->snapshot->tree->entry("1/maps")->text->bytes),
             QString::fromUtf8(read(capture + QStringLiteral("proc/1/maps"))));
    QVERIFY(reader->read({}, {})->snapshot == moment->snapshot); // nothing happened
}

void TestRunscSource::overASocket()
{
    Place place;
    const QString socket = place.path("s");
    place.write("box_sandbox:box.state",
                QString::fromLatin1(socketState).arg(place.pid()).arg(socket).toUtf8());
    const std::string list
        = R"({"success":true,"err":"","result":[{"pid":1,"ppid":0,"threads":[1,2],"cmd":"x"}]})";
    const std::string dump
        = R"({"success":true,"err":"","result":[{"args":["x"],"status":{"comm":"x","pid":1,"ppid":0}}]})";
    const FakeSentry sentry(socket, {list, dump, list});
    const auto moment = sampled(place.source());
    QVERIFY(moment);
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{2});
    QVERIFY(moment->snapshot->tree->dialect() == procfs::Dialect::gvisor2024);
    QVERIFY(!QFile::exists(place.path("log"))); // no command was run
}

void TestRunscSource::socketTroubles_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("closes") << QByteArray();
    QTest::newRow("garbage") << QByteArray("]");
    QTest::newRow("other json") << QByteArray("{\"success\":true,\"result\":7}");
    QTest::newRow("refuses") << QByteArray("{\"success\":false,\"err\":\"unknown method\"}");
}

/// What does not work over the socket is tried by command.
void TestRunscSource::socketTroubles()
{
    QFETCH(QByteArray, answer);
    Place place;
    const QString socket = place.path("s");
    place.write("box_sandbox:box.state",
                QString::fromLatin1(socketState).arg(place.pid()).arg(socket).toUtf8());
    std::vector<std::string> answers;
    if (!answer.isEmpty())
        answers = {answer.toStdString(), answer.toStdString()};
    const FakeSentry sentry(socket, answers);
    const auto moment = sampled(place.source());
    QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{8});
    QVERIFY(read(place.path("log")).contains("begin trace"));
}

void TestRunscSource::troubles_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("said");
    QTest::newRow("garbage") << QByteArray("trace.out") << QByteArray("hello \x1b[1m\n")
                             << Code::damaged << QStringLiteral("trace procfs box” answered");
    QTest::newRow("cut") << QByteArray("trace.out")
                         << QByteArray("PROCFS DUMP\n\n{\"status\":{\"pid\":1") << Code::damaged
                         << QStringLiteral("trace procfs box” answered");
    QTest::newRow("garbage list") << QByteArray("ps.out") << QByteArray("[1,") << Code::damaged
                                  << QStringLiteral("ps -format=json box” answered");
    QTest::newRow("permission") << QByteArray("trace.err")
                                << QByteArray("opening state: permission denied\n")
                                << Code::notPermitted
                                << QStringLiteral(
                                       "with code 128: opening state: permission denied.");
    QTest::newRow("words of many lines")
        << QByteArray("trace.err") << QByteArray("W1122 warning\nodd \x1b<b>thing\n")
        << Code::failed << QStringLiteral("with code 128: odd \\x1b<b>thing.");
    QTest::newRow("over") << QByteArray("trace.err")
                          << QByteArray("procfs dump: connecting to control server at PID 6689: "
                                        "connection refused\n")
                          << Code::gone << QStringLiteral("connection refused");
}

void TestRunscSource::troubles()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, bytes);
    QFETCH(Code, code);
    QFETCH(QString, said);
    const Place place;
    place.write(file.constData(), bytes);
    const auto moment = sampled(place.source());
    QVERIFY(!moment);
    QCOMPARE(moment.error().code, code);
    QVERIFY2(moment.error().explanation.contains(said), qPrintable(moment.error().explanation));
    QVERIFY(!moment.error().heading.isEmpty());
    QVERIFY(!moment.error().explanation.contains(QChar(0x1b)));
}

void TestRunscSource::unknownSandboxes()
{
    const Place place;
    const auto unknown = sampled(place.source(QStringLiteral("bax")));
    QCOMPARE(unknown.error().code, Code::notFound);
    QVERIFY(unknown.error().explanation.contains(u"There are: box."));
    const auto nowhere = sampled(QStringLiteral("runsc:box?root=/no/such/folder"));
    QCOMPARE(nowhere.error().code, Code::notFound);
    const auto bad = sampled(QStringLiteral("runsc:../x"));
    QCOMPARE(bad.error().code, Code::badName);
    const QString missing = place.source().replace(fakeRunsc, QStringLiteral("/no/such/runsc"));
    const auto program = sampled(missing);
    QCOMPARE(program.error().code, Code::notFound);
    QVERIFY(program.error().explanation.contains(u"/no/such/runsc --root"));
    place.write("box_sandbox:box.state", "{\"id\":");
    QCOMPARE(sampled(place.source()).error().code, Code::damaged);
}

void TestRunscSource::aSandboxThatStops()
{
    const Place place;
    auto reader = SourceReader::open(place.source());
    const auto moment = reader->read({}, {});
    QVERIFY(moment);
    place.write("ps.err", "loading sandbox: file does not exist\n");
    place.write("trace.err", "loading sandbox: file does not exist\n");
    const auto after = reader->read({}, {});
    QVERIFY(!after);
    QCOMPARE(after.error().code, Code::gone);
    QVERIFY(after.error().explanation.contains(u"One generation is kept."));
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{8});
}

/// Who is in the list and not in the dump may be a zombie, or may have ended in between.
void TestRunscSource::aListThatFailsConfirmsNobody()
{
    const Place place;
    place.write("ps.then", "cannot list processes of a container in state created\n");
    const auto moment = sampled(place.source());
    QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
    QCOMPARE(read(place.path("log")).count("begin ps"), 2);
    QCOMPARE(moment->snapshot->tasks.size(), std::size_t{2}); // those with memory
}

void TestRunscSource::hanging()
{
    const Place place;
    place.write("trace.hang", "");
    const auto result
        = runRunsc(place.place(), {QStringLiteral("trace")}, QStringLiteral("box"), 200ms, {});
    QVERIFY(!result);
    QVERIFY(result.error().kind == AskFailure::Kind::timedOut);

    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(100ms);
        stop.request_stop();
    });
    const auto stopped = runRunsc(place.place(), {QStringLiteral("trace")}, QStringLiteral("box"),
                                  60s, stop.get_token());
    QVERIFY(stopped.error().kind == AskFailure::Kind::cancelled);
}

void TestRunscSource::onlyOneCommandAtATime()
{
    const Place place;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            (void)runRunsc(place.place(), {QStringLiteral("ps")}, QStringLiteral("box"), 30s, {});
        });
    threads.clear();
    const auto lines = read(place.path("log")).trimmed().split('\n');
    QCOMPARE(lines.size(), 8);
    for (qsizetype i = 0; i < lines.size(); ++i)
        QCOMPARE(lines[i], i % 2 == 0 ? QByteArray("begin ps") : QByteArray("end ps"));
}

void TestRunscSource::filesFromInside()
{
    const Place place;
    QVERIFY(QDir(place.path()).mkpath(QStringLiteral("inside/proc/1")));
    place.write("inside/proc/1/status", "Name:\tmain\n");
    place.write("inside/proc/meminfo", "MemTotal: 1 kB\n");
    auto reader
        = SourceReader::open(place.source(QStringLiteral("box"), QStringLiteral("&inside=yes")));
    const auto moment = reader->read({}, {"1/status", "1/smaps", "1/maps", "meminfo"});
    QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
    const procfs::RecordedTree& tree = *moment->snapshot->tree;
    QCOMPARE(tree.entry("1/status")->text->bytes, std::string("Name:\tmain\n"));
    QCOMPARE(tree.entry("meminfo")->text->bytes, std::string("MemTotal: 1 kB\n"));
    QVERIFY(tree.entry("1/smaps")->failure->error == procfs::Errno::noEntry);
    QVERIFY(readInsideAt(*moment->snapshot, "1/status"));
    QVERIFY(!readInsideAt(*moment->snapshot, "1/maps")); // the dump tells it
    QCOMPARE(read(place.path("log")).count("begin exec"), 1);
    // Once each: what was read is not read again by itself.
    QVERIFY(reader->read({}, {"1/status", "1/smaps", "1/maps", "meminfo"}));
    QCOMPARE(read(place.path("log")).count("begin exec"), 1);

    // Everything of everybody, once as well.
    auto all
        = SourceReader::open(place.source(QStringLiteral("box"), QStringLiteral("&inside=yes")));
    for (int i = 0; i < 2; ++i) {
        const auto whole = all->read({}, {"*"});
        QVERIFY(whole);
        QCOMPARE(whole->snapshot->tree->entry("1/status")->text->bytes,
                 std::string("Name:\tmain\n"));
        QVERIFY(readInsideAt(*whole->snapshot, "7/status")); // the other one with memory
        QVERIFY(!readInsideAt(*whole->snapshot, "meminfo"));
        QCOMPARE(read(place.path("log")).count("begin exec"), 2 + 1); // links have one of their own
    }

    // Nobody asked: nothing is started in the sandbox.
    const Place other;
    QVERIFY(sampled(other.source()));
    QVERIFY(!read(other.path("log")).contains("exec"));
}

void TestRunscSource::moreFilesThanAreReadAtOnce()
{
    const Place place;
    QVERIFY(QDir(place.path()).mkpath(QStringLiteral("inside/proc/2")));
    place.write("inside/proc/2/status", "Name:\tlast\n");
    QByteArray files;
    for (int number = 0; number < 1500; ++number)
        files += QByteArray(number == 0 ? "" : ",") + R"({"path":"/x","number":)"
            + QByteArray::number(number) + '}';
    place.write("trace.out",
                dumpOf(1, 5, R"(,"fdlist":[)" + files + ']') + dumpOf(2, 5, {}).sliced(13));
    place.write("ps.out", "[1,2]");
    auto reader
        = SourceReader::open(place.source(QStringLiteral("box"), QStringLiteral("&inside=yes")));
    const auto first = reader->read({}, {"*"});
    QVERIFY2(first, qPrintable(first ? QString() : first.error().explanation));
    QVERIFY(!readInsideAt(*first->snapshot, "2/status"));
    const auto second = reader->read({}, {"*"});
    QVERIFY(second);
    QVERIFY(readInsideAt(*second->snapshot, "1/fdinfo/1499"));
    QCOMPARE(second->snapshot->tree->entry("2/status")->text->bytes, std::string("Name:\tlast\n"));
    const auto count = read(place.path("log")).count("begin exec");
    QVERIFY(reader->read({}, {"*"})); // there is nothing left
    QCOMPARE(read(place.path("log")).count("begin exec"), count);
}

void TestRunscSource::aPidThatComesBackIsReadAgain()
{
    const Place place;
    QVERIFY(QDir(place.path()).mkpath(QStringLiteral("inside/proc/1")));
    place.write("ps.out", "[1]");
    auto reader
        = SourceReader::open(place.source(QStringLiteral("box"), QStringLiteral("&inside=yes")));
    for (const QByteArray& name : {QByteArray("first"), QByteArray("second")}) {
        place.write("trace.out", dumpOf(1, name == "first" ? 5 : 6, {}));
        place.write("inside/proc/1/status", name);
        const auto moment = reader->read({}, {"*", "1/smaps"});
        QVERIFY2(moment, qPrintable(moment ? QString() : moment.error().explanation));
        const auto entry = moment->snapshot->tree->entry("1/status");
        if (name == "first")
            QCOMPARE(entry->text->bytes, std::string("first"));
        else
            QVERIFY(!entry->text || entry->text->bytes == "second"); // of whoever is there now
    }
    const auto moment = reader->read({}, {"*", "1/smaps"});
    QCOMPARE(moment->snapshot->tree->entry("1/status")->text->bytes, std::string("second"));
}

void TestRunscSource::aReadingThatFailedIsTriedAgain()
{
    const Place place;
    QVERIFY(QDir(place.path()).mkpath(QStringLiteral("inside/proc/1")));
    place.write("inside/proc/1/status", "Name:\tmain\n");
    place.write("exec.err", "cannot exec in container in state paused\n");
    auto reader
        = SourceReader::open(place.source(QStringLiteral("box"), QStringLiteral("&inside=yes")));
    const auto moment = reader->read({}, {"*"});
    QVERIFY(moment);
    QVERIFY(reader->trouble());
    QVERIFY(reader->trouble()->explanation.contains(u"is paused"));
    QVERIFY(!readInsideAt(*moment->snapshot, "1/status"));
    QVERIFY(reader->read({}, {"*"}));
    QVERIFY(!reader->trouble()); // told once
    QVERIFY(QFile::remove(place.path("exec.err")));
    const auto isRead = [&] {
        const auto next = reader->read({}, {"*"});
        return next && readInsideAt(*next->snapshot, "1/status");
    };
    QVERIFY(QTest::qWaitFor(isRead, 60'000));
}

void TestRunscSource::nothingInsideToReadWith()
{
    const Place place;
    place.write("exec.err", "error finding executable \"cat\" in PATH [/bin]: no such file\n");
    const auto parsed = parseSourceName(place.source());
    const auto engine = parsed->descriptor->makeEngine(parsed->path);
    SourceRequest request;
    request.inside = {"1"};
    const auto answer = engine->run(request, {});
    QVERIFY(answer); // the sample is there all the same
    QVERIFY(answer->notice);
    QVERIFY(answer->notice->explanation.contains(u"neither cat nor busybox"));
    QCOMPARE(read(place.path("log")).count("begin exec"), 3);
}

void TestRunscSource::lists()
{
    const Place place;
    place.write("gone_sandbox:gone.state", R"({"id":"gone","sandbox":{"id":"gone","pid":0}})");
    place.write("odd_sandbox:odd.state", "garbage");
    // Numbers that others have by now: an ordinary process, and one of another sandbox.
    const auto add = [&](const char* id, qint64 pid) {
        place.write((QByteArray(id) + "_sandbox:" + id + ".state").constData(),
                    QByteArray(R"({"id":"%","status":"running","sandbox":{"id":"%","pid":)")
                            .replace('%', id)
                        + QByteArray::number(pid) + "}}");
    };
    add("init", 1);
    add("own", QCoreApplication::applicationPid());
    add("other", place.pid());
    const auto found = sandboxesIn(place.path().toStdString(), {});
    QVERIFY(found);
    QCOMPARE(found->size(), std::size_t{5});
    for (const FoundSandbox& one : *found)
        QCOMPARE(one.isRunning, one.state.id == "box");
    QVERIFY(sandboxesIn("/no/such/folder", {})->empty());

    SandboxList list;
    list.setFolders({place.path(), QStringLiteral("/no/such/folder")});
    QSignalSpy changed(&list, &SandboxList::changed);
    list.refresh();
    QVERIFY(changed.wait(20'000));
    QCOMPARE(list.running().size(), std::size_t{1});
    QVERIFY(QFile::remove(place.path("box_sandbox:box.state")));
    list.refresh();
    QVERIFY(changed.wait(20'000));
    QVERIFY(list.running().empty());
}

QTEST_GUILESS_MAIN(TestRunscSource)
#include "tst_runscsource.moc"

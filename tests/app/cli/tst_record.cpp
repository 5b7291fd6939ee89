// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <unistd.h>

/// A sandbox of one process, as a runsc of ours tells it.
class SmallSandbox
{
public:
    SmallSandbox()
    {
        write("box_sandbox:box.state", R"({"id":"box","sandbox":{"id":"box","pid":1}})");
        write("trace.out",
              "PROCFS DUMP\n\n{\"args\":[\"x\"],\"status\":{\"comm\":\"x\",\"pid\":1}}\n");
        write("ps.out", "[1]");
    }
    void write(const char* name, const QByteArray& bytes) const
    {
        cli::write(m_state.filePath(QLatin1StringView(name)), bytes);
    }
    [[nodiscard]] QString source(const char* option) const
    {
        return QStringLiteral("runsc:box?%1root=%2&runsc=%3/sources/runsc/runsc")
            .arg(QLatin1StringView(option), m_state.path(), QStringLiteral(SANDSCOPE_TEST_DATA));
    }

private:
    QTemporaryDir m_state;
};

/// `sandscope-cli record`, and its recordings as a source of every other command.
class RecordTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScenario();
    void secretsAreWithheld();
    void wrongUsage_data();
    void wrongUsage();
    void aFileThatIsThere();
    void endedByCtrlC();
    void thisComputer();
    void aFolderThatGoes();
    void whatIsNotReadInsideIsTold();
    void whereItWouldBeReadIsTold();

private:
    [[nodiscard]] QString path(const char* name) const
    {
        return m_folder.filePath(QLatin1StringView(name) + QLatin1StringView(".sandscope"));
    }
    QTemporaryDir m_folder;
};

namespace {

QSet<int> pidsOfPs()
{
    QProcess ps;
    ps.start(QStringLiteral("ps"),
             {QStringLiteral("-e"), QStringLiteral("-o"), QStringLiteral("pid=")});
    QSet<int> pids;
    if (ps.waitForFinished()) {
        for (const QByteArray& line : ps.readAllStandardOutput().split('\n'))
            pids.insert(line.trimmed().toInt());
    }
    pids.remove(0);
    return pids;
}

QJsonObject childOf(const QJsonValue& folder, const QString& name)
{
    for (const QJsonValue& entry : folder.toObject().value(QStringLiteral("entries")).toArray()) {
        if (entry.toObject().value(QStringLiteral("name")) == name)
            return entry.toObject();
    }
    return {};
}

}

void RecordTest::aScenario()
{
    const auto done = cli::run({QStringLiteral("record"), cli::start, path("start"),
                                QStringLiteral("--unmasked"), QStringLiteral("--dialect"),
                                QStringLiteral("gvisor-2024"), QStringLiteral("--note"),
                                QStringLiteral("of a test")});
    QVERIFY2(done.code == 0, done.error.constData());
    QVERIFY2(done.out.contains(" moments, "), done.out.constData());
    const QString recording = QStringLiteral("recording:") + path("start");
    for (const char* step : {"2", "3", "7"}) {
        const auto at = [step](const QString& source) {
            return cli::run({QStringLiteral("cat"), source, QStringLiteral("1/status"),
                             QStringLiteral("--step"), QLatin1StringView(step)})
                .out;
        };
        const QByteArray live
            = cli::run({QStringLiteral("cat"), cli::start, QStringLiteral("1/status"),
                        QStringLiteral("--step"), QLatin1StringView(step),
                        QStringLiteral("--dialect"), QStringLiteral("gvisor-2024")})
                  .out;
        QVERIFY(live.contains("Name:"));
        QCOMPARE(at(recording), live);
        QCOMPARE(at(path("start")), live); // told by its name
    }
    // What was recorded has one dialect, and no call led from one state to the next.
    QCOMPARE(cli::run({QStringLiteral("cat"), recording, QStringLiteral("1/status"),
                       QStringLiteral("--dialect"), QStringLiteral("linux")})
                 .code,
             2);
    QCOMPARE(cli::run({QStringLiteral("trace"), recording}).code, 2);
    QCOMPARE(
        cli::run({QStringLiteral("save"), recording, m_folder.filePath(QStringLiteral("s"))}).code,
        2);
    QCOMPARE(cli::run({QStringLiteral("assert"), recording, QStringLiteral("status.Pid:1"),
                       QStringLiteral("--step"), QStringLiteral("2")})
                 .code,
             0);
    QCOMPARE(cli::run({QStringLiteral("tree"), recording, QStringLiteral("--step"),
                       QStringLiteral("9999")})
                 .code,
             3);
    // A recording of a recording is the same.
    const auto again = cli::run(
        {QStringLiteral("record"), recording, path("again"), QStringLiteral("--unmasked")});
    QVERIFY2(again.code == 0, again.error.constData());
    const auto tree = [](const QString& source) {
        return cli::run({QStringLiteral("tree"), source, QStringLiteral("--json")}).out;
    };
    QByteArray first = tree(recording);
    QByteArray second = tree(path("again"));
    QVERIFY(first.size() > 1000);
    // Only why it is that dialect is told in other words.
    first.truncate(first.indexOf("\"dialectReasons\""));
    second.truncate(second.indexOf("\"dialectReasons\""));
    QCOMPARE(second, first);
}

void RecordTest::secretsAreWithheld()
{
    QVERIFY(cli::run({QStringLiteral("record"), cli::start, path("masked")}).code == 0);
    const auto shown = cli::json(cli::run({QStringLiteral("show"), path("masked"),
                                           QStringLiteral("1/environ"), QStringLiteral("--json")}))
                           .object();
    QVERIFY(shown.value(QStringLiteral("withheld")).toBool());
    bool isAny = false;
    for (const QJsonValue& field : shown.value(QStringLiteral("fields")).toArray()) {
        const QString value = field.toObject().value(QStringLiteral("value")).toString();
        QCOMPARE(value.count(QLatin1Char('*')), value.size());
        if (!value.isEmpty())
            QCOMPARE(field.toObject().value(QStringLiteral("truth")).toString(),
                     QStringLiteral("withheld"));
        isAny = isAny || !value.isEmpty();
    }
    QVERIFY(isAny);
    const auto text
        = cli::run({QStringLiteral("show"), path("masked"), QStringLiteral("1/environ")});
    QVERIFY(text.out.contains("Withheld when it was recorded"));
    const auto plain = cli::json(cli::run({QStringLiteral("show"), path("masked"),
                                           QStringLiteral("1/status"), QStringLiteral("--json")}))
                           .object();
    QVERIFY(!plain.contains(QStringLiteral("withheld")));
    const auto tree
        = cli::json(cli::run({QStringLiteral("tree"), path("masked"), QStringLiteral("--json")}))
              .object();
    const auto init = childOf(tree, QStringLiteral("1"));
    QVERIFY(childOf(init, QStringLiteral("environ")).value(QStringLiteral("withheld")).toBool());
    QVERIFY(!childOf(init, QStringLiteral("stat")).contains(QStringLiteral("withheld")));

    // An export of it is marked as well, and says so when it is opened.
    const QString folder = m_folder.filePath(QStringLiteral("exported"));
    QVERIFY(
        cli::run({QStringLiteral("export"), path("masked"), folder, QStringLiteral("--unmasked")})
            .code
        == 0);
    const auto opened
        = cli::json(cli::run({QStringLiteral("show"), QStringLiteral("proc:") + folder,
                              QStringLiteral("1/environ"), QStringLiteral("--json")}))
              .object();
    QVERIFY(opened.value(QStringLiteral("withheld")).toBool());
}

void RecordTest::wrongUsage_data()
{
    QTest::addColumn<QStringList>("options");
    const auto row = [](const char* options) {
        QTest::newRow(options) << QString::fromLatin1(options).split(QLatin1Char(' '));
    };
    row("--for -1");
    row("--for soon");
    row("--every 0");
    row("--every 1min");
    row("--keep 5");
    row("--keep 5parsecs");
    row("--keep 1MB,2MB");
    row("--keep 0.001MB");
    row("--files ../x");
    row("--files a,,b");
    row("--files statt,mapps");
    row("--files ");
    row("--at 3");
}

void RecordTest::wrongUsage()
{
    QFETCH(QStringList, options);
    const auto outcome
        = cli::run(QStringList{QStringLiteral("record"), cli::zombies, path("wrong")} + options);
    QCOMPARE(outcome.code, 2);
    QVERIFY(!outcome.error.isEmpty());
    QVERIFY(!QFileInfo::exists(path("wrong")));
    if (options.last().startsWith(QLatin1String("statt")))
        QVERIFY2(outcome.error.contains("did you mean \"stat\"?"), outcome.error.constData());
    QCOMPARE(cli::run({QStringLiteral("record"), cli::start, path("wrong"), QStringLiteral("--for"),
                       QStringLiteral("1")})
                 .code,
             2); // it has steps
}

void RecordTest::aFileThatIsThere()
{
    cli::write(path("there"), "mine");
    QCOMPARE(cli::run({QStringLiteral("record"), cli::zombies, path("there")}).code, 2);
    QFile file(path("there"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("mine"));
    const auto capture = cli::run({QStringLiteral("record"), cli::zombies, path("capture")});
    QVERIFY2(capture.code == 0, capture.error.constData());
    QVERIFY(capture.out.startsWith("1 moment, "));
    QCOMPARE(cli::run({QStringLiteral("cat"), path("capture"), QStringLiteral("1/status")}).out,
             cli::recorded(cli::zombies, QStringLiteral("1/status")));
    QCOMPARE(
        cli::run({QStringLiteral("record"), QStringLiteral("proc:/no/such"), path("none")}).code,
        3);
    QVERIFY(!QFileInfo::exists(path("none")));
}

void RecordTest::endedByCtrlC()
{
    QProcess process;
    process.start(QStringLiteral(SANDSCOPE_CLI),
                  {QStringLiteral("record"), QStringLiteral("proc:/proc/self"), path("stopped"),
                   QStringLiteral("--every"), QStringLiteral("0.05")});
    QVERIFY(process.waitForStarted());
    QVERIFY(QTest::qWaitFor(
        [&] {
            return cli::run({QStringLiteral("tree"), path("stopped"), QStringLiteral("--depth"),
                             QStringLiteral("1")})
                       .code
                == 0;
        },
        20'000)); // while it is being written
    QCOMPARE(process.state(), QProcess::Running);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().contains("moment"));
    QVERIFY(!QFileInfo::exists(path("stopped") + QStringLiteral("-wal")));
}

void RecordTest::thisComputer()
{
    QVERIFY2(!QStandardPaths::findExecutable(QStringLiteral("ps")).isEmpty(),
             "ps is what this compares with: install procps");
    QProcess sleeper;
    sleeper.start(QStringLiteral("sleep"), {QStringLiteral("600")});
    QVERIFY(sleeper.waitForStarted());
    const QSet<int> before = pidsOfPs();
    QProcess recorder;
    recorder.start(QStringLiteral(SANDSCOPE_CLI),
                   {QStringLiteral("record"), QStringLiteral("proc:/proc"), path("computer"),
                    QStringLiteral("--every"), QStringLiteral("0.1")});
    QVERIFY(recorder.waitForStarted());
    const qint64 pid = sleeper.processId();
    const QString file = QString::number(pid) + QStringLiteral("/cmdline");
    const auto shownAt = [&](const QString& step) {
        return cli::run(
            {QStringLiteral("cat"), path("computer"), file, QStringLiteral("--step"), step});
    };
    QVERIFY(QTest::qWaitFor([&] { return shownAt(QStringLiteral("0")).code == 0; }, 20'000));
    for (int i = 0; i < 20; ++i) { // others come and go
        QProcess other;
        other.start(QStringLiteral("true"), QStringList());
        QVERIFY(other.waitForFinished());
    }
    QTest::qWait(500); // it is seen more than once
    sleeper.kill();
    QVERIFY(sleeper.waitForFinished());
    QVERIFY(QTest::qWaitFor( // so is its end
        [&] { return cli::run({QStringLiteral("cat"), path("computer"), file}).code == 1; },
        20'000));
    QCOMPARE(recorder.state(), QProcess::Running);
    ::kill(static_cast<pid_t>(recorder.processId()), SIGINT);
    QVERIFY(recorder.waitForFinished());
    QVERIFY2(recorder.exitCode() == 0, recorder.readAllStandardError().constData());
    const QSet<int> after = pidsOfPs();

    const auto namesAt = [this](int step) {
        QSet<int> pids;
        const auto listed = cli::run({QStringLiteral("ls"), path("computer"),
                                      QStringLiteral("--step"), QString::number(step)});
        for (const QByteArray& name : listed.out.split('\n'))
            pids.insert(name.toInt());
        pids.remove(0);
        return pids;
    };
    const QSet<int> first = namesAt(0);
    for (const int one : before) {
        if (after.contains(one))
            QVERIFY2(first.contains(one), qPrintable(QString::number(one)));
    }
    QVERIFY(first.contains(static_cast<int>(pid)));
    const auto arguments = shownAt(QStringLiteral("0"));
    QVERIFY(arguments.out.endsWith(QByteArray("sleep\0***\0", 10)));
    // It is gone at the end.
    const auto gone = cli::run({QStringLiteral("cat"), path("computer"), file});
    QCOMPARE(gone.code, 1);
    QVERIFY(gone.error.contains("ENOENT"));
}

void RecordTest::aFolderThatGoes()
{
    QTemporaryDir proc;
    cli::copyFolder(cli::zombies.mid(5) + QStringLiteral("/proc"), proc.path());
    QFile::remove(proc.filePath(QStringLiteral("proc.index.tsv")));
    QProcess recorder;
    recorder.start(QStringLiteral(SANDSCOPE_CLI),
                   {QStringLiteral("record"), QStringLiteral("proc:") + proc.path(), path("gone"),
                    QStringLiteral("--every"), QStringLiteral("0.05")});
    QVERIFY(recorder.waitForStarted());
    QVERIFY(QTest::qWaitFor(
        [&] { return cli::run({QStringLiteral("ls"), path("gone")}).code == 0; }, 20'000));
    QVERIFY(proc.remove());
    QVERIFY(recorder.waitForFinished());
    QCOMPARE(recorder.exitCode(), 3);
    QVERIFY(!recorder.readAllStandardError().isEmpty());
    QCOMPARE(cli::run({QStringLiteral("cat"), path("gone"), QStringLiteral("1/status"),
                       QStringLiteral("--step"), QStringLiteral("0")})
                 .out,
             cli::recorded(cli::zombies, QStringLiteral("1/status")));
}

void RecordTest::whatIsNotReadInsideIsTold()
{
    const SmallSandbox box;
    box.write("exec.err", "error finding executable \"cat\" in PATH [/bin]: no such file\n");
    const auto done = cli::run({QStringLiteral("record"), box.source("inside=yes&"), path("inside"),
                                QStringLiteral("--for"), QStringLiteral("1"),
                                QStringLiteral("--every"), QStringLiteral("0.1")});
    QVERIFY2(done.code == 0, done.error.constData());
    QVERIFY2(done.error.count("neither cat nor busybox") == 1, done.error.constData());
}

void RecordTest::whereItWouldBeReadIsTold()
{
    const SmallSandbox box;
    const auto asked = [&](const char* inside, const char* file = "1/auxv") {
        return cli::run({QStringLiteral("cat"), box.source(inside), QLatin1StringView(file)});
    };
    const auto outside = asked("");
    QCOMPARE(outside.code, 1);
    QVERIFY2(outside.error.contains("1/auxv") && outside.error.contains("inside=yes"),
             outside.error.constData());
    const auto never = asked("", "1/mem");
    QVERIFY2(never.code == 1 && !never.error.contains("inside=yes"), never.error.constData());
    const auto inside = asked("inside=yes&");
    QCOMPARE(inside.code, 1);
    QVERIFY2(!inside.error.contains("inside=yes"), inside.error.constData());
}

QTEST_GUILESS_MAIN(RecordTest)
#include "tst_record.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/types.h>
#include <unistd.h>

/// `export` and `with-proc`, from outside.
class ExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void checkedAgain_data();
    void checkedAgain();
    void secrets();
    void refusals();
    void stoppedExportLeavesNothing();
    void programSeesTheTree();
    void exitCodes_data();
    void exitCodes();
    void argumentsAsTheyAre();
    void signalsReachTheProgram();

private:
    bool m_mayMount = false;
    QTemporaryDir m_temporary; ///< where private folders are made
};

namespace {

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

QStringList namesIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::System
                                  | QDir::NoDotAndDotDot);
}

}

void ExportTest::initTestCase()
{
    qputenv("TMPDIR", m_temporary.path().toLocal8Bit());
    const cli::Outcome outcome = cli::run(words("with-proc scenario:start -- true"));
    m_mayMount = outcome.code == 0;
    if (!m_mayMount) {
        QCOMPARE(outcome.code, 125);
        QVERIFY2(outcome.error.contains("not permitted"), outcome.error.constData());
    }
    QCOMPARE(namesIn(m_temporary.path()), QStringList());
}

void ExportTest::checkedAgain_data()
{
    QTest::addColumn<QString>("dialect");
    for (const char* const dialect :
         {"gvisor-2018", "gvisor-2019", "gvisor-2022", "gvisor-2024", "gvisor-2026", "linux"})
        QTest::newRow(dialect) << QString::fromUtf8(dialect);
}

void ExportTest::checkedAgain()
{
    QFETCH(const QString, dialect);
    const QTemporaryDir folder;
    const QString tree = folder.filePath(QStringLiteral("tree"));
    const QString source = QStringLiteral("scenario:fork-and-copy");
    const cli::Outcome done
        = cli::run({QStringLiteral("export"), source, tree, QStringLiteral("--dialect"), dialect,
                    QStringLiteral("--unmasked")});
    QVERIFY2(done.code == 0, done.error.constData());
    const auto before
        = cli::json(cli::run({QStringLiteral("check"), source, QStringLiteral("--json"),
                              QStringLiteral("--dialect"), dialect}));
    const auto again = cli::json(cli::run(
        {QStringLiteral("check"), QStringLiteral("proc:") + tree, QStringLiteral("--json")}));
    for (const char* const key :
         {"dialect", "checked", "differing", "typedBytes", "unknownBytes", "unread"})
        QCOMPARE(again[QLatin1StringView(key)], before[QLatin1StringView(key)]);
    QCOMPARE(again[QLatin1StringView("differing")].toInt(-1), 0);
    QVERIFY(again[QLatin1StringView("checked")].toInt() > 20);
}

void ExportTest::secrets()
{
    const QTemporaryDir folder;
    const QString masked = folder.filePath(QStringLiteral("masked"));
    const QString whole = folder.filePath(QStringLiteral("whole"));
    const cli::Outcome first = cli::run({QStringLiteral("export"), cli::start, masked});
    QCOMPARE(first.code, 0);
    QVERIFY(first.out.contains("withheld"));
    const cli::Outcome second
        = cli::run({QStringLiteral("export"), cli::start, whole, QStringLiteral("--unmasked")});
    QCOMPARE(second.code, 0);
    QVERIFY(!second.out.contains("withheld"));
    const QByteArray text = cli::run(words("cat scenario:start 1/environ")).out;
    const auto environmentIn = [](const QString& tree) {
        QFile file(tree + QStringLiteral("/1/environ"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QVERIFY(!text.isEmpty());
    QCOMPARE(environmentIn(whole), text);
    QVERIFY(environmentIn(masked) != text);
    QCOMPARE(environmentIn(masked).size(), text.size());
}

void ExportTest::refusals()
{
    const QTemporaryDir folder;
    QCOMPARE(cli::run({QStringLiteral("export"), cli::start}).code, 2);
    QCOMPARE(cli::run({QStringLiteral("export"), cli::start, folder.path()}).code, 0); // empty
    const QStringList before = namesIn(folder.path());
    const cli::Outcome taken = cli::run({QStringLiteral("export"), cli::start, folder.path()});
    QCOMPARE(taken.code, 2);
    QVERIFY(taken.error.contains("is there already"));
    QCOMPARE(namesIn(folder.path()), before);
    const cli::Outcome nowhere
        = cli::run({QStringLiteral("export"), cli::start, folder.filePath(QStringLiteral("a/b"))});
    QCOMPARE(nowhere.code, 1);
    QVERIFY(nowhere.error.contains("ENOENT"));
    QCOMPARE(cli::run({QStringLiteral("export"), QStringLiteral("scenario:no-such"),
                       folder.filePath(QStringLiteral("c"))})
                 .code,
             3);
    QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("c"))));
    QCOMPARE(cli::run(words("with-proc scenario:start")).code, 2);
    QCOMPARE(cli::run(words("with-proc scenario:start --")).code, 2);
}

void ExportTest::stoppedExportLeavesNothing()
{
    const QTemporaryDir folder;
    constexpr int mostTries = 20; // some exports are quicker than the signal
    QList<int> signalsLeft{SIGINT, SIGTERM, SIGHUP};
    for (int attempt = 0; attempt < mostTries && !signalsLeft.isEmpty(); ++attempt) {
        const int signal = signalsLeft.first();
        QProcess process;
        process.start(QStringLiteral(SANDSCOPE_CLI),
                      {QStringLiteral("export"), QStringLiteral("proc:/proc"),
                       folder.filePath(QStringLiteral("tree%1").arg(attempt))});
        QVERIFY(process.waitForStarted());
        QElapsedTimer clock;
        clock.start();
        while (namesIn(folder.path()).isEmpty() && process.state() != QProcess::NotRunning
               && clock.elapsed() < 30'000)
            QTest::qWait(1);
        // Without a number of its own, kill() would mean all of us.
        if (process.state() != QProcess::NotRunning)
            ::kill(static_cast<pid_t>(process.processId()), signal);
        QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished());
        if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0) {
            QVERIFY(
                QDir(folder.filePath(QStringLiteral("tree%1").arg(attempt))).removeRecursively());
            continue;
        }
        QCOMPARE(process.exitStatus(), QProcess::CrashExit); // ended by the signal
        QCOMPARE(process.exitCode(), signal);
        QCOMPARE(namesIn(folder.path()), QStringList());
        signalsLeft.removeFirst();
    }
    QVERIFY2(signalsLeft.isEmpty(), "no signal came while something was written");
}

void ExportTest::programSeesTheTree()
{
    if (!m_mayMount)
        QSKIP("mount namespaces are not permitted here");
    const cli::Outcome stat = cli::run(words("with-proc scenario:start -- cat /proc/1/stat"));
    QCOMPARE(stat.code, 0);
    QCOMPARE(stat.out, cli::run(words("cat scenario:start 1/stat")).out);
    const cli::Outcome self
        = cli::run(words("with-proc scenario:start -- cat /proc/self/comm /proc/thread-self/comm"));
    QCOMPARE(self.out, "cat\ncat\n");
    const cli::Outcome other
        = cli::run(words("with-proc scenario:start --dialect linux -- cat /proc/1/comm"));
    QCOMPARE(other.out, cli::run(words("cat scenario:start 1/comm --dialect linux")).out);
    QVERIFY(cli::run(words("with-proc scenario:start -- cat /proc/1/environ")).out.contains("=*"));
    QVERIFY(!cli::run(words("with-proc scenario:start --unmasked -- cat /proc/1/environ"))
                 .out.contains("=*"));
    if (!QStandardPaths::findExecutable(QStringLiteral("ps")).isEmpty()) {
        const cli::Outcome ps
            = cli::run(words("with-proc scenario:fork-and-copy -- ps -e -o pid= -o comm="));
        QVERIFY2(ps.code == 0, ps.error.constData());
        QVERIFY2(ps.out.contains("1 "), ps.out.constData());
        QVERIFY2(ps.out.contains(" ps\n"), ps.out.constData());
    }
    QCOMPARE(namesIn(m_temporary.path()), QStringList());
}

void ExportTest::exitCodes_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<int>("code");
    QTest::newRow("done") << QStringLiteral("true") << 0;
    QTest::newRow("its own") << QStringLiteral("sh|-c|exit 42") << 42;
    QTest::newRow("killed") << QStringLiteral("sh|-c|kill -9 $$") << 128 + SIGKILL;
    QTest::newRow("missing") << QStringLiteral("no-such-program-here") << 127;
    QTest::newRow("not a program") << QStringLiteral("/etc/passwd") << 126;
}

void ExportTest::exitCodes()
{
    if (!m_mayMount)
        QSKIP("mount namespaces are not permitted here");
    QFETCH(const QString, program);
    QFETCH(const int, code);
    const cli::Outcome outcome
        = cli::run(words("with-proc scenario:start --") + program.split(QLatin1Char('|')));
    QCOMPARE(outcome.code, code);
    QCOMPARE(namesIn(m_temporary.path()), QStringList());
}

/// No shell reads them, and options behind "--" are the program's.
void ExportTest::argumentsAsTheyAre()
{
    if (!m_mayMount)
        QSKIP("mount namespaces are not permitted here");
    const cli::Outcome outcome
        = cli::run({QStringLiteral("with-proc"), cli::start, QStringLiteral("--"),
                    QStringLiteral("printf"), QStringLiteral("<%s>"), QStringLiteral("$HOME;`id`*"),
                    QStringLiteral("--help"), QStringLiteral("--"), QStringLiteral("a  b")});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, "<$HOME;`id`*><--help><--><a  b>");
}

void ExportTest::signalsReachTheProgram()
{
    if (!m_mayMount)
        QSKIP("mount namespaces are not permitted here");
    QProcess process;
    process.start(QStringLiteral(SANDSCOPE_CLI),
                  {QStringLiteral("with-proc"), cli::start, QStringLiteral("--"),
                   QStringLiteral("sh"), QStringLiteral("-c"),
                   QStringLiteral("trap 'echo term; exit 7' TERM; echo ready; while :; do sleep "
                                  "0.05; done")});
    QVERIFY(process.waitForStarted());
    QByteArray out;
    while (!out.contains("ready") && process.waitForReadyRead())
        out += process.readAllStandardOutput();
    QVERIFY(out.contains("ready"));
    QVERIFY(!namesIn(m_temporary.path()).isEmpty());
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 7);
    QVERIFY((out + process.readAllStandardOutput()).contains("term"));
    QCOMPARE(namesIn(m_temporary.path()), QStringList());
}

QTEST_GUILESS_MAIN(ExportTest)
#include "tst_export.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome
{
    int code = -1;
    QByteArray out;
    QByteArray error;
};

/// Runs the program as a user does. It must not need a display.
Outcome run(const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("none-such"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SANDSCOPE_CLI), arguments);
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QJsonDocument json(const Outcome& outcome)
{
    return QJsonDocument::fromJson(outcome.out);
}

const QString captures = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures");
const QString zombies
    = QStringLiteral("proc:") + captures + QStringLiteral("/zombie/gvisor-20221219-ptrace");
const QString threads
    = QStringLiteral("proc:") + captures + QStringLiteral("/threads8/gvisor-20240729-systrap");
const QString start = QStringLiteral("scenario:start");

QByteArray recorded(const QString& capture, const QString& path)
{
    QFile file(capture.mid(5) + QStringLiteral("/proc/") + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
}

void write(const QString& path, const QByteArray& bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("the test's own file cannot be written");
}

void copyFolder(const QString& from, const QString& to)
{
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString file = files.next();
        const QString target = to + QLatin1Char('/') + QDir(from).relativeFilePath(file);
        QDir().mkpath(QFileInfo(target).path());
        if (!QFile::copy(file, target))
            qFatal("the test's own file cannot be copied");
    }
}

}

class CliTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("error"); ///< part of what is said; empty: nothing may be said
        const auto row
            = [](const char* name, const QStringList& arguments, int code, const char* error) {
                  QTest::newRow(name) << arguments << code << QByteArray(error);
              };
        const QString capture = zombies;
        const auto words
            = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        row("help", words("--help"), 0, "");
        row("help of a command", words("cat --help"), 0, "");
        row("version", words("--version"), 0, "");
        row("nothing", {}, 2, "Say what to do");
        row("an unknown command", words("catt x y"), 2,
            "did you mean \xe2\x80\x9c"
            "cat");
        row("an unknown option", {words("ls --frob") << capture << QStringLiteral("1")}, 2, "frob");
        row("an option of another command",
            {words("ls --chunk 3") << capture << QStringLiteral("1")}, 2, "chunk");
        row("too few operands", words("cat proc:/proc"), 2, "Usage: sandscope-cli cat SOURCE PATH");
        row("too many operands", words("tree proc:/proc 1 2"), 2,
            "Usage: sandscope-cli tree SOURCE");
        row("no number", {words("cat --offset x") << capture << QStringLiteral("1/stat")}, 2,
            "--offset");
        row("reading nothing at a time",
            {words("cat --chunk 0") << capture << QStringLiteral("1/stat")}, 2, "--chunk");
        row("an unknown dialect",
            {words("cat --dialect plan9") << capture << QStringLiteral("1/stat")}, 2,
            "gvisor-2018, gvisor-2019");
        row("a bad escape", {words("cat") << capture << QStringLiteral("1/\\q")}, 2, "escape");
        row("not a source", words("tree nonsense"), 2, "proc:FOLDER");
        row("another dialect than recorded",
            {words("cat --dialect gvisor-2018") << capture << QStringLiteral("1/stat")}, 2,
            "gvisor-2022");
        row("a reader in a capture", {words("cat --as 1") << capture << QStringLiteral("1/stat")},
            2, "need a scenario");
        row("no such folder", words("tree proc:/no/such/folder"), 3, "no folder");
        row("no such scenario", words("tree scenario:strat"), 3, "scenario:start");
        row("a generation that is not there", {words("tree --at 9") << capture}, 3, "generation 9");
        row("no such entry", {words("cat") << capture << QStringLiteral("1/nothing")}, 1, "ENOENT");
        row("a directory", {words("cat") << capture << QStringLiteral("1")}, 1, "EISDIR");
        row("not a directory", {words("ls") << capture << QStringLiteral("1/stat")}, 1, "ENOTDIR");
        row("not a link", {words("readlink") << capture << QStringLiteral("1/stat")}, 1, "EINVAL");
        row("an error that was recorded", {words("readlink") << capture << QStringLiteral("2/exe")},
            1, "EACCES");
        row("a negative offset", {words("cat --offset -1") << capture << QStringLiteral("1/stat")},
            1, "EINVAL");
        row("no fields", {words("show") << capture << QStringLiteral("1/exe")}, 1, "no fields");
        row("no captures",
            {words("check-captures") << QStringLiteral(
                 SANDSCOPE_TEST_DATA "/sources/captures/zombie/gvisor-20221219-ptrace/proc/1")},
            1, "no capture");
        row("no folder of captures", words("check-captures /no/such/folder"), 3, "no folder");
    }
    void exitCodes()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, error);
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.code, code);
        if (error.isEmpty())
            QCOMPARE(outcome.error, QByteArray());
        else
            QVERIFY2(outcome.error.contains(error), outcome.error.constData());
        if (code != 0) {
            QCOMPARE(outcome.out, QByteArray());
            QCOMPARE(outcome.error.count('\n'), 1); // one sentence
        }
    }

    void helpListsEveryCommand()
    {
        const QByteArray help = run({QStringLiteral("--help")}).out;
        for (const char* command : {"tree", "ls", "stat", "readlink", "open", "cat", "show",
                                    "check", "check-captures", "scenarios"})
            QVERIFY2(help.contains(QByteArray("\n  ") + command), command);
        for (const char* option :
             {"--dialect", "--at", "--as", "--pidns", "--json", "--offset", "--count", "--chunk"})
            QVERIFY2(help.contains(option), option);
    }

    void catGivesTheExactBytes_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path :
             {"1/stat", "1/status", "1/cmdline", "1/environ", "1/auxv", "1/smaps"})
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void catGivesTheExactBytes()
    {
        QFETCH(QString, path);
        const QByteArray expected = recorded(zombies, path);
        QVERIFY(!expected.isEmpty());
        QCOMPARE(run({QStringLiteral("cat"), zombies, path}).out, expected);
        QCOMPARE(run({QStringLiteral("cat"), zombies, QStringLiteral("/proc/") + path}).out,
                 expected);
        QCOMPARE(run({QStringLiteral("cat"), zombies, path, QStringLiteral("--chunk"),
                      QStringLiteral("7")})
                     .out,
                 expected);
        QCOMPARE(run({QStringLiteral("cat"), zombies, path, QStringLiteral("--offset"),
                      QStringLiteral("5")})
                     .out,
                 expected.mid(5));
        QCOMPARE(run({QStringLiteral("cat"), zombies, path, QStringLiteral("--offset"),
                      QStringLiteral("3"), QStringLiteral("--count"), QStringLiteral("10"),
                      QStringLiteral("--chunk"), QStringLiteral("4")})
                     .out,
                 expected.mid(3, 10));
        QCOMPARE(run({QStringLiteral("cat"), zombies, path, QStringLiteral("--offset"),
                      QStringLiteral("99999999")})
                     .out,
                 QByteArray());
    }

    void namesAreEscapedAndTakenBack()
    {
        const QTemporaryDir folder;
        write(folder.path() + QStringLiteral("/7/stat"), "7 (x) S 0\n");
        write(folder.path() + QStringLiteral("/7/a\n\033[31m"), "hidden");
        const QString source = QStringLiteral("proc:") + folder.path();
        const Outcome listing = run({QStringLiteral("ls"), source, QStringLiteral("7")});
        QVERIFY(listing.out.contains("a\\n\\x1b[31m\n"));
        QVERIFY(!listing.out.contains('\033'));
        QCOMPARE(run({QStringLiteral("cat"), source, QStringLiteral("7/a\\n\\x1b[31m")}).out,
                 QByteArray("hidden"));
        const Outcome missing = run({QStringLiteral("cat"), source, QStringLiteral("7/\\x1b[32m")});
        QCOMPARE(missing.code, 1);
        QVERIFY(!missing.error.contains('\033'));
    }

    void listings()
    {
        const QByteArray names = run({QStringLiteral("ls"), threads, QStringLiteral("1/task")}).out;
        QCOMPARE(names, QByteArray("1\n2\n3\n4\n5\n6\n7\n8\n9\n"));
        // as getdents gives it: its own names first, each with where the next call goes on
        const QByteArray page = run({QStringLiteral("ls"), threads, QStringLiteral("1/task"),
                                     QStringLiteral("--offset"), QStringLiteral("1"),
                                     QStringLiteral("--count"), QStringLiteral("3")})
                                    .out;
        QCOMPARE(page, QByteArray("..\n1\n2\n"));
        const QByteArray lines
            = run({QStringLiteral("ls"), QStringLiteral("-l"), threads, QStringLiteral("1")}).out;
        QVERIFY(lines.contains(" exe -> /app/main\n"));
        QVERIFY(lines.startsWith("dr-xr-xr-x"));
        const QJsonArray array = json(run({QStringLiteral("ls"), QStringLiteral("--json"), threads,
                                           QStringLiteral("1/task")}))
                                     .array();
        QCOMPARE(array.size(), 9);
        QCOMPARE(array.first().toObject().value(QStringLiteral("name")).toString(),
                 QStringLiteral("1"));
    }

    void statSaysWhatIsUnknown()
    {
        const QString plain = QStringLiteral("proc:") + captures
            + QStringLiteral("/zombie/gvisor-20240729-systrap-strace-plain");
        const QJsonObject root = json(run({QStringLiteral("stat"), QStringLiteral("--json"), plain,
                                           QStringLiteral("/")}))
                                     .object();
        QCOMPARE(root.value(QStringLiteral("type")).toString(), QStringLiteral("directory"));
        QVERIFY(root.value(QStringLiteral("inode")).isNull()); // it has no row in the index
        const QByteArray text = run({QStringLiteral("stat"), plain, QStringLiteral("/")}).out;
        QVERIFY(text.contains("inode       unknown"));
        const QJsonObject file = json(run({QStringLiteral("stat"), QStringLiteral("--json"),
                                           zombies, QStringLiteral("1/stat")}))
                                     .object();
        QCOMPARE(file.value(QStringLiteral("permissions")).toInt(), 0444);
    }

    void links()
    {
        QCOMPARE(run({QStringLiteral("readlink"), zombies, QStringLiteral("1/exe")}).out,
                 QByteArray("/app/main\n"));
        const Outcome behind = run({QStringLiteral("open"), zombies, QStringLiteral("1/exe")});
        QCOMPARE(behind.code, 1); // the file behind it was not recorded
        QCOMPARE(run({QStringLiteral("open"), zombies, QStringLiteral("1/stat")}).code, 0);
    }

    void fieldsHaveUnitAndTruth()
    {
        const QJsonObject object = json(run({QStringLiteral("show"), QStringLiteral("--json"),
                                             zombies, QStringLiteral("1/stat")}))
                                       .object();
        QCOMPARE(object.value(QStringLiteral("dialect")).toString(), QStringLiteral("gvisor-2022"));
        const QJsonArray fields = object.value(QStringLiteral("fields")).toArray();
        QCOMPARE(fields.size(), 52);
        QCOMPARE(fields.first().toObject().value(QStringLiteral("value")).toString(),
                 QStringLiteral("1"));
        for (const char* key : {"name", "value", "unit", "truth", "meaning"})
            QVERIFY2(fields.first().toObject().contains(QLatin1StringView(key)), key);
        const QByteArray text
            = run({QStringLiteral("show"), zombies, QStringLiteral("1/status")}).out;
        QVERIFY(text.contains("VmRSS"));
        QVERIFY(text.contains("kB"));
    }

    void showOfABrokenFile()
    {
        const QTemporaryDir folder;
        write(folder.path() + QStringLiteral("/7/stat"), "7 (x) S 0");
        const Outcome outcome
            = run({QStringLiteral("show"), QStringLiteral("proc:") + folder.path(),
                   QStringLiteral("7/stat")});
        QCOMPARE(outcome.code, 1);
        QVERIFY(!outcome.error.isEmpty());
    }

    void trees()
    {
        const QByteArray text = run({QStringLiteral("tree"), threads}).out;
        QVERIFY(text.startsWith("/proc/\n"));
        QVERIFY(text.contains("\n  1/  main (sleeping)\n"));
        QVERIFY(text.contains("\n    exe -> /app/main\n"));
        QVERIFY(text.contains("\n      9/  "));
        const QByteArray shallow
            = run({QStringLiteral("tree"), threads, QStringLiteral("--depth"), QStringLiteral("1")})
                  .out;
        QVERIFY(shallow.contains("\n  1/  main"));
        QVERIFY(!shallow.contains("exe"));

        const QJsonObject root
            = json(run({QStringLiteral("tree"), QStringLiteral("--json"), zombies})).object();
        QCOMPARE(root.value(QStringLiteral("dialect")).toString(), QStringLiteral("gvisor-2022"));
        int found = 0;
        for (const QJsonValue& entry : root.value(QStringLiteral("entries")).toArray()) {
            if (entry[QStringLiteral("name")].toString() != QStringLiteral("2"))
                continue;
            ++found;
            const QJsonObject task = entry[QStringLiteral("task")].toObject();
            QCOMPARE(task.value(QStringLiteral("state")).toString(), QStringLiteral("zombie"));
            QCOMPARE(task.value(QStringLiteral("tgid")).toInt(), 2);
        }
        QCOMPARE(found, 1);
    }

    void aPlainTreeIsSampledWhereAsked()
    {
        const QTemporaryDir folder;
        copyFolder(zombies.mid(5) + QStringLiteral("/proc"), folder.path());
        const QString source = QStringLiteral("proc:") + folder.path();
        QCOMPARE(run({QStringLiteral("cat"), source, QStringLiteral("1/stat")}).out,
                 recorded(zombies, QStringLiteral("1/stat")));
        const QByteArray text = run({QStringLiteral("tree"), source}).out;
        QVERIFY(text.contains("\n  1/  main (sleeping)\n"));
        QVERIFY(text.contains("\n    stat\n"));
        QVERIFY(text.contains("\n    fdinfo/\n      "));
        QCOMPARE(run({QStringLiteral("check"), source}).code, 0);
    }

    void checkFindsEachByte()
    {
        const QTemporaryDir folder;
        const QString source = QStringLiteral("proc:") + folder.path();
        write(folder.path() + QStringLiteral("/7/comm"), "sh\n");
        write(folder.path() + QStringLiteral("/7/limits"), "?\n");
        const Outcome good = run({QStringLiteral("check"), source});
        QCOMPARE(good.code, 0);
        QVERIFY2(good.out.contains("1 files checked, 0 of them differ"), good.out.constData());
        QVERIFY(good.out.contains("limits 1"));

        write(folder.path() + QStringLiteral("/7/statm"), "1 2 3 4 5 6\n");
        const Outcome bad = run({QStringLiteral("check"), source});
        QCOMPARE(bad.code, 1);
        QVERIFY2(bad.out.contains("7/statm"), bad.out.constData());
        const QJsonObject object
            = json(run({QStringLiteral("check"), QStringLiteral("--json"), source})).object();
        QCOMPARE(object.value(QStringLiteral("differing")).toInt(), 1);
        QCOMPARE(object.value(QStringLiteral("unknown"))
                     .toObject()
                     .value(QStringLiteral("limits"))
                     .toInt(),
                 1);
    }

    void checkCaptures()
    {
        const Outcome outcome = run({QStringLiteral("check-captures"), captures});
        QVERIFY2(outcome.code == 0, outcome.out.constData());
        QCOMPARE(outcome.out.count("\nok "), 3); // the first line has no line end before it
        QVERIFY(outcome.out.contains("4 captures, 0 of them failed"));
    }

    void checkCapturesFindsDamage_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("bytes"); ///< null: the file is removed
        QTest::addColumn<QByteArray>("found");
        QTest::newRow("a file that is missing")
            << QStringLiteral("proc/1/stat") << QByteArray() << QByteArray("1/stat");
        QTest::newRow("a file of another length")
            << QStringLiteral("proc/1/statm") << QByteArray("1 2 0 0 0 0 0\n")
            << QByteArray("1/statm: has another size");
        QTest::newRow("a file that is not what it should be")
            << QStringLiteral("proc/1/comm") << QByteArray() << QByteArray("1/comm");
        QTest::newRow("an index that is none")
            << QStringLiteral("proc.index.tsv") << QByteArray("x\n")
            << QByteArray("could not be opened");
    }
    void checkCapturesFindsDamage()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, found);
        const QTemporaryDir folder;
        copyFolder(zombies.mid(5), folder.path() + QStringLiteral("/w/k"));
        const QString path = folder.path() + QStringLiteral("/w/k/") + file;
        QFile::remove(path);
        if (!bytes.isNull())
            write(path, bytes);
        const Outcome outcome = run({QStringLiteral("check-captures"), folder.path()});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.out.contains(found), outcome.out.constData());
        QVERIFY(outcome.out.contains("1 captures, 1 of them failed"));
    }

    void scenarios()
    {
        const Outcome text = run({QStringLiteral("scenarios")});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.startsWith("scenario:start "));
        const QJsonArray array
            = json(run({QStringLiteral("scenarios"), QStringLiteral("--json")})).array();
        QVERIFY(array.size() >= 3);
        for (const QJsonValue& scenario : array) {
            const QString source = scenario[QStringLiteral("source")].toString();
            const Outcome outcome = run({QStringLiteral("check"), source});
            QVERIFY2(outcome.code == 0, (outcome.out + outcome.error).constData());
        }
    }

    void aScenarioInBothDialects()
    {
        const QByteArray older = run({QStringLiteral("cat"), start, QStringLiteral("1/io"),
                                      QStringLiteral("--dialect"), QStringLiteral("gvisor-2018")})
                                     .out;
        QVERIFY2(older.startsWith("char: "), older.constData());
        const Outcome statm = run({QStringLiteral("cat"), start, QStringLiteral("1/statm"),
                                   QStringLiteral("--dialect"), QStringLiteral("gvisor-2018")});
        QCOMPARE(statm.code, 1);
        QVERIFY(statm.error.contains("ENOENT"));
        QCOMPARE(run({QStringLiteral("cat"), start, QStringLiteral("1/statm"),
                      QStringLiteral("--dialect"), QStringLiteral("gvisor-2019")})
                     .code,
                 0);
        QCOMPARE(run({QStringLiteral("cat"), start, QStringLiteral("1/statm"),
                      QStringLiteral("--dialect"), QStringLiteral("linux")})
                     .code,
                 2);
    }

    void aScenarioAtAGeneration()
    {
        const QJsonObject end = json(run({QStringLiteral("tree"), QStringLiteral("--json"),
                                          QStringLiteral("--depth"), QStringLiteral("1"), start}))
                                    .object();
        const qint64 last = end.value(QStringLiteral("generation")).toInteger();
        QVERIFY(last > 1);
        const QString half = QString::number(last / 2);
        const QJsonObject earlier
            = json(run({QStringLiteral("tree"), QStringLiteral("--json"), QStringLiteral("--depth"),
                        QStringLiteral("1"), QStringLiteral("--at"), half, start}))
                  .object();
        QVERIFY(earlier.value(QStringLiteral("generation")).toInteger() <= last / 2);
        QCOMPARE(
            run({QStringLiteral("tree"), start, QStringLiteral("--at"), QString::number(last + 1)})
                .code,
            3);
        const Outcome reader = run({QStringLiteral("cat"), start, QStringLiteral("1/status"),
                                    QStringLiteral("--as"), QStringLiteral("999999")});
        QCOMPARE(reader.code, 1);
        QVERIFY(reader.error.contains("ESRCH"));
        QCOMPARE(
            run({QStringLiteral("cat"), start, QStringLiteral("1/status"), QStringLiteral("--as"),
                 QStringLiteral("1"), QStringLiteral("--pidns"), QStringLiteral("1")})
                .code,
            0);
    }

    void theSameBytesEachTime()
    {
        const Outcome once = run({QStringLiteral("tree"), QStringLiteral("--json"), start});
        QCOMPARE(once.code, 0);
        QCOMPARE(run({QStringLiteral("tree"), QStringLiteral("--json"), start}).out, once.out);
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"

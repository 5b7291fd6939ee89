// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace cli;

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
        row("two dialects where one is enough",
            words("cat scenario:start 1/io --dialect gvisor-2018 --dialect linux"), 2, "use lens");
        row("a lens with one dialect", words("lens scenario:start 1/io --dialect linux"), 2,
            "two dialects");
        row("a lens with three dialects",
            words("lens scenario:start 1/io --dialect linux --dialect linux --dialect gvisor-2018"),
            2, "two dialects");
        row("a lens over a capture",
            {words("lens --dialect gvisor-2018 --dialect linux")
             << capture << QStringLiteral("1/stat")},
            2, "needs a scenario");
        row("a lens on nothing",
            words("lens scenario:start 1/nothing --dialect gvisor-2018 --dialect gvisor-2019"), 1,
            "ENOENT");
        row("a lens on an unknown task",
            words("lens scenario:start 9999/stat --dialect gvisor-2018 --dialect gvisor-2019"), 1,
            "ENOENT");
        row("a lens as nobody",
            words("lens scenario:start 1/io --as 9999 --dialect gvisor-2018 --dialect linux"), 1,
            "ESRCH");
        row("no such file in the field table", words("fields stats"), 1,
            "did you mean \xe2\x80\x9cstat");
        row("fields of a dialect that is none", words("fields stat --dialect plan9"), 2,
            "gvisor-2018, gvisor-2019");
        row("two files for the field table", words("fields stat maps"), 2,
            "Usage: sandscope-cli fields [FILE]");
        row("no such read rule", words("cat --read-rule never scenario:start 1/maps"), 2,
            "sequence, snapshot");
        row("a read rule in a capture",
            {words("cat --read-rule linux") << capture << QStringLiteral("1/stat")}, 2,
            "need a scenario");
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
        row("a step of what has none", {words("tree --step 1") << capture}, 2, "no steps");
        row("two moments", {words("tree --step 1 --at 1") << start}, 2, "one of them");
        row("a step that is not there", {words("tree --step 99999") << start}, 3, "step 99999");
        row("no expression", {words("tree --until mapz.perms") << start}, 2,
            "column 1: there is no file \"mapz\"; did you mean \"maps\"?");
        row("what never holds", {words("tree --until name==nobody") << start}, 1, "nobody");
        row("no such entry", {words("cat") << capture << QStringLiteral("1/nothing")}, 1, "ENOENT");
        row("a directory", {words("cat") << capture << QStringLiteral("1")}, 1, "EISDIR");
        row("not a directory", {words("ls") << capture << QStringLiteral("1/stat")}, 1, "ENOTDIR");
        row("not a link", {words("readlink") << capture << QStringLiteral("1/stat")}, 1, "EINVAL");
        row("an error that was recorded", {words("readlink") << capture << QStringLiteral("2/exe")},
            1, "EACCES");
        row("a negative offset", {words("cat --offset -1") << capture << QStringLiteral("1/stat")},
            1, "EINVAL");
        row("no fields", {words("show") << capture << QStringLiteral("1/exe")}, 1, "no fields");
        const QString there = QString(zombies).remove(0, 5) + QStringLiteral("/proc.index.tsv");
        row("nowhere to save to", {words("save") << start}, 2, "save SOURCE FILE");
        row("over what is there", {words("save") << start << there}, 1, "is there already");
        row("into no folder", words("save scenario:start /no/such/folder/x"), 1,
            "cannot be written");
        row("saving what has no kernel", {words("save") << capture << QStringLiteral("x")}, 2,
            "no simulated kernel");
        row("saving in a dialect", words("save scenario:start x --dialect linux"), 2, "dialect");
        row("saving a step that is not there", words("save scenario:start x --step 99999"), 3,
            "step 99999");
        row("not a saved state", {words("tree") << QStringLiteral("saved:") + there}, 3,
            "This is no saved kernel.");
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
        for (const char* command :
             {"tree", "ls", "stat", "readlink", "open", "cat", "show", "fields", "lens", "check",
              "check-captures", "find", "assert", "save", "scenarios"})
            QVERIFY2(help.contains(QByteArray("\n  ") + command), command);
        for (const char* option :
             {"--dialect", "--at", "--step", "--until", "--as", "--pidns", "--json", "--offset",
              "--count", "--chunk", "--read-rule", "--all", "--every", "--none", "--environ"})
            QVERIFY2(help.contains(option), option);
        QVERIFY(help.contains("lens SOURCE PATH --dialect A --dialect B [--json] [--all]"));
    }

    /// Build machines have none of UTF-8.
    void anyLocale()
    {
        const auto before = qgetenv("LC_ALL");
        const auto expected = cli::run({QStringLiteral("scenarios")});
        QVERIFY(expected.error.isEmpty());
        for (const char* name : {"C", "POSIX", "xx_YY.UTF-8"}) {
            qputenv("LC_ALL", name);
            const auto outcome = cli::run({QStringLiteral("scenarios")});
            QCOMPARE(outcome.error, QByteArray());
            QCOMPARE(outcome.out, expected.out);
        }
        qputenv("LC_ALL", before);
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

    void readRules()
    {
        for (const char* rule : {"sequence", "snapshot", "linux"}) {
            for (const char* chunk : {"1", "7", "4096"}) {
                const Outcome outcome = run({QStringLiteral("cat"), start, QStringLiteral("1/maps"),
                                             QStringLiteral("--read-rule"), QLatin1StringView(rule),
                                             QStringLiteral("--chunk"), QLatin1StringView(chunk)});
                QCOMPARE(outcome.code, 0);
                // Nothing changes while a scenario's end is read, so all rules give the same.
                QCOMPARE(outcome.out,
                         run({QStringLiteral("cat"), start, QStringLiteral("1/maps")}).out);
            }
        }
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

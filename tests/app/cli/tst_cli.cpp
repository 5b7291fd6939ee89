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

#include <algorithm>

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
              "check-captures", "save", "scenarios"})
            QVERIFY2(help.contains(QByteArray("\n  ") + command), command);
        for (const char* option :
             {"--dialect", "--at", "--step", "--until", "--as", "--pidns", "--json", "--offset",
              "--count", "--chunk", "--read-rule", "--all"})
            QVERIFY2(help.contains(option), option);
        QVERIFY(help.contains("lens SOURCE PATH --dialect A --dialect B [--json] [--all]"));
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
        write(folder.path() + QStringLiteral("/7/odd_one"), "?\n");
        const Outcome good = run({QStringLiteral("check"), source});
        QCOMPARE(good.code, 0);
        QVERIFY2(good.out.contains("1 files checked, 0 of them differ"), good.out.constData());
        QVERIFY2(good.out.contains("opaque, without a format: odd_one 1"), good.out.constData());
        QVERIFY2(good.out.contains("3 bytes from fields, 0 kept as unknown"), good.out.constData());

        write(folder.path() + QStringLiteral("/7/statm"), "1 2 3 4 5 6\n");
        const Outcome bad = run({QStringLiteral("check"), source});
        QCOMPARE(bad.code, 1);
        QVERIFY2(bad.out.contains("7/statm: line 1: "), bad.out.constData());
        const QJsonObject object
            = json(run({QStringLiteral("check"), QStringLiteral("--json"), source})).object();
        QCOMPARE(object.value(QStringLiteral("differing")).toInt(), 1);
        QCOMPARE(object.value(QStringLiteral("opaque"))
                     .toObject()
                     .value(QStringLiteral("odd_one"))
                     .toInt(),
                 1);
        const QJsonObject file = object.value(QStringLiteral("files")).toArray().first().toObject();
        QCOMPARE(file.value(QStringLiteral("path")).toString(), QStringLiteral("7/statm"));
        QCOMPARE(file.value(QStringLiteral("errorLine")).toInt(), 1);
    }

    /// Schema, language, run and claims, each problem with its place.
    void checkHoldsAScenarioToItsWord()
    {
        const Outcome shipped
            = run({QStringLiteral("check"), QStringLiteral("scenario:fork-and-copy")});
        QCOMPARE(shipped.code, 0);
        QVERIFY2(shipped.out.contains("14 steps done, 31 claims hold"), shipped.out.constData());
        QVERIFY2(shipped.out.contains(" 0 of them differ"), shipped.out.constData());

        const QTemporaryDir folder;
        const QString path = folder.path() + QStringLiteral("/story.yaml");
        const QString source = QStringLiteral("scenario:") + path;
        const QByteArray start = "title: x\nsteps:\n  - {start: /bin/sh, as: shell}\n";
        write(path,
              start + "  - pass:\n    claims:\n      - shell: pid == 2\n      - gone: shell\n");
        const Outcome wrong = run({QStringLiteral("check"), source});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.out.contains("story.yaml:6:9: "), wrong.out.constData());
        QVERIFY2(wrong.out.contains("story.yaml:7:9: "), wrong.out.constData());
        const QJsonObject told
            = json(run({QStringLiteral("check"), QStringLiteral("--json"), source}))
                  .object()
                  .value(QStringLiteral("scenario"))
                  .toObject();
        QCOMPARE(told.value(QStringLiteral("claims")).toInt(), 2);
        const QJsonArray problems = told.value(QStringLiteral("problems")).toArray();
        QCOMPARE(problems.size(), 2);
        QCOMPARE(problems.first().toObject().value(QStringLiteral("line")).toInt(), 6);

        write(path, start + "  - {by: shell, mmap: {length: 64Q}}\n  - {by: shell, frok: }\n");
        const Outcome refused = run({QStringLiteral("check"), source});
        QCOMPARE(refused.code, 1);
        QCOMPARE(refused.out.count('\n'), 2); // once each, in the parser's words
        QVERIFY2(refused.out.contains("story.yaml:4:32: \"64Q\" is no size"),
                 refused.out.constData());
        QVERIFY2(refused.out.contains("story.yaml:5:17: unknown operation \"frok\""),
                 refused.out.constData());

        QCOMPARE(run({QStringLiteral("check"), QStringLiteral("scenario:no-such-lesson")}).code, 3);
    }

    /// Unknown lines are kept, counted apart, and told by file.
    void checkCountsUnknownBytes()
    {
        const QTemporaryDir folder;
        const QByteArray known = "Name:\tsh\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\n";
        const QByteArray odd = "Invented:\t1\n";
        write(folder.path() + QStringLiteral("/7/status"), known + odd);
        write(folder.path() + QStringLiteral("/7/comm"), "sh\n");
        const QString source = QStringLiteral("proc:") + folder.path();
        const QJsonObject object
            = json(run({QStringLiteral("check"), QStringLiteral("--json"), source})).object();
        QCOMPARE(object.value(QStringLiteral("unknownBytes")).toInt(), odd.size());
        QCOMPARE(object.value(QStringLiteral("typedBytes")).toInt(), known.size() + 3);
        QVERIFY(object.contains(QStringLiteral("dialect")));
        int found = 0;
        for (const QJsonValue& row : object.value(QStringLiteral("bytes")).toArray()) {
            const bool isStatus
                = row[QStringLiteral("file")].toString() == QStringLiteral("status");
            found += isStatus ? 1 : 0;
            QCOMPARE(row[QStringLiteral("unknownBytes")].toInt(), isStatus ? odd.size() : 0);
        }
        QCOMPARE(found, 1);
        // A field that no table knows contradicts the field table.
        const QJsonArray contradictions = object.value(QStringLiteral("truth"))
                                              .toObject()
                                              .value(QStringLiteral("contradictions"))
                                              .toArray();
        const bool isTold = std::ranges::any_of(contradictions, [](const QJsonValue& one) {
            return one[QStringLiteral("field")].toString() == QStringLiteral("Invented");
        });
        QVERIFY(isTold);
    }

    void fieldTable()
    {
        const Outcome all = run({QStringLiteral("fields"), QStringLiteral("--json")});
        QCOMPARE(all.code, 0);
        const QStringList truths{QStringLiteral("measured"), QStringLiteral("derived"),
                                 QStringLiteral("constant"), QStringLiteral("absent"),
                                 QStringLiteral("renamed"),  QStringLiteral("unknown")};
        QSet<QString> files;
        for (const QJsonValue& file : json(all).array()) {
            files.insert(file[QStringLiteral("file")].toString());
            QCOMPARE(file[QStringLiteral("modes")].toObject().size(), 6);
            for (const QJsonValue& field : file[QStringLiteral("fields")].toArray()) {
                const QString name = field[QStringLiteral("name")].toString();
                QVERIFY(!name.isEmpty());
                QVERIFY2(!field[QStringLiteral("meaning")].toString().isEmpty(), qPrintable(name));
                QVERIFY(field[QStringLiteral("unit")].isString());
                const QJsonObject dialects = field[QStringLiteral("dialects")].toObject();
                QCOMPARE(dialects.size(), 6);
                for (const QJsonValue& dialect : dialects) {
                    const QString truth = dialect[QStringLiteral("truth")].toString();
                    QVERIFY2(truths.contains(truth), qPrintable(name));
                    QVERIFY(!dialect[QStringLiteral("reason")].toString().isEmpty());
                    // Only what is constant has a constant; an empty one is still a text.
                    QCOMPARE(dialect[QStringLiteral("constant")].isString(),
                             truth == QStringLiteral("constant"));
                }
            }
        }
        for (const char* file : {"auxv", "fdinfo", "io", "maps", "smaps", "stat", "status"})
            QVERIFY2(files.contains(QLatin1StringView(file)), file);
    }

    void fieldsOfOneFile()
    {
        const QByteArray text = run({QStringLiteral("fields"), QStringLiteral("stat")}).out;
        QVERIFY(text.contains("\n  starttime  [ticks]\n"));
        for (const QByteArray& line : text.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() <= 100, line.constData());
        const QByteArray one = run({QStringLiteral("fields"), QStringLiteral("io"),
                                    QStringLiteral("--dialect"), QStringLiteral("linux")})
                                   .out;
        QVERIFY(one.contains("  measured   linux"));
        QVERIFY(!one.contains("gvisor-20"));
        const QJsonArray array
            = json(run({QStringLiteral("fields"), QStringLiteral("io"), QStringLiteral("--json"),
                        QStringLiteral("--dialect"), QStringLiteral("gvisor-2019")}))
                  .array();
        const QJsonObject field
            = array.first()[QStringLiteral("fields")].toArray().first().toObject();
        QCOMPARE(field.value(QStringLiteral("dialects")).toObject().keys(),
                 QStringList{QStringLiteral("gvisor-2019")});
        // by path, as below /proc
        QCOMPARE(run({QStringLiteral("fields"), QStringLiteral("7/task/9/io")}).out,
                 run({QStringLiteral("fields"), QStringLiteral("io")}).out);
    }

    void lensOfAFile()
    {
        const QStringList dialects{QStringLiteral("--dialect"), QStringLiteral("gvisor-2018"),
                                   QStringLiteral("--dialect"), QStringLiteral("gvisor-2019")};
        const Outcome text
            = run(QStringList{QStringLiteral("lens"), start, QStringLiteral("1/maps")} + dialects);
        QCOMPARE(text.code, 0);
        // 2018 has no such line
        QVERIFY2(text.out.contains("only right ffffffffff600000-ffffffffff601000 r-xp 00000000"),
                 text.out.constData());
        QVERIFY(text.out.contains("records are equal; --all shows them."));
        QVERIFY(!text.out.contains("[heap]"));
        const Outcome all = run(QStringList{QStringLiteral("lens"), start, QStringLiteral("1/maps"),
                                            QStringLiteral("--all")}
                                + dialects);
        QVERIFY(!all.out.contains("--all"));
        const QByteArray maps = run({QStringLiteral("cat"), start, QStringLiteral("1/maps")}).out;
        for (const QByteArray& line : maps.split('\n')) {
            if (!line.isEmpty())
                QVERIFY2(all.out.contains(line.first(line.indexOf(' '))), line.constData());
        }

        const QJsonObject object
            = json(run(QStringList{QStringLiteral("lens"), start, QStringLiteral("1/maps"),
                                   QStringLiteral("--json")}
                       + dialects))
                  .object();
        qint64 rows = 0;
        for (const QJsonValue& record : object.value(QStringLiteral("records")).toArray()) {
            for (const QJsonValue& row : record[QStringLiteral("rows")].toArray()) {
                ++rows;
                const QString verdict = row[QStringLiteral("verdict")].toString();
                QCOMPARE(row[QStringLiteral("left")].isNull(),
                         verdict == QStringLiteral("onlyRight"));
                QCOMPARE(row[QStringLiteral("right")].isNull(),
                         verdict == QStringLiteral("onlyLeft"));
                QCOMPARE(row[QStringLiteral("reason")].toString().isEmpty(),
                         verdict == QStringLiteral("equal"));
            }
        }
        qint64 counted = 0;
        for (const QJsonValue& count : object.value(QStringLiteral("counts")).toObject())
            counted += count.toInteger();
        QCOMPARE(counted, rows);
    }

    void lensOfTheSame()
    {
        for (const char* path : {"1", "1/stat", "1/smaps", "1/exe", "1/fd"}) {
            const QJsonObject object
                = json(run({QStringLiteral("lens"), start, QLatin1StringView(path),
                            QStringLiteral("--json"), QStringLiteral("--dialect"),
                            QStringLiteral("gvisor-2019"), QStringLiteral("--dialect"),
                            QStringLiteral("gvisor-2019")}))
                      .object();
            QVERIFY2(object.value(QStringLiteral("sameBytes")).toBool(), path);
            const QJsonObject counts = object.value(QStringLiteral("counts")).toObject();
            QVERIFY2(counts.value(QStringLiteral("equal")).toInt() > 0, path);
            for (const char* other : {"differs", "onlyLeft", "onlyRight", "renamed"})
                QCOMPARE(counts.value(QLatin1StringView(other)).toInt(), 0);
        }
    }

    /// A file that one of the dialects lacks is a difference, no failure.
    void lensOfAFileThatOneLacks()
    {
        const QStringList arguments{QStringLiteral("lens"),        start,
                                    QStringLiteral("1/statm"),     QStringLiteral("--dialect"),
                                    QStringLiteral("gvisor-2018"), QStringLiteral("--dialect"),
                                    QStringLiteral("gvisor-2019")};
        const Outcome text = run(arguments);
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("ENOENT: this dialect has no such entry"), text.out.constData());
        const QJsonObject object
            = json(run(arguments + QStringList{QStringLiteral("--json")})).object();
        QCOMPARE(object.value(QStringLiteral("left")).toObject().value(QStringLiteral("exists")),
                 QJsonValue(false));
        QCOMPARE(
            object.value(QStringLiteral("counts")).toObject().value(QStringLiteral("onlyRight")),
            QJsonValue(7));
        const Outcome directory = run({QStringLiteral("lens"), start, QStringLiteral("1"),
                                       QStringLiteral("--dialect"), QStringLiteral("gvisor-2018"),
                                       QStringLiteral("--dialect"), QStringLiteral("gvisor-2019")});
        QCOMPARE(directory.code, 0);
        QVERIFY2(directory.out.contains("only right statm"), directory.out.constData());
        QVERIFY(directory.out.contains("file 0444"));
        QVERIFY(directory.out.contains("gvisor-2018 has no such entry."));
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

    void aScenarioInOtherDialects()
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
                 0);
        QVERIFY(run({QStringLiteral("cat"), start, QStringLiteral("1/io"),
                     QStringLiteral("--dialect"), QStringLiteral("linux")})
                    .out.startsWith("rchar: "));
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

    void tracesSteps()
    {
        const auto words
            = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        const Outcome text = run(words("trace scenario:start --from 12 --to 12"));
        QCOMPARE(text.code, 0);
        QVERIFY(text.error.isEmpty());
        QVERIFY2(text.out.contains("\nStep 12, at 82 ms\n  2 (worker) calls mprotect(0x"),
                 text.out.constData());
        QVERIFY(text.out.contains("\n      2/maps\n          8 - 7"));
        QVERIFY(text.out.contains("areas 20 -> 21"));
        QVERIFY(!text.out.contains("Step 11") && !text.out.contains("Step 13"));
        QVERIFY(!text.out.contains('\x1b')); // this is no terminal

        // Each step is a line of its own.
        const Outcome data = run(words("trace scenario:start --json"));
        QCOMPARE(data.code, 0);
        const QByteArrayList lines = data.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 31);
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const QJsonObject step = QJsonDocument::fromJson(lines[i]).object();
            QCOMPARE(step.value(QLatin1StringView("step")).toInteger(), i + 1);
        }
        const QJsonObject protect = QJsonDocument::fromJson(lines[11]).object();
        QCOMPARE(protect.value(QLatin1StringView("call")).toString(), QStringLiteral("mprotect"));
        QCOMPARE(protect.value(QLatin1StringView("arguments")).toArray().size(), 3);
        QCOMPARE(protect.value(QLatin1StringView("objects"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1StringView("kind"))
                     .toString(),
                 QStringLiteral("memory"));
        bool hasMaps = false;
        const QJsonObject task
            = protect.value(QLatin1StringView("tasks")).toArray().at(0).toObject();
        for (const QJsonValue& value : task.value(QLatin1StringView("files")).toArray()) {
            const QJsonObject file = value.toObject();
            if (file.value(QLatin1StringView("path")).toString() != QLatin1StringView("2/maps"))
                continue;
            hasMaps = true;
            const QJsonObject hunk
                = file.value(QLatin1StringView("hunks")).toArray().at(0).toObject();
            QCOMPARE(hunk.value(QLatin1StringView("removed")).toArray().size(), 1);
            QCOMPARE(hunk.value(QLatin1StringView("added")).toArray().size(), 2);
        }
        QVERIFY(hasMaps);

        // One process alone: nothing is told of others' files.
        const Outcome one = run(words("trace scenario:start --task 2"));
        QCOMPARE(one.code, 0);
        QVERIFY(one.out.contains("2/status") && !one.out.contains("      1/status"));
    }

    // Five questions that a stranger must be able to answer.
    void aTraceAnswersQuestions()
    {
        QFile questions(QStringLiteral(SANDSCOPE_TEST_DATA "/trace/README.md"));
        QVERIFY(questions.open(QIODevice::ReadOnly));
        const Outcome trace
            = run({QStringLiteral("trace"), QStringLiteral("scenario:fork-and-copy")});
        QCOMPARE(trace.code, 0);
        qsizetype at = 0;
        int answers = 0;
        for (const QByteArray& line : questions.readAll().split('\n')) {
            if (!line.startsWith("> "))
                continue;
            const qsizetype found = trace.out.indexOf(line.mid(2), at);
            QVERIFY2(found >= 0, line.constData());
            at = found + line.size() - 2;
            ++answers;
        }
        QCOMPARE(answers, 12);
        QVERIFY(!trace.out.contains("1/fd/3 vanished"));
        // Nothing changed in the child's own files by the write that copies.
        const qsizetype copy = trace.out.indexOf("write 1 byte at 0x10000000");
        QVERIFY(!trace.out.sliced(copy, trace.out.indexOf("\nStep ", copy) - copy).contains("2/"));
    }

    void refusesToTrace_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("error");
        const QString trace = QStringLiteral("trace");
        QTest::newRow("states without steps")
            << QStringList{trace, zombies} << 2 << QByteArray("has no steps");
        QTest::newRow("a process that never was")
            << QStringList{trace, start, QStringLiteral("--task"), QStringLiteral("999")} << 1
            << QByteArray("ESRCH");
        QTest::newRow("past the end")
            << QStringList{trace, start, QStringLiteral("--from"), QStringLiteral("999")} << 1
            << QByteArray("the last one is 31");
        QTest::newRow("backwards") << QStringList{trace,
                                                  start,
                                                  QStringLiteral("--from"),
                                                  QStringLiteral("5"),
                                                  QStringLiteral("--to"),
                                                  QStringLiteral("4")}
                                   << 2 << QByteArray("--from is behind --to");
        QTest::newRow("no such scenario") << QStringList{trace, QStringLiteral("scenario:none")}
                                          << 3 << QByteArray("There is no scenario");
    }

    void refusesToTrace()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QTEST(outcome.code, "code");
        QFETCH(QByteArray, error);
        QVERIFY2(outcome.error.contains(error), outcome.error.constData());
    }

    // Names and notes are anybody's bytes.
    void tracesHostileNames()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("hostile.yaml"));
        write(file,
              "title: T\nsteps:\n  - {start: /bin/sh, as: shell}\n"
              "  - {by: shell, set_name: {hex: \"1b 5b 33 31 6d 0a\"}, note: \"a\\e[2Jb\"}\n"
              "  - {by: shell, open: {path: {hex: \"2f 1b 07\"}}}\n"
              "  - {by: shell, setuid: 5}\n"
              "  - {by: shell, setuid: 0, expect: EPERM}\n");
        for (const auto* format : {"", "--json"}) {
            QStringList arguments{QStringLiteral("trace"), QStringLiteral("scenario:") + file};
            if (*format != '\0')
                arguments.append(QLatin1StringView(format));
            const Outcome outcome = run(arguments);
            QCOMPARE(outcome.code, 0);
            QVERIFY(!outcome.out.contains('\x1b') && !outcome.out.contains('\x07'));
            QVERIFY2(outcome.out.contains("EPERM"), outcome.out.constData());
        }
    }

    void aScenarioAtAStepOrAnExpression()
    {
        const auto status = [](const QStringList& options) {
            return run(QStringList{QStringLiteral("cat"), start, QStringLiteral("1/status")}
                       + options);
        };
        const Outcome first = status({QStringLiteral("--step"), QStringLiteral("1")});
        QCOMPARE(first.code, 0);
        QVERIFY(first.out.contains("Name:\tsh\n"));
        QCOMPARE(status({QStringLiteral("--until"), QStringLiteral("name == sh")}).out, first.out);
        QCOMPARE(status({QStringLiteral("--step"), QStringLiteral("0")}).code, 1); // nobody yet
        const auto generation = [](const QString& expression) {
            return json(run({QStringLiteral("tree"), QStringLiteral("--json"),
                             QStringLiteral("--depth"), QStringLiteral("1"),
                             QStringLiteral("--until"), expression, start}))
                .object()
                .value(QStringLiteral("generation"))
                .toInteger();
        };
        const qint64 threads = generation(QStringLiteral("status.Threads > 1"));
        const qint64 zombie = generation(QStringLiteral("state == Z"));
        QVERIFY(threads > 1);
        QVERIFY(zombie > threads);
    }

    void aScenarioShowsTheTextOfItsKernel()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("linux.yaml"));
        write(path, "title: T\nbehaviour: linux\nsteps:\n  - {start: /bin/sh, as: shell}\n");
        const QString source = QStringLiteral("scenario:") + path;
        QVERIFY(
            run({QStringLiteral("cat"), source, QStringLiteral("1/io")}).out.startsWith("rchar: "));
        QVERIFY(run({QStringLiteral("cat"), source, QStringLiteral("1/io"),
                     QStringLiteral("--dialect"), QStringLiteral("gvisor-2019")})
                    .out.startsWith("char: "));
    }

    void aSavedStateShowsTheSameFiles()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("nine.saved"));
        const QString source = QStringLiteral("saved:") + file;
        const Outcome saved = run(
            {QStringLiteral("save"), start, file, QStringLiteral("--step"), QStringLiteral("9")});
        QCOMPARE(saved.code, 0);
        QVERIFY2(saved.out.contains(" bytes: step 9, generation "), saved.out.constData());
        const QStringList live{start, QStringLiteral("--step"), QStringLiteral("9")};
        QCOMPARE(run({QStringLiteral("ls"), source}).out,
                 run(QStringList{QStringLiteral("ls")} + live).out);
        for (const char* name :
             {"1/status", "1/maps", "1/smaps", "1/stat", "1/auxv", "1/cmdline"}) {
            const auto of = [name](const QStringList& from) {
                return run(QStringList{QStringLiteral("cat")} + from
                           + QStringList{QLatin1StringView(name)});
            };
            const Outcome shown = of(live);
            QVERIFY(!shown.out.isEmpty());
            QCOMPARE(of({source}).out, shown.out);
            const QStringList other{QStringLiteral("--dialect"), QStringLiteral("linux")};
            QCOMPARE(of(QStringList{source} + other).out, of(live + other).out);
        }
        // A saved state can be saved as well; there is nothing to step along.
        QCOMPARE(run({QStringLiteral("save"), source, file + QLatin1Char('2')}).code, 0);
        const Outcome step
            = run({QStringLiteral("tree"), source, QStringLiteral("--step"), QStringLiteral("0")});
        QCOMPARE(step.code, 2);
        QVERIFY(step.error.contains("no steps"));
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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace cli;

namespace {

constexpr const char* hostile = "00500000-00501000 r-xp 00000000 08:01 7    /bin/x\033[31m\n";
constexpr const char* line = "00400000-00401000 rwxp 00000000 08:01 7    /bin/tool\n";

}

/// find and assert, from outside.
class FindTest : public QObject
{
    Q_OBJECT

private:
    static Outcome find(const QString& source, const char* query, const QStringList& options = {})
    {
        return run(QStringList{QStringLiteral("find"), source, QString::fromUtf8(query)} + options);
    }
    static Outcome assertThat(const QString& source, const char* query,
                              const QStringList& options = {})
    {
        return run(QStringList{QStringLiteral("assert"), source, QString::fromUtf8(query)}
                   + options);
    }
    // A folder laid out like /proc: a task with memory that can be written and executed, and one
    // with a thread.
    static void makeTree(const QString& path)
    {
        write(path + QStringLiteral("/7/stat"),
              "7 (tool) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
        write(path + QStringLiteral("/7/maps"), line);
        write(path + QStringLiteral("/7/environ"), QByteArray("TOKEN=s3cret\0", 13));
        write(path + QStringLiteral("/9/stat"),
              "9 (pool) S 1 9 9 0 -1 0 0 0 0 0 0 0 0 0 20 0 2 0 5 0 0\n");
        write(path + QStringLiteral("/9/maps"), hostile);
        for (const char* tid : {"9", "10"}) {
            const QString folder = path + QStringLiteral("/9/task/") + QLatin1String(tid);
            write(folder + QStringLiteral("/stat"),
                  QByteArray(tid) + " (idler) S 1 9 9 0 -1 0 0 0 0 0 0 0 0 0 20 0 2 0 5 0 0\n");
            write(folder + QStringLiteral("/maps"), hostile);
        }
    }

private Q_SLOTS:
    void exitCodes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("error");
        const auto row
            = [](const char* name, const QStringList& arguments, int code, const char* error) {
                  QTest::newRow(name) << arguments << code << QByteArray(error);
              };
        const QString f = QStringLiteral("find"), a = QStringLiteral("assert");
        const auto q = [](const char* text) { return QString::fromUtf8(text); };
        row("found", {f, start, q("maps.perms:x")}, 0, "");
        row("nothing found", {f, start, q("maps.perms:s")}, 1, "Nothing found in 1 task");
        row("no query", {f, start}, 2, "Usage: sandscope-cli find SOURCE QUERY");
        row("an empty query", {f, start, q("")}, 2, "column 1: there is nothing to ask");
        row("a slip", {f, start, q("maps.prems:x")}, 2,
            "QUERY, column 6: maps has no field \"prems\"; did you mean \"perms\"?\n");
        row("a slip in assert", {a, start, q("mapz.perms:x")}, 2, "did you mean \"maps\"?");
        row("a bad pattern", {f, start, q("fd.path~\"a(\"")}, 2, "column 10: this is no regular");
        row("bytes in a slip", {f, start, q("fd.path~\"\x1b]0;hi\x07(\"")}, 2, "\\x1b]0;hi\\x07(");
        row("an argument that is none", {a, start, q("cmdline.arg:sh"), q("--none")}, 2,
            "did you mean \"argv\"?\n");
        row("what ends with a full stop", {f, start, q("smaps.Pss_Dirty > 0")}, 2, "it.\n");
        row("what the dialect lacks", {f, start, q("smaps.Pss_Dirty > 0")}, 2, "gvisor-2019");
        row("no source", {f, q("nonsense"), q("x")}, 2, "proc:FOLDER");
        row("no such scenario", {f, q("scenario:strat"), q("x")}, 3, "scenario:start");
        row("no such folder", {a, q("proc:/no/such/folder"), q("x")}, 3, "no folder");
        row("no such step", {a, start, q("x"), q("--step"), q("9999")}, 3, "step 9999");
        row("a reader", {f, start, q("x"), q("--as"), q("1")}, 2, "as");
        row("every and none", {a, start, q("x"), q("--every"), q("--none")}, 2, "one of");
        row("every of find", {f, start, q("x"), q("--every")}, 2, "every");
        row("holds", {a, start, q("name == sh")}, 0, "");
        row("holds for every", {a, start, q("maps.perms:x"), q("--every")}, 0, "");
        row("holds for none", {a, start, q("name == nobody"), q("--none")}, 0, "");
    }
    void exitCodes()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, error);
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == code, outcome.error.constData());
        if (error.isEmpty())
            QCOMPARE(outcome.error, QByteArray());
        else
            QVERIFY2(outcome.error.contains(error), outcome.error.constData());
        QCOMPARE(outcome.out.isEmpty(), code != 0);
        if (code != 0)
            QCOMPARE(outcome.error.count('\n'), 1);
        QVERIFY(!outcome.error.contains('\x1b') && !outcome.error.contains('\a'));
        QVERIFY(!outcome.error.contains(".."));
    }

    void assertSaysWhatItFound()
    {
        // The question of issue trackers: is there memory that can be written and executed?
        QCOMPARE(assertThat(start, "maps.perms:rwx").code, 1);
        QCOMPARE(assertThat(start, "maps.perms:rwx").out,
                 QByteArray("Holds for no task, 1 in all: maps.perms:rwx\n"));
        QCOMPARE(assertThat(start, "maps.perms:rwx").error, QByteArray());
        const Outcome there = assertThat(start, "fd.path == \"/app/run.sh\"");
        QCOMPARE(there.code, 0);
        QCOMPARE(there.out,
                 QByteArray("Holds: fd.path == \"/app/run.sh\"\n1 sh\n"
                            "    1/fd/3            path        /app/run.sh\n"));
        const Outcome not_every = assertThat(start, "name == worker", {QStringLiteral("--every")});
        QCOMPARE(not_every.code, 1);
        QCOMPARE(not_every.out, QByteArray("Does not hold for every task: name == worker\n1 sh\n"));
        const Outcome someone = assertThat(start, "name == sh", {QStringLiteral("--none")});
        QCOMPARE(someone.code, 1);
        QVERIFY(someone.out.startsWith("Holds: name == sh\n1 sh\n"));
        QCOMPARE(json(assertThat(start, "name == sh", {QStringLiteral("--json")}))
                     .object()
                     .value(QStringLiteral("holds")),
                 QJsonValue(true));
    }

    // Another moment, another dialect.
    void moments()
    {
        const QStringList step2{QStringLiteral("--step"), QStringLiteral("2")};
        const QStringList step3{QStringLiteral("--step"), QStringLiteral("3")};
        QCOMPARE(find(start, "fd.path:run.sh", step2).code, 1);
        QCOMPARE(find(start, "fd.path:run.sh", step3).code, 0);
        QCOMPARE(find(start, "wchan", {QStringLiteral("--dialect"), QStringLiteral("linux")}).code,
                 1); // 0 is nothing
        QCOMPARE(find(start, "wchan").code, 2);
    }

    void jsonHasEverything()
    {
        const Outcome outcome
            = find(start, "maps[path ~ libc and perms:x]", {QStringLiteral("--json")});
        const QJsonObject answer = json(outcome).object();
        QCOMPARE(answer.value(QStringLiteral("query")).toString(),
                 QStringLiteral("maps[path ~ libc and perms:x]"));
        QCOMPARE(answer.value(QStringLiteral("dialect")).toString(), QStringLiteral("gvisor-2019"));
        QCOMPARE(answer.value(QStringLiteral("tasks")).toInt(), 1);
        QCOMPARE(answer.value(QStringLiteral("complete")).toBool(), true);
        const QJsonArray findings = answer.value(QStringLiteral("findings")).toArray();
        QCOMPARE(findings.size(), 1);
        const QJsonObject finding = findings.first().toObject();
        QCOMPARE(finding.value(QStringLiteral("pid")).toInt(), 1);
        QCOMPARE(finding.value(QStringLiteral("path")).toString(), QStringLiteral("1/maps"));
        // The line and the address are those that the file has.
        const int number = finding.value(QStringLiteral("line")).toInt();
        const QByteArray maps = run({QStringLiteral("cat"), start, QStringLiteral("1/maps")}).out;
        const QByteArray wanted = maps.split('\n').value(number - 1);
        QVERIFY(wanted.contains("r-xp") && wanted.contains("libc"));
        QCOMPARE(finding.value(QStringLiteral("address")).toString().toLatin1(),
                 "0x" + wanted.left(wanted.indexOf('-')));
        QCOMPARE(finding.value(QStringLiteral("row")).toString().toLatin1().simplified(),
                 wanted.simplified());
        // Nothing found is an answer as well.
        const Outcome none = find(start, "name == nobody", {QStringLiteral("--json")});
        QCOMPARE(none.code, 1);
        QCOMPARE(none.error, QByteArray());
        QVERIFY(json(none).object().value(QStringLiteral("findings")).toArray().isEmpty());
    }

    void isCutAndSaysSo()
    {
        const QStringList two{QStringLiteral("--count"), QStringLiteral("2")};
        const Outcome cut = find(start, "maps.perms:r", two);
        QCOMPARE(cut.code, 0);
        QCOMPARE(cut.out.count("1/maps:"), 2);
        QVERIFY(cut.out.contains("and more: these are the first 2"));
        QCOMPARE(json(find(start, "maps.perms:r", two + QStringList{QStringLiteral("--json")}))
                     .object()
                     .value(QStringLiteral("complete")),
                 QJsonValue(false));
    }

    // A plain tree is read while it is searched: only what the question needs.
    void readsAFolder()
    {
        const QTemporaryDir folder;
        makeTree(folder.path());
        const QString source = QStringLiteral("proc:") + folder.path();
        const Outcome outcome = find(source, "maps.perms:rwx");
        QCOMPARE(outcome.error, QByteArray());
        QCOMPARE(outcome.out,
                 QByteArray("7 tool\n    7/maps:1          perms       00400000-00401000 rwxp "
                            "00000000 08:01 7 /bin/tool\n"));
        // Threads, too; what they share with their process is told once, hostile bytes escaped.
        const Outcome threads = find(source, "name == idler or maps.path:/bin/x");
        QCOMPARE(threads.out,
                 QByteArray("9 pool\n    9/maps:1          path        00500000-00501000 r-xp "
                            "00000000 08:01 7 /bin/x\\x1b[31m\n10 idler (thread of 9)\n"
                            "    -                 name        idler\n"));
        // The environment: only when asked.
        QCOMPARE(find(source, "s3cret").code, 1);
        QVERIFY(!find(source, "tool").out.contains("s3cret"));
        QVERIFY(find(source, "s3cret", {QStringLiteral("--environ")})
                    .out.contains("7/environ         TOKEN       TOKEN=s3cret"));
        QCOMPARE(find(source, "environ.TOKEN == s3cret").code, 0);
    }

    // What cannot be read is said, and nobody takes it for a no.
    void unreadFilesDecideNothing()
    {
        const QTemporaryDir folder;
        makeTree(folder.path());
        const QString source = QStringLiteral("proc:") + folder.path();
        write(folder.path() + QStringLiteral("/7/maps"), "not what a map looks like");
        const Outcome outcome = assertThat(source, "maps.perms:rwx", {QStringLiteral("--none")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.error.contains("Nothing is known of 1 task"), outcome.error.constData());
        QVERIFY2(outcome.error.contains("7/maps"), outcome.error.constData());
        QVERIFY(outcome.out.startsWith("Not known to hold"));
        const Outcome every = assertThat(source, "not maps.perms:rwx", {QStringLiteral("--every")});
        QCOMPARE(every.code, 1);
        QVERIFY(every.out.startsWith("Not known to hold for every task"));
        const Outcome some = assertThat(source, "maps.perms:rwx");
        QCOMPARE(some.code, 1);
        QVERIFY(some.out.startsWith("Not known to hold for any task"));
        // The others answer.
        QCOMPARE(assertThat(source, "maps.perms:r-x").code, 0);
        // That it holds does not mean that all is told.
        const Outcome found = find(source, "name == tool or maps.perms:rwx");
        QCOMPARE(found.code, 0);
        QVERIFY2(found.error.startsWith("There may be more in 1 task"), found.error.constData());
        QVERIFY2(found.error.contains("7/maps"), found.error.constData());
        const QJsonObject object = json(find(source, "tool", {QStringLiteral("--json")})).object();
        QCOMPARE(object.value(QStringLiteral("complete")), QJsonValue(false));
        QCOMPARE(object.value(QStringLiteral("partial")), QJsonValue(1));
        QCOMPARE(object.value(QStringLiteral("unknown")), QJsonValue(0));
        QCOMPARE(json(find(source, "name == tool", {QStringLiteral("--json")}))
                     .object()
                     .value(QStringLiteral("complete")),
                 QJsonValue(true));
    }

    // A word that nobody knows decides nothing, nor does a tree without tasks.
    void unknownWordsDecideNothing()
    {
        const QTemporaryDir folder;
        makeTree(folder.path()); // without status
        const QString source = QStringLiteral("proc:") + folder.path();
        for (const char* option : {"--every", "--none"}) {
            const char* query = QByteArray(option) == "--every" ? "not uid == 0" : "uid == 0";
            const Outcome outcome = assertThat(source, query, {QString::fromLatin1(option)});
            QCOMPARE(outcome.code, 1);
            QVERIFY2(outcome.out.startsWith("Not known to hold"), outcome.out.constData());
            QVERIFY2(outcome.error.contains("7/status"), outcome.error.constData());
        }
        QCOMPARE(json(assertThat(source, "not uid == 0",
                                 {QStringLiteral("--every"), QStringLiteral("--json")}))
                     .object()
                     .value(QStringLiteral("unknown")),
                 QJsonValue(3));
        QTemporaryDir empty;
        write(empty.path() + QStringLiteral("/uptime"), "1.00 2.00\n");
        for (const char* option : {"--every", "--none"}) {
            const Outcome outcome = assertThat(QStringLiteral("proc:") + empty.path(), "uid == 0",
                                               {QString::fromLatin1(option)});
            QCOMPARE(outcome.code, 1);
            QVERIFY2(outcome.out.startsWith("There are no tasks"), outcome.out.constData());
        }
    }

    void captures()
    {
        const Outcome outcome = find(threads, "name ~ \"^poll\" or status.Threads > 100");
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.contains("(thread of 1)\n    -                 name        poll\n"),
                 outcome.out.constData());
        QCOMPARE(outcome.out, find(threads, "name ~ \"^poll\" or status.Threads > 100").out);
        // The zombie has no memory: that it cannot be read is no lack of knowledge.
        const Outcome zombie = find(zombies, "state == Z and not maps.perms");
        QCOMPARE(zombie.code, 0);
    }
};

QTEST_GUILESS_MAIN(FindTest)
#include "tst_find.moc"

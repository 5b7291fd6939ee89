// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace cli;

class ScenariosTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
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
        QTest::newRow("past the end, of one process") << QStringList{trace,
                                                                     start,
                                                                     QStringLiteral("--task"),
                                                                     QStringLiteral("2"),
                                                                     QStringLiteral("--from"),
                                                                     QStringLiteral("999")}
                                                      << 1 << QByteArray("the last one is 31");
        QTest::newRow("a step of somebody else")
            << QStringList{trace,
                           QStringLiteral("scenario:fork-and-copy"),
                           QStringLiteral("--task"),
                           QStringLiteral("1"),
                           QStringLiteral("--from"),
                           QStringLiteral("12"),
                           QStringLiteral("--to"),
                           QStringLiteral("12")}
            << 1 << QByteArray("Process 1 has no part in steps 12 to 12.");
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
        QVERIFY(outcome.out.isEmpty());
        QFETCH(QByteArray, error);
        QVERIFY2(outcome.error.contains(error), outcome.error.constData());
    }

    // Names and notes are anybody's bytes.
    void tracesHostileNames()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("hostile.yaml"));
        write(file,
              "title: \"x\\n\\e[31mred\"\ndescription: \"y\\e[32m\"\nsteps:\n  - {start: /bin/sh, "
              "as: shell}\n"
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
            if (*format == '\0')
                QVERIFY(outcome.out.startsWith("x\\n\\x1b[31mred\n"));
        }
        // What is wrong is told with the same care, and so is the name of a file.
        const QString wrong = folder.filePath(QStringLiteral("h\x1b[31mx.yaml"));
        write(wrong,
              "title: T\nsteps:\n  - {start: /bin/sh, as: \"a\\e[2J\"}\n"
              "  - {by: \"b\\e[2J\", \"f\\e[1mork\": }\n");
        const QString log = folder.filePath(QStringLiteral("h\x1b[31mx.strace"));
        write(log, "7 getpid() = 7\n");
        const QList<QStringList> all{{QStringLiteral("check"), QStringLiteral("scenario:") + wrong},
                                     {QStringLiteral("trace"), QStringLiteral("scenario:") + wrong},
                                     {QStringLiteral("trace"), QStringLiteral("strace:") + log},
                                     {QStringLiteral("cat"), start, QStringLiteral("1/comm"),
                                      QStringLiteral("--until"),
                                      QStringLiteral("status.\x1b[1mName == x")}};
        for (const QStringList& arguments : all) {
            const Outcome outcome = run(arguments);
            const QByteArray said = outcome.out + outcome.error;
            QVERIFY2(!said.isEmpty() && !said.contains('\x1b'), said.constData());
            QVERIFY2(said.contains("\\x1b"), said.constData());
        }
    }

    // A call that a log shows in two lines is two steps, and comes back.
    void aCallThatBegins()
    {
        const QString log = QStringLiteral("strace:" SANDSCOPE_TEST_DATA
                                           "/replay/logs/gvisor2022-own-stopped.log");
        const Outcome text = run({QStringLiteral("trace"), log});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains("\n  1 (stopped) begins brk(0x0) (its return"));
        QVERIFY(text.out.contains("\n  1 (stopped) calls brk(0x0) = "));
        for (const QByteArray& line : text.out.split('\n'))
            QVERIFY2(!line.endsWith("and never returns") || line.contains(" exit"),
                     line.constData());
        QVERIFY(text.out.contains(
            "8 (cont) calls pause() = ? ERESTARTNOHAND, interrupted by a signal\n"));
        // A mark is told once, and there is no note but the marks.
        QCOMPARE(text.out.count("The program of the first process is not in the log"), 1);
        const Outcome data = run({QStringLiteral("trace"), log, QStringLiteral("--json")});
        const QByteArrayList steps = data.out.split('\n');
        const auto outcomeOf = [&steps](int step) {
            return QJsonDocument::fromJson(steps.at(step - 1))
                .object()
                .value(QLatin1StringView("outcome"))
                .toString();
        };
        QCOMPARE(outcomeOf(1), QStringLiteral("unfinished"));
        QCOMPARE(outcomeOf(2), QStringLiteral("returned"));
    }

    void aTraceIsShort()
    {
        const Outcome linux_
            = run({QStringLiteral("trace"), QStringLiteral("scenario:pid-namespaces")});
        QVERIFY(!linux_.out.contains("cpu.idle")); // the clock's
        QVERIFY(linux_.out.contains("NSpid:\t4\t3\t1\n"));
        const QByteArray end = linux_.out.sliced(linux_.out.indexOf("\nStep 10,"));
        QVERIFY(end.indexOf("state: R -> Z") < end.indexOf("cannot be read"));
        QVERIFY2(end.contains("files of 3/ vanished"), end.constData());
        QVERIFY(end.first(end.indexOf("\nStep 11,")).count("# ") < 12);
        // What went is explained, and everything stands in its own line, for whoever wants all.
        const Outcome all = run({QStringLiteral("trace"), QStringLiteral("--all"),
                                 QStringLiteral("scenario:pid-namespaces")});
        QVERIFY(all.out.contains("3/fd/0 vanished; it led to ") && all.out.contains(" + cpu  "));
        const Outcome locked
            = run({QStringLiteral("trace"), QStringLiteral("scenario:mlock-and-smaps")});
        QVERIFY2(locked.out.contains("VmFlags:"), locked.out.constData());
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
};

QTEST_GUILESS_MAIN(ScenariosTest)
#include "tst_scenarios.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "cli.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace cli;

class ChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void checkFindsEachByte()
    {
        const QTemporaryDir folder;
        const QString source = QStringLiteral("proc:") + folder.path();
        write(folder.path() + QStringLiteral("/7/comm"), "sh\n");
        write(folder.path() + QStringLiteral("/7/odd_one"), "?\n");
        const Outcome good = run({QStringLiteral("check"), source});
        QCOMPARE(good.code, 0);
        QVERIFY2(good.out.contains("1 file checked, 0 of them differ"), good.out.constData());
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
        QVERIFY2(shipped.out.contains("14 steps done, 37 claims hold"), shipped.out.constData());
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
        QCOMPARE(refused.out.count("story.yaml:"), 2); // once each, in the parser's words
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
};

QTEST_GUILESS_MAIN(ChecksTest)
#include "tst_checks.moc"

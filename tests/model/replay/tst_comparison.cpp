// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/comparison.h>
#include <model/replay/logname.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sandscope;
using namespace sandscope::replay;

/// Replays held against what /proc showed at the end.
class ComparisonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsAgree_data();
    void endsAgree();
    void headersAreEnoughWithoutImage();
    void everyDifferenceIsFound();
    void namesOfLogs_data();
    void namesOfLogs();
    void nothingToCompareWith();
};

namespace {

const QString ends = QStringLiteral(SANDSCOPE_TEST_DATA "/replay/ends/");

LogName nameOf(const QString& folder, kernel::Behaviour behaviour)
{
    LogName name;
    const std::string place = (ends + folder).toStdString();
    name.log = place + "/strace.log";
    name.against = place;
    name.options.elfFolder = place + "/elf:" SANDSCOPE_TEST_DATA "/replay/elf";
    name.options.imageFile = place + "/maps-at-exec";
    name.options.behaviour = behaviour;
    return name;
}

std::unique_ptr<Replayer> replayed(const LogName& name)
{
    QFile file(QString::fromStdString(name.log));
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    auto log = Log::parse(file.readAll().toStdString(), name.log);
    if (!log)
        return nullptr;
    auto replayer = std::make_unique<Replayer>(*log, name.options);
    while (!replayer->atEnd()) {
        if (!replayer->step())
            return nullptr;
    }
    return replayer;
}

QByteArray missesOf(const Comparison& comparison)
{
    std::string text;
    for (const RowMiss& miss : comparison.rowMisses)
        text += miss.expected + " | " + miss.got + '\n';
    for (const LineMiss& miss : comparison.lineMisses) {
        if (miss.isAssumed)
            continue;
        text += std::to_string(miss.pid) + ": " + miss.expected + '\n';
        for (const std::string& got : miss.got)
            text += "  " + got + '\n';
    }
    return QByteArray::fromStdString(text);
}

}

void ComparisonTest::endsAgree_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<qulonglong>("rows");
    QTest::addColumn<qulonglong>("lines");
    QTest::addColumn<qulonglong>("misses");
    const auto row = [](const char* folder, kernel::Behaviour behaviour, qulonglong rows,
                        qulonglong lines, qulonglong misses) {
        QTest::newRow(folder) << QString::fromLatin1(folder) << static_cast<int>(behaviour) << rows
                              << lines << misses;
    };
    using enum kernel::Behaviour;
    row("linux-raw-shm", linux_, 4, 65, 0);
    row("linux-plain-mmapdance", linux_, 2, 194, 0);
    row("linux-plain-heap", linux_, 9, 147, 0);
    row("gvisor2024-raw-threads8", gvisor2024, 9, 34, 0);
}

void ComparisonTest::endsAgree()
{
    QFETCH(QString, folder);
    QFETCH(int, behaviour);
    QFETCH(qulonglong, rows);
    QFETCH(qulonglong, lines);
    QFETCH(qulonglong, misses);
    const LogName name = nameOf(folder, static_cast<kernel::Behaviour>(behaviour));
    const auto replayer = replayed(name);
    QVERIFY(replayer);
    const auto end = readCapturedEnd(name.against);
    QVERIFY2(end, end ? "" : end.error().c_str());
    const Comparison comparison = compareEnds(*replayer, *end);
    QVERIFY2(comparison.isGood(), missesOf(comparison).constData());
    QCOMPARE(comparison.rows, rows);
    QCOMPARE(comparison.equalRows, rows);
    QCOMPARE(comparison.lines, lines);
    QVERIFY2(comparison.lines - comparison.equalLines == misses, missesOf(comparison).constData());
    QCOMPARE(comparison.extraLines, std::size_t{0});
}

void ComparisonTest::headersAreEnoughWithoutImage()
{
    LogName name = nameOf(QStringLiteral("linux-plain-mmapdance"), kernel::Behaviour::linux_);
    name.options.imageFile.clear();
    const auto replayer = replayed(name);
    QVERIFY(replayer && replayer->isRandomised());
    const Comparison comparison = compareEnds(*replayer, *readCapturedEnd(name.against));
    QVERIFY2(comparison.equalLines == comparison.lines, missesOf(comparison).constData());
}

// What is compared is seen to differ when it does.
void ComparisonTest::everyDifferenceIsFound()
{
    const LogName name = nameOf(QStringLiteral("linux-raw-shm"), kernel::Behaviour::linux_);
    const auto replayer = replayed(name);
    QVERIFY(replayer && !replayer->isRandomised());
    auto end = readCapturedEnd(name.against);
    QVERIFY(end && end->isUntraced);
    QVERIFY(compareEnds(*replayer, *end).isGood());
    CapturedEnd::Process& process = end->processes.begin()->second;
    const std::string stat = process.stat;
    process.stat.replace(process.stat.find(" S "), 3, " R ");
    const Comparison otherState = compareEnds(*replayer, *end);
    QCOMPARE(otherState.rowMisses.size(), std::size_t{1});
    QVERIFY(!otherState.isGood());
    process.stat = stat;
    // Another offset is found, another inode is not.
    const std::size_t line = process.maps.find('\n') + 1;
    const std::size_t space = process.maps.find(' ', line);
    process.maps[space + 3] = process.maps[space + 3] == 'x' ? '-' : 'x';
    const Comparison otherAccess = compareEnds(*replayer, *end);
    QCOMPARE(otherAccess.lineMisses.size(), std::size_t{1});
    QCOMPARE(otherAccess.lineMisses.front().got.size(), std::size_t{1});
    end->processes[99].stat = "99 (x) S 1 2 3 0\n";
    QCOMPARE(compareEnds(*replayer, *end).rows, otherAccess.rows); // damaged: not recorded
}

void ComparisonTest::namesOfLogs_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* problem) {
        QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(problem);
    };
    row("log", "");
    row("log?elf=a:b&image=c&kernel=gvisor-2022&parent=2&against=d", "");
    row("", "it does not say which log");
    row("?elf=a", "it does not say which log");
    row("log?elf", "\"elf\" gives no value");
    row("log?elf=", "\"elf=\" gives no value");
    row("log?elf=a&elf=b", "\"elf\" stands there twice");
    row("log?speed=1",
        "there is no option \"speed\"; possible are elf, image, kernel, parent and against");
    row("log?kernel=bsd",
        "there is no kernel \"bsd\"; possible are gvisor-2018, gvisor-2019, gvisor-2022, "
        "gvisor-2024, gvisor-2026 and linux");
    row("log?parent=0", "\"0\" is no process id");
}

void ComparisonTest::namesOfLogs()
{
    QFETCH(QString, name);
    QFETCH(QString, problem);
    const auto parsed = parseLogName(name.toStdString());
    QCOMPARE(QString::fromStdString(parsed ? std::string() : parsed.error()), problem);
    if (name == QStringLiteral("log?elf=a:b&image=c&kernel=gvisor-2022&parent=2&against=d")) {
        QCOMPARE(parsed->log, std::string("log"));
        QCOMPARE(parsed->options.elfFolder, std::string("a:b"));
        QCOMPARE(parsed->options.imageFile, std::string("c"));
        QVERIFY(parsed->options.behaviour == kernel::Behaviour::gvisor2022);
        QCOMPARE(parsed->options.parent.value(), 2);
        QCOMPARE(parsed->against, std::string("d"));
    }
    QCOMPARE(parseLogName("a%3Fb%26?image=x%25").value().log, std::string("a?b&"));
}

void ComparisonTest::nothingToCompareWith()
{
    QTemporaryDir folder;
    QVERIFY(!readCapturedEnd(folder.path().toStdString()));
    QVERIFY(!readCapturedEnd(folder.filePath(QStringLiteral("missing")).toStdString()));
    // An index that leads out of its folder is not followed.
    QFile index(folder.filePath(QStringLiteral("proc.index.tsv")));
    QVERIFY(index.open(QIODevice::WriteOnly));
    index.write("nonsense\n");
    index.close();
    QVERIFY(!readCapturedEnd(folder.path().toStdString()));
}

QTEST_APPLESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"

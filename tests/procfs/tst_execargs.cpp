// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cmdline.h>
#include <procfs/files/environ.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;
using namespace std::string_literals;

class TestExecArgs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void onePageAtMost();
    void allPagesLater();
    void titles_data();
    void titles();
    void titleBesideTheEnvironment();
    void ranges_data();
    void ranges();
    void strings_data();
    void strings();
    void tooMany();
    void fields();
};

void TestExecArgs::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects) {
        QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, dialect)),
                 "worker\0-v\0"s);
        QCOMPARE(rendered(environFile, records.context(WorkerRecords::worker, dialect)),
                 "PATH=/usr/bin:/bin\0HOME=/root\0"s);
    }
}

void TestExecArgs::onePageAtMost()
{
    WorkerRecords records;
    MemoryText& arguments = records.memories.at(WorkerRecords::workerMemory).arguments;
    arguments.bytes = std::string(5000, 'x');
    arguments.end = arguments.start + 5000;
    for (const Dialect dialect : {Dialect::gvisor2018, Dialect::gvisor2019})
        QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(4096, 'x'));
}

void TestExecArgs::allPagesLater()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    for (MemoryText* const text : {&memory.arguments, &memory.environment}) {
        text->bytes = std::string(4999, 'x') + '\0';
        text->end = text->start + 5000;
    }
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_}) {
        for (const ProcFile* const file : {&cmdlineFile, &environFile})
            QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, dialect)).size(),
                     5000U);
    }
}

void TestExecArgs::titles_data()
{
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QByteArray>("environment");
    QTest::addColumn<QByteArray>("early"); // 2018 and 2019
    QTest::addColumn<QByteArray>("later"); // gVisor
    QTest::addColumn<QByteArray>("byLinux");
    const auto bytes
        = [](std::string_view text) { return QByteArray(text.data(), qsizetype(text.size())); };
    const QByteArray environment = bytes("A=1\0B=2\0"s);
    QTest::newRow("untouched") << bytes("prog\0-v\0"s) << environment << bytes("prog\0-v\0"s)
                               << bytes("prog\0-v\0"s) << bytes("prog\0-v\0"s);
    QTest::newRow("padded with NULs")
        << bytes("title\0\0\0"s) << environment << bytes("title\0\0\0"s) << bytes("title\0\0\0"s)
        << bytes("title\0\0\0"s);
    QTest::newRow("padded with blanks")
        << bytes("prog\0title a bb"s) << environment << bytes("prog\0title a bb"s) << bytes("prog")
        << bytes("prog\0"s);
    QTest::newRow("on into the environment")
        << bytes("TTTT") << environment << bytes("TTTT") << bytes("TTTTA=1") << bytes("TTTTA=1\0"s);
    QTest::newRow("without any NUL")
        << bytes("TTTT") << bytes("xx") << bytes("TTTT") << bytes("TTTTxx") << bytes("TTTTxx");
    QTest::newRow("NUL at once") << bytes("\0x"s) << environment << bytes("\0x"s) << bytes("")
                                 << bytes("\0"s);
    const QByteArray page(4096, 'p');
    QTest::newRow("a page in all") << page.first(4090) << page << page.first(4090) << page << page;
    QTest::newRow("more than a page")
        << page + "more" << environment << page << page + "more" << page;
}

void TestExecArgs::titles()
{
    QFETCH(const QByteArray, arguments);
    QFETCH(const QByteArray, environment);
    QFETCH(const QByteArray, early);
    QFETCH(const QByteArray, later);
    QFETCH(const QByteArray, byLinux);
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    const std::uint64_t middle = 0x10000 + std::uint64_t(arguments.size());
    memory.arguments = {0x10000, middle, arguments.toStdString()};
    memory.environment
        = {middle, middle + std::uint64_t(environment.size()), environment.toStdString()};
    for (const Dialect dialect : allDialects) {
        const QByteArray& expected = isEarly(dialect) ? early : isGvisor(dialect) ? later : byLinux;
        QCOMPARE(QByteArray::fromStdString(
                     rendered(cmdlineFile, records.context(WorkerRecords::worker, dialect))),
                 expected);
        // Nobody treats the environment so.
        QCOMPARE(QByteArray::fromStdString(
                     rendered(environFile, records.context(WorkerRecords::worker, dialect)))
                     .left(4096),
                 environment);
    }
}

void TestExecArgs::titleBesideTheEnvironment()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.arguments = {0x10000, 0x10004, "TTTT"};
    memory.environment = {0x20000, 0x20004, "A=1\0"s};
    // Linux goes on behind the arguments, wherever the environment is; gVisor goes there.
    QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, Dialect::linux_)),
             "TTTT");
    QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, Dialect::gvisor2024)),
             "TTTTA=1");
    memory.environment.bytes.reset();
    QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, Dialect::gvisor2024)),
             "EFAULT");
}

void TestExecArgs::ranges_data()
{
    QTest::addColumn<qulonglong>("start");
    QTest::addColumn<qulonglong>("end");
    QTest::addColumn<QByteArray>("bytes"); // null: nothing can be copied
    QTest::addColumn<QList<QByteArray>>("expected"); // 2018 and 2019, later, Linux
    const auto row = [](const char* name, qulonglong start, qulonglong end, const QByteArray& bytes,
                        const QList<QByteArray>& expected) {
        QTest::newRow(name) << start << end << bytes << expected;
    };
    row("never set", 0, 0, "x", {"", "", ""});
    row("no start", 0, 5, "x", {"", "", ""});
    row("no end", 5, 0, "x", {"", "", ""});
    row("empty", 5, 5, "x", {"", "", ""});
    row("turned round", 6, 5, "x", {"", "", ""});
    row("unmapped", 5, 9, QByteArray(), {"EFAULT", "EFAULT", ""});
    row("partly mapped", 5, 9, "ab", {"ab", "EFAULT", "ab"});
    row("more than the range", 5, 7, "abcd", {"ab", "ab", "ab"});
}

void TestExecArgs::ranges()
{
    QFETCH(const qulonglong, start);
    QFETCH(const qulonglong, end);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, expected);
    WorkerRecords records;
    MemoryText& environment = records.memories.at(WorkerRecords::workerMemory).environment;
    environment = {start, end, std::nullopt};
    if (!bytes.isNull())
        environment.bytes = bytes.toStdString();
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(environFile, records.context(WorkerRecords::worker, dialect)),
                 expected[isEarly(dialect)        ? 0
                              : isGvisor(dialect) ? 1
                                                  : 2]
                     .toStdString());
}

void TestExecArgs::strings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("count");
    QTest::newRow("none") << QByteArray() << 0;
    QTest::newRow("one") << QByteArray("a\0", 2) << 1;
    QTest::newRow("overwritten end") << QByteArray("a\0bc", 4) << 2;
    QTest::newRow("empty ones") << QByteArray("\0\0\0", 3) << 3;
    QTest::newRow("newline and no text") << QByteArray("a\n\xff\0b\0", 6) << 2;
}

void TestExecArgs::strings()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, count);
    QCOMPARE(int(parseExecArgs(std::string_view(bytes))->strings.size()), count);
    QCOMPARE(cmdlineFile.reformat(bytes.toStdString(), Dialect::linux_)->bytes,
             bytes.toStdString());
    QCOMPARE(int(cmdlineFile.decode(bytes.toStdString(), Dialect::linux_)->size()), count);
}

void TestExecArgs::tooMany()
{
    const auto args = parseExecArgs(std::string(mostExecArgs + 1, '\0'));
    QVERIFY(!args);
    QCOMPARE(args.error().code, ParseErrorCode::tooLong);
    QCOMPARE(args.error().offset, mostExecArgs);
}

void TestExecArgs::fields()
{
    const auto arguments = cmdlineFile.decode("sh\0-c\0"s, Dialect::linux_);
    QCOMPARE((*arguments)[1].name, "argv[1]");
    QCOMPARE((*arguments)[1].value, "-c");
    const auto variables = environFile.decode("PATH=/bin=x\0odd\0=y\0"s, Dialect::linux_);
    QCOMPARE((*variables)[0].name, "PATH");
    QCOMPARE((*variables)[0].value, "/bin=x");
    QCOMPARE((*variables)[1].name, "environ[1]");
    QCOMPARE((*variables)[2].value, "=y");
}

QTEST_APPLESS_MAIN(TestExecArgs)
#include "tst_execargs.moc"

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
    void ranges_data();
    void ranges();
    void strings_data();
    void strings();
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
    QCOMPARE(rendered(cmdlineFile, records.context(WorkerRecords::worker, Dialect::gvisor2019)),
             std::string(4096, 'x'));
}

void TestExecArgs::ranges_data()
{
    QTest::addColumn<qulonglong>("start");
    QTest::addColumn<qulonglong>("end");
    QTest::addColumn<QByteArray>("bytes"); // null: nothing can be copied
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("never set") << 0ULL << 0ULL << QByteArray("x") << QByteArray("");
    QTest::newRow("no start") << 0ULL << 5ULL << QByteArray("x") << QByteArray("");
    QTest::newRow("no end") << 5ULL << 0ULL << QByteArray("x") << QByteArray("");
    QTest::newRow("empty") << 5ULL << 5ULL << QByteArray("x") << QByteArray("");
    QTest::newRow("turned round") << 6ULL << 5ULL << QByteArray("x") << QByteArray("");
    QTest::newRow("unmapped") << 5ULL << 9ULL << QByteArray() << QByteArray("EFAULT");
    QTest::newRow("partly mapped") << 5ULL << 9ULL << QByteArray("ab") << QByteArray("ab");
    QTest::newRow("more than the range") << 5ULL << 7ULL << QByteArray("abcd") << QByteArray("ab");
}

void TestExecArgs::ranges()
{
    QFETCH(const qulonglong, start);
    QFETCH(const qulonglong, end);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, expected);
    WorkerRecords records;
    MemoryText& environment = records.memories.at(WorkerRecords::workerMemory).environment;
    environment = {start, end, std::nullopt};
    if (!bytes.isNull())
        environment.bytes = bytes.toStdString();
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(environFile, records.context(WorkerRecords::worker, dialect)),
                 expected.toStdString());
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
    QCOMPARE(int(parseExecArgs(bytes.toStdString()).strings.size()), count);
    QCOMPARE(cmdlineFile.reformat(bytes.toStdString(), Dialect::linux_)->bytes, bytes.toStdString());
    QCOMPARE(int(cmdlineFile.decode(bytes.toStdString(), Dialect::linux_)->size()), count);
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

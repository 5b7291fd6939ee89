// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/comm.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestComm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void name();
    void afterAFork();
    void evenWhenReaped();
    void printedRaw();
    void rawBytes();
    void cut();
};

void TestComm::name()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(commFile, records.context(WorkerRecords::worker, dialect)), "worker\n");
}

void TestComm::afterAFork()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).nameInherited = true;
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(commFile, records.context(WorkerRecords::worker, dialect)),
                 isEarly(dialect) ? "\n" : "worker\n");
}

void TestComm::evenWhenReaped()
{
    WorkerRecords records;
    const TaskRecord last = records.reap(WorkerRecords::worker);
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(commFile,
                          {.records = records,
                           .task = last,
                           .dialect = dialect,
                           .mount = WorkerRecords::rootPids}),
                 isGvisor(dialect) ? "worker\n" : "ESRCH");
}

void TestComm::printedRaw()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).name = "a\nb\\c)";
    for (const Dialect dialect : allDialects)
        QCOMPARE(rendered(commFile, records.context(WorkerRecords::worker, dialect)), "a\nb\\c)\n");
}

void TestComm::rawBytes()
{
    const std::string text = "a\nb\xff\n";
    const auto value = parseComm(text);
    QVERIFY(value);
    QCOMPARE(value->name, "a\nb\xff");
    QCOMPARE(commFile.reformat(text, Dialect::gvisor2024)->bytes, text);
}

void TestComm::cut()
{
    QCOMPARE(parseComm("work").error().code, ParseErrorCode::truncated);
    QCOMPARE(parseComm("").error().code, ParseErrorCode::truncated);
}

QTEST_APPLESS_MAIN(TestComm)
#include "tst_comm.moc"

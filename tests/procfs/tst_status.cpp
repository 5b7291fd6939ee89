// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/status.h>

#include <QTest>

#include <algorithm>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

constexpr std::string_view golden
    = "Name:\tworker\nState:\tS "
      "(sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nFDSize:\t3\nVmSize:\t10632 kB\n"
      "VmRSS:\t3932 "
      "kB\nThreads:\t2\nCapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:"
      "\t0000000020000420\n"
      "CapBnd:\t0000000020000420\nSeccomp:\t0\n";
constexpr std::string_view golden2024
    = "Name:\tworker\nState:\tS "
      "(sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"
      "FDSize:\t512\nGroups:\t \nVmSize:\t10632 kB\nVmRSS:\t3932 kB\nVmData:\t232 kB\nThreads:\t2\n"
      "CapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:\t0000000020000420\nCapBnd:"
      "\t0000000020000420\n"
      "Seccomp:\t0\nMems_allowed:\t1\nMems_allowed_list:\t0\n";

constexpr std::array earlyDialects = {Dialect::gvisor2018, Dialect::gvisor2019};

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out(text);
    return out.replace(out.find(from), from.size(), to);
}

}

class TestStatus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker();
    void worker2024();
    void parsed2024();
    void groups_data();
    void groups();
    void columnsOfLinux();
    void aNameCanForgeLines();
    void quickAndPatientAgree_data();
    void quickAndPatientAgree();
    void linesInAnyOrder();
    void theBufferIsUsedAgain();
    void hostile_data();
    void hostile();
    void fields();
};

void TestStatus::worker()
{
    const WorkerRecords records;
    for (const Dialect dialect : earlyDialects)
        QCOMPARE(rendered(statusFile, records.context(WorkerRecords::worker, dialect)),
                 std::string(golden));
}

/// The sample of the facts has 88 kB more of private memory than the worker, and 88 less of
/// another.
void TestStatus::worker2024()
{
    WorkerRecords records;
    std::vector<Vma> vmas = *records.memories.at(WorkerRecords::workerMemory).vmas;
    Vma& shared = vmas[6];
    Vma more = vmas[4];
    more.hint = VmaHint::none;
    more.start = shared.end - 88 * 1024;
    more.end = shared.end;
    shared.end = more.start;
    vmas.insert(vmas.begin() + 7, more);
    records.setVmas(WorkerRecords::workerMemory, vmas);
    QCOMPARE(rendered(statusFile, records.context(WorkerRecords::worker, Dialect::gvisor2024)),
             std::string(golden2024));
}

void TestStatus::parsed2024()
{
    const auto status = parseStatus(golden2024);
    QVERIFY(status);
    QCOMPARE(status->fdSize, 512U);
    QCOMPARE(status->vmDataKb, 232U);
    QCOMPARE(status->uid, (std::array<std::uint32_t, 4>{}));
    QCOMPARE(status->groups, std::vector<std::uint32_t>{});
    QCOMPARE(status->memsAllowed, "1");
    QVERIFY(status->lines.empty()); // nothing unknown, and in order
    QCOMPARE(statusFile.reformat(golden2024, Dialect::gvisor2024)->bytes, std::string(golden2024));
    // What is not there is absent, not 0.
    const auto early = parseStatus(golden);
    QVERIFY(early);
    QVERIFY(!early->uid && !early->groups && !early->vmDataKb && !early->capAmb);
}

void TestStatus::groups_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("2022, none") << int(Dialect::gvisor2022) << QByteArray("Groups:\t  \n");
    QTest::newRow("2022, some") << int(Dialect::gvisor2022) << QByteArray("Groups:\t 4 50 1001 \n");
    QTest::newRow("2024, some") << int(Dialect::gvisor2024) << QByteArray("Groups:\t4 50 1001 \n");
    QTest::newRow("linux, none") << int(Dialect::linux_) << QByteArray("Groups:\t \n");
}

void TestStatus::groups()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, line);
    const std::string text = replaced(golden2024, "Groups:\t \n", line.toStdString());
    const auto status = parseStatus(text);
    QVERIFY(status);
    QCOMPARE(status->groups->size(), line.contains('4') ? 3U : 0U);
    std::string again;
    formatStatus(*status, static_cast<Dialect>(dialect), again);
    QVERIFY(again.find("\n" + line.toStdString()) != std::string::npos);
    // And from records.
    WorkerRecords records;
    Credentials who = *records.tasks.at(WorkerRecords::worker).credentials;
    who.groups = *status->groups;
    records.setCredentials(WorkerRecords::worker, who);
    const std::string printed = rendered(
        statusFile, records.context(WorkerRecords::worker, static_cast<Dialect>(dialect)));
    QVERIFY(printed.find("\n" + line.toStdString()) != std::string::npos);
}

void TestStatus::columnsOfLinux()
{
    TaskStatus value;
    value.vmSizeKb = 2344;
    std::string text;
    formatStatus(value, Dialect::linux_, text);
    QCOMPARE(text, "VmSize:\t    2344 kB\n");
}

void TestStatus::aNameCanForgeLines()
{
    const std::string text = replaced(golden, "worker", "a\nb c\nUid:\t0\t0\t0\t0\nPid:\t1");
    const auto status = parseStatus(text);
    QVERIFY(status);
    QCOMPARE(status->name, "a\nb c");
    QCOMPARE(status->pid, 1); // nothing in the text tells that this is not it
    QCOMPARE(statusFile.reformat(text, Dialect::gvisor2019)->bytes, text);
    // Linux escapes, so its line is one.
    const auto escaped = parseStatus(replaced(golden, "worker", "a\\nb"));
    QVERIFY(escaped);
    QCOMPARE(escaped->name, "a\\nb");
}

void TestStatus::quickAndPatientAgree_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

/// A text in order is read by quicker code than one with a line that nobody knows.
void TestStatus::quickAndPatientAgree()
{
    QFETCH(const int, dialect);
    const WorkerRecords records;
    const std::string text = rendered(
        statusFile, records.context(WorkerRecords::worker, static_cast<Dialect>(dialect)));
    const auto quick = parseStatus(text);
    QVERIFY(quick);
    QVERIFY(quick->lines.empty());
    const std::string odd = text + "Later:\tx\n";
    auto patient = parseStatus(odd);
    QVERIFY(patient);
    QCOMPARE(patient->lines.size(), std::size_t(std::ranges::count(odd, '\n')));
    QCOMPARE(statusFile.reformat(odd, static_cast<Dialect>(dialect))->bytes, odd);
    QCOMPARE(statusFile.reformat(odd, static_cast<Dialect>(dialect))->unknownBytes, 9U);
    QCOMPARE(statusFile.reformat(text, static_cast<Dialect>(dialect))->unknownBytes, 0U);
    patient->lines.clear();
    QCOMPARE(*patient, *quick);
}

void TestStatus::linesInAnyOrder()
{
    const std::string text = "Name:\tx\nPid:\t-7\nTgid:\t7\nState:\tS (sleeping)\nPid:\t8\n";
    const auto status = parseStatus(text);
    QVERIFY(status);
    QCOMPARE(status->pid, -7);
    const auto again = statusFile.reformat(text, Dialect::gvisor2024);
    QCOMPARE(again->bytes, text);
    QCOMPARE(again->unknownBytes, 7U); // the second Pid
}

void TestStatus::theBufferIsUsedAgain()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects) {
        const TaskStatus status = taskStatus(records.context(WorkerRecords::worker, dialect));
        std::string out;
        formatStatus(status, dialect, out);
        const std::string once = out;
        const char* const buffer = out.data();
        out.clear();
        formatStatus(status, dialect, out);
        QCOMPARE(static_cast<const void*>(out.data()), static_cast<const void*>(buffer));
        QCOMPARE(out, once);
    }
}

void TestStatus::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    const auto row = [](const char* name, std::string_view text, ParseErrorCode code) {
        QTest::newRow(name) << QByteArray(text.data(), qsizetype(text.size())) << int(code);
    };
    row("nothing", "", truncated);
    row("no newline at the end", golden.substr(0, golden.size() - 1), truncated);
    row("cut in a line", golden.substr(0, 60), truncated);
    row("name alone", "Name:\tx\n", badField);
    row("no name first", golden.substr(golden.find("State")), badKey);
    row("line without a key", replaced(golden, "Pid:\t7\n", "hello\n"), badKey);
    row("number past 64 bits", replaced(golden, "10632", "18446744073709551616"), badNumber);
    row("no number", replaced(golden, "FDSize:\t3", "FDSize:\t"), truncated);
    row("other unit", replaced(golden, "10632 kB", "10632 MB"), badField);
    row("id past 32 bits", replaced(golden2024, "Uid:\t0", "Uid:\t4294967296"), badNumber);
    row("three ids", replaced(golden2024, "Uid:\t0\t", "Uid:\t"), truncated);
    row("five ids", replaced(golden2024, "Uid:\t0\t", "Uid:\t0\t0\t"), badField);
    row("33 namespaces and one",
        replaced(
            golden, "Threads:",
            "NSpid:\t" +
                [] {
                    std::string ids = "1";
                    for (int i = 0; i < 33; ++i)
                        ids += "\t1";
                    return ids;
                }()
                + "\nThreads:"),
        tooLong);
    row("no bar in SigQ", replaced(golden, "Threads:", "SigQ:\t1\nThreads:"), truncated);
    row("no 0x", replaced(golden, "Threads:", "untag_mask:\tff\nThreads:"), badField);
    row("mask past 64 bits", replaced(golden, "CapInh:\t0", "CapInh:\tf0"), badNumber);
}

void TestStatus::hostile()
{
    QFETCH(const QByteArray, text);
    const auto status = parseStatus(text.toStdString());
    QVERIFY(!status);
    QTEST(int(status.error().code), "code");
}

void TestStatus::fields()
{
    const std::string text = replaced(golden2024, "Seccomp:", "Brand_new:\t 1 2 \nSeccomp:");
    const auto fields = statusFile.decode(text, Dialect::gvisor2024);
    QVERIFY(fields);
    QCOMPARE(fields->front().value, "worker");
    QVERIFY(std::ranges::any_of(*fields, [](const Field& f) {
        return f.name == "Brand_new" && f.value == "1 2" && !f.doc;
    }));
    QVERIFY(std::ranges::any_of(*fields, [](const Field& f) {
        return f.name == "VmData" && f.value == "232 kB" && f.doc;
    }));
    QCOMPARE(statusFile.reformat(text, Dialect::gvisor2024)->bytes, text);
}

QTEST_APPLESS_MAIN(TestStatus)
#include "tst_status.moc"

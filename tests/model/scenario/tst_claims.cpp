// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/scenario.h>

#include <QTest>

using namespace sandscope;
using namespace sandscope::scenario;

namespace {

std::string_view view(const QByteArray& bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

QByteArray inWords(const std::vector<Problem>& problems)
{
    QByteArray text;
    for (const Problem& problem : problems)
        text += QByteArray::fromStdString(describe(problem)) + '\n';
    return text;
}

const QByteArray start = "title: x\nsteps:\n  - {start: /bin/sh, as: shell}\n";

}

/// Claims are read with the scenario, and asked after their step.
class ClaimsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
    void asked_data();
    void asked();
    void dialect();
    void aRunThatStops();
    void nothingWhilePlaying();
};

void ClaimsTest::refused_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const char* claims, const char* problem) {
        QTest::newRow(name) << QByteArray(claims) << QByteArray(problem);
    };
    row("no list", "status.Pid == 1",
        "t.yaml:6:13: \"claims\" is a list; as in - child: status.Threads == 2");
    row("no task", "[status.Pid]",
        "t.yaml:6:14: a claim is the name of a task and an expression; as in - child: "
        "status.Threads == 2");
    row("two at once", "[{child: pid == 2, shell: pid == 1}]",
        "t.yaml:6:14: a claim is the name of a task and an expression; as in - child: "
        "status.Threads == 2");
    row("an unknown task", "[{shel: pid == 1}]",
        "t.yaml:6:15: this step and those before it made no task \"shel\"; did you mean "
        "\"shell\"?");
    row("a name of something else", "[{gone: buffer}]",
        "t.yaml:6:21: this step and those before it made no task \"buffer\"; possible are: child, "
        "shell");
    row("a place in the expression", "[{child: status.Thread == 2}]",
        "t.yaml:6:29: status has no field \"Thread\"; did you mean \"Threads\"?");
    row("the same in quotes", "[{child: \"status.Thread == 2\"}]",
        "t.yaml:6:30: status has no field \"Thread\"; did you mean \"Threads\"?");
}

void ClaimsTest::refused()
{
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, problem);
    const QByteArray yaml = start + "  - {by: shell, mmap: 4K, as: buffer}\n  - by: shell\n"
        + "    claims: " + claims + "\n    fork:\n    as: child\n";
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    QVERIFY(!parsed);
    QCOMPARE(QByteArray::fromStdString(describe(parsed.error().front())), problem);
}

void ClaimsTest::asked_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* claim, const char* problem) {
        QTest::newRow(claim) << QByteArray(claim) << QByteArray(problem);
    };
    row("child: status.Pid == 2 and status.PPid == 1", "");
    row("gone: thread", "");
    row("shell: count(fd) == 3", "");
    row("child: status.Pid == 3",
        "t.yaml:9:9: after this step it does not hold for \"child\" that status.Pid == 3\n");
    row("gone: child", "t.yaml:9:9: the task \"child\" is not gone after this step\n");
    row("thread: state == R",
        "t.yaml:9:9: there is no task \"thread\" after this step; that it is gone is claimed as - "
        "gone: thread\n");
}

void ClaimsTest::asked()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, problem);
    const QByteArray yaml = start + "  - {by: shell, fork: , as: child}\n"
        + "  - {by: child, thread: , as: thread}\n  - by: thread\n    exit:\n    claims:\n      - "
        + claim + "\n";
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    if (!parsed)
        QFAIL(inWords(parsed.error()).constData());
    QCOMPARE(about(**parsed).claimCount, std::size_t{1});
    QCOMPARE(inWords(checkClaims(*parsed)), problem);
}

// A claim is about what the kernel of the scenario prints: the gVisor of 2019 has no line Uid.
void ClaimsTest::dialect()
{
    const QByteArray claimed = "  - {pass: , claims: [{shell: status.Umask == 22}]}\n";
    const auto inLinux = parseScenario(view("behaviour: linux\n" + start + claimed), "t.yaml");
    QVERIFY(inLinux);
    QCOMPARE(about(**inLinux).dialect, procfs::Dialect::linux_);
    QCOMPARE(inWords(checkClaims(*inLinux)), QByteArray());
    const auto inGvisor = parseScenario(view(start + claimed), "t.yaml");
    QVERIFY(!inGvisor);
    QVERIFY(inWords(inGvisor.error()).contains("Umask"));
}

void ClaimsTest::aRunThatStops()
{
    const auto parsed = parseScenario(
        view(start + "  - {pass: , claims: [{shell: pid == 7}]}\n  - {by: shell, close: 9}\n"
             + "  - {pass: , claims: [{shell: pid == 8}]}\n"),
        "t.yaml");
    QVERIFY(parsed);
    QCOMPARE(
        inWords(checkClaims(*parsed)),
        QByteArray("t.yaml:4:24: after this step it does not hold for \"shell\" that pid == 7\n"
                   "t.yaml:5:17: close(9) failed with EBADF; if that is meant, add expect: "
                   "EBADF\n"));
}

void ClaimsTest::nothingWhilePlaying()
{
    const auto parsed
        = parseScenario(view(start + "  - {pass: , claims: [{shell: pid == 7}]}\n"), "t.yaml");
    QVERIFY(parsed);
    Run run(*parsed);
    while (!run.atEnd())
        QVERIFY(run.step());
}

QTEST_APPLESS_MAIN(ClaimsTest)
#include "tst_claims.moc"

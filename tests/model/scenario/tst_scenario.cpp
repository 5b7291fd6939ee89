// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/operations.h>
#include <model/scenario/scenario.h>

#include <QFile>
#include <QTest>

using namespace sandscope;
using namespace sandscope::scenario;

/// The language: what it takes, what it refuses and how it says so.
class ScenarioTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void problems_data();
    void problems();
    void allProblemsAtOnce();
    void hostileFiles_data();
    void hostileFiles();
    void runProblems_data();
    void runProblems();
    void aStepThatFailsStopsTheRun();
    void timesAndTitles();
    void reports();
    void numbers_data();
    void numbers();
    void bytesOfEveryKind();
    void programsAndMounts();
    void theSameTwice();
    void theReadmeKnowsEveryOperation();
    void theReadmeExampleRuns();
};

namespace {

// A scenario around some steps.
QByteArray withSteps(const QByteArray& steps)
{
    return "title: Test\nsteps:\n  - {start: /bin/sh, as: shell}\n" + steps;
}

QByteArray firstProblem(const QByteArray& yaml)
{
    const auto parsed = parseScenario(
        std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "t.yaml");
    return parsed ? QByteArray("none")
                  : QByteArray::fromStdString(describe(parsed.error().front()));
}

ScenarioPtr parse(const QByteArray& yaml)
{
    const auto parsed = parseScenario(
        std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "t.yaml");
    if (!parsed)
        qWarning("%s", describe(parsed.error().front()).c_str());
    return parsed ? *parsed : nullptr;
}

QByteArray contentsOf(const QByteArray& path)
{
    QFile file(QString::fromUtf8(SANDSCOPE_SOURCE_DIR) + QLatin1Char('/')
               + QString::fromUtf8(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}

void ScenarioTest::problems_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const QByteArray& yaml, const char* problem) {
        QTest::newRow(name) << yaml << QByteArray(problem);
    };
    row("nothing", "", "t.yaml: the file is empty");
    row("a list", "- a\n", "t.yaml:1:1: a scenario is a map; with title: and steps: at its top");
    row("no steps", "title: x\n", "t.yaml:1:1: \"scenario\" needs \"steps\"");
    row("no title", "steps:\n  - {start: /bin/sh}\n", "t.yaml:1:1: \"scenario\" needs \"title\"");
    row("an empty list", "title: x\nsteps: []\n",
        "t.yaml:2:8: \"steps\" is a list with at least one step; as in - {start: /bin/sh, as: "
        "shell}");
    row("a misspelt key at the top", "titel: x\ntitle: x\nsteps:\n  - {start: /bin/sh}\n",
        "t.yaml:1:1: unknown key \"titel\" of \"scenario\"; did you mean \"title\"?");
    row("a misspelt operation", withSteps("  - {by: shell, mmapx: 4096}\n"),
        "t.yaml:4:17: unknown operation \"mmapx\"; did you mean \"mmap\"?");
    row("a misspelt step key", withSteps("  - {by: shell, fork: , nota: x}\n"),
        "t.yaml:4:25: unknown operation \"nota\"; did you mean \"note\"?");
    row("a misspelt argument", withSteps("  - {by: shell, mmap: {length: 4096, acces: rw-}}\n"),
        "t.yaml:4:38: unknown key \"acces\" of \"mmap\"; did you mean \"access\"?");
    row("two operations", withSteps("  - {by: shell, fork: , vfork: }\n"),
        "t.yaml:4:25: a step does one thing, and this one has \"fork\" already; make two steps of "
        "it");
    row("no operation", withSteps("  - {by: shell, note: x}\n"),
        "t.yaml:4:5: this step does nothing; for time to pass write pass:");
    row("nobody", withSteps("  - {fork: }\n"),
        "t.yaml:4:6: \"fork\" must say who does it; add by: and the name of a task");
    row("a name nobody has", withSteps("  - {by: shel, fork: }\n"),
        "t.yaml:4:10: no earlier step made a task \"shel\"; did you mean \"shell\"?");
    row("a name that comes later",
        "title: x\nsteps:\n  - {by: late, fork: }\n  - {start: /bin/sh, as: late}\n",
        "t.yaml:3:10: no earlier step made a task \"late\"");
    row("a name of another kind",
        withSteps("  - {by: shell, mmap: 4096, as: buffer}\n  - {by: buffer, fork: }\n"),
        "t.yaml:5:10: \"buffer\" is no task but the name of an address; possible are: shell");
    row("an address nobody made",
        withSteps("  - {by: shell, munmap: {at: bufer+4K, length: 4K}}\n"),
        "t.yaml:4:30: no earlier step made an address \"bufer\"");
    row("an impossible name", withSteps("  - {by: shell, fork: , as: 7up}\n"),
        "t.yaml:4:29: \"7up\" cannot be a name; letters, digits, _ and ., not starting with a "
        "digit; heap, stack, arguments and gone are taken");
    row("a name for nothing", withSteps("  - {by: shell, setsid: , as: x}\n"),
        "t.yaml:4:31: \"setsid\" gives no names");
    row("too many names", withSteps("  - {by: shell, pipe: , as: [a, b, c]}\n"),
        "t.yaml:4:29: \"pipe\" gives 2 names");
    row("no size", withSteps("  - {by: shell, mmap: lots}\n"),
        "t.yaml:4:23: \"lots\" is no size; as in 4096, 0x1000, 64K, 2M, 1G or 3 pages");
    row("a size past 64 bits", withSteps("  - {by: shell, mmap: 99999999999G}\n"),
        "t.yaml:4:23: \"99999999999G\" is no size; as in 4096, 0x1000, 64K, 2M, 1G or 3 pages");
    row("no access", withSteps("  - {by: shell, mmap: {length: 4K, access: wr-}}\n"),
        "t.yaml:4:44: \"wr-\" is no access; three letters, as in r--, rw-, r-x or ---");
    row("no number", withSteps("  - {by: shell, setuid: root}\n"),
        "t.yaml:4:25: \"root\" is no possible value of \"id\"; a whole number from 0 to "
        "4294967295");
    row("a number out of range", withSteps("  - {by: shell, exit: 256}\n"),
        "t.yaml:4:23: \"256\" is no possible value of \"code\"; a whole number from 0 to 255");
    row("neither true nor false", withSteps("  - {by: shell, dumpable: yes}\n"),
        "t.yaml:4:27: \"yes\" is neither true nor false");
    row("an unknown flag", withSteps("  - {by: shell, clone: [vm, file]}\n"),
        "t.yaml:4:29: \"file\" is no possible value of \"flags\"; did you mean \"files\"?");
    row("an unknown capability", withSteps("  - {by: shell, drop_bounding: net_rw}\n"),
        "t.yaml:4:32: \"net_rw\" is no possible value of \"capability\"; did you mean "
        "\"net_raw\"?");
    row("an unknown error", withSteps("  - {by: shell, setuid: 0, expect: EPREM}\n"),
        "t.yaml:4:36: \"EPREM\" is no error of a system call; as in EPERM");
    row("no time", withSteps("  - {at: soon, by: shell, fork: }\n"),
        "t.yaml:4:10: \"soon\" is no time; as in 1.5s, 20ms, 3us or 7ns");
    row("a negative time", withSteps("  - {after: -1s, by: shell, fork: }\n"),
        "t.yaml:4:13: \"-1s\" is no time; as in 1.5s, 20ms, 3us or 7ns");
    row("back in time", withSteps("  - {at: 2s, pass: }\n  - {at: 1s, pass: }\n"),
        "t.yaml:5:10: this step is earlier than the one before it; steps stand in the order of "
        "time");
    row("two times", withSteps("  - {at: 2s, after: 1s, pass: }\n"),
        "t.yaml:4:10: a step has \"at\" or \"after\", not both");
    row("arguments that should be a map", withSteps("  - {by: shell, munmap: [1, 2]}\n"),
        "t.yaml:4:25: \"munmap\" wants its arguments as a map; as in munmap: {key: value}");
    row("a missing argument", withSteps("  - {by: shell, munmap: {at: heap}}\n"),
        "t.yaml:4:25: \"munmap\" needs \"length\"");
    row("grow and shrink", withSteps("  - {by: shell, brk: {grow: 1, shrink: 1}}\n"),
        "t.yaml:4:22: \"brk\" needs \"grow\" or \"shrink\", and not both; as in brk: {grow: 64K}");
    row("a page size of its own", "title: x\npage_size: 16384\nsteps:\n  - {start: /bin/sh}\n",
        "t.yaml:2:12: \"16384\" is no possible value of \"page_size\"; a whole number from 4096 to "
        "4096");
    row("an unknown behaviour", "title: x\nbehaviour: gvisor-2017\nsteps:\n  - {start: /bin/sh}\n",
        "t.yaml:2:12: \"gvisor-2017\" is no possible value of \"behaviour\"; did you mean "
        "\"gvisor-2018\"?");
    row("half a byte", withSteps("  - {by: shell, set_name: {name: {hex: \"6\"}}}\n"),
        "t.yaml:4:40: this is no text in hexadecimal digits; two digits for each byte, as in \"66 "
        "6f 6f\"");
}

void ScenarioTest::problems()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, problem);
    QCOMPARE(firstProblem(yaml), problem);
}

void ScenarioTest::allProblemsAtOnce()
{
    const QByteArray yaml = withSteps(
        "  - {by: shel, fork: }\n  - {by: shell, mmap: lots}\n  - {by: shell, fox: }\n");
    const auto parsed = parseScenario(
        std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "t.yaml");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().size(), 3U);
    QCOMPARE(parsed.error()[0].line, 4);
    QCOMPARE(parsed.error()[1].line, 5);
    QCOMPARE(parsed.error()[2].line, 6);
}

void ScenarioTest::hostileFiles_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("part"); // of the message
    QTest::newRow("aliases that explode") << QByteArray("a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n")
                                          << QByteArray("anchors are not supported");
    QTest::newRow("an alias") << QByteArray("title: *x\n") << QByteArray(":");
    QTest::newRow("a tag") << QByteArray("title: !!python/object x\n")
                           << QByteArray("tags are not supported");
    QTest::newRow("too large") << QByteArray(2 << 20, 'x') << QByteArray("larger than 1 MiB");
    QTest::newRow("deep nesting") << QByteArray(100'000, '[') << QByteArray("t.yaml");
    QTest::newRow("deep maps") << QByteArray("{a: ").repeated(20'000) << QByteArray("t.yaml");
    QTest::newRow("many parts") << QByteArray("[" + QByteArray("a,").repeated(300'000) + "]")
                                << QByteArray("too many parts");
    QTest::newRow("not closed") << QByteArray("title: [x\n") << QByteArray("not YAML");
    QTest::newRow("a tab") << QByteArray("title:\n\t- x\n") << QByteArray("t.yaml");
    QTest::newRow("binary") << QByteArray("\x00\x01\xff\xfe\x80", 5) << QByteArray("t.yaml");
    QTest::newRow("a key twice") << QByteArray("title: a\ntitle: b\n")
                                 << QByteArray("a second time");
    QTest::newRow("a key that is a list")
        << QByteArray("? [a]\n: b\n") << QByteArray("a key must be a plain word");
    QTest::newRow("two documents")
        << QByteArray("title: a\n---\ntitle: b\n") << QByteArray("second document");
    QTest::newRow("steps without end")
        << "title: x\nsteps:\n" + QByteArray("  - {pass: }\n").repeated(10'001)
        << QByteArray("10001 steps");
    QTest::newRow("a long word") << withSteps("  - {" + QByteArray(900, 'a') + ": }\n")
                                 << QByteArray("unknown operation");
    QTest::newRow("problems without end")
        << "title: x\nsteps:\n" + QByteArray("  - {nothing: }\n").repeated(5'000)
        << QByteArray("unknown operation");
}

void ScenarioTest::hostileFiles()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, part);
    const auto parsed = parseScenario(
        std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), "t.yaml");
    QVERIFY(!parsed);
    QVERIFY(parsed.error().size() <= 100);
    const QByteArray text = QByteArray::fromStdString(describe(parsed.error().front()));
    QVERIFY2(text.contains(part), text.left(300).constData());
    QVERIFY(text.size() < 500);
}

void ScenarioTest::runProblems_data()
{
    QTest::addColumn<QByteArray>("steps");
    QTest::addColumn<QByteArray>("problem");
    const auto row = [](const char* name, const char* steps, const char* problem) {
        QTest::newRow(name) << withSteps(steps) << QByteArray(problem);
    };
    row("refused", "  - {by: shell, munmap: {at: 0x1001, length: 4K}}\n",
        "t.yaml:4:17: munmap(0x1001, 4 KiB) failed with EINVAL; if that is meant, add expect: "
        "EINVAL");
    row("not refused", "  - {by: shell, fork: , expect: EPERM}\n",
        "t.yaml:4:17: fork() was expected to fail with EPERM, and it did not");
    row("refused otherwise", "  - {by: shell, close: 9, expect: EPERM}\n",
        "t.yaml:4:17: close(9) failed with EBADF; if that is meant, add expect: EBADF");
    row("a stopped task", "  - {stop: shell}\n  - {by: shell, fork: }\n",
        "t.yaml:5:17: fork() failed with EAGAIN; the task is stopped or waits for its vfork child; "
        "let it run first");
    row("a dead task",
        "  - {by: shell, fork: , as: child}\n  - {by: child, exit_group: }\n  - {by: child, fork: "
        "}\n",
        "t.yaml:6:17: fork() failed with ESRCH; the task has exited before; if that is meant, add "
        "expect: ESRCH");
    row("a reaped task", "  - {by: shell, exit_group: }\n  - {by: shell, fork: }\n",
        "t.yaml:5:17: fork() failed with ESRCH; the task was reaped before; if that is meant, add "
        "expect: ESRCH");
}

void ScenarioTest::runProblems()
{
    QFETCH(QByteArray, steps);
    QFETCH(QByteArray, problem);
    Run run(parse(steps));
    QByteArray found = "none";
    while (!run.atEnd()) {
        const auto done = run.step();
        if (!done) {
            found = QByteArray::fromStdString(describe(done.error()));
            break;
        }
    }
    QCOMPARE(found, problem);
}

void ScenarioTest::aStepThatFailsStopsTheRun()
{
    Run run(parse(withSteps("  - {by: shell, close: 9}\n  - {by: shell, fork: }\n")));
    QVERIFY(run.step());
    const auto before = run.moment().snapshot;
    const auto problem = run.step();
    QVERIFY(!problem);
    QCOMPARE(run.position(), 1U);
    QVERIFY(run.moment().snapshot == before);
    QVERIFY(!run.atEnd());
    const auto again = run.step();
    QVERIFY(!again);
    QVERIFY(again.error() == problem.error());
}

void ScenarioTest::timesAndTitles()
{
    const QByteArray yaml = "title: The title\ndescription: Told before.\nstart: 1s\nsteps:\n"
                            "  - {at: 1.5s, start: /bin/sh, as: shell, note: First.}\n"
                            "  - {after: 250ms, by: shell, fork: , as: child}\n"
                            "  - {by: child, mmap: 1M, as: buffer}\n"
                            "  - {by: child, setuid: 5}\n"
                            "  - {by: child, setuid: 0, expect: EPERM}\n"
                            "  - {after: 1us, pass: }\n";
    Run run(parse(yaml));
    QCOMPARE(about(*parse(yaml)).stepCount, 6U);
    QCOMPARE(run.stepCount(), 6U);
    QCOMPARE(run.moment().title, std::string("The title"));
    QCOMPARE(run.moment().note, std::string("Told before."));
    QCOMPARE(run.moment().line, 0);
    QCOMPARE(run.moment().snapshot->time.count(), 1'000'000'000);
    QVERIFY(run.moment().snapshot->tasks.isEmpty());
    const auto next = [&run](const char* title, qint64 time, int line) {
        QVERIFY(run.step());
        QCOMPARE(QByteArray::fromStdString(run.moment().title), QByteArray(title));
        QCOMPARE(qint64(run.moment().snapshot->time.count()), time);
        QCOMPARE(run.moment().line, line);
    };
    next("1: start /bin/sh = 1", 1'500'000'000, 5);
    QCOMPARE(run.moment().note, std::string("First."));
    next("2: fork() = 2", 1'750'000'000, 6);
    QVERIFY(run.moment().note.empty());
    QVERIFY(run.step());
    QCOMPARE(run.moment().title.substr(0, 33), std::string("3: mmap(1 MiB, rw-, private) = 0x"));
    next("4: setuid(5) = 0", 1'750'000'000, 8);
    next("5: setuid(0) = EPERM", 1'750'000'000, 9);
    next("6: time passes", 1'750'001'000, 10);
    QVERIFY(run.atEnd());
    QVERIFY(!run.step());
}

// What each step says of itself, as data.
void ScenarioTest::reports()
{
    using snapshot::ObjectChange;
    using snapshot::ObjectKind;
    using snapshot::StepReport;
    const QByteArray yaml = "title: T\nsteps:\n"
                            "  - {start: /bin/sh, as: shell}\n"
                            "  - {by: shell, fork: , as: child}\n"
                            "  - {by: child, mmap: 1M, as: buffer}\n"
                            "  - {by: child, store: {at: buffer, length: 2 pages}}\n"
                            "  - {by: child, munmap: {at: 0x10, length: 4K}, expect: EINVAL}\n"
                            "  - {by: child, exit_group: 3}\n"
                            "  - {after: 1us, pass: }\n";
    Run run(parse(yaml));
    QVERIFY(!run.moment().report);
    const auto next = [&run]() -> StepReport {
        return run.step() && run.moment().report ? *run.moment().report : StepReport{};
    };
    StepReport report = next();
    QVERIFY(!report.by && report.byName.empty() && report.call.empty());
    QCOMPARE(report.text, "start /bin/sh");
    QCOMPARE(report.result, "1");
    QVERIFY((
        report.objects.front()
        == snapshot::TouchedObject{ObjectKind::task, 1, ObjectChange::created, procfs::TaskId{1}}));
    report = next();
    QCOMPARE(report.call, "fork");
    QVERIFY(report.arguments.empty());
    QVERIFY(report.by == procfs::TaskId{1} && report.byTid == procfs::Tid{1});
    QCOMPARE(report.byName, "sh");
    report = next();
    QCOMPARE(report.call, "mmap");
    QCOMPARE(report.byTid.value, 2);
    QVERIFY((report.arguments
             == std::vector<snapshot::CallArgument>{
                 {"length", "1 MiB"}, {"access", "rw-"}, {"flags", "private"}}));
    report = next(); // no system call, and with arguments none the less
    QVERIFY(report.call.empty() && report.result.empty());
    QCOMPARE(report.arguments.back().value, "8 KiB");
    report = next();
    QVERIFY(report.error == procfs::Errno::invalid && report.result.empty());
    report = next();
    QVERIFY(report.call == "exit_group" && report.result.empty());
    QVERIFY(std::ranges::contains(report.objects, ObjectChange::ended,
                                  &snapshot::TouchedObject::change));
    report = next();
    QVERIFY(!report.by && report.call.empty() && report.objects.empty());
    QCOMPARE(report.text, "time passes");
}

void ScenarioTest::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("size"); // -1: refused
    QTest::addColumn<qint64>("time");
    QTest::newRow("plain") << QByteArray("4096") << qint64(4096) << qint64(-1);
    QTest::newRow("hexadecimal") << QByteArray("0x1000") << qint64(4096) << qint64(-1);
    QTest::newRow("K") << QByteArray("64K") << qint64(65536) << qint64(-1);
    QTest::newRow("G") << QByteArray("2G") << qint64(2) * (1 << 30) << qint64(-1);
    QTest::newRow("pages") << QByteArray("3 pages") << qint64(12288) << qint64(-1);
    QTest::newRow("one page") << QByteArray("1 page") << qint64(4096) << qint64(-1);
    QTest::newRow("negative") << QByteArray("-1") << qint64(-1) << qint64(-1);
    QTest::newRow("empty") << QByteArray() << qint64(-1) << qint64(-1);
    QTest::newRow("just a unit") << QByteArray("K") << qint64(-1) << qint64(-1);
    QTest::newRow("seconds") << QByteArray("1.5s") << qint64(-1) << qint64(1'500'000'000);
    QTest::newRow("milliseconds") << QByteArray("20ms") << qint64(-1) << qint64(20'000'000);
    QTest::newRow("microseconds") << QByteArray("3us") << qint64(-1) << qint64(3000);
    QTest::newRow("nanoseconds") << QByteArray("7ns") << qint64(-1) << qint64(7);
    QTest::newRow("digits past a nanosecond")
        << QByteArray("0.0000000019s") << qint64(-1) << qint64(1);
    QTest::newRow("no digits behind the point") << QByteArray("1.s") << qint64(-1) << qint64(-1);
    QTest::newRow("a hundred years") << QByteArray("3155760000s") << qint64(-1) << qint64(-1);
}

void ScenarioTest::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, size);
    QFETCH(qint64, time);
    const auto asSize = readSize(text.toStdString());
    QCOMPARE(asSize ? static_cast<qint64>(*asSize) : -1, size);
    const auto asTime = readDuration(text.toStdString());
    QCOMPARE(asTime ? static_cast<qint64>(asTime->count()) : -1, time);
}

void ScenarioTest::bytesOfEveryKind()
{
    const QByteArray yaml = "title: \"\\e[31m<b>&\"\nsteps:\n"
                            "  - {start: {program: /bin/sh, arguments: [\"a\\nb\", {hex: \"ff 80 "
                            "0a\"}, \"\"]}, as: shell}\n"
                            "  - {by: shell, set_name: {hex: \"ff 29 0a\"}}\n";
    Run run(parse(yaml));
    QVERIFY(run.step() && run.step());
    const auto& row = *run.moment().snapshot->tasks.find(1);
    QCOMPARE(row.command, std::string("a\nb \xff\x80\n "));
    QCOMPARE(row.name, std::string("\xff)\n"));
}

void ScenarioTest::programsAndMounts()
{
    const QByteArray yaml = R"(
title: A static program
mounts:
  - {path: /, type: 9p, read_only: true}
  - {path: "/with space", type: tmpfs}
programs:
  - static: true
    heap: 0
    image:
      path: /app/static
      position_independent: false
      entry: 0x401000
      segments:
        - {address: 0x400000, memory: 0x500, access: r--}
        - {address: 0x401000, memory: 0x2000, access: r-x}
        - {address: 0x404e00, offset: 0x3e00, file: 0x300, memory: 0x2300, access: rw-}
steps:
  - {start: /app/static, as: it}
)";
    Run run(parse(yaml));
    QVERIFY(run.step());
    const auto& records = *run.moment().snapshot->records;
    const auto* memory = records.memory(records.task(procfs::TaskId{1})->memory);
    QVERIFY(!memory->hasInterpreter);
    QCOMPARE(memory->vmas->front().start, 0x400000ULL);
    QCOMPARE((*memory->vmas)[2].start, 0x404000ULL);
    QCOMPARE((*memory->vmas)[2].end, 0x406000ULL);
    QCOMPARE((*memory->vmas)[2].offset, 0x3000ULL);
    QVERIFY(!(*memory->vmas)[3].mapping); // bss
    QCOMPARE((*memory->vmas)[3].end, 0x408000ULL);
    const auto* task = records.task(procfs::TaskId{1});
    QCOMPARE(records.mountNamespace(task->mountNamespace)->mounts.size(), 2U);
    QCOMPARE(firstProblem("title: x\nprograms:\n  - image: {path: /x, segments: [{address: 0x10, "
                          "offset: 0x20, memory: 5}]}\n"
                          "steps:\n  - {start: /x}\n"),
             QByteArray("t.yaml:3:33: the image \"/x\" cannot be loaded: address and file offset "
                        "of a segment differ "
                        "within the page"));
}

void ScenarioTest::theSameTwice()
{
    const QByteArray yaml = contentsOf("resources/scenarios/start.yaml");
    Run one(parse(yaml));
    Run two(parse(yaml));
    while (!one.atEnd()) {
        QVERIFY(one.step() && two.step());
        const snapshot::Moment& a = one.moment();
        const snapshot::Moment& b = two.moment();
        QCOMPARE(a.title, b.title);
        QCOMPARE(a.snapshot->generation, b.snapshot->generation);
        QCOMPARE(a.snapshot->ownBytes, b.snapshot->ownBytes);
        a.snapshot->tasks.forEach([&b](std::uint32_t id, const auto& row) {
            QVERIFY(b.snapshot->tasks.find(id) && *row == *b.snapshot->tasks.find(id));
        });
    }
}

void ScenarioTest::theReadmeKnowsEveryOperation()
{
    const QByteArray readme = contentsOf("resources/scenarios/README.md");
    QVERIFY(!readme.isEmpty());
    for (const std::string& name : operationNames()) {
        const QByteArray word = QByteArray::fromStdString(name);
        QVERIFY2(readme.contains('`' + word + ':') || readme.contains('`' + word + '`'),
                 word.constData());
    }
}

void ScenarioTest::theReadmeExampleRuns()
{
    const QByteArray readme = contentsOf("resources/scenarios/README.md");
    const qsizetype start = readme.indexOf("```yaml\n") + 8;
    Run run(parse(readme.mid(start, readme.indexOf("```\n", start) - start)));
    while (!run.atEnd())
        QVERIFY(run.step());
    QCOMPARE(run.stepCount(), 4U);
}

QTEST_APPLESS_MAIN(ScenarioTest)
#include "tst_scenario.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/query/search.h>

#include <QTest>

#include <random>

using namespace sandscope;
using namespace sandscope::query;
using procfs::Dialect;

class TestExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answers_data();
    void answers();
    void refuses_data();
    void refuses();
    void findsTheFirstTask();
    void answersNoWithoutTheFile();
    void knowsWhatItReads();
    void survivesHostileText();

private:
    snapshot::SnapshotPtr m_snapshot;
    procfs::TaskId m_shell, m_worker, m_thread, m_zombie;
};

void TestExpression::initTestCase()
{
    kernel::Kernel kernel;
    kernel::ProcessSpec spec;
    spec.executable = "/bin/sh";
    spec.arguments = {"sh", "-c", "run"};
    spec.environment = {"PATH=/bin", "EMPTY="};
    m_shell = kernel.createProcess(spec).value();
    m_worker = kernel.fork(m_shell).value();
    QVERIFY(kernel.setName(m_worker, "worker").has_value());
    m_thread = kernel.clone(m_worker, kernel::clone::newThread).value();
    m_zombie = kernel.fork(m_shell).value();
    QVERIFY(kernel.exit(m_zombie, 3).has_value());
    kernel::MapRequest request;
    request.address = 0x10000000;
    request.length = 0x10000;
    request.fixed = true;
    request.access = {true, true, true};
    QVERIFY(kernel.mmap(m_worker, request).has_value());
    QVERIFY(kernel.open(m_worker, {.path = "/data/table.bin"}).has_value());
    m_snapshot = kernel.publish();
}

void TestExpression::answers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("shell");
    QTest::addColumn<bool>("worker");
    const auto row = [](const char* text, bool shell, bool worker) {
        QTest::addRow("%s", text) << QByteArray(text) << shell << worker;
    };
    row("maps.perms == \"rwx\"", false, true);
    row("maps.perms == rwxp", false, true);
    row("maps.perms == rwxs", false, false);
    row("maps.perms:rwx", false, true);
    row("not maps.perms == rwx", true, false);
    row("! maps.perms == rwx", true, false);
    row("!maps.perms:rwx and not name:worker", true, false);
    row("maps.perms != rwx", true, true); // some line is another
    row("maps[perms == \"rwx\" and size == 64K]", false, true);
    row("maps[perms == \"rwx\" and path ~ \"libc\"]", false, false);
    row("maps.perms == rwx and maps.path ~ libc", false, true); // different lines
    row("maps[path ~ \"libc\" && perms:x]", true, true);
    row("maps[start == 10000000]", false, true); // as the file prints it
    row("maps[start == 0x10000000]", false, true);
    row("maps[end <= 0x10010000 and start >= 0x10000000]", false, true);
    row("maps.path", true, true);
    row("maps.offset == 26000", true, true);
    row("addr:0x10000fff", false, true);
    row("addr:0x10010000", false, false);
    row("addr == 0x10000000", false, true);
    row("maps.range:0x10000000", false, true);
    // As copied from the file.
    row("addr:10000100", false, true);
    row("addr == 10000000", false, true);
    row("addr:1000ffff", false, true);
    row("addr:10010000", false, false);
    row("maps.range:10000100", false, true);
    row("maps[range:1000ffff and perms:x]", false, true);
    row("maps.range == 10000000-10010000", false, true);
    row("maps.range ~ ^10000000-", false, true);
    row("count(maps[perms == \"rwx\"]) == 1", false, true);
    row("count(maps[perms == \"rwx\"])", false, true);
    row("count(maps) > 5", true, true);
    row("count(cmdline) == 3", true, true);
    row("count(environ) == 2", true, true);
    row("count(fd) == 4", false, true);
    row("count(task) == 2", false, true);
    row("task.tid == 3", false, true);
    row("status.Threads > 1", false, true);
    row("status.Threads >= 2 and status.Threads <= 2", false, true);
    row("status.Threads == 2", false, true);
    row("status.Threads == \"2\"", false, true);
    row("status.VmSize > 1M", true, true);
    row("status.VmSize > 1G", false, false);
    row("status.VmSize == 1", false, false);
    row("statm.size > 1M", true, true);
    row("statm.size > 1048576", false, false); // pages, as printed
    row("status.State:R", true, true);
    row("status.Uid:0", true, true);
    row("status.Uid:7", false, false);
    row("limits.\"Max open files\" == 1048576", true, true);
    row("limits.'Max stack size' == 8M", true, true);
    row("limits[\"Max cpu time\" == unlimited]", true, true);
    row("limits.\"Max cpu time\" > 100", true, true);
    row("fd.path ~ \"\\.bin$\"", false, true);
    row("fd.path~\\.bin", false, true);
    row("fd[fd == 3 and path == /data/table.bin]", false, true);
    row("fd.fd:3", false, true);
    row("fdinfo.flags", true, true);
    row("comm == \"worker\"", false, true);
    row("exe == /bin/sh", true, true);
    row("exe.exe == /bin/sh", true, true);
    row("ns.net ~ \"^net:\"", true, true);
    row("environ.PATH == /bin", true, true);
    row("environ.EMPTY", false, false);
    row("environ.NONE", false, false);
    row("cmdline.argv == run", true, true);
    row("cmdline.argv[2] == run", true, true);
    row("cmdline.argv[1] == run", false, false);
    row("cmdline.\"argv[2]\" == run", true, true);
    row("name == worker", false, true);
    row("name == 'sh'", true, false);
    row("pid == 1", true, false);
    row("pid:2", false, true);
    row("ppid == 1", false, true);
    row("state == R", true, true);
    row("threads > 1", false, true);
    row("uid == 0", true, true);
    row("uid", false, false);
    row("command ~ ^sh", true, true);
    row("meminfo.MemTotal > 1G", true, true);
    row("(name == worker or name == sh) and not (pid == 1)", false, true);
    row("name == sh or name == worker and pid == 1", true, false);
    row("((((pid == 2))))", false, true);
    row("name == \"a\\\"b\" || pid == 0x2", false, true);
    row("net/dev.face:lo", true, true);
    // Any field of the file.
    row("maps:table.bin", false, false);
    row("maps:\"[heap]\"", true, true);
    row("status:running", true, true);
    row("fd:table.bin", false, true);
    row("fd ~ \"\\.bin$\"", false, true);
    row("ns:\"net:[\"", true, true);
    row("environ:\"PATH=/b\"", true, true);
    row("environ:\"ATH=\"", true, true);
    row("environ ~ \"^PATH=\"", true, true);
    row("environ == /bin", true, true);
    // Texts, wherever they stand but in the environment.
    row("worker", false, true);
    row("WORKER", false, true);
    row("table.bin", false, true);
    row("/data/table", false, true);
    row("'Table.BIN'", false, true);
    row("not worker", true, false);
    row("worker or libc.so", true, true);
    row("libc and (worker)", false, true);
    row("\"PATH=/bin\"", false, false);
    row("/bin/sh", true, true);
    row("nowhere-to-be-seen", false, false);
}

void TestExpression::answers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, shell);
    QFETCH(bool, worker);
    const auto parsed = parseExpression(text.toStdString(), Dialect::gvisor2024);
    QVERIFY2(parsed.has_value(), parsed ? "" : describe(parsed.error()).c_str());
    QCOMPARE(holds(**parsed, m_snapshot, m_shell, Dialect::gvisor2024), shell);
    QCOMPARE(holds(**parsed, m_snapshot, m_worker, Dialect::gvisor2024), worker);
    QCOMPARE(textOf(**parsed), text.toStdString());
}

void TestExpression::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("column");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char* text, qsizetype column, const char* words) {
        QTest::addRow("%s", text) << QByteArray(text) << column << QByteArray(words);
    };
    row("", 1, "nothing to ask");
    row("  ", 1, "nothing to ask");
    row("mapz.perms == rwx", 1, "did you mean \"maps\"?");
    row("maps.prems == rwx", 6, "did you mean \"perms\"?");
    row("pid == 1 and maps[prems:rwx]", 19, "did you mean \"perms\"?");
    row("status.Threads > four", 18, "no number");
    row("pid == init", 8, "\"init\" is no number to compare pid with");
    row("uid != root", 8, "no number");
    row("count(maps) == many", 16, "no number to compare count with");
    row("status.Threads >", 17, "a value is missing");
    row("status.Threads = 4", 16, "write == or :");
    row("status.VmRSS.x > 1", 8, "has no field");
    row("maps", 5, "which field");
    row("maps.", 6, "name of a field");
    row("maps[perms:rwx", 5, "never closed");
    row("(pid == 1", 1, "never closed");
    row("pid == 1)", 9, "nothing is expected");
    row("pid == 1 pid == 2", 10, "joined by and, or");
    row("pid == 1 and", 13, "expected here");
    row("name == \"sh", 9, "never closed");
    row("name ~ \"a(b\"", 9, "no regular expression");
    row("name ~ a(b", 9, "nothing is expected");
    row("name == \"\\xzz\"", 10, "hexadecimal");
    row("addr > 5", 6, "address");
    row("addr:heap", 5, "address");
    row("cmdline.arg:run", 9, "did you mean \"argv\"?");
    row("cmdline.argv[x] == run", 13, "nothing is expected");
    row("cmdline.\"argv[]\" == run", 9, "has no field");
    row("cmdline.\"argv[1]x\" == run", 9, "has no field");
    row("cmdline.\"arg[1]\" == run", 9, "has no field");
    row("cmdline[arg:run]", 9, "did you mean \"argv\"?");
    row("== 5", 1, "expected here");
    row("smaps.Pss_Dirty > 0", 7, "has no \"Pss_Dirty\"");
    row("wchan == 0", 1, "gvisor-2024 has no wchan");
    row("count(maps == 1", 12, "\")\" is expected");
    row("count(nothing) == 1", 7, "no file");
    row("mapz.perms", 1, "did you mean \"maps\"?");
    row("foobarbaz == 1", 1, "stands in quotes");
    row("foobarbaz:1", 1, "stands in quotes");
    row("foobarbaz[perms:x]", 1, "stands in quotes");
    row("foobarbaz.so:1", 1, "stands in quotes");
    row("two words", 5, "stands in quotes");
    row("\"two words\" == 1", 13, "nothing is expected");
    row("\"\"", 1, "everywhere");
    row("maps == x", 6, "which field");
    row("maps ~ \"a(\"", 9, "no regular expression");
    row("environ:PATH=/bin", 13, "nothing is expected");
    QTest::addRow("too deep") << QByteArray(60, '(') << qsizetype(52) << QByteArray("too deeply");
    QTest::addRow("too long") << QByteArray(5000, 'a') << qsizetype(4097) << QByteArray("4096");
}

void TestExpression::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, column);
    QFETCH(QByteArray, words);
    const auto parsed = parseExpression(text.toStdString(), Dialect::gvisor2024);
    QVERIFY(!parsed);
    const QByteArray sentence = QByteArray::fromStdString(describe(parsed.error()));
    QVERIFY2(sentence.contains(words), sentence.constData());
    QVERIFY2(static_cast<qsizetype>(parsed.error().column) == column, sentence.constData());
}

void TestExpression::findsTheFirstTask()
{
    const auto expression
        = [](const char* text) { return parseExpression(text, Dialect::linux_).value(); };
    QCOMPARE(firstFor(*expression("maps.perms == rwx"), m_snapshot, Dialect::linux_), m_worker);
    QCOMPARE(firstFor(*expression("state == Z"), m_snapshot, Dialect::linux_), m_zombie);
    QCOMPARE(firstFor(*expression("name == nobody"), m_snapshot, Dialect::linux_),
             procfs::TaskId{});
    // A thread is asked at its own directory.
    QCOMPARE(firstFor(*expression("tid == 3 and status.Pid == 3"), m_snapshot, Dialect::linux_),
             m_thread);
    QCOMPARE(firstFor(*expression("children.child == 2"), m_snapshot, Dialect::linux_), m_shell);
}

void TestExpression::answersNoWithoutTheFile()
{
    const auto perms = parseExpression("maps.perms", Dialect::gvisor2019).value();
    QVERIFY(holds(*perms, m_snapshot, m_shell, Dialect::gvisor2019));
    QVERIFY(!holds(*perms, m_snapshot, m_zombie, Dialect::gvisor2019));
    QVERIFY(!holds(*perms, m_snapshot, procfs::TaskId{99}, Dialect::gvisor2019));
    const auto none = parseExpression("count(maps) == 0", Dialect::gvisor2019).value();
    QVERIFY(holds(*none, m_snapshot, m_zombie, Dialect::gvisor2019));
}

void TestExpression::knowsWhatItReads()
{
    const auto expression = parseExpression(
        "maps.perms:x or maps.path or status.Threads > 1 or net/dev.face or uptime.up > 5",
        Dialect::gvisor2024);
    QVERIFY(expression.has_value());
    const std::vector<std::string> expected
        = {"2/task/3/maps", "2/task/3/status", "2/net/dev", "uptime"};
    QCOMPARE(pathsOf(**expression, *m_snapshot->tasks.find(m_thread.value)), expected);
}

/// Whatever is written, the parser ends, names a place in the text, and what it makes can be asked.
void TestExpression::survivesHostileText()
{
    std::mt19937 random(1);
    const std::vector<std::string> pieces
        = {"maps", "status",  ".", "perms", "Threads", "[",    "]",    "(", ")",  "==",
           "!=",   "~",       ":", "<",     "and",     "or",   "not",  "!", "\"", "'",
           "\\",   "0x",      "4", "64K",   "count(",  "addr", "name", " ", "\n", "\xff",
           "fd",   "environ", "x", "||",    "&&",      "-1",   "{9}",  "*"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto length = random() % 12; length > 0; --length)
            text += pieces[random() % pieces.size()] + (random() % 2 ? " " : "");
        const auto parsed = parseExpression(text, Dialect::gvisor2024);
        if (parsed) {
            const bool isYes = holds(**parsed, m_snapshot, m_worker, Dialect::gvisor2024);
            if (round % 8 != 0)
                continue;
            // Whoever searches finds it, and nothing else.
            Search search(*parsed, m_snapshot, Dialect::gvisor2024);
            std::vector<Finding> findings;
            while (search.next(findings)) { }
            const bool isFound = std::ranges::contains(findings, m_worker, &Finding::task);
            QVERIFY2(isYes == isFound, text.c_str());
        } else {
            QVERIFY2(parsed.error().column >= 1 && parsed.error().column <= text.size() + 1,
                     text.c_str());
        }
    }
}

QTEST_APPLESS_MAIN(TestExpression)
#include "tst_expression.moc"

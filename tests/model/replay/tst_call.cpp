// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/lines.h>

#include <QTest>

using namespace sandscope::replay;

/// One line of a log, and what stands in it.
class CallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void flags_data();
    void flags();
    void strings_data();
    void strings();
    void descriptors_data();
    void descriptors();
    void lists();
    void calls_data();
    void calls();
    void gvisorCalls();
    void damage_data();
    void damage();
};

namespace {

Argument argumentOf(const char* text)
{
    return {{}, text};
}

}

void CallTest::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<quint64>("value");
    QTest::newRow("decimal") << QByteArray("8192") << true << quint64(8192);
    QTest::newRow("hexadecimal") << QByteArray("0x7ffff7fc0000") << true << quint64(0x7ffff7fc0000);
    QTest::newRow("octal") << QByteArray("0644") << true << quint64(0644);
    QTest::newRow("octal of gVisor") << QByteArray("0o644") << true << quint64(0644);
    QTest::newRow("zero") << QByteArray("0") << true << quint64(0);
    QTest::newRow("negative") << QByteArray("-1") << true << quint64(-1);
    QTest::newRow("null") << QByteArray("NULL") << true << quint64(0);
    QTest::newRow("product") << QByteArray("8192*1024") << true << quint64(8388608);
    QTest::newRow("shift") << QByteArray("1<<4") << true << quint64(16);
    QTest::newRow("shifted too far") << QByteArray("1<<64") << false << quint64(0);
    QTest::newRow("no limit") << QByteArray("RLIM64_INFINITY") << true << quint64(-1);
    QTest::newRow("largest") << QByteArray("18446744073709551615") << true << quint64(-1);
    QTest::newRow("too large") << QByteArray("18446744073709551616") << false << quint64(0);
    QTest::newRow("comment") << QByteArray("0x22 /* MAP_PRIVATE */") << true << quint64(0x22);
    QTest::newRow("decorated") << QByteArray("3</etc/passwd>") << true << quint64(3);
    QTest::newRow("word") << QByteArray("SIGCHLD") << false << quint64(0);
    QTest::newRow("glued") << QByteArray("12ab") << false << quint64(0);
    QTest::newRow("nothing") << QByteArray() << false << quint64(0);
}

void CallTest::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isNumber);
    QFETCH(quint64, value);
    const auto number = argumentOf(text.constData()).number();
    QCOMPARE(number.has_value(), isNumber);
    if (number)
        QCOMPARE(quint64(*number), value);
}

void CallTest::flags_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("value");
    QTest::newRow("names") << QByteArray("CLONE_VM|CLONE_FS|SIGCHLD") << qint64(0x300 | 17);
    QTest::newRow("raw") << QByteArray("0x1200000|17") << qint64(0x1200011);
    QTest::newRow("mixed") << QByteArray("CLONE_VM|0x11") << qint64(0x111);
    QTest::newRow("verbose") << QByteArray("0x111 /* CLONE_VM|SIGCHLD */") << qint64(0x111);
    QTest::newRow("unknown name") << QByteArray("CLONE_VM|CLONE_NONSENSE") << qint64(-1);
    QTest::newRow("nothing") << QByteArray() << qint64(-1);
    QTest::newRow("only a bar") << QByteArray("|") << qint64(-1);
}

void CallTest::flags()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, value);
    const auto flags = argumentOf(text.constData()).flags(constants::cloneFlags());
    QCOMPARE(flags ? qint64(*flags) : -1, value);
    QCOMPARE(argumentOf("1<<CAP_KILL|1<<CAP_CHOWN").flags(constants::capabilities()), 0x21U);
}

void CallTest::strings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("plain") << QByteArray("\"sh\"") << QByteArray("sh") << true;
    QTest::newRow("cut") << QByteArray("\"exactly15chars_\"...") << QByteArray("exactly15chars_")
                         << false;
    QTest::newRow("escapes") << QByteArray(R"("a\n\t\"\\")") << QByteArray("a\n\t\"\\") << true;
    QTest::newRow("octal") << QByteArray(R"("\177ELF\2\0011")") << QByteArray("\177ELF\2\0011")
                           << true;
    QTest::newRow("hexadecimal") << QByteArray(R"("\xc5\x4e")") << QByteArray("\xc5\x4e") << true;
    QTest::newRow("Go") << QByteArray(R"(0x7f00 "caf\u00e9")") << QByteArray("caf\xc3\xa9") << true;
    QTest::newRow("path of gVisor")
        << QByteArray("0x7f00 /etc/a, b") << QByteArray("/etc/a, b") << true;
    QTest::newRow("no end") << QByteArray("\"abc") << QByteArray() << false;
    QTest::newRow("escape at the end") << QByteArray("\"abc\\") << QByteArray() << false;
    QTest::newRow("a number") << QByteArray("0x7f00") << QByteArray() << false;
}

void CallTest::strings()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isWhole);
    const auto string = argumentOf(text.constData()).string();
    QCOMPARE(string.has_value(), !bytes.isEmpty());
    if (string) {
        QCOMPARE(QByteArray::fromStdString(string->bytes), bytes);
        QCOMPARE(string->isWhole, isWhole);
    }
}

void CallTest::descriptors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("number");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("isDeleted");
    QTest::newRow("number") << QByteArray("3") << 3 << QByteArray() << false;
    QTest::newRow("path") << QByteArray("3</etc/passwd>") << 3 << QByteArray("/etc/passwd")
                          << false;
    QTest::newRow("deleted") << QByteArray("5</memfd:sealed one>(deleted)") << 5
                             << QByteArray("/memfd:sealed one") << true;
    QTest::newRow("device") << QByteArray("0</dev/null<char 1:3>>") << 0 << QByteArray("/dev/null")
                            << false;
    QTest::newRow("socket") << QByteArray("23<UNIX-STREAM:[17->18]>") << 23
                            << QByteArray("UNIX-STREAM:[17->18]") << false;
    QTest::newRow("escaped") << QByteArray(R"(4</tmp/a\74b\76>)") << 4 << QByteArray("/tmp/a<b>")
                             << false;
    QTest::newRow("here") << QByteArray("AT_FDCWD") << -100 << QByteArray() << false;
    QTest::newRow("here, raw") << QByteArray("-100</>") << -100 << QByteArray("/") << false;
    QTest::newRow("gVisor") << QByteArray("0x3 /etc/ld.so.cache") << 3
                            << QByteArray("/etc/ld.so.cache") << false;
    QTest::newRow("bad in gVisor")
        << QByteArray("0xffffffffffffffff (bad FD)") << -1 << QByteArray() << false;
}

void CallTest::descriptors()
{
    QFETCH(QByteArray, text);
    QFETCH(int, number);
    QFETCH(QByteArray, path);
    QFETCH(bool, isDeleted);
    const auto fd = argumentOf(text.constData()).descriptor();
    QVERIFY(fd.has_value());
    QCOMPARE(fd->number, number);
    QCOMPARE(QByteArray::fromStdString(fd->path), path);
    QCOMPARE(fd->isDeleted, isDeleted);
}

void CallTest::lists()
{
    const Argument list = argumentOf(R"(["sh", "-c", "echo a, b", ...])");
    QCOMPARE(list.items().size(), 3U);
    QVERIFY(list.isCut());
    QCOMPARE(list.items().at(2).string()->bytes, std::string("echo a, b"));
    const Argument record
        = argumentOf("{sa_handler=0x1, sa_mask=[2 3], nested={a=1, b={c=2}}, ...}");
    QCOMPARE(record.member("sa_handler")->number(), 1U);
    QCOMPARE(record.member("nested")->member("b")->member("c")->number(), 2U);
    QVERIFY(!record.member("none"));
    QVERIFY(argumentOf("0x7ffe").items().empty());
    QVERIFY(argumentOf("[1, 2").items().empty());
}

void CallTest::calls_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("tid");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("arguments");
    QTest::addColumn<qint64>("result");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* name, const char* line, int tid, const char* call, int count,
                        qint64 result, const char* error) {
        QTest::newRow(name) << QByteArray(line) << tid << QByteArray(call) << count << result
                            << QByteArray(error);
    };
    row("plain", "5     close(3)                          = 0", 5, "close", 1, 0, "");
    row("bracketed id", "[pid  1234] close(3) = 0", 1234, "close", 1, 0, "");
    row("id with its command", "12<bash> close(3) = 0", 12, "close", 1, 0, "");
    row("no id", "close(3) = 0", 0, "close", 1, 0, "");
    row("-ttt", "5 1795298678.594571 brk(NULL) = 0x555555559000", 5, "brk", 1, 0x555555559000, "");
    row("-tt", "5 06:00:09.175730 getpid() = 5", 5, "getpid", 0, 5, "");
    row("-t", "5 06:00:09 getpid() = 5", 5, "getpid", 0, 5, "");
    row("-r", "5      0.000123 getpid() = 5", 5, "getpid", 0, 5, "");
    row("-tt -r", "5 06:00:09.5 (+     0.000123) getpid() = 5", 5, "getpid", 0, 5, "");
    row("-T", "5 getpid() = 5 <0.000009>", 5, "getpid", 0, 5, "");
    row("-i", "5 [00007f3ea1b2c3d4] getpid() = 5", 5, "getpid", 0, 5, "");
    row("-n", "5 [  39] getpid() = 5", 5, "getpid", 0, 5, "");
    row("error", "5 access(\"/etc/x\", R_OK) = -1 ENOENT (No such file or directory)", 5, "access",
        2, -1, "ENOENT");
    row("restarted", "5 pause() = ? ERESTARTNOHAND (To be restarted if no handler)", 5, "pause", 0,
        -1, "ERESTARTNOHAND");
    row("octal result", "5 umask(077) = 022", 5, "umask", 1, 022, "");
    row("result with a word", "5 fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)", 5, "fcntl", 2, 1, "");
    row("result with a path", "5 dup(3</a (b)>) = 4</a (b)>", 5, "dup", 1, 4, "");
    row("shift", "5 capset({version=1, pid=0}, {effective=1<<CAP_KILL|1<<CAP_CHOWN}) = 0", 5,
        "capset", 2, 0, "");
    row("arrow", "5 clone3({flags=0x3d0f00} => {parent_tid=[6]}, 88) = 6", 5, "clone3", 2, 6, "");
    row("brackets in a string", "5 write(1, \")] = }\\\"\", 6) = 6", 5, "write", 3, 6, "");
    row("resuming", "5 restart_syscall(<... resuming interrupted pause ...>) = 0", 5,
        "restart_syscall", 1, 0, "");
}

void CallTest::calls()
{
    QFETCH(QByteArray, line);
    QFETCH(int, tid);
    QFETCH(QByteArray, name);
    QFETCH(int, arguments);
    QFETCH(qint64, result);
    QFETCH(QByteArray, error);
    const lines::Line read = lines::readStrace(line.toStdString(), false);
    QCOMPARE(read.tid ? read.tid->value : 0, tid);
    const std::string bytes = line.toStdString();
    const lines::Line again = lines::readStrace(bytes, false);
    QCOMPARE(again.kind, lines::Line::Kind::whole);
    const auto call = lines::readCall(again.text, false);
    QVERIFY2(call, call ? "" : call.error().c_str());
    QCOMPARE(QByteArray::fromStdString(call->name), name);
    QCOMPARE(int(call->arguments.size()), arguments);
    QCOMPARE(call->result ? qint64(*call->result) : -1, result);
    QCOMPARE(QByteArray::fromStdString(call->errorName), error);
}

void CallTest::gvisorCalls()
{
    const std::string_view line
        = "I1122 06:00:09.176530   17595 strace.go:602] [   1:   9] a) R (b X "
          "access(0x7f4b /etc/a, b, 0o4) = 0 (0x0) errno=2 (no such file or directory) (146.5µs)";
    const lines::Line read = lines::readGvisor(line);
    QCOMPARE(read.kind, lines::Line::Kind::rest);
    QCOMPARE(read.tid->value, 9);
    QCOMPARE(read.group.value, 1);
    QCOMPARE(std::string(read.name), std::string("a) R (b"));
    const auto call = lines::readGvisorCall(read.text, true);
    QVERIFY(call);
    QCOMPARE(call->arguments.size(), 2U);
    QCOMPARE(call->argument(0).string()->bytes, std::string("/etc/a, b"));
    QCOMPARE(call->errorName, std::string("ENOENT"));
    QVERIFY(!call->succeeded());

    const auto mapped = lines::readGvisorCall(
        "mmap(0x0, 0x2000, PROT_READ, MAP_PRIVATE, 0x3 /a [b], 0x0) = 13996 (0x36ac) (26.8µs)",
        true);
    QVERIFY(mapped);
    QCOMPARE(mapped->arguments.size(), 6U);
    QCOMPARE(mapped->argument(4).descriptor()->path, std::string("/a [b]"));
    QCOMPARE(mapped->result, 13996);
}

void CallTest::damage_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("words") << QByteArray("5 this is no log");
    QTest::newRow("cut in a string") << QByteArray("5 write(1, \"abc");
    QTest::newRow("cut behind the arguments") << QByteArray("5 close(3)");
    QTest::newRow("no number") << QByteArray("5 close(3) = zero");
    QTest::newRow("wrong bracket") << QByteArray("5 close([3}) = 0");
    QTest::newRow("too deep") << "5 close(" + QByteArray(100'000, '[') + ") = 0";
    QTest::newRow("unknown signal") << QByteArray("5 --- SIGNONSENSE {} ---");
    QTest::newRow("unknown end") << QByteArray("5 +++ went away +++");
}

void CallTest::damage()
{
    QFETCH(QByteArray, line);
    const std::string bytes = line.toStdString();
    const lines::Line read = lines::readStrace(bytes, false);
    if (read.kind == lines::Line::Kind::whole)
        QVERIFY(!lines::readCall(read.text, false));
    else
        QCOMPARE(read.kind, lines::Line::Kind::damaged);
}

QTEST_APPLESS_MAIN(CallTest)
#include "tst_call.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fdinfo.h>

#include <QTest>

#include <algorithm>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::WorkerRecords;

class TestFdInfo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void records_data();
    void records();
    void mounts_data();
    void mounts();
    void details();
    void roundTrip_data();
    void roundTrip();
    void hostile_data();
    void hostile();
    void fields();
};

void TestFdInfo::records_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<uint>("flags");
    QTest::addColumn<bool>("closeOnExec");
    QTest::addColumn<QByteArray>("text");
    const int early = int(Dialect::gvisor2018);
    const int late = int(Dialect::gvisor2019);
    QTest::newRow("2018 prints a structure")
        << early << 0U << false << QByteArray("flags: {%!o(bool=000false)}\n");
    QTest::newRow("2018, closed on exec")
        << early << 02U << true << QByteArray("flags: {%!o(bool=0000true)}\n");
    QTest::newRow("2019, none") << late << 0U << false << QByteArray("flags:\t00\n");
    QTest::newRow("2019, write only") << late << 01U << false << QByteArray("flags:\t01\n");
    QTest::newRow("2019, read and write, large")
        << late << 0100002U << false << QByteArray("flags:\t0100002\n");
    QTest::newRow("2019, closed on exec")
        << late << 0100002U << true << QByteArray("flags:\t02100002\n");
    QTest::newRow("2022") << int(Dialect::gvisor2022) << 02U << true
                          << QByteArray("flags:\t02000002\n");
    QTest::newRow("2024") << int(Dialect::gvisor2024) << 0100000U << false
                          << QByteArray("flags:\t0100000\n");
    QTest::newRow("2026 without a mount")
        << int(Dialect::gvisor2026) << 01U << false << QByteArray("pos:\t42\nflags:\t01\n");
    QTest::newRow("Linux without mount and inode")
        << int(Dialect::linux_) << 01U << true << QByteArray("pos:\t42\nflags:\t02000001\n");
}

void TestFdInfo::records()
{
    QFETCH(const int, dialect);
    QFETCH(const uint, flags);
    QFETCH(const bool, closeOnExec);
    QFETCH(const QByteArray, text);
    FdEntry entry;
    entry.statusFlags = flags;
    entry.closeOnExec = closeOnExec;
    entry.position = 42;
    FileText out;
    renderFdInfo(entry, static_cast<Dialect>(dialect), out);
    QCOMPARE(out.bytes, text.toStdString());
    QCOMPARE(out.marks.size(), 1U);
    const auto parsed = parseFdInfo(out.bytes);
    QVERIFY(parsed);
    QCOMPARE(parsed->closeOnExec, closeOnExec);
    QCOMPARE(fdinfoFile.reformat(out.bytes, static_cast<Dialect>(dialect))->bytes, out.bytes);
}

void TestFdInfo::mounts_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("in2026");
    QTest::addColumn<QByteArray>("onLinux");
    const auto row = [](const char* name, FdKind kind, const char* path, const char* in2026,
                        const char* onLinux) {
        QTest::newRow(name) << int(kind) << QByteArray(path) << QByteArray(in2026)
                            << QByteArray(onLinux);
    };
    row("in the root", FdKind::path, "/etc/passwd", "mnt_id:\t15\n", "mnt_id:\t15\n");
    row("root of a mount", FdKind::path, "/dev", "mnt_id:\t17\n", "mnt_id:\t17\n");
    row("below a mount", FdKind::path, "/tmp/x", "mnt_id:\t20\n", "mnt_id:\t20\n");
    row("beside a mount", FdKind::path, "/tmpx", "mnt_id:\t15\n", "mnt_id:\t15\n");
    row("pipe", FdKind::pipe, "", "", "mnt_id:\t16\nino:\t77\n");
    row("socket", FdKind::socket, "", "", "mnt_id:\t10\nino:\t77\n");
    row("event counter", FdKind::anonymous, "eventfd", "", "mnt_id:\t17\nino:\t26\n");
    row("memory file", FdKind::path, "/memfd:x", "", "mnt_id:\t0\n");
}

void TestFdInfo::mounts()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, in2026);
    QFETCH(const QByteArray, onLinux);
    const WorkerRecords records;
    FdEntry entry;
    entry.kind = static_cast<FdKind>(kind);
    entry.path = path.toStdString();
    entry.number = 77;
    entry.deleted = path.startsWith("/memfd:");
    const auto text = [&](Dialect dialect) {
        FileText out;
        renderFdInfo(entry, records.context(WorkerRecords::worker, dialect), out);
        return QByteArray::fromStdString(out.bytes);
    };
    QCOMPARE(text(Dialect::gvisor2024), QByteArray("flags:\t00\n"));
    QCOMPARE(text(Dialect::gvisor2026), "pos:\t0\nflags:\t00\n" + in2026);
    QCOMPARE(text(Dialect::linux_), "pos:\t0\nflags:\t00\n" + onLinux);
}

void TestFdInfo::details()
{
    FdDetails details;
    details.mountId = 4;
    details.inode = 131134;
    details.lines = "Pid:\t2\nNSpid:\t2\t7\nscm_fds: 0\nnonsense\n";
    FdEntry entry;
    entry.kind = FdKind::anonymous;
    entry.path = "[pidfd]";
    entry.details = std::make_shared<const FdDetails>(details);
    const auto text = [&](Dialect dialect) {
        std::string out;
        formatFdInfo(entry, dialect, out);
        return out;
    };
    QCOMPARE(text(Dialect::gvisor2024), "flags:\t00\n");
    QCOMPARE(text(Dialect::gvisor2026), "pos:\t0\nflags:\t00\nmnt_id:\t4\nPid:\t2\nNSpid:\t2\t7\n");
    QCOMPARE(text(Dialect::linux_),
             "pos:\t0\nflags:\t00\nmnt_id:\t4\nino:\t131134\nPid:\t2\n"
             "NSpid:\t2\t7\nscm_fds: 0\n");
}

void TestFdInfo::roundTrip_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("unknown");
    const QByteArray base = "pos:\t42\nflags:\t02100001\nmnt_id:\t30\nino:\t77\n";
    const auto known
        = [&](const char* name, const char* lines) { QTest::newRow(name) << base + lines << 0; };
    known("regular file", "");
    known("event counter",
          "eventfd-count:             3039\neventfd-id: 13\neventfd-semaphore: 1\n");
    known("epoll",
          "tfd:       20 events: 4000001d data:                7  pos:0 ino:188fd6 sdev:f\n"
          "tfd:       37 events: 80000019 data:         deadbeef  pos:-1 ino:1a sdev:10\n");
    known("timer",
          "clockid: 1\nticks: 0\nsettime flags: 00\nit_value: (999999, 42493471)\n"
          "it_interval: (0, 0)\n");
    known("signals", "sigmask:\t0000001000000200\n");
    known("watches",
          "inotify wd:2 ino:14c6ab sdev:fe00000 mask:fff ignored_mask:0 fhandle-bytes:8 "
          "fhandle-type:1 f_handle:abc6140074d420a7\n"
          "inotify wd:1 ino:1 sdev:2b mask:300 ignored_mask:0 \n");
    known("process", "Pid:\t-1\nNSpid:\t2\t7\t1\n");
    known("socket", "scm_fds: 0\n");
    known("terminal", "tty-index:\t0\n");
    known("locks",
          "lock:\t1: POSIX  ADVISORY  WRITE 2 00:2b:3 100 149\n"
          "lock:\t2: OFDLCK ADVISORY  READ -1 00:2b:3 500 EOF\n"
          "lock:\t3: LEASE  ACTIVE    UNLCK 7 fe:00:12 0 EOF\n");
    QTest::newRow("unknown line") << base + "fanotify ino:1\n" << 15;
    QTest::newRow("line that is nearly known") << base + "ticks: 007\n" << 11;
    QTest::newRow("line before all") << QByteArray("new:\t1\npos:\t42\nother\nflags:\t01\n") << 13;
    QTest::newRow("twice the same") << QByteArray("flags:\t01\nflags:\t02\n") << 10;
    QTest::newRow("out of order") << QByteArray("flags:\t01\npos:\t42\n") << 8;
}

void TestFdInfo::roundTrip()
{
    QFETCH(const QByteArray, text);
    const auto again = fdinfoFile.reformat(text.toStdString(), Dialect::linux_);
    QVERIFY(again);
    QCOMPARE(QByteArray::fromStdString(again->bytes), text);
    QTEST(int(again->unknownBytes), "unknown");
}

void TestFdInfo::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("nothing") << QByteArray() << int(truncated);
    QTest::newRow("cut") << QByteArray("pos:\t42\nflags:\t01") << int(truncated);
    QTest::newRow("no flags") << QByteArray("pos:\t42\n") << int(badField);
    QTest::newRow("not octal") << QByteArray("flags:\t08\n") << int(badNumber);
    QTest::newRow("too large") << QByteArray("flags:\t07777777777777777777777\n") << int(badNumber);
    QTest::newRow("more behind it") << QByteArray("flags:\t01 x\n") << int(badField);
    QTest::newRow("zeros in front") << QByteArray("flags:\t001\n") << int(badNumber);
    QTest::newRow("zeros in front of a position")
        << QByteArray("pos:\t007\nflags:\t01\n") << int(badNumber);
    QTest::newRow("minus nothing") << QByteArray("flags:\t01\nmnt_id:\t-0\n") << int(badNumber);
}

void TestFdInfo::hostile()
{
    QFETCH(const QByteArray, text);
    const auto parsed = parseFdInfo(text.toStdString());
    QVERIFY(!parsed);
    QTEST(int(parsed.error().code), "code");
}

void TestFdInfo::fields()
{
    const auto fields = fdinfoFile.decode(
        "pos:\t42\nflags:\t01\nlock:\t1: FLOCK\nsettime flags: 01\ninotify wd:1 ino:2\nnew: 1\n",
        Dialect::linux_);
    QVERIFY(fields);
    std::string seen;
    for (const Field& field : *fields)
        seen += field.name + "=" + field.value + (field.doc ? "|" : "?|");
    QCOMPARE(seen, "pos=42|flags=01|lock=1: FLOCK|settime flags=01|inotify=wd:1 ino:2|new=1?|");
    for (const FdInfoPattern& pattern : fdInfoPatterns)
        QVERIFY(std::ranges::contains(fdinfoFile.fields, pattern.field, &FieldDoc::name));
}

QTEST_APPLESS_MAIN(TestFdInfo)
#include "tst_fdinfo.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netcounters.h>
#include <procfs/procfile.h>
#include <procfs/truthcheck.h>

#include <QTest>

#include <algorithm>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::FakeRecords;

/// The files of the net directory.
class TestNet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listing_data();
    void listing();
    void printed_data();
    void printed();
    void printedAgain_data();
    void printedAgain();
    void fieldTables();
    void decoded();
    void countersWithoutNumbers();
    void hostile_data();
    void hostile();
};

namespace {

std::string rendered(const char* name, Dialect dialect)
{
    const ProcFile* const file = procFile(name, Scope::net);
    const FakeRecords records;
    const TaskRecord none;
    FileText out;
    const FileContext ctx{.records = records, .task = none, .dialect = dialect, .mount = {}};
    if (!file || file->render(ctx, out) != Errno::ok)
        return "(error)";
    return out.bytes;
}

}

void TestNet::listing_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const char* const all = "arp dev if_inet6 ipv6_route netlink netstat packet protocols psched "
                            "ptype route snmp tcp tcp6 udp udp6 unix";
    const auto row = [](Dialect dialect, const char* expected) {
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(expected);
    };
    row(Dialect::gvisor2018, "dev if_inet6");
    row(Dialect::gvisor2019,
        "arp dev if_inet6 ipv6_route netlink netstat packet protocols psched ptype route tcp tcp6 "
        "udp udp6");
    for (const Dialect dialect :
         {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_})
        row(dialect, all);
}

void TestNet::listing()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, expected);
    QByteArrayList names;
    for (const ProcFile* const file : procFiles(Scope::net)) {
        if (file->existsIn(static_cast<Dialect>(dialect)))
            names.push_back({file->name.data(), qsizetype(file->name.size())});
    }
    QCOMPARE(names.join(' '), expected);
}

void TestNet::printed_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* file, Dialect dialect, const char* expected) {
        QTest::addRow("%s %s", file, std::string(dialectName(dialect)).c_str())
            << QByteArray(file) << int(dialect) << QByteArray(expected);
    };
    using enum Dialect;
    const char* const arp
        = "IP address       HW type     Flags       HW address            Mask     Device";
    row("arp", gvisor2018, "");
    row("arp", gvisor2019, arp); // without a newline
    row("arp", gvisor2024, (std::string(arp) + "\n").c_str());
    row("ipv6_route", gvisor2024, "");
    row("psched", gvisor2019, "000003e8 00000040 000f4240 3b9aca00\n");
    row("if_inet6", gvisor2024, "00000000000000000000000000000001 01 80 00 00       lo\n");
    row("if_inet6", linux_, "00000000000000000000000000000001 01 80 10 80       lo\n");
    row("tcp6", gvisor2026,
        "  sl  local_address                         remote_address                        st "
        "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n");
    row("unix", gvisor2022, "Num       RefCount Protocol Flags    Type St Inode Path\n");
    const char* const dev
        = "Inter-|   Receive                                                |  Transmit\n"
          " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs "
          "drop fifo colls carrier compressed\n"
          "    lo:       0       0    0    0    0     0          0         0        0       0    0 "
          "   0    0     0       0          0\n";
    for (const Dialect dialect : allDialects)
        row("dev", dialect, dev);
}

void TestNet::printed()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(rendered(file.constData(), static_cast<Dialect>(dialect))),
             expected);
}

void TestNet::printedAgain_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

void TestNet::printedAgain()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    TruthCheck check;
    for (const ProcFile* const file : procFiles(Scope::net)) {
        if (!file->existsIn(which))
            continue;
        const std::string name(file->name);
        const std::string text = rendered(name.c_str(), which);
        QVERIFY(text != "(error)");
        const auto again = file->reformat(text, which);
        QVERIFY2(again && again->bytes == text && again->unknownBytes == 0, name.c_str());
        check.add(*file, which, text, name);
    }
    QVERIFY(check.texts(which) >= 2);
    for (const TruthViolation& violation : check.violations())
        QFAIL(describe(violation).c_str());
}

void TestNet::fieldTables()
{
    for (const ProcFile* const file : procFiles(Scope::net)) {
        for (const FieldDoc& doc : file->fields) {
            const std::string where = std::string(file->name) + " " + std::string(doc.name);
            QVERIFY2(doc.meaning.ends_with('.'), where.c_str());
            for (const Dialect dialect : allDialects) {
                if (!file->existsIn(dialect))
                    QVERIFY2(doc.truthIn(dialect) == Truth::absent, where.c_str());
                if (doc.truthIn(dialect) == Truth::constant)
                    QVERIFY2(doc.noteIn(dialect) && !doc.constant.empty(), where.c_str());
            }
        }
    }
}

void TestNet::decoded()
{
    const std::string row = "   2: 0100007F:1F90 0100007F:ABC6 01 00000000:00000000 00:00000000 "
                            "00000000  1000        "
                            "0        3 1 0000000000000000 0 0 0 0 -1\n";
    const ProcFile* const tcp = procFile("tcp", Scope::net);
    const auto fields
        = tcp->decode(rendered("tcp", Dialect::gvisor2024) + row, Dialect::gvisor2024);
    QVERIFY(fields);
    const auto value = [&](std::string_view name) {
        const auto found = std::ranges::find(*fields, name, &Field::name);
        return found == fields->end() ? std::string("(none)") : found->value;
    };
    QCOMPARE(fields->size(), std::size_t{19});
    QCOMPARE(value("local_address"), std::string("0100007F:1F90"));
    QCOMPARE(value("uid"), std::string("1000"));
    QCOMPARE(value("inode"), std::string("3"));
    QCOMPARE(value("ssthresh"), std::string("-1"));
}

void TestNet::countersWithoutNumbers()
{
    const std::string early = rendered("netstat", Dialect::gvisor2019);
    QVERIFY(early.starts_with("TcpExt: SyncookiesSent ") && early.ends_with(" TCPMTUPSuccess"));
    QCOMPARE(rendered("netstat", Dialect::gvisor2024), early + "\n");
    const std::string later = rendered("netstat", Dialect::gvisor2026);
    QVERIFY(later.starts_with(early + "\nTcpExt: 0 0 "));
    const auto groups = parseNetCounters(later);
    QVERIFY(groups && groups->size() == 1 && groups->front().hasValues);
    QCOMPARE(groups->front().names.size(), std::size_t{117});
    QCOMPARE(groups->front().values.size(), groups->front().names.size());
}

void TestNet::hostile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("unknown"); ///< -1: not taken
    const auto row = [](const char* tag, const char* file, const QByteArray& bytes, int unknown) {
        QTest::newRow(tag) << QByteArray(file) << bytes << unknown;
    };
    const QByteArray unixHeader = "Num       RefCount Protocol Flags    Type St Inode Path\n";
    const QByteArray socket = "0000000000000000: 00000001 00000000 00010000 0001 01       10 ";
    row("a path with blanks", "unix", unixHeader + socket + "/a b  c\n", 0);
    row("a path with a line end", "unix", unixHeader + socket + "/a\nb\n", 2);
    row("no header", "unix", socket + "/a\n", 0);
    row("another header", "unix", "Num Path\n", 9);
    row("no newline", "unix", unixHeader + socket + "/a", -1);
    row("no hexadecimal", "unix", unixHeader + "000000000000000g: 1\n", 20);
    row("an interface with a colon", "dev", "eth0:1: 1 2 3\n", 14);
    row("too few counters", "dev", "    lo: 1 2 3\n", 14);
    row("trailing blanks", "psched", "000003e8 00000040 000f4240 3b9aca00  \n", 38);
    row("one number", "psched", "000003e8\n", 9);
    row("numbers without names", "snmp", "Ip: A B\nIp: 1 2 3\n", 0);
    row("an unknown group", "snmp", "New: A\nNew: 1\n", 14);
    row("no group", "snmp", "1 2 3\n", -1);
    row("two blanks", "snmp", "Ip:  A\nIp: 1\n", -1);
    row("nothing", "snmp", "", 0);
}

void TestNet::hostile()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, unknown);
    const ProcFile* const which = procFile(file.toStdString(), Scope::net);
    QVERIFY(which);
    const auto again = which->reformat(bytes.toStdString(), Dialect::linux_);
    QCOMPARE(again.has_value(), unknown >= 0);
    QCOMPARE(which->decode(bytes.toStdString(), Dialect::linux_).has_value(), unknown >= 0);
    if (unknown < 0)
        return;
    QCOMPARE(QByteArray::fromStdString(again->bytes), bytes);
    QCOMPARE(int(again->unknownBytes), unknown);
}

QTEST_APPLESS_MAIN(TestNet)
#include "tst_net.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recordedfiles.h"

#include <model/kernel/kernel.h>
#include <model/query/breakpoint.h>

#include <QElapsedTimer>
#include <QTest>

#include <chrono>
#include <stop_token>
#include <thread>

using namespace sandscope;
using namespace sandscope::query;
using namespace sandscope::query::test;
using procfs::Dialect;

class TestSearch : public QObject
{
    Q_OBJECT

private:
    std::vector<Finding> search(const snapshot::SnapshotPtr& snapshot, const char* text,
                                const SearchOptions& options = {}, const ParseOptions& parsing = {})
    {
        auto answer = asked(snapshot, text, options, parsing);
        m_state = answer.state;
        return std::move(answer.findings);
    }

    snapshot::SnapshotPtr m_snapshot;
    SearchState m_state;

private Q_SLOTS:
    void initTestCase()
    {
        kernel::Kernel kernel;
        kernel::ProcessSpec spec;
        spec.executable = "/bin/sh";
        spec.arguments = {"sh", "-c", "run"};
        spec.environment = {"TOKEN=s3cret", "PATH=/bin"};
        const auto shell = kernel.createProcess(spec).value();
        const auto worker = kernel.fork(shell).value();
        QVERIFY(kernel.setName(worker, "worker").has_value());
        QVERIFY(kernel.clone(worker, kernel::clone::newThread).has_value());
        QVERIFY(kernel.exit(kernel.fork(shell).value(), 3).has_value());
        kernel::MapRequest request;
        request.address = 0x10000000;
        request.length = 0x10000;
        request.fixed = true;
        request.access = {true, true, true};
        QVERIFY(kernel.mmap(worker, request).has_value());
        QVERIFY(kernel.open(worker, {.path = "/data/table.bin"}).has_value());
        m_snapshot = kernel.publish();
    }

    void tellsWhatHolds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char* text, const QByteArrayList& expected) {
            QTest::addRow("%s", text) << QByteArray(text) << expected;
        };
        row("maps.perms:rwx", {"2 2/maps:1 perms rwxp"});
        row("maps[perms:rwx and size >= 64K]", {"2 2/maps:1 perms rwxp"});
        row("maps[not perms:r]", {});
        row("addr:0x10000fff", {"2 2/maps:1 range 10000000-10010000"});
        row("fd.path ~ \"bin$\"", {"2 2/fd/3 path /data/table.bin"});
        row("name == worker", {"2 - name worker", "3 - name worker"});
        row("count(fd) == 4 and pid == 2", {"2 2/fd count 4", "2 - pid 2", "3 - pid 2"}); // the
                                                                                          // thread
                                                                                          // has the
                                                                                          // same
                                                                                          // table
        row("status.Threads > 1", {"2 2/status Threads 2", "3 2/task/3/status Threads 2"});
        row("cmdline.argv == run and not name == worker", {"1 1/cmdline argv[2] run"});
        row("not maps.perms and pid == 4", {"4 - pid 4"});
        row("not maps.perms:r", {"4 -  sh"}); // the zombie; nothing shows what is not there
        row("environ.TOKEN", {"1 1/environ TOKEN TOKEN=s3cret", "2 2/environ TOKEN TOKEN=s3cret"});
        row("environ:TOKEN=s3 or pid == 9", {}); // see below: the value ends at the sign
        row("environ:\"N=s3\" and pid == 1", {"1 1/environ TOKEN TOKEN=s3cret", "1 - pid 1"});
        row("environ~TOKE", {"1 1/environ TOKEN TOKEN=s3cret", "2 2/environ TOKEN TOKEN=s3cret"});
        row("ns:\"net:[\" and pid == 1", {"1 1/ns/net net net:[1]", "1 - pid 1"});
        row("status:zombie", {"4 4/status State Z (zombie)"});
        // Plain texts, in whatever case, where they stand; of the environment nothing.
        row("TABLE.bin", {"2 2/fd/3 path /data/table.bin"});
        row("\"table.bin\"", {"2 2/fd/3 path /data/table.bin"});
        row("/data/", {"2 2/fd/3 path /data/table.bin"});
        row("worker and /data",
            {"2 - name worker", "2 2/fd/3 path /data/table.bin", "3 - name worker"});
        row("s3cret", {});
        row("zombie", {"4 4/status State Z (zombie)"});
    }

    void tellsWhatHolds()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArrayList, expected);
        if (text.startsWith("environ:TOKEN=s3")) {
            QVERIFY(!parseExpression(text.toStdString(), Dialect::gvisor2024));
            return;
        }
        QByteArrayList found = told(search(m_snapshot, text.constData()));
        // The number of a namespace is not what this is about.
        for (QByteArray& one : found) {
            if (one.contains("net:["))
                one = one.left(one.indexOf('[')) + "[1]";
        }
        if (text.startsWith("worker and"))
            found.removeAll("3 2/task/3/fd/3 path /data/table.bin");
        QCOMPARE(found, expected);
        QCOMPARE(m_state.tasks, m_snapshot->tasks.size());
        QCOMPARE(m_state.total, m_snapshot->tasks.size());
        QVERIFY(!m_state.isCut);
        QCOMPARE(m_state.unknown, std::size_t(0));
        QCOMPARE(m_state.findings, std::size_t(expected.size()));
    }

    void looksIntoTheEnvironmentWhenAsked()
    {
        QVERIFY(search(m_snapshot, "s3cret").empty());
        const auto found = search(m_snapshot, "s3cret", {}, {.environment = true});
        QCOMPARE(told(found).first(), QByteArray("1 1/environ TOKEN TOKEN=s3cret"));
    }

    void rowsAndAddressesLeadThere()
    {
        const auto found = search(m_snapshot, "maps.perms:rwx");
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].match.address, std::optional<std::uint64_t>(0x10000000));
        QCOMPARE(found[0].match.row, std::string("10000000-10010000 rwxp 00000000 00:00 0"));
        const auto blocks = search(m_snapshot, "smaps[perms:rwx and Rss >= 0]");
        QCOMPARE(blocks.size(), std::size_t(1));
        QCOMPARE(blocks[0].match.address, std::optional<std::uint64_t>(0x10000000));
        QCOMPARE(blocks[0].match.row, std::string("10000000-10010000 rwxp 00000000 00:00 0"));
        const auto counters = search(m_snapshot, "smaps.Size == 64 and pid == 2");
        QCOMPARE(counters[0].match.row,
                 std::string("10000000-10010000 rwxp 00000000 00:00 0 Size: 64 kB"));
    }

    // Twice the same, and in the order of the ids, not of the serial numbers.
    void orderIsThatOfIds()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {30, 7, 200});
        for (const char* pid : {"7", "30", "200"})
            files->file(std::string(pid) + "/maps", line);
        const QByteArrayList expected
            = {"7 7/maps:1 perms rwxp", "30 30/maps:1 perms rwxp", "200 200/maps:1 perms rwxp"};
        QCOMPARE(told(search(snapshot, "maps.perms:rwx")), expected);
        QCOMPARE(told(search(snapshot, "maps.perms:rwx")), expected);
    }

    void readsOnlyWhatTheQuestionNeeds()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7});
        files->file("7/maps", line);
        files->file("7/comm", "tool\n");
        QVERIFY(search(snapshot, "comm == other and maps.perms:rwx").empty());
        QVERIFY(!std::ranges::contains(files->asked, "7/maps"));
        QVERIFY(std::ranges::contains(files->asked, "7/comm"));
        (void)search(snapshot, "name == tool or maps.perms:rwx");
        QVERIFY(std::ranges::contains(files->asked, "7/maps")); // it tells all that holds
    }

    // Descriptors that lead to one place are several things.
    void equalEntriesAreToldEach()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7});
        files->directory("7/fd", {"0", "1"});
        for (const char* fd : {"0", "1"}) {
            procfs::RecordedEntry entry;
            entry.attributes.kind = procfs::FileKind::link;
            entry.target = "/dev/pts/0";
            files->entries.insert_or_assign(std::string("7/fd/") + fd, entry);
        }
        QCOMPARE(told(search(snapshot, "fd.path:pts")),
                 (QByteArrayList{"7 7/fd/0 path /dev/pts/0", "7 7/fd/1 path /dev/pts/0"}));
    }

    /// Neither a search nor a breakpoint is a way to guess what an audience must not see.
    void asksAboutWhatAnAudienceSees()
    {
        for (const char* text : {"cmdline.argv == run", "command:run", "environ.TOKEN == s3cret"}) {
            const auto hits = [&](bool masksSecrets) {
                auto expression = parseExpression(text, Dialect::gvisor2024).value();
                Breakpoint breakpoint(std::move(expression), Dialect::gvisor2024, masksSecrets);
                return breakpoint.isHit(nullptr, {.snapshot = m_snapshot, .title = {}, .note = {}});
            };
            QVERIFY2(!search(m_snapshot, text).empty(), text);
            QVERIFY2(hits(false), text);
            QVERIFY2(search(m_snapshot, text, {.masksSecrets = true}).empty(), text);
            QVERIFY2(!hits(true), text);
        }
    }

    void isBounded()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {1, 2, 3, 4});
        for (const char* pid : {"1", "2", "3", "4"})
            files->file(std::string(pid) + "/maps", std::string(line) + line + line);
        SearchOptions options{.most = 4};
        QCOMPARE(search(snapshot, "maps.perms:rwx", options).size(), std::size_t(4));
        QVERIFY(m_state.isCut);
        QCOMPARE(m_state.tasks, std::size_t(2));
        options = {.most = 12};
        QCOMPARE(search(snapshot, "maps.perms:rwx", options).size(), std::size_t(12));
        QVERIFY(!m_state.isCut);
        options = {.most = 100, .mostOfTask = 2};
        QCOMPARE(search(snapshot, "maps.perms:rwx", options).size(), std::size_t(8));
        QVERIFY(m_state.isCut);
        QCOMPARE(m_state.tasks, std::size_t(4));
        // A long text is cut around what was looked for.
        const std::string start(5000, 'a');
        files->file("1/cmdline", start + "NEEDLE" + start + '\0');
        const auto found = search(snapshot, "needle");
        QCOMPARE(found.size(), std::size_t(1));
        QVERIFY(found[0].match.text.contains("NEEDLE"));
        QVERIFY(found[0].match.text.size() <= Match::maxTextBytes);
    }

    // The line told is that in which the value stands; where rows are no lines, there is none.
    void linesAreThoseOfTheText_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char* file, const char* text, const char* query,
                            const QByteArrayList& expected) {
            QTest::addRow("%s", file)
                << QByteArray(file) << QByteArray(text) << QByteArray(query) << expected;
        };
        const char* dev
            = "Inter-|   Receive                                                |  "
              "Transmit\n face |bytes    packets errs drop fifo frame compressed "
              "multicast|bytes    packets errs drop fifo colls carrier compressed\n"
              "    lo:       0       0    0    0    0     0          0         0        "
              "0       0    0    0    0     0       0          0\n";
        row("7/net/dev", dev, "net/dev:lo", {"7 7/net/dev:3 face lo"});
        row("cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t1\t1\nio\t2\t1\t1\n",
            "cgroups:io", {"7 cgroups:3 subsys_name io"});
        row("7/task/7/children", "9 10 11 ", "children.child >= 10",
            {"7 7/task/7/children child 10", "7 7/task/7/children child 11"});
        row("7/net/snmp", "Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: RtoMin\nTcp: 200\n",
            "net/snmp:200", {"7 7/net/snmp Tcp.RtoMin 200"});
        row("7/uid_map", "         0          0       1000\n      2000       2000          1\n",
            "uid_map.inside == 2000", {"7 7/uid_map:2 inside 2000"});
        row("7/cgroup", "2:cpu:/\n1:memory:/a\n", "cgroup:memory",
            {"7 7/cgroup:2 controllers memory"});
    }

    void linesAreThoseOfTheText()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, query);
        QFETCH(QByteArrayList, expected);
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7});
        files->file(file.toStdString(), text.toStdString());
        for (const char* folder : {"7/net", "7/task", "7/task/7"})
            files->directory(folder, {});
        const auto findings = search(snapshot, query.constData());
        QCOMPARE(told(findings), expected);
        for (const Finding& finding : findings) {
            if (finding.match.line)
                QVERIFY(text.split('\n')
                            .value(qsizetype(*finding.match.line) - 1)
                            .contains(finding.match.text.c_str()));
            else
                QCOMPARE(finding.match.row, finding.match.text);
        }
    }

    // What is not one task's is read once and told once; of each network.
    void whatIsOfAllIsToldOnce()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7, 8, 9});
        files->file("cgroups", "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t1\t1\t1\n");
        for (const char* pid : {"7", "8", "9"}) {
            files->directory(std::string(pid) + "/net", {});
            files->directory(std::string(pid) + "/ns", {"net"});
            files->link(std::string(pid) + "/ns/net", *pid == '9' ? "net:[2]" : "net:[1]");
            files->file(std::string(pid) + "/net/snmp", "Tcp: RtoMin\nTcp: 200\n");
        }
        files->asked.clear();
        QCOMPARE(told(search(snapshot, "cgroups:cpu")),
                 QByteArrayList{"7 cgroups:2 subsys_name cpu"});
        QCOMPARE(m_state.holding, std::size_t(3));
        const auto reads = std::ranges::count(files->asked, "cgroups");
        QVERIFY2(reads <= 3, qPrintable(QString::number(reads)));
        QCOMPARE(told(search(snapshot, "net/snmp:200")),
                 (QByteArrayList{"7 7/net/snmp Tcp.RtoMin 200", "9 9/net/snmp Tcp.RtoMin 200"}));
    }

    void isStoppedInTheMiddle_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char* query :
             {"cmdline ~ \"(x?a){400}b|^b\"", "cmdline[argv ~ \"(x?a){400}b|^b\"]",
              "cmdline[argv:a and argv ~ \"(x?a){400}b|^b\" or argv == b]",
              "count(cmdline[argv ~ \"(x?a){400}b\"]) == 1 or cmdline:b"})
            QTest::addRow("%s", query) << QByteArray(query);
    }

    // It ends in the middle of a task, and what that has is neither told nor counted.
    void isStoppedInTheMiddle()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7, 8});
        std::string arguments;
        for (int i = 0; i < 4000; ++i)
            arguments += std::string(1000, 'a') + '\0';
        files->file("7/cmdline", "b" + std::string(1, '\0'));
        files->file("8/cmdline", arguments);
        std::stop_source stop;
        QFETCH(QByteArray, query);
        const auto expression = parseExpression(query.toStdString(), Dialect::gvisor2024).value();
        Search search(expression, snapshot, Dialect::gvisor2024, {.stop = stop.get_token()});
        std::vector<Finding> findings;
        QVERIFY(search.next(findings));
        QCOMPARE(findings.size(), std::size_t(1));
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            stop.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!search.next(findings));
        QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(search.state().tasks, std::size_t(1));
        QCOMPARE(search.state().unknown, std::size_t(0));
        QCOMPARE(findings.size(), std::size_t(1));
    }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "tst_search.moc"

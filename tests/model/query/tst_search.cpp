// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/query/search.h>
#include <procfs/recordedtree.h>

#include <QTest>

#include <format>
#include <map>

using namespace sandscope;
using namespace sandscope::query;
using procfs::Dialect;

namespace {

/// Files that the test writes down.
class Files : public procfs::RecordedTree
{
public:
    [[nodiscard]] procfs::Generation generation() const override { return 1; }
    [[nodiscard]] Dialect dialect() const override { return Dialect::linux_; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override
    {
        asked.emplace_back(path);
        const auto found = entries.find(path);
        return found == entries.end()
            ? nullptr
            : std::make_shared<const procfs::RecordedEntry>(found->second);
    }

    void directory(const std::string& path, std::vector<std::string> names)
    {
        procfs::RecordedEntry entry;
        entry.attributes.kind = procfs::FileKind::directory;
        entry.names = std::move(names);
        entries.insert_or_assign(path, std::move(entry));
    }
    void file(const std::string& path, const std::string& text)
    {
        procfs::RecordedEntry entry;
        entry.text = std::make_shared<const procfs::FileText>(procfs::FileText{text, {}});
        entries.insert_or_assign(path, std::move(entry));
    }
    void forbidden(const std::string& path)
    {
        procfs::RecordedEntry entry;
        entry.failure = procfs::Failure::of(procfs::Errno::access, "open");
        entries.insert_or_assign(path, std::move(entry));
    }

    std::map<std::string, procfs::RecordedEntry, std::less<>> entries;
    mutable std::vector<std::string> asked;
};

constexpr const char* line = "00400000-00401000 rwxp 00000000 08:01 7    /bin/tool\n";
constexpr const char* plain = "00400000-00401000 r-xp 00000000 08:01 7    /bin/tool\n";

}

class TestSearch : public QObject
{
    Q_OBJECT

private:
    // One line for each finding: "2 2/maps:3 perms rwxp".
    static QByteArrayList told(const std::vector<Finding>& findings)
    {
        QByteArrayList lines;
        for (const Finding& finding : findings) {
            const Match& match = finding.match;
            std::string text
                = std::format("{} {}", finding.tid.value, match.file.empty() ? "-" : match.path);
            if (match.line)
                text += std::format(":{}", *match.line);
            text += std::format(" {} {}", match.field, match.text);
            lines << QByteArray::fromStdString(text);
        }
        return lines;
    }

    std::vector<Finding> search(const snapshot::SnapshotPtr& snapshot, const char* text,
                                const SearchOptions& options = {}, const ParseOptions& parsing = {})
    {
        const auto expression = parseExpression(text, Dialect::gvisor2024, parsing);
        if (!expression)
            qFatal("%s", describe(expression.error()).c_str());
        Search search(*expression, snapshot, Dialect::gvisor2024, options);
        std::vector<Finding> findings;
        while (search.next(findings)) { }
        m_state = search.state();
        return findings;
    }

    static snapshot::SnapshotPtr recorded(std::shared_ptr<Files> files,
                                          const std::vector<std::int32_t>& pids,
                                          procfs::TaskState state = procfs::TaskState::sleeping)
    {
        auto made = std::make_shared<snapshot::Snapshot>();
        std::vector<std::string> names;
        std::uint32_t id = 100;
        for (const std::int32_t pid : pids) {
            snapshot::TaskSummary row;
            row.id = {id--}; // as late as can be: the order is that of the pids
            row.tid = row.tgid = {pid};
            row.name = "tool";
            row.state = state;
            made->tasks.set(row.id.value, std::make_shared<const snapshot::TaskSummary>(row));
            names.push_back(std::to_string(pid));
            files->directory(names.back(), {"maps", "status"});
        }
        files->directory("", names);
        made->tree = std::move(files);
        return made;
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

    // What cannot be read is neither yes nor no.
    void unreadFilesAreUnknown()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {1, 2, 3});
        files->file("1/maps", plain);
        files->forbidden("2/maps");
        files->file("3/maps", "damaged");
        QVERIFY(search(snapshot, "maps.perms:rwx").empty());
        QCOMPARE(m_state.unknown, std::size_t(2));
        QVERIFY(m_state.unread.has_value());
        QCOMPARE(m_state.unread->path, std::string("2/maps"));
        QCOMPARE(m_state.unread->failure.error, procfs::Errno::access);
        QCOMPARE(told(search(snapshot, "not maps.perms:rwx")), QByteArrayList{"1 -  tool"});
        QCOMPARE(m_state.unknown, std::size_t(2));
        QCOMPARE(told(search(snapshot, "count(maps) == 0")), QByteArrayList());
        QCOMPARE(m_state.unknown, std::size_t(2));
        // Where the rest decides, it does not matter.
        QCOMPARE(told(search(snapshot, "pid == 2 or maps.perms:rwx")), QByteArrayList{"2 - pid 2"});
        QCOMPARE(m_state.unknown, std::size_t(1));
        QVERIFY(search(snapshot, "name == nobody and maps.perms:rwx").empty());
        QCOMPARE(m_state.unknown, std::size_t(0));
        QCOMPARE(told(search(snapshot, "maps.perms:rwx", {.negated = true})),
                 QByteArrayList{"1 -  tool"});
        // A file that is not there is known not to be.
        QVERIFY(search(snapshot, "environ.PATH").empty());
        QCOMPARE(m_state.unknown, std::size_t(0));
        // Of a zombie nothing can be read, for there is nothing.
        const auto dead = recorded(files, {1, 2, 3}, procfs::TaskState::zombie);
        QVERIFY(search(dead, "maps.perms:rwx").empty());
        QCOMPARE(m_state.unknown, std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "tst_search.moc"

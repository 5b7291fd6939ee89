// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/query/search.h>
#include <procfs/recordedtree.h>

#include <QElapsedTimer>
#include <QTest>

#include <chrono>
#include <format>
#include <map>
#include <stop_token>
#include <thread>

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
    void link(const std::string& path, const std::string& target)
    {
        procfs::RecordedEntry entry;
        entry.attributes.kind = procfs::FileKind::link;
        entry.target = target;
        entries.insert_or_assign(path, std::move(entry));
    }
    void forbiddenLink(const std::string& path)
    {
        forbidden(path);
        entries.at(path).attributes.kind = procfs::FileKind::link;
        entries.at(path).failure = procfs::Failure::of(procfs::Errno::access, "readlink");
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

/// As early releases print it, without ids; later ones print those as well.
std::string statusOf(const std::string& name, bool hasIds)
{
    return std::format("Name:\t{}\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t7\n"
                       "TracerPid:\t0\n{}FDSize:\t3\nVmSize:\t10632 kB\nVmRSS:\t3932 kB\n"
                       "Threads:\t3\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\n"
                       "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nSeccomp:\t0\n",
                       name, hasIds ? "Uid:\t5\t0\t5\t5\nGid:\t5\t0\t5\t5\n" : "");
}

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
            row.uid = 0;
            row.command = "tool";
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
    }

    // A zombie has no memory and no descriptors; it still has a status.
    void ofAZombieOnlyWhatItGaveUpIsKnown()
    {
        const auto files = std::make_shared<Files>();
        const auto zombies = recorded(files, {1, 2}, procfs::TaskState::zombie);
        files->forbidden("1/maps");
        files->file("2/maps", "damaged");
        files->forbidden("1/fd");
        files->forbiddenLink("1/exe");
        files->forbidden("1/environ");
        files->file("1/status", "damaged");
        files->file("2/status", statusOf("tool", false)); // of a moment before
        files->forbidden("2/stat");
        files->directory("1", {"maps", "status"});
        for (const char* text : {"maps.perms:rwx", "fd.path:x", "exe:x", "environ:x"}) {
            QVERIFY(search(zombies, text).empty());
            QVERIFY2(m_state.unknown == 0, text);
        }
        QCOMPARE(told(search(zombies, "not maps.perms:rwx")),
                 (QByteArrayList{"1 -  tool", "2 -  tool"}));
        QVERIFY(search(zombies, "status.State:Z").empty());
        QCOMPARE(m_state.unknown, std::size_t(1));
        QCOMPARE(m_state.unread->path, std::string("1/status"));
        QCOMPARE(told(search(zombies, "not status.State:Z and pid == 1")), QByteArrayList());
        QVERIFY(search(zombies, "stat.comm:x").empty());
        QCOMPARE(m_state.unknown, std::size_t(1));
        QCOMPARE(m_state.unread->path, std::string("2/stat"));
    }

    // What the list of tasks does not know is read; where that cannot be, it is unknown.
    void unknownWordsDecideNothing()
    {
        const auto files = std::make_shared<Files>();
        auto made = std::make_shared<snapshot::Snapshot>();
        for (const std::int32_t pid : {1, 2, 3, 4}) {
            snapshot::TaskSummary row;
            row.id = {static_cast<std::uint32_t>(pid)};
            row.tid = row.tgid = {pid};
            made->tasks.set(row.id.value, std::make_shared<const snapshot::TaskSummary>(row));
        }
        files->file("1/status", statusOf("old", true));
        files->file("1/cmdline", std::string("tool\0-x\0", 8));
        files->forbidden("2/status");
        files->forbidden("2/cmdline");
        files->file("3/status", statusOf("odd", false));
        files->file("3/cmdline", "");
        files->directory("", {"1", "2", "3", "4"}); // of the last one nothing is there
        for (const char* pid : {"1", "2", "3", "4"})
            files->directory(pid, {});
        made->tree = files;
        for (const char* text : {"uid == 0", "ppid == 7", "state == S", "threads == 3"}) {
            const std::size_t known = std::string_view(text).starts_with("uid") ? 1 : 2;
            QCOMPARE(search(made, text).size(), known);
            QCOMPARE(m_state.unknown, 4 - known);
            QCOMPARE(m_state.unread->path, std::string("2/status"));
            QVERIFY(search(made, std::format("not {}", text).c_str()).empty());
            QVERIFY(search(made, std::format("not {} or not {}", text, text).c_str()).empty());
            QCOMPARE(m_state.unknown, 4 - known);
            QVERIFY(search(made, text, {.negated = true}).empty());
        }
        QCOMPARE(told(search(made, "ppid")), (QByteArrayList{"1 - ppid 7", "3 - ppid 7"}));
        QCOMPARE(told(search(made, "uid")), QByteArrayList());
        QCOMPARE(m_state.unknown, std::size_t(3));
        QCOMPARE(told(search(made, "not uid")), QByteArrayList{"1 -  "});
        QCOMPARE(told(search(made, "name == odd or name == old")),
                 (QByteArrayList{"1 - name old", "3 - name odd"}));
        QCOMPARE(told(search(made, "command:x")), QByteArrayList{"1 - command tool -x"});
        QCOMPARE(told(search(made, "not command")), QByteArrayList{"3 -  "});
        // A thread has the arguments of its process, even where no file of its own tells them.
        snapshot::TaskSummary thread;
        thread.id = {9};
        thread.tgid = {1};
        thread.tid = {9};
        thread.isThread = true;
        made->tasks.set(9, std::make_shared<const snapshot::TaskSummary>(thread));
        files->directory("1/task", {"9"});
        files->directory("1/task/9", {});
        QCOMPARE(told(search(made, "command:x")),
                 (QByteArrayList{"1 - command tool -x", "9 - command tool -x"}));
        made->tasks.erase(9);
        QCOMPARE(m_state.unread->path, std::string("2/cmdline"));
        // Where the rest decides, it does not matter.
        QCOMPARE(told(search(made, "uid == 0 or pid == 2")).size(), 2);
        QCOMPARE(m_state.unknown, std::size_t(2));
        QVERIFY(search(made, "uid == 0 and pid == 9").empty());
        QCOMPARE(m_state.unknown, std::size_t(0));
        QVERIFY(!m_state.unread);
    }

    // A row of which a field is missing decides nothing about that field, and all about the others.
    void unreadLinksDecideNothing()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7});
        files->directory("7/fd", {"0", "1"});
        files->link("7/fd/0", "/dev/null");
        files->forbiddenLink("7/fd/1");
        files->directory("7/ns", {"net", "pid"});
        files->link("7/ns/pid", "pid:[2]");
        files->forbiddenLink("7/ns/net");
        files->directory("7/fdinfo", {"0", "1"});
        files->file("7/fdinfo/0", "pos:\t0\nflags:\t02\n");
        files->forbidden("7/fdinfo/1");
        struct Case
        {
            const char* text;
            int answer; ///< 1: yes, 0: no, -1: unknown
        };
        for (const auto& [text, answer] : {
                 Case{"fd.path != \"/dev/null\"", -1}, Case{"fd[path == \"\"]", -1},
                 Case{"fd[not path:secret]", 1}, Case{"fd[fd == 1 and not path:secret]", -1},
                 Case{"fd.path:null", 1}, Case{"not fd.path:secret", -1}, Case{"fd:secret", -1},
                 Case{"fd[fd == 1 and path]", -1}, Case{"not fd[fd == 1 and path]", -1},
                 Case{"fd.fd == 1", 1}, Case{"fd.fd == 2", 0}, Case{"not fd.fd == 2", 1},
                 Case{"fd[fd == 1 or path:x]", 1}, Case{"count(fd) == 2", 1},
                 Case{"count(fd[path:null]) == 0", 0}, Case{"count(fd[path:null]) == 1", -1},
                 Case{"count(fd[path:null]) >= 1", 1}, Case{"count(fd[path:null]) == 3", 0},
                 Case{"count(fd[fd >= 0]) == 2", 1}, Case{"ns.net != \"net:[1]\"", -1},
                 Case{"ns.net", -1}, Case{"not ns.net", -1}, Case{"ns.pid == \"pid:[2]\"", 1},
                 Case{"ns.pid != \"pid:[2]\"", 0}, Case{"ns:\"net:\"", -1},
                 Case{"fdinfo[fd == 1 and flags == 2]", -1}, Case{"fdinfo.flags == 2", 1},
                 Case{"fdinfo.flags == 4", -1}, Case{"fdinfo[fd == 1]", 1}}) {
            const bool isFound = !search(snapshot, text).empty();
            QVERIFY2(isFound == (answer == 1), text);
            QVERIFY2(m_state.unknown == (answer == -1 ? 1U : 0U), text);
            QVERIFY2(m_state.unread.has_value() || answer != -1, text);
        }
        // A plain text may stand in what cannot be read.
        files->file("7/maps", plain);
        files->file("7/status", statusOf("tool", true));
        QVERIFY(search(snapshot, "secret").empty());
        QCOMPARE(m_state.unknown, std::size_t(1));
        QCOMPARE(m_state.unread->path, std::string("7/fd"));
    }

    // That it holds does not mean that all is told.
    void incompleteAnswersSayThatTheyAre()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7, 9});
        files->file("7/maps", line);
        files->file("9/maps", "damaged");
        for (const char* pid : {"7", "9"})
            files->file(std::string(pid) + "/status", statusOf("tool", true));
        for (const char* text : {"tool", "name == tool or maps.perms:rwx"}) {
            QVERIFY(search(snapshot, text).size() >= 3);
            QCOMPARE(m_state.holding, std::size_t(2));
            QCOMPARE(m_state.unknown, std::size_t(0));
            QCOMPARE(m_state.partial, std::size_t(1));
            QVERIFY(!m_state.isComplete());
            QCOMPARE(m_state.unread->path, std::string("9/maps"));
        }
        files->directory("9/fd", {"0", "1"});
        files->link("9/fd/0", "/dev/null");
        files->forbiddenLink("9/fd/1");
        QCOMPARE(told(search(snapshot, "fd.path:/")),
                 QByteArrayList{"9 9/fd/0 path /dev/null"});
        QCOMPARE(m_state.partial, std::size_t(1));
        // What was not asked about is not missing.
        QCOMPARE(search(snapshot, "fd[fd == 0]").size(), std::size_t(1));
        QCOMPARE(m_state.partial, std::size_t(0));
        QCOMPARE(search(snapshot, "name == tool").size(), std::size_t(2));
        QVERIFY(m_state.isComplete() && !m_state.unread);
        QCOMPARE(search(snapshot, "not (pid == 9 and fd.path:x and pid == 3)").size(),
                 std::size_t(2));
        QVERIFY(m_state.isComplete() && !m_state.unread);
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
            QTest::addRow("%s", file) << QByteArray(file) << QByteArray(text) << QByteArray(query)
                                      << expected;
        };
        const char* dev = "Inter-|   Receive                                                |  "
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
        row("7/cgroup", "2:cpu:/\n1:memory:/a\n", "cgroup:memory", {"7 7/cgroup:2 controllers memory"});
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
        const auto expression
            = parseExpression("cmdline ~ \"(x?a){400}b|^b\"", Dialect::gvisor2024).value();
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
        QVERIFY2(timer.elapsed() < 1'500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(search.state().tasks, std::size_t(1));
        QCOMPARE(search.state().unknown, std::size_t(0));
        QCOMPARE(findings.size(), std::size_t(1));
    }

    // Of a value longer than a pattern sees the rest is unknown.
    void whatAPatternDoesNotSeeIsUnknown()
    {
        const auto files = std::make_shared<Files>();
        const auto snapshot = recorded(files, {7});
        files->file("7/cmdline", std::string(70'000, 'a') + "needle" + '\0');
        QVERIFY(search(snapshot, "cmdline ~ needle").empty());
        QCOMPARE(m_state.unknown, std::size_t(1));
        QCOMPARE(m_state.unread->path, std::string("7/cmdline"));
        QVERIFY(search(snapshot, "not cmdline ~ needle").empty());
        QCOMPARE(search(snapshot, "cmdline:needle").size(), std::size_t(1));
        QCOMPARE(search(snapshot, "NEEDLE").size(), std::size_t(1));
        // Texts are found wherever they stand, across the pieces in which they are looked for.
        for (const std::size_t at : {8186U, 8187U, 8191U, 8192U, 16380U}) {
            files->file("7/cmdline", std::string(at, 'a') + "Needle" + '\0');
            QCOMPARE(search(snapshot, "needle").size(), std::size_t(1));
            QCOMPARE(search(snapshot, "cmdline:Needle").size(), std::size_t(1));
        }
    }
};

QTEST_APPLESS_MAIN(TestSearch)
#include "tst_search.moc"

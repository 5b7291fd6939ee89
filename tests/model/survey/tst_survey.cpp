// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/survey/descriptors.h>
#include <model/survey/namespaces.h>
#include <model/survey/threads.h>
#include <procfs/recordedtree.h>

#include <QTest>

#include <map>

using namespace sandscope;
using namespace sandscope::survey;
using procfs::Dialect;

namespace {

/// Files that the test writes down.
class Files : public procfs::RecordedTree
{
public:
    [[nodiscard]] procfs::Generation generation() const override { return 1; }
    [[nodiscard]] Dialect dialect() const override { return spoken; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override
    {
        const auto found = entries.find(path);
        return found == entries.end()
            ? nullptr
            : std::make_shared<const procfs::RecordedEntry>(found->second);
    }

    void directory(const std::string& path, std::vector<std::string> names)
    {
        procfs::RecordedEntry made;
        made.attributes.kind = procfs::FileKind::directory;
        made.names = std::move(names);
        entries.insert_or_assign(path, std::move(made));
    }
    void file(const std::string& path, const std::string& text)
    {
        procfs::RecordedEntry made;
        made.text = std::make_shared<const procfs::FileText>(procfs::FileText{text, {}});
        entries.insert_or_assign(path, std::move(made));
    }
    void link(const std::string& path, const std::string& target)
    {
        procfs::RecordedEntry made;
        made.attributes.kind = procfs::FileKind::link;
        made.target = target;
        entries.insert_or_assign(path, std::move(made));
    }
    void fail(const std::string& path, procfs::Failure failure,
              procfs::FileKind kind = procfs::FileKind::directory)
    {
        procfs::RecordedEntry made;
        made.attributes.kind = kind;
        made.failure = std::move(failure);
        entries.insert_or_assign(path, std::move(made));
    }
    /// A process with descriptors: number, target, flags.
    struct Open
    {
        int fd;
        std::string target, info;
    };
    void process(int pid, const std::vector<Open>& open)
    {
        const std::string folder = std::to_string(pid);
        std::vector<std::string> names;
        for (const Open& each : open) {
            const std::string name = std::to_string(each.fd);
            names.push_back(name);
            link(folder + "/fd/" + name, each.target);
            file(folder + "/fdinfo/" + name, each.info);
        }
        directory(folder + "/fd", names);
        directory(folder + "/fdinfo", names);
        directory(folder, {"fd", "fdinfo"});
    }

    std::map<std::string, procfs::RecordedEntry, std::less<>> entries;
    Dialect spoken = Dialect::linux_;
};

snapshot::SnapshotPtr shot(const std::shared_ptr<Files>& files, const std::vector<int>& pids)
{
    auto made = std::make_shared<snapshot::Snapshot>();
    made->generation = 1;
    made->tree = files;
    std::vector<std::string> names;
    std::uint32_t id = 0;
    for (const int pid : pids) {
        snapshot::TaskSummary task;
        task.id = {++id};
        task.tid = task.tgid = {pid};
        task.name = "p" + std::to_string(pid);
        made->tasks.set(id, std::make_shared<const snapshot::TaskSummary>(task));
        names.push_back(std::to_string(pid));
    }
    files->directory("", names);
    return made;
}

Descriptors ask(const snapshot::SnapshotPtr& of, std::uint32_t task, const std::string& folder,
                Dialect dialect = Dialect::linux_)
{
    snapshot::ViewOptions view;
    view.dialect = dialect;
    const auto fileSystem = snapshot::makeFileSystem(of, view, nullptr);
    return readDescriptors(*fileSystem, *of, {task}, folder, {});
}

constexpr const char* readFlags = "pos:\t0\nflags:\t00\nmnt_id:\t15\nino:\t7\n";
constexpr const char* writeFlags = "pos:\t0\nflags:\t01\nmnt_id:\t15\nino:\t7\n";
constexpr const char* bothFlags = "pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t7\n";

std::string eventInfo(int id)
{
    return std::string(bothFlags) + "eventfd-count:                3\neventfd-id: "
        + std::to_string(id) + "\neventfd-semaphore: 0\n";
}

}

class TestSurvey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets()
    {
        QCOMPARE(readTarget("pipe:[5]").type, FileType::pipe);
        QCOMPARE(readTarget("pipe:[5]").identity, std::string("pipe:[5]"));
        QCOMPARE(readTarget("pipe:[5").type, FileType::other);
        QCOMPARE(readTarget("socket:[9]").type, FileType::socket);
        QCOMPARE(readTarget("host:[1]").type, FileType::host);
        QCOMPARE(readTarget("anon_inode:[eventfd]").type, FileType::event);
        QCOMPARE(readTarget("anon_inode:[eventfd]").identity, std::string());
        QCOMPARE(readTarget("anon_inode:inotify").type, FileType::inotify);
        QCOMPARE(readTarget("inotify").type, FileType::inotify);
        QCOMPARE(readTarget("anon_inode:[io_uring]").type, FileType::other);
        QCOMPARE(readTarget("/dev/pts/0").type, FileType::terminal);
        QCOMPARE(readTarget("/dev/null").type, FileType::device);
        QCOMPARE(readTarget("/memfd:x (deleted)").type, FileType::memory);
        QCOMPARE(readTarget("/etc/passwd").type, FileType::file);
        QCOMPARE(readTarget("").type, FileType::unknown);
    }

    void flags()
    {
        using Names = std::vector<std::string>;
        QCOMPARE(flagNames(0), (Names{"O_RDONLY"}));
        QCOMPARE(flagNames(0102001), (Names{"O_WRONLY", "O_APPEND", "O_LARGEFILE"}));
        QCOMPARE(flagNames(04010002 | 02000000), (Names{"O_RDWR", "O_SYNC", "O_CLOEXEC"}));
        QCOMPARE(flagNames(010000000), (Names{"O_PATH"}));
        QCOMPARE(flagNames(0x4000000000000000), (Names{"O_RDONLY", "0400000000000000000000"}));
    }

    void endsOfPipesInFiles()
    {
        auto files = std::make_shared<Files>();
        files->process(1, {{0, "/dev/null", readFlags}, {3, "pipe:[7]", readFlags}});
        files->process(2, {{1, "pipe:[7]", writeFlags}, {2, "pipe:[8]", writeFlags}});
        files->process(3, {{5, "pipe:[7]", readFlags}});
        const auto found = ask(shot(files, {1, 2, 3}), 1, "1");
        QCOMPARE(found.entries.size(), 2U);
        QCOMPARE(found.entries[0].otherEnd, OtherEnd::none);
        const Descriptor& pipe = found.entries[1];
        QCOMPARE(pipe.otherEnd, OtherEnd::held);
        QCOMPARE(pipe.others.size(), 1U);
        QCOMPARE(pipe.others[0], (Holder{{2}, {2}, "p2", 1, Opened::write}));
        QCOMPARE(pipe.sharerCount, 1U);
        QCOMPARE(pipe.sharers[0].pid.value, 3);
        QCOMPARE(found.searched, 3U);
    }

    void whatCannotBeReadIsCounted()
    {
        auto files = std::make_shared<Files>();
        files->process(1, {{3, "pipe:[7]", readFlags}});
        files->fail("2/fd", procfs::Failure::of(procfs::Errno::access, "open"));
        files->fail("3/fd", {.kind = procfs::Failure::Kind::notSampled});
        for (const char* folder : {"2", "3"})
            files->directory(folder, {"fd"});
        const auto found = ask(shot(files, {1, 2, 3}), 1, "1");
        QCOMPARE(found.entries[0].otherEnd, OtherEnd::nobody);
        QCOMPARE(found.denied, 1U);
        QCOMPARE(found.unsampled, 1U);
    }

    /// Whose parent is not shown has company that is not shown, either.
    void aSubtreeIsAPart()
    {
        auto files = std::make_shared<Files>();
        files->process(8, {{3, "pipe:[7]", readFlags}});
        files->process(9, {});
        for (const int parent : {0, 1}) {
            const auto of = shot(files, {8, 9});
            auto made = std::make_shared<snapshot::Snapshot>(*of);
            const auto child = [&](std::uint32_t id, int ppid) {
                auto task = *made->tasks.find(id);
                task.parentTgid = ppid;
                made->tasks.set(id, std::make_shared<const snapshot::TaskSummary>(task));
            };
            child(1, parent);
            child(2, 8);
            const auto found = ask(made, 1, "8");
            QCOMPARE(found.entries[0].otherEnd, OtherEnd::nobody);
            QCOMPARE(found.isPart, parent == 1);
        }
    }

    void nothingToFindIsNotSearchedFor()
    {
        auto files = std::make_shared<Files>();
        files->process(1, {{3, "/etc/passwd", readFlags}});
        files->process(2, {{3, "pipe:[7]", readFlags}});
        QCOMPARE(ask(shot(files, {1, 2}), 1, "1").searched, 0U);
    }

    void socketsAndCountersInFiles()
    {
        auto files = std::make_shared<Files>();
        files->process(1,
                       {{3, "socket:[70]", bothFlags}, {4, "anon_inode:[eventfd]", eventInfo(2)}});
        files->process(2,
                       {{8, "socket:[70]", bothFlags},
                        {9, "anon_inode:[eventfd]", eventInfo(2)},
                        {10, "anon_inode:[eventfd]", eventInfo(3)}});
        const auto found = ask(shot(files, {1, 2}), 1, "1");
        QCOMPARE(found.entries[0].otherEnd, OtherEnd::untold); // no file names the peer
        QCOMPARE(found.entries[0].sharers.size(), 1U);
        QCOMPARE(found.entries[0].sharers[0].fd, 8);
        QCOMPARE(found.entries[1].sharers.size(), 1U);
        QCOMPARE(found.entries[1].sharers[0].fd, 9);
    }

    void withoutFlagsEverybodyMayBeTheOtherEnd()
    {
        auto files = std::make_shared<Files>();
        files->spoken = Dialect::gvisor2018;
        const std::string info = "flags: {%!o(bool=000false)}\n";
        files->process(1, {{3, "pipe:[7]", info}});
        files->process(2, {{4, "pipe:[7]", info}});
        const auto found = ask(shot(files, {1, 2}), 1, "1", Dialect::gvisor2018);
        QCOMPARE(found.entries[0].opened, Opened::unknown);
        QCOMPARE(found.entries[0].closeOnExec, std::optional(false));
        QCOMPARE(found.entries[0].otherCount, 1U);
    }

    void manyAtOnePipe()
    {
        auto files = std::make_shared<Files>();
        std::vector<Files::Open> open;
        for (int fd = 0; fd < 200; ++fd)
            open.push_back({fd, "pipe:[7]", fd % 2 == 0 ? readFlags : writeFlags});
        std::vector<int> pids;
        for (int pid = 1; pid <= 20; ++pid) {
            files->process(pid, open);
            pids.push_back(pid);
        }
        const auto found = ask(shot(files, pids), 1, "1");
        QCOMPARE(found.entries.size(), 200U);
        QCOMPARE(found.entries[0].otherCount, 2000U);
        QCOMPARE(found.entries[0].sharerCount, 1999U);
        QCOMPARE(found.entries[199].otherCount, 2000U);
        QCOMPARE(found.entries[0].others.size(), mostHolders);
    }

    void recordsKnowMore()
    {
        kernel::Kernel kernel(kernel::Options{.behaviour = kernel::Behaviour::linux_});
        const auto first = *kernel.createProcess({.executable = "/bin/sh"});
        const auto pipe = *kernel.pipe(first, {});
        const auto sockets = *kernel.socketpair(first, {});
        const int counter = *kernel.eventfd(first, {}, 0, false);
        const auto second = *kernel.fork(first);
        QVERIFY(kernel.close(first, pipe.second).has_value());
        QVERIFY(kernel.close(second, pipe.first).has_value());
        QVERIFY(kernel.close(second, sockets.first).has_value());
        QVERIFY(kernel.close(first, sockets.second).has_value());
        // In the dialect that tells least the records know the same.
        for (const Dialect dialect : {Dialect::linux_, Dialect::gvisor2018}) {
            const auto found = ask(kernel.publish(), first.value, "1", dialect);
            const auto at
                = [&](int fd) { return *std::ranges::find(found.entries, fd, &Descriptor::fd); };
            QCOMPARE(at(pipe.first).others.size(), 1U);
            QCOMPARE(at(pipe.first).others[0].task, second);
            QCOMPARE(at(pipe.first).others[0].fd, pipe.second);
            QCOMPARE(at(sockets.first).otherEnd, OtherEnd::held);
            QCOMPARE(at(sockets.first).others[0].fd, sockets.second);
            QCOMPARE(at(sockets.first).others[0].task, second);
            QCOMPARE(at(counter).sharers.size(), 1U);
            QCOMPARE(at(counter).sharers[0].task, second);
        }
        QVERIFY(kernel.close(second, pipe.second).has_value());
        QVERIFY(kernel.close(second, sockets.second).has_value());
        const auto found = ask(kernel.publish(), first.value, "1");
        QCOMPARE(std::ranges::find(found.entries, pipe.first, &Descriptor::fd)->otherEnd,
                 OtherEnd::nobody);
        QCOMPARE(std::ranges::find(found.entries, sockets.first, &Descriptor::fd)->otherEnd,
                 OtherEnd::nobody);
    }

    void stopsWhenItIsTold()
    {
        auto files = std::make_shared<Files>();
        files->process(1, {{3, "pipe:[7]", readFlags}});
        const auto of = shot(files, {1});
        const auto fileSystem = snapshot::makeFileSystem(of, {}, nullptr);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(readDescriptors(*fileSystem, *of, {1}, "1", stop.get_token()).entries.empty());
    }

    void lettersAndRanges()
    {
        QCOMPARE(groupLetter(0), std::string("A"));
        QCOMPARE(groupLetter(25), std::string("Z"));
        QCOMPARE(groupLetter(26), std::string("AA"));
        QCOMPARE(groupLetter(26 * 27), std::string("AAA"));
        const auto ranges = readIdRanges("         0       1000          1\n 5 6\nx\n1 2 3\n");
        QCOMPARE(ranges, (std::vector<IdRange>{{0, 1000, 1}, {1, 2, 3}}));
    }

    void namespacesOfFiles()
    {
        auto files = std::make_shared<Files>();
        for (const int pid : {1, 2})
            files->link(std::to_string(pid) + "/ns/net", "net:[40]");
        files->link("1/ns/uts", "uts:[50]");
        files->link("2/ns/uts", "uts:[51]");
        files->fail("2/ns/pid", procfs::Failure::of(procfs::Errno::access, "readlink"),
                    procfs::FileKind::link);
        files->fail("2/ns/ipc", procfs::Failure::of(procfs::Errno::noEntry, "readlink"),
                    procfs::FileKind::link);
        for (const char* pid : {"1", "2"}) {
            files->directory(std::string(pid) + "/ns", {"net", "uts", "pid"});
            files->directory(pid, {"ns"});
        }
        const auto of = shot(files, {1, 2});
        const auto fileSystem = snapshot::makeFileSystem(of, {}, nullptr);
        const auto matrix = readNamespaces(*fileSystem, of, {});
        constexpr std::size_t pid = 1, net = 2, uts = 4;
        QCOMPARE(matrix.rows.size(), 2U);
        QCOMPARE(matrix.rows[0].cells[net], matrix.rows[1].cells[net]);
        QCOMPARE(matrix.groups[net][0].processes, 2U);
        QCOMPARE(matrix.rows[0].cells[uts], 0);
        QCOMPARE(matrix.rows[1].cells[uts], 1);
        QCOMPARE(matrix.rows[1].cells[pid], NamespaceRow::denied);
        QVERIFY(matrix.rows[0].cells[0] < 0);
        QCOMPARE(matrix.rows[1].cells[3], NamespaceRow::gone); // every Linux has the link
    }

    void numbersMadeUpSayNothing()
    {
        auto files = std::make_shared<Files>();
        files->spoken = Dialect::gvisor2022;
        files->link("1/ns/net", "net:[40]");
        files->directory("1/ns", {"net"});
        files->directory("1", {"ns"});
        const auto of = shot(files, {1});
        const auto fileSystem = snapshot::makeFileSystem(of, {}, nullptr);
        QCOMPARE(readNamespaces(*fileSystem, of, {}).rows[0].cells[2], NamespaceRow::madeUp);
    }

    void namespacesOfRecords()
    {
        kernel::Kernel kernel(kernel::Options{.behaviour = kernel::Behaviour::linux_});
        const auto first = *kernel.createProcess({.executable = "/bin/sh"});
        const auto second = *kernel.fork(first);
        constexpr std::uint32_t newUts = 0x04000000;
        QVERIFY(kernel.unshare(second, newUts).has_value());
        const auto of = kernel.publish();
        const auto fileSystem = snapshot::makeFileSystem(of, {}, nullptr);
        const auto matrix = readNamespaces(*fileSystem, of, {});
        QCOMPARE(matrix.rows.size(), 2U);
        QVERIFY(matrix.rows[0].cells[4] != matrix.rows[1].cells[4]);
        QCOMPARE(matrix.rows[0].cells[0], matrix.rows[1].cells[0]);
        QVERIFY(matrix.tellsTheSame(readNamespaces(*fileSystem, of, {})));
    }

    void aSourceWithoutThreads()
    {
        auto files = std::make_shared<Files>();
        files->directory("7", {"status"});
        const auto of = shot(files, {7});
        const auto fileSystem = snapshot::makeFileSystem(of, {}, nullptr);
        const auto found = readThreads(*fileSystem, *of, "7/task", {});
        QVERIFY(found.failure.has_value());
    }
};

QTEST_GUILESS_MAIN(TestSurvey)
#include "tst_survey.moc"

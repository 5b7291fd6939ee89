// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recordedfiles.h"

#include <QTest>

using namespace sandscope;
using namespace sandscope::query;
using namespace sandscope::query::test;

/// Nothing that was not read decides anything.
class TestUnknown : public QObject
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

    SearchState m_state;

private Q_SLOTS:
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
        for (const auto& [text, answer] : {Case{"fd.path != \"/dev/null\"", -1},
                                           Case{"fd[path == \"\"]", -1},
                                           Case{"fd[not path:secret]", 1},
                                           Case{"fd[fd == 1 and not path:secret]", -1},
                                           Case{"fd.path:null", 1},
                                           Case{"not fd.path:secret", -1},
                                           Case{"fd:secret", -1},
                                           Case{"fd[fd == 1 and path]", -1},
                                           Case{"not fd[fd == 1 and path]", -1},
                                           Case{"fd.fd == 1", 1},
                                           Case{"fd.fd == 2", 0},
                                           Case{"not fd.fd == 2", 1},
                                           Case{"fd[fd == 1 or path:x]", 1},
                                           Case{"count(fd) == 2", 1},
                                           Case{"count(fd[path:null]) == 0", 0},
                                           Case{"count(fd[path:null]) == 1", -1},
                                           Case{"count(fd[path:null]) >= 1", 1},
                                           Case{"count(fd[path:null]) == 3", 0},
                                           Case{"count(fd[fd >= 0]) == 2", 1},
                                           Case{"ns.net != \"net:[1]\"", -1},
                                           Case{"ns.net", -1},
                                           Case{"not ns.net", -1},
                                           Case{"ns.pid == \"pid:[2]\"", 1},
                                           Case{"ns.pid != \"pid:[2]\"", 0},
                                           Case{"ns:\"net:\"", -1},
                                           Case{"fdinfo[fd == 1 and flags == 2]", -1},
                                           Case{"fdinfo.flags == 2", 1},
                                           Case{"fdinfo.flags == 4", -1},
                                           Case{"fdinfo[fd == 1]", 1}}) {
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
        QCOMPARE(told(search(snapshot, "fd.path:/")), QByteArrayList{"9 9/fd/0 path /dev/null"});
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

QTEST_APPLESS_MAIN(TestUnknown)
#include "tst_unknown.moc"

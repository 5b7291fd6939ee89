// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <algorithm>
#include <array>

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::FdKind;

/// Open files and the descriptors that name them.
class DescriptorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLowestFreeNumber();
    void kinds();
    void duplicatesShareTheirPosition();
    void refusals_data();
    void refusals();
    void theLimit();
    void execClosesWhatItShould();
    void flagsAsCaptured_data();
    void flagsAsCaptured();
    void numbersAboveTheLimit_data();
    void numbersAboveTheLimit();
    void callsThatCameLater_data();
    void callsThatCameLater();
    void pathsAreResolved();
    void closeRange();
    void settableFlags();
    void transfersMoveThePosition();
    void theEndOfAFile();
    void whatHasNoPosition();
    void linesOfSpecialFiles();
    void anEpollForgetsWhatIsClosed();
    void pidfdsOutliveTheirProcess();
    void deletedAndRenamed();
};

namespace {

constexpr std::array everyBehaviour
    = {Behaviour::gvisor2018, Behaviour::gvisor2019, Behaviour::gvisor2022,
       Behaviour::gvisor2024, Behaviour::gvisor2026, Behaviour::linux_};
constexpr std::array behaviourNames = {"2018", "2019", "2022", "2024", "2026", "linux"};

void eachBehaviour()
{
    QTest::addColumn<int>("behaviour");
    for (std::size_t i = 0; i < everyBehaviour.size(); ++i)
        QTest::newRow(behaviourNames[i]) << static_cast<int>(i);
}

Options optionsOf(int behaviour)
{
    return {.behaviour = everyBehaviour[static_cast<std::size_t>(behaviour)]};
}

procfs::FdEntry entryOf(Kernel& kernel, TaskId task, int fd)
{
    const auto entries = kernel.descriptors(task);
    const auto found = std::ranges::find(entries, fd, &procfs::FdEntry::fd);
    return found == entries.end() ? procfs::FdEntry{} : *found;
}

std::string linesOf(Kernel& kernel, TaskId task, int fd)
{
    const auto entry = entryOf(kernel, task, fd);
    return entry.details ? entry.details->lines : std::string();
}

void holds(Kernel& kernel)
{
    const auto broken = checkInvariants(kernel);
    QVERIFY2(!broken, broken.value_or("").c_str());
    const auto stale = checkPublished(kernel);
    QVERIFY2(!stale, stale.value_or("").c_str());
}

}

void DescriptorsTest::theLowestFreeNumber()
{
    Sandbox box;
    const auto open = [&] { return box.kernel.open(box.init, {"/x", 0, false, false}).value(); };
    QCOMPARE(open(), 3);
    QCOMPARE(open(), 4);
    QVERIFY(box.kernel.close(box.init, 1));
    QVERIFY(box.kernel.close(box.init, 3));
    QCOMPARE(open(), 1);
    QCOMPARE(open(), 3);
    QCOMPARE(box.kernel.dup2(box.init, 0, 9).value(), 9);
    const auto before = box.kernel.publish();
    QCOMPARE(box.kernel.dup2(box.init, 0, 9).value(), 9); // it is there already
    QVERIFY(box.kernel.publish() == before);
    QCOMPARE(open(), 5);
    const auto* table = box.table(box.init);
    QVERIFY(std::ranges::is_sorted(table->entries, {}, &procfs::FdEntry::fd));
}

void DescriptorsTest::kinds()
{
    Sandbox box;
    const FdPair pipe = box.kernel.pipe(box.init, {.closeOnExec = true}).value();
    const FdPair sockets = box.kernel.socketpair(box.init).value();
    const int event = box.kernel.eventfd(box.init).value();
    const auto entries = box.kernel.descriptors(box.init);
    const auto at = [&entries](int fd) { return entries[static_cast<std::size_t>(fd)]; };
    QVERIFY(at(pipe.first).kind == FdKind::pipe);
    QCOMPARE(at(pipe.first).number, at(pipe.second).number); // one pipe
    QVERIFY(at(pipe.first).closeOnExec);
    QCOMPARE(at(pipe.second).statusFlags, 1U);
    QVERIFY(at(sockets.first).number != at(sockets.second).number); // two sockets
    QCOMPARE(at(event).path, std::string("eventfd"));
    const FdPair another = box.kernel.pipe(box.init).value();
    QVERIFY(box.kernel.descriptors(box.init)[static_cast<std::size_t>(another.first)].number
            != at(pipe.first).number);
}

void DescriptorsTest::duplicatesShareTheirPosition()
{
    Sandbox box;
    const int fd = box.kernel.open(box.init, {"/x", 0, true, false}).value();
    const int copy = box.kernel.dup(box.init, fd).value();
    const TaskId child = box.fork(box.init);
    const int own = box.kernel.open(child, {"/x", 0, false, false}).value();
    const auto before = box.kernel.publish();
    QCOMPARE(box.kernel.seek(box.init, copy, 100).value(), 100ULL);
    QCOMPARE(box.kernel.seek(box.init, fd, -40, Whence::current).value(), 60ULL);
    const auto position = [&](TaskId task, int which) {
        return box.kernel.descriptors(task)[static_cast<std::size_t>(which)].position;
    };
    QCOMPARE(position(child, fd), 60ULL);
    QCOMPARE(position(child, own), 0ULL);
    QVERIFY(
        !box.kernel.descriptors(box.init)[static_cast<std::size_t>(copy)].closeOnExec); // not
                                                                                        // shared
    QCOMPARE(joined(changes(*before->records, *box.kernel.publish()->records)),
             QByteArray("fdtable 1, fdtable 2"));
    // What nobody else knows touches nobody else.
    const auto then = box.kernel.publish();
    QVERIFY(box.kernel.seek(child, own, 5));
    QCOMPARE(joined(changes(*then->records, *box.kernel.publish()->records)),
             QByteArray("fdtable 2"));
}

void DescriptorsTest::refusals_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<int>("fd");
    QTest::addColumn<QByteArray>("error");
    for (const char* call : {"close", "dup", "dup2", "seek", "cloexec"}) {
        QTest::addRow("%s of none", call) << QByteArray(call) << 50 << QByteArray("EBADF");
        QTest::addRow("%s of a negative", call) << QByteArray(call) << -1 << QByteArray("EBADF");
    }
    QTest::newRow("seek in a pipe") << QByteArray("seek") << 3 << QByteArray("ESPIPE");
    QTest::newRow("seek before the start") << QByteArray("back") << 5 << QByteArray("EINVAL");
    QTest::newRow("dup2 to a negative") << QByteArray("to") << 0 << QByteArray("EBADF");
    QTest::newRow("nameless") << QByteArray("open") << 0 << QByteArray("ENOENT");
}

void DescriptorsTest::refusals()
{
    QFETCH(QByteArray, call);
    QFETCH(int, fd);
    QFETCH(QByteArray, error);
    Sandbox box;
    QVERIFY(box.kernel.pipe(box.init));
    QVERIFY(box.kernel.open(box.init, {"/x", 0, false, false}));
    const auto result = failureOf(box.kernel, [&]() -> Result<void> {
        const auto plain
            = [](const auto& r) { return r ? Result<void>() : std::unexpected(r.error()); };
        if (call == "close")
            return box.kernel.close(box.init, fd);
        if (call == "dup")
            return plain(box.kernel.dup(box.init, fd));
        if (call == "dup2")
            return plain(box.kernel.dup2(box.init, fd, 7));
        if (call == "to")
            return plain(box.kernel.dup2(box.init, fd, -1));
        if (call == "cloexec")
            return box.kernel.setCloseOnExec(box.init, fd, true);
        if (call == "open")
            return plain(box.kernel.open(box.init, {"", 0, false, false}));
        return plain(box.kernel.seek(box.init, fd, call == "back" ? -1 : 1));
    });
    QCOMPARE(result, error);
}

void DescriptorsTest::theLimit()
{
    Sandbox box;
    QVERIFY(box.kernel.setLimit(box.init, Limit::openFiles, 4));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.pipe(box.init); }),
             QByteArray("EMFILE")); // both or none
    QVERIFY(box.kernel.dup(box.init, 0));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.dup(box.init, 0); }),
             QByteArray("EMFILE"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.dup2(box.init, 0, 4); }),
             QByteArray("EMFILE")); // in 2018 and 2019
    QVERIFY(box.kernel.close(box.init, 0) && box.kernel.close(box.init, 2));
    QCOMPARE(box.kernel.pipe(box.init)->second, 2);
}

void DescriptorsTest::execClosesWhatItShould()
{
    Sandbox box;
    const TaskId child = box.kernel.clone(box.init, clone::files | 17).value();
    const int fd = box.kernel.open(child, {"/x", 0, true, false}).value();
    QCOMPARE(box.table(box.init)->entries.size(), 4U); // one table for both
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.table(child)->entries.size(), 3U);
    QCOMPARE(box.table(box.init)->entries.back().fd, fd); // exec took a copy first
}

void DescriptorsTest::flagsAsCaptured_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<uint>("asked");
    QTest::addColumn<uint>("shown");
    const auto row
        = [](std::initializer_list<int> behaviours, const char* path, uint asked, uint shown) {
              for (const int behaviour : behaviours)
                  QTest::addRow("%s in %s: 0%o", path,
                                behaviourNames[static_cast<std::size_t>(behaviour)], asked)
                      << behaviour << QByteArray(path) << asked << shown;
          };
    constexpr int later = 2, sandbox = 3, system = 5;
    row({later, sandbox, system}, "/srv/data/one-mib.bin", 0, 0100000);
    row({later, sandbox, system}, "/tmp/log.txt", 02102, 0102002); // O_CREAT leaves no trace
    row({later, sandbox, system}, "/tmp/wronly", 04011101, 04110001); // nor O_TRUNC
    row({later, sandbox, system}, "/srv", 0200000, 0300000);
    row({later, sandbox, system}, "/srv/data", 010000000, 010000000); // O_PATH has nothing else
    row({later, sandbox, system}, "/srv/data/with space.txt", 04000, 0104000);
    row({later, sandbox, system}, "/srv/data/newline.txt", 01000000, 01100000); // O_NOATIME
    row({sandbox, system}, "/proc/1/status", 0, 0100000);
    row({later}, "/proc/1/status", 0, 0); // files of the sentry's own
    row({later}, "/dev/pts/0", 0402, 2);
    row({later}, "/dev/null", 2, 0100002);
    row({0}, "/srv/data/one-mib.bin", 2, 2);
    row({1}, "/srv/data/one-mib.bin", 2, 0100002);
}

void DescriptorsTest::flagsAsCaptured()
{
    QFETCH(int, behaviour);
    QFETCH(QByteArray, path);
    QFETCH(uint, asked);
    QFETCH(uint, shown);
    Sandbox box(optionsOf(behaviour));
    const int fd = box.kernel.open(box.init, {path.toStdString(), asked}).value();
    QCOMPARE(entryOf(box.kernel, box.init, fd).statusFlags, shown);
}

void DescriptorsTest::numbersAboveTheLimit_data()
{
    eachBehaviour();
}

void DescriptorsTest::numbersAboveTheLimit()
{
    QFETCH(int, behaviour);
    const bool isEarly = behaviour < 2;
    const bool isLinux = behaviour == 5;
    Sandbox box(optionsOf(behaviour));
    Kernel& kernel = box.kernel;
    QCOMPARE(kernel.dup(box.init, 0, 50, true).value(), 50);
    QVERIFY(entryOf(kernel, box.init, 50).closeOnExec);
    QCOMPARE(kernel.dup(box.init, 0, 50, false).value(), 51);
    QCOMPARE(kernel.dup2(box.init, 0, 8).value(), 8);
    QCOMPARE(kernel.dup3(box.init, 0, 9, true).value(), 9);
    QVERIFY(entryOf(kernel, box.init, 9).closeOnExec);
    QCOMPARE(failureOf(kernel, [&] { return kernel.dup3(box.init, 0, 0, false); }), "EINVAL");
    QVERIFY(kernel.setLimit(box.init, Limit::openFiles, 8));
    const QByteArray above = isEarly ? "EMFILE" : "EBADF";
    QCOMPARE(failureOf(kernel, [&] { return kernel.dup2(box.init, 0, 9); }), above);
    QCOMPARE(failureOf(kernel, [&] { return kernel.dup2(box.init, 0, -1); }), "EBADF");
    QCOMPARE(failureOf(kernel, [&] { return kernel.dup(box.init, 0, -1, false); }), "EINVAL");
    QCOMPARE(failureOf(kernel, [&] { return kernel.dup(box.init, 0, 8, false); }),
             isLinux ? "EINVAL" : "EMFILE");
    // At the limit there is a descriptor, which the early ones let be replaced.
    QCOMPARE(errorOf(kernel.dup2(box.init, 0, 8)), isEarly ? "OK" : "EBADF");
    holds(kernel);
}

void DescriptorsTest::callsThatCameLater_data()
{
    eachBehaviour();
}

void DescriptorsTest::callsThatCameLater()
{
    QFETCH(int, behaviour);
    Sandbox box(optionsOf(behaviour));
    Kernel& kernel = box.kernel;
    const QByteArray since2022 = behaviour < 2 ? "ENOSYS" : "OK";
    QCOMPARE(errorOf(kernel.memfd(box.init, "x")), since2022);
    QCOMPARE(errorOf(kernel.signalfd(box.init, 1)), since2022);
    QCOMPARE(errorOf(kernel.closeRange(box.init, 5, 9)), since2022);
    QCOMPARE(errorOf(kernel.pidfd(box.init, box.init)), behaviour < 4 ? "ENOSYS" : "OK");
    QCOMPARE(errorOf(kernel.timerfd(box.init, 7)), behaviour < 2 ? "EINVAL" : "OK");
    const auto temporary = kernel.open(box.init, {"/tmp", 020200002});
    QCOMPARE(errorOf(temporary), behaviour < 2 ? "EISDIR" : behaviour < 5 ? "EOPNOTSUPP" : "OK");
    holds(kernel);
}

void DescriptorsTest::pathsAreResolved()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    const auto shown = [&](OpenRequest request) {
        return entryOf(kernel, box.init, kernel.open(box.init, request).value()).path;
    };
    QVERIFY(kernel.chdir(box.init, "/srv/www"));
    QCOMPARE(shown({"x"}), std::string("/srv/www/x"));
    QCOMPARE(shown({"../x/./y"}), std::string("/srv/x/y"));
    QCOMPARE(shown({"/proc/self/status"}), std::string("/proc/1/status"));
    QCOMPARE(shown({"/dev/ptmx"}), std::string("/dev/pts/ptmx"));
    const int directory = kernel.open(box.init, {"/etc", 0200000}).value();
    QCOMPARE(shown({.path = "passwd", .directory = directory}), std::string("/etc/passwd"));
    QCOMPARE(shown({.path = "/a", .directory = directory}), std::string("/a"));
    QVERIFY(kernel.chroot(box.init, "/srv"));
    QCOMPARE(shown({"/x"}), std::string("/srv/x"));
    QCOMPARE(shown({"/../../x"}), std::string("/srv/x"));
    const OpenRequest none{.path = "x", .directory = 60};
    QCOMPARE(failureOf(kernel, [&] { return kernel.open(box.init, none); }), "EBADF");
    const OpenRequest stream{.path = "x", .directory = 0};
    QCOMPARE(failureOf(kernel, [&] { return kernel.open(box.init, stream); }), "ENOTDIR");
}

void DescriptorsTest::closeRange()
{
    Sandbox box({.behaviour = Behaviour::gvisor2024});
    Kernel& kernel = box.kernel;
    for (int i = 0; i < 8; ++i)
        QVERIFY(kernel.dup(box.init, 0));
    const auto numbers = [&](TaskId task) {
        QByteArray text;
        for (const auto& entry : kernel.descriptors(task))
            text += QByteArray::number(entry.fd) + (entry.closeOnExec ? "e " : " ");
        return text.trimmed();
    };
    QVERIFY(kernel.closeRange(box.init, 3, 5));
    QCOMPARE(numbers(box.init), "0 1 2 6 7 8 9 10");
    QVERIFY(kernel.closeRange(box.init, 9, ~0U, closerange::closeOnExec));
    QCOMPARE(numbers(box.init), "0 1 2 6 7 8 9e 10e");
    const TaskId thread = box.thread(box.init);
    QVERIFY(kernel.closeRange(thread, 2, 8, closerange::unshare));
    QCOMPARE(numbers(thread), "0 1 9e 10e");
    QCOMPARE(numbers(box.init), "0 1 2 6 7 8 9e 10e");
    QCOMPARE(failureOf(kernel, [&] { return kernel.closeRange(box.init, 5, 4); }), "EINVAL");
    QCOMPARE(failureOf(kernel, [&] { return kernel.closeRange(box.init, 5, 6, 1); }), "EINVAL");
    holds(kernel);
}

void DescriptorsTest::settableFlags()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const int fd = kernel.open(box.init, {"/x", 2}).value();
    QVERIFY(kernel.setStatusFlags(box.init, fd, 02000 | 04000 | 0100));
    QCOMPARE(entryOf(kernel, box.init, fd).statusFlags, 0106002U); // the mode stays
    QVERIFY(kernel.setStatusFlags(box.init, fd, 0));
    QCOMPARE(entryOf(kernel, box.init, fd).statusFlags, 0100002U);
    const int path = kernel.open(box.init, {"/x", 010000000}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.setStatusFlags(box.init, path, 04000); }),
             "EBADF");
    QCOMPARE(failureOf(kernel, [&] { return kernel.seek(box.init, path, 1); }), "EBADF");
    QCOMPARE(failureOf(kernel, [&] { return kernel.readFd(box.init, path, 1); }), "EBADF");
    QVERIFY(kernel.dup(box.init, path));
    // A pipe and its flags belong to both that share it.
    const FdPair packets = kernel.pipe(box.init, {.status = 044000}).value();
    QCOMPARE(entryOf(kernel, box.init, packets.first).statusFlags, 04000U);
    QCOMPARE(entryOf(kernel, box.init, packets.second).statusFlags, 044001U);
    Sandbox gvisor({.behaviour = Behaviour::gvisor2026});
    QCOMPARE(failureOf(gvisor.kernel,
                       [&] { return gvisor.kernel.pipe(gvisor.init, {.status = 040000}); }),
             "EINVAL");
    const FdPair pipe = kernel.pipe(box.init, {.status = 04000}).value();
    QCOMPARE(entryOf(kernel, box.init, pipe.second).statusFlags, 04001U);
    const TaskId child = box.fork(box.init);
    QVERIFY(kernel.setStatusFlags(child, pipe.first, 0));
    QCOMPARE(entryOf(kernel, box.init, pipe.first).statusFlags, 0U);
    QCOMPARE(failureOf(kernel, [&] { return kernel.pipe(box.init, {.status = 01}); }), "EINVAL");
    holds(kernel);
}

void DescriptorsTest::transfersMoveThePosition()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const auto position = [&](int fd) { return entryOf(kernel, box.init, fd).position; };
    const int fd = kernel.open(box.init, {"/x", 2}).value();
    QVERIFY(kernel.readFd(box.init, fd, 100));
    QCOMPARE(position(fd), 100U);
    QVERIFY(kernel.writeFd(box.init, fd, 5));
    QCOMPARE(position(fd), 105U);
    QVERIFY(kernel.readFd(box.init, fd, 50, 7)); // pread
    QVERIFY(kernel.readFd(box.init, fd, -11));
    QCOMPARE(position(fd), 105U);
    const auto& io = box.task(box.init)->io;
    QCOMPARE(io.charsRead, 150U);
    QCOMPARE(io.readCalls, 3U);
    QCOMPARE(io.charsWritten, 5U);
    QCOMPARE(io.writeCalls, 1U);
    const int readable = kernel.open(box.init, {"/y", 0}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.writeFd(box.init, readable, 1); }), "EBADF");
    const int writable = kernel.open(box.init, {"/y", 1}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.readFd(box.init, writable, 1); }), "EBADF");
    QCOMPARE(failureOf(kernel, [&] { return kernel.readFd(box.init, 99, 1); }), "EBADF");
}

void DescriptorsTest::theEndOfAFile()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    const int fd = kernel.open(box.init, {.path = "/x", .statusFlags = 2, .size = 500}).value();
    QCOMPARE(kernel.seek(box.init, fd, -20, Whence::end).value(), 480U);
    QVERIFY(kernel.writeFd(box.init, fd, 100));
    QCOMPARE(kernel.seek(box.init, fd, 0, Whence::end).value(), 580U);
    QVERIFY(kernel.setSize(box.init, fd, 8192));
    QCOMPARE(kernel.seek(box.init, fd, 1, Whence::end).value(), 8193U);
    const int append = kernel.open(box.init, {"/log", 02001}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.seek(box.init, append, 0, Whence::end); }),
             "EINVAL"); // nobody knows where that is
    QVERIFY(kernel.setSize(box.init, append, 100));
    QVERIFY(kernel.writeFd(box.init, append, 10));
    QCOMPARE(entryOf(kernel, box.init, append).position, 110U);
    const int fresh = kernel.open(box.init, {"/new", 01101}).value(); // O_CREAT | O_TRUNC
    QCOMPARE(kernel.seek(box.init, fresh, 0, Whence::end).value(), 0U);
    const int readable = kernel.open(box.init, {"/x", 0}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.setSize(box.init, readable, 1); }), "EINVAL");
}

void DescriptorsTest::whatHasNoPosition()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const int null = kernel.open(box.init, {"/dev/null", 2}).value();
    QVERIFY(kernel.writeFd(box.init, null, 10));
    QCOMPARE(kernel.seek(box.init, null, 5).value(), 0U);
    const int fifo
        = kernel.open(box.init, {.path = "/tmp/fifo", .statusFlags = 2, .isStream = true}).value();
    QVERIFY(kernel.writeFd(box.init, fifo, 10));
    QCOMPARE(entryOf(kernel, box.init, fifo).position, 0U);
    QCOMPARE(failureOf(kernel, [&] { return kernel.seek(box.init, fifo, 0); }), "ESPIPE");
    const int terminal = kernel.open(box.init, {"/dev/pts/0", 2}).value();
    QCOMPARE(failureOf(kernel, [&] { return kernel.seek(box.init, terminal, 0); }), "ESPIPE");
    QCOMPARE(kernel.seek(box.init, kernel.eventfd(box.init).value(), 7).value(), 0U);
    Sandbox gvisor;
    const int event = gvisor.kernel.eventfd(gvisor.init).value();
    QCOMPARE(failureOf(gvisor.kernel, [&] { return gvisor.kernel.seek(gvisor.init, event, 7); }),
             "ESPIPE");
}

// As a run of Linux 6.18 showed the same calls, but for the numbers of its counters and inodes.
void DescriptorsTest::linesOfSpecialFiles()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const TaskId task = box.init;
    const int event = kernel.eventfd(task, {.status = 04000}, 12345, true).value();
    QCOMPARE(linesOf(kernel, task, event),
             std::string("eventfd-count:             3039\neventfd-id: 0\neventfd-semaphore: 1\n"));
    QVERIFY(kernel.setEventCount(task, event, 0));
    QVERIFY(linesOf(kernel, task, event).starts_with("eventfd-count:                0\n"));
    const int timer = kernel.timerfd(task, 1, {.status = 04000}).value();
    using namespace std::chrono_literals;
    QVERIFY(kernel.setTimer(task, timer, {0, 999999s + 49125054ns, 0ns}));
    QCOMPARE(linesOf(kernel, task, timer),
             std::string("clockid: 1\nticks: 0\nsettime flags: 00\nit_value: (999999, 49125054)\n"
                         "it_interval: (0, 0)\n"));
    const int signals = kernel.signalfd(task, 0x1000000200 | 1U << 8U).value();
    QCOMPARE(linesOf(kernel, task, signals), std::string("sigmask:\t0000001000000200\n"));
    const int pidfd = kernel.pidfd(task, task).value();
    QCOMPARE(linesOf(kernel, task, pidfd), std::string("Pid:\t1\nNSpid:\t1\n"));
    QVERIFY(entryOf(kernel, task, pidfd).closeOnExec);
    QCOMPARE(entryOf(kernel, task, pidfd).path, std::string("pidfd"));
    const int socket = kernel.socket(task, {}).value();
    QCOMPARE(linesOf(kernel, task, socket), std::string("scm_fds: 0\n"));
    QCOMPARE(linesOf(kernel, task, kernel.accept(task, socket).value()),
             std::string("scm_fds: 0\n"));
    QCOMPARE(linesOf(kernel, task, kernel.socket(task, {.family = 2}).value()), std::string());
    QCOMPARE(failureOf(kernel, [&] { return kernel.accept(task, event); }), "ENOTSOCK");
    const FdPair pipe = kernel.pipe(task).value();
    QVERIFY(entryOf(kernel, task, pipe.first).number
            == entryOf(kernel, task, socket).number + 3); // numbered together
    const int epoll = kernel.epoll(task, {.closeOnExec = true}).value();
    const auto control
        = [&](EpollOperation operation, int fd, std::uint32_t events, std::uint64_t data) {
              return kernel.epollControl(task, epoll, {operation, fd, events, data});
          };
    using enum EpollOperation;
    QVERIFY(control(add, event, 0x80000001, 0xdeadbeef));
    QVERIFY(control(add, pipe.first, 1, 7));
    QVERIFY(control(modify, pipe.first, 0x40000005, 7));
    QCOMPARE(linesOf(kernel, task, epoll),
             std::string("tfd:        3 events: 80000019 data:         deadbeef  pos:0 ino:1a "
                         "sdev:10\ntfd:       10 events: 4000001d data:                7  pos:0 "
                         "ino:4 sdev:f\n"));
    const int file = kernel.open(task, {"/x"}).value();
    const auto fails = [&](auto operation, int fd) {
        return failureOf(kernel, [&] { return control(operation, fd, 1, 1); });
    };
    QCOMPARE(fails(add, event), "EEXIST");
    QCOMPARE(fails(add, file), "EPERM");
    QCOMPARE(fails(add, epoll), "EINVAL");
    QCOMPARE(fails(add, 77), "EBADF");
    QCOMPARE(fails(modify, timer), "ENOENT");
    QCOMPARE(fails(remove, timer), "ENOENT");
    const int outer = kernel.epoll(task).value();
    QVERIFY(kernel.epollControl(task, outer, {add, epoll, 1, 0}));
    QCOMPARE(fails(add, outer), "ELOOP");
    QVERIFY(control(remove, event, 0, 0));
    const int inotify = kernel.inotify(task).value();
    QCOMPARE(kernel.addWatch(task, inotify, "/tmp", 0x300).value(), 1);
    QCOMPARE(kernel.addWatch(task, inotify, "/srv", 0xfff).value(), 2);
    QCOMPARE(kernel.addWatch(task, inotify, "/tmp", 0x20000001).value(), 1);
    const std::string lines = linesOf(kernel, task, inotify);
    QVERIFY(lines.starts_with("inotify wd:2 "));
    QVERIFY(lines.contains("\ninotify wd:1 "));
    QVERIFY(lines.contains(" mask:301 ignored_mask:0 \n"));
    QVERIFY(kernel.removeWatch(task, inotify, 1));
    QCOMPARE(failureOf(kernel, [&] { return kernel.removeWatch(task, inotify, 1); }), "EINVAL");
    QVERIFY(kernel.removeWatch(task, inotify, 2));
    QVERIFY(linesOf(kernel, task, inotify).empty());
    QCOMPARE(failureOf(kernel, [&] { return kernel.addWatch(task, event, "/x", 1); }), "EINVAL");
    holds(kernel);
}

void DescriptorsTest::anEpollForgetsWhatIsClosed()
{
    Sandbox box;
    Kernel& kernel = box.kernel;
    const int epoll = kernel.epoll(box.init).value();
    const int event = kernel.eventfd(box.init, {.closeOnExec = true}).value();
    const int copy = kernel.dup(box.init, event).value();
    QVERIFY(kernel.epollControl(box.init, epoll, {EpollOperation::add, event, 1, 0}));
    const TaskId child = box.fork(box.init);
    QVERIFY(kernel.close(box.init, event) && kernel.close(box.init, copy));
    QVERIFY(!linesOf(kernel, box.init, epoll).empty()); // the child has it open
    holds(kernel);
    QVERIFY(kernel.close(child, copy));
    QVERIFY(kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QVERIFY(linesOf(kernel, box.init, epoll).empty());
    holds(kernel);
    // Both go at once.
    const int second = kernel.eventfd(child).value();
    QVERIFY(kernel.epollControl(child, epoll, {EpollOperation::add, second, 1, 0}));
    QVERIFY(!linesOf(kernel, box.init, epoll).empty());
    QVERIFY(kernel.exitGroup(child, 0));
    QVERIFY(linesOf(kernel, box.init, epoll).empty());
    holds(kernel);
}

void DescriptorsTest::pidfdsOutliveTheirProcess()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const TaskId child = kernel.clone(box.init, clone::newpid | 17).value();
    const int fd = kernel.pidfd(box.init, child).value();
    QCOMPARE(linesOf(kernel, box.init, fd), std::string("Pid:\t2\nNSpid:\t2\t1\n"));
    const TaskId thread = box.thread(child);
    QCOMPARE(failureOf(kernel, [&] { return kernel.pidfd(box.init, thread); }), "EINVAL");
    QVERIFY(kernel.exec(thread, "/bin/sh", {"sh"}, {})); // takes over the leader's ids
    QVERIFY(linesOf(kernel, box.init, fd).starts_with("Pid:\t2\n"));
    QVERIFY(kernel.exitGroup(thread, 0));
    QVERIFY(linesOf(kernel, box.init, fd).starts_with("Pid:\t2\n"));
    QVERIFY(kernel.wait(box.init));
    QCOMPARE(linesOf(kernel, box.init, fd), std::string("Pid:\t-1\nNSpid:\t-1\n"));
    holds(kernel);
}

void DescriptorsTest::deletedAndRenamed()
{
    Sandbox box({.behaviour = Behaviour::linux_});
    Kernel& kernel = box.kernel;
    const TaskId child = box.fork(box.init);
    QVERIFY(kernel.exec(child, "/tmp/program", {"program"}, {}));
    QVERIFY(kernel.chdir(child, "/tmp/dir"));
    const int fd = kernel.open(box.init, {"/tmp/dir/inside", 2}).value();
    MapRequest request{.length = page, .shared = true};
    request.file = FileRef{.path = "/tmp/dir/inside"};
    const auto at = kernel.mmap(box.init, request).value();
    const auto identity = box.vma(box.init, at)->mapping;

    QVERIFY(kernel.rename(child, "/tmp/dir", "/tmp/other"));
    QCOMPARE(entryOf(kernel, box.init, fd).path, std::string("/tmp/other/inside"));
    QCOMPARE(box.vma(box.init, at)->mapping->path, std::string("/tmp/other/inside"));
    QCOMPARE(box.vma(box.init, at)->mapping->inode, identity->inode);
    const auto* fs = box.records().fsContext(box.task(child)->fsContext);
    QCOMPARE(fs->workingDirectory, std::string("/tmp/other"));
    holds(kernel);

    // A new file has that name now, and another number.
    QVERIFY(kernel.rename(child, "/tmp/program", "/tmp/other/inside"));
    QVERIFY(entryOf(kernel, box.init, fd).deleted);
    QVERIFY(box.vma(box.init, at)->mapping->deleted);
    QCOMPARE(box.memory(child)->executable, std::string("/tmp/other/inside"));
    QVERIFY(!box.memory(child)->executableDeleted);
    const auto image = box.memory(child)->vmas->front().mapping;
    QCOMPARE(image->path, std::string("/tmp/other/inside"));
    QVERIFY(image->inode != identity->inode);
    holds(kernel);

    QVERIFY(kernel.unlink(child, "inside"));
    QVERIFY(box.memory(child)->executableDeleted);
    QVERIFY(box.memory(child)->vmas->front().mapping->deleted);
    QVERIFY(kernel.unlink(child, "/tmp/other"));
    fs = box.records().fsContext(box.task(child)->fsContext);
    QVERIFY(fs->workingDirectoryDeleted);
    QVERIFY(kernel.chdir(child, "/tmp/other")); // a new directory
    fs = box.records().fsContext(box.task(child)->fsContext);
    QVERIFY(!fs->workingDirectoryDeleted);
    request.file = FileRef{.path = "/tmp/other/inside"};
    const auto anew = kernel.mmap(box.init, request).value();
    QVERIFY(!box.vma(box.init, anew)->mapping->deleted);
    QVERIFY(box.vma(box.init, anew)->mapping->inode != image->inode);
    holds(kernel);
    QCOMPARE(failureOf(kernel, [&] { return kernel.unlink(child, ""); }), "ENOENT");
    QCOMPARE(failureOf(kernel, [&] { return kernel.rename(child, "/a", "/a/b"); }), "EINVAL");
}

QTEST_APPLESS_MAIN(DescriptorsTest)
#include "tst_descriptors.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What the random programs do with memory and descriptors.
#include <model/kernel/addressspace.h>
#include <model/kernel/openfile.h>
#include <model/kernel/randomdriver.h>

namespace sandscope::kernel {

std::uint64_t RandomDriver::anyAddress(Task task)
{
    if (oneIn(20))
        return m_random.next() & 0x7fffffffffffULL;
    if (oneIn(40))
        return below(20) * pageSize; // the lowest ones are nobody's
    const auto vmas = m_kernel.vmas(task);
    if (vmas.empty())
        return 0x10000;
    const procfs::Vma& vma = vmas[below(vmas.size())];
    const std::uint64_t pages = (vma.end - vma.start) / pageSize;
    const std::uint64_t address = vma.start + below(pages + 2) * pageSize;
    return oneIn(30) ? address + below(pageSize) : address;
}

RandomDriver::Place RandomDriver::anySegment(Task task, std::uint64_t address)
{
    const auto& tasks = m_kernel.tasks();
    for (int look = 0; look < 4; ++look) {
        for (const procfs::Vma& vma : m_kernel.vmas(task)) {
            if (vma.mapping && vma.mapping->kind == procfs::MappingKind::sysvShared)
                return {task, vma.start};
        }
        if (const Task other = tasks[below(tasks.size())]; m_kernel.canCall(other))
            task = other;
    }
    return {task, address};
}

std::uint64_t RandomDriver::anyLength()
{
    switch (below(8)) {
    case 0:
        return 0;
    case 1:
        return below(std::uint64_t{64} << 20U);
    case 2:
        return m_random.next();
    default:
        return below(24) * pageSize + below(2);
    }
}

void RandomDriver::memory(Task task)
{
    const std::uint64_t address = anyAddress(task);
    const std::uint64_t length = anyLength();
    switch (below(16)) {
    case 11: {
        // Those of one kernel or the other, and numbers that are none.
        const auto advice = static_cast<int>(below(advice::dontNeedLocked + 2));
        return note("madvise", task, m_kernel.madvise(task, address, length, advice));
    }
    case 12:
        return note("mlockall", task,
                    m_kernel.mlockall(task, static_cast<std::uint32_t>(below(8))));
    case 13:
        return note("munlockall", task, m_kernel.munlockall(task));
    case 14: {
        const auto [holder, start] = oneIn(4) ? Place{task, address} : anySegment(task, address);
        return note("shmdt", holder, m_kernel.shmdt(holder, start));
    }
    case 15:
        return note("overwriteEnvironment", task,
                    m_kernel.overwriteEnvironment(task, oneIn(4) ? "LONGER=environment" : "A=B"));
    case 0:
    case 1: {
        MapRequest request;
        request.address = oneIn(2) ? 0 : address;
        request.length = length;
        request.access = {!oneIn(4), oneIn(2), oneIn(4)};
        request.shared = oneIn(3);
        request.fixed = request.address != 0 && oneIn(2);
        request.growsDown = oneIn(8);
        request.locked = oneIn(10);
        request.replaces = !request.fixed || !oneIn(3);
        request.populated = oneIn(10);
        request.noReserve = oneIn(10);
        request.isStack = oneIn(10);
        request.isBelow2G = oneIn(20);
        if (oneIn(3)) {
            request.file = FileRef{"/lib/some.so", oneIn(4), oneIn(2), !oneIn(10)};
            request.offset = below(4) * pageSize;
            if (oneIn(3))
                request.file->path = "/dev/zero";
            else if (oneIn(3))
                request.file->kind = procfs::MappingKind::memfd;
            else if (oneIn(3))
                request.file->kind = procfs::MappingKind::sysvShared;
            if (request.file->kind != procfs::MappingKind::file)
                request.file->path = "shared";
            request.file->systemVKey = static_cast<std::int32_t>(below(3));
        }
        if (oneIn(8))
            return note("mmapAddress", task, m_kernel.mmapAddress(task, request));
        return note("mmap", task, m_kernel.mmap(task, request));
    }
    case 2:
        return note("munmap", task, m_kernel.munmap(task, address, length));
    case 3:
        return note("mprotect", task,
                    m_kernel.mprotect(task, address, length, {!oneIn(4), oneIn(2), oneIn(3)}));
    case 4: {
        RemapRequest request;
        request.address = address;
        request.oldSize = oneIn(8) ? 0 : below(6) * pageSize;
        request.newSize = length;
        request.mayMove = !oneIn(3);
        if (oneIn(4))
            request.fixedAddress = anyAddress(task);
        request.dontUnmap = oneIn(6);
        if (request.dontUnmap && !oneIn(3))
            request.newSize = request.oldSize;
        if (oneIn(8))
            return note("mremapAddress", task, m_kernel.mremapAddress(task, request));
        return note("mremap", task, m_kernel.mremap(task, request));
    }
    case 5: {
        std::uint64_t end = 0; // asks where it is
        for (const procfs::Vma& vma : m_kernel.vmas(task)) {
            if (vma.hint == procfs::VmaHint::heap)
                end = vma.end + below(40) * 1000 - 12000;
        }
        return note("brk", task, m_kernel.brk(task, end));
    }
    case 6:
        return note("discard", task, m_kernel.discard(task, address, length));
    case 7:
        return note("mlock", task, m_kernel.mlock(task, address, length, oneIn(3)));
    case 8:
        return note("munlock", task, m_kernel.munlock(task, address, length));
    case 9:
        return note("overwriteArguments", task,
                    m_kernel.overwriteArguments(task, oneIn(4) ? "a longer title" : "t\0x"));
    default:
        return note("touch", task, m_kernel.touch(task, address, length, oneIn(2)));
    }
}

int RandomDriver::anyOf(Task task, procfs::FdKind kind, int otherwise, std::string_view word)
{
    int place = otherwise;
    for (const procfs::FdEntry& entry : m_kernel.descriptors(task)) {
        const bool isIt = entry.kind == kind && (word.empty() || entry.path == word);
        if (isIt && (place == otherwise || entry.details || oneIn(2))) // one that holds something
            place = entry.fd;
    }
    return place;
}

RandomDriver::Held RandomDriver::anyHolder(Task task, procfs::FdKind kind, int otherwise,
                                           std::string_view word)
{
    constexpr int none = -1;
    if (oneIn(6))
        return {task, otherwise};
    const auto& tasks = m_kernel.tasks();
    for (int look = 0; look < 12; ++look) {
        if (const int fd = anyOf(task, kind, none, word); fd != none)
            return {task, fd};
        if (const Task other = tasks[below(tasks.size())]; m_kernel.canCall(other))
            task = other;
    }
    return {task, otherwise};
}

void RandomDriver::files(Task task)
{
    const int fd = static_cast<int>(below(20)) - 1;
    const int other = static_cast<int>(below(24)) - 1;
    const auto bytes = static_cast<std::int64_t>(below(5000)) - 20;
    switch (below(16)) {
    case 0:
    case 1: {
        OpenRequest request;
        request.path = oneIn(3) ? "/data/other" : "file";
        request.statusFlags = static_cast<std::uint32_t>(below(3));
        request.statusFlags |= oneIn(2) ? openflag::append : openflag::truncate;
        request.closeOnExec = oneIn(2);
        request.deleted = oneIn(9);
        request.isStream = oneIn(8);
        return note("open", task, m_kernel.open(task, request));
    }
    case 2:
    case 3:
        return note("close", task, m_kernel.close(task, fd));
    case 4:
        if (oneIn(3))
            return note("dup from", task, m_kernel.dup(task, fd, other, oneIn(2)));
        return note("dup", task, m_kernel.dup(task, fd));
    case 5:
        if (oneIn(2))
            return note("dup3", task, m_kernel.dup3(task, fd, other, oneIn(2)));
        return note("dup2", task, m_kernel.dup2(task, fd, static_cast<int>(below(70))));
    case 6:
        return note("pipe", task, m_kernel.pipe(task, {.closeOnExec = oneIn(2)}));
    case 7:
        if (oneIn(3))
            return note("memfd", task, m_kernel.memfd(task, "shared", {.closeOnExec = oneIn(2)}));
        if (oneIn(3))
            return note("socket", task,
                        m_kernel.socket(task, {.family = oneIn(2) ? 1 : 2, .type = 1}));
        if (oneIn(3)) {
            const auto held = anyHolder(task, procfs::FdKind::socket, fd);
            return note("accept", held.task, m_kernel.accept(held.task, held.fd));
        }
        return note("socketpair", task, m_kernel.socketpair(task));
    case 8:
        if (oneIn(2))
            return note("setStatusFlags", task,
                        m_kernel.setStatusFlags(task, fd, oneIn(2) ? openflag::nonBlocking : 0));
        return note("setCloseOnExec", task, m_kernel.setCloseOnExec(task, fd, oneIn(2)));
    case 9:
        return note("readFd", task, m_kernel.readFd(task, fd, bytes));
    case 10:
        return note("writeFd", task, m_kernel.writeFd(task, fd, bytes));
    case 11:
        if (oneIn(4)) {
            const auto first = static_cast<std::uint32_t>(below(20));
            return note(
                "closeRange", task,
                m_kernel.closeRange(task, first, first + 4,
                                    oneIn(2) ? closerange::unshare : closerange::closeOnExec));
        }
        return note("setSize", task,
                    m_kernel.setSize(task, anyOf(task, procfs::FdKind::path, fd), below(9000)));
    case 12:
    case 13:
        return specialFiles(task, fd, other);
    case 14:
        if (oneIn(3))
            return note("rename", task, m_kernel.rename(task, "file", "/data/other"));
        if (oneIn(4))
            return note("unlink", task, m_kernel.unlink(task, oneIn(2) ? "file" : "/tmp"));
        [[fallthrough]];
    default:
        return note("seek", task,
                    m_kernel.seek(task, fd, static_cast<std::int64_t>(below(10000)) - 500,
                                  static_cast<Whence>(below(3))));
    }
}

void RandomDriver::specialFiles(Task task, int fd, int other)
{
    using procfs::FdKind;
    const auto look
        = [&](std::string_view word) { return anyHolder(task, FdKind::anonymous, fd, word); };
    switch (below(11)) {
    case 0:
        return note("eventfd", task, m_kernel.eventfd(task, {}, below(9), oneIn(2)));
    case 1: {
        const auto held = look("eventfd");
        return note("setEventCount", held.task,
                    m_kernel.setEventCount(held.task, held.fd, below(9)));
    }
    case 2:
        return note("epoll", task, m_kernel.epoll(task, {.closeOnExec = oneIn(3)}));
    case 3:
    case 4: {
        const auto held = look("eventpoll");
        EpollChange change;
        change.operation = oneIn(4) ? EpollOperation::remove
            : oneIn(4)              ? EpollOperation::modify
                                    : EpollOperation::add;
        change.fd = oneIn(4) ? other
            : oneIn(2)       ? anyOf(held.task, FdKind::anonymous, other)
                             : anyOf(held.task, FdKind::pipe, other);
        change.events = static_cast<std::uint32_t>(below(8));
        return note("epollControl", held.task, m_kernel.epollControl(held.task, held.fd, change));
    }
    case 5:
        return note("timerfd", task, m_kernel.timerfd(task, static_cast<int>(below(3))));
    case 6: {
        const auto held = look("timerfd");
        return note("setTimer", held.task,
                    m_kernel.setTimer(held.task, held.fd, {0, std::chrono::seconds(below(9)), {}}));
    }
    case 7: {
        if (oneIn(2))
            return note("signalfd", task, m_kernel.signalfd(task, m_random.next()));
        const auto held = look("signalfd");
        return note("setSignals", held.task,
                    m_kernel.setSignals(held.task, held.fd, m_random.next()));
    }
    case 8:
        return note("inotify", task, m_kernel.inotify(task));
    case 9: {
        const auto held = anyHolder(task, FdKind::inotify, fd);
        if (oneIn(3))
            return note("removeWatch", held.task,
                        m_kernel.removeWatch(held.task, held.fd, static_cast<int>(1 + below(2))));
        return note("addWatch", held.task,
                    m_kernel.addWatch(held.task, held.fd, oneIn(2) ? "/tmp" : "file",
                                      static_cast<std::uint32_t>(below(0x1000))));
    }
    default: {
        const auto& tasks = m_kernel.tasks();
        return note("pidfd", task, m_kernel.pidfd(task, tasks[below(tasks.size())]));
    }
    }
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Descriptors: their numbers, and what makes, copies and closes them. Where the releases differ is
// in pkg/sentry/kernel/fd_map.go and fd_table.go and in pkg/sentry/syscalls/linux/sys_file.go of
// gVisor, and in fs/file.c of Linux 6.18.
#include <model/kernel/sameness.h>
#include <model/kernel/state.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace sandscope::kernel {

using procfs::FdKind;

namespace {

std::vector<Descriptor>::iterator lowerBound(FdTable& table, int fd)
{
    return std::ranges::lower_bound(table.entries, fd, {}, &Descriptor::fd);
}

Descriptor* find(FdTable& table, int fd)
{
    const auto found = lowerBound(table, fd);
    return found != table.entries.end() && found->fd == fd ? &*found : nullptr;
}

int lowestFree(FdTable& table, int least)
{
    int fd = least;
    for (auto entry = lowerBound(table, least); entry != table.entries.end() && entry->fd == fd;
         ++entry)
        ++fd;
    return fd;
}

}

Result<Kernel::State::Held> Kernel::State::holder(TaskId id, int fd)
{
    const auto task = caller(id);
    if (!task)
        return std::unexpected(task.error());
    FdTable& table = *(*task)->fdTable;
    Descriptor* entry = find(table, fd);
    if (!entry)
        return std::unexpected(Errno::badFile);
    return Held{**task, table, *entry};
}

Result<Kernel::State::Held> Kernel::State::usable(TaskId id, int fd)
{
    auto held = holder(id, fd);
    if (held && (held->file().entry.statusFlags & openflag::path) != 0)
        return std::unexpected(Errno::badFile);
    return held;
}

FdTable& Kernel::State::copyOf(const FdTable& table)
{
    FdTable& copy = fdTables.create();
    copy.entries = table.entries;
    for (const Descriptor& entry : copy.entries)
        copy.slotCounts.hold(entry.fd);
    touch(copy);
    return copy;
}

void Kernel::State::unshareFdTable(Task& task)
{
    if (task.fdTable->users.size() == 1)
        return;
    FdTable& copy = copyOf(*task.fdTable);
    detachFdTable(task);
    attach(task, copy);
    touch(task);
}

void Kernel::State::closeOnExec(Task& task)
{
    unshareFdTable(task);
    auto& entries = task.fdTable->entries;
    for (Descriptor& entry : entries) {
        if (entry.closeOnExec)
            release(std::move(entry.file));
    }
    if (std::erase_if(entries, [](const auto& entry) { return entry.closeOnExec; }) > 0)
        touch(*task.fdTable);
}

bool Kernel::State::hasRoom(const Task& task, std::uint64_t count) const
{
    const auto& entries = task.fdTable->entries;
    const std::uint64_t limit = task.group->softLimit(Limit::openFiles);
    const auto below = std::ranges::lower_bound(
        entries, static_cast<int>(std::min<std::uint64_t>(limit, std::numeric_limits<int>::max())),
        {}, &Descriptor::fd);
    return static_cast<std::uint64_t>(below - entries.begin()) + count <= limit;
}

Result<int> Kernel::State::install(Task& task, std::shared_ptr<OpenFile> file, bool closeOnExec,
                                   int least)
{
    FdTable& table = *task.fdTable;
    const int fd = lowestFree(table, least);
    if (static_cast<std::uint64_t>(fd) >= task.group->softLimit(Limit::openFiles))
        return std::unexpected(Errno::tooManyFiles);
    entered(task);
    if (!file->entry.details)
        file->entry.details = fdDetailsOf(*file);
    table.entries.insert(lowerBound(table, fd), {fd, closeOnExec, std::move(file)});
    table.slotCounts.hold(fd);
    touch(table);
    return fd;
}

void Kernel::State::release(std::shared_ptr<OpenFile> file)
{
    if (file.use_count() > 1)
        return;
    if (const auto* epoll = std::get_if<Epoll>(&file->special)) {
        for (const EpollWatch& watch : epoll->watches) {
            if (const auto watched = watch.file.lock())
                --watched->watchers;
        }
    }
    if (file->watchers == 0)
        return;
    std::vector<const OpenFile*> changed;
    fdTables.forEach([&](FdTable& table) {
        for (const Descriptor& entry : table.entries) {
            auto* epoll = entry.file ? std::get_if<Epoll>(&entry.file->special) : nullptr;
            if (!epoll)
                continue;
            const auto gone
                = [&file](const EpollWatch& watch) { return watch.file.lock() == file; };
            if (std::erase_if(epoll->watches, gone) > 0) {
                entry.file->entry.details = fdDetailsOf(*entry.file);
                changed.push_back(entry.file.get());
            }
            if (std::ranges::contains(changed, entry.file.get()))
                touch(table);
        }
    });
}

void Kernel::State::touchHolders(const Descriptor& entry, FdTable& table)
{
    touch(table);
    const auto isIt = [&entry](const Descriptor& other) { return other.file == entry.file; };
    // Most files are known to one table alone.
    auto left = entry.file.use_count() - std::ranges::count_if(table.entries, isIt);
    if (left == 0)
        return;
    fdTables.forEach([&](FdTable& other) {
        if (left == 0 || &other == &table)
            return;
        if (const auto here = std::ranges::count_if(other.entries, isIt); here > 0) {
            left -= here;
            touch(other);
        }
    });
}

Result<void> Kernel::close(TaskId id, int fd)
{
    const auto held = d->holder(id, fd);
    if (!held)
        return std::unexpected(held.error());
    d->entered(held->task);
    std::shared_ptr<OpenFile> file = std::move(held->entry.file);
    held->table.entries.erase(lowerBound(held->table, fd));
    d->release(std::move(file));
    d->touch(held->table);
    return {};
}

Result<void> Kernel::closeRange(TaskId id, std::uint32_t first, std::uint32_t last,
                                std::uint32_t flags)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!d->isSince(Behaviour::gvisor2022)) // 5c95e1d39, February 2022
        return std::unexpected(Errno::noSystemCall);
    if (first > last || (flags & ~(closerange::unshare | closerange::closeOnExec)) != 0)
        return std::unexpected(Errno::invalid);
    Task& task = **found;
    d->entered(task);
    if ((flags & closerange::unshare) != 0)
        d->unshareFdTable(task);
    FdTable& table = *task.fdTable;
    const auto isInside = [=](const Descriptor& entry) {
        const auto fd = static_cast<std::uint32_t>(entry.fd);
        return fd >= first && fd <= last;
    };
    bool isChanged = false;
    for (Descriptor& entry : table.entries) {
        if (!isInside(entry))
            continue;
        if ((flags & closerange::closeOnExec) == 0)
            d->release(std::move(entry.file));
        else if (entry.closeOnExec)
            continue;
        entry.closeOnExec = true;
        isChanged = true;
    }
    std::erase_if(table.entries, [](const Descriptor& entry) { return !entry.file; });
    if (isChanged)
        d->touch(table);
    return {};
}

Result<int> Kernel::dup(TaskId id, int fd)
{
    const auto held = d->holder(id, fd);
    if (!held)
        return std::unexpected(held.error());
    return d->install(held->task, held->entry.file, false);
}

Result<int> Kernel::dup(TaskId id, int fd, int least, bool closeOnExec)
{
    const auto held = d->holder(id, fd);
    if (!held)
        return std::unexpected(held.error());
    if (least < 0)
        return std::unexpected(Errno::invalid);
    // gVisor runs out of numbers there, and so says EMFILE.
    const std::uint64_t limit = held->task.group->softLimit(Limit::openFiles);
    if (d->isLinux() && static_cast<std::uint64_t>(least) >= limit)
        return std::unexpected(Errno::invalid);
    return d->install(held->task, held->entry.file, closeOnExec, least);
}

Result<int> Kernel::dup2(TaskId id, int from, int to)
{
    if (from != to)
        return dup3(id, from, to, false);
    const auto held = d->holder(id, from);
    if (!held)
        return std::unexpected(held.error());
    d->entered(held->task);
    return to;
}

Result<int> Kernel::dup3(TaskId id, int from, int to, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (from == to)
        return std::unexpected(Errno::invalid);
    const auto held = d->holder(id, from);
    if (!held)
        return std::unexpected(held.error());
    if (to < 0)
        return std::unexpected(Errno::badFile);
    FdTable& table = held->table;
    Descriptor* old = find(table, to);
    // 2018 and 2019 let the number at the limit be replaced, and have another error above it.
    const bool isEarly = !d->isSince(Behaviour::gvisor2022);
    const std::uint64_t limit = held->task.group->softLimit(Limit::openFiles);
    const bool isAtLimit = isEarly && old && static_cast<std::uint64_t>(to) == limit;
    if (static_cast<std::uint64_t>(to) >= limit && !isAtLimit)
        return std::unexpected(isEarly ? Errno::tooManyFiles : Errno::badFile);
    d->entered(held->task);
    if (old && old->file == held->entry.file && old->closeOnExec == closeOnExec)
        return to; // it is there already
    Descriptor copy{to, closeOnExec, held->entry.file};
    if (old) {
        // Another open file that shows nothing else is a change that nobody sees.
        const bool isSeen
            = old->closeOnExec != closeOnExec || !same(old->file->entry, held->entry.file->entry);
        std::shared_ptr<OpenFile> replaced = std::exchange(*old, std::move(copy)).file;
        d->release(std::move(replaced));
        if (isSeen)
            d->touch(table);
        return to;
    }
    table.entries.insert(lowerBound(table, to), std::move(copy));
    table.slotCounts.hold(to);
    d->touch(table);
    return to;
}

namespace {

// Two new descriptors or none.
Result<FdPair> installPair(Kernel::State& state, Task& task, std::shared_ptr<OpenFile> first,
                           std::shared_ptr<OpenFile> second, bool closeOnExec)
{
    const auto one = state.install(task, std::move(first), closeOnExec);
    if (!one)
        return std::unexpected(one.error());
    const auto two = state.install(task, std::move(second), closeOnExec);
    return FdPair{*one, *two};
}

// Linux numbers pipes and sockets together, gVisor each for itself.
std::shared_ptr<OpenFile> makeSocket(Kernel::State& state, std::uint32_t flags)
{
    auto& next = state.isLinux() ? state.nextPipe : state.nextSocket;
    return makeFile(FdKind::socket, openflag::readWrite | flags, {}, next++);
}

std::shared_ptr<OpenFile> makeUnixSocket(Kernel::State& state, std::uint32_t flags)
{
    auto file = makeSocket(state, flags);
    file->special = SocketQueue{};
    return file;
}

}

Result<FdPair> Kernel::pipe(TaskId id, FdFlags flags)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    // gVisor knows no packets (pkg/sentry/syscalls/linux/sys_pipe.go).
    const std::uint32_t known = openflag::nonBlocking | (d->isLinux() ? openflag::direct : 0);
    if (hasOthers(flags, known))
        return std::unexpected(Errno::invalid);
    if (!d->hasRoom(**task, 2))
        return std::unexpected(Errno::tooManyFiles);
    const std::uint64_t number = d->nextPipe++;
    // Packets are a matter of the end that writes (create_pipe_files in Linux' fs/pipe.c).
    const std::uint32_t ofReader = flags.status & openflag::nonBlocking;
    return installPair(*d, **task, makeFile(FdKind::pipe, ofReader, {}, number),
                       makeFile(FdKind::pipe, openflag::writeOnly | flags.status, {}, number),
                       flags.closeOnExec);
}

Result<FdPair> Kernel::socketpair(TaskId id, FdFlags flags)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (hasOthers(flags, openflag::nonBlocking))
        return std::unexpected(Errno::invalid);
    if (!d->hasRoom(**task, 2))
        return std::unexpected(Errno::tooManyFiles);
    d->nextUnique += 2;
    auto first = makeUnixSocket(*d, flags.status);
    auto second = makeUnixSocket(*d, flags.status);
    first->entry.path = std::to_string(second->entry.number);
    second->entry.path = std::to_string(first->entry.number);
    return installPair(*d, **task, std::move(first), std::move(second), flags.closeOnExec);
}

Result<int> Kernel::socket(TaskId id, const SocketRequest& request)
{
    constexpr int unixFamily = 1;
    constexpr int datagrams = 2;
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (hasOthers(request.flags, openflag::nonBlocking))
        return std::unexpected(Errno::invalid);
    if (!d->hasRoom(**task, 1))
        return std::unexpected(Errno::tooManyFiles);
    const bool isUnix = request.family == unixFamily;
    if (isUnix && request.type != datagrams)
        ++d->nextUnique;
    return d->install(**task,
                      isUnix ? makeUnixSocket(*d, request.flags.status)
                             : makeSocket(*d, request.flags.status),
                      request.flags.closeOnExec);
}

Result<int> Kernel::accept(TaskId id, int fd, FdFlags flags)
{
    const auto held = d->holder(id, fd);
    if (!held)
        return std::unexpected(held.error());
    if (held->file().entry.kind != FdKind::socket)
        return std::unexpected(notSocket);
    const bool isUnix = std::holds_alternative<SocketQueue>(held->file().special);
    return socket(id, {.family = isUnix ? 1 : 2, .type = 1, .flags = flags});
}

Result<void> Kernel::setCloseOnExec(TaskId id, int fd, bool closeOnExec)
{
    const auto held = d->holder(id, fd);
    if (!held)
        return std::unexpected(held.error());
    d->entered(held->task);
    if (held->entry.closeOnExec != closeOnExec) {
        held->entry.closeOnExec = closeOnExec;
        d->touch(held->table);
    }
    return {};
}

std::vector<procfs::FdEntry> Kernel::descriptors(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    std::vector<procfs::FdEntry> result;
    if (!task || !task->fdTable)
        return result;
    for (const Descriptor& descriptor : task->fdTable->entries) {
        procfs::FdEntry& entry = result.emplace_back(descriptor.file->entry);
        entry.fd = descriptor.fd;
        entry.closeOnExec = descriptor.closeOnExec;
    }
    return result;
}

std::optional<procfs::FdEntry> Kernel::descriptor(TaskId id, int fd) const
{
    const Task* task = d->tasks.find(id);
    if (!task || !task->fdTable)
        return std::nullopt;
    const auto at = lowerBound(*task->fdTable, fd);
    if (at == task->fdTable->entries.end() || at->fd != fd)
        return std::nullopt;
    procfs::FdEntry entry = at->file->entry;
    entry.fd = at->fd;
    entry.closeOnExec = at->closeOnExec;
    return entry;
}

}

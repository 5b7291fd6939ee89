// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Open files and the descriptors that name them.
#include <model/kernel/state.h>

#include <algorithm>
#include <limits>

namespace sandscope::kernel {

using procfs::FdKind;

namespace {

constexpr std::uint32_t readWrite = 2;
constexpr std::uint32_t writeOnly = 1;
constexpr std::uint32_t largeFile = 0100000;

std::vector<Descriptor>::iterator lowerBound(FdTable& table, int fd)
{
    return std::ranges::lower_bound(table.entries, fd, {}, &Descriptor::fd);
}

Descriptor* find(FdTable& table, int fd)
{
    const auto found = lowerBound(table, fd);
    return found != table.entries.end() && found->fd == fd ? &*found : nullptr;
}

int lowestFree(const FdTable& table)
{
    int fd = 0;
    for (const Descriptor& entry : table.entries) {
        if (entry.fd != fd)
            break;
        ++fd;
    }
    return fd;
}

std::shared_ptr<OpenFile> makeFile(FdKind kind, std::uint32_t flags, std::string path,
                                   std::uint64_t number)
{
    auto file = std::make_shared<OpenFile>();
    file->entry.kind = kind;
    file->entry.statusFlags = flags;
    file->entry.path = std::move(path);
    file->entry.number = number;
    return file;
}

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

Result<int> Kernel::State::install(Task& task, std::shared_ptr<OpenFile> file, bool closeOnExec)
{
    FdTable& table = *task.fdTable;
    const int fd = lowestFree(table);
    if (static_cast<std::uint64_t>(fd) >= task.group->softLimit(Limit::openFiles))
        return std::unexpected(Errno::tooManyFiles);
    entered(task);
    table.entries.insert(lowerBound(table, fd), {fd, closeOnExec, std::move(file)});
    table.slotCounts.hold(fd);
    touch(table);
    return fd;
}

Result<int> Kernel::open(TaskId id, const OpenRequest& request)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (request.path.empty())
        return std::unexpected(Errno::noEntry);
    const FsContext& fs = *(*task)->fs;
    const std::string base = request.path.starts_with('/') ? fs.root : fs.workingDirectory;
    auto file = makeFile(FdKind::path, request.statusFlags,
                         absolutePath("/", base + '/' + request.path), 0);
    file->entry.deleted = request.deleted;
    return d->install(**task, std::move(file), request.closeOnExec);
}

Result<void> Kernel::close(TaskId id, int fd)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    FdTable& table = *(*task)->fdTable;
    if (!find(table, fd))
        return std::unexpected(Errno::badFile);
    d->entered(**task);
    table.entries.erase(lowerBound(table, fd));
    d->touch(table);
    return {};
}

Result<int> Kernel::dup(TaskId id, int fd)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    const Descriptor* entry = find(*(*task)->fdTable, fd);
    if (!entry)
        return std::unexpected(Errno::badFile);
    return d->install(**task, entry->file, false);
}

Result<int> Kernel::dup2(TaskId id, int from, int to)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    FdTable& table = *(*task)->fdTable;
    const Descriptor* entry = find(table, from);
    if (!entry || to < 0
        || static_cast<std::uint64_t>(to) >= (*task)->group->softLimit(Limit::openFiles))
        return std::unexpected(Errno::badFile);
    d->entered(**task);
    if (from == to)
        return to;
    const Descriptor copy{to, false, entry->file};
    if (Descriptor* old = find(table, to))
        *old = copy;
    else
        table.entries.insert(lowerBound(table, to), copy);
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

// Whether two more descriptors fit; asked before, so that a failure leaves nothing behind.
bool hasRoomForTwo(const Task& task)
{
    const auto& entries = task.fdTable->entries;
    const std::uint64_t limit = task.group->softLimit(Limit::openFiles);
    const auto below = std::ranges::lower_bound(
        entries, static_cast<int>(std::min<std::uint64_t>(limit, std::numeric_limits<int>::max())),
        {}, &Descriptor::fd);
    return static_cast<std::uint64_t>(below - entries.begin()) + 2 <= limit;
}

}

Result<FdPair> Kernel::pipe(TaskId id, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (!hasRoomForTwo(**task))
        return std::unexpected(Errno::tooManyFiles);
    const std::uint64_t number = d->nextPipe++;
    return installPair(*d, **task, makeFile(FdKind::pipe, 0, {}, number),
                       makeFile(FdKind::pipe, writeOnly, {}, number), closeOnExec);
}

Result<FdPair> Kernel::socketpair(TaskId id, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (!hasRoomForTwo(**task))
        return std::unexpected(Errno::tooManyFiles);
    auto first = makeFile(FdKind::socket, readWrite, {}, d->nextSocket++);
    auto second = makeFile(FdKind::socket, readWrite, {}, d->nextSocket++);
    return installPair(*d, **task, std::move(first), std::move(second), closeOnExec);
}

Result<int> Kernel::eventfd(TaskId id, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    return d->install(**task, makeFile(FdKind::anonymous, readWrite, "eventfd", 0), closeOnExec);
}

Result<int> Kernel::memfd(TaskId id, std::string_view name, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    constexpr std::size_t longestName = 249; // so that a file name with "memfd:" in front fits
    if (name.size() > longestName)
        return std::unexpected(Errno::invalid);
    auto file = makeFile(FdKind::path, readWrite | largeFile, "/memfd:" + std::string(name), 0);
    file->entry.deleted = true;
    return d->install(**task, std::move(file), closeOnExec);
}

Result<void> Kernel::setCloseOnExec(TaskId id, int fd, bool closeOnExec)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    FdTable& table = *(*task)->fdTable;
    Descriptor* entry = find(table, fd);
    if (!entry)
        return std::unexpected(Errno::badFile);
    d->entered(**task);
    if (entry->closeOnExec != closeOnExec) {
        entry->closeOnExec = closeOnExec;
        d->touch(table);
    }
    return {};
}

Result<std::uint64_t> Kernel::seek(TaskId id, int fd, std::int64_t offset, Whence whence)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    FdTable& table = *(*task)->fdTable;
    const Descriptor* entry = find(table, fd);
    if (!entry)
        return std::unexpected(Errno::badFile);
    const std::shared_ptr<OpenFile> file = entry->file;
    if (file->entry.kind != FdKind::path)
        return std::unexpected(Errno::illegalSeek);
    constexpr auto greatest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::uint64_t base = whence == Whence::current ? file->entry.position : 0;
    const std::uint64_t target = base + static_cast<std::uint64_t>(offset); // modulo 2^64
    if (target > greatest)
        return std::unexpected(Errno::invalid);
    d->entered(**task);
    if (file->entry.position == target)
        return target;
    file->entry.position = target;
    d->touch(table);
    // The open file may be known to other tables as well; its owners say whether it is worth a
    // look.
    const auto owners = std::ranges::count(table.entries, file, &Descriptor::file);
    if (file.use_count() > owners + 1) {
        d->fdTables.forEach([&](FdTable& other) {
            if (&other != &table && std::ranges::contains(other.entries, file, &Descriptor::file))
                d->touch(other);
        });
    }
    return target;
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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Open files: what opening shows of the flags, and what moves the position. The flags are as
// captured; what the captures leave out is in pkg/sentry/vfs of gVisor and in fs/open.c,
// fs/fcntl.c and fs/read_write.c of Linux 6.18.
#include <model/kernel/state.h>

#include <algorithm>
#include <limits>

namespace sandscope::kernel {

using procfs::FdKind;

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

namespace {

constexpr auto greatestPosition
    = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

bool isBelow(std::string_view path, std::string_view directory)
{
    return path.starts_with(directory)
        && (path.size() == directory.size() || path[directory.size()] == '/');
}

bool isTerminal(std::string_view path)
{
    return isBelow(path, "/dev/pts") || path == "/dev/console" || path.starts_with("/dev/tty");
}

// A device has no position, or keeps it at 0.
bool isDevice(std::string_view path)
{
    return isBelow(path, "/dev") && !isBelow(path, "/dev/shm") && !isBelow(path, "/dev/mqueue");
}

bool hasPosition(const OpenFile& file)
{
    return file.entry.kind == FdKind::path && !file.isStream && !isDevice(file.entry.path);
}

// What F_GETFL and fdinfo show of the flags that a path was opened with.
std::uint32_t shownFlags(const Kernel::State& state, std::uint32_t flags, std::string_view path)
{
    if ((flags & openflag::path) != 0)
        return flags & (openflag::path | openflag::directory | openflag::noFollow);
    flags &= openflag::accessMode | openflag::append | openflag::nonBlocking | openflag::dataSync
        | openflag::async | openflag::direct | openflag::largeFile | openflag::directory
        | openflag::noFollow | openflag::noAccessTime | openflag::sync | openflag::temporary;
    if ((flags & openflag::sync) != 0)
        flags |= openflag::dataSync;
    // gVisor since July 2018 (2793f7ac5); in 2022 not for the files that the sentry makes up.
    const bool isMadeUp
        = isBelow(path, "/proc") || isBelow(path, "/sys") || isBelow(path, "/dev/pts");
    const bool isForgotten = state.options.behaviour == Behaviour::gvisor2022 && isMadeUp;
    if (state.isSince(Behaviour::gvisor2019) && !isForgotten)
        flags |= openflag::largeFile;
    return flags;
}

std::uint32_t settableFlags(const Kernel::State& state)
{
    std::uint32_t flags = openflag::append | openflag::direct | openflag::nonBlocking;
    if (state.isSince(Behaviour::gvisor2019))
        flags |= openflag::async;
    if (state.isSince(Behaviour::gvisor2022))
        flags |= openflag::noAccessTime;
    return flags;
}

}

Result<int> Kernel::open(TaskId id, const OpenRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (request.path.empty())
        return std::unexpected(Errno::noEntry);
    std::string directory;
    if (request.directory && !request.path.starts_with('/')) {
        const auto held = d->holder(id, *request.directory);
        if (!held)
            return std::unexpected(held.error());
        if (held->file().entry.kind != FdKind::path)
            return std::unexpected(Errno::notDirectory);
        directory = held->file().entry.path;
    }
    std::string path = d->resolve(task, request.path, directory);
    const std::uint32_t flags = request.statusFlags;
    const bool isWritable = (flags & openflag::accessMode) != 0;
    const bool isTemporary = (flags & openflag::temporary) != 0 && (flags & openflag::path) == 0;
    if (isTemporary && (!isWritable || (flags & openflag::directory) == 0))
        return std::unexpected(Errno::invalid);
    if (isTemporary && !d->isLinux()) {
        // Nobody implements it, as captured of 2022 and 2024; before, it was a directory to be
        // written.
        return std::unexpected(d->isSince(Behaviour::gvisor2022) ? notSupported
                                                                 : Errno::isDirectory);
    }
    const std::uint32_t shown = shownFlags(*d, flags, path);
    auto file = makeFile(FdKind::path, shown, std::move(path), 0);
    file->entry.deleted = request.deleted;
    file->isStream = request.isStream || isTerminal(file->entry.path);
    file->size = request.size;
    if ((isWritable && (flags & openflag::truncate) != 0) || isTemporary)
        file->size = 0;
    const auto fd = d->install(task, file, request.closeOnExec);
    if (fd && isTemporary) {
        file->entry.path += "/#" + std::to_string(d->nextMemoryFile++);
        file->entry.deleted = true;
    }
    return fd;
}

Result<int> Kernel::memfd(TaskId id, std::string_view name, FdFlags flags)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (!d->isSince(Behaviour::gvisor2022)) // 06ec97a3f, March 2019
        return std::unexpected(Errno::noSystemCall);
    constexpr std::size_t longestName = 249; // so that a file name with "memfd:" in front fits
    if (name.size() > longestName || hasOthers(flags, 0))
        return std::unexpected(Errno::invalid);
    auto file
        = makeFile(FdKind::path, openflag::readWrite | (d->isLinux() ? openflag::largeFile : 0),
                   "/memfd:" + std::string(name), 0);
    file->entry.deleted = true;
    file->size = 0;
    return d->install(**task, std::move(file), flags.closeOnExec);
}

Result<void> Kernel::setStatusFlags(TaskId id, int fd, std::uint32_t statusFlags)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    d->entered(held->task);
    const std::uint32_t settable = settableFlags(*d);
    std::uint32_t& flags = held->file().entry.statusFlags;
    const std::uint32_t next = (flags & ~settable) | (statusFlags & settable);
    if (flags != next) {
        flags = next;
        d->touchHolders(held->entry, held->table);
    }
    return {};
}

Result<std::uint64_t> Kernel::seek(TaskId id, int fd, std::int64_t offset, Whence whence)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    OpenFile& file = held->file();
    const FdKind kind = file.entry.kind;
    const bool isUnmoved = kind == FdKind::path
        ? !file.isStream && !hasPosition(file)
        // Linux lets counters, timers and such be moved in, and nothing comes of it.
        : d->isLinux() && (kind == FdKind::anonymous || kind == FdKind::inotify);
    if (!hasPosition(file) && !isUnmoved)
        return std::unexpected(Errno::illegalSeek);
    std::uint64_t base = 0;
    if (whence == Whence::current)
        base = file.entry.position;
    else if (whence == Whence::end && file.size)
        base = *file.size;
    else if (whence == Whence::end && !isUnmoved)
        return std::unexpected(Errno::invalid);
    const std::uint64_t target
        = isUnmoved ? 0 : base + static_cast<std::uint64_t>(offset); // modulo
                                                                     // 2^64
    if (target > greatestPosition)
        return std::unexpected(Errno::invalid);
    d->entered(held->task);
    if (file.entry.position != target) {
        file.entry.position = target;
        d->touchHolders(held->entry, held->table);
    }
    return target;
}

namespace {

// Where a transfer of \a result bytes ends; nothing when the file has no positions, or too few.
std::optional<std::uint64_t> endOf(const OpenFile& file, std::uint64_t start, std::int64_t result)
{
    if (result <= 0 || !hasPosition(file))
        return std::nullopt;
    const std::uint64_t end = start + static_cast<std::uint64_t>(result);
    return start <= greatestPosition && end <= greatestPosition ? std::optional{end} : std::nullopt;
}

}

Result<void> Kernel::readFd(TaskId id, int fd, std::int64_t result, std::optional<std::uint64_t> at)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    OpenFile& file = held->file();
    if ((file.entry.statusFlags & openflag::accessMode) == openflag::writeOnly)
        return std::unexpected(Errno::badFile);
    d->entered(held->task);
    d->charge(held->task, false, result);
    const auto end = at ? std::nullopt : endOf(file, file.entry.position, result);
    if (end) {
        file.entry.position = *end;
        d->touchHolders(held->entry, held->table);
    }
    return {};
}

Result<void> Kernel::writeFd(TaskId id, int fd, std::int64_t result,
                             std::optional<std::uint64_t> at)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    OpenFile& file = held->file();
    const std::uint32_t flags = file.entry.statusFlags;
    if ((flags & openflag::accessMode) == 0)
        return std::unexpected(Errno::badFile);
    d->entered(held->task);
    d->charge(held->task, true, result);
    const bool appends = (flags & openflag::append) != 0 && !at;
    const std::uint64_t start = at ? *at
        : appends                  ? file.size.value_or(file.entry.position)
                                   : file.entry.position;
    const auto end = endOf(file, start, result);
    if (!end)
        return {};
    if (file.size)
        file.size = std::max(*file.size, *end);
    if (!at && file.entry.position != *end) {
        file.entry.position = *end;
        d->touchHolders(held->entry, held->table);
    }
    return {};
}

Result<void> Kernel::setSize(TaskId id, int fd, std::uint64_t bytes)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    OpenFile& file = held->file();
    if (bytes > greatestPosition || file.entry.kind != FdKind::path || !hasPosition(file)
        || (file.entry.statusFlags & openflag::accessMode) == 0)
        return std::unexpected(Errno::invalid);
    d->entered(held->task);
    file.size = bytes; // no file of /proc shows it
    return {};
}

}

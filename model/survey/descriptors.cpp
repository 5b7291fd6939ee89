// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/survey/descriptors.h>
#include <model/survey/openfiles.h>
#include <procfs/files/fdinfo.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <utility>

namespace sandscope::survey {

namespace {

using procfs::Failure;

constexpr std::uint64_t accessMode = 03;
constexpr std::uint64_t writeOnly = 01;
constexpr std::uint64_t directoryFlag = 0200000;
constexpr std::uint64_t pathFlag = 010000000;

struct FlagName
{
    std::uint64_t bits;
    const char* name;
};
// From fcntl(2); those of two bits come before those that are one of them.
constexpr std::array flagTable = {
    FlagName{020200000, "O_TMPFILE"}, FlagName{04010000, "O_SYNC"},
    FlagName{02000000, "O_CLOEXEC"},  FlagName{04000, "O_NONBLOCK"},
    FlagName{02000, "O_APPEND"},      FlagName{0100, "O_CREAT"},
    FlagName{0200, "O_EXCL"},         FlagName{0400, "O_NOCTTY"},
    FlagName{01000, "O_TRUNC"},       FlagName{010000, "O_DSYNC"},
    FlagName{020000, "O_ASYNC"},      FlagName{040000, "O_DIRECT"},
    FlagName{0200000, "O_DIRECTORY"}, FlagName{0400000, "O_NOFOLLOW"},
    FlagName{01000000, "O_NOATIME"},  FlagName{010000000, "O_PATH"},
    FlagName{0100000, "O_LARGEFILE"},
};

struct Prefix
{
    std::string_view text;
    FileType type;
};
constexpr std::array numbered = {
    Prefix{"pipe:[", FileType::pipe},
    Prefix{"socket:[", FileType::socket},
    Prefix{"host:[", FileType::host},
    Prefix{"anon_inode:[inotifyfd:", FileType::inotify},
};
constexpr std::array paths = {
    Prefix{"/dev/pts/", FileType::terminal},    Prefix{"/dev/tty", FileType::terminal},
    Prefix{"/dev/console", FileType::terminal}, Prefix{"/dev/ptmx", FileType::terminal},
    Prefix{"/dev/shm/", FileType::file},        Prefix{"/dev/mqueue/", FileType::file},
    Prefix{"/dev/", FileType::device},          Prefix{"/memfd:", FileType::memory},
};
constexpr std::array anonymous = {
    Prefix{"eventfd", FileType::event},   Prefix{"eventpoll", FileType::epoll},
    Prefix{"timerfd", FileType::timer},   Prefix{"signalfd", FileType::signal},
    Prefix{"inotify", FileType::inotify}, Prefix{"pidfd", FileType::process},
};

FileType anonymousType(std::string_view word)
{
    for (const Prefix& known : anonymous) {
        if (word == known.text)
            return known.type;
    }
    return FileType::other;
}

std::optional<Failure> readTargetOf(procfs::FileSystem& fileSystem, const std::string& path,
                                    std::string& target)
{
    const auto node = fileSystem.walk(path);
    if (!node)
        return node.error();
    auto text = (*node)->readlink();
    if (!text)
        return text.error();
    target = *std::move(text);
    return std::nullopt;
}

/// What fdinfo adds; its text in \a info.
void readInfo(procfs::FileSystem& fileSystem, const std::string& path, Descriptor& entry,
              procfs::FdInfo& info)
{
    const auto node = fileSystem.walk(path);
    if (!node) {
        entry.infoFailure = node.error();
        return;
    }
    const auto text = (*node)->content();
    if (!text) {
        entry.infoFailure = text.error();
        return;
    }
    auto parsed = procfs::parseFdInfo((*text)->bytes);
    if (!parsed)
        return; // nothing of it is told, then
    info = *std::move(parsed);
    entry.flags = info.flags;
    entry.closeOnExec
        = info.flags ? std::optional((*info.flags & procfs::oCloexec) != 0) : info.closeOnExec;
    entry.position = info.position;
    if (info.flags) {
        entry.opened = openedBy(*info.flags);
        if ((*info.flags & directoryFlag) != 0 && entry.type == FileType::file)
            entry.type = FileType::directory;
    }
}

/// The first number of the line that the field table calls \a field.
std::optional<std::int64_t> lineNumber(const procfs::FdInfo& info, std::string_view field)
{
    for (const procfs::FdInfoLine& line : info.lines) {
        if (procfs::fdInfoPatterns[line.pattern].field == field)
            return static_cast<std::int64_t>(line.numbers[0]);
    }
    return std::nullopt;
}

/// A pidfd tells of which process it is, where fdinfo has the line.
void findProcess(const snapshot::Snapshot& snapshot, const procfs::FdInfo& info, Descriptor& entry)
{
    const auto pid = lineNumber(info, "Pid");
    entry.otherEnd = OtherEnd::untold;
    if (!pid)
        return;
    // -1 once it was reaped; 0 where it is of another PID namespace.
    entry.otherEnd = *pid < 0 ? OtherEnd::ended : *pid == 0 ? OtherEnd::untold : OtherEnd::nobody;
    if (*pid <= 0)
        return;
    snapshot.tasks.forEach([&](auto, const auto& task) {
        if (task->isThread || task->tid.value != *pid || entry.otherEnd == OtherEnd::process)
            return;
        entry.otherEnd = OtherEnd::process;
        entry.others.push_back({.task = task->id, .pid = task->tid, .name = task->name, .fd = -1});
        entry.otherCount = 1;
    });
}

}

Opened openedBy(std::uint64_t flags)
{
    if ((flags & pathFlag) != 0)
        return Opened::path;
    switch (flags & accessMode) {
    case 0:
        return Opened::read;
    case writeOnly:
        return Opened::write;
    default:
        return Opened::both;
    }
}

std::string folderOf(const snapshot::TaskSummary& task)
{
    std::string folder = std::to_string(task.tgid.value);
    if (task.isThread)
        folder += "/task/" + std::to_string(task.tid.value);
    return folder;
}

Target readTarget(std::string_view target)
{
    if (target.empty())
        return {};
    for (const Prefix& known : numbered) {
        if (target.starts_with(known.text) && target.ends_with(']'))
            return {known.type, std::string(target)};
    }
    constexpr std::string_view anonymousPrefix = "anon_inode:";
    if (target == "inotify") // the bare word of gVisor 2018
        return {FileType::inotify};
    if (target.starts_with(anonymousPrefix)) {
        std::string_view word = target.substr(anonymousPrefix.size());
        if (word.starts_with('[') && word.ends_with(']'))
            word = word.substr(1, word.size() - 2);
        return {anonymousType(word)};
    }
    for (const Prefix& known : paths) {
        if (target.starts_with(known.text))
            return {known.type};
    }
    return {target.starts_with('/') ? FileType::file : FileType::other};
}

std::vector<std::string> flagNames(std::uint64_t flags)
{
    std::vector<std::string> names;
    constexpr std::array modes = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    if ((flags & pathFlag) == 0)
        names.emplace_back(modes[flags & accessMode]);
    flags &= ~accessMode;
    for (const FlagName& flag : flagTable) {
        if ((flags & flag.bits) == flag.bits) {
            names.emplace_back(flag.name);
            flags &= ~flag.bits;
        }
    }
    if (flags != 0)
        names.push_back(std::format("0{:o}", flags));
    return names;
}

Descriptors readDescriptors(procfs::FileSystem& fileSystem, const snapshot::Snapshot& snapshot,
                            procfs::TaskId task, const std::string& folder,
                            const std::stop_token& stop)
{
    Descriptors found;
    const std::string directory = folder + "/fd";
    auto node = fileSystem.walk(directory);
    if (!node) {
        found.failure = node.error();
        return found;
    }
    std::vector<int> numbers;
    constexpr std::size_t atOnce = 1024;
    std::int64_t offset = 0;
    for (bool atEnd = false; !atEnd && !stop.stop_requested();) {
        auto listing = (*node)->readdir(offset, atOnce);
        if (!listing) {
            found.failure = listing.error();
            return found;
        }
        for (const procfs::DirEntry& entry : listing->entries) {
            int fd = 0;
            const char* const end = entry.name.data() + entry.name.size();
            if (std::from_chars(entry.name.data(), end, fd).ptr == end && fd >= 0)
                numbers.push_back(fd);
        }
        // A listing that does not go on would be asked for ever.
        atEnd = listing->atEnd || listing->entries.empty() || listing->nextOffset <= offset;
        offset = listing->nextOffset;
    }
    std::ranges::sort(numbers);
    const auto twice = std::ranges::unique(numbers);
    numbers.erase(twice.begin(), twice.end());

    std::vector<std::string> identities;
    for (const int fd : numbers) {
        if (stop.stop_requested())
            return found;
        Descriptor entry;
        entry.fd = fd;
        const std::string name = std::to_string(fd);
        entry.targetFailure = readTargetOf(fileSystem, directory + '/' + name, entry.target);
        Target target = readTarget(entry.target);
        entry.type = target.type;
        procfs::FdInfo info;
        readInfo(fileSystem, folder + "/fdinfo/" + name, entry, info);
        switch (entry.type) {
        case FileType::pipe:
            entry.otherEnd = OtherEnd::nobody;
            break;
        case FileType::socket:
            entry.otherEnd = OtherEnd::untold;
            break;
        case FileType::host:
            entry.otherEnd = OtherEnd::outside;
            break;
        case FileType::process:
            findProcess(snapshot, info, entry);
            break;
        case FileType::event:
            if (const auto id = lineNumber(info, "eventfd-id"))
                target.identity = "eventfd:" + std::to_string(*id);
            break;
        default:
            break;
        }
        found.entries.push_back(std::move(entry));
        identities.push_back(std::move(target.identity));
    }
    if (snapshot.records)
        joinRecords(snapshot, task, found, stop);
    else
        joinFiles(fileSystem, snapshot, task, identities, found, stop);
    return found;
}

}

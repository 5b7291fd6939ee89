// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <procfs/fields.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::survey {

/// What a descriptor leads to.
enum class FileType : std::uint8_t {
    file, ///< a path; directories too, where nothing tells them apart
    directory,
    device,
    terminal,
    memory, ///< memfd
    pipe,
    socket,
    host, ///< a file of the host that a sandbox was given
    event,
    epoll,
    timer,
    signal,
    inotify,
    process,
    other, ///< another anonymous inode
    unknown, ///< its target could not be read
};

/// For what a file was opened.
enum class Opened : std::uint8_t { unknown, read, write, both, path };

/// A descriptor of some task.
struct Holder
{
    procfs::TaskId task;
    procfs::Tid pid; ///< of the process; of a thread with a table of its own the thread's
    std::string name; ///< of the task, raw bytes
    int fd = 0;
    Opened opened = Opened::unknown;
    bool operator==(const Holder&) const = default;
};

/// What is known of the other end of a descriptor.
enum class OtherEnd : std::uint8_t {
    none, ///< it has no other end
    held, ///< others tells who holds it
    nobody, ///< none of the tasks that could be searched holds it
    outside, ///< outside the sandbox
    process, ///< a pidfd: others tells the process
    ended, ///< a pidfd of a process that has ended
    untold, ///< there is one, but neither /proc nor records tell which
};

/// One descriptor of the task asked about.
struct Descriptor
{
    int fd = 0;
    FileType type = FileType::unknown;
    Opened opened = Opened::unknown;
    std::string target; ///< raw bytes; empty: targetFailure
    std::optional<procfs::Failure> targetFailure{};
    std::optional<std::uint64_t> flags{}; ///< O_* of Linux on x86-64, O_CLOEXEC included; absent:
                                          ///< not told
    std::optional<bool> closeOnExec{};
    std::optional<std::uint64_t> position{};
    std::optional<procfs::Failure> infoFailure{};
    OtherEnd otherEnd = OtherEnd::none;
    std::vector<Holder> others{}; ///< of the other end, at most mostHolders
    std::size_t otherCount = 0; ///< of all of them
    /// Descriptors of other tasks, and further ones of this, that are the same end or the same open
    /// file; at most mostHolders.
    std::vector<Holder> sharers{};
    std::size_t sharerCount = 0;
    bool operator==(const Descriptor&) const = default;
};

inline constexpr std::size_t mostHolders = 64;

/// The descriptors of one task, and who else is at the files behind them.
struct Descriptors
{
    std::vector<Descriptor> entries; ///< ascending by fd
    std::optional<procfs::Failure> failure{}; ///< why they could not be listed
    /// Of the search for other ends; 0 where nothing had to be searched.
    std::size_t searched = 0;
    std::size_t denied = 0; ///< whose descriptors the kernel would not tell
    std::size_t unsampled = 0; ///< that the source has not read
    bool isPart = false; ///< of the processes: the parent of one of them is not among them
    bool operator==(const Descriptors&) const = default;
};

/// The end of a pipe or the like as text tells it.
struct Target
{
    FileType type = FileType::unknown;
    /// Equal for descriptors of one pipe, socket or host file; empty: nothing tells.
    std::string identity{};
};
/// What the target of a link in fd says: "pipe:[5]", "/dev/pts/0", "anon_inode:[eventfd]" …
[[nodiscard]] Target readTarget(std::string_view target);

/// Reads the descriptors of \a task, whose folder below /proc is \a folder ("7", "7/task/9"), and
/// searches those of all tasks for their other ends: each task once, each descriptor once. Of a
/// simulated kernel the records tell who shares an open file and which sockets are a pair; of other
/// sources only what fd and fdinfo say. \a fileSystem is over \a snapshot. Stops early, with what
/// it has, where \a stop says so.
[[nodiscard]] Descriptors readDescriptors(procfs::FileSystem& fileSystem,
                                          const snapshot::Snapshot& snapshot, procfs::TaskId task,
                                          const std::string& folder, const std::stop_token& stop);

/// "O_WRONLY", "O_NONBLOCK" …, the way of access first; a bit without a name in octal.
[[nodiscard]] std::vector<std::string> flagNames(std::uint64_t flags);

}

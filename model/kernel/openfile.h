// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>
#include <procfs/records.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sandscope::kernel {

/// O_* of Linux on x86-64.
namespace openflag {
inline constexpr std::uint32_t accessMode = 03;
inline constexpr std::uint32_t writeOnly = 01;
inline constexpr std::uint32_t readWrite = 02;
inline constexpr std::uint32_t truncate = 01000;
inline constexpr std::uint32_t append = 02000;
inline constexpr std::uint32_t nonBlocking = 04000;
inline constexpr std::uint32_t dataSync = 010000;
inline constexpr std::uint32_t async = 020000;
inline constexpr std::uint32_t direct = 040000;
inline constexpr std::uint32_t largeFile = 0100000;
inline constexpr std::uint32_t directory = 0200000;
inline constexpr std::uint32_t noFollow = 0400000;
inline constexpr std::uint32_t noAccessTime = 01000000;
inline constexpr std::uint32_t sync = 04000000;
inline constexpr std::uint32_t path = 010000000;
inline constexpr std::uint32_t temporary = 020000000;
}

/// Errors that descriptors alone have.
inline constexpr procfs::Errno notSocket{88};
inline constexpr procfs::Errno notSupported{95};

struct OpenFile;

// What files of special kinds hold, as far as fdinfo tells it.

struct EventCounter
{
    std::uint64_t count = 0;
    std::uint64_t id = 0;
    bool isSemaphore = false;
};

struct EpollWatch
{
    std::weak_ptr<OpenFile> file; ///< open, or it would not be watched any more
    int fd = 0; ///< that it had when it was added
    std::uint32_t events = 0;
    std::uint64_t data = 0;
};

struct Epoll
{
    std::vector<EpollWatch> watches; ///< in the order in which they were added
};

struct Timer
{
    int clock = 0;
    std::uint32_t flags = 0;
    std::chrono::nanoseconds value{}; ///< as it was set
    std::chrono::nanoseconds interval{};
};

struct SignalSet
{
    std::uint64_t signals = 0;
};

struct InotifyWatch
{
    int number = 0;
    std::uint32_t mask = 0;
    std::string path;
    std::uint64_t device = 0, inode = 0; ///< of the file at that path
};

struct Inotify
{
    std::vector<InotifyWatch> watches; ///< in the order in which they were added
    int lastNumber = 0;
};

struct ProcessHandle
{
    std::vector<procfs::NamespacedTid> tids; ///< own namespace first; empty once it is reaped
};

/// Of a UNIX socket: descriptors under way in it. Nobody sends any here.
struct SocketQueue
{
};

using SpecialFile = std::variant<std::monostate, EventCounter, Epoll, Timer, SignalSet, Inotify,
                                 ProcessHandle, SocketQueue>;

/// An open file; shared by the descriptors that dup and fork made of one another, and by nothing
/// else: its use count is the number of descriptors.
struct OpenFile
{
    /// Without number and close-on-exec; the details follow from special, and are one object for
    /// all descriptors of this file. The path of one of a pair of sockets is the number of the
    /// other.
    procfs::FdEntry entry;
    std::optional<std::uint64_t> size; ///< in bytes, as far as calls through this open file tell
    bool isStream = false; ///< a path without a position
    std::uint32_t watchers = 0; ///< places in lists of epolls
    SpecialFile special;
};

[[nodiscard]] std::shared_ptr<OpenFile> makeFile(procfs::FdKind kind, std::uint32_t flags,
                                                 std::string path, std::uint64_t number);
/// What fdinfo shows of it behind the lines that every file has; null: nothing.
[[nodiscard]] std::shared_ptr<const procfs::FdDetails> fdDetailsOf(const OpenFile& file);

}

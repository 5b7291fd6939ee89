// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/replay/log.h>
#include <model/snapshot/step.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

class Images;

/// What a log told that the kernel does not keep.
struct Told
{
    /// What shmget told of a System V segment.
    struct Segment
    {
        std::int32_t key = 0;
        std::uint64_t bytes = 0; ///< 0: not known
    };
    std::map<std::int32_t, Segment> segments{}; ///< by id

    [[nodiscard]] std::size_t bytes() const ///< about
    {
        constexpr std::size_t bytesPerNode = 64;
        return segments.size() * bytesPerNode;
    }
};

/// A replay under way, as the handlers of calls see it: the kernel, who calls, and the marks of the
/// step. A handler makes the simulation follow the log:
/// - it asks the kernel to do what the call did, with the ids and addresses that the log shows;
/// - where the kernel's answer differs, it says so with diverged() and brings the state to what the
///   log shows, as far as that is possible;
/// - a call that failed in the log changes nothing.
struct Replaying
{
    kernel::Kernel system;
    const Log* log = nullptr; ///< never null in a handler
    std::size_t position = 0; ///< of the event under way in it
    kernel::TaskId caller{}; ///< of the call under way; alive
    Images* images = nullptr; ///< what exec loads, and where; never null in a handler
    std::vector<snapshot::StepMark> marks{}; ///< of the step under way
    Told told{};

    void setSignalMask(std::uint64_t mask); ///< the caller's
    void diverged(std::string sentence);
    void assumed(std::string sentence);
    void ignored(std::string sentence);
    /// "the log has ENOENT, the simulation 3": marks it when the two are not the same.
    void compare(const Call& call, const kernel::Result<std::uint64_t>& simulated);
    void compare(const Call& call, const kernel::Result<void>& simulated);

    /// As the caller names it, which is by its own PID namespace; 0 is itself. None: unknown.
    [[nodiscard]] kernel::TaskId task(std::int32_t tid) const;
    /// The same in a path below /proc: /proc/self leads to the id that the topmost namespace gives.
    [[nodiscard]] kernel::TaskId taskInPath(std::int32_t tid) const;
    /// The log shows that a task made a call, or died, that cannot do so in the simulation: it is
    /// let run.
    void letRun(kernel::TaskId task);
    /// By a signal, whoever traces it.
    [[nodiscard]] bool isStopped(kernel::TaskId task) const;
    /// The open file behind a descriptor of the caller: what the log says behind the number, else
    /// what the simulation has there.
    [[nodiscard]] std::optional<kernel::FileRef> fileBehind(const LogDescriptor& fd) const;
    /// The path from the top behind a descriptor that a path of the caller starts at; empty: its
    /// working directory.
    [[nodiscard]] std::string folderOf(const LogDescriptor* folder) const;
    /// Where the caller's path leads: absolute, without . and .., from \a folder or its working
    /// directory.
    [[nodiscard]] std::string absolutePath(std::string_view path,
                                           const LogDescriptor* folder = nullptr) const;
    /// The same as the caller would write it: the kernel takes paths below the caller's root.
    [[nodiscard]] std::string ownPath(std::string_view path, const LogDescriptor* folder) const;
    /// The same of a path from the top.
    [[nodiscard]] std::string belowRoot(std::string path) const;
};

/// What one system call does to the simulation. Called when it ended, mostly with success: see
/// CallEntry.
using Handler = void (*)(Replaying& replaying, const Call& call);

struct CallEntry
{
    enum class When : std::uint8_t {
        succeeded, ///< in one line, or where it goes on and ends
        begun, ///< as soon as it begins: others see what it did before it comes back (clone)
        always ///< also when it failed, or nobody saw how it ended (exit)
    };
    std::string_view name; ///< "mmap"
    Handler handle = nullptr; ///< null: changes nothing that /proc shows
    When when = When::succeeded;
    /// A copy of the kernel is asked for what failed in the log: one that would have done it is
    /// another kernel than the log's. Such a handler does not look at the result but in compare().
    bool isAsked = false;
};

/// What a call shows beside what it does: memory that is written to. In touches.cpp.
/// Before a fork, whose child shares the pages that its parent wrote to.
void touchBeforeFork(Replaying& replaying, const Call& call);
/// What the kernel wrote for the call, or the program before it.
void touchShown(Replaying& replaying, const Call& call);
/// On Linux, where neighbours merge or not by which of them were written to: all private memory of
/// the caller that may be written is taken to be.
void assumeWritten(Replaying& replaying);

// One table per noun; each name stands in one of them.
[[nodiscard]] std::span<const CallEntry> taskCalls();
[[nodiscard]] std::span<const CallEntry> identityCalls();
[[nodiscard]] std::span<const CallEntry> signalCalls();
[[nodiscard]] std::span<const CallEntry> fileCalls();
[[nodiscard]] std::span<const CallEntry> specialFileCalls();
[[nodiscard]] std::span<const CallEntry> pathCalls();
[[nodiscard]] std::span<const CallEntry> memoryCalls();
[[nodiscard]] std::span<const CallEntry> execCalls();
/// Known to change nothing that is simulated.
[[nodiscard]] std::span<const CallEntry> harmlessCalls();

/// The log has a descriptor whose file it does not tell, or of a kind that is not simulated: what
/// it shows behind the number, or something that stands for it.
void placeUnknown(Replaying& replaying, const LogDescriptor& logged, bool closeOnExec);
/// Puts a descriptor that the simulation made where the log has it. Where it made none, one that
/// stands for it.
void placeDescriptor(Replaying& replaying, const kernel::Result<int>& simulated, int logged);
/// A bit for each signal, bit 0 for signal 1; none: the log does not show them, or NULL.
[[nodiscard]] std::optional<std::uint64_t> signalsIn(const Argument& argument);
/// What the caller's descriptor flags are: O_NONBLOCK and its like, and O_CLOEXEC.
[[nodiscard]] kernel::FdFlags fdFlagsIn(const Argument& flags);

/// By name, among all of them; null for a call that nobody knows.
[[nodiscard]] const CallEntry* findCall(std::string_view name);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/kernel/random.h>

#include <string>
#include <string_view>

namespace sandscope::kernel {

/// Drives a kernel with random operations, for tests and benchmarks. The same seed gives the same
/// ones.
///
/// Keeps some 50 to 500 tasks: few are born when there are many, and few end when there are few.
/// The sandbox's first process lives on. Some of the operations fail, as they would for a careless
/// program.
class RandomDriver
{
public:
    /// Starts a first process where the kernel has none.
    RandomDriver(Kernel& kernel, std::uint64_t seed);

    /// One operation.
    void step() { step(m_seeds.next()); }
    /// The operation that \a choice stands for in the kernel's present state. Of a list of choices
    /// any may be left out, so that a shorter list can be looked for that still does what it did.
    void step(std::uint64_t choice);

    /// What the last step did, with its result: "munmap by 12: OK". Its first word is the
    /// operation's name.
    [[nodiscard]] const std::string& lastOperation() const { return m_last; }
    [[nodiscard]] std::string_view lastName() const;
    /// Whether it is one of those that do what they can before they fail.
    [[nodiscard]] bool mayFailHalfway() const;
    [[nodiscard]] bool lastFailed() const { return m_failed; }

private:
    using Task = procfs::TaskId;

    [[nodiscard]] Task anyTask();
    [[nodiscard]] Task anyTracee(Task other);
    [[nodiscard]] bool isFirst(Task task) const;
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return m_random.below(bound); }
    [[nodiscard]] bool oneIn(std::uint64_t n) { return below(n) == 0; }
    /// An address in or near a mapping of the task, mostly page aligned.
    [[nodiscard]] std::uint64_t anyAddress(Task task);
    [[nodiscard]] std::uint64_t anyLength();
    struct Place
    {
        Task task;
        std::uint64_t address = 0;
    };
    /// A System V segment, of \a task or another one, if a few looks find one.
    [[nodiscard]] Place anySegment(Task task, std::uint64_t address);
    /// A descriptor of the kind, with that word as its path, if the task has one.
    [[nodiscard]] int anyOf(Task task, procfs::FdKind kind, int otherwise,
                            std::string_view word = {});
    struct Held
    {
        Task task;
        int fd = -1;
    };
    /// The same of \a task or another one, if a few looks find one.
    [[nodiscard]] Held anyHolder(Task task, procfs::FdKind kind, int otherwise,
                                 std::string_view word = {});
    /// One or two, as bits of clone.
    [[nodiscard]] std::uint32_t anyNamespaces();

    void birth(Task task);
    void death(Task task);
    void life(Task task);
    void machine(Task task);
    void signals(Task task);
    void identity(Task task);
    void memory(Task task);
    void files(Task task);
    void specialFiles(Task task, int fd, int other);

    template <class T>
    void note(const char* operation, Task task, const Result<T>& result)
    {
        note(operation, task, result ? Errno::ok : result.error());
    }
    void note(const char* operation, Task task, Errno error);

    Kernel& m_kernel;
    Random m_seeds; ///< a choice for each step
    Random m_random; ///< what a step makes of its choice
    std::string m_last;
    bool m_failed = false;
};

}

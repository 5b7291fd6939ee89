// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>
#include <procfs/ids.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// System-call logs of real programs, and what they drive in the simulated kernel.
namespace sandscope::replay {

/// A constant of a call, under the name that plain logs use for it.
struct Constant
{
    std::string_view name;
    std::uint64_t value = 0;
};

/// A string of the log, decoded.
struct LogText
{
    std::string bytes;
    bool isWhole = true; ///< false: the log cut it ("..." behind the quotes)
};

/// A descriptor of the log, with what -yy or gVisor says behind it.
struct LogDescriptor
{
    int number = -1; ///< -100 is AT_FDCWD
    std::string path{}; ///< "/etc/passwd", "pipe:[3]"; empty: the log does not say
    bool isDeleted = false;
};

/// One argument as the log wrote it, in any of the forms of strace (plain, -X raw, -X verbose, -yy)
/// and gVisor. Every accessor answers nothing when the text has another form; none fails otherwise.
struct Argument
{
    std::string name; ///< of "flags=CLONE_VM"; mostly empty
    std::string text; ///< raw, without blanks around it

    /// Decimal, hexadecimal, octal, negative (as two's complement), NULL, "8192*1024", "1<<4",
    /// RLIM64_INFINITY, and what stands before a decoration.
    [[nodiscard]] std::optional<std::uint64_t> number() const;
    [[nodiscard]] bool isNull() const;
    /// An integer that was written as such or as one of \a constants: "8", "0x8", "SIGUSR1".
    [[nodiscard]] std::optional<std::uint64_t> constant(std::span<const Constant> constants) const;
    /// Joined by |: "PROT_READ|PROT_WRITE", "0x3", "0x1200000|17", "S_IFREG|0644". A name that is
    /// not in \a constants makes it nothing.
    [[nodiscard]] std::optional<std::uint64_t> flags(std::span<const Constant> constants) const;
    [[nodiscard]] std::optional<LogText> string() const;
    [[nodiscard]] std::optional<LogDescriptor> descriptor() const;
    /// Of "[a, b]" and "{a, name=b}"; an array's "..." at its end is left out, see isCut.
    [[nodiscard]] std::vector<Argument> items() const;
    [[nodiscard]] std::optional<Argument> member(std::string_view of) const;
    /// The list or struct is not shown in full.
    [[nodiscard]] bool isCut() const;

    bool operator==(const Argument&) const = default;
};

/// How a call ended, as far as the log shows.
enum class Ending : std::uint8_t {
    returned, ///< with a number, or an error
    unknown, ///< "= ?": it never came back to its caller, or nobody saw it
    unfinished ///< the log ends before it does
};

struct Call
{
    std::uint32_t line = 0; ///< where it began, from 1
    std::uint32_t resumedLine = 0; ///< where it went on; 0: in one piece
    std::optional<std::chrono::nanoseconds> time{}; ///< of the line last read, on the log's clock
    procfs::Tid tid{}; ///< as in the log; none: a log of a single process, without ids
    std::string name{};
    std::vector<Argument> arguments{};
    Ending ending = Ending::returned;
    std::optional<std::int64_t> result{}; ///< what it returned; negative never: see error
    std::string resultText{}; ///< "3</etc/passwd>", "0x1 (flags FD_CLOEXEC)", "?"
    /// ok also for the errors that a program never sees (ERESTARTSYS); errorName has all.
    procfs::Errno error = procfs::Errno::ok;
    std::string errorName{};

    /// Past the end: an argument with an empty text.
    [[nodiscard]] const Argument& argument(std::size_t index) const;
    /// By name, as clone writes them; null when there is none.
    [[nodiscard]] const Argument* named(std::string_view of) const;
    [[nodiscard]] bool succeeded() const
    {
        return ending == Ending::returned && errorName.empty() && result.has_value();
    }
    /// What it returned, decoded as a descriptor.
    [[nodiscard]] std::optional<LogDescriptor> resultDescriptor() const;
    bool operator==(const Call&) const = default;
};

}

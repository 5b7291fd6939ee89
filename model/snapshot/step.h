// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>
#include <procfs/ids.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::snapshot {

enum class ObjectKind : std::uint8_t {
    task,
    threadGroup,
    memory,
    fdTable,
    fsContext,
    mountNamespace,
    userNamespace,
    pidNamespace
};

enum class ObjectChange : std::uint8_t { created, changed, ended };

/// A kernel object that a step touched.
struct TouchedObject
{
    ObjectKind kind = ObjectKind::task;
    std::uint32_t id = 0; ///< its serial number in the kernel
    ObjectChange change = ObjectChange::changed;
    procfs::TaskId owner; ///< a task that has it, for its name; none when nobody does any more
    bool operator==(const TouchedObject&) const = default;
};

struct CallArgument
{
    std::string name; ///< "length"; empty where the log does not say
    std::string value; ///< "1 MiB"; raw bytes
    bool operator==(const CallArgument&) const = default;
};

/// Why a step cannot be taken at its word.
struct StepMark
{
    enum class Kind : std::uint8_t {
        diverged, ///< the log's result differs from the simulation's; the log won
        assumed, ///< something that the log does not say was assumed
        ignored ///< a call that the simulation does not know, or cannot do
    };
    Kind kind = Kind::diverged;
    std::string text; ///< one sentence
    bool operator==(const StepMark&) const = default;
};

/// How a system call stands at the end of the step.
enum class CallOutcome : std::uint8_t {
    returned, ///< with its result, or an error
    unfinished, ///< it has begun: that it returns is a step of its own, or the log ends before
    never ///< it does not come back to its caller
};

/// What one step did, as data. Immutable once made.
struct StepReport
{
    procfs::TaskId by; ///< who made the call; none: from outside
    procfs::Tid byTid; ///< its id in the root PID namespace, before the call
    std::string byName; ///< raw bytes, before the call
    std::string call; ///< the system call: "mprotect"; empty where it was none
    /// As one reads it: "mprotect(0x1000, 4 KiB, r--)", "write 1 byte at 0x1000", "time passes";
    /// raw bytes.
    std::string text;
    std::vector<CallArgument> arguments;
    std::string result; ///< as strace words it: "0", "0x7f0000000000"; empty: see outcome
    CallOutcome outcome = CallOutcome::returned; ///< of a system call
    procfs::Errno error = procfs::Errno::ok;
    std::vector<TouchedObject> objects; ///< by kind and number
    std::vector<StepMark> marks;
    bool operator==(const StepReport&) const = default;
};

}

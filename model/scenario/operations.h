// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/scenario/arguments.h>
#include <model/snapshot/step.h>

#include <expected>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::scenario {

/// What the names of a scenario stand for in a run's kernel.
struct Names
{
    std::map<std::string, kernel::TaskId, std::less<>> tasks;
    std::map<std::string, std::uint64_t, std::less<>> addresses;
    std::map<std::string, int, std::less<>> descriptors;

    [[nodiscard]] std::size_t size() const
    {
        return tasks.size() + addresses.size() + descriptors.size();
    }
};

/// A run's kernel, and the step under way.
struct Machine
{
    kernel::Kernel system;
    kernel::TaskId caller; ///< of the step; none: from outside
    std::vector<std::string> given; ///< the names that the step gives with "as"
    Names names;

    [[nodiscard]] kernel::TaskId task(const std::string& name) const;
    [[nodiscard]] int descriptor(const FdRef& ref) const;
    /// Nothing when the caller has no such mapping.
    [[nodiscard]] std::optional<std::uint64_t> address(const AddressRef& ref) const;
    /// "8": what the caller would see; for someone outside the id in the root namespace.
    [[nodiscard]] std::string idOf(kernel::TaskId task) const;

    void name(std::size_t index, kernel::TaskId task);
    void nameAddress(std::uint64_t address);
    void name(std::size_t index, int fd);
};

/// What a step does, before anybody knows how it ends. Made with call() or event().
struct Call
{
    std::string name; ///< of the system call; empty where it is none
    std::vector<snapshot::CallArgument> arguments;
    std::string text; ///< "mmap(1 MiB, rw-)"
};

/// A system call: call("munmap", {{"address", "0x1000"}, {"length", "4 KiB"}}). \a text where it is
/// not read as "munmap(0x1000, 4 KiB)".
[[nodiscard]] Call call(std::string_view name, std::vector<snapshot::CallArgument> arguments = {},
                        std::string text = {});
/// What is no system call: memory is read, a process comes from outside, time passes.
[[nodiscard]] Call event(std::string text, std::vector<snapshot::CallArgument> arguments = {});

/// What a step did, in the form of a traced call.
struct Outcome
{
    Call call;
    std::string result; ///< "0x7f0000000000", "8", "0"; empty with an error
    procfs::Errno error = procfs::Errno::ok;
};

using Action = std::function<Outcome(Machine&)>;

/// One word of the language.
struct Operation
{
    std::string_view name;
    bool needsCaller = true; ///< a step with it must say "by"
    /// Kinds of the names that "as" may give, in order.
    std::vector<NameKind> gives;
    /// Checks the arguments and makes what the step does.
    Action (*parse)(Parsing& parsing, const Value& arguments);
};

[[nodiscard]] std::span<const Operation> taskOperations();
[[nodiscard]] std::span<const Operation> identityOperations();
[[nodiscard]] std::span<const Operation> signalOperations();
[[nodiscard]] std::span<const Operation> memoryOperations();
[[nodiscard]] std::span<const Operation> fileOperations();
[[nodiscard]] std::span<const Operation> specialFileOperations();

/// By name, among all of them; null when there is none.
[[nodiscard]] const Operation* findOperation(std::string_view name);
/// All names, ascending.
[[nodiscard]] std::vector<std::string> operationNames();

/// An outcome from the result of a call that gives nothing back.
[[nodiscard]] Outcome outcome(Call call, const kernel::Result<void>& result);

/// The same for what is no call, or never returns.
[[nodiscard]] Outcome silent(Call call, const kernel::Result<void>& result);

/// The same for a call that gives a descriptor, which "as" may name.
[[nodiscard]] Outcome opened(Machine& machine, Call call, const kernel::Result<int>& result);
/// close_on_exec and nonblock, which every call that makes descriptors takes.
[[nodiscard]] kernel::FdFlags fdFlags(Arguments& args);

/// In double quotes, as a call shows a string; the bytes as they are.
[[nodiscard]] std::string quotedText(std::string_view text);
/// "1 MiB", "64 KiB", "12 bytes".
[[nodiscard]] std::string sizeText(std::uint64_t bytes);
[[nodiscard]] std::string addressText(std::uint64_t address);
[[nodiscard]] std::string accessText(procfs::Access access);
/// Joined by ", ", or what else stands between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& parts,
                                 std::string_view between = ", ");

/// A umask: octal digits, as in 022.
[[nodiscard]] std::uint32_t readUmask(Arguments& args, std::string_view key,
                                      std::optional<std::uint32_t> fallback = std::nullopt);

/// "SIGSTOP"; a number where no signal has it.
[[nodiscard]] std::string signalText(int signal);
/// "[SIGUSR1 SIGUSR2]". Bit N is signal N + 1.
[[nodiscard]] std::string signalsText(std::uint64_t set);
/// "O_NONBLOCK|O_CLOEXEC" with the prefix "O_"; empty where there is none.
[[nodiscard]] std::string fdFlagsText(const kernel::FdFlags& flags, std::string_view prefix);
/// Adds an argument, unless its value is empty.
void addIfAny(std::vector<snapshot::CallArgument>& arguments, std::string name, std::string value);

/// A list of numbers of signals, as bits: bit N is signal N + 1. Nothing where there is none.
[[nodiscard]] std::uint64_t readSignals(Arguments& args, std::string_view key);

/// The names of the capabilities, by number, lower case without "cap_".
[[nodiscard]] std::span<const std::string_view> capabilityNames();

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for open files and what is read and written through them.
#include <model/scenario/operations.h>

#include <algorithm>
#include <array>
#include <format>
#include <limits>

namespace sandscope::scenario {

using procfs::Errno;

namespace {

constexpr std::array<std::string_view, 8> openWords
    = {"read", "write", "read_write", "append", "nonblock", "sync", "large_file", "directory"};
constexpr std::array<std::uint32_t, 8> openBits
    = {0, 01, 02, 02000, 04000, 04010000, 0100000, 0200000};

Outcome opened(Machine& machine, Call call, const kernel::Result<int>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    machine.name(0, *result);
    return {std::move(call), std::to_string(*result), Errno::ok};
}

Outcome openedTwo(Machine& machine, Call call, const kernel::Result<kernel::FdPair>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    machine.name(0, result->first);
    machine.name(1, result->second);
    return {std::move(call), std::format("{}, {}", result->first, result->second), Errno::ok};
}

Action parseOpen(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "open", "path");
    kernel::OpenRequest request;
    request.path = args.text("path");
    const std::uint64_t words = args.choices("flags", openWords);
    for (std::size_t i = 0; i < openBits.size(); ++i)
        request.statusFlags |= ((words >> i) & 1U) != 0 ? openBits[i] : 0;
    request.closeOnExec = args.boolean("close_on_exec", false);
    request.deleted = args.boolean("deleted", false);
    return [request](Machine& machine) {
        return opened(machine, call("open", {{"path", quotedText(request.path)}}),
                      machine.system.open(machine.caller, request));
    };
}

Action parseClose(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "close", "fd");
    const FdRef ref = args.descriptor("fd");
    return [ref](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(call("close", {{"fd", std::to_string(fd)}}),
                       machine.system.close(machine.caller, fd));
    };
}

Action parseDup(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "dup", "fd");
    const FdRef ref = args.descriptor("fd");
    return [ref](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return opened(machine, call("dup", {{"fd", std::to_string(fd)}}),
                      machine.system.dup(machine.caller, fd));
    };
}

Action parseDup2(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "dup2");
    const FdRef from = args.descriptor("from");
    const FdRef to = args.descriptor("to");
    return [=](Machine& machine) {
        const int source = machine.descriptor(from);
        const int target = machine.descriptor(to);
        return opened(machine,
                      call("dup2",
                           {{"from", std::to_string(source)}, {"to", std::to_string(target)}}),
                      machine.system.dup2(machine.caller, source, target));
    };
}

Action parsePipe(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "pipe");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        return openedTwo(machine, call("pipe"), machine.system.pipe(machine.caller, {.closeOnExec = closeOnExec}));
    };
}

Action parseSocketpair(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "socketpair");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        return openedTwo(machine, call("socketpair"),
                         machine.system.socketpair(machine.caller, {.closeOnExec = closeOnExec}));
    };
}

Action parseEventfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "eventfd");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        return opened(machine, call("eventfd"), machine.system.eventfd(machine.caller, {.closeOnExec = closeOnExec}));
    };
}

Action parseMemfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "memfd", "name");
    const std::string name = args.text("name");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        return opened(machine, call("memfd_create", {{"name", quotedText(name)}}),
                      machine.system.memfd(machine.caller, name, {.closeOnExec = closeOnExec}));
    };
}

Action parseCloseOnExec(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "close_on_exec", "fd");
    const FdRef ref = args.descriptor("fd");
    const bool on = args.boolean("on", true);
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(call("fcntl", {{"fd", std::to_string(fd)},
                                      {"command", "F_SETFD"},
                                      {"flags", on ? "FD_CLOEXEC" : "0"}}),
                       machine.system.setCloseOnExec(machine.caller, fd, on));
    };
}

Action parseSeek(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "seek");
    const FdRef ref = args.descriptor("fd");
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const std::int64_t to = args.integer("to", -most, most);
    const bool fromHere = args.boolean("relative", false);
    return [=](Machine& machine) -> Outcome {
        const int fd = machine.descriptor(ref);
        const auto result = machine.system.seek(
            machine.caller, fd, to, fromHere ? kernel::Whence::current : kernel::Whence::set);
        Call seeking = call("lseek", {{"fd", std::to_string(fd)},
                                      {"offset", std::to_string(to)},
                                      {"whence", fromHere ? "SEEK_CUR" : "SEEK_SET"}});
        if (!result)
            return {std::move(seeking), {}, result.error()};
        return {std::move(seeking), std::to_string(*result), Errno::ok};
    };
}

// Accounting alone: a call with its result, as /proc/PID/io counts it.
template <kernel::Result<void> (kernel::Kernel::*Charge)(kernel::TaskId, std::int64_t)>
Action transferring(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word, "bytes");
    const bool fails = args.boolean("fails", false);
    const auto bytes = static_cast<std::int64_t>(std::min<std::uint64_t>(
        args.size("bytes", fails ? std::optional<std::uint64_t>(0) : std::nullopt),
        std::uint64_t{1} << 40U));
    return [=](Machine& machine) {
        Outcome result
            = outcome(call(word, {{"size", sizeText(static_cast<std::uint64_t>(bytes))}}),
                      (machine.system.*Charge)(machine.caller, fails ? -1 : bytes));
        if (result.error == Errno::ok)
            result.result = fails ? "an error" : std::to_string(bytes);
        return result;
    };
}

Action parseRead(Parsing& parsing, const Value& value)
{
    return transferring<&kernel::Kernel::chargeRead>(parsing, value, "read");
}

Action parseWrite(Parsing& parsing, const Value& value)
{
    return transferring<&kernel::Kernel::chargeWrite>(parsing, value, "write");
}

}

std::span<const Operation> fileOperations()
{
    static const std::vector<Operation> operations = {
        {"close", true, {}, parseClose},
        {"close_on_exec", true, {}, parseCloseOnExec},
        {"dup", true, {NameKind::descriptor}, parseDup},
        {"dup2", true, {NameKind::descriptor}, parseDup2},
        {"eventfd", true, {NameKind::descriptor}, parseEventfd},
        {"memfd", true, {NameKind::descriptor}, parseMemfd},
        {"open", true, {NameKind::descriptor}, parseOpen},
        {"pipe", true, {NameKind::descriptor, NameKind::descriptor}, parsePipe},
        {"read", true, {}, parseRead},
        {"seek", true, {}, parseSeek},
        {"socketpair", true, {NameKind::descriptor, NameKind::descriptor}, parseSocketpair},
        {"write", true, {}, parseWrite},
    };
    return operations;
}

}

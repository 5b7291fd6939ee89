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

kernel::FdFlags fdFlags(Arguments& args)
{
    constexpr std::uint32_t nonBlocking = 04000;
    return {.closeOnExec = args.boolean("close_on_exec", false),
            .status = args.boolean("nonblock", false) ? nonBlocking : 0};
}

Outcome opened(Machine& machine, Call call, const kernel::Result<int>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    machine.name(0, *result);
    return {std::move(call), std::to_string(*result), Errno::ok};
}

namespace {

constexpr int mostFd = std::numeric_limits<int>::max();

constexpr std::array<std::string_view, 16> openWords
    = {"read",       "write",     "read_write",     "append", "nonblock", "sync",
       "large_file", "directory", "truncate",       "create", "async",    "direct",
       "data_sync",  "no_follow", "no_access_time", "path"};
constexpr std::array<std::uint32_t, 16> openBits
    = {0,     01,   02,     02000,  04000,  04010000, 0100000,  0200000,
       01000, 0100, 020000, 040000, 010000, 0400000,  01000000, 010000000};

std::uint32_t statusFlags(Arguments& args, std::string_view key = "flags")
{
    const std::uint64_t words = args.choices(key, openWords);
    std::uint32_t flags = 0;
    for (std::size_t i = 0; i < openBits.size(); ++i)
        flags |= ((words >> i) & 1U) != 0 ? openBits[i] : 0;
    return flags;
}

// "O_WRONLY|O_APPEND".
std::string openFlagsText(std::uint32_t flags, bool closeOnExec = false)
{
    constexpr std::uint32_t accessMode = 3;
    constexpr std::size_t firstBit = 3; // before it stand the ways of access
    constexpr std::array<std::string_view, openBits.size()> names
        = {"O_RDONLY",    "O_WRONLY",    "O_RDWR",    "O_APPEND", "O_NONBLOCK", "O_SYNC",
           "O_LARGEFILE", "O_DIRECTORY", "O_TRUNC",   "O_CREAT",  "O_ASYNC",    "O_DIRECT",
           "O_DSYNC",     "O_NOFOLLOW",  "O_NOATIME", "O_PATH"};
    const std::uint32_t access = flags & accessMode;
    std::vector<std::string> shown = {access < firstBit ? std::string(names[access]) : "3"};
    for (std::size_t i = firstBit; i < names.size(); ++i) {
        if ((flags & openBits[i]) == openBits[i]) { // O_DSYNC is a part of O_SYNC
            shown.emplace_back(names[i]);
            flags &= ~openBits[i];
        }
    }
    if (closeOnExec)
        shown.emplace_back("O_CLOEXEC");
    return joined(shown, "|");
}

std::string text(int fd)
{
    return std::to_string(fd);
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
    request.statusFlags = statusFlags(args);
    request.closeOnExec = args.boolean("close_on_exec", false);
    request.deleted = args.boolean("deleted", false);
    request.isStream = args.boolean("stream", false);
    if (args.has("size"))
        request.size = args.size("size");
    const bool isRelative = args.has("from");
    const FdRef from = isRelative ? args.descriptor("from") : FdRef{};
    return [=](Machine& machine) mutable {
        std::vector<snapshot::CallArgument> shown
            = {{"path", quotedText(request.path)},
               {"flags", openFlagsText(request.statusFlags, request.closeOnExec)}};
        if (isRelative) {
            request.directory = machine.descriptor(from);
            shown.insert(shown.begin(), {"directory", text(machine.descriptor(from))});
        }
        return opened(machine, call(isRelative ? "openat" : "open", std::move(shown)),
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

// dup, or fcntl's F_DUPFD where it is said from which number on.
Action parseDup(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "dup", "fd");
    const FdRef ref = args.descriptor("fd");
    const bool isFrom = args.has("least") || args.has("close_on_exec");
    const auto least = static_cast<int>(args.integer("least", 0, mostFd, 0));
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        if (!isFrom)
            return opened(machine, call("dup", {{"fd", text(fd)}}),
                          machine.system.dup(machine.caller, fd));
        return opened(machine,
                      call("fcntl",
                           {{"fd", text(fd)},
                            {"command", closeOnExec ? "F_DUPFD_CLOEXEC" : "F_DUPFD"},
                            {"least", text(least)}}),
                      machine.system.dup(machine.caller, fd, least, closeOnExec));
    };
}

// dup2, or dup3 where the copy is closed on exec.
Action parseDup2(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "dup2");
    const FdRef from = args.descriptor("from");
    const FdRef to = args.descriptor("to");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        const int source = machine.descriptor(from);
        const int target = machine.descriptor(to);
        std::vector<snapshot::CallArgument> shown = {{"from", text(source)}, {"to", text(target)}};
        if (!closeOnExec)
            return opened(machine, call("dup2", std::move(shown)),
                          machine.system.dup2(machine.caller, source, target));
        shown.push_back({"flags", "O_CLOEXEC"});
        return opened(machine, call("dup3", std::move(shown)),
                      machine.system.dup3(machine.caller, source, target, true));
    };
}

Action parseCloseRange(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "close_range");
    const auto first = static_cast<std::uint32_t>(args.integer("first", 0, mostFd));
    const auto last = static_cast<std::uint32_t>(args.integer("last", 0, mostFd, mostFd));
    const bool unshare = args.boolean("unshare", false);
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        const std::uint32_t flags = (unshare ? kernel::closerange::unshare : 0)
            | (closeOnExec ? kernel::closerange::closeOnExec : 0);
        return outcome(call("close_range",
                            {{"first", std::to_string(first)},
                             {"last", std::to_string(last)},
                             {"flags", std::to_string(flags)}}),
                       machine.system.closeRange(machine.caller, first, last, flags));
    };
}

using MakeTwo = kernel::Result<kernel::FdPair> (kernel::Kernel::*)(kernel::TaskId, kernel::FdFlags);

template <MakeTwo Make>
Action makingTwo(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word);
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) {
        std::vector<snapshot::CallArgument> shown;
        const bool isPipe = word == "pipe";
        addIfAny(shown, "flags", fdFlagsText(flags, isPipe ? "O_" : "SOCK_"));
        return openedTwo(machine, call(isPipe && !shown.empty() ? "pipe2" : word, shown),
                         (machine.system.*Make)(machine.caller, flags));
    };
}

Action parsePipe(Parsing& parsing, const Value& value)
{
    return makingTwo<&kernel::Kernel::pipe>(parsing, value, "pipe");
}

Action parseSocketpair(Parsing& parsing, const Value& value)
{
    return makingTwo<&kernel::Kernel::socketpair>(parsing, value, "socketpair");
}

Action parseSocket(Parsing& parsing, const Value& value)
{
    constexpr std::array<std::string_view, 4> families = {"unix", "inet", "inet6", "netlink"};
    constexpr std::array familyNumbers = {1, 2, 10, 16};
    constexpr std::array<std::string_view, 4> types = {"stream", "datagram", "raw", "seqpacket"};
    constexpr std::array typeNumbers = {1, 2, 3, 5};
    Arguments args(parsing, value, "socket", "family");
    const std::size_t family = args.choice("family", families, 0);
    const std::size_t type = args.choice("type", types, 0);
    const kernel::SocketRequest request{familyNumbers[family], typeNumbers[type], fdFlags(args)};
    return [=](Machine& machine) {
        std::vector<snapshot::CallArgument> shown
            = {{"family", std::string(families[family])}, {"type", std::string(types[type])}};
        addIfAny(shown, "flags", fdFlagsText(request.flags, "SOCK_"));
        return opened(machine, call("socket", std::move(shown)),
                      machine.system.socket(machine.caller, request));
    };
}

Action parseAccept(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "accept", "fd");
    const FdRef ref = args.descriptor("fd");
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        std::vector<snapshot::CallArgument> shown = {{"fd", text(fd)}};
        addIfAny(shown, "flags", fdFlagsText(flags, "SOCK_"));
        return opened(machine, call(shown.size() > 1 ? "accept4" : "accept", shown),
                      machine.system.accept(machine.caller, fd, flags));
    };
}

Action parseCloseOnExec(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "close_on_exec", "fd");
    const FdRef ref = args.descriptor("fd");
    const bool on = args.boolean("on", true);
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(call("fcntl",
                            {{"fd", std::to_string(fd)},
                             {"command", "F_SETFD"},
                             {"flags", on ? "FD_CLOEXEC" : "0"}}),
                       machine.system.setCloseOnExec(machine.caller, fd, on));
    };
}

Action parseFileFlags(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "file_flags");
    const FdRef ref = args.descriptor("fd");
    const std::uint32_t flags = statusFlags(args, "to");
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(
            call("fcntl",
                 {{"fd", text(fd)}, {"command", "F_SETFL"}, {"flags", openFlagsText(flags)}}),
            machine.system.setStatusFlags(machine.caller, fd, flags));
    };
}

Action parseSeek(Parsing& parsing, const Value& value)
{
    constexpr std::array<std::string_view, 3> origins = {"start", "here", "end"};
    constexpr std::array<std::string_view, 3> names = {"SEEK_SET", "SEEK_CUR", "SEEK_END"};
    Arguments args(parsing, value, "seek");
    const FdRef ref = args.descriptor("fd");
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const std::int64_t to = args.integer("to", -most, most);
    const bool isRelative = args.boolean("relative", false);
    const std::size_t from = args.choice("from", origins, isRelative ? 1 : 0);
    return [=](Machine& machine) -> Outcome {
        const int fd = machine.descriptor(ref);
        const auto result
            = machine.system.seek(machine.caller, fd, to, static_cast<kernel::Whence>(from));
        Call seeking = call("lseek",
                            {{"fd", text(fd)},
                             {"offset", std::to_string(to)},
                             {"whence", std::string(names[from])}});
        if (!result)
            return {std::move(seeking), {}, result.error()};
        return {std::move(seeking), std::to_string(*result), Errno::ok};
    };
}

Action parseTruncate(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "truncate");
    const FdRef ref = args.descriptor("fd");
    const std::uint64_t bytes = args.size("to");
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(call("ftruncate", {{"fd", text(fd)}, {"length", sizeText(bytes)}}),
                       machine.system.setSize(machine.caller, fd, bytes));
    };
}

Action parseUnlink(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "unlink", "path");
    const std::string path = args.text("path");
    return [=](Machine& machine) {
        return outcome(call("unlink", {{"path", quotedText(path)}}),
                       machine.system.unlink(machine.caller, path));
    };
}

Action parseRename(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "rename");
    const std::string from = args.text("from");
    const std::string to = args.text("to");
    return [=](Machine& machine) {
        return outcome(call("rename", {{"from", quotedText(from)}, {"to", quotedText(to)}}),
                       machine.system.rename(machine.caller, from, to));
    };
}

using Transfer = kernel::Result<void> (kernel::Kernel::*)(kernel::TaskId, int, std::int64_t,
                                                          std::optional<std::uint64_t>);

// A call with its result, as /proc/PID/io counts it. One that says through which descriptor moves
// its position, too.
template <kernel::Result<void> (kernel::Kernel::*Charge)(kernel::TaskId, std::int64_t),
          Transfer Through>
Action transferring(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word, "bytes");
    const bool fails = args.boolean("fails", false);
    const auto bytes = static_cast<std::int64_t>(std::min<std::uint64_t>(
        args.size("bytes", fails ? std::optional<std::uint64_t>(0) : std::nullopt),
        std::uint64_t{1} << 40U));
    const bool isThrough = args.has("fd");
    const FdRef ref = isThrough ? args.descriptor("fd") : FdRef{};
    const std::optional<std::uint64_t> at
        = args.has("offset") ? std::optional(args.size("offset")) : std::nullopt;
    if (at && !isThrough)
        parsing.report(value, "\"offset\" is a place in the file of a descriptor", "add fd:");
    return [=](Machine& machine) {
        const std::string size = sizeText(static_cast<std::uint64_t>(bytes));
        const std::int64_t got = fails ? -1 : bytes;
        Outcome result;
        if (isThrough) {
            const int fd = machine.descriptor(ref);
            std::vector<snapshot::CallArgument> shown = {{"fd", text(fd)}, {"size", size}};
            if (at)
                shown.push_back({"offset", std::to_string(*at)});
            result = outcome(call(at ? std::format("p{}64", word) : std::string(word), shown),
                             (machine.system.*Through)(machine.caller, fd, got, at));
        } else {
            result = outcome(call(word, {{"fd", "?"}, {"size", size}}),
                             (machine.system.*Charge)(machine.caller, got));
        }
        if (result.error == Errno::ok)
            result.result = fails ? "an error" : std::to_string(bytes);
        return result;
    };
}

Action parseRead(Parsing& parsing, const Value& value)
{
    return transferring<&kernel::Kernel::chargeRead, &kernel::Kernel::readFd>(parsing, value,
                                                                              "read");
}

Action parseWrite(Parsing& parsing, const Value& value)
{
    return transferring<&kernel::Kernel::chargeWrite, &kernel::Kernel::writeFd>(parsing, value,
                                                                                "write");
}

}

std::span<const Operation> fileOperations()
{
    static const std::vector<Operation> operations = {
        {"accept", true, {NameKind::descriptor}, parseAccept},
        {"close", true, {}, parseClose},
        {"close_on_exec", true, {}, parseCloseOnExec},
        {"close_range", true, {}, parseCloseRange},
        {"dup", true, {NameKind::descriptor}, parseDup},
        {"dup2", true, {NameKind::descriptor}, parseDup2},
        {"file_flags", true, {}, parseFileFlags},
        {"open", true, {NameKind::descriptor}, parseOpen},
        {"pipe", true, {NameKind::descriptor, NameKind::descriptor}, parsePipe},
        {"read", true, {}, parseRead},
        {"rename", true, {}, parseRename},
        {"seek", true, {}, parseSeek},
        {"socket", true, {NameKind::descriptor}, parseSocket},
        {"socketpair", true, {NameKind::descriptor, NameKind::descriptor}, parseSocketpair},
        {"truncate", true, {}, parseTruncate},
        {"unlink", true, {}, parseUnlink},
        {"write", true, {}, parseWrite},
    };
    return operations;
}

}

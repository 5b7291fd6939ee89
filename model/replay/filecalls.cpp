// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>
#include <procfs/text/scanner.h>

#include <charconv>
#include <format>

// Calls about descriptors, and the reads and writes that the kernel counts.
namespace sandscope::replay {

using kernel::TaskId;

namespace {

constexpr std::uint64_t closeOnExecFlag = 02000000;
constexpr std::uint64_t statusMask
    = 037777777 & ~closeOnExecFlag & ~std::uint64_t{0300}; // creation

int fdIn(const Argument& argument)
{
    const auto fd = argument.descriptor();
    return fd ? fd->number : -1;
}

int resultFd(const Call& call)
{
    return static_cast<int>(call.result.value_or(-1));
}

void placePair(Replaying& r, const kernel::Result<kernel::FdPair>& simulated,
               const Argument& argument)
{
    std::vector<int> logged;
    const std::size_t list = argument.text.find('[');
    if (r.log->form() == LogForm::gvisor && list != std::string::npos) {
        // "0x7ffe12345678 [3 4]"
        Argument rest{{}, argument.text.substr(list + 1)};
        logged.push_back(fdIn(rest));
        const std::size_t blank = rest.text.find(' ');
        if (blank != std::string::npos) {
            rest.text = rest.text.substr(blank + 1, rest.text.find(']') - blank - 1);
            logged.push_back(fdIn(rest));
        }
    } else {
        for (const Argument& item : argument.items())
            logged.push_back(fdIn(item));
    }
    if (!simulated) {
        r.diverged("The log makes two descriptors, the simulation has "
                   + procfs::errnoName(simulated.error()) + '.');
        return;
    }
    if (logged.size() != 2)
        return r.assumed("The two descriptors are not in the log.");
    // Moving the first onto the second would lose it.
    if (logged[0] == simulated->second && logged[1] == simulated->first) {
        r.diverged("The log has the two descriptors the other way round.");
        return;
    }
    placeDescriptor(r, simulated->second, logged[1]);
    placeDescriptor(r, simulated->first, logged[0]);
}

void openPath(Replaying& r, const Call& call, std::string path, std::uint64_t flags)
{
    // With links followed, and seen from the top.
    if (const auto shown = call.resultDescriptor(); shown && shown->path.starts_with('/'))
        path = r.belowRoot(shown->path);
    const kernel::OpenRequest request{.path = path,
                                      .statusFlags = static_cast<std::uint32_t>(flags & statusMask),
                                      .closeOnExec = (flags & closeOnExecFlag) != 0};
    placeDescriptor(r, r.system.open(r.caller, request), resultFd(call));
}

void doOpen(Replaying& r, const Call& call)
{
    const auto path = call.argument(0).string();
    openPath(r, call, path ? path->bytes : "/unknown",
             call.argument(1).flags(constants::openFlags()).value_or(0));
}

void doCreat(Replaying& r, const Call& call)
{
    const auto path = call.argument(0).string();
    constexpr std::uint64_t writeOnly = 01;
    openPath(r, call, path ? path->bytes : "/unknown", writeOnly);
}

void openBelow(Replaying& r, const Call& call, std::optional<std::uint64_t> flags)
{
    const auto folder = call.argument(0).descriptor();
    const auto path = call.argument(1).string();
    if (!path || path->bytes.empty())
        return openPath(r, call, "/unknown", flags.value_or(0));
    openPath(r, call, r.ownPath(path->bytes, folder ? &*folder : nullptr), flags.value_or(0));
}

void doOpenat(Replaying& r, const Call& call)
{
    openBelow(r, call, call.argument(2).flags(constants::openFlags()));
}

void doOpenat2(Replaying& r, const Call& call)
{
    const auto flags = call.argument(2).member("flags");
    openBelow(r, call, flags ? flags->flags(constants::openFlags()) : std::nullopt);
}

void closeFd(Replaying& r, const Call& call, int fd)
{
    r.compare(call, r.system.close(r.caller, fd));
}

void doClose(Replaying& r, const Call& call)
{
    closeFd(r, call, fdIn(call.argument(0)));
}

void doCloseRange(Replaying& r, const Call& call)
{
    const auto first = call.argument(0).number();
    const auto last = call.argument(1).number();
    const auto flags = call.argument(2).flags(constants::atFlags()).value_or(0);
    if (first && last)
        r.compare(call,
                  r.system.closeRange(r.caller, static_cast<std::uint32_t>(*first),
                                      static_cast<std::uint32_t>(*last),
                                      static_cast<std::uint32_t>(flags)));
}

void doDup(Replaying& r, const Call& call)
{
    placeDescriptor(r, r.system.dup(r.caller, fdIn(call.argument(0))), resultFd(call));
}

kernel::Result<std::uint64_t> numberOf(const kernel::Result<int>& made)
{
    return made ? kernel::Result<std::uint64_t>(static_cast<std::uint64_t>(*made))
                : kernel::Result<std::uint64_t>(std::unexpected(made.error()));
}

void doDup2(Replaying& r, const Call& call)
{
    r.compare(call,
              numberOf(r.system.dup2(r.caller, fdIn(call.argument(0)), fdIn(call.argument(1)))));
}

void doDup3(Replaying& r, const Call& call)
{
    r.compare(call,
              numberOf(r.system.dup3(r.caller, fdIn(call.argument(0)), fdIn(call.argument(1)),
                                     fdFlagsIn(call.argument(2)).closeOnExec)));
}

void doFcntl(Replaying& r, const Call& call)
{
    const int fd = fdIn(call.argument(0));
    const auto what = call.argument(1).constant(constants::fileControls());
    constexpr std::uint64_t duplicate = 0;
    constexpr std::uint64_t setFlags = 2;
    constexpr std::uint64_t setStatus = 4;
    constexpr std::uint64_t duplicateOnExec = 1030;
    if (what == duplicate || what == duplicateOnExec) {
        placeDescriptor(r,
                        r.system.dup(r.caller, fd, fdIn(call.argument(2)), what == duplicateOnExec),
                        resultFd(call));
    } else if (what == setStatus) {
        if (const auto value = call.argument(2).flags(constants::openFlags()))
            r.compare(call,
                      r.system.setStatusFlags(r.caller, fd, static_cast<std::uint32_t>(*value)));
    } else if (what == setFlags) {
        const auto value = call.argument(2).constant(constants::fileControls());
        r.compare(call, r.system.setCloseOnExec(r.caller, fd, (value.value_or(0) & 1U) != 0));
    }
}

void doIoctl(Replaying& r, const Call& call)
{
    constexpr std::uint64_t keepOnExec = 0x5450; // FIONCLEX
    constexpr std::uint64_t closeOnExec = 0x5451; // FIOCLEX
    static constexpr Constant names[] = {{"FIONCLEX", keepOnExec}, {"FIOCLEX", closeOnExec}};
    const auto what = call.argument(1).constant(names);
    if (what == keepOnExec || what == closeOnExec)
        r.compare(call,
                  r.system.setCloseOnExec(r.caller, fdIn(call.argument(0)), what == closeOnExec));
}

void doPipe(Replaying& r, const Call& call)
{
    placePair(r, r.system.pipe(r.caller, fdFlagsIn(call.argument(1))), call.argument(0));
}

void doSocketpair(Replaying& r, const Call& call)
{
    placePair(r, r.system.socketpair(r.caller, fdFlagsIn(call.argument(1))), call.argument(3));
}

void doMemfd(Replaying& r, const Call& call)
{
    const auto name = call.argument(0).string();
    const auto flags = call.argument(1).flags(constants::memoryFileFlags()).value_or(0);
    placeDescriptor(
        r, r.system.memfd(r.caller, name ? name->bytes : "", {.closeOnExec = (flags & 1U) != 0}),
        resultFd(call));
}

void doLseek(Replaying& r, const Call& call)
{
    // Where it ended up is what the log knows, whatever it was counted from.
    const int fd = fdIn(call.argument(0));
    const auto entry = r.system.descriptor(r.caller, fd);
    if (entry && entry->kind == procfs::FdKind::path
        && entry->position != static_cast<std::uint64_t>(*call.result))
        r.compare(call, r.system.seek(r.caller, fd, *call.result));
}

void touchBuffer(Replaying& r, const Argument& buffer, std::int64_t bytes)
{
    // strace shows what was read, not where to; gVisor both.
    const auto address = buffer.number();
    if (address && *address != 0 && bytes > 0)
        (void)r.system.touch(r.caller, *address, static_cast<std::uint64_t>(bytes), true);
}

// An eventfd holds the sum of what was written to it; a read takes that, or 1 of it.
void countEvents(Replaying& r, int fd, const Argument& buffer, std::int64_t bytes, bool isRead)
{
    const auto entry = r.system.descriptor(r.caller, fd);
    constexpr std::string_view title = "eventfd-count:";
    if (bytes != 8 || !entry || !entry->details || !entry->details->lines.starts_with(title))
        return;
    procfs::text::Scanner scanner(std::string_view(entry->details->lines).substr(title.size()));
    scanner.skipBlanks();
    const std::uint64_t before = scanner.hex();
    const auto text = buffer.string();
    if (scanner.failed() || !text || text->bytes.size() != 8)
        return;
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(text->bytes[i]);
    const std::uint64_t count = isRead ? before - std::min(before, value) : before + value;
    (void)r.system.setEventCount(r.caller, fd, count);
}

/// What a call of read or write comes to, for it counts also when it failed (facts 5.9; Linux:
/// fs/read_write.c): a negative number then. Nothing: not counted, for the descriptor was none.
std::optional<std::int64_t> transferOf(const Call& call)
{
    if (call.succeeded())
        return call.result;
    const bool isOver = call.ending == Ending::returned || !call.errorName.empty();
    return isOver && call.error != procfs::Errno::badFile ? std::optional<std::int64_t>(-1)
                                                          : std::nullopt;
}

using Place = std::optional<std::uint64_t>;

/// Answers the bytes that were read, if any.
std::int64_t countRead(Replaying& r, const Call& call, Place at = std::nullopt)
{
    const auto bytes = transferOf(call);
    if (bytes && !r.system.readFd(r.caller, fdIn(call.argument(0)), *bytes, at))
        (void)r.system.chargeRead(r.caller, *bytes);
    return bytes.value_or(-1);
}

std::int64_t countWrite(Replaying& r, const Call& call, Place at = std::nullopt)
{
    const auto bytes = transferOf(call);
    if (bytes && !r.system.writeFd(r.caller, fdIn(call.argument(0)), *bytes, at))
        (void)r.system.chargeWrite(r.caller, *bytes);
    return bytes.value_or(-1);
}

Place placeIn(const Call& call)
{
    return call.argument(3).number().value_or(0);
}

void doRead(Replaying& r, const Call& call)
{
    const std::int64_t bytes = countRead(r, call);
    if (bytes >= 0)
        countEvents(r, fdIn(call.argument(0)), call.argument(1), bytes, true);
    touchBuffer(r, call.argument(1), bytes);
}

void doPread(Replaying& r, const Call& call)
{
    touchBuffer(r, call.argument(1), countRead(r, call, placeIn(call)));
}

void doReadv(Replaying& r, const Call& call)
{
    countRead(r, call);
}

void doPreadv(Replaying& r, const Call& call)
{
    countRead(r, call, placeIn(call));
}

template <class Int>
std::optional<Int> numberIn(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    Int value = 0;
    const auto error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::vector<procfs::IdMapEntry> idMapIn(std::string_view text)
{
    std::vector<procfs::IdMapEntry> entries;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        std::vector<std::uint32_t> numbers;
        for (std::size_t at = 0; at < line.size();) {
            const std::size_t from = line.find_first_not_of(" \t", at);
            if (from == std::string_view::npos)
                break;
            const std::size_t end = std::min(line.find_first_of(" \t", from), line.size());
            numbers.push_back(numberIn<std::uint32_t>(line.substr(from, end - from)).value_or(0));
            at = end;
        }
        if (numbers.size() == 3)
            entries.push_back({numbers[0], numbers[1], numbers[2]});
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return entries;
}

// What is written to /proc is a call of its own.
void writeToProc(Replaying& r, const Call& call, std::string_view path)
{
    const auto text = call.argument(1).string();
    if (!text || !path.starts_with("/proc/"))
        return;
    path.remove_prefix(6);
    const std::size_t slash = path.find('/');
    const std::string_view who = path.substr(0, slash);
    const std::string_view file
        = slash == std::string_view::npos ? std::string_view() : path.substr(path.rfind('/') + 1);
    TaskId target = r.caller;
    if (who != "self" && who != "thread-self")
        target = r.taskInPath(numberIn<std::int32_t>(who).value_or(-1));
    else if (who == "self")
        target = r.system.leader(r.caller);
    if (const std::size_t task = path.find("/task/"); task != std::string_view::npos)
        target = r.taskInPath(numberIn<std::int32_t>(path.substr(task + 6)).value_or(-1));
    if (!target)
        return;
    if (file == "comm") {
        std::string name = text->bytes;
        if (name.ends_with('\n'))
            name.pop_back();
        r.compare({.result = 0}, r.system.setName(r.caller, target, name));
    } else if (file == "oom_score_adj") {
        if (const auto value = numberIn<int>(text->bytes))
            r.compare({.result = 0}, r.system.setOomScoreAdjustment(r.caller, target, *value));
    } else if (file == "uid_map" || file == "gid_map") {
        const auto kind = file == "uid_map" ? kernel::IdMapKind::uid : kernel::IdMapKind::gid;
        r.compare({.result = 0}, r.system.setIdMap(r.caller, target, kind, idMapIn(text->bytes)));
    } else if (file == "setgroups") {
        r.compare({.result = 0},
                  r.system.setGroupsAllowed(r.caller, target, text->bytes.starts_with("allow")));
    }
}

void doWrite(Replaying& r, const Call& call)
{
    const std::int64_t bytes = countWrite(r, call);
    const auto fd = call.argument(0).descriptor();
    if (!fd || bytes < 0)
        return;
    const auto entry = r.system.descriptor(r.caller, fd->number);
    writeToProc(r, call, !fd->path.empty() ? fd->path : entry ? entry->path : std::string());
    countEvents(r, fd->number, call.argument(1), bytes, false);
}

void doPwrite(Replaying& r, const Call& call)
{
    countWrite(r, call, placeIn(call));
}

void doWritev(Replaying& r, const Call& call)
{
    countWrite(r, call);
}

/// From one file to another. Linux counts what sendfile and copy_file_range move like a read and a
/// write (fs/read_write.c), gVisor does not; the positions move unless the call names others.
void doTransfer(Replaying& r, const Call& call, const Argument& from, const Argument& fromPlace,
                const Argument& to, const Argument& toPlace)
{
    const auto bytes = transferOf(call);
    if (!bytes)
        return;
    const bool isCounted
        = r.system.options().behaviour == kernel::Behaviour::linux_ && call.name != "splice";
    const auto placeOf = [](const Argument& place) {
        return place.isNull() || place.text.empty() ? Place() : Place(0);
    };
    if (isCounted) {
        if (!r.system.readFd(r.caller, fdIn(from), *bytes, placeOf(fromPlace)))
            (void)r.system.chargeRead(r.caller, *bytes);
        if (!r.system.writeFd(r.caller, fdIn(to), *bytes, placeOf(toPlace)))
            (void)r.system.chargeWrite(r.caller, *bytes);
        return;
    }
    for (const auto& [fd, place] :
         {std::pair(fdIn(from), placeOf(fromPlace)), std::pair(fdIn(to), placeOf(toPlace))}) {
        const auto entry = r.system.descriptor(r.caller, fd);
        if (!place && *bytes > 0 && entry && entry->kind == procfs::FdKind::path)
            (void)r.system.seek(r.caller, fd, *bytes, kernel::Whence::current);
    }
}

void doSendfile(Replaying& r, const Call& call)
{
    doTransfer(r, call, call.argument(1), call.argument(2), call.argument(0), {});
}

void doCopyRange(Replaying& r, const Call& call)
{
    doTransfer(r, call, call.argument(0), call.argument(1), call.argument(2), call.argument(3));
}

void doTruncate(Replaying& r, const Call& call)
{
    if (const auto size = call.argument(1).number())
        r.compare(call, r.system.setSize(r.caller, fdIn(call.argument(0)), *size));
}

constexpr auto succeeded = CallEntry::When::succeeded;
constexpr auto always = CallEntry::When::always;

constexpr CallEntry table[] = {
    {"close", doClose, succeeded, true},
    {"close_range", doCloseRange, succeeded, true},
    {"copy_file_range", doCopyRange, always},
    {"creat", doCreat},
    {"dup", doDup},
    {"dup2", doDup2, succeeded, true},
    {"dup3", doDup3, succeeded, true},
    {"fcntl", doFcntl},
    {"ftruncate", doTruncate},
    {"ioctl", doIoctl},
    {"lseek", doLseek},
    {"memfd_create", doMemfd},
    {"open", doOpen},
    {"openat", doOpenat},
    {"openat2", doOpenat2},
    {"pipe",
     [](Replaying& r, const Call& call) {
         placePair(r, r.system.pipe(r.caller), call.argument(0));
     }},
    {"pipe2", doPipe},
    {"pread64", doPread, always},
    {"preadv", doPreadv, always},
    {"preadv2", doPreadv, always},
    {"pwrite64", doPwrite, always},
    {"pwritev", doPwrite, always},
    {"pwritev2", doPwrite, always},
    {"read", doRead, always},
    {"readv", doReadv, always},
    {"sendfile", doSendfile, always},
    {"socketpair", doSocketpair},
    {"splice", doCopyRange},
    {"write", doWrite, always},
    {"writev", doWritev, always},
};

}

void placeUnknown(Replaying& r, const LogDescriptor& logged, bool closeOnExec)
{
    if (logged.path.starts_with('/')) {
        const auto opened
            = r.system.open(r.caller, {.path = logged.path, .closeOnExec = closeOnExec});
        r.assumed("How the file was opened is not in the log.");
        return placeDescriptor(r, opened, logged.number);
    }
    r.assumed("The simulation holds an eventfd in place of what the log has.");
    placeDescriptor(r, r.system.eventfd(r.caller, {.closeOnExec = closeOnExec}), logged.number);
}

void placeDescriptor(Replaying& r, const kernel::Result<int>& simulated, int logged)
{
    if (simulated && *simulated == logged)
        return;
    r.diverged(
        std::format("The log has descriptor {}, the simulation {}.", logged,
                    simulated ? std::to_string(*simulated) : procfs::errnoName(simulated.error())));
    const auto made = simulated ? simulated : r.system.eventfd(r.caller);
    if (!made || logged < 0)
        return;
    if (!simulated)
        r.assumed("The simulation holds an eventfd in place of what was made.");
    if (*made == logged)
        return;
    const auto entry = r.system.descriptor(r.caller, *made);
    if (!r.system.dup2(r.caller, *made, logged))
        return;
    if (entry && entry->closeOnExec)
        (void)r.system.setCloseOnExec(r.caller, logged, true);
    (void)r.system.close(r.caller, *made);
}

kernel::FdFlags fdFlagsIn(const Argument& flags)
{
    constexpr std::uint64_t statusFlags = 04000 | 040000; // O_NONBLOCK, and O_DIRECT of a pipe
    auto value = flags.flags(constants::openFlags());
    if (!value)
        value = flags.flags(constants::socketTypes());
    return {.closeOnExec = (value.value_or(0) & closeOnExecFlag) != 0,
            .status = static_cast<std::uint32_t>(value.value_or(0) & statusFlags)};
}

std::span<const CallEntry> fileCalls()
{
    return table;
}

}

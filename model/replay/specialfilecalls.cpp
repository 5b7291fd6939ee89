// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <iterator>

// Calls about descriptors that are no files: sockets, eventfd, epoll, timerfd, signalfd, inotify,
// pidfd.
namespace sandscope::replay {

namespace {

int fdIn(const Argument& argument)
{
    const auto fd = argument.descriptor();
    return fd ? fd->number : -1;
}

int resultFd(const Call& call)
{
    return static_cast<int>(call.result.value_or(-1));
}

void doSocket(Replaying& r, const Call& call)
{
    constexpr std::uint64_t typeBits = 0xf;
    const auto family = call.argument(0).constant(constants::socketFamilies());
    const auto type = call.argument(1).flags(constants::socketTypes());
    const kernel::SocketRequest request{.family = static_cast<int>(family.value_or(1)),
                                        .type = static_cast<int>(type.value_or(1) & typeBits),
                                        .flags = fdFlagsIn(call.argument(1))};
    placeDescriptor(r, r.system.socket(r.caller, request), resultFd(call));
}

void doAccept(Replaying& r, const Call& call)
{
    placeDescriptor(r,
                    r.system.accept(r.caller, fdIn(call.argument(0)), fdFlagsIn(call.argument(3))),
                    resultFd(call));
}

void doEventfd(Replaying& r, const Call& call)
{
    const auto count = call.argument(0).number().value_or(0) & 0xffffffffU;
    const auto flags = call.argument(1).flags(constants::openFlags()).value_or(0);
    placeDescriptor(
        r, r.system.eventfd(r.caller, fdFlagsIn(call.argument(1)), count, (flags & 1U) != 0),
        resultFd(call));
}

void doEpoll(Replaying& r, const Call& call)
{
    const kernel::FdFlags flags
        = call.name == "epoll_create" ? kernel::FdFlags{} : fdFlagsIn(call.argument(0));
    placeDescriptor(r, r.system.epoll(r.caller, flags), resultFd(call));
}

void doEpollControl(Replaying& r, const Call& call)
{
    static constexpr Constant operations[]
        = {{"EPOLL_CTL_ADD", 1}, {"EPOLL_CTL_DEL", 2}, {"EPOLL_CTL_MOD", 3}};
    static constexpr Constant events[] = {{"EPOLLIN", 1},
                                          {"EPOLLPRI", 2},
                                          {"EPOLLOUT", 4},
                                          {"EPOLLERR", 8},
                                          {"EPOLLHUP", 0x10},
                                          {"EPOLLRDNORM", 0x40},
                                          {"EPOLLRDBAND", 0x80},
                                          {"EPOLLWRNORM", 0x100},
                                          {"EPOLLWRBAND", 0x200},
                                          {"EPOLLMSG", 0x400},
                                          {"EPOLLRDHUP", 0x2000},
                                          {"EPOLLEXCLUSIVE", 1U << 28U},
                                          {"EPOLLWAKEUP", 1U << 29U},
                                          {"EPOLLONESHOT", 1U << 30U},
                                          {"EPOLLET", 1U << 31U}};
    const auto operation = call.argument(1).constant(operations);
    if (!operation || *operation < 1 || *operation > 3)
        return;
    kernel::EpollChange change{.fd = fdIn(call.argument(2))};
    change.operation = *operation == 1 ? kernel::EpollOperation::add
        : *operation == 2              ? kernel::EpollOperation::remove
                                       : kernel::EpollOperation::modify;
    const auto member = call.argument(3).member("events");
    const auto mask = member ? member->flags(events) : std::nullopt;
    const auto data = call.argument(3).member("data");
    const auto whole = data ? data->member("u64") : std::nullopt;
    change.events = static_cast<std::uint32_t>(mask.value_or(0));
    change.data = whole ? whole->number().value_or(0) : data ? data->number().value_or(0) : 0;
    if (!mask && change.operation != kernel::EpollOperation::remove)
        r.assumed("What is waited for is not in the log.");
    r.compare(call, r.system.epollControl(r.caller, fdIn(call.argument(0)), change));
}

void doTimer(Replaying& r, const Call& call)
{
    static constexpr Constant clocks[] = {{"CLOCK_REALTIME", 0},
                                          {"CLOCK_MONOTONIC", 1},
                                          {"CLOCK_BOOTTIME", 7},
                                          {"CLOCK_REALTIME_ALARM", 8},
                                          {"CLOCK_BOOTTIME_ALARM", 9}};
    const auto clock = call.argument(0).constant(clocks);
    placeDescriptor(r,
                    r.system.timerfd(r.caller, static_cast<int>(clock.value_or(1)),
                                     fdFlagsIn(call.argument(1))),
                    resultFd(call));
}

std::optional<std::chrono::nanoseconds> timeIn(const std::optional<Argument>& value)
{
    constexpr std::uint64_t mostSeconds = 5'000'000'000; // nanoseconds that fit
    const auto seconds = value ? value->member("tv_sec") : std::nullopt;
    const auto rest = value ? value->member("tv_nsec") : std::nullopt;
    const auto whole = seconds ? seconds->number() : std::nullopt;
    const auto part = rest ? rest->number() : std::nullopt;
    if (!whole || !part || *whole > mostSeconds || *part >= 1'000'000'000)
        return std::nullopt;
    return std::chrono::seconds(*whole) + std::chrono::nanoseconds(*part);
}

void doSetTimer(Replaying& r, const Call& call)
{
    static constexpr Constant flags[] = {{"TFD_TIMER_ABSTIME", 1}, {"TFD_TIMER_CANCEL_ON_SET", 2}};
    const auto value = timeIn(call.argument(2).member("it_value"));
    const auto interval = timeIn(call.argument(2).member("it_interval"));
    if (!value || !interval)
        return r.assumed("How the timer is set is not in the log; it stays as it was.");
    const auto how = static_cast<std::uint32_t>(call.argument(1).flags(flags).value_or(0));
    r.compare(call,
              r.system.setTimer(r.caller, fdIn(call.argument(0)),
                                {.flags = how, .value = *value, .interval = *interval}));
}

void doSignalfd(Replaying& r, const Call& call)
{
    const auto signals = signalsIn(call.argument(1));
    if (!signals)
        r.assumed("Which signals are waited for is not in the log.");
    const int fd = fdIn(call.argument(0));
    if (fd >= 0) {
        if (const auto set = r.system.setSignals(r.caller, fd, signals.value_or(0)); !set)
            r.compare(call, set);
        return;
    }
    const kernel::FdFlags flags
        = call.name == "signalfd" ? kernel::FdFlags{} : fdFlagsIn(call.argument(3));
    placeDescriptor(r, r.system.signalfd(r.caller, signals.value_or(0), flags), resultFd(call));
}

void doInotify(Replaying& r, const Call& call)
{
    const kernel::FdFlags flags
        = call.name == "inotify_init" ? kernel::FdFlags{} : fdFlagsIn(call.argument(0));
    placeDescriptor(r, r.system.inotify(r.caller, flags), resultFd(call));
}

void doAddWatch(Replaying& r, const Call& call)
{
    static constexpr Constant events[] = {{"IN_ACCESS", 1},
                                          {"IN_MODIFY", 2},
                                          {"IN_ATTRIB", 4},
                                          {"IN_CLOSE_WRITE", 8},
                                          {"IN_CLOSE_NOWRITE", 0x10},
                                          {"IN_OPEN", 0x20},
                                          {"IN_MOVED_FROM", 0x40},
                                          {"IN_MOVED_TO", 0x80},
                                          {"IN_CREATE", 0x100},
                                          {"IN_DELETE", 0x200},
                                          {"IN_DELETE_SELF", 0x400},
                                          {"IN_MOVE_SELF", 0x800},
                                          {"IN_CLOSE", 0x18},
                                          {"IN_MOVE", 0xc0},
                                          {"IN_ALL_EVENTS", 0xfff},
                                          {"IN_ONLYDIR", 0x1000000},
                                          {"IN_DONT_FOLLOW", 0x2000000},
                                          {"IN_EXCL_UNLINK", 0x4000000},
                                          {"IN_MASK_CREATE", 0x10000000},
                                          {"IN_MASK_ADD", 0x20000000},
                                          {"IN_ISDIR", 0x40000000},
                                          {"IN_ONESHOT", 0x80000000}};
    const auto path = call.argument(1).string();
    const auto mask = call.argument(2).flags(events);
    if (!path || !mask)
        return r.assumed("What is watched is not in the log.");
    const auto watch = r.system.addWatch(r.caller, fdIn(call.argument(0)), path->bytes,
                                         static_cast<std::uint32_t>(*mask));
    r.compare(call,
              watch ? kernel::Result<std::uint64_t>(static_cast<std::uint64_t>(*watch))
                    : kernel::Result<std::uint64_t>(std::unexpected(watch.error())));
}

void doRemoveWatch(Replaying& r, const Call& call)
{
    const auto watch = call.argument(1).number();
    if (watch)
        r.compare(call,
                  r.system.removeWatch(r.caller, fdIn(call.argument(0)), static_cast<int>(*watch)));
}

void doPidfd(Replaying& r, const Call& call)
{
    const auto pid = call.argument(0).number().value_or(0);
    placeDescriptor(r,
                    r.system.pidfd(r.caller, r.task(static_cast<std::int32_t>(pid)),
                                   fdFlagsIn(call.argument(1))),
                    resultFd(call));
}

/// Those whose results are descriptors that the simulation has no kind for.
void doOther(Replaying& r, const Call& call)
{
    struct Maker
    {
        std::string_view name;
        std::size_t flagsAt = 0; ///< which argument has the flags
        std::uint64_t closeOnExec = 0; ///< one of them; 0: it always is
    };
    constexpr std::uint64_t usual = 02000000;
    static constexpr Maker makers[] = {{"bpf"},
                                       {"fanotify_init", 0, 1},
                                       {"fsmount", 1, 1},
                                       {"fsopen", 1, 1},
                                       {"fspick", 2, 1},
                                       {"io_uring_setup"},
                                       {"landlock_create_ruleset"},
                                       {"memfd_secret", 0, usual},
                                       {"mq_open", 1, usual},
                                       {"open_by_handle_at", 2, usual},
                                       {"open_tree", 2, usual},
                                       {"perf_event_open", 4, 8},
                                       {"pidfd_getfd"},
                                       {"userfaultfd", 0, usual}};
    static constexpr Constant names[]
        = {{"FAN_CLOEXEC", 1},          {"FAN_NONBLOCK", 2},   {"FSMOUNT_CLOEXEC", 1},
           {"FSOPEN_CLOEXEC", 1},       {"FSPICK_CLOEXEC", 1}, {"PERF_FLAG_FD_CLOEXEC", 8},
           {"PERF_FLAG_FD_NO_GROUP", 1}};
    const auto maker = std::ranges::find(makers, std::string_view(call.name), &Maker::name);
    const auto logged = call.resultDescriptor();
    // bpf makes some, and asks of landlock answer its version.
    static constexpr std::string_view makes[]
        = {"BPF_MAP_CREATE",       "BPF_PROG_LOAD",         "BPF_OBJ_GET",
           "BPF_BTF_LOAD",         "BPF_LINK_CREATE",       "BPF_RAW_TRACEPOINT_OPEN",
           "BPF_ENABLE_STATS",     "BPF_ITER_CREATE",       "BPF_PROG_GET_FD_BY_ID",
           "BPF_MAP_GET_FD_BY_ID", "BPF_LINK_GET_FD_BY_ID", "BPF_BTF_GET_FD_BY_ID",
           "BPF_TOKEN_CREATE"};
    if (call.name == "bpf" && !std::ranges::contains(makes, call.argument(0).text))
        return;
    if (call.name == "landlock_create_ruleset" && call.argument(2).number() != 0U)
        return;
    if (!logged || logged->number < 0 || maker == std::end(makers))
        return;
    const Argument& flags = call.argument(maker->flagsAt);
    auto bits = flags.flags(names);
    if (!bits)
        bits = flags.flags(constants::openFlags());
    placeUnknown(r, *logged,
                 maker->closeOnExec == 0 || (bits.value_or(0) & maker->closeOnExec) != 0);
}

/// Descriptors that came in a message, as "{cmsg_type=SCM_RIGHTS, cmsg_data=[4]}".
void placeReceived(Replaying& r, const Argument& message, const Argument& flags)
{
    static constexpr Constant kinds[] = {{"SCM_RIGHTS", 1}};
    constexpr std::string_view closeOnExec = "MSG_CMSG_CLOEXEC";
    constexpr std::uint64_t closeOnExecBit = 0x40000000;
    const bool closes = flags.text.find(closeOnExec) != std::string::npos
        || (flags.number().value_or(0) & closeOnExecBit) != 0;
    const auto control = message.member("msg_control");
    if (!control)
        return;
    for (const Argument& part : control->items()) {
        const auto type = part.member("cmsg_type");
        const auto data = part.member("cmsg_data");
        if (!type || !data || type->constant(kinds) != 1U)
            continue;
        for (const Argument& item : data->items()) {
            const auto fd = item.descriptor();
            if (fd && fd->number >= 0)
                placeUnknown(r, *fd, closes);
        }
        if (data->isCut())
            r.assumed("Not all descriptors of the message are in the log.");
    }
}

void doReceive(Replaying& r, const Call& call)
{
    placeReceived(r, call.argument(1), call.argument(2));
}

void doReceiveMany(Replaying& r, const Call& call)
{
    for (const Argument& message : call.argument(1).items()) {
        if (const auto header = message.member("msg_hdr"))
            placeReceived(r, *header, call.argument(3));
    }
}

constexpr auto succeeded = CallEntry::When::succeeded;

constexpr CallEntry table[] = {
    {"accept", doAccept},
    {"accept4", doAccept},
    {"bpf", doOther},
    {"epoll_create", doEpoll},
    {"epoll_create1", doEpoll},
    {"epoll_ctl", doEpollControl, succeeded, true},
    {"eventfd", doEventfd},
    {"eventfd2", doEventfd},
    {"fanotify_init", doOther},
    {"fsmount", doOther},
    {"fsopen", doOther},
    {"fspick", doOther},
    {"inotify_add_watch", doAddWatch},
    {"inotify_init", doInotify},
    {"inotify_init1", doInotify},
    {"inotify_rm_watch", doRemoveWatch, succeeded, true},
    {"io_uring_setup", doOther},
    {"landlock_create_ruleset", doOther},
    {"memfd_secret", doOther},
    {"mq_open", doOther},
    {"open_by_handle_at", doOther},
    {"open_tree", doOther},
    {"perf_event_open", doOther},
    {"pidfd_getfd", doOther},
    {"pidfd_open", doPidfd},
    {"recvmmsg", doReceiveMany},
    {"recvmsg", doReceive},
    {"signalfd", doSignalfd},
    {"signalfd4", doSignalfd},
    {"socket", doSocket},
    {"timerfd_create", doTimer},
    {"timerfd_settime", doSetTimer},
    {"userfaultfd", doOther},
};

}

std::span<const CallEntry> specialFileCalls()
{
    return table;
}

}

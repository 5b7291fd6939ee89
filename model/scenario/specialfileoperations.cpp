// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for open files that no path leads to: counters, epolls, timers and their kin.
#include <model/scenario/operations.h>

#include <array>
#include <format>
#include <limits>

namespace sandscope::scenario {

using procfs::Errno;

namespace {

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();

Action parseMemfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "memfd", "name");
    const std::string name = args.text("name");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        const kernel::FdFlags flags{.closeOnExec = closeOnExec};
        std::vector<snapshot::CallArgument> shown = {{"name", quotedText(name)}};
        addIfAny(shown, "flags", fdFlagsText(flags, "MFD_"));
        return opened(machine, call("memfd_create", std::move(shown)),
                      machine.system.memfd(machine.caller, name, flags));
    };
}

Action parseEventfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "eventfd", "count");
    const auto count = static_cast<std::uint64_t>(args.integer("count", 0, greatest, 0));
    const bool isSemaphore = args.boolean("semaphore", false);
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) {
        std::vector<snapshot::CallArgument> shown;
        std::string words = fdFlagsText(flags, "EFD_");
        if (isSemaphore)
            words = words.empty() ? "EFD_SEMAPHORE" : "EFD_SEMAPHORE|" + words;
        shown.push_back({"count", std::to_string(count)});
        addIfAny(shown, "flags", std::move(words));
        return opened(machine, call("eventfd", std::move(shown)),
                      machine.system.eventfd(machine.caller, flags, count, isSemaphore));
    };
}

Action parseEventCount(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "event_count");
    const FdRef ref = args.descriptor("fd");
    const auto count = static_cast<std::uint64_t>(args.integer("to", 0, greatest));
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return silent(event(std::format("descriptor {} counts {}", fd, count)),
                      machine.system.setEventCount(machine.caller, fd, count));
    };
}

Action parseEpoll(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "epoll");
    const bool closeOnExec = args.boolean("close_on_exec", false);
    return [=](Machine& machine) {
        const kernel::FdFlags flags{.closeOnExec = closeOnExec};
        std::vector<snapshot::CallArgument> shown;
        addIfAny(shown, "flags", fdFlagsText(flags, "EPOLL_"));
        return opened(machine, call("epoll_create1", std::move(shown)),
                      machine.system.epoll(machine.caller, flags));
    };
}

Action parseEpollControl(Parsing& parsing, const Value& value)
{
    constexpr std::array<std::string_view, 3> words = {"add", "modify", "remove"};
    constexpr std::array<std::string_view, 3> names
        = {"EPOLL_CTL_ADD", "EPOLL_CTL_MOD", "EPOLL_CTL_DEL"};
    constexpr std::array<std::string_view, 8> eventWords
        = {"in", "priority", "out", "error", "hang_up", "read_hang_up", "one_shot", "edge"};
    constexpr std::array<std::uint32_t, 8> eventBits
        = {1, 2, 4, 8, 0x10, 0x2000, 0x40000000, 0x80000000};
    Arguments args(parsing, value, "epoll_ctl");
    const FdRef epoll = args.descriptor("epoll");
    const FdRef ref = args.descriptor("fd");
    const std::size_t operation = args.choice("do", words, 0);
    const std::uint64_t chosen = args.choices("events", eventWords);
    kernel::EpollChange change;
    change.operation = static_cast<kernel::EpollOperation>(operation);
    for (std::size_t i = 0; i < eventBits.size(); ++i)
        change.events |= ((chosen >> i) & 1U) != 0 ? eventBits[i] : 0;
    change.data = static_cast<std::uint64_t>(args.integer("data", 0, greatest, 0));
    return [=](Machine& machine) mutable {
        const int fd = machine.descriptor(epoll);
        change.fd = machine.descriptor(ref);
        return outcome(call("epoll_ctl",
                            {{"epoll", std::to_string(fd)},
                             {"operation", std::string(names[operation])},
                             {"fd", std::to_string(change.fd)},
                             {"events", std::format("{:#x}", change.events)}}),
                       machine.system.epollControl(machine.caller, fd, change));
    };
}

Action parseTimerfd(Parsing& parsing, const Value& value)
{
    constexpr std::array<std::string_view, 3> clocks = {"realtime", "monotonic", "boottime"};
    constexpr std::array numbers = {0, 1, 7};
    Arguments args(parsing, value, "timerfd", "clock");
    const std::size_t clock = args.choice("clock", clocks, 1);
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) {
        std::vector<snapshot::CallArgument> shown = {{"clock", std::string(clocks[clock])}};
        addIfAny(shown, "flags", fdFlagsText(flags, "TFD_"));
        return opened(machine, call("timerfd_create", std::move(shown)),
                      machine.system.timerfd(machine.caller, numbers[clock], flags));
    };
}

Action parseSetTimer(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "set_timer");
    const FdRef ref = args.descriptor("fd");
    const kernel::TimerSetting setting{.flags = args.boolean("absolute", false) ? 1U : 0U,
                                       .value = args.duration("to", {}),
                                       .interval = args.duration("every", {})};
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        const auto milliseconds = [](std::chrono::nanoseconds time) {
            return std::format("{} ms", std::chrono::duration<double, std::milli>(time).count());
        };
        return outcome(call("timerfd_settime",
                            {{"fd", std::to_string(fd)},
                             {"flags", setting.flags != 0 ? "TFD_TIMER_ABSTIME" : "0"},
                             {"value", milliseconds(setting.value)},
                             {"interval", milliseconds(setting.interval)}}),
                       machine.system.setTimer(machine.caller, fd, setting));
    };
}

Action parseSignalfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "signalfd", "signals");
    const std::uint64_t signals = readSignals(args, "signals");
    const bool isOld = args.has("fd");
    const FdRef ref = isOld ? args.descriptor("fd") : FdRef{};
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) -> Outcome {
        const std::string mask = signalsText(signals);
        if (!isOld) {
            std::vector<snapshot::CallArgument> shown = {{"fd", "-1"}, {"mask", mask}};
            addIfAny(shown, "flags", fdFlagsText(flags, "SFD_"));
            return opened(machine, call("signalfd", std::move(shown)),
                          machine.system.signalfd(machine.caller, signals, flags));
        }
        const int fd = machine.descriptor(ref);
        return outcome(call("signalfd", {{"fd", std::to_string(fd)}, {"mask", mask}}),
                       machine.system.setSignals(machine.caller, fd, signals));
    };
}

Action parseInotify(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "inotify");
    const kernel::FdFlags flags = fdFlags(args);
    return [=](Machine& machine) {
        std::vector<snapshot::CallArgument> shown;
        addIfAny(shown, "flags", fdFlagsText(flags, "IN_"));
        return opened(machine, call("inotify_init1", std::move(shown)),
                      machine.system.inotify(machine.caller, flags));
    };
}

Action parseWatch(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "watch");
    const FdRef ref = args.descriptor("fd");
    const std::string path = args.text("path");
    constexpr std::int64_t allEvents = 0xfff;
    const auto mask = static_cast<std::uint32_t>(args.integer("mask", 1, allEvents, allEvents));
    return [=](Machine& machine) -> Outcome {
        const int fd = machine.descriptor(ref);
        const auto watch = machine.system.addWatch(machine.caller, fd, path, mask);
        Call adding = call("inotify_add_watch",
                           {{"fd", std::to_string(fd)},
                            {"path", quotedText(path)},
                            {"mask", std::format("{:#x}", mask)}});
        if (!watch)
            return {std::move(adding), {}, watch.error()};
        return {std::move(adding), std::to_string(*watch), Errno::ok};
    };
}

Action parseUnwatch(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "unwatch");
    const FdRef ref = args.descriptor("fd");
    const auto watch = static_cast<int>(args.integer("watch", 1, std::numeric_limits<int>::max()));
    return [=](Machine& machine) {
        const int fd = machine.descriptor(ref);
        return outcome(call("inotify_rm_watch",
                            {{"fd", std::to_string(fd)}, {"watch", std::to_string(watch)}}),
                       machine.system.removeWatch(machine.caller, fd, watch));
    };
}

Action parsePidfd(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "pidfd", "task");
    const std::string name = args.task("task");
    return [=](Machine& machine) {
        const kernel::TaskId task = machine.task(name);
        return opened(machine, call("pidfd_open", {{"pid", machine.idOf(task)}}),
                      machine.system.pidfd(machine.caller, task));
    };
}

}

std::span<const Operation> specialFileOperations()
{
    static const std::vector<Operation> operations = {
        {"epoll", true, {NameKind::descriptor}, parseEpoll},
        {"epoll_ctl", true, {}, parseEpollControl},
        {"event_count", true, {}, parseEventCount},
        {"eventfd", true, {NameKind::descriptor}, parseEventfd},
        {"inotify", true, {NameKind::descriptor}, parseInotify},
        {"memfd", true, {NameKind::descriptor}, parseMemfd},
        {"pidfd", true, {NameKind::descriptor}, parsePidfd},
        {"set_timer", true, {}, parseSetTimer},
        {"signalfd", true, {NameKind::descriptor}, parseSignalfd},
        {"timerfd", true, {NameKind::descriptor}, parseTimerfd},
        {"unwatch", true, {}, parseUnwatch},
        {"watch", true, {}, parseWatch},
    };
    return operations;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Open files that no path leads to and that hold something: counters, epolls, timers, sets of
// signals, watches, processes. What fdinfo shows of them is in proc_pid_fdinfo(5) and as captured
// of Linux 6.18; which errors they have is in pkg/sentry/vfs/epoll.go and
// pkg/sentry/kernel/pidfd.go of gVisor and in fs/eventpoll.c, fs/timerfd.c and fs/notify of Linux.
#include <model/kernel/state.h>

#include <algorithm>
#include <format>

namespace sandscope::kernel {

using procfs::FdKind;

namespace {

// Inode and device numbers of one boot of Linux 6.18, as captured; that of sockets follows from the
// number of their mount.
constexpr std::uint64_t anonymousInode = 0x1a, anonymousDevice = 0x10;
constexpr std::uint64_t pipeDevice = 0xf, socketDevice = 0x9;

// The kernel's own form of a device number, from that of user space.
std::uint64_t kernelDevice(std::uint64_t device)
{
    const std::uint64_t major = (device >> 8U) & 0xfffU;
    const std::uint64_t minor = (device & 0xffU) | ((device >> 12U) & 0xfff00U);
    return major << 20U | minor;
}

std::string watchLine(const EpollWatch& watch)
{
    constexpr std::uint32_t always = 0x18; // EPOLLERR and EPOLLHUP are reported unasked
    std::uint64_t inode = anonymousInode;
    std::uint64_t device = anonymousDevice;
    const auto file = watch.file.lock();
    const FdKind kind = file ? file->entry.kind : FdKind::anonymous;
    if (kind == FdKind::pipe || kind == FdKind::socket) {
        inode = file->entry.number;
        device = kind == FdKind::pipe ? pipeDevice : socketDevice;
    }
    return std::format("tfd: {:8} events: {:8x} data: {:16x}  pos:0 ino:{:x} sdev:{:x}\n", watch.fd,
                       watch.events | always, watch.data, inode, device);
}

std::string timeText(std::chrono::nanoseconds time)
{
    constexpr std::int64_t second = 1'000'000'000;
    return std::format("({}, {})", time.count() / second, time.count() % second);
}

struct LinesOf
{
    std::string operator()(const std::monostate&) const { return {}; }
    std::string operator()(const SocketQueue&) const { return "scm_fds: 0\n"; }
    std::string operator()(const EventCounter& counter) const
    {
        return std::format("eventfd-count: {:16x}\neventfd-id: {}\neventfd-semaphore: {}\n",
                           counter.count, counter.id, counter.isSemaphore ? 1 : 0);
    }
    std::string operator()(const Epoll& epoll) const
    {
        std::string lines;
        for (const EpollWatch& watch : epoll.watches)
            lines += watchLine(watch);
        return lines;
    }
    std::string operator()(const Timer& timer) const
    {
        return std::format("clockid: {}\nticks: 0\nsettime flags: 0{:o}\nit_value: {}\n"
                           "it_interval: {}\n",
                           timer.clock, timer.flags, timeText(timer.value),
                           timeText(timer.interval));
    }
    std::string operator()(const SignalSet& set) const
    {
        return std::format("sigmask:\t{:016x}\n", set.signals);
    }
    std::string operator()(const Inotify& inotify) const
    {
        std::string lines;
        for (const InotifyWatch& watch : inotify.watches) {
            // The blank at the end stands before a file handle, which nothing here knows.
            lines.insert(
                0,
                std::format("inotify wd:{:x} ino:{:x} sdev:{:x} mask:{:x} ignored_mask:0 \n",
                            watch.number, watch.inode, kernelDevice(watch.device), watch.mask));
        }
        return lines;
    }
    std::string operator()(const ProcessHandle& process) const
    {
        if (process.tids.empty())
            return "Pid:\t-1\nNSpid:\t-1\n";
        std::string lines = std::format("Pid:\t{}\nNSpid:", process.tids.back().tid.value);
        for (auto id = process.tids.rbegin(); id != process.tids.rend(); ++id)
            lines += std::format("\t{}", id->tid.value);
        return lines + '\n';
    }
};

// A descriptor of the kind that \a Special is of.
template <class Special>
Result<Kernel::State::Held> heldAs(Kernel::State& state, TaskId id, int fd)
{
    auto held = state.usable(id, fd);
    if (held && !std::holds_alternative<Special>(held->file().special))
        return std::unexpected(Errno::invalid);
    return held;
}

template <class Special>
Special& as(const Kernel::State::Held& held)
{
    return std::get<Special>(held.file().special);
}

// What the call did succeeded: shows it where it shows.
void finish(Kernel::State& state, const Kernel::State::Held& held)
{
    state.entered(held.task);
    procfs::FdEntry& entry = held.file().entry;
    auto details = fdDetailsOf(held.file());
    const bool isSame = !entry.details == !details && (!details || *entry.details == *details);
    if (!isSame) {
        entry.details = std::move(details);
        state.touchHolders(held.entry, held.table);
    }
}

Result<int> make(Kernel::State& state, TaskId id, FdKind kind, std::string word, std::uint32_t mode,
                 FdFlags flags, auto&& special)
{
    const auto task = state.caller(id);
    if (!task)
        return std::unexpected(task.error());
    if (hasOthers(flags, openflag::nonBlocking))
        return std::unexpected(Errno::invalid);
    if (!state.hasRoom(**task, 1))
        return std::unexpected(Errno::tooManyFiles);
    auto file = makeFile(kind, mode | flags.status, std::move(word), 0);
    file->special = special(*file);
    return state.install(**task, std::move(file), flags.closeOnExec);
}

Result<int> makeAnonymous(Kernel::State& state, TaskId id, std::string word, FdFlags flags,
                          auto&& special)
{
    return make(state, id, FdKind::anonymous, std::move(word), openflag::readWrite, flags,
                [&](OpenFile&) { return special(); });
}

}

std::shared_ptr<const procfs::FdDetails> fdDetailsOf(const OpenFile& file)
{
    std::string lines = std::visit(LinesOf{}, file.special);
    if (lines.empty())
        return nullptr;
    procfs::FdDetails details;
    details.lines = std::move(lines);
    return std::make_shared<const procfs::FdDetails>(std::move(details));
}

Result<int> Kernel::eventfd(TaskId id, FdFlags flags, std::uint64_t count, bool isSemaphore)
{
    return makeAnonymous(*d, id, "eventfd", flags,
                         [&] { return EventCounter{count, d->nextEvent++, isSemaphore}; });
}

Result<void> Kernel::setEventCount(TaskId id, int fd, std::uint64_t count)
{
    const auto held = heldAs<EventCounter>(*d, id, fd);
    if (!held)
        return std::unexpected(held.error());
    if (count == ~std::uint64_t{0}) // one less is the most
        return std::unexpected(Errno::invalid);
    as<EventCounter>(*held).count = count;
    finish(*d, *held);
    return {};
}

Result<int> Kernel::epoll(TaskId id, FdFlags flags)
{
    if (flags.status != 0)
        return std::unexpected(Errno::invalid);
    return makeAnonymous(*d, id, "eventpoll", flags, [] { return Epoll{}; });
}

Result<void> Kernel::epollControl(TaskId id, int fd, const EpollChange& change)
{
    const auto held = d->usable(id, fd);
    if (!held)
        return std::unexpected(held.error());
    const auto target = d->usable(id, change.fd);
    if (!target)
        return std::unexpected(target.error());
    const OpenFile& watched = target->file();
    // Regular files and directories are always ready, and so cannot be watched.
    if (watched.entry.kind == FdKind::path && !watched.isStream)
        return std::unexpected(Errno::perm);
    auto* epoll = std::get_if<Epoll>(&held->file().special);
    if (!epoll || &watched == &held->file())
        return std::unexpected(Errno::invalid);
    const auto place = std::ranges::find_if(epoll->watches, [&](const EpollWatch& watch) {
        return watch.fd == change.fd && watch.file.lock().get() == &watched;
    });
    const bool isThere = place != epoll->watches.end();
    if (isThere && change.operation == EpollOperation::add)
        return std::unexpected(Errno::exists);
    if (!isThere && change.operation != EpollOperation::add)
        return std::unexpected(Errno::noEntry);
    // Epolls watch one another, but not in a circle.
    const auto watchesIt = [&held](const Epoll& other, const auto& self) -> bool {
        return std::ranges::any_of(other.watches, [&](const EpollWatch& watch) {
            const auto next = watch.file.lock();
            const auto* inner = next ? std::get_if<Epoll>(&next->special) : nullptr;
            return next.get() == &held->file() || (inner && self(*inner, self));
        });
    };
    const auto* inner = std::get_if<Epoll>(&watched.special);
    if (change.operation == EpollOperation::add && inner && watchesIt(*inner, watchesIt))
        return std::unexpected(Errno::loop);
    switch (change.operation) {
    case EpollOperation::add:
        epoll->watches.push_back({target->entry.file, change.fd, change.events, change.data});
        ++target->file().watchers;
        break;
    case EpollOperation::modify:
        place->events = change.events;
        place->data = change.data;
        break;
    case EpollOperation::remove:
        epoll->watches.erase(place);
        --target->file().watchers;
        break;
    }
    finish(*d, *held);
    return {};
}

Result<int> Kernel::timerfd(TaskId id, int clock, FdFlags flags)
{
    // CLOCK_REALTIME, MONOTONIC and BOOTTIME, and the alarms of Linux; gVisor has the first two
    // alone, and since 2022 the third (pkg/sentry/syscalls/linux/sys_timerfd.go).
    constexpr int realtime = 0, monotonic = 1, boottime = 7, realtimeAlarm = 8, boottimeAlarm = 9;
    const bool isPlain = clock == realtime || clock == monotonic;
    const bool isLater = (clock == boottime && d->isSince(Behaviour::gvisor2022))
        || (d->isLinux() && (clock == realtimeAlarm || clock == boottimeAlarm));
    if (!isPlain && !isLater)
        return std::unexpected(Errno::invalid);
    return makeAnonymous(*d, id, "timerfd", flags, [clock] {
        Timer timer;
        timer.clock = clock;
        return timer;
    });
}

Result<void> Kernel::setTimer(TaskId id, int fd, const TimerSetting& setting)
{
    const auto held = heldAs<Timer>(*d, id, fd);
    if (!held)
        return std::unexpected(held.error());
    if (setting.value.count() < 0 || setting.interval.count() < 0)
        return std::unexpected(Errno::invalid);
    Timer& timer = as<Timer>(*held);
    timer.flags = setting.flags;
    timer.value = setting.value;
    timer.interval = setting.interval;
    finish(*d, *held);
    return {};
}

namespace {

// SIGKILL and SIGSTOP cannot be received.
std::uint64_t receivable(std::uint64_t signals)
{
    return signals & ~(std::uint64_t{1} << (signalKill - 1) | std::uint64_t{1} << (signalStop - 1));
}

}

Result<int> Kernel::signalfd(TaskId id, std::uint64_t signals, FdFlags flags)
{
    if (!d->isSince(Behaviour::gvisor2022))
        return std::unexpected(Errno::noSystemCall);
    return makeAnonymous(*d, id, "signalfd", flags, [=] { return SignalSet{receivable(signals)}; });
}

Result<void> Kernel::setSignals(TaskId id, int fd, std::uint64_t signals)
{
    const auto held = heldAs<SignalSet>(*d, id, fd);
    if (!held)
        return std::unexpected(held.error());
    as<SignalSet>(*held).signals = receivable(signals);
    finish(*d, *held);
    return {};
}

Result<int> Kernel::inotify(TaskId id, FdFlags flags)
{
    return make(*d, id, FdKind::inotify, {}, 0, flags, [this](OpenFile& file) {
        file.entry.number = d->nextUnique++;
        return Inotify{};
    });
}

Result<int> Kernel::addWatch(TaskId id, int fd, std::string_view path, std::uint32_t mask)
{
    constexpr std::uint32_t allEvents = 0xfff;
    constexpr std::uint32_t addToMask = 0x20000000;
    const auto held = heldAs<Inotify>(*d, id, fd);
    if (!held)
        return std::unexpected(held.error());
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    if ((mask & allEvents) == 0)
        return std::unexpected(Errno::invalid);
    auto& [watches, lastNumber] = as<Inotify>(*held);
    const std::string file = d->resolve(held->task, path);
    auto watch = std::ranges::find(watches, file, &InotifyWatch::path);
    if (watch == watches.end()) {
        const auto identity = d->fileIdentity(file, false);
        watches.push_back({++lastNumber, 0, file, identity->device, identity->inode});
        watch = watches.end() - 1;
    }
    watch->mask = (mask & allEvents) | ((mask & addToMask) != 0 ? watch->mask : 0);
    const int number = watch->number;
    finish(*d, *held);
    return number;
}

Result<void> Kernel::removeWatch(TaskId id, int fd, int watch)
{
    const auto held = heldAs<Inotify>(*d, id, fd);
    if (!held)
        return std::unexpected(held.error());
    auto& watches = as<Inotify>(*held).watches;
    const auto place = std::ranges::find(watches, watch, &InotifyWatch::number);
    if (place == watches.end())
        return std::unexpected(Errno::invalid);
    watches.erase(place);
    finish(*d, *held);
    return {};
}

Result<int> Kernel::pidfd(TaskId id, TaskId targetId, FdFlags flags)
{
    const auto caller = d->caller(id);
    if (!caller)
        return std::unexpected(caller.error());
    // ENOSYS as captured of 2022 and 2024. One call cannot tell when it came.
    if (!d->isSince(Behaviour::gvisor2026))
        return std::unexpected(Errno::noSystemCall);
    const Task* target = d->knownTo(**caller, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    if (!target->isLeader())
        return std::unexpected(Errno::invalid);
    if (hasOthers(flags, openflag::nonBlocking))
        return std::unexpected(Errno::invalid);
    if (!d->hasRoom(**caller, 1))
        return std::unexpected(Errno::tooManyFiles);
    return d->openProcess(**caller, *target, flags);
}

int Kernel::State::openProcess(Task& caller, const Task& target, FdFlags flags)
{
    const std::uint32_t mode = isLinux() ? openflag::readWrite : 0;
    auto file = makeFile(FdKind::anonymous, mode | flags.status, "pidfd", 0);
    file->special = ProcessHandle{target.tids};
    handledProcesses.insert(kernel::tidIn(target, *rootPid).value);
    return install(caller, std::move(file), true).value_or(-1);
}

void Kernel::State::forgetProcess(const Task& task)
{
    if (handledProcesses.erase(kernel::tidIn(task, *rootPid).value) == 0)
        return;
    const auto isOf = [&task](const Descriptor& entry) {
        const auto* handle = std::get_if<ProcessHandle>(&entry.file->special);
        return handle && handle->tids == task.tids;
    };
    std::vector<OpenFile*> changed;
    fdTables.forEach([&](FdTable& table) {
        for (const Descriptor& entry : table.entries) {
            if (isOf(entry)) {
                std::get<ProcessHandle>(entry.file->special).tids.clear();
                entry.file->entry.details = fdDetailsOf(*entry.file);
                changed.push_back(entry.file.get());
            }
            if (std::ranges::contains(changed, entry.file.get()))
                touch(table);
        }
    });
}

}

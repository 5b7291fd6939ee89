// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// A kernel as bytes. In front stand eight letters, the version and the length of the body, behind
// it a checksum; numbers of fixed size have their lowest byte first.
#include <model/kernel/save.h>
#include <model/kernel/savefields.h>

#include <algorithm>
#include <cassert>
#include <format>

namespace sandscope::kernel {

namespace {

using saved::Reader;
using saved::Writer;

constexpr std::string_view magic = "SANDKERN";
constexpr std::uint32_t version = 1;
constexpr std::size_t headerSize = 8 + 4 + 8;
constexpr std::size_t checksumSize = 8;
/// So many objects a kernel may have made, the ended ones included, or it takes too much memory to
/// number them. Hostile bytes could ask for any number.
constexpr std::uint64_t mostObjects = std::uint64_t{1} << 25U;

void putFixed(std::string& to, std::uint64_t value, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i)
        to.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint64_t fixedAt(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value |= std::uint64_t{static_cast<std::uint8_t>(bytes[at + i])} << (8 * i);
    return value;
}

// Each step can be undone, so no change of a single word goes unseen.
std::uint64_t checksumOf(std::string_view bytes)
{
    constexpr std::uint64_t factor = 0x9e3779b97f4a7c15ULL;
    std::uint64_t sum = bytes.size();
    const auto mix = [&sum](std::uint64_t word) {
        sum = (sum ^ word) * factor;
        sum ^= sum >> 29U;
    };
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8)
        mix(fixedAt(bytes, at, 8));
    mix(fixedAt(bytes, at, bytes.size() - at));
    return sum;
}

/// Every registry, in the order in which the objects are saved: what is pointed at comes first
/// where it can.
template <class Fn>
void eachRegistry(Kernel::State& state, Fn&& fn)
{
    fn(state.userNamespaces);
    fn(state.mountNamespaces);
    fn(state.netNamespaces);
    fn(state.pidNamespaces);
    fn(state.fsContexts);
    fn(state.memories);
    fn(state.fdTables);
    fn(state.groups);
    fn(state.tasks);
}

/// The open epolls in the order of their descriptors.
std::vector<std::shared_ptr<OpenFile>> epollsOf(Kernel::State& state)
{
    std::vector<std::shared_ptr<OpenFile>> epolls;
    std::set<const OpenFile*> seen;
    state.fdTables.forEach([&](FdTable& table) {
        for (const Descriptor& entry : table.entries) {
            if (std::holds_alternative<Epoll>(entry.file->special)
                && seen.insert(entry.file.get()).second)
                epolls.push_back(entry.file);
        }
    });
    return epolls;
}

/// Everything but the numbers of the objects, which come first. What a kernel published is left
/// out.
template <class Io>
void describeState(Io& io, Kernel::State& s)
{
    static_assert(saved::hasKnownFields<Kernel::State, 1216>);
    io(s.random, s.now, s.generation, s.lastCaller, s.nextPipe, s.nextSocket, s.nextHostFile,
       s.nextEvent, s.nextUnique, s.nextMemoryFile, s.nextSegment, s.nextIpc, s.nextUts,
       s.nextCgroup, s.nextTime, s.handledProcesses, s.ordinaryLimits, s.newbornDetails, s.programs,
       s.files, s.pageRefs);
    std::shared_ptr<const procfs::MachineRecord> machine = s.machine;
    if constexpr (!Io::isReading) {
        // As publishing would bring it up to date.
        if (machine->freeBytes != s.freeBytes()) {
            procfs::MachineRecord now = *machine;
            now.freeBytes = s.freeBytes();
            now.generation = s.generation;
            machine = std::make_shared<const procfs::MachineRecord>(std::move(now));
        }
    }
    io(machine);
    s.machine = Io::isReading ? machine : s.machine;
    eachRegistry(s, [&io](auto& registry) {
        registry.forEach([&io](auto& object) {
            if (!io.failed())
                io(object);
        });
    });
    io(s.rootUser, s.rootPid, s.rootMounts, s.rootNet, s.everyTask);
    if (io.failed())
        return;
    for (const auto& file : epollsOf(s))
        io(std::get<Epoll>(file->special).watches);
}

void writeNumbers(Writer& io, Kernel::State& state)
{
    eachRegistry(state, [&io](auto& registry) {
        const auto& objects = SaveAccess::objects(registry);
        std::uint64_t living = 0;
        registry.forEach([&living](const auto&) { ++living; });
        io.number(objects.size());
        io.number(living);
        std::uint64_t last = 0;
        registry.forEach([&](const auto& object) {
            io.number(object.id.value - last);
            last = object.id.value;
        });
    });
}

template <class T>
constexpr bool knowsKernel = requires(T& object) { object.kernel; };

void makeObjects(Reader& io, Kernel::State& state)
{
    std::uint64_t total = 0;
    eachRegistry(state, [&]<class T>(Registry<T>& registry) {
        const std::uint64_t size = io.number();
        const std::size_t living = io.count();
        total += size;
        if (size == 0 || size > mostObjects || total > mostObjects)
            return io.fail();
        auto& objects = SaveAccess::objects(registry);
        objects.clear();
        objects.resize(static_cast<std::size_t>(size));
        std::uint64_t id = 0;
        for (std::size_t i = 0; i < living && !io.failed(); ++i) {
            const std::uint64_t step = io.number();
            if (step == 0 || step >= size || (id += step) >= size)
                return io.fail();
            auto object = std::make_unique<T>();
            object->id = typename T::Id{static_cast<std::uint32_t>(id)};
            if constexpr (knowsKernel<T>)
                object->kernel = &state;
            objects[static_cast<std::size_t>(id)] = std::move(object);
        }
    });
}

/// The first thing that is missing or cannot be: what code elsewhere takes for granted. The rules
/// between objects are the business of checkInvariants.
bool isWhole(Kernel::State& s)
{
    bool isGood = s.rootUser && s.rootPid && s.rootMounts && s.rootNet && s.ordinaryLimits
        && s.newbornDetails && s.machine
        && std::ranges::all_of(s.files, [](const auto& file) { return file.second != nullptr; });
    const auto expect = [&isGood](bool holds) { isGood = isGood && holds; };
    const auto named = [](const auto& users) { return !std::ranges::contains(users, nullptr); };
    s.userNamespaces.forEach([&](const UserNamespace& ns) {
        expect(ns.owners > 0 && (!ns.parent || ns.parent->id < ns.id));
    });
    s.pidNamespaces.forEach([&](const PidNamespace& ns) {
        expect(ns.owners > 0 && ns.userNamespace && (!ns.parent || ns.parent->id < ns.id));
    });
    s.mountNamespaces.forEach([&](const MountNamespace& ns) { expect(ns.owners > 0); });
    s.netNamespaces.forEach([&](const NetNamespace& ns) { expect(ns.owners > 0); });
    s.fsContexts.forEach([&](const FsContext& fs) { expect(fs.owners > 0); });
    s.memories.forEach([&](const Memory& memory) { expect(named(memory.users)); });
    s.fdTables.forEach([&](const FdTable& table) { expect(named(table.users)); });
    s.groups.forEach([&](const ThreadGroup& group) {
        expect(group.leader && !group.members.empty() && named(group.members) && group.processGroup
               && group.processGroup->session && group.limits);
        expect(group.terminationSignal >= 0 && group.stopSignal >= 0
               && group.stopSignal <= lastSignal);
    });
    s.tasks.forEach([&](const Task& task) {
        expect(task.group && task.credentials && task.details && task.mounts && task.net
               && task.pidNamespace && task.userNamespace && !task.tids.empty());
        expect(task.isExiting || (task.memory && task.fdTable && task.fs));
        expect(task.parentDeathSignal >= 0 && task.parentDeathSignal <= lastSignal);
    });
    return isGood;
}

/// No task is its own ancestor.
bool hasRoots(const Kernel::State& state)
{
    bool isGood = true;
    std::set<const Task*> cleared;
    state.tasks.forEach([&](const Task& task) {
        std::vector<const Task*> path;
        const Task* at = &task;
        for (; at && !cleared.contains(at) && path.size() <= state.everyTask.size();
             at = at->parent)
            path.push_back(at);
        isGood = isGood && path.size() <= state.everyTask.size();
        cleared.insert(path.begin(), path.end());
    });
    return isGood;
}

/// What was not saved because it follows.
bool derive(Kernel::State& s)
{
    bool isGood = true;
    for (std::size_t i = 0; i < s.everyTask.size(); ++i) {
        Task* task = s.tasks.find(s.everyTask[i]);
        if (!task || task->place != 0)
            return false;
        task->place = i;
    }
    s.tasks.forEach([&](Task& task) {
        isGood = isGood && task.place < s.everyTask.size() && s.everyTask[task.place] == task.id;
        if (task.parent)
            task.parent->children.insert(&task);
        if (task.tracer)
            task.tracer->tracees.insert(&task);
        PidNamespace* ns = task.pidNamespace.get();
        for (const procfs::NamespacedTid& id : task.tids) {
            if (!ns || ns->id != id.ns || id.tid.value <= 0) {
                isGood = false;
                return;
            }
            ns->tasks.set(static_cast<std::uint32_t>(id.tid.value),
                          std::make_shared<const TaskId>(task.id));
            ns = ns->parent.get();
        }
    });
    s.groups.forEach(
        [](const ThreadGroup& group) { group.processGroup->stopped += group.isStopped ? 1 : 0; });
    for (const auto& file : epollsOf(s)) {
        for (const EpollWatch& watch : std::get<Epoll>(file->special).watches) {
            if (const auto watched = watch.file.lock())
                ++watched->watchers;
        }
    }
    s.fdTables.forEach([](FdTable& table) {
        for (const Descriptor& entry : table.entries) {
            if (!entry.file->entry.details)
                entry.file->entry.details = fdDetailsOf(*entry.file);
        }
    });
    const auto markAll = [](auto& registry, std::vector<std::uint32_t>& dirty) {
        registry.forEach([&dirty](auto& object) {
            object.isDirty = true;
            dirty.push_back(object.id.value);
        });
    };
    markAll(s.tasks, s.dirty.tasks);
    markAll(s.groups, s.dirty.groups);
    markAll(s.memories, s.dirty.memories);
    markAll(s.fdTables, s.dirty.fdTables);
    markAll(s.fsContexts, s.dirty.fsContexts);
    markAll(s.mountNamespaces, s.dirty.mountNamespaces);
    markAll(s.userNamespaces, s.dirty.userNamespaces);
    markAll(s.pidNamespaces, s.dirty.pidNamespaces);
    return isGood;
}

/// Takes apart what may be half a kernel, in an order in which nothing is missed: whoever holds
/// something first.
void abandon(Kernel::State& s)
{
    s.everyTask.clear();
    s.tasks.forEach([&s](Task& task) { s.tasks.destroy(task); });
    s.rootPid.reset();
    s.rootMounts.reset();
    s.rootNet.reset();
    s.rootUser.reset();
    // A parent has a smaller number, so it goes after its children. Nobody may hold these.
    const auto clear = [](auto& registry, auto&& release) {
        auto& objects = SaveAccess::objects(registry);
        for (auto object = objects.rbegin(); object != objects.rend(); ++object) {
            if (*object) {
                ++(*object)->owners; // so that it does not end while it is taken apart
                release(**object);
            }
        }
    };
    clear(s.pidNamespaces, [](PidNamespace& ns) {
        ns.parent.reset();
        ns.userNamespace.reset();
    });
    clear(s.userNamespaces, [](UserNamespace& ns) { ns.parent.reset(); });
}

std::string bodyOf(const Kernel& kernel, Caption caption, saved::Shared* shared = nullptr)
{
    // Writing changes nothing; the lists of fields serve both directions.
    Kernel::State& state = const_cast<Kernel&>(kernel).internals();
    Writer io(shared);
    io(caption, state.options);
    writeNumbers(io, state);
    describeState(io, state);
    return std::move(io.bytes());
}

/// Nothing and where it went wrong, if it did.
std::expected<Kernel, std::string> readBody(std::string_view body, Caption& caption,
                                            const saved::Shared* shared = nullptr)
{
    Options options;
    {
        Kernel none;
        Reader io(body, none.internals());
        io(caption, options);
        if (io.failed())
            return std::unexpected("The saved kernel is damaged at its start.");
    }
    Kernel kernel(options);
    Kernel::State& state = kernel.internals();
    if (state.options.pidLimit != options.pidLimit)
        return std::unexpected("The saved kernel has an impossible limit of ids.");
    state.rootPid.reset();
    state.rootMounts.reset();
    state.rootNet.reset();
    state.rootUser.reset();
    state.dirty = {};
    Reader io(body, state, shared);
    io(caption, options);
    makeObjects(io, state);
    const auto damaged = [&](std::string_view what) {
        abandon(state);
        return std::unexpected(std::string(what));
    };
    const auto placed = [&] {
        return std::format("The saved kernel is damaged near byte {} of {}.",
                           body.size() - io.left(), body.size());
    };
    if (io.failed())
        return damaged("The saved kernel is damaged where its objects are listed.");
    describeState(io, state);
    if (io.failed())
        return damaged("The saved kernel is damaged: a field has a value that cannot be.");
    if (!io.atEnd())
        return damaged(placed());
    if (!isWhole(state))
        return damaged("The saved kernel is damaged: an object lacks what every one has.");
    if (!derive(state) || !hasRoots(state))
        return damaged("The saved kernel is damaged: its tasks do not belong together.");
    return kernel;
}

/// Nothing that changed is to be published any more.
void takeForPublished(Kernel::State& s, const snapshot::SnapshotPtr& last)
{
    assert(last->generation == s.generation && last->time == s.now);
    s.published = last;
    s.maps = static_cast<const KernelRecords&>(*last->records).maps();
    s.machine = s.maps.machine;
    s.rows = last->tasks;
    s.fileGenerations = last->fileGenerations;
    s.dirty = {};
    s.pidNamespaces.forEach(
        [&s](PidNamespace& ns) { ns.tasks = s.maps.pidNamespaces.find(ns.id.value)->tasks; });
    eachRegistry(s, [](auto& registry) {
        registry.forEach([](auto& object) {
            if constexpr (requires { object.isDirty; })
                object.isDirty = false;
        });
    });
}

}

std::string save(const Kernel& kernel, const Caption& caption)
{
    return sealed(bodyOf(kernel, caption));
}

std::string sealed(std::string_view body)
{
    std::string saved(magic);
    saved.reserve(headerSize + body.size() + checksumSize);
    putFixed(saved, version, 4);
    putFixed(saved, body.size(), 8);
    saved += body;
    putFixed(saved, checksumOf(body), 8);
    return saved;
}

std::expected<Kernel, std::string> restore(std::string_view saved, Caption* caption)
{
    if (!saved.starts_with(magic.substr(0, std::min(saved.size(), magic.size()))) || saved.empty())
        return std::unexpected("This is no saved kernel.");
    if (saved.size() < headerSize)
        return std::unexpected("The saved kernel is cut short: not even its start is there.");
    const std::uint64_t written = fixedAt(saved, magic.size(), 4);
    if (written > version)
        return std::unexpected(std::format("The kernel was saved by a newer version of Sandscope "
                                           "(format {}; this one reads format {}).",
                                           written, version));
    if (written == 0)
        return std::unexpected("The saved kernel is damaged: there is no format 0.");
    const std::uint64_t size = fixedAt(saved, magic.size() + 4, 8);
    const std::uint64_t present = saved.size() - headerSize;
    if (present < checksumSize || size > present - checksumSize)
        return std::unexpected(
            std::format("The saved kernel is cut short: of {} bytes {} are there.", size, present));
    if (size < present - checksumSize)
        return std::unexpected(std::format("There are {} bytes too many behind the saved kernel.",
                                           present - checksumSize - size));
    const std::string_view body = saved.substr(headerSize, static_cast<std::size_t>(size));
    if (checksumOf(body) != fixedAt(saved, headerSize + body.size(), checksumSize))
        return std::unexpected("The saved kernel is damaged: its checksum is wrong.");
    Caption read;
    auto kernel = readBody(body, read);
    if (!kernel)
        return kernel;
    if (const auto problem = checkInvariants(*kernel)) {
        abandon(kernel->internals());
        return std::unexpected("The saved kernel contradicts itself: " + *problem + '.');
    }
    if (caption)
        *caption = std::move(read);
    return kernel;
}

Checkpoint checkpointOf(Kernel& kernel)
{
    Checkpoint made;
    made.published = kernel.publish();
    made.state = bodyOf(kernel, {}, &made.shared);
    return made;
}

Kernel resume(const Checkpoint& checkpoint)
{
    Caption none;
    auto kernel = readBody(checkpoint.state, none, &checkpoint.shared);
    assert(kernel.has_value());
    takeForPublished(kernel->internals(), checkpoint.published);
    return std::move(*kernel);
}

Kernel copyOf(const Kernel& kernel)
{
    Caption none;
    saved::Shared shared;
    const std::string body = bodyOf(kernel, none, &shared);
    auto copy = readBody(body, none, &shared);
    assert(copy.has_value());
    return std::move(*copy);
}

std::size_t weightOf(const Kernel& kernel)
{
    const Kernel::State& state = kernel.internals();
    std::size_t weight = kernel.tasks().size();
    state.memories.forEach([&](const Memory& memory) { weight += memory.space.areas().size(); });
    state.fdTables.forEach([&](const FdTable& table) { weight += table.entries.size(); });
    return weight;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// exec: the new address space with everything that is in it when main() starts, and what becomes of
// the thread group. Facts 5.2, 6.3 and 6.4.
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::Access;
using procfs::VmaHint;

namespace {

constexpr std::uint64_t kibi = 1024;
constexpr std::uint64_t mebi = kibi * kibi;
constexpr std::uint64_t gibi = kibi * mebi;
constexpr std::uint64_t maxRandomOffset = std::uint64_t{1} << 40U;
constexpr std::uint64_t defaultStackBytes = 8 * mebi;
constexpr std::uint64_t maxStackBytes = 128 * mebi;
constexpr std::uint64_t leastTopDownBase = 0x7ea000000000;
constexpr std::uint64_t positionIndependentBase = pageFloor(addressLimit / 3 * 2);
constexpr std::size_t maxStringBytes = 32 * pageSize;
constexpr std::size_t maxStringsBytes = 2 * mebi;
constexpr std::size_t maxNameLength = 15;
constexpr std::uint64_t headerBytes = 56;
constexpr std::uint64_t headersAt = 64;
constexpr std::uint64_t randomBytes = 17; // sixteen and a NUL, as measured
constexpr std::uint64_t threadStorageBytes = 3 * pageSize; // what the C library maps for the first
                                                           // thread

constexpr Access data{true, true, false};

std::uint64_t randomPages(Random& random, std::uint64_t bound)
{
    return pageFloor(random.below(std::max<std::uint64_t>(bound, 1)));
}

Placement placementFor(std::uint64_t stackLimit, Random& random)
{
    Placement result;
    const std::uint64_t gap
        = std::min(std::max(stackLimit, 128 * mebi + 16 * gibi), addressLimit / 6 * 5);
    const std::uint64_t highest = addressLimit - gap;
    const std::uint64_t room = highest > leastTopDownBase ? highest - leastTopDownBase : 0;
    result.topDownBase = pageFloor(highest - randomPages(random, std::min(room, maxRandomOffset)));
    result.bottomUpBase = pageFloor(addressLimit / 3) + randomPages(random, maxRandomOffset);
    result.bottomUp = stackLimit == noLimit;
    return result;
}

Range spanOf(const Image& image)
{
    const Segment& last = image.segments.back();
    return {pageFloor(image.segments.front().address),
            pageFloor(last.address + last.memorySize + (pageSize - 1))};
}

// The strings one behind the other, each with its NUL.
std::string joined(const std::vector<std::string>& strings)
{
    std::string result;
    for (const std::string& string : strings)
        result.append(string).push_back('\0');
    return result;
}

// One address space under construction.
class Loader
{
public:
    Loader(Kernel::State& state, Memory& memory)
        : m_state(state)
        , m_memory(memory)
    {
    }

    bool mapImage(const Image& image, std::uint64_t base)
    {
        const auto identity = m_state.fileIdentity(image.path, false);
        for (const Segment& segment : image.segments) {
            const std::uint64_t start = pageFloor(base + segment.address);
            const std::uint64_t fileEnd
                = segment.fileSize == 0 ? start : pageUp(base + segment.address + segment.fileSize);
            const std::uint64_t end = pageUp(base + segment.address + segment.memorySize);
            if (fileEnd > start) {
                Area area = areaOf(start, fileEnd, segment.access);
                area.mapping = identity;
                area.offset = pageFloor(segment.fileOffset);
                if (!add(std::move(area)))
                    return false;
            }
            if (end > fileEnd && !add(areaOf(fileEnd, end, segment.access)))
                return false;
        }
        return true;
    }

    /// What the loader and the relocations of an image read and write.
    void relocate(const Image& image, std::uint64_t base)
    {
        for (const Segment& segment : image.segments) {
            const std::uint64_t start = pageFloor(base + segment.address);
            const std::uint64_t end = pageUp(base + segment.address + segment.memorySize);
            m_memory.space.access({start, end}, segment.access.write, m_state.pageRefs);
        }
        const std::uint64_t last = pageFloor(base + image.segments.back().address);
        if (image.relroBytes > 0)
            m_memory.space.protect({last, last + image.relroBytes}, {true, false, false});
    }

    std::optional<std::uint64_t> place(std::uint64_t length, std::uint64_t hint = 0) const
    {
        return m_memory.space.findFree(length, hint, m_memory.placement);
    }

    bool add(Area area)
    {
        if (!m_memory.space.isFree({area.start, area.end}))
            return false;
        m_memory.space.insert(std::move(area));
        return true;
    }

    static Area areaOf(std::uint64_t start, std::uint64_t end, Access access)
    {
        Area area;
        area.start = start;
        area.end = end;
        area.real = access;
        return area;
    }

    void write(Range range) { m_memory.space.access(range, true, m_state.pageRefs); }

private:
    static std::uint64_t pageUp(std::uint64_t value) { return pageFloor(value + (pageSize - 1)); }

    Kernel::State& m_state;
    Memory& m_memory;
};

// The ends of code and data in bytes, the way Linux' loader finds them: code is what may be
// executed and data reaches from the last segment's start to the furthest byte that the file gives.
procfs::ProgramLayout layoutOf(const Image& image, std::uint64_t base)
{
    procfs::ProgramLayout layout;
    for (const Segment& segment : image.segments) {
        const std::uint64_t start = base + segment.address;
        const std::uint64_t end = start + segment.fileSize;
        if (segment.access.execute) {
            if (layout.codeStart == 0)
                layout.codeStart = start;
            layout.codeEnd = end;
        }
        layout.dataStart = start;
        layout.dataEnd = std::max(layout.dataEnd, end);
    }
    return layout;
}

// The vDSO behind the page of its parameters. Answers the address of the vDSO.
std::optional<std::uint64_t> mapVdso(Loader& loader)
{
    const auto at = loader.place(3 * pageSize);
    if (!at)
        return std::nullopt;
    Area parameters = Loader::areaOf(*at, *at + pageSize, {true, false, false});
    parameters.maximum = {true, false, false};
    parameters.hint = VmaHint::vvar;
    parameters.isSpecial = true;
    Area code = Loader::areaOf(*at + pageSize, *at + 3 * pageSize, {true, false, true});
    code.hint = VmaHint::vdso;
    code.isSpecial = true;
    if (!loader.add(std::move(parameters)) || !loader.add(std::move(code)))
        return std::nullopt;
    return *at + pageSize;
}

}

std::shared_ptr<const procfs::MappingIdentity> Kernel::State::fileIdentity(const std::string& path,
                                                                           bool deleted)
{
    std::string key = path;
    if (deleted)
        key.append("\0deleted", 8);
    auto& identity = files[key];
    if (!identity) {
        procfs::MappingIdentity made;
        made.device = 8; // 00:08, as the sandbox's root file system shows itself
        made.inode = files.size();
        made.path = path;
        made.deleted = deleted;
        identity = std::make_shared<const procfs::MappingIdentity>(std::move(made));
    }
    return identity;
}

const Program& Kernel::State::programAt(const std::string& path)
{
    const auto found = programs.find(path);
    return found != programs.end() ? found->second
                                   : programs.emplace(path, defaultProgram(path)).first->second;
}

Memory& Kernel::State::registerMemory(std::unique_ptr<Memory> made)
{
    return memories.adopt(std::move(made));
}

namespace {

/// Memory that gives back its pages unless somebody takes it over.
struct Unfinished
{
    std::unique_ptr<Memory> memory;
    PageRefs& refs;

    ~Unfinished()
    {
        if (memory)
            memory->space.clear(refs);
    }
};

}

Result<std::unique_ptr<Memory>> Kernel::State::load(const Load& request)
{
    const auto tooLong = [](const std::string& string) { return string.size() >= maxStringBytes; };
    if (std::ranges::any_of(request.arguments, tooLong)
        || std::ranges::any_of(request.environment, tooLong))
        return std::unexpected(Errno::tooBig);
    Unfinished made{.memory = std::make_unique<Memory>(), .refs = pageRefs};
    const auto& memory = made.memory;
    memory->arguments = joined(request.arguments);
    memory->environment = joined(request.environment);
    if (memory->arguments.size() + memory->environment.size() > maxStringsBytes)
        return std::unexpected(Errno::tooBig);

    const Program& program = *request.program;
    const auto noMemory = std::unexpected(Errno::noMemory);
    memory->executable = request.path;
    memory->placement = placementFor(request.stackLimit, random);
    Loader loader(*this, *memory);

    const std::uint64_t base = program.image.positionIndependent
        ? positionIndependentBase + randomPages(random, maxRandomOffset)
        : 0;
    if (!loader.mapImage(program.image, base))
        return noMemory;
    std::uint64_t interpreterBase = 0;
    memory->hasInterpreter = program.interpreter.has_value();
    if (program.interpreter) {
        const Range span = spanOf(*program.interpreter);
        const auto at = loader.place(span.length());
        if (!at || !loader.mapImage(*program.interpreter, *at - span.start))
            return noMemory;
        interpreterBase = *at - span.start;
    }
    const auto vdso = mapVdso(loader);
    if (!vdso)
        return noMemory;
    memory->heapStart = memory->heapEnd = base + spanOf(program.image).end;

    // The stack.
    const std::uint64_t stackBytes = request.stackLimit == noLimit
        ? defaultStackBytes
        : pageFloor(std::min(request.stackLimit, maxStackBytes));
    if (stackBytes == 0)
        return noMemory;
    const std::uint64_t wishedEnd = pageFloor(addressLimit - randomPages(random, maxRandomOffset));
    const auto stackStart = loader.place(stackBytes, wishedEnd - stackBytes);
    if (!stackStart)
        return noMemory;
    Area stack = Loader::areaOf(*stackStart, *stackStart + stackBytes, data);
    stack.growsDown = true;
    stack.hint = VmaHint::stack;
    if (!loader.add(std::move(stack)))
        return noMemory;

    // What is on it, from the top: the file's name, random bytes, arguments, environment, vectors.
    // Arguments above the environment is how the two seeds do it; later releases and Linux turn it
    // around.
    const std::uint64_t stackEnd = *stackStart + stackBytes;
    const std::uint64_t nameAt = stackEnd - (request.path.size() + 1);
    const std::uint64_t randomAt = nameAt - randomBytes;
    const std::uint64_t argumentsEnd = randomAt & ~std::uint64_t{15};
    memory->argumentsStart = argumentsEnd - memory->arguments.size();
    memory->environmentStart = memory->argumentsStart - memory->environment.size();
    const std::uint64_t vectors
        = 8 * (request.arguments.size() + request.environment.size() + 3) + 16 * 16;
    const std::uint64_t used = stackEnd - memory->environmentStart + vectors;
    if (used + pageSize > stackBytes)
        return std::unexpected(Errno::tooBig);
    loader.write({pageFloor(stackEnd - used), stackEnd});
    memory->layout = layoutOf(program.image, base);
    memory->layout.heapStart = memory->heapStart;
    memory->layout.stackStart = (stackEnd - used) & ~std::uint64_t{15};

    const std::uint64_t firstSegment
        = program.image.segments.front().address - program.image.segments.front().fileOffset;
    memory->auxv = {{3, base + firstSegment + headersAt},
                    {4, headerBytes},
                    {5, program.image.headerCount},
                    {9, base + program.image.entry},
                    {7, interpreterBase},
                    {11, request.uid},
                    {12, request.euid},
                    {13, request.gid},
                    {14, request.egid},
                    {23, 0},
                    {17, 100},
                    {31, nameAt},
                    {25, randomAt},
                    {6, pageSize},
                    {33, *vdso}};

    // From here on it is the program's own doing: the interpreter relocates and maps the libraries,
    // the C library takes memory for its first thread and its heap.
    loader.relocate(program.image, base);
    if (program.interpreter)
        loader.relocate(*program.interpreter, interpreterBase);
    for (const Image& library : program.libraries) {
        const Range span = spanOf(library);
        const auto at = loader.place(span.length());
        if (!at || !loader.mapImage(library, *at - span.start))
            return noMemory;
        loader.relocate(library, *at - span.start);
    }
    if (!program.libraries.empty()) {
        const auto at = loader.place(threadStorageBytes);
        if (!at || !loader.add(Loader::areaOf(*at, *at + threadStorageBytes, data)))
            return noMemory;
        loader.write({*at, *at + threadStorageBytes});
    }
    const auto heapBytes = pageCeil(program.heapBytes);
    if (heapBytes && *heapBytes > 0) {
        Area heap = Loader::areaOf(memory->heapStart, memory->heapStart + *heapBytes, data);
        heap.hint = VmaHint::heap;
        if (heap.end < heap.start || !loader.add(std::move(heap)))
            return noMemory;
        memory->heapEnd = memory->heapStart + *heapBytes;
        loader.write({memory->heapStart, memory->heapEnd});
    }
    return std::move(made.memory);
}

Result<std::unique_ptr<Memory>> Kernel::State::loadFor(const procfs::Credentials& credentials,
                                                       const UserNamespace& ns,
                                                       const ResourceLimits& limits,
                                                       const std::string& path,
                                                       const std::vector<std::string>& arguments,
                                                       const std::vector<std::string>& environment)
{
    constexpr std::uint32_t nobody = 65534; // what an id without a name in the namespace shows as
    Load request;
    request.program = &programAt(path);
    request.path = path;
    request.arguments = arguments;
    request.environment = environment;
    request.stackLimit = limitIn(limits, Limit::stack).soft;
    request.uid = fromKernelId(ns, IdMapKind::uid, credentials.realUid).value_or(nobody);
    request.euid = fromKernelId(ns, IdMapKind::uid, credentials.effectiveUid).value_or(nobody);
    request.gid = fromKernelId(ns, IdMapKind::gid, credentials.realGid).value_or(nobody);
    request.egid = fromKernelId(ns, IdMapKind::gid, credentials.effectiveGid).value_or(nobody);
    auto memory = load(request);
    if (memory && (*memory)->space.vssBytes() > limitIn(limits, Limit::addressSpace).soft) {
        (*memory)->space.clear(pageRefs);
        return std::unexpected(Errno::noMemory);
    }
    return memory;
}

// Takes the ids and the start time of the leader, who goes. All other threads have exited.
void Kernel::State::becomeLeader(Task& task)
{
    ThreadGroup& group = *task.group;
    Task& old = *group.leader;
    std::swap(task.tids, old.tids);
    PidNamespace* ns = task.pidNamespace.get();
    for (std::size_t level = 0; level < task.tids.size(); ++level) {
        const auto set = [ns](const Task& of, std::int32_t tid) {
            ns->tasks.set(static_cast<std::uint32_t>(tid), std::make_shared<const TaskId>(of.id));
        };
        set(task, task.tids[level].tid.value);
        set(old, old.tids[level].tid.value);
        touch(*ns);
        ns = ns->parent.get();
    }
    task.startTime = old.startTime;
    group.leader = &task;
    touch(task);
    touch(old);
    touch(group);
    reap(old);
}

Result<void> Kernel::exec(TaskId id, const ExecRequest& request)
{
    const auto& [path, arguments, environment, image] = request;
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    ThreadGroup& group = *task.group;
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    const std::string base = path.starts_with('/') ? task.fs->root : task.fs->workingDirectory;
    const std::string file = absolutePath("/", base + '/' + path);
    procfs::Credentials credentials = d->credentialsAfterExec(task);
    auto memory
        = d->loadFor(credentials, *task.userNamespace, *group.limits, file, arguments, environment);
    if (!memory)
        return std::unexpected(memory.error());

    d->entered(task);
    std::vector<TaskId> siblings;
    for (Task* member : group.members) {
        if (member != &task)
            siblings.push_back(member->id);
    }
    group.survivor = &task; // none of the others is to inherit children
    for (const TaskId sibling : siblings) {
        Task* other = d->tasks.find(sibling);
        if (!other)
            continue;
        if (other->tracer) // exec does not wait for a tracer to look at them
            d->detachTracee(*other);
        other = d->tasks.find(sibling);
        if (other && !other->isZombie())
            d->exitTask(*other, 0);
    }
    group.survivor = nullptr;
    if (!task.isLeader())
        d->becomeLeader(task);

    // The rows of children name the leader of their parent's group.
    for (Task* child : task.children)
        d->touchRow(*child);
    d->releaseVforkParent(task);
    d->detachMemory(task);
    d->attach(task, d->registerMemory(std::move(*memory)));
    d->detailsOf(task).flags &= ~processFlag::forkedOnly;
    d->chargeFaults(task, 0);
    task.otherNamespaces.time = task.childTimeNamespace;
    if (task.fdTable->users.size() > 1) {
        FdTable& copy = d->copyOf(*task.fdTable);
        d->detachFdTable(task);
        d->attach(task, copy);
    }
    if (std::erase_if(task.fdTable->entries, &Descriptor::closeOnExec) > 0)
        d->touch(*task.fdTable);
    task.keepCapabilities = false;
    d->setCredentials(task, std::move(credentials));
    task.memory->dumpable = true;
    task.name = file.substr(file.rfind('/') + 1, maxNameLength);
    task.nameInherited = false;
    d->touch(task);
    group.hasExeced = true;
    if (group.terminationSignal != signalChild) {
        group.terminationSignal = signalChild;
        d->touch(group);
    }
    return {};
}

}

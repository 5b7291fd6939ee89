// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// exec: the new address space with everything that is in it when main() starts, and what becomes of
// the thread group. Facts 5.2, 6.3 and 6.4.
#include <model/kernel/state.h>

#include <algorithm>
#include <utility>

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
// Linux (fs/binfmt_elf.c, fs/exec.c, arch/x86/mm/mmap.c and arch/x86/include/asm/elf.h of 6.18).
constexpr std::uint64_t linuxStackRandom = std::uint64_t{16} << 30U;
constexpr std::uint64_t linuxHeapRandom = std::uint64_t{1} << 30U;
constexpr std::uint64_t linuxStackRoom = 128 * kibi; // beyond what exec itself put on it
constexpr std::uint64_t leastMapGap = 128 * mebi;

constexpr Access data{true, true, false};

// Chooses addresses, or leaves them where they are without randomisation.
class Chance
{
public:
    Chance(Random& random, bool isOn)
        : m_random(random)
        , m_isOn(isOn)
    {
    }
    std::uint64_t pages(std::uint64_t bound)
    {
        return m_isOn ? pageFloor(m_random.below(std::max<std::uint64_t>(bound, 1))) : 0;
    }
    [[nodiscard]] bool isOn() const { return m_isOn; }

private:
    Random& m_random;
    bool m_isOn;
};

Placement placementFor(std::uint64_t stackLimit, bool isLinux, Chance& chance)
{
    Placement result;
    std::uint64_t least = leastMapGap + 16 * gibi;
    std::uint64_t wished = stackLimit;
    if (isLinux) { // the stack's own random offset and its guard are kept free as well
        const std::uint64_t pad = (chance.isOn() ? linuxStackRandom : 0) + guardBytes;
        wished = stackLimit > noLimit - pad ? noLimit : stackLimit + pad;
        least = leastMapGap;
    }
    const std::uint64_t gap = std::min(std::max(wished, least), addressLimit / 6 * 5);
    const std::uint64_t highest = addressLimit - gap;
    const std::uint64_t room = isLinux ? maxRandomOffset
        : highest > leastTopDownBase   ? std::min(highest - leastTopDownBase, maxRandomOffset)
                                       : 0;
    // pageCeil, for Linux rounds the base up; the difference is less than a page anyway
    result.topDownBase = pageFloor(highest - chance.pages(room) + (isLinux ? pageSize - 1 : 0));
    result.bottomUpBase = pageFloor(addressLimit / 3) + chance.pages(maxRandomOffset);
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
        const auto identity = m_state.fileIdentity(image.path, image.deleted);
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
            // Linux makes it like the heap's memory, writable whatever the segment says.
            Access zeros = segment.access;
            if (m_state.isLinux())
                zeros.read = zeros.write = true;
            if (end > fileEnd && !add(areaOf(fileEnd, end, zeros)))
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
        return m_memory.space.findFree({.length = length, .hint = hint}, m_memory.placement);
    }

    bool add(Area area)
    {
        if (area.start >= area.end || !m_memory.space.isFree({area.start, area.end}))
            return false;
        if (m_state.isLinux()) {
            if (!area.isMapped())
                area.offset = area.start;
            if (area.isPrivate && area.real.write)
                area.flags |= areaFlag::accounted;
        }
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

    /// Whether the parameters of a vDSO end there.
    [[nodiscard]] bool endsWithParameters(std::uint64_t address) const
    {
        const Area* area = m_memory.space.find(address - 1);
        return area && area->end == address && area->hint == VmaHint::vvar;
    }

    bool growHeap(std::uint64_t bytes)
    {
        const Range heap{m_memory.heapStart, m_memory.heapStart + bytes};
        Area area = areaOf(heap.start, heap.end, data);
        area.hint = m_state.isLinux() ? VmaHint::none : VmaHint::heap;
        if (heap.end < heap.start || !add(std::move(area)))
            return false;
        m_memory.heapEnd = heap.end;
        m_memory.space.setHeap(heap);
        return true;
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

// The vDSO behind its parameters, \a code being where it starts if that is known. Answers that
// address.
std::optional<std::uint64_t> mapVdso(Kernel::State& state, Loader& loader,
                                     std::optional<std::uint64_t> code)
{
    constexpr std::uint64_t codeBytes = 2 * pageSize;
    const std::uint64_t parameterBytes = (state.isLinux() ? 4 : 1) * pageSize;
    const std::uint64_t clockBytes = state.isLinux() ? 2 * pageSize : 0;
    const auto make = [](std::uint64_t start, std::uint64_t bytes, Access access) {
        Area area = Loader::areaOf(start, start + bytes, access);
        area.isSpecial = true;
        return area;
    };
    const std::uint64_t before = parameterBytes + clockBytes;
    if (code && (!isPageAligned(*code) || *code < lowestAddress + before))
        return std::nullopt;
    const auto at = code ? std::optional{*code - before} : loader.place(before + codeBytes);
    if (!at)
        return std::nullopt;
    Area parameters = make(*at, parameterBytes, {true, false, false});
    parameters.maximum = {true, false, false};
    parameters.hint = VmaHint::vvar;
    if (clockBytes > 0) {
        Area clock = make(*at + parameterBytes, clockBytes, {true, false, false});
        clock.maximum = {true, false, false};
        clock.mapping = state.madeUpIdentity("[vvar_vclock]");
        if (!loader.add(std::move(clock)))
            return std::nullopt;
    }
    Area text = make(*at + before, codeBytes, {true, false, true});
    text.hint = VmaHint::vdso;
    if (!loader.add(std::move(parameters)) || !loader.add(std::move(text)))
        return std::nullopt;
    return *at + before;
}

Range wholeOf(const Image& image, std::uint64_t base)
{
    const Range span = spanOf(image);
    return {base + span.start, base + span.end};
}

}

namespace {

std::string keyOfFile(const std::string& path, bool deleted)
{
    std::string key = path;
    if (deleted)
        key.append("\0deleted", 8);
    return key;
}

}

// What is known of a file from elsewhere is what it is here from now on, if it was not known.
std::shared_ptr<const procfs::MappingIdentity>
Kernel::State::adoptIdentity(std::shared_ptr<const procfs::MappingIdentity> seen)
{
    if (seen->kind != procfs::MappingKind::file || !seen->path.starts_with('/'))
        return seen;
    auto& identity = files[keyOfFile(seen->path, seen->deleted)];
    if (!identity)
        identity = std::move(seen);
    return identity;
}

std::shared_ptr<const procfs::MappingIdentity> Kernel::State::fileIdentity(const std::string& path,
                                                                           bool deleted)
{
    auto& identity = files[keyOfFile(path, deleted)];
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

// A name that the kernel made up, and that no file bears.
std::shared_ptr<const procfs::MappingIdentity>
Kernel::State::madeUpIdentity(const std::string& name)
{
    auto& identity = files[std::string(1, '\1') + name];
    if (!identity) {
        procfs::MappingIdentity made;
        made.path = name;
        made.kind = procfs::MappingKind::other;
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

namespace {

// The map right after exec as it was seen. False when it cannot be one.
bool mapAsSeen(Kernel::State& state, Loader& loader, const std::vector<procfs::Vma>& map)
{
    for (const procfs::Vma& vma : map) {
        if (vma.start >= addressLimit) // [vsyscall] belongs to no process
            continue;
        if (!isPageAligned(vma.start) || !isPageAligned(vma.end) || vma.end > addressLimit
            || !isPageAligned(vma.offset))
            return false;
        Area area = Loader::areaOf(vma.start, vma.end, vma.real);
        area.maximum = vma.maximum;
        area.isPrivate = vma.isPrivate;
        area.growsDown = vma.growsDown || vma.hint == VmaHint::stack;
        area.hint = vma.hint;
        area.mapping = vma.mapping ? state.adoptIdentity(vma.mapping) : nullptr;
        area.isSpecial = vma.hint == VmaHint::vdso || vma.hint == VmaHint::vvar
            || (vma.mapping && vma.mapping->kind == procfs::MappingKind::other);
        area.offset = area.mapping ? vma.offset : 0;
        // gVisor does not name its vDSO.
        if (!state.isLinux() && !vma.mapping && area.hint == VmaHint::none && vma.real.execute
            && loader.endsWithParameters(vma.start)) {
            area.hint = VmaHint::vdso;
            area.isSpecial = true;
        }
        if (state.isLinux() && area.hint == VmaHint::stack)
            area.hint = VmaHint::none; // it follows from where it is
        if (!loader.add(std::move(area)))
            return false;
    }
    return true;
}

// New mappings go below the first one that exec placed: the interpreter, or without one the vDSO.
std::optional<std::uint64_t> mapBaseOf(const AddressSpace& space)
{
    const auto& areas = space.areas();
    auto at = std::ranges::find(areas, VmaHint::vdso, &Area::hint);
    if (at == areas.end())
        return std::nullopt;
    std::uint64_t end = at->end;
    while (++at != areas.end() && at->start == end && !at->growsDown)
        end = at->end;
    return end;
}

// Where the heap of a program begins whose map is \a space: behind its last page.
std::optional<std::uint64_t> endOfProgram(const AddressSpace& space, const std::string& path)
{
    std::optional<std::uint64_t> end;
    for (const Area& area : space.areas()) {
        if (area.mapping && area.mapping->path == path)
            end = area.end;
        else if (end && area.start == *end && !area.mapping && !area.isSpecial && !area.growsDown)
            end = area.end; // what the file does not fill
    }
    return end;
}

}

namespace {

/// The stack's area. gVisor maps it in full; in Linux it grows, and begins with a little more than
/// exec itself writes.
Result<Range> placeStack(Kernel::State& state, const Memory& memory, Loader& loader,
                         const Kernel::State::Load& request, Chance& chance)
{
    const ExecPlacement& place = request.image->placement;
    for (const Area& area : memory.space.areas()) {
        if (request.image->map && area.growsDown)
            return Range{area.start, area.end};
    }
    std::uint64_t bytes = request.stackLimit == noLimit
        ? defaultStackBytes
        : pageFloor(std::min(request.stackLimit, maxStackBytes));
    if (bytes == 0)
        return std::unexpected(Errno::noMemory);
    const std::uint64_t written = pageFloor(memory.arguments.size() + memory.environment.size()
                                            + request.path.size() + 9 + pageSize - 1);
    if (state.isLinux())
        bytes = std::min(pageFloor(request.stackLimit), written + linuxStackRoom);
    std::optional<std::uint64_t> start = place.stackStart;
    if (start && place.stackEnd)
        bytes = *place.stackEnd - *start;
    else if (place.stackEnd)
        start = *place.stackEnd - bytes;
    if (!start) {
        const std::uint64_t end = pageFloor(
            addressLimit - chance.pages(state.isLinux() ? linuxStackRandom : maxRandomOffset));
        start = loader.place(bytes, end - bytes);
    }
    if (!start || !isPageAligned(*start) || !isPageAligned(bytes) || bytes > addressLimit
        || *start > addressLimit - bytes)
        return std::unexpected(Errno::noMemory);
    Area stack = Loader::areaOf(*start, *start + bytes, data);
    stack.growsDown = true;
    stack.hint = state.isLinux() ? VmaHint::none : VmaHint::stack;
    if (!state.isLinux() && state.isSince(Behaviour::gvisor2024))
        stack.flags = areaFlag::stack;
    if (!loader.add(std::move(stack)))
        return std::unexpected(Errno::noMemory);
    return Range{*start, *start + bytes};
}

/// From here on it is the program's own doing: the interpreter relocates and maps the libraries,
/// the C library takes memory for its first thread and its heap.
bool startProgram(Memory& memory, Loader& loader, const Program& program, std::uint64_t base,
                  std::uint64_t interpreterBase)
{
    loader.relocate(program.image, base);
    if (program.interpreter)
        loader.relocate(*program.interpreter, interpreterBase);
    for (const Image& library : program.libraries) {
        const Range span = spanOf(library);
        const auto at = loader.place(span.length());
        if (!at || !loader.mapImage(library, *at - span.start))
            return false;
        loader.relocate(library, *at - span.start);
    }
    if (!program.libraries.empty()) {
        const auto at = loader.place(threadStorageBytes);
        if (!at || !loader.add(Loader::areaOf(*at, *at + threadStorageBytes, data)))
            return false;
        loader.write({*at, *at + threadStorageBytes});
    }
    const auto heapBytes = pageCeil(program.heapBytes);
    if (!heapBytes || *heapBytes == 0)
        return true;
    if (!loader.growHeap(*heapBytes))
        return false;
    loader.write({memory.heapStart, memory.heapEnd});
    return true;
}

}

Result<std::unique_ptr<Memory>> Kernel::State::load(const Load& request)
{
    const auto tooLong = [](const std::string& string) { return string.size() >= maxStringBytes; };
    if (std::ranges::any_of(request.arguments, tooLong)
        || std::ranges::any_of(request.environment, tooLong))
        return std::unexpected(Errno::tooBig);
    Unfinished made{.memory = std::make_unique<Memory>(), .refs = pageRefs};
    const auto& memory = made.memory;
    memory->space = AddressSpace(options.behaviour);
    memory->arguments = joined(request.arguments);
    memory->environment = joined(request.environment);
    if (memory->arguments.size() + memory->environment.size() > maxStringsBytes)
        return std::unexpected(Errno::tooBig);

    const Program& program = *request.program;
    const ExecImage& image = *request.image;
    const ExecPlacement& place = image.placement;
    Chance chance(random, options.randomized);
    const auto noMemory = std::unexpected(Errno::noMemory);
    memory->executable = program.image.path;
    memory->placement = placementFor(request.stackLimit, isLinux(), chance);
    if (place.mapBase)
        memory->placement.topDownBase = pageFloor(std::min(*place.mapBase, addressLimit));
    Loader loader(*this, *memory);

    std::uint64_t base = 0;
    if (program.image.positionIndependent)
        base = positionIndependentBase + chance.pages(maxRandomOffset);
    base = place.imageBase.value_or(base);
    std::uint64_t interpreterBase = place.interpreterBase.value_or(0);
    std::optional<std::uint64_t> vdso = place.vdso;
    memory->hasInterpreter = program.interpreter.has_value();
    if (image.map) {
        if (!mapAsSeen(*this, loader, *image.map))
            return noMemory;
        if (!place.mapBase)
            memory->placement.topDownBase
                = mapBaseOf(memory->space).value_or(memory->placement.topDownBase);
        for (const Area& area : memory->space.areas()) {
            if (area.hint == VmaHint::vdso)
                vdso = area.start;
        }
    } else {
        if (!loader.mapImage(program.image, base))
            return noMemory;
        if (program.interpreter) {
            const Range span = spanOf(*program.interpreter);
            if (!place.interpreterBase) {
                const auto at = loader.place(span.length());
                if (!at)
                    return noMemory;
                interpreterBase = *at - span.start;
            }
            if (!loader.mapImage(*program.interpreter, interpreterBase))
                return noMemory;
            if (place.interpreterBase && !place.mapBase)
                memory->placement.topDownBase = wholeOf(*program.interpreter, interpreterBase).end;
        }
        vdso = mapVdso(*this, loader, place.vdso);
        if (!vdso)
            return noMemory;
    }

    // The heap: behind the program, in Linux a random way off.
    memory->heapStart = wholeOf(program.image, base).end;
    if (image.map)
        memory->heapStart = endOfProgram(memory->space, request.path).value_or(memory->heapStart);
    if (isLinux())
        memory->heapStart += chance.pages(linuxHeapRandom);
    memory->heapStart = place.heapStart.value_or(memory->heapStart);
    memory->heapEnd = memory->heapStart;

    const auto stack = placeStack(*this, *memory, loader, request, chance);
    if (!stack)
        return std::unexpected(stack.error());
    // What is on it, from the top: the file's name, random bytes, arguments, environment, vectors.
    // Arguments above the environment is how the two seeds do it; later releases and Linux turn it
    // around. Linux ends the stack with a word of zeros and keeps the random bytes with the
    // vectors.
    const std::uint64_t stackEnd = stack->end;
    const std::uint64_t nameAt = stackEnd - (isLinux() ? 8 : 0) - (request.path.size() + 1);
    std::uint64_t randomAt = nameAt - randomBytes;
    const std::uint64_t stringsEnd = isLinux() ? nameAt : randomAt & ~std::uint64_t{15};
    const bool hasArgumentsAbove = !isSince(Behaviour::gvisor2022);
    memory->argumentsStart = stringsEnd - memory->arguments.size()
        - (hasArgumentsAbove ? 0 : memory->environment.size());
    memory->environmentStart = stringsEnd - memory->environment.size()
        - (hasArgumentsAbove ? memory->arguments.size() : 0);
    const std::uint64_t stringsStart = std::min(memory->argumentsStart, memory->environmentStart);
    if (isLinux())
        randomAt = (stringsStart - 32) & ~std::uint64_t{15};
    const std::uint64_t vectors = 8 * (request.arguments.size() + request.environment.size() + 3)
        + 16 * (isLinux() ? 24 : 16);
    const std::uint64_t used = stackEnd - stringsStart + vectors + (isLinux() ? 64 : 0);
    if (used + pageSize > stack->length())
        return std::unexpected(Errno::tooBig);
    memory->layout = layoutOf(program.image, base);
    memory->layout.heapStart = memory->heapStart;
    memory->layout.stackStart = (stackEnd - used) & ~std::uint64_t{15};
    memory->space.setStackPointer(memory->layout.stackStart);
    memory->space.setHeap({memory->heapStart, memory->heapEnd});
    loader.write({pageFloor(stackEnd - used), stackEnd});

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
                    {33, vdso.value_or(0)}};
    if (!image.stopsAtEntry && !image.map
        && !startProgram(*memory, loader, program, base, interpreterBase))
        return noMemory;
    return std::move(made.memory);
}

Result<std::unique_ptr<Memory>> Kernel::State::loadFor(const procfs::Credentials& credentials,
                                                       const UserNamespace& ns,
                                                       const ResourceLimits& limits,
                                                       const ExecRequest& what)
{
    constexpr std::uint32_t nobody = 65534; // what an id without a name in the namespace shows as
    Load request;
    request.program = &programAt(what.path);
    request.image = &what.image;
    request.path = what.path;
    request.arguments = what.arguments;
    request.environment = what.environment;
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
    const std::string& path = request.path;
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
    auto memory = d->loadFor(credentials, *task.userNamespace, *group.limits,
                             {file, request.arguments, request.environment, request.image});
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
    const TaskId released = d->releaseVforkParent(task);
    d->detachMemory(task);
    d->attach(task, d->registerMemory(std::move(*memory)));
    d->detailsOf(task).flags &= ~processFlag::forkedOnly;
    d->chargeFaults(task, 0);
    task.otherNamespaces.time = task.childTimeNamespace;
    d->closeOnExec(task);
    d->setCredentialsForExec(task, std::move(credentials));
    task.name = file.substr(file.rfind('/') + 1, maxNameLength);
    task.nameInherited = false;
    d->touch(task);
    group.hasExeced = true;
    if (group.terminationSignal != signalChild) {
        group.terminationSignal = signalChild;
        d->touch(group);
    }
    d->resetActionsForExec(group);
    d->tracedExec(task);
    d->deliverPendingTo(released);
    d->deliverPendingTo(id);
    return {};
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Everything that an exec maps: the program, its interpreter and libraries, the vDSO, the heap and
// the stack with what is on it. Facts 6.3 and 6.4.
#include <model/kernel/loader.h>

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

// The strings one behind the other, each with its NUL.
std::string joined(const std::vector<std::string>& strings)
{
    std::string result;
    for (const std::string& string : strings)
        result.append(string).push_back('\0');
    return result;
}

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

Range wholeOf(const Image& image, std::uint64_t base)
{
    const Range span = spanOf(image);
    return {base + span.start, base + span.end};
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

struct StackTop
{
    std::uint64_t nameAt = 0; // of the file's name
    std::uint64_t randomAt = 0;
    std::uint64_t pointer = 0; // where the program finds it
};

// What is on it, from the top: the file's name, random bytes, arguments, environment, vectors.
// Arguments above the environment is how the two seeds do it; later releases and Linux turn it
// around. Linux ends the stack with a word of zeros and keeps the random bytes with the vectors.
Result<StackTop> layOutStack(const Kernel::State& state, Memory& memory, Loader& loader,
                             const Kernel::State::Load& request, Range stack)
{
    StackTop top;
    top.nameAt = stack.end - (state.isLinux() ? 8 : 0) - (request.path.size() + 1);
    top.randomAt = top.nameAt - randomBytes;
    const std::uint64_t stringsEnd
        = state.isLinux() ? top.nameAt : top.randomAt & ~std::uint64_t{15};
    const bool hasArgumentsAbove = !state.isSince(Behaviour::gvisor2022);
    memory.argumentsStart = stringsEnd - memory.arguments.size()
        - (hasArgumentsAbove ? 0 : memory.environment.size());
    memory.environmentStart = stringsEnd - memory.environment.size()
        - (hasArgumentsAbove ? memory.arguments.size() : 0);
    const std::uint64_t stringsStart = std::min(memory.argumentsStart, memory.environmentStart);
    if (state.isLinux())
        top.randomAt = (stringsStart - 32) & ~std::uint64_t{15};
    const std::uint64_t vectors = 8 * (request.arguments.size() + request.environment.size() + 3)
        + 16 * (state.isLinux() ? 24 : 16);
    const std::uint64_t used = stack.end - stringsStart + vectors + (state.isLinux() ? 64 : 0);
    if (used + pageSize > stack.length())
        return std::unexpected(Errno::tooBig);
    top.pointer = (stack.end - used) & ~std::uint64_t{15};
    loader.write({pageFloor(stack.end - used), stack.end});
    return top;
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
    memory->executableDeleted = program.image.deleted;
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
        if (!loader.mapAsSeen(*image.map))
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
        vdso = loader.mapVdso(place.vdso);
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
    const auto top = layOutStack(*this, *memory, loader, request, *stack);
    if (!top)
        return std::unexpected(top.error());
    memory->layout = layoutOf(program.image, base);
    memory->layout.heapStart = memory->heapStart;
    memory->layout.stackStart = top->pointer;
    memory->space.setStackPointer(top->pointer);
    memory->space.setHeap({memory->heapStart, memory->heapEnd});

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
                    {31, top->nameAt},
                    {25, top->randomAt},
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
    const Random before = random;
    const std::uint64_t nextPage = pageRefs.next();
    const bool isNewProgram = !programs.contains(what.path);
    std::vector<std::string> added;
    newFiles = &added;
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
        memory = std::unexpected(Errno::noMemory);
    }
    newFiles = nullptr;
    if (!memory) { // as if nobody had tried
        random = before;
        pageRefs.rewind(nextPage);
        for (const std::string& key : added)
            files.erase(key);
        if (isNewProgram)
            programs.erase(what.path);
    }
    return memory;
}

}

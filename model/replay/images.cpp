// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/images.h>

#include <algorithm>
#include <format>
#include <utility>

namespace sandscope::replay {

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::size_t longestImage = std::size_t{1} << 20U;
constexpr int mostScripts = 5; // as Linux has it

/// Where Linux puts a position-independent program when nothing is randomised, and how far it may
/// put the heap behind it when that is (arch/x86, ELF_ET_DYN_BASE and arch_randomize_brk, 6.18).
constexpr std::uint64_t linuxProgramBase = 0x555555554000;
constexpr std::uint64_t furthestHeap = std::uint64_t{1} << 30U;
constexpr std::uint64_t linuxStackEnd = 0x7ffffffff000;
constexpr std::uint64_t linuxStackBytes = 0x21000; // before it grows, with short arguments

/// The vDSO's code and, below it, its parameters: of Linux 6.18, and of gVisor of 2022 and 2024.
constexpr std::uint64_t vdsoBytes = 2 * page;
constexpr std::uint64_t linuxVdsoSpan = 8 * page;
constexpr std::uint64_t gvisorVdsoSpan = 3 * page;

bool contains(const LinkedRange& range, std::uint64_t address)
{
    return range.start <= address && address < range.end;
}

/// What to add to linked addresses so that \a seen is the range that becomes read-only.
std::optional<std::uint64_t> baseFrom(const ElfHeaders& headers, const LinkedRange& seen)
{
    if (!headers.relro || seen.start < headers.relro->start)
        return std::nullopt;
    const LinkedRange& linked = *headers.relro;
    const bool isLengthKnown = linked.end > linked.start;
    if (isLengthKnown && linked.end - linked.start != seen.end - seen.start)
        return std::nullopt;
    const std::uint64_t base = seen.start - linked.start;
    return base % page == 0 ? std::optional(base) : std::nullopt;
}

std::vector<std::string> wordsOf(std::string_view line)
{
    // The interpreter, and all that follows it as one argument.
    const auto trim = [](std::string_view text) {
        const std::size_t first = text.find_first_not_of(" \t\r");
        if (first == std::string_view::npos)
            return std::string_view();
        return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
    };
    line = trim(line);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    std::vector<std::string> words;
    if (end > 0)
        words.emplace_back(line.substr(0, end));
    if (const std::string_view rest = trim(line.substr(end)); !rest.empty())
        words.emplace_back(rest);
    return words;
}

}

Images::Images(std::string_view elfFolders, const std::string& imageFile, const Log& log,
               kernel::Behaviour behaviour)
    : m_folder(elfFolders)
    , m_ahead(log)
    , m_behaviour(behaviour)
{
    if (const std::string missing = m_folder.missingFolder(); !missing.empty())
        m_problem
            = std::format("there is no folder \"{}\" with programs or their headers", missing);
    else if (!imageFile.empty())
        readImage(imageFile);
    m_isRandomised = m_behaviour != kernel::Behaviour::linux_ || looksRandomised();
}

void Images::readImage(const std::string& file)
{
    const auto text = readFileStart(file, longestImage);
    if (!text) {
        m_problem
            = std::format("\"{}\" cannot be read; it is to be a map taken right after exec", file);
        return;
    }
    auto map = readMapAtExec(*text, m_behaviour);
    if (!map) {
        m_problem = std::format("\"{}\" is no map taken right after exec: {}", file, map.error());
        return;
    }
    m_imageProgram = programOf(*map);
    m_imageInterpreter = interpreterOf(*map);
    m_map = std::make_shared<const std::vector<procfs::Vma>>(*std::move(map));
}

// Of the first exec: what it shows holds for all of them.
bool Images::looksRandomised()
{
    const ExecTraces* traces = m_ahead.after(m_ahead.firstExec());
    if (!traces)
        return true;
    const auto isAtTop = [](std::uint64_t address) {
        return address >= linuxStackEnd - linuxStackBytes && address < linuxStackEnd;
    };
    if (std::ranges::any_of(traces->buffers, isAtTop))
        return false;
    ExecPlan plan;
    const auto program = fileAt(traces->path, true, plan);
    if (!program)
        return true;
    const std::uint64_t base = program->headers.positionIndependent ? linuxProgramBase : 0;
    return traces->heapStart != base + program->headers.span().end;
}

// \a isImaged: it is the program whose map the image file shows.
std::optional<Images::File> Images::fileAt(const std::string& path, bool isImaged, ExecPlan& plan)
{
    std::string at = path;
    if (isImaged && m_imageProgram)
        at = m_imageProgram->path;
    const FoundFile* found = m_folder.find(at);
    if (const std::string_view origin = m_ahead.originOf(at);
        !origin.empty() && (!found || !found->assumption.empty())) {
        if (const FoundFile* copied = m_folder.find(std::string(origin)); copied) {
            plan.assumptions.push_back(std::format(
                "{} is taken for the copy of {} that the log seems to write.", at, origin));
            if (copied->headers)
                return File{at, *copied->headers};
        }
    }
    for (int depth = 0; found && !found->headers; ++depth) { // a script
        const auto words = wordsOf(found->interpreterLine);
        if (words.empty() || depth == mostScripts)
            return std::nullopt;
        plan.scriptArguments.insert(plan.scriptArguments.begin(), at);
        plan.scriptArguments.insert(plan.scriptArguments.begin(), words.begin() + 1, words.end());
        at = words.front();
        found = m_folder.find(at);
    }
    if (found) {
        if (!found->assumption.empty())
            plan.assumptions.push_back(found->assumption);
        return File{found->path, *found->headers};
    }
    if (isImaged && m_imageProgram)
        return File{m_imageProgram->path, m_imageProgram->headers};
    return std::nullopt;
}

std::optional<Images::File> Images::interpreterFor(const File& program, bool isImaged,
                                                   ExecPlan& plan)
{
    const std::string& path = program.headers.interpreter;
    if (path.empty() && !(isImaged && m_imageInterpreter))
        return std::nullopt;
    const FoundFile* found = m_folder.find(path);
    if (isImaged && m_imageInterpreter && (!found || !found->assumption.empty())) {
        const FoundFile* imaged = m_folder.find(m_imageInterpreter->path);
        if (imaged && imaged->headers && imaged->assumption.empty())
            return File{imaged->path, *imaged->headers};
        return File{m_imageInterpreter->path, m_imageInterpreter->headers};
    }
    if (found && found->headers) {
        if (!found->assumption.empty())
            plan.assumptions.push_back(found->assumption);
        return File{found->path, *found->headers};
    }
    plan.assumptions.push_back(
        std::format("The interpreter {} is nowhere to be found, so a usual one is taken.", path));
    return std::nullopt;
}

// Programs make part of themselves read-only once they are relocated; where, tells their base.
Images::Bases Images::basesOf(const File& program, const std::optional<File>& interpreter,
                              const ExecTraces& traces) const
{
    Bases bases;
    const LinkedRange span = program.headers.span();
    const bool hasHeapBehind = !program.headers.positionIndependent || interpreter;
    if (!program.headers.positionIndependent) {
        bases.program = 0;
        bases.isProgramKnown = true;
    }
    for (const LinkedRange& seen : traces.readOnly) {
        const auto base = baseFrom(program.headers, seen);
        if (bases.program || !base)
            continue;
        const std::uint64_t end = *base + span.end;
        if (!hasHeapBehind || !traces.heapStart
            || (*traces.heapStart >= end && *traces.heapStart - end <= furthestHeap)) {
            bases.program = base;
            bases.isProgramKnown = true;
        }
    }
    if (!bases.program && traces.heapStart && hasHeapBehind && *traces.heapStart >= span.end) {
        bases.program = (*traces.heapStart - span.end) & ~(page - 1);
        bases.isProgramKnown
            = m_behaviour != kernel::Behaviour::linux_ || bases.program == linuxProgramBase;
    }
    if (!interpreter)
        return bases;
    const LinkedRange own = bases.program
        ? LinkedRange{*bases.program + span.start, *bases.program + span.end}
        : LinkedRange{};
    for (const LinkedRange& seen : traces.readOnly) {
        const auto base = baseFrom(interpreter->headers, seen);
        const auto isThere = [&](const LinkedRange& range) { return contains(range, seen.start); };
        if (base && !isThere(own) && std::ranges::none_of(traces.mapped, isThere))
            bases.interpreter = base;
    }
    return bases;
}

bool Images::agrees(const Bases& bases, const File& program) const
{
    if (!m_map || !m_imageProgram || m_imageProgram->path != program.path
        || bases.program != m_imageProgram->base)
        return false;
    if (!m_imageInterpreter)
        return !m_isRandomised;
    return bases.interpreter ? *bases.interpreter == m_imageInterpreter->base : !m_isRandomised;
}

// A program has buffers for its calls on the stack, near its end.
void Images::placeStack(const ExecTraces& traces, const Bases& bases, std::uint64_t interpreterEnd,
                        ExecPlan& plan) const
{
    std::optional<std::uint64_t> highest;
    for (const std::uint64_t buffer : traces.buffers) {
        const auto holds = [buffer](const LinkedRange& range) { return contains(range, buffer); };
        const bool isInInterpreter = bases.interpreter && buffer < interpreterEnd
            && buffer >= *bases.interpreter - linuxVdsoSpan;
        if (!isInInterpreter && std::ranges::none_of(traces.mapped, holds))
            highest = std::max(highest.value_or(0), buffer);
    }
    const std::uint64_t end
        = highest ? std::min((*highest & ~(page - 1)) + 2 * page, linuxStackEnd) : linuxStackEnd;
    plan.image.placement.stackEnd = end;
    plan.assumptions.push_back(std::format("The stack is taken to end at {:#x}.", end));
}

ExecPlan Images::plan(std::uint32_t line, const std::string& path)
{
    ExecPlan plan;
    plan.image.stopsAtEntry = true;
    static const ExecTraces nothing{};
    const ExecTraces* known = m_ahead.after(line);
    const ExecTraces& traces = known ? *known : nothing;
    const ExecTraces* first = m_ahead.after(m_ahead.firstExec());
    const bool isImaged = m_map
        && (line == m_ahead.firstExec() || (first && first->path == path)
            || path == m_imageProgram->path);

    std::string runs = path;
    if (const auto words = wordsOf(traces.interpreterLine); !words.empty() && !isImaged) {
        plan.scriptArguments.assign(words.begin() + 1, words.end());
        plan.scriptArguments.push_back(path);
        runs = words.front();
    }
    kernel::ExecPlacement& placement = plan.image.placement;
    placement.heapStart = traces.heapStart;
    const auto program = fileAt(runs, isImaged, plan);
    if (!program) {
        plan.assumptions.push_back(std::format(
            "The program headers of {} are not known, so its layout is made up.", runs));
        return plan;
    }
    const auto interpreter = interpreterFor(*program, isImaged, plan);
    plan.program = kernel::Program{imageOf(program->headers, program->path), {}, {}, 0};
    if (interpreter)
        plan.program->interpreter = imageOf(interpreter->headers, interpreter->path);
    else if (!program->headers.interpreter.empty())
        plan.program->interpreter = kernel::defaultInterpreter();
    for (const kernel::Image* image :
         {&plan.program->image,
          plan.program->interpreter ? &*plan.program->interpreter : nullptr}) {
        const std::string problem = image ? kernel::problemOf(*image) : std::string();
        if (!problem.empty()) {
            plan.assumptions.push_back(std::format(
                "{} cannot be loaded here ({}), so its layout is made up.", image->path, problem));
            plan.program.reset();
            return plan;
        }
    }

    Bases bases = basesOf(*program, interpreter, traces);
    if (agrees(bases, *program)) {
        plan.image.map = m_map;
        placement.imageBase = m_imageProgram->base;
        if (m_imageInterpreter)
            placement.interpreterBase = m_imageInterpreter->base;
        return plan;
    }
    if (!bases.isProgramKnown)
        plan.assumptions.push_back(std::format("Where {} was loaded is not known.", program->path));
    std::uint64_t interpreterEnd = 0;
    if (interpreter) {
        const LinkedRange span = interpreter->headers.span();
        if (!bases.interpreter && m_isRandomised && !traces.mapped.empty()) {
            const auto top = std::ranges::max(traces.mapped, {}, &LinkedRange::end);
            bases.interpreter = top.end
                + (m_behaviour == kernel::Behaviour::linux_ ? linuxVdsoSpan : gvisorVdsoSpan)
                - span.start;
            plan.assumptions.push_back("Where the interpreter was loaded is not known.");
        }
        if (bases.interpreter) {
            interpreterEnd = *bases.interpreter + span.end;
            placement.mapBase = interpreterEnd;
            placement.vdso = *bases.interpreter + span.start - vdsoBytes;
        }
    }
    placement.imageBase = bases.program;
    placement.interpreterBase = bases.interpreter;
    if (m_isRandomised) {
        if (placement.vdso)
            plan.assumptions.push_back("The vDSO is taken to lie right below the interpreter.");
        placeStack(traces, bases, interpreterEnd, plan);
    }
    return plan;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/lookahead.h>

#include <algorithm>
#include <array>

namespace sandscope::replay {

namespace {

constexpr std::size_t mostRanges = 512; // of each kind, for one exec
constexpr std::size_t mostBuffers = 64;
constexpr std::size_t mostCopies = 4096;
constexpr std::uint64_t protectionRead = 1;
constexpr std::uint64_t leastStackAddress = 0x7e0000000000; // of every kernel that is simulated

// Calls whose addresses are where memory is, rather than buffers.
constexpr std::array addressCalls = {
    std::string_view("arch_prctl"),
    std::string_view("brk"),
    std::string_view("clone"),
    std::string_view("clone3"),
    std::string_view("execve"),
    std::string_view("execveat"),
    std::string_view("futex"),
    std::string_view("madvise"),
    std::string_view("mincore"),
    std::string_view("mlock"),
    std::string_view("mlock2"),
    std::string_view("mmap"),
    std::string_view("mprotect"),
    std::string_view("mremap"),
    std::string_view("msync"),
    std::string_view("munlock"),
    std::string_view("munmap"),
    std::string_view("prctl"),
    std::string_view("rseq"),
    std::string_view("rt_sigaction"),
    std::string_view("set_robust_list"),
    std::string_view("set_tid_address"),
    std::string_view("shmat"),
    std::string_view("shmdt"),
};

std::optional<LinkedRange> rangeOf(std::optional<std::uint64_t> start,
                                   std::optional<std::uint64_t> length)
{
    if (!start || !length || *length > ~std::uint64_t{0} - 4095
        || *start > ~std::uint64_t{0} - 4095 - *length)
        return std::nullopt;
    return LinkedRange{*start, (*start + *length + 4095) & ~std::uint64_t{4095}};
}

}

class LookAhead::Scan
{
public:
    explicit Scan(LookAhead& into)
        : m_into(into)
    {
    }

    void take(const Call& call, bool isWhole)
    {
        const std::int32_t tid = call.tid.value;
        if (call.name == "execve" || call.name == "execveat") {
            if (isWhole && call.succeeded())
                beginExec(call);
            return;
        }
        if (const auto exec = m_current.find(tid); exec != m_current.end())
            takeAddresses(call, m_into.m_execs[exec->second]);
        if (isWhole && call.succeeded())
            takeFiles(call);
    }

private:
    void beginExec(const Call& call)
    {
        ExecTraces& traces = m_into.m_execs[call.line];
        if (const auto path = call.argument(call.name == "execve" ? 0 : 1).string())
            traces.path = path->bytes;
        m_current[call.tid.value] = call.line;
        if (m_into.m_firstExec == 0)
            m_into.m_firstExec = call.line;
    }

    static void takeAddresses(const Call& call, ExecTraces& traces)
    {
        const bool hasResult = call.succeeded();
        if (call.name == "brk") {
            if (!traces.heapStart && hasResult && *call.result > 0)
                traces.heapStart = static_cast<std::uint64_t>(*call.result);
            return;
        }
        if (call.name == "mprotect" && hasResult) {
            const auto range = rangeOf(call.argument(0).number(), call.argument(1).number());
            if (range && traces.readOnly.size() < mostRanges
                && call.argument(2).flags(constants::protections()) == protectionRead)
                traces.readOnly.push_back(*range);
            return;
        }
        if (call.name == "mmap" && hasResult) {
            const auto range
                = rangeOf(static_cast<std::uint64_t>(*call.result), call.argument(1).number());
            if (range && traces.mapped.size() < mostRanges)
                traces.mapped.push_back(*range);
            return;
        }
        if (std::ranges::binary_search(addressCalls, std::string_view(call.name)))
            return;
        for (const Argument& argument : call.arguments) {
            if (!argument.text.starts_with("0x7") || argument.text.size() != 14
                || traces.buffers.size() >= mostBuffers)
                continue;
            const auto address = argument.number();
            if (address && *address >= leastStackAddress)
                traces.buffers.push_back(*address);
        }
    }

    // A program that is written with what was read from another one's start is its copy.
    void takeFiles(const Call& call)
    {
        const std::int32_t tid = call.tid.value;
        if (call.name == "open" || call.name == "openat" || call.name == "creat") {
            const auto path = call.argument(call.name == "openat" ? 1 : 0).string();
            const auto fd = call.resultDescriptor();
            if (fd && path && path->isWhole && m_opened.size() < mostCopies)
                m_opened[{tid, fd->number}] = fd->path.empty() ? path->bytes : fd->path;
            return;
        }
        if (call.name == "memfd_create") {
            const auto name = call.argument(0).string();
            const auto fd = call.resultDescriptor();
            if (fd && name && name->isWhole && m_opened.size() < mostCopies)
                m_opened[{tid, fd->number}] = "/memfd:" + name->bytes;
            return;
        }
        if (call.name != "read" && call.name != "write")
            return;
        const auto bytes = call.argument(1).string();
        if (bytes && call.name == "read" && bytes->bytes.starts_with("#!"))
            takeScript(call, bytes->bytes);
        if (!bytes || !bytes->bytes.starts_with("\177ELF"))
            return;
        const auto fd = call.argument(0).descriptor();
        const std::string path = fd ? pathOf(tid, *fd) : std::string();
        if (path.empty())
            return;
        if (call.name == "read") {
            m_lastRead[tid] = {path, bytes->bytes, *call.result};
            return;
        }
        const auto read = m_lastRead.find(tid);
        if (read != m_lastRead.end() && read->second.bytes == bytes->bytes
            && read->second.count == *call.result && m_into.m_copies.size() < mostCopies)
            m_into.m_copies[path] = read->second.path;
    }

    // An interpreter that reads the file that was to be run.
    void takeScript(const Call& call, std::string_view bytes)
    {
        const auto exec = m_current.find(call.tid.value);
        const auto fd = call.argument(0).descriptor();
        if (exec == m_current.end() || !fd)
            return;
        ExecTraces& traces = m_into.m_execs[exec->second];
        const std::size_t end = bytes.find('\n');
        if (traces.interpreterLine.empty() && end != std::string_view::npos
            && pathOf(call.tid.value, *fd) == traces.path)
            traces.interpreterLine = bytes.substr(2, end - 2);
    }

    static bool isNamed(std::string_view path, std::string_view start)
    {
        constexpr std::string_view deleted = " (deleted)";
        return path.ends_with(deleted) && path.starts_with(start)
            && path.size() == start.size() + deleted.size();
    }

    [[nodiscard]] std::string pathOf(std::int32_t tid, const LogDescriptor& fd) const
    {
        const auto opened = m_opened.find({tid, fd.number});
        // A name may end in what is written behind those of deleted files.
        if (!fd.path.empty()
            && (!fd.isDeleted || opened == m_opened.end() || !isNamed(opened->second, fd.path)))
            return fd.path;
        return opened != m_opened.end() ? opened->second : std::string();
    }

    struct Read
    {
        std::string path;
        std::string bytes;
        std::int64_t count = 0;
    };

    LookAhead& m_into;
    std::map<std::int32_t, std::uint32_t> m_current; ///< the exec's line, by task
    std::map<std::pair<std::int32_t, int>, std::string> m_opened;
    std::map<std::int32_t, Read> m_lastRead;
};

LookAhead::LookAhead(const Log& log)
{
    Scan scan(*this);
    for (std::size_t i = 0; i < log.eventCount(); ++i) {
        const Event event = log.event(i);
        if (const auto* end = std::get_if<EndEvent>(&event.kind))
            scan.take(end->call, true);
        else if (const auto* begin = std::get_if<BeginEvent>(&event.kind);
                 begin && begin->call.ending == Ending::unfinished)
            scan.take(begin->call, false); // it has no end
    }
}

const ExecTraces* LookAhead::after(std::uint32_t line) const
{
    const auto found = m_execs.find(line);
    return found != m_execs.end() ? &found->second : nullptr;
}

std::string_view LookAhead::originOf(std::string_view path) const
{
    const auto found = m_copies.find(path);
    return found != m_copies.end() ? std::string_view(found->second) : std::string_view();
}

}

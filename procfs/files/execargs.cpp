// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/execargs.h>
#include <procfs/files/maps.h>

#include <algorithm>

namespace sandscope::procfs {

ExecArgs parseExecArgs(std::string_view bytes)
{
    ExecArgs args;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\0');
        args.strings.emplace_back(bytes.substr(0, end));
        args.isTerminated = end != std::string_view::npos;
        bytes.remove_prefix(args.isTerminated ? end + 1 : bytes.size());
    }
    return args;
}

void formatExecArgs(const ExecArgs& value, std::string& out)
{
    for (const std::string& string : value.strings) {
        out += string;
        if (value.isTerminated || &string != &value.strings.back())
            out += '\0';
    }
}

Errno renderExecArgs(const FileContext& ctx, MemoryText MemoryRecord::* range, FileText& out)
{
    // In the order of the seeds: dead, no memory, no range, then the copy.
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr || memory->users == 0)
        return Errno::ok;
    const MemoryText& text = memory->*range;
    if (text.start == 0 || text.end == 0 || text.start >= text.end)
        return Errno::ok;
    if (!text.bytes || text.bytes->empty())
        return Errno::fault;
    const std::uint64_t length = std::min<std::uint64_t>(text.end - text.start, execArgsCap);
    out.bytes.append(*text.bytes, 0, static_cast<std::size_t>(length));
    out.mark(1);
    return Errno::ok;
}

Parsed<Reformatted> reformatExecArgs(std::string_view bytes, Dialect)
{
    std::string out;
    out.reserve(bytes.size());
    formatExecArgs(parseExecArgs(bytes), out);
    return out;
}

}

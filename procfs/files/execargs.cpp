// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/execargs.h>
#include <procfs/files/maps.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

Parsed<ExecArgs> parseExecArgs(std::string_view bytes)
{
    ExecArgs args;
    std::string_view left = bytes;
    while (!left.empty()) {
        if (args.strings.size() == mostExecArgs)
            return text::failure(ParseErrorCode::tooLong, bytes, bytes.size() - left.size());
        const std::size_t end = left.find('\0');
        args.strings.push_back(left.substr(0, end));
        args.isTerminated = end != std::string_view::npos;
        left.remove_prefix(args.isTerminated ? end + 1 : left.size());
    }
    return args;
}

void formatExecArgs(const ExecArgs& value, std::string& out)
{
    for (const std::string_view& string : value.strings) {
        out += string;
        if (value.isTerminated || &string != &value.strings.back())
            out += '\0';
    }
}

namespace {

/// A range as its first byte up to the last that is inside.
std::uint64_t lengthOf(const MemoryText& text)
{
    const bool isSet = text.start != 0 && text.end != 0 && text.start < text.end;
    return isSet ? text.end - text.start : 0;
}

/// What of a range can be copied.
std::string_view readable(const MemoryText& text)
{
    return text.bytes ? std::string_view(*text.bytes).substr(0, lengthOf(text))
                      : std::string_view{};
}

/// 2018 and 2019: the first page, or what of it can be copied.
Errno firstPage(const MemoryText& text, std::string& out)
{
    const std::string_view bytes = readable(text);
    out += bytes.substr(0, execArgsPage);
    return bytes.empty() ? Errno::fault : Errno::ok;
}

/// Later gVisor: all or nothing. Without \a overflow that is all there is to it.
///
/// A program that overwrote the last NUL of its arguments shows one string: up to the first NUL or,
/// if there is none, on into the environment, a page in all. That NUL is left out.
Errno wholeRange(const MemoryText& text, const MemoryText* overflow, std::string& out)
{
    const std::string_view bytes = readable(text);
    if (bytes.size() < lengthOf(text))
        return Errno::fault;
    if (overflow == nullptr || bytes.back() == '\0') {
        out += bytes;
        return Errno::ok;
    }
    const std::size_t end = bytes.find('\0');
    out += bytes.substr(0, end);
    if (end != std::string_view::npos || bytes.size() >= execArgsPage)
        return Errno::ok;
    const std::size_t room
        = std::min<std::uint64_t>(execArgsPage - bytes.size(), lengthOf(*overflow));
    const std::string_view more = readable(*overflow).substr(0, room);
    if (more.size() < room)
        return Errno::fault;
    out += more.substr(0, more.find('\0'));
    return Errno::ok;
}

/// Linux (fs/proc/base.c, get_mm_cmdline and environ_read): what can be copied, be it nothing.
///
/// An overwritten last NUL makes the arguments one string, too: at most one page from their start
/// on and up to the first NUL, which is shown. What stands behind the arguments is known here only
/// where it is the environment.
void linuxRange(const MemoryText& text, const MemoryText* overflow, std::string& out)
{
    const std::string_view bytes = readable(text);
    const bool isTitle
        = overflow != nullptr && bytes.size() == lengthOf(text) && bytes.back() != '\0';
    if (!isTitle) {
        out += bytes;
        return;
    }
    std::string title(bytes.substr(0, execArgsPage));
    if (overflow->start == text.end)
        title += readable(*overflow).substr(0, execArgsPage - title.size());
    const std::size_t end = title.find('\0');
    out.append(title, 0, end == std::string::npos ? end : end + 1);
}

}

Errno renderExecArgs(const FileContext& ctx, ExecRange range, FileText& out)
{
    const bool isEnvironment = range == ExecRange::environment;
    // Since the end of 2025 an open environ belongs to the memory that it was opened with, as on
    // Linux; Linux refuses to open it when there is none.
    const bool isBound = isEnvironment && ctx.dialect >= Dialect::gvisor2026;
    if (ctx.task.state == TaskState::dead && !isBound)
        return Errno::noProcess;
    if (ctx.task.state == TaskState::zombie && isEnvironment && ctx.dialect == Dialect::linux_)
        return Errno::noProcess;
    const MemoryRecord* const memory = memoryOf(ctx);
    if (memory == nullptr || memory->users == 0)
        return Errno::ok;
    const MemoryText& text = isEnvironment ? memory->environment : memory->arguments;
    const MemoryText* const overflow = isEnvironment ? nullptr : &memory->environment;
    if (lengthOf(text) == 0)
        return Errno::ok;

    Errno result = Errno::ok;
    const std::size_t before = out.bytes.size();
    if (isEarly(ctx.dialect))
        result = firstPage(text, out.bytes);
    else if (isGvisor(ctx.dialect))
        result = wholeRange(text, overflow, out.bytes);
    else
        linuxRange(text, overflow, out.bytes);
    if (result != Errno::ok)
        out.bytes.resize(before);
    else if (out.bytes.size() != before)
        out.mark(1);
    return result;
}

Parsed<Reformatted> reformatExecArgs(std::string_view bytes, Dialect)
{
    return parseExecArgs(bytes).transform([&](const ExecArgs& value) {
        Reformatted again({});
        again.bytes.reserve(bytes.size());
        formatExecArgs(value, again.bytes);
        return again;
    });
}

}

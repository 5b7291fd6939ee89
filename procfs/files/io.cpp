// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/io.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr TruthNote ofTheGroup{dialects::early, "It is the sum over the process below task/[tid], too.", ""};
constexpr TruthNote ofTheThread{dialects::later, "Below task/[tid] it is that of the thread.", "2019-12-05 (0a32c0235)"};
constexpr FieldDoc counted(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("MMMMMM"), {{ofTheGroup, ofTheThread}}};
}
constexpr FieldDoc notCounted(std::string_view name, std::string_view meaning)
{
    return {name, "bytes", meaning, truths("CCCCCM"), {{{dialects::gvisor, "gVisor has the counter, and nothing adds to it."}}}, "0"};
}
constexpr std::string_view readMeaning = "What read and its kin gave to the process.";
constexpr std::array docs = {
    FieldDoc{"char", "bytes", readMeaning, truths("MMMMRR"), {{
        {dialects::before2026, "A slip: Linux calls it rchar."},
        {dialects::only2026, "It is printed as rchar.", "2026-03-19 (f6a4e7c41)"},
        {dialects::onlyLinux, "It is printed as rchar."}}}},
    FieldDoc{"rchar", "bytes", readMeaning, truths("RRRRMM"), {{
        {dialects::before2026, "It is printed as char."},
        {dialects::only2026, "It has the name that Linux gives it.", "2026-03-19 (f6a4e7c41)"}}}},
    counted("wchar", "bytes", "What write and its kin took from the process."),
    counted("syscr", "", "Calls of read and its kin, failed ones included."),
    counted("syscw", "", "Calls of write and its kin, failed ones included."),
    notCounted("read_bytes", "What had to be fetched from storage."),
    notCounted("write_bytes", "What was sent to storage."),
    notCounted("cancelled_write_bytes", "What would have been sent to storage, had the file not been cut."),
};
// clang-format on
constexpr std::size_t gvisorReads = 0, linuxReads = 1;

constexpr std::array<std::uint64_t IoCounters::*, 7> members = {
    &IoCounters::charsRead,           &IoCounters::charsWritten, &IoCounters::readCalls,
    &IoCounters::writeCalls,          &IoCounters::bytesRead,    &IoCounters::bytesWritten,
    &IoCounters::bytesWriteCancelled,
};
static_assert(members.size() + 1 == docs.size());

const FieldDoc& docOf(std::size_t member, bool saysRchar)
{
    return docs[member == 0 && !saysRchar ? gvisorReads : member + linuxReads];
}

bool saysRchar(Dialect dialect)
{
    return dialect == Dialect::gvisor2026 || dialect == Dialect::linux_;
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGoneForReaders(ctx))
        return Errno::noProcess;
    formatIo(taskIo(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseIo(bytes).transform([&](const TaskIo& value) {
        Fields fields;
        for (std::size_t i = 0; i < members.size(); ++i) {
            const FieldDoc& doc = docOf(i, bytes.starts_with('r'));
            fields.push_back(
                {std::string(doc.name), std::to_string(value.counters.*members[i]), &doc});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseIo(bytes).transform([&](const TaskIo& value) {
        // The name stays what it is; whether the dialect has it is the field table's business.
        const bool hasRchar = bytes.starts_with('r');
        if (hasRchar != saysRchar(dialect))
            dialect = hasRchar ? Dialect::linux_ : Dialect::gvisor2024;
        std::string out;
        formatIo(value, dialect, out);
        return out;
    });
}

}

Parsed<TaskIo> parseIo(std::string_view text)
{
    TaskIo value;
    Scanner in(text);
    (void)in.accept("r"); // of rchar
    in.expect("char: ");
    value.counters.charsRead = in.decimal();
    in.expect("\n");
    for (std::size_t i = 1; i < members.size(); ++i) {
        in.expect(docOf(i, true).name);
        in.expect(": ");
        value.counters.*members[i] = in.decimal();
        in.expect("\n");
    }
    in.expectEnd();
    if (in.failed())
        return in.error();
    return value;
}

void formatIo(const TaskIo& value, Dialect dialect, std::string& out)
{
    constexpr std::size_t longestKey = 24;
    append(out, members.size() * (longestKey + maxDigits), [&](char* to) {
        for (std::size_t i = 0; i < members.size(); ++i) {
            to = putText(to, docOf(i, saysRchar(dialect)).name);
            to = putText(to, ": ");
            to = putDecimal(to, value.counters.*members[i]);
            *to++ = '\n';
        }
        return to;
    });
}

TaskIo taskIo(const FileContext& ctx)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    const bool isOfGroup = ctx.wholeGroup || isEarly(ctx.dialect);
    TaskIo io{isOfGroup && group != nullptr ? group->io : ctx.task.io};
    if (isGvisor(ctx.dialect)) // nothing calls its accounting of storage
        io.counters.bytesRead = io.counters.bytesWritten = io.counters.bytesWriteCancelled = 0;
    return io;
}

constinit const ProcFile ioFile = {
    .name = "io",
    .modes = {0444, 0444, 0400, 0400, 0400, 0400},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

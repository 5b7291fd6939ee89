// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/io.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"char", "bytes", "What read and its kin gave to the process. A slip of gVisor: Linux calls it rchar.", truths("MMMM--")},
    FieldDoc{"rchar", "bytes", "What read and its kin gave to the process.", truths("----MM")},
    FieldDoc{"wchar", "bytes", "What write and its kin took from the process.", truths("MMMMMM")},
    FieldDoc{"syscr", "", "Calls of read and its kin, failed ones included.", truths("MMMMMM")},
    FieldDoc{"syscw", "", "Calls of write and its kin, failed ones included.", truths("MMMMMM")},
    FieldDoc{"read_bytes", "bytes", "What had to be fetched from storage.", truths("CCCCCM")},
    FieldDoc{"write_bytes", "bytes", "What was sent to storage.", truths("CCCCCM")},
    FieldDoc{"cancelled_write_bytes", "bytes", "What would have been sent to storage, had the file not been cut.", truths("CCCCCM")},
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
    return {group != nullptr ? group->io : ctx.task.io};
}

constinit const ProcFile ioFile = {
    .name = "io",
    .modes = {0444, 0444, 0400, 0400, 0400, 0400},
    .dependencies = static_cast<Dependencies>(Dependency::group),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

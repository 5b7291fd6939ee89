// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/statm.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"size", "pages", "Size of the address space.", truths("-MMMMM")},
    FieldDoc{"resident", "pages", "Resident memory. gVisor counts the pieces it has allocated.", truths("-DDDDM")},
    FieldDoc{"shared", "pages", "Resident pages of files and shared memory.", truths("-CCCCM")},
    FieldDoc{"text", "pages", "Code of the program.", truths("-CCCCM")},
    FieldDoc{"lib", "pages", "Unused.", truths("-CCCCC")},
    FieldDoc{"data", "pages", "Private writable memory and stack.", truths("-CCCCM")},
    FieldDoc{"dt", "pages", "Unused.", truths("-CCCCC")},
};
// clang-format on

constexpr std::array<std::uint64_t TaskStatm::*, 7> members
    = {&TaskStatm::size, &TaskStatm::resident, &TaskStatm::shared, &TaskStatm::text,
       &TaskStatm::lib,  &TaskStatm::data,     &TaskStatm::dirty};
static_assert(members.size() == docs.size());

Errno render(const FileContext& ctx, FileText& out)
{
    if (!statmFile.existsIn(ctx.dialect))
        return Errno::noEntry;
    formatStatm(taskStatm(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseStatm(bytes).transform([](const TaskStatm& value) {
        Fields fields;
        for (std::size_t i = 0; i < docs.size(); ++i)
            fields.push_back(
                {std::string(docs[i].name), std::to_string(value.*members[i]), &docs[i]});
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseStatm(bytes).transform([&](const TaskStatm& value) {
        std::string out;
        formatStatm(value, dialect, out);
        return out;
    });
}

}

Parsed<TaskStatm> parseStatm(std::string_view text)
{
    TaskStatm value;
    Scanner in(text);
    for (const auto member : members) {
        if (member != members.front())
            in.expect(" ");
        value.*member = in.decimal();
    }
    in.expect("\n");
    in.expectEnd();
    if (in.failed())
        return in.error();
    return value;
}

void formatStatm(const TaskStatm& value, Dialect, std::string& out)
{
    append(out, members.size() * maxDigits, [&](char* to) {
        for (const auto member : members) {
            to = putDecimal(to, value.*member);
            *to++ = ' ';
        }
        to[-1] = '\n';
        return to;
    });
}

TaskStatm taskStatm(const FileContext& ctx)
{
    const MemorySizes memory = memorySizes(ctx);
    return {.size = memory.vssBytes / pageSize, .resident = memory.rssBytes / pageSize};
}

constinit const ProcFile statmFile = {
    .name = "statm",
    .modes = {0, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::memory),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

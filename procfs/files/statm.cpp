// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/maps.h>
#include <procfs/files/memoryfacts.h>
#include <procfs/files/statm.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr DialectSet withoutFile{Dialect::gvisor2018};
constexpr DialectSet zeros{Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026};
constexpr TruthNote noFile{withoutFile, "gVisor of 2018 has no such file.", ""};
constexpr FieldDoc notCounted(std::string_view name, std::string_view meaning)
{
    return {name, "pages", meaning, truths("-CCCCM"), {{noFile, {zeros, "gVisor does not count it."}}}, "0"};
}
constexpr FieldDoc unused(std::string_view name)
{
    return {name, "pages", "Unused.", truths("-CCCCC"), {{noFile, {zeros, "It has no meaning any more."},
                                                          {dialects::onlyLinux, "Linux no longer counts it."}}}, "0"};
}
constexpr std::array docs = {
    FieldDoc{"size", "pages", "Size of the address space.", truths("-MMMMM"), {{noFile, {zeros, "Every mapping counts in full, whether used or not.", "2018-05-08 (10a2cfc6a)"}}}},
    FieldDoc{"resident", "pages", "Resident memory.", truths("-DDDDM"), {{noFile,
        {zeros, "It is the sum of the pieces that the sentry has allocated, which are larger than the pages used."}}}},
    notCounted("shared", "Resident pages of files and shared memory."),
    notCounted("text", "Code of the program."),
    unused("lib"),
    notCounted("data", "Private writable memory and stack."),
    unused("dt"),
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
    if (isGoneForReaders(ctx))
        return Errno::noProcess;
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
    const MemorySizes sizes = memorySizes(ctx);
    TaskStatm value{.size = sizes.vssBytes / pageSize, .resident = sizes.rssBytes / pageSize};
    const MemoryRecord* const memory = memoryOf(ctx);
    if (ctx.dialect == Dialect::linux_ && memory != nullptr) {
        const MemoryFigures figures = memoryFigures(*memory);
        value.shared = (figures.residentFile + figures.residentShared) / pageSize;
        value.text = figures.programCode / pageSize;
        value.data = (figures.data + figures.stack) / pageSize;
    }
    return value;
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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/onevalue.h>
#include <procfs/files/oomscore.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"oom_score",
     "",
     "How soon the system would end this process for want of memory, 0 (never) to 2000.",
     truths("--CCCM"),
     {{{DialectSet(gvisor2022, gvisor2024, gvisor2026),
        "The host ends the whole sandbox, so nothing inside is rated.", "2020-03 (da48fc6cc)"}}},
     "0"},
}};
struct Description
{
    static constexpr NumberSyntax form = {.least = 0, .most = 2000};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

constexpr int exempt = -1000;

/// Of Linux: a base of 1000 and what memory and adjustment add to it, in thousandths of the memory
/// there is, two thirds of that.
std::int64_t rating(const FileContext& ctx)
{
    const MemoryRecord* const memory = memoryOf(ctx);
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (memory == nullptr || group == nullptr || group->oomScoreAdjustment <= exempt)
        return 0;
    static constexpr std::uint64_t most = 1ULL << 40U; // pages; keeps products within 64 bits
    const auto pages = [](std::uint64_t bytes) {
        return static_cast<std::int64_t>(std::min(bytes / pageSize, most));
    };
    const std::int64_t total = std::max<std::int64_t>(pages(ctx.records.machine().memoryBytes), 1);
    const std::int64_t used
        = pages(memory->rssBytes) + pages(memory->swapBytes) + pages(memory->pageTableBytes);
    const std::int64_t badness
        = std::min(used, total) + std::min(group->oomScoreAdjustment, 1000) * (total / 1000);
    return std::max<std::int64_t>(0, (1000 + badness * 1000 / total) * 2 / 3);
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.dialect != linux_) {
        Text::render(0, out);
        return Errno::ok;
    }
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    Text::render(rating(ctx), out);
    return Errno::ok;
}

}

constinit const ProcFile oomscoreFile = {
    .name = "oom_score",
    .modes = {0, 0, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group | Dependency::memory | Dependency::machine,
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/onevalue.h>
#include <procfs/files/oomscoreadj.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"oom_score_adj",
     "",
     "What the process, or somebody for it, adds to its oom_score: -1000 exempts it, 1000 puts it "
     "first.",
     truths("--MMMM"),
     {{{DialectSet(gvisor2022, gvisor2024, gvisor2026),
        "The number is kept and inherited, but has no effect.", "2020-03 (da48fc6cc)"}}}},
}};
struct Description
{
    static constexpr NumberSyntax form = {.least = -1000, .most = 1000};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

Errno render(const FileContext& ctx, FileText& out)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (ctx.task.state == TaskState::dead || group == nullptr)
        return Errno::noProcess;
    Text::render(group->oomScoreAdjustment, out);
    return Errno::ok;
}

}

constinit const ProcFile oomscoreadjFile = {
    .name = "oom_score_adj",
    .modes = {0, 0, 0644, 0644, 0644, 0644},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/onevalue.h>
#include <procfs/files/oomadj.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array<FieldDoc, 1> docs = {{
    {"oom_adj",
     "",
     "oom_score_adj on the older scale: -17 exempts the process, 15 puts it first.",
     truths("-----D"),
     {{{DialectSet(Dialect::linux_), "Linux scales oom_score_adj down and cuts the rest off."}}}},
}};
struct Description
{
    static constexpr NumberSyntax form = {.least = -17, .most = 15};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

Errno render(const FileContext& ctx, FileText& out)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (ctx.task.state == TaskState::dead || group == nullptr)
        return Errno::noProcess;
    // 1000 would give 17, which is past the end of the older scale.
    Text::render(std::min(group->oomScoreAdjustment * 17 / 1000, 15), out);
    return Errno::ok;
}

}

constinit const ProcFile oomadjFile = {
    .name = "oom_adj",
    .modes = {0, 0, 0, 0, 0, 0644},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/onevalue.h>
#include <procfs/files/sessionid.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array<FieldDoc, 1> docs = {{
    {"sessionid", "",
     "Number of the audit session of the login that the task descends from; "
     "4294967295: none.",
     truths("-----M")},
}};
struct Description
{
    static constexpr NumberSyntax form = {.hasNewline = false, .most = 0xffff'ffff};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    Text::render(detailsOf(ctx.task).sessionId, out);
    return Errno::ok;
}

}

constinit const ProcFile sessionidFile = {
    .name = "sessionid",
    .modes = {0, 0, 0, 0, 0, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::task),
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

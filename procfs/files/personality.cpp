// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/onevalue.h>
#include <procfs/files/personality.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array<FieldDoc, 1> docs = {{
    {"personality", "hexadecimal",
     "How system calls treat the task: the bits of personality(2), 00040000 without address "
     "randomisation.",
     truths("-----M")},
}};
struct Description
{
    static constexpr NumberSyntax form = {.base = NumberSyntax::Base::hex8, .most = 0xffff'ffff};
    static constexpr const FieldDoc& doc = docs[0];
};
using Text = OneNumber<Description>;

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    Text::render(detailsOf(ctx.task).personality, out);
    return Errno::ok;
}

}

constinit const ProcFile personalityFile = {
    .name = "personality",
    .modes = {0, 0, 0, 0, 0, 0400},
    .dependencies = static_cast<Dependencies>(Dependency::task),
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

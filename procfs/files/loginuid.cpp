// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/idmap.h>
#include <procfs/files/loginuid.h>
#include <procfs/files/onevalue.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array<FieldDoc, 1> docs = {{
    {"loginuid", "",
     "User id of the login that the task descends from, as the reader numbers users; 4294967295: "
     "none.",
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
    const std::uint32_t uid = detailsOf(ctx.task).loginUid;
    const auto seen = idSeenFrom(ctx.records, ctx.readerUsers, uid, &UserNamespaceRecord::uidMap);
    Text::render(seen.value_or(noId), out);
    return Errno::ok;
}

}

constinit const ProcFile loginuidFile = {
    .name = "loginuid",
    .modes = {0, 0, 0, 0, 0, 0644},
    .dependencies = Dependency::task | Dependency::readerUsers,
    .render = render,
    .decode = Text::decode,
    .reformat = Text::reformat,
    .fields = docs,
};

}

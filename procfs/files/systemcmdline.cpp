// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/systemcmdline.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr std::array docs = {
    FieldDoc{"arguments", "", "What the kernel was started with.", truths("--DDDM"), {{
        {dialects::early, "There is no such file.", "2021-05-06 (339001204)"},
        {dialects::later, "It is made from the release that gVisor says to have."}}}},
};
// clang-format on

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGvisor(ctx.dialect)) {
        out.bytes += "BOOT_IMAGE=/vmlinuz-";
        out.bytes += kernelName(ctx).release;
        out.bytes += "-gvisor quiet";
    } // of Linux: the kernel of the records was started without any
    out.bytes += '\n';
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, [](std::string_view line, Fields& fields) {
        fields.push_back({std::string(docs[0].name), std::string(line), &docs[0]});
        return true;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        out.append(line).push_back('\n');
        return true;
    });
}

}

constinit const ProcFile systemcmdlineFile = {
    .name = "cmdline",
    .scope = Scope::system,
    .modes = {0, 0, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

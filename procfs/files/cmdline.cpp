// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cmdline.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array docs = {
    FieldDoc{"argv", "",
             "One argument, raw, as it stands in memory now. Early gVisor shows the first page of "
             "them alone.",
             truths("MMMMMM")},
};

Errno render(const FileContext& ctx, FileText& out)
{
    return renderExecArgs(ctx, &MemoryRecord::arguments, out);
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    Fields fields;
    for (const std::string& argument : parseExecArgs(bytes).strings)
        fields.push_back({"argv[" + std::to_string(fields.size()) + ']', argument, &docs[0]});
    return fields;
}

}

constinit const ProcFile cmdlineFile = {
    .name = "cmdline",
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::memory),
    .render = render,
    .decode = decode,
    .reformat = reformatExecArgs,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cmdline.h>
#include <procfs/files/dialectsets.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array docs = {
    FieldDoc{
        "argv",
        "",
        "One argument, raw, as it stands in memory now. A program may write a title over them.",
        truths("MMMMMM"),
        {{{dialects::early, "Nothing behind the first 4096 bytes is shown."},
          {dialects::later,
           "A title is cut at its first NUL, or goes on into the environment; that NUL is left "
           "out.",
           "2019-02-05 (0cf7fc4e1)"},
          {dialects::onlyLinux,
           "A title ends with its first NUL, and may go on into the environment."}}}},
};

Errno render(const FileContext& ctx, FileText& out)
{
    return renderExecArgs(ctx, ExecRange::arguments, out);
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseExecArgs(bytes).transform([](const ExecArgs& value) {
        Fields fields;
        for (const std::string_view argument : value.strings)
            fields.push_back(
                {"argv[" + std::to_string(fields.size()) + ']', std::string(argument), &docs[0]});
        return fields;
    });
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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/environ.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr DialectSet open{Dialect::gvisor2022, Dialect::gvisor2024};
constexpr std::array docs = {
    FieldDoc{
        "environ",
        "",
        "One variable that the program was started with, raw. Changes that it makes later do not "
        "show.",
        truths("MMMMMM"),
        {{{dialects::early, "Nothing behind the first 4096 bytes is shown, to whoever asks."},
          {open, "Everybody may read it."},
          {dialects::only2026, "Only who may trace the task may read it.",
           "2025-12-08 (561ff6d23)"}}}},
};

Errno render(const FileContext& ctx, FileText& out)
{
    return renderExecArgs(ctx, ExecRange::environment, out);
}

/// A variable by its name; a string without '=' by its number.
Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseExecArgs(bytes).transform([](const ExecArgs& value) {
        Fields fields;
        for (const std::string_view variable : value.strings) {
            const std::size_t equals = variable.find('=');
            if (equals == std::string_view::npos || equals == 0)
                fields.push_back({"environ[" + std::to_string(fields.size()) + ']',
                                  std::string(variable), &docs[0]});
            else
                fields.push_back({std::string(variable.substr(0, equals)),
                                  std::string(variable.substr(equals + 1)), &docs[0]});
        }
        return fields;
    });
}

}

constinit const ProcFile environFile = {
    .name = "environ",
    .modes = {0444, 0444, 0444, 0444, 0400, 0400},
    .dependencies = static_cast<Dependencies>(Dependency::memory),
    .render = render,
    .decode = decode,
    .reformat = reformatExecArgs,
    .fields = docs,
};

}

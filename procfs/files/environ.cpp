// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/environ.h>
#include <procfs/files/truth.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array docs = {
    FieldDoc{"environ", "",
             "One variable that the program was started with, raw. Changes that it makes later do "
             "not show.",
             truths("MMMMMM")},
};

Errno render(const FileContext& ctx, FileText& out)
{
    return renderExecArgs(ctx, &MemoryRecord::environment, out);
}

/// A variable by its name; a string without '=' by its number.
Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    Fields fields;
    for (const std::string& variable : parseExecArgs(bytes).strings) {
        const std::size_t equals = variable.find('=');
        if (equals == std::string::npos || equals == 0)
            fields.push_back(
                {"environ[" + std::to_string(fields.size()) + ']', variable, &docs[0]});
        else
            fields.push_back({variable.substr(0, equals), variable.substr(equals + 1), &docs[0]});
    }
    return fields;
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

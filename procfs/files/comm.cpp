// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/comm.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::array docs = {
    FieldDoc{"comm", "",
             "Name of the task, at most 15 bytes, raw. Empty in early gVisor from fork to exec.",
             truths("MMMMMM")},
};

Errno render(const FileContext& ctx, FileText& out)
{
    formatComm(taskComm(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseComm(bytes).transform([](const TaskComm& value) {
        return Fields{{std::string(docs[0].name), value.name, &docs[0]}};
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseComm(bytes).transform([&](const TaskComm& value) {
        std::string out;
        formatComm(value, dialect, out);
        return out;
    });
}

}

Parsed<TaskComm> parseComm(std::string_view text)
{
    if (!text.ends_with('\n'))
        return text::failure(ParseErrorCode::truncated, text, text.size());
    return TaskComm{std::string(text.substr(0, text.size() - 1))};
}

void formatComm(const TaskComm& value, Dialect, std::string& out)
{
    out += value.name;
    out += '\n';
}

TaskComm taskComm(const FileContext& ctx)
{
    return {std::string(printedName(ctx))};
}

constinit const ProcFile commFile = {
    .name = "comm",
    .modes = {0444, 0444, 0444, 0644, 0644, 0644},
    .dependencies = static_cast<Dependencies>(Dependency::task),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

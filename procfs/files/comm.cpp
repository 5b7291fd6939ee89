// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/comm.h>
#include <procfs/files/dialectsets.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

constexpr DialectSet readOnly{Dialect::gvisor2022};
constexpr DialectSet writable{Dialect::gvisor2024, Dialect::gvisor2026};
constexpr std::array docs = {
    FieldDoc{
        "comm",
        "",
        "Name of the task, at most 15 bytes, raw.",
        truths("MMMMMM"),
        {{{dialects::early,
           "Fork does not copy it: it is empty until the task runs a program or names itself."},
          {readOnly, "Fork copies it.", "2019-03-28 (31c2236e9)"},
          {writable, "Threads of the process may write it.", "2023-02-17 (020832b2c)"}}}},
};

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGoneForReaders(ctx))
        return Errno::noProcess;
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

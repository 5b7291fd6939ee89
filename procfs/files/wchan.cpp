// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/truth.h>
#include <procfs/files/wchan.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::array<FieldDoc, 1> docs = {{
    {"wchan", "", "Kernel function in which the task sleeps; 0: in none, or it may not be told.",
     truths("-----M")},
}};

constexpr std::string_view none = "0";

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    formatWaitChannel(detailsOf(ctx.task).waitChannel, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseWaitChannel(bytes).transform(
        [&](const std::string&) { return Fields{{"wchan", std::string(bytes), &docs[0]}}; });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseWaitChannel(bytes).transform([](const std::string& name) {
        std::string out;
        formatWaitChannel(name, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<std::string> parseWaitChannel(std::string_view text)
{
    if (text == none)
        return std::string();
    if (text.empty())
        return failure(ParseErrorCode::truncated, text, 0);
    // A symbol of the kernel, suffixes of compilers included.
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] <= ' ' || text[i] > '~')
            return failure(ParseErrorCode::badField, text, i);
    }
    return std::string(text);
}

void formatWaitChannel(std::string_view name, std::string& out)
{
    out += name.empty() ? none : name;
}

constinit const ProcFile wchanFile = {
    .name = "wchan",
    .modes = {0, 0, 0, 0, 0, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::task),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

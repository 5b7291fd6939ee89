// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/setgroups.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::array<FieldDoc, 1> docs = {{
    {"setgroups",
     "",
     "Whether the processes of the user namespace may change their supplementary groups: allow or "
     "deny.",
     truths("----MM"),
     {{{DialectSet(Dialect::gvisor2026), "The kernel keeps it.", "2026-05-12 (373de9881)"}}}},
}};

constexpr std::string_view allow = "allow\n", deny = "deny\n";

Errno render(const FileContext& ctx, FileText& out)
{
    const UserNamespaceRecord* const ns
        = ctx.records.userNamespace(ctx.task.credentials->userNamespace);
    if (ns == nullptr)
        return Errno::ok;
    formatSetgroups(ns->groupsAllowed, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseSetgroups(bytes).transform([](bool isAllowed) {
        const std::string_view word = isAllowed ? allow : deny;
        return Fields{{"setgroups", std::string(word.substr(0, word.size() - 1)), &docs[0]}};
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseSetgroups(bytes).transform([](bool isAllowed) {
        std::string out;
        formatSetgroups(isAllowed, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<bool> parseSetgroups(std::string_view text)
{
    if (text == allow || text == deny)
        return text == allow;
    const bool isCut = allow.starts_with(text) || deny.starts_with(text);
    return failure(isCut ? ParseErrorCode::truncated : ParseErrorCode::badField, text, 0);
}

void formatSetgroups(bool isAllowed, std::string& out)
{
    out += isAllowed ? allow : deny;
}

constinit const ProcFile setgroupsFile = {
    .name = "setgroups",
    .modes = {0, 0, 0, 0, 0644, 0644},
    .dependencies = Dependency::task | Dependency::userNamespace,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

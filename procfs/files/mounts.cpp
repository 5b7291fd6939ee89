// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mounts.h>
#include <procfs/files/mounttable.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"source", "", "What is mounted. Always \"none\" in gVisor.", truths("CCCCCM")},
    FieldDoc{"path", "", "Where, as the task sees it. gVisor prints it raw.", truths("MMMMMM")},
    FieldDoc{"type", "", "Type of the file system.", truths("MMMMMM")},
    FieldDoc{"options", "", "ro or rw, and more in later gVisor and on Linux. Some gVisor releases print noatime in place of them.", truths("MMMMMM")},
    FieldDoc{"freq", "", "Unused.", truths("CCCCCC")},
    FieldDoc{"passno", "", "Unused.", truths("CCCCCC")},
};
// clang-format on

constexpr std::array members = {&MountsEntry::source,  &MountsEntry::path,      &MountsEntry::type,
                                &MountsEntry::options, &MountsEntry::frequency, &MountsEntry::pass};
static_assert(members.size() == docs.size());

/// The separator of a line: a tab only in gvisor-2018, whose lines all begin with "none" and one.
char separatorOf(std::string_view text)
{
    return text.starts_with("none\t") ? '\t' : ' ';
}

bool isNumber(std::string_view word)
{
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Cuts the last word off.
std::string_view takeLast(std::string_view& line, char separator)
{
    const std::size_t at = line.rfind(separator);
    if (at == std::string_view::npos)
        return {};
    const std::string_view word = line.substr(at + 1);
    line = line.substr(0, at);
    return word;
}

bool endsLikeLine(std::string_view line, char separator)
{
    const std::string_view pass = takeLast(line, separator);
    return isNumber(pass) && isNumber(takeLast(line, separator));
}

/// From both ends, so that a path may hold separators.
bool parseLine(std::string_view line, char separator, MountsEntry& entry)
{
    entry.pass = takeLast(line, separator);
    entry.frequency = takeLast(line, separator);
    entry.options = takeLast(line, separator);
    entry.type = takeLast(line, separator);
    const std::size_t first = line.find(separator);
    if (first == std::string_view::npos)
        return false;
    entry.source = line.substr(0, first);
    entry.path = line.substr(first + 1);
    return true;
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto visible = visibleMounts(ctx);
    if (!visible)
        return visible.error();
    std::vector<MountsEntry> entries;
    for (const auto& [mount, path] : *visible) {
        MountsEntry& entry = entries.emplace_back();
        entry.path = path;
        entry.type = mount->fileSystemType.empty() ? "none" : mount->fileSystemType;
        entry.options = mount->readOnly ? "ro" : "rw";
    }
    formatMounts(entries, ctx.dialect, out.bytes);
    if (!entries.empty())
        out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseMounts(bytes).transform([](const std::vector<MountsEntry>& entries) {
        Fields fields;
        for (const MountsEntry& entry : entries) {
            for (std::size_t i = 0; i < members.size(); ++i)
                fields.push_back({std::string(docs[i].name), entry.*members[i], &docs[i]});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseMounts(bytes).transform([&](const std::vector<MountsEntry>& entries) {
        std::string out;
        formatMounts(entries, dialect, out);
        return out;
    });
}

}

Parsed<std::vector<MountsEntry>> parseMounts(std::string_view text)
{
    const char separator = separatorOf(text);
    std::vector<MountsEntry> entries;
    Lines lines(text);
    std::size_t begin = 0; // of an entry that may span several lines
    while (lines.next()) {
        if (!endsLikeLine(lines.line(), separator))
            continue;
        MountsEntry entry;
        const std::size_t end = lines.nextOffset() - 1;
        if (!parseLine(text.substr(begin, end - begin), separator, entry))
            return failure(ParseErrorCode::badField, text, begin);
        entries.push_back(std::move(entry));
        begin = lines.nextOffset();
    }
    if (lines.isCut())
        return lines.cutError();
    if (begin != text.size())
        return failure(ParseErrorCode::badField, text, begin);
    return entries;
}

void formatMounts(const std::vector<MountsEntry>& value, Dialect dialect, std::string& out)
{
    const char separator = dialect == Dialect::gvisor2018 ? '\t' : ' ';
    for (const MountsEntry& entry : value) {
        for (const auto member : members) {
            out += entry.*member;
            out += member == members.back() ? '\n' : separator;
        }
    }
}

constinit const ProcFile mountsFile = {
    .name = "mounts",
    .wrapped = false,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::fsContext | Dependency::mountNamespace,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

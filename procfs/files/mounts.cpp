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

using enum Dialect;

constexpr TruthNote noSource{DialectSet(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026),
                             "Its file systems have no device that a process inside could name."};
constexpr TruthNote rightsAlone{DialectSet(gvisor2018, gvisor2019), "ro or rw and nothing else."};
constexpr TruthNote accessTimeBug{
    DialectSet(gvisor2022, gvisor2024, gvisor2026),
    "The flag noatime takes the place of ro or rw instead of following it.",
    "2020-03-31 (e1c8eaca8)"};
constexpr TruthNote rawPath{DialectSet(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026),
                            "Printed raw, blanks and newlines included."};
constexpr TruthNote escapedPath{DialectSet(linux_),
                                "Blank, tab, newline and backslash are printed in octal."};

// clang-format off
constexpr std::array docs = {
    FieldDoc{"source", "", "What is mounted.", truths("CCCCCM"), {noSource}, "none"},
    FieldDoc{"path", "", "Where, as the task sees it.", truths("MMMMMM"), {rawPath, escapedPath}},
    FieldDoc{"type", "", "Type of the file system.", truths("MMMMMM")},
    FieldDoc{"options", "", "ro or rw, other flags, and what the file system itself says.", truths("MMMMMM"), {rightsAlone, accessTimeBug}},
    FieldDoc{"freq", "", "How often dump(8) saves it; unused.", truths("CCCCCC"), {}, "0"},
    FieldDoc{"passno", "", "When fsck(8) checks it; unused.", truths("CCCCCC"), {}, "0"},
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

/// In 2022 and 2024 the first mount out of reach ends the list.
Unreachable whenUnreachable(Dialect dialect)
{
    return dialect == gvisor2022 || dialect == gvisor2024 ? Unreachable::stopThere
                                                          : Unreachable::leaveOut;
}

std::string optionsOf(const Mount& mount, Dialect dialect)
{
    std::string options = mountFlags(mount, dialect, false);
    if (!isEarly(dialect) && !mount.options.empty())
        options += ',' + mount.options;
    return options;
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto visible = visibleMounts(ctx, whenUnreachable(ctx.dialect));
    if (!visible)
        return visible.error();
    const bool onLinux = ctx.dialect == linux_;
    std::vector<MountsEntry> entries;
    for (const auto& [mount, path] : *visible) {
        MountsEntry& entry = entries.emplace_back();
        if (onLinux)
            entry.source = octalEscaped(mount->source, "#");
        entry.path = onLinux ? octalEscaped(path) : std::string(path);
        entry.type = onLinux ? octalEscaped(typeName(*mount), "#") : std::string(typeName(*mount));
        entry.options = optionsOf(*mount, ctx.dialect);
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

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseMounts(bytes).transform([&](const std::vector<MountsEntry>& entries) {
        std::string out;
        // As the text is, whatever it is taken for.
        formatMounts(entries, separatorOf(bytes) == '\t' ? gvisor2018 : gvisor2019, out);
        return Reformatted(std::move(out));
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

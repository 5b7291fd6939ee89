// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/mountinfo.h>
#include <procfs/files/mounttable.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

using enum Dialect;

constexpr TruthNote noDevice{
    DialectSet(gvisor2018, gvisor2019),
    "It prints which device the mount's root is, and a directory is none."};
constexpr TruthNote wholeTree{DialectSet(gvisor2018, gvisor2019),
                              "Only whole file systems can be mounted."};
constexpr TruthNote realRoot{DialectSet(gvisor2022, gvisor2024, gvisor2026), "The kernel keeps it.",
                             "2022-12-01 (99cc6c2de)"};
constexpr TruthNote rawPath{DialectSet(gvisor2018, gvisor2019),
                            "Printed raw, blanks and newlines included."};
constexpr TruthNote escapedPath{DialectSet(gvisor2022, gvisor2024, gvisor2026, linux_),
                                "Blank, tab, newline and backslash are printed in octal.",
                                "2020-03-31 (e1c8eaca8) in gVisor"};
constexpr TruthNote accessTimeBug{
    DialectSet(gvisor2022, gvisor2024),
    "The flag noatime takes the place of ro or rw instead of following it.",
    "2020-03-31 (e1c8eaca8)"};
constexpr TruthNote accessTimeFixed{DialectSet(gvisor2026),
                                    "The flag noatime follows ro or rw, and nosuid is printed.",
                                    "2026-05-29 (e8af18d0c) and 2025-08-12 (436301196)"};
constexpr TruthNote emptySlot{DialectSet(gvisor2022),
                              "Without any, an empty word is printed, so that two blanks stand "
                              "before the dash."};
constexpr TruthNote slotFixed{DialectSet(gvisor2024, gvisor2026),
                              "Mounts can be shared and follow others.", "2023-10-04 (d493e9376)"};
constexpr TruthNote noSource{DialectSet(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026),
                             "Its file systems have no device that a process inside could name."};
constexpr TruthNote mountsOwn{DialectSet(gvisor2018, gvisor2019),
                              "The options of the mount once more."};
constexpr TruthNote rightsOfMount{
    DialectSet(gvisor2022, gvisor2024, gvisor2026),
    "ro or rw are those of the mount, the rest is the file system's."};

// clang-format off
constexpr std::array docs = {
    FieldDoc{"id", "", "Number of the mount.", truths("MMMMMM")},
    FieldDoc{"parent", "", "Number of the mount that it is mounted on; its own where there is none.", truths("MMMMMM")},
    FieldDoc{"dev", "", "Device of its files, major and minor number.", truths("CCMMMM"), {noDevice}, "0:0"},
    FieldDoc{"root", "", "Which directory of the file system is mounted.", truths("CCMMMM"), {wholeTree, realRoot}, "/"},
    FieldDoc{"path", "", "Where, as the task sees it.", truths("MMMMMM"), {rawPath, escapedPath}},
    FieldDoc{"options", "", "ro or rw and other flags of this mount.", truths("MMMMMM"), {accessTimeBug, accessTimeFixed}},
    FieldDoc{"tags", "", "How mounts below it spread to other mounts.", truths("--MMMM"), {emptySlot, slotFixed}},
    FieldDoc{"type", "", "Type of the file system.", truths("MMMMMM")},
    FieldDoc{"source", "", "What is mounted.", truths("CCCCCM"), {noSource}, "none"},
    FieldDoc{"super", "", "Options of the file system.", truths("DDDDDM"), {mountsOwn, rightsOfMount}},
};
// clang-format on

constexpr std::size_t tagsColumn = 6;
static_assert(docs[tagsColumn].name == "tags");

constexpr std::string_view middle = " - ";

void formatLine(const MountInfo& info, std::string& out)
{
    append(out, 4 * maxDigits, [&](char* to) {
        to = putSigned(to, info.id);
        *to++ = ' ';
        to = putSigned(to, info.parentId);
        *to++ = ' ';
        to = putDecimal(to, info.deviceMajor);
        *to++ = ':';
        return putDecimal(to, info.deviceMinor);
    });
    for (const std::string* const word : {&info.root, &info.path, &info.options}) {
        out += ' ';
        out += *word;
    }
    for (const std::string& tag : info.tags) {
        out += ' ';
        out += tag;
    }
    out += middle;
    out += info.type;
    out += ' ';
    out += info.source;
    out += ' ';
    out += info.superOptions;
    out += '\n';
}

Parsed<MountInfo> parseLine(std::string_view line, std::size_t base)
{
    constexpr std::uint64_t most32 = ~std::uint32_t{0};
    const std::size_t dash = line.find(middle);
    if (dash == std::string_view::npos) {
        Scanner in(line, base);
        in.fail(ParseErrorCode::badField);
        return in.error();
    }
    MountInfo info;
    Scanner in(line.substr(0, dash), base);
    info.id = in.signedDecimal();
    in.expect(" ");
    info.parentId = in.signedDecimal();
    in.expect(" ");
    info.deviceMajor = static_cast<std::uint32_t>(in.decimal(most32));
    in.expect(":");
    info.deviceMinor = static_cast<std::uint32_t>(in.decimal(most32));
    for (std::string* const word : {&info.root, &info.path, &info.options}) {
        in.expect(" ");
        *word = in.word();
    }
    while (!in.failed() && !in.atEnd()) {
        in.expect(" ");
        info.tags.emplace_back(in.word());
    }
    if (in.failed())
        return in.error();
    Scanner behind(line.substr(dash + middle.size()), base + dash + middle.size());
    info.type = behind.word();
    behind.expect(" ");
    info.source = behind.word();
    behind.expect(" ");
    info.superOptions = behind.remainder();
    if (behind.failed())
        return behind.error();
    return info;
}

std::string superOptions(const Mount& mount, Dialect dialect)
{
    if (isEarly(dialect))
        return mountFlags(mount, dialect, true);
    const bool isReadOnly = dialect == linux_ ? mount.superReadOnly : mount.readOnly;
    std::string options = isReadOnly ? "ro" : "rw";
    if (!mount.options.empty())
        options += ',' + mount.options;
    return options;
}

/// The words of the optional fields. 2022 knows "shared" alone, and always prints one word.
std::vector<std::string> tagsOf(const Mount& mount, Dialect dialect)
{
    std::vector<std::string> tags;
    if (isEarly(dialect))
        return tags;
    Scanner in(mount.propagation);
    while (!in.atEnd()) {
        in.skipBlanks();
        const std::string_view word = in.word();
        if (!word.empty() && (dialect != gvisor2022 || word.starts_with("shared:")))
            tags.emplace_back(word);
    }
    if (dialect == gvisor2022 && tags.empty())
        tags.emplace_back();
    return tags;
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto visible = visibleMounts(ctx);
    if (!visible)
        return visible.error();
    const bool isRaw = isEarly(ctx.dialect);
    const bool onLinux = ctx.dialect == linux_;
    std::vector<MountInfo> entries;
    for (const auto& [mount, path] : *visible) {
        MountInfo& info = entries.emplace_back();
        info.id = mount->id;
        info.parentId = mount->parentId;
        if (!isRaw) {
            info.deviceMajor = mount->deviceMajor;
            info.deviceMinor = mount->deviceMinor;
            info.root = octalEscaped(mount->root);
        }
        info.path = isRaw ? std::string(path) : octalEscaped(path);
        info.options = mountFlags(*mount, ctx.dialect, true);
        info.tags = tagsOf(*mount, ctx.dialect);
        info.type = onLinux ? octalEscaped(typeName(*mount), "#") : std::string(typeName(*mount));
        if (onLinux)
            info.source = octalEscaped(mount->source, "#");
        info.superOptions = superOptions(*mount, ctx.dialect);
    }
    formatMountInfo(entries, ctx.dialect, out.bytes);
    if (!entries.empty())
        out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseMountInfo(bytes).transform([](const std::vector<MountInfo>& entries) {
        Fields fields;
        for (const MountInfo& info : entries) {
            std::string tags;
            for (const std::string& tag : info.tags)
                tags += (tags.empty() ? "" : " ") + tag;
            const std::array values = {
                std::to_string(info.id),
                std::to_string(info.parentId),
                std::to_string(info.deviceMajor) + ':' + std::to_string(info.deviceMinor),
                info.root,
                info.path,
                info.options,
                tags,
                info.type,
                info.source,
                info.superOptions,
            };
            static_assert(values.size() == docs.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (i != tagsColumn || !info.tags.empty())
                    fields.push_back({std::string(docs[i].name), values[i], &docs[i]});
            }
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseMountInfo(bytes).transform([&](const std::vector<MountInfo>& entries) {
        std::string out;
        formatMountInfo(entries, dialect, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<std::vector<MountInfo>> parseMountInfo(std::string_view text)
{
    std::vector<MountInfo> entries;
    std::string again;
    Lines lines(text);
    std::size_t begin = 0; // of an entry that may span several lines
    while (lines.next()) {
        if (!lines.line().contains(middle))
            continue;
        const std::string_view line = text.substr(begin, lines.nextOffset() - 1 - begin);
        auto info = parseLine(line, begin);
        if (!info)
            return std::unexpected(std::move(info.error()));
        again.clear();
        formatLine(*info, again);
        if (std::string_view(again).substr(0, again.size() - 1) != line)
            return failure(ParseErrorCode::badNumber, text, begin); // zeros in front of one
        entries.push_back(*std::move(info));
        begin = lines.nextOffset();
    }
    if (lines.isCut())
        return lines.cutError();
    if (begin != text.size())
        return failure(ParseErrorCode::badField, text, begin);
    return entries;
}

void formatMountInfo(const std::vector<MountInfo>& value, Dialect, std::string& out)
{
    for (const MountInfo& info : value)
        formatLine(info, out);
}

constinit const ProcFile mountinfoFile = {
    .name = "mountinfo",
    .wrapped = false,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::fsContext | Dependency::mountNamespace,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

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

// clang-format off
constexpr std::array docs = {
    FieldDoc{"id", "", "Number of the mount.", truths("MMMMMM")},
    FieldDoc{"parent", "", "Number of the mount that it is mounted on; its own at the root.", truths("MMMMMM")},
    FieldDoc{"dev", "", "Device of its files. 0:0 in early gVisor.", truths("CCMMMM")},
    FieldDoc{"root", "", "Which directory of the file system is mounted. Always / in early gVisor.", truths("CC?MMM")},
    FieldDoc{"path", "", "Where, as the task sees it.", truths("MMMMMM")},
    FieldDoc{"options", "", "ro or rw and others of this mount. Some gVisor releases print noatime in place of them.", truths("MMMMMM")},
    FieldDoc{"tags", "", "Propagation of mounts.", truths("--CMMM")},
    FieldDoc{"type", "", "Type of the file system.", truths("MMMMMM")},
    FieldDoc{"source", "", "What is mounted. Always \"none\" in gVisor.", truths("CCCCCM")},
    FieldDoc{"super", "", "Options of the file system.", truths("MMMMMM")},
};
// clang-format on

constexpr std::size_t tagsColumn = 6;
static_assert(docs[tagsColumn].name == "tags");

constexpr std::string_view middle = " - ";

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

Errno render(const FileContext& ctx, FileText& out)
{
    const auto visible = visibleMounts(ctx);
    if (!visible)
        return visible.error();
    std::vector<MountInfo> entries;
    for (const auto& [mount, path] : *visible) {
        MountInfo& info = entries.emplace_back();
        info.id = mount->id;
        info.parentId = mount->parentId;
        info.deviceMajor = mount->deviceMajor;
        info.deviceMinor = mount->deviceMinor;
        info.path = path;
        info.options = mount->readOnly ? "ro" : "rw";
        if (mount->noAccessTime)
            info.options += ",noatime";
        info.type = mount->fileSystemType.empty() ? "none" : mount->fileSystemType;
        info.superOptions = info.options; // both seeds print the same ones twice
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
        return out;
    });
}

}

Parsed<std::vector<MountInfo>> parseMountInfo(std::string_view text)
{
    std::vector<MountInfo> entries;
    Lines lines(text);
    while (lines.next()) {
        auto info = parseLine(lines.line(), lines.offset());
        if (!info)
            return std::unexpected(std::move(info.error()));
        entries.push_back(*std::move(info));
    }
    if (lines.isCut())
        return lines.cutError();
    return entries;
}

void formatMountInfo(const std::vector<MountInfo>& value, Dialect, std::string& out)
{
    for (const MountInfo& info : value) {
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

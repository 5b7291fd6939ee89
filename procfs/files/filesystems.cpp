// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/filesystems.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/truth.h>

#include <array>
#include <span>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"nodev", "", "Says nodev where no device is needed, and nothing where one is.", truths("CCCCCM"), {{
        {DialectSet(Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026), "None of gVisor's file systems needs one."}}}, "nodev"},
    FieldDoc{"name", "", "Name of a type of file system. Their order is that of registration on Linux and alphabetical in early gVisor; later it differs from one reading to the next.", truths("MMMMMM")},
};
// clang-format on

// What each kernel knows, where the records do not say. The seeds: packages that runsc/boot/fs.go
// links, at d02b74a5d and 901ed5da4. 2022, 2024, Linux: captures. 2026: runsc/boot/vfs.go at
// 3c5eee17d (cgroup2 only where it is switched on). Later gVisor prints them in random order.
constexpr std::array<std::string_view, 7> early
    = {"nodev\t9p",    "nodev\tdevpts", "nodev\tdevtmpfs",   "nodev\tproc",
       "nodev\tsysfs", "nodev\ttmpfs",  "nodev\twhitelistfs"};
constexpr std::array<std::string_view, 10> of2022
    = {"nodev\t9p",     "nodev\tcgroup",  "nodev\tdevpts", "nodev\tdevtmpfs", "nodev\tfuse",
       "nodev\tmqueue", "nodev\toverlay", "nodev\tproc",   "nodev\tsysfs",    "nodev\ttmpfs"};
constexpr std::array<std::string_view, 11> since2024
    = {"nodev\t9p",    "nodev\tcgroup", "nodev\tdevpts", "nodev\tdevtmpfs",
       "nodev\terofs", "nodev\tfuse",   "nodev\tmqueue", "nodev\toverlay",
       "nodev\tproc",  "nodev\tsysfs",  "nodev\ttmpfs"};
constexpr std::array<std::string_view, 31> ofLinux = {"nodev\tsysfs",
                                                      "nodev\ttmpfs",
                                                      "nodev\tproc",
                                                      "nodev\tcgroup",
                                                      "nodev\tcgroup2",
                                                      "nodev\tcpuset",
                                                      "nodev\tdevtmpfs",
                                                      "nodev\tbinfmt_misc",
                                                      "nodev\tdebugfs",
                                                      "nodev\ttracefs",
                                                      "nodev\tsecurityfs",
                                                      "nodev\tsockfs",
                                                      "nodev\tbpf",
                                                      "nodev\tpipefs",
                                                      "nodev\tramfs",
                                                      "nodev\thugetlbfs",
                                                      "nodev\tdevpts",
                                                      "\text3",
                                                      "\text2",
                                                      "\text4",
                                                      "\tsquashfs",
                                                      "nodev\tautofs",
                                                      "\tfuseblk",
                                                      "nodev\tfuse",
                                                      "nodev\tfusectl",
                                                      "nodev\toverlay",
                                                      "\txfs",
                                                      "\terofs",
                                                      "nodev\tmqueue",
                                                      "\tbtrfs",
                                                      "nodev\tpstore"};

std::span<const std::string_view> knownBy(Dialect dialect)
{
    switch (dialect) {
    case Dialect::gvisor2018:
    case Dialect::gvisor2019:
        return early;
    case Dialect::gvisor2022:
        return of2022;
    case Dialect::gvisor2024:
    case Dialect::gvisor2026:
        return since2024;
    case Dialect::linux_:
        break;
    }
    return ofLinux;
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto& listed = ctx.records.machine().fileSystems;
    for (const std::string& line : listed)
        out.bytes.append(line.contains('\t') ? "" : "\t").append(line).push_back('\n');
    if (listed.empty()) {
        for (const std::string_view line : knownBy(ctx.dialect))
            out.bytes.append(line).push_back('\n');
    }
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, [](std::string_view line, Fields& fields) {
        const auto value = parseFileSystemsLine(line);
        if (!value)
            return false;
        fields.push_back({std::string(docs[0].name), value->needsDevice ? "" : "nodev", &docs[0]});
        fields.push_back({std::string(docs[1].name), std::string(value->name), &docs[1]});
        return true;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        const auto value = parseFileSystemsLine(line);
        if (value)
            formatFileSystemsLine(*value, out);
        return value.has_value();
    });
}

}

Parsed<KnownFileSystem> parseFileSystemsLine(std::string_view line)
{
    Scanner in(line);
    KnownFileSystem value;
    value.needsDevice = !in.accept("nodev");
    in.expect("\t");
    value.name = in.remainder();
    if (value.name.empty())
        in.fail(ParseErrorCode::badField);
    if (in.failed())
        return in.error();
    return value;
}

void formatFileSystemsLine(const KnownFileSystem& value, std::string& out)
{
    out.append(value.needsDevice ? "\t" : "nodev\t").append(value.name).push_back('\n');
}

constinit const ProcFile filesystemsFile = {
    .name = "filesystems",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/search.h>
#include <procfs/recordedtree.h>

#include <QByteArrayList>

#include <format>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// Searches over files that a test writes down.
namespace sandscope::query::test {

/// Files that the test writes down.
class Files : public procfs::RecordedTree
{
public:
    [[nodiscard]] procfs::Generation generation() const override { return 1; }
    [[nodiscard]] procfs::Dialect dialect() const override { return procfs::Dialect::linux_; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override
    {
        asked.emplace_back(path);
        const auto found = entries.find(path);
        return found == entries.end()
            ? nullptr
            : std::make_shared<const procfs::RecordedEntry>(found->second);
    }

    void directory(const std::string& path, std::vector<std::string> names)
    {
        procfs::RecordedEntry entry;
        entry.attributes.kind = procfs::FileKind::directory;
        entry.names = std::move(names);
        entries.insert_or_assign(path, std::move(entry));
    }
    void file(const std::string& path, const std::string& text)
    {
        procfs::RecordedEntry entry;
        entry.text = std::make_shared<const procfs::FileText>(procfs::FileText{text, {}});
        entries.insert_or_assign(path, std::move(entry));
    }
    void link(const std::string& path, const std::string& target)
    {
        procfs::RecordedEntry entry;
        entry.attributes.kind = procfs::FileKind::link;
        entry.target = target;
        entries.insert_or_assign(path, std::move(entry));
    }
    void forbiddenLink(const std::string& path)
    {
        forbidden(path);
        entries.at(path).attributes.kind = procfs::FileKind::link;
        entries.at(path).failure = procfs::Failure::of(procfs::Errno::access, "readlink");
    }
    void forbidden(const std::string& path)
    {
        procfs::RecordedEntry entry;
        entry.failure = procfs::Failure::of(procfs::Errno::access, "open");
        entries.insert_or_assign(path, std::move(entry));
    }

    std::map<std::string, procfs::RecordedEntry, std::less<>> entries;
    mutable std::vector<std::string> asked;
};

/// As early releases print it, without ids; later ones print those as well.
inline std::string statusOf(const std::string& name, bool hasIds)
{
    return std::format("Name:\t{}\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t7\n"
                       "TracerPid:\t0\n{}FDSize:\t3\nVmSize:\t10632 kB\nVmRSS:\t3932 kB\n"
                       "Threads:\t3\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\n"
                       "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nSeccomp:\t0\n",
                       name, hasIds ? "Uid:\t5\t0\t5\t5\nGid:\t5\t0\t5\t5\n" : "");
}

inline constexpr const char* line = "00400000-00401000 rwxp 00000000 08:01 7    /bin/tool\n";
inline constexpr const char* plain = "00400000-00401000 r-xp 00000000 08:01 7    /bin/tool\n";

/// One line for each finding: "2 2/maps:3 perms rwxp".
inline QByteArrayList told(const std::vector<Finding>& findings)
{
    QByteArrayList lines;
    for (const Finding& finding : findings) {
        const Match& match = finding.match;
        std::string text
            = std::format("{} {}", finding.tid.value, match.file.empty() ? "-" : match.path);
        if (match.line)
            text += std::format(":{}", *match.line);
        text += std::format(" {} {}", match.field, match.text);
        lines << QByteArray::fromStdString(text);
    }
    return lines;
}

/// Tasks with these ids, and folders for them.
inline snapshot::SnapshotPtr recorded(std::shared_ptr<Files> files,
                                      const std::vector<std::int32_t>& pids,
                                      procfs::TaskState state = procfs::TaskState::sleeping)
{
    auto made = std::make_shared<snapshot::Snapshot>();
    std::vector<std::string> names;
    std::uint32_t id = 100;
    for (const std::int32_t pid : pids) {
        snapshot::TaskSummary row;
        row.id = {id--}; // as late as can be: the order is that of the pids
        row.tid = row.tgid = {pid};
        row.name = "tool";
        row.state = state;
        row.uid = 0;
        row.command = "tool";
        made->tasks.set(row.id.value, std::make_shared<const snapshot::TaskSummary>(row));
        names.push_back(std::to_string(pid));
        files->directory(names.back(), {"maps", "status"});
    }
    files->directory("", names);
    made->tree = std::move(files);
    return made;
}

/// All that is found, and how the search ended.
struct Answer
{
    std::vector<Finding> findings;
    SearchState state;
};
inline Answer asked(const snapshot::SnapshotPtr& snapshot, const char* text,
                    const SearchOptions& options = {}, const ParseOptions& parsing = {})
{
    const auto expression = parseExpression(text, procfs::Dialect::gvisor2024, parsing);
    if (!expression)
        qFatal("%s", describe(expression.error()).c_str());
    Search search(*expression, snapshot, procfs::Dialect::gvisor2024, options);
    Answer answer;
    while (search.next(answer.findings)) { }
    answer.state = search.state();
    return answer;
}

}

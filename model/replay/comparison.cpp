// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/comparison.h>
#include <model/snapshot/snapshot.h>
#include <procfs/files/maps.h>
#include <procfs/files/stat.h>

#include <algorithm>
#include <array>
#include <format>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace sandscope::replay {

namespace {

using procfs::Dialect;
using procfs::MapsEntry;

constexpr double goodPercentage = 95;

/// What a row of the process tree is made of.
std::optional<std::string> rowOf(const std::string& stat)
{
    const auto value = procfs::parseStat(stat);
    if (!value)
        return std::nullopt;
    return std::format("{} {} {} {} ({})", value->state, value->ppid, value->pgrp, value->session,
                       value->comm);
}

Dialect dialectOf(kernel::Behaviour behaviour)
{
    switch (behaviour) {
    case kernel::Behaviour::gvisor2018:
        return Dialect::gvisor2018;
    case kernel::Behaviour::gvisor2019:
        return Dialect::gvisor2019;
    case kernel::Behaviour::gvisor2022:
        return Dialect::gvisor2022;
    case kernel::Behaviour::gvisor2024:
        return Dialect::gvisor2024;
    case kernel::Behaviour::gvisor2026:
        return Dialect::gvisor2026;
    case kernel::Behaviour::linux_:
        break;
    }
    return Dialect::linux_;
}

/// What is compared of a line: all but device and inode.
struct Line
{
    std::uint64_t start = 0, end = 0, offset = 0;
    procfs::Access perms;
    bool isShared = false;
    std::string name;
    bool operator==(const Line&) const = default;
};

std::vector<Line> linesOf(const std::string& text)
{
    std::vector<Line> lines;
    if (const auto entries = procfs::parseMaps(text)) {
        for (const MapsEntry& entry : *entries)
            lines.push_back({entry.start, entry.end, entry.offset, entry.perms, entry.isShared,
                             std::string(entry.name)});
    }
    return lines;
}

std::string textOf(const Line& line)
{
    const auto letter = [](bool is, char yes) { return is ? yes : '-'; };
    std::string text
        = std::format("{:08x}-{:08x} {}{}{}{} {:08x}", line.start, line.end,
                      letter(line.perms.read, 'r'), letter(line.perms.write, 'w'),
                      letter(line.perms.execute, 'x'), line.isShared ? 's' : 'p', line.offset);
    if (!line.name.empty())
        text += ' ' + line.name;
    return text;
}

bool overlap(const Line& a, const Line& b)
{
    return a.start < b.end && b.start < a.end;
}

/// Memory of the kernel's own making, or that grows without a call.
bool isKernelMade(const std::vector<Line>& lines, std::size_t index)
{
    static constexpr std::array<std::string_view, 5> names
        = {"[stack]", "[usertrap]", "[vdso]", "[vvar]", "[vvar_vclock]"};
    const Line& line = lines[index];
    if (std::ranges::find(names, line.name) != names.end())
        return true;
    // gVisor's vDSO has no name.
    return index > 0 && line.name.empty() && line.perms.execute && lines[index - 1].name == "[vvar]"
        && lines[index - 1].end == line.start;
}

bool isSameButForBounds(const Line& a, const Line& b)
{
    return a.perms == b.perms && a.isShared == b.isShared && a.name == b.name;
}

/// Texts of the replay's end.
class ReplayedEnd
{
public:
    ReplayedEnd(kernel::Kernel& system, Dialect dialect)
        : m_snapshot(system.publish())
        , m_files(snapshot::makeFileSystem(
              m_snapshot, {.dialect = dialect, .mount = {}, .reader = {}}, nullptr))
    {
    }

    [[nodiscard]] std::optional<std::string> read(const std::string& path) const
    {
        const auto node = m_files->walk(path);
        if (!node)
            return std::nullopt;
        const auto text = (*node)->content();
        return text ? std::optional((*text)->bytes) : std::nullopt;
    }

    [[nodiscard]] const snapshot::Snapshot& snapshot() const { return *m_snapshot; }

private:
    snapshot::SnapshotPtr m_snapshot;
    std::unique_ptr<procfs::FileSystem> m_files;
};

class Comparer
{
public:
    Comparer(const Replayer& replayer, const CapturedEnd& end, const ReplayedEnd& got)
        : m_replayer(replayer)
        , m_end(end)
        , m_got(got)
    {
    }

    Comparison compare(const std::set<std::int32_t>& unseen)
    {
        std::set<std::pair<std::int32_t, std::int32_t>> expected;
        for (const auto& [pid, process] : m_end.processes) {
            if (unseen.contains(pid)) {
                m_result.unseen.push_back(pid);
                continue;
            }
            expected.insert({pid, pid});
            compareRow(pid, pid, process.stat, std::format("{}/stat", pid));
            for (const auto& [tid, stat] : process.threads) {
                expected.insert({pid, tid});
                compareRow(pid, tid, stat, std::format("{}/task/{}/stat", pid, tid));
            }
            if (process.hasMaps)
                compareMaps(pid, process.maps);
        }
        m_got.snapshot().tasks.forEach([&](const auto&, const auto& row) {
            const snapshot::TaskSummary& task = *row;
            const std::pair key{task.tgid.value, task.tid.value};
            if (!expected.contains(key) && !unseen.contains(key.first)
                && m_end.processes.contains(key.first) == task.isThread)
                m_result.extraRows.push_back(std::format("{} ({})", task.tid.value, task.name));
        });
        return std::move(m_result);
    }

private:
    void compareRow(std::int32_t pid, std::int32_t tid, const std::string& stat,
                    const std::string& path)
    {
        const auto expected = rowOf(stat);
        if (!expected) // it was not recorded
            return;
        ++m_result.rows;
        const auto text = m_got.read(path);
        const auto got = text ? rowOf(*text) : std::nullopt;
        if (got == expected) {
            ++m_result.equalRows;
            return;
        }
        RowMiss miss{pid, tid, *expected, got.value_or(std::string()), {}};
        // But for the first letter, which is the state.
        if (got && std::string_view(*got).substr(1) == std::string_view(*expected).substr(1)
            && m_replayer.isUnsettled(m_replayer.system().findTask(tid))) {
            --m_result.rows;
            ++m_result.assumedRows;
            miss.reason = "The log ends between two of its calls, so that its state is not known.";
        }
        m_result.rowMisses.push_back(std::move(miss));
    }

    void compareMaps(std::int32_t pid, const std::string& maps)
    {
        const std::vector<Line> expected = linesOf(maps);
        const std::vector<Line> got
            = linesOf(m_got.read(std::format("{}/maps", pid)).value_or(std::string()));
        std::size_t next = 0; // both ascend
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const Line& line = expected[i];
            while (next < got.size() && got[next].end <= line.start)
                ++next;
            const bool isEqual = next < got.size() && got[next] == line;
            const bool isAssumed = m_replayer.isRandomised() && isKernelMade(expected, i);
            ++(isAssumed ? m_result.assumedLines : m_result.lines);
            if (isEqual) {
                ++(isAssumed ? m_result.equalAssumedLines : m_result.equalLines);
                continue;
            }
            LineMiss miss{pid, textOf(line), {}, {}, isAssumed};
            std::vector<Line> there;
            for (std::size_t at = next; at < got.size() && got[at].start < line.end; ++at)
                there.push_back(got[at]);
            for (const Line& other : there)
                miss.got.push_back(textOf(other));
            miss.reason = reasonFor(pid, line, there);
            m_result.lineMisses.push_back(std::move(miss));
        }
        for (std::size_t i = 0; i < got.size(); ++i) {
            const auto isThere = [&](const Line& line) { return overlap(line, got[i]); };
            if (std::ranges::none_of(expected, isThere)
                && !(m_replayer.isRandomised() && isKernelMade(got, i)))
                ++m_result.extraLines;
        }
    }

    [[nodiscard]] std::string reasonFor(std::int32_t pid, const Line& line,
                                        const std::vector<Line>& got) const
    {
        if (line.name == "[stack]")
            return m_replayer.isRandomised()
                ? "Where the stack is, no call of the log says."
                : "The stack grows when it is touched, which no call of the log shows.";
        if (m_replayer.isRandomised() && (line.name.starts_with("[v") || line.name == "[usertrap]"))
            return "Where the kernel put pages of its own, no call of the log says.";
        if (const std::string mark = m_replayer.markAbout(pid, line.start, line.end); !mark.empty())
            return mark;
        const auto isSame = [&](const Line& other) { return isSameButForBounds(line, other); };
        if (!got.empty() && std::ranges::all_of(got, isSame))
            return "Neighbours merge or stay apart by which of their pages were written to, which "
                   "no call of the log shows in full.";
        return {};
    }

    const Replayer& m_replayer;
    const CapturedEnd& m_end;
    const ReplayedEnd& m_got;
    Comparison m_result;
};

}

double Comparison::percentage() const
{
    return lines == 0 ? 100 : 100 * static_cast<double>(equalLines) / static_cast<double>(lines);
}

bool Comparison::isGood() const
{
    return equalRows == rows && extraRows.empty() && percentage() >= goodPercentage;
}

Comparison compareEnds(Replayer& replayer, const CapturedEnd& end)
{
    kernel::Kernel& system = replayer.system();
    std::set<std::int32_t> unseen;
    for (const kernel::TaskId task : {replayer.init(), replayer.tracer()}) {
        if (task)
            unseen.insert(system.tid(task).value);
    }
    if (end.isUntraced && replayer.tracer())
        (void)system.kill(std::nullopt, replayer.tracer(), kernel::signalKill);
    const ReplayedEnd got(system, dialectOf(system.options().behaviour));
    return Comparer(replayer, end, got).compare(unseen);
}

}

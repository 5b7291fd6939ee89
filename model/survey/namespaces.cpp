// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/survey/namespaces.h>
#include <model/survey/openfiles.h>
#include <procfs/files/ns.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

namespace sandscope::survey {

namespace {

using procfs::Failure;
using procfs::Truth;

/// Finds or makes the groups of one kind.
class Groups
{
public:
    std::int32_t groupOf(std::uint64_t number, std::vector<NamespaceGroup>& groups)
    {
        const auto [at, isNew]
            = m_known.try_emplace(number, static_cast<std::int32_t>(groups.size()));
        if (isNew)
            groups.push_back({.number = number});
        ++groups[static_cast<std::size_t>(at->second)].processes;
        return at->second;
    }

private:
    std::unordered_map<std::uint64_t, std::int32_t> m_known;
};

using Numbers = std::array<std::uint32_t, namespaceKinds.size()>;

/// 0: none any more.
Numbers numbersOf(const procfs::TaskRecord& task)
{
    return {task.mountNamespace.value,
            task.pidNamespace.value,
            task.netNamespace.value,
            task.otherNamespaces.ipc.value,
            task.otherNamespaces.uts.value,
            task.credentials ? task.credentials->userNamespace.value : 0,
            task.otherNamespaces.cgroup.value,
            task.otherNamespaces.time.value};
}

/// What the field table says of a link; absent where it knows none.
Truth truthOf(std::string_view kind, procfs::Dialect dialect)
{
    const auto fields = procfs::nsFile.fields;
    const auto at = std::ranges::find(fields, kind, &procfs::FieldDoc::name);
    return at == fields.end() ? Truth::absent : at->truthIn(dialect);
}

/// N of "net:[N]".
std::optional<std::uint64_t> numberIn(std::string_view target)
{
    const auto begin = target.find(":[");
    if (begin == std::string_view::npos || !target.ends_with(']'))
        return std::nullopt;
    const char* const first = target.data() + begin + 2;
    const char* const last = target.data() + target.size() - 1;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    return error == std::errc() && end == last ? std::optional(number) : std::nullopt;
}

/// \a truth: of the link in the dialect. Where it has one, a link that is not there is one that the
/// task has lost: it ended.
std::int32_t whyNot(const Failure& failure, Truth truth)
{
    if (failure.kind != Failure::Kind::error)
        return NamespaceRow::untold;
    switch (failure.error) {
    case procfs::Errno::access:
    case procfs::Errno::perm:
        return NamespaceRow::denied;
    case procfs::Errno::noEntry:
        return truth == Truth::absent ? NamespaceRow::absent : NamespaceRow::gone;
    default:
        return NamespaceRow::untold;
    }
}

}

NamespaceMatrix readNamespaces(procfs::FileSystem& fileSystem,
                               const snapshot::SnapshotPtr& snapshot, const std::stop_token& stop)
{
    NamespaceMatrix matrix;
    matrix.snapshot = snapshot;
    snapshot->tasks.forEach([&](auto, const auto& task) {
        if (!task->isThread)
            matrix.rows.push_back({.task = task.get()});
    });
    std::ranges::stable_sort(matrix.rows, {},
                             [](const NamespaceRow& row) { return row.task->tgid.value; });
    std::array<Groups, namespaceKinds.size()> groups;
    std::array<Truth, namespaceKinds.size()> truths{};
    for (std::size_t kind = 0; kind < namespaceKinds.size(); ++kind)
        truths[kind] = truthOf(namespaceKinds[kind], fileSystem.dialect());

    for (NamespaceRow& row : matrix.rows) {
        if (stop.stop_requested())
            break;
        const procfs::TaskRecord* const record
            = snapshot->records ? snapshot->records->task(row.task->id) : nullptr;
        const Numbers numbers = record ? numbersOf(*record) : Numbers{};
        const std::string folder = snapshot->records ? std::string() : folderOf(*row.task) + "/ns/";
        for (std::size_t kind = 0; kind < namespaceKinds.size(); ++kind) {
            std::int32_t& cell = row.cells[kind];
            if (snapshot->records) {
                cell = numbers[kind] == 0
                    ? NamespaceRow::untold
                    : groups[kind].groupOf(numbers[kind], matrix.groups[kind]);
                continue;
            }
            const auto node = fileSystem.walk(folder + std::string(namespaceKinds[kind]));
            const auto target = node ? (*node)->readlink()
                                     : procfs::Answer<std::string>(std::unexpected(node.error()));
            if (!target) {
                cell = whyNot(target.error(), truths[kind]);
                continue;
            }
            const auto number = numberIn(*target);
            // Those of gVisor up to 2022 differ from walk to walk, and say nothing of equality.
            if (!number || truths[kind] == Truth::derived)
                cell = number ? NamespaceRow::madeUp : NamespaceRow::untold;
            else
                cell = groups[kind].groupOf(*number, matrix.groups[kind]);
        }
    }
    return matrix;
}

bool NamespaceMatrix::tellsTheSame(const NamespaceMatrix& other) const
{
    return groups == other.groups
        && std::ranges::equal(rows, other.rows, [](const NamespaceRow& a, const NamespaceRow& b) {
               return a.cells == b.cells
                   && (a.task == b.task
                       || (a.task->id == b.task->id && a.task->name == b.task->name
                           && a.task->tgid == b.task->tgid));
           });
}

std::string groupLetter(std::size_t group)
{
    std::string letters;
    for (std::size_t rest = group + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

std::vector<IdRange> readIdRanges(std::string_view text)
{
    std::vector<IdRange> ranges;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at < end) {
        const char* const lineEnd = std::find(at, end, '\n');
        std::array<std::uint32_t, 3> numbers{};
        bool isWhole = true;
        for (std::uint32_t& number : numbers) {
            at = std::find_if(at, lineEnd, [](char c) { return c != ' ' && c != '\t'; });
            const auto [next, error] = std::from_chars(at, lineEnd, number);
            isWhole = isWhole && error == std::errc();
            at = next;
        }
        if (isWhole && at == lineEnd)
            ranges.push_back({numbers[0], numbers[1], numbers[2]});
        at = lineEnd + (lineEnd < end ? 1 : 0);
    }
    return ranges;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/columns.h>
#include <model/tree/positiontable.h>
#include <model/tree/roworder.h>

#include <QHash>

#include <algorithm>
#include <cstdint>
#include <ranges>

namespace sandscope::model {

namespace {

using procfs::TaskId;
using snapshot::TaskSummary;

/// The total order of all tasks, the hierarchy aside.
class Sorting
{
public:
    explicit Sorting(const OrderSettings& settings)
        : m_column(processColumns()[static_cast<std::size_t>(settings.column)])
        , m_ascending(settings.sortOrder == Qt::AscendingOrder)
    {
    }

    bool operator()(const TaskSummary* a, const TaskSummary* b) const
    {
        if (const int byValue = compare(*a, *b))
            return byValue < 0;
        return a->tid != b->tid ? a->tid < b->tid : a->id < b->id;
    }

    /// Does a task that changed from \a a to \a b keep its place among the others?
    [[nodiscard]] bool same(const TaskSummary& a, const TaskSummary& b) const
    {
        return &a == &b
            || (a.tid == b.tid && a.parent == b.parent && a.isThread == b.isThread
                && compare(a, b) == 0);
    }

private:
    [[nodiscard]] int compare(const TaskSummary& a, const TaskSummary& b) const
    {
        const bool aKnown = m_column.known(a);
        const bool bKnown = m_column.known(b);
        if (!aKnown || !bKnown)
            return static_cast<int>(bKnown) - static_cast<int>(aKnown);
        const int byValue = m_column.compare(a, b);
        return m_ascending ? byValue : -byValue;
    }

    const ProcessColumn& m_column;
    bool m_ascending;
};

void collectGone(RowOrder& order)
{
    QSet<quint32> seen;
    if (order.ended) {
        for (const Tombstone& stone : *order.ended) {
            const TaskId task = stone.row->id;
            if (order.snapshot->tasks.find(task.value))
                continue;
            seen.insert(task.value);
            order.gone.emplace_back(task, stone.row.get());
        }
    }
    for (const MarkBatch& batch : order.batches | std::views::reverse) {
        for (const TaskId task : batch.diff->removed) {
            if (order.snapshot->tasks.find(task.value) || seen.contains(task.value))
                continue;
            seen.insert(task.value);
            order.gone.emplace_back(task, batch.before->tasks.find(task.value));
        }
    }
    std::ranges::sort(order.gone, {}, &std::pair<TaskId, const TaskSummary*>::first);
}

void mark(const snapshot::SnapshotDiff& diff, const snapshot::SnapshotPtr& before, RowOrder& order)
{
    auto told = snapshot::withoutMereReadings(diff, *before, *order.snapshot);
    if (!told.isEmpty())
        order.batches.append(
            {std::make_shared<const snapshot::SnapshotDiff>(std::move(told)), before, 0});
}

void sortAll(RowOrder& order, const Sorting& sorting)
{
    std::vector<const TaskSummary*> all;
    all.reserve(order.snapshot->tasks.size() + order.gone.size());
    order.snapshot->tasks.forEach(
        [&all](quint32, const auto& summary) { all.push_back(summary.get()); });
    for (const auto& [task, summary] : order.gone)
        all.push_back(summary);
    std::ranges::sort(all, sorting);
    order.sorted.reserve(static_cast<qsizetype>(all.size()));
    for (const TaskSummary* summary : all)
        order.sorted.append(summary->id);
}

/// Takes \a moved out of the order before and puts those that still exist where they belong now.
void sortAgain(RowOrder& order, const QList<TaskId>& before, const QSet<quint32>& moved,
               const Sorting& sorting)
{
    QList<TaskId> rest;
    rest.reserve(before.size());
    for (const TaskId task : before) {
        if (!moved.contains(task.value))
            rest.append(task);
    }
    std::vector<const TaskSummary*> incoming;
    for (const quint32 task : moved) {
        if (const TaskSummary* summary = order.summary(TaskId{task}))
            incoming.push_back(summary);
    }
    std::ranges::sort(incoming, sorting);

    order.sorted.reserve(rest.size() + static_cast<qsizetype>(incoming.size()));
    auto from = rest.cbegin();
    for (const TaskSummary* summary : incoming) {
        const auto at
            = std::upper_bound(from, rest.cend(), summary, [&](const TaskSummary* a, TaskId b) {
                  return sorting(a, order.summary(b));
              });
        for (; from != at; ++from)
            order.sorted.append(*from);
        order.sorted.append(summary->id);
    }
    for (; from != rest.cend(); ++from)
        order.sorted.append(*from);
}

Row rowOf(const TaskSummary& summary)
{
    Row row;
    row.task = summary.id;
    row.thread = summary.isThread ? 1 : 0;
    return row;
}

/// Parents before their children, siblings as sorted.
class Hierarchy
{
public:
    explicit Hierarchy(RowOrder& order)
        : m_order(order)
    {
        m_summaries.reserve(static_cast<std::size_t>(order.sorted.size()));
        for (const TaskId task : std::as_const(order.sorted)) {
            const TaskSummary* summary = order.summary(task);
            if (order.settings.threadsShown || !summary->isThread)
                m_summaries.push_back(summary);
        }
        order.tasks.clear();
        order.tasks.reserve(static_cast<qsizetype>(m_summaries.size()));
    }

    void buildFlat()
    {
        for (const TaskSummary* summary : m_summaries)
            m_order.tasks.append({rowOf(*summary)});
    }

    void build()
    {
        linkChildren();
        m_visited.assign(m_summaries.size(), false);
        for (const std::size_t top : children(m_summaries.size()))
            appendSubtree(top);
        // Parents that go round in a circle have no top; damaged input can say so. The first of
        // them becomes one.
        for (std::size_t i = 0;
             i < m_summaries.size() && m_order.tasks.size() < std::ssize(m_summaries); ++i) {
            if (!m_visited[i])
                appendSubtree(i);
        }
    }

private:
    /// Children of all tasks in one array: those of task i at m_first[i] … m_first[i + 1]. The last
    /// "task" is the top.
    void linkChildren()
    {
        const std::size_t count = m_summaries.size();
        PositionTable positions(count);
        for (std::size_t i = 0; i < count; ++i)
            positions.insert(m_summaries[i]->id, static_cast<std::int32_t>(i));

        std::vector<std::uint32_t> parents(count);
        m_first.assign(count + 2, 0);
        for (std::size_t i = 0; i < count; ++i) {
            const TaskSummary& summary = *m_summaries[i];
            const std::int32_t parent
                = summary.parent.isNone() ? -1 : positions.position(summary.parent);
            const bool isTop = parent < 0 || static_cast<std::size_t>(parent) == i;
            parents[i]
                = isTop ? static_cast<std::uint32_t>(count) : static_cast<std::uint32_t>(parent);
            ++m_first[parents[i] + 1];
        }
        for (std::size_t i = 1; i < m_first.size(); ++i)
            m_first[i] += m_first[i - 1];

        m_children.resize(count);
        std::vector<std::uint32_t> next(m_first.begin(), m_first.end() - 1);
        for (const bool threads : {true, false}) {
            for (std::size_t i = 0; i < count; ++i) {
                if (m_summaries[i]->isThread == threads)
                    m_children[next[parents[i]]++] = static_cast<std::uint32_t>(i);
            }
        }
    }

    [[nodiscard]] std::span<const std::uint32_t> children(std::size_t index) const
    {
        return std::span(m_children).subspan(m_first[index], m_first[index + 1] - m_first[index]);
    }

    /// With a stack of its own: a chain of 100,000 forks is deeper than the thread's.
    void appendSubtree(std::size_t top)
    {
        struct Open
        {
            std::size_t index;
            qsizetype position;
            std::size_t nextChild;
        };
        std::vector<Open> open;
        const auto enter = [&](std::size_t index) {
            m_visited[index] = true;
            open.push_back({index, m_order.tasks.size(), 0});
            OrderedTask task{rowOf(*m_summaries[index])};
            task.row.depth = static_cast<quint32>(open.size() - 1) & 0xff'ffffU;
            m_order.tasks.append(task);
        };
        enter(top);
        while (!open.empty()) {
            Open& last = open.back();
            const auto below = children(last.index);
            if (last.nextChild < below.size()) {
                const std::size_t child = below[last.nextChild++];
                if (!m_visited[child])
                    enter(child);
                continue;
            }
            m_order.tasks[last.position].subtree
                = static_cast<quint32>(m_order.tasks.size() - last.position);
            open.pop_back();
        }
    }

    RowOrder& m_order;
    std::vector<const TaskSummary*> m_summaries;
    std::vector<std::uint32_t> m_first, m_children;
    std::vector<bool> m_visited;
};

struct Marking
{
    Mark mark = Mark::none;
    bool ended = false;
};

/// Gone before new before changed, whichever snapshot it comes from.
QHash<quint32, Marking> marksOf(const RowOrder& order)
{
    QHash<quint32, Marking> marks;
    for (const MarkBatch& batch : order.batches) {
        for (const TaskId task : batch.diff->changed)
            marks[task.value].mark = Mark::changed;
    }
    for (const MarkBatch& batch : order.batches) {
        for (const TaskId task : batch.diff->added)
            marks[task.value].mark = Mark::added;
    }
    for (const auto& [task, summary] : order.gone) {
        Marking& marking = marks[task.value];
        marking.ended = tombstone(order.ended, task) != nullptr;
        marking.mark = marking.ended ? Mark::none : Mark::gone;
    }
    for (const MarkBatch& batch : order.batches) {
        for (const TaskId task : batch.diff->removed) {
            if (const auto at = marks.find(task.value); at != marks.end() && at->ended)
                at->mark = Mark::gone;
        }
    }
    return marks;
}

void applyMarks(RowOrder& order)
{
    const QHash<quint32, Marking> marks = marksOf(order);
    for (OrderedTask& task : order.tasks) {
        const Marking marking = marks.value(task.row.task.value);
        task.row.setMark(marking.mark);
        task.row.ended = marking.ended ? 1 : 0;
    }
}

/// \a known: tasks whose hits are still those of order.tasks; all but \a touched. Otherwise every
/// row is looked at.
void applyFilter(RowOrder& order, bool known, const QSet<quint32>& touched)
{
    order.hits = 0;
    if (order.settings.filter.isEmpty()) {
        for (OrderedTask& task : order.tasks) {
            task.row.hit = 0;
            task.row.kept = 1;
            task.row.expandable = task.subtree > 1 ? 1 : 0;
        }
        return;
    }
    const RowFilter filter(order.settings.filter, order.settings.masksSecrets);
    // needed[d]: a row of depth d that was passed on the way up is kept, so the next one above it
    // must be.
    std::vector<bool> needed(static_cast<std::size_t>(order.tasks.size()) + 2);
    for (OrderedTask& task : order.tasks | std::views::reverse) {
        Row& row = task.row;
        if (!known || touched.contains(row.task.value))
            row.hit = filter.matches(*order.summary(row.task)) ? 1 : 0;
        order.hits += static_cast<int>(row.hit);
        const std::size_t depth = row.depth;
        row.expandable = !order.settings.flat && needed[depth + 1] ? 1 : 0;
        if (!order.settings.flat)
            needed[depth + 1] = false;
        row.kept = row.hit | row.expandable;
        if (row.kept)
            needed[depth] = true;
    }
}

}

void Expansion::set(TaskId task, bool expanded)
{
    if (expanded == byDefault)
        except.remove(task.value);
    else
        except.insert(task.value);
}

const TaskSummary* RowOrder::summary(TaskId task) const
{
    if (const TaskSummary* found = snapshot->tasks.find(task.value))
        return found;
    const auto at
        = std::ranges::lower_bound(gone, task, {}, &std::pair<TaskId, const TaskSummary*>::first);
    return at != gone.end() && at->first == task ? at->second : nullptr;
}

qsizetype RowOrder::position(TaskId task) const
{
    const auto at
        = std::ranges::find(tasks, task, [](const OrderedTask& entry) { return entry.row.task; });
    return at == tasks.end() ? -1 : at - tasks.begin();
}

OrderResult makeOrder(const OrderRequest& request, const std::stop_token& stop)
{
    OrderResult result;
    const RowOrder* shown = request.shown.get();
    auto order = std::make_shared<RowOrder>();
    order->snapshot = request.snapshot;
    order->settings = request.settings;
    order->batches = request.batches;
    order->ended = request.ended;
    order->baseline = request.baseline;

    snapshot::SnapshotDiff diff;
    if (shown)
        diff = snapshot::diff(*shown->snapshot, *request.snapshot);
    const bool sameSettings = shown && shown->settings == request.settings;
    const bool sameMarks = shown && shown->baseline == request.baseline
        && (request.baseline || shown->batches.size() == request.batches.size());
    const bool sameEnded = shown && shown->ended == request.ended;
    if (sameSettings && sameMarks && sameEnded && diff.isEmpty()) {
        *order = *shown;
        order->snapshot = request.snapshot;
        result.order = std::move(order);
        result.same = true;
        return result;
    }
    if (request.baseline) {
        order->batches.clear();
        mark(snapshot::diff(*request.baseline, *request.snapshot), request.baseline, *order);
    } else if (request.marking && shown) {
        mark(diff, shown->snapshot, *order);
    }
    collectGone(*order);

    // What may stand elsewhere now: what the diff names, and what was or is gone.
    const Sorting sorting(order->settings);
    QSet<quint32> moved;
    const auto look = [&](TaskId task) {
        const TaskSummary* before = shown->summary(task);
        const TaskSummary* now = order->summary(task);
        if (before && now && before != now)
            result.touched.insert(task.value);
        if (!before || !now || !sorting.same(*before, *now))
            moved.insert(task.value);
    };
    if (shown) {
        std::ranges::for_each(diff.removed, look);
        std::ranges::for_each(diff.added, look);
        std::ranges::for_each(diff.changed, look);
        std::ranges::for_each(shown->gone | std::views::keys, look);
        std::ranges::for_each(order->gone | std::views::keys, look);
    }
    if (stop.stop_requested())
        return {};

    const bool sameSorting = shown && shown->settings.column == order->settings.column
        && shown->settings.sortOrder == order->settings.sortOrder;
    if (!sameSorting)
        sortAll(*order, sorting);
    else if (moved.isEmpty())
        order->sorted = shown->sorted;
    else
        sortAgain(*order, shown->sorted, moved, sorting);
    if (stop.stop_requested())
        return {};

    const bool sameTasks = sameSorting && moved.isEmpty()
        && shown->settings.flat == order->settings.flat
        && shown->settings.threadsShown == order->settings.threadsShown;
    if (sameTasks) {
        order->tasks = shown->tasks;
    } else {
        Hierarchy hierarchy(*order);
        if (order->settings.flat)
            hierarchy.buildFlat();
        else
            hierarchy.build();
    }
    if (stop.stop_requested())
        return {};

    applyMarks(*order);
    applyFilter(*order, sameTasks && sameSettings, result.touched);
    result.order = std::move(order);
    return result;
}

void appendVisible(const RowOrder& order, qsizetype begin, qsizetype end,
                   const Expansion& expansion, QList<Row>& rows)
{
    for (qsizetype at = begin; at < end;) {
        const OrderedTask& task = order.tasks[at];
        if (!task.row.kept) {
            at += task.subtree; // nothing below a row that is left out is kept
            continue;
        }
        Row row = task.row;
        row.expanded = row.expandable && expansion.isExpanded(row.task) ? 1 : 0;
        rows.append(row);
        at += row.expandable && !row.expanded ? task.subtree : 1;
    }
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/positiontable.h>
#include <model/tree/rowscript.h>

#include <algorithm>
#include <ranges>

namespace sandscope::model {

namespace {

bool sameTasks(const QList<Row>& before, const QList<Row>& after)
{
    return std::ranges::equal(before, after, {}, &Row::task, &Row::task);
}

}

RowScript makeScript(const QList<Row>& before, const QList<Row>& after,
                     const QSet<quint32>& touched)
{
    RowScript script;
    script.rows = after;
    QList<int> changedRows;
    const auto noteChange = [&](const Row& was, const Row& is, qsizetype row) {
        if (was != is || touched.contains(is.task.value))
            changedRows.append(static_cast<int>(row));
    };

    if (sameTasks(before, after)) {
        for (qsizetype row = 0; row < after.size(); ++row)
            noteChange(before[row], after[row], row);
        script.changed = coalesced(changedRows);
        return script;
    }

    PositionTable newRows(static_cast<std::size_t>(after.size()));
    for (qsizetype row = 0; row < after.size(); ++row)
        newRows.insert(after[row].task, static_cast<int>(row));

    QList<int> target(before.size()); // where each old row goes, -1: nowhere
    for (qsizetype row = 0; row < before.size(); ++row)
        target[row] = newRows.position(before[row].task);
    script.change = listChange(target, static_cast<int>(after.size()));
    for (qsizetype row = 0; row < after.size(); ++row) {
        if (const int from = script.change.source[row]; from >= 0)
            noteChange(before[from], after[row], row);
    }
    script.changed = coalesced(changedRows);
    if (!script.change.relayout)
        return script;

    for (const int row : std::as_const(script.change.appended))
        script.appended.append(after[row]);
    script.relaid = after;
    for (qsizetype row = 0; row < before.size(); ++row) {
        if (target[row] < 0)
            script.relaid.append(before[row]);
    }
    return script;
}

}

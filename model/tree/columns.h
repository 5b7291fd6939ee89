// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <QString>
#include <QVariant>

#include <span>

namespace sandscope::model {

/// One column of the process list. The table is the one place that knows them.
struct ProcessColumn
{
    const char* id; ///< stable, dotted: "name", "tid", "vm.rss"
    const char* title; ///< English, Title Case; the app translates with context "ProcessColumn"
    const char* description; ///< one sentence and the file and field it comes from: "…
                             ///< (/proc/[pid]/status:VmRSS)"
    const char* unit; ///< of the raw value: "kB", "s"; empty for counts, ids and words
    bool rightAligned;
    bool monospace;
    bool shownByDefault;
    bool descendingFirst; ///< numbers sort descending at the first click
    bool (*known)(const snapshot::TaskSummary& row); ///< false: the source does not tell; never
                                                     ///< shown as 0
    QVariant (*value)(const snapshot::TaskSummary& row); ///< raw, in units of \a unit; invalid when
                                                         ///< unknown
    QString (*text)(const snapshot::TaskSummary& row); ///< for people, escaped; empty when unknown
    /// <0, 0, >0 by value. Both rows must be known: the unknown sort last in either direction,
    /// which takes more than a comparison.
    int (*compare)(const snapshot::TaskSummary& a, const snapshot::TaskSummary& b);
};

[[nodiscard]] std::span<const ProcessColumn> processColumns();

/// What a model's headerData() gives for it.
[[nodiscard]] QVariant headingOf(const ProcessColumn& column, int role);

/// Index of a column by its id; -1 when there is none.
[[nodiscard]] int processColumn(QByteArrayView id);

}

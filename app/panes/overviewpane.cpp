// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "overviewpane.h"

#include <model/records/overviewtable.h>

namespace sandscope::app {

namespace {

constexpr int mostAncestors = 16; ///< a longer chain ends there

}

const PaneDescriptor overviewPaneDescriptor{
    .id = "task.overview",
    .title = QT_TRANSLATE_NOOP("Panes", "Overview"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "What the process is: identity, parents, memory, times, rights, namespaces."),
    .icon = "overview",
    .shortcut = "Alt+1",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* { return new OverviewPane(context); },
};

OverviewPane::OverviewPane(const PaneContext& context)
    : CellPane(overviewPaneDescriptor, context, model::overviewColumns(), model::overviewRows,
               {.badges = {2}, .isSortable = false})
{
}

QList<QByteArray> OverviewPane::othersOf(const snapshot::Snapshot& moment,
                                         const snapshot::TaskSummary& task) const
{
    const auto above = [&moment](const snapshot::TaskSummary& row) {
        return row.parent ? moment.tasks.find(row.parent.value) : nullptr;
    };
    // A thread has the parents of its process.
    const auto* process = task.isThread ? above(task) : &task;
    QList<QByteArray> ancestors;
    for (const auto* row = process ? above(*process) : nullptr;
         row && ancestors.size() < mostAncestors; row = above(*row))
        ancestors << taskFolder(*row);
    auto files = model::overviewFiles(taskFolder(task), ancestors.value(0));
    for (const auto& folder : std::as_const(ancestors))
        files << folder + "/comm";
    return files;
}

bool OverviewPane::canShow(const model::FileContent& content) const
{
    const auto hasText = [](const model::FileContentPtr& file) { return file->text != nullptr; };
    return content.text != nullptr || std::ranges::any_of(content.others, hasText);
}

}

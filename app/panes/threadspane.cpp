// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "threadspane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <model/proxies/proxies.h>
#include <model/records/surveyreader.h>
#include <model/records/threadtable.h>
#include <model/survey/threads.h>

#include <QAbstractProxyModel>
#include <QTableView>

namespace sandscope::app {

const PaneDescriptor threadsPaneDescriptor{
    .id = "task.threads",
    .title = QT_TRANSLATE_NOOP("Panes", "Threads"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The threads of the process: what each is doing, and for how long it ran."),
    .icon = "thread",
    .shortcut = "Alt+5",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* { return new ThreadsPane(context); },
    .aliases = "task",
};

namespace Column = model::threadColumn;

ThreadsPane::ThreadsPane(const PaneContext& context)
    : Pane(threadsPaneDescriptor, context)
    , m_model(model::threadTable(this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
{
    m_table->setObjectName(QStringLiteral("task.threads.table"));
    m_table->setAccessibleName(tr("Threads, one a row"));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(Column::tid);
    m_delegate->setBadgeColumns({Column::state, Column::cpuTime, Column::processor, Column::pending,
                                 Column::started, Column::nsPid});
    setReader(model::readThreadContent);
    connect(m_table, &QTableView::activated, this, &ThreadsPane::goToThread);
    connect(context.selection, &Selection::taskChanged, this, &ThreadsPane::markSelected);
    connect(m_sorted, &QAbstractItemModel::layoutChanged, this, &ThreadsPane::markSelected);
    setBody(m_table);
}

QAbstractItemView* ThreadsPane::mainView() const
{
    return m_table;
}

QByteArray ThreadsPane::wantedPath() const
{
    const auto folder = processFolder();
    return folder.isEmpty() ? QByteArray() : folder + "/task";
}

bool ThreadsPane::canShow(const model::FileContent& content) const
{
    return content.threads && !content.failure && !content.threads->entries.empty();
}

model::FailureText ThreadsPane::emptyText() const
{
    return {tr("No Threads Listed"),
            tr("The kernel lists none: the process has ended, or this source tells of processes "
               "alone, as runsc trace procfs does.")};
}

void ThreadsPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    if (!sizeColumnsOnce(m_table, m_delegate) && m_sizedFor != path())
        growColumns(m_table, m_delegate);
    m_sizedFor = path();
    markSelected();
}

void ThreadsPane::clearContent()
{
    m_model->setContent(nullptr);
}

void ThreadsPane::clearMarks()
{
    m_model->setContent(content());
}

void ThreadsPane::goToThread(const QModelIndex& index)
{
    // A thread that the moment does not list yet will be there at the next.
    if (const procfs::TaskId task{index.data(model::TaskIdRole).toUInt()})
        context().selection->setTask(task);
}

void ThreadsPane::markSelected()
{
    int marked = -1;
    const auto selected = context().selection->task();
    for (int row = 0; row < m_model->rowCount() && marked < 0; ++row) {
        if (selected && m_model->row(row).task == selected.value)
            marked = m_sorted->mapFromSource(m_model->index(row, 0)).row();
    }
    m_delegate->setPointedRow(marked);
}

}

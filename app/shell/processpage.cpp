// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "processpage.h"

#include "emptystate.h"
#include "icons.h"
#include "processview.h"
#include "selection.h"
#include "session.h"
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/pane.h>
#include <model/tree/columns.h>

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStackedLayout>
#include <QStyle>

namespace sandscope::app {

namespace {

constexpr int manyTasks = 5000;
constexpr int typingPause = 350; ///< ms, with many tasks
constexpr int nameColumn = 26; ///< characters
constexpr int lastColumn = 80; ///< pixels; it is stretched over what is left

int lastVisible(const QHeaderView& header)
{
    int place = header.count() - 1;
    while (place > 0 && header.isSectionHidden(header.logicalIndex(place)))
        --place;
    return header.logicalIndex(place);
}

/// What fits beside the panes in a window of ordinary size; the others are a click on the headings
/// away.
bool isFirstChoice(const char* id)
{
    static constexpr QByteArrayView ids[] = {"name", "tid", "state", "vm.rss", "cpu.time"};
    return std::ranges::find(ids, QByteArrayView(id)) != std::end(ids);
}

}

ProcessPage::ProcessPage(Session* session, Selection* selection, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_processes(new model::ProcessListModel(this))
    , m_view(new ProcessView)
    , m_filter(new QLineEdit)
    , m_hits(new QLabel)
    , m_empty(new EmptyState)
    , m_stack(new QStackedLayout)
{
    m_filter->setPlaceholderText(tr("Filter by name, command or id"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter processes"));
    m_filter->setObjectName(QStringLiteral("processes.filter"));
    m_filter->addAction(icon("filter"), QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
    m_hits->setTextFormat(Qt::PlainText);
    m_hits->setVisible(false);
    m_view->setProcesses(m_processes);

    auto* line = new QHBoxLayout;
    line->setContentsMargins(6, 4, 6, 4);
    line->setSpacing(6);
    line->addWidget(m_filter, 1);
    line->addWidget(m_hits);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addLayout(m_stack, 1); // first: what it is given without a parent becomes a window
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);

    const auto columns = model::processColumns();
    for (std::size_t column = 0; column < columns.size(); ++column)
        m_view->setColumnHidden(
            int(column), !columns[column].shownByDefault || !isFirstChoice(columns[column].id));
    offerColumns(m_view);

    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &ProcessPage::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_typing.start(m_processes->taskCount() > manyTasks && !text.isEmpty() ? typingPause : 0);
    });
    connect(m_empty, &EmptyState::triggered, m_filter, &QLineEdit::clear);
    connect(m_processes, &model::ProcessListModel::settled, this, &ProcessPage::settle);
    connect(m_view, &ProcessView::taskChosen, m_selection, &Selection::setTask);
    connect(m_view, &ProcessView::numberTyped, this, &ProcessPage::jumpTo);
    connect(m_selection, &Selection::taskChanged, this, [this] {
        if (const auto task = m_selection->task(); task && m_session->task(task))
            m_processes->reveal(task);
        m_view->showTask(m_selection->task());
    });
    connect(m_session, &Session::sourceChanged, this, [this] {
        m_processes->clear();
        m_processes->setMarkDuration(m_session->capabilities().canStep ? 0 : liveMarkMilliseconds);
        m_filter->clear();
        settle();
    });
    connect(m_session, &Session::momentChanged, this,
            [this] { m_processes->setSnapshot(m_session->snapshot()); });
    settle();
}

void ProcessPage::setSelectsFirst(bool selects)
{
    m_selectsFirst = selects;
    settle();
}

void ProcessPage::startFiltering()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool ProcessPage::isSettled() const
{
    return !m_processes->isBusy() && !m_typing.isActive()
        && m_processes->snapshot() == m_session->snapshot();
}

bool ProcessPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
        if (key == Qt::Key_Escape || key == Qt::Key_Down || key == Qt::Key_Return
            || key == Qt::Key_Enter) {
            m_view->setFocus(Qt::ShortcutFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ProcessPage::applyFilter()
{
    m_processes->setFilter(m_filter->text());
    settle();
}

void ProcessPage::settle()
{
    const int rows = m_processes->rowCount();
    const auto filter = m_processes->filter();
    if (sizeColumnsOnce(m_view, m_view->cells())) { // names come and go, and levels with them
        const auto* header = m_view->horizontalHeader();
        const int last = lastVisible(*header);
        int others = lastColumn;
        for (int column = 1; column < header->count(); ++column)
            others += column == last ? 0 : header->sectionSize(column); // 0 where hidden
        // Not the view's own width: while the list was empty, it was not laid out.
        const int available = width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent) - others;
        const int room = std::min(nameColumn * fontMetrics().averageCharWidth(), available);
        m_view->setColumnWidth(0, std::max(m_view->columnWidth(0), room));
    }
    m_hits->setVisible(!filter.isEmpty());
    if (!filter.isEmpty()) {
        const QLocale locale;
        m_hits->setText(tr("%1 of %2")
                            .arg(locale.toString(m_processes->hitCount()),
                                 locale.toString(m_processes->taskCount())));
    }
    if (rows == 0 && !m_processes->isBusy()) {
        if (filter.isEmpty()) {
            m_empty->setText(tr("No Processes Yet"),
                             m_session->capabilities().canStep
                                 ? tr("Step forward to start the first one.")
                                 : QString());
            m_empty->setAction({});
        } else {
            m_empty->setText(tr("No Process Matches \"%1\"").arg(filter),
                             tr("%n hidden by the filter.", nullptr, m_processes->taskCount()));
            m_empty->setAction(tr("Clear Filter"));
        }
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentWidget(m_view);
    if (!m_selection->task() && rows > 0 && m_selectsFirst)
        m_selection->setTask(m_processes->taskAt(m_processes->index(0, 0)));
    m_view->showTask(m_selection->task());
}

void ProcessPage::jumpTo(const QString& digits)
{
    auto found = m_session->taskByNumber(digits.toInt());
    if (!found) { // the first number that begins so
        if (const auto shown = m_session->snapshot()) {
            int best = 0;
            shown->tasks.forEach([&](auto, const auto& shared) {
                const snapshot::TaskSummary& row = *shared;
                const int number = row.tid.value;
                if (QString::number(number).startsWith(digits) && (!found || number < best)) {
                    found = row.id;
                    best = number;
                }
            });
        }
    }
    if (found)
        m_selection->setTask(found);
}

void ProcessPage::restoreColumns(const QByteArray& state)
{
    if (!app::restoreColumns(m_view, state))
        return;
    const auto* header = m_view->horizontalHeader();
    if (header->isSortIndicatorShown() && header->sortIndicatorSection() >= 0)
        m_processes->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "processpage.h"

#include "emptystate.h"
#include "hostsection.h"
#include "icons.h"
#include "processview.h"
#include "selection.h"
#include "session.h"
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/pane.h>
#include <model/tree/columns.h>

#include <QAction>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QStyle>

namespace sandscope::app {

namespace {

constexpr int manyTasks = 5000;
constexpr int typingPause = 350; ///< ms, with many tasks
constexpr int nameColumn = 26; ///< characters
constexpr int leastName = 15; ///< characters, marks and levels included
constexpr int headingMargin = 14;
constexpr int looked = 300; ///< rows

int lastVisible(const QHeaderView& header)
{
    int place = header.count() - 1;
    while (place > 0 && header.isSectionHidden(header.logicalIndex(place)))
        --place;
    return header.logicalIndex(place);
}

/// A column that is shown beside the panes where it fits, and what it has room for from the start.
struct FirstChoice
{
    const char* id;
    QLatin1StringView sample;
};

/// By importance: what does not fit any more is left out from the end. The others are a click on
/// the headings away.
constexpr FirstChoice firstChoice[] = {
    {"name", {}},
    {"tid", QLatin1StringView("99999")},
    {"state", QLatin1StringView("S (sleeping)")},
    {"vm.rss", QLatin1StringView("999999 kB")},
    {"cpu.time", QLatin1StringView("999.99 s")},
};

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

    for (int column = 0; column < m_processes->columnCount(); ++column)
        m_view->setColumnHidden(column, true);
    for (const auto& choice : firstChoice)
        m_view->setColumnHidden(model::processColumn(choice.id), false);
    offerColumns(m_view);
    connect(m_view->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        // The last one is stretched.
        if (!m_isFitting && QGuiApplication::mouseButtons() != Qt::NoButton
            && column != lastVisible(*m_view->horizontalHeader()))
            m_hasOwnColumns = true;
    });

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
        if (const auto task = m_selection->task(); m_session->knownTask(task))
            m_processes->reveal(task);
        m_view->showTask(m_selection->task());
    });
    connect(m_session, &Session::sourceChanged, this, [this] {
        m_processes->clear();
        m_filter->clear();
        settle();
        if (!m_host && m_session->capabilities().readsInside) {
            m_host = new HostSection(m_session);
            this->layout()->addWidget(m_host);
            Q_EMIT hostSectionMade(m_host);
        }
    });
    connect(m_session, &Session::momentChanged, this, [this] {
        constexpr int unmarked = -1;
        m_processes->setMarkDuration(!m_session->isNeighbour() ? unmarked
                                         : m_session->capabilities().canStep
                                         ? 0
                                         : liveMarkMilliseconds);
        m_processes->setSnapshot(m_session->snapshot(),
                                 m_showsEnded ? m_session->tombstones() : nullptr);
    });
    connect(m_session, &Session::baselineChanged, this, [this] {
        const auto& baseline = m_session->baseline();
        m_processes->setBaseline(baseline ? baseline->snapshot : nullptr);
    });
    connect(m_session, &Session::tombstonesChanged, this, &ProcessPage::followEnded);
    connect(m_session, &Session::optionsChanged, this,
            [this] { m_processes->setMasksSecrets(m_session->isPresenting()); });
    settle();
}

void ProcessPage::setSelectsFirst(bool selects)
{
    m_selectsFirst = selects;
    settle();
}

void ProcessPage::setEndedShown(bool shown)
{
    m_showsEnded = shown;
    followEnded();
}

void ProcessPage::setThreadsShown(bool shown)
{
    m_showsThreads = shown;
    m_processes->setThreadsShown(shown);
    announceInterest();
}

/// As the tab in front, also before the window itself is shown.
void ProcessPage::announceInterest()
{
    m_session->setInterest(this,
                           m_showsThreads && !isHidden() ? QSet{QByteArrayLiteral("*/task")}
                                                         : QSet<QByteArray>());
}

bool ProcessPage::event(QEvent* event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        announceInterest();
    return QWidget::event(event);
}

void ProcessPage::followEnded()
{
    m_processes->setEnded(m_showsEnded ? m_session->tombstones() : nullptr);
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
    if (sizeColumnsOnce(m_view, m_view->cells()))
        fitColumns();
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
            m_empty->setText(tr("No Process Matches “%1”").arg(filter),
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

void ProcessPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_processes->rowCount() > 0)
        fitColumns();
}

/// Shows as many of the first columns as fit without being cut, and gives the name what is left.
void ProcessPage::fitColumns()
{
    noticeOwnColumns();
    if (m_hasOwnColumns)
        return;
    const QScopedValueRollback fitting(m_isFitting, true);
    const auto* cells = m_view->cells();
    const int rows = std::min(m_processes->rowCount(), looked);
    const auto widthOf = [&](int column, const QString& sample) {
        const auto heading = m_processes->headerData(column, Qt::Horizontal).toString();
        int width = fontMetrics().horizontalAdvance(heading) + headingMargin;
        width = std::max(width, fontMetrics().horizontalAdvance(sample) + headingMargin);
        for (int row = 0; row < rows; ++row)
            width = std::max(width, cells->widthOf(m_processes->index(row, column)));
        return width;
    };
    // Not the view's own width: while the list was empty, it was not laid out.
    int left = width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int character = fontMetrics().averageCharWidth();
    const int wanted = widthOf(0, {});
    const int name = std::clamp(wanted, leastName * character, nameColumn * character);
    left -= name;
    bool fits = true;
    for (const auto& choice : firstChoice) {
        const int column = model::processColumn(choice.id);
        if (column == 0)
            continue;
        const int needed = widthOf(column, choice.sample);
        fits = fits && needed <= left;
        left -= fits ? needed : 0;
        m_view->setColumnHidden(column, !fits);
        if (fits)
            m_view->setColumnWidth(column, needed);
    }
    // The last column is stretched over what the name does not need.
    const int most = std::max(wanted, nameColumn * character);
    m_view->setColumnWidth(0, name + std::max(0, std::min(left, most - name)));
    m_fitted = shownColumns();
}

QList<int> ProcessPage::shownColumns() const
{
    QList<int> shown;
    for (int column = 0; column < m_processes->columnCount(); ++column) {
        if (!m_view->isColumnHidden(column))
            shown << column;
    }
    return shown;
}

/// Somebody showed or hid a column since they were fitted.
void ProcessPage::noticeOwnColumns()
{
    if (!m_fitted.isEmpty() && m_fitted != shownColumns())
        m_hasOwnColumns = true;
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

QByteArray ProcessPage::ownColumns()
{
    noticeOwnColumns();
    return m_hasOwnColumns ? saveColumns(m_view) : QByteArray();
}

void ProcessPage::restoreColumns(const QByteArray& state)
{
    if (!app::restoreColumns(m_view, state))
        return;
    m_hasOwnColumns = true;
    const auto* header = m_view->horizontalHeader();
    if (header->isSortIndicatorShown() && header->sortIndicatorSection() >= 0)
        m_processes->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

}

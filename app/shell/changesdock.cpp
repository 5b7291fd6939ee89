// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "changesdock.h"

#include "emptystate.h"
#include "icons.h"
#include "selection.h"
#include "session.h"
#include "theme.h"

#include <app/delegates/marks.h>
#include <model/records/stepmodel.h>

#include <QLabel>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace sandscope::app {

namespace {

constexpr int fewRows = 12; ///< as many are opened at once without burying the others

/// Lines of files in fixed width, in the ink of their mark; the sign in front says the same.
class LineDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto mark = static_cast<model::Mark>(index.data(model::MarkRole).toInt());
        const bool isLine = index.parent().isValid() && !index.model()->hasChildren(index)
            && !index.data(model::PathRole).toByteArray().isEmpty();
        if (isLine)
            option->font = monospaceFont();
        option->textElideMode = Qt::ElideRight;
        const auto look = markLook(mark, option->palette);
        if (!look.tint.isValid() || (option->state & QStyle::State_Selected) != 0)
            return;
        option->palette.setColor(QPalette::Text, look.ink);
    }

public:
    /// As high as the rows of the tables beside it.
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override
    {
        constexpr int least = 14;
        const int text
            = std::max(option.fontMetrics.height(), QFontMetrics(monospaceFont()).height());
        return {QStyledItemDelegate::sizeHint(option, index).width(), std::max(text, least) + 6};
    }
};

/// What a row is called in every step that has it: its file, or what it says.
QString keyOf(const QModelIndex& index)
{
    const QByteArray path = index.data(model::PathRole).toByteArray();
    return path.isEmpty() ? index.data().toString() : QString::fromUtf8(path);
}

}

ChangesDock::ChangesDock(Session* session, Selection* selection, QWidget* parent)
    : QDockWidget(tr("What Changed"), parent)
    , m_session(session)
    , m_selection(selection)
    , m_model(new model::StepModel(this))
    , m_call(new QLabel)
    , m_view(new QTreeView)
    , m_empty(new EmptyState)
    , m_stack(new QStackedLayout)
{
    setObjectName(QStringLiteral("dock.step.changes"));
    setAccessibleName(windowTitle());
    setWindowIcon(icon("list"));
    toggleViewAction()->setShortcut(
        QKeySequence::fromString(QStringLiteral("Alt+0"), QKeySequence::PortableText));
    m_model->setActive(false);

    m_call->setObjectName(QStringLiteral("step.changes.call"));
    m_call->setAccessibleName(tr("Call"));
    m_call->setTextFormat(Qt::PlainText);
    m_call->setWordWrap(true);
    m_call->setContentsMargins(6, 4, 6, 4);
    m_call->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_view->setObjectName(QStringLiteral("step.changes"));
    m_view->setAccessibleName(windowTitle());
    m_view->setAccessibleDescription(
        tr("The objects and the lines of files that the step to this moment changed. Enter shows "
           "the file."));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new LineDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setTabKeyNavigation(false);

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_call);
    layout->addLayout(m_stack, 1); // first: what it is given without a parent becomes a window
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    setWidget(body);

    connect(m_session, &Session::sourceChanged, this, [this] {
        m_place.clear();
        m_opened.clear();
        follow();
    });
    connect(m_session, &Session::momentChanged, this, &ChangesDock::follow);
    connect(m_session, &Session::optionsChanged, this, &ChangesDock::follow);
    connect(m_model, &model::StepModel::settled, this, &ChangesDock::present);
    connect(m_model, &model::StepModel::modelAboutToBeReset, this, [this] {
        if (const auto current = m_view->currentIndex(); current.isValid())
            m_place = keyOf(current.parent().isValid() ? current.parent() : current);
    });
    connect(m_view, &QTreeView::expanded, this,
            [this](const QModelIndex& index) { m_opened.insert(keyOf(index), true); });
    connect(m_view, &QTreeView::collapsed, this,
            [this](const QModelIndex& index) { m_opened.insert(keyOf(index), false); });
    connect(m_view, &QTreeView::activated, this, &ChangesDock::choose);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        m_visible = visible;
        m_model->setActive(visible);
    });
    follow();
}

bool ChangesDock::isSettled() const
{
    return !m_visible || !m_model->isBusy();
}

QString ChangesDock::callText() const
{
    return m_call->text();
}

QString ChangesDock::emptyHeading() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->heading() : QString();
}

void ChangesDock::follow()
{
    const auto* now = m_session->now();
    m_why.clear();
    m_next = tr("Step forward to see what a step does.");
    m_model->setCache(m_session->cache());
    if (!now || !now->snapshot) {
        m_why = tr("Nothing Is Shown Yet");
        m_next = tr("Open a scenario or a log of system calls.");
    } else if (!m_session->capabilities().canStep) {
        m_why = tr("This Source Does Not Tell Steps");
        m_next = tr("It shows states, and nobody knows what led to them. Open a scenario or a log "
                    "of system calls.");
    } else if (now->step == 0) {
        m_why = tr("No Step Was Made Yet");
    } else if (!now->before) {
        m_why = tr("The Moment Before Is Not Kept");
    }
    if (!m_why.isEmpty()) {
        m_model->clear(); // present() follows
        return;
    }
    auto options = m_session->options();
    options.dialect = m_session->dialect();
    m_model->setStep(*now, options);
}

void ChangesDock::present()
{
    m_call->setText(m_model->call());
    m_call->setVisible(!m_call->text().isEmpty());
    const int rows = m_model->rowCount();
    if (rows == 0) {
        const bool isQuiet = m_why.isEmpty();
        m_empty->setText(isQuiet ? tr("Nothing Changed in This Step") : m_why,
                         isQuiet ? QString() : m_next);
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    QModelIndex current;
    {
        const QSignalBlocker silent(m_view); // only what the reader opens is remembered
        for (int row = 0; row < rows; ++row) {
            const QModelIndex index = m_model->index(row, 0);
            const QString key = keyOf(index);
            // Files of the machine change with nearly every step, and a group says it all.
            const bool isTelling = index.data(model::TaskIdRole).toUInt() != 0
                && !index.data(model::PathRole).toByteArray().isEmpty();
            const bool isHeading = index.data(model::MarkRole).toInt() == 0
                && index.data(model::PathRole).toByteArray().isEmpty();
            m_view->setExpanded(
                index,
                m_opened.value(key,
                               (isTelling || isHeading) && m_model->rowCount(index) <= fewRows));
            if (!m_place.isEmpty() && key == m_place)
                current = index;
        }
    }
    m_view->viewport()->update();
    if (current.isValid()) {
        m_view->setCurrentIndex(current);
        m_view->scrollTo(current, QAbstractItemView::PositionAtTop);
    } else {
        m_view->scrollToTop();
    }
    m_stack->setCurrentWidget(m_view);
}

void ChangesDock::choose(const QModelIndex& index)
{
    const procfs::TaskId task{index.data(model::TaskIdRole).toUInt()};
    const QByteArray path = index.data(model::PathRole).toByteArray();
    if (task && m_session->task(task))
        m_selection->setTask(task);
    if (path.isEmpty())
        return;
    m_selection->setPath(path);
    Q_EMIT fileChosen(path);
}

}

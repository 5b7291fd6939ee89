// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "finddock.h"

#include "emptystate.h"
#include "icons.h"
#include "session.h"
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <model/records/escape.h>
#include <model/records/findmodel.h>

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace sandscope::app {

namespace {

constexpr int queriesKept = 20;

using Table = model::FindModel;

}

FindDock::FindDock(Session* session, QWidget* parent)
    : QDockWidget(tr("Find"), parent)
    , m_session(session)
    , m_model(new Table(this))
    , m_query(new QComboBox)
    , m_search(new QToolButton)
    , m_stop(new QToolButton)
    , m_previous(new QToolButton)
    , m_next(new QToolButton)
    , m_environment(new QCheckBox(tr("&Environment")))
    , m_message(new QLabel)
    , m_view(new QTableView)
    , m_delegate(setUpTable(m_view))
    , m_empty(new EmptyState)
    , m_stack(new QStackedLayout)
{
    setObjectName(QStringLiteral("dock.find"));
    setAccessibleName(windowTitle());
    setWindowIcon(icon("find"));
    build();
    connect(m_search, &QToolButton::clicked, this, &FindDock::search);
    connect(m_stop, &QToolButton::clicked, m_model, &Table::stop);
    connect(m_previous, &QToolButton::clicked, this, [this] { goOn(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { goOn(1); });
    connect(m_environment, &QCheckBox::clicked, this, [this] {
        if (!m_asked.isEmpty())
            search();
    });
    connect(m_query, &QComboBox::activated, this, [this] { // chosen from the list
        if (line()->text() != m_asked) // or found there while the keyboard goes elsewhere
            search();
    });
    connect(line(), &QLineEdit::textEdited, this, [this] {
        if (std::exchange(m_isProblem, false))
            present();
    });
    connect(m_view, &QTableView::activated, this,
            [this](const QModelIndex& index) { choose(index, true); });
    connect(m_model, &Table::progressed, this, &FindDock::present);
    connect(m_model, &Table::settled, this, &FindDock::present);
    connect(m_session, &Session::sourceChanged, this, &FindDock::followSource);
    // Rows of another moment or dialect stay; they say of which they are.
    connect(m_session, &Session::momentChanged, this, &FindDock::present);
    connect(m_session, &Session::optionsChanged, this, &FindDock::followSource);
    followSource();
}

void FindDock::build()
{
    auto* label = new QLabel(tr("F&ind:"));
    label->setBuddy(m_query);
    m_query->setEditable(true);
    m_query->setInsertPolicy(QComboBox::NoInsert);
    m_query->setCompleter(nullptr); // it would end words that are no queries
    m_query->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_query->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_query->setAccessibleName(tr("Query"));
    m_query->setToolTip(tr("A text, or FILE.FIELD, a comparison (== != < > : ~) and a value; "
                           "joined by and, or, not. Enter searches all tasks."));
    line()->setAccessibleName(tr("Query"));
    line()->setPlaceholderText(tr("libc.so, or maps.perms:rwx, or fd.path ~ \"\\.so$\""));
    line()->setClearButtonEnabled(true);
    setUpButton(m_search, "find", tr("Search"), tr("Search all tasks (Enter)"));
    setUpButton(m_stop, "clear", tr("Stop"), tr("End the search (Esc)"));
    setUpButton(m_previous, "up", tr("Previous Result"), tr("Previous result (Shift+F3)"));
    setUpButton(m_next, "down", tr("Next Result"), tr("Next result (F3)"));
    m_environment->setToolTip(
        tr("Look for texts in the environment, too. It may hold passwords and keys."));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setContentsMargins(8, 0, 8, 4);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_view->setObjectName(QStringLiteral("find.table"));
    m_view->setAccessibleName(tr("Results"));
    m_view->setAccessibleDescription(
        tr("What was found in the files of all tasks. Enter shows the file."));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setModel(m_model);
    m_view->setColumnHidden(Table::ValueColumn, true);
    m_view->setColumnHidden(Table::AddressColumn, true);
    m_delegate->setMonospaceColumns({Table::TextColumn, Table::ValueColumn, Table::AddressColumn});
    offerColumns(m_view);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(6);
    row->addWidget(label);
    row->addWidget(m_query, 1);
    row->addWidget(m_search);
    row->addWidget(m_stop);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(m_environment);
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_message);
    layout->addLayout(m_stack, 1); // first: what it is given without a parent becomes a window
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    setWidget(body);
    for (QWidget* widget : {static_cast<QWidget*>(m_query), static_cast<QWidget*>(line()),
                            static_cast<QWidget*>(m_view), static_cast<QWidget*>(m_environment),
                            static_cast<QWidget*>(m_search), static_cast<QWidget*>(m_stop),
                            static_cast<QWidget*>(m_previous), static_cast<QWidget*>(m_next)})
        widget->installEventFilter(this);
}

QLineEdit* FindDock::line() const
{
    return m_query->lineEdit();
}

void FindDock::open()
{
    if (auto* focus = QApplication::focusWidget(); focus && !isAncestorOf(focus))
        m_before = focus;
    show();
    raise();
    line()->setFocus(Qt::ShortcutFocusReason);
    line()->selectAll();
}

void FindDock::find(const QString& query)
{
    line()->setText(query);
    search();
}

QStringList FindDock::history() const
{
    QStringList queries;
    for (int place = 0; place < m_query->count(); ++place)
        queries << m_query->itemText(place);
    return queries;
}

void FindDock::setHistory(const QStringList& queries)
{
    const QString text = line()->text();
    m_query->clear();
    m_query->addItems(queries.mid(0, queriesKept));
    m_query->setCurrentIndex(-1);
    line()->setText(text);
}

void FindDock::remember(const QString& query)
{
    QStringList queries = history();
    queries.removeAll(query);
    queries.prepend(query);
    setHistory(queries);
}

bool FindDock::isSettled() const
{
    return !m_model->isBusy();
}

bool FindDock::hasFindings() const
{
    return m_model->rowCount() > 0;
}

QString FindDock::message() const
{
    return m_message->text();
}

QString FindDock::emptyHeading() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->heading() : QString();
}

void FindDock::followSource()
{
    m_isProblem = false; // another dialect may well have what was asked for
    m_asked.clear();
    m_model->clear();
    present();
    Q_EMIT findingsChanged();
}

void FindDock::search()
{
    const auto snapshot = m_session->snapshot();
    if (!snapshot)
        return;
    const QString query = line()->text();
    const auto problem
        = m_model->search(query, m_environment->isChecked(), snapshot, m_session->dialect(),
                          {.masksSecrets = m_session->isPresenting()});
    if (problem) {
        line()->setFocus();
        line()->setCursorPosition(problem->column - 1);
        say(problem->sentence, true);
        return;
    }
    m_isProblem = false;
    m_asked = query;
    m_generation = snapshot->generation;
    remember(query);
    present();
    Q_EMIT findingsChanged();
}

/// "37 results in 12 tasks · generation 9".
QString FindDock::summary() const
{
    const QLocale locale;
    const auto number = [&locale](std::size_t count) { return locale.toString(qulonglong(count)); };
    const query::SearchState& state = m_model->state();
    QStringList parts;
    if (m_model->isBusy())
        parts << tr("Searching: %1 of %2 tasks").arg(number(state.tasks), number(state.total));
    else if (m_model->wasStopped())
        parts << tr("Stopped after %1 of %2 tasks").arg(number(state.tasks), number(state.total));
    else if (state.isCut && state.tasks < state.total)
        parts << tr("Only the first ones, of %1 of %2 tasks")
                     .arg(number(state.tasks), number(state.total));
    else if (state.isCut)
        parts << tr("Only the first ones of some tasks");
    const auto findings = std::size_t(m_model->rowCount());
    const QString results = findings == 1 ? tr("1 result") : tr("%1 results").arg(number(findings));
    if (findings == 0)
        parts << results;
    else
        parts << (state.holding == 1 ? tr("%1 in 1 task").arg(results)
                                     : tr("%1 in %2 tasks").arg(results, number(state.holding)));
    const auto tasks = [&](std::size_t count) {
        return count == 1 ? tr("1 task") : tr("%1 tasks").arg(number(count));
    };
    if (state.unread) {
        const QString path = model::escaped(QByteArray::fromStdString(state.unread->path));
        parts << (state.unknown > 0 ? tr("%1 could not be asked: /proc/%2 cannot be read")
                                          .arg(tasks(state.unknown), path)
                                    : tr("there may be more in %1: /proc/%2 cannot be read")
                                          .arg(tasks(state.partial), path));
    }
    const auto shown = m_session->snapshot();
    parts << (shown && shown->generation != m_generation
                  ? tr("of generation %1, Enter searches this one").arg(m_generation)
                  : tr("generation %1").arg(m_generation));
    return parts.join(QStringLiteral(" · "));
}

void FindDock::present()
{
    const bool busy = m_model->isBusy();
    const bool found = hasFindings();
    m_stop->setEnabled(busy);
    m_search->setEnabled(m_session->snapshot() != nullptr);
    if (found != m_next->isEnabled()) {
        m_next->setEnabled(found);
        m_previous->setEnabled(found);
        Q_EMIT findingsChanged();
    }
    if (m_asked.isEmpty()) {
        m_empty->setText(tr("Find in All Tasks"),
                         tr("A text, in the names, arguments, maps, files, namespaces and status "
                            "of all tasks; or a question:\n"
                            "maps.perms:rwx     addr:0x7f0000001000\n"
                            "fd.path ~ \"\\.so$\"     status.Threads > 4 and not name:sh"));
        m_stack->setCurrentWidget(m_empty);
        sayState(m_session->snapshot() ? tr("Enter searches all tasks of the moment shown.")
                                       : QString());
        return;
    }
    sayState(summary());
    if (!found) {
        if (busy)
            m_empty->setText(tr("Searching…"), {});
        else
            m_empty->setText(tr("Nothing Found"),
                             m_environment->isChecked()
                                 ? tr("No task answers this.")
                                 : tr("No task answers this. Texts in the environment are found "
                                      "with Environment checked."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (m_stack->currentWidget() != m_view) {
        sizeColumnsOnce(m_view, m_delegate);
        m_stack->setCurrentWidget(m_view);
        m_view->setCurrentIndex(m_model->index(0, 0));
        m_view->scrollToTop();
    }
}

/// What is wrong with the line stays until somebody changes it.
void FindDock::sayState(const QString& text)
{
    if (!m_isProblem)
        say(text);
}

void FindDock::say(const QString& text, bool isProblem)
{
    m_isProblem = isProblem;
    if (text == m_message->text())
        return;
    m_message->setText(text);
    auto font = m_message->font();
    font.setBold(isProblem);
    m_message->setFont(font);
    if (!text.isEmpty() && QAccessible::isActive()) {
        QAccessibleEvent event(m_message, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void FindDock::choose(const QModelIndex& index, bool withKeyboard)
{
    if (index.isValid())
        Q_EMIT chosen(m_model->finding(index.row()), withKeyboard);
}

void FindDock::goOn(int direction)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const auto current = m_view->currentIndex();
    const int from = current.isValid() ? current.row() : (direction > 0 ? -1 : 0);
    const auto next = m_model->index((from + direction + rows) % rows, 0);
    m_view->setCurrentIndex(next);
    choose(next, false);
}

void FindDock::dismiss()
{
    if (m_model->isBusy()) {
        m_model->stop();
        return;
    }
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

bool FindDock::eventFilter(QObject* watched, QEvent* event)
{
    const bool isLine = watched == m_query || watched == line();
    if (event->type() == QEvent::Wheel && isLine)
        return true; // it would put another query over what is being typed
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (key == Qt::Key_Escape) {
            dismiss();
            return true;
        }
        if (isEnter && isLine) {
            search();
            return true;
        }
        // Down leads out of the line; the list of queries opens with Alt. Other keys that lead
        // through it would put another query over what is being typed.
        const auto modifiers = static_cast<QKeyEvent*>(event)->modifiers();
        const bool isUpOrDown = key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown
            || key == Qt::Key_PageUp;
        if (isUpOrDown && isLine && !modifiers.testFlag(Qt::AltModifier)) {
            if (key == Qt::Key_Down && hasFindings())
                m_view->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QDockWidget::eventFilter(watched, event);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "comparebar.h"

#include "actions.h"
#include "icons.h"
#include "messageline.h"
#include "words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace sandscope::app {

namespace {

constexpr int asShown = -1; ///< data of the first entry of dialects
constexpr int numberWidth = 12; ///< characters

}

CompareBar::CompareBar(Session* session, const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_generation(new QLineEdit)
    , m_process(new QLineEdit)
    , m_dialect(new QComboBox)
    , m_close(new QToolButton)
    , m_message(new MessageLine)
{
    setObjectName(QStringLiteral("compare"));
    setAccessibleName(tr("Comparison"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 10, 4);
    layout->setSpacing(6);
    const auto addField
        = [&](const QString& title, QWidget* field, const QString& name, const QString& tip) {
              auto* label = new QLabel(title);
              label->setBuddy(field);
              field->setAccessibleName(name);
              field->setToolTip(tip);
              field->installEventFilter(this);
              layout->addWidget(label);
              layout->addWidget(field);
          };
    addField(tr("Compare with &generation:"), m_generation, tr("Generation to compare with"),
             tr("Another moment; empty: the one shown"));
    addField(tr("pro&cess:"), m_process, tr("Process to compare with"),
             tr("Another process (7) or thread (7/9); empty: the selected one"));
    addField(tr("dia&lect:"), m_dialect, tr("Dialect to compare with"),
             tr("Another dialect of the same files"));
    for (auto* line : {m_generation, m_process}) {
        line->setPlaceholderText(tr("as shown"));
        line->setFixedWidth(numberWidth * fontMetrics().averageCharWidth() + 16);
        connect(line, &QLineEdit::editingFinished, this, &CompareBar::apply);
    }
    m_dialect->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_dialect, &QComboBox::activated, this, &CompareBar::apply);

    m_message->setObjectName(QStringLiteral("compare.message"));
    layout->addSpacing(6);
    layout->addWidget(m_message, 1);
    for (const auto* id : {"compare.previous", "compare.next", "compare.only", "compare.swap"}) {
        auto* button = new QToolButton;
        auto* action = actions[id];
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text().remove(u'&'));
        button->setToolButtonStyle(action->icon().isNull() ? Qt::ToolButtonTextOnly
                                                           : Qt::ToolButtonIconOnly);
        layout->addWidget(button);
    }
    setUpButton(m_close, "clear", tr("Stop Comparing"), tr("Stop comparing (Esc)"));
    connect(m_close, &QToolButton::clicked, this, &CompareBar::dismiss);
    layout->addWidget(m_close);
    hide();

    connect(session, &Session::baselineChanged, this, &CompareBar::followBaseline);
    connect(session, &Session::sourceChanged, this, &CompareBar::followSource);
    connect(session, &Session::optionsChanged, this, &CompareBar::listDialects);
    connect(session, &Session::baselineFailed, this, [this](const model::SourceError& error) {
        show();
        m_message->say(error.explanation.isEmpty() ? error.heading : error.explanation, true);
    });
    followSource();
}

void CompareBar::open(Field field)
{
    show();
    QWidget* wanted = m_dialect;
    if (field != Field::dialect) {
        auto* line = field == Field::generation ? m_generation : m_process;
        line->selectAll();
        wanted = line;
    }
    wanted->setFocus(Qt::ShortcutFocusReason);
}

void CompareBar::compareWith(std::optional<procfs::Generation> generation,
                             std::optional<ProcessNumber> process,
                             std::optional<procfs::Dialect> dialect)
{
    m_generation->setText(generation ? QString::number(*generation) : QString());
    m_process->setText(!process ? QString()
                           : process->tid
                           ? QStringLiteral("%1/%2").arg(process->pid).arg(*process->tid)
                           : QString::number(process->pid));
    m_dialect->setCurrentIndex(std::max(m_dialect->findData(dialect ? int(*dialect) : asShown), 0));
    show();
    apply();
}

void CompareBar::apply()
{
    if (!m_session->snapshot())
        return;
    const auto current = m_session->baseline().value_or(Baseline{});
    Baseline next;
    const auto text = m_generation->text().trimmed();
    bool isNumber = false;
    const auto generation = text.toULongLong(&isNumber);
    const auto process = m_process->text().trimmed();
    if (!process.isEmpty()) {
        const auto destination = parseDestination(process);
        const auto* number = destination ? std::get_if<ProcessNumber>(&*destination) : nullptr;
        auto moment
            = m_session->isComparing() ? m_session->baselineSnapshot() : m_session->snapshot();
        // A number may have been that of another task then.
        const auto& timeline = m_session->player()->timeline();
        if (const auto& kept = timeline.at(timeline.indexOf(generation)).snapshot;
            isNumber && kept->generation == generation)
            moment = kept;
        if (number)
            next.task = taskNumbered(*moment, number->pid, number->tid);
        if (number && !next.task)
            next.task = m_session->taskByNumber(number->pid, number->tid);
        if (!next.task) {
            m_message->say(
                number ? tr("There is no process %1.").arg(process)
                       : tr("“%1” is no process: give 7, or 7/9 for a thread.").arg(process),
                true);
            return;
        }
    }
    if (const int dialect = m_dialect->currentData().toInt(); dialect != asShown)
        next.dialect = static_cast<procfs::Dialect>(dialect);

    if (!text.isEmpty() && !isNumber) {
        m_message->say(tr("“%1” is no generation: give a number.").arg(text), true);
        return;
    }
    m_message->say({});
    if (text.isEmpty()) {
        m_session->setBaseline(next);
    } else if (current.snapshot && current.snapshot->generation == generation) {
        next.snapshot = current.snapshot;
        m_session->setBaseline(next);
    } else {
        m_session->compareWithGeneration(generation, next);
    }
    if (!m_message->isProblem())
        m_message->say(m_session->isFindingBaseline() ? tr("Looking for generation %1…").arg(text)
                                                      : m_count,
                       false);
}

void CompareBar::followSource()
{
    listDialects();
    m_count.clear();
    followBaseline();
}

void CompareBar::listDialects()
{
    const auto& baseline = m_session->baseline();
    const int chosen = baseline && baseline->dialect ? int(*baseline->dialect) : asShown;
    m_dialect->clear();
    m_dialect->addItem(tr("as shown"), asShown);
    for (const auto dialect : procfs::allDialects)
        m_dialect->addItem(dialectTitle(dialect), int(dialect));
    m_dialect->setCurrentIndex(std::max(m_dialect->findData(chosen), 0));
    m_dialect->setEnabled(m_session->capabilities().printsDialects);
}

void CompareBar::followBaseline()
{
    const auto& baseline = m_session->baseline();
    const auto number = [](const snapshot::SnapshotPtr& at) {
        return at ? QString::number(at->generation) : QString();
    };
    m_generation->setText(baseline ? number(baseline->snapshot) : QString());
    QString process;
    if (baseline && baseline->task) {
        if (const auto* row = m_session->counterpart({}))
            process = row->isThread
                ? QStringLiteral("%1/%2").arg(row->tgid.value).arg(row->tid.value)
                : QString::number(row->tid.value);
    }
    m_process->setText(process);
    m_dialect->setCurrentIndex(std::max(
        m_dialect->findData(baseline && baseline->dialect ? int(*baseline->dialect) : asShown), 0));
    m_message->say(m_count, false);
    setVisible(baseline.has_value()); // at last: a field that loses the keyboard applies its text
}

void CompareBar::setDifferences(const QString& pane, std::optional<int> count)
{
    m_count = !count  ? QString()
        : *count == 0 ? tr("%1: no difference").arg(pane)
        : *count == 1 ? tr("%1: 1 difference").arg(pane)
                      : tr("%1: %2 differences").arg(pane).arg(*count);
    if (!m_message->isProblem() && !m_session->isFindingBaseline())
        m_message->say(m_count, false);
}

QString CompareBar::message() const
{
    return m_message->message();
}

void CompareBar::dismiss()
{
    const bool hadFocus = isAncestorOf(focusWidget());
    m_message->say({}, false);
    m_session->setBaseline(std::nullopt);
    followBaseline(); // the line may have been open with nothing to compare yet
    if (hadFocus && parentWidget())
        parentWidget()->setFocus();
}

bool CompareBar::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // before a command takes it
        return true;
    }
    if (event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        dismiss();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}

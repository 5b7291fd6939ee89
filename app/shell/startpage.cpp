// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "startpage.h"

#include "actions.h"
#include "icons.h"
#include "theme.h"
#include "words.h"

#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlist.h>
#include <model/sources/source.h>

#include <QEnterEvent>
#include <QFile>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>
#include <tuple>
#include <utility>

namespace sandscope::app {

namespace {

constexpr int margin = 10;
constexpr int iconExtent = 20;
constexpr int columnWidth = 400;
constexpr int cardGap = 8;
constexpr int columnGap = 28;

QLabel* heading(const QString& text, double scale)
{
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    auto font = label->font();
    font.setBold(true);
    if (font.pixelSize() > 0)
        font.setPixelSize(int(font.pixelSize() * scale));
    else
        font.setPointSizeF(font.pointSizeF() * scale);
    label->setFont(font);
    return label;
}

void emptyLayout(QLayout* layout)
{
    while (auto* item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

}

CardButton::CardButton(const QIcon& icon, const QString& title, const QString& description,
                       Extent extent)
    : m_description(description)
    , m_extent(extent)
{
    setIcon(icon);
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(description);
    setFocusPolicy(Qt::StrongFocus);
    auto policy = QSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QRect CardButton::textBox(int width) const
{
    const int left = margin + iconExtent + margin;
    return {left, margin + fontMetrics().height() + 3, width - left - margin, 10000};
}

int CardButton::heightForWidth(int width) const
{
    if (m_description.isEmpty())
        return fontMetrics().height() + 2 * margin;
    if (m_extent == Extent::oneLine)
        return textBox(width).top() + fontMetrics().height() + margin;
    const auto box = fontMetrics().boundingRect(textBox(width), Qt::TextWordWrap, m_description);
    return box.bottom() + margin;
}

QSize CardButton::sizeHint() const
{
    return {columnWidth, heightForWidth(columnWidth)};
}

void CardButton::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(palette().color(hasFocus() ? QPalette::Highlight : QPalette::Mid),
                        hasFocus() ? 2 : 1));
    painter.setBrush(palette().color(isDown()           ? QPalette::AlternateBase
                                         : underMouse() ? QPalette::AlternateBase
                                                        : QPalette::Base));
    painter.drawRoundedRect(box, 5, 5);
    icon().paint(&painter, margin, margin - 2, iconExtent, iconExtent);
    auto bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::Text));
    const auto text = textBox(width());
    const auto title
        = painter.fontMetrics().elidedText(this->text(), Qt::ElideMiddle, text.width());
    painter.drawText(QRect(text.left(), margin, text.width(), fontMetrics().height() + 2),
                     Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.setFont(font());
    painter.setPen(dimmedText(palette()));
    if (m_extent == Extent::oneLine)
        painter.drawText(
            text, Qt::TextSingleLine,
            painter.fontMetrics().elidedText(m_description, Qt::ElideRight, text.width()));
    else
        painter.drawText(text, Qt::TextWordWrap, m_description);
}

void CardButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void CardButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

StartPage::StartPage(const Actions& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
{
    setObjectName(QStringLiteral("startPage"));
    setAccessibleName(tr("Start Page"));
}

QLayout* StartPage::opening()
{
    auto* opening = new QVBoxLayout;
    opening->setSpacing(cardGap);
    opening->addWidget(heading(tr("Open"), 1.1));
    const std::pair<const char*, QString> commands[] = {
        {"file.open",
         tr("A scenario of your own, a log of strace, a recording, or a saved state.")},
        {"file.openFolder", tr("A /proc tree or a capture that was recorded from a real kernel.")},
        {"file.computer", tr("The processes that run here now.")},
    };
    for (const auto& [id, description] : commands) {
        auto* action = m_actions[id];
        auto* card = new CardButton(action->icon(), action->text().remove(u'&'), description);
        connect(card, &QAbstractButton::clicked, action, &QAction::trigger);
        opening->addWidget(card);
    }
    const std::tuple<QString, QVBoxLayout*&, QWidget*&> lists[] = {
        {tr("gVisor Sandboxes"), m_running, m_runningBox}, {tr("Recent"), m_recent, m_recentBox}};
    for (const auto& [title, list, box] : lists) {
        box = new QWidget;
        auto* layout = new QVBoxLayout(box);
        list = new QVBoxLayout;
        layout->setSpacing(cardGap);
        list->setSpacing(cardGap);
        layout->setContentsMargins(0, 10, 0, 0);
        layout->addWidget(heading(title, 1.1));
        layout->addLayout(list);
        box->setVisible(false);
        opening->addWidget(box);
    }
    opening->addStretch(1);
    return opening;
}

void StartPage::build()
{
    auto* logo = new QLabel;
    logo->setPixmap(programIcon().pixmap(QSize(48, 48), devicePixelRatioF()));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(heading(QStringLiteral("Sandscope"), 1.7));
    auto* claim
        = new QLabel(tr("Look into the processes of a sandbox: step by step, file by file."));
    claim->setTextFormat(Qt::PlainText);
    words->addWidget(claim);
    auto* top = new QHBoxLayout;
    top->setSpacing(14);
    top->addWidget(logo);
    top->addLayout(words, 1);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(columnGap);
    columns->addLayout(opening(), 1);

    auto* content = new QWidget;
    content->setMaximumWidth(3 * columnWidth);
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(28, 28, 28, 28);
    page->setSpacing(22);
    page->addLayout(top);
    page->addLayout(columns);
    addScenarios(columns, page);
    page->addStretch(1);
    auto* outer = new QWidget;
    auto* centred = new QHBoxLayout(outer);
    centred->setContentsMargins(0, 0, 0, 0);
    centred->addStretch(1);
    centred->addWidget(content, 100);
    centred->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(outer);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    showRecent();
    if (m_sandboxes)
        showSandboxes();
}

void StartPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!layout())
        build();
    if (m_sandboxes)
        m_sandboxes->setWatching(true);
}

void StartPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    if (m_sandboxes)
        m_sandboxes->setWatching(false);
}

void StartPage::setSandboxes(model::SandboxList* sandboxes)
{
    m_sandboxes = sandboxes;
    connect(sandboxes, &model::SandboxList::changed, this, &StartPage::showSandboxes);
    sandboxes->setWatching(isVisible());
}

void StartPage::showSandboxes()
{
    if (!layout())
        return;
    emptyLayout(m_running);
    for (const auto& sandbox : m_sandboxes->running()) {
        const auto id = QString::fromStdString(sandbox.state.id);
        const auto folder = QFile::decodeName(sandbox.folder.c_str());
        auto* card = new CardButton(
            icon("process"), id, tr("Process %1, state in %2").arg(sandbox.state.pid).arg(folder),
            CardButton::Extent::oneLine);
        connect(card, &QAbstractButton::clicked, this,
                [this, source = model::runscSourceName(id, {.folder = folder})] {
                    Q_EMIT sourceChosen(source);
                });
        m_running->addWidget(card);
    }
    m_runningBox->setVisible(!m_running->isEmpty());
}

void StartPage::addScenarios(QHBoxLayout* columns, QVBoxLayout* page)
{
    auto* single = new QVBoxLayout;
    single->setSpacing(cardGap);
    single->addWidget(heading(tr("Start Scenario"), 1.1));
    columns->addLayout(single, 1);
    auto* course = new QGridLayout;
    course->setSpacing(cardGap);
    course->setHorizontalSpacing(columnGap);
    course->setColumnStretch(0, 1);
    course->setColumnStretch(1, 1);
    course->addWidget(heading(tr("Lessons"), 1.1), 0, 0, 1, 2);
    page->addLayout(course);
    const auto& scenarios = model::shippedScenarios();
    const auto lessons = std::ranges::count_if(
        scenarios, [](const model::ShippedScenario& scenario) { return scenario.lesson > 0; });
    const auto rows = int(lessons + 1) / 2;
    int lesson = 0; // down the first column, then down the second
    for (const auto& scenario : scenarios) {
        const bool isLesson = scenario.lesson > 0;
        auto* card = new CardButton(
            icon("scenario"),
            isLesson ? tr("%1. %2").arg(QString::number(scenario.lesson), scenario.title)
                     : scenario.title,
            isLesson ? scenario.description.simplified() : scenario.description,
            isLesson ? CardButton::Extent::oneLine : CardButton::Extent::full);
        card->setObjectName(QLatin1String("start.scenario.") + scenario.id);
        connect(card, &QAbstractButton::clicked, this,
                [this, id = scenario.id] { Q_EMIT sourceChosen(QLatin1String("scenario:") + id); });
        if (isLesson) {
            card->setToolTip(
                QStringLiteral("<qt>%1</qt>").arg(scenario.description.toHtmlEscaped()));
            course->addWidget(card, 1 + lesson % rows, lesson / rows);
            ++lesson;
        } else {
            single->addWidget(card);
        }
    }
    single->addStretch(1);
}

void StartPage::setRecent(const QStringList& sources)
{
    m_sources = sources;
    showRecent();
}

void StartPage::showRecent()
{
    if (!layout())
        return;
    emptyLayout(m_recent);
    for (const auto& source : std::as_const(m_sources)) {
        const auto words = sourceWords(source);
        auto* card
            = new CardButton(icon(words.icon), words.what, words.kind, CardButton::Extent::oneLine);
        connect(card, &QAbstractButton::clicked, this,
                [this, source] { Q_EMIT sourceChosen(source); });
        m_recent->addWidget(card);
    }
    m_recentBox->setVisible(!m_sources.isEmpty());
}

}

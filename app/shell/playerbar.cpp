// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "playerbar.h"

#include "actions.h"
#include "session.h"
#include "words.h"

#include <app/timeline/timelinelegend.h>
#include <app/timeline/timelineview.h>
#include <model/records/stepmodel.h>
#include <model/records/tables.h>
#include <model/snapshot/masking.h>

#include <QAccessible>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QToolButton>

namespace sandscope::app {

namespace {

constexpr double speeds[] = {0.25, 0.5, 1, 2, 4, 8, 16};
constexpr int noteLines = 3;

/// Notes come from files: their lines are kept, but no control character does anything.
QString readable(const std::string& text)
{
    QStringList lines;
    for (const auto& line : QByteArray::fromStdString(text).trimmed().split('\n'))
        lines << model::escaped(line);
    return lines.join(u'\n');
}

}

PlayerBar::PlayerBar(Session* session, Selection* selection, const Actions& actions,
                     QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_timeline(new TimelineView(session, selection))
    , m_legend(new TimelineLegend)
    , m_speed(new QComboBox)
    , m_position(new QLabel)
    , m_title(new QLabel)
    , m_note(new QLabel)
    , m_noteArea(new QWidget)
{
    setAccessibleName(tr("Player"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    for (const auto* id : {"player.restart", "player.stepBack", "player.play", "player.step"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(actions[id]);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setIconSize(QSize(18, 18));
        button->setAccessibleName(actions[id]->text().remove(u'&'));
        buttons->addWidget(button);
    }
    for (const double speed : speeds)
        m_speed->addItem(tr("%1 per second").arg(QLocale().toString(speed)), speed);
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("How many steps a second playing takes"));
    m_position->setTextFormat(Qt::PlainText);
    buttons->addSpacing(6);
    buttons->addWidget(m_speed);
    buttons->addStretch(1);

    auto* left = new QVBoxLayout;
    left->setSpacing(2);
    left->addLayout(buttons);
    left->addWidget(m_position);

    auto font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    for (auto* label : {m_title, m_note}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_note->setWordWrap(true);
    m_note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_note);
    scroll->setFocusPolicy(Qt::TabFocus);
    scroll->setAccessibleName(tr("Note on this step"));
    scroll->setFixedHeight(noteLines * m_note->fontMetrics().lineSpacing() + 4);
    scroll->viewport()->setAutoFillBackground(false);
    m_note->setAutoFillBackground(false);
    auto* right = new QVBoxLayout(m_noteArea);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(3);
    right->addWidget(m_title);
    right->addWidget(scroll, 1);

    auto* line = new QHBoxLayout;
    line->setSpacing(18);
    line->addLayout(left, 2);
    line->addWidget(m_noteArea, 3);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 3, 10, 6);
    layout->setSpacing(4);
    layout->addWidget(m_timeline);
    layout->addWidget(m_legend);
    layout->addLayout(line);

    connect(m_timeline, &TimelineView::viewChanged, this, &PlayerBar::followLegend);
    connect(m_speed, &QComboBox::activated, this, [this](int index) {
        if (auto* player = m_session->player())
            player->setSpeed(m_speed->itemData(index).toDouble());
    });
    connect(m_session, &Session::stateChanged, this, &PlayerBar::followState);
    connect(m_session, &Session::sourceChanged, this, &PlayerBar::followSource);
    connect(m_session, &Session::momentChanged, this, &PlayerBar::followMoment);
    connect(m_session, &Session::optionsChanged, this, &PlayerBar::followMoment);
    followState();
    followSource();
}

QString PlayerBar::positionText() const
{
    return m_position->text();
}

QString PlayerBar::noteText() const
{
    return m_note->text();
}

void PlayerBar::changeSpeed(int steps)
{
    const int index = std::clamp(m_speed->currentIndex() + steps, 0, m_speed->count() - 1);
    m_speed->setCurrentIndex(index);
    Q_EMIT m_speed->activated(index);
}

void PlayerBar::followSource()
{
    followMoment();
    auto* player = m_session->player();
    if (!player)
        return;
    connect(player, &model::Player::progressed, this, [this, player](int step) {
        if (player->isSearching())
            m_position->setText(
                tr("Searching at step %1 of %2 · Esc stops").arg(step).arg(player->range()));
    });
    connect(player, &model::Player::searchEnded, this, &PlayerBar::followMoment);
}

void PlayerBar::followState()
{
    const auto can = m_session->capabilities();
    setVisible(m_session->player() && (can.canStep || can.isLive));
    m_noteArea->setVisible(can.canStep);
    if (const auto* player = m_session->player())
        m_speed->setCurrentIndex(m_speed->findData(player->speed()));
    followPosition();
}

void PlayerBar::followLegend()
{
    m_legend->show(m_timeline->marksInView(), m_timeline->groundsInView());
}

/// Where one stands, of a live source also what there is by now.
void PlayerBar::followPosition()
{
    const auto* moment = m_session->now();
    const auto* player = m_session->player();
    if (!moment || !moment->snapshot || player->isSearching())
        return;
    const auto can = m_session->capabilities();
    const auto time = durationText(moment->snapshot->time);
    QString text;
    if (can.canStep) {
        text = tr("Step %1 of %2 · generation %3 · %4")
                   .arg(player->sliderPosition())
                   .arg(player->range())
                   .arg(moment->snapshot->generation)
                   .arg(time);
    } else {
        text = tr("Sample %1 of %2").arg(player->sliderPosition() + 1).arg(player->range() + 1);
        text = player->isPlaying() ? tr("Live · %1 · %2").arg(text, time)
                                   : tr("Paused at %1 · %2").arg(time, text);
        if (!player->isPlaying() && player->newer() > 0)
            text += tr(" · %1 newer").arg(player->newer());
        if (player->isFull())
            text += tr(" · no room for more");
    }
    if (text == m_position->text())
        return;
    m_position->setText(text);
    if (QAccessible::isActive()) {
        QAccessibleEvent event(m_position, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

void PlayerBar::followMoment()
{
    followState();
    const auto* moment = m_session->now();
    if (!moment || !moment->snapshot) {
        m_position->clear();
        m_title->clear();
        m_note->clear();
        return;
    }
    m_title->setText(
        readable(m_session->isPresenting() ? snapshot::maskedCall(moment->title) : moment->title));
    // A log has no notes; what it left open is the one thing to say of its steps.
    m_note->setText(moment->note.empty() && moment->report ? model::marksText(*moment->report)
                                                           : readable(moment->note));
}

}

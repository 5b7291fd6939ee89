// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "timelinelooks.h"

#include <app/shell/selection.h>
#include <app/shell/session.h>
#include <model/snapshot/timestrip.h>

#include <QTimer>
#include <QWidget>

namespace sandscope::app {

/// Pixels at the left edge of the strip that say that earlier moments were dropped.
inline constexpr int droppedWidth = 12;

/// The moments of a source as a strip to scale: over its steps, or over time where it has none.
///
/// A lane with marks for what happened to anybody and one for the task selected; where the marks of
/// several moments fall on one place, each kind has a row of its own in the lane. Click and drag
/// scrub, the wheel zooms; the newest wish wins and nothing waits for it.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    TimelineView(Session* session, Selection* selection, QWidget* parent = nullptr);

    /// Positions are those of the player's slider.
    [[nodiscard]] int position() const; ///< the one shown, or wished for while that is under way
    [[nodiscard]] int last() const; ///< -1: there are none
    void goTo(int position);
    /// To the next position with a mark (1), or the one before (-1); none: stays.
    void goToMark(int direction);

    /// "step 13 of 40, generation 12: clone"
    [[nodiscard]] QString positionText(int position) const;
    /// What the mouse is told of a place; empty beside the strip.
    [[nodiscard]] QString textAt(const QPoint& place) const;
    [[nodiscard]] int pixelOf(int position) const; ///< in the widget
    [[nodiscard]] QRect lane() const; ///< of all tasks

    /// What is on screen, for a legend.
    [[nodiscard]] snapshot::Happenings marksInView() const;
    [[nodiscard]] QList<StripGround> groundsInView() const;

    [[nodiscard]] bool isZoomed() const;
    void zoom(double factor); ///< about the position shown
    void showAll();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void viewChanged(); ///< what is on screen is something else

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void followSource();
    void followPosition();
    void forget(); ///< what was worked out
    void scrub(const QPoint& place);
    void seek();
    void setView(const snapshot::StripView& view);
    [[nodiscard]] bool steps() const;
    [[nodiscard]] snapshot::StripView whole() const;
    [[nodiscard]] snapshot::StripView view() const;
    [[nodiscard]] const std::vector<snapshot::StripMoment>& moments() const;
    [[nodiscard]] const std::vector<snapshot::StripColumn>& columns() const;
    [[nodiscard]] const std::vector<snapshot::StripGap>& gaps() const;
    [[nodiscard]] int positionAt(const QPoint& place) const;
    [[nodiscard]] QRect strip() const; ///< where moments stand, without names and the axis
    [[nodiscard]] QString detailsOf(int position) const;
    [[nodiscard]] int gutter() const;

    // timelinepaint.cpp
    void paintGrounds(QPainter* painter) const;
    void paintLane(QPainter* painter, const QRect& area, bool ofTask) const;
    void paintNames(QPainter* painter) const;
    void paintPosition(QPainter* painter) const;

    Session* m_session;
    Selection* m_selection;
    std::optional<snapshot::StripView> m_zoomed; ///< absent: everything
    std::optional<int> m_wished; ///< while the player is on its way there
    bool m_drags = false;
    int m_painted = -1; ///< the position in the last picture
    QTimer m_seekTimer; ///< so that a drag asks for no more than can be shown
    QTimer m_newsTimer; ///< collects what comes in pieces

    // What was worked out for the last picture.
    mutable bool m_isKnown = false;
    mutable std::vector<snapshot::StripMoment> m_moments;
    mutable std::optional<snapshot::StripView> m_columnsView;
    mutable std::vector<snapshot::StripColumn> m_columns;
    mutable std::vector<snapshot::StripGap> m_gaps;
};

}

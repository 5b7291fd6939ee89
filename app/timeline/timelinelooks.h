// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/happening.h>

#include <QColor>
#include <QString>

class QPainter;
class QPalette;
class QRect;

namespace sandscope::app {

/// How what happened looks on the timeline: a colour and a letter, or where there is no room for
/// letters a row of its own, so that colour never stands alone.
struct HappeningLook
{
    QColor ink; ///< at least 4.5:1 on the ground of views
    QColor tint; ///< of the box around the letter
    QChar letter;
};
[[nodiscard]] HappeningLook happeningLook(snapshot::Happening kind, const QPalette& palette);

/// "clone", "memory": one word.
[[nodiscard]] QString happeningName(snapshot::Happening kind);
/// "clone, memory"; "nothing that has a mark" where it is empty.
[[nodiscard]] QString happeningsText(snapshot::Happenings kinds);
/// One sentence on what the word means.
[[nodiscard]] QString happeningExplanation(snapshot::Happening kind);

/// What is drawn behind the marks of a stretch that is not simply there.
enum class StripGround {
    notRun, ///< steps that were not taken yet
    gap, ///< nobody looked
    dropped, ///< looked at, and dropped to save memory
    unknown, ///< nobody knows what happened
};
[[nodiscard]] QString groundName(StripGround ground);
void paintGround(QPainter* painter, const QRect& area, StripGround ground, const QPalette& palette);

}

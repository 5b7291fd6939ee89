// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QPalette>

class QWidget;

namespace sandscope::app {

enum class Theme { system, light, dark };

/// The looks of the desktop. Precondition: called after QApplication was made and before any
/// widget.
void applyWindowLooks();

/// Follows the desktop, or asks Qt for its light or dark colours.
void applyTheme(Theme theme);

/// The looks of pictures: Fusion, own colours, the compiled-in fonts at fixed pixel sizes, no
/// animation, no blinking, the C locale. Nothing of the machine's own settings remains. \a theme:
/// light unless dark. Preconditions: called once, after QApplication was made and before any
/// widget.
void applyPictureLooks(Theme theme);

/// The palette of pictures; text on every background has a contrast of at least 4.5:1.
[[nodiscard]] QPalette picturePalette(Theme theme);

/// Addresses, bytes and columns of numbers.
[[nodiscard]] QFont monospaceFont();

/// Between the two: the ground at a strength of 0, the colour at 1.
[[nodiscard]] QColor mixed(const QColor& ground, const QColor& colour, double strength);
/// From 1 to 21, as WCAG 2.2 defines it: 3 is what graphics need, 4.5 what text does.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

[[nodiscard]] bool isDark(const QPalette& palette);

/// Text that matters less than the text beside it, with a contrast of at least 4.5:1.
[[nodiscard]] QColor dimmedText(const QPalette& palette);
/// Gives the text of a label that colour, and again whenever the colours change; it stays enabled,
/// as a screen reader tells.
void setDimmed(QWidget* label, bool dimmed = true);

}

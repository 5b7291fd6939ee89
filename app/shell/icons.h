// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

class QPalette;
class QToolButton;

namespace sandscope::app {

/// One of the program's own icons (resources/icons/<name>.svg), drawn in the text colour of the
/// palette that is current when it is painted. An unknown name gives a null icon.
[[nodiscard]] QIcon icon(const char* name);

/// The same in a fixed colour.
[[nodiscard]] QIcon icon(const char* name, const QColor& color);

/// A flat button of a bar: its icon, its name for screen readers, and its tip.
void setUpButton(QToolButton* button, const char* iconName, const QString& name,
                 const QString& tip);

/// The program's icon, in its own colours.
[[nodiscard]] QIcon programIcon();

}

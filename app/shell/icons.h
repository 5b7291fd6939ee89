// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

class QPalette;

namespace sandscope::app {

/// One of the program's own icons (resources/icons/<name>.svg), drawn in the text colour of the
/// palette that is current when it is painted. An unknown name gives a null icon.
[[nodiscard]] QIcon icon(const char* name);

/// The same in a fixed colour.
[[nodiscard]] QIcon icon(const char* name, const QColor& color);

/// The program's icon, in its own colours.
[[nodiscard]] QIcon programIcon();

}

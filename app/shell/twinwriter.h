// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/screens/texttwin.h>

class QWidget;

namespace sandscope::app {

/// What is visible of the window, from its accessible tree: what a screen reader is told of what a
/// picture shows. The same window gives the same twin.
///
/// Views of items are told row by row from the roles of their models, with the texts and signs that
/// their delegate paints; everything else by its accessible interface. What is hidden, behind a tab
/// or outside the window is left out.
[[nodiscard]] TextTwin textTwinOf(QWidget* window, double scale);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sandscope::app {

/// Text for a tooltip, shown literally: Qt takes any text that looks like HTML for HTML, and names
/// of processes and files are whatever a stranger chose. Lines are kept and long ones wrap.
[[nodiscard]] QString plainToolTip(const QString& text);

/// Text for a menu entry, in which '&' would underline what follows it.
[[nodiscard]] QString plainMenuText(const QString& text);

}

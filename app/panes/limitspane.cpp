// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "limitspane.h"

namespace sandscope::app {

const PaneDescriptor limitsPaneDescriptor{
    .id = "task.limits",
    .title = QT_TRANSLATE_NOOP("Panes", "Limits"),
    .description
    = QT_TRANSLATE_NOOP("Panes", "What the process may use at most: soft and hard limits."),
    .icon = "limits",
    .shortcut = "Alt+Shift+3",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* { return new LimitsPane(context); },
};

LimitsPane::LimitsPane(const PaneContext& context)
    : CellPane(limitsPaneDescriptor, context, model::limitColumns(), model::limitRows,
               {.monospace = {1, 2}, .badges = {1, 2}})
{
}

}

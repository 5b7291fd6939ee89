// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "statuspane.h"

namespace sandscope::app {

const PaneDescriptor statusPaneDescriptor{
    .id = "task.status",
    .title = QT_TRANSLATE_NOOP("Panes", "Status"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "What the kernel says about the process: name, state, ids, memory, signals."),
    .icon = "status",
    .shortcut = "Alt+2",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* {
        return new FieldPane(statusPaneDescriptor, context, "status");
    },
};

}

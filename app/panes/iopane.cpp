// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "iopane.h"

namespace sandscope::app {

const PaneDescriptor ioPaneDescriptor{
    .id = "task.io",
    .title = QT_TRANSLATE_NOOP("Panes", "I/O"),
    .description
    = QT_TRANSLATE_NOOP("Panes", "What the process read and wrote, in bytes and calls."),
    .icon = "io",
    .shortcut = "Alt+Shift+2",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* {
        return new FieldPane(ioPaneDescriptor, context, "io", FieldPane::Form::numbers);
    },
};

}

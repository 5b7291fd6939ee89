// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "statpane.h"

namespace sandscope::app {

const PaneDescriptor statPaneDescriptor{
    .id = "task.stat",
    .title = QT_TRANSLATE_NOOP("Panes", "Stat"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The numbers of the process in one line, each with its name, unit and meaning."),
    .icon = "stat",
    .shortcut = "Alt+Shift+1",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* {
        return new FieldPane(statPaneDescriptor, context, "stat", FieldPane::Form::numbers);
    },
};

}

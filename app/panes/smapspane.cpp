// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "smapspane.h"

namespace sandscope::app {

const PaneDescriptor smapsPaneDescriptor{
    .id = "memory.smaps",
    .title = QT_TRANSLATE_NOOP("Panes", "Smaps"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The mappings with what of them is resident, and the whole block of one."),
    .icon = "smaps",
    .shortcut = "Alt+Shift+7",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* {
        return new VmaPane(smapsPaneDescriptor, context, VmaPane::Form::smaps);
    },
};

}

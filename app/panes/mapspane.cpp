// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "mapspane.h"

namespace sandscope::app {

const PaneDescriptor mapsPaneDescriptor{
    .id = "memory.maps",
    .title = QT_TRANSLATE_NOOP("Panes", "Maps"),
    .description = QT_TRANSLATE_NOOP("Panes", "The mappings of the address space, one a row."),
    .icon = "maps",
    .shortcut = "Alt+3",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* {
        return new VmaPane(mapsPaneDescriptor, context, VmaPane::Form::maps);
    },
};

}

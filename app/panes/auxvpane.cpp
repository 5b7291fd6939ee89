// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "auxvpane.h"

namespace sandscope::app {

const PaneDescriptor auxvPaneDescriptor{
    .id = "memory.auxv",
    .title = QT_TRANSLATE_NOOP("Panes", "Auxv"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The auxiliary vector: what the kernel told the program when it started."),
    .icon = "auxv",
    .shortcut = "Alt+Shift+5",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new AuxvPane(context); },
};

AuxvPane::AuxvPane(const PaneContext& context)
    : AuxvPane(context, new model::AuxvTableModel)
{
}

AuxvPane::AuxvPane(const PaneContext& context, model::AuxvTableModel* table)
    : TablePane(auxvPaneDescriptor, context, table, "auxv")
    , m_model(table)
{
    m_model->setParent(this);
}

void AuxvPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    sizeOnce();
}

void AuxvPane::clearContent()
{
    m_model->setContent(nullptr);
}

void AuxvPane::clearMarks()
{
    m_model->setContent(content());
}

}

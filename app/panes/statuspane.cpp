// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "statuspane.h"

#include <QCheckBox>
#include <QHBoxLayout>

namespace sandscope::app {

const PaneDescriptor statusPaneDescriptor{
    .id = "task.status",
    .title = QT_TRANSLATE_NOOP("Panes", "Status"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "What the kernel says about the process: name, state, ids, memory, signals."),
    .icon = "status",
    .shortcut = "Alt+1",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* { return new StatusPane(context); },
};

StatusPane::StatusPane(const PaneContext& context)
    : StatusPane(context, new model::FieldTableModel)
{
}

StatusPane::StatusPane(const PaneContext& context, model::FieldTableModel* table)
    : TablePane(statusPaneDescriptor, context, table, "status")
    , m_model(table)
{
    m_model->setParent(this);
    auto* absent = new QCheckBox(tr("Absent &fields"));
    absent->setObjectName(QStringLiteral("task.status.absent"));
    absent->setToolTip(
        tr("Also list the fields that this dialect does not print, with the reason"));
    connect(absent, &QCheckBox::toggled, m_model, &model::FieldTableModel::setShowsAbsent);
    headingLine()->addWidget(absent);
}

void StatusPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    sizeOnce();
}

void StatusPane::clearContent()
{
    m_model->setContent(nullptr);
}

void StatusPane::clearMarks()
{
    m_model->setContent(content());
}

}

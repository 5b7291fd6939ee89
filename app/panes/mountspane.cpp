// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "mountspane.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace sandscope::app {

const PaneDescriptor mountsPaneDescriptor{
    .id = "task.mounts",
    .title = QT_TRANSLATE_NOOP("Panes", "Mounts"),
    .description = QT_TRANSLATE_NOOP("Panes", "The file systems that the process sees, and where."),
    .icon = "mounts",
    .shortcut = "Alt+Shift+4",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new MountsPane(context); },
};

MountsPane::MountsPane(const PaneContext& context)
    : CellPane(mountsPaneDescriptor, context, model::mountColumns(), model::mountRows,
               {.badges = {1, 3, 4, 7, 8, 9}, .paths = {0}, .hidden = {7, 8, 9}})
{
    auto* file = new QComboBox;
    file->setObjectName(QStringLiteral("task.mounts.file"));
    file->setAccessibleName(tr("File to show"));
    file->setToolTip(tr("mountinfo tells more; mounts is what older programs read"));
    for (const auto* name : {"mountinfo", "mounts"})
        file->addItem(QLatin1String(name), QByteArray(name));
    headingLine()->addWidget(file);
    connect(file, &QComboBox::currentIndexChanged, this, [this, file] {
        m_file = file->currentData().toByteArray();
        follow();
    });
}

}

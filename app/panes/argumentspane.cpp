// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "argumentspane.h"

namespace sandscope::app {

const PaneDescriptor argumentsPaneDescriptor{
    .id = "task.arguments",
    .title = QT_TRANSLATE_NOOP("Panes", "Arguments"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "What the program was started with: arguments, environment, file and folders."),
    .icon = "arguments",
    .shortcut = "Alt+9",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new ArgumentsPane(context); },
};

ArgumentsPane::ArgumentsPane(const PaneContext& context)
    : CellPane(argumentsPaneDescriptor, context, model::argumentColumns(), model::argumentRows,
               {.monospace = {2}, .badges = {2}})
{
}

QList<QByteArray> ArgumentsPane::othersOf(const snapshot::Snapshot& moment,
                                          const snapshot::TaskSummary& task) const
{
    Q_UNUSED(moment)
    QList<QByteArray> files;
    for (const char* name : {"/environ", "/exe", "/cwd", "/root", "/comm"})
        files << taskFolder(task) + name;
    return files;
}

bool ArgumentsPane::canShow(const model::FileContent& content) const
{
    const auto hasText = [](const model::FileContentPtr& file) { return file->text != nullptr; };
    return content.text != nullptr || std::ranges::any_of(content.others, hasText);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "shortcutsheet.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableWidget>
#include <QVBoxLayout>

namespace sandscope::app {

ShortcutSheet::ShortcutSheet(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    QList<std::pair<QString, QString>> rows;
    for (const auto* action : actions) {
        QStringList keys;
        for (const auto& key : action->shortcuts())
            keys << key.toString(QKeySequence::NativeText);
        if (keys.isEmpty())
            continue;
        const auto text = action->text().remove(u'&');
        const bool isPane = action->objectName().startsWith(QLatin1String("pane."));
        rows << std::pair(isPane ? tr("Pane %1").arg(text) : text, keys.join(tr(" or ")));
    }
    rows << std::pair(tr("In the address atlas: walk the mappings, select several"),
                      tr("arrows, Shift+arrows"));
    rows << std::pair(tr("In the address atlas: nearer, farther, everything"), tr("+ − Ctrl+0"));
    rows << std::pair(tr("In the address atlas: move, show the selection large"),
                      tr("Page Up, Page Down, Return"));
    rows << std::pair(tr("In the process list: unfold, or go to the first child"), tr("Right"));
    rows << std::pair(tr("In the process list: fold, or go to the parent"), tr("Left"));
    rows << std::pair(tr("In the process list: unfold, fold, unfold all"), tr("+ − *"));
    rows << std::pair(tr("In the process list: go to a process id"), tr("digits"));
    rows << std::pair(tr("In the filter field: clear, then back to the list"), tr("Esc"));

    auto* table = new QTableWidget(int(rows.size()), 2);
    table->setAccessibleName(windowTitle());
    table->setHorizontalHeaderLabels({tr("Command"), tr("Keys")});
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    for (int row = 0; row < rows.size(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(rows[row].first));
        table->setItem(row, 1, new QTableWidgetItem(rows[row].second));
    }
    table->resizeColumnsToContents();
    table->horizontalHeader()->setStretchLastSection(true);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(table);
    layout->addWidget(buttons);
    resize(560, 600);
}

HelpSheet::HelpSheet(QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("How to Read This Window"));
    const std::pair<QString, QString> sections[] = {
        {tr("What it shows"),
         tr("A source gives snapshots of a sandbox: a simulated kernel that a scenario drives, the "
            "processes of this "
            "computer, or a folder with files that were recorded from a real kernel. Every change "
            "of the source begins a "
            "new generation, and what you see belongs to one generation.")},
        {tr("Left"),
         tr("Processes lists processes and their threads. Proc shows /proc as files and folders. "
            "What is selected in "
            "either one is shown at the right.")},
        {tr("Right"),
         tr("Overview tells what the selected process or thread is; Enter on one of its rows leads "
            "on. Every other pane shows one file: Status, Stat and Auxv field by field, Memory "
            "mapping by mapping, Raw the exact bytes.")},
        {tr("Below"),
         tr("The address atlas (Alt+6) draws the memory of the selected process to scale: colour "
            "and "
            "letter say what a mapping is for, the pattern what may be done with it, the height "
            "what "
            "of it is resident. A torn strip is a gap, folded. What Changed (Alt+0) tells what a "
            "step did.")},
        {tr("Signs"),
         tr("+ is new, • has changed, − is gone since the generation before. Behind a value, = "
            "says that it is the "
            "same always in this dialect, ~ that it is derived or an approximation. A dash stands "
            "where the source "
            "does not tell: it is never shown as 0.")},
        {tr("Dialect"),
         tr("gVisor prints the same facts differently from release to release. For a simulated "
            "kernel you can choose "
            "whose text it is; recorded files are shown as they were.")},
        {tr("Time"),
         tr("F8 takes a step, Shift+F8 goes back, Space plays. The note below the timeline says "
            "what the step did. Marks on the timeline say what happened; click or drag there to go "
            "to another moment. Processes that ended stay in the list, struck through.")},
    };
    auto* page = new QWidget;
    auto* text = new QVBoxLayout(page);
    text->setSpacing(3);
    for (const auto& [heading, body] : sections) {
        auto* title = new QLabel(heading);
        auto font = title->font();
        font.setBold(true);
        title->setFont(font);
        auto* label = new QLabel(body);
        for (auto* each : {title, label})
            each->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setContentsMargins(0, 0, 0, 8);
        text->addWidget(title);
        text->addWidget(label);
    }
    text->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll);
    layout->addWidget(buttons);
    resize(560, 520);
}

}

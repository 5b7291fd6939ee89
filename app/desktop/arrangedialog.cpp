// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "arrangedialog.h"

#include <KActionSelector>

#include <QDialogButtonBox>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sandscope::app {

ArrangeDialog::ArrangeDialog(QWidget* window, const QList<ToolItem>& items,
                             const ArrowIcons& arrows, const QStringList& shown,
                             const QStringList& usual)
    : QDialog(window)
    , m_items(items)
    , m_selector(new KActionSelector)
{
    setObjectName(QStringLiteral("toolBarDialog"));
    setWindowTitle(tr("Configure Toolbars"));
    m_items << ToolItem{.id = {}, .text = tr("— Separator —"), .icon = {}};
    m_selector->setAvailableLabel(tr("&Available commands:"));
    m_selector->setSelectedLabel(tr("In the &toolbar:"));
    m_selector->availableListWidget()->setAccessibleName(tr("Available commands"));
    m_selector->selectedListWidget()->setAccessibleName(tr("In the toolbar"));
    const auto setUp
        = [this](KActionSelector::MoveButton button, const QIcon& icon, const QString& tip) {
              m_selector->setButtonIconSet(icon, button);
              m_selector->setButtonTooltip(tip, button);
          };
    setUp(KActionSelector::ButtonAdd, arrows.add, tr("Add to the toolbar"));
    setUp(KActionSelector::ButtonRemove, arrows.remove, tr("Remove from the toolbar"));
    setUp(KActionSelector::ButtonUp, arrows.up, tr("Move to the left"));
    setUp(KActionSelector::ButtonDown, arrows.down, tr("Move to the right"));
    connect(m_selector, &KActionSelector::added, this, &ArrangeDialog::keepOneLine);
    connect(m_selector, &KActionSelector::removed, this, &ArrangeDialog::keepOneLine);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel
                                         | QDialogButtonBox::RestoreDefaults);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QAbstractButton::clicked, this,
            [this, usual] { fill(usual); });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_selector);
    layout->addWidget(buttons);
    fill(shown);
    resize(560, 420);
}

QListWidgetItem* ArrangeDialog::makeItem(const QString& id) const
{
    const auto about = std::ranges::find(m_items, id, &ToolItem::id);
    if (about == m_items.end())
        return nullptr;
    auto* item = new QListWidgetItem(about->icon, about->text);
    item->setData(Qt::UserRole, id);
    return item;
}

void ArrangeDialog::fill(const QStringList& shown)
{
    m_selector->availableListWidget()->clear();
    m_selector->selectedListWidget()->clear();
    for (const auto& id : shown) {
        if (auto* item = makeItem(id))
            m_selector->selectedListWidget()->addItem(item);
    }
    for (const auto& item : std::as_const(m_items)) {
        if (item.id.isEmpty() || !shown.contains(item.id))
            m_selector->availableListWidget()->addItem(makeItem(item.id));
    }
    m_selector->setButtonsEnabled();
}

void ArrangeDialog::keepOneLine()
{
    auto* list = m_selector->availableListWidget();
    int lines = 0;
    for (int row = list->count() - 1; row >= 0; --row) {
        if (!list->item(row)->data(Qt::UserRole).toString().isEmpty())
            continue;
        if (++lines > 1)
            delete list->takeItem(row);
    }
    if (lines == 0)
        list->addItem(makeItem({}));
}

QStringList ArrangeDialog::chosen() const
{
    QStringList ids;
    const auto* list = m_selector->selectedListWidget();
    for (int row = 0; row < list->count(); ++row)
        ids << list->item(row)->data(Qt::UserRole).toString();
    return ids;
}

}

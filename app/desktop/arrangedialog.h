// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/shell/desktopmodule.h>

#include <QDialog>

class KActionSelector;
class QListWidgetItem;

namespace sandscope::app {

/// What stands in the tool bar, and in which order.
class ArrangeDialog : public QDialog
{
    Q_OBJECT

public:
    ArrangeDialog(QWidget* window, const QList<ToolItem>& items, const ArrowIcons& arrows,
                  const QStringList& shown, const QStringList& usual);
    [[nodiscard]] QStringList chosen() const;

private:
    [[nodiscard]] QListWidgetItem* makeItem(const QString& id) const;
    void fill(const QStringList& shown);
    void keepOneLine(); ///< among what can be added: as many may be added as one likes

    QList<ToolItem> m_items;
    KActionSelector* m_selector;
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QList>

class QAction;

namespace sandscope::app {

/// Every command with its keys, and the keys that the process list has of its own.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const QList<QAction*>& actions, QWidget* parent);
};

/// How to read the window: views, signs, sources.
class HelpSheet : public QDialog
{
    Q_OBJECT

public:
    explicit HelpSheet(QWidget* parent = nullptr);
};

}

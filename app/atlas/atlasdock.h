// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/panes/pane.h>

#include <QDockWidget>

namespace sandscope::app {

class AtlasPane;

/// The atlas in a dock of its own, below the panes. Its pane is made when it is first seen or asked
/// for, and reads nothing while nobody sees it.
class AtlasDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit AtlasDock(const PaneContext& context, QWidget* parent = nullptr);

    AtlasPane* pane();
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void paneMade(sandscope::app::Pane* pane);

private:
    PaneContext m_context;
    AtlasPane* m_pane = nullptr; ///< null: not made yet
    bool m_isSeen = false;
};

}

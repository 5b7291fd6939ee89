// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDockWidget>

namespace sandscope::app {

class AtlasPane;
struct PaneContext;

/// The atlas in a dock of its own, below the panes. Reads nothing while nobody sees it.
class AtlasDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit AtlasDock(const PaneContext& context, QWidget* parent = nullptr);

    [[nodiscard]] AtlasPane* pane() const { return m_pane; }
    [[nodiscard]] bool isSettled() const;

private:
    AtlasPane* m_pane;
};

}

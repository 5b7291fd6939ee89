// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cellpane.h"

namespace sandscope::app {

extern const PaneDescriptor overviewPaneDescriptor;

/// What a task is, at a glance, out of several of its files.
class OverviewPane : public CellPane
{
    Q_OBJECT

public:
    explicit OverviewPane(const PaneContext& context);

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile("status"); }
    [[nodiscard]] QList<QByteArray> othersOf(const snapshot::Snapshot& moment,
                                             const snapshot::TaskSummary& task) const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
};

}

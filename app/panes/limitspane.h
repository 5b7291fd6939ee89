// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cellpane.h"

namespace sandscope::app {

extern const PaneDescriptor limitsPaneDescriptor;

/// [pid]/limits: what the process may use at most.
class LimitsPane : public CellPane
{
    Q_OBJECT

public:
    explicit LimitsPane(const PaneContext& context);

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile("limits"); }
};

}

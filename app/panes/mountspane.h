// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cellpane.h"

namespace sandscope::app {

extern const PaneDescriptor mountsPaneDescriptor;

/// [pid]/mountinfo, or mounts, one mount a row.
class MountsPane : public CellPane
{
    Q_OBJECT

public:
    explicit MountsPane(const PaneContext& context);

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile(m_file); }

private:
    QByteArray m_file = "mountinfo";
};

}

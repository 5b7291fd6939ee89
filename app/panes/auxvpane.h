// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tablepane.h"

#include <model/records/tables.h>

namespace sandscope::app {

extern const PaneDescriptor auxvPaneDescriptor;

/// [pid]/auxv as name, value and meaning.
class AuxvPane : public TablePane
{
    Q_OBJECT

public:
    explicit AuxvPane(const PaneContext& context);

protected:
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    AuxvPane(const PaneContext& context, model::AuxvTableModel* table);

    model::AuxvTableModel* m_model;
};

}

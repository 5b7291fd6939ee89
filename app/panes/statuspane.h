// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tablepane.h"

#include <model/records/tables.h>

namespace sandscope::app {

extern const PaneDescriptor statusPaneDescriptor;

/// [pid]/status as name, value and meaning.
class StatusPane : public TablePane
{
    Q_OBJECT

public:
    explicit StatusPane(const PaneContext& context);

protected:
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    StatusPane(const PaneContext& context, model::FieldTableModel* table);

    model::FieldTableModel* m_model;
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tablepane.h"

#include <model/records/tables.h>

namespace sandscope::app {

/// A file of named fields as name, value and meaning: status, stat, io.
class FieldPane : public TablePane
{
    Q_OBJECT

public:
    /// numbers: most values are, and are printed without their units.
    enum class Form { mixed, numbers };
    FieldPane(const PaneDescriptor& descriptor, const PaneContext& context, const QByteArray& file,
              Form form = Form::mixed);

protected:
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    FieldPane(const PaneDescriptor& descriptor, const PaneContext& context, const QByteArray& file,
              Form form, model::FieldTableModel* table);

    model::FieldTableModel* m_model;
};

}

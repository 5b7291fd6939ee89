// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fieldpane.h"

#include <QCheckBox>
#include <QHBoxLayout>

namespace sandscope::app {

FieldPane::FieldPane(const PaneDescriptor& descriptor, const PaneContext& context,
                     const QByteArray& file)
    : FieldPane(descriptor, context, file, new model::FieldTableModel)
{
}

FieldPane::FieldPane(const PaneDescriptor& descriptor, const PaneContext& context,
                     const QByteArray& file, model::FieldTableModel* table)
    : TablePane(descriptor, context, table, file)
    , m_model(table)
{
    m_model->setParent(this);
    auto* absent = new QCheckBox(tr("Absent &fields"));
    absent->setObjectName(QLatin1String(descriptor.id) + QLatin1String(".absent"));
    absent->setToolTip(
        tr("Also list the fields that this dialect does not print, with the reason"));
    connect(absent, &QCheckBox::toggled, m_model, &model::FieldTableModel::setShowsAbsent);
    headingLine()->addWidget(absent);
}

void FieldPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    sizeOnce();
}

void FieldPane::clearContent()
{
    m_model->setContent(nullptr);
}

void FieldPane::clearMarks()
{
    m_model->setContent(content());
}

}

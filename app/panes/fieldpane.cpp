// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fieldpane.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>

namespace sandscope::app {

FieldPane::FieldPane(const PaneDescriptor& descriptor, const PaneContext& context,
                     const QByteArray& file, Form form)
    : FieldPane(descriptor, context, file, form, new model::FieldTableModel)
{
}

FieldPane::FieldPane(const PaneDescriptor& descriptor, const PaneContext& context,
                     const QByteArray& file, Form form, model::FieldTableModel* table)
    : TablePane(descriptor, context, table, file)
    , m_model(table)
{
    m_model->setParent(this);
    m_model->setAlignsRight(form == Form::numbers);
    using Table = model::FieldTableModel;
    auto* view = qobject_cast<QTableView*>(mainView());
    view->setColumnHidden(Table::UnitColumn, form == Form::mixed);
    auto* header = view->horizontalHeader(); // the meaning takes what is left
    header->moveSection(header->visualIndex(Table::UnitColumn),
                        header->visualIndex(Table::MeaningColumn));
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

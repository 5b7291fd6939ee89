// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/tables.h>

class QComboBox;
class QStackedWidget;
class QTableView;

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor rawPaneDescriptor;

/// The exact bytes of one file: as text, in hexadecimal where it is binary, or decoded field by
/// field.
///
/// Shows the path that is selected; when another task is selected, the file of the same name there.
class RawPane : public Pane
{
    Q_OBJECT

public:
    explicit RawPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    bool toggleRaw() override;
    /// Shows the file of that name ("stat", "fd/3") of the selected task.
    void showFile(const QByteArray& name);

protected:
    [[nodiscard]] QByteArray wantedPath() const override;
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;
    void clearMarks() override;

private:
    enum class Form { automatic, text, hex, decoded };
    void listFiles();
    void applyForm();
    void fitLines();
    void rememberPath();
    void followAddress(); ///< to the line of the mapping that is selected
    void setAddress();

    model::RawModel* m_raw;
    model::FieldTableModel* m_fields;
    QComboBox* m_file;
    QComboBox* m_formChoice;
    QStackedWidget* m_tables;
    QTableView* m_rawTable;
    QTableView* m_fieldTable;
    CellDelegate* m_rawDelegate;
    CellDelegate* m_fieldDelegate;
    QByteArray m_name = "status"; ///< of the file, below the task's folder; empty: the folder
                                  ///< itself
    bool m_following = false;
    QByteArray m_elsewhere; ///< a path that belongs to no task ("version"); empty: m_name counts
};

}

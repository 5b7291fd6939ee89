// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pane.h"

#include <model/records/lens.h>

class QAbstractProxyModel;
class QCheckBox;
class QComboBox;
class QStackedWidget;
class QTableView;

namespace sandscope::app {

class CellDelegate;

extern const PaneDescriptor lensPaneDescriptor;

/// One file of the selected task as two dialects print it: field by field with the reason for each
/// difference, or both texts beside each other.
class LensPane : public Pane
{
    Q_OBJECT

public:
    explicit LensPane(const PaneContext& context);
    [[nodiscard]] QAbstractItemView* mainView() const override;
    bool toggleRaw() override; ///< fields, or texts
    [[nodiscard]] bool isSettled() const override;
    /// The file of that name ("stat", "status") of the selected task.
    void showFile(const QByteArray& name);

protected:
    [[nodiscard]] QByteArray wantedPath() const override { return taskFile(m_name); }
    [[nodiscard]] bool canShow(const model::FileContent& content) const override;
    [[nodiscard]] model::FailureText emptyText() const override;
    void showContent(const model::FileContentPtr& content) override;
    void clearContent() override;

private:
    void listFiles();
    void listDialects();
    void look();
    void showResult(const model::LensResultPtr& result);
    void explain();

    QByteArray m_name = "status";
    model::FileContentPtr m_lookedAt; ///< in the window's dialect, when both were read last
    model::LensReader* m_reader;
    model::LensModel* m_fields;
    model::LensTextModel* m_texts;
    QAbstractProxyModel* m_shownFields;
    QAbstractProxyModel* m_shownTexts;
    QComboBox* m_file;
    QComboBox* m_left;
    QComboBox* m_right;
    QCheckBox* m_only;
    QStackedWidget* m_tables;
    QTableView* m_fieldTable;
    QTableView* m_textTable;
    CellDelegate* m_fieldDelegate;
    QLabel* m_explanation = nullptr;
    QByteArray m_sizedFor; ///< the file that columns were given their widths for
};

}

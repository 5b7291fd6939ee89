// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/recorder.h>

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace sandscope::app {

/// Asks where to record, how much to keep, and whether secrets are withheld.
class RecordDialog : public QDialog
{
    Q_OBJECT

public:
    /// \a title: of the source, from which the name of the file is made.
    explicit RecordDialog(const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] model::RecorderOptions options() const;
    void setPath(const QString& path);

private:
    void choosePath();

    QLineEdit* m_path;
    QComboBox* m_keep;
    QCheckBox* m_withhold;
};

}

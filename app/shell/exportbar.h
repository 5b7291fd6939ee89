// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace sandscope::model {
class ExportJob;
}

namespace sandscope::app {

class MessageLine;
class Session;

/// One line that writes the moment shown as a proc tree: where to, and whether arguments and
/// environment are withheld. It goes on with its work while the window is used; Escape, or the
/// cross, stops it, or hides the line. Hidden until open().
class ExportBar : public QWidget
{
    Q_OBJECT

public:
    explicit ExportBar(Session* session, QWidget* parent = nullptr);

    void open(); ///< shows it, with the keyboard in the line
    void setPath(const QString& path);
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void done(const QString& heading, const QString& explanation);
    void failed(const QString& heading, const QString& explanation);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void start();
    void choose();
    void dismiss();
    void follow();

    Session* m_session;
    model::ExportJob* m_job;
    QLineEdit* m_path;
    QToolButton* m_choose;
    QCheckBox* m_withholds;
    QPushButton* m_start;
    QToolButton* m_close;
    MessageLine* m_message;
    QString m_writing; ///< the path of the export under way
};

}

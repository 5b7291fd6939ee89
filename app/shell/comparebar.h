// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "goto.h"
#include "session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QToolButton;

namespace sandscope::app {

class Actions;
class MessageLine;

/// The line that says what is compared with what: another generation, process or dialect, each of
/// them to be changed here; what is left empty is as shown. Escape ends comparing.
class CompareBar : public QWidget
{
    Q_OBJECT

public:
    enum class Field { generation, process, dialect };

    CompareBar(Session* session, const Actions& actions, QWidget* parent = nullptr);

    /// Shows the line, and gives the keyboard to one of its fields.
    void open(Field field);
    /// Fills in and applies what is given; the rest is as shown.
    void compareWith(std::optional<procfs::Generation> generation,
                     std::optional<ProcessNumber> process, std::optional<procfs::Dialect> dialect);
    /// How many rows of the current pane differ; absent: it compares nothing.
    void setDifferences(const QString& pane, std::optional<int> count);
    /// What went wrong with the last request, or how much differs.
    [[nodiscard]] QString message() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

protected:
private:
    void apply();
    void followBaseline();
    void followSource();
    void listDialects();
    void dismiss();

    Session* m_session;
    QLineEdit* m_generation;
    QLineEdit* m_process;
    QComboBox* m_dialect;
    QToolButton* m_close;
    MessageLine* m_message;
    QString m_count; ///< how much differs, when there is no problem to tell
};

}

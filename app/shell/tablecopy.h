// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/tabletext.h>

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

class QAbstractItemView;

namespace sandscope::app {

/// The selected rows of a table or tree as tab-separated lines, columns as they stand on screen,
/// hidden ones left out. With \a source not empty, two lines come first: "# source" and the
/// headings. Empty when nothing is selected.
[[nodiscard]] QString selectionAsTsv(const QAbstractItemView& view, const QString& source = {});

using CopyForm = model::TableForm;

/// Copies a table to the clipboard in one of the forms, as plain text and under the type of the
/// form: the selected rows, or all that can be scrolled to where none is, with their headings.
///
/// A small table is copied at once. Of a large one a piece is read at each turn of the event loop,
/// and the text is made on a worker; what is copied is one state of the table or nothing.
class TableCopy : public QObject
{
    Q_OBJECT

public:
    explicit TableCopy(QObject* parent = nullptr);
    ~TableCopy() override;

    /// In place of what is under way. Nothing happens where \a view has no rows or columns.
    void start(const QAbstractItemView& view, CopyForm form);
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_reader != nullptr || m_watcher.isRunning(); }

Q_SIGNALS:
    void progressed(qsizetype rows, qsizetype all); ///< of one that takes longer
    void finished(); ///< of one that took longer: it is copied, or was cancelled
    void tableChanged(); ///< and so nothing was copied; finished() came before

private:
    static void keep(const model::WrittenTable& copied);
    void readOn();
    void stop();

    std::unique_ptr<model::CellReader> m_reader; ///< null: nothing is being read
    CopyForm m_form = CopyForm::text;
    QList<QMetaObject::Connection> m_watched; ///< the table's changes
    QTimer m_timer;
    QFutureWatcher<model::WrittenTable> m_watcher;
};

}

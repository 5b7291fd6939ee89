// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

QT_BEGIN_NAMESPACE
class QAbstractItemModel;
class QAbstractProxyModel;
class QItemSelectionModel;
class QObject;
QT_END_NAMESPACE

/// Ready-made proxies, each with one job. Who uses them sees Qt's types alone: this room is the
/// only one that names KItemModels. None of them sorts or filters the process list, which does both
/// itself (see the room's README).
namespace sandscope::model {

/// Shows the columns with these ids (ColumnIdRole of the headers) in this order; ids that no column
/// has are skipped. Changes pass through as ranges, sort() goes to the column meant.
[[nodiscard]] QAbstractProxyModel* columnChoice(QAbstractItemModel* source,
                                                const QList<QByteArray>& ids, QObject* parent);
/// Another choice for a proxy made by columnChoice(); a reset for its views. Rows and the source's
/// state stay.
void chooseColumns(QAbstractProxyModel* proxy, const QList<QByteArray>& ids);
/// The ids shown, in order.
[[nodiscard]] QList<QByteArray> chosenColumns(const QAbstractProxyModel& proxy);

/// For a detail table of some thousand rows at most: sorts by RawValueRole, numbers as numbers, the
/// unknown last in either direction. Unsorted until sort() is called.
[[nodiscard]] QAbstractProxyModel* detailTable(QAbstractItemModel* source, QObject* parent);
/// Keeps the rows that have \a text in one of their columns, without regard to case. Empty: every
/// row.
void setDetailFilter(QAbstractProxyModel* proxy, const QString& text);
/// Keeps, of those, the rows with a mark (MarkRole of their first column).
void setOnlyMarked(QAbstractProxyModel* proxy, bool only);

/// The rows of several tables, one below the other, with the columns that all of them have.
[[nodiscard]] QAbstractItemModel* concatenated(const QList<QAbstractItemModel*>& sources,
                                               QObject* parent);

/// A selection of \a model's rows that is, and stays, the same as \a other's, whatever proxies
/// stand between the two and the model that both come from.
[[nodiscard]] QItemSelectionModel* linkedSelection(QAbstractItemModel* model,
                                                   QItemSelectionModel* other, QObject* parent);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

#include <initializer_list>

namespace sandscope::test {

[[nodiscard]] inline QStringList lines(std::initializer_list<const char*> ascii)
{
    QStringList result;
    for (const char* line : ascii)
        result.append(QString::fromLatin1(line));
    return result;
}

/// Writes down every signal of a model that tells a change, in order and with its rows: "removed
/// 3-5", "inserted 0-0", "changed 2-2", "relayout", "reset"; for rows below others "inserted 0-4 in
/// 7/task".
class ModelSpy : public QObject
{
public:
    explicit ModelSpy(QAbstractItemModel* model)
        : m_model(model)
    {
        connect(model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex& parent, int first, int last) {
                    note("inserted", parent, first, last);
                });
        connect(model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex& parent, int first, int last) {
                    note("removed", parent, first, last);
                });
        connect(model, &QAbstractItemModel::rowsMoved, this,
                [this] { m_seen.append(QStringLiteral("moved")); });
        connect(model, &QAbstractItemModel::layoutChanged, this,
                [this] { m_seen.append(QStringLiteral("relayout")); });
        connect(model, &QAbstractItemModel::modelReset, this,
                [this] { m_seen.append(QStringLiteral("reset")); });
        connect(model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& topLeft, const QModelIndex& bottomRight) {
                    note("changed", topLeft.parent(), topLeft.row(), bottomRight.row());
                    if (topLeft.column() != 0
                        || bottomRight.column() != m_model->columnCount(topLeft.parent()) - 1)
                        m_seen.last() += QStringLiteral(" columns %1-%2")
                                             .arg(topLeft.column())
                                             .arg(bottomRight.column());
                });
    }

    /// What was seen since the last call.
    QStringList take() { return std::exchange(m_seen, {}); }

private:
    void note(const char* what, const QModelIndex& parent, int first, int last)
    {
        QString text = QStringLiteral("%1 %2-%3").arg(QLatin1StringView(what)).arg(first).arg(last);
        QStringList path;
        for (QModelIndex at = parent; at.isValid(); at = at.parent())
            path.prepend(at.siblingAtColumn(0).data().toString());
        if (!path.isEmpty())
            text += QStringLiteral(" in ") + path.join(u'/');
        m_seen.append(text);
    }

    QAbstractItemModel* m_model;
    QStringList m_seen;
};

}

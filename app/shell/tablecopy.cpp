// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tablecopy.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMimeData>
#include <QTableView>
#include <QTreeView>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sandscope::app {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype copiedAtOnce = 500; ///< rows; that takes less than a frame
constexpr auto slice = 6ms; ///< of one turn of the event loop

const QHeaderView* headerOf(const QAbstractItemView& view)
{
    if (const auto* table = qobject_cast<const QTableView*>(&view))
        return table->horizontalHeader();
    if (const auto* tree = qobject_cast<const QTreeView*>(&view))
        return tree->header();
    return nullptr;
}

QList<int> visibleColumns(const QHeaderView& header)
{
    QList<int> columns;
    for (int place = 0; place < header.count(); ++place) {
        const int column = header.logicalIndex(place);
        if (!header.isSectionHidden(column))
            columns << column;
    }
    return columns;
}

QModelIndexList selectedRows(const QAbstractItemView& view)
{
    if (!view.selectionModel())
        return {};
    auto rows = view.selectionModel()->selectedRows(0);
    std::ranges::sort(rows, [&](const QModelIndex& a, const QModelIndex& b) {
        if (a.parent() == b.parent())
            return a.row() < b.row();
        return view.visualRect(a).top() < view.visualRect(b).top();
    });
    return rows;
}

/// What can be scrolled to: of a tree the rows that are unfolded.
QModelIndexList allRows(const QAbstractItemView& view)
{
    QModelIndexList rows;
    if (const auto* tree = qobject_cast<const QTreeView*>(&view)) {
        for (auto row = tree->model()->index(0, 0); row.isValid(); row = tree->indexBelow(row))
            rows << row;
        return rows;
    }
    const int count = view.model() ? view.model()->rowCount() : 0;
    for (int row = 0; row < count; ++row)
        rows << view.model()->index(row, 0);
    return rows;
}

}

QString selectionAsTsv(const QAbstractItemView& view, const QString& source)
{
    const auto* header = headerOf(view);
    const auto rows = selectedRows(view);
    if (!header || rows.isEmpty())
        return {};
    const auto cells = model::cellsOf(rows, visibleColumns(*header));
    if (source.isEmpty())
        return model::toTabbed(cells, false);
    auto line = source;
    line.replace(u'\n', QLatin1String("\\n"));
    return QLatin1String("# ") + line + u'\n' + model::toTabbed(cells, true);
}

TableCopy::TableCopy(QObject* parent)
    : QObject(parent)
{
    m_timer.setInterval(0); // once for each turn
    connect(&m_timer, &QTimer::timeout, this, &TableCopy::readOn);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (!m_watcher.isCanceled())
            keep(m_watcher.result());
        Q_EMIT finished();
    });
}

TableCopy::~TableCopy()
{
    m_watcher.disconnect(this);
    stop();
    m_watcher.waitForFinished();
}

void TableCopy::start(const QAbstractItemView& view, CopyForm form)
{
    cancel();
    const auto* header = headerOf(view);
    auto rows = selectedRows(view);
    if (rows.isEmpty())
        rows = allRows(view);
    if (!header || rows.isEmpty())
        return;
    m_form = form;
    m_reader = std::make_unique<model::CellReader>(rows, visibleColumns(*header));
    if (m_reader->rowCount() <= copiedAtOnce) {
        m_reader->read(QDeadlineTimer(QDeadlineTimer::Forever));
        keep(model::written(m_reader->take(), form));
        stop();
        return;
    }
    const auto* model = view.model();
    const auto giveUp = [this] {
        stop();
        Q_EMIT finished();
        Q_EMIT tableChanged();
    };
    using Model = QAbstractItemModel;
    m_watched = {connect(model, &Model::modelReset, this, giveUp),
                 connect(model, &Model::layoutChanged, this, giveUp),
                 connect(model, &Model::rowsInserted, this, giveUp),
                 connect(model, &Model::rowsRemoved, this, giveUp),
                 connect(model, &Model::rowsMoved, this, giveUp),
                 connect(model, &Model::dataChanged, this, giveUp),
                 connect(model, &QObject::destroyed, this, giveUp)};
    m_timer.start();
}

void TableCopy::readOn()
{
    if (!m_reader->read(QDeadlineTimer(slice))) {
        Q_EMIT progressed(m_reader->rowsRead(), m_reader->rowCount());
        return;
    }
    const std::shared_ptr<model::CellReader> reader = std::move(m_reader);
    stop();
    m_watcher.setFuture(model::writtenLater(reader, m_form));
}

void TableCopy::stop()
{
    m_timer.stop();
    for (const auto& connection : std::exchange(m_watched, {}))
        disconnect(connection);
    m_reader.reset();
}

void TableCopy::cancel()
{
    if (!isBusy())
        return;
    m_watcher.cancel(); // what is being written then is not listened to
    const bool wasReading = m_reader != nullptr;
    stop();
    if (wasReading)
        Q_EMIT finished();
}

void TableCopy::keep(const model::WrittenTable& copied)
{
    auto* data = new QMimeData;
    data->setText(copied.text);
    data->setData(copied.type, copied.bytes);
    QGuiApplication::clipboard()->setMimeData(data);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "vmapane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>

#include <QAbstractProxyModel>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace sandscope::app {

using Table = model::VmaTableModel;

VmaPane::VmaPane(const PaneDescriptor& descriptor, const PaneContext& context, Form form)
    : Pane(descriptor, context)
    , m_form(form)
    , m_model(new Table(this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
    , m_sums(new QLabel)
{
    m_table->setObjectName(QLatin1String(descriptor.id) + QLatin1String(".table"));
    m_table->setAccessibleName(tr("%1, one mapping a row").arg(paneTitle(descriptor)));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(Table::StartColumn);
    m_delegate->setMonospaceColumns({Table::StartColumn, Table::EndColumn, Table::PermissionsColumn,
                                     Table::OffsetColumn, Table::DeviceColumn, Table::FlagsColumn});
    m_delegate->setPathColumns({Table::NameColumn});
    m_delegate->setBadgeColumns({Table::RssColumn, Table::PssColumn, Table::PrivateDirtyColumn,
                                 Table::PrivateCleanColumn, Table::AnonymousColumn,
                                 Table::LockedColumn});
    m_sums->setTextFormat(Qt::PlainText);
    m_sums->setContentsMargins(8, 4, 8, 4);
    m_sums->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sums->setAccessibleName(tr("Sums of the selected mappings"));
    m_sums->setWordWrap(true);

    auto* left = new QWidget;
    auto* layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_sums);
    auto* body = left;
    if (form == Form::smaps) {
        m_block = new QPlainTextEdit;
        m_block->setReadOnly(true);
        m_block->setFont(monospaceFont());
        m_block->setLineWrapMode(QPlainTextEdit::NoWrap);
        m_block->setFrameShape(QFrame::NoFrame);
        m_block->setTabChangesFocus(true);
        m_block->setObjectName(QLatin1String(descriptor.id) + QLatin1String(".block"));
        m_block->setAccessibleName(tr("All lines of the current mapping"));
        m_block->setPlaceholderText(tr("Choose a mapping to see all its lines."));
        auto* splitter = new QSplitter(Qt::Horizontal);
        splitter->setChildrenCollapsible(false);
        splitter->addWidget(left);
        splitter->addWidget(m_block);
        splitter->setStretchFactor(0, 3);
        splitter->setStretchFactor(1, 1);
        splitter->setSizes({540, 226});
        body = splitter;
    }
    hideColumns();

    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &VmaPane::updateSums);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        setAddress();
        updateBlock();
    });
    connect(context.selection, &Selection::addressChanged, this, &VmaPane::followAddress);
    connect(context.selection, &Selection::pointedAtChanged, this, &VmaPane::followPointer);
    m_table->setMouseTracking(true);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::entered, this, [this](const QModelIndex& index) {
        this->context().selection->setPointedAt(m_model->startAddress(rowOf(index)));
    });
    connect(m_table, &QTableView::viewportEntered, this,
            [this] { this->context().selection->setPointedAt({}); });
    setBody(body);
}

bool VmaPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Leave && watched == m_table->viewport())
        context().selection->setPointedAt({});
    return Pane::eventFilter(watched, event);
}

void VmaPane::followPointer()
{
    const auto address = context().selection->pointedAt();
    const int row = address ? m_model->rowOfAddress(*address) : -1;
    m_delegate->setPointedRow(
        row < 0 ? -1 : m_sorted->mapFromSource(m_model->index(row, Table::StartColumn)).row());
}

QAbstractItemView* VmaPane::mainView() const
{
    return m_table;
}

QString VmaPane::sumsText() const
{
    return m_sums->text();
}

QByteArray VmaPane::wantedPath() const
{
    return taskFile(m_form == Form::maps ? "maps" : "smaps");
}

void VmaPane::hideColumns()
{
    QSet<int> shown;
    if (m_form == Form::maps)
        shown = {Table::StartColumn,       Table::EndColumn,    Table::SizeColumn,
                 Table::PermissionsColumn, Table::OffsetColumn, Table::DeviceColumn,
                 Table::InodeColumn,       Table::NameColumn};
    else
        shown = {Table::StartColumn, Table::SizeColumn, Table::RssColumn, Table::PrivateDirtyColumn,
                 Table::NameColumn};
    for (int column = 0; column < Table::ColumnCount; ++column)
        m_table->setColumnHidden(column, !shown.contains(column));
}

void VmaPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    sizeColumnsOnce(m_table, m_delegate);
    followAddress();
    updateSums();
    updateBlock();
}

void VmaPane::showBaseline(const model::FileContentPtr& baseline)
{
    Pane::showBaseline(baseline);
    updateSums();
    updateBlock();
}

void VmaPane::clearContent()
{
    m_model->setContent(nullptr);
    updateSums();
    updateBlock();
}

void VmaPane::clearMarks()
{
    m_model->setContent(content());
}

int VmaPane::rowOf(const QModelIndex& shown) const
{
    return m_sorted->mapToSource(shown).row();
}

void VmaPane::followAddress()
{
    const auto address = context().selection->address();
    const int row = address ? m_model->rowOfAddress(*address) : -1;
    const auto current = m_table->currentIndex();
    if (row < 0 || (current.isValid() && rowOf(current) == row))
        return;
    m_following = true;
    m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(row, Table::StartColumn)));
    m_following = false;
}

void VmaPane::setAddress()
{
    const auto current = m_table->currentIndex();
    if (!m_following && current.isValid() && m_table->hasFocus())
        context().selection->setAddress(m_model->startAddress(rowOf(current)));
}

void VmaPane::updateSums()
{
    QList<int> rows;
    const auto selected = m_table->selectionModel()->selectedRows(Table::StartColumn);
    for (const auto& index : selected)
        rows << rowOf(index);
    const auto sums = m_model->sums(rows);
    const QLocale locale;
    QStringList parts;
    parts << (rows.isEmpty()        ? tr("All %1 mappings")
                  : sums.count == 1 ? tr("%1 mapping selected")
                                    : tr("%1 mappings selected"))
                 .arg(sums.count);
    if (rows.size() == 1) {
        if (const auto name = m_model->index(rows.first(), Table::NameColumn).data().toString();
            !name.isEmpty())
            parts << name;
    }
    parts << tr("size %1 kB").arg(locale.toString(sums.sizeBytes / 1024));
    const auto add = [&](const QString& text, const std::optional<quint64>& kb) {
        if (kb)
            parts << text.arg(locale.toString(*kb));
    };
    add(tr("Rss %1 kB"), sums.rssKb);
    add(tr("Pss %1 kB"), sums.pssKb);
    add(tr("dirty %1 kB"), sums.dirtyKb);
    m_sums->setText(parts.join(QStringLiteral("  ·  ")));
}

void VmaPane::updateBlock()
{
    if (!m_block)
        return;
    const auto current = m_table->currentIndex();
    const auto text = current.isValid() ? m_model->blockText(rowOf(current)) : QString();
    if (text != m_block->toPlainText())
        m_block->setPlainText(text);
}

}

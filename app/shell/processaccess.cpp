// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "processaccess.h"

#include "accessiblechildren.h"
#include "processview.h"

#include <app/delegates/marks.h>

#include <QAccessibleWidget>
#include <QHeaderView>
#include <QPersistentModelIndex>
#include <QPointer>

namespace sandscope::app {

namespace {

using View = QPointer<ProcessView>;

/// One cell. Follows its row; invalid once that is gone.
class CellAccess : public QAccessibleInterface,
                   public QAccessibleTableCellInterface,
                   public QAccessibleActionInterface,
                   public QAccessibleAttributesInterface
{
public:
    CellAccess(View view, const QModelIndex& index)
        : m_view(std::move(view))
        , m_index(index)
    {
    }

    bool isValid() const override
    {
        return m_view && m_index.isValid() && m_index.model() == m_view->model();
    }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override { }

    QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        const auto heading
            = m_view->model()->headerData(m_index.column(), Qt::Horizontal).toString();
        const auto value = m_index.data().toString();
        switch (kind) {
        case QAccessible::Name:
            if (!isItem())
                return ProcessView::tr("%1: %2").arg(heading, value);
            return withMark(value);
        case QAccessible::Value:
            return value;
        case QAccessible::Description: {
            const auto state = m_index.data(model::StateRole);
            return state.isValid() ? stateExplanation(static_cast<model::CellState>(state.toInt()))
                                   : QString();
        }
        default:
            return {};
        }
    }

    QRect rect() const override
    {
        if (!isValid())
            return {};
        const auto box = m_view->visualRect(m_index);
        return {m_view->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }

    QAccessible::Role role() const override
    {
        return isItem() ? QAccessible::TreeItem : QAccessible::Cell;
    }

    QAccessible::State state() const override
    {
        QAccessible::State result;
        if (!isValid()) {
            result.invalid = true;
            return result;
        }
        result.selectable = true;
        result.focusable = true;
        result.selected = m_view->selectionModel()->isSelected(m_index);
        result.focused = m_view->hasFocus() && m_view->currentIndex() == m_index;
        result.readOnly = true;
        result.offscreen = !m_view->viewport()->rect().intersects(m_view->visualRect(m_index));
        if (isItem() && m_index.data(model::ExpandableRole).toBool()) {
            result.expandable = true;
            result.expanded = m_index.data(model::ExpandedRole).toBool();
            result.collapsed = !result.expanded;
        }
        return result;
    }

    void* interface_cast(QAccessible::InterfaceType type) override
    {
        switch (type) {
        case QAccessible::TableCellInterface:
            return static_cast<QAccessibleTableCellInterface*>(this);
        case QAccessible::ActionInterface:
            return static_cast<QAccessibleActionInterface*>(this);
        case QAccessible::AttributesInterface:
            return static_cast<QAccessibleAttributesInterface*>(this);
        default:
            return nullptr;
        }
    }

    bool isSelected() const override
    {
        return isValid() && m_view->selectionModel()->isSelected(m_index);
    }
    QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_index.column(); }
    int rowIndex() const override { return m_index.row(); }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface* table() const override { return parent(); }

    QStringList actionNames() const override
    {
        QStringList names{pressAction()};
        if (isValid() && isItem() && m_index.data(model::ExpandableRole).toBool())
            names << toggleAction();
        return names;
    }
    void doAction(const QString& name) override
    {
        if (!isValid())
            return;
        if (name == toggleAction())
            m_view->processes()->setExpanded(m_index, !m_index.data(model::ExpandedRole).toBool());
        else if (name == pressAction())
            m_view->setCurrentIndex(m_index);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

    QList<QAccessible::Attribute> attributeKeys() const override
    {
        return isItem() ? QList{QAccessible::Attribute::Level} : QList<QAccessible::Attribute>();
    }
    QVariant attributeValue(QAccessible::Attribute key) const override
    {
        const bool level = key == QAccessible::Attribute::Level && isValid() && isItem();
        return level ? QVariant(m_index.data(model::DepthRole).toInt() + 1) : QVariant();
    }

private:
    bool isItem() const { return m_index.column() == 0; }
    QString withMark(const QString& value) const
    {
        QStringList parts{value,
                          m_view->model()->headerData(1, Qt::Horizontal).toString() + u' '
                              + m_index.sibling(m_index.row(), 1).data().toString()};
        if (m_index.data(model::IsThreadRole).toBool())
            parts << ProcessView::tr("thread");
        if (const auto mark
            = markName(static_cast<model::Mark>(m_index.data(model::MarkRole).toInt()));
            !mark.isEmpty())
            parts << mark;
        return parts.join(QLatin1String(", "));
    }

    View m_view;
    QPersistentModelIndex m_index;
};

/// A heading; section -1 is the empty place of the row headings, which are never shown.
class HeadingAccess : public QAccessibleInterface
{
public:
    HeadingAccess(View view, int section)
        : m_view(std::move(view))
        , m_section(section)
    {
    }

    bool isValid() const override { return m_view; }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view);
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override { }
    QString text(QAccessible::Text kind) const override
    {
        if (!m_view || m_section < 0)
            return {};
        const auto role = kind == QAccessible::Description ? Qt::ToolTipRole : Qt::DisplayRole;
        return m_view->model()->headerData(m_section, Qt::Horizontal, role).toString();
    }
    QRect rect() const override
    {
        if (!m_view || m_section < 0)
            return {};
        const auto* header = m_view->horizontalHeader();
        return {
            header->viewport()->mapToGlobal(QPoint(header->sectionViewportPosition(m_section), 0)),
            QSize(header->sectionSize(m_section), header->height())};
    }
    QAccessible::Role role() const override { return QAccessible::ColumnHeader; }
    QAccessible::State state() const override
    {
        QAccessible::State result;
        result.invisible = m_section < 0;
        return result;
    }

private:
    View m_view;
    int m_section;
};

/// The list. Children are numbered as QTableView numbers them in the events that it sends: row by
/// row, with one more row for the headings and one more column for row headings.
class ListAccess : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit ListAccess(ProcessView* view)
        : QAccessibleWidget(view, QAccessible::Tree)
        , m_view(view)
    {
    }

    int childCount() const override { return (rowCount() + 1) * width(); }
    QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        return m_children.child(index, [&]() -> QAccessibleInterface* {
            const int row = index / width() - 1;
            const int column = index % width() - 1;
            if (row < 0 || column < 0)
                return new HeadingAccess(m_view, row < 0 ? column : -1);
            return new CellAccess(m_view, m_view->model()->index(row, column));
        });
    }
    int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* cell = const_cast<QAccessibleInterface*>(child)->tableCellInterface();
        return cell ? (cell->rowIndex() + 1) * width() + cell->columnIndex() + 1 : -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override
    {
        const auto index = m_view->indexAt(m_view->viewport()->mapFromGlobal(QPoint(x, y)));
        return index.isValid() ? cellAt(index.row(), index.column()) : nullptr;
    }
    QAccessibleInterface* focusChild() const override
    {
        const auto current = m_view->currentIndex();
        return current.isValid() ? cellAt(current.row(), current.column()) : nullptr;
    }
    void* interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }

    QAccessibleInterface* caption() const override { return nullptr; }
    QAccessibleInterface* summary() const override { return nullptr; }
    QAccessibleInterface* cellAt(int row, int column) const override
    {
        return child((row + 1) * width() + column + 1);
    }
    int selectedCellCount() const override
    {
        return int(m_view->selectionModel()->selectedIndexes().size());
    }
    QList<QAccessibleInterface*> selectedCells() const override
    {
        QList<QAccessibleInterface*> result;
        for (const auto& index : m_view->selectionModel()->selectedIndexes())
            result << cellAt(index.row(), index.column());
        return result;
    }
    QString columnDescription(int column) const override
    {
        return m_view->model()->headerData(column, Qt::Horizontal).toString();
    }
    QString rowDescription(int) const override { return {}; }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override
    {
        return int(m_view->selectionModel()->selectedRows().size());
    }
    int columnCount() const override
    {
        return m_view->model() ? m_view->model()->columnCount() : 0;
    }
    int rowCount() const override { return m_view->model() ? m_view->model()->rowCount() : 0; }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override
    {
        QList<int> rows;
        for (const auto& index : m_view->selectionModel()->selectedRows())
            rows << index.row();
        return rows;
    }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int row) const override
    {
        return m_view->selectionModel()->isRowSelected(row, {});
    }
    bool selectRow(int row) override
    {
        m_view->selectRow(row);
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent* event) override
    {
        if (event->modelChangeType() != QAccessibleTableModelChangeEvent::DataChanged)
            m_children.forget(); // numbers mean other cells now
    }

private:
    int width() const { return columnCount() + 1; }

    ProcessView* m_view;
    mutable AccessibleChildren m_children;
};

QAccessibleInterface* makeAccess(const QString& key, QObject* object)
{
    auto* view = key == QLatin1String("sandscope::app::ProcessView")
        ? qobject_cast<ProcessView*>(object)
        : nullptr;
    return view ? new ListAccess(view) : nullptr;
}

}

void installProcessAccess()
{
    static const bool once = (QAccessible::installFactory(makeAccess), true);
    Q_UNUSED(once)
}

}

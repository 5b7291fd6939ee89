// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "twinwriter.h"

#include <app/delegates/celldelegate.h>
#include <app/delegates/marks.h>

#include <QAbstractItemView>
#include <QAccessible>
#include <QHeaderView>
#include <QLabel>
#include <QMetaEnum>
#include <QTableView>
#include <QTreeView>

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace sandscope::app {

namespace {

constexpr int deepest = 60;

using EnumValue = std::conditional_t<(QT_VERSION < QT_VERSION_CHECK(6, 9, 0)), int, quint64>;

QString roleName(QAccessible::Role role)
{
    const auto* name
        = QMetaEnum::fromType<QAccessible::Role>().valueToKey(static_cast<EnumValue>(role));
    auto text = QString::fromLatin1(name ? name : "Widget");
    text[0] = text[0].toLower();
    return text;
}

QStringList stateNames(const QAccessible::State& state)
{
    QStringList names;
    const auto add = [&](bool holds, const char* name) {
        if (holds)
            names << QLatin1StringView(name);
    };
    add(state.checkable && state.checked, "checked");
    add(state.collapsed, "collapsed");
    add(state.disabled, "disabled");
    add(state.expanded, "expanded");
    add(state.focused, "focused");
    add(state.pressed, "pressed");
    add(state.selected, "selected");
    return names;
}

/// Names of our own objects are stable; Qt's begin with "qt_".
QString stableId(const QObject* object)
{
    const auto name = object ? object->objectName() : QString();
    return name.startsWith(QLatin1String("qt_")) ? QString() : name;
}

class Writer
{
public:
    explicit Writer(QWidget* window)
        : m_origin(window->mapToGlobal(QPoint()))
        , m_frame(window->mapToGlobal(QPoint()), window->size())
    {
    }

    /// Nothing: not on screen. What says nothing itself is replaced by what it holds.
    std::vector<TwinNode> nodes(QAccessibleInterface* access, int depth) const;

private:
    /// Of the viewport, in pixels of the window.
    QPoint originOf(const QAbstractItemView& view) const
    {
        return view.viewport()->mapToGlobal(QPoint()) - m_origin;
    }
    TwinTable table(const QAbstractItemView& view) const;
    void addHeadings(TwinTable& table, const QAbstractItemView& view,
                     std::vector<int>& columns) const;
    TwinRow row(const QAbstractItemView& view, const QModelIndex& first,
                const std::vector<int>& columns) const;

    QPoint m_origin;
    QRect m_frame;
};

/// The row below in the view; of a tree, the next one that is not folded away.
QModelIndex below(const QAbstractItemView& view, const QModelIndex& index)
{
    if (const auto* tree = qobject_cast<const QTreeView*>(&view))
        return tree->indexBelow(index);
    return index.siblingAtRow(index.row() + 1);
}

int levelOf(const QAbstractItemView& view, const QModelIndex& index)
{
    int level = index.data(model::DepthRole).toInt();
    if (qobject_cast<const QTreeView*>(&view)) {
        for (auto parent = index.parent(); parent.isValid(); parent = parent.parent())
            ++level;
    }
    return level;
}

/// The column by which the first row on screen is found: any that is shown.
QModelIndex firstOnScreen(const QAbstractItemView& view)
{
    const auto* viewport = view.viewport();
    for (int y = 0; y < viewport->height(); y += 4) {
        for (int x = 2; x < viewport->width(); x += 16) {
            if (const auto index = view.indexAt({x, y}); index.isValid())
                return index.siblingAtColumn(0);
        }
    }
    return {};
}

const QHeaderView* headerOf(const QAbstractItemView& view)
{
    if (const auto* table = qobject_cast<const QTableView*>(&view))
        return table->horizontalHeader();
    const auto* tree = qobject_cast<const QTreeView*>(&view);
    return tree ? tree->header() : nullptr;
}

void Writer::addHeadings(TwinTable& table, const QAbstractItemView& view,
                         std::vector<int>& columns) const
{
    const auto* header = headerOf(view);
    const auto* model = view.model();
    for (int place = 0; place < (header ? header->count() : 1); ++place) {
        const int column = header ? header->logicalIndex(place) : 0;
        int left = 0;
        int width = view.viewport()->width();
        if (header) {
            left = header->sectionViewportPosition(column);
            width = header->sectionSize(column);
            if (header->isSectionHidden(column) || left >= view.viewport()->width()
                || left + width <= 0)
                continue;
        }
        columns.push_back(column);
        const bool hasHeading = header && !header->isHidden();
        table.columns.push_back({.heading = hasHeading
                                     ? model->headerData(column, Qt::Horizontal).toString()
                                     : QString(),
                                 .left = originOf(view).x() + left,
                                 .width = width});
    }
}

TwinRow Writer::row(const QAbstractItemView& view, const QModelIndex& first,
                    const std::vector<int>& columns) const
{
    const auto* delegate = qobject_cast<const CellDelegate*>(view.itemDelegate());
    const auto place
        = view.visualRect(first.siblingAtColumn(columns.empty() ? 0 : columns.front()));
    TwinRow row{.number = first.row() + 1,
                .top = originOf(view).y() + place.top(),
                .height = place.height(),
                .level = levelOf(view, first),
                .mark = markId(static_cast<model::Mark>(first.data(model::MarkRole).toInt())),
                .states = {},
                .cells = {}};
    const auto* tree = qobject_cast<const QTreeView*>(&view);
    if (first.data(model::ExpandableRole).toBool() || (tree && view.model()->hasChildren(first))) {
        const bool expanded
            = tree ? tree->isExpanded(first) : first.data(model::ExpandedRole).toBool();
        row.states << (expanded ? QStringLiteral("expanded") : QStringLiteral("collapsed"));
    }
    if (view.selectionModel()->isSelected(first))
        row.states << QStringLiteral("selected");
    for (const int column : columns) {
        const auto index = first.siblingAtColumn(column);
        const auto state = index.data(model::StateRole);
        TwinCell cell{.text = delegate ? delegate->shownText(index) : index.data().toString(),
                      .state = state.isValid()
                          ? stateId(static_cast<model::CellState>(state.toInt()))
                          : QString(),
                      .was = index.data(model::WasRole).toString(),
                      .badge = delegate ? delegate->shownBadge(index) : QString()};
        cell.isCut = delegate && delegate->widthOf(index) - 1 > view.visualRect(index).width();
        row.cells.push_back(std::move(cell));
    }
    return row;
}

TwinTable Writer::table(const QAbstractItemView& view) const
{
    TwinTable table;
    if (!view.model())
        return table;
    table.rowCount = view.model()->rowCount(view.rootIndex());
    std::vector<int> columns;
    addHeadings(table, view, columns);
    const int end = view.viewport()->height();
    for (auto index = firstOnScreen(view); index.isValid(); index = below(view, index)) {
        if (view.visualRect(index).top() >= end)
            break;
        table.rows.push_back(row(view, index, columns));
    }
    return table;
}

/// A label that is named for what it tells still has its text.
QString valueOf(QAccessibleInterface& access, const QWidget* widget)
{
    if (const auto* label = qobject_cast<const QLabel*>(widget))
        return label->text();
    auto value = access.text(QAccessible::Value);
    if (auto* text = access.textInterface(); text && value.isEmpty())
        value = text->text(0, text->characterCount());
    return value;
}

std::vector<TwinNode> Writer::nodes(QAccessibleInterface* access, int depth) const
{
    if (!access || !access->isValid() || depth > deepest)
        return {};
    const auto state = access->state();
    const auto box = access->rect();
    if (state.invisible || state.offscreen || !box.intersects(m_frame))
        return {};
    const auto* widget = qobject_cast<const QWidget*>(access->object());
    TwinNode node{.role = roleName(access->role()),
                  .id = stableId(access->object()),
                  .name = access->text(QAccessible::Name),
                  .value = valueOf(*access, widget),
                  .description = access->text(QAccessible::Description),
                  .states = stateNames(state),
                  .box = box.translated(-m_origin),
                  .table = {},
                  .children = {}};
    if (node.value == node.name)
        node.value.clear();
    if (node.description == node.name)
        node.description.clear();
    if (const auto* view = qobject_cast<const QAbstractItemView*>(widget)) {
        node.table = table(*view);
    } else {
        for (int place = 0; place < access->childCount(); ++place)
            std::ranges::move(nodes(access->child(place), depth + 1),
                              std::back_inserter(node.children));
        // As one reads: Qt's own order is that in which docks came to the front.
        std::ranges::stable_sort(node.children, {}, [](const TwinNode& child) {
            return std::pair(child.box.top(), child.box.left());
        });
    }
    const bool says = depth == 0 || node.table || !node.id.isEmpty() || !node.name.isEmpty()
        || !node.value.isEmpty() || !node.description.isEmpty();
    if (!says)
        return std::move(node.children);
    std::vector<TwinNode> result;
    result.push_back(std::move(node));
    return result;
}

}

TextTwin textTwinOf(QWidget* window, double scale)
{
    const bool wasActive = QAccessible::isActive();
    QAccessible::setActive(true);
    auto nodes = Writer(window).nodes(QAccessible::queryAccessibleInterface(window), 0);
    QAccessible::setActive(wasActive);
    return {.size = window->size(),
            .scale = scale,
            .window = nodes.empty() ? TwinNode{} : std::move(nodes.front())};
}

}

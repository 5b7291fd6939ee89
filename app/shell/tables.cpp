// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <model/tree/roles.h>

#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QStyle>
#include <QTableView>

#include <algorithm>
#include <memory>

namespace sandscope::app {

namespace {

constexpr auto sizedProperty = "sandscope.sized";

}

CellDelegate* setUpTable(QTableView* view)
{
    auto* delegate = new CellDelegate(view);
    view->setItemDelegate(delegate);
    view->setShowGrid(false);
    view->setAlternatingRowColors(true);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setWordWrap(false);
    view->setTabKeyNavigation(false);
    view->setCornerButtonEnabled(false);
    view->setFrameShape(QFrame::NoFrame);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setMinimumSectionSize(8);
    view->verticalHeader()->setDefaultSectionSize(delegate->rowHeight());
    auto* header = view->horizontalHeader();
    header->setHighlightSections(false);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(30);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionsMovable(true);
    header->setTextElideMode(Qt::ElideRight);
    return delegate;
}

namespace {

bool isNumber(const QTableView* view, int column)
{
    const auto* shown = view->model();
    const auto of = [](const QVariant& alignment) { return Qt::Alignment(alignment.toInt()); };
    return of(shown->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole))
               .testFlag(Qt::AlignRight)
        || of(shown->index(0, column).data(Qt::TextAlignmentRole)).testFlag(Qt::AlignRight);
}

/// Narrows the widest columns of texts where the table would have to be scrolled sideways, as far
/// as their texts stay readable. What the kernel printed keeps room for an address.
void narrowColumns(QTableView* view, const CellDelegate* delegate)
{
    constexpr int readable = 16, readablePrinted = 22; ///< characters
    auto* header = view->horizontalHeader();
    const int character = view->fontMetrics().averageCharWidth();
    const auto spare = [&](int column) {
        const bool isPrinted = delegate->monospaceColumns().contains(column);
        return header->sectionSize(column) - (isPrinted ? readablePrinted : readable) * character;
    };
    QList<int> texts;
    for (int column = 0; column < header->count(); ++column) {
        if (!header->isSectionHidden(column) && !isNumber(view, column))
            texts << column;
    }
    int excess = header->length() - view->viewport()->width();
    const int height = view->model()->rowCount() * view->verticalHeader()->defaultSectionSize();
    if (height > view->viewport()->height() && !view->verticalScrollBar()->isVisible())
        excess += view->style()->pixelMetric(QStyle::PM_ScrollBarExtent); // it is about to come
    // In steps, so that columns that have as much to spare share it.
    while (excess > 0 && !texts.isEmpty()) {
        const int column = *std::ranges::max_element(texts, {}, spare);
        const int step = std::min({spare(column), excess, character});
        if (step <= 0)
            break;
        header->resizeSection(column, header->sectionSize(column) - step);
        excess -= step;
    }
}

void fitColumns(QTableView* view, const CellDelegate* delegate, bool growing)
{
    constexpr int looked = 300;
    constexpr int longest = 28; ///< characters
    constexpr int headingMargin = 14;
    constexpr int roomToGrow = 1; ///< digits
    constexpr int lastColumn = 64; ///< pixels, at least
    const auto* shown = view->model();
    auto* header = view->horizontalHeader();
    const int rows = std::min(shown->rowCount(), looked);
    const int widest = longest * view->fontMetrics().averageCharWidth();
    for (int column = 0; column < shown->columnCount(); ++column) {
        if (view->isColumnHidden(column))
            continue;
        const auto heading = shown->headerData(column, Qt::Horizontal).toString();
        int width = view->fontMetrics().horizontalAdvance(heading) + headingMargin;
        for (int row = 0; row < rows; ++row)
            width = std::max(width, delegate->widthOf(shown->index(row, column)));
        if (rows > 0 && !shown->index(0, column).data(model::UnitRole).toString().isEmpty())
            width += roomToGrow * view->fontMetrics().horizontalAdvance(u'0');
        width = std::min(width + 4, widest);
        if (!growing || width > header->sectionSize(column))
            header->resizeSection(column, width);
    }
    // The last one is stretched over what is left; were it as wide as its longest text, the table
    // would scroll.
    for (int place = header->count() - 1; place >= 0; --place) {
        const int column = header->logicalIndex(place);
        if (!header->isSectionHidden(column)) {
            header->resizeSection(column, std::min(header->sectionSize(column), lastColumn));
            break;
        }
    }
    if (!growing && view->isVisible())
        narrowColumns(view, delegate);
}

}

void sizeColumns(QTableView* view, const CellDelegate* delegate)
{
    fitColumns(view, delegate, false);
}

void growColumns(QTableView* view, const CellDelegate* delegate)
{
    fitColumns(view, delegate, true);
}

void offerColumns(QTableView* view)
{
    auto* header = view->horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(
        header, &QWidget::customContextMenuRequested, view, [view, header](const QPoint& position) {
            QMenu menu;
            for (int column = 1; column < header->count(); ++column) { // the first one carries
                                                                       // marks and levels
                const auto heading = view->model()->headerData(column, Qt::Horizontal).toString();
                if (heading.isEmpty())
                    continue; // it has nothing to show now
                auto* action = menu.addAction(heading);
                action->setCheckable(true);
                action->setChecked(!view->isColumnHidden(column));
                QObject::connect(action, &QAction::toggled, view, [view, column](bool shown) {
                    view->setColumnHidden(column, !shown);
                });
            }
            menu.exec(header->mapToGlobal(position));
        });
}

bool sizeColumnsOnce(QTableView* view, const CellDelegate* delegate)
{
    if (view->property(sizedProperty).toBool() || view->model()->rowCount() == 0)
        return false;
    view->setProperty(sizedProperty, true);
    sizeColumns(view, delegate);
    return true;
}

void makeSortable(QTableView* view)
{
    auto* header = view->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    const auto sorted = std::make_shared<std::pair<int, int>>(-1, 0); // column, clicks on it
    QObject::connect(header, &QHeaderView::sectionClicked, view,
                     [view, header, sorted](int column) {
                         auto& [last, clicks] = *sorted;
                         clicks = column == last ? clicks % 3 + 1 : 1;
                         last = column;
                         const bool number = isNumber(view, column);
                         const auto first = number ? Qt::DescendingOrder : Qt::AscendingOrder;
                         const auto second = number ? Qt::AscendingOrder : Qt::DescendingOrder;
                         const auto order = clicks == 2 ? second : first;
                         header->setSortIndicator(clicks == 3 ? -1 : column, order);
                         view->model()->sort(clicks == 3 ? -1 : column, order);
                     });
}

QByteArray saveColumns(const QTableView* view)
{
    // A state is of use to a table of as many columns only, which another version may not have.
    return view->property(sizedProperty).toBool()
        ? QByteArray::number(view->horizontalHeader()->count()) + ':'
            + view->horizontalHeader()->saveState()
        : QByteArray();
}

bool restoreColumns(QTableView* view, const QByteArray& state)
{
    const auto mark = QByteArray::number(view->horizontalHeader()->count()) + ':';
    if (!state.startsWith(mark)
        || !view->horizontalHeader()->restoreState(state.sliced(mark.size())))
        return false;
    view->setProperty(sizedProperty, true);
    return true;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "atlaspane.h"

#include "atlaslooks.h"
#include "atlasview.h"
#include "regiontext.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <model/proxies/proxies.h>

#include <QAbstractProxyModel>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <compare>
#include <vector>

namespace sandscope::app {

const PaneDescriptor atlasPaneDescriptor{
    .id = "memory.atlas",
    .title = QT_TRANSLATE_NOOP("Panes", "Address Atlas"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The address space to scale, what of it is resident, and sums by kind."),
    .icon = "atlas",
    .shortcut = "Alt+6",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new AtlasPane(context); },
};

AtlasPane::AtlasPane(const PaneContext& context)
    : Pane(atlasPaneDescriptor, context)
    , m_maker(new model::SpaceMaker(this))
    , m_kinds(new model::KindTableModel(this))
    , m_view(new AtlasView)
    , m_table(new QTableView)
    , m_sums(new QLabel)
    , m_splitter(new QSplitter)
{
    auto* delegate = setUpTable(m_table);
    m_table->setObjectName(QStringLiteral("memory.atlas.kinds"));
    m_table->setAccessibleName(tr("Address Space by Kind"));
    m_table->setModel(model::detailTable(m_kinds, this));
    makeSortable(m_table);
    m_table->horizontalHeader()->setDefaultSectionSize(
        m_table->fontMetrics().horizontalAdvance(QStringLiteral("88888 kB ~")) + 12);
    for (const int column : {model::KindTableModel::KindColumn, model::KindTableModel::CountColumn,
                             model::KindTableModel::DirtyColumn})
        m_table->horizontalHeader()->resizeSection(column, 1); // grows with what it shows
    delegate->setBadgeColumns({model::KindTableModel::RssColumn, model::KindTableModel::PssColumn,
                               model::KindTableModel::DirtyColumn});
    delegate->setPictureColumn(
        model::KindTableModel::KindColumn,
        [this](QPainter* painter, const QRect& box, const QModelIndex& index) {
            const auto* sorted = qobject_cast<const QAbstractProxyModel*>(m_table->model());
            if (const auto kind = m_kinds->kindOf(sorted->mapToSource(index).row()))
                paintSample(
                    painter, box,
                    {.kind = *kind, .permission = atlas::Permission::readWrite, .resident = 1},
                    palette(), true);
        });

    m_sums->setTextFormat(Qt::PlainText);
    m_sums->setContentsMargins(8, 4, 8, 4);
    m_sums->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sums->setAccessibleName(tr("Sums of the selected mappings"));
    m_sums->setWordWrap(true);

    m_splitter->setOrientation(Qt::Horizontal);
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_table);
    m_splitter->setCollapsible(0, false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_sums);

    connect(m_maker, &model::SpaceMaker::changed, this, &AtlasPane::showSpace);
    connect(m_view, &AtlasView::selectionChanged, this, &AtlasPane::updateSums);
    connect(m_view, &AtlasView::addressChosen, context.selection, &Selection::setAddress);
    connect(m_view, &AtlasView::pointedAt, context.selection, &Selection::setPointedAt);
    connect(context.selection, &Selection::addressChanged, this, &AtlasPane::followAddress);
    connect(context.selection, &Selection::pointedAtChanged, this,
            [this] { m_view->setPointedAt(this->context().selection->pointedAt()); });
    setBody(body);
}

QAbstractItemView* AtlasPane::mainView() const
{
    return m_table;
}

QString AtlasPane::sumsText() const
{
    return m_sums->text();
}

AtlasPane::Reader AtlasPane::reader() const
{
    return {context().selection->task(), context().session->dialect(), context().session->source()};
}

QByteArray AtlasPane::wantedPath() const
{
    return taskFile(m_withoutSmaps == reader() ? "maps" : "smaps");
}

model::FailureText AtlasPane::emptyText() const
{
    return {tr("No Address Space"),
            tr("A zombie has given its memory back, and a thread of the kernel has none.")};
}

bool AtlasPane::isSmapsMissing() const
{
    const auto shown = content();
    // An answer in the dialect before says nothing of this one.
    if (!shown || !shown->path.endsWith("/smaps") || shown->dialect != context().session->dialect())
        return false;
    // What is only not read yet will come, and what is gone has no maps either.
    const bool isComing
        = shown->failure && shown->failure->kind == procfs::Failure::Kind::notSampled;
    return (shown->failure && !isComing) || shown->parseError;
}

void AtlasPane::showContent(const model::FileContentPtr& content)
{
    m_maker->setContent(content);
}

void AtlasPane::clearContent()
{
    m_maker->setContent(nullptr);
    if (isSmapsMissing()) {
        m_withoutSmaps = reader();
        follow();
    }
}

void AtlasPane::clearMarks()
{
    if (!usableBaseline()) // a comparison stays
        m_view->setMarksShown(false);
    updateSums();
}

void AtlasPane::showBaseline(const model::FileContentPtr& baseline)
{
    m_maker->setBaseline(baseline);
}

std::optional<int> AtlasPane::differences() const
{
    const auto& shown = m_view->space();
    if (!shown || !shown->space.isComparison)
        return std::nullopt;
    const auto changed = std::ranges::count_if(shown->space.regions, [](const auto& region) {
        return region.change != atlas::Change::none;
    });
    return static_cast<int>(changed) + static_cast<int>(shown->space.gone.size());
}

bool AtlasPane::goToDifference(int direction)
{
    const auto& shown = m_view->space();
    if (!differences())
        return false;
    struct Difference // by address
    {
        std::uint64_t start;
        bool isGone;
        std::size_t number; // in Space::regions or Space::gone
        auto operator<=>(const Difference&) const = default;
    };
    const auto& regions = shown->space.regions;
    const auto& gone = shown->space.gone;
    std::vector<Difference> all;
    for (std::size_t number = 0; number < regions.size(); ++number) {
        if (regions[number].change != atlas::Change::none)
            all.push_back({regions[number].start, false, number});
    }
    for (std::size_t number = 0; number < gone.size(); ++number)
        all.push_back({gone[number].start, true, number});
    if (all.empty())
        return false;
    std::ranges::sort(all);
    const bool isForward = direction > 0;
    auto next = isForward ? all.begin() : all.end() - 1; // round, too
    std::optional<Difference> from;
    if (const auto number = m_view->currentGone())
        from = {gone[*number].start, true, *number};
    else if (const auto current = m_view->current())
        from = {regions[*current].start, false, *current};
    if (from && isForward) {
        const auto behind = std::ranges::upper_bound(all, *from);
        next = behind == all.end() ? all.begin() : behind;
    } else if (from) {
        const auto here = std::ranges::lower_bound(all, *from);
        next = (here == all.begin() ? all.end() : here) - 1;
    }
    if (next->isGone)
        m_view->chooseGone(next->number);
    else
        m_view->choose(next->number);
    return true;
}

void AtlasPane::showSpace(const model::AddressSpacePtr& space)
{
    m_view->setSpace(space);
    m_kinds->setSpace(space);
    fitTable();
    followAddress();
    updateSums();
    if (space) {
        showDifferences();
    } else {
        describe();
        Q_EMIT differencesChanged();
    }
}

// Columns grow with what they show and never shrink, so that stepping does not move them.
void AtlasPane::fitTable()
{
    const auto* delegate = qobject_cast<CellDelegate*>(m_table->itemDelegate());
    const auto* shown = m_table->model();
    auto* header = m_table->horizontalHeader();
    const auto metrics = m_table->fontMetrics();
    int all = 2 + m_table->style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    for (int column = 0; column < shown->columnCount(); ++column) {
        int width
            = metrics.horizontalAdvance(shown->headerData(column, Qt::Horizontal).toString()) + 14;
        for (int row = 0; row < shown->rowCount(); ++row)
            width = std::max(width, delegate->widthOf(shown->index(row, column)) + 4);
        const bool isLast = column + 1 == shown->columnCount(); // takes what is left
        if (!isLast && width > header->sectionSize(column))
            header->resizeSection(column, width);
        all += isLast ? width : header->sectionSize(column);
    }
    if (all <= m_tableWidth || shown->rowCount() == 0)
        return;
    m_tableWidth = all;
    const int given = std::min(all, m_splitter->width() * 2 / 5);
    m_splitter->setSizes({m_splitter->width() - given, given});
}

void AtlasPane::followAddress()
{
    if (const auto address = context().selection->address())
        m_view->showAddress(*address);
}

void AtlasPane::updateSums()
{
    const auto selected = m_view->selectedRegions();
    QString text;
    if (m_view->space()) {
        const auto& space = m_view->space()->space;
        const auto current = m_view->current();
        const bool isOne = selected.size() == 1;
        text = app::sumsText(m_view->selectedSums(), !selected.empty(),
                             isOne ? placeText(space.regions[selected.front()]) : QString());
        if (const auto differences = differencesText(space);
            selected.empty() && space.isComparison && !differences.isEmpty())
            text += QStringLiteral("  ·  ") + differences;
        if (const auto number = m_view->currentGone())
            text = spokenText(space.gone[*number]);
        // For those without a mouse, who get no tool tip.
        if (current && !(isOne && selected.front() == *current))
            text += QStringLiteral("  ·  ") + tr("at %1").arg(placeText(space.regions[*current]));
        if (const auto gone = goneText(space, 1);
            selected.empty() && !m_view->currentGone() && m_view->marksShown() && !gone.isEmpty())
            text += QStringLiteral("  ·  ") + gone;
    }
    m_sums->setText(text);
}

}

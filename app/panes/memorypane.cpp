// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "memorypane.h"

#include <app/atlas/regiontext.h>
#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>
#include <model/records/kindtable.h>

#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace sandscope::app {

const PaneDescriptor memoryPaneDescriptor{
    .id = "memory.maps",
    .title = QT_TRANSLATE_NOOP("Panes", "Memory"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The mappings of the address space, one a row, and what of them is resident."),
    .icon = "maps",
    .shortcut = "Alt+3",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new MemoryPane(context); },
    .aliases = "memory smaps host",
};

using Table = model::VmaTableModel;

namespace {

constexpr int roomForMost = 660; ///< pixels, for most columns, and the block beside them
constexpr int roomForAll = 820;

QLabel* makeLine(const QString& accessibleName)
{
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(8, 2, 8, 2);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAccessibleName(accessibleName);
    label->setWordWrap(true);
    return label;
}

}

MemoryPane::MemoryPane(const PaneContext& context)
    : Pane(memoryPaneDescriptor, context)
    , m_model(new Table(this))
    , m_maker(new model::SpaceMaker(this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
    , m_residency(new QCheckBox(tr("&Residency (smaps)")))
    , m_host(new QCheckBox(tr("H&ost")))
    , m_hostReader(new model::HostReader(this))
    , m_hostLine(makeLine(tr("What this computer has of this memory")))
    , m_missing(makeLine(tr("Why there is no residency")))
    , m_sums(makeLine(tr("Sums of the selected mappings")))
    , m_kinds(makeLine(tr("Sums by kind")))
    , m_splitter(new QSplitter)
    , m_block(new QPlainTextEdit)
{
    m_table->setObjectName(QStringLiteral("memory.maps.table"));
    m_table->setAccessibleName(tr("Memory, one mapping a row"));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(Table::StartColumn);
    m_delegate->setMonospaceColumns({Table::StartColumn, Table::EndColumn, Table::PermissionsColumn,
                                     Table::OffsetColumn, Table::DeviceColumn, Table::FlagsColumn});
    m_delegate->setPathColumns({Table::NameColumn});
    auto badges = model::VmaTableModel::smapsColumns();
    badges.removeOne(Table::FlagsColumn);
    badges << Table::UseColumn << Table::HostColumn;
    m_delegate->setBadgeColumns({badges.cbegin(), badges.cend()});

    m_residency->setObjectName(QStringLiteral("memory.maps.residency"));
    headingLine()->addWidget(m_residency);
    m_host->setObjectName(QStringLiteral("memory.maps.host"));
    m_host->setToolTip(tr("Look for this memory among the processes of this computer, and say how "
                          "much of each mapping is committed. Nothing in the sandbox notices."));
    headingLine()->addWidget(m_host);
    m_missing->setVisible(false);
    m_hostLine->setVisible(false);
    setDimmed(m_kinds);

    m_block->setReadOnly(true);
    m_block->setFont(monospaceFont());
    m_block->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_block->setFrameShape(QFrame::NoFrame);
    m_block->setTabChangesFocus(true);
    m_block->setObjectName(QStringLiteral("memory.maps.block"));
    m_block->setAccessibleName(tr("All lines of the current mapping"));
    m_block->setPlaceholderText(tr("Choose a mapping to see all its lines."));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_block);
    m_block->setVisible(false);

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_missing);
    layout->addWidget(m_hostLine);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_sums);
    layout->addWidget(m_kinds);

    connect(m_residency, &QCheckBox::clicked, this, &MemoryPane::setResidency);
    connect(m_host, &QCheckBox::clicked, this, &MemoryPane::askHost);
    connect(m_hostReader, &model::HostReader::changed, this, &MemoryPane::updateHost);
    connect(context.session, &Session::momentChanged, this, &MemoryPane::askHost);
    connect(context.session, &Session::sourceChanged, this, &MemoryPane::followSource);
    connect(m_maker, &model::SpaceMaker::changed, this, &MemoryPane::updateKinds);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MemoryPane::updateSums);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        setAddress();
        updateBlock();
        updateHost();
    });
    connect(context.selection, &Selection::addressChanged, this, &MemoryPane::followAddress);
    connect(context.selection, &Selection::pointedAtChanged, this, &MemoryPane::followPointer);
    m_table->setMouseTracking(true);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::entered, this, [this](const QModelIndex& index) {
        this->context().selection->setPointedAt(m_model->startAddress(rowOf(index)));
    });
    connect(m_table, &QTableView::viewportEntered, this,
            [this] { this->context().selection->setPointedAt({}); });
    followSource();
    setBody(body);
}

MemoryPane::Reader MemoryPane::reader() const
{
    return {context().selection->task(), context().session->dialect(), context().session->source()};
}

bool MemoryPane::wantsResidency() const
{
    return m_chosen.value_or(!context().session->capabilities().isLive);
}

void MemoryPane::followSource()
{
    m_residency->setChecked(wantsResidency());
    m_residency->setToolTip(
        context().session->capabilities().isLive
            ? tr("Read smaps instead of maps: what is resident, dirty and swapped. Off at first "
                 "for a live source, since the kernel walks all page tables of the process for it "
                 "at each refresh and holds a lock of its memory meanwhile.")
            : tr("Read smaps instead of maps: what is resident, dirty and swapped."));
    m_host->setVisible(context().session->capabilities().readsInside);
    askHost();
    hideColumns();
}

bool MemoryPane::wantsHost() const
{
    return m_host->isChecked() && !m_host->isHidden();
}

QString MemoryPane::noHost() const
{
    // This computer tells what it has now; of another moment it would stand beside other mappings.
    const auto* session = context().session;
    const auto* player = session->player();
    if (player && player->newer() > 0)
        return tr("What this computer has of this memory is known of the newest moment only.");
    if (!session->task(context().selection->task()))
        return tr("This process has ended, and this computer has nothing of its memory any more.");
    return {};
}

void MemoryPane::askHost()
{
    const int pid = processFolder().toInt();
    if (!wantsHost() || !content() || pid <= 0 || !noHost().isEmpty()) {
        m_hostReader->clear();
        if (wantsHost() || !m_hostLine->isHidden())
            updateHost();
        return;
    }
    if (visibleRegion().isEmpty())
        return; // behind another tab
    m_hostReader->read({.source = context().session->source()->name(),
                        .snapshot = context().session->snapshot(),
                        .guest = pid,
                        .task = context().selection->task()});
}

void MemoryPane::updateHost()
{
    const auto& answer = m_hostReader->answer();
    m_model->setHost(wantsHost() ? answer.memory : nullptr);
    hideColumns();
    QStringList lines;
    if (wantsHost() && content() && !answer.memory && answer.trouble.isEmpty())
        lines << noHost();
    if (wantsHost() && answer.memory) {
        lines << model::hostSpaceText(*answer.memory);
        const auto current = m_table->currentIndex();
        if (const auto* mapping = current.isValid()
                ? answer.memory->startingAt(m_model->startAddress(rowOf(current)))
                : nullptr)
            lines << model::hostMappingText(*mapping);
    }
    if (wantsHost() && !answer.trouble.isEmpty())
        lines << answer.trouble;
    m_hostLine->setText(lines.join(u'\n'));
    m_hostLine->setVisible(!m_hostLine->text().isEmpty());
}

bool MemoryPane::isSettled() const
{
    return Pane::isSettled() && !m_hostReader->isBusy();
}

QString MemoryPane::hostText() const
{
    return m_hostLine->text();
}

void MemoryPane::setResidency(bool wanted)
{
    m_chosen = wanted;
    m_withoutSmaps = {}; // somebody who asks again gets another answer
    m_residency->setChecked(wanted);
    hideColumns();
    follow();
}

void MemoryPane::showForm(QByteArrayView name)
{
    if (name == "smaps" || name == "maps")
        setResidency(name == "smaps");
    if (name == "host") {
        m_host->setChecked(true);
        askHost();
    }
}

bool MemoryPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Leave && watched == m_table->viewport())
        context().selection->setPointedAt({});
    return Pane::eventFilter(watched, event);
}

void MemoryPane::followPointer()
{
    const auto address = context().selection->pointedAt();
    const int row = address ? m_model->rowOfAddress(*address) : -1;
    m_delegate->setPointedRow(
        row < 0 ? -1 : m_sorted->mapFromSource(m_model->index(row, Table::StartColumn)).row());
}

QAbstractItemView* MemoryPane::mainView() const
{
    return m_table;
}

QString MemoryPane::sumsText() const
{
    return m_sums->text();
}

QByteArray MemoryPane::wantedPath() const
{
    return taskFile(wantsResidency() && m_withoutSmaps != reader() ? "smaps" : "maps");
}

void MemoryPane::hideColumns()
{
    const Form form{.hasResidency = wantsResidency(),
                    .hasHost = wantsHost() && m_hostReader->answer().memory,
                    .room = width() < roomForMost ? 0
                        : width() < roomForAll    ? 1
                                                  : 2};
    // A layout that was restored may have been saved in the other form.
    const auto resident = model::VmaTableModel::smapsColumns();
    const bool showsSome = std::ranges::any_of(
        resident, [this](int column) { return !m_table->isColumnHidden(column); });
    if (m_columnsFor == form && showsSome == form.hasResidency)
        return;
    m_columnsFor = form;
    QSet<int> shown
        = {Table::StartColumn, Table::SizeColumn, Table::PermissionsColumn, Table::NameColumn};
    if (form.hasResidency)
        shown += {Table::RssColumn, Table::DirtyColumn};
    else
        shown += {Table::UseColumn};
    if (form.hasHost)
        shown += {Table::HostColumn};
    if (form.room > 0 && form.hasResidency)
        shown += {Table::PssColumn, Table::UseColumn};
    else if (form.room > 0)
        shown += {Table::OffsetColumn, Table::DeviceColumn, Table::InodeColumn};
    if (form.room > 1 && form.hasResidency)
        shown += {Table::SwapColumn};
    for (int column = 0; column < Table::ColumnCount; ++column)
        m_table->setColumnHidden(column, !shown.contains(column));
    if (m_model->rowCount() > 0)
        sizeColumns(m_table, m_delegate);
}

void MemoryPane::placeBlock()
{
    const bool beside = width() >= roomForMost;
    const bool hasBlock
        = wantsResidency() && m_missing->isHidden() && m_table->currentIndex().isValid();
    const auto orientation = beside ? Qt::Horizontal : Qt::Vertical;
    if (hasBlock == !m_block->isHidden() && orientation == m_splitter->orientation())
        return;
    m_block->setVisible(hasBlock);
    m_splitter->setOrientation(orientation);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    const QFontMetrics metrics(m_block->font());
    const int all = beside ? m_splitter->width() : m_splitter->height();
    const int wanted = beside
        ? metrics.horizontalAdvance(QStringLiteral("Private_Hugetlb:       0 kB  "))
        : 5 * metrics.lineSpacing();
    m_splitter->setSizes({std::max(all - wanted, 1), wanted});
}

void MemoryPane::resizeEvent(QResizeEvent* event)
{
    Pane::resizeEvent(event);
    hideColumns();
    placeBlock();
}

void MemoryPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    m_maker->setContent(content);
    hideColumns();
    m_missing->setVisible(wantsResidency() && !content->path.endsWith("smaps"));
    sizeColumnsOnce(m_table, m_delegate);
    askHost();
    followAddress();
    updateSums();
    updateBlock();
}

void MemoryPane::showBaseline(const model::FileContentPtr& baseline)
{
    Pane::showBaseline(baseline);
    updateSums();
    updateBlock();
}

void MemoryPane::clearContent()
{
    // Where there is no smaps, maps may do. What is only not read yet will come.
    const auto shown = content();
    const bool isComing
        = shown && shown->failure && shown->failure->kind == procfs::Failure::Kind::notSampled;
    if (shown && shown->path.endsWith("/smaps") && !isComing
        && shown->dialect == context().session->dialect() && (shown->failure || shown->parseError)
        && m_withoutSmaps != reader()) {
        m_withoutSmaps = reader();
        const auto failure = model::failureText(*shown).value_or(emptyText());
        m_missing->setText(tr("No residency: %1. %2").arg(failure.heading, failure.explanation));
        follow();
        return;
    }
    m_model->setContent(nullptr);
    m_maker->setContent(nullptr);
    updateSums();
    updateBlock();
}

void MemoryPane::clearMarks()
{
    m_model->setContent(content());
}

int MemoryPane::rowOf(const QModelIndex& shown) const
{
    return m_sorted->mapToSource(shown).row();
}

void MemoryPane::followAddress()
{
    const auto address = context().selection->address();
    const int row = address ? m_model->rowOfAddress(*address) : -1;
    const auto current = m_table->currentIndex();
    if (address && row < 0 && current.isValid()) {
        m_following = true;
        m_table->selectionModel()->clear();
        m_following = false;
    }
    if (row < 0)
        updateSums(); // they say so
    if (row < 0 || (current.isValid() && rowOf(current) == row))
        return;
    m_following = true;
    m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(row, Table::StartColumn)));
    m_following = false;
}

void MemoryPane::setAddress()
{
    const auto current = m_table->currentIndex();
    if (!m_following && current.isValid() && m_table->hasFocus())
        context().selection->setAddress(m_model->startAddress(rowOf(current)));
}

void MemoryPane::updateSums()
{
    QList<int> rows;
    const auto selected = m_table->selectionModel()->selectedRows(Table::StartColumn);
    for (const auto& index : selected)
        rows << rowOf(index);
    const auto name = rows.size() == 1
        ? m_model->index(rows.first(), Table::NameColumn).data().toString()
        : QString();
    const auto sums = m_model->sums(rows);
    auto text = app::sumsText({.count = static_cast<std::size_t>(sums.count),
                               .sizeBytes = sums.sizeBytes,
                               .rssKb = sums.rssKb,
                               .pssKb = sums.pssKb,
                               .dirtyKb = sums.dirtyKb},
                              !rows.isEmpty(), name);
    const auto address = context().selection->address();
    if (address && m_model->rowCount() > 0 && m_model->rowOfAddress(*address) < 0)
        text.prepend(tr("0x%1 is in no mapping  ·  ").arg(*address, 0, 16));
    m_sums->setText(text);
}

QString MemoryPane::kindsText() const
{
    return m_kinds->text();
}

void MemoryPane::updateKinds(const model::AddressSpacePtr& space)
{
    const QLocale locale;
    QStringList parts;
    for (const auto kind : atlas::allKinds) {
        if (!space || space->space.sumsOf(kind).count == 0)
            continue;
        const auto& sums = space->space.sumsOf(kind);
        const auto size = locale.toString(qulonglong(sums.sizeBytes / 1024));
        parts << (sums.rssKb ? tr("%1 %2 kB, Rss %3")
                                   .arg(model::kindName(kind), size,
                                        locale.toString(qulonglong(*sums.rssKb)))
                             : tr("%1 %2 kB").arg(model::kindName(kind), size));
    }
    m_kinds->setText(parts.join(QStringLiteral("  ·  ")));
}

void MemoryPane::updateBlock()
{
    const auto current = m_table->currentIndex();
    const auto text = current.isValid() ? m_model->blockText(rowOf(current)) : QString();
    if (text != m_block->toPlainText())
        m_block->setPlainText(text);
    placeBlock();
}

}

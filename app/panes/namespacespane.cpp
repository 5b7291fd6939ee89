// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "namespacespane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <app/shell/words.h>
#include <model/proxies/proxies.h>
#include <model/records/escape.h>
#include <model/records/namespacetable.h>
#include <model/records/surveyreader.h>

#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace sandscope::app {

const PaneDescriptor namespacesPaneDescriptor{
    .id = "task.ns",
    .title = QT_TRANSLATE_NOOP("Panes", "Namespaces"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "Which processes share which namespaces, and the ids of the selected one."),
    .icon = "namespaces",
    .shortcut = "Alt+8",
    .area = PaneArea::upper,
    .create = [](const PaneContext& context) -> Pane* { return new NamespacesPane(context); },
    .aliases = "namespaces uid_map gid_map",
};

namespace {

using Table = model::NamespaceTable;

/// Hues that people who see fewer colours still tell apart; used again from the ninth on.
constexpr std::array<QRgb, 8> hues = {0xff0072b2, 0xffe69f00, 0xff009e73, 0xffcc79a7,
                                      0xff56b4e9, 0xffd55e00, 0xfff0e442, 0xff7a7a7a};

QString rangesText(const std::vector<survey::IdRange>& ranges,
                   const std::optional<procfs::Failure>& failure, const QString& name)
{
    constexpr std::size_t most = 4;
    if (failure)
        return NamespacesPane::tr("%1: cannot be read").arg(name);
    if (ranges.empty())
        return NamespacesPane::tr("%1: none is mapped").arg(name);
    constexpr auto all = 0xffffffffU;
    if (ranges.size() == 1 && ranges[0].inside == 0 && ranges[0].outside == 0
        && ranges[0].length == all)
        return NamespacesPane::tr("%1: as outside").arg(name);
    QStringList parts;
    for (std::size_t i = 0; i < std::min(ranges.size(), most); ++i) {
        const auto& range = ranges[i];
        const auto span = [&](quint64 first) {
            return range.length == 1
                ? QString::number(first)
                : QStringLiteral("%1–%2").arg(first).arg(first + range.length - 1);
        };
        parts
            << NamespacesPane::tr("%1 is %2 outside").arg(span(range.inside), span(range.outside));
    }
    if (ranges.size() > most)
        parts << NamespacesPane::tr("%1 more").arg(qulonglong(ranges.size() - most));
    return NamespacesPane::tr("%1: %2").arg(name, parts.join(QLatin1String(", ")));
}

}

QColor namespaceGround(int group, const QPalette& palette)
{
    const QColor ground = palette.color(QPalette::Base);
    const QColor hue(hues[static_cast<std::size_t>(group) % hues.size()]);
    const double strength = isDark(palette) ? 0.36 : 0.28;
    const auto part = [&](int from, int to) {
        return from + static_cast<int>(std::lround((to - from) * strength));
    };
    return {part(ground.red(), hue.red()), part(ground.green(), hue.green()),
            part(ground.blue(), hue.blue())};
}

NamespacesPane::NamespacesPane(const PaneContext& context)
    : Pane(namespacesPaneDescriptor, context)
    , m_model(new Table(this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_delegate(setUpTable(m_table))
    , m_different(new QCheckBox(tr("Only &different")))
    , m_identity(new QLabel)
{
    m_table->setObjectName(QStringLiteral("task.ns.table"));
    m_table->setAccessibleName(tr("Namespaces, one process a row"));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    m_delegate->setMarkColumn(Table::PidColumn);
    m_delegate->setGround([this](const QModelIndex& index) {
        const auto group
            = index.column() < Table::FirstKindColumn ? -1 : index.data(Table::GroupRole).toInt();
        return group < 0 ? QColor() : namespaceGround(group, palette());
    });
    m_different->setObjectName(QStringLiteral("task.ns.different"));
    m_different->setToolTip(
        tr("Only processes that are not in all the namespaces of the first one"));
    headingLine()->addWidget(m_different);
    m_identity->setTextFormat(Qt::PlainText);
    m_identity->setWordWrap(true);
    m_identity->setContentsMargins(8, 4, 8, 4);
    m_identity->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_identity->setAccessibleName(tr("Ids of the selected task"));

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_identity);

    setReader(model::readNamespaceContent);
    connect(m_different, &QCheckBox::toggled, this, [this](bool only) {
        m_model->setOnlyDifferent(only);
        markSelected();
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const procfs::TaskId task{index.data(model::TaskIdRole).toUInt()})
            this->context().selection->setTask(task);
    });
    connect(context.selection, &Selection::taskChanged, this, &NamespacesPane::markSelected);
    connect(m_sorted, &QAbstractItemModel::layoutChanged, this, &NamespacesPane::markSelected);
    setBody(body);
}

QAbstractItemView* NamespacesPane::mainView() const
{
    return m_table;
}

QString NamespacesPane::identityText() const
{
    return m_identity->text();
}

QByteArray NamespacesPane::wantedPath() const
{
    return taskFile("ns");
}

bool NamespacesPane::canShow(const model::FileContent& content) const
{
    return content.namespaces && !content.namespaces->rows.empty();
}

void NamespacesPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    if (!sizeColumnsOnce(m_table, m_delegate) && m_sizedFor != path())
        growColumns(m_table, m_delegate);
    m_sizedFor = path();
    const auto& ids = *content->userIds;
    QStringList pids;
    for (const auto& pid : ids.pids)
        pids << model::escaped(pid);
    const auto chain = pids.isEmpty()
        ? tr("PID in each namespace: not told in %1").arg(dialectTitle(content->dialect))
        : tr("PID in each namespace, outermost first: %1").arg(pids.join(QStringLiteral(" › ")));
    m_identity->setText(chain + u'\n' + rangesText(ids.uids, ids.uidFailure, tr("UIDs"))
                        + QStringLiteral("  ·  ")
                        + rangesText(ids.gids, ids.gidFailure, tr("GIDs")));
    markSelected();
}

void NamespacesPane::clearContent()
{
    m_model->setContent(nullptr);
    m_identity->clear();
}

void NamespacesPane::clearMarks()
{
    m_model->setContent(content());
}

void NamespacesPane::markSelected()
{
    // The row of a process stands for its threads.
    const auto* task = context().session->task(context().selection->task());
    const auto process = task && task->isThread ? task->parent : context().selection->task();
    const int row = process ? m_model->rowOfTask(process) : -1;
    m_delegate->setPointedRow(row < 0 ? -1 : m_sorted->mapFromSource(m_model->index(row, 0)).row());
}

}

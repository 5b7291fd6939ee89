// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "filespane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>
#include <model/records/descriptortable.h>
#include <model/records/surveyreader.h>

#include <QAbstractProxyModel>
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

namespace sandscope::app {

const PaneDescriptor filesPaneDescriptor{
    .id = "file.fd",
    .title = QT_TRANSLATE_NOOP("Panes", "Files"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "The open files of the process, and who holds the other ends of its pipes."),
    .icon = "files",
    .shortcut = "Alt+4",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new FilesPane(context); },
    .aliases = "files fdinfo",
};

namespace Column = model::descriptorColumn;

FilesPane::FilesPane(const PaneContext& context)
    : Pane(filesPaneDescriptor, context)
    , m_model(model::descriptorTable(this))
    , m_sorted(model::detailTable(m_model, this))
    , m_table(new QTableView)
    , m_search(new QLabel)
    , m_holders(new QMenu(this))
    , m_go(new QAction(tr("Go to &Other End"), this))
{
    auto* delegate = setUpTable(m_table);
    m_table->setObjectName(QStringLiteral("file.fd.table"));
    m_table->setAccessibleName(tr("Files, one descriptor a row"));
    m_table->setModel(m_sorted);
    addComparison(m_model, m_sorted);
    makeSortable(m_table);
    offerColumns(m_table);
    delegate->setMarkColumn(Column::fd);
    delegate->setMonospaceColumns({Column::target});
    delegate->setPathColumns({Column::target});
    delegate->setBadgeColumns({Column::access, Column::offset, Column::flags});
    m_go->setMenu(m_holders);
    m_go->setObjectName(QStringLiteral("file.fd.go"));
    m_table->addAction(m_go);
    m_search->setTextFormat(Qt::PlainText);
    m_search->setContentsMargins(8, 2, 8, 2);
    m_search->setWordWrap(true);
    setDimmed(m_search);
    m_search->setAccessibleName(tr("Search for other ends"));

    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_search);

    setReader(model::readDescriptorContent);
    connect(m_table, &QTableView::activated, this, &FilesPane::goToOtherEnd);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &FilesPane::offerHolders);
    offerHolders();
    setBody(body);
}

QAbstractItemView* FilesPane::mainView() const
{
    return m_table;
}

QString FilesPane::searchText() const
{
    return m_search->text();
}

QByteArray FilesPane::wantedPath() const
{
    return taskFile("fd");
}

bool FilesPane::canShow(const model::FileContent& content) const
{
    return content.descriptors && !content.failure && !content.descriptors->entries.empty();
}

model::FailureText FilesPane::emptyText() const
{
    return {tr("No Open Files"),
            tr("A zombie has closed its files, and a thread of the kernel has none.")};
}

void FilesPane::showContent(const model::FileContentPtr& content)
{
    m_model->setContent(content);
    m_search->setText(model::searchText(*content->descriptors));
    m_search->setVisible(!m_search->text().isEmpty());
    fitColumns();
    lookForDescriptor();
    offerHolders();
}

void FilesPane::fitColumns()
{
    const auto* delegate = qobject_cast<CellDelegate*>(m_table->itemDelegate());
    if (!sizeColumnsOnce(m_table, delegate) && m_sizedFor != path())
        growColumns(m_table, delegate);
    m_sizedFor = path();
}

void FilesPane::clearContent()
{
    m_model->setContent(nullptr);
    m_search->clear();
    offerHolders();
}

void FilesPane::clearMarks()
{
    m_model->setContent(content());
}

const survey::Descriptor* FilesPane::current() const
{
    const auto& shown = m_model->content();
    const auto index = m_table->currentIndex();
    if (!shown || !shown->descriptors || !index.isValid())
        return nullptr;
    const auto& row = m_model->row(m_sorted->mapToSource(index).row());
    if (row.mark == model::Mark::gone)
        return nullptr;
    const auto& entries = shown->descriptors->entries;
    const auto at = std::ranges::find(entries, static_cast<int>(row.key), &survey::Descriptor::fd);
    return at == entries.end() ? nullptr : &*at;
}

void FilesPane::offerHolders()
{
    m_holders->clear();
    const auto offer = [this](const std::vector<survey::Holder>& holders, survey::FileType type) {
        for (const survey::Holder& holder : holders) {
            auto text = model::holderText(holder, type);
            auto* action = m_holders->addAction(text.replace(u'&', QLatin1String("&&")));
            connect(action, &QAction::triggered, this, [this, holder] { goTo(holder); });
        }
    };
    if (const auto* entry = current()) {
        offer(entry->others, entry->type);
        if (!entry->others.empty() && !entry->sharers.empty())
            m_holders->addSeparator();
        offer(entry->sharers, entry->type);
    }
    m_go->setEnabled(!m_holders->isEmpty());
}

void FilesPane::goToOtherEnd()
{
    offerHolders();
    const auto* entry = current();
    if (!entry || m_holders->isEmpty())
        return;
    if (entry->others.size() == 1)
        goTo(survey::Holder(entry->others.front()));
    else if (entry->others.empty() && entry->sharers.size() == 1)
        goTo(survey::Holder(entry->sharers.front()));
    else // several: which one is for the user to say
        m_holders->popup(m_table->viewport()->mapToGlobal(
            m_table->visualRect(m_table->currentIndex()).bottomLeft()));
}

void FilesPane::goTo(const survey::Holder& holder)
{
    const bool hadFocus = m_table->hasFocus();
    m_wantedTask = holder.task;
    m_wantedFd = holder.fd;
    context().selection->setTask(holder.task);
    lookForDescriptor(); // where it is a descriptor of the same task
    if (hadFocus)
        m_table->setFocus();
}

void FilesPane::lookForDescriptor()
{
    const auto shown = m_model->content();
    if (m_wantedFd < 0 || !shown || context().selection->task() != m_wantedTask
        || shown->path != path())
        return;
    if (const int row = m_model->rowOfKey(static_cast<quint64>(m_wantedFd)); row >= 0)
        m_table->setCurrentIndex(m_sorted->mapFromSource(m_model->index(row, Column::fd)));
    m_wantedFd = -1; // the user may go on from there
}

}

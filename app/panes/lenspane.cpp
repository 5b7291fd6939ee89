// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "lenspane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <app/shell/words.h>
#include <model/proxies/proxies.h>
#include <procfs/procfile.h>

#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>

#include <utility>

namespace sandscope::app {

using Table = model::LensModel;

const PaneDescriptor lensPaneDescriptor{
    .id = "dialect.lens",
    .title = QT_TRANSLATE_NOOP("Panes", "Lens"),
    .description = QT_TRANSLATE_NOOP(
        "Panes", "One file as two kernels print it, with the reason for each difference."),
    .icon = "lens",
    .shortcut = "Alt+Shift+6",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new LensPane(context); },
};

LensPane::LensPane(const PaneContext& context)
    : Pane(lensPaneDescriptor, context)
    , m_reader(new model::LensReader(this))
    , m_fields(new model::LensModel(this))
    , m_texts(new model::LensTextModel(this))
    , m_shownFields(model::detailTable(m_fields, this))
    , m_shownTexts(model::detailTable(m_texts, this))
    , m_file(new QComboBox)
    , m_left(new QComboBox)
    , m_right(new QComboBox)
    , m_only(new QCheckBox(tr("Only d&ifferences")))
    , m_tables(new QStackedWidget)
    , m_fieldTable(new QTableView)
    , m_textTable(new QTableView)
    , m_fieldDelegate(setUpTable(m_fieldTable))
{
    m_fieldTable->setObjectName(QStringLiteral("dialect.lens.fields"));
    m_fieldTable->setAccessibleName(tr("Fields in both dialects"));
    m_fieldTable->setModel(m_shownFields);
    makeSortable(m_fieldTable);
    offerColumns(m_fieldTable);
    m_fieldDelegate->setMarkColumn(Table::NameColumn);
    m_fieldDelegate->setMonospaceColumns(
        {Table::RecordColumn, Table::LeftColumn, Table::RightColumn});
    m_fieldDelegate->setBadgeColumns({Table::LeftColumn, Table::RightColumn});
    m_fieldDelegate->setListColumns({Table::LeftColumn, Table::RightColumn});

    auto* textDelegate = setUpTable(m_textTable);
    m_textTable->setObjectName(QStringLiteral("dialect.lens.texts"));
    m_textTable->setAccessibleName(tr("Texts of both dialects, line beside line"));
    m_textTable->setModel(m_shownTexts);
    m_textTable->setAlternatingRowColors(false);
    m_textTable->horizontalHeader()->setSectionsMovable(false);
    m_textTable->verticalHeader()->setDefaultSectionSize(QFontMetrics(monospaceFont()).height()
                                                         + 2);
    textDelegate->setMarkColumn(model::LensTextModel::LeftColumn);
    textDelegate->setMonospaceColumns({0, 1});
    m_tables->addWidget(m_fieldTable);
    m_tables->addWidget(m_textTable);

    for (const int label : {0, 1}) // the path and the dialect: the choices say them
        headingLine()->itemAt(label)->widget()->hide();
    const auto addChoice = [&](QComboBox* box, const QString& name) {
        box->setAccessibleName(name);
        box->setToolTip(name);
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        box->setMinimumWidth(8 * box->fontMetrics().averageCharWidth()); // in narrow windows
        headingLine()->addWidget(box);
    };
    addChoice(m_file, tr("File to compare"));
    addChoice(m_left, tr("Dialect at the left"));
    addChoice(m_right, tr("Dialect at the right"));
    m_only->setToolTip(tr("Hide what both dialects print alike"));
    headingLine()->addWidget(m_only);
    headingLine()->addStretch(1);
    m_explanation = setExplainedBody(m_tables, tr("Reason of the current difference"));
    connect(m_file, &QComboBox::activated, this,
            [this](int index) { showFile(m_file->itemData(index).toByteArray()); });
    connect(m_left, &QComboBox::activated, this, &LensPane::look);
    connect(m_right, &QComboBox::activated, this, &LensPane::look);
    connect(m_only, &QCheckBox::toggled, this, [this](bool only) {
        model::setOnlyMarked(m_shownFields, only);
        model::setOnlyMarked(m_shownTexts, only);
    });
    connect(m_reader, &model::LensReader::changed, this, &LensPane::showResult);
    connect(m_fieldTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &LensPane::explain);
    connect(context.session, &Session::sourceChanged, this, [this] {
        m_reader->setCache(this->context().session->cache());
        listDialects();
        listFiles();
    });
    connect(context.session, &Session::optionsChanged, this, &LensPane::listDialects);
    m_reader->setCache(context.session->cache());
    listDialects();
    listFiles();
}

QAbstractItemView* LensPane::mainView() const
{
    return static_cast<QTableView*>(m_tables->currentWidget());
}

bool LensPane::toggleRaw()
{
    const bool hadFocus = m_tables->currentWidget()->hasFocus();
    m_tables->setCurrentIndex(1 - m_tables->currentIndex());
    if (hadFocus)
        m_tables->currentWidget()->setFocus();
    explain();
    return true;
}

bool LensPane::isSettled() const
{
    return Pane::isSettled() && !m_reader->isBusy();
}

void LensPane::showFile(const QByteArray& name)
{
    m_name = name;
    listFiles();
    follow();
}

void LensPane::listFiles()
{
    const QSignalBlocker blocker(m_file);
    m_file->clear();
    for (const auto* file : procfs::procFiles()) {
        if (file->kind == procfs::FileKind::directory || file->onlyUnderThread
            || (!file->render && !file->target))
            continue;
        const QByteArray name(file->name.data(), qsizetype(file->name.size()));
        // One that a dialect lacks is a difference, too.
        if (procfs::procFileForPath("1/" + std::string(file->name)) == file)
            m_file->addItem(QString::fromLatin1(name), name);
    }
    m_file->setCurrentIndex(std::max(m_file->findData(m_name), 0));
}

// At the left stands what the window shows; at the right what was chosen, Linux at first.
void LensPane::listDialects()
{
    const auto shown = context().session->dialect();
    const auto chosen = m_right->currentIndex() >= 0
        ? static_cast<procfs::Dialect>(m_right->currentData().toInt())
        : procfs::Dialect::linux_;
    for (auto* box : {m_left, m_right}) {
        const QSignalBlocker blocker(box);
        box->clear();
        for (const auto dialect : procfs::allDialects)
            box->addItem(dialectTitle(dialect), int(dialect));
        box->setEnabled(context().session->capabilities().printsDialects);
    }
    const auto right = chosen != shown     ? chosen
        : shown == procfs::Dialect::linux_ ? procfs::Dialect::gvisor2024
                                           : procfs::Dialect::linux_;
    m_left->setCurrentIndex(m_left->findData(int(shown)));
    m_right->setCurrentIndex(m_right->findData(int(right)));
    look();
}

bool LensPane::canShow(const model::FileContent&) const
{
    // A file that cannot be read in one dialect may well be there in the other.
    return context().session->capabilities().printsDialects;
}

model::FailureText LensPane::emptyText() const
{
    return {tr("Recorded Text Only"),
            tr("These files were recorded from %1 and are shown as they were, so no other dialect "
               "can be printed. Compare two generations or two processes instead (View > Compare).")
                .arg(dialectTitle(context().session->dialect()))};
}

void LensPane::showContent(const model::FileContentPtr& content)
{
    // A new moment alone is no reason: nobody may see the pane, and then nothing is read.
    if (std::exchange(m_lookedAt, content) != content)
        look();
}

void LensPane::clearContent()
{
    m_lookedAt.reset();
    m_reader->setRequest({});
}

void LensPane::look()
{
    const auto shown = content();
    const auto* session = context().session;
    const auto read = session->snapshotOf(context().selection->task());
    if (!shown || !read || path().isEmpty() || !session->capabilities().printsDialects)
        return;
    m_reader->setRequest({.snapshot = read,
                          .options = session->options(),
                          .path = path(),
                          .left = static_cast<procfs::Dialect>(m_left->currentData().toInt()),
                          .right = static_cast<procfs::Dialect>(m_right->currentData().toInt())});
}

void LensPane::showResult(const model::LensResultPtr& result)
{
    m_fields->setResult(result);
    m_texts->setResult(result);
    m_fieldTable->setColumnHidden(Table::RecordColumn, !m_fields->hasRecords());
    if (result && result->path.sliced(result->path.lastIndexOf('/') + 1) != m_sizedFor) {
        m_sizedFor = result->path.sliced(result->path.lastIndexOf('/') + 1);
        sizeColumns(m_fieldTable, m_fieldDelegate);
        m_textTable->setColumnWidth(0, m_textTable->viewport()->width() / 2);
    }
    explain();
}

void LensPane::explain()
{
    const auto result = m_reader->result();
    if (!result) {
        m_explanation->clear();
        return;
    }
    const auto current = m_fieldTable->currentIndex();
    QStringList lines;
    if (m_tables->currentWidget() == m_fieldTable && current.isValid()) {
        lines << tr("%1: %2").arg(current.siblingAtColumn(Table::NameColumn).data().toString(),
                                  current.siblingAtColumn(Table::VerdictColumn).data().toString());
        lines << current.siblingAtColumn(Table::ReasonColumn).data().toString();
    } else {
        const auto& counts = result->counts;
        const auto left = dialectTitle(result->left.dialect);
        const auto right = dialectTitle(result->right.dialect);
        lines << tr("%1 the same, %2 different, %3 only in %4, %5 only in %6, %7 renamed.")
                     .arg(QString::number(counts.equal), QString::number(counts.differs),
                          QString::number(counts.onlyLeft), left, QString::number(counts.onlyRight),
                          right, QString::number(counts.renamed));
        for (const auto* side : {&result->left, &result->right}) {
            if (const auto problem = procfs::problemOf(*side); !problem.empty())
                lines << tr("%1: %2").arg(dialectTitle(side->dialect),
                                          QString::fromStdString(problem));
        }
    }
    lines.removeAll(QString());
    m_explanation->setText(lines.join(u'\n'));
}

}

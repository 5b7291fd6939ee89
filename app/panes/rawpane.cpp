// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "rawpane.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/proxies/proxies.h>
#include <model/records/mappingline.h>
#include <procfs/procfile.h>

#include <QAbstractProxyModel>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>

namespace sandscope::app {

const PaneDescriptor rawPaneDescriptor{
    .id = "file.raw",
    .title = QT_TRANSLATE_NOOP("Panes", "Raw"),
    .description
    = QT_TRANSLATE_NOOP("Panes", "The exact bytes of one file, as text or in hexadecimal."),
    .icon = "raw",
    .shortcut = "Alt+7",
    .area = PaneArea::lower,
    .create = [](const PaneContext& context) -> Pane* { return new RawPane(context); },
};

namespace {

/// Where the task's folder ends in a path: "7/fd/3" -> 1, "7/task/9/maps" -> 8; -1: not a task's
/// path.
qsizetype folderLength(const QByteArray& path)
{
    const auto isNumber = [](QByteArrayView part) {
        return !part.isEmpty()
            && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto parts = path.split('/');
    if (!isNumber(parts.first()))
        return -1;
    if (parts.size() >= 3 && parts[1] == "task" && isNumber(parts[2]))
        return parts[0].size() + 6 + parts[2].size();
    return parts[0].size();
}

}

RawPane::RawPane(const PaneContext& context)
    : Pane(rawPaneDescriptor, context)
    , m_raw(new model::RawModel(this))
    , m_diff(new model::RawDiffModel(this))
    , m_fields(new model::FieldTableModel(this))
    , m_file(new QComboBox)
    , m_formChoice(new QComboBox)
    , m_tables(new QStackedWidget)
    , m_rawTable(new QTableView)
    , m_diffTable(new QTableView)
    , m_fieldTable(new QTableView)
    , m_rawDelegate(setUpTable(m_rawTable))
    , m_diffDelegate(setUpTable(m_diffTable))
    , m_fieldDelegate(setUpTable(m_fieldTable))
{
    setUpLines(m_rawTable, m_raw, m_rawDelegate);
    setUpLines(m_diffTable, m_diff, m_diffDelegate);
    m_rawTable->setObjectName(QStringLiteral("file.raw.table"));
    m_rawTable->setAccessibleName(tr("Bytes of the file, line by line"));
    m_diffTable->setObjectName(QStringLiteral("file.raw.diff"));
    m_diffTable->setAccessibleName(tr("Bytes of the file and of the baseline, line by line"));
    m_diffDelegate->setMarkColumn(0);
    auto* fields = model::detailTable(m_fields, this);
    m_fieldTable->setModel(fields);
    addComparison(m_fields, fields);
    m_fieldTable->setColumnHidden(model::FieldTableModel::WasColumn, true);
    auto* header = m_fieldTable->horizontalHeader(); // the meaning takes what is left
    header->moveSection(model::FieldTableModel::UnitColumn, model::FieldTableModel::MeaningColumn);
    m_fieldTable->setObjectName(QStringLiteral("file.raw.fields"));
    m_fieldTable->setAccessibleName(tr("Fields of the file"));
    m_fieldDelegate->setMarkColumn(model::FieldTableModel::NameColumn);
    m_fieldDelegate->setMonospaceColumns(
        {model::FieldTableModel::ValueColumn, model::FieldTableModel::WasColumn});
    m_fieldDelegate->setBadgeColumns({model::FieldTableModel::ValueColumn});
    m_fieldDelegate->setListColumns(
        {model::FieldTableModel::ValueColumn, model::FieldTableModel::WasColumn});
    m_tables->addWidget(m_rawTable);
    m_tables->addWidget(m_diffTable);
    m_tables->addWidget(m_fieldTable);

    m_file->setAccessibleName(tr("File to show"));
    m_file->setToolTip(tr("File to show"));
    m_file->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_formChoice->setAccessibleName(tr("Form"));
    m_formChoice->setToolTip(tr("How to show the bytes"));
    m_formChoice->addItem(tr("Automatic"));
    m_formChoice->addItem(tr("Text"));
    m_formChoice->addItem(tr("Hex"));
    m_formChoice->addItem(tr("Decoded"));
    headingLine()->addWidget(m_file);
    headingLine()->addWidget(m_formChoice);

    connect(m_file, &QComboBox::activated, this,
            [this](int index) { showFile(m_file->itemData(index).toByteArray()); });
    connect(m_formChoice, &QComboBox::currentIndexChanged, this, &RawPane::applyForm);
    connect(context.selection, &Selection::pathChanged, this, [this] {
        rememberPath();
        follow();
    });
    connect(context.session, &Session::sourceChanged, this, &RawPane::listFiles);
    connect(context.session, &Session::optionsChanged, this, &RawPane::listFiles);
    connect(context.selection, &Selection::addressChanged, this, &RawPane::followAddress);
    connect(context.selection, &Selection::lineChanged, this, [this] {
        m_isLineNew = true;
        followLine();
    });
    connect(context.selection, &Selection::pointedAtChanged, this, &RawPane::followPointer);
    for (auto* table : {m_rawTable, m_diffTable}) {
        connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
                &RawPane::setAddress);
        table->setMouseTracking(true);
        table->viewport()->installEventFilter(this);
        connect(table, &QTableView::entered, this, &RawPane::setPointedAt);
        connect(table, &QTableView::viewportEntered, this, [this] { setPointedAt({}); });
    }
    connect(m_diff, &model::RawDiffModel::settled, this, [this] {
        applyForm();
        compare();
        followAddress();
        followPointer();
    });
    rememberPath();
    listFiles();
    setBody(m_tables);
}

void RawPane::setUpLines(QTableView* table, QAbstractItemModel* model, CellDelegate* delegate)
{
    table->setModel(model);
    table->setAlternatingRowColors(false);
    table->horizontalHeader()->setSectionsMovable(false);
    table->verticalHeader()->setDefaultSectionSize(QFontMetrics(monospaceFont()).height() + 2);
    delegate->setMonospaceColumns({0, 1, 2});
}

QAbstractItemView* RawPane::mainView() const
{
    return static_cast<QTableView*>(m_tables->currentWidget());
}

bool RawPane::toggleRaw()
{
    const bool decoded = m_tables->currentWidget() == m_fieldTable;
    m_formChoice->setCurrentIndex(int(decoded ? Form::automatic : Form::decoded));
    return true;
}

void RawPane::showFile(const QByteArray& name)
{
    m_name = name;
    m_elsewhere.clear();
    follow();
    context().selection->setPath(path());
    listFiles();
}

QByteArray RawPane::wantedPath() const
{
    if (!m_elsewhere.isEmpty())
        return m_elsewhere;
    return m_name.isEmpty() ? taskFile({}).chopped(taskFile({}).isEmpty() ? 0 : 1)
                            : taskFile(m_name);
}

void RawPane::rememberPath()
{
    const auto path = context().selection->path();
    if (path.isEmpty())
        return;
    const auto length = folderLength(path);
    m_elsewhere = length < 0 ? path : QByteArray();
    if (length >= 0)
        m_name = path.sliced(std::min(length + 1, path.size()));
    listFiles();
}

void RawPane::listFiles()
{
    const QSignalBlocker blocker(m_file);
    m_file->clear();
    const auto dialect = context().session->dialect();
    for (const auto* file : procfs::procFiles()) {
        if (file->kind == procfs::FileKind::directory || !file->existsIn(dialect)
            || file->onlyUnderThread || (!file->render && !file->target))
            continue;
        // Descriptors of entries inside folders (fd/N, ns/net) are reached through the tree.
        const QByteArray name(file->name.data(), qsizetype(file->name.size()));
        if (procfs::procFileForPath("1/" + std::string(file->name)) == file)
            m_file->addItem(QString::fromLatin1(name), name);
    }
    const int known = m_elsewhere.isEmpty() ? m_file->findData(m_name) : -1;
    if (known < 0) {
        const auto other = m_elsewhere.isEmpty() ? m_name : m_elsewhere;
        m_file->insertItem(0, other.isEmpty() ? tr("(folder)") : model::escaped(other), other);
    }
    m_file->setCurrentIndex(std::max(known, 0));
}

bool RawPane::canShow(const model::FileContent& content) const
{
    // A text that its parser does not understand is just what one wants to see here.
    return content.text != nullptr && !content.text->bytes.empty();
}

void RawPane::showContent(const model::FileContentPtr& content)
{
    m_raw->setContent(content);
    m_fields->setContent(content);
    applyForm();
    followAddress();
    followLine();
    followPointer();
}

void RawPane::followAddress()
{
    const auto address = context().selection->address();
    const auto shown = content();
    if (!address || !shown || m_raw->showsHex())
        return;
    const auto offset = model::offsetOfMapping(*shown, *address);
    auto* table = showsDiff() ? m_diffTable : m_rawTable;
    const auto current = table->currentIndex();
    const auto present = current.isValid() ? offsetOfRow(current.row()) : std::nullopt;
    if (!offset
        || (present
            && model::mappingAtOffset(*shown, *present) == model::mappingAtOffset(*shown, *offset)))
        return;
    goTo(*offset);
}

/// Of the present file, of a row of the table of lines that is shown.
std::optional<std::size_t> RawPane::offsetOfRow(int row) const
{
    return showsDiff() ? m_diff->offsetOfRow(row) : m_raw->offsetOfRow(row);
}

int RawPane::rowAtOffset(std::size_t offset) const
{
    return showsDiff() ? m_diff->rowAtOffset(offset) : m_raw->rowAtOffset(offset);
}

void RawPane::goTo(std::size_t offset)
{
    auto* table = showsDiff() ? m_diffTable : m_rawTable;
    m_following = true;
    table->setCurrentIndex(table->model()->index(rowAtOffset(offset), 0));
    m_following = false;
}

void RawPane::followLine()
{
    const auto line = context().selection->line();
    const auto shown = content();
    if (!m_isLineNew || !line || *line == 0 || !shown || !shown->text
        || shown->path != context().selection->path())
        return;
    m_isLineNew = false; // whoever looks elsewhere afterwards is left alone
    const std::string_view bytes = shown->text->bytes;
    std::size_t offset = 0;
    for (quint64 before = 1; before < *line && offset < bytes.size(); ++before)
        offset = std::min(bytes.find('\n', offset), bytes.size() - 1) + 1;
    if (offset < bytes.size())
        goTo(offset);
}

bool RawPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Leave
        && (watched == m_rawTable->viewport() || watched == m_diffTable->viewport()))
        setPointedAt({});
    return Pane::eventFilter(watched, event);
}

void RawPane::followPointer()
{
    const auto address = context().selection->pointedAt();
    const auto shown = content();
    const auto offset = address && shown && isVisible() && !m_raw->showsHex()
        ? model::offsetOfMapping(*shown, *address)
        : std::nullopt;
    const int row = offset ? rowAtOffset(*offset) : -1;
    m_rawDelegate->setPointedRow(showsDiff() ? -1 : row);
    m_diffDelegate->setPointedRow(showsDiff() ? row : -1);
}

void RawPane::setPointedAt(const QModelIndex& index)
{
    const auto shown = content();
    const auto offset
        = index.isValid() && shown && !m_raw->showsHex() ? offsetOfRow(index.row()) : std::nullopt;
    context().selection->setPointedAt(offset ? model::mappingAtOffset(*shown, *offset)
                                             : std::nullopt);
}

void RawPane::setAddress()
{
    const auto* table = showsDiff() ? m_diffTable : m_rawTable;
    const auto current = table->currentIndex();
    const auto shown = content();
    if (m_following || !current.isValid() || !shown || !table->hasFocus())
        return;
    const auto offset = offsetOfRow(current.row());
    if (const auto start = offset ? model::mappingAtOffset(*shown, *offset) : std::nullopt)
        context().selection->setAddress(start);
}

bool RawPane::showsDiff() const
{
    return !m_diff->isEmpty();
}

bool RawPane::isSettled() const
{
    return Pane::isSettled() && !m_diff->isBusy();
}

std::optional<int> RawPane::differences() const
{
    if (m_tables->currentWidget() == m_fieldTable)
        return Pane::differences();
    return showsDiff() ? std::optional(m_diff->differences()) : std::nullopt;
}

void RawPane::showBaseline(const model::FileContentPtr& baseline)
{
    Pane::showBaseline(baseline);
    m_fieldTable->setColumnHidden(model::FieldTableModel::WasColumn, !baseline);
    m_baseline = baseline;
    applyForm();
}

void RawPane::showOnlyDifferences(bool only)
{
    Pane::showOnlyDifferences(only);
    m_diff->setOnlyDifferences(only);
}

void RawPane::clearContent()
{
    m_raw->setContent(nullptr);
    m_fields->setContent(nullptr);
}

void RawPane::clearMarks()
{
    m_fields->setContent(content());
}

void RawPane::applyForm()
{
    const auto form = static_cast<Form>(m_formChoice->currentIndex());
    const bool decoded = form == Form::decoded && m_fields->rowCount() > 0;
    m_raw->setMode(form == Form::text      ? model::RawModel::Mode::text
                       : form == Form::hex ? model::RawModel::Mode::hex
                                           : model::RawModel::Mode::automatic);
    m_diff->setContents(content(), m_baseline, m_raw->showsHex());
    const bool hadFocus = m_tables->currentWidget()->hasFocus();
    auto* lines = showsDiff() ? m_diffTable : m_rawTable;
    m_tables->setCurrentWidget(decoded ? m_fieldTable : lines);
    if (hadFocus)
        m_tables->currentWidget()->setFocus();
    m_rawTable->horizontalHeader()->setVisible(m_raw->showsHex());
    m_diffTable->horizontalHeader()->setVisible(m_diff->showsHex());
    if (decoded)
        sizeColumns(m_fieldTable, m_fieldDelegate);
    else
        fitLines(lines, showsDiff() ? m_diffDelegate : m_rawDelegate);
}

void RawPane::fitLines(QTableView* table, const CellDelegate* delegate)
{
    // Lines are exact, so they scroll sideways rather than end in dots.
    constexpr int looked = 300;
    const bool isHex = m_raw->showsHex();
    auto* header = table->horizontalHeader();
    header->setStretchLastSection(false);
    const auto* model = table->model();
    const int rows = std::min(model->rowCount(), looked);
    for (int column = 0; column < model->columnCount(); ++column) {
        int width = isHex ? header->sectionSizeHint(column) : 0;
        for (int row = 0; row < rows; ++row)
            width = std::max(width, delegate->widthOf(model->index(row, column)));
        if (!isHex && table == m_diffTable) // marks are seen over the whole line
            width = std::max(width, table->viewport()->width());
        header->resizeSection(column, width + (isHex ? 12 : 0));
    }
}

}

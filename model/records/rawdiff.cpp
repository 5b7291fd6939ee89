// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/comparedrows.h>
#include <model/records/rawdiff.h>
#include <model/records/rawlines.h>
#include <model/records/rawmodel.h>
#include <model/snapshot/linediff.h>

#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>

namespace sandscope::model {

namespace {

struct Row
{
    std::size_t begin = 0; ///< in the text that it is of
    std::size_t length = 0;
    Mark mark = Mark::none; ///< gone: a row of the baseline
};

/// Both sides of one comparison. Immutable once it is made.
struct Comparison
{
    FileContentPtr content;
    FileContentPtr baseline;
    bool hex = false;
    std::vector<Row> rows;
    std::vector<int> different; ///< numbers of the rows that differ

    [[nodiscard]] static std::string_view bytesOf(const FileContentPtr& side)
    {
        return side->text ? std::string_view(side->text->bytes) : std::string_view();
    }
    [[nodiscard]] std::string_view line(const Row& row) const
    {
        return bytesOf(row.mark == Mark::gone ? baseline : content).substr(row.begin, row.length);
    }
};
using ComparisonPtr = std::shared_ptr<const Comparison>;

void appendLines(Comparison& result, std::size_t begin, std::size_t length, Mark mark)
{
    for (std::size_t done = 0; done < length; done += longestRawLine)
        result.rows.push_back({begin + done, std::min(longestRawLine, length - done), mark});
}

void compareLines(Comparison& result)
{
    const std::string_view own = Comparison::bytesOf(result.content);
    const std::string_view former = Comparison::bytesOf(result.baseline);
    const bool hasWords
        = own.find('\0') != std::string_view::npos || former.find('\0') != std::string_view::npos;
    const char separator = hasWords ? '\0' : '\n';
    const auto hunks = snapshot::lineDiff(former, own, separator);
    const auto lines = snapshot::linesOf(own, separator);
    std::size_t next = 0; // line of the content
    std::size_t begin = 0; // its place
    std::size_t formerNext = 0;
    std::size_t formerBegin = 0;
    const auto take = [&](std::size_t count, Mark mark) {
        for (; count > 0 && next < lines.size(); --count, ++next) {
            appendLines(result, begin, lines[next].size(), mark);
            begin += lines[next].size();
            if (mark == Mark::none) {
                formerBegin += lines[next].size();
                ++formerNext;
            }
        }
    };
    for (const auto& hunk : hunks) {
        take(hunk.newLine - 1 - next, Mark::none);
        for (const std::string& line : hunk.removed) {
            appendLines(result, formerBegin, line.size(), Mark::gone);
            formerBegin += line.size();
            ++formerNext;
        }
        take(hunk.added.size(), Mark::added);
    }
    take(lines.size() - next, Mark::none);
}

void compareBytes(Comparison& result)
{
    const std::string_view own = Comparison::bytesOf(result.content);
    const std::string_view former = Comparison::bytesOf(result.baseline);
    for (std::size_t at = 0; at < std::max(own.size(), former.size()); at += hexRow) {
        const bool isGone = at >= own.size();
        const auto row = (isGone ? former : own).substr(at, hexRow);
        const Mark mark = isGone               ? Mark::gone
            : at >= former.size()              ? Mark::added
            : row == former.substr(at, hexRow) ? Mark::none
                                               : Mark::changed;
        result.rows.push_back({at, row.size(), mark});
    }
}

ComparisonPtr compared(const FileContentPtr& content, const FileContentPtr& baseline, bool hex)
{
    auto result = std::make_shared<Comparison>();
    result->content = content;
    result->baseline = baseline;
    result->hex = hex;
    if (hex)
        compareBytes(*result);
    else
        compareLines(*result);
    for (std::size_t row = 0; row < result->rows.size(); ++row) {
        if (result->rows[row].mark != Mark::none)
            result->different.push_back(static_cast<int>(row));
    }
    return result;
}

}

struct RawDiffModel::Private
{
    [[nodiscard]] const Row& row(int shownRow) const
    {
        return shown->rows[static_cast<std::size_t>(
            onlyDifferences ? shown->different[static_cast<std::size_t>(shownRow)] : shownRow)];
    }
    void launch()
    {
        isStale = false;
        watcher.setFuture(QtConcurrent::run(&pool, [own = content, base = baseline, asHex = hex] {
            return compared(own, base, asHex);
        }));
    }

    FileContentPtr content; ///< asked for last
    FileContentPtr baseline;
    bool hex = false;
    bool isStale = false; ///< asked for while another comparison was under way
    bool onlyDifferences = false;
    ComparisonPtr shown; ///< null: nothing
    QFutureWatcher<ComparisonPtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

RawDiffModel::RawDiffModel(QObject* parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>())
{
    d->pool.setMaxThreadCount(1);
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        const ComparisonPtr result = d->watcher.future().takeResult();
        if (d->isStale && d->content && d->baseline) {
            d->launch();
            return;
        }
        d->isStale = false;
        if (!d->content || !d->baseline)
            return;
        beginResetModel();
        d->shown = result;
        endResetModel();
        Q_EMIT settled();
    });
}

RawDiffModel::~RawDiffModel()
{
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void RawDiffModel::setContents(const FileContentPtr& content, const FileContentPtr& baseline,
                               bool hex)
{
    if (content == d->content && baseline == d->baseline && hex == d->hex)
        return;
    const auto isOfSame = [](const FileContentPtr& a, const FileContentPtr& b) {
        return a && b && a->path == b->path && a->isMasked == b->isMasked;
    };
    // What is there stays for the moment that comparing takes, unless it is of something else.
    const bool isOther = d->shown
        && !(isOfSame(d->shown->content, content) && isOfSame(d->shown->baseline, baseline));
    d->content = content;
    d->baseline = baseline;
    d->hex = hex;
    if (isOther) {
        beginResetModel();
        d->shown.reset();
        endResetModel();
    }
    if (content && baseline) {
        if (d->watcher.isRunning())
            d->isStale = true;
        else
            d->launch();
    } else if (d->shown) {
        beginResetModel();
        d->shown.reset();
        endResetModel();
    }
}

void RawDiffModel::setOnlyDifferences(bool only)
{
    if (only == d->onlyDifferences)
        return;
    beginResetModel();
    d->onlyDifferences = only;
    endResetModel();
}

bool RawDiffModel::isBusy() const
{
    return d->content && d->baseline
        && (!d->shown || d->shown->content != d->content || d->shown->baseline != d->baseline
            || d->shown->hex != d->hex);
}

bool RawDiffModel::isEmpty() const
{
    return d->shown == nullptr;
}

bool RawDiffModel::showsHex() const
{
    return d->shown && d->shown->hex;
}

int RawDiffModel::differences() const
{
    return d->shown ? static_cast<int>(d->shown->different.size()) : 0;
}

int RawDiffModel::rowAtOffset(std::size_t offset) const
{
    int found = -1;
    for (int row = 0; row < rowCount(); ++row) {
        const Row& each = d->row(row);
        if (each.mark == Mark::gone)
            continue;
        if (each.begin > offset)
            break;
        found = row;
    }
    return found;
}

std::optional<std::size_t> RawDiffModel::offsetOfRow(int row) const
{
    const Row& wanted = d->row(row);
    return wanted.mark == Mark::gone ? std::nullopt : std::optional(wanted.begin);
}

int RawDiffModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !d->shown)
        return 0;
    return static_cast<int>(d->onlyDifferences ? d->shown->different.size()
                                               : d->shown->rows.size());
}

int RawDiffModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !d->shown ? 0 : d->shown->hex ? 3 : 1;
}

QVariant RawDiffModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = d->row(index.row());
    const std::string_view line = d->shown->line(row);
    const auto display = [&](std::string_view bytes) -> QString {
        if (!d->shown->hex)
            return textLine(bytes);
        switch (index.column()) {
        case RawModel::OffsetColumn:
            return QString::number(row.begin, 16).rightJustified(8, u'0');
        case RawModel::BytesColumn:
            return hexBytes(bytes);
        default:
            return asciiBytes(bytes);
        }
    };
    const auto was = [&]() -> QVariant {
        if (row.mark != Mark::changed || index.column() == RawModel::OffsetColumn)
            return {};
        return display(Comparison::bytesOf(d->shown->baseline).substr(row.begin, hexRow));
    };
    switch (role) {
    case Qt::DisplayRole:
        return display(line);
    case Qt::AccessibleTextRole:
        return withComparison(display(line), row.mark, was(), QStringLiteral(", "));
    case Qt::ToolTipRole:
        return withComparison({}, row.mark, was(), QString());
    case WasRole:
        return was();
    case RawValueRole:
        if (d->shown->hex && index.column() == RawModel::OffsetColumn)
            return static_cast<quint64>(row.begin);
        return QByteArray(line.data(), static_cast<qsizetype>(line.size()));
    case StateRole:
        return static_cast<int>(CellState::measured);
    case MarkRole:
        return static_cast<int>(row.mark);
    case TaskIdRole:
        return (row.mark == Mark::gone ? d->shown->baseline : d->shown->content)->task.value;
    case PathRole:
        return (row.mark == Mark::gone ? d->shown->baseline : d->shown->content)->path;
    default:
        return {};
    }
}

QVariant RawDiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return RawModel::heading(section, showsHex(), role);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "twincompare.h"

#include <algorithm>
#include <utility>

namespace sandscope::app {

namespace {

constexpr std::size_t mostAligned = 2000; ///< beyond, two lists are matched place by place

using Pair = std::pair<int, int>; ///< places in two lists; -1: not there

/// Matches two lists: the longest run of equal members, in order, and between those the ones that
/// \a mayPair lets stand for each other.
template <class List, class Equal, class MayPair>
std::vector<Pair> match(const List& a, const List& b, Equal equal, MayPair mayPair)
{
    const auto rows = a.size();
    const auto columns = b.size();
    std::vector<Pair> result;
    std::size_t i = 0;
    std::size_t j = 0;
    // What lies between two equal members: paired in order, the rest is on one side alone.
    const auto takeGap = [&](std::size_t endOfA, std::size_t endOfB) {
        while (i < endOfA && j < endOfB && mayPair(a[i], b[j]))
            result.emplace_back(int(i++), int(j++));
        while (i < endOfA)
            result.emplace_back(int(i++), -1);
        while (j < endOfB)
            result.emplace_back(-1, int(j++));
    };
    if (rows <= mostAligned && columns <= mostAligned) {
        std::vector<std::uint16_t> lengths((rows + 1) * (columns + 1), 0);
        const auto length = [&](std::size_t x, std::size_t y) -> std::uint16_t& {
            return lengths[x * (columns + 1) + y];
        };
        for (std::size_t x = rows; x-- > 0;) {
            for (std::size_t y = columns; y-- > 0;)
                length(x, y) = equal(a[x], b[y]) ? std::uint16_t(length(x + 1, y + 1) + 1)
                                                 : std::max(length(x + 1, y), length(x, y + 1));
        }
        for (std::size_t x = 0, y = 0; x < rows && y < columns;) {
            if (equal(a[x], b[y])) {
                takeGap(x, y);
                result.emplace_back(int(i++), int(j++));
                ++x;
                ++y;
            } else if (length(x + 1, y) >= length(x, y + 1)) {
                ++x;
            } else {
                ++y;
            }
        }
    }
    takeGap(rows, columns);
    return result;
}

QString boxText(const QRect& box)
{
    return QStringLiteral("%1x%2 at %3,%4")
        .arg(box.width())
        .arg(box.height())
        .arg(box.x())
        .arg(box.y());
}

/// What a person would call it.
QString calledName(const TwinNode& node)
{
    if (!node.name.isEmpty())
        return node.name;
    return node.id.isEmpty() ? QString() : node.id;
}

/// Names that say where something is; those that only repeat the one around them are left out.
QStringList inside(QStringList place, const TwinNode& node)
{
    auto name = calledName(node);
    if (name.isEmpty())
        return place;
    if (!place.isEmpty() && name.startsWith(place.last()))
        place.last() = name;
    else
        place << name;
    return place;
}

QString rowName(const TwinRow& row)
{
    return QStringLiteral("row %1").arg(row.number);
}

/// The text of a whole row, for one that appeared or vanished.
QString rowText(const TwinRow& row)
{
    QStringList texts;
    for (const auto& cell : row.cells) {
        if (!cell.text.isEmpty())
            texts << cell.text;
    }
    return texts.join(QLatin1String(" | "));
}

class Comparison
{
public:
    void compare(const TwinNode& a, const TwinNode& b, const QStringList& around);
    void add(const QStringList& place, const char* what, const QString& before,
             const QString& after)
    {
        if (before != after)
            found.push_back({place, QLatin1StringView(what), before, after});
    }
    bool compareBoxes = true;
    std::vector<TwinDifference> found;

private:
    void compare(const TwinTable& a, const TwinTable& b, const QStringList& place);
    void compare(const TwinTable& tableA, const TwinRow& a, const TwinTable& tableB,
                 const TwinRow& b, const QStringList& place);
};

void Comparison::compare(const TwinTable& tableA, const TwinRow& a, const TwinTable& tableB,
                         const TwinRow& b, const QStringList& place)
{
    const auto here = place + QStringList{rowName(b)};
    add(here, "mark", a.mark, b.mark);
    add(here, "states", a.states.join(QLatin1String(", ")), b.states.join(QLatin1String(", ")));
    add(here, "level", QString::number(a.level), QString::number(b.level));
    for (std::size_t column = 0; column < tableB.columns.size(); ++column) {
        const auto& heading = tableB.columns[column].heading;
        const auto same = std::ranges::find(tableA.columns, heading, &TwinColumn::heading);
        if (same == tableA.columns.end())
            continue; // told once, of the table
        const auto& before = a.cells[std::size_t(same - tableA.columns.begin())];
        const auto& after = b.cells[column];
        const auto cell = heading.isEmpty() ? here : here + QStringList{heading};
        add(cell, "text", before.text, after.text);
        add(cell, "state", before.state, after.state);
        add(cell, "baseline", before.was, after.was);
        add(cell, "badge", before.badge, after.badge);
        add(cell, "room", before.isCut ? QStringLiteral("cut off") : QStringLiteral("whole"),
            after.isCut ? QStringLiteral("cut off") : QStringLiteral("whole"));
    }
}

void Comparison::compare(const TwinTable& a, const TwinTable& b, const QStringList& place)
{
    const auto columns = match(
        a.columns, b.columns,
        [](const TwinColumn& x, const TwinColumn& y) { return x.heading == y.heading; },
        [](const TwinColumn&, const TwinColumn&) { return false; });
    for (const auto& [before, after] : columns) {
        const auto& column
            = after < 0 ? a.columns[std::size_t(before)] : b.columns[std::size_t(after)];
        const auto here = place + QStringList{QStringLiteral("column %1").arg(column.heading)};
        if (before < 0 || after < 0)
            found.push_back({here,
                             before < 0 ? QStringLiteral("appeared") : QStringLiteral("vanished"),
                             {},
                             {}});
        else if (compareBoxes)
            add(here, "width", QString::number(a.columns[std::size_t(before)].width),
                QString::number(column.width));
    }
    const auto key
        = [](const TwinRow& row) { return row.cells.empty() ? QString() : row.cells[0].text; };
    const auto rows = match(
        a.rows, b.rows,
        [&](const TwinRow& x, const TwinRow& y) { return key(x) == key(y) && x.level == y.level; },
        [](const TwinRow&, const TwinRow&) { return true; });
    for (const auto& [before, after] : rows) {
        if (before < 0) {
            const auto& row = b.rows[std::size_t(after)];
            found.push_back(
                {place + QStringList{rowName(row)}, QStringLiteral("appeared"), {}, rowText(row)});
        } else if (after < 0) {
            const auto& row = a.rows[std::size_t(before)];
            found.push_back(
                {place + QStringList{rowName(row)}, QStringLiteral("vanished"), rowText(row), {}});
        } else {
            compare(a, a.rows[std::size_t(before)], b, b.rows[std::size_t(after)], place);
        }
    }
    add(place, "number of rows", QString::number(a.rowCount), QString::number(b.rowCount));
}

void Comparison::compare(const TwinNode& a, const TwinNode& b, const QStringList& around)
{
    const auto place = inside(around, a);
    add(place, "name", a.name, b.name);
    add(place, "value", a.value, b.value);
    add(place, "description", a.description, b.description);
    add(place, "states", a.states.join(QLatin1String(", ")), b.states.join(QLatin1String(", ")));
    if (a.table && b.table)
        compare(*a.table, *b.table, place);
    // One that moved or grew moves others: only what is inside the same box is asked for its own.
    const bool asked = std::exchange(compareBoxes, compareBoxes && a.box == b.box);
    if (asked && a.box != b.box)
        add(place, "box", boxText(a.box), boxText(b.box));
    const auto children = match(
        a.children, b.children,
        [](const TwinNode& x, const TwinNode& y) {
            return x.role == y.role && x.id == y.id && (!x.id.isEmpty() || x.name == y.name);
        },
        [](const TwinNode& x, const TwinNode& y) { return x.role == y.role && x.id == y.id; });
    for (const auto& [before, after] : children) {
        if (before < 0) {
            const auto& node = b.children[std::size_t(after)];
            found.push_back({inside(place, node), QStringLiteral("appeared"), {}, node.value});
        } else if (after < 0) {
            const auto& node = a.children[std::size_t(before)];
            found.push_back({inside(place, node), QStringLiteral("vanished"), node.value, {}});
        } else {
            compare(a.children[std::size_t(before)], b.children[std::size_t(after)], place);
        }
    }
    compareBoxes = asked;
}

}

QString describe(const TwinDifference& difference)
{
    const auto quoted
        = [](const QString& text) { return text.isEmpty() ? QStringLiteral("(nothing)") : text; };
    const auto place = difference.place.isEmpty() ? QStringLiteral("The window")
                                                  : difference.place.join(QLatin1String(", "));
    if (difference.what == QLatin1String("appeared"))
        return QStringLiteral("%1 appeared").arg(place)
            + (difference.after.isEmpty() ? QString() : QLatin1String(": ") + difference.after);
    if (difference.what == QLatin1String("vanished"))
        return QStringLiteral("%1 vanished").arg(place)
            + (difference.before.isEmpty() ? QString() : QLatin1String(": ") + difference.before);
    const bool plain = difference.what == QLatin1String("text");
    return QStringLiteral("%1%2: %3 → %4")
        .arg(place, plain ? QString() : QStringLiteral(", %1").arg(difference.what),
             quoted(difference.before), quoted(difference.after));
}

std::vector<TwinDifference> compareTwins(const TextTwin& before, const TextTwin& after)
{
    Comparison comparison;
    const auto sizeText = [](const TextTwin& twin) {
        return QStringLiteral("%1x%2").arg(twin.size.width()).arg(twin.size.height());
    };
    comparison.add({}, "size", sizeText(before), sizeText(after));
    comparison.add({}, "scale", QString::number(before.scale), QString::number(after.scale));
    comparison.compareBoxes = before.size == after.size;
    // The title of the window holds what else is compared, so it does not name places.
    comparison.add({}, "title", before.window.name, after.window.name);
    auto a = before.window;
    auto b = after.window;
    a.name.clear();
    b.name.clear();
    comparison.compare(a, b, {});
    return std::move(comparison.found);
}

QStringList placeAt(const TextTwin& twin, QPoint point)
{
    QStringList place;
    const auto* node = &twin.window;
    while (node) {
        if (node->table) {
            for (const auto& row : node->table->rows) {
                if (point.y() >= row.top && point.y() < row.top + row.height)
                    place << rowName(row);
            }
            for (const auto& column : node->table->columns) {
                if (point.x() >= column.left && point.x() < column.left + column.width
                    && !column.heading.isEmpty())
                    place << column.heading;
            }
        }
        const auto inner = std::ranges::find_if(
            node->children, [&](const TwinNode& child) { return child.box.contains(point); });
        node = inner == node->children.end() ? nullptr : &*inner;
        if (node)
            place = inside(place, *node);
    }
    return place;
}

}

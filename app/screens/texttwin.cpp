// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "texttwin.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace sandscope::app {

namespace {

constexpr int deepest = 100;

const QString formatKey = QStringLiteral("format");
const QString formatName = QStringLiteral("sandscope-text-twin");
const QString versionKey = QStringLiteral("version");

/// What is not there is left out, so that files stay readable.
void add(QJsonObject& object, const char* key, const QString& text)
{
    if (!text.isEmpty())
        object.insert(QLatin1StringView(key), text);
}

void add(QJsonObject& object, const char* key, const QStringList& texts)
{
    if (!texts.isEmpty())
        object.insert(QLatin1StringView(key), QJsonArray::fromStringList(texts));
}

QJsonObject toJson(const TwinTable& table)
{
    QJsonArray rows;
    for (const auto& row : table.rows) {
        QJsonObject object{{QStringLiteral("row"), row.number},
                           {QStringLiteral("span"), QJsonArray{row.top, row.height}}};
        if (row.level > 0)
            object.insert(QStringLiteral("level"), row.level);
        add(object, "mark", row.mark);
        add(object, "states", row.states);
        QJsonArray cells;
        for (const auto& cell : row.cells) {
            if (cell == TwinCell{.text = cell.text, .state = {}, .was = {}, .badge = {}}) {
                cells.append(cell.text);
                continue;
            }
            QJsonObject one{{QStringLiteral("text"), cell.text}};
            add(one, "state", cell.state);
            add(one, "was", cell.was);
            add(one, "badge", cell.badge);
            if (cell.isCut)
                one.insert(QStringLiteral("cut"), true);
            cells.append(one);
        }
        object.insert(QStringLiteral("cells"), cells);
        rows.append(object);
    }
    QJsonArray columns;
    for (const auto& column : table.columns)
        columns.append(
            QJsonObject{{QStringLiteral("heading"), column.heading},
                        {QStringLiteral("span"), QJsonArray{column.left, column.width}}});
    return {{QStringLiteral("rowCount"), table.rowCount},
            {QStringLiteral("columns"), columns},
            {QStringLiteral("rows"), rows}};
}

QJsonObject toJson(const TwinNode& node)
{
    QJsonObject object{
        {QStringLiteral("role"), node.role},
        {QStringLiteral("box"),
         QJsonArray{node.box.x(), node.box.y(), node.box.width(), node.box.height()}}};
    add(object, "id", node.id);
    add(object, "name", node.name);
    add(object, "value", node.value);
    add(object, "description", node.description);
    add(object, "states", node.states);
    if (node.table)
        object.insert(QStringLiteral("table"), toJson(*node.table));
    if (!node.children.empty()) {
        QJsonArray children;
        for (const auto& child : node.children)
            children.append(toJson(child));
        object.insert(QStringLiteral("children"), children);
    }
    return object;
}

QString text(const QJsonObject& object, const char* key)
{
    return object.value(QLatin1StringView(key)).toString();
}

QStringList texts(const QJsonObject& object, const char* key)
{
    QStringList result;
    for (const auto& value : object.value(QLatin1StringView(key)).toArray())
        result << value.toString();
    return result;
}

std::optional<QRect> boxOf(const QJsonObject& object)
{
    const auto box = object.value(QStringLiteral("box")).toArray();
    if (box.size() != 4)
        return {};
    return QRect(box[0].toInt(), box[1].toInt(), box[2].toInt(), box[3].toInt());
}

std::expected<TwinTable, QString> tableOf(const QJsonObject& object)
{
    TwinTable table;
    table.rowCount = object.value(QStringLiteral("rowCount")).toInt();
    for (const auto& value : object.value(QStringLiteral("columns")).toArray()) {
        const auto one = value.toObject();
        const auto span = one.value(QStringLiteral("span")).toArray();
        table.columns.push_back({.heading = text(one, "heading"),
                                 .left = span.at(0).toInt(),
                                 .width = span.at(1).toInt()});
    }
    for (const auto& value : object.value(QStringLiteral("rows")).toArray()) {
        const auto one = value.toObject();
        TwinRow row;
        row.number = one.value(QStringLiteral("row")).toInt();
        const auto span = one.value(QStringLiteral("span")).toArray();
        row.top = span.at(0).toInt();
        row.height = span.at(1).toInt();
        row.level = one.value(QStringLiteral("level")).toInt();
        row.mark = text(one, "mark");
        row.states = texts(one, "states");
        for (const auto& cell : one.value(QStringLiteral("cells")).toArray()) {
            const auto shown = cell.toObject();
            row.cells.push_back({.text = cell.isString() ? cell.toString() : text(shown, "text"),
                                 .state = text(shown, "state"),
                                 .was = text(shown, "was"),
                                 .badge = text(shown, "badge"),
                                 .isCut = shown.value(QStringLiteral("cut")).toBool()});
        }
        if (row.cells.size() != table.columns.size())
            return std::unexpected(QStringLiteral("row %1 of a table has %2 cells for %3 columns")
                                       .arg(row.number)
                                       .arg(row.cells.size())
                                       .arg(table.columns.size()));
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::expected<TwinNode, QString> nodeOf(const QJsonObject& object, int depth)
{
    const auto box = boxOf(object);
    TwinNode node{.role = text(object, "role"),
                  .id = text(object, "id"),
                  .name = text(object, "name"),
                  .value = text(object, "value"),
                  .description = text(object, "description"),
                  .states = texts(object, "states"),
                  .box = box.value_or(QRect()),
                  .table = {},
                  .children = {}};
    if (node.role.isEmpty() || !box)
        return std::unexpected(QStringLiteral("something in it has no role or no box"));
    if (depth > deepest)
        return std::unexpected(QStringLiteral("it is nested too deeply"));
    if (const auto table = object.value(QStringLiteral("table")); table.isObject()) {
        auto made = tableOf(table.toObject());
        if (!made)
            return std::unexpected(made.error());
        node.table = *std::move(made);
    }
    for (const auto& child : object.value(QStringLiteral("children")).toArray()) {
        auto made = nodeOf(child.toObject(), depth + 1);
        if (!made)
            return made;
        node.children.push_back(*std::move(made));
    }
    return node;
}

}

QByteArray toJson(const TextTwin& twin)
{
    const QJsonDocument document(QJsonObject{
        {formatKey, formatName},
        {versionKey, TextTwin::version},
        {QStringLiteral("size"), QJsonArray{twin.size.width(), twin.size.height()}},
        {QStringLiteral("scale"), twin.scale},
        {QStringLiteral("window"), toJson(twin.window)},
    });
    // Boxes on one line. Texts have no line ends, so nothing of theirs is met.
    static const QRegularExpression numbers(QStringLiteral("\\[\n[-\\d, \n]*\\]"));
    const auto text = QString::fromUtf8(document.toJson());
    qsizetype place = 0;
    QString result;
    for (const auto& found : numbers.globalMatch(text)) {
        result += QStringView(text).sliced(place, found.capturedStart() - place);
        result += found.captured().remove(u'\n').simplified().remove(u' ').replace(
            u',', QLatin1String(", "));
        place = found.capturedEnd();
    }
    result += QStringView(text).sliced(place);
    return result.toUtf8();
}

std::expected<TextTwin, QString> textTwinFromJson(const QByteArray& json)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return std::unexpected(QStringLiteral("it is no JSON (%1 at byte %2)")
                                   .arg(problem.errorString())
                                   .arg(problem.offset));
    const auto object = document.object();
    if (object.value(formatKey).toString() != formatName)
        return std::unexpected(QStringLiteral("it is no text twin of a window"));
    if (const int version = object.value(versionKey).toInt(); version != TextTwin::version)
        return std::unexpected(
            QStringLiteral("it is a text twin of version %1, and this program knows version %2")
                .arg(version)
                .arg(TextTwin::version));
    const auto size = object.value(QStringLiteral("size")).toArray();
    auto window = nodeOf(object.value(QStringLiteral("window")).toObject(), 0);
    if (!window)
        return std::unexpected(window.error());
    return TextTwin{.size = {size.at(0).toInt(), size.at(1).toInt()},
                    .scale = object.value(QStringLiteral("scale")).toDouble(1),
                    .window = *std::move(window)};
}

}

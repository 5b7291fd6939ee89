// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/nettable.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <cstdlib>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::string_view decimalDigits = "0123456789";
constexpr std::string_view hexDigits = "0123456789abcdefABCDEF";

bool consistsOf(std::string_view text, std::string_view characters)
{
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool isCell(std::string_view text, NetCell cell)
{
    switch (cell) {
    case NetCell::word:
        return !text.empty();
    case NetCell::decimal:
        return consistsOf(text.substr(text.starts_with('-') ? 1 : 0), decimalDigits);
    case NetCell::hex:
        return consistsOf(text, hexDigits);
    case NetCell::address: {
        const std::size_t colon = text.find(':');
        return colon != std::string_view::npos && consistsOf(text.substr(0, colon), hexDigits)
            && consistsOf(text.substr(colon + 1), hexDigits);
    }
    case NetCell::rest:
        return true;
    }
    return false;
}

/// Appends the cells of a line; whether they stand exactly where the layout has them is seen when
/// they are printed again.
bool readCells(std::string_view line, const NetLayout& layout, std::vector<std::string_view>& cells)
{
    for (const NetColumn& column : layout.columns) {
        if (column.width > 0)
            line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const bool isRest = column.cell == NetCell::rest;
        const std::size_t end = isRest
            ? line.size()
            : std::min(line.find_first_of(column.after.empty() ? " " : column.after.substr(0, 1)),
                       line.size());
        const std::string_view cell = line.substr(0, end);
        if (!isCell(cell, column.cell))
            return false;
        cells.push_back(cell);
        line.remove_prefix(end);
        if (column.width < 0) {
            const auto width = static_cast<std::size_t>(-column.width);
            line.remove_prefix(std::min(width - std::min(cell.size(), width), line.size()));
        }
        if (!line.starts_with(column.after))
            return false;
        line.remove_prefix(column.after.size());
    }
    return line.find_first_not_of(' ') == std::string_view::npos;
}

void appendRow(const NetLayout& layout, std::span<const std::string_view> cells, std::string& out)
{
    const std::size_t begin = out.size();
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        const NetColumn& column = layout.columns[i];
        const auto width = static_cast<std::size_t>(std::abs(column.width));
        const std::size_t padding = width - std::min(cells[i].size(), width);
        if (column.width > 0)
            out.append(padding, ' ');
        out += cells[i];
        if (column.width < 0)
            out.append(padding, ' ');
        out += column.after;
    }
    const std::size_t length = out.size() - begin;
    out.append(layout.rowWidth - std::min(length, layout.rowWidth), ' ');
    out += '\n';
}

void readRow(std::string_view line, const NetFormat& format, std::string& scratch, NetTable& table)
{
    NetTable::Row row{.layout = nullptr, .firstCell = table.cells.size(), .raw = line};
    for (const NetLayout& layout : format.layouts) {
        table.cells.resize(row.firstCell);
        if (!readCells(line, layout, table.cells))
            continue;
        scratch.clear();
        appendRow(layout, std::span(table.cells).subspan(row.firstCell), scratch);
        if (scratch.size() == line.size() + 1 && scratch.starts_with(line)) {
            row.layout = &layout;
            break;
        }
    }
    if (row.layout == nullptr)
        table.cells.resize(row.firstCell);
    table.rows.push_back(row);
}

}

Parsed<NetTable> parseNetTable(std::string_view text, const NetFormat& format)
{
    NetTable table;
    for (const std::string_view header : format.headers) {
        if (header.empty() || !text.starts_with(header))
            continue;
        if (text.size() == header.size()) {
            table.header = header;
            table.endsInHeader = true;
            return table;
        }
        if (text[header.size()] == '\n')
            table.header = text.substr(0, header.size());
    }
    const std::size_t begin = table.header.empty() ? 0 : table.header.size() + 1;
    std::string scratch;
    Lines lines(text.substr(begin));
    while (lines.next())
        readRow(lines.line(), format, scratch, table);
    if (lines.isCut())
        return failure(ParseErrorCode::truncated, text, begin + lines.nextOffset());
    return table;
}

void formatNetTable(const NetTable& value, std::string& out)
{
    out += value.header;
    if (!value.header.empty() && !value.endsInHeader)
        out += '\n';
    for (const NetTable::Row& row : value.rows) {
        if (row.layout != nullptr)
            appendRow(*row.layout, std::span(value.cells).subspan(row.firstCell), out);
        else
            out.append(row.raw).push_back('\n');
    }
}

void formatNetHeader(const NetFormat& format, Dialect dialect, bool hasNewline, std::string& out)
{
    const std::string_view header = format.headers[static_cast<std::size_t>(dialect)];
    out += header;
    if (!header.empty() && hasNewline)
        out += '\n';
}

Fields netFields(const NetTable& value, const NetFormat& format)
{
    Fields fields;
    for (const NetTable::Row& row : value.rows) {
        if (row.layout == nullptr) {
            if (!format.docs.empty()) // else nothing is known of its rows
                fields.push_back({std::string(), std::string(row.raw), nullptr});
            continue;
        }
        for (std::size_t i = 0; i < row.layout->columns.size(); ++i) {
            const FieldDoc& doc = format.docs[row.layout->columns[i].doc];
            fields.push_back(
                {std::string(doc.name), std::string(value.cells[row.firstCell + i]), &doc});
        }
    }
    return fields;
}

Reformatted reformatted(const NetTable& value, std::size_t size)
{
    std::string out;
    out.reserve(size);
    formatNetTable(value, out);
    std::size_t unknownBytes = 0;
    for (const NetTable::Row& row : value.rows)
        unknownBytes += row.layout == nullptr ? row.raw.size() + 1 : 0;
    return {std::move(out), unknownBytes};
}

}

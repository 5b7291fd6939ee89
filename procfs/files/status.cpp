// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/status.h>
#include <procfs/files/statusfields.h>
#include <procfs/files/statuslines.h>
#include <procfs/files/taskfacts.h>
#include <procfs/text/append.h>
#include <procfs/text/cursor.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace sandscope::procfs {

namespace {

using namespace text;
using statusfields::docs;
using statuslines::forEachRow;

/// The rows for a key that is known at run time only.
using ReadValue = void (*)(Scanner&, TaskStatus&);
using PrintLine = char* (*)(char*, const TaskStatus&, Dialect);
constexpr auto readers = [] {
    std::array<ReadValue, statusKeyCount> all{};
    forEachRow([&](auto i) { all[i] = &statuslines::readValue<i, Scanner>; });
    return all;
}();
constexpr auto printers = [] {
    std::array<PrintLine, statusKeyCount> all{};
    forEachRow([&](auto i) { all[i] = &statuslines::printLine<i>; });
    return all;
}();

std::optional<StatusKey> keyFromName(std::string_view name)
{
    for (std::size_t i = 0; i < statusKeyCount; ++i) {
        if (docs[i].name == name)
            return static_cast<StatusKey>(i);
    }
    return std::nullopt;
}

/// The key of a "Key:\tvalue" line; empty when the line has another form.
std::string_view keyOf(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon + 1 >= line.size() || line[colon + 1] != '\t')
        return {};
    const std::string_view key = line.substr(0, colon);
    return key.find_first_of(" \t") == std::string_view::npos ? key : std::string_view{};
}

bool hasWhatIsRequired(const TaskStatus& value)
{
    return value.name && value.state && value.tgid && value.pid;
}

/// A text whose lines are known and in order, as kernels print it. False: anything else, which
/// parseAny takes up from the start.
bool parseExpected(std::string_view text, TaskStatus& value)
{
    bool isExpected = true;
    forEachRow([&](auto i) {
        constexpr const auto& key = statuslines::prefix<i>;
        if (text.size() < key.size() || std::memcmp(text.data(), key.data(), key.size()) != 0)
            return;
        const std::size_t end = text.find('\n', key.size());
        if (end == std::string_view::npos) {
            isExpected = false;
            return;
        }
        Cursor in(text.substr(key.size(), end - key.size()));
        statuslines::readValue<i>(in, value);
        isExpected = isExpected && !in.failed();
        text.remove_prefix(end + 1);
    });
    return isExpected && text.empty() && hasWhatIsRequired(value);
}

Parsed<TaskStatus> parseAny(std::string_view text)
{
    TaskStatus value;
    Lines lines(text);
    std::array<bool, statusKeyCount> seen{};
    std::size_t nameLength = 0;
    while (lines.next()) {
        const std::string_view line = lines.line();
        const std::string_view keyText = keyOf(line);
        if (value.lines.empty() && keyText != docs[0].name)
            return failure(ParseErrorCode::badKey, text, lines.offset());
        if (keyText.empty()) {
            // Only a name can hold a newline, and it comes first.
            if (value.lines.size() != 1)
                return failure(ParseErrorCode::badKey, text, lines.offset());
            nameLength += line.size() + 1;
            continue;
        }
        const std::optional<StatusKey> key = keyFromName(keyText);
        if (!key || std::exchange(seen[static_cast<std::size_t>(*key)], true)) {
            value.lines.push_back({std::nullopt, line});
            continue;
        }
        const std::string_view rest = line.substr(keyText.size() + 2);
        Scanner in(rest, lines.offset() + keyText.size() + 2);
        readers[static_cast<std::size_t>(*key)](in, value);
        if (in.failed())
            return in.error();
        if (*key == StatusKey::name)
            nameLength = rest.size();
        value.lines.push_back({*key, {}});
    }
    if (lines.isCut())
        return lines.cutError();
    if (!hasWhatIsRequired(value))
        return failure(text.empty() ? ParseErrorCode::truncated : ParseErrorCode::badField, text,
                       text.size());
    value.name->assign(text.substr(docs[0].name.size() + 2, nameLength));
    return value;
}

/// All lines that gVisor or Linux has, in their order. \a to is passed on by value: a captured one
/// would live in memory, where each byte that is written could change it.
template <bool IsLinux, std::size_t... I>
char* printExpected(char* to, const TaskStatus& value, Dialect dialect, std::index_sequence<I...>)
{
    const auto line = [&]<std::size_t Row>(char* at) {
        if constexpr (IsLinux)
            return statuslines::printLine<Row>(at, value, Dialect::linux_);
        else if constexpr (statuslines::isOfGvisor<Row>)
            return statuslines::printLine<Row>(at, value, dialect);
        else
            return at;
    };
    ((to = line.template operator()<I>(to)), ...);
    return to;
}

/// Every line that the value has, those of other dialects too.
char* printAll(char* to, const TaskStatus& value, Dialect dialect)
{
    forEachRow([&](auto i) { to = statuslines::printLine<i>(to, value, dialect); });
    return to;
}

/// Room for all lines of a value.
std::size_t roomFor(const TaskStatus& value)
{
    constexpr std::size_t fixed = [] {
        std::size_t sum = 0;
        forEachRow([&](auto i) {
            sum += statuslines::prefix<i>.size() + statuslines::RowAt<i>::Kind::limit + 1;
        });
        return sum;
    }();
    std::size_t room = fixed;
    forEachRow([&](auto i) {
        using Kind = statuslines::RowAt<i>::Kind;
        if constexpr (Kind::varies) {
            if (const auto& member = statuslines::memberOf<i>(value))
                room += Kind::variable(*member);
        }
    });
    for (const TaskStatus::Line& line : value.lines)
        room += line.other.size() + 1;
    return room;
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGoneForReaders(ctx))
        return Errno::noProcess;
    formatStatus(taskStatus(ctx), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    if (auto strict = parseStatus(bytes); !strict)
        return std::unexpected(std::move(strict.error()));
    Fields fields;
    Lines lines(bytes);
    while (lines.next()) {
        const std::string_view key = keyOf(lines.line());
        if (key.empty()) { // a name with a newline in it
            fields.back().value += '\n';
            fields.back().value += lines.line();
            continue;
        }
        std::string_view value = lines.line().substr(key.size() + 2);
        if (key != docs[0].name) {
            value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
            value = value.substr(0, value.find_last_not_of(' ') + 1);
        }
        fields.push_back({std::string(key), std::string(value), findDoc(docs, key)});
    }
    return fields;
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseStatus(bytes).transform([&](const TaskStatus& value) {
        Reformatted again({});
        // What stood there stays, though the dialect may know no such line.
        if (value.lines.empty())
            append(again.bytes, roomFor(value),
                   [&](char* to) { return printAll(to, value, dialect); });
        else
            formatStatus(value, dialect, again.bytes);
        for (const TaskStatus::Line& line : value.lines)
            again.unknownBytes += line.key ? 0 : line.other.size() + 1;
        return again;
    });
}

}

Parsed<TaskStatus> parseStatus(std::string_view text)
{
    Parsed<TaskStatus> value;
    if (!parseExpected(text, *value))
        value = parseAny(text);
    return value;
}

void formatStatus(const TaskStatus& value, Dialect dialect, std::string& out)
{
    append(out, roomFor(value), [&](char* to) {
        if (value.lines.empty()) {
            constexpr std::make_index_sequence<statusKeyCount> all;
            return dialect == Dialect::linux_ ? printExpected<true>(to, value, dialect, all)
                                              : printExpected<false>(to, value, dialect, all);
        }
        for (const TaskStatus::Line& line : value.lines) {
            if (!line.key) {
                to = putText(to, line.other);
                *to++ = '\n';
            } else {
                to = printers[static_cast<std::size_t>(*line.key)](to, value, dialect);
            }
        }
        return to;
    });
}

constinit const ProcFile statusFile = {
    .name = "status",
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group | Dependency::parent | Dependency::tracer
        | Dependency::fdTable | Dependency::memory | Dependency::fsContext | Dependency::readerUsers
        | Dependency::machine,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

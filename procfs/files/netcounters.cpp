// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netcounters.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

using namespace text;

/// "<group>:" and its words, each behind one blank.
bool readLine(std::string_view line, std::string_view& group, std::vector<std::string_view>& words)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return false;
    group = line.substr(0, colon);
    line.remove_prefix(colon + 1);
    while (!line.empty()) {
        if (!line.starts_with(' '))
            return false;
        line.remove_prefix(1);
        words.push_back(line.substr(0, line.find(' ')));
        if (words.back().empty())
            return false;
        line.remove_prefix(words.back().size());
    }
    return true;
}

bool isNumber(std::string_view word)
{
    word.remove_prefix(word.starts_with('-') ? 1 : 0);
    return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

void appendLine(std::string_view group, std::span<const std::string_view> words, std::string& out)
{
    out.append(group).push_back(':');
    for (const std::string_view word : words)
        out.append(" ").append(word);
}

}

Parsed<std::vector<NetCounterGroup>> parseNetCounters(const std::string_view whole)
{
    std::vector<NetCounterGroup> groups;
    std::string_view text = whole; // what is left
    while (!text.empty()) {
        NetCounterGroup group;
        std::size_t end = std::min(text.find('\n'), text.size());
        if (!readLine(text.substr(0, end), group.name, group.names))
            return failure(ParseErrorCode::badKey, whole, whole.size() - text.size());
        group.hasNewline = end < text.size();
        text.remove_prefix(group.hasNewline ? end + 1 : end);
        // The next line has the numbers, if it is about the same group.
        end = text.find('\n');
        std::string_view name;
        group.hasValues = end != std::string_view::npos
            && readLine(text.substr(0, end), name, group.values) && name == group.name
            && group.values.size() == group.names.size()
            && std::ranges::all_of(group.values, isNumber);
        if (group.hasValues)
            text.remove_prefix(end + 1);
        else
            group.values.clear();
        groups.push_back(std::move(group));
    }
    return groups;
}

void formatNetCounters(std::span<const NetCounterGroup> groups, std::string& out)
{
    for (const NetCounterGroup& group : groups) {
        appendLine(group.name, group.names, out);
        if (group.hasNewline)
            out += '\n';
        if (!group.hasValues)
            continue;
        appendLine(group.name, group.values, out);
        out += '\n';
    }
}

Parsed<Fields> decodeNetCounters(std::string_view bytes, std::span<const FieldDoc> docs)
{
    return parseNetCounters(bytes).transform([&](const std::vector<NetCounterGroup>& groups) {
        Fields fields;
        for (const NetCounterGroup& group : groups) {
            const FieldDoc* const doc = findDoc(docs, group.name);
            for (std::size_t i = 0; i < group.values.size(); ++i) {
                std::string name(group.name);
                name.append(".").append(group.names[i]);
                fields.push_back({std::move(name), std::string(group.values[i]), doc});
            }
        }
        return fields;
    });
}

Parsed<Reformatted> reformatNetCounters(std::string_view bytes, std::span<const FieldDoc> docs)
{
    return parseNetCounters(bytes).transform([&](const std::vector<NetCounterGroup>& groups) {
        std::string out;
        std::size_t unknownBytes = 0;
        for (const NetCounterGroup& group : groups) {
            const std::size_t before = out.size();
            formatNetCounters(std::span(&group, 1), out);
            if (findDoc(docs, group.name) == nullptr)
                unknownBytes += out.size() - before;
        }
        return Reformatted(std::move(out), unknownBytes);
    });
}

}

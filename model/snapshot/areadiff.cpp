// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/areadiff.h>

#include <algorithm>
#include <string>
#include <utility>

namespace sandscope::snapshot {

namespace {

bool isAreaHeader(std::string_view line)
{
    return !line.empty()
        && ((line.front() >= '0' && line.front() <= '9')
            || (line.front() >= 'a' && line.front() <= 'f'));
}

// A text in areas: from one header to the next. What precedes the first header is an area as well.
std::vector<std::string_view> areasOf(std::string_view text)
{
    std::vector<std::string_view> areas;
    const char* begin = text.data();
    for (const std::string_view line : linesOf(text)) {
        if (!isAreaHeader(line) || line.data() == begin)
            continue;
        areas.emplace_back(begin, static_cast<std::size_t>(line.data() - begin));
        begin = line.data();
    }
    if (begin != text.data() + text.size())
        areas.emplace_back(begin, static_cast<std::size_t>(text.data() + text.size() - begin));
    return areas;
}

std::string_view firstLine(std::string_view area)
{
    return area.substr(0, std::min(area.find('\n'), area.size() - 1) + 1);
}

}

std::vector<LineHunk> areaDiff(std::string_view before, std::string_view after)
{
    const auto oldAreas = areasOf(before);
    const auto newAreas = areasOf(after);
    std::string oldHeaders;
    std::string newHeaders;
    for (const std::string_view area : oldAreas)
        oldHeaders += firstLine(area);
    for (const std::string_view area : newAreas)
        newHeaders += firstLine(area);

    std::vector<LineHunk> hunks;
    std::size_t oldLine = 0; // lines passed
    std::size_t newLine = 0;
    std::size_t oldArea = 0;
    std::size_t newArea = 0;
    const auto count = [](std::string_view area) { return linesOf(area).size(); };
    const auto pair = [&] {
        const std::string_view a = oldAreas[oldArea++];
        const std::string_view b = newAreas[newArea++];
        for (LineHunk& hunk : lineDiff(a, b)) {
            if (hunk.newLine > 1)
                hunk.area = firstLine(b);
            hunk.oldLine += oldLine;
            hunk.newLine += newLine;
            hunks.push_back(std::move(hunk));
        }
        oldLine += count(a);
        newLine += count(b);
    };
    for (const LineHunk& headers : lineDiff(oldHeaders, newHeaders)) {
        while (oldArea + 1 < headers.oldLine)
            pair();
        if (headers.removed.size() == headers.added.size()) {
            for (std::size_t i = 0; i < headers.added.size(); ++i)
                pair();
            continue;
        }
        LineHunk hunk;
        hunk.oldLine = oldLine + 1;
        hunk.newLine = newLine + 1;
        for (std::size_t i = 0; i < headers.removed.size(); ++i) {
            for (const std::string_view line : linesOf(oldAreas[oldArea++]))
                hunk.removed.emplace_back(line);
        }
        for (std::size_t i = 0; i < headers.added.size(); ++i) {
            for (const std::string_view line : linesOf(newAreas[newArea++]))
                hunk.added.emplace_back(line);
        }
        oldLine += hunk.removed.size();
        newLine += hunk.added.size();
        hunks.push_back(std::move(hunk));
    }
    while (oldArea < oldAreas.size() && newArea < newAreas.size())
        pair();
    return hunks;
}

}

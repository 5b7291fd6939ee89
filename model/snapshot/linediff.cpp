// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/linediff.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace sandscope::snapshot {

namespace {

using Lines = std::span<const std::string_view>;

// Past as many removed and added lines the rest is one hunk: the search costs their square.
constexpr std::int64_t mostEdits = 1000;

// Which lines of each side have no partner. E. W. Myers, 1986: for each
// number of edits the furthest place on each diagonal; then the way back.
struct Partnerless
{
    std::vector<bool> removed, added;
};

Partnerless compare(Lines a, Lines b)
{
    const auto rows = static_cast<std::int64_t>(a.size());
    const auto columns = static_cast<std::int64_t>(b.size());
    Partnerless result{std::vector<bool>(a.size(), true), std::vector<bool>(b.size(), true)};
    const std::int64_t most = std::min(rows + columns, mostEdits);
    const auto at = [](std::int64_t diagonal, std::int64_t edits) {
        return static_cast<std::size_t>(diagonal + edits);
    };
    // One row per number of edits d, of the diagonals -d … d.
    std::vector<std::vector<std::int64_t>> furthest;
    // Whether the last edit on the way to that diagonal added a line.
    const auto comesFromAbove = [&furthest, &at](std::int64_t diagonal, std::int64_t edits) {
        const auto& before = furthest[static_cast<std::size_t>(edits - 1)];
        return diagonal == -edits
            || (diagonal != edits
                && before[at(diagonal - 1, edits - 1)] < before[at(diagonal + 1, edits - 1)]);
    };
    for (std::int64_t edits = 0; edits <= most; ++edits) {
        std::vector<std::int64_t> reached(static_cast<std::size_t>(2 * edits + 1), -1);
        for (std::int64_t diagonal = -edits; diagonal <= edits; diagonal += 2) {
            std::int64_t x = 0;
            if (edits > 0) {
                const auto& before = furthest[static_cast<std::size_t>(edits - 1)];
                x = comesFromAbove(diagonal, edits) ? before[at(diagonal + 1, edits - 1)]
                                                    : before[at(diagonal - 1, edits - 1)] + 1;
            }
            while (x < rows && x - diagonal < columns && x - diagonal >= 0
                   && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - diagonal)])
                ++x;
            reached[at(diagonal, edits)] = x;
            if (x < rows || x - diagonal < columns)
                continue;
            furthest.push_back(std::move(reached));
            // Back from the end: what lies on a diagonal has a partner.
            std::int64_t y = columns;
            x = rows;
            for (std::int64_t left = edits; left >= 0; --left) {
                const std::int64_t here = x - y;
                std::int64_t fromX = 0;
                std::int64_t fromY = 0;
                if (left > 0) {
                    const auto& before = furthest[static_cast<std::size_t>(left - 1)];
                    const bool added = comesFromAbove(here, left);
                    const std::int64_t from = added ? here + 1 : here - 1;
                    fromX = before[at(from, left - 1)];
                    fromY = fromX - from;
                    while (x > fromX + (added ? 0 : 1) && y > fromY + (added ? 1 : 0)) {
                        result.removed[static_cast<std::size_t>(--x)] = false;
                        result.added[static_cast<std::size_t>(--y)] = false;
                    }
                } else {
                    while (x > 0 && y > 0) {
                        result.removed[static_cast<std::size_t>(--x)] = false;
                        result.added[static_cast<std::size_t>(--y)] = false;
                    }
                }
                x = fromX;
                y = fromY;
            }
            return result;
        }
        furthest.push_back(std::move(reached));
    }
    return result; // too many: all of them
}

}

std::vector<std::string_view> linesOf(std::string_view text, char separator)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find(separator);
        const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

std::vector<LineHunk> lineDiff(std::string_view before, std::string_view after, char separator)
{
    if (before == after)
        return {};
    const auto oldLines = linesOf(before, separator);
    const auto newLines = linesOf(after, separator);
    const auto [a, b] = std::ranges::mismatch(oldLines, newLines);
    const auto same = static_cast<std::size_t>(a - oldLines.begin());
    std::size_t tail = 0;
    while (tail < std::min(oldLines.size(), newLines.size()) - same
           && oldLines[oldLines.size() - 1 - tail] == newLines[newLines.size() - 1 - tail])
        ++tail;
    const Lines oldMiddle = Lines(oldLines).subspan(same, oldLines.size() - same - tail);
    const Lines newMiddle = Lines(newLines).subspan(same, newLines.size() - same - tail);
    const Partnerless alone = compare(oldMiddle, newMiddle);

    std::vector<LineHunk> hunks;
    std::size_t x = 0;
    std::size_t y = 0;
    while (x < oldMiddle.size() || y < newMiddle.size()) {
        LineHunk hunk;
        hunk.oldLine = same + x + 1;
        hunk.newLine = same + y + 1;
        while (x < oldMiddle.size() && alone.removed[x])
            hunk.removed.emplace_back(oldMiddle[x++]);
        while (y < newMiddle.size() && alone.added[y])
            hunk.added.emplace_back(newMiddle[y++]);
        if (!hunk.removed.empty() || !hunk.added.empty())
            hunks.push_back(std::move(hunk));
        while (x < oldMiddle.size() && y < newMiddle.size() && !alone.removed[x]
               && !alone.added[y]) {
            ++x;
            ++y;
        }
    }
    return hunks;
}

std::string applied(std::string_view before, const std::vector<LineHunk>& hunks, char separator)
{
    const auto lines = linesOf(before, separator);
    std::string text;
    std::size_t next = 0;
    for (const LineHunk& hunk : hunks) {
        for (; next + 1 < hunk.oldLine && next < lines.size(); ++next)
            text += lines[next];
        next += hunk.removed.size();
        for (const std::string& line : hunk.added)
            text += line;
    }
    for (; next < lines.size(); ++next)
        text += lines[next];
    return text;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "seqfile.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <utility>

namespace sandscope::procfs {

SeqFile::Position SeqFile::locate(std::size_t first, std::uint64_t distance) const
{
    std::size_t i = first;
    for (; i < m_records.size() && distance >= m_records[i].size(); ++i)
        distance -= m_records[i].size();
    return {i, distance};
}

std::expected<void, Errno> SeqFile::update(std::size_t first, const Source& source)
{
    auto text = source.text();
    if (!text)
        return std::unexpected(text.error());
    assert((*text)->bytes.size() == ((*text)->marks.empty() ? 0 : (*text)->marks.back().end));
    m_records.resize(first);
    m_filled = true;
    // Without a record before it the handle is null, which asks for everything.
    const std::optional<std::uint64_t> handle
        = first == 0 ? std::nullopt : std::optional(m_records.back().handle);
    std::size_t begin = 0;
    for (const auto& mark : (*text)->marks) {
        if (!handle || mark.handle > *handle)
            m_records.push_back({*text, begin, mark.end, mark.handle});
        begin = mark.end;
    }
    return {};
}

std::expected<std::size_t, Errno> SeqFile::read(std::uint64_t offset, std::size_t count,
                                                std::string& out, const Source& source)
{
    // Where this read starts, not where it ends; also when it fails.
    const auto lastRead = std::exchange(m_lastRead, offset);
    std::size_t done = 0;
    const auto copy = [&](const Record& record, std::uint64_t from) {
        const auto skip = static_cast<std::size_t>(from);
        const auto size = std::min(record.size() - skip, count - done);
        out.append(record.text->bytes, record.begin + skip, size);
        done += size;
    };

    auto at = locate(0, offset);
    bool updated = false;
    if (at.record == m_records.size()) {
        if (!needsUpdate(source))
            return 0;
        const auto known = m_records.size();
        if (const auto result = update(known, source); !result)
            return std::unexpected(result.error());
        updated = true;
        at = locate(known, at.offset);
        if (at.record == m_records.size())
            return 0;
    }
    if (at.offset != 0) {
        // The rest of a record that was begun is never refreshed.
        copy(m_records[at.record], at.offset);
        if (done == count)
            return done;
        ++at.record;
    }
    if (!updated && (needsUpdate(source) || lastRead > offset)) {
        if (const auto result = update(at.record, source); !result) {
            if (done != 0)
                return done;
            return std::unexpected(result.error());
        }
    }
    for (auto i = at.record; i < m_records.size() && done < count; ++i)
        copy(m_records[i], 0);
    return done;
}

}

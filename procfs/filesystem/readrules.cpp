// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "readrules.h"

#include "seqfile.h"

#include <algorithm>
#include <utility>

namespace sandscope::procfs {

namespace {

/// The records of a text; one that was not marked is one record.
class Marks
{
public:
    explicit Marks(const FileText& text)
        : m_text(text)
    {
    }
    [[nodiscard]] std::size_t size() const
    {
        return m_text.marks.empty() ? std::size_t{!m_text.bytes.empty()} : m_text.marks.size();
    }
    [[nodiscard]] std::size_t begin(std::size_t i) const { return i == 0 ? 0 : end(i - 1); }
    [[nodiscard]] std::size_t end(std::size_t i) const
    {
        return m_text.marks.empty() ? m_text.bytes.size() : m_text.marks[i].end;
    }
    [[nodiscard]] std::uint64_t handle(std::size_t i) const
    {
        return m_text.marks.empty() ? 1 : m_text.marks[i].handle;
    }
    /// The first record behind \a handle; handles ascend.
    [[nodiscard]] std::size_t behind(std::optional<std::uint64_t> handle) const
    {
        if (!handle)
            return 0;
        if (m_text.marks.empty())
            return *handle < 1 ? 0 : size();
        const auto found = std::ranges::upper_bound(m_text.marks, *handle, {}, &RecordMark::handle);
        return static_cast<std::size_t>(found - m_text.marks.begin());
    }
    /// The record that \a offset is in.
    [[nodiscard]] std::size_t at(std::size_t offset) const
    {
        if (m_text.marks.empty())
            return offset < m_text.bytes.size() ? 0 : size();
        const auto found = std::ranges::upper_bound(m_text.marks, offset, {}, &RecordMark::end);
        return static_cast<std::size_t>(found - m_text.marks.begin());
    }

private:
    const FileText& m_text;
};

}

std::size_t slice(std::string_view bytes, std::uint64_t offset, std::size_t count, std::string& out)
{
    if (offset >= bytes.size())
        return 0;
    const auto part = bytes.substr(static_cast<std::size_t>(offset), count);
    out.append(part);
    return part.size();
}

std::expected<void, Errno> SnapshotFile::generate(const TextSource& source)
{
    auto text = source.text();
    if (!text) {
        m_text.reset();
        m_lastRead = 0;
        return std::unexpected(text.error());
    }
    m_text = std::move(*text);
    return {};
}

std::expected<std::size_t, Errno> SnapshotFile::read(std::uint64_t offset, std::size_t count,
                                                     std::string& out, const TextSource& source)
{
    if (offset != m_lastRead)
        m_text.reset();
    if (!m_text || m_text->bytes.empty()) {
        if (const auto made = generate(source); !made)
            return std::unexpected(made.error());
    }
    if (offset >= m_text->bytes.size())
        return 0; // and the last read stays where it was
    const auto size = slice(m_text->bytes, offset, count, out);
    m_lastRead = offset + size;
    return size;
}

std::expected<void, Errno> SnapshotFile::seek(std::uint64_t offset, const TextSource& source)
{
    if (offset == m_lastRead)
        return {};
    if (const auto made = generate(source); !made)
        return made;
    m_lastRead = offset;
    return {};
}

void LinuxFile::rewind()
{
    m_rest = {};
    m_handle.reset();
    m_position = 0;
}

std::expected<void, Errno> LinuxFile::skipTo(std::uint64_t offset, const TextSource& source)
{
    rewind();
    if (offset == 0)
        return {};
    const auto text = source.text();
    if (!text)
        return std::unexpected(text.error());
    m_position = offset;
    const Marks marks(**text);
    const std::size_t size = (*text)->bytes.size();
    const std::size_t i = offset < size ? marks.at(static_cast<std::size_t>(offset)) : marks.size();
    if (i < marks.size()) {
        m_handle = marks.handle(i);
        m_rest = {*text, static_cast<std::size_t>(offset), marks.end(i)};
    } else if (i > 0) {
        m_handle = marks.handle(i - 1);
    }
    return {};
}

std::size_t LinuxFile::takeRest(std::size_t count, std::string& out)
{
    const std::size_t size = std::min(m_rest.end - m_rest.begin, count);
    if (size == 0)
        return 0;
    out.append(m_rest.text->bytes, m_rest.begin, size);
    m_rest.begin += size;
    return size;
}

std::expected<std::size_t, Errno> LinuxFile::read(std::uint64_t offset, std::size_t count,
                                                  std::string& out, const TextSource& source)
{
    if (count == 0)
        return 0;
    if (offset == 0)
        rewind();
    if (offset != m_position) {
        if (const auto skipped = skipTo(offset, source); !skipped)
            return std::unexpected(skipped.error());
    }
    std::size_t done = takeRest(count, out);
    m_position += done;
    if (m_rest.begin != m_rest.end)
        return done;

    // The record that follows is taken now even when there is no room left to give any of it.
    auto text = source.text();
    if (!text) {
        if (done != 0)
            return done;
        return std::unexpected(text.error());
    }
    const Marks marks(**text);
    std::size_t i = marks.behind(m_handle);
    while (i < marks.size() && marks.begin(i) == marks.end(i))
        ++i;
    if (i == marks.size())
        return done;
    const std::size_t begin = marks.begin(i);
    const auto taken = [&] { return marks.end(i) - begin; };
    while (taken() >= m_room)
        m_room *= 2;
    while (i + 1 < marks.size() && taken() < count - done && marks.end(i + 1) - begin < m_room)
        ++i;
    m_handle = marks.handle(i);
    m_rest = {std::move(*text), begin, marks.end(i)};
    const std::size_t more = takeRest(count - done, out);
    m_position += more;
    return done + more;
}

std::expected<void, Errno> LinuxFile::seek(std::uint64_t offset, const TextSource& source)
{
    return offset == m_position ? std::expected<void, Errno>() : skipTo(offset, source);
}

std::expected<std::size_t, Errno> PlainFile::read(std::uint64_t offset, std::size_t count,
                                                  std::string& out, const TextSource& source)
{
    return source.text().transform(
        [&](const TextPtr& text) { return slice(text->bytes, offset, count, out); });
}

std::shared_ptr<ReadState> makeReadState(ReadRule rule, bool inPlace)
{
    if (inPlace)
        return std::make_shared<PlainFile>();
    switch (rule) {
    case ReadRule::sequence:
        return std::make_shared<SeqFile>();
    case ReadRule::snapshot:
        return std::make_shared<SnapshotFile>();
    case ReadRule::linux_:
        break;
    }
    return std::make_shared<LinuxFile>();
}

}

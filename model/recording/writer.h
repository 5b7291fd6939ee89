// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/database.h>
#include <model/recording/facts.h>
#include <model/recording/rows.h>
#include <model/snapshot/timeline.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace sandscope::recording {

/// How much a recording keeps; neither: everything. The oldest moments go, never the newest.
struct Keep
{
    std::optional<std::chrono::nanoseconds> age; ///< about, and at least
    std::optional<std::uint64_t> bytes; ///< about; the last moment stays, however large it is
};

/// A moment as it is to be recorded: secrets are masked already.
struct Content
{
    snapshot::Moment moment; ///< its tree is not looked at
    std::optional<std::int64_t> clock{}; ///< ns since 1970
    /// What is known of /proc, by path.
    std::map<std::string, std::shared_ptr<const procfs::RecordedEntry>, std::less<>> entries{};
};

/// Writes a recording: each moment is one transaction, so whatever ends the program leaves all
/// moments before. Others may read the file meanwhile. One thread at a time.
class Writer
{
public:
    /// A new file.
    [[nodiscard]] static Result<std::unique_ptr<Writer>> create(const std::string& path,
                                                                const Keep& keep);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Written with the next moment, or by finish().
    void setFacts(Facts facts);
    [[nodiscard]] const Facts& facts() const { return m_facts; }
    [[nodiscard]] Result<> append(const Content& content);
    /// What was written becomes one plain file that needs nothing beside it.
    [[nodiscard]] Result<> finish();

    [[nodiscard]] std::int64_t moments() const { return m_last; } ///< written so far
    [[nodiscard]] std::int64_t dropped() const
    {
        return m_segments.empty() ? 0 : m_segments.front().first - 1;
    }
    [[nodiscard]] std::uint64_t bytes() const { return m_bytes; } ///< that the file takes

private:
    /// From one whole moment to the next.
    struct Segment
    {
        std::int64_t first = 0;
        std::chrono::nanoseconds time{}; ///< of its first moment
    };
    struct Changes;

    Writer(Database database, const Keep& keep);
    [[nodiscard]] Result<> prepare();
    [[nodiscard]] Result<Changes> changesTo(const Content& content, bool isWhole);
    [[nodiscard]] Result<> write(const Content& content, const Changes& changes, bool isWhole);
    [[nodiscard]] Result<> writeFacts();
    [[nodiscard]] Result<std::int64_t> store(std::string_view text, std::uint64_t hash);
    [[nodiscard]] bool needsWhole(const Content& content) const;
    [[nodiscard]] Result<> drop();
    [[nodiscard]] Result<> measure();

    Database m_database;
    Keep m_keep;
    Facts m_facts;
    bool m_hasNewFacts = true;
    std::uint64_t m_salt = 0;
    Statement m_task, m_entry, m_moment, m_findText, m_addText;

    snapshot::IdMap<snapshot::TaskSummary> m_tasks; ///< of the last moment
    std::map<std::string, StoredEntryPtr, std::less<>> m_entries;
    std::int64_t m_last = 0;
    std::deque<Segment> m_segments;
    std::size_t m_rowsInSegment = 0; ///< behind its whole moment
    std::uint64_t m_bytesInSegment = 0; ///< about
    std::uint64_t m_bytes = 0;
};

}

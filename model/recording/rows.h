// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/database.h>
#include <model/snapshot/timeline.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

/// What the tables hold, as values, and how they get there and back.
namespace sandscope::recording {

/// An entry of a moment. Its text is stored once, however many entries have it.
struct StoredEntry
{
    std::string path;
    procfs::RecordedEntry entry; ///< without its text and names
    /// Where its text, or the names of a folder, are stored; none: it has none.
    std::optional<std::int64_t> text;
    std::uint64_t hash = 0; ///< of the text
    std::uint64_t size = 0; ///< of the text; known to a writer alone
};
using StoredEntryPtr = std::shared_ptr<const StoredEntry>;

/// Do they tell the same, whenever they came about?
[[nodiscard]] bool tellTheSame(const StoredEntry& a, const StoredEntry& b);

/// The names of a folder as a text: each with a slash behind it.
[[nodiscard]] std::string joined(const std::vector<std::string>& names);
[[nodiscard]] std::vector<std::string> separated(std::string_view names);

/// A moment without what is in it.
struct MomentRow
{
    std::int64_t number = 0; ///< from 1; goes up by 1
    procfs::Generation generation = 0;
    std::chrono::nanoseconds time{}; ///< of the source, see Snapshot
    std::optional<std::int64_t> clock; ///< ns since 1970, when it was taken; absent: not known
    std::uint64_t step = 0; ///< of the source
    int line = 0;
    std::string title, note;
    bool isWhole = false; ///< holds everything, not what differs from the moment before
    std::int64_t tasks = 0, entries = 0; ///< rows that it has
};

/// A row of the table task. A task that is not there any more has an id alone.
struct TaskRow
{
    std::uint32_t id = 0;
    std::shared_ptr<const snapshot::TaskSummary> summary; ///< null: not there any more
};
struct EntryRow
{
    std::string path;
    StoredEntryPtr entry; ///< null: not known any more
};

inline constexpr const char* insertTask
    = "INSERT INTO task VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
inline constexpr const char* insertEntry
    = "INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
inline constexpr const char* insertMoment = "INSERT INTO moment VALUES(?,?,?,?,?,?,?,?,?,?,?,?)";

/// Binds everything but the digest of a moment.
void put(Statement& statement, std::int64_t moment, const TaskRow& row);
void put(Statement& statement, std::int64_t moment, const EntryRow& row);
void put(Statement& statement, const MomentRow& row);

/// From SELECT * of the same tables. Nothing: no writer writes such a row.
[[nodiscard]] std::optional<TaskRow> takeTask(Statement& statement);
[[nodiscard]] std::optional<EntryRow> takeEntry(Statement& statement);
[[nodiscard]] std::optional<MomentRow> takeMoment(Statement& statement);

}

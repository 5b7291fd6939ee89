// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/database.h>
#include <model/recording/facts.h>
#include <model/recording/rows.h>
#include <model/recording/storedtree.h>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::recording {

/// Reads a recording, also while it is being written: any moment, put together from the whole one
/// before it. Texts are read when they are asked for, so a recording may be larger than memory. One
/// thread at a time; the moments that it gives may be used on any, also when it is gone.
class Reader
{
public:
    /// What is damaged is found out here and left out, where the recording is not too large for
    /// that; otherwise by load(), moment by moment.
    [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::string& path,
                                                              const std::stop_token& stop);

    [[nodiscard]] const Facts& facts() const { return m_facts; }
    /// Moments are numbered from 0, as far as they were there when this was last asked.
    [[nodiscard]] std::size_t count() const { return m_index.size(); }
    /// Moments left out because they, or those that they follow, are damaged.
    [[nodiscard]] std::size_t damaged() const { return m_damaged; }
    /// Looks for moments that were written meanwhile.
    [[nodiscard]] Result<> refresh(const std::stop_token& stop);
    /// The moment at \a position, with its title as recorded. Failing, nothing changed.
    [[nodiscard]] Result<snapshot::Moment> load(std::size_t position);
    /// When it was taken, in ns since 1970; absent: nobody knows. Of the last one loaded.
    [[nodiscard]] std::optional<std::int64_t> clock() const { return m_row.clock; }

private:
    struct Place
    {
        std::int64_t number = 0;
        bool isWhole = false;
    };

    explicit Reader(std::string path, Database database);
    [[nodiscard]] Result<> prepare();
    [[nodiscard]] Result<> readFacts();
    [[nodiscard]] Result<> findMoments();
    [[nodiscard]] Result<> apply(const Place& place);
    [[nodiscard]] Result<> applyRows(const Place& place);
    void forget();

    std::string m_path;
    Database m_database;
    Statement m_task, m_entry, m_moment, m_places;
    Facts m_facts;
    std::uint64_t m_salt = 0;
    std::shared_ptr<const StoredTree::Origin> m_origin;
    std::shared_ptr<Texts> m_texts;
    std::vector<Place> m_index;
    std::int64_t m_seen = 0; ///< number of the last moment that was looked at
    bool m_isBroken = false; ///< whatever follows, up to the next whole moment, cannot be had
    bool m_isCut = false; ///< the list of moments ends too early
    std::size_t m_damaged = 0;

    // The moment put together last.
    std::int64_t m_number = 0; ///< 0: none
    MomentRow m_row;
    snapshot::IdMap<snapshot::TaskSummary> m_tasks;
    std::shared_ptr<const StoredTree::Entries> m_entries;
    std::size_t m_newBytes = 0; ///< that it does not share with the one before it
};

}

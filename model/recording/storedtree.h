// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/database.h>
#include <model/recording/rows.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::recording {

/// The texts of a recording, read when they are asked for. Any thread; over a connection of its
/// own, so that nobody waits for a moment that is being put together.
class Texts
{
public:
    Texts(std::string path, std::uint64_t salt);

    /// The text of that number, if it is the one with \a hash; otherwise why there is none:
    /// damaged, or not kept (any more).
    [[nodiscard]] procfs::Answer<std::shared_ptr<const procfs::FileText>> text(std::int64_t id,
                                                                               std::uint64_t hash);

private:
    std::mutex m_mutex;
    std::string m_path;
    std::uint64_t m_salt;
    std::optional<Database> m_database; ///< opened when first needed
    Statement m_read;
};

/// /proc at one moment of a recording.
class StoredTree final : public procfs::RecordedTree
{
public:
    /// By path, ascending.
    using Entries = std::vector<StoredEntryPtr>;
    struct Origin
    {
        procfs::Dialect dialect = procfs::Dialect::linux_;
        std::vector<std::string> reasons;
    };

    StoredTree(procfs::Generation generation, std::shared_ptr<const Origin> origin,
               std::shared_ptr<const Entries> entries, std::shared_ptr<Texts> texts);

    [[nodiscard]] procfs::Generation generation() const override { return m_generation; }
    [[nodiscard]] procfs::Dialect dialect() const override { return m_origin->dialect; }
    [[nodiscard]] std::span<const std::string> dialectReasons() const override
    {
        return m_origin->reasons;
    }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override;
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    listed(std::string_view path) const override
    {
        return withoutContent(path);
    }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    withoutContent(std::string_view path) const override;
    [[nodiscard]] procfs::Failure::Kind unknown() const override
    {
        return procfs::Failure::Kind::notKept;
    }
    void forEach(const Visitor& take) const override;

private:
    [[nodiscard]] const StoredEntryPtr* find(std::string_view path) const;
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    withText(const StoredEntryPtr& stored) const;

    procfs::Generation m_generation;
    std::shared_ptr<const Origin> m_origin;
    std::shared_ptr<const Entries> m_entries;
    std::shared_ptr<Texts> m_texts;
};

}

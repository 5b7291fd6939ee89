// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/facts.h>
#include <model/recording/storedtree.h>

#include <algorithm>
#include <utility>

namespace sandscope::recording {

using procfs::Failure;
using procfs::FileText;
using procfs::RecordedEntry;

Texts::Texts(std::string path, std::uint64_t salt)
    : m_path(std::move(path))
    , m_salt(salt)
{
}

procfs::Answer<std::shared_ptr<const FileText>> Texts::text(std::int64_t id, std::uint64_t hash)
{
    const auto none = [](Failure::Kind kind) {
        return std::unexpected(Failure{kind, procfs::Errno::ok, "open"});
    };
    const std::scoped_lock lock(m_mutex);
    if (!m_database) {
        auto opened = Database::open(m_path);
        if (!opened)
            return none(Failure::Kind::notKept);
        auto read = opened->prepare("SELECT bytes FROM text WHERE id = ?");
        if (!read)
            return none(Failure::Kind::damaged);
        m_read = *std::move(read);
        m_database = *std::move(opened);
    }
    auto row = m_read.begin().number(id).step();
    if (!row)
        return none(Failure::Kind::damaged);
    if (!*row)
        return none(Failure::Kind::notKept);
    auto bytes = m_read.takeBytes();
    m_read.begin(); // lets go of the row
    if (!bytes || textHash(m_salt, *bytes) != hash)
        return none(Failure::Kind::damaged);
    return std::make_shared<const FileText>(FileText{*std::move(bytes), {}});
}

StoredTree::StoredTree(procfs::Generation generation, std::shared_ptr<const Origin> origin,
                       std::shared_ptr<const Entries> entries, std::shared_ptr<Texts> texts)
    : m_generation(generation)
    , m_origin(std::move(origin))
    , m_entries(std::move(entries))
    , m_texts(std::move(texts))
{
}

const StoredEntryPtr* StoredTree::find(std::string_view path) const
{
    const auto pathOf = [](const StoredEntryPtr& entry) { return std::string_view(entry->path); };
    const auto at = std::ranges::lower_bound(*m_entries, path, {}, pathOf);
    return at == m_entries->end() || (*at)->path != path ? nullptr : &*at;
}

std::shared_ptr<const RecordedEntry> StoredTree::withText(const StoredEntryPtr& stored) const
{
    if (!stored->text)
        return {stored, &stored->entry};
    auto whole = std::make_shared<RecordedEntry>(stored->entry);
    auto text = m_texts->text(*stored->text, stored->hash);
    if (text && stored->entry.attributes.kind == procfs::FileKind::directory)
        whole->names = separated((*text)->bytes);
    else if (text)
        whole->text = *std::move(text);
    else
        whole->failure = std::move(text).error();
    return whole;
}

std::shared_ptr<const RecordedEntry> StoredTree::entry(std::string_view path) const
{
    const StoredEntryPtr* const found = find(path);
    return found ? withText(*found) : nullptr;
}

std::shared_ptr<const RecordedEntry> StoredTree::withoutContent(std::string_view path) const
{
    const StoredEntryPtr* const found = find(path);
    return found ? std::shared_ptr<const RecordedEntry>(*found, &(*found)->entry) : nullptr;
}

void StoredTree::forEach(const Visitor& take) const
{
    for (const StoredEntryPtr& entry : *m_entries)
        take(entry->path, withText(entry));
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <procfs/recordedtree.h>

#include <map>
#include <memory>
#include <string>

namespace sandscope::test {

/// Files of a real kernel that a test writes down by hand. A copy is another sample: entries keep
/// their generation until they are put again.
class WrittenTree : public procfs::RecordedTree
{
public:
    WrittenTree() = default;
    WrittenTree(const WrittenTree& other)
        : RecordedTree()
        , m_entries(other.m_entries)
        , m_generation(other.m_generation + 1)
    {
    }
    WrittenTree& operator=(const WrittenTree&) = delete;

    void directory(const std::string& path, std::vector<std::string> names)
    {
        procfs::RecordedEntry entry
            = made(procfs::FileKind::directory, procfs::EntryType::directory);
        entry.names = std::move(names);
        put(path, std::move(entry));
    }
    void file(const std::string& path, const std::string& bytes)
    {
        procfs::RecordedEntry entry = made(procfs::FileKind::regular, procfs::EntryType::file);
        entry.text
            = std::make_shared<procfs::FileText>(procfs::FileText{.bytes = bytes, .marks = {}});
        put(path, std::move(entry));
    }
    void link(const std::string& path, const std::string& target)
    {
        procfs::RecordedEntry entry = made(procfs::FileKind::link, procfs::EntryType::link);
        entry.target = target;
        put(path, std::move(entry));
    }
    void failing(const std::string& path, procfs::FileKind kind, procfs::EntryType type,
                 procfs::Failure failure)
    {
        procfs::RecordedEntry entry = made(kind, type);
        entry.failure = std::move(failure);
        put(path, std::move(entry));
    }
    void put(const std::string& path, procfs::RecordedEntry entry)
    {
        m_entries[path] = std::make_shared<procfs::RecordedEntry>(std::move(entry));
    }
    void forget(const std::string& path) { m_entries.erase(path); }

    [[nodiscard]] procfs::Generation generation() const override { return m_generation; }
    [[nodiscard]] procfs::Dialect dialect() const override { return procfs::Dialect::linux_; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override
    {
        const auto at = m_entries.find(std::string(path));
        return at == m_entries.end() ? nullptr : at->second;
    }

private:
    [[nodiscard]] procfs::RecordedEntry made(procfs::FileKind kind, procfs::EntryType type) const
    {
        procfs::RecordedEntry entry;
        entry.generation = m_generation;
        entry.attributes.kind = kind;
        entry.listedAs = type;
        return entry;
    }

    std::map<std::string, std::shared_ptr<const procfs::RecordedEntry>> m_entries;
    procfs::Generation m_generation = 1;
};

[[nodiscard]] inline snapshot::SnapshotPtr snapshotOf(const WrittenTree& tree)
{
    auto result = std::make_shared<snapshot::Snapshot>();
    result->generation = tree.generation();
    result->tree = std::make_shared<WrittenTree>(tree);
    return result;
}

}

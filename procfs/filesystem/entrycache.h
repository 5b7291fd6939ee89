// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>

namespace sandscope::procfs {

class RecordNode;
class Records;

/// The entries that a kernel of 2022 or later remembers though nobody holds them, so that walking
/// there again leads to the same ones: those used last, up to a limit (in gVisor 1000, the proc
/// mount's option dentry_cache_limit).
class EntryCache
{
public:
    /// \a limit 0: nothing is remembered.
    explicit EntryCache(std::size_t limit)
        : m_limit(limit)
    {
    }

    /// \a node was looked up.
    void use(const std::shared_ptr<RecordNode>& node);
    /// Forgets the entries of tasks that \a records has no more.
    void dropMissing(const Records& records);
    /// Forgets everything, for ever. Entries keep the mount that has this cache, so somebody must
    /// call it in the end.
    void close();

private:
    std::size_t m_limit;
    std::list<std::shared_ptr<RecordNode>> m_used; ///< the last one used first
    std::unordered_map<const RecordNode*, std::list<std::shared_ptr<RecordNode>>::iterator>
        m_places;
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "entrycache.h"

#include "recordnode.h"

#include <utility>

namespace sandscope::procfs {

void EntryCache::use(const std::shared_ptr<RecordNode>& node)
{
    if (m_limit == 0)
        return;
    if (const auto known = m_places.find(node.get()); known != m_places.end()) {
        m_used.splice(m_used.begin(), m_used, known->second);
        return;
    }
    m_used.push_front(node);
    m_places.emplace(node.get(), m_used.begin());
    if (m_used.size() > m_limit) {
        m_places.erase(m_used.back().get());
        m_used.pop_back();
    }
}

void EntryCache::dropMissing(const Records& records)
{
    for (auto entry = m_used.begin(); entry != m_used.end();) {
        const TaskId task = (*entry)->task();
        if (!task || records.task(task)) {
            ++entry;
            continue;
        }
        m_places.erase(entry->get());
        entry = m_used.erase(entry);
    }
}

void EntryCache::close()
{
    m_limit = 0;
    m_places.clear();
    std::exchange(m_used, {}).clear();
}

}

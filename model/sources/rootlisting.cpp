// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/rootlisting.h>
#include <model/sources/sampledtree.h>

#include <algorithm>
#include <utility>

namespace sandscope::model {

using procfs::Answer;
using procfs::EntryType;
using procfs::FileKind;

RootListing::RootListing(std::shared_ptr<const Folder> folder)
    : m_folder(std::move(folder))
{
}

Answer<bool> RootListing::refresh(const std::stop_token& stop)
{
    std::swap(m_before, m_bytes);
    const bool wasKnown = std::exchange(m_isKnown, false);
    if (auto read = m_folder->listBytes(m_directory, m_bytes, stop); !read)
        return std::unexpected(std::move(read).error());
    if (wasKnown && m_bytes == m_before) {
        m_isKnown = true;
        return false;
    }
    m_names = namesOf(m_bytes);
    m_numbers.clear();
    for (const Listed& listed : m_names) {
        const std::int32_t pid = taskNumber(listed.name);
        if (pid == 0)
            continue;
        const bool isFolder = listed.type == EntryType::unknown // some file systems do not tell
                                                                // types in listings
            ? m_folder->look(listed.name).attributes.kind == FileKind::directory
            : listed.type == EntryType::directory;
        if (isFolder)
            m_numbers.push_back({pid, listed.inode});
    }
    std::ranges::sort(m_numbers, {}, &Number::pid);
    m_isKnown = true;
    return true;
}

}

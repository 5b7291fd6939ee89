// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/sampledtree.h>

#include <charconv>
#include <utility>

namespace sandscope::model {

SampledTree::SampledTree(procfs::Generation generation, std::shared_ptr<const Origin> origin,
                         Entries entries, Listings listings, std::shared_ptr<const Folder> folder,
                         std::shared_ptr<const std::atomic<procfs::Generation>> newest)
    : m_generation(generation)
    , m_origin(std::move(origin))
    , m_entries(std::move(entries))
    , m_listings(std::move(listings))
    , m_folder(std::move(folder))
    , m_newest(std::move(newest))
{
}

EntryPtr SampledTree::entry(std::string_view path) const
{
    if (const auto found = m_entries.find(path); found != m_entries.end())
        return found->second;
    if (path.empty())
        return nullptr;
    const auto listing = m_listings.find(parentPath(path));
    if (listing == m_listings.end())
        return nullptr;
    const auto found = listing->second->find(lastName(path));
    return found == listing->second->end() ? nullptr : found->second;
}

void SampledTree::forEach(const Visitor& take) const
{
    for (const auto& [path, entry] : m_entries)
        take(path, entry);
    for (const auto& [folder, names] : m_listings) {
        for (const auto& [name, entry] : *names) {
            const std::string path = folder.empty() ? name : folder + '/' + name;
            if (!m_entries.contains(path))
                take(path, entry);
        }
    }
}

std::string_view parentPath(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view lastName(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool tellTheSame(const procfs::RecordedEntry& a, const procfs::RecordedEntry& b)
{
    const bool sameText = a.text == b.text || (a.text && b.text && *a.text == *b.text);
    return sameText && a.attributes == b.attributes && a.listedAs == b.listedAs
        && a.listed == b.listed && a.names == b.names && a.target == b.target
        && a.failure == b.failure && a.withheld == b.withheld;
}

EntryPtr settled(procfs::RecordedEntry entry, const EntryPtr& before, procfs::Generation now)
{
    if (before && tellTheSame(entry, *before))
        return before;
    entry.generation = now;
    return std::make_shared<const procfs::RecordedEntry>(std::move(entry));
}

std::int32_t taskNumber(std::string_view name)
{
    std::int32_t number = 0;
    if (name.empty() || name.front() < '1' || name.front() > '9')
        return 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    return error == std::errc{} && end == name.data() + name.size() ? number : 0;
}

}

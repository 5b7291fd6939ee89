// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recordcache.h"

namespace sandscope::procfs {

RecordCache::RecordCache(std::size_t maxBytes)
    : d(std::make_unique<Private>(maxBytes))
{
}

RecordCache::~RecordCache() = default;

std::uint64_t RecordCache::formatCount() const
{
    const std::scoped_lock lock(d->mutex);
    return d->formats;
}

std::size_t RecordCache::bytes() const
{
    const std::scoped_lock lock(d->mutex);
    return d->cost;
}

std::size_t RecordCache::Private::Hash::operator()(const TextKey& key) const noexcept
{
    std::size_t hash = std::hash<std::string_view>{}(key.readerRoot);
    const auto mix = [&hash](std::size_t value) {
        hash ^= value + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U);
    };
    mix(key.task.value);
    mix(std::hash<const void*>{}(key.file));
    mix(static_cast<std::size_t>(key.dialect));
    mix(key.mount.value);
    mix(key.wholeGroup ? 1U : 0U);
    mix(key.readerUsers.value);
    mix(key.readerMayTrace ? 1U : 0U);
    mix(static_cast<std::size_t>(key.time.count()));
    mix(key.generation);
    mix(key.lastSeen);
    return hash;
}

void RecordCache::Private::countFormat()
{
    const std::scoped_lock lock(mutex);
    ++formats;
}

std::shared_ptr<const CachedText>
RecordCache::Private::get(const TextKey& key, const std::function<CachedText()>& format)
{
    {
        const std::scoped_lock lock(mutex);
        if (const auto found = byKey.find(key); found != byKey.end()) {
            entries.splice(entries.begin(), entries, found->second);
            return found->second->text;
        }
    }

    auto text = std::make_shared<const CachedText>(format());
    // The key is stored twice, in the list and in the map.
    const std::size_t size = text->text.bytes.capacity()
        + text->text.marks.capacity() * sizeof(RecordMark)
        + 2 * (sizeof(TextKey) + key.readerRoot.size()) + sizeof(CachedText) + sizeof(Entry);

    const std::scoped_lock lock(mutex);
    ++formats;
    if (size > maxBytes)
        return text;
    if (const auto found = byKey.find(key); found != byKey.end())
        return found->second->text; // another thread was faster
    entries.push_front({key, text, size});
    byKey.emplace(key, entries.begin());
    cost += size;
    while (cost > maxBytes) {
        const auto& oldest = entries.back();
        cost -= oldest.cost;
        byKey.erase(oldest.key);
        entries.pop_back();
    }
    return text;
}

}

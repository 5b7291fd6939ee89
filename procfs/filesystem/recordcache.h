// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>
#include <procfs/recordfilesystem.h>

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace sandscope::procfs {

/// What one text was made of. Two texts with equal keys are equal.
struct TextKey
{
    TaskId task;
    const ProcFile* file = nullptr;
    Dialect dialect = Dialect::gvisor2019;
    PidNamespaceId mount;
    bool wholeGroup = true;
    std::string readerRoot; ///< empty for a text that does not depend on it
    UserNamespaceId readerUsers; ///< none for a text that does not depend on it
    bool readerMayTrace = true; ///< true for a text that does not depend on it
    std::chrono::nanoseconds time{}; ///< 0 for a text that does not depend on it
    Generation generation = 0; ///< the greatest of everything the text depends on
    Generation lastSeen = 0; ///< of the records that a reaped task's last record came from; 0: it
                             ///< lives

    bool operator==(const TextKey&) const = default;
};

/// What a formatter answered.
struct CachedText
{
    Errno error = Errno::ok;
    FileText text;
};

struct RecordCache::Private
{
    explicit Private(std::size_t limit)
        : maxBytes(limit)
    {
    }

    /// The text of that key, from \a format only when it is not there yet. The lock is not held
    /// while formatting, so two threads may both format a text that neither has seen.
    std::shared_ptr<const CachedText> get(const TextKey& key,
                                          const std::function<CachedText()>& format);
    /// Counts a text that is not worth keeping.
    void countFormat();

    struct Hash
    {
        std::size_t operator()(const TextKey& key) const noexcept;
    };
    struct Entry
    {
        TextKey key;
        std::shared_ptr<const CachedText> text;
        std::size_t cost = 0;
    };

    const std::size_t maxBytes;
    mutable std::mutex mutex; // guards everything below
    std::list<Entry> entries; // least recently used last
    std::unordered_map<TextKey, std::list<Entry>::iterator, Hash> byKey;
    std::size_t cost = 0;
    std::uint64_t formats = 0;
};

}

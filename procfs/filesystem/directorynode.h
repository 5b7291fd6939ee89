// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

#include <map>

namespace sandscope::procfs {

/// A directory. A child that somebody holds, or that the mount remembers, is found again under its
/// name; one that nobody does is made anew.
class DirectoryNode : public RecordNode
{
public:
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) final;
    [[nodiscard]] Answer<Listing> listOpened(std::int64_t offset, std::size_t count) final;

protected:
    using RecordNode::RecordNode;
    /// Null: no such entry.
    using NewNode = std::shared_ptr<RecordNode>;

    [[nodiscard]] std::uint64_t links() const override { return rules().directoryLinks; }
    [[nodiscard]] virtual NewNode make(std::string_view name) = 0;
    /// What looking up anything here answers; ok: it is looked up.
    [[nodiscard]] virtual Errno searchError() const { return Errno::ok; }
    /// What listing the open directory answers; ok: it is listed.
    [[nodiscard]] virtual Errno listingError() const;

    /// Takes entries of a listing as long as there is room.
    class Emitter
    {
    public:
        Emitter(Listing& listing, std::size_t count, const TreeRules& rules)
            : m_listing(listing)
            , m_room(count)
            , m_rules(rules)
        {
        }
        [[nodiscard]] bool isFull() const { return m_room == 0; }
        /// \a next: the position behind the entry. Preconditions: not full.
        void add(std::string name, EntryType type, std::uint64_t inode, std::int64_t next);

    private:
        Listing& m_listing;
        std::size_t m_room;
        const TreeRules& m_rules;
    };
    struct Resume
    {
        std::int64_t position = 0;
        bool atEnd = false;
    };
    /// The entries from \a position on, 0 being the first behind "." and "..".
    [[nodiscard]] virtual Resume list(std::int64_t position, Emitter& emitter) = 0;

    [[nodiscard]] std::shared_ptr<DirectoryNode> self();
    /// Of a file or link, as a listing says it.
    [[nodiscard]] EntryType entryType(FileKind kind) const;

private:
    std::map<std::string, std::weak_ptr<RecordNode>, std::less<>> m_children;
    std::size_t m_pruneAt = 64;
};

}

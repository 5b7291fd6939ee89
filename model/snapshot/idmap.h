// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace sandscope::snapshot {

namespace detail {

inline constexpr unsigned idMapBits = 5;
inline constexpr std::uint32_t idMapFanout = 1U << idMapBits;
inline constexpr unsigned idMapMaxHeight = 7; // 7 * 5 bits hold any 32-bit key

/// The slot of \a key in a node \a height levels above the leaves.
[[nodiscard]] constexpr std::uint32_t idMapSlot(std::uint32_t key, unsigned height)
{
    return (key >> (height * idMapBits)) & (idMapFanout - 1U);
}

/// How many keys a node of that height spans.
[[nodiscard]] constexpr std::uint64_t idMapSpan(unsigned height)
{
    return std::uint64_t{1} << ((height + 1U) * idMapBits);
}

/// One node. At height 0 the slots hold values, above that they hold nodes. The count of owners is
/// its own (not a shared_ptr's), because "am I the only owner?" must order the former owners' reads
/// before our writes, and use_count() does not.
template <class T>
struct IdMapNode
{
    std::atomic<std::uint32_t> owners = 1;
    std::uint32_t present = 0; ///< bit N: slot N is in use

    [[nodiscard]] bool has(std::uint32_t slot) const { return ((present >> slot) & 1U) != 0; }
};

template <class T>
struct IdMapLeaf : IdMapNode<T>
{
    std::array<std::shared_ptr<const T>, idMapFanout> values;
};

template <class T>
struct IdMapBranch : IdMapNode<T>
{
    std::array<IdMapNode<T>*, idMapFanout> nodes{};
};

}

/// A persistent map from small integers to shared immutable values.
///
/// Copying is O(1); a copy shares everything. set() and erase() copy only the path to the entry
/// (32-way radix tree), so two versions differ where they were changed and nowhere else, and diff()
/// walks just that. A path that nobody else owns is changed in place, so building a map from
/// nothing costs no copies. Reading a map is safe on any thread while another one writes its own
/// copy. Iteration ascends by key.
template <class T>
class IdMap
{
public:
    using Key = std::uint32_t;
    using Value = std::shared_ptr<const T>;

    IdMap() = default;
    IdMap(const IdMap& other)
        : m_root(share(other.m_root))
        , m_height(other.m_height)
        , m_size(other.m_size)
    {
    }
    IdMap(IdMap&& other) noexcept
        : m_root(std::exchange(other.m_root, nullptr))
        , m_height(std::exchange(other.m_height, 0U))
        , m_size(std::exchange(other.m_size, 0U))
    {
    }
    IdMap& operator=(IdMap other) noexcept
    {
        std::swap(m_root, other.m_root);
        std::swap(m_height, other.m_height);
        std::swap(m_size, other.m_size);
        return *this;
    }
    ~IdMap() { release(m_root, m_height); }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }

    /// Null when there is no such entry. The pointer lives as long as some version that has the
    /// entry.
    [[nodiscard]] const T* find(Key key) const
    {
        const Value* value = slotOf(key);
        return value ? value->get() : nullptr;
    }

    /// As find, sharing ownership.
    [[nodiscard]] Value share(Key key) const
    {
        const Value* value = slotOf(key);
        return value ? *value : nullptr;
    }

    /// Adds or replaces. \a value must not be null.
    void set(Key key, Value value)
    {
        if (!m_root) {
            m_root = new Leaf;
            m_height = 0;
        }
        while (key >= detail::idMapSpan(m_height)) {
            if (m_root->present == 0) { // an empty root grows without a level of nothing below it
                ++m_height;
                release(std::exchange(m_root, nullptr), m_height - 1);
                m_root = new Branch;
                continue;
            }
            auto* branch = new Branch;
            branch->nodes[0] = m_root;
            branch->present = 1;
            m_root = branch;
            ++m_height;
        }
        Node** at = &m_root;
        for (unsigned height = m_height; height > 0; --height) {
            auto* branch = own<Branch>(*at, height);
            const std::uint32_t slot = detail::idMapSlot(key, height);
            if (!branch->has(slot)) {
                branch->nodes[slot] = height == 1 ? static_cast<Node*>(new Leaf) : new Branch;
                branch->present |= 1U << slot;
            }
            at = &branch->nodes[slot];
        }
        auto* leaf = own<Leaf>(*at, 0);
        const std::uint32_t slot = detail::idMapSlot(key, 0);
        m_size += leaf->has(slot) ? 0U : 1U;
        leaf->values[slot] = std::move(value);
        leaf->present |= 1U << slot;
    }

    /// False when there was no such entry.
    bool erase(Key key)
    {
        if (!slotOf(key))
            return false;
        eraseBelow(m_root, m_height, key);
        if (--m_size == 0) {
            release(std::exchange(m_root, nullptr), m_height);
            m_height = 0;
        }
        return true;
    }

    /// Calls fn(Key, const Value&) for each entry, ascending.
    template <class Fn>
    void forEach(Fn&& fn) const
    {
        if (m_root)
            visit(m_root, m_height, 0, fn);
    }

    /// The entry with the smallest key >= \a from. Logarithmic, so a walk may stop and resume
    /// anywhere.
    [[nodiscard]] std::optional<std::pair<Key, const T*>> lowerBound(Key from) const
    {
        if (!m_root || from >= detail::idMapSpan(m_height))
            return std::nullopt;
        return lowerBoundBelow(m_root, m_height, 0, from);
    }

    /// The entry with the smallest key > \a key.
    [[nodiscard]] std::optional<std::pair<Key, const T*>> next(Key key) const
    {
        return key == ~Key{0} ? std::nullopt : lowerBound(key + 1U);
    }

    /// Whether both are the same version, without a look inside.
    [[nodiscard]] bool sharesAllWith(const IdMap& other) const { return m_root == other.m_root; }

    /// Calls fn(Key, const T* before, const T* after), ascending, for each entry that is not the
    /// same object in both: a null pointer where one side lacks it. Parts shared by both are not
    /// visited.
    template <class Fn>
    static void diff(const IdMap& before, const IdMap& after, Fn&& fn)
    {
        diffBelow({before.m_root, before.m_height}, {after.m_root, after.m_height}, 0, fn);
    }

    /// An estimate of the bytes of nodes that set() allocates on a map whose nodes are all shared.
    [[nodiscard]] std::size_t bytesOfPath() const
    {
        return sizeof(Leaf) + m_height * sizeof(Branch);
    }

private:
    using Node = detail::IdMapNode<T>;
    using Leaf = detail::IdMapLeaf<T>;
    using Branch = detail::IdMapBranch<T>;

    /// A node with its height; height is meaningless without a node.
    struct Place
    {
        Node* node = nullptr;
        unsigned height = 0;
    };

    static const Leaf& leaf(const Node* node) { return *static_cast<const Leaf*>(node); }
    static const Branch& branch(const Node* node) { return *static_cast<const Branch*>(node); }

    static Node* share(Node* node)
    {
        if (node)
            node->owners.fetch_add(1, std::memory_order_relaxed);
        return node;
    }

    static void release(Node* node, unsigned height)
    {
        if (!node || node->owners.fetch_sub(1, std::memory_order_acq_rel) != 1)
            return;
        if (height == 0) {
            delete static_cast<Leaf*>(node);
            return;
        }
        auto* owned = static_cast<Branch*>(node);
        for (std::uint32_t bits = owned->present; bits != 0; bits &= bits - 1)
            release(owned->nodes[lowestBit(bits)], height - 1);
        delete owned;
    }

    static std::uint32_t lowestBit(std::uint32_t bits)
    {
        return static_cast<std::uint32_t>(std::countr_zero(bits));
    }

    /// Makes the node behind \a node ours alone, by a copy where it is shared.
    template <class Kind>
    static Kind* own(Node*& node, unsigned height)
    {
        auto* kind = static_cast<Kind*>(node);
        if (node->owners.load(std::memory_order_acquire) == 1)
            return kind;
        auto* copy = new Kind;
        copy->present = kind->present;
        if constexpr (std::is_same_v<Kind, Leaf>) {
            copy->values = kind->values;
        } else {
            copy->nodes = kind->nodes;
            for (std::uint32_t bits = copy->present; bits != 0; bits &= bits - 1)
                share(copy->nodes[lowestBit(bits)]);
        }
        release(node, height);
        node = copy;
        return copy;
    }

    [[nodiscard]] const Value* slotOf(Key key) const
    {
        if (!m_root || key >= detail::idMapSpan(m_height))
            return nullptr;
        const Node* node = m_root;
        for (unsigned height = m_height; height > 0; --height) {
            node = branch(node).nodes[detail::idMapSlot(key, height)];
            if (!node)
                return nullptr;
        }
        const std::uint32_t slot = detail::idMapSlot(key, 0);
        return node->has(slot) ? &leaf(node).values[slot] : nullptr;
    }

    /// The entry exists. Nodes that run empty are removed, so the work stays with what is there.
    static void eraseBelow(Node*& node, unsigned height, Key key)
    {
        const std::uint32_t slot = detail::idMapSlot(key, height);
        if (height == 0) {
            auto* owned = own<Leaf>(node, 0);
            owned->values[slot].reset();
            owned->present &= ~(1U << slot);
            return;
        }
        auto* owned = own<Branch>(node, height);
        eraseBelow(owned->nodes[slot], height - 1, key);
        if (owned->nodes[slot]->present == 0) {
            release(std::exchange(owned->nodes[slot], nullptr), height - 1);
            owned->present &= ~(1U << slot);
        }
    }

    template <class Fn>
    static void visit(const Node* node, unsigned height, Key prefix, Fn& fn)
    {
        for (std::uint32_t bits = node->present; bits != 0; bits &= bits - 1) {
            const std::uint32_t slot = lowestBit(bits);
            const Key key = prefix | (slot << (height * detail::idMapBits));
            if (height == 0)
                fn(key, leaf(node).values[slot]);
            else
                visit(branch(node).nodes[slot], height - 1, key, fn);
        }
    }

    static std::optional<std::pair<Key, const T*>>
    lowerBoundBelow(const Node* node, unsigned height, Key prefix, Key from)
    {
        const std::uint32_t first = detail::idMapSlot(from, height);
        for (std::uint32_t bits = node->present & (~0U << first); bits != 0; bits &= bits - 1) {
            const std::uint32_t slot = lowestBit(bits);
            const Key key = prefix | (slot << (height * detail::idMapBits));
            if (height == 0)
                return std::pair{key, leaf(node).values[slot].get()};
            // Only below the first slot does the rest of the key still bind.
            if (auto found = lowerBoundBelow(branch(node).nodes[slot], height - 1, key,
                                             slot == first ? from : 0))
                return found;
        }
        return std::nullopt;
    }

    /// What stands in \a slot of \a place as seen from \a height, which may be above the place.
    static Place childAt(const Place& place, unsigned height, std::uint32_t slot)
    {
        if (!place.node)
            return {};
        if (place.height < height)
            return slot == 0 ? place : Place{};
        Node* child = branch(place.node).nodes[slot];
        return {child, height - 1};
    }

    template <class Fn>
    static void diffBelow(const Place& before, const Place& after, Key prefix, Fn& fn)
    {
        if (before.node == after.node)
            return;
        const unsigned height
            = std::max(before.node ? before.height : 0U, after.node ? after.height : 0U);
        if (height > 0) {
            for (std::uint32_t slot = 0; slot < detail::idMapFanout; ++slot) {
                const Place a = childAt(before, height, slot);
                const Place b = childAt(after, height, slot);
                if (a.node != b.node)
                    diffBelow(a, b, prefix | (slot << (height * detail::idMapBits)), fn);
            }
            return;
        }
        const std::uint32_t present
            = (before.node ? before.node->present : 0U) | (after.node ? after.node->present : 0U);
        for (std::uint32_t bits = present; bits != 0; bits &= bits - 1) {
            const std::uint32_t slot = lowestBit(bits);
            const T* a = before.node ? leaf(before.node).values[slot].get() : nullptr;
            const T* b = after.node ? leaf(after.node).values[slot].get() : nullptr;
            if (a != b)
                fn(prefix | slot, a, b);
        }
    }

    Node* m_root = nullptr;
    unsigned m_height = 0;
    std::size_t m_size = 0;
};

}

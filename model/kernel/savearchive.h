// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/state.h>
#include <procfs/ids.h>

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

/// Values to bytes and back. One list of fields per object, describe(io, object), serves both ways.
/// Integers take as many bytes as they need (7 bits each, the lowest first; signed ones with the
/// sign in bit 0). Texts and shared objects stand where they first occur, and as numbers later.
namespace sandscope::kernel::saved {

/// The last value of an enumeration; a greater one is refused.
template <class E>
inline constexpr E lastOf = E{};

/// Never changed once they are made, whoever has them: a state that stays in this process shares
/// them, so that they are the same objects later.
template <class T>
inline constexpr bool isShareable = false;
using Shared = std::vector<std::shared_ptr<const void>>;

template <class T>
concept IsEnum = std::is_enum_v<T>;

template <class T>
struct IsId : std::false_type
{
};
template <class Tag, class Int>
struct IsId<procfs::Id<Tag, Int>> : std::true_type
{
};

/// Where the objects of a kind are found by number.
template <class T>
[[nodiscard]] Registry<T>& registryOf(Kernel::State& state)
{
    if constexpr (std::same_as<T, Task>)
        return state.tasks;
    else if constexpr (std::same_as<T, ThreadGroup>)
        return state.groups;
    else if constexpr (std::same_as<T, Memory>)
        return state.memories;
    else if constexpr (std::same_as<T, FdTable>)
        return state.fdTables;
    else if constexpr (std::same_as<T, FsContext>)
        return state.fsContexts;
    else if constexpr (std::same_as<T, MountNamespace>)
        return state.mountNamespaces;
    else if constexpr (std::same_as<T, NetNamespace>)
        return state.netNamespaces;
    else if constexpr (std::same_as<T, UserNamespace>)
        return state.userNamespaces;
    else
        return state.pidNamespaces;
}

class Writer
{
public:
    static constexpr bool isReading = false;

    /// What can be shared goes to \a shared, and into the bytes if that is null.
    explicit Writer(Shared* shared = nullptr)
        : m_shared(shared)
    {
    }

    template <class... T>
    void operator()(T&... fields)
    {
        (put(fields), ...);
    }

    void number(std::uint64_t value)
    {
        while (value >= 0x80) {
            m_bytes.push_back(static_cast<char>(value | 0x80U));
            value >>= 7U;
        }
        m_bytes.push_back(static_cast<char>(value));
    }
    /// The number of a shared object: 0 for null. True: it is new, and its content comes next.
    bool reference(const void* object)
    {
        if (!object) {
            number(0);
            return false;
        }
        const auto [place, isNew] = m_objects.emplace(object, m_objects.size() + 1);
        number(place->second);
        return isNew;
    }
    [[nodiscard]] std::string& bytes() { return m_bytes; }
    void fail() { }
    [[nodiscard]] bool failed() const { return false; }

private:
    template <std::unsigned_integral T>
    void put(T& value)
    {
        number(value);
    }
    template <std::signed_integral T>
    void put(T& value)
    {
        const auto wide = static_cast<std::int64_t>(value);
        number(static_cast<std::uint64_t>(wide) << 1U ^ static_cast<std::uint64_t>(wide >> 63));
    }
    template <IsEnum T>
    void put(T& value)
    {
        number(static_cast<std::uint64_t>(value));
    }
    template <class T>
        requires IsId<T>::value
    void put(T& id)
    {
        put(id.value);
    }
    void put(std::chrono::nanoseconds& time)
    {
        std::int64_t count = time.count();
        put(count);
    }
    void put(std::string& text)
    {
        const auto [place, isNew] = m_texts.emplace(text, m_texts.size());
        number(place->second);
        if (isNew) {
            number(text.size());
            m_bytes += text;
        }
    }
    template <class T>
    void put(std::optional<T>& value)
    {
        number(value ? 1 : 0);
        if (value)
            put(*value);
    }
    template <class T>
    void put(std::vector<T>& list)
    {
        number(list.size());
        for (T& item : list)
            put(item);
    }
    template <class T, std::size_t N>
    void put(std::array<T, N>& list)
    {
        for (T& item : list)
            put(item);
    }
    template <class K>
    void put(std::set<K>& set)
    {
        number(set.size());
        for (K item : set)
            put(item);
    }
    template <class K, class V, class Less>
    void put(std::map<K, V, Less>& map)
    {
        number(map.size());
        for (auto& [key, value] : map) {
            K copy = key;
            put(copy);
            put(value);
        }
    }
    template <class... T>
    void put(std::variant<T...>& value)
    {
        number(value.index());
        std::visit([this](auto& held) { this->put(held); }, value);
    }
    void put(std::monostate&) { }
    template <class T>
    void put(T*& object)
    {
        number(object ? object->id.value : 0);
    }
    template <class T>
    void put(Ref<T>& object)
    {
        number(object ? object->id.value : 0);
    }
    template <class T>
    void put(std::shared_ptr<T>& object)
    {
        if constexpr (isShareable<std::remove_const_t<T>>) {
            if (m_shared)
                return share(object);
        }
        if (reference(object.get()))
            put(const_cast<std::remove_const_t<T>&>(*object));
    }
    template <class T>
    void put(std::weak_ptr<T>& object)
    {
        auto strong = object.lock();
        put(strong);
    }
    template <class T>
        requires requires(Writer& io, T& object) { describe(io, object); }
    void put(T& object)
    {
        describe(*this, object);
    }

    void share(const std::shared_ptr<const void>& object)
    {
        if (!object)
            return number(0);
        const auto [place, isNew] = m_sharedNumbers.emplace(object.get(), m_shared->size() + 1);
        number(place->second);
        if (isNew)
            m_shared->push_back(object);
    }

    std::string m_bytes;
    Shared* m_shared;
    std::unordered_map<const void*, std::size_t> m_sharedNumbers;
    std::unordered_map<std::string, std::size_t> m_texts;
    std::unordered_map<const void*, std::size_t> m_objects;
};

/// Takes hostile bytes. After the first thing that cannot be, everything reads as nothing.
class Reader
{
public:
    static constexpr bool isReading = true;
    static constexpr std::size_t leastCopies = std::size_t{256} << 20U;

    /// \a shared: as the writer was given it. Its bytes are taken at their word there.
    Reader(std::string_view bytes, Kernel::State& state, const Shared* shared = nullptr)
        : m_state(state)
        , m_rest(bytes)
        , m_shared(shared)
        , m_copies(leastCopies + 64 * bytes.size())
    {
    }

    template <class... T>
    void operator()(T&... fields)
    {
        (get(fields), ...);
    }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (m_rest.empty())
                break;
            const auto byte = static_cast<std::uint8_t>(m_rest.front());
            m_rest.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) {
                if (shift == 63 && byte > 1)
                    break;
                return value;
            }
        }
        fail();
        return 0;
    }
    /// How many things follow, of which each takes a byte at least.
    std::size_t count()
    {
        const std::uint64_t value = number();
        if (value > m_rest.size())
            fail();
        return failed() ? 0 : static_cast<std::size_t>(value);
    }
    void fail()
    {
        m_failed = true;
        m_rest = {};
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] std::size_t left() const { return m_rest.size(); }

private:
    template <std::unsigned_integral T>
    void get(T& value)
    {
        const std::uint64_t wide = number();
        if (!std::in_range<T>(wide))
            return fail();
        value = static_cast<T>(wide);
    }
    template <std::signed_integral T>
    void get(T& value)
    {
        const std::uint64_t wide = number();
        const auto number = static_cast<std::int64_t>((wide >> 1U) ^ (~(wide & 1U) + 1U));
        if (number < std::int64_t{std::numeric_limits<T>::min()}
            || number > std::int64_t{std::numeric_limits<T>::max()})
            return fail();
        value = static_cast<T>(number);
    }
    void get(bool& value)
    {
        const std::uint64_t wide = number();
        if (wide > 1)
            fail();
        value = wide == 1;
    }
    template <IsEnum T>
    void get(T& value)
    {
        static_assert(lastOf<T> != T{}, "say what the last value of this enumeration is");
        const std::uint64_t wide = number();
        if (wide > static_cast<std::uint64_t>(lastOf<T>))
            return fail();
        value = static_cast<T>(wide);
    }
    template <class T>
        requires IsId<T>::value
    void get(T& id)
    {
        get(id.value);
    }
    void get(std::chrono::nanoseconds& time)
    {
        std::int64_t count = 0;
        get(count);
        time = std::chrono::nanoseconds(count);
    }
    void get(std::string& text)
    {
        const std::uint64_t which = number();
        if (which < m_texts.size()) {
            const std::string_view known = m_texts[static_cast<std::size_t>(which)];
            if (known.size() > m_copies)
                return fail();
            m_copies -= known.size();
            text = known;
            return;
        }
        const std::size_t size = count();
        if (which != m_texts.size() || failed())
            return fail();
        m_texts.push_back(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        text = m_texts.back();
    }
    template <class T>
    void get(std::optional<T>& value)
    {
        bool isThere = false;
        get(isThere);
        if (!isThere) {
            value.reset();
            return;
        }
        T made{};
        get(made);
        value = std::move(made);
    }
    template <class T>
    void get(std::vector<T>& list)
    {
        const std::size_t size = count();
        list.clear();
        list.reserve(size);
        for (std::size_t i = 0; i < size && !failed(); ++i)
            get(list.emplace_back());
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& list)
    {
        for (T& item : list)
            get(item);
    }
    template <class K>
    void get(std::set<K>& set)
    {
        const std::size_t size = count();
        set.clear();
        for (std::size_t i = 0; i < size && !failed(); ++i) {
            K item{};
            get(item);
            if (!set.empty() && !(*set.rbegin() < item))
                fail();
            set.insert(set.end(), std::move(item));
        }
    }
    template <class K, class V, class Less>
    void get(std::map<K, V, Less>& map)
    {
        const std::size_t size = count();
        map.clear();
        for (std::size_t i = 0; i < size && !failed(); ++i) {
            K key{};
            get(key);
            if (!map.empty() && !(map.rbegin()->first < key))
                return fail();
            get(map.emplace_hint(map.end(), std::move(key), V{})->second);
        }
    }
    template <class... T>
    void get(std::variant<T...>& value)
    {
        const std::uint64_t which = number();
        if (which >= sizeof...(T))
            return fail();
        std::size_t index = 0;
        ((index++ == which ? get(value.template emplace<T>()) : void()), ...);
    }
    void get(std::monostate&) { }
    template <class T>
    void get(T*& object)
    {
        const std::uint64_t id = number();
        object = nullptr;
        if (id == 0)
            return;
        object = std::in_range<std::uint32_t>(id)
            ? registryOf<T>(m_state).find(static_cast<std::uint32_t>(id))
            : nullptr;
        if (!object)
            fail();
    }
    template <class T>
    void get(Ref<T>& object)
    {
        T* found = nullptr;
        get(found);
        object = found ? Ref<T>(*found) : Ref<T>();
    }
    template <class T>
    void get(std::shared_ptr<T>& object)
    {
        using Plain = std::remove_const_t<T>;
        constexpr int deepest = 16; // nothing that is saved lies deeper
        object.reset();
        const std::uint64_t which = number();
        if (which == 0)
            return;
        if constexpr (isShareable<Plain>) {
            if (m_shared) {
                const auto& known = m_shared->at(static_cast<std::size_t>(which - 1));
                object
                    = std::const_pointer_cast<Plain>(std::static_pointer_cast<const Plain>(known));
                return;
            }
        }
        if (which <= m_objects.size()) {
            const Known& known = m_objects[static_cast<std::size_t>(which - 1)];
            // One that holds itself would never end.
            if (known.type != std::type_index(typeid(Plain)) || !known.isWhole)
                return fail();
            object = std::static_pointer_cast<Plain>(known.object);
            return;
        }
        if (which != m_objects.size() + 1 || m_depth == deepest)
            return fail();
        ++m_depth;
        auto made = std::make_shared<Plain>();
        const std::size_t place = m_objects.size();
        m_objects.push_back({made, typeid(Plain), false});
        get(*made);
        m_objects[place].isWhole = true;
        object = std::move(made);
        --m_depth;
    }
    template <class T>
    void get(std::weak_ptr<T>& object)
    {
        std::shared_ptr<T> strong;
        get(strong);
        object = strong;
    }
    template <class T>
        requires requires(Reader& io, T& object) { describe(io, object); }
    void get(T& object)
    {
        describe(*this, object);
    }

    struct Known
    {
        std::shared_ptr<void> object;
        std::type_index type;
        bool isWhole; ///< read to its end
    };

    Kernel::State& m_state;
    std::string_view m_rest;
    const Shared* m_shared;
    /// Bytes of texts that may still be repeated: a few bytes may name a long text many times.
    std::size_t m_copies;
    std::vector<std::string_view> m_texts;
    std::vector<Known> m_objects;
    int m_depth = 0;
    bool m_failed = false;
};

}

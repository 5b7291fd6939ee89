// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sandscope::procfs {

/// A counter that every change raises. 0 means "never".
using Generation = std::uint64_t;

/// A small integer that cannot be mistaken for another kind of small integer. The default is
/// "none".
template <class Tag, class Int>
struct Id
{
    Int value = 0;

    [[nodiscard]] constexpr bool isNone() const { return value == 0; }
    constexpr explicit operator bool() const { return value != 0; }
    constexpr auto operator<=>(const Id&) const = default;
};

// Serial numbers of kernel objects. They are given once and never again, so they identify an object
// over its whole life and beyond, which a thread id inside a sandbox cannot: those come back.
using TaskId = Id<struct TaskTag, std::uint32_t>;
using GroupId = Id<struct GroupTag, std::uint32_t>;
using MemoryId = Id<struct MemoryTag, std::uint32_t>;
using FdTableId = Id<struct FdTableTag, std::uint32_t>;
using FsContextId = Id<struct FsContextTag, std::uint32_t>;
using PidNamespaceId = Id<struct PidNamespaceTag, std::uint32_t>;
using UserNamespaceId = Id<struct UserNamespaceTag, std::uint32_t>;
using MountNamespaceId = Id<struct MountNamespaceTag, std::uint32_t>;
using NetNamespaceId = Id<struct NetNamespaceTag, std::uint32_t>;
using IpcNamespaceId = Id<struct IpcNamespaceTag, std::uint32_t>;
using UtsNamespaceId = Id<struct UtsNamespaceTag, std::uint32_t>;
using CgroupNamespaceId = Id<struct CgroupNamespaceTag, std::uint32_t>;
using TimeNamespaceId = Id<struct TimeNamespaceTag, std::uint32_t>;

/// A thread id as one PID namespace sees it; 0 where the task is not visible.
using Tid = Id<struct TidTag, std::int32_t>;

}

template <class Tag, class Int>
struct std::hash<sandscope::procfs::Id<Tag, Int>>
{
    std::size_t operator()(const sandscope::procfs::Id<Tag, Int>& id) const noexcept
    {
        return std::hash<Int>{}(id.value);
    }
};

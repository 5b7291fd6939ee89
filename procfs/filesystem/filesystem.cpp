// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/filesystem.h>

#include <ranges>

namespace sandscope::procfs {

Answer<std::int64_t> Node::seek(std::int64_t offset)
{
    if (offset < 0)
        return std::unexpected(Failure::of(Errno::invalid, "lseek"));
    return offset;
}

Answer<NodePtr> FileSystem::walk(std::string_view path)
{
    NodePtr node = root();
    for (const auto part : std::views::split(path, '/')) {
        const std::string_view name(part);
        if (name.empty() || name == ".")
            continue;
        if (name == "..")
            return std::unexpected(Failure::of(Errno::invalid, "lookup"));
        auto next = node->lookup(name);
        if (!next)
            return next;
        node = std::move(*next);
    }
    return node;
}

}

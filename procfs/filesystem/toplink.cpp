// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "toplink.h"

#include "directorynode.h"

#include <ranges>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t linkMode = 0777;

std::string_view fixedTarget(std::string_view name)
{
    if (name == "mounts")
        return "self/mounts";
    return name == "net" ? "self/net" : "";
}

}

TopLink::TopLink(Identity identity, std::string_view name)
    : RecordNode(std::move(identity))
    , m_target(fixedTarget(name))
    , m_isThread(name == "thread-self")
{
}

std::shared_ptr<TopLink> TopLink::create(const ProcMountPtr& mount,
                                         std::shared_ptr<DirectoryNode> parent,
                                         std::string_view name, std::uint64_t inode)
{
    return std::shared_ptr<TopLink>(new TopLink({.mount = mount,
                                                 .parent = std::move(parent),
                                                 .task = nullptr,
                                                 .file = nullptr,
                                                 .kind = FileKind::link,
                                                 .permissions = linkMode,
                                                 .inode = inode},
                                                name));
}

Generation TopLink::generation() const
{
    return m_target.empty() ? mount()->readerGeneration() : 0;
}

std::uint64_t TopLink::size() const
{
    // The reader's own directory is a link that is made with an empty target.
    return rules().sizes == SizeRule::none ? 0 : m_target.size();
}

Answer<std::string> TopLink::readlink()
{
    if (!m_target.empty())
        return std::string(m_target);
    const auto* reader = mount()->reader();
    if (!reader)
        return std::unexpected(Failure::of(Errno::invalid, "readlink"));
    const auto* group = mount()->records->group(reader->group);
    const auto* leader = group ? mount()->records->task(group->leader) : nullptr;
    const auto tgid = leader ? tidIn(leader->tids, mount()->mount) : Tid{};
    const auto tid = tidIn(reader->tids, mount()->mount);
    if (!tgid || (m_isThread && !tid))
        return std::unexpected(Failure::of(Errno::noEntry, "readlink"));
    auto target = std::to_string(tgid.value);
    if (m_isThread)
        target += "/task/" + std::to_string(tid.value);
    return target;
}

Answer<NodePtr> TopLink::follow()
{
    const auto target = readlink();
    if (!target)
        return std::unexpected(Failure::of(target.error().error, "open"));
    NodePtr at = parent();
    for (const auto part : std::views::split(*target, '/')) {
        if (at->kind() == FileKind::link) {
            auto behind = at->open();
            if (!behind)
                return behind;
            at = std::move(*behind);
        }
        auto next = at->lookup(std::string_view(part));
        if (!next)
            return next;
        at = std::move(*next);
    }
    return at->open();
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "namespacedirectory.h"

#include "textfile.h"

#include <procfs/files/ns.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t linkMode = 0777;

/// In which order Linux lists them.
constexpr std::array<std::string_view, 10> linuxOrder
    = {"net",  "uts", "ipc",    "pid",  "pid_for_children",
       "user", "mnt", "cgroup", "time", "time_for_children"};

class NamespaceLink final : public RecordNode
{
public:
    NamespaceLink(Identity identity, std::string_view name)
        : RecordNode(std::move(identity))
        , m_name(name)
    {
    }

    Answer<std::string> readlink() override { return target(rules().tracesNamespaces, "readlink"); }
    Generation generation() const override
    {
        if (rules().remade)
            return 0; // made up, and settled when the directory was made
        return std::max(
            {mount()->generationOf(heldTask().get(), static_cast<Dependencies>(Dependency::task)),
             mount()->readerGeneration(), childrensGeneration()});
    }

protected:
    std::uint64_t size() const override
    {
        if (rules().sizes != SizeRule::texts)
            return 0;
        const auto text = target(false, "stat");
        return text ? text->size() : 0;
    }

    Answer<NodePtr> follow() override
    {
        if (const auto text = target(rules().tracesFollowedNamespaces, "open"); !text)
            return std::unexpected(text.error());
        const bool isMadeUp
            = rules().namespacesAreMadeUp || (rules().userNamespaceIsMadeUp && m_name == "user");
        if (!isMadeUp)
            return OpaqueFile::behindLink(mount());
        // A new empty file each time, so no two openings can be found to be the same namespace.
        return FixedFile::create(mount(), nullptr, nullptr, nullptr, rules().fakeNamespaceMode,
                                 mount()->takeInodes(), {});
    }

private:
    /// A namespace that waits for its first process cannot be named: its births count as well.
    Generation childrensGeneration() const
    {
        if (m_name != "pid_for_children")
            return 0;
        return mount()->withContext(heldTask().get(), true, [](const FileContext& context) {
            const auto* ns = context.records.pidNamespace(context.task.pidNamespaceForChildren);
            const bool isOwn = context.task.pidNamespaceForChildren == context.task.pidNamespace;
            return ns && !isOwn ? ns->generation : Generation{0};
        });
    }

    Answer<std::string> target(bool needsTrace, std::string_view step) const
    {
        const auto refuse = [step](Errno error) { return Failure::of(error, std::string(step)); };
        if (needsTrace && !mount()->readerMayTrace(*heldTask()))
            return std::unexpected(refuse(Errno::access));
        if (heldTask()->isGone() && rules().linkOfDead != Errno::ok)
            return std::unexpected(refuse(rules().linkOfDead));
        return mount()
            ->withContext(
                heldTask().get(), true,
                [this](const FileContext& context) { return nsTarget(context, m_name, inode()); })
            .transform_error(refuse);
    }

    std::string m_name;
};

}

NamespaceDirectory::NamespaceDirectory(Identity identity, std::vector<Link> links)
    : DirectoryNode(std::move(identity))
    , m_links(std::move(links))
{
    if (rules().order == ListingOrder::fixed)
        std::ranges::stable_sort(
            m_links, {}, [](const Link& link) { return std::ranges::find(linuxOrder, link.name); });
    if (rules().order != ListingOrder::random)
        return;
    std::vector<Link> listed;
    for (const std::size_t i : shuffled(m_links.size(), inode() ^ mount()->options.seed))
        listed.push_back(m_links[i]);
    m_links = std::move(listed);
}

std::shared_ptr<NamespaceDirectory>
NamespaceDirectory::create(const ProcMountPtr& mount, std::shared_ptr<DirectoryNode> parent,
                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                           std::uint64_t inode, const std::vector<std::uint64_t>& numbers)
{
    const auto always = nsNames(mount->options.dialect);
    const auto names = mount->withContext(
        task.get(), true, [](const FileContext& context) { return nsNames(context); });
    std::vector<Link> links;
    for (const std::string_view name : names) {
        const auto place
            = static_cast<std::size_t>(std::ranges::find(always, name) - always.begin());
        links.push_back({name, place < numbers.size() ? numbers[place] : mount->takeInodes()});
    }
    return std::shared_ptr<NamespaceDirectory>(
        new NamespaceDirectory({.mount = mount,
                                .parent = std::move(parent),
                                .task = std::move(task),
                                .file = &file,
                                .kind = FileKind::directory,
                                .permissions = file.mode(mount->options.dialect),
                                .inode = inode},
                               std::move(links)));
}

DirectoryNode::NewNode NamespaceDirectory::make(std::string_view name)
{
    const auto link = std::ranges::find(m_links, name, &Link::name);
    if (link == m_links.end())
        return nullptr;
    return std::make_shared<NamespaceLink>(Identity{.mount = mount(),
                                                    .parent = self(),
                                                    .task = heldTask(),
                                                    .file = file(),
                                                    .kind = FileKind::link,
                                                    .permissions = linkMode,
                                                    .inode = link->inode},
                                           name);
}

DirectoryNode::Resume NamespaceDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto end = static_cast<std::int64_t>(m_links.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const Link& link = m_links[static_cast<std::size_t>(position)];
        emitter.add(std::string(link.name), EntryType::link, link.inode, position + 1);
    }
    return {position, position >= end};
}

}

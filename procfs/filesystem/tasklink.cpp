// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tasklink.h"

#include "directorynode.h"
#include "textfile.h"

namespace sandscope::procfs {

std::shared_ptr<TaskLink> TaskLink::create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                                           bool wholeGroup, std::uint64_t inode,
                                           std::optional<OwnerIds> owner)
{
    return std::shared_ptr<TaskLink>(new TaskLink({.mount = mount,
                                                   .parent = std::move(parent),
                                                   .task = std::move(task),
                                                   .file = &file,
                                                   .kind = FileKind::link,
                                                   .permissions = file.mode(mount->options.dialect),
                                                   .inode = inode,
                                                   .owner = owner},
                                                  wholeGroup));
}

Answer<std::string> TaskLink::readlink()
{
    if (!mount()->readerMayTrace(*heldTask()))
        return std::unexpected(Failure::of(Errno::access, "readlink"));
    if (heldTask()->isGone() && rules().linkOfDead != Errno::ok)
        return std::unexpected(Failure::of(rules().linkOfDead, "readlink"));
    return mount()
        ->withContext(heldTask().get(), m_wholeGroup,
                      [this](const FileContext& context) { return file()->target(context); })
        .transform_error([](Errno error) { return Failure::of(error, "readlink"); });
}

Generation TaskLink::generation() const
{
    return std::max(
        mount()->generationOf(heldTask().get(), file()->dependencies | Dependency::task),
        mount()->readerGeneration());
}

Answer<NodePtr> TaskLink::follow()
{
    const auto target = readlink();
    if (!target)
        return std::unexpected(target.error());
    // Early kernels look the text up as any path. Of the files outside it is known that a running
    // program's is there unless it was deleted; that a file is there whose name ends in "
    // (deleted)" is not assumed. Later ones go to the object itself.
    const auto* memory = mount()->records->memory(heldTask()->record().memory);
    if (rules().remade && memory && memory->executableDeleted)
        return std::unexpected(Failure::of(Errno::noEntry, "open"));
    return OpaqueFile::behindLink(mount());
}

}

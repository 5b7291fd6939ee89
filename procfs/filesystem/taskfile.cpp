// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "taskfile.h"

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

/// The files that are no sequence files: each read makes the text anew and takes its part of it.
constexpr std::array<std::string_view, 4> plainFiles = {"auxv", "cmdline", "comm", "environ"};

/// Nothing behind this offset of cmdline and environ can be read (facts 2.2).
constexpr std::uint64_t argumentsCap = 4096;

}

TaskFile::TaskFile(Identity identity, bool wholeGroup, std::shared_ptr<SeqFile> state)
    : RecordNode(std::move(identity))
    , m_wholeGroup(wholeGroup)
    , m_state(std::move(state))
{
}

std::shared_ptr<TaskFile> TaskFile::create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                                           bool wholeGroup, std::uint64_t inode,
                                           std::shared_ptr<SeqFile> state)
{
    return std::shared_ptr<TaskFile>(new TaskFile({.mount = mount,
                                                   .parent = std::move(parent),
                                                   .task = std::move(task),
                                                   .file = &file,
                                                   .kind = FileKind::regular,
                                                   .permissions = file.mode(mount->options.dialect),
                                                   .inode = inode},
                                                  wholeGroup, std::move(state)));
}

Generation TaskFile::generation() const
{
    return mount()->generationOf(*heldTask(), file()->dependencies);
}

std::expected<std::shared_ptr<const FileText>, Errno> TaskFile::text() const
{
    auto cached = mount()->text(*heldTask(), *file(), m_wholeGroup);
    if (cached->error != Errno::ok)
        return std::unexpected(cached->error);
    return std::shared_ptr<const FileText>(cached, &cached->text);
}

Answer<std::shared_ptr<const FileText>> TaskFile::wholeText()
{
    return text().transform_error([](Errno error) { return Failure::of(error, "read"); });
}

Answer<std::size_t> TaskFile::readBytes(std::uint64_t offset, std::size_t count, std::string& out)
{
    if (std::ranges::contains(plainFiles, file()->name))
        return readPlain(offset, count, out);
    return m_state->read(offset, count, out, {.text = [this] { return text(); }})
        .transform_error([](Errno error) { return Failure::of(error, "read"); });
}

Answer<std::size_t> TaskFile::readPlain(std::uint64_t offset, std::size_t count, std::string& out)
{
    // Of cmdline and environ a read copies its own part, so its part alone decides whether there is
    // an error.
    const MemoryText* range = nullptr;
    if (file()->name == "cmdline" || file()->name == "environ") {
        if (offset > argumentsCap)
            return 0; // asked before anything else
        const auto* memory = mount()->records->memory(heldTask()->record().memory);
        if (memory && memory->users > 0)
            range = file()->name == "cmdline" ? &memory->arguments : &memory->environment;
        if (range && (range->start == 0 || range->end <= range->start))
            range = nullptr;
        if (range && offset >= std::min(range->end - range->start, argumentsCap))
            return 0;
    }
    const auto whole = text();
    if (!whole)
        return std::unexpected(Failure::of(whole.error(), "read"));
    if (range && offset >= (*whole)->bytes.size())
        return std::unexpected(Failure::of(Errno::fault, "read")); // behind the last byte that can
                                                                   // be copied
    return slice((*whole)->bytes, offset, count, out);
}

TaskLink::TaskLink(Identity identity, bool wholeGroup)
    : RecordNode(std::move(identity))
    , m_wholeGroup(wholeGroup)
{
}

std::shared_ptr<TaskLink> TaskLink::create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                                           bool wholeGroup, std::uint64_t inode)
{
    return std::shared_ptr<TaskLink>(new TaskLink({.mount = mount,
                                                   .parent = std::move(parent),
                                                   .task = std::move(task),
                                                   .file = &file,
                                                   .kind = FileKind::link,
                                                   .permissions = file.mode(mount->options.dialect),
                                                   .inode = inode},
                                                  wholeGroup));
}

Answer<std::string> TaskLink::readlink()
{
    if (!mount()->readerMayTrace(*heldTask()))
        return std::unexpected(Failure::of(Errno::access, "readlink"));
    return mount()
        ->withContext(*heldTask(), m_wholeGroup,
                      [this](const FileContext& context) { return file()->target(context); })
        .transform_error([](Errno error) { return Failure::of(error, "readlink"); });
}

Generation TaskLink::generation() const
{
    return std::max(mount()->generationOf(*heldTask(), file()->dependencies | Dependency::task),
                    mount()->readerGeneration());
}

Answer<NodePtr> TaskLink::follow()
{
    const auto target = readlink();
    if (!target)
        return std::unexpected(target.error());
    // The text is looked up as any path. Of the files outside it is known that a running program's
    // is there unless it was deleted; that a file is there whose name ends in " (deleted)" is not
    // assumed.
    const auto* memory = mount()->records->memory(heldTask()->record().memory);
    if (memory && memory->executableDeleted)
        return std::unexpected(Failure::of(Errno::noEntry, "open"));
    return OpenedFile::create(mount());
}

FixedFile::FixedFile(Identity identity, FileText text)
    : RecordNode(std::move(identity))
    , m_text(std::make_shared<const FileText>(std::move(text)))
{
}

std::shared_ptr<FixedFile> FixedFile::create(const ProcMountPtr& mount,
                                             std::shared_ptr<DirectoryNode> parent,
                                             std::shared_ptr<HeldTask> task, const ProcFile* file,
                                             std::uint16_t permissions, FileText text)
{
    return std::shared_ptr<FixedFile>(new FixedFile({.mount = mount,
                                                     .parent = std::move(parent),
                                                     .task = std::move(task),
                                                     .file = file,
                                                     .kind = FileKind::regular,
                                                     .permissions = permissions,
                                                     .inode = mount->takeInodes()},
                                                    std::move(text)));
}

Answer<std::size_t> FixedFile::readBytes(std::uint64_t offset, std::size_t count, std::string& out)
{
    return slice(m_text->bytes, offset, count, out);
}

std::shared_ptr<OpenedFile> OpenedFile::create(const ProcMountPtr& mount)
{
    return std::shared_ptr<OpenedFile>(new OpenedFile({.mount = mount,
                                                       .parent = nullptr,
                                                       .task = nullptr,
                                                       .file = nullptr,
                                                       .kind = FileKind::regular,
                                                       .permissions = 0,
                                                       .inode = 0}));
}

Answer<Attributes> OpenedFile::stat()
{
    return Attributes{};
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "textfile.h"

#include "directorynode.h"

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

/// The files of 2018 and 2019 that are no sequence files: each read makes the text anew and takes
/// its part of it.
constexpr std::array<std::string_view, 6> plainFiles
    = {"auxv", "cmdline", "comm", "cpuinfo", "environ", "uptime"};

bool isPlainFile(ReadRule rule, const ProcFile& file)
{
    switch (rule) {
    case ReadRule::sequence:
        return std::ranges::contains(plainFiles, file.name);
    case ReadRule::linux_:
        return file.scope == Scope::task && isReadInPlace(file);
    case ReadRule::snapshot:
        break;
    }
    return false;
}

/// Nothing behind this offset of cmdline and environ can be read in 2018 and 2019 (facts 2.2).
constexpr std::uint64_t argumentsCap = 4096;

std::expected<TextPtr, Errno> orError(const std::shared_ptr<const CachedText>& cached)
{
    if (cached->error != Errno::ok)
        return std::unexpected(cached->error);
    return TextPtr(cached, &cached->text);
}

}

class TextFile::TextReader final : public Reader
{
public:
    TextReader(TextFile& file, std::shared_ptr<ReadState> state)
        : m_file(file)
        , m_state(std::move(state))
        , m_taken(file.take())
    {
    }

    Answer<std::size_t> read(std::uint64_t offset, std::size_t count, std::string& out) override
    {
        return m_file.part(*m_state, offset, count, out, m_taken).transform_error([](Errno error) {
            return Failure::of(error, "read");
        });
    }
    Answer<void> seek(std::uint64_t offset) override
    {
        return m_state->seek(offset, m_file.source(m_taken)).transform_error([](Errno error) {
            return Failure::of(error, "lseek");
        });
    }

private:
    TextFile& m_file;
    std::shared_ptr<ReadState> m_state;
    Taken m_taken;
};

std::unique_ptr<Reader> TextFile::newReader()
{
    // Of sequence files the state belongs to the inode, of all others to the open file.
    if (mount()->readRule != ReadRule::sequence || !m_state) {
        return std::make_unique<TextReader>(*this, makeReadState(mount()->readRule, isPlain()));
    }
    return std::make_unique<TextReader>(*this, isPlain() ? std::make_shared<PlainFile>() : m_state);
}

TextSource TextFile::source(const Taken& taken) const
{
    return {.text = [this, taken] { return text(taken); }};
}

std::expected<std::size_t, Errno> TextFile::part(ReadState& state, std::uint64_t offset,
                                                 std::size_t count, std::string& out,
                                                 const Taken& taken)
{
    return state.read(offset, count, out, source(taken));
}

Answer<TextPtr> TextFile::wholeText()
{
    return text(take()).transform_error([](Errno error) { return Failure::of(error, "read"); });
}

Errno openErrorOf(const ProcMount& mount, const HeldTask& task, const OpenRule& rule)
{
    const TaskRecord& record = task.record();
    Errno byState = Errno::ok;
    if (task.isGone())
        byState = rule.ofReaped;
    else if (!record.memory)
        byState = rule.ofExited;
    if (rule.stateFirst && byState != Errno::ok)
        return byState;
    if (rule.trace && !mount.readerMayTrace(task, *rule.trace))
        return Errno::access;
    return byState;
}

TaskFile::TaskFile(Identity identity, bool wholeGroup, std::shared_ptr<ReadState> state)
    : TextFile(std::move(identity), std::move(state))
    , m_wholeGroup(wholeGroup)
    , m_rule(openRuleOf(*file(), mount()->options.dialect))
{
}

std::shared_ptr<TaskFile> TaskFile::create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                                           bool wholeGroup, std::uint64_t inode,
                                           std::shared_ptr<ReadState> state,
                                           std::optional<OwnerIds> owner)
{
    return std::shared_ptr<TaskFile>(new TaskFile({.mount = mount,
                                                   .parent = std::move(parent),
                                                   .task = std::move(task),
                                                   .file = &file,
                                                   .kind = FileKind::regular,
                                                   .permissions = file.mode(mount->options.dialect),
                                                   .inode = inode,
                                                   .owner = owner},
                                                  wholeGroup, std::move(state)));
}

Generation TaskFile::generation() const
{
    return mount()->generationOf(heldTask().get(), file()->dependencies);
}

bool TaskFile::mayAccess(Wanted wanted) const
{
    // A process may always read and set the names of its own threads.
    return TextFile::mayAccess(wanted)
        || (rules().owner != OwnerRule::effectiveIds && file()->name == "comm"
            && mount()->isReadersOwn(*heldTask()));
}

Errno TaskFile::openError() const
{
    return openErrorOf(*mount(), *heldTask(), m_rule);
}

bool TaskFile::isPlain() const
{
    return isPlainFile(mount()->readRule, *file());
}

TextFile::Taken TaskFile::take() const
{
    if (m_rule.bound == Bound::nothing)
        return nullptr;
    const Records& records = *mount()->records;
    const TaskRecord& task = heldTask()->record();
    auto taken = std::make_shared<BoundRecords>();
    taken->memoryId = task.memory;
    if (m_rule.bound == Bound::vector) {
        if (const auto* memory = records.memory(task.memory))
            taken->memory = *memory;
    }
    if (m_rule.bound == Bound::mounts) {
        if (const auto* context = records.fsContext(task.fsContext))
            taken->fsContext = *context;
        if (const auto* mounts = records.mountNamespace(task.mountNamespace))
            taken->mounts = *mounts;
    }
    return taken;
}

bool TaskFile::differs(const BoundRecords& taken) const
{
    const TaskRecord& task = heldTask()->record();
    if (m_rule.bound == Bound::mounts)
        return taken.fsContext && task.fsContext != taken.fsContext->id;
    return heldTask()->isGone() || task.memory != taken.memoryId;
}

TextFile::Text TaskFile::boundText(const BoundRecords& taken) const
{
    const RecordsWithTask present(*mount()->records, *heldTask(), &taken);
    TaskRecord task = heldTask()->record();
    if (m_rule.bound == Bound::mounts)
        task.fsContext = taken.fsContext->id;
    else
        task.memory = taken.memoryId;
    if (m_rule.bound != Bound::mounts && !present.memory(task.memory))
        return std::make_shared<const FileText>(); // nobody uses that memory any more
    task.state = TaskState::running; // it is read as of a task that has these things
    mount()->countFormat();
    auto made = std::make_shared<const CachedText>(
        mount()->freshText(mount()->context(present, task, m_wholeGroup), *file()));
    return orError(made);
}

TextFile::Text TaskFile::text(const Taken& taken) const
{
    if (heldTask()->isGone() && !m_rule.outlivesTask)
        return std::unexpected(Errno::noProcess);
    if (m_rule.readTrace && !mount()->readerMayTrace(*heldTask(), *m_rule.readTrace))
        return std::unexpected(m_rule.untraced);
    if (taken && differs(*taken))
        return boundText(*taken);
    return orError(mount()->text(heldTask().get(), *file(), m_wholeGroup));
}

std::expected<std::size_t, Errno> TaskFile::part(ReadState& state, std::uint64_t offset,
                                                 std::size_t count, std::string& out,
                                                 const Taken& taken)
{
    const bool isArguments = file()->name == "cmdline";
    if (!rules().remade || !isPlain() || (!isArguments && file()->name != "environ"))
        return TextFile::part(state, offset, count, out, taken);

    // Of these a read in 2018 and 2019 copies its own part, so its part alone decides whether there
    // is an error.
    if (offset > argumentsCap)
        return 0; // asked before anything else
    const MemoryText* range = nullptr;
    const auto* memory = mount()->records->memory(heldTask()->record().memory);
    if (memory && memory->users > 0)
        range = isArguments ? &memory->arguments : &memory->environment;
    if (range && (range->start == 0 || range->end <= range->start))
        range = nullptr;
    if (range && offset >= std::min(range->end - range->start, argumentsCap))
        return 0;
    const auto whole = text(taken);
    if (!whole)
        return std::unexpected(whole.error());
    if (range && offset >= (*whole)->bytes.size())
        return std::unexpected(Errno::fault); // behind the last byte that can be copied
    return slice((*whole)->bytes, offset, count, out);
}

std::shared_ptr<SystemFile> SystemFile::create(const ProcMountPtr& mount,
                                               std::shared_ptr<DirectoryNode> parent,
                                               const ProcFile& file, std::uint64_t inode,
                                               std::shared_ptr<ReadState> state)
{
    return std::shared_ptr<SystemFile>(
        new SystemFile({.mount = mount,
                        .parent = std::move(parent),
                        .task = nullptr,
                        .file = &file,
                        .kind = FileKind::regular,
                        .permissions = file.mode(mount->options.dialect),
                        .inode = inode},
                       std::move(state)));
}

Generation SystemFile::generation() const
{
    return mount()->generationOf(nullptr, file()->dependencies);
}

bool SystemFile::isPlain() const
{
    return isPlainFile(mount()->readRule, *file());
}

TextFile::Text SystemFile::text(const Taken&) const
{
    return orError(mount()->text(nullptr, *file(), true));
}

TextSource SystemFile::source(const Taken& taken) const
{
    auto made = TextFile::source(taken);
    made.needsUpdateOnce = file()->name == "filesystems"; // facts 4.1: it alone
    return made;
}

FixedFile::FixedFile(Identity identity, FileText text)
    : TextFile(std::move(identity), nullptr)
    , m_text(std::make_shared<const FileText>(std::move(text)))
{
}

std::shared_ptr<FixedFile> FixedFile::create(const ProcMountPtr& mount,
                                             std::shared_ptr<DirectoryNode> parent,
                                             std::shared_ptr<HeldTask> task, const ProcFile* file,
                                             std::uint16_t permissions, std::uint64_t inode,
                                             FileText text)
{
    return std::shared_ptr<FixedFile>(new FixedFile({.mount = mount,
                                                     .parent = std::move(parent),
                                                     .task = std::move(task),
                                                     .file = file,
                                                     .kind = FileKind::regular,
                                                     .permissions = permissions,
                                                     .inode = inode},
                                                    std::move(text)));
}

std::uint64_t FixedFile::size() const
{
    return rules().sizes == SizeRule::texts ? m_text->bytes.size() : 0;
}

std::shared_ptr<OpaqueFile> OpaqueFile::behindLink(const ProcMountPtr& mount)
{
    return create(mount, nullptr, 0, 0);
}

std::shared_ptr<OpaqueFile> OpaqueFile::create(const ProcMountPtr& mount,
                                               std::shared_ptr<DirectoryNode> parent,
                                               std::uint16_t permissions, std::uint64_t inode)
{
    return std::shared_ptr<OpaqueFile>(new OpaqueFile({.mount = mount,
                                                       .parent = std::move(parent),
                                                       .task = nullptr,
                                                       .file = nullptr,
                                                       .kind = FileKind::regular,
                                                       .permissions = permissions,
                                                       .inode = inode}));
}

Answer<Attributes> OpaqueFile::stat()
{
    return parent() ? RecordNode::stat() : Attributes{};
}

bool OpaqueFile::mayAccess(Wanted wanted) const
{
    // Rights over other file systems' files are not known, so none is refused.
    return !parent() || RecordNode::mayAccess(wanted);
}

class MemFile::MemReader final : public Reader
{
public:
    explicit MemReader(const MemFile& file)
        : m_file(file)
        , m_memory(file.heldTask()->record().memory)
        , m_isBound(openRuleOf(*file.file(), file.mount()->options.dialect).bound != Bound::nothing)
    {
    }

    Answer<std::size_t> read(std::uint64_t offset, std::size_t count, std::string&) override
    {
        const MemoryId id = m_isBound ? m_memory : m_file.heldTask()->record().memory;
        const MemoryRecord* const memory = m_file.mount()->records->memory(id);
        if (count == 0 || !memory || memory->users == 0)
            return 0;
        const auto vma = std::ranges::upper_bound(*memory->vmas, offset, {}, &Vma::end);
        const bool readable
            = vma != memory->vmas->end() && offset >= vma->start && vma->maximum.read;
        if (!readable)
            return std::unexpected(Failure::of(Errno::io, "read"));
        return std::unexpected(unknown("read"));
    }
    Answer<void> seek(std::uint64_t) override { return {}; }

private:
    const MemFile& m_file;
    MemoryId m_memory;
    bool m_isBound;
};

std::shared_ptr<MemFile> MemFile::create(const ProcMountPtr& mount,
                                         std::shared_ptr<DirectoryNode> parent,
                                         std::shared_ptr<HeldTask> task, const ProcFile& file,
                                         std::uint64_t inode)
{
    return std::shared_ptr<MemFile>(new MemFile({.mount = mount,
                                                 .parent = std::move(parent),
                                                 .task = std::move(task),
                                                 .file = &file,
                                                 .kind = FileKind::regular,
                                                 .permissions = file.mode(mount->options.dialect),
                                                 .inode = inode}));
}

Generation MemFile::generation() const
{
    return mount()->generationOf(heldTask().get(), static_cast<Dependencies>(Dependency::memory));
}

Errno MemFile::openError() const
{
    return openErrorOf(*mount(), *heldTask(), openRuleOf(*file(), mount()->options.dialect));
}

std::unique_ptr<Reader> MemFile::newReader()
{
    return std::make_unique<MemReader>(*this);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/dumpfile.h>
#include <model/sandbox/sandboxtree.h>

#include <algorithm>

namespace sandscope::model {

using procfs::Dialect;
using procfs::EntryType;
using procfs::FileKind;
using procfs::Generation;
using procfs::ProcFile;
using procfs::RecordedEntry;

namespace {

constexpr std::string_view taskName = "task";

EntryPtr shared(RecordedEntry entry)
{
    return std::make_shared<const RecordedEntry>(std::move(entry));
}

EntryPtr folder(std::vector<std::string> names, Generation generation)
{
    RecordedEntry entry;
    entry.generation = generation;
    entry.attributes.kind = FileKind::directory;
    entry.listedAs = EntryType::directory;
    entry.names = std::move(names);
    return shared(std::move(entry));
}

/// The first name of a path, which is cut off it.
std::string_view cutName(std::string_view& path)
{
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    return name;
}

/// As in a listing of fd: 0 is one.
std::optional<std::int32_t> descriptorNumber(std::string_view name)
{
    if (name == "0")
        return 0;
    const std::int32_t number = taskNumber(name);
    return number != 0 ? std::optional(number) : std::nullopt;
}

bool isIn(const ProcFile& file, Dialect dialect, bool isThread)
{
    return file.existsIn(dialect) && !(isThread ? file.onlyUnderProcess : file.onlyUnderThread);
}

}

std::vector<std::string> taskFileNames(Dialect dialect, bool isThread)
{
    std::vector<std::string> names;
    for (const ProcFile* file : procfs::procFiles()) {
        if (isIn(*file, dialect, isThread))
            names.emplace_back(file->name);
    }
    if (!isThread && !std::ranges::contains(names, taskName))
        names.emplace_back(taskName);
    std::ranges::sort(names);
    return names;
}

const SandboxProcess* SandboxTree::process(std::int32_t pid) const
{
    const auto& all = m_contents.processes;
    const auto found
        = std::ranges::lower_bound(all, pid, {}, [](const auto& process) { return process->pid; });
    return found != all.end() && (*found)->pid == pid ? found->get() : nullptr;
}

std::optional<Generation> SandboxTree::insideAt(std::string_view path) const
{
    const auto found = m_contents.inside->find(path);
    return found == m_contents.inside->end() ? std::nullopt : std::optional(found->second.readAt);
}

std::int32_t processIn(std::string_view path)
{
    return taskNumber(path.substr(0, path.find('/')));
}

std::optional<Generation> readInsideAt(const snapshot::Snapshot& snapshot, std::string_view path)
{
    const auto* const tree = dynamic_cast<const SandboxTree*>(snapshot.tree.get());
    return tree != nullptr ? tree->insideAt(path) : std::nullopt;
}

EntryPtr SandboxTree::entry(std::string_view path) const
{
    return made(path, Want::content);
}

EntryPtr SandboxTree::listed(std::string_view path) const
{
    return made(path, Want::kind);
}

EntryPtr SandboxTree::made(std::string_view path, Want want) const
{
    if (const auto found = m_contents.inside->find(path); found != m_contents.inside->end())
        return found->second.entry;
    if (path.empty()) {
        std::vector<std::string> names;
        for (const ProcFile* file : procfs::procFiles(procfs::Scope::system)) {
            if (file->existsIn(dialect()))
                names.emplace_back(file->name);
        }
        for (const SandboxProcessPtr& process : m_contents.processes)
            names.push_back(std::to_string(process->pid));
        return folder(std::move(names), m_contents.listChanged);
    }
    const std::string_view first = cutName(path);
    if (const SandboxProcess* const found = process(taskNumber(first)))
        return ofProcess(*found, path, want);
    const ProcFile* const file = procfs::procFile(first, procfs::Scope::system);
    if (file == nullptr || !file->existsIn(dialect()) || !path.empty())
        return nullptr;
    return shared(untoldEntry(file->kind, 1));
}

EntryPtr SandboxTree::ofProcess(const SandboxProcess& process, std::string_view path,
                                Want want) const
{
    if (path.empty())
        return folder(taskFileNames(dialect(), false), process.since);
    const std::string_view name = cutName(path);
    if (name == taskName)
        return ofThread(process, path, want);
    const ProcFile* const file = procfs::procFile(name);
    if (file == nullptr || !isIn(*file, dialect(), false))
        return nullptr;
    if ((name == "fd" || name == "fdinfo") && process.dump) {
        const Generation changed = process.dump->changed[DumpedProcess::fdlist];
        if (path.empty())
            return folder(dumpedDescriptors(*process.dump), changed);
        const auto number = descriptorNumber(path);
        auto link = number ? dumpedDescriptor(*process.dump, *number) : std::nullopt;
        if (!link)
            return nullptr;
        return shared(name == "fd" ? *std::move(link) : untoldEntry(FileKind::regular, changed));
    }
    if (!path.empty())
        return nullptr;
    if (want == Want::kind)
        return shared(untoldEntry(file->kind, process.since));
    if (process.dump) {
        RecordedEntry entry = dumpedFile(*process.dump, name, dialect());
        entry.generation = std::max(entry.generation, process.since);
        return shared(std::move(entry));
    }
    if (name == "comm" && !process.comm.empty()) {
        RecordedEntry entry;
        entry.generation = process.since;
        entry.listedAs = EntryType::file;
        entry.text
            = std::make_shared<const procfs::FileText>(procfs::FileText{process.comm + '\n', {}});
        return shared(std::move(entry));
    }
    return shared(untoldEntry(file->kind, process.since));
}

EntryPtr SandboxTree::ofThread(const SandboxProcess& process, std::string_view path,
                               Want want) const
{
    if (path.empty()) {
        if (!process.threads)
            return shared(untoldEntry(FileKind::directory, process.since));
        std::vector<std::string> names;
        for (const std::int32_t thread : *process.threads)
            names.push_back(std::to_string(thread));
        return folder(std::move(names), process.threadsChanged);
    }
    const std::int32_t thread = taskNumber(cutName(path));
    if (!process.threads || !std::ranges::binary_search(*process.threads, thread))
        return nullptr;
    if (path.empty())
        return folder(taskFileNames(dialect(), true), process.threadsChanged);
    const std::string_view name = cutName(path);
    const ProcFile* const file = procfs::procFile(name);
    if (file == nullptr || !isIn(*file, dialect(), true) || !path.empty())
        return nullptr;
    if (want == Want::kind || !process.dump)
        return shared(untoldEntry(file->kind, process.since));
    return shared(dumpedFile(*process.dump, name, dialect(), thread != process.pid));
}

}

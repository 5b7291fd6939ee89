// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a mapping shows of its file, one for all mappings of it, and the programs that are known.
#include <model/kernel/state.h>

#include <utility>

namespace sandscope::kernel {

namespace {

std::string keyOfFile(const std::string& path, bool deleted)
{
    std::string key = path;
    if (deleted)
        key.append("\0deleted", 8);
    return key;
}

}

std::shared_ptr<const procfs::MappingIdentity>& Kernel::State::fileAt(std::string key)
{
    const auto [entry, isNew] = files.try_emplace(std::move(key));
    if (isNew && newFiles)
        newFiles->push_back(entry->first);
    return entry->second;
}

// What is known of a file from elsewhere is what it is here from now on, if it was not known.
std::shared_ptr<const procfs::MappingIdentity>
Kernel::State::adoptIdentity(std::shared_ptr<const procfs::MappingIdentity> seen)
{
    if (seen->kind != procfs::MappingKind::file || !seen->path.starts_with('/'))
        return seen;
    auto& identity = fileAt(keyOfFile(seen->path, seen->deleted));
    if (!identity)
        identity = std::move(seen);
    return identity;
}

std::shared_ptr<const procfs::MappingIdentity> Kernel::State::fileIdentity(const std::string& path,
                                                                           bool deleted)
{
    auto& identity = fileAt(keyOfFile(path, deleted));
    if (!identity) {
        procfs::MappingIdentity made;
        made.device = 8; // 00:08, as the sandbox's root file system shows itself
        made.inode = files.size();
        made.path = path;
        made.deleted = deleted;
        identity = std::make_shared<const procfs::MappingIdentity>(std::move(made));
    }
    return identity;
}

// A name that the kernel made up, and that no file bears.
std::shared_ptr<const procfs::MappingIdentity>
Kernel::State::madeUpIdentity(const std::string& name)
{
    auto& identity = fileAt(std::string(1, '\1') + name);
    if (!identity) {
        procfs::MappingIdentity made;
        made.path = name;
        made.kind = procfs::MappingKind::other;
        identity = std::make_shared<const procfs::MappingIdentity>(std::move(made));
    }
    return identity;
}

const Program& Kernel::State::programAt(const std::string& path)
{
    const auto found = programs.find(path);
    return found != programs.end() ? found->second
                                   : programs.emplace(path, defaultProgram(path)).first->second;
}

Memory& Kernel::State::registerMemory(std::unique_ptr<Memory> made)
{
    return memories.adopt(std::move(made));
}

}

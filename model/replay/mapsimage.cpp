// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/mapsimage.h>
#include <procfs/files/maps.h>
#include <procfs/text/paths.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

namespace sandscope::replay {

namespace {

using procfs::MappingIdentity;
using procfs::MappingKind;
using procfs::Vma;
using procfs::VmaHint;

constexpr std::size_t mostLines = 4096;
constexpr std::uint64_t leastIndependentBase = 0x100000000; // fixed programs lie below 4 GiB

// The inverse of how a dialect prints a device.
std::uint64_t deviceOf(const procfs::MapsEntry& entry, kernel::Behaviour behaviour)
{
    const std::uint64_t major = entry.deviceMajor;
    const std::uint64_t minor = entry.deviceMinor;
    if (behaviour != kernel::Behaviour::linux_)
        return major << 20U | minor;
    return (minor & 0xffU) | major << 8U | (minor & ~std::uint64_t{0xff}) << 12U;
}

class MapReader
{
public:
    explicit MapReader(kernel::Behaviour behaviour)
        : m_behaviour(behaviour)
    {
    }

    Vma read(const procfs::MapsEntry& entry)
    {
        Vma vma;
        vma.start = entry.start;
        vma.end = entry.end;
        vma.real = entry.perms;
        vma.effective = entry.perms;
        vma.effective.read = entry.perms.read || entry.perms.write || entry.perms.execute;
        vma.maximum = {true, true, true};
        vma.isPrivate = !entry.isShared;
        vma.offset = entry.offset;
        if (entry.name == "[stack]") {
            vma.hint = VmaHint::stack;
            vma.growsDown = true;
        } else if (entry.name == "[heap]") {
            vma.hint = VmaHint::heap;
        } else if (entry.name == "[vvar]") {
            vma.hint = VmaHint::vvar;
            vma.maximum = {true, false, false};
        } else if (entry.name == "[vdso]" || isUnnamedVdso(entry)) {
            vma.hint = VmaHint::vdso;
        } else if (!entry.name.empty()) {
            vma.mapping = identityOf(entry);
        }
        m_isBehindVvar = entry.name.starts_with("[vvar");
        return vma;
    }

private:
    // gVisor gives the vDSO no name.
    [[nodiscard]] bool isUnnamedVdso(const procfs::MapsEntry& entry) const
    {
        return m_isBehindVvar && entry.name.empty() && entry.perms.execute;
    }

    std::shared_ptr<const MappingIdentity> identityOf(const procfs::MapsEntry& entry)
    {
        auto& identity
            = m_identities[{std::string(entry.name), deviceOf(entry, m_behaviour), entry.inode}];
        if (!identity) {
            MappingIdentity made;
            made.device = deviceOf(entry, m_behaviour);
            made.inode = entry.inode;
            made.path = entry.name;
            made.kind = entry.name.starts_with('/') ? MappingKind::file : MappingKind::other;
            if (made.path.ends_with(procfs::text::deletedSuffix)) {
                made.path.resize(made.path.size() - procfs::text::deletedSuffix.size());
                made.deleted = true;
                if (made.path.starts_with("/memfd:"))
                    made.kind = MappingKind::memfd;
            }
            identity = std::make_shared<const MappingIdentity>(std::move(made));
        }
        return identity;
    }

    kernel::Behaviour m_behaviour;
    std::map<std::tuple<std::string, std::uint64_t, std::uint64_t>,
             std::shared_ptr<const MappingIdentity>>
        m_identities;
    bool m_isBehindVvar = false;
};

bool isFile(const Vma& vma)
{
    return vma.mapping && vma.mapping->kind != MappingKind::other;
}

MappedFile fileFrom(const std::vector<Vma>& map, std::size_t first)
{
    MappedFile file;
    const Vma& start = map[first];
    file.path = start.mapping->path;
    file.headers.positionIndependent = start.start >= leastIndependentBase;
    file.base = file.headers.positionIndependent ? start.start - start.offset : 0;
    std::uint64_t end = start.start;
    for (std::size_t i = first; i < map.size() && map[i].start == end; ++i) {
        const Vma& vma = map[i];
        const std::uint64_t length = vma.end - vma.start;
        if (vma.mapping == start.mapping) {
            file.headers.segments.push_back(
                {vma.start - file.base, vma.offset, length, length, vma.real});
            if (vma.real.write && !file.headers.relro)
                file.headers.relro = {vma.start - file.base, vma.start - file.base};
        } else if (!vma.mapping && vma.hint == VmaHint::none) {
            file.headers.segments.back().memorySize += length; // zeros behind the file's part
        } else {
            break;
        }
        end = vma.end;
    }
    file.headers.headerCount = 13; // of most programs; no map tells
    return file;
}

}

std::expected<std::vector<Vma>, std::string> readMapAtExec(std::string_view text,
                                                           kernel::Behaviour behaviour)
{
    const auto entries = procfs::parseMaps(text);
    if (!entries)
        return std::unexpected(procfs::describe(entries.error()));
    if (entries->size() > mostLines)
        return std::unexpected("it has too many lines for a map taken right after exec");
    std::vector<Vma> map;
    MapReader reader(behaviour);
    for (const procfs::MapsEntry& entry : *entries) {
        if (entry.start >= entry.end || (entry.start | entry.end) % 4096 != 0
            || (!map.empty() && entry.start < map.back().end))
            return std::unexpected("its ranges do not ascend in whole pages");
        if (entry.start != procfs::vsyscallStart)
            map.push_back(reader.read(entry));
    }
    if (!programOf(map))
        return std::unexpected("it shows no program");
    return map;
}

std::optional<MappedFile> programOf(const std::vector<Vma>& map)
{
    const auto first = std::ranges::find_if(map, isFile);
    if (first == map.end())
        return std::nullopt;
    return fileFrom(map, static_cast<std::size_t>(first - map.begin()));
}

std::optional<MappedFile> interpreterOf(const std::vector<Vma>& map)
{
    const auto first = std::ranges::find_if(map, isFile);
    const auto other = std::find_if(first, map.end(), [&](const Vma& vma) {
        return isFile(vma) && vma.mapping != first->mapping;
    });
    if (other == map.end())
        return std::nullopt;
    return fileFrom(map, static_cast<std::size_t>(other - map.begin()));
}

}

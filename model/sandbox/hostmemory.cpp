// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostmemory.h>
#include <model/sources/folder.h>
#include <procfs/files/maps.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <span>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace sandscope::model {

namespace {

using Kind = HostMemoryFailure::Kind;

constexpr std::size_t mostMapsBytes = std::size_t{16} << 20U;
constexpr std::string_view memoryFileName = "/memfd:runsc-memory"; ///< of all releases

struct Range
{
    std::uint64_t start = 0, end = 0;
    bool operator==(const Range&) const = default;
};

struct Guest
{
    std::int32_t pid = 0;
    std::vector<Range> ranges; ///< ascending
    std::vector<std::size_t> spaces; ///< that it fits
    bool isSettled = false; ///< one space, which was taken from the others
};

using FileKey = std::pair<std::uint64_t, std::uint64_t>; ///< device and inode

/// What a stub maps at addresses of a guest.
struct Piece
{
    Range range;
    FileKey file;
    std::uint64_t offset = 0;
    bool isMemory = false; ///< of the memory file
    bool operator==(const Piece& other) const
    {
        return range == other.range && file == other.file && offset == other.offset;
    }
};

struct Space
{
    std::int32_t stub = 0;
    std::int32_t parent = 0;
    std::vector<Piece> pieces; ///< ascending
};

std::vector<Range> rangesOf(const SandboxTree& sandbox, std::int32_t pid)
{
    std::vector<Range> ranges;
    const auto entry = sandbox.entry(std::to_string(pid) + "/maps");
    if (!entry || !entry->text)
        return ranges;
    const auto maps = procfs::parseMaps(std::string_view(entry->text->bytes));
    for (const auto& line : maps.value_or(std::vector<procfs::MapsEntry>{}))
        ranges.push_back({line.start, line.end});
    std::ranges::sort(ranges, {}, &Range::start);
    return ranges;
}

/// Without what a stub has for itself: its code, what it shares with the sentry, pages of the
/// kernel.
std::vector<Piece> piecesIn(std::string_view text)
{
    std::vector<Piece> pieces;
    const auto maps = procfs::parseMaps(text);
    for (const auto& line : maps.value_or(std::vector<procfs::MapsEntry>{})) {
        const bool isMemory = line.name.starts_with(memoryFileName);
        if (line.inode == 0 || (!isMemory && line.name.starts_with("/memfd:")))
            continue;
        pieces.push_back({.range = {line.start, line.end},
                          .file = {gnu_dev_makedev(line.deviceMajor, line.deviceMinor), line.inode},
                          .offset = line.offset,
                          .isMemory = isMemory});
    }
    std::ranges::sort(pieces, {}, [](const Piece& piece) { return piece.range.start; });
    return pieces;
}

std::expected<std::vector<Space>, HostMemoryFailure>
spacesOf(const Folder& folder, const std::vector<HostProcess>& processes,
         const std::stop_token& stop)
{
    std::vector<Space> spaces;
    for (const HostProcess& process : processes) {
        if (process.role != HostProcess::Role::stub || stop.stop_requested())
            continue;
        const std::int32_t pid = process.row.tid.value;
        const auto text = folder.read(std::to_string(pid) + "/maps", mostMapsBytes, stop);
        if (!text
            && (text.error().error == procfs::Errno::noEntry
                || text.error().error == procfs::Errno::noProcess))
            continue; // it has just ended
        if (!text)
            return std::unexpected(HostMemoryFailure{Kind::unreadable, pid, text.error()});
        Space space{pid, process.row.parentTgid.value_or(0), piecesIn(*text)};
        // A stub has helpers that share its memory: its children, where these map the same.
        const bool isShared = std::ranges::any_of(spaces, [&](const Space& other) {
            return (other.stub == space.parent || other.parent == space.stub)
                && other.pieces == space.pieces;
        });
        const bool isUsed = std::ranges::any_of(space.pieces, &Piece::isMemory);
        if (isUsed && !isShared)
            spaces.push_back(std::move(space));
    }
    return spaces;
}

bool fits(const Space& space, std::span<const Range> guest)
{
    auto at = guest.begin();
    for (const Piece& piece : space.pieces) {
        std::uint64_t from = piece.range.start; // what is before it has a place
        while (from < piece.range.end) {
            while (at != guest.end() && at->end <= from)
                ++at;
            if (at == guest.end() || at->start > from)
                return false;
            from = at->end;
        }
    }
    return true;
}

/// Whose a space is that fits one guest only; null: several, or none.
Guest* onlyGuestOf(std::vector<Guest>& guests, std::size_t space)
{
    Guest* only = nullptr;
    for (Guest& guest : guests) {
        if (!std::ranges::contains(guest.spaces, space))
            continue;
        if (only)
            return nullptr;
        only = &guest;
    }
    return only;
}

/// Takes away from the guests what must be another's. \a areAllKnown: there is no guest but these.
void decide(std::vector<Guest>& guests, std::size_t spaceCount, bool areAllKnown,
            const std::stop_token& stop)
{
    for (bool isOther = true; isOther && !stop.stop_requested();) {
        isOther = false;
        // Of several that fit nobody else, all but one may be of guests that came since.
        std::map<Guest*, std::vector<std::size_t>> own;
        for (std::size_t space = 0; areAllKnown && space < spaceCount; ++space) {
            if (Guest* const only = onlyGuestOf(guests, space))
                own[only].push_back(space);
        }
        for (auto& [guest, spaces] : own) {
            isOther |= spaces.size() < guest->spaces.size();
            guest->spaces = std::move(spaces);
        }
        for (Guest& decided : guests) {
            if (decided.spaces.size() != 1 || std::exchange(decided.isSettled, true))
                continue;
            for (Guest& other : guests) { // those with equal mappings may share their memory
                if (other.ranges != decided.ranges)
                    isOther |= std::erase(other.spaces, decided.spaces.front()) > 0;
            }
        }
    }
}

/// The memory files of a sandbox, reached through the sentry that has them open.
class MemoryFiles
{
public:
    /// \a folder: of the sentry's descriptors.
    MemoryFiles(std::string folder, std::stop_token stop)
        : m_folder(std::move(folder))
        , m_stop(std::move(stop))
    {
    }

    /// How much of a part of the file has pages.
    procfs::Answer<std::uint64_t> committed(const Piece& piece, const Range& part)
    {
        const auto file = opened(piece.file);
        if (!file)
            return std::unexpected(file.error());
        const auto begin = piece.offset + (part.start - piece.range.start);
        const auto end = begin + (part.end - part.start);
        std::uint64_t sum = 0;
        for (auto from = begin; from < end && !m_stop.stop_requested();) {
            const ::off_t data = ::lseek(*file, static_cast<::off_t>(from), SEEK_DATA);
            if (data < 0 && errno != ENXIO)
                return seekFailure();
            if (data < 0 || static_cast<std::uint64_t>(data) >= end)
                break; // a hole to the end
            const ::off_t hole = ::lseek(*file, data, SEEK_HOLE);
            if (hole < 0 && errno != ENXIO)
                return seekFailure();
            if (hole <= data)
                break; // it was cut short meanwhile
            from = std::min(static_cast<std::uint64_t>(hole), end);
            sum += from - static_cast<std::uint64_t>(data);
        }
        return sum;
    }

private:
    static std::unexpected<procfs::Failure> seekFailure()
    {
        return std::unexpected(procfs::Failure::of(static_cast<procfs::Errno>(errno), "lseek"));
    }

    procfs::Answer<int> opened(const FileKey& key)
    {
        const auto known = m_files.find(key);
        if (known != m_files.end())
            return known->second.get();
        const auto folder = Folder::open(m_folder);
        const auto names = folder
            ? folder->list("", false, m_stop)
            : procfs::Answer<std::vector<Listed>>(std::unexpected(folder.error()));
        if (!names)
            return std::unexpected(names.error());
        for (const Listed& listed : *names) {
            // Nothing is opened for reading but what is known to be that file.
            const Descriptor seen(
                ::open((m_folder + '/' + listed.name).c_str(), O_PATH | O_CLOEXEC));
            struct ::stat about = {};
            if (!seen.isOpen() || ::fstat(seen.get(), &about) != 0 || !S_ISREG(about.st_mode)
                || FileKey{about.st_dev, about.st_ino} != key)
                continue;
            Descriptor file(::open(("/proc/self/fd/" + std::to_string(seen.get())).c_str(),
                                   O_RDONLY | O_CLOEXEC));
            if (!file.isOpen())
                return std::unexpected(
                    procfs::Failure::of(static_cast<procfs::Errno>(errno), "open"));
            return m_files.emplace(key, std::move(file)).first->second.get();
        }
        return std::unexpected(procfs::Failure::of(procfs::Errno::noEntry, "open"));
    }

    std::string m_folder;
    std::stop_token m_stop;
    std::map<FileKey, Descriptor> m_files;
};

/// What a space maps of one mapping of its guest.
struct Amounts
{
    std::uint64_t memory = 0, files = 0, committed = 0;
};

Amounts amountsOf(const Space& space, const Range& mapping, MemoryFiles& files,
                  std::optional<procfs::Failure>& failure)
{
    Amounts sum;
    auto piece = std::ranges::upper_bound(space.pieces, mapping.start, {},
                                          [](const Piece& one) { return one.range.end; });
    for (; piece != space.pieces.end() && piece->range.start < mapping.end; ++piece) {
        const Range part{std::max(piece->range.start, mapping.start),
                         std::min(piece->range.end, mapping.end)};
        (piece->isMemory ? sum.memory : sum.files) += part.end - part.start;
        if (!piece->isMemory || failure)
            continue;
        if (const auto bytes = files.committed(*piece, part))
            sum.committed += *bytes;
        else
            failure = bytes.error();
    }
    return sum;
}

void widen(HostBytes& bytes, std::uint64_t value, bool isFirst)
{
    bytes.least = isFirst ? value : std::min(bytes.least, value);
    bytes.most = isFirst ? value : std::max(bytes.most, value);
}

std::int32_t sentryOf(const std::vector<HostProcess>& processes)
{
    const auto sentry = std::ranges::find(processes, HostProcess::Role::sentry, &HostProcess::role);
    return sentry == processes.end() ? 0 : sentry->row.tid.value;
}

}

const HostMapping* HostMemory::startingAt(std::uint64_t address) const
{
    const auto at = std::ranges::lower_bound(mappings, address, {}, &HostMapping::start);
    return at != mappings.end() && at->start == address ? &*at : nullptr;
}

std::expected<HostMemory, HostMemoryFailure> hostMemory(const SandboxTree& sandbox,
                                                        std::int32_t guest,
                                                        const std::vector<HostProcess>& processes,
                                                        const std::string& procFolder,
                                                        const std::stop_token& stop)
{
    const auto folder = Folder::open(procFolder);
    if (!folder)
        return std::unexpected(HostMemoryFailure{Kind::unreadable, 0, folder.error()});
    const auto spaces = spacesOf(*folder, processes, stop);
    if (!spaces)
        return std::unexpected(spaces.error());

    std::vector<Guest> guests;
    bool areAllKnown = true;
    for (const auto& process : sandbox.contents().processes) {
        if (!process->dump)
            continue; // without memory
        Guest& one = guests.emplace_back();
        one.pid = process->pid;
        one.ranges = rangesOf(sandbox, process->pid);
        areAllKnown = areAllKnown && !one.ranges.empty();
        for (std::size_t i = 0; i < spaces->size() && !one.ranges.empty(); ++i) {
            if (fits((*spaces)[i], one.ranges))
                one.spaces.push_back(i);
        }
    }
    // More spaces than guests: one at least is of somebody who came since.
    areAllKnown = areAllKnown && spaces->size() <= guests.size();
    decide(guests, spaces->size(), areAllKnown, stop);
    const auto found = std::ranges::find(guests, guest, &Guest::pid);
    if (found == guests.end() || found->ranges.empty())
        return std::unexpected(HostMemoryFailure{Kind::noGuest});
    if (found->spaces.empty())
        return std::unexpected(
            HostMemoryFailure{spaces->empty() ? Kind::noSpaces : Kind::noneFits});

    HostMemory memory;
    MemoryFiles files(procFolder + '/' + std::to_string(sentryOf(processes)) + "/fd", stop);
    for (const std::size_t space : found->spaces)
        memory.stubs.push_back((*spaces)[space].stub);
    for (const Range& range : found->ranges) {
        HostMapping& mapping = memory.mappings.emplace_back(range.start, range.end);
        HostBytes committed;
        for (const std::size_t space : found->spaces) {
            const bool isFirst = space == found->spaces.front();
            const Amounts amounts = amountsOf((*spaces)[space], range, files, memory.fileFailure);
            widen(mapping.memory, amounts.memory, isFirst);
            widen(mapping.files, amounts.files, isFirst);
            widen(committed, amounts.committed, isFirst);
        }
        mapping.committed = committed;
    }
    if (memory.fileFailure) {
        for (HostMapping& mapping : memory.mappings)
            mapping.committed.reset();
    }
    return memory;
}

}

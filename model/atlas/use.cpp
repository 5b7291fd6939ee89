// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/use.h>

#include <charconv>
#include <string_view>

namespace sandscope::atlas {

namespace {

using procfs::MapsEntry;

bool isUntouchable(const MapsEntry& entry)
{
    return !entry.perms.read && !entry.perms.write && !entry.perms.execute;
}

bool isLibrary(std::string_view name)
{
    const auto slash = name.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
    const auto at = last.find(".so");
    return at != std::string_view::npos
        && (at + 3 == last.size() || last[at + 3] == '.' || last[at + 3] == ' ');
}

/// The number in "[stack:9]", as Linux named stacks of threads until 4.5.
std::optional<std::int32_t> threadOf(std::string_view name)
{
    constexpr std::string_view begin = "[stack:";
    if (!name.starts_with(begin))
        return std::nullopt;
    name.remove_prefix(begin.size());
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool isWhole = error == std::errc() && end + 1 == name.data() + name.size();
    return isWhole ? std::optional(number) : std::nullopt;
}

Use specialUse(const MapsEntry& entry)
{
    const std::string_view name = entry.name;
    if (name == "[vdso]")
        return {Role::vdso};
    if (name.starts_with("[vvar"))
        return {Role::vvar};
    if (name == "[vsyscall]")
        return {Role::vsyscall};
    return name.empty() ? Use{Role::vdso, true} : Use{Role::special};
}

Use imageUse(const MapsEntry& entry, Role ofProgram, Role ofLibrary)
{
    return {isLibrary(entry.name) ? ofLibrary : ofProgram};
}

Use useOf(const MapsEntry& entry, Kind kind)
{
    const std::string_view name = entry.name;
    switch (kind) {
    case Kind::heap:
        return {Role::heap};
    case Kind::stack:
        if (const auto thread = threadOf(name))
            return {Role::threadStack, false, thread};
        return name.empty() ? Use{Role::threadStack, true} : Use{Role::mainStack};
    case Kind::special:
        return specialUse(entry);
    case Kind::shared:
        if (name.empty() || name.starts_with("/dev/zero") || name.starts_with("/memfd:")
            || name.starts_with("/SYSV") || name.starts_with('['))
            return {Role::sharedMemory};
        return {Role::sharedFile};
    case Kind::code:
        return name.empty() || name.starts_with("/dev/zero") || name.starts_with('[')
            ? Use{Role::madeCode}
            : imageUse(entry, Role::programCode, Role::libraryCode);
    case Kind::data:
        return name.empty() ? Use{Role::zeroes, true}
                            : imageUse(entry, Role::programData, Role::libraryData);
    case Kind::file:
        return {Role::mappedFile};
    case Kind::anonymous:
        return {isUntouchable(entry) ? Role::reserved : Role::anonymous};
    }
    return {};
}

}

std::vector<Use> usesOf(std::span<const MapsEntry> entries, std::span<const Kind> kinds)
{
    std::vector<Use> uses;
    uses.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Use use = useOf(entries[i], kinds[i]);
        if (i > 0 && use == Use{Role::threadStack, true})
            uses.back() = {Role::guard, true};
        uses.push_back(use);
    }
    return uses;
}

std::vector<Use> usesOf(std::span<const MapsEntry> entries)
{
    std::vector<const MapsEntry*> pointers;
    pointers.reserve(entries.size());
    for (const MapsEntry& entry : entries)
        pointers.push_back(&entry);
    return usesOf(entries, kindsOf(pointers));
}

}

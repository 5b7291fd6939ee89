// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fuzz/grammars.h>

namespace sandscope::fuzz {

using procfs::ProcFile;
using procfs::Scope;

namespace {

struct Membership
{
    std::string_view file;
    std::string_view grammar;
};

/// Task files that are no "keys", which is what most are and what a new one is taken for. Files of
/// /proc itself and of net are "system".
constexpr std::array memberships = {
    Membership{"auxv", "raw"},
    Membership{"cgroup", "mounts"},
    Membership{"children", "numbers"},
    Membership{"cmdline", "raw"},
    Membership{"comm", "raw"},
    Membership{"coredump_filter", "numbers"},
    Membership{"cpuset", "raw"},
    Membership{"environ", "raw"},
    Membership{"gid_map", "numbers"},
    Membership{"loginuid", "numbers"},
    Membership{"maps", "maps"},
    Membership{"mountinfo", "mounts"},
    Membership{"mounts", "mounts"},
    Membership{"oom_adj", "numbers"},
    Membership{"oom_score", "numbers"},
    Membership{"oom_score_adj", "numbers"},
    Membership{"personality", "numbers"},
    Membership{"sessionid", "numbers"},
    Membership{"setgroups", "raw"},
    Membership{"smaps", "maps"},
    Membership{"smaps_rollup", "maps"},
    Membership{"stat", "numbers"},
    Membership{"statm", "numbers"},
    Membership{"uid_map", "numbers"},
    Membership{"wchan", "raw"},
};

std::string_view grammarName(const ProcFile& file)
{
    if (file.scope != Scope::task)
        return "system";
    const auto found = std::ranges::find(memberships, file.name, &Membership::file);
    return found != memberships.end() ? found->grammar : "keys";
}

std::vector<Grammar> collected()
{
    std::vector<Grammar> all;
    for (const Scope scope : {Scope::task, Scope::system, Scope::net}) {
        for (const ProcFile* const file : procfs::procFiles(scope)) {
            if (file->reformat == nullptr)
                continue;
            const auto name = grammarName(*file);
            auto found = std::ranges::find(all, name, &Grammar::name);
            if (found == all.end())
                found = all.insert(found, Grammar{name, {}});
            found->files.push_back(file);
        }
    }
    return all;
}

}

std::span<const Grammar> grammars()
{
    static const std::vector<Grammar> all = collected();
    return all;
}

const Grammar* grammar(std::string_view name)
{
    const auto found = std::ranges::find(grammars(), name, &Grammar::name);
    return found != grammars().end() ? &*found : nullptr;
}

const Grammar* grammarOf(const ProcFile& file)
{
    const auto found = std::ranges::find_if(
        grammars(), [&](const Grammar& one) { return std::ranges::contains(one.files, &file); });
    return found != grammars().end() ? &*found : nullptr;
}

std::optional<Trial> trialOf(const Grammar& grammar, std::string_view input)
{
    if (input.size() < 2)
        return std::nullopt;
    const auto number = [input](std::size_t at) { return static_cast<unsigned char>(input[at]); };
    return Trial{grammar.files[number(0) % grammar.files.size()],
                 procfs::allDialects[number(1) % procfs::allDialects.size()], input.substr(2)};
}

std::string inputOf(const Grammar& grammar, const Trial& trial)
{
    const auto file = std::ranges::find(grammar.files, trial.file) - grammar.files.begin();
    std::string input = {static_cast<char>(file), static_cast<char>(trial.dialect)};
    return input.append(trial.bytes);
}

}

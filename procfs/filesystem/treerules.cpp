// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "treerules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

namespace sandscope::procfs {

namespace {

consteval TreeRules rules2018()
{
    TreeRules rules;
    rules.remade = true;
    rules.process = NumberForm::wrapping;
    rules.thread = NumberForm::unsigned32;
    rules.fd = NumberForm::wrapping;
    rules.order = ListingOrder::sorted;
    rules.offsetsSeek = false;
    rules.typesDirectories = false;
    rules.threads = ThreadListing::searched;
    rules.listsProcessesAsText = true;
    rules.leafLinks = 0;
    rules.directoryLinks = 1;
    rules.processLinks = 2;
    rules.threadLinks = 1;
    rules.sizes = SizeRule::texts;
    rules.owner = OwnerRule::effectiveIds;
    rules.trace = TraceRule::ids;
    rules.freezesFds = true;
    rules.fdInfoMode = 0400;
    rules.namespacesAreMadeUp = true;
    rules.namespaceTargetsTakeInodes = true;
    rules.tracesFollowedNamespaces = true;
    rules.fakeNamespaceMode = 0777;
    return rules;
}

consteval TreeRules rules2019()
{
    TreeRules rules = rules2018();
    rules.typesDirectories = true;
    return rules;
}

consteval TreeRules rules2022()
{
    TreeRules rules;
    rules.process = NumberForm::wrapping;
    rules.thread = NumberForm::unsigned32;
    rules.fd = NumberForm::signed32;
    rules.order = ListingOrder::random;
    rules.threads = ThreadListing::sorted;
    rules.hidesThreadsOfZombies = true;
    rules.leafLinks = 1;
    rules.directoryLinks = 2;
    rules.processLinks = 7;
    rules.threadLinks = 6;
    rules.sizes = SizeRule::none;
    rules.owner = OwnerRule::dumpableOrFrozen;
    rules.trace = TraceRule::related;
    rules.fdInfoMode = 0444;
    rules.namespacesAreMadeUp = true;
    rules.fakeNamespaceMode = 0444;
    rules.sysInodes = 62; // as captured
    return rules;
}

consteval TreeRules rules2024()
{
    TreeRules rules = rules2022();
    rules.namespacesAreMadeUp = false;
    rules.userNamespaceIsMadeUp = true;
    rules.sysInodes = 69; // as captured
    return rules;
}

// Where facts are silent: gVisor pkg/sentry/fsimpl/proc/{task,task_files,tasks}.go at 3c5eee17d.
// How many entries its sys has is not known.
consteval TreeRules rules2026()
{
    TreeRules rules = rules2024();
    rules.trace = TraceRule::relatedToAttach;
    rules.tracesFdLinks = true;
    rules.userNamespaceIsMadeUp = false;
    rules.searchOfDead = Errno::noProcess;
    rules.namespaceLinksFirst = true;
    rules.rootInodeFirst = true;
    rules.sysInodes = 1;
    return rules;
}

// Errors as measured on 6.18; rights as in Linux' fs/proc/{base,fd,namespaces}.c.
consteval TreeRules rulesOfLinux()
{
    TreeRules rules;
    rules.process = NumberForm::strict;
    rules.thread = NumberForm::strict;
    rules.fd = NumberForm::strict;
    rules.order = ListingOrder::fixed;
    rules.offsetsSkip = true;
    rules.threads = ThreadListing::asMade;
    rules.leafLinks = 1;
    rules.directoryLinks = 2;
    rules.processLinks = 9;
    rules.threadLinks = 7;
    rules.sizes = SizeRule::linux_;
    rules.owner = OwnerRule::dumpable;
    rules.trace = TraceRule::linux_;
    rules.tracesFdLinks = true;
    rules.tracesFdInfo = true;
    rules.fdModesShown = true;
    rules.fdInfoMode = 0444;
    rules.tracesNamespaces = true;
    rules.tracesFollowedNamespaces = true;
    rules.linkOfDead = Errno::access;
    rules.searchOfDead = Errno::noProcess;
    rules.listingOfDead = Errno::noEntry;
    rules.rootInodeFirst = true;
    return rules;
}

constexpr std::array<TreeRules, allDialects.size()> table
    = {rules2018(), rules2019(), rules2022(), rules2024(), rules2026(), rulesOfLinux()};

template <class Int>
std::optional<Int> parse(std::string_view digits)
{
    Int number = 0;
    const char* const end = digits.data() + digits.size();
    // from_chars takes a minus sign for signed types alone, and never a plus sign, a blank or a
    // prefix.
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc() || rest != end)
        return std::nullopt;
    return number;
}

/// The low 32 bits, as a conversion to int32 leaves them: 2^32 + 1 is 1.
constexpr std::int32_t truncated(std::uint64_t number)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
}

}

const TreeRules& treeRulesOf(Dialect dialect)
{
    return table[static_cast<std::size_t>(dialect)];
}

std::optional<std::int32_t> entryNumber(std::string_view name, NumberForm form)
{
    switch (form) {
    case NumberForm::wrapping:
        return parse<std::uint64_t>(name).transform(truncated);
    case NumberForm::unsigned32:
        return parse<std::uint32_t>(name).transform(truncated);
    case NumberForm::signed32:
        if (name.starts_with('+')) {
            name.remove_prefix(1);
            if (name.starts_with('-'))
                return std::nullopt;
        }
        return parse<std::int32_t>(name);
    case NumberForm::strict:
        if (name.starts_with('-') || (name.size() > 1 && name.starts_with('0')))
            return std::nullopt;
        return parse<std::int32_t>(name);
    }
    return std::nullopt;
}

std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed)
{
    const auto next = [&seed] { // SplitMix64
        seed += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = (seed ^ (seed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        return mixed ^ (mixed >> 31U);
    };
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t left = count; left > 1; --left)
        std::swap(order[left - 1], order[next() % left]);
    return order;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>
#include <procfs/error.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// How a name below /proc is read as a number (facts 1.6).
enum class NumberForm : std::uint8_t {
    wrapping, ///< digits of an unsigned number of 64 bits, of which the low 32 count
    unsigned32, ///< digits of an unsigned number of 32 bits
    signed32, ///< a number of 32 bits, with a sign or without
    strict, ///< as the kernel itself would print it
};

enum class ListingOrder : std::uint8_t {
    sorted, ///< by bytes
    random, ///< another one for each directory object, the same as long as that lives
    fixed, ///< the kernel's own table
};

enum class ThreadListing : std::uint8_t {
    searched, ///< in order of creation, and searched as if that were ascending (facts 1.7)
    sorted, ///< ascending, the position being an index
    asMade, ///< in order of creation, the position being an index
};

/// Whose an entry of a task directory is (facts 1.3).
enum class OwnerRule : std::uint8_t {
    effectiveIds, ///< the task's effective ids, always
    dumpableOrFrozen, ///< root's unless the memory may be dumped; some entries are never asked
                      ///< again
    dumpable, ///< the same for every entry
};

/// Who may look into a task (facts 2.20).
enum class TraceRule : std::uint8_t {
    ids, ///< ids and capabilities
    related, ///< and the memory may be dumped, and the target is a descendant or a tracee
    relatedToAttach, ///< the last only for attaching
    linux_, ///< effective ids instead of real ones; no security module beyond capabilities
};

enum class SizeRule : std::uint8_t {
    texts, ///< of links and fdinfo files the text as stored; otherwise 0
    none, ///< 0
    linux_, ///< 64 for fd/N, the number of open files for fd, the text of links in /proc; otherwise
            ///< 0
};

/// What distinguishes the kernels as far as the tree is concerned: who finds, lists, opens and owns
/// what. What files say is in files/, what opening one asks for in openrules.h.
struct TreeRules
{
    /// Directories that nobody holds are made anew at each walk, and one that is held answers for a
    /// task that is gone. Later kernels cache entries and ask them at each walk whether they are
    /// still good.
    bool remade = false;
    NumberForm process{}, thread{}, fd{};
    ListingOrder order{};
    /// d_off says where a reader can go on; otherwise it counts from 1 in each call.
    bool offsetsSeek = true;
    /// d_off is the place of the entry that follows, which need not be the next number.
    bool offsetsSkip = false;
    bool typesDirectories = true; ///< what a listing says of a directory; otherwise DT_UNKNOWN
    ThreadListing threads{};
    bool hidesThreadsOfZombies = false; ///< an open task directory answers ENOENT
    bool listsProcessesAsText = false; ///< by name, with the ids of their own namespaces

    std::uint64_t leafLinks = 0, directoryLinks = 0, processLinks = 0, threadLinks = 0;
    SizeRule sizes{};
    OwnerRule owner{};
    TraceRule trace{};

    bool freezesFds = false; ///< fd/N and fdinfo/N tell for ever what they were looked up for
    bool tracesFdLinks = false; ///< reading fd/N needs the right to trace
    bool tracesFdInfo = false; ///< so does entering fdinfo
    bool fdModesShown = false; ///< the owner's bits of fd/N say how the file was opened
    std::uint16_t fdInfoMode = 0;
    bool namespacesAreMadeUp = false; ///< all of them; following a link gives a new empty file
    bool userNamespaceIsMadeUp = false;
    bool namespaceTargetsTakeInodes = false; ///< each the number before its link's
    bool tracesNamespaces = false; ///< reading ns/x needs the right to trace
    bool tracesFollowedNamespaces = false; ///< following it does
    std::uint16_t fakeNamespaceMode = 0; ///< of the empty file behind a link whose number is made
                                         ///< up

    /// What cwd, exe, root, fd/N and ns/x of a reaped task answer before anything else is asked.
    Errno linkOfDead = Errno::ok;
    /// What entering the directory of a reaped task answers, and what listing it does.
    Errno searchOfDead = Errno::ok, listingOfDead = Errno::ok;

    bool namespaceLinksFirst = false; ///< ns/x take their inode numbers before everything else
    bool rootInodeFirst = false; ///< so does /proc
    std::uint64_t sysInodes = 1; ///< how many numbers sys takes with what is in it
};

[[nodiscard]] const TreeRules& treeRulesOf(Dialect dialect);

/// The number that a name means; nothing when it means none.
[[nodiscard]] std::optional<std::int32_t> entryNumber(std::string_view name, NumberForm form);

/// The numbers from 0 to \a count - 1 in an order that only \a seed decides.
[[nodiscard]] std::vector<std::size_t> shuffled(std::size_t count, std::uint64_t seed);

}

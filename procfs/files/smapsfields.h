// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/maps.h>
#include <procfs/files/smaps.h>

#include <array>

/// The field tables of smaps and smaps_rollup (facts 3.6 and 8.3).
namespace sandscope::procfs::detail {

/// Those gVisor releases that have the file.
inline constexpr DialectSet gvisorWithSmaps{Dialect::gvisor2019, Dialect::gvisor2022,
                                            Dialect::gvisor2024, Dialect::gvisor2026};
constexpr TruthNote sinceSmaps(std::string_view reason)
{
    return {gvisorWithSmaps, reason, "2019-01-07 (901ed5da4)"};
}
inline constexpr TruthNote pagesCounted = sinceSmaps(
    "It adds up the pieces of memory that it allocated, which are larger than what was touched.");
inline constexpr TruthNote mappedOnce
    = sinceSmaps("Every page is taken as mapped once, as it does not count who maps it.");
inline constexpr TruthNote nobodyElse
    = sinceSmaps("Every page is taken as mapped once, so that nothing is shared.");
inline constexpr TruthNote byRight
    = sinceSmaps("Every resident page is taken as written to where the program may write.");
inline constexpr TruthNote noHugePages = sinceSmaps("It has no huge pages to tell of.");
inline constexpr TruthNote noSwap = sinceSmaps("It does not swap.");
inline constexpr TruthNote fixedPages = sinceSmaps("Its pages are always of this size.");

// clang-format off
/// By SmapsKey, then VmFlags.
inline constexpr std::array<FieldDoc, smapsKeyCount + 1> smapsLines = {{
    {"Size", "kB", "Length of the mapping.", truths("-MMMMM")},
    {"KernelPageSize", "kB", "Size of the pages that the kernel hands out here.", truths("-CCCCM"), {fixedPages}, "4"},
    {"MMUPageSize", "kB", "Size of the pages that the processor maps here.", truths("-CCCCM"), {fixedPages}, "4"},
    {"Rss", "kB", "How much of the mapping is in memory.", truths("-DDDDM"), {pagesCounted}},
    {"Pss", "kB", "Resident memory, each page divided by the number of those who map it.", truths("-DDDDM"), {mappedOnce}},
    {"Pss_Dirty", "kB", "The part of Pss that was written to.", truths("-----M")},
    {"Shared_Clean", "kB", "Resident pages that others map too and nobody wrote to.", truths("-CCCCM"), {nobodyElse}, "0"},
    {"Shared_Dirty", "kB", "Resident pages that others map too and somebody wrote to.", truths("-CCCCM"), {nobodyElse}, "0"},
    {"Private_Clean", "kB", "Resident pages that nobody else maps and that were not written to.", truths("-DDDDM"), {byRight}},
    {"Private_Dirty", "kB", "Resident pages that nobody else maps and that were written to.", truths("-DDDDM"), {byRight}},
    {"Referenced", "kB", "Resident pages used of late.", truths("-DDDDM"),
     {sinceSmaps("Every resident page is taken as used of late.")}},
    {"Anonymous", "kB", "Resident pages that belong to no file, private copies of file pages included.", truths("-MMMMM")},
    {"KSM", "kB", "Pages that the kernel merged with equal ones.", truths("-----M")},
    {"LazyFree", "kB", "Pages given up with MADV_FREE and not yet taken back.", truths("-----M")},
    {"AnonHugePages", "kB", "Anonymous memory in huge pages.", truths("-CCCCM"), {noHugePages}, "0"},
    {"ShmemPmdMapped", "kB", "Shared memory in huge pages.", truths("-----M")},
    {"FilePmdMapped", "kB", "Page cache in huge pages.", truths("-----M")},
    {"Shared_Hugetlb", "kB", "Pages of hugetlbfs that others map too; not part of Rss.", truths("-CCCCM"), {noHugePages}, "0"},
    {"Private_Hugetlb", "kB", "Pages of hugetlbfs that nobody else maps; not part of Rss.", truths("-CCCCM"), {noHugePages}, "0"},
    {"Swap", "kB", "Anonymous memory that was swapped out.", truths("-CCCCM"), {noSwap}, "0"},
    {"SwapPss", "kB", "Swapped-out memory, each page divided by the number of those who share it.", truths("-CCCCM"), {noSwap}, "0"},
    {"Locked", "kB", "Memory that mlock keeps resident.", truths("-DDDDM"),
     {sinceSmaps("All of Rss where the mapping is locked, and nothing elsewhere."),
      TruthNote{DialectSet{Dialect::linux_}, "Counted like Pss: a page that others lock too counts in part."}}},
    {"THPeligible", "", "1 where huge pages may be used.", truths("-----M")},
    {"ProtectionKey", "", "Number of the memory protection key.", truths("-----M"),
     {TruthNote{DialectSet{Dialect::linux_}, "Printed only where the processor has such keys."}}},
    {"Pss_Anon", "kB", "The part of Pss that belongs to no file.", truths("-----M")},
    {"Pss_File", "kB", "The part of Pss that belongs to files.", truths("-----M")},
    {"Pss_Shmem", "kB", "The part of Pss that is shared memory, tmpfs included.", truths("-----M")},
    {"VmFlags", "", "Two-letter properties of the mapping.", truths("-MMMMM"),
     {sinceSmaps("Only those that it knows of: rights, sharing, growth, locking and accounting.")}},
}};
// clang-format on

[[nodiscard]] constexpr bool isOfRollup(SmapsKey key)
{
    return key == SmapsKey::pssAnon || key == SmapsKey::pssFile || key == SmapsKey::pssShmem;
}

/// The table of smaps: that of a maps line, which 2018 has in maps alone, then that of the values.
inline constexpr std::size_t smapsFieldCount = mapsFieldCount + smapsLines.size() - 3;
inline constexpr std::array<FieldDoc, smapsFieldCount> smapsFields = [] {
    std::array<FieldDoc, smapsFieldCount> all{};
    auto at = all.begin();
    for (FieldDoc doc : mapsFields) {
        doc.truth[static_cast<std::size_t>(Dialect::gvisor2018)] = Truth::absent;
        for (TruthNote& note : doc.notes) {
            if (note.where == everyGvisor)
                note.where = gvisorWithSmaps;
            else if (note.where == DialectSet{Dialect::gvisor2018, Dialect::gvisor2019})
                note.where = DialectSet{Dialect::gvisor2019};
            else if (note.where == DialectSet{Dialect::gvisor2018})
                note = {};
        }
        *at++ = doc;
    }
    for (std::size_t i = 0; i < smapsLines.size(); ++i) {
        if (!isOfRollup(static_cast<SmapsKey>(i)))
            *at++ = smapsLines[i];
    }
    return all;
}();

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/dialectsets.h>
#include <procfs/files/status.h>
#include <procfs/files/truth.h>

#include <array>

/// The field table of /proc/[pid]/status, in the order of StatusKey.
namespace sandscope::procfs::statusfields {

// clang-format off
/// A line of Linux that gVisor never had.
constexpr FieldDoc onlyLinux(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("-----M"), {{{dialects::gvisor, "gVisor has never printed it."}}}};
}
/// User and group ids.
constexpr FieldDoc ids(std::string_view name, std::string_view meaning)
{
    return {name, "", meaning, truths("--MMMM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {dialects::later, "The fourth is the effective id again: gVisor keeps none for file access.", "2021-07-28 (72c2b74ac)"}}}};
}
constexpr FieldDoc memoryNodes(std::string_view name, std::string_view unit, std::string_view meaning, std::string_view constant)
{
    return {name, unit, meaning, truths("--CCCM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {dialects::later, "gVisor claims to have one memory node.", "2019-12-18 (334a513f1)"}}}, constant};
}

inline constexpr std::array docs = {
    FieldDoc{"Name", "", "Name of the task, at most 15 bytes.", truths("MMMMMM"), {{
        {dialects::early, "Fork does not copy it, and it is raw: a newline in it begins what looks like another line."},
        {dialects::later, "Fork copies it, and it is raw: a newline in it begins what looks like another line.", "2019-03-28 (31c2236e9)"},
        {dialects::onlyLinux, "Linux writes newline and backslash in it as \\n and \\\\."}}}},
    onlyLinux("Umask", "octal", "Rights withheld from new files. A task that ended has none."),
    FieldDoc{"State", "", "One letter and its word: R running, S sleeping, D waiting in the kernel, T stopped, t stopped by a tracer, Z zombie, X dead.", truths("MMMMMM"), {{
        {dialects::early, "For a moment after its end a task still is R."},
        {dialects::later, "The end of a task shows at once.", "2021-06-10 (450692e03)"}}}},
    FieldDoc{"Tgid", "", "Process id: the thread id of the leader.", truths("MMMMMM")},
    onlyLinux("Ngid", "", "Group of tasks that share memory on a NUMA node; 0 for none."),
    FieldDoc{"Pid", "", "Thread id.", truths("MMMMMM")},
    FieldDoc{"PPid", "", "Process id of the parent; 0 when there is none or it cannot be seen from here.", truths("MMMMMM"), {{
        {dialects::early, "A reaped task has forgotten its parent."},
        {dialects::later, "A reaped task still has its parent."}}}},
    FieldDoc{"TracerPid", "", "Thread id of the tracer; 0 when nobody traces it.", truths("MMMMMM")},
    ids("Uid", "User ids: real, effective, saved and that for file access; in the reader's user namespace."),
    ids("Gid", "Group ids: real, effective, saved and that for file access; in the reader's user namespace."),
    FieldDoc{"FDSize", "", "Slots in the table of descriptors.", truths("DDDDDM"), {{
        {dialects::early, "It is the number of open descriptors."},
        {DialectSet{Dialect::gvisor2022}, "It is the length of the table, which doubles when it is full.", "2020-09-14 (2969b1740)"},
        {DialectSet{Dialect::gvisor2024, Dialect::gvisor2026}, "It is 512 for each bucket of the table, also after the end of the task.", "2023-06-09 (52692c364)"}}}},
    FieldDoc{"Groups", "", "Supplementary groups, in the reader's user namespace.", truths("--MMMM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {DialectSet{Dialect::gvisor2022}, "A blank too many stands before the first.", "2021-07-28 (72c2b74ac)"},
        {DialectSet{Dialect::gvisor2024, Dialect::gvisor2026}, "The columns are those of Linux.", "2023-04-10 (5073588bb)"}}}},
    onlyLinux("NStgid", "", "Process id in each PID namespace, outermost first."),
    onlyLinux("NSpid", "", "Thread id in each PID namespace, outermost first."),
    onlyLinux("NSpgid", "", "Process group id in each PID namespace, outermost first."),
    onlyLinux("NSsid", "", "Session id in each PID namespace, outermost first."),
    onlyLinux("Kthread", "", "1 for a thread of the kernel."),
    onlyLinux("VmPeak", "kB", "Largest VmSize so far."),
    FieldDoc{"VmSize", "kB", "Size of the address space.", truths("MMMMMM"), {{
        {DialectSet{Dialect::gvisor2018}, "It drifts when mremap moves a mapping and changes its size; without memory it is 0."},
        {DialectSet{Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026}, "Without memory it is 0."},
        {dialects::onlyLinux, "Without memory there is no such line."}}}},
    onlyLinux("VmLck", "kB", "Locked memory."),
    onlyLinux("VmPin", "kB", "Memory pinned for devices."),
    onlyLinux("VmHWM", "kB", "Largest VmRSS so far."),
    FieldDoc{"VmRSS", "kB", "Resident memory.", truths("DDDDDM"), {{
        {dialects::gvisor, "It is the sum of the pieces that the sentry has allocated, which are larger than the pages used."}}}},
    onlyLinux("RssAnon", "kB", "Resident memory that belongs to no file."),
    onlyLinux("RssFile", "kB", "Resident pages of files."),
    onlyLinux("RssShmem", "kB", "Resident shared memory."),
    FieldDoc{"VmData", "kB", "Private writable mappings without the stack.", truths("--MMMM"), {{
        {dialects::early, "Early gVisor does not print it."},
        {dialects::later, "Without memory it is 0.", "2019-05-30 (b18df9bed)"}}}},
    onlyLinux("VmStk", "kB", "Size of the stack."),
    onlyLinux("VmExe", "kB", "Size of the program's code."),
    onlyLinux("VmLib", "kB", "Size of the code of shared libraries."),
    onlyLinux("VmPTE", "kB", "Size of the page tables."),
    onlyLinux("VmSwap", "kB", "Swapped-out private memory."),
    onlyLinux("HugetlbPages", "kB", "Memory in pages of hugetlbfs."),
    onlyLinux("CoreDumping", "", "1 while its core is written."),
    onlyLinux("THP_enabled", "", "1 where huge pages are allowed."),
    onlyLinux("untag_mask", "bits", "Address bits that count; the others may carry tags."),
    FieldDoc{"Threads", "", "Tasks of the process that are not yet reaped.", truths("MMMMMM")},
    onlyLinux("SigQ", "", "Queued signals of the user, and their limit."),
    onlyLinux("SigPnd", "bits", "Signals pending for the thread."),
    onlyLinux("ShdPnd", "bits", "Signals pending for the process."),
    onlyLinux("SigBlk", "bits", "Blocked signals."),
    onlyLinux("SigIgn", "bits", "Ignored signals."),
    onlyLinux("SigCgt", "bits", "Caught signals."),
    FieldDoc{"CapInh", "bits", "Capabilities that survive exec if the file allows it.", truths("MMMMMM")},
    FieldDoc{"CapPrm", "bits", "Capabilities that the task may take up.", truths("MMMMMM")},
    FieldDoc{"CapEff", "bits", "Capabilities in force.", truths("MMMMMM")},
    FieldDoc{"CapBnd", "bits", "Capabilities that exec can give at most.", truths("MMMMMM")},
    FieldDoc{"CapAmb", "bits", "Capabilities that survive exec of an ordinary program.", truths("----MM"), {{
        {dialects::before2026, "There is no such set before 2026."},
        {dialects::only2026, "The set was added with its line.", "2026-06-09 (4886c6690)"}}}},
    onlyLinux("NoNewPrivs", "", "1 when exec cannot add rights."),
    FieldDoc{"Seccomp", "", "System call filtering: 0 none, 1 strict, 2 filter.", truths("MMMMMM"), {{
        {dialects::gvisor, "It is never 1: gVisor has no strict mode."}}}},
    onlyLinux("Seccomp_filters", "", "Number of seccomp filters."),
    onlyLinux("Speculation_Store_Bypass", "", "State of the mitigation against speculative store bypass."),
    onlyLinux("SpeculationIndirectBranch", "", "State of the mitigation against indirect branch speculation."),
    onlyLinux("Cpus_allowed", "bits", "Processors that the task may use."),
    onlyLinux("Cpus_allowed_list", "", "The same as a list."),
    memoryNodes("Mems_allowed", "bits", "Memory nodes that the task may use.", "1"),
    memoryNodes("Mems_allowed_list", "", "The same as a list.", "0"),
    FieldDoc{"voluntary_ctxt_switches", "", "How often the task gave up the processor by itself.", truths("----MM"), {{
        {dialects::before2026, "gVisor does not print it before 2026."},
        {dialects::only2026, "gVisor counts how often the task blocked.", "2026-04-27 (6bfc25b90)"}}}},
    FieldDoc{"nonvoluntary_ctxt_switches", "", "How often the processor was taken from it.", truths("----CM"), {{
        {dialects::before2026, "gVisor does not print it before 2026."},
        {dialects::only2026, "The sentry does not learn of it.", "2026-04-27 (6bfc25b90)"}}}, "0"},
};
// clang-format on
static_assert(docs.size() == statusKeyCount);

}

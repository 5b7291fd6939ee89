// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/memoryfacts.h>
#include <procfs/files/status.h>
#include <procfs/files/taskfacts.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

constexpr std::uint64_t kilobyte = 1024;

/// Linux leaves no room for a second line in a name (fs/proc/array.c, proc_task_name).
std::string escapedName(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\')
            out += "\\\\";
        else
            out += c;
    }
    return out;
}

/// The ids of a task or job in the namespace of the mount and in those below it, down to \a tids'
/// own.
NestedIds nestedIds(const FileContext& ctx, const std::vector<NamespacedTid>& tids)
{
    NestedIds ids;
    bool isVisible = false;
    for (auto at = tids.rbegin(); at != tids.rend(); ++at) {
        isVisible = isVisible || at->ns == ctx.mount;
        if (isVisible)
            ids.add(at->tid.value);
    }
    return ids;
}

/// The ids of a job in the namespaces of \a task; 0 where one does not know it.
NestedIds jobIds(const FileContext& ctx, const JobRecord* job)
{
    NestedIds ids;
    bool isVisible = false;
    for (auto at = ctx.task.tids.rbegin(); at != ctx.task.tids.rend(); ++at) {
        isVisible = isVisible || at->ns == ctx.mount;
        if (isVisible)
            ids.add(job != nullptr ? tidIn(job->ids, at->ns).value : 0);
    }
    return ids;
}

/// The first \a count bits set, as "%*pb" prints them: 32 to a group, as many digits as needed.
std::string processorMask(std::uint32_t count)
{
    std::string out;
    for (std::uint32_t left = count; left != 0;) {
        const std::uint32_t bits = (left - 1) % 32 + 1; // of the highest group
        if (!out.empty())
            out += ',';
        if (bits % 4 != 0)
            out += "0137"[bits % 4];
        out.append(bits / 4, 'f');
        left -= bits;
    }
    return out;
}

std::string processorList(std::uint32_t count)
{
    std::string out = "0";
    if (count > 1) {
        out += '-';
        out += std::to_string(count - 1); // fits into the string itself
    }
    return out;
}

/// What gVisor, old and new, and Linux have in common.
void addCommon(const FileContext& ctx, const ThreadGroupRecord* group, TaskStatus& status)
{
    status.name = printedName(ctx);
    status.state = stateText(ctx.task.state);
    status.tgid = groupIdOf(ctx, ctx.task.group).value;
    status.pid = tidIn(ctx.task.tids, ctx.mount).value;
    status.ppid = parentIdOf(ctx).value;
    status.tracerPid = tracerIdOf(ctx).value;
    status.fdSize = fdSize(ctx);
    status.threads = group != nullptr ? threadCount(ctx) : 0;

    const std::uint64_t mask = capabilityMask(ctx.dialect);
    const Capabilities& capabilities = ctx.task.credentials->capabilities;
    status.capInh = capabilities.inheritable & mask;
    status.capPrm = capabilities.permitted & mask;
    status.capEff = capabilities.effective & mask;
    status.capBnd = capabilities.bounding & mask;
    if (ctx.dialect >= Dialect::gvisor2026)
        status.capAmb = capabilities.ambient & mask;
    status.seccomp = static_cast<std::uint64_t>(ctx.task.seccompMode);
}

void addUsers(const FileContext& ctx, TaskStatus& status)
{
    // gVisor knows no id for file access alone and says the effective one again.
    const Credentials& who = *ctx.task.credentials;
    const bool isLinux = ctx.dialect == Dialect::linux_;
    const std::uint32_t fileUid
        = isLinux ? who.fileUid.value_or(who.effectiveUid) : who.effectiveUid;
    const std::uint32_t fileGid
        = isLinux ? who.fileGid.value_or(who.effectiveGid) : who.effectiveGid;
    status.uid = {readerUid(ctx, who.realUid), readerUid(ctx, who.effectiveUid),
                  readerUid(ctx, who.savedUid), readerUid(ctx, fileUid)};
    status.gid = {readerGid(ctx, who.realGid), readerGid(ctx, who.effectiveGid),
                  readerGid(ctx, who.savedGid), readerGid(ctx, fileGid)};
    std::vector<std::uint32_t>& groups = status.groups.emplace();
    groups.reserve(who.groups.size());
    for (const std::uint32_t group : who.groups)
        groups.push_back(readerGid(ctx, group));
}

void addMemory(const MemoryRecord& memory, TaskStatus& status)
{
    const MemoryFigures figures = memoryFigures(memory);
    status.vmPeakKb = std::max(memory.peakVssBytes, memory.vssBytes) / kilobyte;
    status.vmSizeKb = memory.vssBytes / kilobyte;
    status.vmLckKb = figures.locked / kilobyte;
    status.vmPinKb = memory.pinnedBytes / kilobyte;
    status.vmHwmKb = std::max(memory.peakRssBytes, memory.rssBytes) / kilobyte;
    status.vmRssKb = memory.rssBytes / kilobyte;
    status.rssAnonKb = figures.residentAnonymous / kilobyte;
    status.rssFileKb = figures.residentFile / kilobyte;
    status.rssShmemKb = figures.residentShared / kilobyte;
    status.vmDataKb = figures.data / kilobyte;
    status.vmStkKb = figures.stack / kilobyte;
    status.vmExeKb = figures.programCode / kilobyte;
    status.vmLibKb = figures.otherCode / kilobyte;
    status.vmPteKb = figures.pageTables / kilobyte;
    status.vmSwapKb = memory.swapBytes / kilobyte;
    status.hugetlbPagesKb = 0; // nothing here maps hugetlbfs
    status.coreDumping = 0;
    status.thpEnabled = 1;
    status.untagMask = ~0ULL; // no address tags
}

/// What Linux alone has, in the order of fs/proc/array.c of 6.18.
void addLinux(const FileContext& ctx, const ThreadGroupRecord* group, TaskStatus& status)
{
    const TaskDetails& details = detailsOf(ctx.task);
    status.name = escapedName(printedName(ctx));
    if (const FsContextRecord* const context = ctx.records.fsContext(ctx.task.fsContext))
        status.umask = context->umask;
    status.ngid = 0; // no NUMA balancing
    status.kthread = 0;
    status.nsPid = nestedIds(ctx, ctx.task.tids);
    status.nsTgid = status.nsPid;
    if (group != nullptr) {
        if (const TaskRecord* const leader = ctx.records.task(group->leader))
            status.nsTgid = nestedIds(ctx, leader->tids);
    }
    status.nsPgid = jobIds(ctx, group != nullptr ? group->processGroup.get() : nullptr);
    status.nsSid = jobIds(ctx, group != nullptr ? group->session.get() : nullptr);
    if (const MemoryRecord* const memory = memoryOf(ctx))
        addMemory(*memory, status);

    status.sigPnd = details.pendingSignals;
    status.sigBlk = details.blockedSignals;
    status.sigQ.emplace();
    status.shdPnd = status.sigIgn = status.sigCgt = 0;
    if (group != nullptr) {
        const ResourceLimits& limits = limitsOf(*group);
        status.sigQ
            = {group->queuedSignals, limits[static_cast<std::size_t>(Limit::pendingSignals)].soft};
        status.shdPnd = group->pendingSignals;
        status.sigIgn = group->ignoredSignals;
        status.sigCgt = group->caughtSignals;
    }
    status.noNewPrivs = details.noNewPrivileges ? 1 : 0;
    const std::uint64_t leastFilters = ctx.task.seccompMode == 2 ? 1 : 0;
    status.seccompFilters = std::max<std::uint64_t>(details.seccompFilters, leastFilters);
    status.speculationStoreBypass = "vulnerable";
    status.speculationIndirectBranch = "always enabled";
    const std::uint32_t processors = std::max(ctx.records.machine().processors, 1U);
    status.cpusAllowed = processorMask(processors);
    status.cpusAllowedList = processorList(processors);
    // One node of 1024.
    status.memsAllowed = "00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,"
                         "00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,"
                         "00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000000,"
                         "00000000,00000000,00000000,00000000,00000000,00000000,00000000,00000001";
    status.memsAllowedList = "0";
    status.voluntarySwitches = details.voluntarySwitches;
    status.involuntarySwitches = details.involuntarySwitches;
}

/// What gVisor prints of memory, and what it added over the years.
void addGvisor(const FileContext& ctx, TaskStatus& status)
{
    const MemorySizes sizes = memorySizes(ctx);
    status.vmSizeKb = sizes.vssBytes / kilobyte;
    status.vmRssKb = sizes.rssBytes / kilobyte;
    if (isEarly(ctx.dialect))
        return;
    const MemoryRecord* const memory = memoryOf(ctx);
    status.vmDataKb = memory != nullptr ? dataBytes(*memory) / kilobyte : 0;
    status.memsAllowed = "1";
    status.memsAllowedList = "0";
    if (ctx.dialect == Dialect::gvisor2026) {
        status.voluntarySwitches = detailsOf(ctx.task).voluntarySwitches;
        status.involuntarySwitches = 0;
    }
}

}

TaskStatus taskStatus(const FileContext& ctx)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    TaskStatus status;
    addCommon(ctx, group, status);
    if (!isEarly(ctx.dialect))
        addUsers(ctx, status);
    if (isGvisor(ctx.dialect))
        addGvisor(ctx, status);
    else
        addLinux(ctx, group, status);
    return status;
}

}

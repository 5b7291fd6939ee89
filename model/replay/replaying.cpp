// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/replaying.h>

#include <algorithm>
#include <format>
#include <unordered_map>

namespace sandscope::replay {

using snapshot::StepMark;

void Replaying::diverged(std::string sentence)
{
    marks.push_back({StepMark::Kind::diverged, std::move(sentence)});
}

void Replaying::assumed(std::string sentence)
{
    marks.push_back({StepMark::Kind::assumed, std::move(sentence)});
}

void Replaying::ignored(std::string sentence)
{
    marks.push_back({StepMark::Kind::ignored, std::move(sentence)});
}

namespace {

std::string numberText(std::uint64_t value)
{
    constexpr std::uint64_t leastAddress = 65536;
    return value < leastAddress ? std::to_string(value) : std::format("{:#x}", value);
}

std::string resultOf(const Call& call)
{
    if (call.ending == Ending::unfinished)
        return "no end of the call";
    if (!call.errorName.empty())
        return call.errorName;
    return call.result ? numberText(static_cast<std::uint64_t>(*call.result)) : "no result";
}

bool isSame(const Call& call, std::optional<std::uint64_t> value, procfs::Errno error)
{
    if (!call.succeeded())
        return !value && call.error == error;
    return value && *value == static_cast<std::uint64_t>(*call.result);
}

}

void Replaying::compare(const Call& call, const kernel::Result<std::uint64_t>& simulated)
{
    const auto value = simulated ? std::optional(*simulated) : std::nullopt;
    const auto error = simulated ? procfs::Errno::ok : simulated.error();
    if (!isSame(call, value, error))
        diverged(std::format("The log has {}, the simulation {}.", resultOf(call),
                             value ? numberText(*value) : procfs::errnoName(error)));
}

void Replaying::compare(const Call& call, const kernel::Result<void>& simulated)
{
    compare(call,
            simulated ? kernel::Result<std::uint64_t>(0)
                      : kernel::Result<std::uint64_t>(std::unexpected(simulated.error())));
}

kernel::TaskId Replaying::task(std::int32_t tid) const
{
    return tid == 0 ? caller : system.findTask(caller, tid);
}

kernel::TaskId Replaying::taskInPath(std::int32_t tid) const
{
    const kernel::TaskId own = system.findTask(caller, tid);
    return own ? own : system.findTask(tid);
}

bool Replaying::isStopped(kernel::TaskId task) const
{
    const auto state = system.state(task);
    return state == procfs::TaskState::stopped || state == procfs::TaskState::tracingStop;
}

void Replaying::letRun(kernel::TaskId task)
{
    const auto state = system.state(task);
    if (!state || *state == procfs::TaskState::zombie)
        return;
    // A tracer other than that of the log has no lines.
    if (*state == procfs::TaskState::tracingStop && system.tracer(task))
        (void)system.traceContinue(system.tracer(task), task);
    if (isStopped(task)) {
        (void)system.kill(std::nullopt, task, kernel::signalContinue);
        diverged(std::format("The log has task {} run on, in the simulation it was stopped.",
                             system.tid(task).value));
    }
    if (*state == procfs::TaskState::sleeping || *state == procfs::TaskState::diskSleep)
        (void)system.wake(task);
}

std::optional<kernel::FileRef> Replaying::fileBehind(const LogDescriptor& fd) const
{
    const auto entry = system.descriptor(caller, fd.number);
    // gVisor writes a path as the caller would.
    kernel::FileRef file{.path = fd.path, .deleted = fd.isDeleted};
    file.isFromTop = log->form() == LogForm::strace || fd.path.empty();
    if (file.path.empty()) {
        if (!entry || entry->kind != procfs::FdKind::path)
            return std::nullopt;
        file.path = entry->path;
        file.deleted = entry->deleted;
    }
    if (entry && file.deleted && entry->path == file.path + " (deleted)") {
        file.path = entry->path; // that is its name
        file.deleted = entry->deleted;
    }
    if (entry) {
        constexpr std::uint32_t accessMode = 3;
        file.readable = (entry->statusFlags & accessMode) != 1;
        file.writable = (entry->statusFlags & accessMode) != 0;
    }
    constexpr std::string_view memoryFile = "/memfd:";
    if (file.path.starts_with(memoryFile)) {
        file.path.erase(0, memoryFile.size());
        file.kind = procfs::MappingKind::memfd;
    }
    return file;
}

std::string Replaying::folderOf(const LogDescriptor* folder) const
{
    constexpr int workingDirectory = -100; // AT_FDCWD
    const auto behind
        = folder && folder->number != workingDirectory ? fileBehind(*folder) : std::nullopt;
    if (!behind)
        return {};
    return behind->isFromTop ? behind->path : system.locate(caller, behind->path);
}

std::string Replaying::absolutePath(std::string_view path, const LogDescriptor* folder) const
{
    return system.locate(caller, path, folderOf(folder));
}

std::string Replaying::ownPath(std::string_view path, const LogDescriptor* folder) const
{
    return path.starts_with('/') ? std::string(path) : belowRoot(absolutePath(path, folder));
}

std::string Replaying::belowRoot(std::string path) const
{
    const std::string top = system.root(caller);
    if (path == top)
        return "/";
    if (top != "/" && path.starts_with(top + '/'))
        path.erase(0, top.size());
    return path;
}

const CallEntry* findCall(std::string_view name)
{
    static const auto table = [] {
        std::unordered_map<std::string_view, const CallEntry*> entries;
        for (const auto part :
             {taskCalls(), signalCalls(), identityCalls(), fileCalls(), specialFileCalls(),
              pathCalls(), memoryCalls(), execCalls(), harmlessCalls()}) {
            for (const CallEntry& entry : part)
                entries.emplace(entry.name, &entry);
        }
        return entries;
    }();
    const auto found = table.find(name);
    return found == table.end() ? nullptr : found->second;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// exec: what the program and its interpreter map, at the addresses that the log shows.
#include <model/replay/images.h>
#include <model/replay/replaying.h>

#include <array>
#include <format>
#include <utility>

namespace sandscope::replay {

namespace {

std::vector<std::string> stringsOf(Replaying& replaying, const Argument& list)
{
    std::vector<std::string> result;
    bool isWhole = !list.isCut();
    for (const Argument& item : list.items()) {
        const auto text = item.string();
        isWhole = isWhole && text && text->isWhole;
        result.push_back(text ? text->bytes : std::string());
    }
    if (!isWhole)
        replaying.assumed("The log cuts the arguments, so what it shows is taken for all.");
    return result;
}

/// The program behind a name such as /proc/self/fd/3: what the descriptor leads to.
std::optional<kernel::FileRef> behindDescriptor(const Replaying& replaying, std::string_view path)
{
    for (const std::string_view folder : {"/proc/self/fd/", "/dev/fd/"}) {
        if (!path.starts_with(folder))
            continue;
        Argument number;
        number.text = path.substr(folder.size());
        if (const auto fd = number.descriptor())
            return replaying.fileBehind(*fd);
    }
    return std::nullopt;
}

/// Answers what it takes the program to be.
std::string run(Replaying& replaying, const Call& call, std::string path, const Argument& arguments,
                const LogDescriptor* folder = nullptr)
{
    kernel::ExecRequest request;
    request.path = path;
    request.directory = replaying.folderOf(folder);
    request.arguments = stringsOf(replaying, arguments);
    const auto behind = behindDescriptor(replaying, path);
    const bool isMemory = behind && behind->kind == procfs::MappingKind::memfd;
    // The kernel looks a program up where it finds the path.
    const std::string found = replaying.absolutePath(path, folder);
    const std::string file = behind ? (isMemory ? "/memfd:" : "") + behind->path : found;
    ExecPlan plan = replaying.images->plan(call.line, file);
    for (std::string& assumption : plan.assumptions)
        replaying.assumed(std::move(assumption));
    if (!plan.scriptArguments.empty()) {
        if (!request.arguments.empty())
            request.arguments.erase(request.arguments.begin());
        request.arguments.insert(request.arguments.begin(), plan.scriptArguments.begin(),
                                 plan.scriptArguments.end());
    }
    if (plan.program) {
        if (behind) {
            plan.program->image.path = file;
            plan.program->image.deleted = isMemory || behind->deleted;
        }
        replaying.system.addProgram(found, *std::move(plan.program));
    } else if (behind) {
        kernel::Program program = kernel::defaultProgram(file);
        program.image.deleted = isMemory || behind->deleted;
        replaying.system.addProgram(found, std::move(program));
    }
    request.image = std::move(plan.image);
    replaying.compare(call, replaying.system.exec(replaying.caller, request));
    return file;
}

void execve(Replaying& replaying, const Call& call)
{
    const auto path = call.argument(0).string();
    if (!call.succeeded() || !path)
        return;
    (void)run(replaying, call, path->bytes, call.argument(1));
}

void execveat(Replaying& replaying, const Call& call)
{
    const auto folder = call.argument(0).descriptor();
    const auto path = call.argument(1).string();
    if (!call.succeeded() || !path)
        return;
    if (path->bytes.empty() && folder) {
        const std::string file
            = run(replaying, call, std::format("/dev/fd/{}", folder->number), call.argument(2));
        // Linux names the task after the file, not the descriptor, since 6.14 (fs/exec.c).
        if (replaying.system.options().behaviour == kernel::Behaviour::linux_)
            (void)replaying.system.setName(replaying.caller, file.substr(file.rfind('/') + 1));
        return;
    }
    (void)run(replaying, call, path->bytes, call.argument(2), folder ? &*folder : nullptr);
}

constexpr std::array<CallEntry, 2> entries = {{
    {"execve", execve, CallEntry::When::begun},
    {"execveat", execveat, CallEntry::When::begun},
}};

}

std::span<const CallEntry> execCalls()
{
    return entries;
}

}

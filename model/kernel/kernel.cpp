// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/kernel/sameness.h>
#include <model/kernel/state.h>

#include <algorithm>
#include <cassert>

namespace sandscope::kernel {

namespace {

std::vector<procfs::Mount> defaultMounts()
{
    // As a gVisor sandbox has them; 2018 and 2019 print neither options nor devices.
    const auto mount = [](int id, int parent, std::string path, std::string type, bool readOnly) {
        procfs::Mount result;
        result.id = id;
        result.parentId = parent;
        result.path = std::move(path);
        result.fileSystemType = std::move(type);
        result.readOnly = readOnly;
        return result;
    };
    return {mount(1, 1, "/", "9p", true),
            mount(2, 1, "/proc", "proc", false),
            mount(3, 1, "/sys", "sysfs", true),
            mount(4, 1, "/dev", "devtmpfs", false),
            mount(5, 4, "/dev/pts", "devpts", false),
            mount(6, 1, "/tmp", "tmpfs", false)};
}

}

Kernel::State::State(Options given)
    : options(given)
    , random(given.seed)
{
    constexpr std::int32_t ofGvisor = 1 << 16;
    constexpr std::int32_t ofLinux = (1 << 15) - 1;
    if (options.pidLimit == 0)
        options.pidLimit = isLinux() ? ofLinux : ofGvisor;
    options.pidLimit = std::clamp(options.pidLimit, 2, 1 << 30);
    ordinaryLimits = std::make_shared<const ResourceLimits>(procfs::defaultLimits());
    procfs::TaskDetails newborn;
    newborn.flags = (options.randomized ? processFlag::randomized : 0) | processFlag::forkedOnly;
    newbornDetails = std::make_shared<procfs::TaskDetails>(newborn);
    machine = std::make_shared<const procfs::MachineRecord>();
    if (options.behaviour == Behaviour::gvisor2022)
        nextUnique = 6; // five were taken by then, as captured
    start();
    rootUser = makeUserNamespace({}, 0);
    rootUser->uidMap = rootUser->gidMap = {{0, 0, ~std::uint32_t{0}}};
    rootPid = makePidNamespace({}, rootUser);
    rootMounts = makeMountNamespace(nullptr);
    rootMounts->mounts = defaultMounts();
    rootNet = makeNetNamespace();
}

Kernel::State::~State()
{
    // Tasks hold namespaces, and a namespace that ends still finds its registry.
    for (const TaskId id : everyTask)
        tasks.destroy(*tasks.find(id));
    rootPid.reset();
    rootMounts.reset();
    rootNet.reset();
    rootUser.reset();
}

Kernel::Kernel(Options options)
    : d(std::make_unique<State>(options))
{
}

Kernel::~Kernel() = default;
Kernel::Kernel(Kernel&&) noexcept = default;
Kernel& Kernel::operator=(Kernel&&) noexcept = default;

const Options& Kernel::options() const
{
    return d->options;
}

void Kernel::addProgram(Program program)
{
    std::string path = program.image.path;
    addProgram(std::move(path), std::move(program));
}

void Kernel::addProgram(std::string path, Program program)
{
    assert(problemOf(program.image).empty());
    d->programs.insert_or_assign(std::move(path), std::move(program));
}

void Kernel::setMounts(std::vector<procfs::Mount> mounts)
{
    d->start();
    std::ranges::sort(mounts, {}, &procfs::Mount::id);
    if (same(mounts, d->rootMounts->mounts))
        return;
    d->rootMounts->mounts = std::move(mounts);
    d->touch(*d->rootMounts);
}

void Kernel::setMachine(procfs::MachineRecord machine)
{
    d->start();
    machine.generation = d->machine->generation;
    machine.freeBytes = d->machine->freeBytes; // up to date when published
    if (same(machine, *d->machine))
        return;
    d->generation = machine.generation = d->stamp;
    d->machine = std::make_shared<const procfs::MachineRecord>(std::move(machine));
}

procfs::Generation Kernel::generation() const
{
    return d->generation;
}

const std::vector<TaskId>& Kernel::tasks() const
{
    return d->everyTask;
}

std::optional<procfs::TaskState> Kernel::state(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? std::optional{task->state} : std::nullopt;
}

TaskId Kernel::leader(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? task->group->leader->id : TaskId{};
}

TaskId Kernel::parent(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->parent ? task->parent->id : TaskId{};
}

TaskId Kernel::tracer(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->tracer ? task->tracer->id : TaskId{};
}

bool Kernel::canCall(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && !task->isExiting && !task->vforkChild && !task->isTraceStopped
        && !task->group->isStopped;
}

procfs::Tid Kernel::tid(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? kernel::tidIn(*task, *d->rootPid) : procfs::Tid{};
}

procfs::Tid Kernel::ownTid(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? task->tids.front().tid : procfs::Tid{};
}

procfs::Tid Kernel::tidSeenBy(TaskId callerId, TaskId id) const
{
    const Task* caller = d->tasks.find(callerId);
    const Task* task = d->tasks.find(id);
    return caller && task ? kernel::tidIn(*task, *caller->pidNamespace) : procfs::Tid{};
}

TaskId Kernel::findTask(std::int32_t tid) const
{
    const TaskId* found = d->rootPid->tasks.find(static_cast<std::uint32_t>(tid));
    return found ? *found : TaskId{};
}

TaskId Kernel::findTask(TaskId callerId, std::int32_t tid) const
{
    const Task* caller = d->tasks.find(callerId);
    const TaskId* found
        = caller ? caller->pidNamespace->tasks.find(static_cast<std::uint32_t>(tid)) : nullptr;
    return found ? *found : TaskId{};
}

std::optional<std::uint64_t> Kernel::argumentsAddress(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->memory ? std::optional{task->memory->argumentsStart} : std::nullopt;
}

std::string Kernel::root(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->fs ? task->fs->root : std::string();
}

std::string Kernel::workingDirectory(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->fs ? task->fs->workingDirectory : std::string();
}

std::string Kernel::name(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? task->name : std::string();
}

std::vector<procfs::Vma> Kernel::vmas(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task && task->memory ? task->memory->space.describe() : std::vector<procfs::Vma>{};
}

}

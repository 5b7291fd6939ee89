// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/kernel/kernelrecords.h>
#include <model/kernel/objects.h>

#include <QByteArray>
#include <QTest>

#include <array>
#include <string>
#include <vector>

namespace sandscope::kernel {

inline constexpr std::uint64_t page = 4096;
inline constexpr std::uint64_t mebi = std::uint64_t{1} << 20U;

inline constexpr std::array everyBehaviour
    = {Behaviour::gvisor2018, Behaviour::gvisor2019, Behaviour::gvisor2022,
       Behaviour::gvisor2024, Behaviour::gvisor2026, Behaviour::linux_};

/// "2018" … "2026", "linux", for the names of rows.
inline const char* nameOf(Behaviour behaviour)
{
    constexpr std::array names = {"2018", "2019", "2022", "2024", "2026", "linux"};
    return names[static_cast<std::size_t>(behaviour)];
}

/// A kernel with one process, and short ways to ask it things.
struct Sandbox
{
    explicit Sandbox(Options options = {}, ProcessSpec spec = defaultSpec())
        : kernel(options)
        , init(kernel.createProcess(spec).value())
    {
    }

    static ProcessSpec defaultSpec()
    {
        ProcessSpec spec;
        spec.executable = "/sbin/init";
        spec.arguments = {"init", "-x"};
        spec.environment = {"PATH=/bin"};
        return spec;
    }

    TaskId fork(TaskId parent) { return kernel.fork(parent).value(); }
    TaskId thread(TaskId of) { return kernel.clone(of, clone::newThread).value(); }

    const procfs::Records& records()
    {
        published = kernel.publish();
        return *published->records;
    }
    const procfs::TaskRecord* task(TaskId id) { return records().task(id); }
    const procfs::ThreadGroupRecord* group(TaskId id)
    {
        const auto& all = records();
        return all.group(all.task(id)->group);
    }
    const procfs::MemoryRecord* memory(TaskId id)
    {
        const auto& all = records();
        return all.memory(all.task(id)->memory);
    }
    const procfs::FdTableRecord* table(TaskId id)
    {
        const auto& all = records();
        return all.fdTable(all.task(id)->fdTable);
    }
    /// The area that starts at an address; null when none does.
    const procfs::Vma* vma(TaskId id, std::uint64_t start)
    {
        for (const procfs::Vma& vma : *memory(id)->vmas) {
            if (vma.start == start)
                return &vma;
        }
        return nullptr;
    }

    Kernel kernel;
    TaskId init;
    snapshot::SnapshotPtr published; ///< keeps alive what the pointers above point at
};

/// "OK" or the name of the error, for comparisons that read well when they fail.
template <class T>
QByteArray errorOf(const Result<T>& result)
{
    return QByteArray::fromStdString(procfs::errnoName(result ? Errno::ok : result.error()));
}

/// Runs one operation that must fail: with which error, and whether the kernel is exactly as it was
/// before.
template <class Operation>
QByteArray failureOf(Kernel& kernel, Operation operation)
{
    const auto before = kernel.publish();
    const QByteArray error = errorOf(operation());
    if (error != "OK" && kernel.publish() != before)
        return error + ", and something changed";
    if (const auto problem = checkPublished(kernel))
        return error + ", and " + QByteArray::fromStdString(*problem);
    return error;
}

/// What differs between two publishings: "task 1", "+task 2" for a new one, "-task 2" for one that
/// is gone.
inline std::vector<std::string> changes(const procfs::Records& before, const procfs::Records& after)
{
    std::vector<std::string> result;
    const auto& a = static_cast<const KernelRecords&>(before).maps();
    const auto& b = static_cast<const KernelRecords&>(after).maps();
    const auto compare = [&result]<class T>(const char* kind, const snapshot::IdMap<T>& old,
                                            const snapshot::IdMap<T>& now) {
        snapshot::IdMap<T>::diff(old, now, [&](std::uint32_t id, const T* was, const T* is) {
            const char* sign = !was ? "+" : !is ? "-" : "";
            result.push_back(std::string(sign) + kind + ' ' + std::to_string(id));
        });
    };
    compare("task", a.tasks, b.tasks);
    compare("group", a.groups, b.groups);
    compare("memory", a.memories, b.memories);
    compare("fdtable", a.fdTables, b.fdTables);
    compare("fs", a.fsContexts, b.fsContexts);
    compare("mountns", a.mountNamespaces, b.mountNamespaces);
    compare("userns", a.userNamespaces, b.userNamespaces);
    compare("pidns", a.pidNamespaces, b.pidNamespaces);
    return result;
}

/// What the kernel itself says of that before it publishes, in the same words.
inline std::vector<std::string> told(const std::vector<snapshot::TouchedObject>& objects)
{
    constexpr std::array kinds
        = {"task", "group", "memory", "fdtable", "fs", "mountns", "userns", "pidns"};
    std::vector<std::string> result;
    for (const snapshot::TouchedObject& object : objects) {
        const char* sign = object.change == snapshot::ObjectChange::created ? "+"
            : object.change == snapshot::ObjectChange::ended                ? "-"
                                                                            : "";
        result.push_back(sign + std::string(kinds.at(static_cast<std::size_t>(object.kind))) + ' '
                         + std::to_string(object.id));
    }
    return result;
}

inline QByteArray joined(const std::vector<std::string>& words)
{
    QByteArray result;
    for (const std::string& word : words)
        result += (result.isEmpty() ? "" : ", ") + QByteArray::fromStdString(word);
    return result;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Whether what was published is what there is: finds changes that raised no generation.
#include <model/kernel/recordof.h>
#include <model/kernel/sameness.h>

namespace sandscope::kernel {

namespace {

using procfs::MachineRecord;

template <class T, class Record>
std::optional<std::string> compare(const char* kind, const Registry<T>& registry,
                                   const snapshot::IdMap<Record>& published, auto&& make)
{
    std::optional<std::string> problem;
    std::size_t count = 0;
    registry.forEach([&](const T& object) {
        ++count;
        const Record* record = published.find(object.id.value);
        if (!record || !same(*record, make(object)))
            problem = std::string(kind) + ' ' + std::to_string(object.id.value)
                + " differs from its record";
    });
    if (!problem && count != published.size())
        problem = std::string("there are records of ") + kind + "s that are gone";
    return problem;
}

}

namespace {

procfs::Generation& generationOf(PublishedPidNamespace& ns)
{
    return ns.record.generation;
}

template <class Record>
procfs::Generation& generationOf(Record& record)
{
    return record.generation;
}

template <class Record>
std::optional<std::string> findIdle(const char* kind, const snapshot::IdMap<Record>& before,
                                    const snapshot::IdMap<Record>& after)
{
    std::optional<std::string> problem;
    snapshot::IdMap<Record>::diff(before, after,
                                  [&](std::uint32_t id, const Record* was, const Record* is) {
                                      if (!was || !is)
                                          return;
                                      Record old = *was;
                                      generationOf(old) = generationOf(const_cast<Record&>(*is));
                                      if (same(old, *is))
                                          problem = std::string(kind) + ' ' + std::to_string(id)
                                              + " was raised and is as it was";
                                  });
    return problem;
}

}

std::optional<std::string> checkRaised(const RecordMaps& before, const RecordMaps& after)
{
    std::optional<std::string> problem;
    const auto next = [&problem](std::optional<std::string> found) {
        if (!problem)
            problem = std::move(found);
    };
    next(findIdle("task", before.tasks, after.tasks));
    next(findIdle("group", before.groups, after.groups));
    next(findIdle("memory", before.memories, after.memories));
    next(findIdle("descriptor table", before.fdTables, after.fdTables));
    next(findIdle("fs context", before.fsContexts, after.fsContexts));
    next(findIdle("mount namespace", before.mountNamespaces, after.mountNamespaces));
    next(findIdle("user namespace", before.userNamespaces, after.userNamespaces));
    next(findIdle("pid namespace", before.pidNamespaces, after.pidNamespaces));
    if (before.machine->generation != after.machine->generation) {
        MachineRecord old = *before.machine;
        old.generation = after.machine->generation;
        if (same(old, *after.machine))
            next("the machine was raised and is as it was");
    }
    return problem;
}

std::optional<std::string> checkPublished(Kernel& kernel)
{
    (void)kernel.publish();
    const Kernel::State& s = kernel.internals();
    const auto plain = [](const auto& object) { return recordOf(object); };
    std::optional<std::string> problem = compare("task", s.tasks, s.maps.tasks, plain);
    const auto next = [&problem](std::optional<std::string> found) {
        if (!problem)
            problem = std::move(found);
    };
    next(compare("group", s.groups, s.maps.groups,
                 [&s](const ThreadGroup& g) { return recordOf(s, g); }));
    next(compare("memory", s.memories, s.maps.memories, plain));
    next(compare("descriptor table", s.fdTables, s.maps.fdTables, plain));
    next(compare("fs context", s.fsContexts, s.maps.fsContexts, plain));
    next(compare("mount namespace", s.mountNamespaces, s.maps.mountNamespaces, plain));
    next(compare("user namespace", s.userNamespaces, s.maps.userNamespaces, plain));
    next(compare("pid namespace", s.pidNamespaces, s.maps.pidNamespaces, plain));
    if (s.maps.machine != s.machine || s.machine->freeBytes != s.freeBytes()
        || s.machine->generation > s.generation)
        next("the machine differs from its record");
    std::size_t rows = 0;
    s.tasks.forEach([&](const Task& task) {
        ++rows;
        const snapshot::TaskSummary* row = s.rows.find(task.id.value);
        snapshot::TaskSummary expected = rowOf(s, task);
        expected.generation = row ? row->generation : 0;
        if (!row || *row != expected)
            next("the row of task " + std::to_string(task.id.value) + " is out of date");
    });
    if (rows != s.rows.size())
        next("there are rows of tasks that are gone");
    return problem;
}

}

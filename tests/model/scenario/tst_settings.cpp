// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/scenario.h>
#include <procfs/records.h>

#include <QTest>

#include <algorithm>

using namespace sandscope;
using namespace sandscope::scenario;

/// What a scenario says of its machine, its mounts, limits and masks.
class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void problems_data();
    void problems();
    void theMachine();
    void anOrdinaryMachine();
    void mounts();
    void limitsAtTheStart();
    void operations();
};

namespace {

std::string_view view(const QByteArray& bytes)
{
    return {bytes.data(), static_cast<std::size_t>(bytes.size())};
}

// A run to its end; its last moment.
snapshot::SnapshotPtr endOf(const QByteArray& yaml)
{
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    if (!parsed) {
        qWarning("%s", describe(parsed.error().front()).c_str());
        return nullptr;
    }
    Run run(*parsed);
    while (!run.atEnd()) {
        if (const auto step = run.step(); !step) {
            qWarning("%s", describe(step.error()).c_str());
            return nullptr;
        }
    }
    return run.moment().snapshot;
}

const procfs::ThreadGroupRecord& groupOf(const procfs::Records& records, std::uint32_t task)
{
    return *records.group(records.task(procfs::TaskId{task})->group);
}

const procfs::ResourceLimit& limitOf(const procfs::ThreadGroupRecord& group, procfs::Limit which)
{
    return procfs::limitsOf(group)[static_cast<std::size_t>(which)];
}

}

void SettingsTest::problems_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("problem");
    const auto top = [](const char* name, const QByteArray& lines, const char* problem) {
        QTest::newRow(name) << "title: x\n" + lines + "steps:\n  - {start: /bin/sh}\n"
                            << QByteArray(problem);
    };
    const auto step = [](const char* name, const QByteArray& line, const char* problem) {
        QTest::newRow(name) << "title: x\nsteps:\n  - {start: /bin/sh, as: shell}\n  - " + line
                + '\n' << QByteArray(problem);
    };
    top("no sandbox map", "sandbox: big\n",
        "t.yaml:2:10: \"sandbox\" wants its arguments as a map; as in sandbox: {key: value}");
    top("an unknown key of the sandbox", "sandbox: {procesors: 2}\n",
        "t.yaml:2:11: unknown key \"procesors\" of \"sandbox\"; did you mean \"processors\"?");
    top("no processors", "sandbox: {processors: 0}\n",
        "t.yaml:2:23: \"0\" is no possible value of \"processors\"; a whole number from 1 to 8192");
    top("half a page of memory", "sandbox: {memory: 1048577}\n",
        "t.yaml:2:19: a sandbox has whole pages of memory, from 1M to 65536G");
    top("memory that is no size", "sandbox:\n  memory: much\n",
        "t.yaml:3:11: \"much\" is no size; as in 4096, 0x1000, 64K, 2M, 1G or 3 pages");
    top("a boot before 1970", "sandbox: {boot_time: -1}\n",
        "t.yaml:2:22: \"-1\" is no possible value of \"boot_time\"; a whole number from 0 to "
        "253402300799");
    top("no release", "sandbox: {linux_release: \"\"}\n",
        "t.yaml:2:10: \"linux_release\" is a line of text; as in 6.18.0");
    top("file systems that are no list", "sandbox: {file_systems: 9p}\n",
        "t.yaml:2:25: \"file_systems\" is a list; as in [one, two]");
    top("a mount at no absolute path", "mounts: [{path: tmp, type: tmpfs}]\n",
        "t.yaml:2:17: \"path\" of a mount is an absolute path");
    top("a mount of no absolute path", "mounts: [{path: /tmp, root: x}]\n",
        "t.yaml:2:29: \"root\" of a mount is an absolute path");
    top("a mount that is perhaps nosuid", "mounts: [{path: /tmp, no_set_uid: 1}]\n",
        "t.yaml:2:35: \"1\" is neither true nor false");
    step("an unknown limit", "{by: shell, limit: {of: open_file, to: 3}}",
         "t.yaml:4:29: \"open_file\" is no possible value of \"of\"; did you mean \"open_files\"?");
    step("a limit without a value", "{by: shell, limit: {of: open_files}}",
         "t.yaml:4:24: \"limit\" needs \"to\" or \"hard\"; as in limit: {of: open_files, to: 64}");
    step("a limit that is none", "{by: shell, limit: {of: open_files, to: all}}",
         "t.yaml:4:45: this is no limit; a number, a size such as 64K, or unlimited");
    step("a soft limit above the hard one",
         "{start: {program: /x, limits: {stack: {soft: 2M, hard: 1M}}}}",
         "t.yaml:4:43: the soft limit is above the hard one");
    step("an unknown limit at the start", "{start: {program: /x, limits: {stak: 2M}}}",
         "t.yaml:4:36: unknown key \"stak\" of \"limits\"; did you mean \"stack\"?");
    step("a umask in the wrong digits", "{by: shell, umask: 089}",
         "t.yaml:4:24: this is no umask; octal digits, as in 022 or 0077");
    step("a umask of more than permissions", "{by: shell, umask: 1022}",
         "t.yaml:4:24: this is no umask; octal digits, as in 022 or 0077");
    step("a sandbox' first umask", "{start: {program: /x, umask: u=rwx}}",
         "t.yaml:4:34: this is no umask; octal digits, as in 022 or 0077");
    step("an adjustment out of range", "{start: {program: /x, oom_score_adj: 1001}}",
         "t.yaml:4:42: \"1001\" is no possible value of \"oom_score_adj\"; a whole number from "
         "-1000 to 1000");
    step("a time namespace by clone", "{by: shell, clone: newtime}",
         "t.yaml:4:24: \"newtime\" is no possible value of \"flags\"; did you mean \"newpid\"?");
    step("a file and a memfd", "{by: shell, mmap: {length: 4K, file: /x, memfd: y}}",
         "t.yaml:4:53: a mapping is of a file or of a memfd, not of both");
    step("a segment without a key", "{by: shell, shmat: {length: 4K}}",
         "t.yaml:4:24: \"shmat\" needs \"key\"");
    step("a yes to setgroups", "{by: shell, allow_setgroups: yes}",
         "t.yaml:4:34: \"yes\" is neither true nor false");
}

void SettingsTest::problems()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, problem);
    const auto parsed = parseScenario(view(yaml), "t.yaml");
    QVERIFY(!parsed);
    QCOMPARE(QByteArray::fromStdString(describe(parsed.error().front())), problem);
}

void SettingsTest::theMachine()
{
    const auto end = endOf(R"(
title: A machine
sandbox:
  processors: 16
  memory: 64M
  boot_time: 1500000000
  linux_release: 6.1.0-test
  file_systems: ["nodev\tproc", ext4]
steps:
  - {start: /bin/sh}
)");
    QVERIFY(end);
    const procfs::MachineRecord& machine = end->records->machine();
    QCOMPARE(machine.processors, 16U);
    QCOMPARE(machine.memoryBytes, std::uint64_t{64} << 20U);
    QVERIFY(machine.freeBytes < machine.memoryBytes);
    QCOMPARE(machine.bootTime, 1'500'000'000);
    QCOMPARE(machine.linuxRelease, std::string("6.1.0-test"));
    QCOMPARE(machine.fileSystems, (std::vector<std::string>{"nodev\tproc", "ext4"}));
}

void SettingsTest::anOrdinaryMachine()
{
    const auto end = endOf("title: x\nsteps:\n  - {start: /bin/sh}\n");
    QVERIFY(end);
    const procfs::MachineRecord ordinary;
    const procfs::MachineRecord& machine = end->records->machine();
    QCOMPARE(machine.processors, ordinary.processors);
    QCOMPARE(machine.memoryBytes, ordinary.memoryBytes);
    QCOMPARE(machine.bootTime, ordinary.bootTime);
    QVERIFY(machine.fileSystems.empty());
}

void SettingsTest::mounts()
{
    const auto end = endOf(R"(
title: Mounts
mounts:
  - {path: /, type: 9p}
  - {path: /data, type: ext4, no_set_uid: true, no_devices: true, file_system_read_only: true,
     root: /sub, source: /dev/sda1, propagation: "shared:1"}
steps:
  - {start: /bin/sh}
)");
    QVERIFY(end);
    const auto* task = end->records->task(procfs::TaskId{1});
    const auto& mounts = end->records->mountNamespace(task->mountNamespace)->mounts;
    QCOMPARE(mounts.size(), 2U);
    QVERIFY(!mounts[0].noSetUid && !mounts[0].noDevices && !mounts[0].superReadOnly);
    QCOMPARE(mounts[0].root, std::string("/"));
    QCOMPARE(mounts[0].source, std::string("none"));
    QVERIFY(mounts[1].noSetUid && mounts[1].noDevices && mounts[1].superReadOnly);
    QCOMPARE(mounts[1].root, std::string("/sub"));
    QCOMPARE(mounts[1].source, std::string("/dev/sda1"));
    QCOMPARE(mounts[1].propagation, std::string("shared:1"));
}

void SettingsTest::limitsAtTheStart()
{
    const auto end = endOf(R"(
title: Limits
steps:
  - start:
      program: /bin/sh
      umask: 0027
      oom_score_adj: -5
      limits:
        open_files: 64
        file_locks: {soft: 3, hard: 4}
        locked_memory: 1G
        stack: {hard: 1M}
        core_file: unlimited
)");
    QVERIFY(end);
    const auto& group = groupOf(*end->records, 1);
    using procfs::Limit;
    using procfs::ResourceLimit;
    QVERIFY((limitOf(group, Limit::openFiles) == ResourceLimit{64, 1U << 20U}));
    QVERIFY((limitOf(group, Limit::fileLocks) == ResourceLimit{3, 4}));
    QVERIFY((limitOf(group, Limit::lockedMemory) == ResourceLimit{1U << 30U, 1U << 30U}));
    QVERIFY((limitOf(group, Limit::stack) == ResourceLimit{1U << 20U, 1U << 20U}));
    QVERIFY((limitOf(group, Limit::coreFile) == ResourceLimit{}));
    QCOMPARE(group.oomScoreAdjustment, -5);
    const auto* task = end->records->task(procfs::TaskId{1});
    QCOMPARE(end->records->fsContext(task->fsContext)->umask, 027U);
}

void SettingsTest::operations()
{
    const auto end = endOf(R"(
title: What later dialects show
behaviour: gvisor-2022
steps:
  - {start: /bin/sh, as: shell}
  - {by: shell, fork: , as: child}
  - {by: shell, limit: {of: cpu_time, to: 7, hard: 9, task: child}}
  - {by: shell, limit: {of: nice, to: 1}, expect: EPERM}
  - {by: child, limit: {of: cpu_time, to: unlimited}, expect: EINVAL}
  - {by: child, oom_score_adj: {value: 3, of: shell}}
  - {by: child, oom_score_adj: 1200, expect: EINVAL}
  - {by: child, umask: 077}
  - {by: child, yield: }
  - {by: child, no_new_privs: }
  - {by: child, unshare: [newipc, newuts, newcgroup, newtime]}
  - {by: child, unshare: newuser}
  - {by: child, allow_setgroups: false}
  - {by: child, allow_setgroups: true, expect: EPERM}
  - {by: child, memfd: box, as: box}
  - {by: child, close_on_exec: box}
  - {by: child, mmap: {length: 8K, shared: true, memfd: box}, as: m}
  - {by: child, store: {at: m, length: 8K}}
  - {by: child, shmat: {key: 0x1234, length: 4K}, as: segment}
  - {by: child, shmat: {key: 7, length: 4K, read_only: true}, as: view}
  - {by: child, store: {at: view}, expect: EFAULT}
  - {by: child, mmap: {length: 4K, file: /dev/zero}}
)");
    QVERIFY(end);
    const procfs::Records& records = *end->records;
    const auto* child = records.task(procfs::TaskId{2});
    QVERIFY((limitOf(groupOf(records, 2), procfs::Limit::cpuTime) == procfs::ResourceLimit{7, 9}));
    QCOMPARE(groupOf(records, 1).oomScoreAdjustment, 3);
    QCOMPARE(records.fsContext(child->fsContext)->umask, 077U);
    QCOMPARE(procfs::detailsOf(*child).yields, 1U);
    QVERIFY(procfs::detailsOf(*child).noNewPrivileges);
    QCOMPARE(child->otherNamespaces.ipc.value, 2U);
    QVERIFY(child->timeNamespaceForChildren.isNone()); // gVisor passes over newtime
    QVERIFY(!records.userNamespace(child->credentials->userNamespace)->groupsAllowed);
    std::vector<procfs::MappingKind> kinds;
    for (const procfs::Vma& vma : *records.memory(child->memory)->vmas) {
        if (vma.mapping && vma.mapping->kind != procfs::MappingKind::file)
            kinds.push_back(vma.mapping->kind);
    }
    using enum procfs::MappingKind;
    std::ranges::sort(kinds);
    QCOMPARE(kinds, (std::vector{zeroDevice, memfd, sysvShared, sysvShared}));
}

QTEST_APPLESS_MAIN(SettingsTest)
#include "tst_settings.moc"

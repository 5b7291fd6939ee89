// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

#include <functional>
#include <map>
#include <set>

using namespace sandscope::procfs;

/// Texts are made again when something they depend on rose, and not otherwise.
class RecordCacheTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timePasses();
    void dependencies_data();
    void dependencies();
    void quietTick();
    void losingAnObjectIsAChange();
    void directoriesAndLinks();
    void goingBackFormatsNothing();
    void sharedByViews();
    void differentViewsDiffer();
    void staysWithinItsBytes();
    void contentIsShared();
};

namespace {

constexpr TaskId readerId{40};
using Change = std::function<void(World&)>;

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(30, "tracer");
    world.addProcess(40, "reader");
    auto& task = world.addProcess(7);
    task.parent = TaskId{1};
    task.tracer = TaskId{30};
    world.addThread(TaskId{7}, 9);
    auto mapped = plainVma(0x8000, 0x9000);
    auto identity = std::make_shared<MappingIdentity>();
    identity->path = "/usr/lib/libc.so";
    identity->inode = 12;
    mapped.mapping = identity;
    world.editVmas(MemoryId{7}).push_back(mapped);
    Mount second;
    second.id = 2;
    second.parentId = 1;
    second.path = "/usr";
    second.fileSystemType = "tmpfs";
    world.mountNamespaces[World::mounts].mounts.push_back(second);
    return world;
}

/// Every text and target below two task directories, by path; with the generation of each.
struct Sample
{
    std::map<std::string, std::string> texts;
    std::map<std::string, Generation> generations;
};

class View
{
public:
    View(const World& world, Dialect dialect,
         std::shared_ptr<RecordCache> cache = std::make_shared<RecordCache>())
        : m_cache(std::move(cache))
        , m_fs(world.publish(), {.dialect = dialect, .mount = {}, .reader = readerId}, m_cache)
    {
        for (const auto* directory : {"7", "7/task/9"}) {
            const auto node = *m_fs.walk(directory);
            const auto listing = *node->readdir(2, 100);
            for (const auto& entry : listing.entries) {
                const auto child = *node->lookup(entry.name);
                if (child->kind() != FileKind::directory)
                    m_nodes[std::string(directory) + "/" + entry.name] = child;
            }
        }
    }

    Sample sample()
    {
        Sample all;
        for (const auto& [path, node] : m_nodes) {
            all.generations[path] = node->generation();
            if (node->kind() == FileKind::link) {
                const auto target = node->readlink();
                all.texts[path] = target ? *target : describeFailure(target.error());
            } else {
                const auto content = node->content();
                all.texts[path] = content ? (*content)->bytes : describeFailure(content.error());
            }
        }
        return all;
    }

    RecordFileSystem& fs() { return m_fs; }
    std::uint64_t formats() const { return m_cache->formatCount(); }
    std::size_t files() const
    {
        std::size_t count = 0;
        for (const auto& [path, node] : m_nodes)
            count += node->kind() == FileKind::regular ? 1U : 0U;
        return count;
    }

private:
    std::shared_ptr<RecordCache> m_cache;
    RecordFileSystem m_fs;
    std::map<std::string, NodePtr> m_nodes;
};

template <class Record>
void raise(World& world, Record& record)
{
    record.generation = world.generation;
}

}

Q_DECLARE_METATYPE(Change)

void RecordCacheTest::dependencies_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QByteArray>("changedIn2018"); // of both directories, without their path; those
                                                   // of 2019 besides
    QTest::addColumn<QByteArray>("changedIn2019");
    const auto row = [](const char* name, Change change, const char* in2018, const char* in2019) {
        QTest::newRow(name) << std::move(change) << QByteArray(in2018) << QByteArray(in2019);
    };
    row(
        "task name",
        [](World& world) {
            for (const TaskId id : {TaskId{7}, TaskId{9}}) {
                world.tasks[id].name = "renamed";
                raise(world, world.tasks[id]);
            }
        },
        "comm stat status", "comm stat status");
    row(
        "credentials",
        [](World& world) {
            for (const TaskId id : {TaskId{7}, TaskId{9}})
                world.editCredentials(id).capabilities.bounding = 0xff;
        },
        "status", "status");
    row(
        "rights to trace",
        [](World& world) {
            for (const TaskId id : {TaskId{7}, TaskId{9}})
                world.editCredentials(id).savedUid = 5;
        },
        "exe", "exe");
    row(
        "thread group",
        [](World& world) {
            auto& group = world.groups[GroupId{7}];
            group.io.charsRead += 100;
            group.terminationSignal = 9;
            group.cpu.user += std::chrono::seconds(1);
            group.childCpu.user += std::chrono::seconds(1);
            raise(world, group);
        },
        "io stat", "io stat");
    row(
        "process group",
        [](World& world) {
            auto job = std::make_shared<JobRecord>(*world.groups[GroupId{7}].processGroup);
            job->ids.clear();
            raise(world, *job);
            world.groups[GroupId{7}].processGroup = job;
        },
        "stat", "stat");
    row(
        "parent",
        [](World& world) {
            world.tasks[TaskId{1}].tids = {{World::rootPids, Tid{100}}};
            raise(world, world.tasks[TaskId{1}]);
            raise(world, world.groups[GroupId{1}]);
        },
        "stat status", "stat status");
    row(
        "tracer",
        [](World& world) {
            world.tasks[TaskId{30}].tids = {{World::rootPids, Tid{300}}};
            raise(world, world.tasks[TaskId{30}]);
        },
        "status", "status");
    row(
        "fd table",
        [](World& world) {
            auto& table = world.fdTables[FdTableId{7}];
            table.entries.pop_back();
            raise(world, table);
        },
        "status", "status");
    row(
        "memory",
        [](World& world) {
            world.editVmas(MemoryId{7})[0].end = 0x2800;
            world.editVmas(MemoryId{7})[0].rssBytes = 0x800;
            auto& memory = world.memories[MemoryId{7}];
            memory.vssBytes += 0x100000;
            memory.rssBytes += 0x100000;
            memory.executable = "/bin/next";
            memory.arguments.bytes = "next\0\0\0";
            memory.environment.bytes = "B=2";
            memory.auxv = {{6, 1}};
        },
        "auxv cmdline environ exe maps stat status",
        "auxv cmdline environ exe maps smaps stat statm status");
    row(
        "root of the target",
        [](World& world) {
            auto& context = world.fsContexts[FsContextId{7}];
            context.root = "/usr";
            raise(world, context);
        },
        "maps mountinfo mounts", "mountinfo mounts");
    row(
        "root of the reader",
        [](World& world) {
            auto& context = world.fsContexts[FsContextId{40}];
            context.root = "/usr";
            raise(world, context);
        },
        "", "maps smaps");
    row(
        "user namespace",
        [](World& world) {
            auto& users = world.userNamespaces[World::rootUsers];
            users.uidMap = {{0, 0, 5}};
            users.gidMap = {{0, 0, 6}};
            raise(world, users);
        },
        "gid_map uid_map", "gid_map uid_map");
    row(
        "mount namespace",
        [](World& world) {
            auto& mounts = world.mountNamespaces[World::mounts];
            mounts.mounts[1].readOnly = true;
            raise(world, mounts);
        },
        "mountinfo mounts", "mountinfo mounts");
    row(
        "somebody else",
        [](World& world) {
            world.addProcess(99, "other");
            raise(world, world.pidNamespaces[World::rootPids]);
        },
        "", "");
}

void RecordCacheTest::dependencies()
{
    QFETCH(Change, change);
    QFETCH(QByteArray, changedIn2018);
    QFETCH(QByteArray, changedIn2019);
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        auto world = fixture();
        View view(world, dialect);
        const auto before = view.sample();
        QCOMPARE(view.formats(), view.files());

        world.generation = 50;
        change(world);
        view.fs().setRecords(world.publish());
        const auto after = view.sample();
        const auto formatted = view.formats() - view.files();

        const auto fresh = View(world, dialect).sample();
        QCOMPARE(after.texts.size(), fresh.texts.size());
        for (const auto& [path, text] : fresh.texts)
            QVERIFY2(after.texts.at(path) == text, path.c_str());

        std::set<QByteArray> changed;
        std::uint64_t raisedFiles = 0;
        for (const auto& [path, text] : after.texts) {
            const bool raised = after.generations.at(path) > before.generations.at(path);
            if (text != before.texts.at(path)) {
                changed.insert(QByteArray::fromStdString(path.substr(path.rfind('/') + 1)));
                QVERIFY2(raised, path.c_str());
            }
            if (raised && !path.ends_with("/exe"))
                ++raisedFiles;
        }
        QCOMPARE(formatted, raisedFiles); // one each, and none for the rest
        const auto expected = dialect == Dialect::gvisor2018 ? changedIn2018 : changedIn2019;
        QByteArray actual;
        for (const auto& name : changed)
            actual += (actual.isEmpty() ? "" : " ") + name;
        QCOMPARE(actual, expected);
    }
}

void RecordCacheTest::quietTick()
{
    auto world = fixture();
    View view(world, Dialect::gvisor2019);
    const auto before = view.sample();
    const auto formats = view.formats();
    for (int tick = 0; tick < 10; ++tick) {
        ++world.generation;
        world.time += std::chrono::seconds(1);
        view.fs().setRecords(world.publish());
        const auto after = view.sample();
        QVERIFY(after.generations == before.generations);
        QVERIFY(after.texts == before.texts);
    }
    QCOMPARE(view.formats(), formats);
}

void RecordCacheTest::losingAnObjectIsAChange()
{
    // Bug: without memory the greatest generation fell, and the text of the time before came back.
    auto world = fixture();
    world.generation = 20;
    raise(world, world.fsContexts[FsContextId{40}]);
    View view(world, Dialect::gvisor2019);
    const auto before = view.sample();
    world.generation = 50;
    world.exit(TaskId{9});
    auto& leader = world.tasks[TaskId{7}];
    leader.memory = {};
    leader.fdTable = {};
    leader.fsContext = {};
    leader.state = TaskState::zombie;
    raise(world, leader);
    view.fs().setRecords(world.publish());
    const auto after = view.sample();
    for (const auto* file : {"maps", "smaps", "statm", "cmdline", "environ", "auxv", "mounts",
                             "mountinfo", "status"}) {
        const auto path = std::string("7/") + file;
        QVERIFY2(after.generations.at(path) > before.generations.at(path), file);
        QVERIFY2(after.texts.at(path) != before.texts.at(path), file);
    }
}

void RecordCacheTest::directoriesAndLinks()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto task = *fs.walk("7/task");
    const auto fd = *fs.walk("7/fd");
    const auto fdinfo = *fs.walk("7/fdinfo");
    const auto process = *fs.walk("7");
    const auto ns = *fs.walk("7/ns/net");
    const auto root = fs.root();
    std::vector<Generation> before;
    const std::vector<NodePtr> nodes = {root, process, task, fd, fdinfo, ns};
    const auto rose = [&](const Change& change) {
        before.clear();
        for (const auto& node : nodes)
            before.push_back(node->generation());
        world.generation += 10;
        change(world);
        fs.setRecords(world.publish());
        std::string out;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            out += nodes[i]->generation() > before[i] ? '+' : '.';
        return out;
    };
    QCOMPARE(rose([](World&) { }), std::string("......"));
    QCOMPARE(rose([](World& w) { raise(w, w.fdTables[FdTableId{7}]); }), std::string("...++."));
    QCOMPARE(rose([](World& w) { raise(w, w.groups[GroupId{7}]); }), std::string("..+..."));
    QCOMPARE(rose([](World& w) { raise(w, w.pidNamespaces[World::rootPids]); }),
             std::string("+.+..."));
    QCOMPARE(rose([](World& w) { raise(w, w.memories[MemoryId{7}]); }), std::string("......"));
    QCOMPARE(rose([](World& w) { raise(w, w.tasks[TaskId{7}]); }), std::string("......"));
    QCOMPARE(rose([](World& w) { w.exit(TaskId{7}); }), std::string("...++."));
}

void RecordCacheTest::goingBackFormatsNothing()
{
    auto world = fixture();
    const auto past = world.publish();
    View view(world, Dialect::gvisor2019);
    const auto before = view.sample();
    ++world.generation;
    world.tasks[TaskId{7}].name = "renamed";
    raise(world, world.tasks[TaskId{7}]);
    view.fs().setRecords(world.publish());
    const auto after = view.sample();
    QVERIFY(after.texts != before.texts);
    const auto formats = view.formats();
    view.fs().setRecords(past);
    QVERIFY(view.sample().texts == before.texts);
    view.fs().setRecords(world.publish());
    QVERIFY(view.sample().texts == after.texts);
    QCOMPARE(view.formats(), formats);
}

void RecordCacheTest::sharedByViews()
{
    const auto world = fixture();
    const auto cache = std::make_shared<RecordCache>();
    View first(world, Dialect::gvisor2019, cache);
    const auto texts = first.sample().texts;
    const auto formats = cache->formatCount();
    View second(world, Dialect::gvisor2019, cache);
    QVERIFY(second.sample().texts == texts);
    QCOMPARE(cache->formatCount(), formats);
    View old(world, Dialect::gvisor2018, cache);
    QVERIFY(old.sample().texts != texts);
    QCOMPARE(cache->formatCount(), formats + old.files());
}

void RecordCacheTest::differentViewsDiffer()
{
    // One cache, views that differ in one thing each: none gets the other's text.
    auto world = fixture();
    world.tasks[TaskId{7}].tids = {{PidNamespaceId{2}, Tid{1}}, {World::rootPids, Tid{7}}};
    world.tasks[TaskId{7}].cpu.user = std::chrono::seconds(1);
    world.groups[GroupId{7}].cpu.user = std::chrono::seconds(2);
    world.fsContexts[FsContextId{40}].root = "/usr";
    world.pidNamespaces[PidNamespaceId{2}].id = PidNamespaceId{2};
    const auto cache = std::make_shared<RecordCache>();
    RecordFileSystem outside(world.publish(), {}, cache);
    RecordFileSystem inside(world.publish(),
                            {.dialect = Dialect::gvisor2019, .mount = PidNamespaceId{2}}, cache);
    RecordFileSystem rooted(
        world.publish(), {.dialect = Dialect::gvisor2019, .mount = {}, .reader = readerId}, cache);
    QVERIFY(readFile(outside, "7/stat").starts_with("7 ("));
    QVERIFY(readFile(inside, "1/stat").starts_with("1 ("));
    QVERIFY(readFile(outside, "7/stat") != readFile(outside, "7/task/7/stat"));
    QVERIFY(readFile(outside, "7/maps").contains(" /usr/lib/libc.so\n"));
    QVERIFY(readFile(rooted, "7/maps").contains(" /lib/libc.so\n"));
}

void RecordCacheTest::staysWithinItsBytes()
{
    const auto world = fixture();
    for (const std::size_t limit : {0U, 1U, 1000U, 5000U, 100'000U}) {
        const auto cache = std::make_shared<RecordCache>(limit);
        View view(world, Dialect::gvisor2019, cache);
        const auto first = view.sample().texts;
        QVERIFY(cache->bytes() <= limit);
        QVERIFY(view.sample().texts == first);
        QVERIFY(cache->bytes() <= limit);
        const auto formats = cache->formatCount();
        QCOMPARE(formats, view.files() * (limit == 100'000 ? 1U : 2U));
    }
}

void RecordCacheTest::contentIsShared()
{
    const auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto maps = *fs.walk("7/maps");
    QCOMPARE(maps->content()->get(), maps->content()->get());
    QCOMPARE((*maps->content())->marks.size(), 4U);
    QCOMPARE((*maps->content())->marks[0].handle, 0x2000U);
}

void RecordCacheTest::timePasses()
{
    // Time goes on without anything that happens; only what tells the time is made again.
    for (const Dialect dialect : {Dialect::gvisor2019, Dialect::gvisor2024, Dialect::linux_}) {
        auto world = fixture();
        const auto cache = std::make_shared<RecordCache>();
        RecordFileSystem fs(world.publish(), {.dialect = dialect}, cache);
        const auto uptime = readFile(fs, "uptime");
        const auto version = readFile(fs, "version");
        world.time += std::chrono::seconds(5);
        fs.setRecords(world.publish());
        QVERIFY(readFile(fs, "uptime") != uptime);
        const auto formats = cache->formatCount();
        QCOMPARE(readFile(fs, "version"), version);
        QCOMPARE(cache->formatCount(), formats);
    }
}

QTEST_APPLESS_MAIN(RecordCacheTest)
#include "tst_recordcache.moc"

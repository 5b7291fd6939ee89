// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// What a running, a memoryless and a reaped task answer, cell by cell (facts 2.0.1).
class TaskStatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matrix_data();
    void matrix();
    void destroyedMemory_data();
    void destroyedMemory();
    void statusFields_data();
    void statusFields();
    void statFields_data();
    void statFields();
    void directories();
    void pathsOfTheDead();
    void deadThreadOfALivingGroup();
    void goingBackInTime();
    void jobsThatLiveOn();
    void deadReader();
};

namespace {

const QByteArray something = "(something)";
const QByteArray same = "(as while running)";
constexpr TaskId worker{7};

World fixture()
{
    World world;
    world.addProcess(1, "init");
    auto& task = world.addProcess(7);
    task.parent = TaskId{1};
    task.cpu = {.user = std::chrono::milliseconds(1230), .system = std::chrono::milliseconds(450)};
    auto& group = world.groups[GroupId{7}];
    group.cpu = task.cpu;
    group.io = {.charsRead = 2400, .charsWritten = 6, .readCalls = 3, .writeCalls = 1};
    return world;
}

void zombify(World& world, RecordFileSystem& fs)
{
    ++world.generation;
    world.exit(worker);
    fs.setRecords(world.publish());
}

void reap(World& world, RecordFileSystem& fs)
{
    ++world.generation;
    world.reap(worker);
    fs.setRecords(world.publish());
}

QByteArray answer(Node& node)
{
    if (node.kind() == FileKind::link) {
        const auto target = node.readlink();
        return QByteArray::fromStdString(target ? *target : describeFailure(target.error()));
    }
    const auto bytes = QByteArray::fromStdString(readAll(node));
    const auto whole = node.content();
    // A read from the start and the whole text are one answer.
    const auto viaContent
        = QByteArray::fromStdString(whole ? (*whole)->bytes : describeFailure(whole.error()));
    return bytes == viaContent ? bytes : "read: " + bytes + ", content: " + viaContent;
}

std::string field(const std::string& text, const std::string& key)
{
    const auto at = text.find("\n" + key + ":\t");
    if (at == std::string::npos)
        return "(no such line)";
    const auto begin = at + key.size() + 3;
    return text.substr(begin, text.find('\n', begin) - begin);
}

const char ioText[] = "char: 2400\nwchar: 6\nsyscr: 3\nsyscw: 1\nread_bytes: 0\nwrite_bytes: "
                      "0\ncancelled_write_bytes: 0\n";
const std::string fixedNames = "cpuinfo filesystems loadavg meminfo mounts net self stat sys "
                               "thread-self uptime version";
const char uidText[] = "         0          0 4294967295\n";

}

void TaskStatesTest::matrix_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("run");
    QTest::addColumn<QByteArray>("nomm");
    QTest::addColumn<QByteArray>("dead");
    const auto row = [](Dialect dialect, const char* file, const QByteArray& run,
                        const QByteArray& nomm, const QByteArray& dead) {
        const std::string name = std::string(dialectName(dialect)) + " " + file;
        QTest::newRow(name.c_str()) << dialect << QByteArray(file) << run << nomm << dead;
    };
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        const bool is2018 = dialect == Dialect::gvisor2018;
        row(dialect, "auxv", something, "", "ESRCH");
        row(dialect, "cmdline", QByteArray("worker\0", 7), "", "ESRCH");
        row(dialect, "environ", QByteArray("A=1\0", 4), "", "ESRCH");
        row(dialect, "comm", "worker\n", "worker\n", "worker\n");
        row(dialect, "io", ioText, ioText, ioText);
        row(dialect, "maps", something, "", "");
        row(dialect, "mounts", something, is2018 ? "EIO" : "", is2018 ? "EIO" : "");
        row(dialect, "mountinfo", something, is2018 ? "EIO" : "", is2018 ? "EIO" : "");
        row(dialect, "uid_map", uidText, uidText, uidText);
        row(dialect, "gid_map", uidText, uidText, uidText);
        row(dialect, "exe", "/bin/worker", "EACCES", "EACCES");
        row(dialect, "ns/net", something, same, same);
        row(dialect, "ns/pid", something, same, same);
        row(dialect, "ns/user", something, same, same);
        row(dialect, "stat", something, something, something); // see statFields
        row(dialect, "status", something, something, something); // see statusFields
        if (!is2018) {
            row(dialect, "smaps", something, "", "");
            row(dialect, "statm", "2 2 0 0 0 0 0\n", "0 0 0 0 0 0 0\n", "0 0 0 0 0 0 0\n");
        }
    }
}

void TaskStatesTest::matrix()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, run);
    QFETCH(QByteArray, nomm);
    QFETCH(QByteArray, dead);

    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = dialect});
    const auto node = *fs.walk("7/" + file.toStdString());
    const auto whileRunning = answer(*node);
    const auto check = [&](const QByteArray& expected) {
        const auto actual = answer(*node);
        if (expected == something)
            return !actual.isEmpty() && !actual.startsWith('E');
        if (actual != (expected == same ? whileRunning : expected))
            qWarning() << "answered" << actual;
        return actual == (expected == same ? whileRunning : expected);
    };
    QVERIFY(check(run));
    zombify(world, fs);
    QVERIFY(check(nomm));
    // A zombie that nobody held looks the same.
    RecordFileSystem fresh(world.publish(), {.dialect = dialect});
    const auto other = *fresh.walk("7/" + file.toStdString());
    if (!file.startsWith("ns/"))
        QCOMPARE(answer(*other), answer(*node));
    reap(world, fs);
    QVERIFY(check(dead));
}

void TaskStatesTest::destroyedMemory_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("in2018");
    QTest::addColumn<QByteArray>("in2019");
    const QByteArray vsyscall
        = "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n";
    QTest::newRow("auxv") << QByteArray("auxv") << QByteArray() << QByteArray();
    QTest::newRow("cmdline") << QByteArray("cmdline") << QByteArray() << QByteArray();
    QTest::newRow("environ") << QByteArray("environ") << QByteArray() << QByteArray();
    QTest::newRow("maps") << QByteArray("maps") << QByteArray() << vsyscall;
    QTest::newRow("exe") << QByteArray("exe") << QByteArray("ENOENT") << QByteArray("ENOENT");
}

void TaskStatesTest::destroyedMemory()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, in2018);
    QFETCH(QByteArray, in2019);
    auto world = fixture();
    auto& memory = world.memories[MemoryId{7}];
    memory.users = 0;
    memory.hasExecutable = false;
    memory.vmas = std::make_shared<const std::vector<Vma>>();
    RecordFileSystem old(world.publish(), {.dialect = Dialect::gvisor2018});
    QCOMPARE(answer(**old.walk("7/" + file.toStdString())), in2018);
    RecordFileSystem now(world.publish(), {.dialect = Dialect::gvisor2019});
    QCOMPARE(answer(**now.walk("7/" + file.toStdString())), in2019);
}

void TaskStatesTest::statusFields_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("run");
    QTest::addColumn<QByteArray>("nomm");
    QTest::addColumn<QByteArray>("dead");
    const auto row = [](const char* key, const char* run, const char* nomm, const char* dead) {
        QTest::newRow(key) << QByteArray(key) << QByteArray(run) << QByteArray(nomm)
                           << QByteArray(dead);
    };
    row("State", "S (sleeping)", "Z (zombie)", "X (dead)");
    row("Tgid", "7", "7", "0");
    row("Pid", "7", "7", "0");
    row("PPid", "1", "1", "0");
    row("TracerPid", "0", "0", "0");
    row("FDSize", "4", "0", "0");
    row("VmSize", "8 kB", "0 kB", "0 kB");
    row("VmRSS", "8 kB", "0 kB", "0 kB");
    row("Threads", "1", "1", "0");
    row("Seccomp", "0", "0", "0");
}

void TaskStatesTest::statusFields()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, run);
    QFETCH(QByteArray, nomm);
    QFETCH(QByteArray, dead);
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto node = *fs.walk("7/status");
        const auto present
            = [&] { return QByteArray::fromStdString(field(readAll(*node), key.toStdString())); };
        QCOMPARE(present(), run);
        zombify(world, fs);
        QCOMPARE(present(), nomm);
        reap(world, fs);
        QCOMPARE(present(), dead);
    }
}

void TaskStatesTest::statFields_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QByteArray>("run");
    QTest::addColumn<QByteArray>("nomm");
    QTest::addColumn<QByteArray>("dead");
    const auto row = [](const char* name, int number, const char* run, const char* nomm,
                        const char* dead) {
        QTest::newRow(name) << number << QByteArray(run) << QByteArray(nomm) << QByteArray(dead);
    };
    row("pid", 1, "7", "7", "0");
    row("comm", 2, "(worker)", "(worker)", "(worker)");
    row("state", 3, "S", "Z", "X");
    row("ppid", 4, "1", "1", "0");
    row("pgrp", 5, "7", "7", "0");
    row("session", 6, "7", "7", "0");
    row("utime", 14, "123", "123", "123");
    row("stime", 15, "45", "45", "45");
    row("priority", 18, "20", "20", "20");
    row("num_threads", 20, "1", "1", "0");
    row("starttime", 22, "0", "0", "0");
    row("vsize", 23, "8192", "0", "0");
    row("rss", 24, "2", "0", "0");
    row("exit_code", 52, "0", "0", "0");
}

void TaskStatesTest::statFields()
{
    QFETCH(int, number);
    QFETCH(QByteArray, run);
    QFETCH(QByteArray, nomm);
    QFETCH(QByteArray, dead);
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto node = *fs.walk("7/stat");
        const auto present = [&] {
            const auto fields = QByteArray::fromStdString(readAll(*node)).trimmed().split(' ');
            return fields.size() == 52 ? fields[number - 1] : QByteArray("(not 52 fields)");
        };
        QCOMPARE(present(), run);
        zombify(world, fs);
        QCOMPARE(present(), nomm);
        reap(world, fs);
        QCOMPARE(present(), dead);
    }
}

void TaskStatesTest::directories()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto process = *fs.walk("7");
    const auto task = *fs.walk("7/task");
    const auto fd = *fs.walk("7/fd");
    const auto fdinfo = *fs.walk("7/fdinfo");
    const auto names = listAll(*process);
    QCOMPARE(listAll(*task), std::string("7"));
    QCOMPARE(listAll(*fd), std::string("0 1 2 7"));

    zombify(world, fs);
    QCOMPARE(listAll(*process), names);
    QCOMPARE(listAll(*task), std::string("7"));
    QCOMPARE(listAll(*fd), std::string());
    QCOMPARE(listAll(*fdinfo), std::string());
    QCOMPARE(listAll(*fs.root()), fixedNames + " 1 7 sys");

    reap(world, fs);
    QCOMPARE(listAll(*process), names);
    QCOMPARE(listAll(*task, 100, 0), std::string(". .."));
    QCOMPARE(listAll(*task, 1, 0), std::string(". .."));
    QCOMPARE(listAll(*fd, 100, 0), std::string(". .."));
    QCOMPARE(task->stat()->links.value(), 2U);
    QCOMPARE(outcome(task->lookup("7")), std::string("ENOENT"));
    QCOMPARE(outcome(fd->lookup("0")), std::string("ENOENT"));
    QCOMPARE(listAll(*fs.root()), fixedNames + " 1 sys");
}

void TaskStatesTest::pathsOfTheDead()
{
    auto world = fixture();
    RecordFileSystem held(world.publish(), {});
    RecordFileSystem unheld(world.publish(), {});
    const auto directory = *held.walk("7");
    zombify(world, held);
    reap(world, held);
    unheld.setRecords(world.publish());
    QCOMPARE(outcome(unheld.walk("7")), std::string("ENOENT"));
    QCOMPARE(outcome(unheld.walk("7/status")), std::string("ENOENT"));
    QCOMPARE(readFile(held, "7/comm"), std::string("worker\n")); // below what is held
    QCOMPARE(readFile(held, "7/auxv"), std::string("ESRCH"));
    QCOMPARE(outcome((*held.walk("7/ns/net"))->open()), std::string("ok"));
}

void TaskStatesTest::deadThreadOfALivingGroup()
{
    auto world = fixture();
    world.addThread(worker, 9);
    RecordFileSystem fs(world.publish(), {});
    const auto status = *fs.walk("7/task/9/status");
    const auto io = *fs.walk("7/task/9/io");
    ++world.generation;
    world.reap(TaskId{9});
    world.groups[GroupId{7}].io.charsRead = 2500;
    fs.setRecords(world.publish());
    const auto text = readAll(*status);
    QCOMPARE(field(text, "State"), std::string("X (dead)"));
    QCOMPARE(field(text, "Pid"), std::string("0"));
    QCOMPARE(field(text, "Threads"), std::string("1")); // the group is there
    QVERIFY(readAll(*io).starts_with("char: 2500\n"));
}

void TaskStatesTest::goingBackInTime()
{
    auto world = fixture();
    const auto past = world.publish();
    RecordFileSystem fs(past, {});
    const auto status = *fs.walk("7/status");
    const auto alive = readAll(*status);
    zombify(world, fs);
    reap(world, fs);
    const auto dead = readAll(*status);
    QVERIFY(dead != alive);
    fs.setRecords(past);
    QCOMPARE(readAll(*status), alive);
    fs.setRecords(world.publish());
    QVERIFY(readAll(*status) != alive);
}

void TaskStatesTest::jobsThatLiveOn()
{
    auto world = fixture();
    world.groups[GroupId{7}].session = world.groups[GroupId{1}].session;
    RecordFileSystem fs(world.publish(), {});
    const auto stat = *fs.walk("7/stat");
    zombify(world, fs);
    reap(world, fs);
    QVERIFY(readAll(*stat).starts_with("0 (worker) X 0 0 1 ")); // its own group is gone, init's
                                                                // session is not
}

void TaskStatesTest::deadReader()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(),
                        {.dialect = Dialect::gvisor2019, .mount = {}, .reader = worker});
    const auto exe = *fs.walk("1/exe");
    QCOMPARE(*exe->readlink(), std::string("/bin/init"));
    zombify(world, fs);
    reap(world, fs);
    QCOMPARE(linkTarget(fs, "self"), std::string("ENOENT"));
    QCOMPARE(outcome(exe->readlink()), std::string("EINVAL")); // it has no root any more
    QCOMPARE(readFile(fs, "1/comm"), std::string("init\n"));
}

QTEST_APPLESS_MAIN(TaskStatesTest)
#include "tst_taskstates.moc"

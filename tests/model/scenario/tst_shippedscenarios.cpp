// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernelrecords.h>
#include <model/scenario/scenario.h>
#include <model/scenario/steps.h>
#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include <map>
#include <set>

using namespace sandscope;
using namespace sandscope::scenario;

namespace {

constexpr const char* shipped = SANDSCOPE_SOURCE_DIR "/resources/scenarios/";
constexpr const char* nasty = SANDSCOPE_TEST_DATA "/scenarios/";

ScenarioPtr parsedScenario(const char* folder, const char* name)
{
    QFile file(QString::fromUtf8(folder) + QString::fromUtf8(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be opened", name);
    const QByteArray yaml = file.readAll();
    auto parsed
        = parseScenario(std::string_view(yaml.data(), static_cast<std::size_t>(yaml.size())), name);
    if (!parsed)
        qFatal("%s", describe(parsed.error().front()).c_str());
    return *std::move(parsed);
}

/// Runs a scenario up to steps that are named by a part of their note, and reads files there.
class Reader
{
public:
    Reader(const char* folder, const char* name)
        : m_run(parsedScenario(folder, name))
    {
    }

    /// False when no further step has such a note.
    bool upTo(const char* note)
    {
        while (!m_run.atEnd()) {
            const auto done = m_run.step();
            if (!done) {
                qWarning("%s", describe(done.error()).c_str());
                return false;
            }
            if (QByteArray::fromStdString(m_run.moment().note).contains(note))
                return true;
        }
        return false;
    }
    bool toEnd()
    {
        while (!m_run.atEnd()) {
            const auto done = m_run.step();
            if (!done) {
                qWarning("%s", describe(done.error()).c_str());
                return false;
            }
        }
        return true;
    }

    /// A file as gVisor of 2019 prints it, or the name of the error.
    QByteArray read(const char* path, procfs::PidNamespaceId mount = {},
                    procfs::Dialect dialect = procfs::Dialect::gvisor2019)
    {
        snapshot::ViewOptions view;
        view.mount = mount;
        view.dialect = dialect;
        const auto fs = snapshot::makeFileSystem(m_run.moment().snapshot, view,
                                                 std::make_shared<procfs::RecordCache>());
        const auto node = fs->walk(path);
        if (!node)
            return QByteArray::fromStdString(procfs::errnoName(node.error().error));
        if ((*node)->kind() == procfs::FileKind::directory) {
            const auto listing = (*node)->readdir(0, 10'000);
            QByteArray names;
            for (const procfs::DirEntry& entry : listing->entries)
                names += QByteArray::fromStdString(entry.name) + ' ';
            return names;
        }
        const auto content = (*node)->content();
        return content ? QByteArray::fromStdString((*content)->bytes)
                       : QByteArray::fromStdString(procfs::errnoName(content.error().error));
    }
    /// The value of a "Key:" line.
    QByteArray field(const char* path, const char* key)
    {
        for (const QByteArray& line : read(path).split('\n')) {
            if (line.startsWith(QByteArray(key) + ':'))
                return line.mid(QByteArray(key).size() + 1).trimmed();
        }
        return "missing";
    }
    /// The Nth word of stat, counted from 1; names here hold no blanks.
    QByteArray stat(const char* path, int number)
    {
        const QList<QByteArray> words = read(path).trimmed().split(' ');
        return words.value(number - 1);
    }
    /// A value of the smaps block whose line starts with \a start.
    QByteArray smaps(const char* path, const QByteArray& start, const char* key)
    {
        bool inside = false;
        for (const QByteArray& line : read(path).split('\n')) {
            if (line.contains('-') && !line.contains("kB"))
                inside = line.startsWith(start);
            else if (inside && line.startsWith(QByteArray(key) + ':'))
                return line.mid(QByteArray(key).size() + 1).trimmed();
        }
        return "missing";
    }
    qsizetype lines(const char* path) { return read(path).count('\n'); }

    Run& run() { return m_run; }

private:
    Run m_run;
};

}

/// Every shipped scenario runs to its end, and its notes tell the truth.
class ShippedScenariosTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOneRuns_data();
    void everyOneRuns();
    void totalsNeverFall_data();
    void totalsNeverFall();
    void headsTellTheSame();
    void theCourse();
    void lessonsEnd_data();
    void lessonsEnd();
    void start();
    void memory();
    void namespaces();
};

void ShippedScenariosTest::everyOneRuns_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QByteArray>("name");
    for (const char* folder : {shipped, nasty}) {
        const auto files
            = QDir(QString::fromUtf8(folder)).entryList({QStringLiteral("*.yaml")}, QDir::Files);
        QVERIFY(!files.isEmpty());
        for (const QString& name : files)
            QTest::newRow(qPrintable(name)) << QByteArray(folder) << name.toUtf8();
    }
}

void ShippedScenariosTest::everyOneRuns()
{
    QFETCH(QByteArray, folder);
    QFETCH(QByteArray, name);
    Reader reader(folder.constData(), name.constData());
    QVERIFY(reader.toEnd());
    if (folder == shipped) { // these teach: every step says something, and so does the start
        Reader again(folder.constData(), name.constData());
        QVERIFY(!again.run().moment().note.empty());
        QVERIFY(again.run().stepCount() >= 6);
        for (std::size_t i = 0; i < again.run().stepCount(); ++i) {
            QVERIFY(again.upTo(""));
            QVERIFY2(!again.run().moment().note.empty(), again.run().moment().title.c_str());
        }
    }
    const std::vector<Problem> broken
        = checkClaims(parsedScenario(folder.constData(), name.constData()));
    QVERIFY2(broken.empty(), broken.empty() ? "" : describe(broken.front()).c_str());
}

void ShippedScenariosTest::totalsNeverFall_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const QString& name :
         QDir(QString::fromUtf8(shipped)).entryList({QStringLiteral("*.yaml")}, QDir::Files))
        QTest::newRow(qPrintable(name)) << name.toUtf8();
}

// What Linux counts since boot stays when the tasks that did it are gone.
void ShippedScenariosTest::totalsNeverFall()
{
    QFETCH(QByteArray, name);
    Reader reader(shipped, name.constData());
    std::map<QByteArray, qulonglong> before;
    while (!reader.run().atEnd()) {
        QVERIFY(reader.run().step());
        for (const QByteArray& line :
             reader.read("stat", {}, procfs::Dialect::linux_).split('\n')) {
            const QByteArrayList words = line.simplified().split(' ');
            const qsizetype numbers = words[0] == "cpu"         ? 3 // user, nice, system
                : words[0] == "ctxt" || words[0] == "processes" ? 1
                                                                : 0;
            for (qsizetype i = 1; i <= numbers; ++i) {
                qulonglong& last = before[words[0] + QByteArray::number(i)];
                const qulonglong now = words[i].toULongLong();
                QVERIFY2(now >= last,
                         (line + " at " + reader.run().moment().title.c_str()).constData());
                last = now;
            }
        }
    }
    QCOMPARE(before.size(), std::size_t{5});
}

// What lists are made of is what the whole scenario says.
void ShippedScenariosTest::headsTellTheSame()
{
    const QDir folder(QString::fromUtf8(shipped), QStringLiteral("*.yaml"));
    const auto names = folder.entryList();
    QVERIFY(names.size() > 10);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string yaml = file.readAll().toStdString();
        const auto head = readHead(yaml, "head");
        QVERIFY2(head, qPrintable(name));
        const ScenarioPtr whole = parsedScenario(shipped, qPrintable(name));
        QCOMPARE(head->title, about(*whole).title);
        QCOMPARE(head->description, about(*whole).description);
        QCOMPARE(head->lesson, about(*whole).lesson);
        QVERIFY(!head->title.empty());
    }
    QVERIFY(!readHead("title: [", "broken"));
}

// Fifteen lessons, numbered, of a length for one sitting; what a note says is claimed beside it.
void ShippedScenariosTest::theCourse()
{
    std::set<int> numbers;
    for (const QString& name :
         QDir(QString::fromUtf8(shipped)).entryList({QStringLiteral("*.yaml")}, QDir::Files)) {
        const auto scenario = parsedScenario(shipped, name.toUtf8().constData());
        const About& told = about(*scenario);
        if (told.lesson == 0)
            continue;
        QVERIFY2(numbers.insert(told.lesson).second, qPrintable(name));
        QVERIFY2(told.stepCount <= 20, qPrintable(name));
        for (const Step& step : scenario->steps)
            QVERIFY2(!step.claims.empty(), qPrintable(name + u':' + QString::number(step.line)));
    }
    QCOMPARE(numbers.size(), std::size_t{15});
    QCOMPARE(*numbers.begin(), 1);
    QCOMPARE(*numbers.rbegin(), 15);
}

void ShippedScenariosTest::lessonsEnd_data()
{
    QTest::addColumn<QByteArray>("tasks");
    const auto row
        = [](const char* name, const char* tasks) { QTest::newRow(name) << QByteArray(tasks); };
    // Id, parent, state and name of each task at the end.
    row("fork-and-copy", "1 0 R demo");
    row("exec-replaces", "1 0 R sh");
    row("threads-share", "");
    row("zombie-and-reaping", "1 0 R server");
    row("orphans", "");
    row("pid-namespaces", "1 0 R init, 6 1 R init, 7 6 R init");
    row("brk-and-mmap", "1 0 R demo");
    row("protect-and-unmap", "1 0 R demo");
    row("stack-guard", "1 0 R demo");
    row("mlock-and-smaps", "1 0 R vault, 2 1 Z vault");
    row("shared-memory", "1 0 R demo, 2 1 R demo, 3 0 R other");
    row("capabilities", "1 0 R server, 2 1 R worker");
    row("seccomp", "1 0 R browser, 2 1 R browser, 3 1 R renderer, 4 0 R other");
    row("process-title", "1 0 R mail main, 2 1 Z mailer");
    row("stopped-and-traced", "1 0 R sh, 2 1 Z sh, 4 1 R sh, 5 1 R quick");
}

void ShippedScenariosTest::lessonsEnd()
{
    QFETCH(QByteArray, tasks);
    const QByteArray name = QByteArray(QTest::currentDataTag()) + ".yaml";
    Reader reader(shipped, name.constData());
    QVERIFY(about(*parsedScenario(shipped, name.constData())).lesson > 0);
    QVERIFY(reader.toEnd());
    std::map<std::int32_t, QByteArray> rows;
    reader.run().moment().snapshot->tasks.forEach([&](auto, const auto& shared) {
        const snapshot::TaskSummary& task = *shared;
        rows[task.tid.value] = QByteArray::number(task.tid.value) + ' '
            + QByteArray::number(task.isThread ? task.tgid.value : task.parentTgid.value_or(-1))
            + ' '
            + reader
                  .field((QByteArray::number(task.tgid.value) + "/task/"
                          + QByteArray::number(task.tid.value) + "/status")
                             .constData(),
                         "State")
                  .left(1)
            + ' ' + QByteArray::fromStdString(task.name);
    });
    QByteArrayList lines;
    for (const auto& [tid, row] : rows)
        lines.append(row);
    QCOMPARE(lines.join(", "), tasks);
}

void ShippedScenariosTest::start()
{
    Reader r(shipped, "start.yaml");
    QVERIFY(r.upTo("Nobody forked it"));
    QCOMPARE(r.stat("1/stat", 4), QByteArray("0"));
    QCOMPARE(r.stat("1/stat", 5), QByteArray("1"));
    QCOMPARE(r.stat("1/stat", 6), QByteArray("1"));
    QVERIFY(r.read("1/maps").contains("[heap]") && r.read("1/maps").contains("[stack]"));
    QVERIFY(r.upTo("ticks of 10 ms"));
    QCOMPARE(r.stat("1/stat", 14), QByteArray("2"));
    QCOMPARE(r.stat("1/stat", 15), QByteArray("1"));
    QVERIFY(r.upTo("A fourth descriptor"));
    QCOMPARE(r.field("1/status", "FDSize"), QByteArray("4"));
    QVERIFY(r.upTo("a misprint"));
    QVERIFY(r.read("1/io").startsWith("char: 2400\n"));
    QVERIFY(r.upTo("The child has no name yet"));
    QCOMPARE(r.read("2/comm"), QByteArray("\n"));
    QVERIFY(r.upTo("in state S"));
    QCOMPARE(r.field("1/status", "State"), QByteArray("S (sleeping)"));
    const QByteArray forked = r.read("2/maps");
    QVERIFY(r.upTo("exec replaces everything"));
    QVERIFY(r.read("2/maps") != forked);
    QCOMPARE(r.read("2/comm"), QByteArray("worker\n"));
    QCOMPARE(r.field("2/status", "FDSize"), QByteArray("3"));
    const auto kilobytes
        = [&r](const char* key) { return r.field("2/status", key).chopped(3).toLongLong(); };
    qint64 size = kilobytes("VmSize");
    qint64 rss = kilobytes("VmRSS");
    QVERIFY(r.upTo("A small private anonymous mapping"));
    QCOMPARE(kilobytes("VmSize") - size, 1024);
    QCOMPARE(kilobytes("VmRSS") - rss, 1024);
    size = kilobytes("VmSize");
    rss = kilobytes("VmRSS");
    QVERIFY(r.upTo("grows by 65536 kB"));
    QCOMPARE(kilobytes("VmSize") - size, 65536);
    QCOMPARE(kilobytes("VmRSS"), rss);
    QVERIFY(r.upTo("VmRSS grows by 2048 kB"));
    QCOMPARE(kilobytes("VmRSS") - rss, 2048);
    const qsizetype lines = r.lines("2/maps");
    QVERIFY(r.upTo("splits it in two"));
    QCOMPARE(r.lines("2/maps"), lines + 1);
    QVERIFY(r.read("2/smaps").contains("VmFlags: rd mr mw me \n"));
    QVERIFY(r.upTo("A thread shares memory"));
    QVERIFY(r.read("2/task").contains(" 3 "));
    QVERIFY(!r.read("").contains(" 3 "));
    QVERIFY(r.upTo("Threads is 3 now"));
    QCOMPARE(r.field("2/status", "Threads"), QByteArray("3"));
    QVERIFY(r.upTo("a name of its own"));
    QCOMPARE(r.read("2/task/3/comm"), QByteArray("io-thread\n"));
    QCOMPARE(r.read("2/task/4/comm"), QByteArray("\n"));
    QVERIFY(r.upTo("Compare the two"));
    QCOMPARE(r.stat("2/stat", 14), QByteArray("10"));
    QCOMPARE(r.stat("2/task/3/stat", 14), QByteArray("7"));
    QVERIFY(r.upTo("totals of the group"));
    QCOMPARE(r.read("2/task/3/io"), r.read("2/io"));
    QVERIFY(r.read("2/task/3/io").contains("wchar: 600\n"));
    QVERIFY(r.upTo("One thread sleeps"));
    QCOMPARE(r.stat("2/task/4/stat", 3), QByteArray("S"));
    QCOMPARE(r.stat("2/task/3/stat", 3), QByteArray("R"));
    QVERIFY(r.upTo("A child of the worker"));
    QVERIFY(r.field("5/status", "VmRSS").chopped(3).toLongLong() < kilobytes("VmRSS"));
    QVERIFY(r.upTo("The child names itself"));
    QCOMPARE(r.field("5/status", "Name"), QByteArray("helper"));
    const QByteArray before = r.read("5/smaps") + r.read("2/smaps");
    QVERIFY(r.upTo("It gets copies of the pages"));
    QCOMPARE(r.read("5/smaps") + r.read("2/smaps"), before);
    QVERIFY(r.upTo("in state T"));
    QCOMPARE(r.stat("5/stat", 3), QByteArray("T"));
    const QByteArray parentTime = r.stat("2/stat", 14);
    QVERIFY(r.upTo("two ticks of its own"));
    QCOMPARE(r.stat("2/stat", 14), parentTime);
    QVERIFY(r.upTo("What is left is a zombie"));
    QCOMPARE(r.field("5/status", "State"), QByteArray("Z (zombie)"));
    QCOMPARE(r.field("5/status", "VmSize"), QByteArray("0 kB"));
    QCOMPARE(r.read("5/maps"), QByteArray());
    QCOMPARE(r.read("5/fd"), QByteArray(". .. "));
    QCOMPARE(r.read("5/comm"), QByteArray("helper\n"));
    QVERIFY(r.upTo("the zombie is reaped"));
    QCOMPARE(r.read("5/stat"), QByteArray("ENOENT"));
    QVERIFY(r.run().moment().title.ends_with("status 0x300"));
    QCOMPARE(r.stat("2/stat", 16), QByteArray("1"));
    QCOMPARE(r.stat("2/stat", 17), QByteArray("1"));
    QVERIFY(r.upTo("It just disappears"));
    QVERIFY(!r.read("2/task").contains(" 3 "));
    QVERIFY(r.upTo("Both parts of the arena"));
    QCOMPARE(r.lines("2/maps"), lines - 1);
    QVERIFY(r.upTo("for the shell to reap"));
    QCOMPARE(r.stat("2/stat", 3), QByteArray("Z"));
    QVERIFY(r.upTo("is alone again"));
    QCOMPARE(r.read("2/stat"), QByteArray("ENOENT"));
    QCOMPARE(r.stat("1/stat", 3), QByteArray("R"));
    QVERIFY(r.run().atEnd());
}

void ShippedScenariosTest::memory()
{
    Reader r(shipped, "memory.yaml");
    const auto kilobytes = [&r](const char* path, const char* key) {
        return r.field(path, key).chopped(3).toLongLong();
    };
    QVERIFY(r.upTo("four segments"));
    QVERIFY(r.upTo("an address of its own choice"));
    QCOMPARE(r.smaps("1/smaps", "10000000", "Rss"), QByteArray("16 kB"));
    qsizetype lines = r.lines("1/maps");
    QVERIFY(r.upTo("one area of the two"));
    QCOMPARE(r.lines("1/maps"), lines);
    QCOMPARE(r.smaps("1/smaps", "10000000", "Size"), QByteArray("32 kB"));
    QVERIFY(r.upTo("split the area in three"));
    QCOMPARE(r.lines("1/maps"), lines + 2);
    QVERIFY(r.read("1/maps").contains("10002000-10004000 r-xp"));
    QVERIFY(r.upTo("three become one"));
    QCOMPARE(r.lines("1/maps"), lines);
    QVERIFY(r.read("1/maps").contains("10000000-10008000 rw-p"));
    QVERIFY(r.upTo("change something and fail"));
    QVERIFY(r.read("1/maps").contains("10000000-10008000 r--p"));
    qint64 size = kilobytes("1/status", "VmSize");
    QVERIFY(r.upTo("A hole."));
    QCOMPARE(kilobytes("1/status", "VmSize"), size - 4);
    QCOMPARE(r.lines("1/maps"), lines + 1);
    QVERIFY(r.upTo("64 MiB without an address"));
    const QByteArray arena = QByteArray::fromStdString(r.run().moment().title).split('x').last();
    QVERIFY(arena.endsWith("00000"));
    QCOMPARE(r.smaps("1/smaps", arena, "Rss"), QByteArray("0 kB"));
    QVERIFY(r.upTo("512 pages"));
    QCOMPARE(r.smaps("1/smaps", arena, "Rss"), QByteArray("2048 kB"));
    QVERIFY(r.upTo("over the edge"));
    QCOMPARE(r.smaps("1/smaps", arena, "Rss"), QByteArray("4096 kB"));
    QCOMPARE(r.smaps("1/smaps", arena, "Anonymous"), QByteArray("4096 kB"));
    QVERIFY(r.upTo("Rss does not drop"));
    QCOMPARE(r.smaps("1/smaps", arena, "Rss"), QByteArray("4096 kB"));
    QVERIFY(r.upTo("an unlinked file"));
    const QByteArray shared = QByteArray::fromStdString(r.run().moment().title).split('x').last();
    QVERIFY(r.read("1/maps").contains(" rw-s ")
            && r.read("1/maps").contains("/dev/zero (deleted)\n"));
    QCOMPARE(r.smaps("1/smaps", shared, "Rss"), QByteArray("0 kB"));
    QVERIFY(r.upTo("brings in the whole mapping"));
    QCOMPARE(r.smaps("1/smaps", shared, "Rss"), QByteArray("1024 kB"));
    QCOMPARE(r.smaps("1/smaps", shared, "Anonymous"), QByteArray("0 kB"));
    QVERIFY(r.upTo("seventeenth page"));
    const QByteArray table = QByteArray::fromStdString(r.run().moment().title).split('x').last();
    QVERIFY(r.read("1/maps").contains(" r--p 00010000 "));
    QVERIFY(r.upTo("may be written"));
    QVERIFY(r.upTo("Writing copies"));
    QCOMPARE(r.smaps("1/smaps", table, "Rss"), QByteArray("256 kB"));
    QCOMPARE(r.smaps("1/smaps", table, "Anonymous"), QByteArray("256 kB"));
    lines = r.lines("1/maps");
    size = kilobytes("1/status", "VmSize");
    QVERIFY(r.upTo("grows by 64 pages"));
    QCOMPARE(kilobytes("1/status", "VmSize"), size + 256);
    QCOMPARE(r.read("1/maps").count("[heap]"), 1);
    QVERIFY(r.upTo("And shrinks"));
    QCOMPARE(kilobytes("1/status", "VmSize"), size + 128);
    QVERIFY(r.upTo("so the mapping moves"));
    const QByteArray moved = QByteArray::fromStdString(r.run().moment().title).split('x').last();
    QVERIFY(moved != shared);
    QCOMPARE(r.smaps("1/smaps", moved, "Rss"), QByteArray("1024 kB"));
    QCOMPARE(r.smaps("1/smaps", moved, "Size"), QByteArray("2048 kB"));
    QVERIFY(r.upTo("has lo among its VmFlags"));
    QCOMPARE(r.smaps("1/smaps", moved, "Locked"), QByteArray("64 kB"));
    QVERIFY(r.smaps("1/smaps", moved, "VmFlags").contains("lo"));
    QCOMPARE(r.lines("1/maps"), lines + 1);
    QVERIFY(r.upTo("two question marks"));
    QVERIFY(r.read("1/smaps").contains("lo ?? ac"));
    QVERIFY(r.upTo("merged again"));
    QCOMPARE(r.smaps("1/smaps", moved, "Size"), QByteArray("2048 kB"));
    QVERIFY(r.upTo("never becomes resident"));
    QCOMPARE(r.smaps("1/smaps", "20000000", "Rss"), QByteArray("0 kB"));
    QVERIFY(r.upTo("is a fault"));
    QVERIFY(r.upTo("grows down, like a stack"));
    QVERIFY(r.smaps("1/smaps", "30000000", "VmFlags").contains("gd"));
    QVERIFY(r.upTo("Rss does not: only private pages"));
    QVERIFY(kilobytes("2/status", "VmRSS") < kilobytes("1/status", "VmRSS"));
    QCOMPARE(kilobytes("2/status", "VmSize"), kilobytes("1/status", "VmSize"));
    const QByteArray both = r.read("1/smaps") + r.read("2/smaps");
    QVERIFY(r.upTo("no number changes"));
    QCOMPARE(r.read("1/smaps") + r.read("2/smaps"), both);
    const qint64 rss = kilobytes("2/status", "VmRSS");
    QVERIFY(r.upTo("the child's Rss drops"));
    QCOMPARE(kilobytes("2/status", "VmRSS"), rss - 12);
    QVERIFY(r.upTo("The parent keeps it"));
    QVERIFY(!r.read("2/maps").contains(arena + '-') && r.read("1/maps").contains(arena + '-'));
    QVERIFY(r.upTo("maps and smaps are empty"));
    QCOMPARE(r.read("2/smaps"), QByteArray());
    QVERIFY(r.upTo("is the only owner"));
    QVERIFY(r.run().atEnd());
}

void ShippedScenariosTest::namespaces()
{
    Reader r(shipped, "namespaces.yaml");
    const auto nsOf = [&r](std::uint32_t tid) {
        const auto& records = *r.run().moment().snapshot->records;
        return records
            .task(records.taskWithTid(records.rootPidNamespace(),
                                      procfs::Tid{static_cast<std::int32_t>(tid)}))
            ->pidNamespace;
    };
    QVERIFY(r.upTo("38 bits"));
    QCOMPARE(r.field("1/status", "CapEff"), QByteArray("0000003fffffffff"));
    QCOMPARE(r.read("1/uid_map"), QByteArray("         0          0 4294967295\n"));
    QVERIFY(r.upTo("One bit less in CapBnd"));
    QCOMPARE(r.field("2/status", "CapBnd"), QByteArray("0000003fffdfffff"));
    QCOMPARE(r.field("2/status", "CapPrm"), QByteArray("0000003fffffffff"));
    QVERIFY(r.upTo("CapEff is empty now"));
    QCOMPARE(r.field("2/status", "CapEff"), QByteArray("0000000000000000"));
    QCOMPARE(r.field("2/status", "CapPrm"), QByteArray("0000003fffffffff"));
    QVERIFY(r.upTo("the one capability that it needs"));
    QCOMPARE(r.field("2/status", "CapEff"), QByteArray("0000000000000400"));
    QCOMPARE(r.field("2/status", "CapPrm"), QByteArray("0000000000000400"));
    QVERIFY(r.upTo("no way back"));
    QVERIFY(r.upTo("permitted and effective are empty"));
    QCOMPARE(r.field("2/status", "CapPrm"), QByteArray("0000000000000000"));
    QVERIFY(r.upTo("Seccomp in status shows 2"));
    QCOMPARE(r.field("2/status", "Seccomp"), QByteArray("2"));
    QVERIFY(r.upTo("Filters are inherited"));
    QCOMPARE(r.field("3/status", "Seccomp"), QByteArray("2"));
    QVERIFY(r.upTo("Outside it is process 4"));
    QCOMPARE(r.stat("4/stat", 4), QByteArray("1"));
    QVERIFY(r.read("1/stat", nsOf(4)).startsWith("1 () R 0 "));
    QVERIFY(r.upTo("the init of its world"));
    QVERIFY(r.read("1/stat", nsOf(4)).startsWith("1 (sh) R 0 "));
    QVERIFY(r.upTo("5 outside and 2 inside"));
    QVERIFY(r.read("2/stat", nsOf(4)).startsWith("2 () R 1 "));
    QCOMPARE(r.stat("5/stat", 4), QByteArray("4"));
    QVERIFY(r.upTo("in every namespace that sees"));
    QCOMPARE(r.stat("5/stat", 6), QByteArray("5"));
    QVERIFY(r.read("2/stat", nsOf(4)).startsWith("2 () R 1 2 2 "));
    QVERIFY(r.upTo("Three ids for one process"));
    QVERIFY(r.read("1/stat", nsOf(6)).startsWith("1 "));
    QVERIFY(r.read("3/stat", nsOf(4)).startsWith("3 "));
    QVERIFY(r.read("6/stat").startsWith("6 "));
    QVERIFY(r.upTo("CapEff is full again"));
    QCOMPARE(r.field("7/status", "CapEff"), QByteArray("0000003fffffffff"));
    QCOMPARE(r.read("7/uid_map"), QByteArray());
    QVERIFY(r.upTo("root inside"));
    QCOMPARE(r.read("7/uid_map"), QByteArray("         0       2000          1\n"));
    QVERIFY(r.upTo("more than one line"));
    QCOMPARE(r.read("7/gid_map"),
             QByteArray("         0          0          1\n       100       5000        100\n"));
    QVERIFY(r.upTo("a sandbox without root"));
    QVERIFY(r.read("1/stat", nsOf(8)).startsWith("1 "));
    QVERIFY(r.upTo("one and the same"));
    QVERIFY(r.upTo("The zombie is left"));
    QCOMPARE(r.stat("4/stat", 3), QByteArray("Z"));
    QCOMPARE(r.read("5/stat"), QByteArray("ENOENT"));
    QCOMPARE(r.read("6/stat"), QByteArray("ENOENT"));
    QVERIFY(r.upTo("the namespace is gone"));
    QCOMPARE(r.read("4/stat"), QByteArray("ENOENT"));
    QVERIFY(r.run().atEnd());
}

QTEST_APPLESS_MAIN(ShippedScenariosTest)
#include "tst_shippedscenarios.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/randomdriver.h>
#include <model/scenario/scenario.h>
#include <model/scenario/steps.h>
#include <model/snapshot/changetext.h>
#include <model/snapshot/steptext.h>

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <map>

using namespace sandscope;
using namespace sandscope::snapshot;
using procfs::Dialect;

/// What is told of two moments: exactly what differs, and nothing else.
class FileChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownSteps_data();
    void knownSteps();
    void everyDifferenceIsTold_data();
    void everyDifferenceIsTold();
    void lessonsToldInFull_data();
    void lessonsToldInFull();
    void execByAThread();
    void whatATaskLosesIsToldTogether();
    void filesInWords();
    void callsInWords();
    void timeAloneChangesNoFile();
    void oneProcessAlone();
    void severalStepsAtOnce();
    void fieldsHaveNames();
    void areasOfSmaps();
    void objectsInWords();
};

namespace {

constexpr std::uint64_t page = 4096;

// A kernel, and the moment before the last operation.
struct Machine
{
    kernel::Kernel kernel{{.seed = 3}};
    procfs::TaskId init = kernel.createProcess({.executable = "/bin/sh"}).value();
    SnapshotPtr before;

    FileChanges changes(FileChangeOptions options = {})
    {
        return fileChanges(before, kernel.publish(), options, nullptr);
    }
};

QByteArray lineOf(const std::string& line, char separator)
{
    QByteArray text = QByteArray::fromStdString(line);
    if (text.endsWith(separator))
        text.chop(1);
    return text.replace('\t', ' ');
}

// "1/status 9- VmRSS: 1 kB", one for each line; without smaps and the files of the machine.
QByteArrayList linesOf(const FileChanges& changes)
{
    QByteArrayList lines;
    for (const TaskChange& task : changes.tasks) {
        if (task.change != EntryChange::changed) {
            lines.append(QByteArray::fromStdString(task.path)
                         + (task.change == EntryChange::appeared ? " appeared" : " vanished"));
            continue;
        }
        for (const FileChange& file : task.files) {
            const QByteArray path = QByteArray::fromStdString(file.path) + ' ';
            if (path.contains("smaps"))
                continue;
            if (file.kind == procfs::FileKind::link)
                lines.append(path + QByteArray::fromStdString(file.targetBefore) + "->"
                             + QByteArray::fromStdString(file.targetAfter));
            for (const LineHunk& hunk : file.hunks) {
                for (std::size_t i = 0; i < hunk.removed.size(); ++i)
                    lines.append(path + QByteArray::number(qulonglong(hunk.oldLine + i)) + "- "
                                 + lineOf(hunk.removed[i], file.separator));
                for (std::size_t i = 0; i < hunk.added.size(); ++i)
                    lines.append(path + QByteArray::number(qulonglong(hunk.newLine + i)) + "+ "
                                 + lineOf(hunk.added[i], file.separator));
            }
        }
    }
    return lines;
}

using Operation = std::function<bool(Machine&)>;

bool isNamespace(const std::string& path)
{
    return path.contains("/ns/");
}

// Each mount gives the namespaces numbers anew: of those, only that there is one.
std::string masked(const std::string& path, std::string target)
{
    if (isNamespace(path))
        std::erase_if(target, [](char c) { return c >= '0' && c <= '9'; });
    return target;
}

// Every text and target below /proc that belongs to one task or to the machine, each once.
void collect(procfs::Node& directory, const std::string& path, bool isTask,
             std::map<std::string, std::string>& all)
{
    const auto listing = directory.readdir(0, 1'000'000);
    if (!listing)
        return;
    for (const procfs::DirEntry& entry : listing->entries) {
        if (entry.name == "." || entry.name == "..")
            continue;
        const std::string below = path.empty() ? entry.name : path + '/' + entry.name;
        const auto node = directory.lookup(entry.name);
        if (!node)
            continue;
        const bool isNumber = entry.name.find_first_not_of("0123456789") == std::string::npos;
        switch ((*node)->kind()) {
        case procfs::FileKind::directory:
            // A leader is told below PID, not below task/PID.
            if (isTask && entry.name == path.substr(0, path.find('/'))) {
                if (const auto children = (*node)->lookup("children")) {
                    if (const auto content = (*children)->content())
                        all[below + "/children"] = (*content)->bytes;
                }
                break;
            }
            if (!path.empty() || isNumber)
                collect(**node, below, entry.name == "task", all);
            break;
        case procfs::FileKind::link:
            if (!path.empty()) {
                const auto target = (*node)->readlink();
                all[below]
                    = target ? masked(below, *target) : procfs::errnoName(target.error().error);
            }
            break;
        case procfs::FileKind::regular:
            if (const auto content = (*node)->content())
                all[below] = (*content)->bytes;
            else if (content.error().kind == procfs::Failure::Kind::error)
                all[below].clear();
            break;
        }
    }
}

std::map<std::string, std::string> everything(const SnapshotPtr& snapshot, Dialect dialect)
{
    std::map<std::string, std::string> all;
    ViewOptions view;
    view.dialect = dialect;
    const auto files = makeFileSystem(snapshot, view, nullptr);
    collect(*files->root(), {}, false, all);
    // Old kernels list processes by the ids of their own namespaces. Such a name may lead to a
    // thread, which is told below its process.
    const procfs::Records& records = *snapshot->records;
    std::erase_if(all, [&records](const auto& entry) {
        const int number = QByteArray::fromStdString(entry.first).split('/').first().toInt();
        const procfs::TaskId id = records.taskWithTid(records.rootPidNamespace(), {number});
        const procfs::TaskRecord* const task = number > 0 ? records.task(id) : nullptr;
        return task && records.group(task->group)->leader != id;
    });
    return all;
}

}

Q_DECLARE_METATYPE(Operation)

void FileChangesTest::knownSteps_data()
{
    QTest::addColumn<Operation>("operation");
    QTest::addColumn<QByteArrayList>("lines");
    const auto row = [](const char* name, Operation operation, const QByteArrayList& lines) {
        QTest::newRow(name) << operation << lines;
    };
    using std::chrono::milliseconds;
    row("a name", [](Machine& m) { return m.kernel.setName(m.init, "one\ntwo").has_value(); },
        {"1/comm 1- sh", "1/comm 1+ one", "1/comm 2+ two", "1/stat 1- ...", "1/stat 1+ ...",
         "1/stat 2+ ...", "1/status 1- Name: sh", "1/status 1+ Name: one", "1/status 2+ two"});
    row("an open file",
        [](Machine& m) { return m.kernel.open(m.init, {.path = "/etc/passwd"}).has_value(); },
        {"1/fd/3 ->/etc/passwd", "1/fdinfo/3 1+ flags: 0100000"});
    row("another directory", [](Machine& m) { return m.kernel.chdir(m.init, "/tmp").has_value(); },
        {"1/cwd /->/tmp"});
    row("a child", [](Machine& m) { return m.kernel.fork(m.init).has_value(); },
        {"1/task/1/children 1+ 2 ", "2 appeared"});
    row("a thread",
        [](Machine& m) { return m.kernel.clone(m.init, kernel::clone::newThread).has_value(); },
        {"1/stat 1- ...", "1/stat 1+ ...", "1/status 14- Threads: 1", "1/status 14+ Threads: 2",
         "1/task/2 appeared"});
    row("its end",
        [](Machine& m) {
            const auto thread = m.kernel.clone(m.init, kernel::clone::newThread);
            m.before = m.kernel.publish();
            return m.kernel.exit(*thread, 0).has_value();
        },
        {"1/stat 1- ...", "1/stat 1+ ...", "1/status 14- Threads: 2", "1/status 14+ Threads: 1",
         "1/task/2 vanished"});
    row("a failure", [](Machine& m) { return !m.kernel.setuid(procfs::TaskId{99}, 5); }, {});
}

void FileChangesTest::knownSteps()
{
    QFETCH(Operation, operation);
    QFETCH(QByteArrayList, lines);
    Machine machine;
    machine.before = machine.kernel.publish();
    QVERIFY(operation(machine));
    FileChangeOptions options;
    options.view.dialect = Dialect::gvisor2024;
    QByteArrayList told = linesOf(machine.changes(options));
    for (QByteArray& line : told) {
        if (line.startsWith("1/stat "))
            line = line.first(9) + " ..."; // its fields are looked at below
    }
    QCOMPARE(told, lines);
}

void FileChangesTest::everyDifferenceIsTold_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : procfs::allDialects)
        QTest::newRow(procfs::dialectName(dialect).data()) << static_cast<int>(dialect);
}

// The plain way: read everything at both moments. What differs must be told, the lines must lead
// from one text to the other, and nothing else may be told. Counts what was told.
void compareWithReading(const SnapshotPtr& before, const SnapshotPtr& after,
                        const FileChangeOptions& options,
                        const std::shared_ptr<procfs::RecordCache>& cache, const std::string& step,
                        std::size_t& told)
{
    const std::string where = step + ": ";
    const auto textAt = [&options](const SnapshotPtr& snapshot, const std::string& path) {
        const auto files = makeFileSystem(snapshot, options.view, nullptr);
        const auto node = files->walk(path);
        if (node && (*node)->kind() == procfs::FileKind::link)
            return masked(path, (*node)->readlink().value_or("(no such link)"));
        const auto content = node ? (*node)->content() : nullptr;
        return content && *content ? (*content)->bytes : std::string("(no such file)");
    };
    auto texts = everything(before, options.view.dialect);
    const auto expected = everything(after, options.view.dialect);
    const auto dropBelow = [](std::map<std::string, std::string>& map, const std::string& path) {
        std::erase_if(map,
                      [&path](const auto& entry) { return entry.first.starts_with(path + '/'); });
    };
    const FileChanges changes = fileChanges(before, after, options, cache);
    const auto apply = [&](const FileChange& file) {
        ++told;
        if (!texts.contains(file.path) && file.change == EntryChange::changed)
            texts[file.path] = textAt(before, file.path); // found by name, and not listed
        std::string& text = texts[file.path];
        const std::string old = text;
        if (file.change == EntryChange::vanished)
            texts.erase(file.path);
        else if (file.kind == procfs::FileKind::link)
            text = file.errorAfter == procfs::Errno::ok ? masked(file.path, file.targetAfter)
                                                        : procfs::errnoName(file.errorAfter);
        else
            text = applied(text, file.hunks, file.separator);
        QVERIFY2(file.change != EntryChange::changed || text != old || isNamespace(file.path)
                     || file.errorBefore != file.errorAfter,
                 (where + file.path + " did not change").c_str());
    };
    for (const TaskChange& task : changes.tasks) {
        if (task.change == EntryChange::vanished)
            dropBelow(texts, task.path);
        for (const FileChange& file : task.files)
            apply(file);
    }
    for (const FileChange& file : changes.system)
        apply(file);
    if (QTest::currentTestFailed())
        return;
    for (const auto& [path, text] : expected) {
        if (path.ends_with("/mem"))
            continue; // before, nobody could tell
        if (!texts.contains(path) && textAt(before, path) == text)
            continue; // found by name before, too, and not listed
        const auto found = texts.find(path);
        QVERIFY2(found != texts.end(), (where + path + " was not told").c_str());
        if (path == "uptime" || path == "loadavg" || path == "stat")
            continue; // time passes
        QVERIFY2(found->second == text,
                 (where + path + " differs: " + found->second + " / " + text).c_str());
    }
    for (const auto& [path, text] : texts) { // what memory holds nobody knows
        QVERIFY2(expected.contains(path) || path.ends_with("/mem") || textAt(after, path) == text,
                 (where + path + " is not there").c_str());
    }
}

void FileChangesTest::everyDifferenceIsTold()
{
    QFETCH(int, dialect);
    FileChangeOptions options;
    options.view.dialect = static_cast<Dialect>(dialect);
    kernel::Kernel kernel({.seed = 17});
    kernel::RandomDriver driver(kernel, 23);
    for (int i = 0; i < 60; ++i)
        driver.step();
    const auto cache = std::make_shared<procfs::RecordCache>();
    SnapshotPtr before = kernel.publish();
    std::size_t told = 0;
    for (int i = 0; i < 40; ++i) {
        driver.step();
        if (i % 5 == 4)
            driver.step(); // more than one operation between two moments
        const SnapshotPtr after = kernel.publish();
        compareWithReading(before, after, options, cache, driver.lastOperation(), told);
        if (QTest::currentTestFailed())
            return;
        before = after;
    }
    QVERIFY(told > 100);
}

void FileChangesTest::lessonsToldInFull_data()
{
    QTest::addColumn<QString>("file");
    const QDir folder(QStringLiteral(SANDSCOPE_SOURCE_DIR "/resources/scenarios"));
    for (const QString& name : folder.entryList({QStringLiteral("*.yaml")}))
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

// Each lesson, as it is and as the other kind of kernel would run it, as far as that goes.
void FileChangesTest::lessonsToldInFull()
{
    QFETCH(QString, file);
    QFile yaml(file);
    QVERIFY(yaml.open(QIODevice::ReadOnly));
    const auto parsed
        = scenario::parseScenario(yaml.readAll().toStdString(), file.toStdString()).value();
    for (const bool isOther : {false, true}) {
        auto lesson = std::make_shared<scenario::Scenario>(*parsed);
        const bool wasLinux = lesson->options.behaviour == kernel::Behaviour::linux_;
        if (isOther)
            lesson->options.behaviour
                = wasLinux ? kernel::Behaviour::gvisor2024 : kernel::Behaviour::linux_;
        FileChangeOptions options;
        options.view.dialect = wasLinux != isOther ? Dialect::linux_ : Dialect::gvisor2024;
        scenario::Run run(lesson);
        const auto cache = std::make_shared<procfs::RecordCache>();
        std::size_t told = 0;
        while (!run.atEnd() && run.step()) { // another kernel may refuse what the lesson does
            const Moment& moment = run.moment();
            compareWithReading(moment.before, moment.snapshot, options, cache, moment.title, told);
            for (const auto& [what, change] : objectTexts(*moment.report, *moment.before,
                                                          *moment.snapshot, options.view.dialect))
                QVERIFY2(isOther || !change.ends_with("as before"),
                         (moment.title + ": " + what + ' ' + change).c_str());
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY(isOther || (run.atEnd() && told > 10));
    }
}

// The process goes on in its directory, whichever of its threads calls exec.
void FileChangesTest::execByAThread()
{
    Machine machine;
    const auto child = machine.kernel.fork(machine.init).value();
    const auto thread = machine.kernel.clone(child, kernel::clone::newThread).value();
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.exec(thread, {.path = "/bin/sh", .arguments = {"other", "-x"}}));
    const FileChanges changes = machine.changes();
    QByteArrayList tasks;
    for (const TaskChange& task : changes.tasks)
        tasks.append(QByteArray::fromStdString(task.path)
                     + (task.change == EntryChange::changed ? " changed" : " vanished"));
    QVERIFY2(tasks.contains("2 changed") && tasks.contains("2/task/3 vanished"),
             tasks.join(", ").constData());
    const auto& files = std::ranges::find(changes.tasks, "2", &TaskChange::path)->files;
    const auto line = std::ranges::find(files, "2/cmdline", &FileChange::path);
    QVERIFY(line != files.end() && line->change == EntryChange::changed);
    QVERIFY(!std::ranges::contains(files, "2/fd/0", &FileChange::path)); // it stays
}

void FileChangesTest::whatATaskLosesIsToldTogether()
{
    Machine machine;
    const auto child = machine.kernel.fork(machine.init).value();
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.exitGroup(child, 0));
    FileChangeOptions options;
    options.view.dialect = Dialect::gvisor2024;
    const FileChanges changes = machine.changes(options);
    const auto task = std::ranges::find(changes.tasks, "2", &TaskChange::path);
    QVERIFY(task != changes.tasks.end());
    const ToldFiles told = toldFiles(*task);
    std::size_t files = told.singles.size();
    QByteArrayList groups;
    for (const FileGroup& group : told.groups) {
        groups.append(QByteArray::fromStdString(group.text));
        QCOMPARE(group.names.size(), group.files.size());
        files += group.files.size();
    }
    QCOMPARE(files, task->files.size());
    QVERIFY2(groups.contains("6 files of 2/ vanished"), groups.join(", ").constData());
    QVERIFY(groups.join(' ').contains("now cannot be read: EACCES (permission denied)"));
    QVERIFY(groups.join(' ').contains(" files of 2/ are empty now"));
    QCOMPARE(told.singles.front()->path, "2/stat"); // R -> Z comes first
}

void FileChangesTest::filesInWords()
{
    FileChange link;
    link.kind = procfs::FileKind::link;
    link.targetBefore = "pid:[1]";
    link.errorAfter = procfs::Errno::noEntry;
    QCOMPARE(fileText(link), "now cannot be read: ENOENT (there is no such entry)");
    std::swap(link.targetBefore, link.targetAfter);
    std::swap(link.errorBefore, link.errorAfter);
    QCOMPARE(fileText(link),
             "can be read now -> pid:[1]; before, it answered ENOENT (there is no such entry)");
    link.change = EntryChange::vanished;
    QCOMPARE(fileText(link),
             "vanished; it led to what cannot be read: ENOENT (there is no such entry)");
    FileChange file;
    file.isEmptyNow = true;
    QCOMPARE(fileText(file), "is empty now");
    FieldChange field;
    field.name = "utime";
    field.before = "0";
    QCOMPARE(fieldText(field), "utime: 0 -> (absent)");
}

void FileChangesTest::callsInWords()
{
    StepReport report;
    report.by = procfs::TaskId{1};
    report.byTid = procfs::Tid{7};
    report.byName = "sh";
    report.call = "read";
    report.text = "read(0)";
    report.result = "5";
    QCOMPARE(callText(report), "7 (sh) calls read(0) = 5");
    report.result.clear();
    report.outcome = CallOutcome::unfinished;
    QCOMPARE(callText(report), "7 (sh) begins read(0)");
    report.outcome = CallOutcome::never;
    QCOMPARE(callText(report), "7 (sh) calls read(0) and never returns");
    report.outcome = CallOutcome::returned;
    report.error = procfs::Errno::perm;
    QCOMPARE(callText(report), "7 (sh) calls read(0) = EPERM (fails: this is not permitted)");
}

void FileChangesTest::timeAloneChangesNoFile()
{
    Machine machine;
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.advanceClock(std::chrono::seconds(7)));
    for (const Dialect dialect : procfs::allDialects) {
        FileChangeOptions options;
        options.view.dialect = dialect;
        QVERIFY(machine.changes(options).isEmpty());
    }
    // With something else it is told apart.
    QVERIFY(machine.kernel.fork(machine.init));
    FileChangeOptions options;
    options.view.dialect = Dialect::linux_;
    const FileChanges changes = machine.changes(options);
    const auto stat = std::ranges::find(changes.system, "stat", &FileChange::path);
    QVERIFY(stat != changes.system.end());
    const auto hunkWith = [&stat](std::string_view begin) {
        return std::ranges::find_if(stat->hunks, [begin](const LineHunk& hunk) {
            return !hunk.added.empty() && hunk.added.front().starts_with(begin);
        });
    };
    QVERIFY(hunkWith("cpu ") != stat->hunks.end() && hunkWith("cpu ")->byClock);
    QVERIFY(hunkWith("processes") != stat->hunks.end() && !hunkWith("processes")->byClock);
}

void FileChangesTest::oneProcessAlone()
{
    Machine machine;
    const auto child = machine.kernel.fork(machine.init).value();
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.setName(machine.init, "one"));
    QVERIFY(machine.kernel.setName(child, "two"));
    FileChangeOptions options;
    options.task = child;
    const FileChanges changes = machine.changes(options);
    QCOMPARE(changes.tasks.size(), 1U);
    QCOMPARE(changes.tasks.front().path, "2");
    QCOMPARE(changes.tasks.front().name, "two");
    QVERIFY(changes.system.empty());
}

void FileChangesTest::severalStepsAtOnce()
{
    Machine machine;
    machine.before = machine.kernel.publish();
    const auto child = machine.kernel.fork(machine.init).value();
    (void)machine.kernel.publish();
    QVERIFY(machine.kernel.setName(machine.init, "x"));
    (void)machine.kernel.publish();
    QVERIFY(machine.kernel.setName(machine.init, "sh")); // as it was
    QVERIFY(machine.kernel.exitGroup(child, 0));
    (void)machine.kernel.publish();
    QVERIFY(machine.kernel.wait(machine.init, child));
    const FileChanges changes = machine.changes();
    // The child came and went; a zombie's turn in its parent's times is all that is left.
    QVERIFY(std::ranges::none_of(changes.tasks, [](const TaskChange& task) {
        return task.path == "2" || std::ranges::contains(task.files, "1/comm", &FileChange::path);
    }));
    QVERIFY(fileChanges(machine.before, machine.before, {}, nullptr).isEmpty());
}

void FileChangesTest::fieldsHaveNames()
{
    Machine machine;
    const auto at = machine.kernel.mmap(machine.init, {.length = 8 * page}).value();
    (void)machine.kernel.publish();
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.mprotect(machine.init, at, 8 * page, {true, false, false}));
    QVERIFY(machine.kernel.chargeCpu(machine.init, std::chrono::milliseconds(30), {}));
    const FileChanges changes = machine.changes();
    QByteArrayList fields;
    for (const FileChange& file : changes.tasks.front().files) {
        for (const FieldChange& field : file.fields) {
            QVERIFY(field.doc);
            if (!file.path.ends_with("smaps"))
                fields.append(QByteArray::fromStdString(file.path + ' ' + field.name + ' '
                                                        + field.before.value_or("none") + ' '
                                                        + field.after.value_or("none")));
        }
    }
    QVERIFY(fields.contains("1/stat utime 0 3"));
    QVERIFY(std::ranges::none_of(
        fields, [](const QByteArray& field) { return field.startsWith("1/stat vsize"); }));
}

// An area is told from its first line on, a value with the area that it belongs to.
void FileChangesTest::areasOfSmaps()
{
    Machine machine;
    const auto at = machine.kernel.mmap(machine.init, {.length = std::uint64_t{64} << 20U}).value();
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.touch(machine.init, at, 1, true));
    const auto smapsOf = [](const FileChanges& changes) {
        const auto& files = changes.tasks.front().files;
        const auto found = std::ranges::find(files, "1/smaps", &FileChange::path);
        return found == files.end() ? std::vector<LineHunk>{} : found->hunks;
    };
    auto hunks = smapsOf(machine.changes());
    QVERIFY(!hunks.empty());
    for (const LineHunk& hunk : hunks) {
        QCOMPARE(hunk.removed.size(), hunk.added.size());
        QVERIFY(hunk.area.contains("-") && hunk.area.contains("rw-p"));
    }
    machine.before = machine.kernel.publish();
    QVERIFY(machine.kernel.munmap(machine.init, at, std::uint64_t{64} << 20U));
    hunks = smapsOf(machine.changes());
    QCOMPARE(hunks.size(), 1U);
    QVERIFY(hunks.front().added.empty() && hunks.front().area.empty());
    QVERIFY(hunks.front().removed.front().contains("rw-p"));
}

void FileChangesTest::objectsInWords()
{
    constexpr std::string_view yaml = "title: T\nsteps:\n"
                                      "  - {start: /bin/sh, as: shell}\n"
                                      "  - {by: shell, fork: , as: child}\n"
                                      "  - {by: child, chdir: /tmp}\n"
                                      "  - {by: child, mmap: 1M}\n"
                                      "  - {by: child, exit_group: 0}\n"
                                      "  - {by: shell, wait: child}\n";
    scenario::Run run(scenario::parseScenario(yaml, "t.yaml").value());
    Moment before = run.moment();
    QByteArrayList words;
    const auto next = [&] {
        QVERIFY(run.step());
        const Moment after = run.moment();
        words.clear();
        for (const auto& [what, change] :
             objectTexts(*after.report, *before.snapshot, *after.snapshot, Dialect::gvisor2024))
            words.append(QByteArray::fromStdString(what + ' ' + change));
        before = after;
    };
    next();
    QVERIFY(words.contains("task 1 (sh) created: without a parent in the sandbox"));
    QCOMPARE(callerText(*before.report), "somebody outside the sandbox");
    next();
    QVERIFY(words.contains("task 2 (sh) created: a child of 1 (sh)"));
    QVERIFY(std::ranges::any_of(words, [](const QByteArray& text) {
        return text.startsWith("memory map of 2 (sh) created: ")
            && text.contains(" areas like those of 1 (sh)");
    }));
    QVERIFY(words.contains(
        "descriptor table of 2 (sh) created: 3 descriptors of the same files as those of 1 (sh)"));
    next();
    QCOMPARE(words, {"directories of 2 (sh) changed: working directory / -> /tmp"});
    QCOMPARE(callerText(*before.report), "2 (sh)");
    next();
    QCOMPARE(words.size(), 1);
    QVERIFY(words.front().startsWith("memory map of 2 (sh) changed: "));
    next();
    QVERIFY(words.contains("memory map of 2 (sh) ended"));
    next();
    QVERIFY(words.contains("task 2 (sh) ended"));
    QCOMPARE(errnoMeaning(procfs::Errno::noChild), "there is no child to wait for");
}

QTEST_APPLESS_MAIN(FileChangesTest)
#include "tst_filechanges.moc"

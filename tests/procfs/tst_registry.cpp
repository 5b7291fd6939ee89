// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <algorithm>
#include <array>
#include <set>

#include <support/golden.h>

using namespace sandscope::procfs;
using sandscope::test::readFile;
using sandscope::test::readFolder;

namespace {

/// The members of files.def, as the file says.
std::vector<std::string> listedNames()
{
    std::vector<std::string> names;
    const std::string text = readFile(SANDSCOPE_SOURCE_DIR "/procfs/files.def");
    for (std::size_t at = text.find("\nPROC_FILE("); at != std::string::npos;
         at = text.find("\nPROC_FILE(", at + 1)) {
        const std::size_t begin = text.find('(', at) + 1;
        names.push_back(text.substr(begin, text.find(')', begin) - begin));
    }
    return names;
}

std::string withoutUnderscores(std::string_view name)
{
    std::string out(name);
    std::erase(out, '_');
    return out;
}

constexpr std::array allScopes = {Scope::task, Scope::system, Scope::net};

/// What can stand in files.def for a file: files of other scopes may need a name of their own.
std::set<std::string> possibleNames(const ProcFile& file)
{
    const std::string name = withoutUnderscores(file.name);
    if (file.scope == Scope::task)
        return {name};
    return {name, (file.scope == Scope::net ? "net" : "system") + name};
}

/// Names in /proc/PID, and behind a "+" those in task/TID alone.
std::string listing(Dialect dialect)
{
    std::string names;
    for (const ProcFile* const file : procFiles()) {
        if (file->existsIn(dialect) && file->onlyUnderThread)
            names += " +" + std::string(file->name);
        else if (file->existsIn(dialect))
            names += (names.empty() ? "" : " ") + std::string(file->name);
    }
    return names;
}

}

class TestRegistry : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listings_data();
    void listings();
    void modes_data();
    void modes();
    void everyModeIsTested();
    void definitionAndDescriptorsAgree();
    void everyFileIsInTheReadme();
    void everyFileHasAGoldenCase();
    void descriptorsAreWhole();
    void fieldsAreExplained();
    void lookup();
    void paths_data();
    void paths();
};

// Both ways: nothing may be added or vanish unnoticed.
void TestRegistry::listings_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("gvisor-2018") << QByteArray(
        "auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo mounts ns stat status "
        "task uid_map");
    QTest::newRow("gvisor-2019") << QByteArray(
        "auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo mounts ns smaps stat "
        "statm status task uid_map");
    QTest::newRow("gvisor-2022") << QByteArray(
        "auxv cgroup cmdline comm cwd environ exe fd fdinfo gid_map io maps mem mountinfo mounts "
        "net ns oom_score oom_score_adj root smaps stat statm status task uid_map");
    QTest::newRow("gvisor-2024") << QByteArray(
        "auxv cgroup +children cmdline comm cwd environ exe fd fdinfo gid_map io limits maps mem "
        "mountinfo mounts net ns oom_score oom_score_adj root smaps stat statm status task "
        "uid_map");
    QTest::newRow("gvisor-2026") << QByteArray(
        "auxv cgroup +children cmdline comm coredump_filter cwd environ exe fd fdinfo gid_map io "
        "limits maps mem mountinfo mounts net ns oom_score oom_score_adj root setgroups smaps stat "
        "statm status task uid_map");
    QTest::newRow("linux") << QByteArray(
        "auxv cgroup +children cmdline comm coredump_filter cpuset cwd environ exe fd fdinfo "
        "gid_map io limits loginuid maps mem mountinfo mounts net ns oom_adj oom_score "
        "oom_score_adj personality root sessionid setgroups smaps smaps_rollup stat statm status "
        "task uid_map wchan");
}

void TestRegistry::listings()
{
    const auto dialect = dialectFromName(QTest::currentDataTag());
    QVERIFY(dialect);
    QTEST(QByteArray::fromStdString(listing(*dialect)), "expected");
}

void TestRegistry::modes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QList<int>>("expected"); // 2018, 2019, 2022, 2024, 2026, Linux
    const auto row = [](const char* name, QList<int> expected) {
        QTest::newRow(name) << QByteArray(name) << std::move(expected);
    };
    row("auxv", {0400, 0400, 0444, 0444, 0400, 0400});
    row("cgroup", {0, 0, 0444, 0444, 0444, 0444});
    row("children", {0, 0, 0, 0644, 0644, 0444});
    row("cmdline", {0444, 0444, 0444, 0444, 0444, 0444});
    row("comm", {0444, 0444, 0444, 0644, 0644, 0644});
    row("coredump_filter", {0, 0, 0, 0, 0644, 0644});
    row("cpuset", {0, 0, 0, 0, 0, 0444});
    row("cwd", {0, 0, 0777, 0777, 0777, 0777});
    row("environ", {0444, 0444, 0444, 0444, 0400, 0400});
    row("exe", {0777, 0777, 0777, 0777, 0777, 0777});
    row("fd", {0500, 0500, 0555, 0555, 0500, 0500});
    row("fdinfo", {0500, 0500, 0555, 0555, 0555, 0555});
    row("gid_map", {0644, 0644, 0644, 0644, 0644, 0644});
    row("io", {0444, 0444, 0400, 0400, 0400, 0400});
    row("limits", {0, 0, 0, 0444, 0444, 0444});
    row("loginuid", {0, 0, 0, 0, 0, 0644});
    row("maps", {0444, 0444, 0444, 0444, 0444, 0444});
    row("mem", {0, 0, 0400, 0400, 0600, 0600});
    row("mountinfo", {0444, 0444, 0444, 0444, 0444, 0444});
    row("mounts", {0444, 0444, 0444, 0444, 0444, 0444});
    row("net", {0, 0, 0555, 0555, 0555, 0555});
    row("ns", {0511, 0511, 0511, 0511, 0511, 0511});
    row("oom_adj", {0, 0, 0, 0, 0, 0644});
    row("oom_score", {0, 0, 0444, 0444, 0444, 0444});
    row("oom_score_adj", {0, 0, 0644, 0644, 0644, 0644});
    row("personality", {0, 0, 0, 0, 0, 0400});
    row("root", {0, 0, 0777, 0777, 0777, 0777});
    row("sessionid", {0, 0, 0, 0, 0, 0444});
    row("setgroups", {0, 0, 0, 0, 0644, 0644});
    row("smaps", {0, 0444, 0444, 0444, 0444, 0444});
    row("smaps_rollup", {0, 0, 0, 0, 0, 0444});
    row("stat", {0444, 0444, 0444, 0444, 0444, 0444});
    row("statm", {0, 0444, 0444, 0444, 0444, 0444});
    row("status", {0444, 0444, 0444, 0444, 0444, 0444});
    row("task", {0555, 0555, 0555, 0555, 0555, 0555});
    row("uid_map", {0644, 0644, 0644, 0644, 0644, 0644});
    row("wchan", {0, 0, 0, 0, 0, 0444});
}

void TestRegistry::modes()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QList<int>, expected);
    const ProcFile* const file = procFile(name.toStdString());
    QVERIFY(file);
    for (const Dialect dialect : allDialects)
        QCOMPARE(int(file->mode(dialect)), expected[qsizetype(dialect)]);
}

void TestRegistry::everyModeIsTested()
{
    // One row above for each file of the scope, so that none comes without its modes being thought
    // of.
    const std::string source = readFile(SANDSCOPE_SOURCE_DIR "/tests/procfs/tst_registry.cpp");
    for (const ProcFile* const file : procFiles())
        QVERIFY2(source.contains("\n    row(\"" + std::string(file->name) + "\", {"),
                 std::string(file->name).c_str());
}

void TestRegistry::definitionAndDescriptorsAgree()
{
    std::vector<std::string> listed = listedNames();
    QVERIFY(std::ranges::is_sorted(listed));
    const std::size_t count = listed.size();
    std::size_t described = 0;
    for (const Scope scope : allScopes) {
        for (const ProcFile* const file : procFiles(scope)) {
            QVERIFY(file->scope == scope);
            const auto names = possibleNames(*file);
            const auto found = std::ranges::find_if(
                listed, [&](const std::string& name) { return names.contains(name); });
            QVERIFY2(found != listed.end(), std::string(file->name).c_str());
            listed.erase(found);
            ++described;
        }
        QVERIFY(std::ranges::is_sorted(procFiles(scope), {}, &ProcFile::name));
    }
    QCOMPARE(described, count);
}

void TestRegistry::everyFileIsInTheReadme()
{
    const std::string readme = readFile(SANDSCOPE_SOURCE_DIR "/procfs/README.md");
    for (const ProcFile* const file : procFiles())
        QVERIFY2(readme.find("\n| `" + std::string(file->name) + "` |") != std::string::npos,
                 std::string(file->name).c_str());
}

void TestRegistry::everyFileHasAGoldenCase()
{
    for (const Dialect dialect : allDialects) {
        const auto golden = readFolder(SANDSCOPE_TEST_DATA "/golden/worker/"
                                       + std::string(dialectName(dialect)) + "/proc/7");
        for (const ProcFile* const file : procFiles()) {
            const std::string name(file->name);
            // Nothing of the kernel's own stands in them, or nothing that is read here.
            if (!file->existsIn(dialect) || name == "task" || name == "net" || name == "mem")
                continue;
            const bool found = std::ranges::any_of(golden, [&](const auto& entry) {
                return entry.first == name || entry.first.starts_with(name + "/")
                    || (file->onlyUnderThread && entry.first == "task/8/" + name);
            });
            QVERIFY2(found, (std::string(dialectName(dialect)) + " " + name).c_str());
        }
    }
}

void TestRegistry::descriptorsAreWhole()
{
    for (const ProcFile* const file : procFiles()) {
        const std::string name(file->name);
        QVERIFY2((file->render != nullptr) == (file->kind == FileKind::regular), name.c_str());
        QVERIFY2((file->target != nullptr) == (file->kind == FileKind::link), name.c_str());
        QVERIFY2(file->kind != FileKind::regular || name == "mem"
                     || (file->decode && file->reformat),
                 name.c_str());
        QVERIFY2((file->decode != nullptr) == (file->reformat != nullptr), name.c_str());
        QVERIFY2(file->dependencies != 0, name.c_str());
        QCOMPARE(file->wrapped, name != "mounts" && name != "mountinfo");
        QCOMPARE(file->onlyUnderProcess, name == "task");
        QCOMPARE(file->onlyUnderThread, name == "children");
        QVERIFY2(std::ranges::any_of(allDialects,
                                     [&](Dialect dialect) { return file->existsIn(dialect); }),
                 name.c_str());
    }
}

void TestRegistry::fieldsAreExplained()
{
    for (const ProcFile* const file : procFiles()) {
        std::set<std::string_view> names;
        for (const FieldDoc& doc : file->fields) {
            const std::string where = std::string(file->name) + " " + std::string(doc.name);
            QVERIFY2(names.insert(doc.name).second, where.c_str());
            QVERIFY2(doc.meaning.ends_with('.'), where.c_str());
            for (const TruthNote& note : doc.notes)
                QVERIFY2(note.reason.empty() || note.reason.ends_with('.'), where.c_str());
            for (const Dialect dialect : allDialects)
                QVERIFY2(file->existsIn(dialect) || doc.truthIn(dialect) == Truth::absent,
                         where.c_str());
        }
    }
    for (const ProcFile* const file : procFiles()) {
        const bool isPlain = file->kind == FileKind::directory || file->name == "mem";
        QVERIFY2(isPlain || !file->fields.empty(), std::string(file->name).c_str());
    }
    for (const char* const name : {"fdinfo", "ns"})
        QVERIFY2(!procFile(name)->fields.empty(), name);
}

void TestRegistry::lookup()
{
    QVERIFY(!procFile(""));
    QVERIFY(!procFile("statu"));
    QVERIFY(!procFile("statuss"));
    QCOMPARE(procFile("uid_map")->name, std::string_view("uid_map"));
}

void TestRegistry::paths_data()
{
    QTest::addColumn<QByteArray>("name"); // of the descriptor; empty: none
    const auto row
        = [](const char* path, const char* name) { QTest::newRow(path) << QByteArray(name); };
    row("7/status", "status");
    row("/7/status", "status");
    row("7//status/", "status");
    row("self/status", "status");
    row("thread-self/maps", "maps");
    row("7/task/9/status", "status");
    row("7/task", "task");
    row("7/fd", "fd");
    row("7/fd/3", "fd");
    row("7/fdinfo/3", "fdinfo");
    row("7/task/9/fdinfo/3", "fdinfo");
    row("7/ns/net", "ns");
    row("7/cwd", "cwd");
    row("7/oom_score_adj", "oom_score_adj");
    row("7/task/9/children", "children");
    row("7/net", "net");
    row("7/mem", "mem");
    row("", "");
    row("7", "");
    row("7/task/9", "");
    row("7/task/9/task", "");
    row("7/task/x/status", "");
    row("7/status/x", "");
    row("7/fd/3/x", "");
    row("7/nothing", "");
    row("sys/status", "");
    row("stat", "stat");
    row("stat/x", "");
}

void TestRegistry::paths()
{
    QFETCH(const QByteArray, name);
    const ProcFile* const file = procFileForPath(QTest::currentDataTag());
    QCOMPARE(file ? QByteArray(file->name.data(), qsizetype(file->name.size())) : QByteArray(),
             name);
}

QTEST_APPLESS_MAIN(TestRegistry)
#include "tst_registry.moc"

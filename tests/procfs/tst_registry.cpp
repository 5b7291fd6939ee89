// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <algorithm>
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

std::string listing(Dialect dialect)
{
    std::string names;
    for (const ProcFile* const file : procFiles()) {
        if (file->existsIn(dialect))
            names += (names.empty() ? "" : " ") + std::string(file->name);
    }
    return names;
}

}

class TestRegistry : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listing2018();
    void listing2019();
    void modes_data();
    void modes();
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
void TestRegistry::listing2018()
{
    QCOMPARE(listing(Dialect::gvisor2018),
             "auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo mounts ns "
             "stat status task uid_map");
}

void TestRegistry::listing2019()
{
    QCOMPARE(listing(Dialect::gvisor2019),
             "auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo mounts ns "
             "smaps stat statm status task uid_map");
}

void TestRegistry::modes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QList<int>>("expected"); // 2018, 2019, 2022, 2024, 2026, Linux
    const auto row = [](const char* name, QList<int> expected) {
        QTest::newRow(name) << QByteArray(name) << std::move(expected);
    };
    row("auxv", {0400, 0400, 0444, 0444, 0400, 0400});
    row("cmdline", {0444, 0444, 0444, 0444, 0444, 0444});
    row("comm", {0444, 0444, 0444, 0644, 0644, 0644});
    row("environ", {0444, 0444, 0444, 0444, 0400, 0400});
    row("exe", {0777, 0777, 0777, 0777, 0777, 0777});
    row("fd", {0500, 0500, 0555, 0555, 0500, 0500});
    row("fdinfo", {0500, 0500, 0555, 0555, 0555, 0555});
    row("gid_map", {0644, 0644, 0644, 0644, 0644, 0644});
    row("io", {0444, 0444, 0400, 0400, 0400, 0400});
    row("maps", {0444, 0444, 0444, 0444, 0444, 0444});
    row("mountinfo", {0444, 0444, 0444, 0444, 0444, 0444});
    row("mounts", {0444, 0444, 0444, 0444, 0444, 0444});
    row("ns", {0511, 0511, 0511, 0511, 0511, 0511});
    row("smaps", {0, 0444, 0444, 0444, 0444, 0444});
    row("stat", {0444, 0444, 0444, 0444, 0444, 0444});
    row("statm", {0, 0444, 0444, 0444, 0444, 0444});
    row("status", {0444, 0444, 0444, 0444, 0444, 0444});
    row("task", {0555, 0555, 0555, 0555, 0555, 0555});
    row("uid_map", {0644, 0644, 0644, 0644, 0644, 0644});
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

void TestRegistry::definitionAndDescriptorsAgree()
{
    const std::vector<std::string> listed = listedNames();
    QVERIFY(std::ranges::is_sorted(listed));
    std::vector<std::string> described;
    for (const ProcFile* const file : procFiles())
        described.push_back(withoutUnderscores(file->name));
    std::ranges::sort(described);
    QCOMPARE(described, listed);
    QVERIFY(std::ranges::is_sorted(procFiles(), {}, &ProcFile::name));
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
            if (!file->existsIn(dialect) || name == "task")
                continue;
            const bool found = std::ranges::any_of(golden, [&](const auto& entry) {
                return entry.first == name || entry.first.starts_with(name + "/");
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
        QVERIFY2(file->kind != FileKind::regular || (file->decode && file->reformat), name.c_str());
        QVERIFY2(file->dependencies != 0, name.c_str());
        QCOMPARE(file->wrapped, name != "mounts" && name != "mountinfo");
        QCOMPARE(file->onlyUnderProcess, name == "task");
        QVERIFY(!file->onlyUnderThread);
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
            for (const Dialect dialect : allDialects)
                QVERIFY2(file->existsIn(dialect) || doc.truthIn(dialect) == Truth::absent,
                         where.c_str());
        }
    }
    for (const char* const name :
         {"auxv", "fdinfo", "gid_map", "io", "maps", "smaps", "stat", "statm", "status", "uid_map"})
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
    row("", "");
    row("7", "");
    row("7/task/9", "");
    row("7/task/9/task", "");
    row("7/task/x/status", "");
    row("7/status/x", "");
    row("7/fd/3/x", "");
    row("7/nothing", "");
    row("sys/status", "");
    row("stat", "");
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

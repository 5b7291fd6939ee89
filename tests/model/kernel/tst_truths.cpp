// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/randomdriver.h>
#include <procfs/recordfilesystem.h>
#include <procfs/truthcheck.h>

#include <cstdio>

#include <support/golden.h>

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::Dialect;
using procfs::TruthCheck;

/// The field tables against reality: texts of real kernels where there are some, and everywhere
/// samples that were checked by hand and what we print of random sandboxes. What a table calls
/// constant never varies, what it calls absent never appears, and nothing appears without a row.
class TruthsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tablesHold_data();
    void tablesHold();

private:
    static void addFolder(TruthCheck& check, Dialect dialect, const std::string& folder);
    static void addRandom(TruthCheck& check, Dialect dialect);
};

namespace {

const char* capturedFolder(Dialect dialect)
{
    switch (dialect) {
    case Dialect::gvisor2022:
        return "gvisor-20221219";
    case Dialect::gvisor2024:
        return "gvisor-20240729";
    case Dialect::linux_:
        return "linux-6.18";
    case Dialect::gvisor2018:
    case Dialect::gvisor2019:
    case Dialect::gvisor2026:
        break; // nobody has one to run
    }
    return nullptr;
}

// Every text and target below a directory.
void addBelow(TruthCheck& check, Dialect dialect, procfs::Node& folder, const std::string& path)
{
    const auto listing = folder.readdir(0, 1 << 20);
    if (!listing)
        return;
    for (const procfs::DirEntry& entry : listing->entries) {
        if (entry.name == "." || entry.name == "..")
            continue;
        const auto node = folder.lookup(entry.name);
        if (!node)
            continue;
        const std::string at = path + '/' + entry.name;
        const procfs::ProcFile* file = (*node)->file();
        if ((*node)->kind() == procfs::FileKind::directory) {
            // Of processes the caller chooses some; /proc lists them with all the rest.
            if (!path.empty() || entry.name.find_first_not_of("0123456789") != std::string::npos)
                addBelow(check, dialect, **node, at);
        } else if ((*node)->kind() == procfs::FileKind::link) {
            const auto target = (*node)->readlink();
            if (file && target)
                check.add(*file, dialect, *target, at);
        } else {
            const auto content = (*node)->content();
            if (file && content)
                check.add(*file, dialect, (*content)->bytes, at);
        }
    }
}

}

// A tree like that of a capture or a golden test: the path behind "proc/" names the file.
void TruthsTest::addFolder(TruthCheck& check, Dialect dialect, const std::string& folder)
{
    constexpr std::string_view proc = "proc/";
    for (const auto& [path, bytes] : test::readFolder(folder)) {
        const std::size_t at = path.find(proc);
        const procfs::ProcFile* file = at == std::string::npos
            ? nullptr
            : procfs::procFileForPath(std::string_view(path).substr(at + proc.size()));
        if (file)
            check.add(*file, dialect, bytes, path);
    }
}

void TruthsTest::addRandom(TruthCheck& check, Dialect dialect)
{
    constexpr int operations = 3000;
    constexpr int between = 50;
    constexpr std::size_t tasksPerLook = 5;
    Kernel kernel({.seed = 7});
    RandomDriver driver(kernel, 7);
    const auto cache = std::make_shared<procfs::RecordCache>();
    std::size_t turn = 0;
    for (int i = 1; i <= operations; ++i) {
        driver.step();
        if (i % between != 0)
            continue;
        snapshot::ViewOptions view;
        view.dialect = dialect;
        const auto fs = snapshot::makeFileSystem(kernel.publish(), view, cache);
        addBelow(check, dialect, *fs->root(), {});
        const auto& tasks = kernel.tasks();
        for (std::size_t n = 0; n < tasksPerLook; ++n) {
            const TaskId task = tasks[++turn % tasks.size()];
            const std::string path = '/' + std::to_string(kernel.tid(task).value);
            if (const auto node = fs->walk(path))
                addBelow(check, dialect, **node, path);
        }
    }
}

void TruthsTest::tablesHold_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : procfs::allDialects)
        QTest::newRow(std::string(procfs::dialectName(dialect)).c_str())
            << static_cast<int>(dialect);
}

void TruthsTest::tablesHold()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    const std::string data = SANDSCOPE_TEST_DATA;
    TruthCheck check;
    auto seen = [&check, which, before = std::uint64_t{0}]() mutable {
        const std::uint64_t values = check.values(which);
        return values - std::exchange(before, values);
    };
    const char* const captured = capturedFolder(which);
    if (captured)
        addFolder(check, which, data + "/captured/" + captured);
    const std::uint64_t ofCaptures = seen();
    addFolder(check, which, data + "/golden/worker/" + std::string(procfs::dialectName(which)));
    const std::uint64_t ofGoldens = seen();
    addRandom(check, which);
    const std::uint64_t ofRandom = seen();

    std::printf("%s: %llu values in %llu texts: %llu captured, %llu golden, %llu of random "
                "sandboxes\n",
                QTest::currentDataTag(), static_cast<unsigned long long>(check.values(which)),
                static_cast<unsigned long long>(check.texts(which)),
                static_cast<unsigned long long>(ofCaptures),
                static_cast<unsigned long long>(ofGoldens),
                static_cast<unsigned long long>(ofRandom));
    for (const procfs::FieldSighting& never : check.neverSeen())
        std::printf("  said to be measured and never seen: %s of %s\n",
                    std::string(never.doc->name).c_str(), std::string(never.file->name).c_str());

    std::string problems;
    for (const procfs::TruthViolation& violation : check.violations())
        problems += describe(violation) + '\n';
    QVERIFY2(problems.empty(), problems.c_str());
    QCOMPARE(check.violationsLeftOut(), 0U);
    QVERIFY(!captured || ofCaptures > 0);
    QVERIFY(ofGoldens > 0);
    QVERIFY(ofRandom > 0);
}

QTEST_APPLESS_MAIN(TruthsTest)
#include "tst_truths.moc"

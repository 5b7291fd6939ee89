// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fd.h>
#include <procfs/files/fdinfo.h>
#include <procfs/files/ns.h>
#include <procfs/procfile.h>

#include <QTest>

#include <support/fakerecords.h>
#include <support/golden.h>

using namespace sandscope::procfs;
using sandscope::test::Files;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// Everything that the formatters print of one task, as a tree laid out like /proc; links are files
/// with their target.
class TestGolden : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worker_data();
    void worker();
    void nothingIsLeftOver_data();
    void nothingIsLeftOver();
    void sameTwice();
};

namespace {

void addTask(const FileContext& ctx, const std::string& folder, Files& files)
{
    for (const ProcFile* const file : procFiles()) {
        const bool isElsewhere = ctx.wholeGroup ? file->onlyUnderThread : file->onlyUnderProcess;
        if (!file->existsIn(ctx.dialect) || isElsewhere)
            continue;
        // What has no format, as mem, has no golden text.
        if (file->kind == FileKind::regular && file->reformat != nullptr)
            files[folder + std::string(file->name)] = rendered(*file, ctx);
        if (file->kind == FileKind::link)
            files[folder + std::string(file->name)] = file->target(ctx).value_or("error");
    }
    for (const FdEntry& entry : ctx.records.fdTable(ctx.task.fdTable)->entries) {
        const std::string number = std::to_string(entry.fd);
        files[folder + "fd/" + number] = fdTarget(entry, ctx.readerRoot, ctx.dialect);
        FileText text;
        renderFdInfo(entry, ctx, text);
        files[folder + "fdinfo/" + number] = text.bytes;
    }
    std::uint64_t inode = 14; // that of the first link in a first walk; each link takes two numbers
    for (const std::string_view name : nsNames(ctx)) {
        files[folder + "ns/" + std::string(name)] = nsTarget(ctx, name, inode).value_or("error");
        inode += 2;
    }
}

Files tree(Dialect dialect)
{
    const WorkerRecords records;
    Files files;
    addTask(records.context(WorkerRecords::worker, dialect), "proc/7/", files);
    FileContext thread = records.context(WorkerRecords::thread, dialect);
    thread.wholeGroup = false;
    addTask(thread, "proc/7/task/8/", files);
    return files;
}

std::string folderOf(Dialect dialect)
{
    return SANDSCOPE_TEST_DATA "/golden/worker/" + std::string(dialectName(dialect));
}

}

void TestGolden::worker_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("bytes");
    for (const Dialect dialect : allDialects) {
        for (const auto& [path, bytes] : tree(dialect))
            QTest::addRow("%s/%s", std::string(dialectName(dialect)).c_str(), path.c_str())
                << QByteArray::fromStdString(folderOf(dialect) + "/" + path)
                << QByteArray::fromStdString(bytes);
    }
}

void TestGolden::worker()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, bytes);
    const std::string report
        = sandscope::test::compareGolden(file.toStdString(), bytes.toStdString());
    QVERIFY2(report.empty(), report.c_str());
}

void TestGolden::nothingIsLeftOver_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

void TestGolden::nothingIsLeftOver()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    const Files printed = tree(which);
    for (const auto& [path, bytes] : sandscope::test::readFolder(folderOf(which)))
        QVERIFY2(printed.contains(path), path.c_str());
}

void TestGolden::sameTwice()
{
    for (const Dialect dialect : allDialects)
        QCOMPARE(tree(dialect), tree(dialect));
}

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smaps.h>
#include <procfs/files/stat.h>
#include <procfs/files/statm.h>
#include <procfs/files/status.h>
#include <procfs/procfile.h>
#include <procfs/truthcheck.h>

#include <QTest>

#include <algorithm>

#include <support/captures.h>
#include <support/fakerecords.h>
#include <support/golden.h>

using namespace sandscope::procfs;
using sandscope::test::Capture;
using sandscope::test::captures;
using sandscope::test::Files;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// format(parse(text)) is the text, for what real kernels printed (tests/data/captured) and for
/// what we print.
class TestRoundTrip : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void captured_data();
    void captured();
    void everyFormatWasCaptured();
    void our_data();
    void our();
    void sizesAgree_data();
    void sizesAgree();
};

namespace {

Files files(const Capture& origin)
{
    return sandscope::test::readFolder(SANDSCOPE_TEST_DATA "/captured/"
                                       + std::string(origin.folder));
}

/// "zombie/proc/7/status" gives "7/status".
std::string_view procPath(std::string_view path)
{
    constexpr std::string_view proc = "/proc/";
    return path.substr(path.find(proc) + proc.size());
}

void check(const ProcFile& file, const std::string& bytes, Dialect dialect)
{
    const auto again = file.reformat(bytes, dialect);
    QVERIFY2(again, again ? "" : describe(again.error()).c_str());
    QCOMPARE(QByteArray::fromStdString(again->bytes), QByteArray::fromStdString(bytes));
    QCOMPARE(again->unknownBytes, std::size_t{0});
    const auto fields = file.decode(bytes, dialect);
    QVERIFY2(fields, fields ? "" : describe(fields.error()).c_str());
    // A table of the net directory may be a heading alone.
    if (file.scope == Scope::task)
        QCOMPARE(fields->empty(), bytes.empty());
    for (const Field& field : *fields) {
        if (!field.doc)
            continue;
        const Truth truth = field.doc->truthIn(dialect);
        QVERIFY2(truth != Truth::absent, ("the table says that there is no " + field.name).c_str());
    }
}

}

void TestRoundTrip::captured_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("dialect");
    for (const Capture& origin : captures) {
        for (const auto& [path, bytes] : files(origin))
            QTest::addRow("%s/%s", origin.folder, path.c_str())
                << QByteArray::fromStdString(bytes) << int(origin.dialect);
    }
}

void TestRoundTrip::captured()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, dialect);
    const ProcFile* const file = procFileForPath(procPath(QTest::currentDataTag()));
    QVERIFY(file);
    const auto which = static_cast<Dialect>(dialect);
    check(*file, bytes.toStdString(), which);
    TruthCheck truths;
    truths.add(*file, which, bytes.toStdString());
    for (const TruthViolation& violation : truths.violations())
        QFAIL(describe(violation).c_str());
}

void TestRoundTrip::everyFormatWasCaptured()
{
    for (const Capture& origin : captures) {
        const Files all = files(origin);
        for (const ProcFile* const file : procFiles()) {
            if (!file->reformat || !file->existsIn(origin.dialect))
                continue;
            const bool found = std::ranges::any_of(all, [&](const auto& entry) {
                return procFileForPath(procPath(entry.first)) == file;
            });
            QVERIFY2(found, (std::string(origin.folder) + " " + std::string(file->name)).c_str());
        }
    }
}

void TestRoundTrip::our_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

void TestRoundTrip::our()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    const WorkerRecords records;
    for (const ProcFile* const file : procFiles()) {
        if (file->render && file->reformat && file->existsIn(which))
            check(*file, rendered(*file, records.context(WorkerRecords::worker, which)), which);
    }
}

void TestRoundTrip::sizesAgree_data()
{
    QTest::addColumn<QByteArray>("folder");
    QTest::addColumn<QByteArray>("task");
    for (const Capture& origin : captures) {
        for (const auto& [path, bytes] : files(origin)) {
            if (path.ends_with("/smaps"))
                QTest::addRow("%s/%s", origin.folder, path.c_str())
                    << QByteArray(origin.folder)
                    << QByteArray::fromStdString(path.substr(0, path.rfind('/') + 1));
        }
    }
}

/// What different files of one task say of the same thing. The task was at rest when they were
/// read.
void TestRoundTrip::sizesAgree()
{
    QFETCH(const QByteArray, folder);
    QFETCH(const QByteArray, task);
    const Files all
        = sandscope::test::readFolder(SANDSCOPE_TEST_DATA "/captured/" + folder.toStdString());
    const auto bytes
        = [&](const char* name) -> const std::string& { return all.at(task.toStdString() + name); };
    const auto smaps = parseSmaps(bytes("smaps"));
    const auto maps = parseMaps(bytes("maps"));
    const auto stat = parseStat(bytes("stat"));
    const auto statm = parseStatm(bytes("statm"));
    const auto status = parseStatus(bytes("status"));
    QVERIFY(smaps && maps && stat && statm && status);
    QCOMPARE(smaps->size(), maps->size());
    std::uint64_t sizeKb = 0;
    std::uint64_t rssKb = 0;
    for (std::size_t i = 0; i < smaps->size(); ++i) {
        QCOMPARE((*smaps)[i].mapping(), (*maps)[i]);
        if ((*smaps)[i].mapping().name != "[vsyscall]")
            sizeKb += (*smaps)[i].value(SmapsKey::size).value_or(0);
        rssKb += (*smaps)[i].value(SmapsKey::rss).value_or(0);
    }
    QCOMPARE(stat->vsizeBytes, sizeKb * 1024);
    QCOMPARE(statm->size * 4, sizeKb);
    QCOMPARE(status->vmSizeKb, sizeKb);
    if (folder.startsWith("gvisor")) { // Linux counts resident pages in batches, so that its sums
                                       // are off by some
        QCOMPARE(statm->resident * 4, rssKb);
        QCOMPARE(static_cast<std::uint64_t>(stat->rssPages) * 4, rssKb);
        QCOMPARE(status->vmRssKb, rssKb);
    }
}

QTEST_APPLESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"

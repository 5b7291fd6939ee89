// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/dump.h>
#include <model/sandbox/dumpfile.h>
#include <model/sandbox/sandboxsampler.h>
#include <model/sources/capturefolder.h>

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace sandscope;
using namespace sandscope::model;

/// Dumps that real sandboxes gave, against the files that were read in them at the same time.
class TestDump : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreThoseReadInside_data();
    void filesAreThoseReadInside();
    void processesAreThoseListed_data() { filesAreThoseReadInside_data(); }
    void processesAreThoseListed();
    void whatIsTheSameIsTakenOver();
    void lostBytesAreNotShown();
    void hostile_data();
    void hostile();
    void refusals();
};

namespace {

std::string read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

constexpr std::string_view oneProcess
    = R"({"args":["a"],"env":["X=1"],"status":{"comm":"a","pid":7,"ppid":1},"stat":{}})";

std::string answerOf(std::string_view processes)
{
    return R"({"success":true,"err":"","result":[)" + std::string(processes) + "]}";
}

}

void TestDump::filesAreThoseReadInside_data()
{
    QTest::addColumn<QString>("folder");
    const QString captures = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures");
    QDirIterator found(captures, {QStringLiteral("trace-procfs.json")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (found.hasNext()) {
        const QString folder = QFileInfo(found.next()).path();
        QTest::newRow(qPrintable(folder.mid(captures.size() + 1))) << folder;
    }
}

void TestDump::filesAreThoseReadInside()
{
    QFETCH(QString, folder);
    const auto capture = readCapture(*findCapture(folder.toStdString()), {});
    QVERIFY(capture);
    const procfs::RecordedTree& real = *(*capture)->tree;
    const auto dump = parseDump(read(folder + QStringLiteral("/trace-procfs.json")), {}, 1);
    QVERIFY(dump);
    QVERIFY(!dump->empty());
    SandboxSampler sampler(
        std::make_shared<const SampledTree::Origin>(SampledTree::Origin{real.dialect(), {}}), {});
    const auto snapshot = sampler.sample({.dump = *dump}, {});

    int compared = 0;
    for (const DumpedPtr& process : *dump) {
        const std::string task = std::to_string(process->pid);
        for (const std::string_view name :
             {"cgroup", "cmdline", "comm", "cwd", "environ", "exe", "maps", "statm"}) {
            const std::string path = task + '/' + std::string(name);
            const auto expected = real.entry(path);
            if (!expected || expected->failure) // PID 1 may not be followed by its reader
                continue;
            const auto got = snapshot->tree->entry(path);
            QVERIFY2(got, path.c_str());
            QVERIFY2(!got->failure, path.c_str());
            QVERIFY2(got->attributes.kind == expected->attributes.kind, path.c_str());
            if (expected->text)
                QCOMPARE(got->text->bytes, expected->text->bytes);
            QCOMPARE(got->target, expected->target);
            ++compared;
        }
        const auto fds = real.entry(task + "/fd");
        QVERIFY(fds && !fds->failure);
        auto names = fds->names;
        std::ranges::sort(names, {}, [](const std::string& name) { return std::stoi(name); });
        QCOMPARE(snapshot->tree->entry(task + "/fd")->names, names);
        for (const std::string& name : names)
            QCOMPARE(snapshot->tree->entry(task + "/fd/" + name)->target,
                     real.entry(task + "/fd/" + name)->target);
        for (const std::string& name : real.entry(task)->names)
            QVERIFY2(std::ranges::contains(snapshot->tree->entry(task)->names, name), name.c_str());
        const auto smaps = snapshot->tree->entry(task + "/smaps");
        QVERIFY(smaps && smaps->failure);
        QVERIFY(smaps->failure->kind == procfs::Failure::Kind::notProvided);
    }
    QVERIFY(compared >= 8);
}

void TestDump::processesAreThoseListed()
{
    QFETCH(QString, folder);
    const auto listed = parseProcesses(read(folder + QStringLiteral("/ps.json")));
    QVERIFY(listed);
    const auto capture = readCapture(*findCapture(folder.toStdString()), {});
    std::vector<std::int32_t> expected;
    (*capture)->tasks.forEach([&](auto, const auto& row) {
        if (!row->isThread)
            expected.push_back(row->tid.value);
    });
    std::ranges::sort(expected);
    expected.pop_back(); // the newest is who read the files, and has ended since
    std::vector<std::int32_t> got;
    for (const ListedProcess& process : *listed)
        got.push_back(process.pid);
    QCOMPARE(got, expected);
}

void TestDump::whatIsTheSameIsTakenOver()
{
    const auto first = parseDump(answerOf(oneProcess), {}, 1);
    QVERIFY(first);
    QCOMPARE(first->size(), std::size_t{1});
    QCOMPARE(first->front()->command, std::string("a"));
    const auto same = parseDump(answerOf(oneProcess), *first, 2);
    QVERIFY(same->front() == first->front());

    std::string other(oneProcess);
    other.replace(other.find("X=1"), 3, "X=2");
    const auto changed = parseDump(answerOf(other), *first, 3);
    QVERIFY(changed->front() != first->front());
    QCOMPARE(changed->front()->changed[DumpedProcess::env], procfs::Generation{3});
    QCOMPARE(changed->front()->changed[DumpedProcess::args], procfs::Generation{1});
}

/// What was no UTF-8 is U+FFFD in a dump, which is not what a reader in the sandbox sees.
void TestDump::lostBytesAreNotShown()
{
    const auto dump = parseDump(
        answerOf("{\"args\":[\"caf\xef\xbf\xbd\"],\"env\":[\"A=\\ufffd\"],"
                 "\"exe\":\"/x\",\"root\":\"/\",\"status\":{\"pid\":1,\"comm\":\"x\"}}"),
        {}, 1);
    QVERIFY(dump);
    const auto file = [&](std::string_view name) {
        return dumpedFile(*dump->front(), name, procfs::Dialect::gvisor2024);
    };
    for (const char* name : {"cmdline", "environ", "root", "maps", "cwd"})
        QVERIFY2(file(name).failure->kind == procfs::Failure::Kind::notProvided, name);
    QCOMPARE(file("comm").text->bytes, std::string("x\n"));
    QCOMPARE(file("exe").target, std::string("/x"));
}

void TestDump::hostile_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("words") << QByteArray("loading sandbox: file does not exist\n");
    QTest::newRow("no result") << QByteArray(R"({"success":true})");
    QTest::newRow("no process") << QByteArray(R"({"result":[{}]})");
    QTest::newRow("negative pid") << QByteArray(R"({"result":[{"status":{"pid":-1}}]})");
    QTest::newRow("large pid") << QByteArray(R"({"result":[{"status":{"pid":4294967297}}]})");
    QTest::newRow("number for a list")
        << QByteArray(R"({"result":[{"args":1,"status":{"pid":1}}]})");
    QTest::newRow("cut") << QByteArray::fromStdString(answerOf(oneProcess)).chopped(3);
    QTest::newRow("cut output") << QByteArray("PROCFS DUMP\n\n{\"status\":{\"pid\"");
}

void TestDump::hostile()
{
    QFETCH(QByteArray, answer);
    const auto dump = parseDump(
        std::string_view(answer.constData(), static_cast<std::size_t>(answer.size())), {}, 1);
    QVERIFY(!dump);
    QVERIFY(!procfs::describe(dump.error()).empty());
}

void TestDump::refusals()
{
    QVERIFY(!refusalIn(answerOf(oneProcess)));
    QCOMPARE(refusalIn(R"({"success":false,"err":"unknown method","result":null})"),
             std::optional<std::string>("unknown method"));
    // A container that was made and not started has no process, which is no damage.
    const auto none = parseDump("PROCFS DUMP\n", {}, 1);
    QVERIFY(none);
    QVERIFY(none->empty());
    const auto null = parseDump(R"({"success":true,"err":"","result":null})", {}, 1);
    QVERIFY(null);
    QVERIFY(null->empty());
}

QTEST_APPLESS_MAIN(TestDump)
#include "tst_dump.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/insidereader.h>
#include <model/sandbox/sandboxsampler.h>

#include <QTest>

#include <algorithm>
#include <format>

using namespace sandscope;
using namespace sandscope::model;

class TestInsideReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesOfAnyBytes();
    void errorsAreTold();
    void forgedOutput_data();
    void forgedOutput();
    void namespaceLinks();
    void plans();
    void whatIsTooMuchAtOnceComesLater();
    void marksDiffer();
};

namespace {

constexpr std::string_view mark = "SANDSCOPE_READER=0123";
const std::string environment("PATH=/bin\0SANDSCOPE_READER=0123\0HOME=/\0", 41);

std::string printed(const std::vector<std::string>& texts)
{
    std::string output = environment + environment;
    for (const std::string& text : texts)
        output += text + environment;
    return output;
}

}

void TestInsideReader::filesOfAnyBytes()
{
    const std::vector<std::string> files{"1/auxv", "1/status", "1/io"};
    const std::string auxv("\0\1PATH=/bin\0\xff\n", 14);
    const auto entries = parseReader(printed({auxv, "", "Name:\tx\n"}), {}, mark, files);
    QVERIFY(entries);
    QCOMPARE(entries->at("1/auxv").entry->text->bytes, auxv);
    QCOMPARE(entries->at("1/status").entry->text->bytes, std::string());
    QVERIFY(!entries->at("1/status").entry->failure);
    QCOMPARE(entries->at("1/io").entry->text->bytes, std::string("Name:\tx\n"));
}

void TestInsideReader::errorsAreTold()
{
    const std::vector<std::string> files{"1/stat", "1/status", "1/io", "2/io"};
    const auto entries
        = parseReader(printed({"", "", "", ""}),
                      "cat: /proc/1/status: Permission denied\n"
                      "cat: can't open '/proc/1/io': No such process\ncat: /proc/2/io: Odd\n",
                      mark, files);
    QVERIFY(entries);
    QVERIFY(!entries->at("1/stat").entry->failure); // only its namesake failed
    QVERIFY(entries->at("1/status").entry->failure->error == procfs::Errno::access);
    QVERIFY(entries->at("1/io").entry->failure->error == procfs::Errno::noProcess);
    QVERIFY(entries->at("2/io").entry->failure->error == procfs::Errno::io);
}

void TestInsideReader::forgedOutput_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no mark") << QByteArray("PATH=/bin\0PATH=/bin\0", 20);
    QTest::newRow("one mark") << QByteArray::fromStdString(environment);
    QTest::newRow("a file too few") << QByteArray::fromStdString(printed({"a"}));
    QTest::newRow("a file too many") << QByteArray::fromStdString(printed({"a", "b", "c"}));
    QTest::newRow("cut") << QByteArray::fromStdString(printed({"a", "b"})).chopped(1);
    QTest::newRow("not twice") << QByteArray::fromStdString("x" + environment + "y"
                                                            + printed({"a", "b"}));
}

void TestInsideReader::forgedOutput()
{
    QFETCH(QByteArray, output);
    QVERIFY(
        !parseReader(std::string_view(output.constData(), static_cast<std::size_t>(output.size())),
                     {}, mark, {"1/stat", "1/status"}));
}

void TestInsideReader::namespaceLinks()
{
    const std::vector<std::string> links{"1/ns/net", "1/ns/mnt", "1/ns/pid"};
    const auto entries
        = parseLinks("net:[1]\npid:[2]\n", "readlink: /proc/1/ns/mnt: Permission denied\n", links);
    QCOMPARE(entries.at("1/ns/net").entry->target, std::string("net:[1]"));
    QCOMPARE(entries.at("1/ns").entry->names, (std::vector<std::string>{"net", "pid"}));
    QVERIFY(parseLinks("net:[1]\npid:[2]\n", {}, links).empty()); // one is missing, and not told
}

void TestInsideReader::plans()
{
    SandboxSampler sampler(std::make_shared<const SampledTree::Origin>(
                               SampledTree::Origin{procfs::Dialect::gvisor2024, {}}),
                           {});
    const auto dump = parseDump(
        R"({"result":[{"args":["x"],"fdlist":[{"number":3,"path":"/x"}],"maps":[],"status":{"comm":"x","pid":1}}]})",
        {}, 1);
    const auto shot = sampler.sample(
        {.dump = *dump,
         .listed = parseProcesses(R"({"result":[{"pid":1,"threads":[1,4]}]})").value()},
        {});
    const auto& tree = static_cast<const SandboxTree&>(*shot->tree);
    const auto all = planInside(tree, {"1"});
    const auto has = [&](const char* path) { return std::ranges::contains(all.files, path); };
    QVERIFY(has("1/status"));
    QVERIFY(has("1/smaps"));
    QVERIFY(has("1/task/4/stat"));
    QVERIFY(has("1/fdinfo/3"));
    QVERIFY(!has("1/cmdline")); // the dump tells
    QVERIFY(!has("1/mem"));
    QVERIFY(!all.links.empty());
    QVERIFY(!all.isCut);
    const auto one = planInside(tree, {"1/smaps", "1/smaps", "meminfo", "2/stat", "1/comm"});
    QCOMPARE(one.files, (std::vector<std::string>{"1/smaps", "meminfo"}));
}

/// Two processes of which each plan takes what the one before left.
void TestInsideReader::whatIsTooMuchAtOnceComesLater()
{
    SandboxSampler sampler(std::make_shared<const SampledTree::Origin>(
                               SampledTree::Origin{procfs::Dialect::gvisor2024, {}}),
                           {});
    std::string files;
    for (std::size_t number = 0; number < mostInsideFiles; ++number)
        files += std::format(R"({}{{"number":{},"path":"/x"}})", number == 0 ? "" : ",", number);
    const auto dump = parseDump(
        std::format(
            R"({{"result":[{{"args":["x"],"fdlist":[{}],"status":{{"comm":"x","pid":1}}}},{{"args":["y"],"status":{{"comm":"y","pid":2}}}}]}})",
            files),
        {}, 1);
    QVERIFY(dump);
    const auto sampled = [&] { return sampler.sample({.dump = *dump}, {}); };
    const auto planned = [](const snapshot::SnapshotPtr& shot) {
        return planInside(static_cast<const SandboxTree&>(*shot->tree), {}, {"1", "2"});
    };
    const auto first = planned(sampled());
    QVERIFY(first.isCut);
    QCOMPARE(first.files.size(), mostInsideFiles);
    QVERIFY(first.whole.empty());

    procfs::RecordedEntry entry;
    entry.text = std::make_shared<const procfs::FileText>();
    InsideEntries read;
    for (const std::string& file : first.files)
        read.emplace(file, InsideEntry{std::make_shared<const procfs::RecordedEntry>(entry), 0});
    sampler.addInside(std::move(read));
    const auto second = planned(sampled());
    QVERIFY(!second.isCut);
    QCOMPARE(second.whole, (std::vector<std::string>{"1", "2"}));
    QVERIFY(std::ranges::contains(second.files, "1/fdinfo/1499"));
    QVERIFY(std::ranges::contains(second.files, "2/status"));
    for (const std::string& file : first.files)
        QVERIFY(!std::ranges::contains(second.files, file));
}

void TestInsideReader::marksDiffer()
{
    QVERIFY(makeReaderMark() != makeReaderMark());
    QVERIFY(makeReaderMark().starts_with("SANDSCOPE_READER="));
}

QTEST_APPLESS_MAIN(TestInsideReader)
#include "tst_insidereader.moc"

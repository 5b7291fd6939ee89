// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace sandscope::procfs;

/// What readers see who take a file in pieces, under each read rule and in each dialect, while the
/// kernel moves on (facts, section 4).
class ReadRulesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unchanged_data();
    void unchanged();
    void changing_data();
    void changing();
    void snapshotsBelongToOpenFiles();
    void snapshotAfterSeek();
    void snapshotOfErrors();
    void linuxGivesWholeLines();
    void linuxGrowsForALongRecord();
    void linuxGoesOnBehindWhatGrew();
    void linuxReadsArgumentsInPlace();
    void memoryOfTheOpening_data();
    void memoryOfTheOpening();
    void names();
};

namespace {

constexpr std::size_t large = 1 << 20;
constexpr std::uint64_t page = 0x1000;

/// A map of many lines, so that a page of text is only a part of it.
World fixture()
{
    World world;
    world.addProcess(7);
    auto& vmas = world.editVmas(MemoryId{7});
    vmas.clear();
    for (std::uint64_t i = 0; i < 240; ++i)
        vmas.push_back(plainVma(0x10000 + 4 * i * page, 0x10000 + (4 * i + 1) * page));
    return world;
}

/// Unmaps, maps and changes some everywhere.
void shuffleMaps(World& world)
{
    ++world.generation;
    auto& vmas = world.editVmas(MemoryId{7});
    for (std::size_t i = 3; i + 3 < vmas.size(); i += 3)
        vmas[i].real.write = !vmas[i].real.write;
    std::vector<Vma> kept;
    for (std::size_t i = 0; i < vmas.size(); ++i) {
        if (i % 5 == 2)
            continue; // gone
        kept.push_back(vmas[i]);
        if (i % 7 == 3)
            kept.push_back(plainVma(vmas[i].end + page, vmas[i].end + 2 * page));
    }
    vmas = kept;
}

std::shared_ptr<const FileText> whole(FileSystem& fs, std::string_view path)
{
    const auto node = fs.walk(path);
    const auto text = node ? (*node)->content() : std::unexpected(node.error());
    return text ? *text : std::make_shared<const FileText>();
}

/// The text up to the end of record \a i, and of \a later what follows that record's handle.
std::string resumed(const FileText& earlier, std::size_t i, const FileText& later)
{
    std::string out = earlier.bytes.substr(0, earlier.marks[i].end);
    std::size_t begin = 0;
    for (const auto& mark : later.marks) {
        if (mark.handle > earlier.marks[i].handle)
            out += later.bytes.substr(begin, mark.end - begin);
        begin = mark.end;
    }
    return out;
}

/// The record that the byte before \a offset is in.
std::size_t recordBefore(const FileText& text, std::size_t offset)
{
    std::size_t i = 0;
    while (text.marks[i].end < offset)
        ++i;
    return i;
}

std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin) + 1;
        out.push_back(text.substr(begin, end - begin));
        begin = end == 0 ? text.size() : end;
    }
    return out;
}

std::string readAt(Node& node, std::size_t offset, std::size_t count)
{
    std::string out;
    const auto result = node.read(static_cast<std::int64_t>(offset), count, out);
    return result ? out : describeFailure(result.error());
}

NodePtr opened(FileSystem& fs, std::string_view path)
{
    return *(*fs.walk(path))->open();
}

void addRows()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<ReadRule>("rule");
    QTest::addColumn<qulonglong>("chunk");
    for (const Dialect dialect : allDialects) {
        for (const ReadRule rule : {ReadRule::sequence, ReadRule::snapshot, ReadRule::linux_}) {
            for (const qulonglong chunk : {1U, 7U, 100U, 4096U}) {
                const std::string name = std::string(dialectName(dialect)) + ", "
                    + std::string(readRuleName(rule)) + ", " + std::to_string(chunk);
                QTest::newRow(name.c_str()) << dialect << rule << chunk;
            }
        }
    }
}

}

void ReadRulesTest::unchanged_data()
{
    addRows();
}

void ReadRulesTest::unchanged()
{
    QFETCH(Dialect, dialect);
    QFETCH(ReadRule, rule);
    QFETCH(qulonglong, chunk);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect, .readRule = rule});
    for (const auto* path : {"7/maps", "7/status", "7/comm", "7/cmdline", "7/uid_map", "version"}) {
        const auto text = whole(fs, path);
        QVERIFY2(!text->bytes.empty(), path);
        QVERIFY2(readAll(*opened(fs, path), chunk) == text->bytes, path);
        QVERIFY2(readAll(**fs.walk(path), chunk) == text->bytes, path); // as a handle of its own
    }
}

void ReadRulesTest::changing_data()
{
    addRows();
}

void ReadRulesTest::changing()
{
    QFETCH(Dialect, dialect);
    QFETCH(ReadRule, rule);
    QFETCH(qulonglong, chunk);
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = dialect, .readRule = rule});
    const auto before = whole(fs, "7/maps");
    const auto maps = opened(fs, "7/maps");
    std::string seen;
    while (seen.size() < 5000)
        QVERIFY(maps->read(static_cast<std::int64_t>(seen.size()), chunk, seen).value() > 0);
    const std::size_t last = recordBefore(*before, seen.size());
    QVERIFY(last + 10 < before->marks.size());

    shuffleMaps(world);
    fs.setRecords(world.publish());
    const auto after = whole(fs, "7/maps");
    while (maps->read(static_cast<std::int64_t>(seen.size()), chunk, seen).value() > 0) { }

    switch (rule) {
    case ReadRule::snapshot:
        QVERIFY(seen == before->bytes); // one moment, whoever reads
        break;
    case ReadRule::sequence:
        QVERIFY(seen == resumed(*before, last, *after));
        break;
    case ReadRule::linux_: {
        // The kernel may have taken the next line already, but never a part of one.
        QVERIFY(seen == resumed(*before, last, *after)
                || seen == resumed(*before, last + 1, *after));
        const auto all = lines(seen);
        QCOMPARE(std::set<std::string>(all.begin(), all.end()).size(), all.size());
        break;
    }
    }
    QVERIFY(readAll(*maps, chunk) == after->bytes); // from the start everything is new
}

void ReadRulesTest::snapshotsBelongToOpenFiles()
{
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto early = opened(fs, "7/maps");
        const auto before = whole(fs, "7/maps")->bytes;
        QCOMPARE(readAt(*early, 0, 10), before.substr(0, 10));
        shuffleMaps(world);
        fs.setRecords(world.publish());
        const auto late = opened(fs, "7/maps");
        const auto after = whole(fs, "7/maps")->bytes;
        QCOMPARE(readAt(*late, 0, 10), after.substr(0, 10));
        QCOMPARE(readAt(*early, 10, large), before.substr(10));
        QCOMPARE(readAt(*late, 10, large), after.substr(10));
        QCOMPARE(readAt(*early, 10, large), after.substr(10)); // elsewhere than it ended: made anew
        QCOMPARE(readAt(*early, 0, large), after);
        QCOMPARE(early->stat()->inode, late->stat()->inode); // one file, two handles
    }
}

void ReadRulesTest::snapshotAfterSeek()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2024});
    const auto maps = opened(fs, "7/maps");
    const auto before = whole(fs, "7/maps")->bytes;
    QCOMPARE(readAt(*maps, 0, 10), before.substr(0, 10));
    shuffleMaps(world);
    fs.setRecords(world.publish());
    const auto after = whole(fs, "7/maps")->bytes;
    QCOMPARE(maps->seek(10).value(), 10); // where it is
    QCOMPARE(readAt(*maps, 10, 10), before.substr(10, 10));
    QCOMPARE(maps->seek(5).value(), 5); // makes the text at once …
    ++world.generation;
    world.editVmas(MemoryId{7}).clear();
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*maps, 5, 10), after.substr(5, 10)); // … and keeps it
    QCOMPARE(outcome(maps->seek(-1)), std::string("EINVAL"));
}

void ReadRulesTest::snapshotOfErrors()
{
    auto world = fixture();
    world.addProcess(1, "init");
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2024});
    const auto cmdline = opened(fs, "7/cmdline");
    QCOMPARE(readAt(*cmdline, 0, 3), std::string("wor"));
    ++world.generation;
    world.exit(TaskId{7});
    world.reap(TaskId{7});
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*cmdline, 3, 2), std::string("ke")); // what was made is there
    QCOMPARE(readAt(*cmdline, 0, 3), std::string("ESRCH"));
    QCOMPARE(outcome(cmdline->seek(3)), std::string("ESRCH"));
    QCOMPARE(readAt(*cmdline, 0, 3), std::string("ESRCH"));
}

void ReadRulesTest::linuxGivesWholeLines()
{
    RecordFileSystem fs(fixture().publish(), {.dialect = Dialect::linux_});
    const auto text = whole(fs, "7/maps")->bytes;
    QVERIFY(text.size() > 2 * 4096);
    const auto maps = opened(fs, "7/maps");
    std::string all;
    while (true) {
        const auto piece = readAt(*maps, all.size(), large);
        if (piece.empty())
            break;
        QVERIFY(piece.size() < 4096);
        QVERIFY(piece.size() > 4096 - 100);
        QVERIFY(piece.ends_with('\n'));
        all += piece;
        if (all.size() + 4096 > text.size())
            break;
    }
    QVERIFY(text.starts_with(all));
}

void ReadRulesTest::linuxGrowsForALongRecord()
{
    auto world = fixture();
    world.memories[MemoryId{7}].arguments.bytes = std::string();
    auto mapping = std::make_shared<MappingIdentity>();
    mapping->path = "/" + std::string(9000, 'x');
    world.editVmas(MemoryId{7})[100].mapping = mapping;
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::linux_});
    const auto text = whole(fs, "7/maps")->bytes;
    QVERIFY(text.size() > 9000);
    QVERIFY(readAll(*opened(fs, "7/maps"), large) == text);
    QVERIFY(readAll(*opened(fs, "7/maps"), 100) == text);
    QCOMPARE(readAt(*opened(fs, "7/maps"), 9000, 50), text.substr(9000, 50)); // pread
}

void ReadRulesTest::linuxGoesOnBehindWhatGrew()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::linux_});
    const auto maps = opened(fs, "7/maps");
    const auto before = lines(whole(fs, "7/maps")->bytes);
    QCOMPARE(readAt(*maps, 0, before[0].size()), before[0]);
    ++world.generation;
    world.editVmas(MemoryId{7})[0].end += page;
    fs.setRecords(world.publish());
    const auto after = lines(whole(fs, "7/maps")->bytes);
    const auto next = readAt(*maps, before[0].size(), after[0].size() + after[1].size());
    QCOMPARE(next, after[0] + after[1]); // it holds the address behind the last one given
}

void ReadRulesTest::linuxReadsArgumentsInPlace()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::linux_});
    const auto cmdline = opened(fs, "7/cmdline");
    const auto comm = opened(fs, "7/comm");
    QCOMPARE(readAt(*cmdline, 0, 3), std::string("wor"));
    QCOMPARE(readAt(*comm, 0, 3), std::string("wor"));
    ++world.generation;
    world.tasks[TaskId{7}].generation = world.memories[MemoryId{7}].generation = world.generation;
    world.tasks[TaskId{7}].name = "another";
    world.memories[MemoryId{7}].arguments.bytes = std::string("WORKER\0", 7);
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*cmdline, 3, 3), std::string("KER"));
    QCOMPARE(readAt(*comm, 3, large), std::string("ker\n")); // made at the first read
}

void ReadRulesTest::memoryOfTheOpening_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray now = "(the new program's)", none = "", kept = "(as before)";
    const auto row = [](Dialect dialect, const char* file, const QByteArray& expected) {
        const std::string name = std::string(dialectName(dialect)) + " " + file;
        QTest::newRow(name.c_str()) << dialect << QByteArray(file) << expected;
    };
    for (const auto* file : {"auxv", "environ", "maps", "smaps"}) {
        row(Dialect::gvisor2024, file, now);
        row(Dialect::gvisor2026, file, none);
    }
    row(Dialect::linux_, "auxv", kept);
    row(Dialect::linux_, "environ", none);
    row(Dialect::linux_, "maps", none);
    row(Dialect::linux_, "smaps", none);
    row(Dialect::gvisor2026, "cmdline", now);
    row(Dialect::linux_, "cmdline", now);
    row(Dialect::linux_, "statm", now);
}

void ReadRulesTest::memoryOfTheOpening()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, expected);
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = dialect});
    const auto path = "7/" + file.toStdString();
    const auto before = whole(fs, path)->bytes;
    const auto handle = opened(fs, path);
    const auto unread = opened(fs, path);
    QVERIFY(readAll(*handle) == before);
    // exec: the memory is another, and nobody uses the old one.
    ++world.generation;
    MemoryRecord memory = world.memories[MemoryId{7}];
    memory.id = MemoryId{70};
    memory.generation = world.generation;
    memory.auxv = {{6, 4096}, {9, 0x2040}};
    memory.vmas = std::make_shared<const std::vector<Vma>>(std::vector{plainVma(0x8000, 0x9000)});
    memory.vssBytes = memory.rssBytes = page;
    memory.arguments.bytes = std::string("worked\0", 7);
    memory.environment.bytes = std::string("B=2\0", 4);
    world.memories = {{memory.id, memory}};
    world.tasks[TaskId{7}].memory = memory.id;
    world.tasks[TaskId{7}].generation = world.generation;
    fs.setRecords(world.publish());
    const auto now = whole(fs, path)->bytes;
    QVERIFY(now != before);
    for (const auto& node : {handle, unread}) {
        const auto text = readAll(*node);
        if (expected.startsWith("(the"))
            QCOMPARE(text, now);
        else
            QCOMPARE(text, expected.isEmpty() ? std::string() : before);
    }
}

void ReadRulesTest::names()
{
    for (const ReadRule rule : {ReadRule::sequence, ReadRule::snapshot, ReadRule::linux_})
        QCOMPARE(readRuleFromName(readRuleName(rule)), rule);
    QVERIFY(!readRuleFromName("random"));
    QCOMPARE(readRuleOf(Dialect::gvisor2019), ReadRule::sequence);
    QCOMPARE(readRuleOf(Dialect::gvisor2026), ReadRule::snapshot);
    QCOMPARE(readRuleOf(Dialect::linux_), ReadRule::linux_);
}

QTEST_APPLESS_MAIN(ReadRulesTest)
#include "tst_readrules.moc"

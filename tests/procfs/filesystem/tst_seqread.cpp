// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <procfs/filesystem/seqfile.h>

#include <QTest>

using namespace sandscope::procfs;

/// Reads in pieces while the kernel moves on (facts 2.0, 2.2, 4.1, 10.3).
class SeqReadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smallReaders_data();
    void smallReaders();
    void offsets_data();
    void offsets();
    void unmappedBehindTheReader();
    void mergedBehindTheReader();
    void refetchAtARecord();
    void tailOfMaps();
    void singleRecord();
    void stateBelongsToTheFile();
    void idMapByLine();
    void errorInTheMiddle();
    void exactFill();
    void lastReadDecidesWhereNothingElseDoes();
    void plainFilesAreMadeAnew();
    void argumentsCap_data();
    void argumentsCap();
};

namespace {

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    auto& users = world.userNamespaces[World::rootUsers];
    users.uidMap = {{0, 0, 1000}, {1000, 1000, 1}, {2000, 2000, 65536}};
    return world;
}

std::string whole(FileSystem& fs, std::string_view path)
{
    return (*(*fs.walk(path))->content())->bytes;
}

/// Line \a number of a text, with its newline.
std::string line(const std::string& text, int number)
{
    std::size_t begin = 0;
    for (int i = 0; i < number; ++i)
        begin = text.find('\n', begin) + 1;
    return text.substr(begin, text.find('\n', begin) + 1 - begin);
}

std::string readAt(Node& node, std::size_t offset, std::size_t count)
{
    std::string out;
    const auto result = node.read(static_cast<std::int64_t>(offset), count, out);
    if (!result)
        return describeFailure(result.error());
    return *result == out.size() ? out : "(wrong count)";
}

constexpr std::size_t large = 1 << 16;

}

void SeqReadTest::smallReaders_data()
{
    QTest::addColumn<qulonglong>("chunk");
    for (const qulonglong chunk : {1U, 7U, 100U, 4096U})
        QTest::addRow("%llu bytes", chunk) << chunk;
}

void SeqReadTest::smallReaders()
{
    QFETCH(qulonglong, chunk);
    int files = 0;
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        const auto directory = *fs.walk("7");
        const auto listing = directory->readdir(2, 100);
        for (const auto& entry : listing->entries) {
            const auto node = *directory->lookup(entry.name);
            if (node->kind() != FileKind::regular)
                continue;
            const auto text = node->content();
            QVERIFY2(text, entry.name.c_str());
            QVERIFY2(!(*text)->bytes.empty(), entry.name.c_str());
            QVERIFY2(readAll(*node, chunk) == (*text)->bytes, entry.name.c_str());
            ++files;
        }
    }
    QCOMPARE(files, 12 + 14);
}

void SeqReadTest::offsets_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const auto* path :
         {"7/auxv", "7/cmdline", "7/comm", "7/environ", "7/maps", "7/smaps", "7/stat", "7/statm",
          "7/status", "7/io", "7/mounts", "7/uid_map", "7/fdinfo/0", "uptime", "loadavg"})
        QTest::newRow(path) << QByteArray(path);
}

void SeqReadTest::offsets()
{
    QFETCH(QByteArray, path);
    RecordFileSystem fs(fixture().publish(), {});
    const auto node = *fs.walk(path.toStdString());
    const auto text = whole(fs, path.toStdString());
    std::string out;
    QCOMPARE(outcome(node->read(-1, 10, out)), std::string("EINVAL"));
    QCOMPARE(outcome(node->read(std::numeric_limits<std::int64_t>::min(), 0, out)),
             std::string("EINVAL"));
    QVERIFY(out.empty());
    QCOMPARE(readAt(*node, text.size(), 10), std::string());
    QCOMPARE(readAt(*node, text.size() + 10'000, 10), std::string());
    QCOMPARE(readAt(*node, std::size_t{1} << 62U, 10), std::string());
    for (std::size_t offset = 0; offset < text.size(); ++offset)
        QCOMPARE(readAt(*node, offset, 3), text.substr(offset, 3));
    QCOMPARE(readAt(*node, 0, 0), std::string());
    QCOMPARE(readAt(*node, 0, large), text);
}

void SeqReadTest::unmappedBehindTheReader()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto maps = *fs.walk("7/maps");
    const auto before = whole(fs, "7/maps");
    const auto a = line(before, 0), b = line(before, 1), v = line(before, 2);
    QVERIFY(v.ends_with("[vsyscall]\n"));

    QCOMPARE(readAt(*maps, 0, a.size() + 5), a + b.substr(0, 5));
    ++world.generation;
    auto& vmas = world.editVmas(MemoryId{7});
    vmas.pop_back();
    vmas.push_back(plainVma(0x5000, 0x6000));
    fs.setRecords(world.publish());
    const auto c = line(whole(fs, "7/maps"), 1);
    QVERIFY(c.starts_with("00005000-00006000"));
    QCOMPARE(readAt(*maps, a.size() + 5, large), b.substr(5) + c + v);
    QCOMPARE(readAt(*maps, a.size() + b.size() + c.size() + v.size(), large), std::string());
}

void SeqReadTest::mergedBehindTheReader()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto maps = *fs.walk("7/maps");
    const auto before = whole(fs, "7/maps");
    const auto a = line(before, 0), b = line(before, 1), v = line(before, 2);
    QCOMPARE(readAt(*maps, 0, a.size() + 5), a + b.substr(0, 5));
    ++world.generation;
    world.editVmas(MemoryId{7})[1].end = 0x4800;
    fs.setRecords(world.publish());
    const auto merged = line(whole(fs, "7/maps"), 1);
    QVERIFY(merged.starts_with("00003000-00004800"));
    QCOMPARE(readAt(*maps, a.size() + 5, large), b.substr(5) + merged + v);
    // Small readers see the overlap, too.
    QCOMPARE(readAt(*maps, a.size() + b.size(), 7), merged.substr(0, 7));
}

void SeqReadTest::refetchAtARecord()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto maps = *fs.walk("7/maps");
    const auto before = whole(fs, "7/maps");
    const auto a = line(before, 0);
    QCOMPARE(readAt(*maps, 0, a.size()), a);
    ++world.generation;
    world.editVmas(MemoryId{7})[1].real.write = false;
    world.editVmas(MemoryId{7})[0].real.write = false; // already read: kept as it was for counting
                                                       // offsets
    fs.setRecords(world.publish());
    const auto after = whole(fs, "7/maps");
    QVERIFY(line(after, 1) != line(before, 1));
    QCOMPARE(readAt(*maps, a.size(), large), line(after, 1) + line(after, 2));
    QCOMPARE(readAt(*maps, 0, large), after); // from the start everything is new
}

void SeqReadTest::tailOfMaps()
{
    for (const auto dialect : {Dialect::gvisor2018, Dialect::gvisor2019}) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto maps = *fs.walk("7/maps");
        const auto text = readAll(*maps);
        ++world.generation;
        world.editVmas(MemoryId{7}).push_back(plainVma(0x9000, 0xa000));
        fs.setRecords(world.publish());
        const auto more = readAt(*maps, text.size(), large);
        if (dialect == Dialect::gvisor2018)
            QVERIFY(more.starts_with("00009000-0000a000"));
        else
            QCOMPARE(more, std::string()); // nothing follows the vsyscall page
        // Past the end, the distance counts among what is appended.
        if (dialect == Dialect::gvisor2018)
            QCOMPARE(readAt(*maps, text.size() + 4, 4), more.substr(4, 4));
    }
}

void SeqReadTest::singleRecord()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto status = *fs.walk("7/status");
    const auto before = readAt(*status, 0, 10);
    const auto old = whole(fs, "7/status");
    ++world.generation;
    world.tasks[TaskId{7}].name = "renamed";
    world.tasks[TaskId{7}].generation = world.generation;
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*status, 10, large), old.substr(10)); // inside the record: as it was
    QCOMPARE(readAt(*status, old.size(), large), std::string());
    QVERIFY(readAt(*status, 0, large).starts_with("Name:\trenamed\n"));
}

void SeqReadTest::stateBelongsToTheFile()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    auto directory = *fs.walk("7");
    const auto old = whole(fs, "7/status");
    QCOMPARE(readAt(**fs.walk("7/status"), 0, 10), old.substr(0, 10));
    ++world.generation;
    world.tasks[TaskId{7}].name = "renamed";
    world.tasks[TaskId{7}].generation = world.generation;
    fs.setRecords(world.publish());
    // The file was closed, but its directory is held, so another who opens it goes on in the same
    // records.
    QCOMPARE(readAt(**fs.walk("7/status"), 10, large), old.substr(10));
    directory.reset();
    QCOMPARE(readAt(**fs.walk("7/status"), 10, large), whole(fs, "7/status").substr(10));
}

void SeqReadTest::idMapByLine()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto map = *fs.walk("7/uid_map");
    const auto text = whole(fs, "7/uid_map");
    const auto first = line(text, 0), second = line(text, 1);
    QCOMPARE(readAt(*map, 0, first.size() + 3), first + second.substr(0, 3));
    ++world.generation;
    auto& users = world.userNamespaces[World::rootUsers];
    users.uidMap = {{0, 0, 1}, {5, 5, 1}, {7, 7, 1}, {9, 9, 1}};
    users.generation = world.generation;
    fs.setRecords(world.publish());
    const auto after = whole(fs, "7/uid_map");
    QCOMPARE(readAt(*map, first.size() + 3, large),
             second.substr(3) + line(after, 2) + line(after, 3));
}

void SeqReadTest::errorInTheMiddle()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2018});
    const auto mounts = *fs.walk("7/mounts");
    const auto text = readAt(*mounts, 0, large);
    QVERIFY(!text.empty());
    QCOMPARE(readAt(*mounts, 0, 5), text.substr(0, 5));
    ++world.generation;
    world.exit(TaskId{7});
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*mounts, 5, large), text.substr(5)); // what was read stays
    QCOMPARE(readAt(*mounts, text.size(), large), std::string("EIO"));
    QCOMPARE(readAt(*mounts, 0, large), std::string("EIO"));
}

void SeqReadTest::exactFill()
{
    // A destination that is full with the rest of a record does not ask for what follows.
    int asked = 0;
    const auto text = std::make_shared<FileText>();
    for (const char c : {'a', 'b'}) {
        text->bytes += std::string(4, c);
        text->mark(static_cast<std::uint64_t>(c));
    }
    const SeqFile::Source source{.text
                                 = [&]() -> std::expected<std::shared_ptr<const FileText>, Errno> {
        ++asked;
        return text;
    }};
    SeqFile file;
    std::string out;
    QCOMPARE(file.read(0, 2, out, source).value(), 2U);
    QCOMPARE(asked, 1);
    QCOMPARE(file.read(2, 2, out, source).value(), 2U);
    QCOMPARE(asked, 1);
    QCOMPARE(file.read(4, 4, out, source).value(), 4U);
    QCOMPARE(asked, 2);
    QCOMPARE(file.read(8, 4, out, source).value(), 0U);
    QCOMPARE(asked, 3);
    QCOMPARE(out, std::string("aaaabbbb"));
}

void SeqReadTest::lastReadDecidesWhereNothingElseDoes()
{
    // A source that is good for ever, as that of /proc/filesystems: refreshed when a read goes
    // back.
    int version = 0;
    const SeqFile::Source source{.text
                                 = [&]() -> std::expected<std::shared_ptr<const FileText>, Errno> {
                                     auto text = std::make_shared<FileText>();
                                     for (const std::uint64_t handle : {1U, 2U}) {
                                         text->bytes += std::to_string(++version) + "\n";
                                         text->mark(handle);
                                     }
                                     return text;
                                 },
                                 .needsUpdateOnce = true};
    SeqFile file;
    std::string out;
    QCOMPARE(file.read(0, 100, out, source).value(), 4U);
    QCOMPARE(out, std::string("1\n2\n"));
    out.clear();
    QCOMPARE(file.read(2, 100, out, source).value(), 2U); // the last read began at 0
    QCOMPARE(out, std::string("2\n"));
    QCOMPARE(file.read(4, 100, out, source).value(), 0U);
    out.clear();
    QCOMPARE(file.read(0, 100, out, source).value(), 4U); // it began at 4
    QCOMPARE(out, std::string("3\n4\n"));
    out.clear();
    QCOMPARE(file.read(0, 100, out, source).value(), 4U);
    QCOMPARE(out, std::string("3\n4\n"));
}

void SeqReadTest::plainFilesAreMadeAnew()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto comm = *fs.walk("7/comm");
    QCOMPARE(readAt(*comm, 0, 3), std::string("wor"));
    ++world.generation;
    world.tasks[TaskId{7}].name = "another";
    world.tasks[TaskId{7}].generation = world.generation;
    fs.setRecords(world.publish());
    QCOMPARE(readAt(*comm, 3, large), std::string("ther\n")); // unlike a sequence file
}

void SeqReadTest::argumentsCap_data()
{
    QTest::addColumn<int>("rangeLength");
    QTest::addColumn<int>("readable"); // bytes that can be copied; -1: none
    QTest::addColumn<qulonglong>("offset");
    QTest::addColumn<QByteArray>("expected"); // or a number of bytes
    const auto row
        = [](const char* name, int range, int readable, qulonglong offset, const char* expected) {
              QTest::newRow(name) << range << readable << offset << QByteArray(expected);
          };
    row("short", 10, 10, 0, "10");
    row("from inside", 10, 10, 4, "6");
    row("at the end", 10, 10, 10, "0");
    row("a page at most", 5000, 5000, 0, "4096");
    row("rest of the page", 5000, 5000, 4000, "96");
    row("at the page's end", 5000, 5000, 4096, "0");
    row("behind the page", 5000, 5000, 4097, "0");
    row("partly readable", 100, 30, 0, "30");
    row("partly readable, from inside", 100, 30, 20, "10");
    row("behind what is readable", 100, 30, 30, "EFAULT");
    row("behind the range", 100, 30, 100, "0");
    row("nothing readable", 100, -1, 0, "EFAULT");
    row("nothing readable, behind the range", 100, -1, 100, "0");
    row("nothing readable, behind the page", 5000, -1, 4097, "0");
}

void SeqReadTest::argumentsCap()
{
    QFETCH(int, rangeLength);
    QFETCH(int, readable);
    QFETCH(qulonglong, offset);
    QFETCH(QByteArray, expected);
    auto world = fixture();
    auto& memory = world.memories[MemoryId{7}];
    MemoryText text{
        .start = 0x10000, .end = 0x10000 + static_cast<std::uint64_t>(rangeLength), .bytes = {}};
    if (readable >= 0)
        text.bytes = std::string(static_cast<std::size_t>(readable), 'x');
    memory.arguments = memory.environment = text;
    for (const auto* path : {"7/cmdline", "7/environ"}) {
        RecordFileSystem fs(world.publish(), {.dialect = Dialect::gvisor2018});
        const auto actual = readAt(**fs.walk(path), offset, large);
        const bool isCount = !expected.startsWith('E');
        QCOMPARE(isCount ? QByteArray::number(qulonglong(actual.size()))
                         : QByteArray::fromStdString(actual),
                 expected);
    }
}

QTEST_APPLESS_MAIN(SeqReadTest)
#include "tst_seqread.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <procfs/recordedtree.h>

#include <QTest>

#include <limits>

using namespace sandscope::procfs;

/// The file system over a recorded tree: what was seen, as it was seen.
class RecordedTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void descriptors();
    void lookups_data();
    void lookups();
    void listings();
    void files();
    void links_data();
    void links();
    void failures_data();
    void failures();
    void emptyTree();
    void contentIsReadLast();
};

namespace {

class Tree final : public RecordedTree
{
public:
    Generation generation() const override { return 5; }
    Dialect dialect() const override { return Dialect::linux_; }
    std::shared_ptr<const RecordedEntry> entry(std::string_view path) const override
    {
        read.emplace_back(path);
        const auto found = m_entries.find(path);
        return found == m_entries.end() ? nullptr : found->second;
    }
    std::shared_ptr<const RecordedEntry> withoutContent(std::string_view path) const override
    {
        const auto found = m_entries.find(path);
        if (found == m_entries.end())
            return nullptr;
        auto light = std::make_shared<RecordedEntry>(*found->second);
        light->text.reset();
        light->names.clear();
        return light;
    }
    mutable std::vector<std::string> read; ///< with their content

    RecordedEntry& add(std::string path, FileKind kind)
    {
        auto entry = std::make_shared<RecordedEntry>();
        entry->generation = 3;
        entry->attributes.kind = kind;
        entry->attributes.inode = 100 + m_entries.size();
        entry->listedAs = kind == FileKind::directory ? EntryType::directory
            : kind == FileKind::link                  ? EntryType::link
                                                      : EntryType::file;
        return *(m_entries[std::move(path)] = entry);
    }

private:
    std::map<std::string, std::shared_ptr<RecordedEntry>, std::less<>> m_entries;
};

std::shared_ptr<const FileText> text(std::string bytes)
{
    FileText value{.bytes = std::move(bytes), .marks = {}};
    value.mark(1);
    return std::make_shared<const FileText>(value);
}

std::shared_ptr<Tree> fixture()
{
    auto tree = std::make_shared<Tree>();
    tree->add("", FileKind::directory).names = {"self", "mounts", "circle", "7", "9", "odd"};
    tree->add("self", FileKind::link).target = "7";
    tree->add("mounts", FileKind::link).target = "self/mounts";
    tree->add("circle", FileKind::link).target = "circle";
    tree->add("7", FileKind::directory).names
        = {"status", "exe", "fd", "mem", "maps", "later", "mounts", "auxv"};
    tree->add("7/status", FileKind::regular).text = text("Name:\tx\n");
    tree->add("7/mounts", FileKind::regular).text = text("none / 9p rw 0 0\n");
    tree->add("7/exe", FileKind::link).target = "/bin/x";
    tree->add("7/fd", FileKind::directory).failure = Failure::of(Errno::access, "open");
    tree->add("7/mem", FileKind::regular).failure
        = Failure{Failure::Kind::notProvided, Errno::ok, {}};
    tree->add("7/maps", FileKind::regular).failure
        = Failure{Failure::Kind::notKept, Errno::ok, "read"};
    tree->add("7/auxv", FileKind::regular).failure = Failure::of(Errno::noProcess, "read");
    tree->add("7/hidden", FileKind::regular).listed = false;
    tree->add("7/gone", FileKind::regular).failure = Failure::of(Errno::noEntry, "lstat");
    tree->add("9", FileKind::link).failure = Failure::of(Errno::access, "readlink");
    tree->add("odd", FileKind::regular).listedAs = EntryType::other;
    return tree;
}

std::unique_ptr<FileSystem> fileSystem()
{
    return makeRecordedFileSystem(fixture());
}

}

void RecordedTreeTest::lookups_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* path, const char* expected) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(expected);
    };
    row("root", "", "ok");
    row("file", "7/status", "ok");
    row("reached by name only", "7/hidden", "ok");
    row("not among the known names", "8", "ENOENT");
    row("not among the known names of a directory", "7/nothing", "ENOENT");
    row("asked for and missing", "7/gone", "ENOENT");
    row("listed, but nothing known", "7/later", "notSampled");
    row("names not known", "7/fd/0", "notSampled");
    row("below a file", "7/status/x", "ENOTDIR");
    row("below a link", "self/status", "ENOTDIR");
    row("dot dot", "7/../7", "EINVAL");
}

void RecordedTreeTest::lookups()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    QCOMPARE(outcome(fileSystem()->walk(path.toStdString())), expected.toStdString());
}

void RecordedTreeTest::listings()
{
    const auto fs = fileSystem();
    QCOMPARE(fs->dialect(), Dialect::linux_);
    const auto root = fs->root();
    for (std::size_t count = 1; count < 10; ++count)
        QCOMPARE(listAll(*root, count, 0),
                 std::string(". .. self mounts circle 7 9 odd")); // in the order listed
    const auto listing = *root->readdir(2, 100);
    QCOMPARE(listing.entries[0].type, EntryType::link);
    QCOMPARE(listing.entries[3].type, EntryType::directory);
    QCOMPARE(listing.entries[5].type, EntryType::other); // as recorded, not as the mode says
    QCOMPARE(listing.entries[0].inode.value(), 101U);
    QCOMPARE(listing.entries[0].offset, 3);
    QCOMPARE(listing.nextOffset, 8);
    QVERIFY(listing.atEnd);
    const auto middle = *root->readdir(4, 2);
    QCOMPARE(middle.nextOffset, 6);
    QVERIFY(!middle.atEnd);
    const auto past = *root->readdir(50, 2);
    QVERIFY(past.entries.empty());
    QVERIFY(past.atEnd);
    // What is only named has no type and no number.
    const auto process = *(*fs->walk("7"))->readdir(0, 100);
    QCOMPARE(process.entries[1].inode, root->stat()->inode);
    QCOMPARE(process.entries[7].name, std::string("later"));
    QCOMPARE(process.entries[7].type, EntryType::unknown);
    QVERIFY(!process.entries[7].inode);
    QCOMPARE(outcome(root->readdir(-1, 5)), std::string("EINVAL"));
    QCOMPARE(outcome(root->readdir(0, 0)), std::string("EINVAL"));
    QCOMPARE(outcome((*fs->walk("7/status"))->readdir(0, 5)), std::string("ENOTDIR"));
}

void RecordedTreeTest::files()
{
    const auto fs = fileSystem();
    const auto status = *fs->walk("7/status");
    const auto tree = fixture();
    QCOMPARE(status->generation(), 3U);
    QCOMPARE(status->file(), procFile("status"));
    QVERIFY(!status->task());
    QCOMPARE(*status->stat(), tree->entry("7/status")->attributes);
    QVERIFY(!status->stat()->links); // unknown is not 0
    for (const std::size_t chunk : {1U, 3U, 100U})
        QCOMPARE(readAll(*status, chunk), std::string("Name:\tx\n"));
    std::string out;
    QCOMPARE(outcome(status->read(-1, 5, out)), std::string("EINVAL"));
    QCOMPARE(status->read(8, 5, out).value(), 0U);
    QCOMPARE(status->read(std::numeric_limits<std::int64_t>::max(), 5, out).value(), 0U);
    QVERIFY(out.empty());
    QCOMPARE(status->read(3, 2, out).value(), 2U);
    QCOMPARE(out, std::string("e:"));
    QCOMPARE((*status->content())->bytes, std::string("Name:\tx\n"));
    QCOMPARE((*status->open()).get(), status.get());
    QCOMPARE(outcome(status->readlink()), std::string("EINVAL"));
    QCOMPARE(outcome((*fs->walk("7"))->content()), std::string("EISDIR"));
}

void RecordedTreeTest::links_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("open");
    QTest::newRow("inside the tree") << QByteArray("self") << QByteArray("7") << QByteArray("ok");
    QTest::newRow("through another link, which walking does not follow")
        << QByteArray("mounts") << QByteArray("self/mounts") << QByteArray("ok");
    QTest::newRow("in a circle") << QByteArray("circle") << QByteArray("circle")
                                 << QByteArray("ELOOP");
    QTest::newRow("outside of the tree")
        << QByteArray("7/exe") << QByteArray("/bin/x") << QByteArray("notProvided");
    QTest::newRow("refused") << QByteArray("9") << QByteArray("EACCES") << QByteArray("EACCES");
}

void RecordedTreeTest::links()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, open);
    const auto fs = fileSystem();
    QCOMPARE(linkTarget(*fs, path.toStdString()), target.toStdString());
    const auto opened = (*fs->walk(path.toStdString()))->open();
    QCOMPARE(outcome(opened), open.toStdString());
    if (path == "mounts")
        QCOMPARE(readAll(**opened), std::string("none / 9p rw 0 0\n"));
    if (path == "self")
        QCOMPARE(outcome((*opened)->lookup("status")), std::string("ok"));
}

void RecordedTreeTest::failures_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("open");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("refused at open")
        << QByteArray("7/fd") << QByteArray("EACCES") << QByteArray("EISDIR");
    QTest::newRow("not read on purpose")
        << QByteArray("7/mem") << QByteArray("ok") << QByteArray("notProvided");
    QTest::newRow("not kept") << QByteArray("7/maps") << QByteArray("ok") << QByteArray("notKept");
    QTest::newRow("failed at read")
        << QByteArray("7/auxv") << QByteArray("ok") << QByteArray("ESRCH");
    QTest::newRow("known, but not its bytes")
        << QByteArray("7/hidden") << QByteArray("ok") << QByteArray("notSampled");
}

void RecordedTreeTest::failures()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, open);
    QFETCH(QByteArray, content);
    const auto fs = fileSystem();
    const auto node = *fs->walk(path.toStdString());
    QCOMPARE(outcome(node->stat()), std::string("ok"));
    QCOMPARE(outcome(node->open()), open.toStdString());
    QCOMPARE(outcome(node->content()), content.toStdString());
    std::string out;
    QCOMPARE(outcome(node->read(0, 10, out)), content.toStdString());
    if (node->kind() == FileKind::directory)
        QCOMPARE(outcome(node->readdir(0, 10)), open.toStdString());
}

void RecordedTreeTest::emptyTree()
{
    const auto fs = makeRecordedFileSystem(std::make_shared<Tree>());
    QCOMPARE(outcome(fs->root()->stat()), std::string("notSampled"));
    QCOMPARE(outcome(fs->root()->readdir(0, 10)), std::string("notSampled"));
    QCOMPARE(outcome(fs->walk("7")), std::string("notSampled"));
    QCOMPARE(fs->root()->generation(), 0U);
}

void RecordedTreeTest::descriptors()
{
    auto tree = std::make_shared<Tree>();
    for (const auto* directory : {"", "7", "7/net", "7/task", "7/task/9", "net"})
        tree->add(directory, FileKind::directory);
    const std::vector<std::pair<std::string, const ProcFile*>> files
        = {{"stat", procFile("stat", Scope::system)},
           {"uptime", procFile("uptime", Scope::system)},
           {"7/stat", procFile("stat")},
           {"7/task/9/stat", procFile("stat")},
           {"7/task/9/children", procFile("children")},
           {"7/children", nullptr}, // not there, whatever a damaged tree says
           {"7/net/snmp", procFile("snmp", Scope::net)},
           {"net/snmp", procFile("snmp", Scope::net)},
           {"7/snmp", nullptr},
           {"comm", nullptr},
           {"7/uptime", nullptr}};
    for (const auto& [path, file] : files)
        tree->add(path, FileKind::regular);
    const auto fs = makeRecordedFileSystem(tree);
    QVERIFY(procFile("stat", Scope::system) && procFile("stat", Scope::system) != procFile("stat"));
    for (const auto& [path, file] : files)
        QVERIFY2((*fs->walk(path))->file() == file, path.c_str());
}

void RecordedTreeTest::contentIsReadLast()
{
    const auto tree = fixture();
    tree->add("7/large", FileKind::regular).text = text("large");
    const auto fs = makeRecordedFileSystem(tree);
    const auto process = fs->root()->lookup("7");
    QVERIFY(process);
    const auto file = (*process)->lookup("large");
    QVERIFY(file && (*file)->stat() && (*file)->open());
    QCOMPARE((*file)->generation(), 3U);
    QVERIFY((*process)->lookup("exe").value()->readlink());
    QVERIFY(tree->read.empty()); // who only looks reads nothing
    std::string bytes;
    for (std::int64_t at = 0; at < 5; ++at)
        QVERIFY((*file)->read(at, 1, bytes));
    QCOMPARE(bytes, std::string("large"));
    QCOMPARE(tree->read, std::vector<std::string>{"7/large"}); // once
    QVERIFY((*process)->readdir(0, 100));
    QCOMPARE(tree->read[1], std::string("7"));
}

QTEST_APPLESS_MAIN(RecordedTreeTest)
#include "tst_recordedtree.moc"

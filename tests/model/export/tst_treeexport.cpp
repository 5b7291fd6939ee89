// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "../writtentree.h"

#include <model/export/treeexport.h>
#include <model/snapshot/snapshot.h>
#include <model/sources/readingtree.h>
#include <model/sources/sourcereader.h>
#include <procfs/dialect.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

using namespace sandscope;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;

/// A tree goes out and comes back the same.
class TreeExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scenarios_data();
    void scenarios();
    void captures_data();
    void captures();
    void plainTree();
    void filesOnDisk();
    void withheld();
    void hostileNames();
    void linksAreNotFollowed();
    void cancelled();
    void taken();
    void failingWriter();
    void tarIsTheSame();
};

namespace {

std::string toStd(const QString& path)
{
    return QFile::encodeName(path).toStdString();
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
}

/// A source at one moment.
struct Opened
{
    snapshot::SnapshotPtr snapshot;
    model::Capabilities can;
    std::unique_ptr<procfs::FileSystem> files;
};

/// At its end; of the scenario about threads, which ends without any, where it has most.
Opened open(const QString& name, std::optional<procfs::Dialect> dialect = {})
{
    model::Target target;
    if (name == QLatin1StringView("scenario:threads-share"))
        target = {.kind = model::Target::Kind::until, .expression = "status.Threads > 2"};
    Opened opened;
    auto reader = model::SourceReader::open(name);
    if (!reader)
        qFatal("the source cannot be named");
    const auto moment = reader->read(target, {});
    if (!moment)
        qFatal("%s", qPrintable(moment.error().explanation));
    opened.can = reader->capabilities();
    opened.snapshot = model::readingOnDemand(moment->snapshot, {}, true);
    snapshot::ViewOptions options;
    options.dialect = dialect.value_or(opened.can.dialect);
    options.repeatsProcesses = false;
    opened.files = snapshot::makeFileSystem(opened.snapshot, options, nullptr);
    return opened;
}

std::optional<model::ExportCounts> exportTo(const QString& folder, Opened& from, bool isMasked)
{
    auto writer = model::makeFolderWriter(toStd(folder), model::Owners::mine);
    if (!writer)
        return std::nullopt;
    const auto counts = model::exportTree(
        {.tree = *from.files, .recorded = from.snapshot->tree.get(), .isMasked = isMasked},
        **writer);
    if (!counts || !*counts || !(*writer)->finish())
        return std::nullopt;
    return *counts;
}

QByteArray words(const Failure& failure)
{
    // What was not there at all, an index says of lstat; what it has no word for is skipped.
    if (failure.kind != Failure::Kind::error)
        return "not known";
    return QByteArray::fromStdString(procfs::errnoName(failure.error));
}

/// Simulated kernels number their directories anew at each visit, and shuffle them by these
/// numbers.
enum class Inodes { compared, leftOut };

/// Everything that a tree says, a line for each entry, sorted.
void describe(procfs::Node& folder, const std::string& path, Inodes inodes, QByteArrayList& lines)
{
    auto listing = folder.readdir(0, std::size_t{1} << 20U);
    if (!listing) {
        lines.append(QByteArray::fromStdString(path) + " listing " + words(listing.error()));
        return;
    }
    std::set<std::string> seen{".", ".."};
    std::ranges::stable_sort(listing->entries, {}, &procfs::DirEntry::name);
    for (const procfs::DirEntry& entry : listing->entries) {
        if (!seen.insert(entry.name).second)
            continue;
        const std::string childPath = path.empty() ? entry.name : path + '/' + entry.name;
        QByteArray line = QByteArray::fromStdString(childPath) + ' '
            + QByteArray::number(static_cast<int>(entry.type));
        const auto node = folder.lookup(entry.name);
        if (!node) {
            lines.append(line + ' ' + words(node.error()));
            continue;
        }
        const FileKind kind = (*node)->kind();
        line += " kind " + QByteArray::number(static_cast<int>(kind));
        const auto attributes = (*node)->stat();
        const auto add = [&line](auto value) {
            line += value ? ' ' + QByteArray::number(*value) : QByteArray(" ?");
        };
        if (attributes) {
            add(attributes->permissions);
            add(attributes->links);
            add(attributes->uid);
            add(attributes->gid);
            add(attributes->size);
            if (inodes == Inodes::compared)
                add(attributes->inode);
        }
        if (kind == FileKind::link) {
            const auto target = (*node)->readlink();
            line += " -> " + (target ? QByteArray::fromStdString(*target) : words(target.error()));
        } else if (kind == FileKind::regular) {
            const auto opened = (*node)->open();
            const auto text = opened ? (*opened)->content() : std::unexpected(opened.error());
            line += ": "
                + (text ? QByteArray::fromStdString((*text)->bytes).toPercentEncoding()
                        : words(text.error()));
        }
        lines.append(line);
        if (kind == FileKind::directory)
            describe(**node, childPath, inodes, lines);
    }
}

QByteArrayList describe(Opened& opened, Inodes inodes = Inodes::compared)
{
    QByteArrayList lines;
    describe(*opened.files->root(), {}, inodes, lines);
    return lines;
}

void compare(const QByteArrayList& again, const QByteArrayList& before)
{
    for (qsizetype i = 0; i < std::min(again.size(), before.size()); ++i)
        QCOMPARE(again[i], before[i]);
    QCOMPARE(again.size(), before.size());
}

QStringList namesIn(const QString& folder)
{
    return QDir(folder).entryList(
        QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

/// A tree written by hand, as if it were a source.
Opened written(std::shared_ptr<test::WrittenTree> tree)
{
    Opened opened;
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->tree = std::move(tree);
    opened.snapshot = snapshot;
    opened.files = snapshot::makeFileSystem(opened.snapshot, {}, nullptr);
    return opened;
}

}

void TreeExportTest::scenarios_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("dialect");
    for (const char* const name : {"start", "fork-and-copy", "zombie-and-reaping", "threads-share",
                                   "namespaces", "shared-memory"}) {
        for (const procfs::Dialect dialect : procfs::allDialects)
            QTest::addRow("%s in %s", name, procfs::dialectName(dialect).data())
                << QStringLiteral("scenario:") + QLatin1StringView(name)
                << static_cast<int>(dialect);
    }
}

void TreeExportTest::scenarios()
{
    QFETCH(const QString, source);
    QFETCH(const int, dialect);
    const auto wanted = static_cast<procfs::Dialect>(dialect);
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("tree"));
    Opened before = open(source, wanted);
    const auto counts = exportTo(target, before, false);
    QVERIFY(counts);
    QVERIFY(counts->files > 20);
    QCOMPARE(counts->withheld, 0U);
    QCOMPARE(counts->unplaced, 0U);
    QCOMPARE(namesIn(folder.path()), QStringList{QStringLiteral("tree")});

    Opened again = open(QStringLiteral("proc:") + target);
    QCOMPARE(again.can.dialect, wanted);
    QVERIFY(!again.can.isLive);
    Opened fresh = open(source, wanted);
    compare(describe(again, Inodes::leftOut), describe(fresh, Inodes::leftOut));
}

void TreeExportTest::captures_data()
{
    QTest::addColumn<QString>("source");
    const QString captures = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures");
    for (const char* const name : {"zombie/gvisor-20221219-ptrace", "deadread/linux-aslr",
                                   "threads8/gvisor-20240729-systrap"})
        QTest::addRow("%s", name) << QStringLiteral("proc:") + captures + QLatin1Char('/')
                + QLatin1StringView(name);
}

void TreeExportTest::captures()
{
    QFETCH(const QString, source);
    const QTemporaryDir folder;
    Opened before = open(source);
    QVERIFY(exportTo(folder.filePath(QStringLiteral("tree")), before, false));
    Opened again = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("tree")));
    QCOMPARE(again.can.dialect, before.can.dialect);
    compare(describe(again), describe(before));

    // And once more: nothing is lost on the way.
    QVERIFY(exportTo(folder.filePath(QStringLiteral("twice")), again, false));
    Opened twice = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("twice")));
    compare(describe(twice), describe(before));
    QCOMPARE(bytesOf(folder.filePath(QStringLiteral("twice/proc.index.tsv"))),
             bytesOf(folder.filePath(QStringLiteral("tree/proc.index.tsv"))));
}

/// What is read only when it is asked for.
void TreeExportTest::plainTree()
{
    const QTemporaryDir folder;
    const QDir tree(folder.filePath(QStringLiteral("plain")));
    QVERIFY(tree.mkpath(QStringLiteral("7/fd")) && tree.mkpath(QStringLiteral("sys/kernel")));
    const auto put = [&tree](const char* path, const QByteArray& bytes) {
        QFile file(tree.filePath(QString::fromUtf8(path)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    };
    put("7/stat", "7 (a b) S 0 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
    put("7/cmdline", QByteArray("a b\0-x\0", 7));
    put("sys/kernel/pid_max", "4194304\n");
    put("uptime", "1.00 0.00\n");
    QVERIFY(QFile::link(QStringLiteral("pipe:[3]"), tree.filePath(QStringLiteral("7/fd/1"))));

    Opened before = open(QStringLiteral("proc:") + tree.path());
    const auto counts = exportTo(folder.filePath(QStringLiteral("tree")), before, false);
    QVERIFY(counts);
    QCOMPARE(counts->files, 4U);
    QCOMPARE(counts->links, 1U);
    Opened again = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("tree")));
    compare(describe(again), describe(before));
    QCOMPARE(bytesOf(folder.filePath(QStringLiteral("tree/7/stat"))),
             bytesOf(tree.filePath(QStringLiteral("7/stat"))));
}

void TreeExportTest::filesOnDisk()
{
    const QTemporaryDir folder;
    auto tree = std::make_shared<test::WrittenTree>();
    tree->directory("", {"7", "stat", "self"});
    tree->directory("7", {"stat", "mem", "exe", "root", "io"});
    tree->file("stat", "cpu\n");
    tree->link("self", "7");
    tree->file("7/stat", "7 (x)\n");
    tree->failing("7/mem", FileKind::regular, procfs::EntryType::file,
                  Failure::of(Errno::io, "read"));
    tree->failing("7/exe", FileKind::link, procfs::EntryType::link,
                  Failure::of(Errno::noEntry, "readlink"));
    tree->link("7/root", "/");
    tree->failing("7/io", FileKind::regular, procfs::EntryType::file,
                  Failure::of(Errno::access, "open"));
    Opened opened = written(tree);
    const auto counts = exportTo(folder.filePath(QStringLiteral("a")), opened, true);
    QVERIFY(counts);
    QCOMPARE(counts->unread, 3U);
    // What cannot be read is no empty file.
    QCOMPARE(namesIn(folder.filePath(QStringLiteral("a/7"))),
             (QStringList{QStringLiteral("root"), QStringLiteral("stat")}));
    QCOMPARE(QFileInfo(folder.filePath(QStringLiteral("a/7/root"))).symLinkTarget(),
             QStringLiteral("/"));
    const QByteArray index = bytesOf(folder.filePath(QStringLiteral("a/proc.index.tsv")));
    QVERIFY(index.contains("\terr\tread\tEIO\t"));
    QVERIFY(index.contains("\terr\topen\tEACCES\t"));
    QVERIFY(index.contains("\terr\treadlink\tENOENT\t"));
}

void TreeExportTest::withheld()
{
    const QTemporaryDir folder;
    Opened before = open(QStringLiteral("scenario:start"));
    const auto counts = exportTo(folder.filePath(QStringLiteral("a")), before, true);
    QVERIFY(counts && counts->withheld > 0);
    const QByteArray masked = bytesOf(folder.filePath(QStringLiteral("a/1/environ")));
    const auto whole = (*before.files->walk("1/environ"))->content();
    QVERIFY(whole);
    QCOMPARE(static_cast<std::size_t>(masked.size()), (*whole)->bytes.size());
    QVERIFY(masked.contains("=*"));
    QVERIFY(masked != QByteArray::fromStdString((*whole)->bytes));
    QVERIFY(bytesOf(folder.filePath(QStringLiteral("a/proc.index.tsv"))).contains("\twithheld\t"));

    // The mark stays when what was exported is exported, asked for or not.
    Opened again = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("a")));
    QVERIFY(again.snapshot->tree->entry("1/environ")->withheld);
    QVERIFY(!again.snapshot->tree->entry("1/stat")->withheld);
    const auto second = exportTo(folder.filePath(QStringLiteral("b")), again, false);
    QVERIFY(second);
    QCOMPARE(second->withheld, counts->withheld);
}

void TreeExportTest::hostileNames()
{
    const QTemporaryDir folder;
    auto tree = std::make_shared<test::WrittenTree>();
    const std::string tooLong(300, 'n');
    const std::vector<std::string> names
        = {"=a,b",  "-",         "a\n\tb\\",       "\xff\xfe",
           tooLong, "meta.json", "proc.index.tsv", "a b (deleted)"};
    tree->directory("", names);
    for (const std::string& name : names)
        tree->file(name, "text of " + name);
    Opened opened = written(tree);
    const auto counts = exportTo(folder.filePath(QStringLiteral("a")), opened, true);
    QVERIFY(counts);
    QCOMPARE(counts->files, names.size() - 3);
    QCOMPARE(counts->unplaced, 3U);
    QCOMPARE(namesIn(folder.path()), QStringList{QStringLiteral("a")});
    Opened again = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("a")));
    const auto root = again.snapshot->tree->entry("");
    QCOMPARE(root->names, names);
    for (const std::string& name : {names[0], names[1], names[2], names[3], names[7]}) {
        const auto entry = again.snapshot->tree->entry(name);
        QVERIFY(entry && entry->text);
        QCOMPARE(entry->text->bytes, "text of " + name);
    }
    QVERIFY(again.snapshot->tree->entry(tooLong)->failure);
    std::filesystem::remove_all(toStd(folder.filePath(QStringLiteral("a")))); // Qt cannot
}

void TreeExportTest::linksAreNotFollowed()
{
    const QTemporaryDir folder;
    const QString outside = folder.filePath(QStringLiteral("outside"));
    QVERIFY(QDir().mkdir(outside));
    auto tree = std::make_shared<test::WrittenTree>();
    // A link, and below its name a file: only one of the two can be true.
    tree->directory("", {"7", "9"});
    tree->link("7", toStd(outside));
    tree->file("7/stat", "nothing is written through a link");
    tree->directory("9", {"cwd"});
    tree->link("9/cwd", toStd(outside));
    Opened opened = written(tree);
    QVERIFY(exportTo(folder.filePath(QStringLiteral("a")), opened, true));
    QCOMPARE(namesIn(outside), QStringList());
    QVERIFY(QFileInfo(folder.filePath(QStringLiteral("a/7"))).isSymLink());

    // Nor is the target itself a link that is followed.
    QVERIFY(QFile::link(outside, folder.filePath(QStringLiteral("b"))));
    const auto writer
        = model::makeFolderWriter(toStd(folder.filePath(QStringLiteral("b"))), model::Owners::mine);
    QVERIFY(!writer);
    QCOMPARE(writer.error().kind, model::WriteProblem::Kind::exists);
}

void TreeExportTest::cancelled()
{
    const QTemporaryDir folder;
    Opened opened = open(QStringLiteral("scenario:start"));
    for (const bool isTar : {false, true}) {
        std::stop_source stop;
        int asked = 0;
        {
            const std::string path = toStd(folder.filePath(QStringLiteral("a")));
            auto writer = isTar ? model::makeTarWriter(path)
                                : model::makeFolderWriter(path, model::Owners::mine);
            if (!writer) {
                QCOMPARE(writer.error().kind, model::WriteProblem::Kind::notBuilt);
                continue;
            }
            QCOMPARE(namesIn(folder.path()).size(), 1); // it grows beside its place
            QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("a"))));
            const auto counts = model::exportTree({.tree = *opened.files,
                                                   .progress =
                                                       [&](const model::ExportCounts&) {
                                                           if (++asked == 3)
                                                               stop.request_stop();
                                                       },
                                                   .stop = stop.get_token()},
                                                  **writer);
            QVERIFY(counts && !*counts);
            QCOMPARE(asked, 3);
        }
        QCOMPARE(namesIn(folder.path()), QStringList());
    }
}

void TreeExportTest::taken()
{
    const QTemporaryDir folder;
    const QString target = folder.filePath(QStringLiteral("a"));
    Opened opened = open(QStringLiteral("scenario:start"));
    QVERIFY(QDir().mkdir(target)); // empty: may be taken
    QVERIFY(exportTo(target, opened, true));
    const QStringList before = namesIn(target);
    QVERIFY(before.size() > 3);
    QVERIFY(!exportTo(target, opened, true)); // not empty any more
    QCOMPARE(namesIn(target), before);
    QCOMPARE(namesIn(folder.path()), QStringList{QStringLiteral("a")});
    // With a slash, as a shell completes it.
    QVERIFY(!exportTo(target + QLatin1Char('/'), opened, true));
    QVERIFY(!exportTo(folder.filePath(QStringLiteral("none/such")), opened, true));

    // Filled by somebody else while it was being written.
    const QString late = folder.filePath(QStringLiteral("late"));
    {
        auto writer = model::makeFolderWriter(toStd(late), model::Owners::mine);
        QVERIFY(writer);
        QVERIFY(model::exportTree({.tree = *opened.files}, **writer));
        QVERIFY(QDir().mkpath(late + QStringLiteral("/theirs")));
        const auto done = (*writer)->finish();
        QVERIFY(!done);
        QCOMPARE(done.error().kind, model::WriteProblem::Kind::exists);
    }
    QCOMPARE(namesIn(late), QStringList{QStringLiteral("theirs")});
    QCOMPARE(namesIn(folder.path()), (QStringList{QStringLiteral("a"), QStringLiteral("late")}));
}

namespace {

/// A disk that is full after so many entries.
class FullDisk : public model::TreeWriter
{
public:
    int left = 0;

    model::Written<> enter(const std::string&, std::uint32_t, const model::Owner&) override
    {
        return take();
    }
    model::Written<> leave() override { return {}; }
    model::Written<> file(const std::string&, std::uint32_t, const model::Owner&,
                          std::string_view) override
    {
        return take();
    }
    model::Written<> link(const std::string&, const model::Owner&, const std::string&) override
    {
        return take();
    }
    model::Written<> finish() override { return {}; }

private:
    model::Written<> take()
    {
        if (left-- > 0)
            return {};
        return std::unexpected(model::WriteProblem{.step = "write", .path = "x", .error = ENOSPC});
    }
};

}

void TreeExportTest::failingWriter()
{
    Opened opened = open(QStringLiteral("scenario:start"));
    int count = 0;
    for (;; ++count) {
        FullDisk disk;
        disk.left = count;
        const auto done = model::exportTree({.tree = *opened.files}, disk);
        if (done)
            break;
        QCOMPARE(done.error().error, ENOSPC);
    }
    QVERIFY(count > 50); // each entry's failure ends it
}

void TreeExportTest::tarIsTheSame()
{
#ifndef SANDSCOPE_HAS_LIBARCHIVE
    QSKIP("this build has no libarchive");
#endif
    const QTemporaryDir folder;
    Opened opened = open(QStringLiteral("scenario:threads-share"));
    QByteArrayList archives;
    for (const char* const name : {"one.tar", "two.tar"}) {
        const QString path = folder.filePath(QLatin1StringView(name));
        auto writer = model::makeTarWriter(toStd(path));
        QVERIFY(writer);
        QVERIFY(model::exportTree({.tree = *opened.files}, **writer));
        QVERIFY((*writer)->finish());
        archives.append(bytesOf(path));
        QVERIFY(!model::makeTarWriter(toStd(path))); // it is there
    }
    QVERIFY(archives[0].size() > 10'000);
    QCOMPARE(archives[0], archives[1]);
    QCOMPARE(namesIn(folder.path()),
             (QStringList{QStringLiteral("one.tar"), QStringLiteral("two.tar")}));

    // Any tar unpacks it to what the folder has.
    QProcess tar;
    tar.setWorkingDirectory(folder.path());
    tar.start(QStringLiteral("tar"), {QStringLiteral("xf"), QStringLiteral("one.tar")});
    QVERIFY(tar.waitForFinished());
    QCOMPARE(tar.exitCode(), 0);
    QCOMPARE(tar.readAllStandardError(), QByteArray());
    QVERIFY(exportTo(folder.filePath(QStringLiteral("folder")), opened, true));
    Opened unpacked = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("proc")));
    Opened direct = open(QStringLiteral("proc:") + folder.filePath(QStringLiteral("folder")));
    compare(describe(unpacked), describe(direct));
}

QTEST_APPLESS_MAIN(TreeExportTest)
#include "tst_treeexport.moc"

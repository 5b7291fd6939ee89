// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/records/fileview.h>

#include <QSignalSpy>
#include <QTest>

#include <tests/model/writtentree.h>

using namespace sandscope;
using namespace sandscope::model;
using procfs::Errno;
using procfs::Failure;

namespace {

struct Sandbox
{
    kernel::Kernel kernel;
    procfs::TaskId init;
    std::shared_ptr<procfs::RecordCache> cache = std::make_shared<procfs::RecordCache>();
    FileView view;
    QSignalSpy changed{&view, &FileView::changed};

    Sandbox()
    {
        kernel::ProcessSpec spec;
        spec.executable = "/bin/init";
        init = kernel.createProcess(spec).value();
        view.setCache(cache);
    }
    void tick(const snapshot::ViewOptions& options = {})
    {
        view.setSnapshot(kernel.publish(), options);
        settle();
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !view.isBusy(); }, 20'000));
    }
};

FileContent failed(const QByteArray& path, Failure failure,
                   procfs::Dialect dialect = procfs::Dialect::gvisor2019)
{
    FileContent content;
    content.path = path;
    content.dialect = dialect;
    content.failure = std::move(failure);
    return content;
}

}

class FileViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOnlyWhatChanged()
    {
        Sandbox box;
        box.view.setPath("1/status");
        box.tick();
        QCOMPARE(box.changed.count(), 1);
        QCOMPARE(box.view.readCount(), 1U);
        QVERIFY(box.view.content());
        QVERIFY(box.view.content()->text->bytes.starts_with("Name:\tinit\n"));
        QCOMPARE(box.view.content()->task, box.init);
        const auto formatted = box.cache->formatCount();

        QVERIFY(box.kernel.advanceClock(std::chrono::seconds(1))); // another snapshot, nothing that
                                                                   // status has
        box.tick();
        QCOMPARE(box.changed.count(), 1);
        QCOMPARE(box.view.readCount(), 1U);
        QCOMPARE(box.cache->formatCount(), formatted);

        QVERIFY(box.kernel.setName(box.init, "other"));
        box.tick();
        QCOMPARE(box.changed.count(), 2);
        QVERIFY(box.view.content()->text->bytes.starts_with("Name:\tother\n"));
    }

    void stepsBack()
    {
        Sandbox box;
        box.view.setPath("1/comm");
        box.tick();
        const auto before = box.kernel.publish();
        QVERIFY(box.kernel.setName(box.init, "other"));
        box.tick();
        box.view.setSnapshot(before, {});
        box.settle();
        QCOMPARE(box.changed.count(), 3);
        QCOMPARE(box.view.content()->text->bytes, std::string("init\n"));
    }

    void hiddenViewsReadNothing()
    {
        Sandbox box;
        box.view.setActive(false);
        box.view.setPath("1/status");
        box.tick();
        QCOMPARE(box.view.readCount(), 0U);
        QCOMPARE(box.cache->formatCount(), 0U);
        QCOMPARE(box.view.content(), nullptr);
        QVERIFY(!box.view.isBusy());
        box.view.setActive(true);
        box.settle();
        QCOMPARE(box.view.readCount(), 1U);
        QCOMPARE(box.changed.count(), 1);
        box.view.setActive(false);
        box.view.setActive(true);
        box.settle();
        QCOMPARE(box.view.readCount(), 1U);
    }

    void anotherPath()
    {
        Sandbox box;
        box.view.setPath("1/status");
        box.tick();
        box.view.setPath("1/stat");
        QCOMPARE(box.view.content(), nullptr);
        box.view.setPath("1/comm"); // before the other was read
        box.settle();
        QCOMPARE(box.view.content()->path, QByteArray("1/comm"));
        for (const auto& arguments : box.changed)
            QVERIFY(arguments.first().value<FileContentPtr>()->path != "1/stat");
        const auto count = box.changed.count();
        box.view.setPath({});
        QCOMPARE(box.changed.count(), count + 1);
        QCOMPARE(box.changed.last().first().value<FileContentPtr>(), nullptr);
    }

    void anotherDialect()
    {
        Sandbox box;
        box.view.setPath("1/io");
        box.tick();
        QVERIFY(box.view.content()->text->bytes.starts_with("char: "));
        box.view.setPath("1/smaps");
        box.settle();
        QVERIFY(!box.view.content()->failure);
        box.tick({.dialect = procfs::Dialect::gvisor2018, .mount = {}, .reader = {}});
        QVERIFY(box.view.content()->failure);
        const auto text = failureText(*box.view.content());
        QVERIFY(text);
        QCOMPARE(text->heading, QStringLiteral("Not in gVisor 2018"));
        QCOMPARE(text->state, CellState::notProvided);
    }

    void whatItIsDecodedTo()
    {
        Sandbox box;
        const auto now = box.kernel.publish();
        const auto maps = readFile(now, {}, "1/maps", nullptr);
        QVERIFY(!maps->maps.empty());
        QVERIFY(maps->smaps.empty());
        const auto smaps = readFile(now, {}, "1/smaps", nullptr);
        QCOMPARE(smaps->smaps.size(), smaps->maps.size());
        QVERIFY(!smaps->smaps.empty());
        QVERIFY(!readFile(now, {}, "1/auxv", nullptr)->auxv.empty());
        QVERIFY(!readFile(now, {}, "1/stat", nullptr)->fields.empty());
        const auto link = readFile(now, {}, "1/exe", nullptr);
        QCOMPARE(link->kind, procfs::FileKind::link);
        QCOMPARE(link->text->bytes, std::string("/bin/init"));
        const auto folder = readFile(now, {}, "1", nullptr);
        QCOMPARE(folder->kind, procfs::FileKind::directory);
        QVERIFY(!folder->text && !folder->failure);
        QVERIFY(!failureText(*folder));
        QCOMPARE(readFile(now, {}, "99/stat", nullptr)->failure->error, Errno::noEntry);
    }

    void whatDoesNotParseIsKept()
    {
        test::WrittenTree tree;
        tree.directory("", {"7"});
        tree.directory("7", {"stat", "maps"});
        tree.file("7/stat", "7 (sh");
        tree.file("7/maps", "123456789abcdef01-2 r-xp 0 0:0 0\n");
        const auto now = snapshotOf(tree);
        const auto stat = readFile(now, {}, "7/stat", nullptr);
        QVERIFY(stat->parseError);
        QCOMPARE(stat->text->bytes, std::string("7 (sh"));
        const auto text = failureText(*stat);
        QCOMPARE(text->heading, QStringLiteral("Unexpected Text in /proc/7/stat"));
        QCOMPARE(text->state, CellState::failed);
        QVERIFY(text->explanation.contains(QStringLiteral("Raw")));
        const auto maps = readFile(now, {}, "7/maps", nullptr);
        QVERIFY(maps->parseError);
        QVERIFY(maps->maps.empty());
    }

    void sampledLater()
    {
        test::WrittenTree tree;
        tree.directory("", {"7"});
        tree.directory("7", {"stat"});
        FileView view;
        QSignalSpy changed(&view, &FileView::changed);
        const auto show = [&view](const test::WrittenTree& shown) {
            view.setSnapshot(snapshotOf(shown), {});
            QVERIFY(QTest::qWaitFor([&view] { return !view.isBusy(); }, 20'000));
        };
        view.setPath("7/stat");
        show(tree);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(failureText(*view.content())->state, CellState::notSampled);
        show(tree);
        QCOMPARE(changed.count(), 1); // still not
        test::WrittenTree next(tree);
        next.file("7/stat", "7 (sh) S 1\n");
        show(next);
        QCOMPARE(changed.count(), 2);
        QVERIFY(view.content()->text);
        show(test::WrittenTree(next));
        QCOMPARE(changed.count(), 2);
    }

    void words_data()
    {
        QTest::addColumn<FileContent>("content");
        QTest::addColumn<QString>("heading");
        QTest::addColumn<QString>("says");
        QTest::addColumn<CellState>("state");
        const auto row = [](const char* name, const FileContent& content, const char* heading,
                            const char* says, CellState state) {
            QTest::newRow(name) << content << QString::fromLatin1(heading)
                                << QString::fromLatin1(says) << state;
        };
        row("not permitted", failed("812/smaps", Failure::of(Errno::access, "open")),
            "Cannot Read /proc/812/smaps", "EACCES", CellState::notPermitted);
        row("process ended", failed("7/maps", Failure::of(Errno::noProcess, "read")),
            "The Process Has Ended", "ESRCH", CellState::gone);
        row("no such entry", failed("7/fd/9", Failure::of(Errno::noEntry)),
            "Nothing at /proc/7/fd/9", "ENOENT", CellState::gone);
        row("not in this dialect",
            failed("7/smaps", Failure::of(Errno::noEntry), procfs::Dialect::gvisor2018),
            "Not in gVisor 2018", "gVisor 2019", CellState::notProvided);
        row("another error", failed("7/mounts", Failure::of(Errno::io, "read")),
            "Cannot Read /proc/7/mounts", "EIO (read)", CellState::failed);
        row("not sampled",
            failed("7/stat", {.kind = Failure::Kind::notSampled, .error = {}, .step = {}}),
            "Not Sampled Yet", "refresh", CellState::notSampled);
        row("not kept", failed("7/mem", {.kind = Failure::Kind::notKept, .error = {}, .step = {}}),
            "Not Kept in This Recording", "/proc/7/mem", CellState::notProvided);
        row("not provided",
            failed("7/stat", {.kind = Failure::Kind::notProvided, .error = {}, .step = {}}),
            "Not Provided by This Source", "/proc/7/stat", CellState::notProvided);
        row("a hostile path", failed("7/\x1b<b>", Failure::of(Errno::access)),
            "Cannot Read /proc/7/\\x1b<b>", "EACCES", CellState::notPermitted);
    }

    void words()
    {
        QFETCH(FileContent, content);
        QFETCH(QString, heading);
        QFETCH(QString, says);
        QFETCH(CellState, state);
        const auto text = failureText(content);
        QVERIFY(text);
        QCOMPARE(text->heading, heading);
        QVERIFY2(text->explanation.contains(says), qPrintable(text->explanation));
        QCOMPARE(text->state, state);
        QVERIFY(text->explanation.endsWith(u'.'));
    }
};

QTEST_GUILESS_MAIN(FileViewTest)
#include "tst_fileview.moc"

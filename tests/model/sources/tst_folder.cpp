// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "temporaryproc.h"

#include <model/sources/folder.h>

#include <QTest>

#include <algorithm>

using namespace sandscope;
using model::Folder;
using procfs::Errno;
using procfs::Failure;
using Kind = procfs::Failure::Kind;

namespace {

constexpr std::size_t enough = std::size_t{1} << 20U;

Folder openFolder(const test::TemporaryProc& proc)
{
    auto folder = Folder::open(proc.path());
    if (!folder)
        qFatal("the test's own folder does not open");
    return *std::move(folder);
}

}

class FolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void open_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("error");
        QTest::newRow("missing") << QStringLiteral("none") << static_cast<int>(Errno::noEntry);
        QTest::newRow("a file") << QStringLiteral("file") << static_cast<int>(Errno::notDirectory);
        QTest::newRow("below a file")
            << QStringLiteral("file/x") << static_cast<int>(Errno::notDirectory);
        QTest::newRow("a link to itself")
            << QStringLiteral("loop") << static_cast<int>(Errno::loop);
    }
    void open()
    {
        QFETCH(QString, name);
        QFETCH(int, error);
        const test::TemporaryProc proc;
        proc.write("file", "x");
        proc.link("loop", "loop");
        const auto folder = Folder::open(proc.path() + '/' + name.toStdString());
        QVERIFY(!folder);
        QCOMPARE(static_cast<int>(folder.error().error), error);
        QCOMPARE(folder.error().step, std::string("open"));
    }

    void read_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("bytes"); ///< null: an error
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("error");
        const auto kind = [](Kind value) { return static_cast<int>(value); };
        const auto error = [](Errno value) { return static_cast<int>(value); };
        QTest::newRow("a file") << QByteArray("7/stat") << QByteArray("seven") << 0 << 0;
        QTest::newRow("an empty file") << QByteArray("7/empty") << QByteArray("") << 0 << 0;
        QTest::newRow("a name with a newline")
            << QByteArray("7/a\nb") << QByteArray("nl") << 0 << 0;
        QTest::newRow("missing") << QByteArray("7/x") << QByteArray() << kind(Kind::error)
                                 << error(Errno::noEntry);
        QTest::newRow("below a file") << QByteArray("7/stat/x") << QByteArray() << kind(Kind::error)
                                      << error(Errno::notDirectory);
        QTest::newRow("a directory")
            << QByteArray("7") << QByteArray() << kind(Kind::error) << error(Errno::isDirectory);
        QTest::newRow("a pipe without a writer")
            << QByteArray("7/pipe") << QByteArray() << kind(Kind::notProvided) << 0;
        QTest::newRow("a link to a file")
            << QByteArray("7/link") << QByteArray() << kind(Kind::error) << error(Errno::loop);
        QTest::newRow("through a link")
            << QByteArray("self/stat") << QByteArray() << kind(Kind::error) << -1;
        QTest::newRow("out of the folder")
            << QByteArray("../x") << QByteArray() << kind(Kind::error) << error(Errno::invalid);
        QTest::newRow("out from below") << QByteArray("7/../../x") << QByteArray()
                                        << kind(Kind::error) << error(Errno::invalid);
        QTest::newRow("an absolute path") << QByteArray("/etc/hostname") << QByteArray()
                                          << kind(Kind::error) << error(Errno::invalid);
        QTest::newRow("too long") << QByteArray("7/huge") << QByteArray() << kind(Kind::notKept)
                                  << 0;
    }
    void read()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, bytes);
        QFETCH(int, kind);
        QFETCH(int, error);
        const test::TemporaryProc proc;
        proc.write("7/stat", "seven");
        proc.write("7/empty", "");
        proc.write("7/a\nb", "nl");
        proc.makePipe("7/pipe");
        proc.link("stat", "7/link");
        proc.link("7", "self");
        proc.makeHole("7/huge", std::uintmax_t{1} << 40U);
        const Folder folder = openFolder(proc);
        const auto got = folder.read(path.toStdString(), enough, {});
        if (!bytes.isNull()) {
            QVERIFY(got);
            QCOMPARE(QByteArray::fromStdString(*got), bytes);
            return;
        }
        QVERIFY(!got);
        QCOMPARE(static_cast<int>(got.error().kind), kind);
        if (error >= 0) // how a link on the way is refused depends on the kernel
            QCOMPARE(static_cast<int>(got.error().error), error);
    }

    void aStoppedReadGivesUp()
    {
        const test::TemporaryProc proc;
        proc.makeHole("huge", std::uintmax_t{1} << 40U);
        std::stop_source stop;
        stop.request_stop();
        const auto got = openFolder(proc).read("huge", std::size_t{1} << 41U, stop.get_token());
        QVERIFY(!got);
        QCOMPARE(got.error().kind, Kind::notSampled);
    }

    void lookAtEveryKind()
    {
        const test::TemporaryProc proc;
        proc.write("file", "12345");
        proc.makeFolder("folder");
        proc.makePipe("pipe");
        proc.link("/nowhere/at all", "dangling");
        const Folder folder = openFolder(proc);
        QCOMPARE(folder.look("file").attributes.kind, procfs::FileKind::regular);
        QCOMPARE(folder.look("file").attributes.size, std::optional<std::uint64_t>(5));
        QCOMPARE(folder.look("folder").attributes.kind, procfs::FileKind::directory);
        QCOMPARE(folder.look("").attributes.kind, procfs::FileKind::directory);
        QVERIFY(folder.look("pipe").isOther);
        QCOMPARE(folder.look("dangling").target, std::string("/nowhere/at all"));
        QVERIFY(!folder.look("dangling").failure);
        QCOMPARE(folder.look("none").failure, std::optional(Failure::of(Errno::noEntry, "lstat")));
    }

    void listNamesAndDetails()
    {
        const test::TemporaryProc proc;
        proc.write("a", "1");
        proc.link("a", "l");
        proc.makeFolder("d");
        proc.write("with\nnewline", "");
        const Folder folder = openFolder(proc);
        auto plain = folder.list("", false, {});
        QVERIFY(plain);
        std::ranges::sort(*plain, {}, &model::Listed::name);
        QCOMPARE(plain->size(), std::size_t{4});
        QCOMPARE(plain->at(3).name, std::string("with\nnewline"));
        QVERIFY(!plain->at(0).seen);
        const auto detailed = folder.list("", true, {});
        QVERIFY(detailed);
        for (const model::Listed& listed : *detailed) {
            QVERIFY(listed.seen);
            if (listed.name == "l")
                QCOMPARE(listed.seen->target, std::string("a"));
        }
        QCOMPARE(folder.list("a", false, {}).error(), Failure::of(Errno::notDirectory, "open"));
        QCOMPARE(folder.list("l", false, {}).error().kind, Kind::error);
    }

    void aFolderThatGoesIsNoticed()
    {
        const test::TemporaryProc proc;
        proc.makeFolder("inner");
        const auto folder = Folder::open(proc.path() + "/inner");
        QVERIFY(folder && folder->isStillThere());
        proc.remove("inner");
        QVERIFY(!folder->isStillThere());
        proc.makeFolder("inner"); // another one under the same name
        QVERIFY(!folder->isStillThere());
    }

    void theHostsProcIsRecognized()
    {
        const auto folder = Folder::open("/proc");
        if (!folder)
            QSKIP("there is no /proc here");
        QVERIFY(folder->isProc());
        QCOMPARE(folder->read("kmsg", enough, {}).error().kind, Kind::notProvided);
        QCOMPARE(folder->read("1/mem", enough, {}).error().kind, Kind::notProvided);
        QVERIFY(!openFolder(test::TemporaryProc()).isProc());
    }
};

QTEST_GUILESS_MAIN(FolderTest)
#include "tst_folder.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::FdKind;

/// Open files and the descriptors that name them.
class DescriptorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLowestFreeNumber();
    void kinds();
    void duplicatesShareTheirPosition();
    void refusals_data();
    void refusals();
    void theLimit();
    void execClosesWhatItShould();
};

void DescriptorsTest::theLowestFreeNumber()
{
    Sandbox box;
    const auto open = [&] { return box.kernel.open(box.init, {"/x", 0, false, false}).value(); };
    QCOMPARE(open(), 3);
    QCOMPARE(open(), 4);
    QVERIFY(box.kernel.close(box.init, 1));
    QVERIFY(box.kernel.close(box.init, 3));
    QCOMPARE(open(), 1);
    QCOMPARE(open(), 3);
    QCOMPARE(box.kernel.dup2(box.init, 0, 9).value(), 9);
    QCOMPARE(open(), 5);
    const auto* table = box.table(box.init);
    QVERIFY(std::ranges::is_sorted(table->entries, {}, &procfs::FdEntry::fd));
}

void DescriptorsTest::kinds()
{
    Sandbox box;
    const FdPair pipe = box.kernel.pipe(box.init, true).value();
    const FdPair sockets = box.kernel.socketpair(box.init).value();
    const int event = box.kernel.eventfd(box.init).value();
    const auto entries = box.kernel.descriptors(box.init);
    const auto at = [&entries](int fd) { return entries[static_cast<std::size_t>(fd)]; };
    QVERIFY(at(pipe.first).kind == FdKind::pipe);
    QCOMPARE(at(pipe.first).number, at(pipe.second).number); // one pipe
    QVERIFY(at(pipe.first).closeOnExec);
    QCOMPARE(at(pipe.second).statusFlags, 1U);
    QVERIFY(at(sockets.first).number != at(sockets.second).number); // two sockets
    QCOMPARE(at(event).path, std::string("eventfd"));
    const FdPair another = box.kernel.pipe(box.init).value();
    QVERIFY(box.kernel.descriptors(box.init)[static_cast<std::size_t>(another.first)].number
            != at(pipe.first).number);
}

void DescriptorsTest::duplicatesShareTheirPosition()
{
    Sandbox box;
    const int fd = box.kernel.open(box.init, {"/x", 0, true, false}).value();
    const int copy = box.kernel.dup(box.init, fd).value();
    const TaskId child = box.fork(box.init);
    const int own = box.kernel.open(child, {"/x", 0, false, false}).value();
    const auto before = box.kernel.publish();
    QCOMPARE(box.kernel.seek(box.init, copy, 100).value(), 100ULL);
    QCOMPARE(box.kernel.seek(box.init, fd, -40, Whence::current).value(), 60ULL);
    const auto position = [&](TaskId task, int which) {
        return box.kernel.descriptors(task)[static_cast<std::size_t>(which)].position;
    };
    QCOMPARE(position(child, fd), 60ULL);
    QCOMPARE(position(child, own), 0ULL);
    QVERIFY(
        !box.kernel.descriptors(box.init)[static_cast<std::size_t>(copy)].closeOnExec); // not
                                                                                        // shared
    QCOMPARE(joined(changes(*before->records, *box.kernel.publish()->records)),
             QByteArray("fdtable 1, fdtable 2"));
    // What nobody else knows touches nobody else.
    const auto then = box.kernel.publish();
    QVERIFY(box.kernel.seek(child, own, 5));
    QCOMPARE(joined(changes(*then->records, *box.kernel.publish()->records)),
             QByteArray("fdtable 2"));
}

void DescriptorsTest::refusals_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<int>("fd");
    QTest::addColumn<QByteArray>("error");
    for (const char* call : {"close", "dup", "dup2", "seek", "cloexec"}) {
        QTest::addRow("%s of none", call) << QByteArray(call) << 50 << QByteArray("EBADF");
        QTest::addRow("%s of a negative", call) << QByteArray(call) << -1 << QByteArray("EBADF");
    }
    QTest::newRow("seek in a pipe") << QByteArray("seek") << 3 << QByteArray("ESPIPE");
    QTest::newRow("seek before the start") << QByteArray("back") << 5 << QByteArray("EINVAL");
    QTest::newRow("dup2 to a negative") << QByteArray("to") << 0 << QByteArray("EBADF");
    QTest::newRow("nameless") << QByteArray("open") << 0 << QByteArray("ENOENT");
}

void DescriptorsTest::refusals()
{
    QFETCH(QByteArray, call);
    QFETCH(int, fd);
    QFETCH(QByteArray, error);
    Sandbox box;
    QVERIFY(box.kernel.pipe(box.init));
    QVERIFY(box.kernel.open(box.init, {"/x", 0, false, false}));
    const auto result = failureOf(box.kernel, [&]() -> Result<void> {
        const auto plain
            = [](const auto& r) { return r ? Result<void>() : std::unexpected(r.error()); };
        if (call == "close")
            return box.kernel.close(box.init, fd);
        if (call == "dup")
            return plain(box.kernel.dup(box.init, fd));
        if (call == "dup2")
            return plain(box.kernel.dup2(box.init, fd, 7));
        if (call == "to")
            return plain(box.kernel.dup2(box.init, fd, -1));
        if (call == "cloexec")
            return box.kernel.setCloseOnExec(box.init, fd, true);
        if (call == "open")
            return plain(box.kernel.open(box.init, {"", 0, false, false}));
        return plain(box.kernel.seek(box.init, fd, call == "back" ? -1 : 1));
    });
    QCOMPARE(result, error);
}

void DescriptorsTest::theLimit()
{
    Sandbox box;
    QVERIFY(box.kernel.setLimit(box.init, Limit::openFiles, 4));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.pipe(box.init); }),
             QByteArray("EMFILE")); // both or none
    QVERIFY(box.kernel.dup(box.init, 0));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.dup(box.init, 0); }),
             QByteArray("EMFILE"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.dup2(box.init, 0, 4); }),
             QByteArray("EBADF"));
    QVERIFY(box.kernel.close(box.init, 0) && box.kernel.close(box.init, 2));
    QCOMPARE(box.kernel.pipe(box.init)->second, 2);
}

void DescriptorsTest::execClosesWhatItShould()
{
    Sandbox box;
    const TaskId child = box.kernel.clone(box.init, clone::files | 17).value();
    const int fd = box.kernel.open(child, {"/x", 0, true, false}).value();
    QCOMPARE(box.table(box.init)->entries.size(), 4U); // one table for both
    QVERIFY(box.kernel.exec(child, "/bin/sh", {"sh"}, {}));
    QCOMPARE(box.table(child)->entries.size(), 3U);
    QCOMPARE(box.table(box.init)->entries.back().fd, fd); // exec took a copy first
}

QTEST_APPLESS_MAIN(DescriptorsTest)
#include "tst_descriptors.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

using namespace sandscope;
using namespace sandscope::kernel;

/// What of a mapping is resident, and whose it is (facts 6.3 and 6.5).
class ResidentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smallAnonymousMemoryComesAtOnce();
    void largeMemoryComesInWindows();
    void filesComeWhole();
    void noAccessNothingResident();
    void discardKeepsRssOfPrivateMemory();
    void locking();
    void lockingRefusals();
    void lockingIsUnknownIn2018();
    void forkSharesUntilWritten();
    void writingCodeCopiesOnlyThePage();
    void theLastOwnerDoesNotCopy();
    void threadsShareOneMemory();
};

namespace {

const procfs::Access readOnly{true, false, false};
const procfs::Access readWrite{true, true, false};
const procfs::Access nothing{};

}

void ResidentTest::smallAnonymousMemoryComesAtOnce()
{
    Sandbox box;
    const std::uint64_t rss = box.memory(box.init)->rssBytes;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 2 * mebi}).value();
    QCOMPARE(box.memory(box.init)->rssBytes, rss + 2 * mebi);
    QCOMPARE(box.vma(box.init, at)->anonymousBytes, 2 * mebi);
    QVERIFY(box.kernel.mmap(box.init, {.length = 2 * mebi + 1}));
    QCOMPARE(box.memory(box.init)->rssBytes, rss + 2 * mebi);
}

void ResidentTest::largeMemoryComesInWindows()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 64 * mebi}).value();
    QCOMPARE(at % (2 * mebi), 0ULL); // aligned, being large
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    QVERIFY(box.kernel.touch(box.init, at + 5 * mebi, 1, false));
    QCOMPARE(box.vma(box.init, at)->rssBytes, 512 * page);
    QVERIFY(box.kernel.touch(box.init, at + 5 * mebi + page, 1, true)); // the same window
    QCOMPARE(box.vma(box.init, at)->rssBytes, 512 * page);
    QVERIFY(box.kernel.touch(box.init, at + 6 * mebi - 1, 2, true)); // over the edge of two
    QCOMPARE(box.vma(box.init, at)->rssBytes, 2 * 512 * page);
    QCOMPARE(failureOf(
                 box.kernel,
                 [&] { return box.kernel.touch(box.init, at + 64 * mebi - 1, 4096 * page, true); }),
             QByteArray("EFAULT"));
}

void ResidentTest::filesComeWhole()
{
    Sandbox box;
    MapRequest request{.length = 10 * mebi, .access = readOnly};
    request.file = FileRef{"/data", true, true, true};
    request.offset = 3 * page;
    const std::uint64_t at = box.kernel.mmap(box.init, request).value();
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    QVERIFY(box.kernel.touch(box.init, at + mebi, 1, false));
    const auto* vma = box.vma(box.init, at);
    QCOMPARE(vma->rssBytes, 10 * mebi);
    QCOMPARE(vma->anonymousBytes, 0ULL);
    QCOMPARE(vma->offset, 3 * page);
    QCOMPARE(vma->mapping->path, std::string("/data"));
    QVERIFY(vma->mapping->deleted && vma->mapping->kind == procfs::MappingKind::file);
    // A private copy is made where it is written, in the 2 MiB around.
    QVERIFY(box.kernel.mprotect(box.init, at, 10 * mebi, readWrite));
    QVERIFY(box.kernel.touch(box.init, at + 5 * mebi, 1, true));
    QCOMPARE(box.vma(box.init, at)->rssBytes, 10 * mebi);
    QCOMPARE(box.vma(box.init, at)->anonymousBytes, 2 * mebi);
    // Shared memory is written in place.
    request.shared = true;
    request.access = readWrite;
    const std::uint64_t shared = box.kernel.mmap(box.init, request).value();
    QVERIFY(box.kernel.touch(box.init, shared, 1, true));
    QCOMPARE(box.vma(box.init, shared)->rssBytes, 10 * mebi);
    QCOMPARE(box.vma(box.init, shared)->anonymousBytes, 0ULL);
}

void ResidentTest::noAccessNothingResident()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = mebi, .access = nothing}).value();
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.touch(box.init, at, 1, false); }),
             QByteArray("EFAULT"));
    // Written only is readable all the same, on this machine.
    const std::uint64_t only
        = box.kernel.mmap(box.init, {.length = page, .access = {false, true, false}}).value();
    QVERIFY(box.kernel.touch(box.init, only, 1, false));
    QVERIFY(!box.vma(box.init, only)->real.read && box.vma(box.init, only)->effective.read);
}

void ResidentTest::discardKeepsRssOfPrivateMemory()
{
    Sandbox box;
    const std::uint64_t own = box.kernel.mmap(box.init, {.length = mebi}).value();
    MapRequest request{.length = mebi, .shared = true};
    const std::uint64_t shared = box.kernel.mmap(box.init, request).value();
    QVERIFY(box.kernel.touch(box.init, shared, 1, true));
    const std::uint64_t rss = box.memory(box.init)->rssBytes;
    QVERIFY(box.kernel.discard(box.init, own, mebi));
    QCOMPARE(box.memory(box.init)->rssBytes, rss); // released, but RSS does not know
    QVERIFY(box.kernel.discard(box.init, shared, mebi / 2));
    QCOMPARE(box.memory(box.init)->rssBytes, rss - mebi / 2);
    // Memory that a child shares since fork goes from RSS, too.
    const TaskId child = box.fork(box.init);
    const std::uint64_t childRss = box.memory(child)->rssBytes;
    QVERIFY(box.kernel.discard(child, own, mebi));
    QCOMPARE(box.memory(child)->rssBytes, childRss - mebi);
    QVERIFY(box.kernel.discard(box.init, own, mebi)); // and now it has one owner again
    QCOMPARE(box.memory(box.init)->rssBytes, rss - mebi / 2);
    const auto fails = [&](std::uint64_t address, std::uint64_t length) {
        return failureOf(box.kernel, [&] { return box.kernel.discard(box.init, address, length); });
    };
    QCOMPARE(fails(own + 1, page), QByteArray("EINVAL"));
    QCOMPARE(fails(0x10000, page), QByteArray("ENOMEM"));
    QVERIFY(box.kernel.mlock(box.init, own, page));
    QCOMPARE(fails(own, mebi), QByteArray("EINVAL"));
}

void ResidentTest::locking()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 8 * mebi}).value();
    QVERIFY(box.kernel.mlock(box.init, at + mebi + 5, page)); // two pages, by rounding
    const auto* locked = box.vma(box.init, at + mebi);
    QVERIFY(locked && locked->lockMode == procfs::LockMode::eager);
    QCOMPARE(locked->end - locked->start, 2 * page);
    QVERIFY(locked->rssBytes > 0);
    QVERIFY(box.kernel.mlock(box.init, at, page, true));
    QVERIFY(box.vma(box.init, at)->lockMode == procfs::LockMode::lazy);
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    const TaskId child = box.fork(box.init);
    QCOMPARE(box.vma(child, at)->end, at + 8 * mebi); // locks are not inherited, so it is one area
                                                      // again
    QVERIFY(box.vma(child, at)->lockMode == procfs::LockMode::none);
    QVERIFY(box.kernel.munlock(box.init, at, 8 * mebi));
    QCOMPARE(box.vma(box.init, at)->end, at + 8 * mebi);
    const std::uint64_t eager
        = box.kernel.mmap(box.init, {.length = 8 * mebi, .locked = true}).value();
    QCOMPARE(box.vma(box.init, eager)->rssBytes, 8 * mebi);
}

void ResidentTest::lockingRefusals()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = mebi}).value();
    QVERIFY(box.kernel.setuid(box.init, 1000));
    const auto lock = [&](std::uint64_t length) {
        return failureOf(box.kernel, [&] { return box.kernel.mlock(box.init, at, length); });
    };
    QCOMPARE(lock(64 << 10), QByteArray("OK"));
    QCOMPARE(lock((64 << 10) + 1), QByteArray("ENOMEM")); // past RLIMIT_MEMLOCK
    QCOMPARE(failureOf(box.kernel,
                       [&] { return box.kernel.mmap(box.init, {.length = page, .locked = true}); }),
             QByteArray("EAGAIN"));
    QVERIFY(box.kernel.setLimit(box.init, Limit::lockedMemory, 0));
    QCOMPARE(lock(page), QByteArray("EPERM"));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.munlock(box.init, 0x10000, page); }),
             QByteArray("ENOMEM"));
}

void ResidentTest::lockingIsUnknownIn2018()
{
    Sandbox box({.behaviour = Behaviour::gvisor2018});
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = mebi, .locked = true}).value();
    QVERIFY(box.vma(box.init, at)->lockMode == procfs::LockMode::none);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mlock(box.init, at, page); }),
             QByteArray("ENOSYS"));
}

void ResidentTest::forkSharesUntilWritten()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 4 * mebi}).value();
    QVERIFY(box.kernel.touch(box.init, at, 4 * mebi, true));
    const auto before = box.kernel.publish();
    const TaskId child = box.fork(box.init);
    // The parent looks as it did; the child has the private pages alone.
    QCOMPARE(box.memory(box.init)->generation,
             before->records->memory(before->records->task(box.init)->memory)->generation);
    QVERIFY(box.memory(child)->rssBytes < box.memory(box.init)->rssBytes);
    QCOMPARE(box.vma(child, at)->rssBytes, 4 * mebi);
    for (const procfs::Vma& vma : *box.memory(child)->vmas)
        QCOMPARE(vma.rssBytes, vma.anonymousBytes);
    QVERIFY(!checkInvariants(box.kernel)); // counts the owners of pages again
    QVERIFY(box.kernel.touch(child, at, 1, true));
    QVERIFY(!checkInvariants(box.kernel));
    QCOMPARE(box.vma(child, at)->rssBytes, 4 * mebi); // a copy in its place
    // A page of a file that is private and not written stays with the file until it is.
    MapRequest request{.length = 4 * mebi};
    request.file = FileRef{"/data", false, true, true};
    const std::uint64_t file = box.kernel.mmap(box.init, request).value();
    QVERIFY(box.kernel.touch(box.init, file, 1, false));
    const TaskId second = box.fork(box.init);
    QCOMPARE(box.vma(second, file)->rssBytes, 0ULL);
    QVERIFY(box.kernel.touch(second, file, 1, true));
    QCOMPARE(box.vma(second, file)->rssBytes, 4 * mebi);
    QCOMPARE(box.vma(second, file)->anonymousBytes, 2 * mebi - file % (2 * mebi));
    QCOMPARE(box.vma(box.init, file)->anonymousBytes, 0ULL);
}

void ResidentTest::writingCodeCopiesOnlyThePage()
{
    Sandbox box;
    MapRequest request{.length = 4 * mebi, .access = {true, true, true}};
    request.file = FileRef{"/code", false, true, true};
    const std::uint64_t at = box.kernel.mmap(box.init, request).value();
    QVERIFY(box.kernel.touch(box.init, at + 9 * page, 1, true));
    QCOMPARE(box.vma(box.init, at)->anonymousBytes, page);
    QCOMPARE(box.vma(box.init, at)->rssBytes, 4 * mebi);
}

void ResidentTest::theLastOwnerDoesNotCopy()
{
    Sandbox box;
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = mebi}).value();
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.exitGroup(child, 0));
    const auto pages = [&] {
        const auto* memory = box.memory(box.init);
        return std::pair(memory->rssBytes, box.vma(box.init, at)->anonymousBytes);
    };
    const auto before = pages();
    QVERIFY(box.kernel.touch(box.init, at, mebi, true));
    QCOMPARE(pages(), before);
    QVERIFY(box.kernel.discard(box.init, at, mebi)); // single owner: RSS stays
    QCOMPARE(pages(), before);
    QVERIFY(!checkInvariants(box.kernel));
}

void ResidentTest::threadsShareOneMemory()
{
    Sandbox box;
    const TaskId thread = box.thread(box.init);
    QCOMPARE(box.memory(thread)->users, 2U);
    const std::uint64_t at = box.kernel.mmap(thread, {.length = page}).value();
    QVERIFY(box.kernel.touch(box.init, at, 1, true));
    QVERIFY(box.kernel.exit(thread, 0));
    QCOMPARE(box.memory(box.init)->users, 1U);
}

QTEST_APPLESS_MAIN(ResidentTest)
#include "tst_resident.moc"

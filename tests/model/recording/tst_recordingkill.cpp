// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "inventedmoments.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;
using recording::Problem;

/// A program that is killed while it records loses at most the moment that it was writing.
class RecordingKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killed();
};

namespace {

constexpr std::uint32_t tasks = 40;
constexpr const char* recordOption = "--record";
constexpr const char* keepOption = "--keep";

/// Records until it is killed, and tells each moment that is written.
int record(const char* path, bool isBounded)
{
    recording::Keep keep;
    if (isBounded)
        keep.age = std::chrono::seconds(60); // of 60 moments
    auto made = recording::Writer::create(path, keep);
    if (!made)
        return 1;
    (*made)->setFacts(test::inventedFacts());
    for (std::uint64_t number = 1;; ++number) {
        if (!(*made)->append(test::invented(number, tasks)))
            return 1;
        if (::write(STDOUT_FILENO, &number, sizeof number) != sizeof number)
            return 1;
    }
}

/// Answers the last moment that was told before the end came.
std::uint64_t recordAndKill(const std::string& path, bool isBounded, std::uint64_t microseconds)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return 0;
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl("/proc/self/exe", "recorder", recordOption, path.c_str(),
                isBounded ? keepOption : nullptr, nullptr);
        ::_exit(1);
    }
    ::close(ends[1]);
    // From the first moment on, so that it is not killed while it starts; sometimes also that.
    std::uint64_t last = 0;
    if (microseconds % 8 != 0)
        (void)!::read(ends[0], &last, sizeof last);
    ::usleep(static_cast<useconds_t>(microseconds));
    ::kill(child, SIGKILL);
    std::uint64_t next = 0;
    while (::read(ends[0], &next, sizeof next) == sizeof next)
        last = next;
    ::close(ends[0]);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) { }
    return last;
}

}

void RecordingKillTest::killed()
{
    constexpr int times = 200;
    std::mt19937_64 random(3);
    QTemporaryDir folder;
    std::uint64_t written = 0;
    for (int i = 0; i < times; ++i) {
        const std::string path = folder.filePath(QString::number(i)).toStdString();
        const bool isBounded = i % 4 == 0;
        const std::uint64_t told = recordAndKill(path, isBounded, random() % 40'000);
        auto reader = recording::Reader::open(path, {});
        if (!reader) {
            QVERIFY2(told == 0, reader.error().words.c_str());
            QVERIFY(reader.error().kind == Problem::Kind::isEmpty
                    || reader.error().kind == Problem::Kind::notFound);
            continue;
        }
        QCOMPARE((*reader)->damaged(), 0U);
        QVERIFY(!(*reader)->facts().isEnded);
        const std::size_t count = (*reader)->count();
        const auto last = (*reader)->load(count - 1);
        QVERIFY(last);
        const std::uint64_t number = last->snapshot->generation;
        QVERIFY2(number == told || number == told + 1,
                 qPrintable(QStringLiteral("%1 of %2").arg(number).arg(told)));
        QVERIFY(isBounded || count == number);
        for (const std::size_t at : {count - 1, std::size_t{0}, random() % count}) {
            const auto moment = (*reader)->load(at);
            QVERIFY(moment);
            QCOMPARE(test::difference(*moment, test::invented(number - (count - 1) + at, tasks)),
                     std::string());
        }
        written += number;
    }
    QVERIFY2(written > times / 2, qPrintable(QString::number(written)));
}

int main(int argc, char** argv)
{
    if (argc >= 3 && argv[1] == std::string_view(recordOption))
        return record(argv[2], argc > 3);
    const QCoreApplication application(argc, argv);
    RecordingKillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_recordingkill.moc"

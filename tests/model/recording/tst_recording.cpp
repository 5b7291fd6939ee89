// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "inventedmoments.h"

#include <model/recording/recordingstepper.h>
#include <model/stepping/navigator.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <thread>

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;
using recording::Problem;
using recording::Reader;
using recording::Writer;

/// What goes into a recording comes out of it.
class RecordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMomentComesBack();
    void textsAreStoredOnce();
    void keepsTheLastMinutes();
    void keepsSoManyBytes();
    void isReadWhileItIsWritten();
    void droppedWhileItIsRead();
    void droppedWhileItIsOpened();
    void generationsOfEntries();
    void namesAndFacts();
    void goesAlong();
    void whatIsThereStays();
    void refused_data();
    void refused();
    void readOnlyMedia();

private:
    [[nodiscard]] std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    QTemporaryDir m_folder;
};

namespace {

std::unique_ptr<Writer> writer(const std::string& path, std::uint64_t from, std::uint64_t to,
                               const recording::Keep& keep = {})
{
    auto made = Writer::create(path, keep);
    if (!made)
        return nullptr;
    (*made)->setFacts(test::inventedFacts());
    for (std::uint64_t number = from; number <= to; ++number) {
        if (!(*made)->append(test::invented(number)))
            return nullptr;
    }
    return *std::move(made);
}

std::string differenceAt(Reader& reader, std::size_t position, std::uint64_t number)
{
    const auto moment = reader.load(position);
    return moment ? test::difference(*moment, test::invented(number))
                  : "cannot be loaded: " + moment.error().words;
}

}

void RecordingTest::everyMomentComesBack()
{
    const std::string file = path("all");
    constexpr std::uint64_t count = 300;
    auto made = writer(file, 1, count);
    QVERIFY(made && made->finish());
    made.reset();
    QVERIFY(!QFileInfo::exists(QString::fromStdString(file + "-wal"))); // one plain file
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->count(), count);
    QCOMPARE((*reader)->damaged(), 0U);
    for (std::size_t at = 0; at < count; ++at)
        QCOMPARE(differenceAt(**reader, at, at + 1), std::string());
    std::mt19937_64 random(5);
    for (int i = 0; i < 200; ++i) {
        const std::size_t at = random() % count;
        QCOMPARE(differenceAt(**reader, at, at + 1), std::string());
    }
    QVERIFY(!(*reader)->load(count));
}

void RecordingTest::textsAreStoredOnce()
{
    const std::string file = path("once");
    const auto text
        = std::make_shared<const procfs::FileText>(procfs::FileText{std::string(100'000, 'x'), {}});
    auto made = Writer::create(file, {});
    QVERIFY(made);
    for (std::uint64_t number = 1; number <= 40; ++number) {
        auto content = test::invented(number, 3);
        for (int i = 0; i < 10; ++i) {
            auto entry = std::make_shared<procfs::RecordedEntry>();
            entry->attributes.size = number; // another entry, with the same text
            entry->text = text;
            content.entries["big" + std::to_string(i)] = std::move(entry);
        }
        QVERIFY((*made)->append(content));
    }
    QVERIFY((*made)->finish());
    QVERIFY((*made)->bytes() < 400'000);
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    const auto moment = (*reader)->load(39);
    QVERIFY(moment);
    QCOMPARE(moment->snapshot->tree->entry("big7")->text->bytes, text->bytes);
}

void RecordingTest::keepsTheLastMinutes()
{
    const std::string file = path("minutes");
    // A moment is a second.
    auto made = writer(file, 1, 1000, {.age = std::chrono::minutes(5), .bytes = {}});
    QVERIFY(made);
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    QVERIFY2((*reader)->count() >= 300, qPrintable(QString::number((*reader)->count())));
    QVERIFY2((*reader)->count() <= 300 + 300 / 4, qPrintable(QString::number((*reader)->count())));
    const auto first = 1000 - (*reader)->count() + 1;
    QCOMPARE(made->dropped(), static_cast<std::int64_t>(first) - 1);
    for (std::size_t at = 0; at < (*reader)->count(); ++at)
        QCOMPARE(differenceAt(**reader, at, first + at), std::string());
}

void RecordingTest::keepsSoManyBytes()
{
    const std::string file = path("bytes");
    constexpr std::uint64_t limit = 1 << 20;
    auto made = Writer::create(file, {.age = {}, .bytes = limit});
    QVERIFY(made);
    std::uint64_t largest = 0;
    for (std::uint64_t number = 1; number <= 1500; ++number) {
        QVERIFY((*made)->append(test::invented(number)));
        largest = std::max(largest, (*made)->bytes());
    }
    QVERIFY((*made)->dropped() > 0);
    QVERIFY2(largest < limit + limit / 2, qPrintable(QString::number(largest)));
    QVERIFY((*made)->finish());
    QVERIFY(QFileInfo(QString::fromStdString(file)).size() < qint64(2 * limit));
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    QVERIFY((*reader)->count() > 20);
    const auto first = 1500 - (*reader)->count() + 1;
    for (std::size_t at = 0; at < (*reader)->count(); at += 7)
        QCOMPARE(differenceAt(**reader, at, first + at), std::string());
}

void RecordingTest::isReadWhileItIsWritten()
{
    const std::string file = path("meanwhile");
    auto made = writer(file, 1, 3);
    QVERIFY(made);
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->count(), 3U);
    QVERIFY(!(*reader)->facts().isEnded);
    for (std::uint64_t number = 4; number <= 200; ++number) {
        QVERIFY(made->append(test::invented(number)));
        QVERIFY((*reader)->refresh({}));
        QCOMPARE((*reader)->count(), number);
        QCOMPARE(differenceAt(**reader, number - 1, number), std::string());
        QCOMPARE(differenceAt(**reader, number / 2, number / 2 + 1), std::string());
    }
    QVERIFY(made->finish());
    QCOMPARE(differenceAt(**reader, 100, 101), std::string());
}

void RecordingTest::droppedWhileItIsRead()
{
    const std::string file = path("dropped");
    auto made = writer(file, 1, 10, {.age = std::chrono::seconds(40), .bytes = {}});
    QVERIFY(made);
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    const auto kept = (*reader)->load(0);
    QVERIFY(kept);
    for (std::uint64_t number = 11; number <= 200; ++number)
        QVERIFY(made->append(test::invented(number)));
    const auto gone = (*reader)->load(5);
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, Problem::Kind::dropped);
    // What was shown stays, as far as it is not read from the file.
    QCOMPARE(kept->title, std::string("moment 1"));
    bool isGone = false;
    kept->snapshot->tree->forEach([&](const std::string&, const auto& entry) {
        isGone = isGone
            || (entry->failure && entry->failure->kind == procfs::Failure::Kind::notKept
                && entry->failure->step == "open");
    });
    QVERIFY(isGone);
    QVERIFY((*reader)->refresh({}));
    QCOMPARE(differenceAt(**reader, (*reader)->count() - 1, 200), std::string());
}

void RecordingTest::droppedWhileItIsOpened()
{
    const std::string file = path("flight");
    constexpr std::uint32_t size = 100;
    auto made = Writer::create(file, {.age = std::chrono::seconds(24), .bytes = {}});
    QVERIFY(made);
    (*made)->setFacts(test::inventedFacts());
    std::uint64_t number = 0;
    while (++number <= 60)
        QVERIFY((*made)->append(test::invented(number, size)));
    std::atomic<bool> isEnough = false, hasFailed = false;
    std::atomic<std::uint64_t> last = number;
    std::thread flight([&] {
        while (!isEnough && !hasFailed) {
            hasFailed = !(*made)->append(test::invented(number, size));
            last = ++number;
        }
    });
    std::size_t damaged = 0, opened = 0;
    // So often that some of what is found is dropped before it is looked at.
    for (std::uint64_t begun = last; (last < begun + 400 || opened <= 3) && !hasFailed;) {
        const auto reader = Reader::open(file, {});
        if (!reader)
            break;
        ++opened;
        damaged += (*reader)->damaged();
    }
    isEnough = true;
    flight.join();
    QVERIFY(!hasFailed);
    QVERIFY(opened > 3);
    QCOMPARE(damaged, 0U);
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    QCOMPARE((*reader)->damaged(), 0U);
}

void RecordingTest::generationsOfEntries()
{
    const std::string file = path("generations");
    auto made = Writer::create(file, {});
    QVERIFY(made);
    for (std::uint64_t number = 1; number <= 4; ++number) {
        auto content = test::invented(number, 3);
        auto entry = std::make_shared<procfs::RecordedEntry>();
        entry->generation = 0; // not told: when it differed last is
        entry->text = std::make_shared<const procfs::FileText>(
            procfs::FileText{number < 3 ? "before" : "after", {}});
        content.entries["file"] = std::move(entry);
        QVERIFY((*made)->append(content));
    }
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    const std::array<procfs::Generation, 4> wanted = {1, 1, 3, 3};
    for (std::size_t at = 0; at < wanted.size(); ++at)
        QCOMPARE((*reader)->load(at)->snapshot->tree->entry("file")->generation, wanted[at]);
}

void RecordingTest::namesAndFacts()
{
    const std::string file = path("a name with % ? # and \n ü");
    auto made = writer(file, 1, 2);
    QVERIFY(made);
    auto facts = test::inventedFacts();
    QVERIFY(made->finish());
    auto reader = Reader::open(file, {});
    QVERIFY(reader);
    facts.isEnded = true;
    QVERIFY((*reader)->facts() == facts);
    const auto moment = (*reader)->load(1);
    QVERIFY(moment);
    QCOMPARE(moment->snapshot->tree->dialect(), procfs::Dialect::gvisor2022);
    QCOMPARE(moment->snapshot->tree->dialectReasons().size(), 2U);
    // What was not recorded is not said to be absent.
    QCOMPARE(moment->snapshot->tree->unknown(), procfs::Failure::Kind::notKept);
}

void RecordingTest::goesAlong()
{
    const std::string file = path("along");
    auto made = writer(file, 1, 100);
    QVERIFY(made && made->finish());
    auto stepper = recording::RecordingStepper::open(file, {});
    QVERIFY(stepper);
    stepping::Navigator navigator(*std::move(stepper));
    QCOMPARE(navigator.stepCount(), 99U);
    QCOMPARE(navigator.simulated(), nullptr);
    using stepping::Arrival;
    QVERIFY(navigator.goTo(57) == Arrival::there);
    QCOMPARE(navigator.moment().title, std::string("moment 58"));
    QVERIFY(navigator.stepBack() == Arrival::there);
    QCOMPARE(navigator.moment().title, std::string("moment 57"));
    for (const procfs::Generation generation : {1U, 100U, 33U, 34U, 2U}) {
        QVERIFY(navigator.goToGeneration(generation) == Arrival::there);
        QCOMPARE(navigator.moment().snapshot->generation, generation);
    }
    QVERIFY(navigator.goToGeneration(101) == Arrival::notFound);
    QVERIFY(navigator.goToGeneration(0) == Arrival::notFound);
    const auto isFifty = [](const snapshot::Moment*, const snapshot::Moment& after) {
        return after.snapshot->generation == 50;
    };
    QVERIFY(navigator.goTo(90) == Arrival::there);
    QVERIFY(navigator.goToPrevious(isFifty) == Arrival::there);
    QCOMPARE(navigator.position(), 49U);
    QVERIFY(navigator.goTo(3) == Arrival::there);
    QVERIFY(navigator.goToNext(isFifty) == Arrival::there);
    QCOMPARE(navigator.position(), 49U);
    QVERIFY(navigator.goToNext(isFifty) == Arrival::notFound);
    const auto never = [](const snapshot::Moment*, const snapshot::Moment&) { return false; };
    QVERIFY(navigator.goToPrevious(never) == Arrival::notFound);
    QVERIFY(navigator.goTo(40) == Arrival::there);
    QVERIFY(navigator.goToNext(stepping::changeOf({3})) == Arrival::there);
    QCOMPARE(recording::timeOfDay(0), std::string("1970-01-01 00:00:00.000 UTC"));
}

void RecordingTest::whatIsThereStays()
{
    const std::string file = path("there");
    QFile there(QString::fromStdString(file));
    QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
    there.close();
    const auto refusedWriter = Writer::create(file, {});
    QVERIFY(!refusedWriter);
    QCOMPARE(refusedWriter.error().kind, Problem::Kind::exists);
    QVERIFY(there.open(QIODevice::ReadOnly));
    QCOMPARE(there.readAll(), QByteArray("mine"));
    QCOMPARE(Writer::create(path("no/such/folder"), {}).error().kind, Problem::Kind::notFound);
}

void RecordingTest::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const QByteArray& bytes, Problem::Kind kind) {
        QTest::newRow(name) << bytes << static_cast<int>(kind);
    };
    QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("whole")).toStdString();
    auto made = writer(file, 1, 3);
    QVERIFY(made && made->finish());
    QFile whole(QString::fromStdString(file));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    const auto patched = [&bytes](qsizetype at, char value) {
        QByteArray copy = bytes;
        copy[at] = value;
        return copy;
    };
    row("empty", {}, Problem::Kind::isEmpty);
    row("a text", "name: start\n", Problem::Kind::notARecording);
    row("another database", patched(68, 'x'), Problem::Kind::notARecording);
    row("of tomorrow", patched(63, 2), Problem::Kind::newer);
    row("of no version", patched(63, 0), Problem::Kind::damaged);
    row("half a header", bytes.first(50), Problem::Kind::damaged);
    row("a header alone", bytes.first(100), Problem::Kind::damaged);
    QByteArray zeroed = bytes;
    zeroed.replace(100, bytes.size() - 100, QByteArray(bytes.size() - 100, '\0'));
    row("nothing behind the header", zeroed, Problem::Kind::damaged);
    QByteArray otherTable = bytes;
    otherTable.replace("CREATE TABLE fact", "CREATE TABLE facs");
    row("other tables", otherTable, Problem::Kind::damaged);
}

void RecordingTest::refused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    const std::string name = path("refused");
    QFile file(QString::fromStdString(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const auto reader = Reader::open(name, {});
    QVERIFY(!reader);
    QVERIFY2(static_cast<int>(reader.error().kind) == kind,
             qPrintable(QStringLiteral("%1: %2")
                            .arg(static_cast<int>(reader.error().kind))
                            .arg(QString::fromStdString(reader.error().words))));
    QCOMPARE(Reader::open(path("none"), {}).error().kind, Problem::Kind::notFound);
    QCOMPARE(Reader::open(m_folder.path().toStdString(), {}).error().kind, Problem::Kind::notAFile);
}

void RecordingTest::readOnlyMedia()
{
    QDir(m_folder.path()).mkdir(QStringLiteral("media"));
    const QString folder = m_folder.filePath(QStringLiteral("media"));
    const std::string file = folder.toStdString() + "/recording";
    const std::string open = folder.toStdString() + "/open";
    auto made = writer(file, 1, 3);
    QVERIFY(made && made->finish());
    auto running = writer(open, 1, 3);
    QVERIFY(running);
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::ExeOwner));
    enum Outcome { asWished, writable, unread, other };
    // In a process of its own, which gives up what lets root write everywhere.
    const pid_t child = ::fork();
    if (child == 0) {
        __user_cap_header_struct head{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        __user_cap_data_struct none[2]{};
        if (::syscall(SYS_capset, &head, none) != 0)
            ::_exit(other);
        if (::access(folder.toLocal8Bit().constData(), W_OK) == 0
            || ::open((file + "-new").c_str(), O_CREAT | O_WRONLY, 0600) >= 0)
            ::_exit(writable);
        const auto reader = Reader::open(file, {});
        ::_exit(reader && (*reader)->count() == 3U ? asWished : unread);
    }
    int status = 0;
    QVERIFY(child > 0);
    QCOMPARE(::waitpid(child, &status, 0), child);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), int(asWished));
}

QTEST_GUILESS_MAIN(RecordingTest)
#include "tst_recording.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QTest>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

// Every allocation of the program is counted, with its size in front of it.
std::atomic<std::size_t> liveBytes = 0;
std::atomic<std::size_t> peakBytes = 0;
std::atomic<std::size_t> allocations = 0;
std::atomic<std::size_t> allocatedBytes = 0;

constexpr std::size_t header = alignof(std::max_align_t);

void* allocate(std::size_t size)
{
    void* const block = std::malloc(size + header);
    if (block == nullptr)
        throw std::bad_alloc();
    *static_cast<std::size_t*>(block) = size;
    const std::size_t live = liveBytes += size;
    if (live > peakBytes)
        peakBytes = live;
    ++allocations;
    allocatedBytes += size;
    return static_cast<std::byte*>(block) + header;
}

void release(void* pointer) noexcept
{
    if (pointer == nullptr)
        return;
    void* const block = static_cast<std::byte*>(pointer) - header;
    liveBytes -= *static_cast<std::size_t*>(block);
    std::free(block);
}

}

void* operator new(std::size_t size)
{
    return allocate(size);
}
void* operator new[](std::size_t size)
{
    return allocate(size);
}
void operator delete(void* pointer) noexcept
{
    release(pointer);
}
void operator delete[](void* pointer) noexcept
{
    release(pointer);
}
void operator delete(void* pointer, std::size_t) noexcept
{
    release(pointer);
}
void operator delete[](void* pointer, std::size_t) noexcept
{
    release(pointer);
}

/// Texts far longer than any kernel prints end in a result or a clear error, within memory in
/// proportion to their length. That takes no clock: allocations are counted.
class TestLarge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void memoryIsLinear_data();
    void memoryIsLinear();
    void lineOf64MiB_data();
    void lineOf64MiB();
    void tenMillionFields_data();
    void tenMillionFields();
    void smapsOf200MB();
};

namespace {

constexpr std::size_t MiB = std::size_t{1} << 20U;

/// Every descriptor with a parser, as a row named after it.
void eachFormat()
{
    QTest::addColumn<const ProcFile*>("file");
    for (const Scope scope : {Scope::task, Scope::system, Scope::net}) {
        for (const ProcFile* const file : procFiles(scope)) {
            const std::string name = (scope == Scope::task ? "" : "/") + std::string(file->name);
            if (file->reformat != nullptr)
                QTest::newRow(name.c_str()) << file;
        }
    }
}

/// A text of the file by the dialect that prints most.
std::string sample(const ProcFile& file)
{
    static const WorkerRecords records;
    if (file.render != nullptr) {
        for (const Dialect dialect : {Dialect::linux_, Dialect::gvisor2026}) {
            if (file.existsIn(dialect))
                return rendered(file, records.context(WorkerRecords::worker, dialect));
        }
    }
    return "pos:\t42\nflags:\t02100001\nmnt_id:\t30\nino:\t77\n"; // fdinfo, rendered by its
                                                                  // directory
}

std::string repeated(std::string_view piece, std::size_t size)
{
    std::string text;
    text.reserve(size + piece.size());
    while (!piece.empty() && text.size() < size)
        text += piece;
    return text;
}

struct Cost
{
    std::size_t peak = 0, allocations = 0, bytes = 0;
};

/// What a call takes above what is there.
template <class Call>
Cost costOf(Call call)
{
    const std::size_t live = liveBytes, count = allocations, bytes = allocatedBytes;
    peakBytes = live;
    call();
    return {peakBytes - live, allocations - count, allocatedBytes - bytes};
}

/// Room for a result, an index of it, and a vector on the point of growing.
constexpr std::size_t reformatFactor = 12;

/// Formats the text again and complains where that is neither a result nor an error about the text.
Cost reformatted(const ProcFile& file, const std::string& text)
{
    return costOf([&] {
        const auto result = file.reformat(text, Dialect::linux_);
        if (!result) {
            QVERIFY(result.error().offset <= text.size());
            QVERIFY(result.error().found.size() <= 40);
        } else {
            QVERIFY(result->unknownBytes <= result->bytes.size());
        }
    });
}

}

void TestLarge::memoryIsLinear_data()
{
    eachFormat();
}

void TestLarge::memoryIsLinear()
{
    QFETCH(const ProcFile*, file);
    // Whatever makes a vector grow once more counts for less in a longer text.
    constexpr std::size_t size = 200'000;
    for (const std::string& piece : {sample(*file), std::string("x"), std::string("0 "),
                                     std::string("a:\t1 kB\n"), std::string("\n")}) {
        const std::string start = sample(*file);
        const std::string once = start + repeated(piece, size);
        const std::string twice = start + repeated(piece, 2 * size);
        for (const bool decoding : {false, true}) {
            const auto cost = [&](const std::string& text) {
                return costOf([&] {
                    if (decoding)
                        (void)file->decode(text, Dialect::linux_);
                    else
                        (void)file->reformat(text, Dialect::linux_);
                });
            };
            const Cost one = cost(once), two = cost(twice);
            const QByteArray says = QByteArray(decoding ? "decode " : "reformat ")
                + QByteArray::fromStdString(piece.substr(0, 20)) + ": "
                + QByteArray::number(one.bytes) + " bytes in " + QByteArray::number(one.allocations)
                + ", then " + QByteArray::number(two.bytes) + " in "
                + QByteArray::number(two.allocations);
            QVERIFY2(two.allocations <= one.allocations * 5 / 2 + 100, says.constData());
            QVERIFY2(two.bytes <= one.bytes * 5 / 2 + 100'000, says.constData());
            // Each field of two bytes may become a Field with its texts.
            QVERIFY2(two.peak <= twice.size() * 240 + 100'000, says.constData());
        }
    }
}

void TestLarge::lineOf64MiB_data()
{
    eachFormat();
}

void TestLarge::lineOf64MiB()
{
    QFETCH(const ProcFile*, file);
    // The last word of the text goes on and on.
    std::string text = sample(*file);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    text.append(64 * MiB, 'x').append(1, '\n');
    const Cost cost = reformatted(*file, text);
    QVERIFY2(cost.peak <= 5 * text.size() + MiB, QByteArray::number(cost.peak).constData());
}

void TestLarge::tenMillionFields_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("arguments") << QByteArray("cmdline") << QByteArray() << QByteArray("a\0", 2);
    QTest::newRow("variables") << QByteArray("environ") << QByteArray() << QByteArray("a=\0", 3);
    QTest::newRow("pairs of the vector") << QByteArray("auxv") << QByteArray()
                                         << QByteArray("\6\0\0\0\0\0\0\0\0\20\0\0\0\0\0\0", 16);
    QTest::newRow("words of stat")
        << QByteArray("stat") << QByteArray("7 (worker) S 1 7 7 0 -1") << QByteArray(" 0");
    QTest::newRow("groups") << QByteArray(
        "status") << QByteArray("Name:\tworker\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nGroups:\t")
                            << QByteArray("0 ");
    QTest::newRow("unknown lines")
        << QByteArray("status")
        << QByteArray("Name:\tworker\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7")
        << QByteArray("\nX:");
    QTest::newRow("children") << QByteArray("children") << QByteArray() << QByteArray("7 ");
}

void TestLarge::tenMillionFields()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, field);
    const ProcFile* const file = procFile(name.toStdString());
    QVERIFY(file != nullptr && file->reformat != nullptr);
    constexpr std::size_t count = 10'000'000;
    std::string text = start.toStdString();
    text += repeated(field.toStdString(), count * static_cast<std::size_t>(field.size()));
    if (!field.endsWith('\0') || name == "status" || name == "stat")
        text += '\n';
    const Cost cost = reformatted(*file, text);
    // A field that is kept as a view or a number takes 16 bytes, while a vector grows 24 more.
    QVERIFY2(cost.peak <= reformatFactor * text.size() + count * 60,
             QByteArray::number(cost.peak).constData());
}

void TestLarge::smapsOf200MB()
{
    const ProcFile& file = *procFile("smaps");
    const std::string piece = sample(file);
    QVERIFY(piece.size() > 1000);
    const std::string text = repeated(piece, 200'000'000);
    std::size_t length = 0;
    const Cost cost = costOf([&] {
        const auto result = file.reformat(text, Dialect::linux_);
        QVERIFY2(result, result ? "" : describe(result.error()).c_str());
        length = result->bytes.size();
        QVERIFY(result->bytes == text);
    });
    QCOMPARE(length, text.size());
    QVERIFY2(cost.peak <= 4 * text.size(), QByteArray::number(cost.peak).constData());
}

QTEST_APPLESS_MAIN(TestLarge)
#include "tst_large.moc"

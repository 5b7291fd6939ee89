// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#include <QElapsedTimer>
#include <QTest>

#include <random>

#include <support/fakerecords.h>
#include <support/golden.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

/// Parsers meet damaged, endless and meaningless bytes. They may refuse them, and must do nothing
/// else.
class TestHostile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyPrefix_data();
    void everyPrefix();
    void damaged_data();
    void damaged();
    void noise_data();
    void noise();
    void costIsLinear_data();
    void costIsLinear();

private:
    void eachFormat();
};

namespace {

/// Whose text is damaged: 2019 where it has the file.
Dialect dialectOf(const ProcFile& file)
{
    for (const Dialect dialect : {Dialect::gvisor2019, Dialect::gvisor2026, Dialect::linux_}) {
        if (file.existsIn(dialect))
            return dialect;
    }
    return Dialect::gvisor2019;
}

std::string sample(const ProcFile& file)
{
    if (!file.render)
        return "pos:\t42\nflags:\t02100001\nmnt_id:\t30\nino:\t77\n";
    const WorkerRecords records;
    return rendered(file, records.context(WorkerRecords::worker, dialectOf(file)));
}

std::vector<const ProcFile*> parsedFiles()
{
    std::vector<const ProcFile*> files;
    for (const Scope scope : {Scope::task, Scope::system, Scope::net}) {
        for (const ProcFile* const file : procFiles(scope)) {
            if (file->reformat)
                files.push_back(file);
        }
    }
    return files;
}

/// Whatever is accepted must survive another turn unchanged; errors must point into the input.
void turn(const ProcFile& file, std::string_view bytes)
{
    const auto once = file.reformat(bytes, Dialect::gvisor2024);
    const auto fields = file.decode(bytes, Dialect::gvisor2024);
    QCOMPARE(fields.has_value(), once.has_value());
    if (!once) {
        QVERIFY(once.error().offset <= bytes.size());
        QVERIFY(once.error().found.size() <= 40);
        QVERIFY(describe(once.error()).find('\n') == std::string::npos);
        return;
    }
    const auto twice = file.reformat(once->bytes, Dialect::gvisor2024);
    QVERIFY2(twice, std::string(bytes).c_str());
    QCOMPARE(twice->bytes, once->bytes);
}

}

void TestHostile::eachFormat()
{
    QTest::addColumn<const ProcFile*>("file");
    for (const ProcFile* const file : parsedFiles()) {
        const std::string name = (file->scope == Scope::task ? "" : "/") + std::string(file->name);
        QTest::newRow(name.c_str()) << file;
    }
}

void TestHostile::everyPrefix_data()
{
    eachFormat();
}

void TestHostile::everyPrefix()
{
    QFETCH(const ProcFile*, file);
    const std::string bytes = sample(*file);
    for (std::size_t length = 0; length < std::min<std::size_t>(bytes.size(), 2000); ++length)
        turn(*file, std::string_view(bytes).substr(0, length));
}

void TestHostile::damaged_data()
{
    eachFormat();
}

void TestHostile::damaged()
{
    QFETCH(const ProcFile*, file);
    const std::string bytes = sample(*file);
    constexpr std::string_view likely("\0\n\t :-)(0x9f[]%\xff", 17);
    std::mt19937 random(1);
    for (int i = 0; i < 2000; ++i) {
        std::string copy = bytes;
        for (auto changes = 1 + random() % 3; changes != 0; --changes) {
            if (copy.empty())
                copy = "\n";
            const std::size_t at = random() % copy.size();
            switch (random() % 3) {
            case 0:
                copy[at] = likely[random() % likely.size()];
                break;
            case 1:
                copy.erase(at, 1 + random() % 20);
                break;
            default:
                copy.insert(at, copy.substr(random() % copy.size(), random() % 100));
                break;
            }
        }
        turn(*file, copy);
    }
}

void TestHostile::noise_data()
{
    eachFormat();
}

void TestHostile::noise()
{
    QFETCH(const ProcFile*, file);
    std::mt19937 random(2);
    for (int i = 0; i < 500; ++i) {
        std::string bytes(random() % 300, '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random());
        turn(*file, bytes);
    }
}

void TestHostile::costIsLinear_data()
{
    eachFormat();
}

void TestHostile::costIsLinear()
{
    // A megabyte of one thing over and over: anything quadratic would run for minutes.
    QFETCH(const ProcFile*, file);
    constexpr std::size_t size = 1'000'000;
    const std::string text = sample(*file);
    for (const std::string& piece :
         {std::string("\n"), std::string(" "), std::string("0"), std::string("a:\t\n"),
          std::string("x\n"), std::string(")"), text}) {
        if (piece.empty())
            continue; // a sample may be
        std::string bytes = text;
        while (bytes.size() < size)
            bytes += piece;
        QElapsedTimer timer;
        timer.start();
        (void)file->reformat(bytes, Dialect::gvisor2024);
        QVERIFY2(timer.elapsed() < 20'000, piece.substr(0, 20).c_str());
    }
}

QTEST_APPLESS_MAIN(TestHostile)
#include "tst_hostile.moc"

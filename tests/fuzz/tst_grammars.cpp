// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/recordedtree.h>

#include <QTest>

#include <algorithm>
#include <map>

#include <fuzz/grammars.h>
#include <fuzz/laws.h>
#include <fuzz/samples.h>

using namespace sandscope;
using namespace sandscope::procfs;

/// What the fuzz targets try, tried once with every sample there is: in each build, without a
/// fuzzer.
class TestGrammars : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyParserBelongsToOne();
    void eachHasAProgram();
    void inputsGoThereAndBack();
    void lawsCanBeBroken();
    void samplesBreakNoLaw_data();
    void samplesBreakNoLaw();
    void indexesBreakNoLaw();
    void indexStandsForTooMuch();
};

void TestGrammars::everyParserBelongsToOne()
{
    std::map<const ProcFile*, int> memberships;
    for (const auto& grammar : fuzz::grammars()) {
        QVERIFY(!grammar.files.empty());
        QCOMPARE(fuzz::grammar(grammar.name), &grammar);
        for (const ProcFile* const file : grammar.files)
            ++memberships[file];
    }
    std::size_t parsers = 0;
    for (const Scope scope : {Scope::task, Scope::system, Scope::net}) {
        for (const ProcFile* const file : procFiles(scope)) {
            const std::string name(file->name);
            QVERIFY2((file->decode == nullptr) == (file->reformat == nullptr), name.c_str());
            const auto found = memberships.find(file);
            QVERIFY2(found == memberships.end() || found->second == 1, name.c_str());
            QVERIFY2((found != memberships.end()) == (file->reformat != nullptr), name.c_str());
            parsers += file->reformat != nullptr ? 1 : 0;
        }
    }
    QVERIFY(parsers >= 15);
}

void TestGrammars::eachHasAProgram()
{
    QStringList names;
    for (const auto& grammar : fuzz::grammars())
        names << QString::fromUtf8(grammar.name.data(), qsizetype(grammar.name.size()));
    names.sort();
    QCOMPARE(names.join(u' '), QStringLiteral(SANDSCOPE_FUZZ_GRAMMARS));
}

void TestGrammars::inputsGoThereAndBack()
{
    for (const auto& grammar : fuzz::grammars()) {
        for (const ProcFile* const file : grammar.files) {
            for (const Dialect dialect : allDialects) {
                const auto input = fuzz::inputOf(grammar, {file, dialect, "text"});
                const auto trial = fuzz::trialOf(grammar, input);
                QVERIFY(trial);
                QCOMPARE(trial->file, file);
                QCOMPARE(trial->dialect, dialect);
                QCOMPARE(trial->bytes, "text");
            }
        }
        QVERIFY(!fuzz::trialOf(grammar, "x"));
    }
}

void TestGrammars::lawsCanBeBroken()
{
    // Otherwise a fuzzer could run forever and find nothing.
    const auto refuse = [](std::string_view bytes, Dialect) -> Parsed<Reformatted> {
        return std::unexpected(ParseError{ParseErrorCode::badField, bytes.size() + 1, {}});
    };
    const auto refuseFields = [](std::string_view bytes, Dialect) -> Parsed<Fields> {
        return std::unexpected(ParseError{ParseErrorCode::badField, bytes.size() + 1, {}});
    };
    const auto noFields = [](std::string_view, Dialect) -> Parsed<Fields> { return Fields{}; };
    const auto grow = [](std::string_view bytes, Dialect) -> Parsed<Reformatted> {
        return Reformatted(std::string(bytes) + '\n');
    };
    const auto keep = [](std::string_view bytes, Dialect) -> Parsed<Reformatted> {
        return Reformatted(std::string(bytes));
    };
    const auto wholeText = [](std::string_view bytes, Dialect) -> Parsed<Fields> {
        return Fields{Field{"text", std::string(bytes), nullptr}};
    };
    const auto change = [](std::string_view bytes, Dialect) -> Parsed<Reformatted> {
        std::string out(bytes);
        std::ranges::replace(out, 't', 'u');
        return Reformatted(std::move(out));
    };
    const auto broken = [](auto decode, auto reformat) {
        const ProcFile file{.name = "broken", .decode = decode, .reformat = reformat};
        return fuzz::brokenLaw(file, Dialect::linux_, "a text");
    };
    QVERIFY(broken(+noFields, +refuse).starts_with("decode takes it"));
    QVERIFY(broken(+refuseFields, +keep).starts_with("reformat takes it"));
    QVERIFY(broken(+refuseFields, +refuse).starts_with("reformat: the error's offset 7"));
    QCOMPARE(broken(+noFields, +grow), "its own output changes");
    QVERIFY(broken(+wholeText, +change).starts_with("reformatting changes what it says"));
    QCOMPARE(broken(+wholeText, +keep), "");
}

void TestGrammars::samplesBreakNoLaw_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const auto& grammar : fuzz::grammars())
        QTest::newRow(std::string(grammar.name).c_str())
            << QByteArray(grammar.name.data(), qsizetype(grammar.name.size()));
}

void TestGrammars::samplesBreakNoLaw()
{
    QFETCH(QByteArray, name);
    const auto* const grammar = fuzz::grammar(name.toStdString());
    std::size_t tried = 0;
    for (const auto& sample : fuzz::samplesIn(SANDSCOPE_TEST_DATA)) {
        if (fuzz::grammarOf(*sample.file) != grammar)
            continue;
        const auto broken = fuzz::brokenLaw(*sample.file, sample.dialect, sample.bytes);
        QVERIFY2(broken.empty(), (sample.path.string() + ": " + broken).c_str());
        ++tried;
    }
    QVERIFY(tried > 0);
}

void TestGrammars::indexesBreakNoLaw()
{
    std::size_t tried = 0;
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(SANDSCOPE_TEST_DATA) / "index")) {
        if (entry.path().extension() != ".tsv")
            continue;
        const auto broken = fuzz::brokenCaptureLaw(fuzz::bytesOf(entry.path()));
        QVERIFY2(broken.empty(), (entry.path().string() + ": " + broken).c_str());
        ++tried;
    }
    QVERIFY(tried > 0);
    for (const std::string_view name :
         {"", "ENOENT", "E123", "E005", "gvisor-2019", "7/status", "a\nb"})
        QCOMPARE(fuzz::brokenNameLaw(name), "");
}

void TestGrammars::indexStandsForTooMuch()
{
    // Each row of a task stood for as many as its process has names: memory grew with the square.
    std::string index = "path\ttype\tdtype\tmode\tnlink\tuid\tgid\tsize\tino\tresult\tstep\terrno\t"
                        "bytes\tcontent\n";
    const auto addRow = [&](const std::string& path, char type, const std::string& content) {
        index += path + '\t' + type + "\tf\t-\t-\t-\t-\t-\t-\tok\t-\t-\t-\t" + content + '\n';
    };
    std::string names;
    for (int i = 0; i < 1000; ++i) {
        names += (i == 0 ? "" : ",") + ("n" + std::to_string(i));
        addRow("7/n" + std::to_string(i), 'L', "x");
    }
    addRow("7", 'D', names);
    QVERIFY(parseCaptureIndex(index));
    const std::size_t length = index.size();
    for (int i = 0; index.size() < 3 * length; ++i)
        addRow("7/task/" + std::to_string(i), 'D', "=7");
    const auto rows = parseCaptureIndex(index);
    QVERIFY(!rows);
    QCOMPARE(rows.error().code, ParseErrorCode::tooLong);
}

QTEST_APPLESS_MAIN(TestGrammars)
#include "tst_grammars.moc"

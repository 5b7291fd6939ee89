// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/truth.h>
#include <procfs/truthcheck.h>

#include <QTest>

#include <algorithm>

using namespace sandscope::procfs;

/// Whether a field table that says too much is caught.
class TestTruthCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void sightings();
    void neverSeen();
    void countsTextsAndValues();
    void filesWithoutParser();
    void memoryIsBounded();
    void ordered();
};

namespace {

using Kind = TruthViolation::Kind;

constexpr FieldDoc table[] = {
    {.name = "count", .unit = "", .meaning = "A number.", .truth = truths("MMMMMM")},
    {.name = "zero",
     .unit = "kB",
     .meaning = "Nothing.",
     .truth = truths("CCCCCM"),
     .constant = "0"},
    {.name = "empty", .unit = "", .meaning = "Nothing at all.", .truth = truths("CCCCCM")},
    {.name = "late", .unit = "", .meaning = "A newcomer.", .truth = truths("--MMMM")},
    {.name = "new", .unit = "", .meaning = "Was old.", .truth = truths("RRRRMM")},
    {.name = "guess", .unit = "", .meaning = "Whatever.", .truth = truths("??DDDD")},
};

// "name=value" in each line; old is an old name of new; a line without "=" is an error.
Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    Fields fields;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        const std::string_view line = bytes.substr(at, end - at);
        const std::size_t sign = line.find('=');
        if (sign == std::string_view::npos)
            return std::unexpected(
                ParseError{ParseErrorCode::badField, at, std::string(line.substr(0, 40))});
        const std::string_view name = line.substr(0, sign);
        fields.push_back({std::string(name), std::string(line.substr(sign + 1)),
                          findDoc(table, name == "old" ? "new" : name)});
        at = end + 1;
    }
    return fields;
}

constexpr ProcFile sample{.name = "sample",
                          .modes = {0444, 0444, 0444, 0444, 0444, 0},
                          .decode = decode,
                          .fields = table};
constexpr ProcFile another{.name = "another", .modes = {0444, 0444, 0444, 0444, 0444, 0444}};

QByteArray verdict(const TruthCheck& check)
{
    QByteArray result;
    for (const TruthViolation& violation : check.violations())
        result += QByteArray::fromStdString(describe(violation)) + '\n';
    return result.trimmed();
}

}

void TestTruthCheck::verdicts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("verdict");
    const auto row = [](const char* name, const char* text, Dialect dialect, const char* verdict) {
        QTest::newRow(name) << QByteArray(text) << static_cast<int>(dialect) << QByteArray(verdict);
    };
    using enum Dialect;
    row("nothing", "", gvisor2019, "");
    row("as the table says", "count=5\nzero=0\nempty=\nold=1\n", gvisor2019, "");
    row("a constant with its unit", "zero=0 kB\n", gvisor2019, "");
    row("a constant with another unit", "zero=0 MB\n", gvisor2019,
        "The table of \"sample\" says that \"zero\" is always \"0\" in gvisor-2019, and there it "
        "is \"0 MB\" (here).");
    row("no constant", "zero=1\nzero=2\n", gvisor2019,
        "The table of \"sample\" says that \"zero\" is always \"0\" in gvisor-2019, and there it "
        "is \"1\" (here), 2 times.");
    row("not even empty", "empty=\n empty=\nempty=1\n", gvisor2019,
        "The table of \"sample\" has no row for \" empty\", which gvisor-2019 prints with the "
        "value \"\" (here).\n"
        "The table of \"sample\" says that \"empty\" is always \"\" in gvisor-2019, and there it "
        "is \"1\" (here).");
    row("absent", "late=\n", gvisor2019,
        "The table of \"sample\" says that gvisor-2019 has no \"late\", and there it is with the "
        "value \"\" (here).");
    row("absent no longer", "late=\n", gvisor2022, "");
    row("under the new name", "new=1\n", gvisor2024,
        "The table of \"sample\" says that gvisor-2024 prints \"new\" under another name, and "
        "there it is with the value \"1\" (here).");
    row("under the new name, later", "new=1\n", gvisor2026, "");
    row("unknown to the table", "other=a\"b\n", gvisor2026,
        "The table of \"sample\" has no row for \"other\", which gvisor-2026 prints with the "
        "value \"a\\\"b\" (here).");
    row("what nobody knows may be", "guess=1\nguess=2\n", gvisor2018, "");
    row("no text of that file", "count\n", gvisor2018,
        "A text of \"sample\" in gvisor-2018 cannot be read: A field is missing or has an "
        "impossible form, at byte 0: \"count\" (here).");
    row("no such file", "count=1\n", linux_,
        "There is a text of \"sample\", which linux is said not to have (here).");
}

void TestTruthCheck::verdicts()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, dialect);
    TruthCheck check;
    check.add(sample, static_cast<Dialect>(dialect),
              {text.data(), static_cast<std::size_t>(text.size())}, "here");
    QTEST(verdict(check), "verdict");
    QCOMPARE(check.violationsLeftOut(), 0U);
}

void TestTruthCheck::sightings()
{
    TruthCheck check;
    check.add(sample, Dialect::gvisor2022, "count=1\nlate=x\n");
    check.add(sample, Dialect::gvisor2022, "count=1\nlate=x\n");
    check.add(sample, Dialect::gvisor2022, "late=y\ncount=1\nlate=x\n");
    const auto all = check.sightings();
    QCOMPARE(all.size(), 2U);
    QCOMPARE(all[0].doc->name, std::string_view("count"));
    QCOMPARE(all[0].values, 3U);
    QVERIFY(!all[0].varied);
    QCOMPARE(all[0].first, std::string("1"));
    QCOMPARE(all[1].doc->name, std::string_view("late"));
    QCOMPARE(all[1].values, 4U);
    QVERIFY(all[1].varied);
}

void TestTruthCheck::neverSeen()
{
    TruthCheck check;
    QVERIFY(check.neverSeen().empty()); // no text, no complaint
    check.add(sample, Dialect::gvisor2026, "count=1\n");
    const auto missing = check.neverSeen();
    QCOMPARE(missing.size(), 2U);
    QCOMPARE(missing[0].doc->name, std::string_view("late"));
    QCOMPARE(missing[1].doc->name, std::string_view("new"));
}

void TestTruthCheck::countsTextsAndValues()
{
    TruthCheck check;
    check.add(sample, Dialect::gvisor2018, "count=1\ncount=2\n");
    check.add(sample, Dialect::gvisor2018, "");
    check.add(sample, Dialect::gvisor2019, "count=1\n");
    QCOMPARE(check.texts(Dialect::gvisor2018), 2U);
    QCOMPARE(check.values(Dialect::gvisor2018), 2U);
    QCOMPARE(check.values(Dialect::gvisor2019), 1U);
    QCOMPARE(check.texts(Dialect::gvisor2022), 0U);
    QCOMPARE(check.values(Dialect::gvisor2022), 0U);
}

void TestTruthCheck::filesWithoutParser()
{
    TruthCheck check;
    check.add(another, Dialect::gvisor2018, "anything");
    QCOMPARE(check.texts(Dialect::gvisor2018), 1U);
    QCOMPARE(check.values(Dialect::gvisor2018), 0U);
    QVERIFY(check.violations().empty());
}

void TestTruthCheck::memoryIsBounded()
{
    TruthCheck check;
    const std::string value(10'000, 'v');
    for (int i = 0; i < 1000; ++i) {
        check.add(sample, Dialect::gvisor2018, std::to_string(i) + '=' + value + "\ncount=" + value,
                  value);
    }
    const auto violations = check.violations();
    QVERIFY(violations.size() >= 16 && violations.size() <= 100);
    QCOMPARE(violations.size() + check.violationsLeftOut(), 1000U);
    for (const TruthViolation& violation : violations)
        QVERIFY(violation.found.size() <= 200 && violation.origin.size() <= 200);
    QVERIFY(check.sightings().front().first.size() <= 200);
    QVERIFY(!check.sightings().front().varied);
    check.add(sample, Dialect::gvisor2018, "count=" + value + 'w'); // differs behind what was kept
    QVERIFY(check.sightings().front().varied);
}

void TestTruthCheck::ordered()
{
    TruthCheck check;
    check.add(sample, Dialect::gvisor2019, "x=1\n");
    check.add(sample, Dialect::gvisor2018, "late=1\nx=1\n");
    constexpr ProcFile first{.name = "a-file", .modes = {}, .decode = decode, .fields = table};
    check.add(first, Dialect::gvisor2019, "");
    const auto violations = check.violations();
    QCOMPARE(violations.size(), 4U);
    QCOMPARE(violations[0].kind, Kind::fileAbsent);
    QCOMPARE(violations[1].kind, Kind::absent);
    QCOMPARE(violations[2].kind, Kind::undocumented);
    QCOMPARE(violations[3].dialect, Dialect::gvisor2019);
}

QTEST_APPLESS_MAIN(TestTruthCheck)
#include "tst_truthcheck.moc"

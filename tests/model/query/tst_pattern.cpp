// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/pattern.h>

#include <QElapsedTimer>
#include <QTest>

using namespace sandscope::query;

class TestPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void refuses_data();
    void refuses();
    void takesLinearTime();
    void oneMatchIsShort_data();
    void oneMatchIsShort();
    void whatIsNotLookedAtIsNotKnown();
    void survivesEveryShortPattern();
};

void TestPattern::matches_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("found");
    const auto row = [](const char* pattern, const char* text, bool found) {
        const QByteArray shown = QByteArray(text).replace('\n', "\\n");
        QTest::addRow("%s in %s", pattern, shown.constData())
            << QByteArray(pattern) << QByteArray(text) << found;
    };
    row("", "", true);
    row("", "x", true);
    row("libc", "/usr/lib/libc.so.6", true);
    row("^libc", "/usr/lib/libc.so.6", false);
    row("^/usr", "/usr/lib/libc.so.6", true);
    row("\\.so", "/usr/lib/libc.so.6", true);
    row("\\.so$", "/usr/lib/libc.so.6", false);
    row("\\.so", "/usr/lib/libc-so", false);
    row("so\\.[0-9]+$", "/usr/lib/libc.so.6", true);
    row("a|b", "xbx", true);
    row("^(a|b)$", "ab", false);
    row("^(a|b)+$", "abba", true);
    row("^a{3}$", "aaa", true);
    row("^a{3}$", "aaaa", false);
    row("^a{2,3}$", "aaaa", false);
    row("^a{2,}$", "aaaa", true);
    row("^(ab){2}$", "abab", true);
    row("a{x", "a{x", true);
    row("{", "{", true);
    row("^[^/]+$", "a/b", false);
    row("[]x]", "]", true);
    row("[a-]", "-", true);
    row("^[\\d]+$", "123", true);
    row("^\\w+\\s\\w+$", "two words", true);
    row("\\D", "123", false);
    row("\\x41", "A", true);
    row("a.c", "abc", true);
    row("a.c", "a\nc", false);
    row("(?:ab)?c", "c", true);
    row("a*?b", "aaab", true);
    row("x()y", "xy", true);
    row("(a*)*b", "aac", false);
    row("\\[stack\\]", "[stack]", true);
    row("a||b", "zzz", true);
}

void TestPattern::matches()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, text);
    QFETCH(bool, found);
    const auto parsed = Pattern::parse(pattern.toStdString());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
    QCOMPARE(parsed->foundIn(text.toStdString()), found ? Pattern::Found::yes : Pattern::Found::no);
}

void TestPattern::refuses_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<qsizetype>("offset");
    const auto row = [](const char* pattern, qsizetype offset) {
        QTest::addRow("%s", pattern) << QByteArray(pattern) << offset;
    };
    row("a(b", 0);
    row("a)b", 0);
    row("x[a", 1);
    row("*a", 0);
    row("a**", 1);
    row("a\\", 0);
    row("x\\1", 1);
    row("[z-a]", 1);
    row("a{3,2}", 1);
    row("a{1001}", 1);
    row("x(?=a)", 1);
}

void TestPattern::refuses()
{
    QFETCH(QByteArray, pattern);
    QFETCH(qsizetype, offset);
    const auto parsed = Pattern::parse(pattern.toStdString());
    QVERIFY(!parsed);
    QVERIFY(!parsed.error().message.empty());
    QCOMPARE(static_cast<qsizetype>(parsed.error().offset), offset);
}

/// Patterns on which engines that try one way after the other need exponential time.
void TestPattern::takesLinearTime()
{
    const auto pattern = Pattern::parse("^(a|aa)+$");
    QVERIFY(pattern.has_value());
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(pattern->foundIn(std::string(20'000, 'a') + 'b'), Pattern::Found::no);
    QCOMPARE(pattern->foundIn(std::string(20'000, 'a')), Pattern::Found::yes);
    QVERIFY(timer.elapsed() < 30'000);
    // Nor may a pattern that says nothing many times take its time.
    QVERIFY(!Pattern::parse("((((){1000}){1000}){1000}){1000}"));
    QVERIFY(!Pattern::parse("((a{1000}){1000}){1000}"));
}

/// Nothing stops a match: each has to end soon, whatever the pattern and the text.
void TestPattern::oneMatchIsShort_data()
{
    QTest::addColumn<QByteArray>("pattern");
    for (const char* pattern : {"(x?a){1000}b", "(x?a){500}b", "(x?a){90}b", "(a?){400}a{400}b",
                                "[ab]*a[ab]{300}c", "((a|b)?(a|c)?){150}d"})
        QTest::addRow("%s", pattern) << QByteArray(pattern);
}

void TestPattern::oneMatchIsShort()
{
    QFETCH(QByteArray, pattern);
    const auto parsed = Pattern::parse(pattern.toStdString());
    if (!parsed)
        return; // refused, as too large
    std::string text;
    for (unsigned i = 0, state = 1; i < 1U << 20U; ++i) {
        state = state * 1664525 + 1013904223;
        text += (state >> 28U) < 12 ? 'a' : 'b';
    }
    QElapsedTimer timer;
    timer.start();
    (void)parsed->foundIn(text);
    (void)parsed->foundIn(std::string(1U << 20U, 'a'));
    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
}

void TestPattern::whatIsNotLookedAtIsNotKnown()
{
    const auto ordinary = Pattern::parse("needle").value();
    const std::string hay(65'536, '.');
    QCOMPARE(ordinary.foundIn(hay), Pattern::Found::no);
    QCOMPARE(ordinary.foundIn(hay + "needle"), Pattern::Found::unseen);
    QCOMPARE(ordinary.foundIn("needle" + hay), Pattern::Found::yes);
    // Where the text is cut is not its end.
    const auto ending = Pattern::parse("needle$").value();
    QCOMPARE(ending.foundIn(hay.substr(6) + "needle"), Pattern::Found::yes);
    QCOMPARE(ending.foundIn(hay.substr(6) + "needles"), Pattern::Found::unseen);
    // Of any pattern that is taken, a path is seen whole.
    const auto large = Pattern::parse("(x?a){400}b").value();
    QCOMPARE(large.foundIn(std::string(4096, 'a')), Pattern::Found::no);
    QCOMPARE(large.foundIn(std::string(65'536, 'a')), Pattern::Found::unseen);
    const auto refused = Pattern::parse("(x?a){1000}b");
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("this regular expression is too large"));
    QVERIFY(Pattern::parse("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"));
    QVERIFY(Pattern::parse(".{255}/.{255}"));
}

void TestPattern::survivesEveryShortPattern()
{
    constexpr std::string_view alphabet = "a()[]*|^\\-{1,}";
    std::string text(4, ' ');
    for (const char a : alphabet) {
        for (const char b : alphabet) {
            for (const char c : alphabet) {
                for (const char d : alphabet) {
                    text.assign({a, b, c, d});
                    if (const auto pattern = Pattern::parse(text))
                        (void)pattern->foundIn("aa]-");
                    else
                        QVERIFY(pattern.error().offset <= text.size());
                }
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestPattern)
#include "tst_pattern.moc"

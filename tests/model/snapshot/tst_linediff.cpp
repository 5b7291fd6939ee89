// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/linediff.h>

#include <QTest>

#include <algorithm>
#include <random>

using namespace sandscope::snapshot;

/// The hunks between two texts: the fewest lines, and exact.
class LineDiffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void known_data();
    void known();
    void applyingGivesTheOther();
    void fewestLines();
    void largeTexts();
};

namespace {

// "2-b 2+x": line number, sign, line.
QByteArray wordsOf(const std::vector<LineHunk>& hunks, char separator = '\n')
{
    QByteArray words;
    const auto say = [&](std::size_t number, char sign, const std::vector<std::string>& lines) {
        for (const std::string& line : lines) {
            words += (words.isEmpty() ? "" : " ") + QByteArray::number(qulonglong(number++)) + sign
                + QByteArray::fromStdString(line);
            if (words.endsWith(separator))
                words.chop(1);
        }
    };
    for (const LineHunk& hunk : hunks) {
        say(hunk.oldLine, '-', hunk.removed);
        say(hunk.newLine, '+', hunk.added);
    }
    return words;
}

std::size_t countOf(const std::vector<LineHunk>& hunks)
{
    std::size_t count = 0;
    for (const LineHunk& hunk : hunks)
        count += hunk.removed.size() + hunk.added.size();
    return count;
}

// Lines in common, at most: the plain way.
std::size_t commonLines(std::string_view before, std::string_view after)
{
    const auto a = linesOf(before);
    const auto b = linesOf(after);
    std::vector<std::size_t> row(b.size() + 1);
    for (const auto& line : a) {
        std::size_t corner = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = line == b[j] ? corner + 1 : std::max(above, row[j]);
            corner = above;
        }
    }
    return row.back();
}

}

void LineDiffTest::known_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("hunks");
    const auto row
        = [](const char* name, const char* before, const char* after, const char* hunks) {
              QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(hunks);
          };
    row("equal", "a\nb\n", "a\nb\n", "");
    row("both empty", "", "", "");
    row("from nothing", "", "a\nb\n", "1+a 2+b");
    row("to nothing", "a\nb\n", "", "1-a 2-b");
    row("one line changed", "a\nb\nc\n", "a\nx\nc\n", "2-b 2+x");
    row("added in the middle", "a\nc\n", "a\nb\nc\n", "2+b");
    row("removed in the middle", "a\nb\nc\n", "a\nc\n", "2-b");
    row("two places", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", "1-a 1+A 5-e 5+E");
    row("numbers go apart", "a\nb\nc\nd\n", "x\ny\na\nb\nC\nd\n", "1+x 2+y 3-c 5+C");
    row("a last line without its end", "a\nb", "a\nb\n", "2-b 2+b");
    row("equal lines", "a\na\na\n", "a\na\n", "3-a");
    row("a block moved", "a\nb\nc\nd\n", "c\nd\na\nb\n", "1-a 2-b 3+a 4+b");
}

void LineDiffTest::known()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const auto hunks = lineDiff(before.toStdString(), after.toStdString());
    QTEST(wordsOf(hunks), "hunks");
    QCOMPARE(QByteArray::fromStdString(applied(before.toStdString(), hunks)), after);
}

void LineDiffTest::applyingGivesTheOther()
{
    std::mt19937 random(7);
    for (int i = 0; i < 3000; ++i) {
        const char separator = i % 2 == 0 ? '\n' : '\0';
        const auto text = [&] {
            std::string made;
            for (auto lines = random() % 12; lines > 0; --lines) {
                made += std::string(random() % 2, static_cast<char>('a' + random() % 3));
                made += separator;
            }
            if (random() % 4 == 0)
                made += "unfinished";
            return made;
        };
        const std::string before = text();
        const std::string after = text();
        QCOMPARE(applied(before, lineDiff(before, after, separator), separator), after);
    }
}

void LineDiffTest::fewestLines()
{
    std::mt19937 random(11);
    for (int i = 0; i < 500; ++i) {
        const auto text = [&] {
            std::string made;
            for (auto lines = random() % 15; lines > 0; --lines)
                made += std::string(1, static_cast<char>('a' + random() % 4)) + '\n';
            return made;
        };
        const std::string before = text();
        const std::string after = text();
        const std::size_t all = linesOf(before).size() + linesOf(after).size();
        QCOMPARE(countOf(lineDiff(before, after)), all - 2 * commonLines(before, after));
    }
}

// A map of 65,000 areas: what is equal at both ends costs a comparison, and what lies between few
// changes is found; a text that is another altogether is told as one hunk.
void LineDiffTest::largeTexts()
{
    std::string before;
    std::string after;
    std::string other;
    for (int i = 0; i < 65'000; ++i) {
        const std::string line = "area " + std::to_string(i) + '\n';
        before += line;
        other += "another " + line;
        if (i == 20'000 || i == 30'000)
            after += "new " + line;
        if (i != 40'000)
            after += line;
    }
    const auto few = lineDiff(before, after);
    QCOMPARE(wordsOf(few), "20001+new area 20000 30002+new area 30000 40001-area 40000");
    QCOMPARE(applied(before, few), after);
    const auto all = lineDiff(before, other);
    QCOMPARE(all.size(), 1U);
    QVERIFY(applied(before, all) == other);
}

QTEST_APPLESS_MAIN(LineDiffTest)
#include "tst_linediff.moc"

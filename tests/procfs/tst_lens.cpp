// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/truth.h>
#include <procfs/lens.h>
#include <procfs/procfile.h>

#include <QTest>

using namespace sandscope::procfs;

namespace {

using enum Dialect;

constexpr std::array docs = {
    FieldDoc{"old",
             "bytes",
             "What was read.",
             truths("MMRRRR"),
             {TruthNote{DialectSet(gvisor2022, gvisor2024, gvisor2026, linux_), "It is called new.",
                        "2022-01-01 (abc)"}}},
    FieldDoc{"new",
             "bytes",
             "What was read.",
             truths("RRMMMM"),
             {TruthNote{DialectSet(gvisor2018, gvisor2019), "It is called old."}}},
    FieldDoc{"sum",
             "",
             "A sum.",
             truths("CCMMMM"),
             {TruthNote{DialectSet(gvisor2018, gvisor2019), "Nobody counted."}},
             "0"},
    FieldDoc{"late",
             "",
             "A latecomer.",
             truths("--MMMM"),
             {TruthNote{DialectSet(gvisor2018, gvisor2019), "It came later.", "2021-02-03 (def)"}}},
    FieldDoc{"plain", "", "Plain.", truths("MMMMMM")},
    FieldDoc{"range", "", "Addresses.", truths("MMMMMM")},
};

Field field(std::string name, std::string value)
{
    const FieldDoc* const doc = findDoc(docs, name);
    return {std::move(name), std::move(value), doc};
}

/// One line for each row: sign, name, values, reason.
QByteArray picture(const std::vector<LensRecord>& records)
{
    QByteArray text;
    for (const LensRecord& record : records) {
        if (!record.key.empty())
            text += '[' + QByteArray::fromStdString(record.key) + (record.isLeft ? " l" : " -")
                + (record.isRight ? "r]\n" : "-]\n");
        for (const LensRow& row : record.rows) {
            text += QByteArray::fromStdString(std::string(verdictName(row.verdict))) + " | "
                + QByteArray::fromStdString(row.name);
            if (!row.otherName.empty())
                text += '/' + QByteArray::fromStdString(row.otherName);
            text += " | " + QByteArray::fromStdString(row.left.value_or("-")) + " | "
                + QByteArray::fromStdString(row.right.value_or("-"));
            if (!row.reason.empty())
                text += " | " + QByteArray::fromStdString(row.reason);
            if (!row.since.empty())
                text += " | " + QByteArray::fromStdString(row.since);
            text += '\n';
        }
    }
    return text;
}

}

class LensTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows_data()
    {
        QTest::addColumn<Fields>("left");
        QTest::addColumn<Fields>("right");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("nothing on either side") << Fields{} << Fields{} << QByteArray();
        QTest::newRow("equal") << Fields{field("plain", "1")} << Fields{field("plain", "1")}
                               << QByteArray("equal | plain | 1 | 1\n");
        QTest::newRow("a name that changed")
            << Fields{field("old", "5"), field("plain", "1")}
            << Fields{field("new", "5"), field("plain", "1")}
            << QByteArray("renamed | old/new | 5 | 5 | gvisor-2022: It is called new. | "
                          "2022-01-01 (abc)\n"
                          "equal | plain | 1 | 1\n");
        QTest::newRow("a constant against a count")
            << Fields{field("sum", "0")} << Fields{field("sum", "7")}
            << QByteArray("differs | sum | 0 | 7 | gvisor-2019: Nobody counted.\n");
        QTest::newRow("a field that came later, where the right has it")
            << Fields{field("plain", "1"), field("sum", "0")}
            << Fields{field("plain", "1"), field("late", "9"), field("sum", "0")}
            << QByteArray("equal | plain | 1 | 1\n"
                          "only right | late | - | 9 | gvisor-2019: It came later. | "
                          "2021-02-03 (def)\n"
                          "equal | sum | 0 | 0\n");
        QTest::newRow("a field before all others")
            << Fields{field("plain", "1")} << Fields{field("late", "9"), field("plain", "1")}
            << QByteArray("only right | late | - | 9 | gvisor-2019: It came later. | "
                          "2021-02-03 (def)\n"
                          "equal | plain | 1 | 1\n");
        QTest::newRow("another order")
            << Fields{field("plain", "1"), field("sum", "0"), field("late", "3")}
            << Fields{field("plain", "1"), field("late", "3"), field("sum", "0")}
            << QByteArray("equal | plain | 1 | 1\nequal | sum | 0 | 0\nequal | late | 3 | 3\n");
        QTest::newRow("both know it, and disagree")
            << Fields{field("plain", "1")} << Fields{field("plain", "2")}
            << QByteArray("differs | plain | 1 | 2 | Both kernels measure it, each in its own "
                          "way.\n");
        QTest::newRow("leading zeros")
            << Fields{field("plain", "0001")} << Fields{field("plain", "1")}
            << QByteArray("differs | plain | 0001 | 1 | The same value "
                          "in another form.\n");
        QTest::newRow("blanks") << Fields{field("plain", "1 2")} << Fields{field("plain", "1  2")}
                                << QByteArray("differs | plain | 1 2 | 1  2 | The same value in "
                                              "another form.\n");
        QTest::newRow("a field that no table knows")
            << Fields{field("plain", "1"), field("odd", "x")} << Fields{field("plain", "1")}
            << QByteArray("equal | plain | 1 | 1\n"
                          "only left | odd | x | - | This field is not in the field table.\n");
        QTest::newRow("an empty value is not an absent one")
            << Fields{field("plain", "1"), field("sum", "")} << Fields{field("plain", "1")}
            << QByteArray("equal | plain | 1 | 1\n"
                          "only left | sum |  | - | gvisor-2022: It prints this only where there "
                          "is something to say.\n");
        QTest::newRow("records by range")
            << Fields{field("range", "1000-2000"), field("plain", "a"), field("range", "3000-4000"),
                      field("plain", "b")}
            << Fields{field("range", "2000-3000"), field("plain", "n"), field("range", "3000-4000"),
                      field("plain", "c"), field("range", "10000-11000")}
            << QByteArray(
                   "[1000-2000 l-]\n"
                   "only left | range | 1000-2000 | - | gvisor-2022: It has no such line here.\n"
                   "only left | plain | a | - | gvisor-2022: It has no such line here.\n"
                   "[2000-3000 -r]\n"
                   "only right | range | - | 2000-3000 | gvisor-2019: It has no such line here.\n"
                   "only right | plain | - | n | gvisor-2019: It has no such line here.\n"
                   "[3000-4000 lr]\n"
                   "equal | range | 3000-4000 | 3000-4000\n"
                   "differs | plain | b | c | Both kernels measure it, each in its own way.\n"
                   "[10000-11000 -r]\n"
                   "only right | range | - | 10000-11000 | gvisor-2019: It has no such line "
                   "here.\n");
        QTest::newRow("one address, two lengths")
            << Fields{field("range", "1000-2000"), field("range", "3000-4000")}
            << Fields{field("range", "1000-3000"), field("range", "3000-4000")}
            << QByteArray(
                   "[1000-2000 l-]\n"
                   "only left | range | 1000-2000 | - | gvisor-2022: It has no such line here.\n"
                   "[1000-3000 -r]\n"
                   "only right | range | - | 1000-3000 | gvisor-2019: It has no such line here.\n"
                   "[3000-4000 lr]\n"
                   "equal | range | 3000-4000 | 3000-4000\n");
        QTest::newRow("records by order")
            << Fields{field("plain", "a"), field("sum", "0"), field("plain", "b")}
            << Fields{field("plain", "a"), field("sum", "0")}
            << QByteArray("[1 lr]\nequal | plain | a | a\nequal | sum | 0 | 0\n"
                          "[2 l-]\nonly left | plain | b | - | gvisor-2022: It has no such "
                          "line here.\n");
    }
    void rows()
    {
        QFETCH(Fields, left);
        QFETCH(Fields, right);
        QFETCH(QByteArray, expected);
        QCOMPARE(picture(alignFields({left, gvisor2019}, {right, gvisor2022})), expected);
    }

    void counts()
    {
        const Fields left{field("old", "1"), field("plain", "1"), field("sum", "0")};
        const Fields right{field("new", "1"), field("plain", "2"), field("sum", "0"),
                           field("late", "1")};
        const LensCounts counted = count(alignFields({left, gvisor2018}, {right, linux_}));
        QCOMPARE(counted, (LensCounts{.equal = 1, .differs = 1, .onlyRight = 1, .renamed = 1}));
        QCOMPARE(counted.notEqual(), std::size_t{3});
    }

    /// Whatever the files and dialects: each field of either side is in one row, and no difference
    /// goes without its reason.
    void realFiles_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::newRow("io") << QByteArray("io")
                            << QByteArray("char: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: "
                                          "0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n")
                            << QByteArray("rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: "
                                          "9\nwrite_bytes: 0\ncancelled_write_bytes: 0\n");
        QTest::newRow("maps")
            << QByteArray("maps")
            << QByteArray(
                   "00400000-00401000 r-xp 00000000 00:08 12                                 "
                   "/bin/a\n"
                   "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  "
                   "[vsyscall]\n")
            << QByteArray(
                   "00400000-00401000 r-xp 00000000 08:00 12                                 "
                   "/bin/a\n"
                   "7fff00000000-7fff00002000 r-xp 00000000 00:00 0                          "
                   "[vdso]\n");
    }
    void realFiles()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        const ProcFile* const file = procFile(name.toStdString());
        QVERIFY(file != nullptr);
        const auto one = file->decode(left.toStdString(), gvisor2019);
        const auto other = file->decode(right.toStdString(), linux_);
        QVERIFY(one && other);
        const auto records = alignFields({*one, gvisor2019}, {*other, linux_});
        std::size_t lefts = 0;
        std::size_t rights = 0;
        for (const LensRecord& record : records) {
            for (const LensRow& row : record.rows) {
                lefts += row.left ? 1U : 0U;
                rights += row.right ? 1U : 0U;
                QCOMPARE(row.reason.empty(), row.verdict == LensVerdict::equal);
            }
        }
        QCOMPARE(lefts, one->size());
        QCOMPARE(rights, other->size());
        QVERIFY(count(records).notEqual() > 0);
    }

    /// Anything worse than linear does not end here in the time that a test has.
    void largeInputs()
    {
        const auto many = [](std::size_t records, std::size_t shift) {
            Fields fields;
            for (std::size_t i = 0; i < records; ++i) {
                const QByteArray start = QByteArray::number(qulonglong(i * 8192 + shift), 16);
                const QByteArray end = QByteArray::number(qulonglong(i * 8192 + 4096 + shift), 16);
                fields.push_back(field("range", (start + '-' + end).toStdString()));
                fields.push_back(field("plain", "x"));
            }
            return fields;
        };
        const Fields even = many(100'000, 0);
        const Fields odd = many(100'000, 4096);
        QCOMPARE(alignFields({even, gvisor2019}, {odd, linux_}).size(), std::size_t{200'000});

        // One record with many names, in the opposite order on the other side.
        Fields left;
        for (int i = 0; i < 200'000; ++i)
            left.push_back({"f" + std::to_string(i), "v", nullptr});
        const Fields right(left.rbegin(), left.rend());
        QCOMPARE(count(alignFields({left, gvisor2019}, {right, linux_})).equal,
                 std::size_t{200'000});
    }
};

QTEST_APPLESS_MAIN(LensTest)
#include "tst_lens.moc"

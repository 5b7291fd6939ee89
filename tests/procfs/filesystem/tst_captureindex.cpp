// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <procfs/recordedtree.h>

#include <QFile>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace sandscope::procfs;

/// The index of a capture folder.
class CaptureIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows();
    void escapes_data();
    void escapes();
    void damaged_data();
    void damaged();
    void skippedRowsGiveWay();
    void rootListing();
    void references();
    void taskDirectories();
    void samples_data();
    void samples();
    void zombies();
    void written();
    void hostileWritten();
};

namespace {

const QByteArray heading
    = "path\ttype\tdtype\tmode\tnlink\tuid\tgid\tsize\tino\tresult\tstep\terrno\tbytes\tcontent\n";

Parsed<std::vector<CaptureRow>> parse(const QByteArray& bytes)
{
    return parseCaptureIndex(
        std::string_view(bytes.data(), static_cast<std::size_t>(bytes.size())));
}

const CaptureRow* find(const std::vector<CaptureRow>& rows, std::string_view path)
{
    const auto found = std::ranges::find(rows, path, &CaptureRow::path);
    return found == rows.end() ? nullptr : &*found;
}

std::vector<CaptureRow> sample(const QByteArray& name)
{
    QFile file(QStringLiteral(SANDSCOPE_TEST_DATA "/index/") + QString::fromUtf8(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto rows = parse(file.readAll());
    if (!rows)
        qWarning() << describe(rows.error()).c_str();
    return rows.value_or(std::vector<CaptureRow>());
}

std::string joined(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : " ") + name;
    return out;
}

}

void CaptureIndexTest::rows()
{
    const auto parsed
        = parse(heading
                + ".\tD\td\t040555\t8\t0\t0\t0\t86\tok\t-\t-\t2\t7,self\n"
                  "7/stat\tF\tf\t100444\t1\t1000\t100\t0\t203\tok\t-\t-\t140\tproc/7/stat\n"
                  "7/exe\tL\tl\t120777\t1\t0\t0\t9\t204\tok\t-\t-\t-\t/app/main\n"
                  "7/cwd\tL\tl\t120777\t1\t0\t0\t0\t205\terr\treadlink\tEACCES\t-\t-\n"
                  "7/mem\tS\tu\t100600\t1\t0\t0\t0\t206\tskipped\t-\t-\t-\t-\n"
                  "7/net\tO\to\t040555\t2\t0\t0\t0\t207\tskipped\t-\t-\t-\t-\n"
                  "7/limits\tM\t-\t-\t-\t-\t-\t-\t-\terr\tlstat\tENOENT\t-\t-\n"
                  "7/smaps\tF\tf\t100444\t1\t0\t0\t0\t208\tok\t-\t-\t12305\t-\n"
                  "7/fd\tD\td\t040500\t2\t0\t0\t0\t209\tok\t-\t-\t0\t-\n");
    QVERIFY(parsed);
    const auto& rows = *parsed;
    QCOMPARE(rows.size(), 9U);

    QCOMPARE(rows[0].path, std::string());
    QCOMPARE(joined(rows[0].names), std::string("7 self"));
    QCOMPARE(rows[0].attributes.kind, FileKind::directory);
    QCOMPARE(rows[0].listedAs, EntryType::directory);
    QVERIFY(!rows[0].failure);

    const auto& stat = rows[1];
    QCOMPARE(stat.type, 'F');
    QVERIFY(stat.listed);
    QCOMPARE(stat.attributes,
             (Attributes{.kind = FileKind::regular,
                         .permissions = 0444,
                         .links = 1,
                         .size = 0,
                         .inode = 203,
                         .uid = 1000,
                         .gid = 100}));
    QCOMPARE(stat.bytes.value(), 140U);
    QCOMPARE(stat.content, std::string("proc/7/stat"));
    QVERIFY(!stat.failure);

    QCOMPARE(rows[2].content, std::string("/app/main"));
    QCOMPARE(rows[2].attributes.kind, FileKind::link);
    QCOMPARE(*rows[3].failure, Failure::of(Errno::access, "readlink"));
    QCOMPARE(rows[4].failure->kind, Failure::Kind::notProvided);
    QCOMPARE(rows[4].listedAs, EntryType::unknown);
    QVERIFY(rows[4].listed);
    QCOMPARE(rows[5].attributes.kind, FileKind::directory);
    QCOMPARE(rows[5].listedAs, EntryType::other);
    QCOMPARE(*rows[6].failure, Failure::of(Errno::noEntry, "lstat"));
    QVERIFY(!rows[6].listed);
    QCOMPARE(rows[6].attributes, Attributes{}); // nothing of it is known
    QCOMPARE(rows[7].failure->kind, Failure::Kind::notKept);
    QVERIFY(rows[8].names.empty());
    QVERIFY(!rows[8].failure);
}

void CaptureIndexTest::escapes_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("expected"); // null: refused
    QTest::newRow("plain") << QByteArray("/a b") << QByteArray("/a b");
    QTest::newRow("backslash, tab, newline")
        << QByteArray(R"(/a\\b\tc\nd)") << QByteArray("/a\\b\tc\nd");
    QTest::newRow("byte") << QByteArray(R"(/\xff\x00\x7F)") << QByteArray("/\xff\0\x7f", 4);
    QTest::newRow("backslash before a letter") << QByteArray(R"(\\n)") << QByteArray("\\n");
    QTest::newRow("unknown escape") << QByteArray(R"(/\q)") << QByteArray();
    QTest::newRow("cut short") << QByteArray(R"(/\x4)") << QByteArray();
    QTest::newRow("no hexadecimal digits") << QByteArray(R"(/\xgg)") << QByteArray();
    QTest::newRow("backslash at the end") << QByteArray("/\\") << QByteArray();
}

void CaptureIndexTest::escapes()
{
    QFETCH(QByteArray, written);
    QFETCH(QByteArray, expected);
    const auto rows
        = parse(heading + "7/exe\tL\tl\t120777\t1\t0\t0\t9\t204\tok\t-\t-\t-\t" + written + '\n');
    QCOMPARE(rows.has_value(), !expected.isNull());
    if (rows)
        QCOMPARE(QByteArray::fromStdString(rows->front().content), expected);
    else
        QCOMPARE(rows.error().code, ParseErrorCode::badField);
}

void CaptureIndexTest::damaged_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("code");
    QTest::addColumn<qsizetype>("offset");
    const auto start = heading.size();
    const auto row = [](const char* name, const QByteArray& input, ParseErrorCode code,
                        qsizetype offset) { QTest::newRow(name) << input << int(code) << offset; };
    using enum ParseErrorCode;
    row("nothing", "", truncated, 0);
    row("heading cut short", heading.chopped(1), truncated, 0);
    row("another heading", QByteArray(heading).replace("nlink", "links"), badKey, 0);
    row("row without newline", heading + "7\tD", truncated, start);
    row("too few cells", heading + "7\tD\td\n", truncated, start);
    row("too many cells", heading + "7\tD\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\t-\n", badField,
        start);
    row("no type", heading + "7\t\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\n", badField, start + 2);
    row("unknown type", heading + "7\tX\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\n", badField,
        start + 2);
    row("unknown listed type", heading + "7\tD\tx\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\n", badField,
        start + 4);
    row("mode is octal", heading + "7\tD\td\t089\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\n", badNumber,
        start + 6);
    row("not a number", heading + "7\tD\td\t0\tone\t2\t3\t4\t5\tok\t-\t-\t0\t-\n", badNumber,
        start + 8);
    row("uid past 32 bits", heading + "7\tD\td\t0\t1\t4294967296\t3\t4\t5\tok\t-\t-\t0\t-\n",
        badNumber, start + 10);
    row("negative", heading + "7\tD\td\t0\t1\t2\t3\t-4\t5\tok\t-\t-\t0\t-\n", badNumber,
        start + 14);
    row("unknown result", heading + "7\tD\td\t0\t1\t2\t3\t4\t5\tgood\t-\t-\t0\t-\n", badField,
        start + 18);
    row("unknown error", heading + "7\tD\td\t0\t1\t2\t3\t4\t5\terr\topen\toops\t0\t-\n", badField,
        start + 27);
    row("empty name", heading + "7\tD\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t2\ta,,b\n", badField,
        start + 29);
    const QByteArray good = "7\tD\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t-\n";
    row("twice", heading + good + good, badField, start + good.size());
    row("reference to itself", heading + "7\tD\td\t0\t1\t2\t3\t4\t5\tok\t-\t-\t0\t=7\n", badField,
        start + 27);
}

void CaptureIndexTest::damaged()
{
    QFETCH(QByteArray, input);
    QFETCH(int, code);
    QFETCH(qsizetype, offset);
    const auto rows = parse(input);
    QVERIFY(!rows);
    QCOMPARE(int(rows.error().code), code);
    QCOMPARE(qsizetype(rows.error().offset), offset);
    QVERIFY(rows.error().found.size() <= 40);
}

void CaptureIndexTest::skippedRowsGiveWay()
{
    const QByteArray skipped = "7\tO\td\t040555\t7\t0\t0\t0\t9\tskipped\t-\t-\t-\t-\n";
    const QByteArray visited = "7\tD\td\t040555\t7\t0\t0\t0\t9\tok\t-\t-\t1\tstat\n";
    for (const auto& input : {skipped + visited, visited + skipped}) {
        const auto rows = parse(heading + input);
        QVERIFY(rows);
        QCOMPARE(rows->size(), 1U);
        QCOMPARE(rows->front().type, 'D');
        QCOMPARE(joined(rows->front().names), std::string("stat"));
    }
}

void CaptureIndexTest::rootListing()
{
    const auto rows
        = parse(heading + ".\tD\td\t040555\t8\t0\t0\t0\t86\tok\t-\t-\t4\t1,stat,self,1,10,stat\n");
    QVERIFY(rows);
    QCOMPARE(joined(rows->front().names), std::string("stat self 1 10"));
}

void CaptureIndexTest::references()
{
    const QByteArray rest = "\tD\td\t040555\t7\t0\t0\t0\t9\tok\t-\t-\t2\t";
    const auto rows = parse(heading + "8" + rest + "=7\n7" + rest + "a,b\n9" + rest + "=6\n6/x"
                            + rest + "c,d\n6/y" + rest + "-\n5" + rest + "=4\n");
    QVERIFY(rows);
    QCOMPARE(joined(find(*rows, "8")->names), std::string("a b"));
    // The row of 6 was not kept, those of its entries were.
    QCOMPARE(joined(find(*rows, "9")->names), std::string("x y"));
    QCOMPARE(find(*rows, "5")->failure->kind, Failure::Kind::notKept);
    QVERIFY(find(*rows, "5")->names.empty());
}

void CaptureIndexTest::taskDirectories()
{
    const QByteArray file = "\tF\tf\t100444\t1\t0\t0\t0\t9\tok\t-\t-\t4\tproc/";
    const QByteArray directory = "\tD\td\t040555\t7\t0\t0\t0\t9\tok\t-\t-\t2\t";
    const auto parsed = parse(
        heading + "7" + directory + "comm,fd,stat,task\n7/comm" + file + "7/comm\n7/stat" + file
        + "7/stat\n7/fd" + directory + "0,1\n7/fd/0" + file + "a\n7/fd/1" + file + "b\n7/task"
        + directory + "7,9\n7/task/9" + directory + "comm,fd,stat,children,unknown\n7/task/9/stat"
        + file + "9/stat\n7/task/9/children" + file + "9/children\n");
    QVERIFY(parsed);
    const auto& rows = *parsed;
    QCOMPARE(find(rows, "7/task/9/comm")->content, std::string("proc/7/comm")); // filled in
    QVERIFY(!find(rows, "7/task/9/comm")->attributes.inode); // all but the number
    QCOMPARE(find(rows, "7/task/9/comm")->attributes.permissions.value(), 0444U);
    QCOMPARE(find(rows, "7/task/9/stat")->content, std::string("proc/9/stat")); // its own
    QCOMPARE(joined(find(rows, "7/task/9/fd")->names), std::string("0 1")); // a directory, with
                                                                            // what is in it
    QCOMPARE(find(rows, "7/task/9/fd/1")->content, std::string("proc/b"));
    QVERIFY(!find(rows, "7/task/9/unknown")); // neither has a row
    QVERIFY(!find(rows, "7/task/7")); // not left out for being equal: the process is no thread's
                                      // model
}

void CaptureIndexTest::samples_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<qulonglong>("rows"); // with those that are filled in
    QTest::newRow("gVisor 2022, users") << QByteArray("creds-gvisor-20221219.tsv") << 1097ULL;
    QTest::newRow("gVisor 2022 under strace")
        << QByteArray("deleted-gvisor-20221219.tsv") << 149ULL;
    QTest::newRow("gVisor 2024, threads") << QByteArray("threads8-gvisor-20240729.tsv") << 481ULL;
    QTest::newRow("gVisor 2024 under strace")
        << QByteArray("threads8-strace-gvisor-20240729.tsv") << 99ULL;
    QTest::newRow("Linux, threads") << QByteArray("threads8-linux-6.18.tsv") << 896ULL;
    QTest::newRow("gVisor 2024, zombies") << QByteArray("zombie-gvisor-20240729.tsv") << 393ULL;
}

void CaptureIndexTest::samples()
{
    QFETCH(QByteArray, name);
    QFETCH(qulonglong, rows);
    const auto parsed = sample(name);
    QCOMPARE(parsed.size(), rows);
    std::map<std::string_view, const CaptureRow*> byPath;
    for (const auto& row : parsed)
        QVERIFY2(byPath.emplace(row.path, &row).second, row.path.c_str());
    int directories = 0;
    for (const auto& row : parsed) {
        QVERIFY(row.type == 'M' || row.attributes.permissions);
        if (row.type == 'F' && !row.failure)
            QVERIFY2(row.content.starts_with("proc/") && row.bytes, row.path.c_str());
        if (row.type != 'D' || row.failure)
            continue;
        ++directories;
        QVERIFY2(row.names.size() == row.bytes, row.path.c_str());
        const std::set<std::string> distinct(row.names.begin(), row.names.end());
        QCOMPARE(distinct.size(), row.names.size());
    }
    QVERIFY(directories > 5);
    // A row that stands for a missing name is no listed one.
    for (const auto& row : parsed)
        QCOMPARE(row.listed, row.type != 'M');
}

void CaptureIndexTest::zombies()
{
    const auto rows = sample("zombie-gvisor-20240729.tsv");
    QCOMPARE(*find(rows, "2/cgroup")->failure, Failure::of(Errno::noProcess, "read"));
    QCOMPARE(*find(rows, "2/exe")->failure, Failure::of(Errno::access, "readlink"));
    QCOMPARE(*find(rows, "2/task")->failure, Failure::of(Errno::noEntry, "getdents"));
    const auto threads = sample("threads8-gvisor-20240729.tsv");
    QCOMPARE(find(threads, "1/task/9/maps")->content, find(threads, "1/maps")->content);
    QCOMPARE(joined(find(threads, "")->names).substr(0, 20), std::string("filesystems loadavg "));
    const auto deleted = sample("deleted-gvisor-20221219.tsv");
    QCOMPARE(find(deleted, "13/fd/4")->content, std::string("/tmp/after\\rename map"));
}

namespace {

void compareRow(const CaptureRow& again, const CaptureRow& row)
{
    QCOMPARE(again.path, row.path);
    QCOMPARE(again.type, row.type);
    QCOMPARE(again.listed, row.listed);
    QCOMPARE(again.listedAs, row.listedAs);
    QVERIFY(again.attributes == row.attributes);
    QVERIFY(again.failure == row.failure);
    QCOMPARE(again.bytes, row.bytes);
    QCOMPARE(again.names, row.names);
    QCOMPARE(again.withheld, row.withheld);
    if (!row.failure)
        QCOMPARE(again.content, row.type == 'D' ? std::string() : row.content);
}

void compareWritten(const std::vector<CaptureRow>& rows)
{
    std::string text;
    formatCaptureHeading(text);
    for (const CaptureRow& row : rows)
        formatCaptureRow(row, text);
    const auto again = parseCaptureIndex(text);
    QVERIFY(again);
    QCOMPARE(again->size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        compareRow((*again)[i], rows[i]);
    std::string twice;
    formatCaptureHeading(twice);
    for (const CaptureRow& row : *again)
        formatCaptureRow(row, twice);
    QCOMPARE(twice, text);
}

}

/// Rows of real kernels, those that were filled in included.
void CaptureIndexTest::written()
{
    for (const char* const name :
         {"creds-gvisor-20221219.tsv", "threads8-gvisor-20240729.tsv", "threads8-linux-6.18.tsv"}) {
        std::vector<CaptureRow> rows = sample(name);
        QVERIFY(rows.size() > 100);
        // A folder whose listing was not kept has no form of its own; nor has a gap of a step.
        std::erase_if(rows, [](const CaptureRow& row) {
            return row.failure && row.failure->kind == Failure::Kind::notKept;
        });
        for (CaptureRow& row : rows) {
            if (row.type == 'D')
                row.content.clear();
        }
        compareWritten(rows);
    }
}

void CaptureIndexTest::hostileWritten()
{
    std::vector<CaptureRow> rows(1);
    rows[0].type = 'D';
    rows[0].attributes.kind = FileKind::directory;
    for (const std::string_view name :
         {"=7", "-", ",", "\\", "\t\n", "a b", "\xff\x01", "\\x2c", "..."}) {
        rows[0].names.emplace_back(name);
        for (const bool isLink : {false, true}) {
            CaptureRow row;
            row.path = std::string(isLink ? "l/" : "f/").append(name);
            row.type = isLink ? 'L' : 'F';
            row.attributes.kind = isLink ? FileKind::link : FileKind::regular;
            row.listed = !isLink;
            row.listedAs = isLink ? EntryType::unknown : EntryType::file;
            row.content = name;
            row.withheld = !isLink;
            row.bytes = 1;
            rows.push_back(std::move(row));
        }
    }
    compareWritten(rows);
    // One name that is special only where it stands first, or alone.
    for (const std::string_view name : {"-", "=", "=x"}) {
        rows[0].names = {std::string(name)};
        compareWritten(rows);
        rows[0].names = {"a", std::string(name)};
        compareWritten(rows);
    }
    CaptureRow failed;
    failed.path = "7/mem";
    failed.failure = Failure::of(Errno::io, "read");
    compareWritten({failed});
    failed.failure = Failure{Failure::Kind::notKept, Errno::ok, "read"};
    compareWritten({failed});
    failed.type = 'S';
    failed.failure = Failure{Failure::Kind::notProvided, Errno::ok, {}};
    compareWritten({failed});
}

QTEST_APPLESS_MAIN(CaptureIndexTest)
#include "tst_captureindex.moc"

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltable.h>
#include <model/records/overviewtable.h>
#include <model/records/overviewtext.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <limits>

#include <tests/model/filecontents.h>

using namespace sandscope;
using namespace sandscope::model;
using procfs::Dialect;
using test::contentOf;
using namespace std::string_literals;

/// Tables whose rows are made by a function: limits, mounts, arguments, overview.
class CellTableTest : public QObject
{
    Q_OBJECT

private:
    static QStringList lines(const QAbstractItemModel& model)
    {
        QStringList result;
        for (int row = 0; row < model.rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model.columnCount(); ++column)
                cells << model.index(row, column).data().toString();
            result << cells.join(u'|');
        }
        return result;
    }

    static FileContentPtr failed(const QByteArray& path, procfs::Errno error,
                                 Dialect dialect = Dialect::linux_)
    {
        auto content = std::make_shared<FileContent>();
        content->path = path;
        content->dialect = dialect;
        content->failure = procfs::Failure::of(error, "read");
        return content;
    }

    static FileContentPtr link(const QByteArray& path, std::string target, Dialect dialect)
    {
        auto content = std::make_shared<FileContent>();
        content->path = path;
        content->dialect = dialect;
        content->kind = procfs::FileKind::link;
        auto text = std::make_shared<procfs::FileText>();
        text->bytes = std::move(target);
        content->text = text;
        return content;
    }

    static FileContentPtr together(const FileContentPtr& first, std::vector<FileContentPtr> others)
    {
        auto all = std::make_shared<FileContent>(*first);
        all->others = std::move(others);
        return all;
    }

    static QString valueOf(const CellTable& table, const QString& name)
    {
        for (int row = 0; row < table.rowCount(); ++row) {
            if (table.index(row, 1).data().toString() == name)
                return table.index(row, 2).data().toString();
        }
        return QStringLiteral("(no such row)");
    }

    static constexpr const char* status
        = "Name:\tsh\nState:\tS (sleeping)\nTgid:\t7\nPid:\t7\nPPid:\t1\nTracerPid:\t0\n"
          "Uid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\nFDSize:\t4\nVmSize:\t    5152 kB\n"
          "VmRSS:\t    3932 kB\nThreads:\t2\nCapInh:\t0000000000000000\n"
          "CapPrm:\t0000000000000003\nCapEff:\t0000000000000001\nCapBnd:\t000001ffffffffff\n"
          "Seccomp:\t2\n";

private Q_SLOTS:
    void limits()
    {
        const char* const text
            = "Limit                     Soft Limit           Hard Limit           Units     \n"
              "Max cpu time              unlimited            unlimited            seconds   \n"
              "Max open files            1024                 1048576              files     \n";
        CellTable table(limitColumns(), limitRows);
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        table.setContent(contentOf("7/limits", text, Dialect::linux_));
        QCOMPARE(table.rowCount(), 2);
        QVERIFY(lines(table)[0].startsWith(
            QStringLiteral("Max cpu time|unlimited|unlimited|seconds|")));
        QVERIFY(lines(table)[1].startsWith(QStringLiteral("Max open files|1024|1048576|files|")));
        QCOMPARE(table.index(0, 1).data(RawValueRole).toULongLong(),
                 std::numeric_limits<quint64>::max());
        QCOMPARE(table.index(1, 1).data(RawValueRole), QVariant(quint64{1024}));
        QCOMPARE(table.index(1, 2).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Max open files, Hard, 1048576"));
        QVERIFY(table.index(1, 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .endsWith(QStringLiteral("/proc/[pid]/limits:Max open files")));
    }

    // In place: a row that changed is marked, the others are left alone.
    void changesInPlace()
    {
        CellTable table(argumentColumns(), argumentRows);
        const auto first = contentOf("7/cmdline", "a\0b\0"s);
        table.setContent(first);
        QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
        table.setContent(contentOf("7/cmdline", "a\0c\0d\0"s));
        QCOMPARE(resets.count(), 0);
        QCOMPARE(lines(table),
                 (QStringList{QStringLiteral("Argument|0|a"), QStringLiteral("Argument|1|c"),
                              QStringLiteral("Argument|2|d")}));
        QCOMPARE(table.index(0, 0).data(MarkRole).toInt(), int(Mark::none));
        QCOMPARE(table.index(1, 2).data(MarkRole).toInt(), int(Mark::changed));
        QCOMPARE(table.index(2, 0).data(MarkRole).toInt(), int(Mark::added));
    }

    void mounts()
    {
        CellTable table(mountColumns(), mountRows);
        table.setContent(contentOf("7/mountinfo",
                                   "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
                                   "23 22 0:5 / /a\\040b ro - proc proc rw,x\n",
                                   Dialect::linux_));
        QCOMPARE(lines(table),
                 (QStringList{QStringLiteral("/|/dev/sda1|ext4|rw,relatime|shared:1|22|1|rw|/|8:1"),
                              QStringLiteral("/a\\\\040b|proc|proc|ro|private|23|22|rw,x|/|0:5")}));
        QCOMPARE(table.index(0, 5).data(RawValueRole), QVariant(qint64{22}));
        table.setContent(contentOf("7/mounts", "none / 9p rw 0 0\nnone /proc proc rw 0 0\n"));
        QCOMPARE(lines(table),
                 (QStringList{QStringLiteral("/|none|9p|rw||||||"),
                              QStringLiteral("/proc|none|proc|rw||||||")}));
        QCOMPARE(table.index(0, 5).data(StateRole).toInt(), int(CellState::notProvided));
        QCOMPARE(table.index(0, 1).data(StateRole).toInt(), int(CellState::constant));
    }

    void argumentsWithAllThatBelongsToThem()
    {
        CellTable table(argumentColumns(), argumentRows);
        table.setContent(together(contentOf("7/cmdline", "s\x1bh\0\0"s, Dialect::linux_),
                                  {contentOf("7/environ", "A=1\0B=x=y\0odd\0"s, Dialect::linux_),
                                   link("7/exe", "/bin/sh (deleted)", Dialect::linux_),
                                   failed("7/cwd", procfs::Errno::access),
                                   contentOf("7/comm", "sh\n", Dialect::linux_)}));
        QCOMPARE(lines(table),
                 (QStringList{QStringLiteral("Program|comm|sh"),
                              QStringLiteral("Program|exe|/bin/sh (deleted)"),
                              QStringLiteral("Program|cwd|not permitted"),
                              QStringLiteral("Argument|0|s\\x1bh"), QStringLiteral("Argument|1|"),
                              QStringLiteral("Variable|A|1"), QStringLiteral("Variable|B|x=y"),
                              QStringLiteral("Variable||odd")}));
        QCOMPARE(table.index(2, 2).data(StateRole).toInt(), int(CellState::notPermitted));
        QCOMPARE(table.index(2, 2).data(RawValueRole), QVariant());
    }

    /// Linux escapes the name in `status`, gVisor does not: both are shown as the list shows them.
    void theNameIsEscapedOnce()
    {
        CellTable table(overviewColumns(), overviewRows);
        const auto name = [&](std::string printed, Dialect dialect) {
            const std::string text
                = "Name:\t" + std::move(printed) + (status + sizeof "Name:\tsh" - 1);
            table.setContent(together(contentOf("7/status", text, dialect), {}));
            return valueOf(table, QStringLiteral("Name"));
        };
        QCOMPARE(name("a\\n\x1b\\\\n", Dialect::linux_), QStringLiteral("a\\n\\x1b\\\\n"));
        QCOMPARE(name("a\\n", Dialect::gvisor2022), QStringLiteral("a\\\\n"));
    }

    void overview()
    {
        CellTable table(overviewColumns(), overviewRows);
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        auto fd = std::make_shared<FileContent>();
        fd->path = "7/fd";
        fd->kind = procfs::FileKind::directory;
        fd->entries.resize(2);
        fd->entries[0].name = "1";
        fd->entries[1].name = "9";
        const auto maps = contentOf("7/maps",
                                    "00400000-00401000 rwxp 00000000 08:01 7                  "
                                    "                /bin/x\n",
                                    Dialect::linux_);
        table.setContent(together(contentOf("7/status", status, Dialect::linux_),
                                  {link("7/exe", "/bin/x (deleted)", Dialect::linux_), fd, maps,
                                   contentOf("7/cmdline", "x\0-v\0"s, Dialect::linux_),
                                   failed("7/stat", procfs::Errno::access),
                                   link("7/ns/net", "net:[2]", Dialect::linux_),
                                   link("1/ns/net", "net:[1]", Dialect::linux_),
                                   link("7/ns/uts", "uts:[3]", Dialect::linux_),
                                   link("1/ns/uts", "uts:[3]", Dialect::linux_),
                                   contentOf("1/comm", "init\n", Dialect::linux_)}));
        QCOMPARE(valueOf(table, QStringLiteral("Name")), QStringLiteral("sh"));
        QCOMPARE(valueOf(table, QStringLiteral("Command")), QStringLiteral("x -v"));
        QCOMPARE(valueOf(table, QStringLiteral("Open files")), QStringLiteral("2"));
        QCOMPARE(valueOf(table, QStringLiteral("Standard files")), QStringLiteral("closed: 0, 2"));
        QCOMPARE(valueOf(table, QStringLiteral("Memory")),
                 QStringLiteral("1 mapping is writable and executable"));
        QCOMPARE(valueOf(table, QStringLiteral("Parent")), QStringLiteral("init (1)"));
        QCOMPARE(valueOf(table, QStringLiteral("User")),
                 QStringLiteral("real 1000, effective 0, saved 0"));
        QCOMPARE(valueOf(table, QStringLiteral("Group")), QStringLiteral("5"));
        QCOMPARE(valueOf(table, QStringLiteral("Capabilities")), QStringLiteral("chown"));
        QCOMPARE(valueOf(table, QStringLiteral("Permitted")),
                 QStringLiteral("chown, dac_override"));
        QCOMPARE(valueOf(table, QStringLiteral("Seccomp")), QStringLiteral("2 (filter)"));
        QCOMPARE(valueOf(table, QStringLiteral("net")),
                 QStringLiteral("net:[2], not its parent's"));
        QCOMPARE(valueOf(table, QStringLiteral("uts")), QStringLiteral("uts:[3], as its parent"));
        // Never 0 for what is not known.
        QCOMPARE(valueOf(table, QStringLiteral("Started")), QStringLiteral("not permitted"));
        QCOMPARE(valueOf(table, QStringLiteral("In user mode")), QStringLiteral("not permitted"));
    }

    /// That values are replaced, or are there again, is nothing that happened to the process.
    void presentingIsNoChange()
    {
        CellTable table(overviewColumns(), overviewRows);
        const auto show = [&](const char* command, bool masks) {
            auto arguments = std::make_shared<FileContent>(
                *contentOf("7/cmdline", std::string(command) + '\0', Dialect::linux_));
            arguments->isMasked = masks;
            table.setContent(together(contentOf("7/status", status, Dialect::linux_), {arguments}));
        };
        const auto mark = [&] {
            for (int row = 0; row < table.rowCount(); ++row) {
                if (table.index(row, 1).data().toString() == QLatin1String("Command"))
                    return table.index(row, 2).data(MarkRole).toInt();
            }
            return -1;
        };
        show("x -v", false);
        show("x ***", true);
        QCOMPARE(valueOf(table, QStringLiteral("Command")), QStringLiteral("x ***"));
        QCOMPARE(mark(), static_cast<int>(Mark::none));
        show("y ***", true);
        QCOMPARE(mark(), static_cast<int>(Mark::changed));
        show("y -v", false);
        QCOMPARE(mark(), static_cast<int>(Mark::none));
        show("y -w", false);
        QCOMPARE(mark(), static_cast<int>(Mark::changed));
    }

    void words()
    {
        QCOMPARE(capabilitiesText("0000000000000000"), QStringLiteral("none"));
        QCOMPARE(capabilitiesText("000001ffffffffff"), QStringLiteral("all 41"));
        QCOMPARE(capabilitiesText("8000000000000000"), QStringLiteral("63"));
        QCOMPARE(capabilitiesText("xyz"), QStringLiteral("xyz"));
        QCOMPARE(ticksText("7"), QStringLiteral("0.07 s"));
        QCOMPARE(ticksText("1234"), QStringLiteral("12.34 s"));
        QCOMPARE(pagesText("3"), QStringLiteral("12 kB"));
        QCOMPARE(terminalText("0"), QStringLiteral("none"));
        QCOMPARE(terminalText("34816"), QStringLiteral("136:0"));
        QCOMPARE(exitCell("768").text, QStringLiteral("code 3"));
        QCOMPARE(exitCell("9").text, QStringLiteral("killed by SIGKILL (9)"));
        QCOMPARE(exitCell("139").text, QStringLiteral("killed by SIGSEGV (11)"));
    }
};

QTEST_GUILESS_MAIN(CellTableTest)
#include "tst_celltable.moc"

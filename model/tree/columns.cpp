// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/tree/columns.h>
#include <model/tree/roles.h>

#include <QCoreApplication>

#include <array>
#include <compare>

namespace sandscope::model {

namespace {

using snapshot::TaskSummary;

template <class T>
int order(const T& a, const T& b)
{
    const auto result = a <=> b;
    return (result > 0) - (result < 0);
}

/// The four functions of a column whose value is an optional number of TaskSummary.
template <auto Member>
bool has(const TaskSummary& row)
{
    return (row.*Member).has_value();
}

template <auto Member>
QVariant number(const TaskSummary& row)
{
    return has<Member>(row) ? QVariant::fromValue(*(row.*Member)) : QVariant();
}

template <auto Member>
QString numberText(const TaskSummary& row)
{
    return has<Member>(row) ? QString::number(*(row.*Member)) : QString();
}

template <auto Member>
int compareMember(const TaskSummary& a, const TaskSummary& b)
{
    return order(a.*Member, b.*Member);
}

/// Memory: what status prints, in kB of 1024 bytes.
template <auto Member>
QVariant kilobytes(const TaskSummary& row)
{
    return has<Member>(row) ? QVariant::fromValue<quint64>(*(row.*Member) / 1024) : QVariant();
}

template <auto Member>
QString kilobytesText(const TaskSummary& row)
{
    return has<Member>(row) ? QString::number(*(row.*Member) / 1024) + QStringLiteral(" kB")
                            : QString();
}

/// Times: seconds, cut to hundredths as the ticks of stat are.
template <auto Member>
QVariant seconds(const TaskSummary& row)
{
    return has<Member>(row) ? QVariant(static_cast<double>((row.*Member)->count()) / 1e9)
                            : QVariant();
}

template <auto Member>
QString secondsText(const TaskSummary& row)
{
    if (!has<Member>(row))
        return {};
    const qint64 hundredths = (row.*Member)->count() / 10'000'000;
    return QString::number(hundredths / 100) + u'.'
        + QStringLiteral("%1").arg(hundredths % 100, 2, 10, QLatin1Char('0'))
        + QStringLiteral(" s");
}

QByteArray bytes(const std::string& text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

bool always(const TaskSummary&)
{
    return true;
}

/// Whose state is known may have an empty name.
bool hasName(const TaskSummary& row)
{
    return !row.name.empty() || row.state.has_value();
}

/// The words of status' State line; "dead" is never printed but may stand in a snapshot.
QString stateText(const TaskSummary& row)
{
    using procfs::TaskState;
    if (!row.state)
        return {};
    switch (*row.state) {
    case TaskState::running:
        return QStringLiteral("R (running)");
    case TaskState::sleeping:
        return QStringLiteral("S (sleeping)");
    case TaskState::stopped:
        return QStringLiteral("T (stopped)");
    case TaskState::tracingStop:
        return QStringLiteral("t (tracing stop)");
    case TaskState::diskSleep:
        return QStringLiteral("D (disk sleep)");
    case TaskState::zombie:
        return QStringLiteral("Z (zombie)");
    case TaskState::dead:
        return QStringLiteral("X (dead)");
    }
    return {};
}

QVariant stateValue(const TaskSummary& row)
{
    return row.state ? QVariant(stateText(row).left(1)) : QVariant();
}

// clang-format off
constexpr std::array columns = {
    ProcessColumn{
        .id = "name",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Name"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The task's own name, at most 15 bytes (/proc/[pid]/status:Name)"),
        .unit = "", .rightAligned = false, .monospace = false, .shownByDefault = true, .descendingFirst = false,
        .known = hasName,
        .value = [](const TaskSummary& row) { return hasName(row) ? QVariant(bytes(row.name)) : QVariant(); },
        .text = [](const TaskSummary& row) { return escaped(row.name); },
        .compare = compareMember<&TaskSummary::name>,
    },
    ProcessColumn{
        .id = "tid",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "PID"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The id of the process or thread, as the outermost PID namespace sees it (/proc/[pid]/status:Pid)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = false,
        .known = always,
        .value = [](const TaskSummary& row) -> QVariant { return row.tid.value; },
        .text = [](const TaskSummary& row) { return QString::number(row.tid.value); },
        .compare = compareMember<&TaskSummary::tid>,
    },
    ProcessColumn{
        .id = "tgid",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Thread Group"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The id of the process that a thread belongs to (/proc/[pid]/status:Tgid)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = false, .descendingFirst = false,
        .known = always,
        .value = [](const TaskSummary& row) -> QVariant { return row.tgid.value; },
        .text = [](const TaskSummary& row) { return QString::number(row.tgid.value); },
        .compare = compareMember<&TaskSummary::tgid>,
    },
    ProcessColumn{
        .id = "parent",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Parent"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The id of the parent process; 0 for one that has none in sight (/proc/[pid]/status:PPid)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = false,
        .known = has<&TaskSummary::parentTgid>,
        .value = number<&TaskSummary::parentTgid>,
        .text = numberText<&TaskSummary::parentTgid>,
        .compare = compareMember<&TaskSummary::parentTgid>,
    },
    ProcessColumn{
        .id = "state",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "State"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "Running, sleeping, stopped or a zombie that waits for its parent (/proc/[pid]/status:State)"),
        .unit = "", .rightAligned = false, .monospace = false, .shownByDefault = true, .descendingFirst = false,
        .known = has<&TaskSummary::state>,
        .value = stateValue,
        .text = stateText,
        .compare = compareMember<&TaskSummary::state>,
    },
    ProcessColumn{
        .id = "threads",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Threads"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "How many threads the process has (/proc/[pid]/status:Threads)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::threads>,
        .value = number<&TaskSummary::threads>,
        .text = numberText<&TaskSummary::threads>,
        .compare = compareMember<&TaskSummary::threads>,
    },
    ProcessColumn{
        .id = "vm.size",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Virtual"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "Size of the whole address space, whether memory stands behind it or not (/proc/[pid]/status:VmSize)"),
        .unit = "kB", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::vssBytes>,
        .value = kilobytes<&TaskSummary::vssBytes>,
        .text = kilobytesText<&TaskSummary::vssBytes>,
        .compare = compareMember<&TaskSummary::vssBytes>,
    },
    ProcessColumn{
        .id = "vm.rss",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Resident"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "Memory that is there now, shared pages counted in full (/proc/[pid]/status:VmRSS)"),
        .unit = "kB", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::rssBytes>,
        .value = kilobytes<&TaskSummary::rssBytes>,
        .text = kilobytesText<&TaskSummary::rssBytes>,
        .compare = compareMember<&TaskSummary::rssBytes>,
    },
    ProcessColumn{
        .id = "cpu.time",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "CPU Time"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "Time spent on a processor, user and system together, of all threads for a process (/proc/[pid]/stat:utime and stime)"),
        .unit = "s", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::cpuTime>,
        .value = seconds<&TaskSummary::cpuTime>,
        .text = secondsText<&TaskSummary::cpuTime>,
        .compare = compareMember<&TaskSummary::cpuTime>,
    },
    ProcessColumn{
        .id = "start",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Started"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "When it was created, in seconds since the sandbox booted (/proc/[pid]/stat:starttime)"),
        .unit = "s", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::startTime>,
        .value = seconds<&TaskSummary::startTime>,
        .text = secondsText<&TaskSummary::startTime>,
        .compare = compareMember<&TaskSummary::startTime>,
    },
    ProcessColumn{
        .id = "uid",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "User"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The effective user id, by number (/proc/[pid]/status:Uid)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = false,
        .known = has<&TaskSummary::uid>,
        .value = number<&TaskSummary::uid>,
        .text = numberText<&TaskSummary::uid>,
        .compare = compareMember<&TaskSummary::uid>,
    },
    ProcessColumn{
        .id = "fds",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Open Files"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "How many file descriptors are open (entries of /proc/[pid]/fd)"),
        .unit = "", .rightAligned = true, .monospace = false, .shownByDefault = true, .descendingFirst = true,
        .known = has<&TaskSummary::openFiles>,
        .value = number<&TaskSummary::openFiles>,
        .text = numberText<&TaskSummary::openFiles>,
        .compare = compareMember<&TaskSummary::openFiles>,
    },
    ProcessColumn{
        .id = "command",
        .title = QT_TRANSLATE_NOOP("ProcessColumn", "Command"),
        .description = QT_TRANSLATE_NOOP("ProcessColumn", "The arguments it was started with, joined by blanks (/proc/[pid]/cmdline)"),
        .unit = "", .rightAligned = false, .monospace = true, .shownByDefault = true, .descendingFirst = false,
        .known = [](const TaskSummary& row) { return !row.command.empty(); },
        .value = [](const TaskSummary& row) { return row.command.empty() ? QVariant() : QVariant(bytes(row.command)); },
        .text = [](const TaskSummary& row) { return escaped(row.command); },
        .compare = compareMember<&TaskSummary::command>,
    },
};
// clang-format on

}

std::span<const ProcessColumn> processColumns()
{
    return columns;
}

int processColumn(QByteArrayView id)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (id == QByteArrayView(columns[i].id))
            return static_cast<int>(i);
    }
    return -1;
}

QVariant headingOf(const ProcessColumn& column, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return QCoreApplication::translate("ProcessColumn", column.title);
    case Qt::ToolTipRole:
        return QCoreApplication::translate("ProcessColumn", column.description);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.rightAligned ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::InitialSortOrderRole:
        return static_cast<int>(column.descendingFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    case ColumnIdRole:
        return QByteArray(column.id);
    case UnitRole:
        return QString::fromLatin1(column.unit);
    default:
        return {};
    }
}

}

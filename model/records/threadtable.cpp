// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/signalnames.h>
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/sourcename.h>
#include <model/records/threadtable.h>
#include <model/survey/threads.h>
#include <procfs/files/stat.h>
#include <procfs/files/status.h>
#include <procfs/files/truth.h>

#include <QStringList>

#include <charconv>

namespace sandscope::model {

namespace {

using procfs::Field;
using survey::Thread;

constexpr quint64 ticksPerSecond = 100; ///< of USER_HZ, the same in every Linux and gVisor

// clang-format off
constexpr SurveyColumn columns[] = {
    {"tid", QT_TRANSLATE_NOOP("Surveys", "TID"), QT_TRANSLATE_NOOP("Surveys", "The thread's number; that of the process for its first thread. Enter goes there."), true},
    {"name", QT_TRANSLATE_NOOP("Surveys", "Name"), QT_TRANSLATE_NOOP("Surveys", "Name of the task, at most 15 bytes.")},
    {"state", QT_TRANSLATE_NOOP("Surveys", "State"), QT_TRANSLATE_NOOP("Surveys", "What it is doing.")},
    {"cpu", QT_TRANSLATE_NOOP("Surveys", "CPU Time"), QT_TRANSLATE_NOOP("Surveys", "Time in user mode and in the kernel, of this thread alone."), true},
    {"processor", QT_TRANSLATE_NOOP("Surveys", "CPU"), QT_TRANSLATE_NOOP("Surveys", "The processor that ran it last."), true},
    {"pending", QT_TRANSLATE_NOOP("Surveys", "Pending"), QT_TRANSLATE_NOOP("Surveys", "Signals sent to this thread that it has not taken yet.")},
    {"started", QT_TRANSLATE_NOOP("Surveys", "Started"), QT_TRANSLATE_NOOP("Surveys", "When it started, counted from boot."), true},
    {"nspid", QT_TRANSLATE_NOOP("Surveys", "NSpid"), QT_TRANSLATE_NOOP("Surveys", "Its number in each PID namespace, from the outermost inwards.")},
};
// clang-format on

/// Which field of which file a cell shows.
struct Place
{
    const procfs::ProcFile* file;
    const char* name;
    const Field* field;
};

std::optional<quint64> number(const Field* field, int base = 10)
{
    if (!field)
        return std::nullopt;
    quint64 value = 0;
    const char* const end = field->value.data() + field->value.size();
    const auto [at, error] = std::from_chars(field->value.data(), end, value, base);
    return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

/// An empty cell that knows why: the file could not be read, or the dialect has no such field.
SurveyCell cellOf(const Place& place, const Thread& thread, const FileContent& content)
{
    const auto* doc = procfs::findDoc(place.file->fields, place.name);
    SurveyCell cell;
    const auto path = content.path + '/' + QByteArray::number(thread.tid) + '/'
        + QByteArray(place.file->name.data(), static_cast<qsizetype>(place.file->name.size()));
    cell.about = fieldText(doc, content.dialect) + u'\n' + sourceName(path, place.name);
    if (place.field)
        cell.state = fieldState(doc, content.dialect);
    else if (thread.failure)
        cell.state = cellState(*thread.failure);
    else
        cell.state = doc && doc->truthIn(content.dialect) == procfs::Truth::absent
            ? CellState::absent
            : CellState::notProvided;
    return cell;
}

QString secondsText(quint64 ticks)
{
    return QStringLiteral("%1.%2 s")
        .arg(ticks / ticksPerSecond)
        .arg(ticks % ticksPerSecond, 2, 10, QLatin1Char('0'));
}

SurveyCell cpuCell(const Thread& thread, const FileContent& content)
{
    const Field* user = thread.statField("utime");
    const Field* system = thread.statField("stime");
    auto cell = cellOf({&procfs::statFile, "utime", user}, thread, content);
    const auto first = number(user);
    const auto second = number(system);
    if (first && second) {
        cell.text = secondsText(*first + *second);
        cell.raw = QVariant::fromValue(*first + *second);
    }
    return cell;
}

SurveyCell pendingCell(const Thread& thread, const FileContent& content)
{
    const Field* field = thread.statusField("SigPnd");
    auto cell = cellOf({&procfs::statusFile, "SigPnd", field}, thread, content);
    const auto mask = number(field, 16);
    if (!mask)
        return cell;
    QStringList names;
    for (std::size_t bit = 0; bit < kernel::signalNames.size(); ++bit) {
        if ((*mask >> bit & 1U) != 0)
            names << QString::fromLatin1(kernel::signalNames[bit].data(),
                                         static_cast<qsizetype>(kernel::signalNames[bit].size()));
    }
    cell.text = names.isEmpty() ? SurveyTable::tr("none") : names.join(u' ');
    cell.raw = QVariant::fromValue(*mask);
    return cell;
}

SurveyCell textCell(const Place& place, const Thread& thread, const FileContent& content)
{
    auto cell = cellOf(place, thread, content);
    if (place.field) {
        cell.text = escaped(place.field->value).replace(QLatin1String("\\t"), QLatin1String(" "));
        if (const auto value = number(place.field))
            cell.raw = QVariant::fromValue(*value);
    }
    return cell;
}

SurveyRow rowOf(const Thread& thread, const FileContent& content)
{
    SurveyRow row;
    row.key = static_cast<quint64>(thread.tid);
    row.task = thread.task.value;
    row.path = content.path + '/' + QByteArray::number(thread.tid);
    const auto status = [&](const char* name) {
        return textCell({&procfs::statusFile, name, thread.statusField(name)}, thread, content);
    };
    row.cells << SurveyCell{.text = QString::number(thread.tid),
                            .raw = QVariant::fromValue(static_cast<quint64>(thread.tid))};
    row.cells << status("Name") << status("State") << cpuCell(thread, content);
    row.cells << textCell({&procfs::statFile, "processor", thread.statField("processor")}, thread,
                          content);
    row.cells << pendingCell(thread, content);
    const Field* started = thread.statField("starttime");
    auto start = cellOf({&procfs::statFile, "starttime", started}, thread, content);
    if (const auto ticks = number(started)) {
        start.text = secondsText(*ticks);
        start.raw = QVariant::fromValue(*ticks);
    }
    row.cells << start << status("NSpid");
    return row;
}

}

QList<SurveyRow> threadRows(const FileContent& content)
{
    QList<SurveyRow> rows;
    if (!content.threads)
        return rows;
    for (const Thread& thread : content.threads->entries)
        rows << rowOf(thread, content);
    return rows;
}

SurveyTable* threadTable(QObject* parent)
{
    return new SurveyTable(columns, threadRows, parent);
}

}

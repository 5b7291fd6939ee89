// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/descriptortable.h>
#include <model/records/escape.h>
#include <procfs/files/fdinfo.h>
#include <procfs/files/truth.h>

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace sandscope::model {

namespace {

using survey::Descriptor;
using survey::FileType;
using survey::Holder;
using survey::Opened;
using survey::OtherEnd;

constexpr std::size_t namedHolders = 3; ///< in a cell; the others are counted

QString say(const char* text)
{
    return QCoreApplication::translate("Surveys", text);
}

// clang-format off
constexpr SurveyColumn columns[] = {
    {"fd", QT_TRANSLATE_NOOP("Surveys", "FD"), QT_TRANSLATE_NOOP("Surveys", "The number of the descriptor."), true},
    {"type", QT_TRANSLATE_NOOP("Surveys", "Type"), QT_TRANSLATE_NOOP("Surveys", "What kind of file it leads to, by its target.")},
    {"access", QT_TRANSLATE_NOOP("Surveys", "Access"), QT_TRANSLATE_NOOP("Surveys", "For what it was opened: r to read, w to write.")},
    {"target", QT_TRANSLATE_NOOP("Surveys", "Target"), QT_TRANSLATE_NOOP("Surveys", "Where the link in fd leads.")},
    {"other", QT_TRANSLATE_NOOP("Surveys", "Other End"), QT_TRANSLATE_NOOP("Surveys", "Who holds the other end of the pipe or the pair of sockets; of a pidfd the process. Enter goes there.")},
    {"shared", QT_TRANSLATE_NOOP("Surveys", "Also Held By"), QT_TRANSLATE_NOOP("Surveys", "Other descriptors of the same end, socket or counter: made by fork, dup, or sent.")},
    {"offset", QT_TRANSLATE_NOOP("Surveys", "Offset"), QT_TRANSLATE_NOOP("Surveys", "Where the next read or write begins, in bytes."), true},
    {"flags", QT_TRANSLATE_NOOP("Surveys", "Flags"), QT_TRANSLATE_NOOP("Surveys", "The flags that it was opened with, or got later.")},
};
constexpr const char* typeNames[] = {
    QT_TRANSLATE_NOOP("Surveys", "file"), QT_TRANSLATE_NOOP("Surveys", "directory"),
    QT_TRANSLATE_NOOP("Surveys", "device"), QT_TRANSLATE_NOOP("Surveys", "terminal"),
    QT_TRANSLATE_NOOP("Surveys", "memfd"), QT_TRANSLATE_NOOP("Surveys", "pipe"),
    QT_TRANSLATE_NOOP("Surveys", "socket"), QT_TRANSLATE_NOOP("Surveys", "host file"),
    QT_TRANSLATE_NOOP("Surveys", "eventfd"), QT_TRANSLATE_NOOP("Surveys", "epoll"),
    QT_TRANSLATE_NOOP("Surveys", "timerfd"), QT_TRANSLATE_NOOP("Surveys", "signalfd"),
    QT_TRANSLATE_NOOP("Surveys", "inotify"), QT_TRANSLATE_NOOP("Surveys", "pidfd"),
    QT_TRANSLATE_NOOP("Surveys", "other"), "",
};
// clang-format on

const char* accessText(Opened opened)
{
    switch (opened) {
    case Opened::read:
        return QT_TRANSLATE_NOOP("Surveys", "r");
    case Opened::write:
        return QT_TRANSLATE_NOOP("Surveys", "w");
    case Opened::both:
        return QT_TRANSLATE_NOOP("Surveys", "rw");
    case Opened::path:
        return QT_TRANSLATE_NOOP("Surveys", "path only");
    case Opened::unknown:
        break;
    }
    return nullptr;
}

/// What stands in a cell whose value fdinfo did not tell.
SurveyCell untold(const Descriptor& entry, const char* field, procfs::Dialect dialect)
{
    if (entry.infoFailure)
        return failedCell(*entry.infoFailure);
    const auto* doc = procfs::findDoc(procfs::fdinfoFile.fields, field);
    SurveyCell cell;
    cell.state = doc && doc->truthIn(dialect) == procfs::Truth::absent ? CellState::absent
                                                                       : CellState::notProvided;
    cell.about = fieldText(doc, dialect);
    return cell;
}

QString holdersText(const std::vector<Holder>& holders, std::size_t count, FileType type,
                    std::size_t most, const QString& separator = QStringLiteral(", "))
{
    QStringList parts;
    for (std::size_t i = 0; i < std::min(holders.size(), most); ++i)
        parts << holderText(holders[i], type);
    const auto rest = static_cast<qulonglong>(count) - static_cast<qulonglong>(parts.size());
    auto text = parts.join(separator);
    return rest == 0 || parts.isEmpty()
        ? text
        : say(QT_TRANSLATE_NOOP("Surveys", "%1 and %2 more")).arg(text, QString::number(rest));
}

QString listed(const char* heading, const std::vector<Holder>& holders, std::size_t count,
               FileType type)
{
    return say(heading) + u'\n'
        + holdersText(holders, count, type, holders.size(), QStringLiteral("\n"));
}

SurveyCell otherEndCell(const Descriptor& entry, const survey::Descriptors& found)
{
    SurveyCell cell;
    switch (entry.otherEnd) {
    case OtherEnd::none:
        break;
    case OtherEnd::held:
    case OtherEnd::process:
        cell.text = holdersText(entry.others, entry.otherCount, entry.type, namedHolders);
        cell.about = listed(QT_TRANSLATE_NOOP("Surveys", "At the other end; Enter goes there:"),
                            entry.others, entry.otherCount, entry.type);
        break;
    case OtherEnd::nobody:
        if (found.denied + found.unsampled > 0) {
            cell.text = say(QT_TRANSLATE_NOOP("Surveys", "not found"));
            cell.about = searchText(found);
            cell.state = found.denied > 0 ? CellState::notPermitted : CellState::notSampled;
        } else if (found.isPart) {
            cell.text = say(QT_TRANSLATE_NOOP("Surveys", "nobody in sight"));
            cell.about = say(QT_TRANSLATE_NOOP(
                "Surveys",
                "No process that is shown here holds it. Others are not shown, as those outside of "
                "a subtree: one of them may hold it, or it is closed."));
            cell.state = CellState::notProvided;
        } else {
            cell.text = say(QT_TRANSLATE_NOOP("Surveys", "nobody"));
            cell.about = say(QT_TRANSLATE_NOOP(
                "Surveys", "It is closed, or held by a process that this source does not show."));
        }
        break;
    case OtherEnd::ended:
        cell.text = say(QT_TRANSLATE_NOOP("Surveys", "has ended"));
        cell.about
            = say(QT_TRANSLATE_NOOP("Surveys", "Its process was waited for and is no more."));
        break;
    case OtherEnd::outside:
        cell.text = say(QT_TRANSLATE_NOOP("Surveys", "outside the sandbox"));
        cell.about = say(QT_TRANSLATE_NOOP(
            "Surveys", "A file of the host that the sandbox was given when it started."));
        break;
    case OtherEnd::untold:
        cell.text = say(QT_TRANSLATE_NOOP("Surveys", "not told"));
        cell.about = entry.type == FileType::socket
            ? say(QT_TRANSLATE_NOOP(
                  "Surveys", "/proc numbers each socket, but does not say which one is its peer."))
            : say(QT_TRANSLATE_NOOP("Surveys", "fdinfo does not name the process here."));
        cell.state = CellState::notProvided;
        break;
    }
    return cell;
}

SurveyCell sharersCell(const Descriptor& entry)
{
    SurveyCell cell;
    if (entry.sharerCount > 0) {
        cell.text = holdersText(entry.sharers, entry.sharerCount, entry.type, namedHolders);
        cell.about = listed(QT_TRANSLATE_NOOP("Surveys", "The same end, socket or counter:"),
                            entry.sharers, entry.sharerCount, entry.type);
    }
    return cell;
}

SurveyCell flagsCell(const Descriptor& entry, procfs::Dialect dialect)
{
    SurveyCell cell;
    if (!entry.flags) {
        if (!entry.closeOnExec) // all that gVisor 2018 tells
            return untold(entry, "flags", dialect);
        cell.text = *entry.closeOnExec ? QStringLiteral("O_CLOEXEC") : QString();
        cell.raw = QVariant::fromValue<quint64>(*entry.closeOnExec ? 1 : 0);
        return cell;
    }
    QStringList names;
    for (const std::string& name : survey::flagNames(*entry.flags))
        names << QString::fromStdString(name);
    // The column Access says it already.
    if (!names.isEmpty()
        && (names.first() == QLatin1String("O_RDONLY") || names.first() == QLatin1String("O_WRONLY")
            || names.first() == QLatin1String("O_RDWR")))
        names.removeFirst();
    cell.text = names.join(u' ');
    cell.raw = QVariant::fromValue<quint64>(*entry.flags);
    cell.about = QStringLiteral("0") + QString::number(*entry.flags, 8);
    return cell;
}

SurveyRow rowOf(const Descriptor& entry, const FileContent& content)
{
    SurveyRow row;
    row.key = static_cast<quint64>(entry.fd);
    row.task = content.task.value;
    row.path = content.path + '/' + QByteArray::number(entry.fd);
    const auto number = [](quint64 value) {
        return SurveyCell{.text = QString::number(value), .raw = QVariant::fromValue(value)};
    };
    row.cells << number(static_cast<quint64>(entry.fd));
    row.cells << (entry.targetFailure
                      ? failedCell(*entry.targetFailure)
                      : SurveyCell{.text = say(typeNames[static_cast<std::size_t>(entry.type)])});
    const char* access = accessText(entry.opened);
    row.cells << (access ? SurveyCell{.text = say(access)}
                         : untold(entry, "flags", content.dialect));
    row.cells << (entry.targetFailure ? failedCell(*entry.targetFailure)
                                      : SurveyCell{.text = escaped(entry.target),
                                                   .raw = QByteArray::fromStdString(entry.target)});
    row.cells << otherEndCell(entry, *content.descriptors) << sharersCell(entry);
    row.cells << (entry.position ? number(*entry.position) : untold(entry, "pos", content.dialect));
    row.cells << flagsCell(entry, content.dialect);
    return row;
}

}

QString holderText(const Holder& holder, FileType type)
{
    auto text = escaped(holder.name) + u' ' + QString::number(holder.pid.value);
    if (holder.fd < 0)
        return text;
    text += say(QT_TRANSLATE_NOOP("Surveys", " fd %1")).arg(holder.fd);
    if (type != FileType::pipe)
        return text;
    switch (holder.opened) {
    case Opened::read:
        return text + say(QT_TRANSLATE_NOOP("Surveys", " (read end)"));
    case Opened::write:
        return text + say(QT_TRANSLATE_NOOP("Surveys", " (write end)"));
    case Opened::both:
        return text + say(QT_TRANSLATE_NOOP("Surveys", " (both ends)"));
    default:
        return text + say(QT_TRANSLATE_NOOP("Surveys", " (end not told)"));
    }
}

QString searchText(const survey::Descriptors& found)
{
    if (found.searched == 0)
        return {};
    QStringList parts{found.searched == 1
                          ? say(QT_TRANSLATE_NOOP("Surveys", "Other ends: 1 process searched"))
                          : say(QT_TRANSLATE_NOOP("Surveys", "Other ends: %1 processes searched"))
                                .arg(qulonglong(found.searched))};
    if (found.denied > 0)
        parts << say(QT_TRANSLATE_NOOP(
                         "Surveys", "%1 not permitted (same user or ptrace permission is needed)"))
                     .arg(qulonglong(found.denied));
    if (found.unsampled > 0)
        parts << say(QT_TRANSLATE_NOOP("Surveys", "%1 not sampled by this source"))
                     .arg(qulonglong(found.unsampled));
    return parts.join(QStringLiteral("  ·  "));
}

QList<SurveyRow> descriptorRows(const FileContent& content)
{
    QList<SurveyRow> rows;
    if (!content.descriptors)
        return rows;
    for (const Descriptor& entry : content.descriptors->entries)
        rows << rowOf(entry, content);
    return rows;
}

SurveyTable* descriptorTable(QObject* parent)
{
    return new SurveyTable(columns, descriptorRows, parent);
}

}

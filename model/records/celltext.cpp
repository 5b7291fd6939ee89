// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>

#include <QCoreApplication>
#include <QStringList>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("CellText", text);
}

/// Of our own tables: always UTF-8.
QString words(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// "Derived in gVisor 2019"
QString truthWords(procfs::Truth truth, procfs::Dialect dialect)
{
    const auto sentence = [truth] {
        switch (truth) {
        case procfs::Truth::measured:
            return say(QT_TRANSLATE_NOOP("CellText", "Measured in %1"));
        case procfs::Truth::derived:
            return say(QT_TRANSLATE_NOOP("CellText", "Derived in %1"));
        case procfs::Truth::constant:
            return say(QT_TRANSLATE_NOOP("CellText", "Always the same in %1"));
        case procfs::Truth::absent:
            return say(QT_TRANSLATE_NOOP("CellText", "Absent in %1"));
        case procfs::Truth::renamed:
            return say(QT_TRANSLATE_NOOP("CellText", "Under another name in %1"));
        case procfs::Truth::unknown:
            break;
        }
        return say(QT_TRANSLATE_NOOP("CellText", "Unknown in %1"));
    }();
    return sentence.arg(dialectTitle(dialect));
}

}

QString unitWord(const QString& unit)
{
    if (unit == QLatin1StringView("kB"))
        return say(QT_TRANSLATE_NOOP("CellText", "kilobytes"));
    if (unit == QLatin1StringView("s"))
        return say(QT_TRANSLATE_NOOP("CellText", "seconds"));
    return unit;
}

QString fieldText(const procfs::FieldDoc* doc, procfs::Dialect dialect)
{
    if (!doc)
        return say(QT_TRANSLATE_NOOP("CellText", "The field table does not know this field."));
    QStringList lines{words(doc->meaning)};
    if (!doc->unit.empty())
        lines.append(
            say(QT_TRANSLATE_NOOP("CellText", "Unit: %1.")).arg(unitWord(words(doc->unit))));
    QString truth = say(QT_TRANSLATE_NOOP("CellText", "%1: %2"))
                        .arg(truthWords(doc->truthIn(dialect), dialect),
                             words(procfs::truthReason(*doc, dialect)));
    if (doc->truthIn(dialect) == procfs::Truth::constant)
        truth = say(QT_TRANSLATE_NOOP("CellText", "%1, “%2”: %3"))
                    .arg(truthWords(doc->truthIn(dialect), dialect), escaped(doc->constant),
                         words(procfs::truthReason(*doc, dialect)));
    if (const procfs::TruthNote* note = doc->noteIn(dialect); note && !note->since.empty())
        truth += u' ' + say(QT_TRANSLATE_NOOP("CellText", "Since %1.")).arg(words(note->since));
    lines.append(truth);
    return lines.join(u'\n');
}

CellState fieldState(const procfs::FieldDoc* doc, procfs::Dialect dialect)
{
    return doc ? cellState(doc->truthIn(dialect)) : CellState::unknown;
}

CellState cellState(procfs::Truth truth)
{
    switch (truth) {
    case procfs::Truth::measured:
        return CellState::measured;
    case procfs::Truth::derived:
        return CellState::derived;
    case procfs::Truth::constant:
        return CellState::constant;
    case procfs::Truth::absent:
        return CellState::absent;
    case procfs::Truth::renamed:
        return CellState::renamed;
    case procfs::Truth::unknown:
        return CellState::unknown;
    }
    return CellState::unknown;
}

CellState cellState(const procfs::Failure& failure)
{
    using procfs::Errno;
    using Kind = procfs::Failure::Kind;
    switch (failure.kind) {
    case Kind::notSampled:
        return CellState::notSampled;
    case Kind::notKept:
    case Kind::notProvided:
        return CellState::notProvided;
    case Kind::damaged:
        return CellState::failed;
    case Kind::error:
        break;
    }
    switch (failure.error) {
    case Errno::access:
    case Errno::perm:
        return CellState::notPermitted;
    case Errno::noEntry:
    case Errno::noProcess:
        return CellState::gone;
    default:
        return CellState::failed;
    }
}

QString dialectTitle(procfs::Dialect dialect)
{
    if (dialect == procfs::Dialect::linux_)
        return QStringLiteral("Linux");
    const std::string_view name = procfs::dialectName(dialect); // "gvisor-2019"
    const auto dash = name.find('-');
    const std::string_view year = dash == std::string_view::npos ? name : name.substr(dash + 1);
    return QStringLiteral("gVisor ")
        + QString::fromLatin1(year.data(), static_cast<qsizetype>(year.size()));
}

QString stateWords(CellState state, std::optional<procfs::Dialect> dialect)
{
    const auto words = [state] {
        switch (state) {
        case CellState::measured:
            return QString();
        case CellState::derived:
            return say(QT_TRANSLATE_NOOP("CellText", "derived"));
        case CellState::constant:
            return say(QT_TRANSLATE_NOOP("CellText", "always the same"));
        case CellState::notProvided:
            return say(QT_TRANSLATE_NOOP("CellText", "not provided by this source"));
        case CellState::notPermitted:
            return say(QT_TRANSLATE_NOOP("CellText", "not permitted"));
        case CellState::gone:
            return say(QT_TRANSLATE_NOOP("CellText", "gone"));
        case CellState::notSampled:
            return say(QT_TRANSLATE_NOOP("CellText", "not sampled yet"));
        case CellState::failed:
            return say(QT_TRANSLATE_NOOP("CellText", "could not be read"));
        case CellState::absent:
            return say(QT_TRANSLATE_NOOP("CellText", "absent"));
        case CellState::renamed:
            return say(QT_TRANSLATE_NOOP("CellText", "under another name"));
        case CellState::unknown:
            return say(QT_TRANSLATE_NOOP("CellText", "not in the field table"));
        case CellState::withheld:
            return say(QT_TRANSLATE_NOOP("CellText", "withheld"));
        }
        return QString();
    }();
    const bool ofDialect = dialect
        && (state == CellState::derived || state == CellState::constant
            || state == CellState::absent || state == CellState::renamed);
    return ofDialect
        ? say(QT_TRANSLATE_NOOP("CellText", "%1 in %2")).arg(words, dialectTitle(*dialect))
        : words;
}

QString cellToolTip(const QString& about, CellState state, std::optional<procfs::Dialect> dialect)
{
    const auto sentence = [&] {
        const QString words = stateWords(state, dialect);
        switch (state) {
        case CellState::measured:
            return QString();
        case CellState::derived:
            return say(QT_TRANSLATE_NOOP(
                           "CellText",
                           "This value is %1: computed from something else, or an approximation."))
                .arg(words);
        case CellState::constant:
            return say(QT_TRANSLATE_NOOP("CellText", "This value is %1; it measures nothing."))
                .arg(words);
        case CellState::gone:
            return say(QT_TRANSLATE_NOOP("CellText", "The task is gone; this is its last state."));
        case CellState::notProvided:
            return say(QT_TRANSLATE_NOOP("CellText", "This source does not tell it."));
        case CellState::notPermitted:
            return say(QT_TRANSLATE_NOOP("CellText", "Reading it is not permitted."));
        case CellState::notSampled:
            return say(QT_TRANSLATE_NOOP("CellText", "It has not been sampled yet."));
        case CellState::failed:
            return say(QT_TRANSLATE_NOOP("CellText", "It could not be read."));
        case CellState::absent:
            return say(QT_TRANSLATE_NOOP("CellText", "This value is %1.")).arg(words);
        case CellState::renamed:
            return say(QT_TRANSLATE_NOOP("CellText", "This value is %1.")).arg(words);
        case CellState::unknown:
            return say(QT_TRANSLATE_NOOP("CellText", "Nothing is known about it."));
        case CellState::withheld:
            return say(
                QT_TRANSLATE_NOOP("CellText",
                                  "Withheld: who recorded it put another character in "
                                  "place of each byte. The length is that of the original."));
        }
        return QString();
    }();
    return sentence.isEmpty() || about.isEmpty() ? about + sentence : about + u'\n' + sentence;
}

QString cellAccessibleText(const QString& name, const QString& value, const QString& unit,
                           CellState state, std::optional<procfs::Dialect> dialect)
{
    QStringList parts{name};
    if (!value.isEmpty())
        parts.append(unit.isEmpty() ? value : value + u' ' + unitWord(unit));
    if (const QString words = stateWords(state, dialect); !words.isEmpty())
        parts.append(words);
    return parts.join(QLatin1StringView(", "));
}

}

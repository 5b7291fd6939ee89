// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <app/cli/view.h>
#include <procfs/lensentry.h>

#include <QJsonArray>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace sandscope::app::cli {

namespace {

using procfs::Dialect;
using procfs::FileKind;
using procfs::LensEntry;
using procfs::LensRecord;
using procfs::LensRow;
using procfs::LensVerdict;

QString kindName(FileKind kind)
{
    return typeName(entryType(kind));
}

// ---- JSON ---------------------------------------------------------------------------------------

QString verdictWord(LensVerdict verdict)
{
    switch (verdict) {
    case LensVerdict::onlyLeft:
        return QStringLiteral("onlyLeft");
    case LensVerdict::onlyRight:
        return QStringLiteral("onlyRight");
    default:
        return textOf(procfs::verdictName(verdict));
    }
}

void setValue(QJsonObject& object, const QString& key, const std::optional<std::string>& value)
{
    if (value)
        setBytes(object, key, *value);
    else
        object.insert(key, QJsonValue());
}

QJsonObject rowToJson(const LensRow& row, const LensEntry& left, const LensEntry& right)
{
    QJsonObject object;
    setBytes(object, QStringLiteral("name"), row.name);
    if (!row.otherName.empty())
        setBytes(object, QStringLiteral("otherName"), row.otherName);
    setValue(object, QStringLiteral("left"), row.left);
    setValue(object, QStringLiteral("right"), row.right);
    object.insert(QStringLiteral("verdict"), verdictWord(row.verdict));
    object.insert(QStringLiteral("reason"), QString::fromStdString(row.reason));
    object.insert(QStringLiteral("since"),
                  row.since.empty() ? QJsonValue() : QJsonValue(QString::fromStdString(row.since)));
    const procfs::FieldDoc* const leftDoc = row.leftDoc ? row.leftDoc : row.rightDoc;
    const procfs::FieldDoc* const rightDoc = row.rightDoc ? row.rightDoc : row.leftDoc;
    if (leftDoc) {
        object.insert(QStringLiteral("unit"), textOf(leftDoc->unit));
        object.insert(QStringLiteral("meaning"), textOf(leftDoc->meaning));
        object.insert(QStringLiteral("leftTruth"),
                      textOf(procfs::truthName(leftDoc->truthIn(left.dialect))));
        object.insert(QStringLiteral("rightTruth"),
                      textOf(procfs::truthName(rightDoc->truthIn(right.dialect))));
    }
    return object;
}

QJsonObject sideToJson(const LensEntry& side)
{
    QJsonObject object{{QStringLiteral("dialect"), textOf(procfs::dialectName(side.dialect))},
                       {QStringLiteral("exists"), side.kind.has_value()}};
    if (side.kind) {
        object.insert(QStringLiteral("kind"), kindName(*side.kind));
        object.insert(QStringLiteral("mode"),
                      QStringLiteral("%1").arg(side.mode, 4, 8, QLatin1Char('0')));
    }
    if (side.failure)
        object.insert(QStringLiteral("failure"), toJson(*side.failure));
    if (side.parseError)
        object.insert(QStringLiteral("parseError"), QString::fromStdString(*side.parseError));
    return object;
}

void printJson(const Invocation& invocation, const LensEntry& left, const LensEntry& right,
               const std::vector<LensRecord>& records)
{
    QJsonArray array;
    for (const LensRecord& record : records) {
        QJsonObject object;
        setBytes(object, QStringLiteral("key"), record.key);
        object.insert(QStringLiteral("left"), record.isLeft);
        object.insert(QStringLiteral("right"), record.isRight);
        QJsonArray rows;
        for (const LensRow& row : record.rows)
            rows.append(rowToJson(row, left, right));
        object.insert(QStringLiteral("rows"), rows);
        array.append(object);
    }
    const procfs::LensCounts counts = procfs::count(records);
    const auto number = [](std::size_t value) { return static_cast<qint64>(value); };
    QJsonObject object{{QStringLiteral("left"), sideToJson(left)},
                       {QStringLiteral("right"), sideToJson(right)},
                       {QStringLiteral("sameBytes"),
                        left.kind && right.kind && !left.failure && !right.failure
                            && left.text == right.text && counts.notEqual() == 0},
                       {QStringLiteral("records"), array},
                       {QStringLiteral("counts"),
                        QJsonObject{{QStringLiteral("equal"), number(counts.equal)},
                                    {QStringLiteral("differs"), number(counts.differs)},
                                    {QStringLiteral("onlyLeft"), number(counts.onlyLeft)},
                                    {QStringLiteral("onlyRight"), number(counts.onlyRight)},
                                    {QStringLiteral("renamed"), number(counts.renamed)}}}};
    setBytes(object, QStringLiteral("path"), invocation.path);
    print(object);
}

// ---- text ---------------------------------------------------------------------------------------

constexpr qsizetype verdictColumn = 10, shortestName = 12, longestName = 28, noteColumn = 6;

/// Prints rows; the reasons, which many rows share, are numbered and come at the end.
class Printer
{
public:
    Printer(const LensEntry& left, const LensEntry& right, bool all)
        : m_left(left)
        , m_right(right)
        , m_all(all)
    {
    }

    void print(const std::vector<LensRecord>& records)
    {
        for (const LensRecord& record : records) {
            for (const LensRow& row : record.rows) {
                if (m_all || row.verdict != LensVerdict::equal)
                    m_nameColumn = std::max(m_nameColumn, nameOf(row).size());
            }
        }
        m_nameColumn = std::min(m_nameColumn, longestName);
        m_valueColumn = (textColumns - verdictColumn - m_nameColumn - noteColumn - 6) / 2;
        printColumns({}, {}, textOf(procfs::dialectName(m_left.dialect)),
                     textOf(procfs::dialectName(m_right.dialect)), {});
        std::size_t equalRecords = 0;
        std::size_t lonelyRecords = 0; // of a file that the other side has not
        const bool isLonely = !m_left.kind || !m_right.kind;
        for (const LensRecord& record : records) {
            if (!m_all && !record.key.empty() && record.isEqual())
                ++equalRecords;
            else if (!m_all && !record.key.empty() && isLonely)
                ++lonelyRecords;
            else
                printRecord(record);
        }
        if (equalRecords != 0)
            printLine(folded(equalRecords, QStringLiteral("record"), QStringLiteral("equal")));
        if (lonelyRecords != 0)
            printLine(folded(
                lonelyRecords, QStringLiteral("record"),
                QStringLiteral("only in %1")
                    .arg(textOf(procfs::dialectName((m_left.kind ? m_left : m_right).dialect)))));
        for (std::size_t i = 0; i < m_reasons.size(); ++i)
            printWrapped(QStringLiteral("[%1] ").arg(i + 1), m_reasons[i]);
    }

private:
    void printRecord(const LensRecord& record)
    {
        const bool isWhole = record.isLeft && record.isRight;
        if (!record.key.empty() && !isWhole && !m_all) {
            printOneSided(record);
            return;
        }
        if (!record.key.empty())
            printLine(keyText(record));
        std::size_t equal = 0;
        for (const LensRow& row : record.rows) {
            // The address range stands in the heading.
            const bool isHeading = !record.key.empty()
                && row.left.value_or(*anyOf(row)) == record.key
                && row.verdict != LensVerdict::differs && &row == &record.rows.front();
            if (!m_all && (row.verdict == LensVerdict::equal || (isHeading && isWhole)))
                ++equal;
            else if (!isHeading || m_all)
                printRow(row);
        }
        if (equal != 0)
            printLine(QStringLiteral("  ")
                      + folded(equal, QStringLiteral("field"), QStringLiteral("equal")));
    }

    static QString folded(std::size_t number, const QString& what, const QString& how)
    {
        return number == 1
            ? QStringLiteral("1 %1 is %2; --all shows it.").arg(what, how)
            : QStringLiteral("%1 %2s are %3; --all shows them.").arg(number).arg(what, how);
    }

    /// A mapping or line that the other side has not, on a line of its own.
    void printOneSided(const LensRecord& record)
    {
        QStringList values;
        QStringList notes;
        for (const LensRow& row : record.rows) {
            if (*anyOf(row) != record.key)
                values.append(valueText(anyOf(row)));
            if (const QString note = noteOf(row); !notes.contains(note))
                notes.append(note);
        }
        printWrapped(QStringLiteral("  %1 ").arg(textOf(procfs::verdictName(
                         record.isLeft ? LensVerdict::onlyLeft : LensVerdict::onlyRight))),
                     keyText(record) + QStringLiteral("  ") + values.join(QLatin1Char(' '))
                         + QLatin1Char(' ') + notes.join(QString()));
    }

    static const std::optional<std::string>& anyOf(const LensRow& row)
    {
        return row.left ? row.left : row.right;
    }

    static QString keyText(const LensRecord& record)
    {
        const bool isNumber = record.key.find_first_not_of("0123456789") == std::string::npos;
        return (isNumber ? QStringLiteral("record ") : QString()) + escaped(record.key);
    }

    void printRow(const LensRow& row)
    {
        const QString name = nameOf(row);
        const QString left = valueText(row.left);
        const QString right = valueText(row.right);
        const QString verdict = textOf(procfs::verdictName(row.verdict));
        const QString note = row.verdict == LensVerdict::equal ? QString() : noteOf(row);
        if (name.size() <= m_nameColumn && left.size() <= m_valueColumn
            && right.size() <= m_valueColumn) {
            printColumns(verdict, name, left, right, note);
            return;
        }
        // What is too long for a column has a line of its own, whole.
        printColumns(verdict, name, {}, {}, note);
        printLine(QStringLiteral("    left   ") + left);
        printLine(QStringLiteral("    right  ") + right);
    }

    static QString nameOf(const LensRow& row)
    {
        QString name = escaped(row.name);
        if (!row.otherName.empty())
            name += QStringLiteral("/") + escaped(row.otherName);
        return name;
    }

    void printColumns(const QString& verdict, const QString& name, const QString& left,
                      const QString& right, const QString& note) const
    {
        QString line
            = QStringLiteral("  %1 %2 %3 %4 %5")
                  .arg(verdict.leftJustified(verdictColumn), name.leftJustified(m_nameColumn),
                       left.leftJustified(m_valueColumn), right.leftJustified(m_valueColumn), note);
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        printLine(line);
    }

    QString noteOf(const LensRow& row)
    {
        QString reason = QString::fromStdString(row.reason);
        if (!row.since.empty())
            reason += QStringLiteral(" Since %1.").arg(QString::fromStdString(row.since));
        auto [known, isNew] = m_numbers.try_emplace(reason, m_reasons.size() + 1);
        if (isNew)
            m_reasons.push_back(reason);
        return QStringLiteral("[%1]").arg(known->second);
    }

    const LensEntry& m_left;
    const LensEntry& m_right;
    bool m_all;
    qsizetype m_nameColumn = shortestName;
    qsizetype m_valueColumn = 0;
    std::vector<QString> m_reasons;
    std::map<QString, std::size_t> m_numbers;
};

void printText(const Invocation& invocation, const LensEntry& left, const LensEntry& right,
               const std::vector<LensRecord>& records)
{
    printLine(invocation.path.empty() ? QStringLiteral("/proc")
                                      : QStringLiteral("/proc/") + escaped(invocation.path));
    for (const LensEntry* const side : {&left, &right}) {
        const QString lead = QStringLiteral("  %1  ").arg(
            textOf(procfs::dialectName(side->dialect)).leftJustified(11));
        const QString problem = QString::fromStdString(problemOf(*side));
        if (!side->kind)
            printWrapped(lead, problem);
        else
            printWrapped(lead,
                         QStringLiteral("%1, mode %2")
                                 .arg(kindName(*side->kind))
                                 .arg(side->mode, 4, 8, QLatin1Char('0'))
                             + (problem.isEmpty() ? QString() : QStringLiteral(": ") + problem));
    }
    if (!records.empty()) {
        printLine(QString());
        Printer(left, right, invocation.all).print(records);
    }
    const procfs::LensCounts counts = procfs::count(records);
    printLine(QString());
    printLine(QStringLiteral("%1 equal, %2 differ, %3 only in %4, %5 only in %6, %7 renamed.")
                  .arg(QString::number(counts.equal), QString::number(counts.differs),
                       QString::number(counts.onlyLeft), textOf(procfs::dialectName(left.dialect)),
                       QString::number(counts.onlyRight),
                       textOf(procfs::dialectName(right.dialect)),
                       QString::number(counts.renamed)));
    if (counts.notEqual() == 0 && left.text != right.text)
        printLine(QStringLiteral("The fields are equal; the blanks around them are not."));
}

}

Exit runLens(const Invocation& invocation)
{
    ViewRequest request = invocation.view;
    auto view = View::open(request);
    if (!view)
        return view.error();
    if (!view->capabilities().printsDialects) {
        complain(
            QStringLiteral("This source shows what was recorded, in the dialect %1, and cannot "
                           "print another; lens needs a scenario.")
                .arg(textOf(procfs::dialectName(view->dialect()))));
        return Exit::wrongUsage;
    }
    std::vector<LensEntry> sides;
    for (const Dialect dialect : invocation.dialects) {
        if (const auto done = view->setDialect(dialect); !done)
            return done.error();
        sides.push_back(procfs::readLensEntry(view->walk(invocation.path), dialect));
    }
    const LensEntry& left = sides.front();
    const LensEntry& right = sides.back();
    const auto isReadable = [](const LensEntry& side) { return !side.failure && !side.parseError; };
    if (!isReadable(left) && !isReadable(right)) {
        if (left.failure && left.failure == right.failure)
            complain(sentence(invocation.path, *left.failure));
        else
            complain(QStringLiteral("%1: %2: %3; %4: %5.")
                         .arg(escaped(invocation.path), textOf(procfs::dialectName(left.dialect)),
                              QString::fromStdString(problemOf(left)),
                              textOf(procfs::dialectName(right.dialect)),
                              QString::fromStdString(problemOf(right))));
        return Exit::no;
    }
    const auto records = procfs::compareEntries(left, right);
    if (invocation.json)
        printJson(invocation, left, right, records);
    else
        printText(invocation, left, right, records);
    return Exit::done;
}

}

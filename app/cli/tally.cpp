// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/layout.h>
#include <app/cli/output.h>
#include <app/cli/tally.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace sandscope::app::cli {

namespace {

QString number(std::size_t value)
{
    return QString::number(static_cast<qulonglong>(value));
}

void printRow(const QString& file, const QString& dialect, const QString& files,
              const QString& typed, const QString& unknown, const QString& differing)
{
    printLine(QStringLiteral("  %1 %2 %3 %4 %5 %6")
                  .arg(file.leftJustified(18), dialect.leftJustified(11), files.rightJustified(8),
                       typed.rightJustified(14), unknown.rightJustified(14),
                       differing.rightJustified(10)));
}

/// "sched 18, numa_maps 9, … and 70 other names": a live /proc has hundreds.
QString mostFrequent(const std::map<std::string, std::size_t>& names)
{
    constexpr std::size_t most = 200;
    std::vector<std::pair<std::size_t, std::string>> byCount;
    byCount.reserve(names.size());
    for (const auto& [name, count] : names)
        byCount.emplace_back(count, name);
    std::ranges::stable_sort(byCount, std::greater(), &std::pair<std::size_t, std::string>::first);
    QStringList words;
    for (std::size_t i = 0; i < std::min(byCount.size(), most); ++i)
        words.append(
            QStringLiteral("%1 %2").arg(escaped(byCount[i].second), number(byCount[i].first)));
    QString text = words.join(QStringLiteral(", "));
    if (byCount.size() > most)
        text += QStringLiteral(", … and %1 other names").arg(byCount.size() - most);
    return text;
}

}

RoundTrip Tally::check(const procfs::ProcFile& file, procfs::Dialect dialect,
                       std::string_view bytes, std::string_view origin)
{
    m_truth.add(file, dialect, bytes, origin);
    RoundTrip result = roundTrip(file, bytes, dialect);
    FileCounts& counts = m_counts[{fileTitle(file), dialect}];
    ++counts.files;
    counts.differing += result.isExact() ? 0U : 1U;
    counts.typedBytes += result.bytes - result.unknownBytes;
    counts.unknownBytes += result.unknownBytes;
    return result;
}

void Tally::addOpaque(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    ++m_opaque[slash == std::string_view::npos ? "/proc/" + std::string(path)
                                               : std::string(path.substr(slash + 1))];
}

FileCounts Tally::sum() const
{
    FileCounts sum;
    for (const auto& [key, counts] : m_counts) {
        sum.files += counts.files;
        sum.differing += counts.differing;
        sum.typedBytes += counts.typedBytes;
        sum.unknownBytes += counts.unknownBytes;
    }
    return sum;
}

std::size_t Tally::opaqueCount() const
{
    std::size_t sum = 0;
    for (const auto& [name, count] : m_opaque)
        sum += count;
    return sum;
}

void Tally::print() const
{
    if (!m_counts.empty())
        printRow(QStringLiteral("file"), QStringLiteral("dialect"), QStringLiteral("files"),
                 QStringLiteral("typed bytes"), QStringLiteral("unknown bytes"),
                 QStringLiteral("differing"));
    for (const auto& [key, counts] : m_counts)
        printRow(key.first, textOf(procfs::dialectName(key.second)), number(counts.files),
                 number(counts.typedBytes), number(counts.unknownBytes), number(counts.differing));
    if (!m_opaque.empty())
        printWrapped(QStringLiteral("opaque, without a format: "), mostFrequent(m_opaque));
    for (const procfs::Dialect dialect : procfs::allDialects) {
        if (m_truth.texts(dialect) != 0)
            printLine(QStringLiteral("%1: the field table was held against %2 values in %3 texts.")
                          .arg(textOf(procfs::dialectName(dialect)),
                               number(m_truth.values(dialect)), number(m_truth.texts(dialect))));
    }
    for (const procfs::TruthViolation& violation : m_truth.violations())
        printWrapped(QStringLiteral("contradicted: "),
                     QString::fromStdString(procfs::describe(violation)));
    if (m_truth.violationsLeftOut() != 0)
        printLine(QStringLiteral("and %1 contradictions more").arg(m_truth.violationsLeftOut()));
}

QJsonObject Tally::toJson() const
{
    QJsonArray bytes;
    for (const auto& [key, counts] : m_counts)
        bytes.append(QJsonObject{
            {QStringLiteral("file"), key.first},
            {QStringLiteral("dialect"), textOf(procfs::dialectName(key.second))},
            {QStringLiteral("files"), static_cast<qint64>(counts.files)},
            {QStringLiteral("differing"), static_cast<qint64>(counts.differing)},
            {QStringLiteral("typedBytes"), static_cast<qint64>(counts.typedBytes)},
            {QStringLiteral("unknownBytes"), static_cast<qint64>(counts.unknownBytes)}});
    QJsonObject opaque;
    for (const auto& [name, count] : m_opaque)
        opaque.insert(escaped(name), static_cast<qint64>(count));
    QJsonObject values;
    for (const procfs::Dialect dialect : procfs::allDialects) {
        if (m_truth.texts(dialect) != 0)
            values.insert(textOf(procfs::dialectName(dialect)),
                          static_cast<qint64>(m_truth.values(dialect)));
    }
    QJsonArray contradictions;
    for (const procfs::TruthViolation& violation : m_truth.violations()) {
        QJsonObject object{
            {QStringLiteral("kind"), textOf(procfs::violationName(violation.kind))},
            {QStringLiteral("file"), violation.file ? fileTitle(*violation.file) : QString()},
            {QStringLiteral("dialect"), textOf(procfs::dialectName(violation.dialect))},
            {QStringLiteral("count"), static_cast<qint64>(violation.count)},
            {QStringLiteral("sentence"), QString::fromStdString(procfs::describe(violation))}};
        setBytes(object, QStringLiteral("field"), violation.field);
        setBytes(object, QStringLiteral("found"), violation.found);
        setBytes(object, QStringLiteral("origin"), violation.origin);
        contradictions.append(object);
    }
    return {{QStringLiteral("bytes"), bytes},
            {QStringLiteral("opaque"), opaque},
            {QStringLiteral("truth"),
             QJsonObject{{QStringLiteral("values"), values},
                         {QStringLiteral("contradictions"), contradictions}}}};
}

}

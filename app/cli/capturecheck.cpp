// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <app/cli/replaycheck.h>
#include <app/cli/tally.h>
#include <app/cli/walk.h>
#include <model/sources/folder.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <map>
#include <utility>

namespace sandscope::app::cli {

namespace {

using procfs::CaptureRow;
using procfs::Failure;
using procfs::FileKind;

constexpr std::size_t maxBytes = std::size_t{256} << 20U;

struct Result
{
    std::size_t tasks = 0;
    std::size_t entries = 0;
    std::size_t parsed = 0;
    std::size_t unknownBytes = 0; ///< of parsed files
    QString dialect;
    QStringList dialectReasons;
    QStringList errors;
};

/// Checks one capture: what the source shows against what the index and the files say.
class CaptureCheck
{
public:
    CaptureCheck(View& view, QString folder, Result& result, Tally& tally)
        : m_view(view)
        , m_folder(std::move(folder))
        , m_result(result)
        , m_tally(tally)
    {
    }

    void check(const CaptureRow& row)
    {
        ++m_result.entries;
        const auto node = m_view.find(row.path);
        if (row.type == 'M') {
            if (node)
                complainOf(row, QStringLiteral("is there, though the index says it was missing"));
            else if (node.error() != row.failure)
                complainOf(row, sentence(row.path, node.error()));
            return;
        }
        if (!node) {
            complainOf(row, sentence(row.path, node.error()));
            return;
        }
        checkAttributes(row, **node);
        switch (row.attributes.kind) {
        case FileKind::directory:
            checkDirectory(row, **node);
            break;
        case FileKind::link:
            checkLink(row, **node);
            break;
        case FileKind::regular:
            checkFile(row, **node);
            break;
        }
    }

private:
    void complainOf(const CaptureRow& row, const QString& what)
    {
        m_result.errors.append(QStringLiteral("%1: %2").arg(
            row.path.empty() ? QStringLiteral("/proc") : escaped(row.path), what));
    }

    /// True when the answer failed in the way that the index records; complains when it failed in
    /// another way, or not.
    template <class T>
    bool failedAsRecorded(const CaptureRow& row, const procfs::Answer<T>& answer)
    {
        if (!answer && row.failure && answer.error() == *row.failure)
            return true;
        if (!answer)
            complainOf(row, sentence(row.path, answer.error()));
        else if (row.failure)
            complainOf(row, QStringLiteral("could be read, though the index records a failure"));
        return false;
    }

    void checkAttributes(const CaptureRow& row, procfs::Node& node)
    {
        const auto attributes = node.stat();
        if (!attributes)
            complainOf(row, sentence(row.path, attributes.error()));
        else if (*attributes != row.attributes)
            complainOf(row, QStringLiteral("has other attributes than the index records"));
    }

    void checkDirectory(const CaptureRow& row, procfs::Node& node)
    {
        const auto entries = entriesOf(node);
        if (failedAsRecorded(row, entries) || !entries || row.failure)
            return;
        std::vector<std::string> names;
        for (const procfs::DirEntry& entry : *entries)
            names.push_back(entry.name);
        std::vector<std::string> recorded = row.names;
        std::ranges::sort(names);
        std::ranges::sort(recorded);
        recorded.erase(std::ranges::unique(recorded).begin(), recorded.end());
        if (names != recorded)
            complainOf(row, QStringLiteral("lists other names than the index records"));
    }

    void checkLink(const CaptureRow& row, procfs::Node& node)
    {
        const auto target = node.readlink();
        if (!failedAsRecorded(row, target) && target && !row.failure && *target != row.content)
            complainOf(row, QStringLiteral("leads elsewhere than the index records"));
    }

    void checkFile(const CaptureRow& row, procfs::Node& node)
    {
        const auto text = node.content();
        if (failedAsRecorded(row, text) || !text || row.failure)
            return;
        QFile stored(m_folder + QLatin1Char('/')
                     + QFile::decodeName(QByteArray::fromStdString(row.content)));
        if (!stored.open(QIODevice::ReadOnly) || stored.readAll().toStdString() != (*text)->bytes)
            complainOf(row, QStringLiteral("shows other bytes than those on disk"));
        else if (row.bytes && *row.bytes != (*text)->bytes.size())
            complainOf(row, QStringLiteral("has another size than the index records"));
        const procfs::ProcFile* file = node.file();
        if (!file || !file->reformat) {
            m_tally.addOpaque(row.path);
            return;
        }
        ++m_result.parsed;
        const RoundTrip again = m_tally.check(*file, m_view.dialect(), (*text)->bytes, row.path);
        m_result.unknownBytes += again.unknownBytes;
        for (const QString& line : describe(row.path, again))
            m_result.errors.append(line);
        if (again.error || !file->decode)
            return;
        if (const auto fields = file->decode((*text)->bytes, m_view.dialect()); !fields)
            complainOf(row, QString::fromStdString(procfs::describe(fields.error())));
    }

    View& m_view;
    QString m_folder;
    Result& m_result;
    Tally& m_tally;
};

/// Checks the capture with this index. False when the source could not be opened at all; it has
/// said why.
bool checkCapture(const QString& index, Result& result, Tally& tally)
{
    auto view = View::open({.source = QStringLiteral("proc:") + index,
                            .dialect = {},
                            .target = {},
                            .reader = {},
                            .mount = {},
                            .readRule = {}});
    if (!view)
        return false;
    result.tasks = view->snapshot()->tasks.size();
    result.dialect = textOf(procfs::dialectName(view->dialect()));
    result.dialectReasons = view->capabilities().dialectReasons;
    const auto bytes = model::readUserFile(QFile::encodeName(index).toStdString(), maxBytes, {});
    const auto rows = procfs::parseCaptureIndex(bytes.value_or(std::string()));
    if (!rows) {
        result.errors.append(QString::fromStdString(procfs::describe(rows.error())));
        return true;
    }
    // A path that was listed twice has two rows; the one that tells more counts.
    std::map<std::string, const CaptureRow*> byPath;
    for (const CaptureRow& row : *rows) {
        const CaptureRow*& known = byPath[row.path];
        if (!known || !row.failure || row.type == 'F')
            known = &row;
    }
    CaptureCheck check(*view, QFileInfo(index).path(), result, tally);
    for (const auto& [path, row] : byPath)
        check.check(*row);
    return true;
}

QStringList findIndexes(const QString& folder)
{
    QStringList indexes;
    QDirIterator files(folder, {QStringLiteral("*.index.tsv")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
        indexes.append(files.next());
    indexes.sort();
    return indexes;
}

}

namespace {

/// The logs below a folder, each with what lies beside it: the capture itself, the map taken after
/// exec, the workload's own programs and everybody's, and the kernel that the folder's name tells.
std::vector<replay::LogName> findLogs(const QString& folder)
{
    const QDir base(folder);
    QStringList files;
    QDirIterator logs(folder, {QStringLiteral("strace.log")}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (logs.hasNext())
        files.append(logs.next());
    files.sort();
    std::vector<replay::LogName> names;
    for (const QString& file : std::as_const(files)) {
        const QDir place = QFileInfo(file).dir();
        if (!place.exists(QStringLiteral("proc.index.tsv")))
            continue;
        const auto encoded
            = [](const QString& path) { return QFile::encodeName(path).toStdString(); };
        replay::LogName& name = names.emplace_back();
        name.log = encoded(file);
        name.against = encoded(place.path());
        if (place.exists(QStringLiteral("maps-at-exec")))
            name.options.imageFile = encoded(place.filePath(QStringLiteral("maps-at-exec")));
        const QString workload = QFileInfo(place.path()).dir().dirName();
        for (const QString& programs : {QStringLiteral("elf/") + workload, QStringLiteral("elf")}) {
            if (base.exists(programs))
                name.options.elfFolder += encoded(base.filePath(programs)) + ':';
        }
        for (const auto& [start, behaviour] :
             {std::pair{"gvisor-2022", kernel::Behaviour::gvisor2022},
              std::pair{"gvisor-2024", kernel::Behaviour::gvisor2024},
              std::pair{"linux", kernel::Behaviour::linux_}}) {
            if (place.dirName().startsWith(QLatin1StringView(start)))
                name.options.behaviour = behaviour;
        }
    }
    return names;
}

struct ReplaySum
{
    std::size_t logs = 0, bad = 0;
    replay::Comparison all; ///< the counts alone
    QJsonArray json;
};

ReplaySum checkLogs(const QString& folder, bool json)
{
    ReplaySum sum;
    const QDir base(folder);
    for (const replay::LogName& name : findLogs(folder)) {
        const auto outcome = model::replayAgainst(name);
        const QString shown
            = escaped(QFile::encodeName(base.relativeFilePath(QFile::decodeName(name.log.c_str())))
                          .toStdString());
        ++sum.logs;
        const bool isGood = outcome && outcome->comparison.isGood();
        sum.bad += isGood ? 0 : 1;
        if (outcome) {
            const replay::Comparison& one = outcome->comparison;
            sum.all.rows += one.rows;
            sum.all.equalRows += one.equalRows;
            sum.all.lines += one.lines;
            sum.all.equalLines += one.equalLines;
            sum.all.assumedLines += one.assumedLines;
            sum.all.equalAssumedLines += one.equalAssumedLines;
        }
        if (json) {
            QJsonObject object = outcome
                ? toJson(*outcome)
                : QJsonObject{{QStringLiteral("problem"), outcome.error().explanation}};
            object.insert(QStringLiteral("log"), shown);
            sum.json.append(object);
            continue;
        }
        printLine(QStringLiteral("%1 %2: %3")
                      .arg(isGood ? QStringLiteral("ok    ") : QStringLiteral("FAILED"), shown,
                           outcome ? summaryOf(*outcome) : outcome.error().explanation));
    }
    return sum;
}

}

Exit runCheckCaptures(const Invocation& invocation)
{
    if (!QFileInfo(invocation.folder).isDir()) {
        complain(QStringLiteral("There is no folder “%1”.").arg(invocation.folder));
        return Exit::sourceFailed;
    }
    const QStringList indexes = findIndexes(invocation.folder);
    if (indexes.isEmpty()) {
        complain(QStringLiteral("There is no capture below “%1”: no file proc.index.tsv.")
                     .arg(invocation.folder));
        return Exit::no;
    }
    const QDir base(invocation.folder);
    Result sum;
    Tally tally;
    qsizetype failed = 0;
    QJsonArray captures;
    for (const QString& index : indexes) {
        Result result;
        const bool isOpen = checkCapture(index, result, tally);
        if (!isOpen)
            result.errors.append(QStringLiteral("could not be opened"));
        failed += result.errors.isEmpty() ? 0 : 1;
        sum.tasks += result.tasks;
        sum.entries += result.entries;
        sum.parsed += result.parsed;
        const QString name = base.relativeFilePath(index);
        if (invocation.json) {
            captures.append(QJsonObject{
                {QStringLiteral("capture"), name},
                {QStringLiteral("tasks"), static_cast<qint64>(result.tasks)},
                {QStringLiteral("entries"), static_cast<qint64>(result.entries)},
                {QStringLiteral("parsed"), static_cast<qint64>(result.parsed)},
                {QStringLiteral("unknownBytes"), static_cast<qint64>(result.unknownBytes)},
                {QStringLiteral("dialect"), result.dialect},
                {QStringLiteral("dialectReasons"),
                 QJsonArray::fromStringList(result.dialectReasons)},
                {QStringLiteral("errors"), QJsonArray::fromStringList(result.errors)}});
            continue;
        }
        printLine(
            QStringLiteral("%1 %2: %3 tasks, %4 entries, %5 files parsed")
                .arg(result.errors.isEmpty() ? QStringLiteral("ok    ") : QStringLiteral("FAILED"),
                     escaped(name.toStdString()), QString::number(result.tasks),
                     QString::number(result.entries), QString::number(result.parsed)));
        for (const QString& error : std::as_const(result.errors))
            printLine(QStringLiteral("       ") + error);
    }
    const ReplaySum replays = checkLogs(invocation.folder, invocation.json);
    const std::size_t contradictions = tally.truth().violations().size();
    if (invocation.json) {
        QJsonObject object = tally.toJson();
        object.insert(QStringLiteral("captures"), captures);
        object.insert(QStringLiteral("failed"), static_cast<qint64>(failed));
        object.insert(QStringLiteral("replays"), replays.json);
        object.insert(QStringLiteral("failedReplays"), static_cast<qint64>(replays.bad));
        print(object);
    } else {
        tally.print();
        printLine(
            QStringLiteral("%1 captures, %2 of them failed; %3 tasks, %4 entries, %5 files parsed.")
                .arg(QString::number(indexes.size()), QString::number(failed),
                     QString::number(sum.tasks), QString::number(sum.entries),
                     QString::number(sum.parsed)));
        const FileCounts counts = tally.sum();
        printLine(QStringLiteral("%1 files differ; %2 bytes from fields, %3 kept as unknown; the "
                                 "field table is contradicted %4 times.")
                      .arg(counts.differing)
                      .arg(counts.typedBytes)
                      .arg(counts.unknownBytes)
                      .arg(contradictions));
        if (replays.logs > 0)
            printLine(QStringLiteral("%1 logs replayed, %2 of them failed: %3 of %4 rows, %5 of %6 "
                                     "determined lines (%7 %), %8 of %9 assumed ones.")
                          .arg(replays.logs)
                          .arg(replays.bad)
                          .arg(replays.all.equalRows)
                          .arg(replays.all.rows)
                          .arg(replays.all.equalLines)
                          .arg(replays.all.lines)
                          .arg(QString::number(replays.all.percentage(), 'f', 2))
                          .arg(replays.all.equalAssumedLines)
                          .arg(replays.all.assumedLines));
    }
    return failed == 0 && contradictions == 0 && replays.bad == 0 ? Exit::done : Exit::no;
}

}

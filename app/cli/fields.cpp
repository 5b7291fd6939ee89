// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <model/sources/messages.h>
#include <procfs/procfile.h>

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace sandscope::app::cli {

namespace {

using procfs::Dialect;
using procfs::FieldDoc;
using procfs::ProcFile;
using procfs::Scope;

using Dialects = std::vector<Dialect>;

constexpr std::array scopes = {Scope::task, Scope::system, Scope::net};

std::vector<const ProcFile*> allFiles()
{
    std::vector<const ProcFile*> files;
    for (const Scope scope : scopes)
        std::ranges::copy(procfs::procFiles(scope), std::back_inserter(files));
    return files;
}

/// By title ("/proc/stat", "net/dev") or by name alone, which may be that of several; by path as
/// below /proc, too ("7/status").
std::vector<const ProcFile*> filesCalled(const std::string& name)
{
    std::vector<const ProcFile*> files;
    for (const ProcFile* const file : allFiles()) {
        if (file->name == name || fileTitle(*file).toStdString() == name)
            files.push_back(file);
    }
    if (files.empty()) {
        if (const ProcFile* const file = procfs::procFileForPath(pathBelowProc(name)))
            files.push_back(file);
    }
    return files;
}

Exit sayWhatThereIs(const std::string& name)
{
    QStringList titles;
    for (const ProcFile* const file : allFiles())
        titles.append(fileTitle(*file));
    const QString shown = escaped(name);
    const QString similar = model::mostSimilar(shown, titles);
    complain(QStringLiteral("There is no file “%1” in the field table%2 It has %3.")
                 .arg(shown,
                      similar.isEmpty() ? QStringLiteral(".")
                                        : QStringLiteral("; did you mean “%1”?").arg(similar),
                      titles.join(QStringLiteral(", "))));
    return Exit::no;
}

QString kindName(procfs::FileKind kind)
{
    switch (kind) {
    case procfs::FileKind::directory:
        return QStringLiteral("directory");
    case procfs::FileKind::link:
        return QStringLiteral("link");
    case procfs::FileKind::regular:
        break;
    }
    return QStringLiteral("file");
}

QString modeText(std::uint16_t mode)
{
    return QStringLiteral("%1").arg(mode, 4, 8, QLatin1Char('0'));
}

// ---- JSON ---------------------------------------------------------------------------------------

QJsonObject truthToJson(const FieldDoc& doc, Dialect dialect)
{
    const procfs::Truth truth = doc.truthIn(dialect);
    QJsonObject object{
        {QStringLiteral("truth"), textOf(procfs::truthName(truth))},
        {QStringLiteral("reason"), textOf(procfs::truthReason(doc, dialect))},
    };
    const procfs::TruthNote* const note = doc.noteIn(dialect);
    object.insert(QStringLiteral("since"),
                  note && !note->since.empty() ? QJsonValue(textOf(note->since)) : QJsonValue());
    object.insert(QStringLiteral("constant"),
                  truth == procfs::Truth::constant ? QJsonValue(textOf(doc.constant))
                                                   : QJsonValue());
    return object;
}

QJsonObject fieldToJson(const FieldDoc& doc, const Dialects& dialects)
{
    QJsonObject byDialect;
    for (const Dialect dialect : dialects)
        byDialect.insert(textOf(procfs::dialectName(dialect)), truthToJson(doc, dialect));
    return {{QStringLiteral("name"), textOf(doc.name)},
            {QStringLiteral("unit"), textOf(doc.unit)},
            {QStringLiteral("meaning"), textOf(doc.meaning)},
            {QStringLiteral("dialects"), byDialect}};
}

QJsonObject fileToJson(const ProcFile& file, const Dialects& dialects)
{
    QJsonObject modes;
    for (const Dialect dialect : dialects)
        modes.insert(textOf(procfs::dialectName(dialect)),
                     file.existsIn(dialect) ? QJsonValue(modeText(file.mode(dialect)))
                                            : QJsonValue());
    QJsonArray fields;
    for (const FieldDoc& doc : file.fields)
        fields.append(fieldToJson(doc, dialects));
    return {{QStringLiteral("file"), textOf(file.name)},
            {QStringLiteral("scope"), scopeName(file.scope)},
            {QStringLiteral("kind"), kindName(file.kind)},
            {QStringLiteral("modes"), modes}, // null: there is no such file
            {QStringLiteral("fields"), fields}};
}

// ---- text ---------------------------------------------------------------------------------------

constexpr qsizetype truthColumn = 9; ///< of the longest word

/// Everything that a field is in some of the dialects.
struct TruthGroup
{
    procfs::Truth truth;
    std::string_view reason, since;
    Dialects dialects;
};

std::vector<TruthGroup> groupsOf(const FieldDoc& doc, const Dialects& dialects)
{
    std::vector<TruthGroup> groups;
    for (const Dialect dialect : dialects) {
        const procfs::TruthNote* const note = doc.noteIn(dialect);
        const TruthGroup group{doc.truthIn(dialect),
                               procfs::truthReason(doc, dialect),
                               note ? note->since : std::string_view(),
                               {}};
        auto same = std::ranges::find_if(groups, [&](const TruthGroup& other) {
            return other.truth == group.truth && other.reason == group.reason
                && other.since == group.since;
        });
        if (same == groups.end())
            same = groups.insert(same, group);
        same->dialects.push_back(dialect);
    }
    return groups;
}

void printField(const FieldDoc& doc, const Dialects& dialects)
{
    QString heading = QStringLiteral("  ") + textOf(doc.name);
    if (!doc.unit.empty())
        heading += QStringLiteral("  [%1]").arg(textOf(doc.unit));
    printLine(heading);
    printWrapped(QStringLiteral("      "), textOf(doc.meaning));
    for (const TruthGroup& group : groupsOf(doc, dialects)) {
        QString text = dialectsText(group.dialects);
        if (group.truth == procfs::Truth::constant)
            text += QStringLiteral(", always ") + valueText(std::string(doc.constant));
        // That a kernel counts what it prints needs no words.
        if (group.truth != procfs::Truth::measured || doc.noteIn(group.dialects.front()))
            text += QStringLiteral(": ") + textOf(group.reason);
        if (!group.since.empty())
            text += QStringLiteral(" Since %1.").arg(textOf(group.since));
        printWrapped(QStringLiteral("      %1  ")
                         .arg(textOf(procfs::truthName(group.truth)).leftJustified(truthColumn)),
                     text);
    }
}

void printFile(const ProcFile& file, const Dialects& dialects)
{
    printLine(QStringLiteral("%1  (%2 of %3)")
                  .arg(fileTitle(file), kindName(file.kind),
                       file.scope == Scope::task         ? QStringLiteral("a task")
                           : file.scope == Scope::system ? QStringLiteral("the system")
                                                         : QStringLiteral("a network")));
    std::vector<std::pair<std::uint16_t, Dialects>> byMode;
    for (const Dialect dialect : dialects) {
        const std::uint16_t mode = file.mode(dialect);
        auto known = std::ranges::find(byMode, mode, &std::pair<std::uint16_t, Dialects>::first);
        if (known == byMode.end())
            known = byMode.insert(byMode.end(), {mode, {}});
        known->second.push_back(dialect);
    }
    for (const auto& [mode, where] : byMode) {
        const QString what
            = mode == 0 ? QStringLiteral("absent") : QStringLiteral("mode ") + modeText(mode);
        printWrapped(QStringLiteral("  %1  ").arg(what.leftJustified(truthColumn)),
                     dialectsText(where));
    }
    for (const FieldDoc& doc : file.fields) {
        printLine(QString());
        printField(doc, dialects);
    }
}

}

Exit runFields(const Invocation& invocation)
{
    std::vector<const ProcFile*> files = allFiles();
    if (invocation.file) {
        files = filesCalled(*invocation.file);
        if (files.empty())
            return sayWhatThereIs(*invocation.file);
    }
    Dialects dialects = invocation.dialects;
    if (dialects.empty())
        dialects.assign(procfs::allDialects.begin(), procfs::allDialects.end());
    std::ranges::sort(dialects);
    dialects.erase(std::ranges::unique(dialects).begin(), dialects.end());

    if (invocation.json) {
        QJsonArray array;
        for (const ProcFile* const file : files)
            array.append(fileToJson(*file, dialects));
        print(array);
        return Exit::done;
    }
    for (const ProcFile* const file : files) {
        if (file != files.front())
            printLine(QString());
        printFile(*file, dialects);
    }
    return Exit::done;
}

}

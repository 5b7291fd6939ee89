// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/lensentry.h>
#include <app/cli/walk.h>

#include <QJsonObject>

#include <algorithm>
#include <map>
#include <string_view>

namespace sandscope::app::cli {

namespace {

using procfs::Dialect;
using procfs::Failure;
using procfs::FileKind;

QString modeOf(procfs::Node& node)
{
    const auto attributes = node.stat();
    return attributes && attributes->permissions
        ? QStringLiteral("%1").arg(*attributes->permissions, 4, 8, QLatin1Char('0'))
        : QStringLiteral("mode unknown");
}

/// An entry of a directory as one value: "file 0444", "link 0777 -> /bin/sh".
std::string entryText(procfs::Node& node)
{
    QString text = typeName(entryType(node.kind())) + QLatin1Char(' ') + modeOf(node);
    if (node.kind() != FileKind::link)
        return text.toStdString();
    const auto target = node.readlink();
    if (target)
        return text.toStdString() + " -> " + *target;
    if (target.error().kind == Failure::Kind::error)
        text += QStringLiteral(" -> ")
            + QString::fromStdString(procfs::errnoName(target.error().error));
    return text.toStdString();
}

void readDirectory(procfs::Node& directory, LensEntry& side)
{
    const auto entries = entriesOf(directory);
    if (!entries) {
        side.failure = entries.error();
        return;
    }
    std::map<std::string, std::string> byName; // the order of a listing is each kernel's own
    for (const procfs::DirEntry& entry : *entries) {
        const auto child = directory.lookup(entry.name);
        byName[entry.name] = child ? entryText(**child) : typeName(entry.type).toStdString();
    }
    for (const auto& [name, text] : byName)
        side.fields.push_back({name, text, nullptr});
}

/// A text without a format: line by line.
procfs::Fields linesOf(std::string_view text)
{
    procfs::Fields fields;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        fields.push_back({"line " + std::to_string(fields.size() + 1),
                          std::string(text.substr(0, end)), nullptr});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

void readFile(procfs::Node& file, LensEntry& side)
{
    const auto text = file.content();
    if (!text) {
        side.failure = text.error();
        return;
    }
    side.text = (*text)->bytes;
    const procfs::ProcFile* const format = file.file();
    // An empty text (of a task without memory) has no fields, whatever its format.
    if (!format || !format->decode || side.text.empty()) {
        side.fields = linesOf(side.text);
        return;
    }
    auto fields = format->decode(side.text, side.dialect);
    if (fields)
        side.fields = *std::move(fields);
    else
        side.parseError = procfs::describe(fields.error());
}

}

LensEntry readEntry(View& view, const std::string& path, Dialect dialect)
{
    LensEntry side;
    side.dialect = dialect;
    const auto node = view.walk(path);
    if (!node) {
        side.failure = node.error();
        return side;
    }
    side.kind = (*node)->kind();
    if (const auto attributes = (*node)->stat(); attributes && attributes->permissions)
        side.mode = static_cast<std::uint16_t>(*attributes->permissions);
    switch (*side.kind) {
    case FileKind::directory:
        readDirectory(**node, side);
        break;
    case FileKind::link: {
        const auto target = (*node)->readlink();
        if (target)
            side.fields.push_back({"target", *target, nullptr});
        else
            side.failure = target.error();
        break;
    }
    case FileKind::regular:
        readFile(**node, side);
        break;
    }
    return side;
}

QString problemOf(const LensEntry& side)
{
    if (side.parseError)
        return QString::fromStdString(*side.parseError);
    if (!side.failure)
        return {};
    if (side.failure->kind != Failure::Kind::error)
        return toJson(*side.failure).value(QStringLiteral("reason")).toString();
    const QString error = QString::fromStdString(procfs::errnoName(side.failure->error));
    if (!side.kind && side.failure->error == procfs::Errno::noEntry)
        return error + QStringLiteral(": this dialect has no such entry");
    return side.failure->step.empty() ? error
                                      : QStringLiteral("%1 failed with %2")
                                            .arg(QString::fromStdString(side.failure->step), error);
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/roundtrip.h>
#include <app/cli/walk.h>

#include <QJsonArray>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace sandscope::app::cli {

namespace {

using procfs::FileKind;

/// The regular files of a source: those whose format is known, and how often there is each of the
/// rest.
struct Inventory
{
    std::vector<std::string> known; ///< paths; those of one task stand together
    std::map<std::string, std::size_t> unknown; ///< by name
};

void take(procfs::Node& directory, const std::string& path, qint64 depth, Inventory& inventory)
{
    const auto entries = entriesOf(directory);
    if (!entries)
        return;
    for (const procfs::DirEntry& entry : *entries) {
        const auto child = directory.lookup(entry.name);
        if (!child)
            continue;
        const std::string childsPath = childPath(path, entry.name);
        switch ((*child)->kind()) {
        case FileKind::directory:
            if (depth > 1)
                take(**child, childsPath, depth - 1, inventory);
            break;
        case FileKind::regular:
            if (const procfs::ProcFile* file = (*child)->file(); file && file->reformat)
                inventory.known.push_back(childsPath);
            else
                ++inventory.unknown[entry.name];
            break;
        case FileKind::link:
            break;
        }
    }
}

std::string_view taskOf(std::string_view path)
{
    return path.substr(0, path.find('/'));
}

struct Tally
{
    std::size_t checked = 0;
    std::size_t wrong = 0;
    std::map<QString, std::size_t> unread; ///< by reason
    QJsonArray problems;
};

void checkFile(View& view, const std::string& path, bool json, Tally& tally)
{
    const auto node = view.find(path);
    const auto text = node
        ? (*node)->content()
        : procfs::Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(node.error()));
    if (!text) {
        const procfs::Failure& failure = text.error();
        ++tally.unread[failure.kind == procfs::Failure::Kind::error
                           ? QString::fromStdString(procfs::errnoName(failure.error))
                           : toJson(failure).value(QStringLiteral("reason")).toString()];
        return;
    }
    ++tally.checked;
    const RoundTrip result = roundTrip(*(*node)->file(), (*text)->bytes, view.dialect());
    if (result.isExact())
        return;
    ++tally.wrong;
    if (json) {
        tally.problems.append(toJson(path, result));
        return;
    }
    for (const QString& line : describe(path, result))
        printLine(line);
}

/// "limits 18, cgroup 9, … and 70 other names": a live /proc has hundreds.
QString mostFrequent(const std::map<std::string, std::size_t>& names)
{
    constexpr std::size_t most = 30;
    std::vector<std::pair<std::size_t, std::string>> byCount;
    byCount.reserve(names.size());
    for (const auto& [name, count] : names)
        byCount.emplace_back(count, name);
    std::ranges::stable_sort(byCount, std::greater(), &std::pair<std::size_t, std::string>::first);
    QStringList words;
    for (std::size_t i = 0; i < std::min(byCount.size(), most); ++i)
        words.append(QStringLiteral("%1 %2").arg(escaped(byCount[i].second),
                                                 QString::number(byCount[i].first)));
    QString text = words.join(QStringLiteral(", "));
    if (byCount.size() > most)
        text += QStringLiteral(", … and %1 other names").arg(byCount.size() - most);
    return text;
}

QJsonObject counts(const auto& map)
{
    QJsonObject object;
    for (const auto& [name, count] : map) {
        if constexpr (requires { name.toUtf8(); })
            object.insert(name, static_cast<qint64>(count));
        else
            object.insert(escaped(name), static_cast<qint64>(count));
    }
    return object;
}

}

Exit runCheck(const Invocation& invocation)
{
    auto view = View::open(invocation.view);
    if (!view)
        return view.error();
    if (const auto done = sampleDirectories(*view, deepest); !done)
        return done.error();
    const auto root = view->find("");
    if (!root) {
        complain(sentence("", root.error()));
        return Exit::no;
    }
    Inventory inventory;
    take(**root, {}, deepest, inventory);

    Tally tally;
    for (std::size_t first = 0; first < inventory.known.size();) {
        // One task's files at a time, so that a large live /proc is never in memory as a whole.
        std::size_t end = first;
        QSet<QByteArray> interest;
        for (; end < inventory.known.size()
             && taskOf(inventory.known[end]) == taskOf(inventory.known[first]);
             ++end)
            interest.insert(QByteArray::fromStdString(inventory.known[end]));
        if (const auto done = view->setInterest(interest); !done)
            return done.error();
        for (; first < end; ++first)
            checkFile(*view, inventory.known[first], invocation.json, tally);
    }

    std::size_t unknownCount = 0;
    for (const auto& [name, count] : inventory.unknown)
        unknownCount += count;
    std::size_t unreadCount = 0;
    for (const auto& [reason, count] : tally.unread)
        unreadCount += count;
    if (invocation.json) {
        print(QJsonObject{{QStringLiteral("checked"), static_cast<qint64>(tally.checked)},
                          {QStringLiteral("differing"), static_cast<qint64>(tally.wrong)},
                          {QStringLiteral("files"), tally.problems},
                          {QStringLiteral("unread"), counts(tally.unread)},
                          {QStringLiteral("unknown"), counts(inventory.unknown)}});
    } else {
        printLine(QStringLiteral("%1 files checked, %2 of them differ, %3 could not be read, %4 "
                                 "have no known format.")
                      .arg(tally.checked)
                      .arg(tally.wrong)
                      .arg(unreadCount)
                      .arg(unknownCount));
        for (const auto& [reason, count] : tally.unread)
            printLine(QStringLiteral("not read, %1: %2").arg(reason, QString::number(count)));
        if (unknownCount != 0)
            printLine(QStringLiteral("no known format: ") + mostFrequent(inventory.unknown));
    }
    return tally.wrong == 0 ? Exit::done : Exit::no;
}

}

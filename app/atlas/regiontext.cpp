// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "regiontext.h"

#include <app/delegates/marks.h>
#include <app/shell/words.h>
#include <model/records/escape.h>
#include <model/records/kindtable.h>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace sandscope::app {

namespace {

constexpr std::size_t longestName = 300; ///< bytes
constexpr QStringView separator = u"  ·  ";

QString say(const char* text)
{
    return QCoreApplication::translate("Atlas", text);
}

QString fullName(const atlas::Region& region)
{
    auto text = model::escaped(region.name.substr(0, longestName));
    if (region.name.size() > longestName)
        text += u'…';
    return text;
}

QString permissions(procfs::Access access)
{
    QString text(3, u'-');
    if (access.read)
        text[0] = u'r';
    if (access.write)
        text[1] = u'w';
    if (access.execute)
        text[2] = u'x';
    return text;
}

QString kilobytes(quint64 bytes)
{
    return say(QT_TRANSLATE_NOOP("Atlas", "%1 kB")).arg(QLocale().toString(bytes / 1024));
}

QString residency(const atlas::Region& region)
{
    const auto share = region.residentShare();
    return share ? say(QT_TRANSLATE_NOOP("Atlas", "resident %1 %")).arg(qRound(*share * 100))
                 : say(QT_TRANSLATE_NOOP("Atlas", "residency unknown"));
}

QString changeName(const atlas::Region& region)
{
    const auto former = region.former > 0 && region.formerPerms != region.perms
        ? say(QT_TRANSLATE_NOOP("Atlas", ", was %1")).arg(permissions(region.formerPerms))
        : QString();
    switch (region.change) {
    case atlas::Change::grown:
        return say(QT_TRANSLATE_NOOP("Atlas", "grown by %1")).arg(kilobytes(region.by)) + former;
    case atlas::Change::shrunk:
        return say(QT_TRANSLATE_NOOP("Atlas", "shrunk by %1")).arg(kilobytes(region.by)) + former;
    case atlas::Change::split:
        return say(QT_TRANSLATE_NOOP("Atlas", "split off a larger mapping"));
    case atlas::Change::merged:
        return say(QT_TRANSLATE_NOOP("Atlas", "merged from %1 mappings")).arg(region.former);
    case atlas::Change::protection:
        return say(QT_TRANSLATE_NOOP("Atlas", "protection changed")) + former;
    default:
        break;
    }
    return markName(markOf(region.change));
}

}

QString addressText(quint64 address)
{
    return QString::number(address, 16).rightJustified(8, u'0');
}

QString shortName(const atlas::Region& region)
{
    if (region.name.empty())
        return model::kindName(region.kind).toLower();
    const auto begin = region.name.starts_with('/') ? region.name.rfind('/') + 1 : 0;
    return model::escaped(region.name.substr(begin, longestName));
}

QString spokenText(const atlas::Region& region)
{
    QStringList parts;
    const auto name = fullName(region);
    parts << (name.isEmpty() ? model::kindName(region.kind).toLower()
                             : model::kindName(region.kind).toLower() + u' ' + name);
    parts << kilobytes(region.size()) << permissions(region.perms);
    if (region.isShared)
        parts << say(QT_TRANSLATE_NOOP("Atlas", "shared"));
    parts << say(QT_TRANSLATE_NOOP("Atlas", "%1 to %2"))
                 .arg(addressText(region.start), addressText(region.end));
    parts << residency(region);
    if (const auto change = changeName(region); !change.isEmpty())
        parts << change;
    return parts.join(QLatin1String(", "));
}

QString regionText(const atlas::Region& region)
{
    QStringList lines;
    if (!region.name.empty())
        lines << fullName(region);
    lines << model::kindName(region.kind) + QLatin1String(", ") + permissions(region.perms)
            + (region.isShared ? u's' : u'p');
    lines << addressText(region.start) + u'-' + addressText(region.end) + QLatin1String(", ")
            + kilobytes(region.size());
    QStringList parts{residency(region)};
    const auto add = [&](const char* words, const std::optional<std::uint64_t>& kb) {
        if (kb)
            parts << say(words).arg(QLocale().toString(qulonglong(*kb)));
    };
    add(QT_TRANSLATE_NOOP("Atlas", "Rss %1 kB"), region.rssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "Pss %1 kB"), region.pssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "dirty %1 kB"), region.dirtyKb);
    lines << parts.join(QLatin1String(", "));
    if (const auto change = changeName(region); !change.isEmpty())
        lines << change;
    return lines.join(u'\n');
}

QString placeText(const atlas::Region& region)
{
    return QStringList{shortName(region),
                       permissions(region.perms) + (region.isShared ? u's' : u'p'),
                       addressText(region.start) + u'-' + addressText(region.end)}
        .join(separator);
}

model::Mark markOf(atlas::Change change)
{
    switch (change) {
    case atlas::Change::added:
    case atlas::Change::grown:
        return model::Mark::added;
    case atlas::Change::gone:
    case atlas::Change::shrunk:
        return model::Mark::gone;
    case atlas::Change::changed:
    case atlas::Change::split:
    case atlas::Change::merged:
    case atlas::Change::protection:
        return model::Mark::changed;
    case atlas::Change::none:
        break;
    }
    return model::Mark::none;
}

QString changeTitle(atlas::Change change)
{
    switch (change) {
    case atlas::Change::grown:
        return say(QT_TRANSLATE_NOOP("Atlas", "grown"));
    case atlas::Change::shrunk:
        return say(QT_TRANSLATE_NOOP("Atlas", "shrunk"));
    case atlas::Change::split:
        return say(QT_TRANSLATE_NOOP("Atlas", "split"));
    case atlas::Change::merged:
        return say(QT_TRANSLATE_NOOP("Atlas", "merged"));
    case atlas::Change::protection:
        return say(QT_TRANSLATE_NOOP("Atlas", "protection changed"));
    default:
        break;
    }
    atlas::Region region;
    region.change = change;
    return changeName(region);
}

QString differencesText(const atlas::Space& space)
{
    std::array<std::size_t, atlas::changeCount> counts{};
    for (const auto& region : space.regions)
        ++counts[static_cast<std::size_t>(region.change)];
    counts[static_cast<std::size_t>(atlas::Change::gone)] = space.gone.size();
    QStringList parts;
    for (const auto change : shownChanges) {
        if (const auto count = counts[static_cast<std::size_t>(change)]; count > 0)
            parts << say(QT_TRANSLATE_NOOP("Atlas", "%1 %2"))
                         .arg(QLocale().toString(qulonglong(count)), changeTitle(change));
    }
    return parts.join(QLatin1String(", "));
}

QString gapText(const atlas::Piece& piece)
{
    const auto size = sizeText(piece.size());
    return (piece.isFold ? say(QT_TRANSLATE_NOOP("Atlas", "Nothing is mapped here: %1, folded"))
                         : say(QT_TRANSLATE_NOOP("Atlas", "Nothing is mapped here: %1")))
               .arg(size)
        + u'\n' + addressText(piece.begin) + u'-' + addressText(piece.end);
}

QString goneText(const atlas::Space& space, std::size_t most)
{
    QStringList parts;
    for (const auto& region : space.gone) {
        if (parts.size() == static_cast<qsizetype>(most))
            break;
        parts << spokenText(region);
    }
    if (space.gone.size() > most)
        parts << say(QT_TRANSLATE_NOOP("Atlas", "%1 more are gone"))
                     .arg(QLocale().toString(qulonglong(space.gone.size() - most)));
    return parts.join(QLatin1String("; "));
}

QString sumsText(const atlas::Sums& sums, bool selected, const QString& what)
{
    const QLocale locale;
    QStringList parts;
    parts << (!selected             ? say(QT_TRANSLATE_NOOP("Atlas", "All %1 mappings"))
                  : sums.count == 1 ? say(QT_TRANSLATE_NOOP("Atlas", "%1 mapping selected"))
                                    : say(QT_TRANSLATE_NOOP("Atlas", "%1 mappings selected")))
                 .arg(locale.toString(qulonglong(sums.count)));
    if (!what.isEmpty())
        parts << what;
    parts << say(QT_TRANSLATE_NOOP("Atlas", "size %1 kB"))
                 .arg(locale.toString(qulonglong(sums.sizeBytes / 1024)));
    const auto add = [&](const char* words, const std::optional<std::uint64_t>& kb) {
        if (kb)
            parts << say(words).arg(locale.toString(qulonglong(*kb)));
    };
    add(QT_TRANSLATE_NOOP("Atlas", "Rss %1 kB"), sums.rssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "Pss %1 kB"), sums.pssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "dirty %1 kB"), sums.dirtyKb);
    return parts.join(separator);
}

}

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

QString permissions(const atlas::Region& region)
{
    QString text(3, u'-');
    if (region.perms.read)
        text[0] = u'r';
    if (region.perms.write)
        text[1] = u'w';
    if (region.perms.execute)
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
    switch (region.change) {
    case atlas::Change::added:
        return markName(model::Mark::added);
    case atlas::Change::changed:
        return markName(model::Mark::changed);
    case atlas::Change::gone:
        return markName(model::Mark::gone);
    case atlas::Change::none:
        break;
    }
    return {};
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
    parts << kilobytes(region.size()) << permissions(region);
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
    lines << model::kindName(region.kind) + QLatin1String(", ") + permissions(region)
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

QString gapText(const atlas::Piece& piece)
{
    const auto size = sizeText(piece.size());
    return (piece.isFold ? say(QT_TRANSLATE_NOOP("Atlas", "Nothing is mapped here: %1, folded"))
                         : say(QT_TRANSLATE_NOOP("Atlas", "Nothing is mapped here: %1")))
               .arg(size)
        + u'\n' + addressText(piece.begin) + u'-' + addressText(piece.end);
}

QString sumsText(const atlas::Sums& sums, bool selected)
{
    const QLocale locale;
    QStringList parts;
    parts << (!selected             ? say(QT_TRANSLATE_NOOP("Atlas", "All %1 mappings"))
                  : sums.count == 1 ? say(QT_TRANSLATE_NOOP("Atlas", "%1 mapping selected"))
                                    : say(QT_TRANSLATE_NOOP("Atlas", "%1 mappings selected")))
                 .arg(locale.toString(qulonglong(sums.count)));
    parts << say(QT_TRANSLATE_NOOP("Atlas", "size %1 kB"))
                 .arg(locale.toString(qulonglong(sums.sizeBytes / 1024)));
    const auto add = [&](const char* words, const std::optional<std::uint64_t>& kb) {
        if (kb)
            parts << say(words).arg(locale.toString(qulonglong(*kb)));
    };
    add(QT_TRANSLATE_NOOP("Atlas", "Rss %1 kB"), sums.rssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "Pss %1 kB"), sums.pssKb);
    add(QT_TRANSLATE_NOOP("Atlas", "dirty %1 kB"), sums.dirtyKb);
    return parts.join(QStringLiteral("  ·  "));
}

}

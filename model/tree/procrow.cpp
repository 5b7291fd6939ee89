// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/tree/procrow.h>

#include <algorithm>

namespace sandscope::model {

namespace {

constexpr std::size_t rereadBatch = 1000; ///< so that a folder of which little was read is not read
                                          ///< to its end

/// Why a cell is empty, in a word.
void explain(ProcDetails& details, const procfs::Failure& failure)
{
    details.state = cellState(failure);
    const bool isError = failure.kind == procfs::Failure::Kind::error;
    details.raw
        = isError ? QByteArray::fromStdString(procfs::errnoName(failure.error)) : QByteArray();
    details.text = isError ? QString::fromLatin1(details.raw) : stateWords(details.state);
}

}

QByteArray ProcRow::path() const
{
    if (!parent)
        return {};
    const QByteArray above = parent->path();
    const QByteArray own = QByteArray::fromStdString(name);
    return above.isEmpty() ? own : above + '/' + own;
}

procfs::Answer<procfs::NodePtr> ProcRow::resolve()
{
    if (!node) {
        auto above = parent->resolve();
        if (!above)
            return above;
        auto found = (*above)->lookup(name);
        if (!found)
            return found;
        node = std::move(*found);
    }
    return node;
}

ProcRow* ProcRow::child(std::string_view childName) const
{
    const auto at = std::ranges::find(
        children, childName, [](const auto& entry) { return std::string_view(entry->name); });
    return at == children.end() ? nullptr : at->get();
}

void ProcRow::renumber(int from)
{
    for (auto i = static_cast<std::size_t>(from); i < children.size(); ++i)
        children[i]->row = static_cast<int>(i);
}

void ProcRow::release()
{
    for (const auto& below : children)
        below->release();
    node.reset();
}

procfs::Answer<ProcListing> readSome(procfs::Node& directory, std::int64_t offset,
                                     std::size_t count)
{
    ProcListing result;
    result.nextOffset = offset;
    while (result.entries.empty() && !result.atEnd) {
        auto listing = directory.readdir(result.nextOffset, count);
        if (!listing)
            return std::unexpected(std::move(listing.error()));
        // A reader that is handed nothing, or is sent back where it was, would ask for ever.
        result.atEnd = listing->atEnd || listing->entries.empty()
            || listing->nextOffset == result.nextOffset;
        result.nextOffset = listing->nextOffset;
        for (procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                result.entries.push_back(std::move(entry));
        }
    }
    return result;
}

procfs::Answer<ProcListing> readAgain(procfs::Node& directory, const ProcRow& shown)
{
    ProcListing result;
    const std::string last = shown.children.empty() ? std::string() : shown.children.back()->name;
    bool lastSeen = last.empty() || !directory.lookup(last);
    bool enough = false;
    while (!result.atEnd && !enough) {
        auto more = readSome(directory, result.nextOffset, rereadBatch);
        if (!more)
            return more;
        // An offset that falls back means that the entries come round again; what was read is all
        // there is.
        const bool goesOn = more->nextOffset > result.nextOffset;
        for (procfs::DirEntry& entry : more->entries) {
            lastSeen = lastSeen || entry.name == last;
            result.entries.push_back(std::move(entry));
        }
        result.nextOffset = more->nextOffset;
        result.atEnd = more->atEnd || !goesOn;
        const bool far = result.nextOffset >= shown.nextOffset
            && result.entries.size() >= shown.children.size();
        enough = !shown.atEnd && far && lastSeen;
    }
    return result;
}

std::unique_ptr<ProcRow> makeRow(const procfs::DirEntry& entry, ProcRow* parent)
{
    using procfs::EntryType;
    auto row = std::make_unique<ProcRow>();
    row->parent = parent;
    row->name = entry.name;
    row->directory = entry.type == EntryType::directory;
    row->link = entry.type == EntryType::link;
    if (entry.type == EntryType::unknown) { // the directories of 2018
        if (const auto node = row->resolve()) {
            row->directory = (*node)->kind() == procfs::FileKind::directory;
            row->link = (*node)->kind() == procfs::FileKind::link;
        }
    }
    return row;
}

QString modeText(const procfs::Attributes& attributes)
{
    if (!attributes.permissions)
        return {};
    const std::uint32_t bits = *attributes.permissions;
    QString text(10, u'-');
    switch (attributes.kind) {
    case procfs::FileKind::directory:
        text[0] = u'd';
        break;
    case procfs::FileKind::link:
        text[0] = u'l';
        break;
    case procfs::FileKind::regular:
        break;
    }
    constexpr std::u16string_view letters = u"rwxrwxrwx";
    for (unsigned i = 0; i < 9; ++i) {
        if ((bits & (0400U >> i)) != 0)
            text[i + 1] = letters[i];
    }
    const auto special = [&](std::uint32_t bit, int at, QChar with, QChar without) {
        if ((bits & bit) != 0)
            text[at] = text[at] == u'x' ? with : without;
    };
    special(04000, 3, u's', u'S');
    special(02000, 6, u's', u'S');
    special(01000, 9, u't', u'T');
    return text;
}

ProcDetails detailsOf(ProcRow& row, const std::string& taskName)
{
    ProcDetails details;
    const auto node = row.resolve();
    if (!node) {
        explain(details, node.error());
        return details;
    }
    const auto attributes = (*node)->stat();
    if (attributes)
        details.mode = modeText(*attributes);

    if (row.failure) {
        explain(details, *row.failure);
    } else if ((*node)->kind() == procfs::FileKind::link) {
        if (const auto target = (*node)->readlink()) {
            details.raw = QByteArray::fromStdString(*target);
            details.text = escaped(*target);
        } else {
            explain(details, target.error());
        }
    } else if (!taskName.empty()) {
        details.raw = QByteArray::fromStdString(taskName);
        details.text = escaped(taskName);
    } else if (!attributes) {
        explain(details, attributes.error());
    } else if (attributes->kind == procfs::FileKind::regular && attributes->size) {
        details.raw = QByteArray::number(static_cast<quint64>(*attributes->size));
        details.text = QString::fromLatin1(details.raw) + QLatin1StringView(" bytes");
    }
    return details;
}

}

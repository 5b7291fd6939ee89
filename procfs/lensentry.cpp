// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/lensentry.h>
#include <procfs/procfile.h>

#include <algorithm>
#include <format>
#include <map>
#include <string_view>

namespace sandscope::procfs {

namespace {

std::string modeOf(Node& node)
{
    const auto attributes = node.stat();
    return attributes && attributes->permissions ? std::format("{:04o}", *attributes->permissions)
                                                 : std::string("mode unknown");
}

/// An entry of a directory as one value: "file 0444", "link 0777 -> /bin/sh".
std::string entryText(Node& node)
{
    const std::string text
        = std::format("{} {}", entryTypeName(entryTypeOf(node.kind())), modeOf(node));
    if (node.kind() != FileKind::link)
        return text;
    const auto target = node.readlink();
    if (target)
        return text + " -> " + *target;
    if (target.error().kind == Failure::Kind::error)
        return text + " -> " + std::string(errnoName(target.error().error));
    return text;
}

void readDirectory(Node& directory, LensEntry& side)
{
    const auto entries = entriesOf(directory);
    if (!entries) {
        side.failure = entries.error();
        return;
    }
    std::map<std::string, std::string> byName; // the order of a listing is each kernel's own
    for (const DirEntry& entry : *entries) {
        const auto child = directory.lookup(entry.name);
        byName[entry.name] = child ? entryText(**child) : std::string(entryTypeName(entry.type));
    }
    for (const auto& [name, text] : byName)
        side.fields.push_back({name, text, nullptr});
}

/// A text without a format: line by line.
Fields linesOf(std::string_view text)
{
    Fields fields;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        fields.push_back({"line " + std::to_string(fields.size() + 1),
                          std::string(text.substr(0, end)), nullptr});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

void readFile(Node& file, LensEntry& side)
{
    const auto text = file.content();
    if (!text) {
        side.failure = text.error();
        return;
    }
    side.text = (*text)->bytes;
    const ProcFile* const format = file.file();
    // An empty text (of a task without memory) has no fields, whatever its format.
    if (!format || !format->decode || side.text.empty()) {
        side.fields = linesOf(side.text);
        return;
    }
    auto fields = format->decode(side.text, side.dialect);
    if (fields)
        side.fields = *std::move(fields);
    else
        side.parseError = describe(fields.error());
}

/// Entries and lines have no rows in the field table that could say why they differ.
void giveReasons(std::vector<LensRecord>& records, const LensEntry& left, const LensEntry& right)
{
    const FileKind kind = left.kind.value_or(right.kind.value_or(FileKind::regular));
    const auto name = [](const LensEntry& side) { return std::string(dialectName(side.dialect)); };
    for (LensRecord& record : records) {
        for (LensRow& row : record.rows) {
            if (row.leftDoc || row.rightDoc || row.verdict == LensVerdict::equal)
                continue;
            const bool isDirectory = kind == FileKind::directory;
            const std::string thing = isDirectory ? "entry" : "line";
            if (row.verdict == LensVerdict::onlyLeft)
                row.reason = name(right) + " has no such " + thing + '.';
            else if (row.verdict == LensVerdict::onlyRight)
                row.reason = name(left) + " has no such " + thing + '.';
            else if (isDirectory)
                row.reason = "Each kernel gives it a type, rights and a target of its own.";
            else if (kind == FileKind::link)
                row.reason = "Each kernel words the target by itself.";
        }
    }
}

}

std::string_view entryTypeName(EntryType type)
{
    switch (type) {
    case EntryType::unknown:
        return "unknown";
    case EntryType::file:
        return "file";
    case EntryType::directory:
        return "directory";
    case EntryType::link:
        return "link";
    case EntryType::other:
        return "other";
    }
    return {};
}

EntryType entryTypeOf(FileKind kind)
{
    switch (kind) {
    case FileKind::regular:
        return EntryType::file;
    case FileKind::directory:
        return EntryType::directory;
    case FileKind::link:
        return EntryType::link;
    }
    return EntryType::unknown;
}

Answer<std::vector<DirEntry>> entriesOf(Node& directory)
{
    constexpr std::size_t atOnce = 4096;
    std::vector<DirEntry> all;
    std::int64_t offset = 0;
    for (;;) {
        auto listing = directory.readdir(offset, atOnce);
        if (!listing)
            return std::unexpected(std::move(listing).error());
        for (DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                all.push_back(std::move(entry));
        }
        if (listing->atEnd || listing->entries.empty())
            return all;
        offset = listing->nextOffset;
    }
}

LensEntry readLensEntry(const Answer<NodePtr>& found, Dialect dialect)
{
    LensEntry side;
    side.dialect = dialect;
    if (!found) {
        side.failure = found.error();
        return side;
    }
    Node& node = **found;
    side.kind = node.kind();
    if (const auto attributes = node.stat(); attributes && attributes->permissions)
        side.mode = static_cast<std::uint16_t>(*attributes->permissions);
    switch (*side.kind) {
    case FileKind::directory:
        readDirectory(node, side);
        break;
    case FileKind::link: {
        const auto target = node.readlink();
        if (target)
            side.fields.push_back({"target", *target, nullptr});
        else
            side.failure = target.error();
        break;
    }
    case FileKind::regular:
        readFile(node, side);
        break;
    }
    return side;
}

std::string problemOf(const LensEntry& entry)
{
    if (entry.parseError)
        return *entry.parseError;
    if (!entry.failure)
        return {};
    switch (entry.failure->kind) {
    case Failure::Kind::error:
        break;
    case Failure::Kind::notSampled:
        return "not sampled";
    case Failure::Kind::notKept:
        return "not kept";
    case Failure::Kind::notProvided:
        return "not provided";
    case Failure::Kind::damaged:
        return "damaged";
    }
    const std::string error(errnoName(entry.failure->error));
    if (!entry.kind && entry.failure->error == Errno::noEntry)
        return error + ": this dialect has no such entry";
    return entry.failure->step.empty()
        ? error
        : std::format("{} failed with {}", entry.failure->step, error);
}

std::vector<LensRecord> compareEntries(const LensEntry& left, const LensEntry& right)
{
    auto records = alignFields({left.fields, left.dialect}, {right.fields, right.dialect});
    giveReasons(records, left, right);
    return records;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/recordedtree.h>
#include <procfs/text/escape.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include <fuzz/laws.h>

namespace sandscope::fuzz {

using namespace procfs;

namespace {

/// The rows of an index, their contents taken for the bytes of the files.
class IndexTree final : public RecordedTree
{
public:
    explicit IndexTree(const std::vector<CaptureRow>& rows)
    {
        for (const CaptureRow& row : rows) {
            auto entry = std::make_shared<RecordedEntry>();
            entry->generation = 1;
            entry->attributes = row.attributes;
            entry->listedAs = row.listedAs;
            entry->listed = row.listed;
            entry->names = row.names;
            entry->failure = row.failure;
            if (row.attributes.kind == FileKind::link)
                entry->target = row.content;
            else
                entry->text = std::make_shared<FileText>(FileText{row.content, {}});
            m_entries.emplace(row.path, std::move(entry));
        }
    }

    Generation generation() const override { return 1; }
    Dialect dialect() const override { return Dialect::gvisor2024; }
    std::shared_ptr<const RecordedEntry> entry(std::string_view path) const override
    {
        const auto found = m_entries.find(std::string(path));
        return found == m_entries.end() ? nullptr : found->second;
    }

private:
    std::unordered_map<std::string, std::shared_ptr<const RecordedEntry>> m_entries;
};

/// Reads in small pieces what content() gives whole.
std::string brokenReadLaw(Node& node)
{
    const auto whole = node.content();
    std::string pieces;
    for (;;) {
        const auto got = node.read(static_cast<std::int64_t>(pieces.size()), 7, pieces);
        if (got.has_value() != whole.has_value())
            return "read and content disagree on whether it can be read";
        if (!got)
            return got.error() == whole.error() ? "" : "read and content fail in different ways";
        if (*got == 0)
            break;
    }
    return pieces == (*whole)->bytes ? "" : "pieces are not the whole";
}

std::string brokenNodeLaw(Node& node, std::deque<NodePtr>& found)
{
    if (const auto attributes = node.stat(); attributes && attributes->kind != node.kind())
        return "stat tells another kind";
    (void)node.file();
    (void)node.open();
    (void)node.readlink();
    (void)node.lookup("..");
    if (auto broken = brokenReadLaw(node); !broken.empty())
        return broken;
    for (std::int64_t offset = 0;;) {
        const auto listing = node.readdir(offset, 3);
        if (!listing || listing->atEnd)
            return {};
        if (listing->entries.empty() || listing->nextOffset <= offset)
            return "a listing does not get on";
        for (const DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..") {
                if (auto child = node.lookup(entry.name))
                    found.push_back(std::move(*child));
            }
        }
        offset = listing->nextOffset;
    }
}

}

std::string brokenCaptureLaw(std::string_view index)
{
    const auto rows = parseCaptureIndex(index);
    if (!rows) {
        if (rows.error().offset > index.size() || rows.error().found.size() > 40)
            return "the error is not about the input: " + describe(rows.error());
        return {};
    }
    const auto tree = std::make_shared<IndexTree>(*rows);
    const auto files = makeRecordedFileSystem(tree);
    for (const CaptureRow& row : *rows)
        (void)files->walk(row.path);
    std::deque<NodePtr> toVisit = {files->root()};
    // A row that is named by its directory is found once; names may come twice.
    for (std::size_t visits = 0; !toVisit.empty() && visits < 1000; ++visits) {
        const NodePtr node = std::move(toVisit.front());
        toVisit.pop_front();
        if (auto broken = brokenNodeLaw(*node, toVisit); !broken.empty())
            return broken;
    }
    return {};
}

std::string brokenNameLaw(std::string_view name)
{
    const auto escaped = text::escaped(name);
    if (!std::ranges::all_of(escaped, [](char c) { return c >= ' ' && c <= '~'; }))
        return "the escaped text is not printable";
    if (escaped.size() > 4 * name.size() || escaped.size() < name.size())
        return "the escaped text has an impossible length";
    if (const ProcFile* const file = procFileForPath(name);
        file != nullptr && procFileForPath(std::string(name) + '/') == nullptr)
        return "a slash at the end hides a file";
    if (const auto error = errnoFromName(name); error && errnoFromName(errnoName(*error)) != error)
        return "an errno is not found by its own name";
    if (const auto dialect = dialectFromName(name); dialect && dialectName(*dialect) != name)
        return "a dialect has another name than it was found by";
    return {};
}

}

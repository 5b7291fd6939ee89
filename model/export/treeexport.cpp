// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/treeexport.h>
#include <model/export/withheld.h>
#include <procfs/dialect.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sandscope::model {

namespace {

using procfs::Answer;
using procfs::CaptureRow;
using procfs::EntryType;
using procfs::Failure;
using procfs::FileKind;

constexpr std::string_view indexName = "proc.index.tsv";
constexpr std::string_view metaName = "meta.json";

constexpr std::size_t maxName = 255; // of a file, in bytes
constexpr std::size_t maxTarget = 4095; // of a link
/// Deeper than any /proc; a bound for whatever pretends to be one.
constexpr int deepest = 32;

constexpr std::uint32_t usualFolder = 0555, usualFile = 0444;

/// All but "." and "..", in the order listed. A folder that does not end is cut there.
Answer<std::vector<procfs::DirEntry>> entriesOf(procfs::Node& folder)
{
    constexpr std::size_t atOnce = 4096, most = 1U << 22U;
    std::vector<procfs::DirEntry> all;
    for (std::int64_t offset = 0; all.size() < most;) {
        auto listing = folder.readdir(offset, atOnce);
        if (!listing)
            return std::unexpected(std::move(listing).error());
        for (procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                all.push_back(std::move(entry));
        }
        if (listing->atEnd || listing->entries.empty())
            break;
        offset = listing->nextOffset;
    }
    return all;
}

char letterOf(FileKind kind)
{
    switch (kind) {
    case FileKind::directory:
        return 'D';
    case FileKind::link:
        return 'L';
    case FileKind::regular:
        return 'F';
    }
    return 'F';
}

/// In an index, an entry that is not there failed at lstat.
Failure missing(Failure failure)
{
    failure.step = "lstat";
    return failure;
}

class Exporter
{
public:
    Exporter(const ExportRequest& request, TreeWriter& writer)
        : m_request(request)
        , m_writer(writer)
    {
        procfs::formatCaptureHeading(m_index);
    }

    Written<std::optional<ExportCounts>> run()
    {
        const procfs::NodePtr root = m_request.tree.root();
        CaptureRow row;
        row.type = 'D';
        row.listedAs = EntryType::directory;
        row.attributes = attributesOf(*root);
        if (auto done = takeFolder(*root, std::move(row), 0); !done)
            return std::unexpected(std::move(done).error());
        if (m_request.stop.stop_requested())
            return std::nullopt;
        if (auto done = m_writer.file(std::string(indexName), usualFile, {}, m_index); !done)
            return std::unexpected(std::move(done).error());
        if (auto done = m_writer.file(std::string(metaName), usualFile, {}, meta()); !done)
            return std::unexpected(std::move(done).error());
        return m_counts;
    }

private:
    [[nodiscard]] static procfs::Attributes attributesOf(procfs::Node& node)
    {
        auto attributes = node.stat().value_or(procfs::Attributes{});
        attributes.kind = node.kind();
        return attributes;
    }
    [[nodiscard]] std::string meta() const
    {
        std::string text = "{\n  \"dialect\": \"";
        text += procfs::dialectName(m_request.tree.dialect());
        text += "\",\n  \"withheld\": ";
        text += m_counts.withheld > 0 ? "true" : "false";
        return text + "\n}\n";
    }

    /// Can a file of that name stand here?
    [[nodiscard]] static bool isPlaceable(std::string_view name, bool inRoot)
    {
        return !name.empty() && name.size() <= maxName && name != "." && name != ".."
            && name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos
            && !(inRoot && (name == indexName || name == metaName));
    }

    void note(const CaptureRow& row) { procfs::formatCaptureRow(row, m_index); }
    void noteUnread(CaptureRow row, Failure failure)
    {
        // An entry of which nothing is known but that it was not looked at.
        if (row.type == 'F' && failure.kind != Failure::Kind::error
            && failure.kind != Failure::Kind::notKept)
            row.type = 'S';
        row.failure = std::move(failure);
        note(row);
        ++m_counts.unread;
    }

    Written<> takeFolder(procfs::Node& folder, CaptureRow row, int depth);
    Written<> takeEntry(procfs::Node& folder, const std::string& folderPath,
                        const procfs::DirEntry& listed, int depth);
    Written<> takeFile(procfs::Node& node, CaptureRow row, const std::string& name);
    Written<> takeLink(procfs::Node& node, CaptureRow row, const std::string& name);

    const ExportRequest& m_request;
    TreeWriter& m_writer;
    std::string m_index;
    ExportCounts m_counts;
};

/// What stands in a folder that was entered already.
Written<> Exporter::takeFolder(procfs::Node& folder, CaptureRow row, int depth)
{
    ++m_counts.folders;
    if (m_request.progress)
        m_request.progress(m_counts);
    auto entries = depth < deepest
        ? entriesOf(folder)
        : std::unexpected(Failure{Failure::Kind::notProvided, procfs::Errno::ok, "getdents"});
    if (!entries) {
        noteUnread(std::move(row), std::move(entries).error());
        return {};
    }
    row.bytes = entries->size();
    for (const procfs::DirEntry& entry : *entries)
        row.names.push_back(entry.name);
    note(row);
    // One that comes twice, as `sys` in gVisor of 2019, is found by its name once.
    std::ranges::stable_sort(*entries, {}, &procfs::DirEntry::name);
    const auto repeated = std::ranges::unique(*entries, {}, &procfs::DirEntry::name);
    entries->erase(repeated.begin(), repeated.end());
    for (const procfs::DirEntry& entry : *entries) {
        if (m_request.stop.stop_requested())
            return {};
        if (auto done = takeEntry(folder, row.path, entry, depth); !done)
            return done;
    }
    return {};
}

Written<> Exporter::takeEntry(procfs::Node& folder, const std::string& folderPath,
                              const procfs::DirEntry& listed, int depth)
{
    CaptureRow row;
    row.path = folderPath.empty() ? listed.name : folderPath + '/' + listed.name;
    row.listedAs = listed.type;
    const auto node = folder.lookup(listed.name);
    if (!node) {
        row.type = 'O';
        noteUnread(std::move(row), missing(node.error()));
        return {};
    }
    row.type = letterOf((*node)->kind());
    row.attributes = attributesOf(**node);
    if (!isPlaceable(listed.name, folderPath.empty())) {
        ++m_counts.unplaced;
        noteUnread(std::move(row), {Failure::Kind::notKept, procfs::Errno::ok, {}});
        return {};
    }
    switch ((*node)->kind()) {
    case FileKind::regular:
        return takeFile(**node, std::move(row), listed.name);
    case FileKind::link:
        return takeLink(**node, std::move(row), listed.name);
    case FileKind::directory:
        break;
    }
    const procfs::Attributes attributes = row.attributes;
    if (auto done = m_writer.enter(listed.name, attributes.permissions.value_or(usualFolder),
                                   {attributes.uid, attributes.gid});
        !done)
        return done;
    if (auto done = takeFolder(**node, std::move(row), depth + 1); !done)
        return done;
    return m_writer.leave();
}

Written<> Exporter::takeFile(procfs::Node& node, CaptureRow row, const std::string& name)
{
    // A mode or an opener may forbid what the text alone would not.
    const auto opened = node.open();
    const auto text = opened
        ? (*opened)->content()
        : Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(opened.error()));
    if (!text) {
        noteUnread(std::move(row), text.error());
        return {};
    }
    const auto recorded = m_request.recorded ? m_request.recorded->entry(row.path) : nullptr;
    row.withheld = recorded && recorded->withheld;
    std::string masked;
    std::string_view bytes = (*text)->bytes;
    if (m_request.isMasked && mayHoldSecrets(node.file())) {
        masked = bytes;
        row.withheld |= withholdSecrets(node.file(), masked);
        bytes = masked;
    }
    if (auto done = m_writer.file(name, row.attributes.permissions.value_or(usualFile),
                                  {row.attributes.uid, row.attributes.gid}, bytes);
        !done)
        return done;
    ++m_counts.files;
    m_counts.bytes += bytes.size();
    m_counts.withheld += row.withheld ? 1 : 0;
    row.bytes = bytes.size();
    row.content = row.path;
    note(row);
    return {};
}

Written<> Exporter::takeLink(procfs::Node& node, CaptureRow row, const std::string& name)
{
    auto target = node.readlink();
    if (!target) {
        noteUnread(std::move(row), target.error());
        return {};
    }
    row.content = *std::move(target);
    row.bytes = row.content.size();
    note(row);
    if (row.content.empty() || row.content.size() > maxTarget || row.content.contains('\0')) {
        ++m_counts.unplaced; // the index has it
        return {};
    }
    ++m_counts.links;
    return m_writer.link(name, {row.attributes.uid, row.attributes.gid}, row.content);
}

}

Written<std::optional<ExportCounts>> exportTree(const ExportRequest& request, TreeWriter& writer)
{
    return Exporter(request, writer).run();
}

}

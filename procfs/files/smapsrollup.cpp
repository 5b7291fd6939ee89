// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/smapsfields.h>
#include <procfs/files/smapsrollup.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using enum SmapsKey;

constexpr std::string_view rollupName = "[rollup]";

constexpr std::array summed = {rss,           pss,           pssDirty,       pssAnon,
                               pssFile,       pssShmem,      sharedClean,    sharedDirty,
                               privateClean,  privateDirty,  referenced,     anonymous,
                               ksm,           lazyFree,      anonHugePages,  shmemPmdMapped,
                               filePmdMapped, sharedHugetlb, privateHugetlb, swap,
                               swapPss,       locked};

constexpr FieldDoc onlyLinux(FieldDoc doc)
{
    for (std::size_t i = 0; i < doc.truth.size(); ++i) {
        if (i != static_cast<std::size_t>(Dialect::linux_))
            doc.truth[i] = Truth::absent;
    }
    doc.notes = {TruthNote{detail::everyGvisor, "gVisor has no such file."}};
    return doc;
}

constexpr FieldDoc ofHeader(std::string_view name, std::string_view meaning, Truth truth,
                            std::string_view constant, std::string_view reason)
{
    FieldDoc doc = onlyLinux({name, "", meaning, truths("------"), {}, constant});
    doc.truth[static_cast<std::size_t>(Dialect::linux_)] = truth;
    doc.notes[1] = {DialectSet{Dialect::linux_}, reason};
    return doc;
}

constexpr auto rollupFields = [] {
    constexpr std::string_view placeholder
        = "The file has the form of one block of smaps, and this word belongs to no mapping.";
    std::array<FieldDoc, mapsFieldCount + summed.size()> all = {
        ofHeader("range", "First address of the first mapping and the address behind the last one.",
                 Truth::derived, "", "It spans all mappings and what lies between them."),
        ofHeader("perms", "No rights.", Truth::constant, "---p", placeholder),
        ofHeader("offset", "No offset.", Truth::constant, "00000000", placeholder),
        ofHeader("dev", "No device.", Truth::constant, "00:00", placeholder),
        ofHeader("inode", "No file.", Truth::constant, "0", placeholder),
        ofHeader("path", "The word [rollup].", Truth::constant, rollupName, placeholder)};
    auto at = all.begin() + mapsFieldCount;
    for (const SmapsKey key : summed)
        *at++ = onlyLinux(detail::smapsLines[static_cast<std::size_t>(key)]);
    return all;
}();

/// Bytes; in the places of summed.
class Sums
{
public:
    void add(SmapsKey key, std::uint64_t bytes) { m_bytes[static_cast<std::size_t>(key)] += bytes; }

    void add(const Vma& vma)
    {
        const PageUse* const pages
            = vma.details && vma.details->pages ? &*vma.details->pages : nullptr;
        const PageUse use = pages != nullptr ? *pages : guessed(vma);
        add(rss, vma.rssBytes);
        add(anonymous, vma.anonymousBytes);
        add(pss, use.pss);
        add(pssDirty, use.pssDirty);
        add(sharedClean, use.sharedClean);
        add(sharedDirty, use.sharedDirty);
        add(privateClean, use.privateClean);
        add(privateDirty, use.privateDirty);
        add(referenced, use.referenced);
        add(ksm, use.ksm);
        add(lazyFree, use.lazyFree);
        add(anonHugePages, use.anonymousHuge);
        add(shmemPmdMapped, use.shmemHuge);
        add(filePmdMapped, use.fileHuge);
        add(swap, use.swap);
        add(swapPss, use.swapPss);
        if (vma.lockMode != LockMode::none)
            add(locked, use.pss);
        addParts(vma, use.pss);
    }

    [[nodiscard]] std::uint64_t kilobytes(SmapsKey key) const
    {
        return m_bytes[static_cast<std::size_t>(key)] / 1024;
    }

private:
    /// What smapsValues prints of a VMA whose pages nobody counted.
    static PageUse guessed(const Vma& vma)
    {
        PageUse use;
        use.pss = use.referenced = vma.rssBytes;
        (vma.effective.write ? use.privateDirty : use.privateClean) = vma.rssBytes;
        use.pssDirty = use.privateDirty;
        return use;
    }

    void addParts(const Vma& vma, std::uint64_t wholePss)
    {
        std::uint64_t anonymousPart = 0;
        if (vma.anonymousBytes >= vma.rssBytes) {
            anonymousPart = wholePss;
        } else if (vma.anonymousBytes > 0) {
            const double part
                = static_cast<double>(vma.anonymousBytes) / static_cast<double>(vma.rssBytes);
            anonymousPart = std::min(
                wholePss, static_cast<std::uint64_t>(part * static_cast<double>(wholePss)));
        }
        add(pssAnon, anonymousPart);
        add(isSharedMemory(vma) ? pssShmem : pssFile, wholePss - anonymousPart);
    }

    static bool isSharedMemory(const Vma& vma)
    {
        if (!vma.mapping)
            return false;
        const MappingKind kind = vma.mapping->kind;
        return kind == MappingKind::sharedAnonymous || kind == MappingKind::memfd
            || kind == MappingKind::sysvShared;
    }

    std::array<std::uint64_t, smapsKeyCount> m_bytes{};
};

Errno render(const FileContext& ctx, FileText& out)
{
    if (!smapsrollupFile.existsIn(ctx.dialect))
        return Errno::noEntry;
    const MemoryRecord* const memory = ctx.task.state == TaskState::dead ? nullptr : memoryOf(ctx);
    if (memory == nullptr || memory->users == 0)
        return Errno::noProcess; // of a zombie even open(2) answers so
    formatSmapsRollup(smapsRollup(*memory->vmas), out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Smaps> parseOne(std::string_view bytes)
{
    auto smaps = parseSmaps(bytes);
    if (smaps && smaps->size() > 1) {
        const auto offset = static_cast<std::size_t>((*smaps)[1].text().data() - bytes.data());
        return text::failure(ParseErrorCode::badField, bytes, offset);
    }
    return smaps;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseOne(bytes).transform([](const Smaps& smaps) {
        Fields fields;
        decodeSmaps(smaps, rollupFields, fields);
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseOne(bytes).transform([&](const Smaps& smaps) {
        std::string out;
        formatSmaps(smaps, dialect, out);
        return Reformatted(std::move(out), smaps.unknownBytes());
    });
}

}

SmapsRollup smapsRollup(std::span<const Vma> vmas)
{
    SmapsRollup rollup;
    if (!vmas.empty()) {
        rollup.start = vmas.front().start;
        rollup.end = vmas.back().end;
    }
    Sums sums;
    for (const Vma& vma : vmas)
        sums.add(vma);
    for (const SmapsKey key : summed)
        rollup.values.setValue(key, sums.kilobytes(key));
    return rollup;
}

void formatSmapsRollup(const SmapsRollup& rollup, std::string& out)
{
    MapsEntry header;
    header.start = rollup.start;
    header.end = rollup.end;
    header.name = rollupName;
    formatMapsEntry(header, Dialect::linux_, out);
    formatSmapsValues(rollup.values, Dialect::linux_, out);
}

Parsed<SmapsRollup> parseSmapsRollup(std::string_view text)
{
    const auto smaps = parseOne(text);
    if (!smaps)
        return std::unexpected(smaps.error());
    if (smaps->empty())
        return text::failure(ParseErrorCode::badField, text, 0);
    const SmapsEntry block = smaps->front();
    return SmapsRollup{block.mapping().start, block.mapping().end, block.values()};
}

constinit const ProcFile smapsrollupFile = {
    .name = "smaps_rollup",
    .modes = {0, 0, 0, 0, 0, 0444},
    .dependencies = Dependency::memory | Dependency::task,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = rollupFields,
};

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/treewriter.h>
#include <model/sources/folder.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#ifdef SANDSCOPE_HAS_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

// The one place that knows libarchive.
namespace sandscope::model {

#ifdef SANDSCOPE_HAS_LIBARCHIVE

namespace {

std::unexpected<WriteProblem> failed(std::string step, std::string path)
{
    return std::unexpected(WriteProblem{.kind = WriteProblem::Kind::system,
                                        .step = std::move(step),
                                        .path = std::move(path),
                                        .error = errno});
}

struct EndArchive
{
    void operator()(archive* a) const { archive_write_free(a); }
};
struct EndEntry
{
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using EntryHandle = std::unique_ptr<archive_entry, EndEntry>;

class TarWriter final : public TreeWriter
{
public:
    TarWriter(std::string path, std::string partial, Descriptor file)
        : m_path(std::move(path))
        , m_partial(std::move(partial))
        , m_file(std::move(file))
        , m_archive(archive_write_new())
    {
    }
    ~TarWriter() override
    {
        if (m_archive)
            archive_write_fail(m_archive.get()); // no end of archive is made up
        ::unlink(m_partial.c_str());
    }

    Written<> begin()
    {
        // Every tar reads it, and names are bytes in it, whatever the locale.
        if (archive_write_set_format_gnutar(m_archive.get()) != ARCHIVE_OK
            || archive_write_open_fd(m_archive.get(), m_file.get()) != ARCHIVE_OK)
            return archiveFailed(m_path);
        return enter(topName, usualFolder, {});
    }

    Written<> enter(const std::string& name, std::uint32_t permissions, const Owner&) override
    {
        const std::size_t length = m_folder.size();
        m_folder += name;
        const EntryHandle entry = makeEntry(m_folder, S_IFDIR, permissions | S_IRWXU);
        m_folder += '/';
        m_lengths.push_back(length);
        return put(*entry, {});
    }

    Written<> leave() override
    {
        m_folder.resize(m_lengths.back());
        m_lengths.pop_back();
        return {};
    }

    Written<> file(const std::string& name, std::uint32_t permissions, const Owner&,
                   std::string_view bytes) override
    {
        const EntryHandle entry
            = makeEntry(m_folder + name, S_IFREG, permissions | S_IRUSR | S_IWUSR);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        return put(*entry, bytes);
    }

    Written<> link(const std::string& name, const Owner&, const std::string& target) override
    {
        const EntryHandle entry = makeEntry(m_folder + name, S_IFLNK, permissionBits);
        archive_entry_copy_symlink(entry.get(), target.c_str());
        return put(*entry, {});
    }

    Written<> finish() override
    {
        if (archive_write_close(m_archive.get()) != ARCHIVE_OK)
            return archiveFailed(m_path);
        m_archive.reset();
        // A second name, which fails where one is, then without the first.
        if (::link(m_partial.c_str(), m_path.c_str()) != 0) {
            if (errno == EEXIST)
                return std::unexpected(WriteProblem{
                    .kind = WriteProblem::Kind::exists, .step = "link", .path = m_path});
            return failed("link", m_path);
        }
        return {};
    }

private:
    static constexpr const char* topName = "proc";
    static constexpr std::uint32_t permissionBits = 0777, usualFolder = 0755;

    static EntryHandle makeEntry(const std::string& path, mode_t type, std::uint32_t permissions)
    {
        EntryHandle entry(archive_entry_new());
        archive_entry_copy_pathname(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), type);
        archive_entry_set_perm(entry.get(), permissions & permissionBits);
        archive_entry_set_mtime(entry.get(), 0, 0);
        archive_entry_set_uid(entry.get(), 0);
        archive_entry_set_gid(entry.get(), 0);
        archive_entry_set_size(entry.get(), 0);
        return entry;
    }

    Written<> put(archive_entry& entry, std::string_view bytes)
    {
        if (archive_write_header(m_archive.get(), &entry) != ARCHIVE_OK)
            return archiveFailed(archive_entry_pathname(&entry));
        while (!bytes.empty()) {
            const la_ssize_t written
                = archive_write_data(m_archive.get(), bytes.data(), bytes.size());
            if (written <= 0)
                return archiveFailed(archive_entry_pathname(&entry));
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    [[nodiscard]] std::unexpected<WriteProblem> archiveFailed(const char* path) const
    {
        const char* const words = archive_error_string(m_archive.get());
        return std::unexpected(WriteProblem{.kind = WriteProblem::Kind::archive,
                                            .step = "write",
                                            .path = path ? path : "",
                                            .error = archive_errno(m_archive.get()),
                                            .words = words ? words : ""});
    }
    [[nodiscard]] std::unexpected<WriteProblem> archiveFailed(const std::string& path) const
    {
        return archiveFailed(path.c_str());
    }

    std::string m_path, m_partial;
    Descriptor m_file;
    std::unique_ptr<archive, EndArchive> m_archive;
    std::string m_folder; ///< the one being written, with a slash behind it
    std::vector<std::size_t> m_lengths; ///< of m_folder before each folder was entered
};

}

Written<std::unique_ptr<TreeWriter>> makeTarWriter(const std::string& path)
{
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0)
        return std::unexpected(
            WriteProblem{.kind = WriteProblem::Kind::exists, .step = "lstat", .path = path});
    // As an ordinary new file, so that the user's own umask decides who may read it.
    constexpr int attempts = 100;
    constexpr mode_t everybody = 0666;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        std::string partial = path + ".partial-" + std::to_string(::getpid());
        partial.append("-").append(std::to_string(attempt));
        Descriptor file(::open(partial.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, everybody));
        if (!file.isOpen() && errno == EEXIST)
            continue;
        if (!file.isOpen())
            return failed("open", path);
        auto writer = std::make_unique<TarWriter>(path, std::move(partial), std::move(file));
        if (auto begun = writer->begin(); !begun)
            return std::unexpected(std::move(begun).error());
        return writer;
    }
    return failed("open", path);
}

#else

Written<std::unique_ptr<TreeWriter>> makeTarWriter(const std::string& path)
{
    return std::unexpected(
        WriteProblem{.kind = WriteProblem::Kind::notBuilt, .step = {}, .path = path});
}

#endif

}

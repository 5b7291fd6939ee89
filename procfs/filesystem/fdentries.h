// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "textfile.h"

#include <span>

namespace sandscope::procfs {

/// What a task has open now, ascending by fd.
[[nodiscard]] std::span<const FdEntry> openFiles(const ProcMount& mount, const HeldTask& task);
/// Null when that one is not open.
[[nodiscard]] const FdEntry* openFile(const ProcMount& mount, const HeldTask& task, int fd);

/// fd/N. In 2018 and 2019 it speaks of the file that was open when it was looked up, whatever
/// becomes of the number; later of what has that number.
class FdLink final : public RecordNode
{
public:
    static std::shared_ptr<FdLink> create(const ProcMountPtr& mount,
                                          std::shared_ptr<DirectoryNode> parent,
                                          std::shared_ptr<HeldTask> task, const ProcFile& directory,
                                          const FdEntry& entry);

    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Generation generation() const override;
    [[nodiscard]] bool isValid() const override;

protected:
    [[nodiscard]] Ownership ownership() const override;
    [[nodiscard]] std::uint64_t size() const override;
    [[nodiscard]] Answer<NodePtr> follow() override;

private:
    FdLink(Identity identity, const FdEntry& entry)
        : RecordNode(std::move(identity))
        , m_entry(entry)
    {
    }
    /// ENOENT when it was closed, EACCES when the reader may not know.
    [[nodiscard]] std::expected<const FdEntry*, Errno> entry() const;

    FdEntry m_entry; ///< as it was at lookup
};

/// fdinfo/N of later kernels, which asks at each read.
class FdInfoFile final : public TextFile
{
public:
    static std::shared_ptr<FdInfoFile> create(const ProcMountPtr& mount,
                                              std::shared_ptr<DirectoryNode> parent,
                                              std::shared_ptr<HeldTask> task,
                                              const ProcFile& directory, int fd);

    [[nodiscard]] Generation generation() const override;
    [[nodiscard]] bool isValid() const override;

protected:
    [[nodiscard]] Text text(const Taken& taken) const override;

private:
    FdInfoFile(Identity identity, int fd)
        : TextFile(std::move(identity), nullptr)
        , m_fd(fd)
    {
    }

    int m_fd;
};

/// What fdinfo/N of \a entry says now.
[[nodiscard]] FileText fdInfoText(const ProcMount& mount, const HeldTask& task,
                                  const FdEntry& entry);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/replay/elffolder.h>
#include <model/replay/lookahead.h>
#include <model/replay/mapsimage.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

/// What one exec loads, and where.
struct ExecPlan
{
    kernel::ExecImage image;
    std::optional<kernel::Program> program; ///< to be known at the path; none: nobody has it
    std::vector<std::string> scriptArguments; ///< stand before those from the second on
    std::vector<std::string> assumptions; ///< sentences; what is in none of them is known
};

/// What exec loads, and where: from ELF files or their headers as text, from a map taken after
/// exec, and from what the log itself shows later.
class Images
{
public:
    /// \a elfFolders as ElfFolder takes them; they and \a imageFile may be empty.
    Images(std::string_view elfFolders, const std::string& imageFile, const Log& log,
           kernel::Behaviour behaviour);

    /// Why the folders or the image file cannot be used, a sentence without a full stop; empty:
    /// they can, or there are none.
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    /// Addresses differ from run to run where the log was taken.
    [[nodiscard]] bool isRandomised() const { return m_isRandomised; }

    /// Where \a path (absolute) leads: "/lib/x" may be "/usr/lib/x". See ElfFolder.
    [[nodiscard]] std::string realPath(const std::string& path) const
    {
        return m_folder.realPath(path);
    }

    /// The exec that began in \a line of the log, of the program at \a path: absolute, without
    /// links where the caller knows them.
    [[nodiscard]] ExecPlan plan(std::uint32_t line, const std::string& path);

private:
    struct File
    {
        std::string path;
        ElfHeaders headers;
    };
    struct Bases
    {
        std::optional<std::uint64_t> program, interpreter;
        bool isProgramKnown = false; ///< rather than assumed
    };

    void readImage(const std::string& file);
    [[nodiscard]] std::optional<File> fileAt(const std::string& path, bool isImaged,
                                             ExecPlan& plan);
    [[nodiscard]] std::optional<File> interpreterFor(const File& program, bool isImaged,
                                                     ExecPlan& plan);
    [[nodiscard]] Bases basesOf(const File& program, const std::optional<File>& interpreter,
                                const ExecTraces& traces) const;
    [[nodiscard]] bool agrees(const Bases& bases, const File& program) const;
    void placeStack(const ExecTraces& traces, const Bases& bases, std::uint64_t interpreterEnd,
                    ExecPlan& plan) const;
    [[nodiscard]] bool looksRandomised();

    ElfFolder m_folder;
    LookAhead m_ahead;
    std::shared_ptr<const std::vector<procfs::Vma>> m_map; ///< of the image file; null: none
    std::optional<MappedFile> m_imageProgram, m_imageInterpreter;
    std::string m_problem;
    kernel::Behaviour m_behaviour;
    bool m_isRandomised = true;
};

}

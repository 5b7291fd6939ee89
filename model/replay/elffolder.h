// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/elffile.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::replay {

/// A program file that was found.
struct FoundFile
{
    std::string path; ///< real: what its mappings are called
    std::optional<ElfHeaders> headers; ///< none: a script
    std::string interpreterLine; ///< of a script, without "#!"
    std::string assumption; ///< a sentence; empty: none
};

/// Where programs and their interpreters are looked for.
///
/// A program /usr/bin/cat is DIR/usr/bin/cat.txt (the text of readelf), else DIR/usr/bin/cat (the
/// file itself), links below DIR followed as if DIR were the root. Then the names that a merged
/// /usr gives it; the only file of DIR with a version behind the name; what the name leads to on
/// this machine, there or in DIR. These three are assumptions.
class ElfFolder
{
public:
    /// \a folders: one or several, with a colon between; the first that has the file counts. Empty:
    /// none.
    explicit ElfFolder(std::string_view folders);

    /// The first of the folders that is none; empty: all are there.
    [[nodiscard]] std::string missingFolder() const;
    /// Null when it is nowhere, or what is there cannot be read. Remembers its answers.
    [[nodiscard]] const FoundFile* find(const std::string& path);

    /// Where the path of any file leads: as the links of the folders have it; in a merged /usr;
    /// with no folder at all, as this machine's links have it. The path itself when nobody knows,
    /// and below /proc.
    [[nodiscard]] std::string realPath(const std::string& path) const;

private:
    [[nodiscard]] std::optional<FoundFile> lookUp(const std::string& path) const;
    [[nodiscard]] std::optional<FoundFile> inFolders(const std::string& path) const;
    [[nodiscard]] std::optional<FoundFile> versionOf(const std::string& path) const;

    std::vector<std::string> m_folders;
    std::map<std::string, std::optional<FoundFile>> m_found;
};

/// The start of a regular file, links followed; nothing when it is none or cannot be read. Never
/// waits for another process. \a length bytes at most.
[[nodiscard]] std::optional<std::string> readFileStart(const std::string& path, std::size_t length);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/folder.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::model {

/// What stands in a folder that looks like /proc itself, again and again.
///
/// Its thousands of names are taken apart only when the bytes of the listing differ from the last
/// ones.
class RootListing
{
public:
    explicit RootListing(std::shared_ptr<const Folder> folder);

    /// Does anything differ from the last time? The first time everything does. After a failure
    /// nothing is known, and all of it is read again.
    [[nodiscard]] procfs::Answer<bool> refresh(const std::stop_token& stop);

    /// In the order of the directory.
    [[nodiscard]] const std::vector<Listed>& names() const { return m_names; }
    /// The folders called as numbers.
    struct Number
    {
        std::int32_t pid = 0;
        std::uint64_t inode = 0; ///< another one may mean another process
    };
    [[nodiscard]] const std::vector<Number>& numbers() const { return m_numbers; } ///< ascending

private:
    std::shared_ptr<const Folder> m_folder; ///< never null
    Descriptor m_directory;
    std::string m_bytes, m_before; ///< as the kernel wrote them
    bool m_isKnown = false;
    std::vector<Listed> m_names;
    std::vector<Number> m_numbers;
};

}

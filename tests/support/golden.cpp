// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/text/escape.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <support/golden.h>

namespace sandscope::test {

namespace fs = std::filesystem;

namespace {

bool isUpdating()
{
    const char* const value = std::getenv("SANDSCOPE_UPDATE_GOLDEN");
    return value != nullptr && std::string_view(value) == "1";
}

void write(const fs::path& file, std::string_view bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

/// The line in which two texts begin to differ.
std::string difference(std::string_view expected, std::string_view actual)
{
    const auto at
        = static_cast<std::size_t>(std::ranges::mismatch(expected, actual).in1 - expected.begin());
    const auto line = 1 + std::ranges::count(expected.substr(0, at), '\n');
    const auto excerpt = [at](std::string_view text) {
        const std::size_t begin = at > 20 ? at - 20 : 0;
        return '"' + procfs::text::escaped(text.substr(std::min(begin, text.size()), 60)) + '"';
    };
    return "byte " + std::to_string(at) + ", line " + std::to_string(line) + ": expected "
        + excerpt(expected) + ", found " + excerpt(actual);
}

}

std::string readFile(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Files readFolder(const fs::path& folder)
{
    Files files;
    std::error_code failed;
    for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
        if (entry.is_regular_file() && entry.path().filename() != "README.md")
            files[fs::relative(entry.path(), folder).generic_string()] = readFile(entry.path());
    }
    return files;
}

std::string compareGolden(const fs::path& file, std::string_view bytes)
{
    if (fs::is_regular_file(file) && readFile(file) == bytes)
        return {};
    if (isUpdating()) {
        write(file, bytes);
        return file.string() + " was rewritten: look at the difference";
    }
    if (!fs::is_regular_file(file))
        return file.string() + " does not exist; SANDSCOPE_UPDATE_GOLDEN=1 makes it";
    return file.string() + " differs at " + difference(readFile(file), bytes);
}

std::string compareGolden(const fs::path& folder, const Files& files)
{
    std::string report;
    const auto add = [&report](const std::string& line) {
        if (!line.empty())
            report += (report.empty() ? "" : "\n") + line;
    };
    for (const auto& [name, bytes] : files)
        add(compareGolden(folder / name, bytes));
    for (const auto& [name, bytes] : readFolder(folder)) {
        if (files.contains(name))
            continue;
        if (isUpdating())
            fs::remove(folder / name);
        add((folder / name).string()
            + (isUpdating() ? " was removed" : " is there, but nothing made it"));
    }
    return report;
}

}

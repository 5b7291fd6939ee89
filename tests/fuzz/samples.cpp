// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <iterator>

#include <fuzz/samples.h>

namespace sandscope::fuzz {

namespace {

procfs::Dialect dialectOf(const std::filesystem::path& path)
{
    for (const auto& folder : path) {
        for (const procfs::Dialect dialect : procfs::allDialects) {
            if (folder.string().starts_with(procfs::dialectName(dialect)))
                return dialect;
        }
    }
    return procfs::Dialect::linux_;
}

}

std::vector<Sample> samplesIn(const std::filesystem::path& data)
{
    std::vector<Sample> samples;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
        const auto path = std::filesystem::relative(entry.path(), data).generic_string();
        const auto proc = path.find("/proc/");
        if (!entry.is_regular_file() || proc == std::string::npos)
            continue;
        const auto* const file = procfs::procFileForPath(std::string_view(path).substr(proc + 6));
        if (file != nullptr && file->reformat != nullptr)
            samples.push_back({path, file, dialectOf(path), bytesOf(entry.path())});
    }
    std::ranges::sort(samples, {}, &Sample::path);
    return samples;
}

std::string bytesOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}

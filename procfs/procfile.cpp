// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/procfile.h>

#define PROC_FILE(name) extern const ProcFile name##File;
namespace sandscope::procfs {
#include <procfs/files.def>
}
#undef PROC_FILE

#include <algorithm>

namespace sandscope::procfs {

namespace {

#define PROC_FILE(name) &name##File,
constexpr std::array listed = {
#include <procfs/files.def>
};
#undef PROC_FILE

// The names of C++ have no underscores, so that the order of the list is not quite that of the
// entries.
const std::array<const ProcFile*, listed.size()>& byName()
{
    static const auto sorted = [] {
        auto files = listed;
        std::ranges::sort(files, {}, &ProcFile::name);
        return files;
    }();
    return sorted;
}

std::string_view takeComponent(std::string_view& path)
{
    const std::size_t begin = std::min(path.find_first_not_of('/'), path.size());
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view component = path.substr(begin, end - begin);
    path.remove_prefix(end);
    return component;
}

bool isNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool isAtEnd(std::string_view path)
{
    return path.find_first_not_of('/') == std::string_view::npos;
}

}

std::span<const ProcFile* const> procFiles()
{
    return byName();
}

const ProcFile* procFile(std::string_view name)
{
    const auto& files = byName();
    const auto found = std::ranges::lower_bound(files, name, {}, &ProcFile::name);
    return found != files.end() && (*found)->name == name ? *found : nullptr;
}

const ProcFile* procFileForPath(std::string_view path)
{
    const std::string_view first = takeComponent(path);
    if (!isNumber(first) && first != "self" && first != "thread-self")
        return nullptr;
    const ProcFile* file = procFile(takeComponent(path));
    if (file != nullptr && file->onlyUnderProcess && !isAtEnd(path)) {
        if (!isNumber(takeComponent(path)))
            return nullptr;
        file = procFile(takeComponent(path));
        if (file != nullptr && file->onlyUnderProcess)
            return nullptr;
    }
    if (file == nullptr || isAtEnd(path))
        return file;
    if (file->kind != FileKind::directory)
        return nullptr;
    (void)takeComponent(path); // a member of fd, fdinfo or ns is described by its directory
    return isAtEnd(path) ? file : nullptr;
}

}

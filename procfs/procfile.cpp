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
const std::vector<const ProcFile*>& byName(Scope scope)
{
    static const auto sorted = [] {
        std::array<std::vector<const ProcFile*>, 3> scopes;
        for (const ProcFile* const file : listed)
            scopes[static_cast<std::size_t>(file->scope)].push_back(file);
        for (auto& files : scopes)
            std::ranges::sort(files, {}, &ProcFile::name);
        return scopes;
    }();
    return sorted[static_cast<std::size_t>(scope)];
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

std::span<const ProcFile* const> procFiles(Scope scope)
{
    return byName(scope);
}

const ProcFile* procFile(std::string_view name, Scope scope)
{
    const auto& files = byName(scope);
    const auto found = std::ranges::lower_bound(files, name, {}, &ProcFile::name);
    return found != files.end() && (*found)->name == name ? *found : nullptr;
}

const ProcFile* procFileForPath(std::string_view path)
{
    const std::string_view first = takeComponent(path);
    if (!isNumber(first) && first != "self" && first != "thread-self") {
        if (isAtEnd(path))
            return procFile(first, Scope::system);
        if (first != "net") // a directory in 2018 and 2019
            return nullptr;
        const std::string_view member = takeComponent(path);
        return isAtEnd(path) ? procFile(member, Scope::net) : nullptr;
    }
    const bool isThread = first == "thread-self";
    const ProcFile* file = procFile(takeComponent(path));
    if (file != nullptr && (isThread ? file->onlyUnderProcess : file->onlyUnderThread))
        return nullptr;
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
    const std::string_view member = takeComponent(path);
    if (!isAtEnd(path))
        return nullptr;
    // A member of fd, fdinfo or ns is described by its directory.
    return file->name == "net" ? procFile(member, Scope::net) : file;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fd.h>
#include <procfs/text/paths.h>

namespace sandscope::procfs {

namespace {

std::string bracketed(std::string_view kind, std::string_view what)
{
    std::string text(kind);
    text += ":[";
    text += what;
    text += ']';
    return text;
}

std::string inotifyTarget(const FdEntry& entry, Dialect dialect)
{
    switch (dialect) {
    case Dialect::gvisor2018:
        return "inotify";
    case Dialect::gvisor2019:
        return bracketed("anon_inode", "inotify");
    case Dialect::gvisor2022:
    case Dialect::gvisor2024:
    case Dialect::gvisor2026:
        return bracketed("anon_inode", "inotifyfd:" + std::to_string(entry.number));
    case Dialect::linux_:
        return "anon_inode:inotify"; // of all its kin the one without brackets
    }
    return {};
}

}

std::string fdTarget(const FdEntry& entry, std::string_view readerRoot, Dialect dialect)
{
    switch (entry.kind) {
    case FdKind::path: {
        std::string path(text::seenFrom(readerRoot, entry.path));
        if (entry.deleted)
            path += text::deletedSuffix;
        return path;
    }
    case FdKind::pipe:
        return bracketed("pipe", std::to_string(entry.number));
    case FdKind::socket:
        return bracketed("socket", std::to_string(entry.number));
    case FdKind::host:
        return bracketed("host", std::to_string(entry.number));
    case FdKind::anonymous:
        return bracketed("anon_inode", entry.path);
    case FdKind::inotify:
        return inotifyTarget(entry, dialect);
    }
    return {};
}

constinit const ProcFile fdFile = {
    .name = "fd",
    .kind = FileKind::directory,
    .modes = {0500, 0500, 0555, 0555, 0500, 0500},
    .dependencies = Dependency::fdTable | Dependency::readerRoot,
};

}

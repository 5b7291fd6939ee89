// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/parts.h>

#include <algorithm>

namespace sandscope::model {

const FileContent* partOf(const FileContent& content, const QByteArray& file)
{
    const QByteArray path = content.path.first(content.path.lastIndexOf('/') + 1) + file;
    if (content.path == path)
        return &content;
    const auto found = std::ranges::find(content.others, path, &FileContent::path);
    return found == content.others.end() ? nullptr : found->get();
}

const procfs::Field* fieldOf(const FileContent* file, std::string_view name)
{
    if (!file)
        return nullptr;
    const auto found = std::ranges::find(file->fields, name, &procfs::Field::name);
    return found == file->fields.end() ? nullptr : &*found;
}

bool isAbsent(const FileContent& file)
{
    const procfs::ProcFile* const described = procfs::procFileForPath(
        std::string_view(file.path.constData(), static_cast<std::size_t>(file.path.size())));
    return file.failure && described && !described->existsIn(file.dialect);
}

TableCell failureCell(const FileContent& file)
{
    const CellState state = file.failure ? cellState(*file.failure)
        : file.parseError                ? CellState::failed
                                         : CellState::notProvided;
    return {stateWords(state), {}, state};
}

QString failureWords(const FileContent& file)
{
    const auto text = failureText(file);
    return text ? text->heading + QLatin1StringView(": ") + text->explanation : QString();
}

}

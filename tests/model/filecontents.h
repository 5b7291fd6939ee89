// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>
#include <procfs/files/auxv.h>

namespace sandscope::test {

/// A file's content as a reader would have made it from these bytes.
[[nodiscard]] inline model::FileContentPtr contentOf(const QByteArray& path, std::string bytes,
                                                     procfs::Dialect dialect
                                                     = procfs::Dialect::gvisor2019)
{
    auto content = std::make_shared<model::FileContent>();
    content->path = path;
    content->dialect = dialect;
    content->generation = 1;
    auto text = std::make_shared<procfs::FileText>();
    text->bytes = std::move(bytes);
    content->text = text;
    const procfs::ProcFile* file = procfs::procFileForPath(path.toStdString());
    if (file && file->decode)
        content->fields = file->decode(text->bytes, dialect).value_or(procfs::Fields{});
    if (path.endsWith("/maps"))
        content->maps = procfs::parseMaps(text->bytes).value();
    if (path.endsWith("/smaps")) {
        content->smaps = procfs::parseSmaps(text->bytes).value();
        for (const auto& block : content->smaps)
            content->maps.push_back(block.mapping());
    }
    if (path.endsWith("/auxv"))
        content->auxv = procfs::parseAuxv(text->bytes).value();
    return content;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/withheld.h>
#include <procfs/files/cmdline.h>
#include <procfs/files/environ.h>

#include <algorithm>

namespace sandscope::model {

namespace {

/// All of \a bytes from \a begin to \a end; answers whether there was anything.
bool mask(std::string& bytes, std::size_t begin, std::size_t end)
{
    for (std::size_t i = begin; i < end; ++i) {
        if (bytes[i] != '\0')
            bytes[i] = '*';
    }
    return begin < end;
}

/// How much of a string of the environment is its name, "=" included; 0 where it has none that a
/// shell would take.
std::size_t nameLength(std::string_view text)
{
    const auto isName = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_';
    };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return 0;
    return std::ranges::all_of(text.substr(0, equals), isName) ? equals + 1 : 0;
}

bool withholdArguments(std::string& bytes)
{
    const std::size_t first = std::min(bytes.find('\0'), bytes.size());
    const std::size_t last = bytes.find_last_not_of('\0'); // the last byte of the last argument
    if (last == std::string::npos)
        return false;
    const std::size_t word = bytes.find(' ');
    const bool isTitle = last < first && word < first;
    return mask(bytes, isTitle ? word + 1 : first, last + 1);
}

bool withholdValues(std::string& bytes)
{
    bool anything = false;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\0', begin), bytes.size());
        const std::size_t name = nameLength(std::string_view(bytes).substr(begin, end - begin));
        anything |= mask(bytes, begin + name, end);
        begin = end + 1;
    }
    return anything;
}

}

bool mayHoldSecrets(const procfs::ProcFile* file)
{
    return file == &procfs::cmdlineFile || file == &procfs::environFile;
}

bool withholdSecrets(const procfs::ProcFile* file, std::string& bytes)
{
    if (file == &procfs::cmdlineFile)
        return withholdArguments(bytes);
    if (file == &procfs::environFile)
        return withholdValues(bytes);
    return false;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>
#include <procfs/text/scanner.h>

#include <string>
#include <string_view>

/// Texts whose lines do not depend on each other.
namespace sandscope::procfs {

/// Puts a text together again, line by line: \a again(line, out) appends what it makes of a line
/// (given without its newline), newline included, and returns whether it understood the line. One
/// that it did not, or that would come out otherwise, stays as it is and counts as unknown.
template <class Again>
[[nodiscard]] Parsed<Reformatted> reformatLines(std::string_view bytes, Again again)
{
    std::string out;
    out.reserve(bytes.size());
    std::size_t unknownBytes = 0;
    text::Lines lines(bytes);
    while (lines.next()) {
        const std::size_t before = out.size();
        const std::string_view line = lines.line();
        const bool isKnown = again(line, out);
        const std::string_view made = std::string_view(out).substr(before);
        if (isKnown && made.size() == line.size() + 1 && made.starts_with(line)
            && made.ends_with('\n'))
            continue;
        out.resize(before);
        out.append(line).push_back('\n');
        unknownBytes += line.size() + 1;
    }
    if (lines.isCut())
        return lines.cutError();
    return Reformatted(std::move(out), unknownBytes);
}

/// The fields of every line: \a fieldsOf(line, fields) appends those that it finds and returns
/// whether it understood the line. One that it did not is a field without a name.
template <class FieldsOf>
[[nodiscard]] Parsed<Fields> decodeLines(std::string_view bytes, FieldsOf fieldsOf)
{
    Fields fields;
    text::Lines lines(bytes);
    while (lines.next()) {
        const std::size_t before = fields.size();
        if (fieldsOf(lines.line(), fields))
            continue;
        fields.resize(before);
        fields.push_back({std::string(), std::string(lines.line()), nullptr});
    }
    if (lines.isCut())
        return lines.cutError();
    return fields;
}

}

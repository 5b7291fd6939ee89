// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/onevalue.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

using namespace text;

namespace {

/// Writes at most maxDigits + 1 bytes.
char* putNumber(char* to, std::int64_t value, const NumberSyntax& form)
{
    to = form.base == NumberSyntax::Base::hex8 ? putHex8(to, static_cast<std::uint64_t>(value))
                                               : putSigned(to, value);
    if (form.hasNewline)
        *to++ = '\n';
    return to;
}

}

Parsed<std::optional<std::int64_t>> parseOneNumber(std::string_view text, const NumberSyntax& form)
{
    if (text.empty()) {
        if (form.mayBeEmpty)
            return std::optional<std::int64_t>{};
        return failure(ParseErrorCode::truncated, text, 0);
    }
    Scanner in(text);
    const std::int64_t value = form.base == NumberSyntax::Base::hex8
        ? static_cast<std::int64_t>(in.hex(static_cast<std::uint64_t>(form.most)))
        : in.signedDecimal();
    if (form.hasNewline)
        in.expect("\n");
    in.expectEnd();
    if (in.failed())
        return in.error();
    std::array<char, 2 * maxDigits> again{};
    const char* const end = putNumber(again.data(), value, form);
    const std::string_view printed(again.data(), static_cast<std::size_t>(end - again.data()));
    if (value < form.least || value > form.most || printed != text)
        return failure(ParseErrorCode::badNumber, text, 0);
    return std::optional(value);
}

void formatOneNumber(std::int64_t value, const NumberSyntax& form, std::string& out)
{
    append(out, 2 * maxDigits, [&](char* to) { return putNumber(to, value, form); });
}

Fields oneField(const FieldDoc& doc, std::optional<std::string> value)
{
    Fields fields;
    if (value)
        fields.push_back({std::string(doc.name), *std::move(value), &doc});
    return fields;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Files that hold a single number, with or without a newline behind it.
namespace sandscope::procfs {

struct NumberSyntax
{
    enum class Base : std::uint8_t { decimal, hex8 };
    Base base = Base::decimal;
    bool hasNewline = true;
    std::int64_t least = 0; ///< negative: a minus sign may stand there
    std::int64_t most = 0;
    bool mayBeEmpty = false; ///< no text at all is no number
};

/// Nothing for an empty text where the form allows it. Takes only what formatOneNumber prints.
[[nodiscard]] Parsed<std::optional<std::int64_t>> parseOneNumber(std::string_view text,
                                                                 const NumberSyntax& form);
void formatOneNumber(std::int64_t value, const NumberSyntax& form, std::string& out);

/// One field, or none for a text without a value.
[[nodiscard]] Fields oneField(const FieldDoc& doc, std::optional<std::string> value);

/// The functions of such a file. \a Description is a type of its own in an unnamed namespace, with
/// the static members form, a NumberSyntax, and doc, a const FieldDoc&.
template <class Description>
struct OneNumber
{
    static constexpr const NumberSyntax& form = Description::form;

    static Parsed<Fields> decode(std::string_view bytes, Dialect)
    {
        return parseOneNumber(bytes, form).transform([](std::optional<std::int64_t> value) {
            if (!value)
                return oneField(Description::doc, std::nullopt);
            std::string text;
            formatOneNumber(*value, form, text);
            if (form.hasNewline)
                text.pop_back();
            return oneField(Description::doc, std::move(text));
        });
    }

    static Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
    {
        return parseOneNumber(bytes, form).transform([](std::optional<std::int64_t> value) {
            std::string out;
            if (value)
                formatOneNumber(*value, form, out);
            return Reformatted(std::move(out));
        });
    }

    static void render(std::int64_t value, FileText& out)
    {
        formatOneNumber(value, form, out.bytes);
        out.mark(1);
    }
};

}

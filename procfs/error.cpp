// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/error.h>
#include <procfs/text/escape.h>

#include <array>
#include <charconv>
#include <utility>

namespace sandscope::procfs {

namespace {

// Every value of Linux on x86-64 that a system call below /proc is known to answer, named or not in
// Errno.
constexpr std::array<std::pair<int, std::string_view>, 37> errnoNames = {{
    {0, "OK"},        {1, "EPERM"},         {2, "ENOENT"},
    {3, "ESRCH"},     {4, "EINTR"},         {5, "EIO"},
    {6, "ENXIO"},     {7, "E2BIG"},         {9, "EBADF"},
    {10, "ECHILD"},   {11, "EAGAIN"},       {12, "ENOMEM"},
    {13, "EACCES"},   {14, "EFAULT"},       {16, "EBUSY"},
    {17, "EEXIST"},   {19, "ENODEV"},       {20, "ENOTDIR"},
    {21, "EISDIR"},   {22, "EINVAL"},       {23, "ENFILE"},
    {24, "EMFILE"},   {25, "ENOTTY"},       {27, "EFBIG"},
    {28, "ENOSPC"},   {29, "ESPIPE"},       {30, "EROFS"},
    {34, "ERANGE"},   {36, "ENAMETOOLONG"}, {38, "ENOSYS"},
    {40, "ELOOP"},    {61, "ENODATA"},      {75, "EOVERFLOW"},
    {88, "ENOTSOCK"}, {95, "EOPNOTSUPP"},   {110, "ETIMEDOUT"},
    {116, "ESTALE"},
}};

std::string_view sentence(ParseErrorCode code)
{
    switch (code) {
    case ParseErrorCode::truncated:
        return "The text ends too early";
    case ParseErrorCode::badNumber:
        return "This is no number of the expected kind, or it is too large";
    case ParseErrorCode::badField:
        return "A field is missing or has an impossible form";
    case ParseErrorCode::badKey:
        return "A key followed by a colon was expected";
    case ParseErrorCode::tooLong:
        return "A line or the text is longer than can be";
    }
    return "The text cannot be understood";
}

}

std::string errnoName(Errno error)
{
    const int number = std::to_underlying(error);
    for (const auto& [value, name] : errnoNames) {
        if (value == number)
            return std::string(name);
    }
    return 'E' + std::to_string(number);
}

std::optional<Errno> errnoFromName(std::string_view name)
{
    for (const auto& [value, known] : errnoNames) {
        if (known == name)
            return Errno{value};
    }
    int number = 0;
    if (!name.starts_with('E'))
        return std::nullopt;
    const char* const end = name.data() + name.size();
    const auto [rest, failed] = std::from_chars(name.data() + 1, end, number);
    if (failed != std::errc{} || rest != end || number < 0)
        return std::nullopt;
    return Errno{number};
}

std::string describe(const ParseError& error)
{
    std::string text(sentence(error.code));
    text += ", at byte " + std::to_string(error.offset);
    if (!error.found.empty())
        text += ": \"" + text::escaped(error.found) + '"';
    return text + '.';
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/status.h>
#include <procfs/files/statusfields.h>
#include <procfs/text/numbers.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>
#include <utility>

/// The lines of status as a table: what kind of value each has and where it is kept. Reading and
/// printing walk it, unrolled at compile time; a key is copied and compared at its known length.
namespace sandscope::procfs::statuslines {

// ---- kinds: how a value is read and printed
// ------------------------------------------------------
//
// read() takes a text::Scanner or text::Cursor that stands at the value and ends with the line;
// limit is the room that print() may need, but for variable(), which adds what depends on the
// value.

struct Kind
{
    static constexpr bool varies = false; ///< there is a variable()
};

/// Raw bytes to the end of the line.
struct Text : Kind
{
    static constexpr bool varies = true;
    static constexpr std::size_t limit = 0;
    template <class In, class Value>
    static void read(In& in, Value& value)
    {
        value = in.remainder();
    }
    static char* print(char* to, std::string_view value, Dialect)
    {
        return text::putText(to, value);
    }
    static std::size_t variable(std::string_view value) { return value.size(); }
};

struct Signed : Kind
{
    static constexpr std::size_t limit = text::maxDigits;
    template <class In>
    static void read(In& in, std::int64_t& value)
    {
        value = in.signedDecimal();
    }
    static char* print(char* to, std::int64_t value, Dialect) { return text::putSigned(to, value); }
};

struct Unsigned : Kind
{
    static constexpr std::size_t limit = text::maxDigits;
    template <class In>
    static void read(In& in, std::uint64_t& value)
    {
        value = in.decimal();
    }
    static char* print(char* to, std::uint64_t value, Dialect)
    {
        return text::putDecimal(to, value);
    }
};

/// Linux sets sizes in a column of eight.
struct Kilobytes : Kind
{
    static constexpr std::size_t limit = text::maxDigits + 3;
    template <class In>
    static void read(In& in, std::uint64_t& value)
    {
        in.skipBlanks();
        value = in.decimal();
        in.expect(" kB");
    }
    static char* print(char* to, std::uint64_t value, Dialect dialect)
    {
        to = dialect == Dialect::linux_ ? text::putDecimalRight(to, value, 8)
                                        : text::putDecimal(to, value);
        return text::putText(to, " kB");
    }
};

/// %016x
struct Mask : Kind
{
    static constexpr std::size_t limit = text::maxDigits;
    template <class In>
    static void read(In& in, std::uint64_t& value)
    {
        value = in.hex();
    }
    static char* print(char* to, std::uint64_t value, Dialect) { return text::putHex16(to, value); }
};

/// %#x
struct AddressMask : Kind
{
    static constexpr std::size_t limit = text::maxDigits + 2;
    template <class In>
    static void read(In& in, std::uint64_t& value)
    {
        in.expect("0x");
        value = in.hex();
    }
    static char* print(char* to, std::uint64_t value, Dialect)
    {
        std::array<char, text::maxDigits> digits;
        const char* const end = text::putHex16(digits.data(), value);
        const char* first = digits.data();
        while (first != end - 1 && *first == '0')
            ++first;
        return text::putText(text::putText(to, "0x"), {first, end});
    }
};

/// %#04o
struct Octal : Kind
{
    static constexpr std::size_t limit = text::maxDigits + 4;
    template <class In>
    static void read(In& in, std::uint64_t& value)
    {
        value = in.octal();
    }
    static char* print(char* to, std::uint64_t value, Dialect)
    {
        if (value > 0777)
            return text::putOctal(text::putText(to, "0"), value);
        for (unsigned shift = 12; shift != 0;) {
            shift -= 3;
            *to++ = static_cast<char>('0' + ((value >> shift) & 7U));
        }
        return to;
    }
};

struct UserIds : Kind
{
    static constexpr std::size_t limit = 4 * text::maxDigits;
    template <class In>
    static void read(In& in, TaskStatus::Ids& value)
    {
        for (std::uint32_t& id : value) {
            if (&id != value.data())
                in.expect("\t");
            id = static_cast<std::uint32_t>(in.decimal(~std::uint32_t{0}));
        }
    }
    static char* print(char* to, const TaskStatus::Ids& value, Dialect)
    {
        for (const std::uint32_t& id : value) {
            if (&id != value.data())
                *to++ = '\t';
            to = text::putDecimal(to, id);
        }
        return to;
    }
};

/// Ids stand between single blanks, with one more behind the last; 2022 sets one before the first,
/// too.
struct Groups : Kind
{
    static constexpr bool varies = true;
    static constexpr std::size_t limit = text::maxDigits;
    template <class In>
    static void read(In& in, std::vector<std::uint32_t>& value)
    {
        for (in.skipBlanks(); !in.failed() && !in.atEnd(); in.skipBlanks())
            value.push_back(static_cast<std::uint32_t>(in.decimal(~std::uint32_t{0})));
    }
    static char* print(char* to, const std::vector<std::uint32_t>& value, Dialect dialect)
    {
        if (dialect == Dialect::gvisor2022)
            *to++ = ' ';
        for (const std::uint32_t& group : value) {
            if (&group != value.data())
                *to++ = ' ';
            to = text::putDecimal(to, group);
        }
        *to++ = ' ';
        return to;
    }
    static std::size_t variable(const std::vector<std::uint32_t>& value)
    {
        return value.size() * 12;
    }
};

struct Nested : Kind
{
    static constexpr std::size_t limit = NestedIds::most * 12 + text::maxDigits;
    template <class In>
    static void read(In& in, NestedIds& value)
    {
        constexpr std::uint64_t most = ~std::uint32_t{0} >> 1U;
        do {
            if (!value.add(static_cast<std::int32_t>(in.decimal(most))))
                in.fail(ParseErrorCode::tooLong);
        } while (!in.failed() && in.accept("\t"));
    }
    static char* print(char* to, const NestedIds& value, Dialect)
    {
        for (const std::int32_t id : value.ids()) {
            to = text::putSigned(to, id);
            *to++ = '\t';
        }
        return value.ids().empty() ? to : to - 1;
    }
};

struct Queue : Kind
{
    static constexpr std::size_t limit = 2 * text::maxDigits;
    template <class In>
    static void read(In& in, TaskStatus::Queue& value)
    {
        value.queued = in.decimal();
        in.expect("/");
        value.limit = in.decimal();
    }
    static char* print(char* to, const TaskStatus::Queue& value, Dialect)
    {
        to = text::putDecimal(to, value.queued);
        *to++ = '/';
        return text::putDecimal(to, value.limit);
    }
};

// ---- the table
// -----------------------------------------------------------------------------------

template <StatusKey Key, class ValueKind, auto Member>
struct Row
{
    static constexpr StatusKey key = Key;
    static constexpr auto member = Member;
    using Kind = ValueKind;
};

using S = TaskStatus;
using enum StatusKey;
// clang-format off
using Rows = std::tuple<
    Row<name, Text, &S::name>,
    Row<umask, Octal, &S::umask>,
    Row<state, Text, &S::state>,
    Row<tgid, Signed, &S::tgid>,
    Row<ngid, Signed, &S::ngid>,
    Row<pid, Signed, &S::pid>,
    Row<ppid, Signed, &S::ppid>,
    Row<tracerPid, Signed, &S::tracerPid>,
    Row<uid, UserIds, &S::uid>,
    Row<gid, UserIds, &S::gid>,
    Row<fdSize, Unsigned, &S::fdSize>,
    Row<groups, Groups, &S::groups>,
    Row<nsTgid, Nested, &S::nsTgid>,
    Row<nsPid, Nested, &S::nsPid>,
    Row<nsPgid, Nested, &S::nsPgid>,
    Row<nsSid, Nested, &S::nsSid>,
    Row<kthread, Unsigned, &S::kthread>,
    Row<vmPeak, Kilobytes, &S::vmPeakKb>,
    Row<vmSize, Kilobytes, &S::vmSizeKb>,
    Row<vmLck, Kilobytes, &S::vmLckKb>,
    Row<vmPin, Kilobytes, &S::vmPinKb>,
    Row<vmHwm, Kilobytes, &S::vmHwmKb>,
    Row<vmRss, Kilobytes, &S::vmRssKb>,
    Row<rssAnon, Kilobytes, &S::rssAnonKb>,
    Row<rssFile, Kilobytes, &S::rssFileKb>,
    Row<rssShmem, Kilobytes, &S::rssShmemKb>,
    Row<vmData, Kilobytes, &S::vmDataKb>,
    Row<vmStk, Kilobytes, &S::vmStkKb>,
    Row<vmExe, Kilobytes, &S::vmExeKb>,
    Row<vmLib, Kilobytes, &S::vmLibKb>,
    Row<vmPte, Kilobytes, &S::vmPteKb>,
    Row<vmSwap, Kilobytes, &S::vmSwapKb>,
    Row<hugetlbPages, Kilobytes, &S::hugetlbPagesKb>,
    Row<coreDumping, Unsigned, &S::coreDumping>,
    Row<thpEnabled, Unsigned, &S::thpEnabled>,
    Row<untagMask, AddressMask, &S::untagMask>,
    Row<threads, Signed, &S::threads>,
    Row<sigQ, Queue, &S::sigQ>,
    Row<sigPnd, Mask, &S::sigPnd>,
    Row<shdPnd, Mask, &S::shdPnd>,
    Row<sigBlk, Mask, &S::sigBlk>,
    Row<sigIgn, Mask, &S::sigIgn>,
    Row<sigCgt, Mask, &S::sigCgt>,
    Row<capInh, Mask, &S::capInh>,
    Row<capPrm, Mask, &S::capPrm>,
    Row<capEff, Mask, &S::capEff>,
    Row<capBnd, Mask, &S::capBnd>,
    Row<capAmb, Mask, &S::capAmb>,
    Row<noNewPrivs, Unsigned, &S::noNewPrivs>,
    Row<seccomp, Unsigned, &S::seccomp>,
    Row<seccompFilters, Unsigned, &S::seccompFilters>,
    Row<speculationStoreBypass, Text, &S::speculationStoreBypass>,
    Row<speculationIndirectBranch, Text, &S::speculationIndirectBranch>,
    Row<cpusAllowed, Text, &S::cpusAllowed>,
    Row<cpusAllowedList, Text, &S::cpusAllowedList>,
    Row<memsAllowed, Text, &S::memsAllowed>,
    Row<memsAllowedList, Text, &S::memsAllowedList>,
    Row<voluntarySwitches, Unsigned, &S::voluntarySwitches>,
    Row<involuntarySwitches, Unsigned, &S::involuntarySwitches>>;
// clang-format on
static_assert(std::tuple_size_v<Rows> == statusKeyCount);

/// Whether any gVisor has the line.
template <std::size_t I>
inline constexpr bool isOfGvisor = [] {
    const FieldDoc& doc = statusfields::docs[I];
    return std::ranges::any_of(allDialects, [&](Dialect dialect) {
        return isGvisor(dialect) && doc.truth[static_cast<std::size_t>(dialect)] != Truth::absent;
    });
}();

template <std::size_t I>
using RowAt = std::tuple_element_t<I, Rows>;

/// "Key:\t"
template <std::size_t I>
inline constexpr auto prefix = [] {
    constexpr std::string_view printed = statusfields::docs[I].name;
    std::array<char, printed.size() + 2> bytes{};
    printed.copy(bytes.data(), printed.size());
    bytes[printed.size()] = ':';
    bytes[printed.size() + 1] = '\t';
    return bytes;
}();

/// Calls \a each with the number of each row, in order, as a compile-time constant.
template <class Each>
constexpr void forEachRow(Each&& each)
{
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (each(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<statusKeyCount>{});
}
static_assert([] {
    bool inOrder = true;
    forEachRow([&](auto i) { inOrder = inOrder && std::size_t(RowAt<i>::key) == i; });
    return inOrder;
}());

template <std::size_t I>
[[nodiscard]] const auto& memberOf(const TaskStatus& value)
{
    return value.*RowAt<I>::member;
}

/// Prints a line with its newline; nothing where the value is absent.
template <std::size_t I>
[[nodiscard, gnu::always_inline]] inline char* printLine(char* to, const TaskStatus& value,
                                                         Dialect dialect)
{
    if (!memberOf<I>(value))
        return to;
    std::memcpy(to, prefix<I>.data(), prefix<I>.size());
    to = RowAt<I>::Kind::print(to + prefix<I>.size(), *memberOf<I>(value), dialect);
    *to = '\n';
    return to + 1;
}

/// Reads the value of a line, which \a in (a Scanner or a Cursor) holds without its key.
template <std::size_t I, class In>
inline void readValue(In& in, TaskStatus& value)
{
    RowAt<I>::Kind::read(in, (value.*RowAt<I>::member).emplace());
    in.expectEnd();
}

}

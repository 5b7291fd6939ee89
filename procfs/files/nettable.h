// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/dialectsets.h>
#include <procfs/files/truth.h>
#include <procfs/procfile.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The tables in the net directory: a header, and rows of aligned columns (gVisor
/// pkg/sentry/fsimpl/proc/task_net.go; Linux net/…). The records know no sockets, so that printing
/// them stops behind the header.
namespace sandscope::procfs {

enum class NetCell : std::uint8_t {
    word,
    decimal, ///< may have a minus sign
    hex,
    address, ///< hexadecimal, a colon, a hexadecimal port
    rest, ///< all that is left of the line
};

struct NetColumn
{
    std::size_t doc = 0; ///< its row in the field table
    NetCell cell = NetCell::word;
    int width = 0; ///< padded with blanks to so many columns: on the left, or, if negative, on the
                   ///< right
    std::string_view after = " "; ///< what follows; nothing behind the last
};

/// One way in which some kernel prints a row.
struct NetLayout
{
    std::span<const NetColumn> columns;
    std::size_t rowWidth = 0; ///< the whole row is padded to it
};

struct NetFormat
{
    std::span<const FieldDoc> docs;
    std::span<const NetLayout> layouts; ///< the first that fits is taken
    /// By dialect, without the last newline; empty where there is none. May have two lines.
    std::array<std::string_view, 6> headers;
};

/// A parsed text. Views into it.
struct NetTable
{
    struct Row
    {
        const NetLayout* layout = nullptr; ///< null: not understood
        std::size_t firstCell = 0;
        std::string_view raw; ///< without its newline
    };
    std::string_view header; ///< empty: none that is known
    bool endsInHeader = false; ///< without a newline, as the files of 2019 that never change
    std::vector<std::string_view> cells;
    std::vector<Row> rows;
};

[[nodiscard]] Parsed<NetTable> parseNetTable(std::string_view text, const NetFormat& format);
/// Rows that were not understood stay as they are.
void formatNetTable(const NetTable& value, std::string& out);

/// The header that a dialect prints, appended. That of 2019 has no newline but for dev, which is
/// made anew at each reading.
void formatNetHeader(const NetFormat& format, Dialect dialect, bool hasNewline, std::string& out);

[[nodiscard]] Fields netFields(const NetTable& value, const NetFormat& format);
[[nodiscard]] Reformatted reformatted(const NetTable& value, std::size_t size);

/// Why there is nothing in the seeds.
inline constexpr TruthNote noNetFile{DialectSet(Dialect::gvisor2018), "There is no such file."};
inline constexpr std::string_view headerOnly
    = "Neither sockets nor routes are told: the file is missing, or a header alone.";

/// A column that gVisor tells since \a since.
[[nodiscard]] constexpr FieldDoc netField(std::string_view name, std::string_view unit,
                                          std::string_view meaning, std::string_view since)
{
    return {name,
            unit,
            meaning,
            truths("--MMMM"),
            {{{dialects::early, headerOnly}, {dialects::later, "It is told.", since}}}};
}
/// A column that gVisor prints and does not know.
[[nodiscard]] constexpr FieldDoc netConstant(std::string_view name, std::string_view unit,
                                             std::string_view meaning, std::string_view constant,
                                             std::string_view since)
{
    return {name,
            unit,
            meaning,
            truths("--CCCM"),
            {{{dialects::early, headerOnly}, {dialects::later, "gVisor does not know it.", since}}},
            constant};
}
[[nodiscard]] constexpr FieldDoc linuxNetField(std::string_view name, std::string_view unit,
                                               std::string_view meaning)
{
    return {name,
            unit,
            meaning,
            truths("-----M"),
            {{noNetFile, {dialects::gvisor, "gVisor prints the header alone, or nothing."}}}};
}

/// 2018 has no such file, 2019 an unchanging one.
inline constexpr std::array<std::uint16_t, 6> netModes = {0, 0444, 0444, 0444, 0444, 0444};

/// The functions of a file that is such a table. Formats need names of their own: GCC 14 gives what
/// is made from constants of one name in unnamed namespaces one weak symbol.
template <const NetFormat& format>
struct NetTableFile
{
    static Errno render(const FileContext& ctx, FileText& out)
    {
        formatNetHeader(format, ctx.dialect, ctx.dialect != Dialect::gvisor2019, out.bytes);
        if (!out.bytes.empty())
            out.mark(1);
        return Errno::ok;
    }
    static Parsed<Fields> decode(std::string_view bytes, Dialect)
    {
        return parseNetTable(bytes, format).transform([](const NetTable& table) {
            return netFields(table, format);
        });
    }
    static Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
    {
        return parseNetTable(bytes, format).transform([&](const NetTable& table) {
            return reformatted(table, bytes.size());
        });
    }
    [[nodiscard]] static constexpr ProcFile file(std::string_view name)
    {
        return {.name = name,
                .scope = Scope::net,
                .modes = netModes,
                .dependencies = static_cast<Dependencies>(Dependency::machine),
                .render = render,
                .decode = decode,
                .reformat = reformat,
                .fields = format.docs};
    }
};

}

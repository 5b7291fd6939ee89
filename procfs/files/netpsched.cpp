// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/netpsched.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr TruthNote unit{DialectSet(Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_), "It is a constant of the scheduler."};
constexpr FieldDoc number(std::string_view name, std::string_view meaning, std::string_view constant)
{
    return {name, "", meaning, truths("-CCCCC"), {{noNetFile, unit}}, constant};
}
constexpr std::array docs = {
    number("us", "Nanoseconds of a microsecond.", "000003e8"),
    number("tick", "Nanoseconds of a tick of the scheduler.", "00000040"),
    number("million", "A million.", "000f4240"),
    number("clock", "Ticks of the clock in a second.", "3b9aca00"),
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, hex}, NetColumn{1, hex}, NetColumn{2, hex}, NetColumn{3, hex, 0, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns}};
constexpr NetFormat netpschedFormat{docs, layouts, {}};

Errno render(const FileContext&, FileText& out)
{
    for (const FieldDoc& doc : docs) {
        out.bytes += doc.constant;
        out.bytes += &doc == &docs.back() ? '\n' : ' ';
    }
    out.mark(1);
    return Errno::ok;
}

}

constinit const ProcFile netpschedFile = [] {
    ProcFile file = NetTableFile<netpschedFormat>::file("psched");
    file.render = render;
    return file;
}();

}

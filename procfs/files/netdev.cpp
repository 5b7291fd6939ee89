// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/netdev.h>
#include <procfs/files/nettable.h>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr FieldDoc counter(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("CCMMMM"), {{{dialects::early, "gVisor prints zeros."}, {dialects::later, "It is counted.", "2019-07-15 (cf4fc510f)"}}}, "0"};
}
constexpr std::array docs = {
    FieldDoc{"face", "", "Name of the interface. Later gVisor prints them in any order, and in that of their numbers since 2026.", truths("MMMMMM")},
    counter("receive bytes", "bytes", "Bytes, received."),
    counter("receive packets", "", "Packets, received."),
    counter("receive errs", "", "Errors, received."),
    counter("receive drop", "", "Packets that were dropped, received."),
    counter("receive fifo", "", "Overruns of the device's queue, received."),
    counter("receive frame", "", "Broken frames, received."),
    counter("receive compressed", "", "Compressed packets, received."),
    counter("receive multicast", "", "Multicast packets, received."),
    counter("transmit bytes", "bytes", "Bytes, sent."),
    counter("transmit packets", "", "Packets, sent."),
    counter("transmit errs", "", "Errors, sent."),
    counter("transmit drop", "", "Packets that were dropped, sent."),
    counter("transmit fifo", "", "Overruns of the device's queue, sent."),
    counter("transmit colls", "", "Collisions, sent."),
    counter("transmit carrier", "", "Losses of carrier, sent."),
    counter("transmit compressed", "", "Compressed packets, sent."),
};
using enum NetCell;
constexpr std::array columns = {
    NetColumn{0, word, 6, ": "},
    NetColumn{1, decimal, 7},
    NetColumn{2, decimal, 7},
    NetColumn{3, decimal, 4},
    NetColumn{4, decimal, 4},
    NetColumn{5, decimal, 4},
    NetColumn{6, decimal, 5},
    NetColumn{7, decimal, 10},
    NetColumn{8, decimal, 9},
    NetColumn{9, decimal, 8},
    NetColumn{10, decimal, 7},
    NetColumn{11, decimal, 4},
    NetColumn{12, decimal, 4},
    NetColumn{13, decimal, 4},
    NetColumn{14, decimal, 5},
    NetColumn{15, decimal, 7},
    NetColumn{16, decimal, 10, ""},
};
// clang-format on
constexpr std::array layouts = {NetLayout{columns}};
constexpr std::string_view header
    = "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast"
      "|bytes    packets errs drop fifo colls carrier compressed";
constexpr NetFormat netdevFormat{docs, layouts, {header, header, header, header, header, header}};

Errno render(const FileContext& ctx, FileText& out)
{
    formatNetHeader(netdevFormat, ctx.dialect, true, out.bytes);
    NetTable loopback;
    loopback.cells.assign(columns.size(), "0");
    loopback.cells.front() = "lo";
    loopback.rows.push_back({.layout = layouts.data(), .firstCell = 0, .raw = {}});
    formatNetTable(loopback, out.bytes);
    out.mark(1);
    return Errno::ok;
}

}

constinit const ProcFile netdevFile = [] {
    ProcFile file = NetTableFile<netdevFormat>::file("dev");
    file.modes.fill(0444);
    file.render = render;
    return file;
}();

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/netcounters.h>
#include <procfs/files/netsnmp.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr TruthNote noFile{dialects::early, "There is no such file.", "2019-10-15 (e3d4a6773)"};
constexpr FieldDoc group(std::string_view name, std::string_view meaning)
{
    return {name, "", meaning, truths("--MMMM"), {{noFile}}};
}
constexpr std::array docs = {
    group("Ip", "Counters of IPv4, and whether packets are forwarded and with which time to live."),
    group("Icmp", "Counters of ICMP messages."),
    FieldDoc{"IcmpMsg", "", "Counters of ICMP messages by number; Linux leaves the lines out as long as there was none.", truths("-----M"), {{noFile, {dialects::later, "gVisor names the group and prints nothing in it."}}}},
    group("Tcp", "Counters of TCP, and its settings for time-outs."),
    group("Udp", "Counters of UDP."),
    group("UdpLite", "Counters of UDP with partial checksums."),
};
// clang-format on

constexpr std::string_view ip
    = "Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams "
      "InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes "
      "ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates";
constexpr std::string_view icmpIn
    = "InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs "
      "InRedirects InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks "
      "InAddrMaskReps";
constexpr std::string_view icmpOut
    = "OutDestUnreachs OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos "
      "OutEchoReps OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps";
constexpr std::string_view tcp
    = "RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets "
      "CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors";
constexpr std::string_view udp
    = "InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors "
      "IgnoredMulti";

/// Appends both lines: names, then \a first and as many zeros as it takes.
void appendGroup(std::string_view name, std::initializer_list<std::string_view> names,
                 std::string_view first, std::string& out)
{
    std::size_t count = 0;
    out.append(name).push_back(':');
    for (const std::string_view some : names) {
        out.append(" ").append(some);
        count += 1 + static_cast<std::size_t>(std::ranges::count(some, ' '));
    }
    out.append("\n").append(name).append(":").append(first);
    for (std::size_t i = static_cast<std::size_t>(std::ranges::count(first, ' ')); i < count; ++i)
        out += " 0";
    out += '\n';
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (isGvisor(ctx.dialect)) {
        appendGroup("Ip", {ip}, "", out.bytes);
        appendGroup("Icmp", {icmpIn, "OutMsgs OutErrors", icmpOut}, "", out.bytes);
        out.bytes += "IcmpMsg:\nIcmpMsg:\n";
        appendGroup("Tcp", {tcp}, " 1 200 120000 -1", out.bytes);
        appendGroup("Udp", {udp}, "", out.bytes);
        appendGroup("UdpLite", {udp}, "", out.bytes);
    } else {
        appendGroup("Ip", {ip, "OutTransmits"}, " 2 64", out.bytes);
        appendGroup("Icmp",
                    {icmpIn, "OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost", icmpOut}, "",
                    out.bytes);
        appendGroup("Tcp", {tcp}, " 1 200 120000 -1", out.bytes);
        appendGroup("Udp", {udp, "MemErrors"}, "", out.bytes);
        appendGroup("UdpLite", {udp, "MemErrors"}, "", out.bytes);
    }
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeNetCounters(bytes, docs);
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatNetCounters(bytes, docs);
}

}

constinit const ProcFile netsnmpFile = {
    .name = "snmp",
    .scope = Scope::net,
    .modes = {0, 0, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

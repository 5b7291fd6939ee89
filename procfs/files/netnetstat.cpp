// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/netcounters.h>
#include <procfs/files/netnetstat.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

// clang-format off
constexpr FieldDoc linuxGroup(std::string_view name, std::string_view meaning)
{
    return {name, "", meaning, truths("-----M"), {{{dialects::gvisor, "gVisor has no such group."}}}};
}
constexpr std::array docs = {
    FieldDoc{"TcpExt", "", "Counters of TCP beyond those of snmp.", truths("----CM"), {{
        {dialects::before2026, "gVisor prints their names and no numbers."},
        {dialects::only2026, "Numbers are printed, and all of them are 0.", "2026-05-24 (f1d47ac69)"}}}, "0"},
    linuxGroup("IpExt", "Counters of IPv4 beyond those of snmp."),
    linuxGroup("MPTcpExt", "Counters of Multipath TCP."),
};
// clang-format on

constexpr std::string_view tcp
    = "SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned "
      "OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled "
      "PAWSPassive PAWSActive PAWSEstab DelayedACKs DelayedACKLocked DelayedACKLost "
      "ListenOverflows ListenDrops TCPPrequeued TCPDirectCopyFromBacklog "
      "TCPDirectCopyFromPrequeue TCPPrequeueDropped TCPHPHits TCPHPHitsToUser TCPPureAcks "
      "TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging TCPFACKReorder "
      "TCPSACKReorder TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo "
      "TCPLossUndo TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures "
      "TCPFastRetrans TCPForwardRetrans TCPSlowStartRetrans TCPTimeouts TCPLossProbes "
      "TCPLossProbeRecovery TCPRenoRecoveryFail TCPSackRecoveryFail TCPSchedulerFailed "
      "TCPRcvCollapsed TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv "
      "TCPAbortOnData TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger "
      "TCPAbortFailed TCPMemoryPressures TCPSACKDiscard TCPDSACKIgnoredOld "
      "TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure "
      "TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop TCPMinTTLDrop "
      "TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow TCPReqQFullDoCookies "
      "TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue TCPOFODrop TCPOFOMerge "
      "TCPChallengeACK TCPSYNChallenge TCPFastOpenActive TCPFastOpenActiveFail "
      "TCPFastOpenPassive TCPFastOpenPassiveFail TCPFastOpenListenOverflow "
      "TCPFastOpenCookieReqd TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking "
      "TCPFromZeroWindowAdv TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSynRetrans "
      "TCPOrigDataSent TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect "
      "TCPHystartDelayCwnd TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq "
      "TCPACKSkippedFinWait2 TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe "
      "TCPKeepAlive TCPMTUPFail TCPMTUPSuccess";

// Linux 6.18.
constexpr std::string_view linuxTcp
    = "SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned "
      "OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled "
      "PAWSActive PAWSEstab BeyondWindow TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs "
      "DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPHPHits TCPPureAcks "
      "TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging TCPSACKReorder "
      "TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo "
      "TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans "
      "TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery "
      "TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed TCPBacklogCoalesce "
      "TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData "
      "TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed "
      "TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld "
      "TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure "
      "TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop PFMemallocDrop "
      "TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow "
      "TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue "
      "TCPOFODrop TCPOFOMerge TCPChallengeACK TCPSYNChallenge TCPFastOpenActive "
      "TCPFastOpenActiveFail TCPFastOpenPassive TCPFastOpenPassiveFail "
      "TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole "
      "TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv "
      "TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent "
      "TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect TCPHystartDelayCwnd "
      "TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2 "
      "TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive TCPMTUPFail "
      "TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop "
      "TCPRcvQDrop TCPWqueueTooBig TCPFastOpenPassiveAltKey TcpTimeoutRehash "
      "TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious TCPMigrateReqSuccess "
      "TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood "
      "TCPAODroppedIcmps";
constexpr std::string_view linuxIp
    = "InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts "
      "InOctets OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets "
      "InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps";
constexpr std::string_view linuxMultipath
    = "MPCapableSYNRX MPCapableSYNTX MPCapableSYNACKRX MPCapableACKRX MPCapableFallbackACK "
      "MPCapableFallbackSYNACK MPCapableSYNTXDrop MPCapableSYNTXDisabled "
      "MPCapableEndpAttempt MPFallbackTokenInit MPTCPRetrans MPJoinNoTokenFound MPJoinSynRx "
      "MPJoinSynBackupRx MPJoinSynAckRx MPJoinSynAckBackupRx MPJoinSynAckHMacFailure "
      "MPJoinAckRx MPJoinAckHMacFailure MPJoinRejected MPJoinSynTx MPJoinSynTxCreatSkErr "
      "MPJoinSynTxBindErr MPJoinSynTxConnectErr DSSNotMatching DSSCorruptionFallback "
      "DSSCorruptionReset InfiniteMapTx InfiniteMapRx DSSNoMatchTCP DataCsumErr "
      "OFOQueueTail OFOQueue OFOMerge NoDSSInWindow DuplicateData AddAddr AddAddrTx "
      "AddAddrTxDrop EchoAdd EchoAddTx EchoAddTxDrop PortAdd AddAddrDrop MPJoinPortSynRx "
      "MPJoinPortSynAckRx MPJoinPortAckRx MismatchPortSynRx MismatchPortAckRx RmAddr "
      "RmAddrDrop RmAddrTx RmAddrTxDrop RmSubflow MPPrioTx MPPrioRx MPFailTx MPFailRx "
      "MPFastcloseTx MPFastcloseRx MPRstTx MPRstRx SubflowStale SubflowRecover SndWndShared "
      "RcvWndShared RcvWndConflictUpdate RcvWndConflict MPCurrEstab Blackhole "
      "MPCapableDataFallback MD5SigFallback DssFallback SimultConnectFallback "
      "FallbackFailed WinProbe";

void appendNames(std::string_view group, std::string_view names, std::string& out)
{
    out.append(group).append(": ").append(names);
}

void appendGroup(std::string_view group, std::string_view names, std::string& out)
{
    appendNames(group, names, out);
    out.append("\n").append(group).append(":");
    for (auto count = 1 + std::ranges::count(names, ' '); count > 0; --count)
        out += " 0";
    out += '\n';
}

Errno render(const FileContext& ctx, FileText& out)
{
    switch (ctx.dialect) {
    case Dialect::gvisor2018:
        return Errno::noEntry;
    case Dialect::gvisor2019:
        appendNames("TcpExt", tcp, out.bytes);
        break;
    case Dialect::gvisor2022:
    case Dialect::gvisor2024:
        appendNames("TcpExt", tcp, out.bytes);
        out.bytes += '\n';
        break;
    case Dialect::gvisor2026:
        appendGroup("TcpExt", tcp, out.bytes);
        break;
    case Dialect::linux_:
        appendGroup("TcpExt", linuxTcp, out.bytes);
        appendGroup("IpExt", linuxIp, out.bytes);
        appendGroup("MPTcpExt", linuxMultipath, out.bytes);
        break;
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

constinit const ProcFile netnetstatFile = {
    .name = "netstat",
    .scope = Scope::net,
    .modes = {0, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

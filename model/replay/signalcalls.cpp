// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/replaying.h>

// Calls about signals: what is done with them, what is blocked, who gets one.
namespace sandscope::replay {

using kernel::TaskId;

namespace {

int idIn(const Argument& argument)
{
    return static_cast<int>(static_cast<std::uint32_t>(argument.number().value_or(0)));
}

// Where the log shows what became of a signal, the sender's call changes nothing by itself.
void deliver(Replaying& r, TaskId target, std::optional<std::uint64_t> signal, bool toThread)
{
    if (r.log->showsSignals() || !target || !signal || *signal == 0)
        return;
    const int number = static_cast<int>(*signal & 0xffU);
    const auto sent = toThread ? r.system.killThread(r.caller, target, number)
                               : r.system.kill(r.caller, target, number);
    if (!sent)
        r.diverged("The log sends a signal, the simulation has " + procfs::errnoName(sent.error())
                   + '.');
}

void doKill(Replaying& r, const Call& call)
{
    const auto signal = call.argument(1).constant(constants::signals());
    const int target = idIn(call.argument(0));
    if (target > 0)
        deliver(r, r.task(target), signal, false);
    else if (!r.log->showsSignals() && signal && *signal != 0)
        r.compare(call, r.system.killMany(r.caller, target, static_cast<int>(*signal & 0xffU)));
}

void doTgkill(Replaying& r, const Call& call)
{
    deliver(r, r.task(idIn(call.argument(1))), call.argument(2).constant(constants::signals()),
            true);
}

void doTkill(Replaying& r, const Call& call)
{
    deliver(r, r.task(idIn(call.argument(0))), call.argument(1).constant(constants::signals()),
            true);
}

void doSigaction(Replaying& r, const Call& call)
{
    const auto signal = call.argument(0).constant(constants::signals());
    if (!signal || *signal > 64 || call.argument(1).isNull())
        return;
    auto handler = call.argument(1).member("sa_handler");
    if (!handler)
        handler = call.argument(1).member("sa_sigaction");
    std::string text = handler ? handler->text : std::string();
    bool keepsNoZombies = false;
    if (handler) {
        const auto flags = call.argument(1).member("sa_flags");
        const auto value = flags ? flags->flags(constants::signalActions()) : std::nullopt;
        keepsNoZombies = value && (*value & 2U) != 0; // SA_NOCLDWAIT
    } else {
        // gVisor: "0x7f00 {Handler: SIG_IGN, Flags: SA_RESTORER, …}"
        const std::string& all = call.argument(1).text;
        const std::size_t at = all.find("Handler: ");
        if (at == std::string::npos)
            return;
        text = all.substr(at + 9, all.find(',', at) - at - 9);
        keepsNoZombies = all.find("SA_NOCLDWAIT") != std::string::npos;
    }
    const auto action = Argument{{}, text}.constant(constants::signalActions());
    const auto now = !action || *action > 1 ? kernel::SignalAction::handle
        : *action == 1                      ? kernel::SignalAction::ignore
                                            : kernel::SignalAction::standard;
    r.compare(call,
              r.system.setSignalAction(r.caller, static_cast<int>(*signal), now, keepsNoZombies));
}

void doSigmask(Replaying& r, const Call& call)
{
    if (call.argument(1).isNull())
        return;
    const auto how = call.argument(0).constant(constants::maskChanges());
    const auto set = signalsIn(call.argument(1));
    if (!set || how > 2U)
        return r.assumed("Which signals are blocked is not in the log; they stay as they were.");
    std::uint64_t mask = r.system.blockedSignals(r.caller);
    switch (how.value_or(2)) {
    case 0:
        mask |= *set;
        break;
    case 1:
        mask &= ~*set;
        break;
    default:
        mask = *set;
        break;
    }
    r.setSignalMask(mask);
}

// "rt_sigreturn({mask=[]})": behind a handler, what was blocked before it.
void doSigreturn(Replaying& r, const Call& call)
{
    const auto mask = call.argument(0).member("mask");
    if (const auto set = mask ? signalsIn(*mask) : std::nullopt)
        r.setSignalMask(*set);
}

constexpr CallEntry table[] = {
    {"kill", doKill},
    {"rt_sigaction", doSigaction, CallEntry::When::succeeded, true},
    {"rt_sigprocmask", doSigmask},
    {"rt_sigqueueinfo", doKill},
    {"rt_sigreturn", doSigreturn, CallEntry::When::always},
    {"rt_tgsigqueueinfo", doTgkill},
    {"tgkill", doTgkill},
    {"tkill", doTkill},
};

}

void Replaying::setSignalMask(std::uint64_t mask)
{
    if (const auto done = system.setSignalMask(caller, mask); !done)
        compare({.ending = Ending::returned, .result = 0}, done);
}

std::optional<std::uint64_t> signalsIn(const Argument& argument)
{
    // "~[RTMIN RT_1]", "[32 33]"; gVisor: "0x7f00 [SIGUSR1 SIGTERM]"
    std::string_view text = argument.text;
    const std::size_t open = text.find('[');
    const std::size_t close = text.rfind(']');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    const bool isAllBut = open > 0 && text[open - 1] == '~';
    text = text.substr(open + 1, close - open - 1);
    std::uint64_t set = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
        std::string word(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty())
            continue;
        auto signal = Argument{{}, word}.constant(constants::signals());
        if (!signal)
            signal = Argument{{}, "SIG" + word}.constant(constants::signals());
        if (!signal || *signal < 1 || *signal > 64)
            return std::nullopt;
        set |= std::uint64_t{1} << (*signal - 1);
    }
    return isAllBut ? ~set : set;
}

std::span<const CallEntry> signalCalls()
{
    return table;
}

}

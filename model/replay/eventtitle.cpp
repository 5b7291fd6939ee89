// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/eventtitle.h>

#include <format>
#include <variant>

namespace sandscope::replay {

namespace {

// "read(3, "abc"..., 832) = 832": the call as the log has it, cut to what a title can be.
std::string titleOf(const Call& call)
{
    std::string text = call.name + '(';
    for (std::size_t i = 0; i < call.arguments.size() && text.size() < longestTitle; ++i) {
        const Argument& argument = call.arguments[i];
        text += i == 0 ? "" : ", ";
        if (!argument.name.empty())
            text += argument.name + '=';
        constexpr std::size_t longestArgument = 60;
        text += argument.text.size() <= longestArgument
            ? argument.text
            : argument.text.substr(0, longestArgument) + "...";
    }
    return text + ')';
}

std::string resultOf(const Call& call)
{
    if (call.ending == Ending::unfinished)
        return {};
    if (!call.errorName.empty() && call.ending == Ending::returned)
        return call.errorName;
    return call.resultText;
}

}

std::string titleOf(const Event& event, snapshot::StepReport& report)
{
    const auto call = [&](const Call& of, bool isEnd) {
        report.call = of.name;
        for (const Argument& argument : of.arguments)
            report.arguments.push_back({argument.name, argument.text});
        report.text = titleOf(of);
        const bool isExit = of.name == "exit" || of.name == "exit_group";
        const bool isRestart = !of.errorName.empty(); // a signal took it out of the call
        if (isExit || (isEnd && of.ending == Ending::unknown && !isRestart))
            report.outcome = snapshot::CallOutcome::never;
        else if (!isEnd || of.ending == Ending::unfinished)
            report.outcome = snapshot::CallOutcome::unfinished;
        if (!isEnd)
            return report.text + " …";
        report.result = resultOf(of);
        if (of.ending == Ending::unknown && isRestart)
            report.result = "? " + of.errorName + ", interrupted by a signal";
        report.error = of.error;
        return report.text + (report.result.empty() ? "" : " = " + report.result);
    };
    struct Words
    {
        std::string operator()(const SignalEvent& e) { return "gets " + e.name; }
        std::string operator()(const StopEvent& e) { return "is stopped by " + e.name; }
        std::string operator()(const ContinueEvent&) { return "runs on"; }
        std::string operator()(const ExitEvent& e)
        {
            return e.isCodeKnown ? std::format("exits with {}", e.code) : "exits";
        }
        std::string operator()(const KillEvent& e) { return "is killed by " + e.name; }
        std::string operator()(const SupersedeEvent& e)
        {
            return std::format("makes way for thread {}", e.by.value);
        }
        std::string operator()(const NameEvent& e) { return "is named " + e.name; }
        std::string operator()(const ReapEvent&) { return "is reaped"; }
        std::string operator()(const BeginEvent&) { return {}; }
        std::string operator()(const EndEvent&) { return {}; }
    };
    if (const auto* begin = std::get_if<BeginEvent>(&event.kind))
        return call(begin->call, false);
    if (const auto* end = std::get_if<EndEvent>(&event.kind))
        return call(end->call, true);
    report.text = std::visit(Words{}, event.kind);
    return report.text;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for resource limits.
#include <model/scenario/limits.h>

#include <algorithm>
#include <array>
#include <format>

namespace sandscope::scenario {

using kernel::Limit;
using kernel::TaskId;

namespace {

// By number.
constexpr std::array<std::string_view, procfs::ResourceLimits{}.size()> limitWords
    = {"cpu_time",        "file_size",       "data",           "stack",         "core_file",
       "resident_set",    "processes",       "open_files",     "locked_memory", "address_space",
       "file_locks",      "pending_signals", "message_queues", "nice",          "realtime_priority",
       "realtime_timeout"};

constexpr std::string_view unlimited = "unlimited";

std::optional<std::uint64_t> readAmount(Parsing& parsing, const Value& value)
{
    if (value.kind == Value::Kind::scalar) {
        if (value.text == unlimited)
            return kernel::noLimit;
        if (const auto size = readSize(value.text))
            return size;
    }
    parsing.report(value, "this is no limit", "a number, a size such as 64K, or unlimited");
    return std::nullopt;
}

std::optional<std::uint64_t> readAmount(Arguments& args, std::string_view key)
{
    const Value* value = args.find(key);
    return value ? readAmount(args.parsing(), *value) : std::nullopt;
}

std::string amountText(const std::optional<std::uint64_t>& amount)
{
    if (!amount)
        return "as it is";
    return amount == kernel::noLimit ? std::string(unlimited) : std::to_string(*amount);
}

}

procfs::ResourceLimits readLimits(Parsing& parsing, const Value* value)
{
    procfs::ResourceLimits limits = procfs::defaultLimits();
    if (!value)
        return limits;
    Arguments args(parsing, *value, "limits");
    for (std::size_t i = 0; i < limitWords.size(); ++i) {
        const Value* given = args.find(limitWords[i]);
        if (!given)
            continue;
        std::optional<std::uint64_t> soft;
        std::optional<std::uint64_t> hard;
        if (given->kind == Value::Kind::map) {
            Arguments both(parsing, *given, limitWords[i]);
            soft = readAmount(both, "soft");
            hard = readAmount(both, "hard");
        } else {
            soft = readAmount(parsing, *given);
        }
        if (soft && hard && *soft > *hard) {
            parsing.report(*given, "the soft limit is above the hard one");
            continue;
        }
        if (soft)
            kernel::setSoft(limits, static_cast<Limit>(i), *soft);
        if (hard) {
            limits[i].hard = *hard;
            limits[i].soft = std::min(limits[i].soft, *hard);
        }
    }
    return limits;
}

Action parseLimit(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "limit");
    const std::size_t which = args.choice("of", limitWords);
    const std::string target = args.task("task", true);
    const kernel::LimitChange change{readAmount(args, "to"), readAmount(args, "hard")};
    if (!change.soft && !change.hard && !args.has("to") && !args.has("hard"))
        parsing.report(value, "\"limit\" needs \"to\" or \"hard\"",
                       "as in limit: {of: open_files, to: 64}");
    return [=](Machine& machine) {
        const TaskId task = target.empty() ? machine.caller : machine.task(target);
        const std::string pid = machine.idOf(task);
        const std::string soft = amountText(change.soft);
        const std::string hard = amountText(change.hard);
        return outcome(
            call("prlimit",
                 {{"pid", pid},
                  {"limit", std::string(limitWords[which])},
                  {"soft", soft},
                  {"hard", hard}},
                 std::format("prlimit({}, {}, soft {}, hard {})", pid, limitWords[which], soft,
                             hard)),
            machine.system.setLimit(machine.caller, task, static_cast<Limit>(which), change));
    };
}

}

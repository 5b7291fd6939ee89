// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/signalnames.h>
#include <model/scenario/operations.h>

#include <algorithm>
#include <array>
#include <format>

namespace sandscope::scenario {

using kernel::TaskId;

namespace {

constexpr std::array<std::string_view, 41> capabilities = {"chown",
                                                           "dac_override",
                                                           "dac_read_search",
                                                           "fowner",
                                                           "fsetid",
                                                           "kill",
                                                           "setgid",
                                                           "setuid",
                                                           "setpcap",
                                                           "linux_immutable",
                                                           "net_bind_service",
                                                           "net_broadcast",
                                                           "net_admin",
                                                           "net_raw",
                                                           "ipc_lock",
                                                           "ipc_owner",
                                                           "sys_module",
                                                           "sys_rawio",
                                                           "sys_chroot",
                                                           "sys_ptrace",
                                                           "sys_pacct",
                                                           "sys_admin",
                                                           "sys_boot",
                                                           "sys_nice",
                                                           "sys_resource",
                                                           "sys_time",
                                                           "sys_tty_config",
                                                           "mknod",
                                                           "lease",
                                                           "audit_write",
                                                           "audit_control",
                                                           "setfcap",
                                                           "mac_override",
                                                           "mac_admin",
                                                           "syslog",
                                                           "wake_alarm",
                                                           "block_suspend",
                                                           "audit_read",
                                                           "perfmon",
                                                           "bpf",
                                                           "checkpoint_restore"};

// The start of the caller's mapping that the kernel itself named.
std::optional<std::uint64_t> hinted(const std::vector<procfs::Vma>& vmas, procfs::VmaHint hint)
{
    const auto found = std::ranges::find(vmas, hint, &procfs::Vma::hint);
    return found == vmas.end() ? std::nullopt : std::optional{found->start};
}

std::array<std::span<const Operation>, 6> tables()
{
    return {taskOperations(),   identityOperations(), signalOperations(),
            memoryOperations(), fileOperations(),     specialFileOperations()};
}

}

std::uint64_t readSignals(Arguments& args, std::string_view key)
{
    constexpr std::uint32_t lastSignal = 64;
    const Value* value = args.find(key);
    std::uint64_t set = 0;
    for (const std::uint32_t signal : args.ids(key)) {
        if (signal >= 1 && signal <= lastSignal)
            set |= std::uint64_t{1} << (signal - 1);
        else
            args.parsing().report(*value, std::format("there is no signal {}", signal), "1 to 64");
    }
    return set;
}

std::span<const std::string_view> capabilityNames()
{
    return capabilities;
}

TaskId Machine::task(const std::string& name) const
{
    const auto found = names.tasks.find(name);
    return found == names.tasks.end() ? TaskId{} : found->second;
}

int Machine::descriptor(const FdRef& ref) const
{
    const auto found = names.descriptors.find(ref.name);
    return found == names.descriptors.end() ? ref.number : found->second;
}

std::optional<std::uint64_t> Machine::address(const AddressRef& ref) const
{
    std::optional<std::uint64_t> base = 0;
    if (const auto found = names.addresses.find(ref.name); found != names.addresses.end())
        base = found->second;
    else if (ref.name == "heap")
        base = hinted(system.vmas(caller), procfs::VmaHint::heap);
    else if (ref.name == "stack")
        base = hinted(system.vmas(caller), procfs::VmaHint::stack);
    else if (ref.name == "arguments")
        base = system.argumentsAddress(caller);
    return base ? std::optional{*base + ref.offset} : std::nullopt;
}

std::string Machine::idOf(TaskId task) const
{
    const procfs::Tid tid = caller ? system.tidSeenBy(caller, task) : system.tid(task);
    return std::to_string(tid.value);
}

void Machine::name(std::size_t index, TaskId task)
{
    if (index < given.size())
        names.tasks[given[index]] = task;
}

void Machine::nameAddress(std::uint64_t address)
{
    if (!given.empty())
        names.addresses[given.front()] = address;
}

void Machine::name(std::size_t index, int fd)
{
    if (index < given.size())
        names.descriptors[given[index]] = fd;
}

const Operation* findOperation(std::string_view name)
{
    for (const auto& table : tables()) {
        const auto found = std::ranges::find(table, name, &Operation::name);
        if (found != table.end())
            return &*found;
    }
    return nullptr;
}

std::vector<std::string> operationNames()
{
    std::vector<std::string> names;
    for (const auto& table : tables()) {
        for (const Operation& operation : table)
            names.emplace_back(operation.name);
    }
    std::ranges::sort(names);
    return names;
}

Call call(std::string_view name, std::vector<snapshot::CallArgument> arguments, std::string text)
{
    if (text.empty()) {
        text.append(name).append("(");
        for (const snapshot::CallArgument& argument : arguments)
            text.append(&argument == arguments.data() ? "" : ", ").append(argument.value);
        text += ')';
    }
    return {std::string(name), std::move(arguments), std::move(text)};
}

Call event(std::string text, std::vector<snapshot::CallArgument> arguments)
{
    return {{}, std::move(arguments), std::move(text)};
}

Outcome outcome(Call call, const kernel::Result<void>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    return {std::move(call), "0", procfs::Errno::ok};
}

Outcome silent(Call call, const kernel::Result<void>& result)
{
    return {std::move(call), {}, result ? procfs::Errno::ok : result.error()};
}

std::string quotedText(std::string_view text)
{
    return std::format("\"{}\"", text);
}

std::string sizeText(std::uint64_t bytes)
{
    constexpr std::uint64_t kibi = 1024;
    if (bytes >= kibi * kibi && bytes % (kibi * kibi) == 0)
        return std::format("{} MiB", bytes / (kibi * kibi));
    if (bytes >= kibi && bytes % kibi == 0)
        return std::format("{} KiB", bytes / kibi);
    return std::format("{} {}", bytes, bytes == 1 ? "byte" : "bytes");
}

std::string addressText(std::uint64_t address)
{
    return std::format("0x{:x}", address);
}

std::string accessText(procfs::Access access)
{
    return {access.read ? 'r' : '-', access.write ? 'w' : '-', access.execute ? 'x' : '-'};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between)
{
    std::string result;
    for (const std::string& part : parts)
        result.append(&part == parts.data() ? "" : between).append(part);
    return result;
}

std::string signalText(int signal)
{
    const auto index = static_cast<std::size_t>(signal - 1);
    return index < kernel::signalNames.size() ? std::string(kernel::signalNames[index])
                                              : std::to_string(signal);
}

std::string signalsText(std::uint64_t set)
{
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < kernel::signalNames.size(); ++i) {
        if (((set >> i) & 1U) != 0)
            shown.emplace_back(kernel::signalNames[i]);
    }
    return '[' + joined(shown, " ") + ']';
}

std::string fdFlagsText(const kernel::FdFlags& flags, std::string_view prefix)
{
    std::vector<std::string> shown;
    if (flags.status != 0)
        shown.push_back(std::string(prefix) + "NONBLOCK");
    if (flags.closeOnExec)
        shown.push_back(std::string(prefix) + "CLOEXEC");
    return joined(shown, "|");
}

void addIfAny(std::vector<snapshot::CallArgument>& arguments, std::string name, std::string value)
{
    if (!value.empty())
        arguments.push_back({std::move(name), std::move(value)});
}

std::uint32_t readUmask(Arguments& args, std::string_view key,
                        std::optional<std::uint32_t> fallback)
{
    const Value* value = fallback ? args.find(key) : args.require(key);
    if (!value)
        return fallback.value_or(0);
    constexpr std::size_t mostDigits = 4;
    const std::string& text = value->text;
    std::uint32_t mask = 0;
    bool isMask = value->kind == Value::Kind::scalar && !text.empty() && text.size() <= mostDigits;
    for (const char digit : text) {
        isMask = isMask && digit >= '0' && digit <= '7';
        if (!isMask)
            break;
        mask = mask * 8 + static_cast<std::uint32_t>(digit - '0');
    }
    constexpr std::uint32_t most = 0777;
    if (!isMask || mask > most) {
        args.parsing().report(*value, "this is no umask", "octal digits, as in 022 or 0077");
        return 0;
    }
    return mask;
}

}

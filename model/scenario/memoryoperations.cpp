// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The words for memory.
#include <model/scenario/operations.h>

#include <algorithm>
#include <array>
#include <format>
#include <limits>

namespace sandscope::scenario {

using procfs::Errno;

namespace {

Outcome placed(Machine& machine, Call call, const kernel::Result<std::uint64_t>& result)
{
    if (!result)
        return {std::move(call), {}, result.error()};
    machine.nameAddress(*result);
    return {std::move(call), addressText(*result), Errno::ok};
}

// Where a named place is gone, a call on it would not find it either.
constexpr std::uint64_t nowhere = 0;

// MAP_… in lower case, without its beginning.
std::string flagsText(const kernel::MapRequest& request)
{
    std::vector<std::string> words = {request.shared ? "shared" : "private"};
    const auto add = [&words](bool isThere, std::string_view word) {
        if (isThere)
            words.emplace_back(word);
    };
    add(request.fixed, request.replaces ? "fixed" : "fixed_noreplace");
    add(request.growsDown, "growsdown");
    add(request.locked, "locked");
    add(request.populated, "populate");
    return joined(words, "|");
}

Action parseMmap(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "mmap", "length");
    kernel::MapRequest request;
    request.length = args.size("length");
    request.access = args.access("access", request.access);
    request.shared = args.boolean("shared", false);
    request.fixed = args.boolean("fixed", false);
    request.replaces = args.boolean("replaces", true);
    if (!request.replaces && !request.fixed)
        parsing.report(value, "\"replaces\" is about a fixed place", "add fixed: true");
    request.growsDown = args.boolean("grows_down", false);
    request.locked = args.boolean("locked", false);
    request.populated = args.boolean("populate", false);
    request.offset = args.size("offset", 0);
    const AddressRef at = args.address("at", true);
    if (args.has("file")) {
        Arguments file(parsing, *args.find("file"), "file", "path");
        request.file
            = kernel::FileRef{file.text("path"), file.boolean("deleted", false),
                              file.boolean("writable", true), file.boolean("readable", true)};
    }
    if (const Value* name = args.find("memfd")) {
        request.file = kernel::FileRef{.path = readText(parsing, *name).value_or("")};
        request.file->kind = procfs::MappingKind::memfd;
        if (args.has("file"))
            parsing.report(*name, "a mapping is of a file or of a memfd, not of both");
    }
    return [request, at](Machine& machine) mutable {
        request.address = machine.address(at).value_or(nowhere);
        std::vector<snapshot::CallArgument> parts;
        if (request.address != 0)
            parts.push_back({"address", addressText(request.address)});
        parts.push_back({"length", sizeText(request.length)});
        parts.push_back({"access", accessText(request.access)});
        parts.push_back({"flags", flagsText(request)});
        if (request.file)
            parts.push_back({"file",
                             quotedText(request.file->kind == procfs::MappingKind::memfd
                                            ? "memfd:" + request.file->path
                                            : request.file->path)});
        if (request.offset != 0)
            parts.push_back({"offset", addressText(request.offset)});
        return placed(machine, call("mmap", std::move(parts)),
                      machine.system.mmap(machine.caller, request));
    };
}

// What shmget finds by its key or makes, mapped.
Action parseShmat(Parsing& parsing, const Value& value)
{
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    Arguments args(parsing, value, "shmat");
    kernel::MapRequest request;
    request.file = kernel::FileRef{};
    request.file->kind = procfs::MappingKind::sysvShared;
    request.file->systemVKey = static_cast<std::int32_t>(args.integer("key", -most - 1, most));
    request.length = args.size("length");
    request.shared = true;
    if (args.boolean("read_only", false)) {
        request.access = {true, false, false};
        request.file->writable = false;
    }
    const AddressRef at = args.address("at", true);
    return [request, at](Machine& machine) mutable {
        request.address = machine.address(at).value_or(nowhere);
        const std::string key = addressText(static_cast<std::uint32_t>(request.file->systemVKey));
        const std::string length = sizeText(request.length);
        const std::string place = request.address != 0 ? addressText(request.address) : "anywhere";
        const std::string flags = request.access.write ? "0" : "SHM_RDONLY";
        return placed(machine,
                      call("shmat",
                           {{"key", key}, {"length", length}, {"address", place}, {"flags", flags}},
                           std::format("shmat(shmget({}, {}), {}, {})", key, length, place, flags)),
                      machine.system.mmap(machine.caller, request));
    };
}

struct Span
{
    AddressRef at;
    std::uint64_t length = 0;
};

Span readSpan(Arguments& args)
{
    return {args.address("at"), args.size("length")};
}

std::vector<snapshot::CallArgument> spanArguments(std::uint64_t address, std::uint64_t length)
{
    return {{"address", addressText(address)}, {"length", sizeText(length)}};
}

// A span and one more.
std::vector<snapshot::CallArgument> spanArguments(std::uint64_t address, std::uint64_t length,
                                                  snapshot::CallArgument more)
{
    auto arguments = spanArguments(address, length);
    arguments.push_back(std::move(more));
    return arguments;
}

Action parseMunmap(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "munmap");
    const Span span = readSpan(args);
    return [span](Machine& machine) {
        const std::uint64_t at = machine.address(span.at).value_or(nowhere);
        return outcome(call("munmap", spanArguments(at, span.length)),
                       machine.system.munmap(machine.caller, at, span.length));
    };
}

Action parseMprotect(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "mprotect");
    const Span span = readSpan(args);
    (void)args.require("access");
    const procfs::Access access = args.access("access", {});
    return [span, access](Machine& machine) {
        const std::uint64_t at = machine.address(span.at).value_or(nowhere);
        return outcome(
            call("mprotect", spanArguments(at, span.length, {"access", accessText(access)})),
            machine.system.mprotect(machine.caller, at, span.length, access));
    };
}

Action parseMremap(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "mremap");
    const Span span = readSpan(args);
    const std::uint64_t newLength = args.size("new_length");
    const bool mayMove = args.boolean("may_move", false);
    const bool dontUnmap = args.boolean("dont_unmap", false);
    const bool isFixed = args.has("target");
    const AddressRef target = args.address("target", true);
    return [=](Machine& machine) {
        kernel::RemapRequest request;
        request.address = machine.address(span.at).value_or(nowhere);
        request.oldSize = span.length;
        request.newSize = newLength;
        request.mayMove = mayMove;
        request.dontUnmap = dontUnmap;
        if (isFixed)
            request.fixedAddress = machine.address(target).value_or(nowhere);
        auto arguments
            = spanArguments(request.address, span.length, {"new length", sizeText(newLength)});
        std::vector<std::string> words;
        if (mayMove)
            words.emplace_back("maymove");
        if (isFixed)
            words.emplace_back("fixed");
        if (dontUnmap)
            words.emplace_back("dontunmap");
        addIfAny(arguments, "flags", joined(words, "|"));
        if (isFixed)
            arguments.push_back({"new address", addressText(*request.fixedAddress)});
        return placed(machine, call("mremap", std::move(arguments)),
                      machine.system.mremap(machine.caller, request));
    };
}

Action parseBrk(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "brk");
    const bool grows = args.has("grow");
    const bool shrinks = args.has("shrink");
    if (grows == shrinks)
        parsing.report(value, "\"brk\" needs \"grow\" or \"shrink\", and not both",
                       "as in brk: {grow: 64K}");
    const std::uint64_t by = args.size(shrinks ? "shrink" : "grow", 0);
    return [=](Machine& machine) -> Outcome {
        const auto now = machine.system.brk(machine.caller, 0);
        if (!now)
            return {call("brk", {{"end", "0"}}), {}, now.error()};
        const std::uint64_t wanted = shrinks ? *now - by : *now + by;
        return placed(machine, call("brk", {{"end", addressText(wanted)}}),
                      machine.system.brk(machine.caller, wanted));
    };
}

struct Advice
{
    std::string_view word;
    std::string_view name;
    int number;
};

constexpr std::array adviceWords = {
    Advice{"normal", "MADV_NORMAL", kernel::advice::normal},
    Advice{"random", "MADV_RANDOM", kernel::advice::random},
    Advice{"sequential", "MADV_SEQUENTIAL", kernel::advice::sequential},
    Advice{"will_need", "MADV_WILLNEED", kernel::advice::willNeed},
    Advice{"dont_need", "MADV_DONTNEED", kernel::advice::dontNeed},
    Advice{"free", "MADV_FREE", kernel::advice::free},
    Advice{"remove", "MADV_REMOVE", kernel::advice::remove},
    Advice{"dont_fork", "MADV_DONTFORK", kernel::advice::dontFork},
    Advice{"do_fork", "MADV_DOFORK", kernel::advice::doFork},
    Advice{"mergeable", "MADV_MERGEABLE", kernel::advice::mergeable},
    Advice{"unmergeable", "MADV_UNMERGEABLE", kernel::advice::unmergeable},
    Advice{"huge_page", "MADV_HUGEPAGE", kernel::advice::hugePage},
    Advice{"no_huge_page", "MADV_NOHUGEPAGE", kernel::advice::noHugePage},
    Advice{"dont_dump", "MADV_DONTDUMP", kernel::advice::dontDump},
    Advice{"do_dump", "MADV_DODUMP", kernel::advice::doDump},
    Advice{"wipe_on_fork", "MADV_WIPEONFORK", kernel::advice::wipeOnFork},
    Advice{"keep_on_fork", "MADV_KEEPONFORK", kernel::advice::keepOnFork},
    Advice{"cold", "MADV_COLD", kernel::advice::cold},
    Advice{"page_out", "MADV_PAGEOUT", kernel::advice::pageOut},
    Advice{"populate_read", "MADV_POPULATE_READ", kernel::advice::populateRead},
    Advice{"populate_write", "MADV_POPULATE_WRITE", kernel::advice::populateWrite},
    Advice{"dont_need_locked", "MADV_DONTNEED_LOCKED", kernel::advice::dontNeedLocked},
};

Action advising(const Span& span, const Advice& advice)
{
    return [span, advice](Machine& machine) {
        const std::uint64_t at = machine.address(span.at).value_or(nowhere);
        return outcome(
            call("madvise", spanArguments(at, span.length, {"advice", std::string(advice.name)})),
            machine.system.madvise(machine.caller, at, span.length, advice.number));
    };
}

Action parseMadvise(Parsing& parsing, const Value& value)
{
    static const std::vector<std::string_view> words = [] {
        std::vector<std::string_view> all;
        for (const Advice& advice : adviceWords)
            all.push_back(advice.word);
        return all;
    }();
    Arguments args(parsing, value, "madvise");
    const Span span = readSpan(args);
    return advising(span, adviceWords[args.choice("advice", words)]);
}

Action parseDiscard(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "madvise_dontneed");
    const Span span = readSpan(args);
    return advising(span,
                    *std::ranges::find(adviceWords, kernel::advice::dontNeed, &Advice::number));
}

Action parseMlock(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "mlock");
    const Span span = readSpan(args);
    const bool onFault = args.boolean("on_fault", false);
    return [=](Machine& machine) {
        const std::uint64_t at = machine.address(span.at).value_or(nowhere);
        return outcome(
            onFault ? call("mlock2", spanArguments(at, span.length, {"flags", "MLOCK_ONFAULT"}))
                    : call("mlock", spanArguments(at, span.length)),
            machine.system.mlock(machine.caller, at, span.length, onFault));
    };
}

Action parseMunlock(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "munlock");
    const Span span = readSpan(args);
    return [span](Machine& machine) {
        const std::uint64_t at = machine.address(span.at).value_or(nowhere);
        return outcome(call("munlock", spanArguments(at, span.length)),
                       machine.system.munlock(machine.caller, at, span.length));
    };
}

Action parseMlockall(Parsing& parsing, const Value& value)
{
    constexpr std::array<std::string_view, 3> words = {"current", "future", "on_fault"};
    constexpr std::array<std::string_view, 3> names = {"MCL_CURRENT", "MCL_FUTURE", "MCL_ONFAULT"};
    Arguments args(parsing, value, "mlockall", "flags");
    const auto flags = static_cast<std::uint32_t>(args.choices("flags", words));
    return [=](Machine& machine) {
        std::string shown;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (((flags >> i) & 1U) != 0)
                shown.append(shown.empty() ? "" : "|").append(names[i]);
        }
        return outcome(call("mlockall", {{"flags", shown.empty() ? "0" : shown}}),
                       machine.system.mlockall(machine.caller, flags));
    };
}

Action parseMunlockall(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "munlockall");
    return [](Machine& machine) {
        return outcome(call("munlockall"), machine.system.munlockall(machine.caller));
    };
}

Action parseShmdt(Parsing& parsing, const Value& value)
{
    Arguments args(parsing, value, "shmdt", "at");
    const AddressRef ref = args.address("at");
    return [ref](Machine& machine) {
        const std::uint64_t at = machine.address(ref).value_or(nowhere);
        return outcome(call("shmdt", {{"address", addressText(at)}}),
                       machine.system.shmdt(machine.caller, at));
    };
}

template <bool Write>
Action touching(Parsing& parsing, const Value& value, std::string_view word)
{
    Arguments args(parsing, value, word);
    const AddressRef ref = args.address("at");
    const std::uint64_t length = args.size("length", 1);
    return [=](Machine& machine) {
        const std::uint64_t at = machine.address(ref).value_or(nowhere);
        return silent(event(std::format("{} {} at {}", Write ? "write" : "read", sizeText(length),
                                        addressText(at)),
                            spanArguments(at, length)),
                      machine.system.touch(machine.caller, at, length, Write));
    };
}

Action parseLoad(Parsing& parsing, const Value& value)
{
    return touching<false>(parsing, value, "load");
}

Action parseStore(Parsing& parsing, const Value& value)
{
    return touching<true>(parsing, value, "store");
}

using Overwrite = kernel::Result<void> (kernel::Kernel::*)(kernel::TaskId, std::string_view);

Action overwriting(Parsing& parsing, const Value& value, std::string_view word,
                   std::string_view what, Overwrite overwrite)
{
    Arguments args(parsing, value, word, "bytes");
    const std::string bytes = args.text("bytes");
    return [=](Machine& machine) {
        return silent(event(std::format("overwrite the {} with {}", what, sizeText(bytes.size())),
                            {{"bytes", quotedText(bytes)}}),
                      (machine.system.*overwrite)(machine.caller, bytes));
    };
}

Action parseTitle(Parsing& parsing, const Value& value)
{
    return overwriting(parsing, value, "set_title", "arguments",
                       &kernel::Kernel::overwriteArguments);
}

Action parseEnvironment(Parsing& parsing, const Value& value)
{
    return overwriting(parsing, value, "set_environment", "environment",
                       &kernel::Kernel::overwriteEnvironment);
}

}

std::span<const Operation> memoryOperations()
{
    static const std::vector<Operation> operations = {
        {"brk", true, {NameKind::address}, parseBrk},
        {"load", true, {}, parseLoad},
        {"madvise", true, {}, parseMadvise},
        {"madvise_dontneed", true, {}, parseDiscard},
        {"mlock", true, {}, parseMlock},
        {"mlockall", true, {}, parseMlockall},
        {"mmap", true, {NameKind::address}, parseMmap},
        {"mprotect", true, {}, parseMprotect},
        {"mremap", true, {NameKind::address}, parseMremap},
        {"munlock", true, {}, parseMunlock},
        {"munlockall", true, {}, parseMunlockall},
        {"munmap", true, {}, parseMunmap},
        {"set_environment", true, {}, parseEnvironment},
        {"set_title", true, {}, parseTitle},
        {"shmat", true, {NameKind::address}, parseShmat},
        {"shmdt", true, {}, parseShmdt},
        {"store", true, {}, parseStore},
    };
    return operations;
}

}

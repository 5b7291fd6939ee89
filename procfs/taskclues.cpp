// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/clues.h>
#include <procfs/text/escape.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace sandscope::procfs::clues {

namespace {

using enum Dialect;
using Weight = DetectionReason::Weight;

constexpr std::size_t longestSeen = 60;
/// Settles a question against any number of tasks: what is 0 in young tasks too, for example.
constexpr std::size_t decisive = 1'000'000;

std::string quoted(std::string_view bytes)
{
    return '"' + text::escaped(bytes.substr(0, longestSeen)) + '"';
}

std::optional<std::uint64_t> number(std::string_view word, int base = 10)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
    if (error != std::errc() || end != word.data() + word.size())
        return std::nullopt;
    return value;
}

std::string_view firstLine(std::string_view text)
{
    return text.substr(0, text.find('\n'));
}

/// A status text from behind what the task itself can have written: gVisor prints line ends in a
/// name as they are, and a name has 15 bytes. (Linux escapes them; names of its own threads are
/// longer, so that the rest of such a one is skipped with its line.)
std::string_view withoutName(std::string_view status)
{
    constexpr std::string_view key = "Name:\t";
    constexpr std::size_t longestName = 15;
    if (!status.starts_with(key))
        return {};
    const std::size_t end = status.find('\n', std::min(key.size() + longestName, status.size()));
    return end == std::string_view::npos ? std::string_view{} : status.substr(end);
}

void addCapabilities(std::string_view lines, std::vector<Clue>& clues)
{
    const auto bounding = lineAfter(lines, "CapBnd:\t");
    const auto mask = bounding ? number(*bounding, 16) : std::nullopt;
    if (!mask)
        return;
    // The set of all capabilities grew: 37 in 2018, 38 until 2022, 41 from 2024 on (facts 5.8).
    // A container may have been given fewer.
    const std::string seen = "has the bounding set " + quoted(*bounding);
    if ((*mask >> 38U) != 0)
        clues.push_back({"capabilities", seen, since(gvisor2024)});
    else if (*mask == 0x3f'ffff'ffff)
        clues.push_back({"capabilities", seen, range(gvisor2019, gvisor2022), Weight::usual});
    else if ((*mask >> 37U) != 0)
        clues.push_back({"capabilities", seen, since(gvisor2019)});
    else if (*mask == 0x1f'ffff'ffff)
        clues.push_back({"capabilities", seen, DialectSet(gvisor2018), Weight::usual});
}

std::vector<Clue> status(std::string_view text)
{
    const std::string_view lines = withoutName(text);
    std::vector<Clue> clues;
    if (!lineAfter(lines, "Threads:\t") || !lineAfter(lines, "CapBnd:\t"))
        return clues; // none, or cut
    const auto key = [&](std::string_view name, DialectSet having, DialectSet lacking) {
        const bool has = lineAfter(lines, std::string(name) + ":\t").has_value();
        clues.push_back({name, (has ? "has a line " : "has no line ") + std::string(name),
                         has ? having : lacking});
    };
    key("SigQ", onlyLinux, anyGvisor);
    key("Uid", since(gvisor2022), until(gvisor2019));
    key("CapAmb", since(gvisor2026), until(gvisor2024));
    key("voluntary_ctxt_switches", since(gvisor2026), until(gvisor2024));
    if (const auto groups = lineAfter(lines, "Groups:\t")) {
        // "  ", or " 4 5 ", in 2022; " ", or "4 5 ", later.
        const bool isEarlyForm = groups->starts_with(' ') && groups->size() > 1;
        clues.push_back({"Groups",
                         isEarlyForm ? "begins its groups with a blank"
                                     : "ends its groups with a blank and begins them with none",
                         isEarlyForm ? DialectSet(gvisor2022) : since(gvisor2024)});
    }
    addCapabilities(lines, clues);
    return clues;
}

std::vector<Clue> stat(std::string_view text)
{
    const std::size_t name = text.rfind(')'); // a name may hold any other
    if (name == std::string_view::npos)
        return {};
    constexpr std::size_t first = 3; // the number, in proc(5), of the field behind the name
    const auto words = wordsOf(firstLine(text.substr(name + 1)), 64);
    if (words.size() + first <= 52)
        return {};
    const auto field = [&](std::size_t n) { return words[n - first]; };
    std::vector<Clue> clues;
    const auto answer = [&](std::string_view question, bool is, std::string_view yes,
                            DialectSet fitsYes, std::string_view no, DialectSet fitsNo) {
        // 0 is also what a young, a kernel's or a plain task says; anything else settles it.
        clues.push_back({question, std::string(is ? yes : no), is ? fitsYes : fitsNo,
                         is ? Weight::format : Weight::usual, is ? decisive : 1});
    };
    answer("starttime", field(22) != "0", "has a start time", since(gvisor2022),
           "has the start time 0", until(gvisor2019));
    answer("rsslim", field(25) != "0", "has a limit of resident memory", since(gvisor2022),
           "has the limit 0 of resident memory", until(gvisor2019));
    answer("flags", field(9) != "0", "has task flags", onlyLinux, "has the task flags 0",
           anyGvisor);
    if (field(8) == "-1")
        clues.push_back({"tpgid", "has the foreground group -1", onlyLinux});
    else if (field(8) == "0")
        clues.push_back({"tpgid", "has the foreground group 0", anyGvisor, Weight::usual});
    return clues;
}

std::vector<Clue> statm(std::string_view text)
{
    const auto words = wordsOf(firstLine(text), 8);
    if (words.size() != 7)
        return {};
    std::vector<Clue> clues{{"statm", "is there", since(gvisor2019)}};
    if (words[1] == "0")
        return clues; // without memory they look alike
    const bool isZero = words[2] == "0" && words[3] == "0" && words[5] == "0";
    clues.push_back({"statm fields", isZero ? "tells two sizes and zeros" : "tells five sizes",
                     isZero ? range(gvisor2019, gvisor2026) : onlyLinux});
    return clues;
}

std::vector<Clue> io(std::string_view text)
{
    if (text.starts_with("char: "))
        return {{"io", "says char", until(gvisor2024)}};
    if (text.starts_with("rchar: "))
        return {{"io", "says rchar", since(gvisor2026)}};
    return {};
}

/// The key of a "Key:   value" line.
std::string_view keyOf(std::string_view line)
{
    const std::size_t colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view{} : line.substr(0, colon);
}

/// From the end: what stands behind the last mapping's first line is the kernel's, whatever the
/// mapping is called.
std::vector<Clue> smaps(std::string_view text)
{
    if (!text.ends_with('\n'))
        return {};
    std::vector<Clue> clues{{"smaps", "is there", since(gvisor2019)}};
    std::array<std::string_view, 3> last; // the last line first
    for (std::string_view& line : last) {
        text.remove_suffix(1);
        const std::size_t begin = text.rfind('\n');
        if (begin == std::string_view::npos)
            return {};
        line = text.substr(begin + 1);
        text.remove_suffix(line.size());
    }
    if (keyOf(last[0]) != "VmFlags")
        return {};
    if (keyOf(last[1]) == "Locked" && keyOf(last[2]) == "MMUPageSize")
        clues.push_back({"smaps lines", "ends its entries with MMUPageSize and Locked",
                         range(gvisor2019, gvisor2026)});
    else if (keyOf(last[1]) == "THPeligible" || keyOf(last[1]) == "ProtectionKey")
        clues.push_back({"smaps lines", "tells " + std::string(keyOf(last[1])), onlyLinux});
    return clues;
}

std::vector<Clue> maps(std::string_view text)
{
    if (!text.ends_with('\n'))
        return {};
    std::vector<Clue> clues;
    std::string_view last = text.substr(0, text.size() - 1);
    last = last.substr(last.rfind('\n') + 1); // npos + 1 is 0
    // A path could be chosen to look so, and Linux may be started without that page.
    constexpr std::string_view page = "ffffffffff600000-ffffffffff601000 ";
    if (last.starts_with(page) && last.ends_with(" [vsyscall]")) {
        const bool isExecuteOnly = last.substr(page.size()).starts_with("--xp");
        clues.push_back({"vsyscall",
                         isExecuteOnly ? "has a page [vsyscall] that cannot be read"
                                       : "ends with a readable page [vsyscall]",
                         isExecuteOnly ? onlyLinux : range(gvisor2019, gvisor2026), Weight::usual});
    } else {
        clues.push_back({"vsyscall", "does not end with a page [vsyscall]",
                         DialectSet(gvisor2018, linux_), Weight::usual});
    }
    if (text.contains(" [vdso]\n"))
        clues.push_back({"vdso", "names the mapping [vdso]", onlyLinux, Weight::usual});
    return clues;
}

/// Its first line alone: the root's path is "/", whoever mounted what elsewhere.
std::vector<Clue> mounts(std::string_view text)
{
    const std::string_view line = firstLine(text);
    if (line.starts_with("none\t/\t"))
        return {{"mounts", "has tabs between its columns", DialectSet(gvisor2018)}};
    if (line.starts_with("none / "))
        return {{"mounts", "begins with none and blanks", since(gvisor2019)}};
    if (const std::size_t blank = line.find(' ');
        blank != std::string_view::npos && line.substr(blank).starts_with(" / "))
        return {{"mounts", "says what is mounted at the root: " + quoted(line.substr(0, blank)),
                 onlyLinux}};
    return {};
}

std::vector<Clue> mountinfo(std::string_view text)
{
    const auto words = wordsOf(firstLine(text), 16);
    if (words.size() < 9 || words[4] != "/")
        return {};
    std::vector<Clue> clues;
    const bool isDoubled = firstLine(text).contains("  - ");
    const bool hasDevice = words[2] != "0:0";
    if (isDoubled)
        clues.push_back({"mountinfo", "has two blanks before the dash", DialectSet(gvisor2022)});
    else if (hasDevice)
        clues.push_back(
            {"mountinfo", "tells a device and has one blank before the dash", since(gvisor2024)});
    else
        clues.push_back({"mountinfo", "gives the root the device 0:0", until(gvisor2019)});
    const auto dash = std::ranges::find(words, "-");
    if (dash != words.end() && words.end() - dash > 2 && dash[2] != "none")
        clues.push_back({"mountinfo source", "says what is mounted at the root: " + quoted(dash[2]),
                         onlyLinux});
    return clues;
}

/// The keys of the vector (facts 2.1). A scenario may leave some out, hence the weight.
std::vector<Clue> auxv(std::string_view bytes)
{
    constexpr std::size_t pair = 16, most = 64;
    constexpr unsigned uid = 11, hardware = 16, secure = 23, flags = 8;
    std::array<bool, most> has{};
    std::size_t count = 0;
    for (; bytes.size() >= pair && count < most; bytes.remove_prefix(pair), ++count) {
        std::uint64_t key = 0;
        std::memcpy(&key, bytes.data(), sizeof key);
        if (key < most)
            has[static_cast<std::size_t>(key)] = true;
    }
    if (count < 2)
        return {};
    if (has[flags])
        return {{"auxv", "has AT_FLAGS", onlyLinux, Weight::usual}};
    if (has[hardware])
        return {{"auxv", "has AT_HWCAP", since(gvisor2026), Weight::usual}};
    if (has[secure])
        return {{"auxv", "has AT_SECURE and neither AT_HWCAP nor AT_FLAGS",
                 range(gvisor2022, gvisor2024), Weight::usual}};
    if (has[uid])
        return {{"auxv", "has AT_UID and no AT_SECURE", DialectSet(gvisor2019), Weight::usual}};
    return {{"auxv", "has no AT_UID", DialectSet(gvisor2018), Weight::usual}};
}

std::vector<Clue> cgroup(std::string_view text)
{
    if (text.empty())
        return {{"cgroup", "is empty", DialectSet(gvisor2022), Weight::usual}};
    if (text.substr(0, 4096).contains(":job:/"))
        return {{"cgroup", "names a controller job", range(gvisor2024, gvisor2026), Weight::usual}};
    return {{"cgroup", "names no controller job", DialectSet(gvisor2022, gvisor2026, linux_),
             Weight::hint}};
}

constexpr std::array taskFileTable = {
    FileClues{"auxv", auxv},         FileClues{"cgroup", cgroup},       FileClues{"io", io},
    FileClues{"maps", maps, true},   FileClues{"mountinfo", mountinfo}, FileClues{"mounts", mounts},
    FileClues{"smaps", smaps, true}, FileClues{"stat", stat},           FileClues{"statm", statm},
    FileClues{"status", status},
};

constexpr std::array taskNames = {
    NameClue{"statm", since(gvisor2019)},
    NameClue{"smaps", since(gvisor2019)},
    NameClue{"cwd", since(gvisor2022)},
    NameClue{"oom_score", since(gvisor2022)},
    NameClue{"limits", since(gvisor2024)},
    NameClue{"setgroups", since(gvisor2026)},
    NameClue{"coredump_filter", since(gvisor2026)},
    NameClue{"wchan", onlyLinux},
    NameClue{"attr", onlyLinux},
};

}

std::optional<std::string_view> lineAfter(std::string_view text, std::string_view key)
{
    for (std::size_t at = text.find(key); at != std::string_view::npos;
         at = text.find(key, at + 1)) {
        if (at != 0 && text[at - 1] == '\n')
            return firstLine(text.substr(at + key.size()));
    }
    return std::nullopt;
}

std::vector<std::string_view> wordsOf(std::string_view text, std::size_t most)
{
    std::vector<std::string_view> words;
    while (words.size() < most) {
        const std::size_t begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            break;
        text.remove_prefix(begin);
        words.push_back(text.substr(0, text.find(' ')));
        text.remove_prefix(words.back().size());
    }
    return words;
}

void addNames(std::span<const NameClue> table, std::span<const std::string> names,
              std::vector<Clue>& clues)
{
    for (const NameClue& clue : table) {
        const std::string name(clue.name);
        if (std::ranges::contains(names, name)) {
            clues.push_back({clue.name, "has an entry " + name, clue.having});
            continue;
        }
        DialectSet others;
        for (const Dialect dialect : allDialects) {
            if (!clue.having.contains(dialect))
                others = others.with(dialect);
        }
        clues.push_back({clue.name, "has no entry " + name, others, Weight::hint});
    }
}

std::span<const FileClues> taskFiles()
{
    return taskFileTable;
}

std::vector<Clue> cluesOfFdinfo(std::string_view text)
{
    if (text.starts_with("flags: {%!o"))
        return {{"fdinfo", "shows a failed format instead of flags", DialectSet(gvisor2018)}};
    if (text.starts_with("flags:\t"))
        return {{"fdinfo", "begins with flags", range(gvisor2019, gvisor2024)}};
    if (!text.starts_with("pos:\t"))
        return {};
    if (lineAfter(text, "ino:\t"))
        return {{"fdinfo", "has a line ino", onlyLinux}};
    // Older Linux has none, nor may a simulated one know it.
    return {
        {"fdinfo", "begins with pos and has no line ino", DialectSet(gvisor2026), Weight::hint}};
}

std::vector<Clue> cluesOfTask(std::span<const std::string> names)
{
    std::vector<Clue> clues;
    if (std::ranges::contains(names, "stat")) // else it is hardly the listing of a task directory
        addNames(taskNames, names, clues);
    return clues;
}

std::vector<Clue> cluesOfThread(std::span<const std::string> names)
{
    constexpr std::array table = {NameClue{"children", since(gvisor2024)}};
    std::vector<Clue> clues;
    if (std::ranges::contains(names, "stat"))
        addNames(table, names, clues);
    return clues;
}

std::vector<Clue> cluesOfNamespaces(std::span<const std::string> names)
{
    const auto has = [&](const char* name) { return std::ranges::contains(names, name); };
    if (has("time") || has("pid_for_children"))
        return {{"ns", "has an entry " + std::string(has("time") ? "time" : "pid_for_children"),
                 onlyLinux}};
    if (has("mnt") || has("uts"))
        return {{"ns", "has an entry mnt or uts", since(gvisor2024)}};
    if (has("user"))
        return {{"ns", "has user and neither mnt nor uts", until(gvisor2022), Weight::hint}};
    return {};
}

}

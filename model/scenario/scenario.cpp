// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/claims.h>
#include <model/scenario/scenario.h>
#include <model/scenario/steps.h>

#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <optional>

namespace sandscope::scenario {

using procfs::Errno;
using std::chrono::nanoseconds;

namespace {

constexpr std::size_t maxSteps = 10'000;
constexpr std::size_t maxNameLength = 64;
constexpr std::uint64_t pageBytes = 4096;
constexpr std::int64_t maxBootTime = 253'402'300'799; // the end of the year 9999
constexpr std::int64_t maxNumber = std::numeric_limits<std::int64_t>::max();

// A behaviour is called as the dialect that prints it.
static_assert(static_cast<int>(kernel::Behaviour::linux_)
              == static_cast<int>(procfs::Dialect::linux_));

std::array<std::string_view, procfs::allDialects.size()> behaviourWords()
{
    std::array<std::string_view, procfs::allDialects.size()> words;
    std::ranges::transform(procfs::allDialects, words.begin(), procfs::dialectName);
    return words;
}

kernel::Image readImage(Parsing& parsing, const Value& value, std::string_view owner)
{
    Arguments args(parsing, value, owner);
    kernel::Image image;
    image.path = args.text("path");
    image.positionIndependent = args.boolean("position_independent", true);
    image.entry = args.size("entry", 0);
    image.headerCount
        = static_cast<std::uint16_t>(args.integer("headers", 1, 1000, image.headerCount));
    image.relroBytes = args.size("relro", 0);
    const Value* segments = args.require("segments");
    if (!segments)
        return image;
    for (const Value& item : segments->items) {
        Arguments part(parsing, item, "segments");
        kernel::Segment& segment = image.segments.emplace_back();
        segment.address = part.size("address");
        segment.fileOffset = part.size("offset", segment.address);
        segment.memorySize = part.size("memory");
        segment.fileSize = part.size("file", segment.memorySize);
        segment.access = part.access("access", {true, false, false});
    }
    if (const std::string problem = kernel::problemOf(image); !problem.empty())
        parsing.report(*segments, "the image \"" + image.path + "\" cannot be loaded: " + problem);
    return image;
}

kernel::Program readProgram(Parsing& parsing, const Value& value)
{
    kernel::Program program;
    Arguments args(parsing, value, "programs");
    if (const Value* image = args.require("image"))
        program.image = readImage(parsing, *image, "image");
    const bool isStatic = args.boolean("static", false);
    if (!isStatic)
        program.interpreter = kernel::defaultInterpreter();
    if (const Value* libraries = args.find("libraries")) {
        for (const Value& item : libraries->items)
            program.libraries.push_back(readImage(parsing, item, "libraries"));
    } else if (!isStatic) {
        program.libraries = {kernel::defaultLibrary()};
    }
    program.heapBytes = args.size("heap", program.heapBytes);
    constexpr std::uint64_t mostHeap = std::uint64_t{1} << 36U;
    if (program.heapBytes > mostHeap)
        parsing.report(value, "the heap is too large");
    return program;
}

std::vector<procfs::Mount> readMounts(Parsing& parsing, const Value& value)
{
    std::vector<procfs::Mount> mounts;
    if (value.kind != Value::Kind::sequence)
        parsing.report(value, "\"mounts\" is a list", "as in [{path: /, type: 9p}]");
    for (const Value& item : value.items) {
        Arguments args(parsing, item, "mounts");
        procfs::Mount& mount = mounts.emplace_back();
        mount.id = static_cast<int>(
            args.integer("id", 1, 1'000'000, static_cast<std::int64_t>(mounts.size())));
        mount.parentId = static_cast<int>(args.integer("parent", 1, 1'000'000, 1));
        mount.path = args.text("path");
        mount.fileSystemType = args.text("type", "");
        mount.readOnly = args.boolean("read_only", false);
        mount.noAccessTime = args.boolean("no_access_time", false);
        mount.noExecute = args.boolean("no_execute", false);
        mount.deviceMajor = static_cast<std::uint32_t>(args.integer("major", 0, 4095, 0));
        mount.deviceMinor = static_cast<std::uint32_t>(args.integer("minor", 0, 1'048'575, 0));
        mount.options = args.text("options", "");
        mount.noSetUid = args.boolean("no_set_uid", false);
        mount.noDevices = args.boolean("no_devices", false);
        mount.superReadOnly = args.boolean("file_system_read_only", false);
        mount.root = args.text("root", "/");
        mount.source = args.text("source", "none");
        mount.propagation = args.text("propagation", "");
        for (const std::string_view key : {"path", "root"}) {
            const Value* at = item.find(key);
            if (at && at->kind == Value::Kind::scalar && !at->text.starts_with('/'))
                parsing.report(*at, std::format("\"{}\" of a mount is an absolute path", key));
        }
    }
    return mounts;
}

procfs::MachineRecord readMachine(Parsing& parsing, const Value& value)
{
    procfs::MachineRecord machine;
    Arguments args(parsing, value, "sandbox");
    constexpr std::int64_t mostProcessors = 8192;
    constexpr std::uint64_t leastMemory = std::uint64_t{1} << 20U;
    constexpr std::uint64_t mostMemory = std::uint64_t{1} << 46U;
    machine.processors = static_cast<std::uint32_t>(
        args.integer("processors", 1, mostProcessors, machine.processors));
    machine.memoryBytes = args.size("memory", machine.memoryBytes);
    if (machine.memoryBytes < leastMemory || machine.memoryBytes > mostMemory
        || machine.memoryBytes % pageBytes != 0) {
        if (const Value* memory = value.find("memory"); memory && readSize(memory->text))
            parsing.report(*memory, "a sandbox has whole pages of memory, from 1M to 65536G");
    }
    machine.bootTime = args.integer("boot_time", 0, maxBootTime, machine.bootTime);
    machine.linuxRelease = args.text("linux_release", machine.linuxRelease);
    if (machine.linuxRelease.empty() || machine.linuxRelease.find('\n') != std::string::npos)
        parsing.report(value, "\"linux_release\" is a line of text", "as in 6.18.0");
    for (const std::string& name : args.texts("file_systems"))
        machine.fileSystems.push_back(name);
    return machine;
}

// The names that a step gives; they are known to the steps behind it.
std::vector<std::string> readGiven(Parsing& parsing, const Value& value, const Operation& operation)
{
    std::vector<const Value*> names;
    if (value.kind == Value::Kind::scalar)
        names.push_back(&value);
    for (const Value& item : value.items)
        names.push_back(&item);
    if (names.empty() || names.size() > operation.gives.size()) {
        parsing.report(
            value,
            std::format("\"{}\" gives {} names", operation.name,
                        operation.gives.empty() ? "no" : std::to_string(operation.gives.size())));
        return {};
    }
    std::vector<std::string> given;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string& name = names[i]->text;
        const auto isPart = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || c == '_' || c == '.';
        };
        const bool isReserved
            = name == "heap" || name == "stack" || name == "arguments" || name == goneWord;
        if (name.empty() || name.size() > maxNameLength || !std::ranges::all_of(name, isPart)
            || (name.front() >= '0' && name.front() <= '9') || isReserved) {
            parsing.report(*names[i], "\"" + name.substr(0, maxNameLength) + "\" cannot be a name",
                           "letters, digits, _ and ., not starting with a digit; heap, stack, "
                           "arguments and gone are taken");
            continue;
        }
        parsing.names.insert_or_assign(name, operation.gives[i]);
        given.push_back(name);
    }
    return given;
}

const std::vector<std::string>& stepKeys()
{
    static const std::vector<std::string> keys
        = {"at", "after", "by", "as", "expect", "note", "claims"};
    return keys;
}

void readStep(Parsing& parsing, const Value& value, nanoseconds& time, std::vector<Step>& steps)
{
    if (value.kind != Value::Kind::map) {
        parsing.report(value, "a step is a map", "as in - {by: shell, fork: }");
        return;
    }
    Step step;
    step.line = value.line;
    step.column = value.column;
    const Value* arguments = nullptr;
    const Value* word = nullptr;
    for (const auto& [key, content] : value.entries) {
        if (std::ranges::contains(stepKeys(), key.text))
            continue;
        if (!findOperation(key.text)) {
            std::vector<std::string> candidates = operationNames();
            candidates.insert(candidates.end(), stepKeys().begin(), stepKeys().end());
            parsing.report(key, "unknown operation \"" + key.text.substr(0, maxNameLength) + "\"",
                           suggestionFor(key.text, candidates));
            return;
        }
        if (word) {
            parsing.report(key,
                           "a step does one thing, and this one has \"" + word->text + "\" already",
                           "make two steps of it");
            return;
        }
        word = &key;
        arguments = &content;
    }
    if (!word) {
        parsing.report(value, "this step does nothing", "for time to pass write pass:");
        return;
    }
    step.line = word->line;
    step.column = word->column;
    const Operation& operation = *findOperation(word->text);

    const auto read = [&](std::string_view key) { return value.find(key); };
    const auto timeAt = [&](const Value& at) {
        const auto result = readDuration(at.text);
        if (!result)
            parsing.report(at, "\"" + at.text.substr(0, maxNameLength) + "\" is no time",
                           "as in 1.5s, 20ms, 3us or 7ns");
        return result;
    };
    if (const Value* at = read("at")) {
        if (read("after"))
            parsing.report(*at, "a step has \"at\" or \"after\", not both");
        else if (const auto moment = timeAt(*at)) {
            if (*moment < time)
                parsing.report(*at, "this step is earlier than the one before it",
                               "steps stand in the order of time");
            else
                time = *moment;
        }
    } else if (const Value* after = read("after")) {
        if (const auto pause = timeAt(*after)) {
            if (pause->count() > maxNumber - time.count())
                parsing.report(*after, "this is too long");
            else
                time += *pause;
        }
    }
    step.time = time;

    if (const Value* by = read("by")) {
        Arguments args(parsing, *by, "by", "by");
        step.by = args.task("by");
    } else if (operation.needsCaller) {
        parsing.report(*word, "\"" + word->text + "\" must say who does it",
                       "add by: and the name of a task");
    }
    if (const Value* expected = read("expect")) {
        const auto error = procfs::errnoFromName(expected->text);
        if (error)
            step.expected = *error;
        else
            parsing.report(*expected,
                           "\"" + expected->text.substr(0, maxNameLength)
                               + "\" is no error of a system call",
                           "as in EPERM");
    }
    if (const Value* note = read("note"))
        step.note = readText(parsing, *note).value_or("");
    step.action = operation.parse(parsing, *arguments);
    if (const Value* as = read("as")) {
        if (step.expected != Errno::ok)
            parsing.report(*as, "a step that is expected to fail gives no name");
        else
            step.given = readGiven(parsing, *as, operation);
    }
    if (const Value* claims = read("claims"))
        step.claims = readClaims(parsing, *claims);
    steps.push_back(std::move(step));
}

void readAbout(Arguments& args, About& about)
{
    about.title = args.text("title");
    about.description = args.text("description", "");
    about.lesson = static_cast<int>(args.integer("lesson", 1, 1000, 0));
}

void readTop(Parsing& parsing, const Value& root, Scenario& scenario)
{
    Arguments args(parsing, root, "scenario");
    readAbout(args, scenario.about);
    scenario.options.seed = static_cast<std::uint64_t>(args.integer("seed", 0, maxNumber, 1));
    scenario.options.pidLimit = static_cast<std::int32_t>(args.integer("pid_limit", 2, 1 << 22, 0));
    parsing.dialect = procfs::allDialects[args.choice(
        "behaviour", behaviourWords(), static_cast<std::size_t>(procfs::Dialect::gvisor2019))];
    scenario.about.dialect = parsing.dialect;
    scenario.options.behaviour = static_cast<kernel::Behaviour>(parsing.dialect);
    // Both are what they are; saying so is allowed, saying otherwise is not.
    (void)args.integer("page_size", 4096, 4096, 4096);
    (void)args.integer("clock_rate", 100, 100, 100);
    scenario.start = args.duration("start", {});
    if (const Value* programs = args.find("programs")) {
        for (const Value& item : programs->items)
            scenario.programs.push_back(readProgram(parsing, item));
        if (programs->kind != Value::Kind::sequence)
            parsing.report(*programs, "\"programs\" is a list");
    }
    if (const Value* sandbox = args.find("sandbox"))
        scenario.machine = readMachine(parsing, *sandbox);
    if (const Value* mounts = args.find("mounts")) {
        scenario.hasMounts = true;
        scenario.mounts = readMounts(parsing, *mounts);
    }
    const Value* steps = args.require("steps");
    if (!steps)
        return;
    if (steps->kind != Value::Kind::sequence || steps->items.empty()) {
        parsing.report(*steps, "\"steps\" is a list with at least one step",
                       "as in - {start: /bin/sh, as: shell}");
        return;
    }
    if (steps->items.size() > maxSteps) {
        parsing.report(
            *steps,
            std::format("there are {} steps, and {} is the most", steps->items.size(), maxSteps));
        return;
    }
    nanoseconds time = scenario.start;
    for (const Value& item : steps->items)
        readStep(parsing, item, time, scenario.steps);
    scenario.about.stepCount = scenario.steps.size();
    for (const Step& step : scenario.steps)
        scenario.about.claimCount += step.claims.size();
}

// FNV-1a.
std::uint64_t fingerprintOf(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

}

const About& about(const Scenario& scenario)
{
    return scenario.about;
}

std::expected<About, Problem> readHead(std::string_view yaml, std::string_view fileName)
{
    auto document = readDocument(yaml.substr(0, yaml.find("\nsteps:")), fileName);
    if (!document)
        return std::unexpected(std::move(document.error()));
    Parsing parsing; // whose problems are those of the whole scenario
    parsing.file = fileName;
    About about;
    Arguments args(parsing, *document, "scenario");
    readAbout(args, about);
    return about;
}

std::expected<ScenarioPtr, std::vector<Problem>> parseScenario(std::string_view yaml,
                                                               std::string_view fileName)
{
    auto document = readDocument(yaml, fileName);
    if (!document)
        return std::unexpected(std::vector{std::move(document.error())});
    auto scenario = std::make_shared<Scenario>();
    scenario->file = fileName;
    scenario->fingerprint = fingerprintOf(yaml);
    Parsing parsing;
    parsing.file = fileName;
    if (document->kind != Value::Kind::map)
        parsing.report(*document, "a scenario is a map", "with title: and steps: at its top");
    else
        readTop(parsing, *document, *scenario);
    if (parsing.problems.empty())
        return scenario;
    std::ranges::stable_sort(parsing.problems, {},
                             [](const Problem& p) { return std::pair{p.line, p.column}; });
    return std::unexpected(std::move(parsing.problems));
}

}

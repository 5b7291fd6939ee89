// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Usage: fuzz_seeds DATA OUT
//
// Makes what the fuzzer starts from: OUT/<target>/<number> of each sample below DATA (tests/data)
// and of the shipped scenarios, and OUT/<target>.dict, the names in the field tables and the words
// of the language.
#include <model/kernel/randomdriver.h>
#include <model/kernel/save.h>
#include <model/scenario/operations.h>
#include <procfs/text/escape.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>

#include <fuzz/grammars.h>
#include <fuzz/samples.h>

using namespace sandscope;
namespace fs = std::filesystem;

namespace {

/// Long samples say nothing new after a while and make every try slow.
constexpr std::size_t enough = 3000;

/// The first lines.
std::string_view beginning(std::string_view bytes)
{
    if (bytes.size() <= enough)
        return bytes;
    const auto end = bytes.rfind('\n', enough);
    return bytes.substr(0, end == std::string_view::npos ? enough : end + 1);
}

class Folder
{
public:
    explicit Folder(fs::path out)
        : m_out(std::move(out))
    {
    }

    void add(const std::string& target, const std::string& input)
    {
        auto& known = m_inputs[target];
        if (!known.insert(input).second)
            return;
        if (known.size() == 1)
            fs::create_directories(m_out / target);
        write(m_out / target / std::to_string(known.size()), input);
    }
    void write(const fs::path& file, std::string_view bytes)
    {
        std::ofstream out(file, std::ios::binary);
        out << bytes;
        m_failed |= !out.flush();
    }
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    fs::path m_out;
    std::map<std::string, std::set<std::string>> m_inputs;
    bool m_failed = false;
};

/// The field names of a grammar's files, in the form of libFuzzer's dictionaries.
std::string dictionary(const fuzz::Grammar& grammar)
{
    std::set<std::string_view> names;
    for (const auto* const file : grammar.files) {
        for (const auto& field : file->fields)
            names.insert(field.name);
    }
    std::string text;
    for (const auto name : names) {
        // escaped() writes a newline as \n, which dictionaries do not know; no name has one.
        if (!name.empty())
            text += '"' + procfs::text::escaped(name) + "\"\n";
    }
    return text;
}

void addFiles(Folder& out, const std::string& target, const fs::path& folder,
              std::string_view suffix)
{
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == suffix)
            files.insert(entry.path());
    }
    for (const auto& file : files)
        out.add(target, std::string(beginning(fuzz::bytesOf(file))));
}

/// Small kernels, without what save() puts around them.
void addKernels(Folder& out)
{
    for (const auto behaviour : {kernel::Behaviour::gvisor2018, kernel::Behaviour::gvisor2024,
                                 kernel::Behaviour::linux_}) {
        kernel::Kernel system({.seed = 1, .behaviour = behaviour});
        kernel::RandomDriver driver(system, 1);
        const std::string around = kernel::sealed({});
        for (const int steps : {0, 1, 30}) {
            for (int i = 0; i < steps; ++i)
                driver.step();
            const std::string saved = kernel::save(system);
            constexpr std::size_t checksum = 8;
            const std::size_t head = around.size() - checksum;
            out.add("save", saved.substr(head, saved.size() - around.size()));
        }
    }
}

}

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("Usage: fuzz_seeds DATA OUT\n", stderr);
        return 2;
    }
    const fs::path data = argv[1];
    Folder out(argv[2]);
    for (const auto& sample : fuzz::samplesIn(data)) {
        const auto& grammar = *fuzz::grammarOf(*sample.file);
        out.add(std::string(grammar.name),
                inputOf(grammar, {sample.file, sample.dialect, beginning(sample.bytes)}));
    }
    // A file that no sample shows has at least a start.
    for (const auto& grammar : fuzz::grammars()) {
        for (const auto* const file : grammar.files)
            out.add(std::string(grammar.name),
                    inputOf(grammar, {file, procfs::Dialect::linux_, "0\n"}));
        out.write(fs::path(argv[2]) / (std::string(grammar.name) + ".dict"), dictionary(grammar));
    }
    addFiles(out, "capture", data / "index", ".tsv");
    addFiles(out, "elf", data / "replay" / "elf" / "usr" / "bin", ".txt");
    addKernels(out);
    for (const auto& found : fs::directory_iterator(data / "corpus")) {
        if (found.is_directory())
            addFiles(out, "save", found.path(), ".body");
    }
    addFiles(out, "scenario", data / "scenarios", ".yaml");
    addFiles(out, "strace", data / "replay" / "logs", ".log");
    addFiles(out, "scenario", data.parent_path().parent_path() / "resources" / "scenarios",
             ".yaml");
    std::string words;
    for (const std::string& word : scenario::operationNames())
        words += '"' + word + ":\"\n";
    out.write(fs::path(argv[2]) / "scenario.dict", words);
    return out.hasFailed() ? 1 : 0;
}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// The files of one grammar, SANDSCOPE_FUZZ_GRAMMAR.
#include <cstdio>
#include <cstdlib>

#include <fuzz/grammars.h>
#include <fuzz/laws.h>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace sandscope;
    static const auto* const grammar = fuzz::grammar(SANDSCOPE_FUZZ_GRAMMAR);
    if (grammar == nullptr) {
        std::fputs("No file is written in this grammar: " SANDSCOPE_FUZZ_GRAMMAR "\n", stderr);
        std::exit(1);
    }
    const auto trial = fuzz::trialOf(*grammar, {reinterpret_cast<const char*>(data), size});
    if (!trial)
        return -1;
    const auto broken = fuzz::brokenLaw(*trial->file, trial->dialect, trial->bytes);
    if (!broken.empty()) {
        const auto dialect = procfs::dialectName(trial->dialect);
        std::fprintf(stderr, "BROKEN: %.*s as %.*s: %s\n", int(trial->file->name.size()),
                     trial->file->name.data(), int(dialect.size()), dialect.data(), broken.c_str());
        std::abort();
    }
    return 0;
}

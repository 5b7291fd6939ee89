// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// The language of scenarios: whatever stands in a file, its problems have places in it, and what is
// taken once is taken again.
#include <model/scenario/scenario.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace sandscope;

namespace {

std::string brokenLaw(std::string_view yaml)
{
    const auto parsed = scenario::parseScenario(yaml, "fuzz.yaml");
    const auto again = scenario::parseScenario(yaml, "fuzz.yaml");
    if (parsed.has_value() != again.has_value())
        return "taken once and refused once";
    if (parsed) {
        const scenario::About& about = scenario::about(**parsed);
        return about.stepCount == 0 ? "a scenario without steps was taken" : std::string();
    }
    if (parsed.error().empty() || parsed.error() != again.error())
        return "refused without a reason, or with different ones";
    // YAML ends a line at a carriage return, too.
    const auto isEnd = [](char c) { return c == '\n' || c == '\r'; };
    const auto lines = std::ranges::count_if(yaml, isEnd) + 1;
    for (const scenario::Problem& problem : parsed.error()) {
        if (problem.line < 0 || problem.line > lines + 1)
            return "a problem behind the end of the file: " + scenario::describe(problem);
        if (problem.message.empty())
            return "a problem without words";
    }
    return {};
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto broken = brokenLaw({reinterpret_cast<const char*>(data), size});
    if (!broken.empty()) {
        std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
        std::abort();
    }
    return 0;
}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Questions about tasks: whatever is written is answered, or refused at a place in it. The first
// byte chooses the dialect.
#include <model/kernel/kernel.h>
#include <model/query/search.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace sandscope;

namespace {

const snapshot::SnapshotPtr& sandbox()
{
    static const snapshot::SnapshotPtr snapshot = [] {
        kernel::Kernel kernel;
        kernel::ProcessSpec spec;
        spec.executable = "/bin/sh";
        const auto shell = kernel.createProcess(spec);
        (void)kernel.fork(*shell);
        return kernel.publish();
    }();
    return snapshot;
}

std::string brokenLaw(std::string_view text, procfs::Dialect dialect)
{
    const auto parsed = query::parseExpression(text, dialect);
    if (!parsed) {
        if (parsed.error().column < 1 || parsed.error().column > text.size() + 1)
            return "a problem outside of the text: " + query::describe(parsed.error());
        return parsed.error().message.empty() ? "a problem without words" : std::string();
    }
    const auto first = query::firstFor(**parsed, sandbox(), dialect);
    if (first && !query::holds(**parsed, sandbox(), first, dialect))
        return "answered with yes and with no";
    query::Search search(*parsed, sandbox(), dialect, {.most = 100, .mostOfTask = 10});
    std::vector<query::Finding> findings;
    while (search.next(findings)) { }
    for (const query::Finding& finding : findings) {
        if (!query::holds(**parsed, sandbox(), finding.task, dialect))
            return "found where it does not hold: " + finding.match.path;
    }
    if (first && findings.empty())
        return "holds, and nothing was found";
    return {};
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto dialect = procfs::allDialects[data[0] % procfs::allDialects.size()];
    const auto broken = brokenLaw({reinterpret_cast<const char*>(data) + 1, size - 1}, dialect);
    if (!broken.empty()) {
        std::fprintf(stderr, "BROKEN: %s\n", broken.c_str());
        std::abort();
    }
    return 0;
}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Questions about tasks: whatever is written is answered, or refused at a place in it. The first
// byte chooses the dialect.
#include <model/kernel/kernel.h>
#include <model/query/search.h>

#include <algorithm>
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

/// Does an answer rest on the numbers of namespaces where they are those of the links, given out
/// as links are looked up? Then it may differ from one mount to the next.
bool restsOnMount(const query::Expression& expression, procfs::Dialect dialect)
{
    const auto paths = query::pathsOf(expression, *sandbox()->tasks.next(0)->second);
    return dialect < procfs::Dialect::gvisor2026
        && std::ranges::any_of(paths, [](std::string_view path) { return path.ends_with("/ns"); });
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
    const bool isSettled = !restsOnMount(**parsed, dialect);
    if (isSettled && first && !query::holds(**parsed, sandbox(), first, dialect))
        return "answered with yes and with no";
    query::Search search(*parsed, sandbox(), dialect, {.most = 100, .mostOfTask = 10});
    std::vector<query::Finding> findings;
    while (search.next(findings)) { }
    for (const query::Finding& finding : findings) {
        if (isSettled && !query::holds(**parsed, sandbox(), finding.task, dialect))
            return "found where it does not hold: " + finding.match.path;
    }
    if (isSettled && first && findings.empty())
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

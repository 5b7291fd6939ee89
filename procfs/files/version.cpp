// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>
#include <procfs/files/version.h>
#include <procfs/text/scanner.h>

#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::string_view middle = " version ";

// clang-format off
constexpr TruthNote hidden{dialects::gvisor, "gVisor does not tell programs how it was built."};
constexpr std::array docs = {
    FieldDoc{"system", "", "Name of the kernel.", truths("CCCCCC"), {}, "Linux"},
    FieldDoc{"release", "", "Release of Linux. gVisor names the one that it is like.", truths("DDDDDM"), {{
        {DialectSet(Dialect::gvisor2018), "It says 3.11.10."},
        {DialectSet(Dialect::gvisor2019, Dialect::gvisor2022, Dialect::gvisor2024), "It says 4.4, and with a third number since October 2019 4.4.0.", "2018-11-08 (5a0be6fa2), 2019-10-16 (8fe48dcb1)"},
        {dialects::only2026, "It says 4.19.0-gvisor, so that newer programs start.", "2026-04-27 (ee08a593a)"}}}},
    FieldDoc{"builder", "", "Who built it, and where.", truths("-----M"), {{hidden}}},
    FieldDoc{"compiler", "", "What it was built with.", truths("-----M"), {{hidden}}},
    FieldDoc{"version", "", "Number and time of the build. Invented by gVisor.", truths("DDDDDM"), {{
        {dialects::gvisor, "It is a fixed text: of November 2013 in 2018, of January 2016 since then."}}}},
};
// clang-format on
constexpr std::array members
    = {&KernelVersion::system, &KernelVersion::release, &KernelVersion::builder,
       &KernelVersion::compiler, &KernelVersion::version};
static_assert(members.size() == docs.size());

Errno render(const FileContext& ctx, FileText& out)
{
    // Who built the kernel is not in the records: left out, as nobody could read it as a fact then.
    const KernelName name = kernelName(ctx);
    formatKernelVersion({.system = "Linux",
                         .release = name.release,
                         .builder = {},
                         .compiler = {},
                         .version = name.version},
                        out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseKernelVersion(bytes).transform([](const KernelVersion& value) {
        Fields fields;
        for (std::size_t i = 0; i < docs.size(); ++i) {
            if (!(value.*members[i]).empty())
                fields.push_back(
                    {std::string(docs[i].name), std::string(value.*members[i]), &docs[i]});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseKernelVersion(bytes).transform([](const KernelVersion& value) {
        std::string out;
        formatKernelVersion(value, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<KernelVersion> parseKernelVersion(std::string_view text)
{
    KernelVersion value;
    if (!text.ends_with('\n'))
        return failure(ParseErrorCode::truncated, text, text.size());
    const std::string_view line = text.substr(0, text.size() - 1);
    const std::size_t at = line.find(middle);
    if (at == std::string_view::npos || at == 0 || line.contains('\n'))
        return failure(ParseErrorCode::badField, text, 0);
    value.system = line.substr(0, at);
    std::string_view rest = line.substr(at + middle.size());
    value.release = rest.substr(0, rest.find(' '));
    if (value.release.empty())
        return failure(ParseErrorCode::badField, text, at + middle.size());
    rest.remove_prefix(value.release.size());
    // The compiler's name has parentheses of its own, so its end is that before the number.
    const std::size_t number = rest.find(") #");
    const std::size_t next = rest.find(") (");
    if (rest.starts_with(" (") && next < number && number != std::string_view::npos) {
        value.builder = rest.substr(2, next - 2);
        value.compiler = rest.substr(next + 3, number - next - 3);
        rest.remove_prefix(number + 1);
    }
    if (!rest.empty()) {
        value.version = rest.substr(1);
        if (value.version.empty())
            return failure(ParseErrorCode::badField, text, text.size() - 1);
    }
    return value;
}

void formatKernelVersion(const KernelVersion& value, std::string& out)
{
    out.append(value.system).append(middle).append(value.release);
    if (!value.builder.empty() || !value.compiler.empty())
        out.append(" (").append(value.builder).append(") (").append(value.compiler).append(")");
    if (!value.version.empty())
        out.append(" ").append(value.version);
    out += '\n';
}

constinit const ProcFile versionFile = {
    .name = "version",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

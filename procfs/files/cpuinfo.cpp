// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cpuinfo.h>
#include <procfs/files/dialectsets.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr DialectSet until2022{Dialect::gvisor2018, Dialect::gvisor2019, Dialect::gvisor2022};
constexpr DialectSet since2024{Dialect::gvisor2024, Dialect::gvisor2026};
constexpr FieldDoc fixed(std::string_view name, std::string_view meaning, std::string_view constant, std::string_view unit = "")
{
    return {name, unit, meaning, truths("CCCCCM"), {{{dialects::gvisor, "gVisor always says so."}}}, constant};
}
constexpr FieldDoc topology(std::string_view name, std::string_view meaning, std::string_view how)
{
    return {name, "", meaning, truths("---DDM"), {{
        {until2022, "gVisor did not tell it."}, {since2024, how, "2024-05-10 (f84a01340)"}}}};
}
constexpr FieldDoc linuxOnly(std::string_view name, std::string_view meaning)
{
    return {name, "", meaning, truths("-----M"), {{{dialects::gvisor, "gVisor does not tell it."}}}};
}
constexpr std::array docs = {
    FieldDoc{"processor", "", "Number of the processor, from 0.", truths("MMMMMM")},
    FieldDoc{"vendor_id", "", "Who made it.", truths("MMMMMM")},
    FieldDoc{"cpu family", "", "Its family.", truths("DDDDDM"), {{
        {dialects::gvisor, "The extended family is put in front of the family as a digit, where it should be added."}}}},
    FieldDoc{"model", "", "Its model.", truths("MMMMMM")},
    fixed("model name", "Its name.", "unknown"),
    fixed("stepping", "Its revision.", "unknown"),
    linuxOnly("microcode", "Revision of its microcode."),
    FieldDoc{"cpu MHz", "MHz", "Its frequency.", truths("MMMMMM")},
    FieldDoc{"cache size", "kB", "Size of its largest cache.", truths("----CM"), {{
        {dialects::before2026, "gVisor did not tell it."},
        {dialects::only2026, "It is a plausible number.", "2024-08-06 (a6196f367)"}}}, "8192 KB"},
    FieldDoc{"physical id", "", "Number of its socket.", truths("---CCM"), {{
        {until2022, "gVisor did not tell it."},
        {since2024, "All are said to share one socket.", "2024-05-10 (f84a01340)"}}}, "0"},
    topology("siblings", "Processors in the same socket.", "It is the number of all."),
    topology("core id", "Number of its core.", "It is the number of the processor."),
    topology("cpu cores", "Cores in the same socket.", "It is the number of all processors."),
    topology("apicid", "Number that interrupts are sent to.", "It is the number of the processor."),
    topology("initial apicid", "The same at the start.", "It is the number of the processor."),
    fixed("fpu", "Whether it has floating point.", "yes"),
    fixed("fpu_exception", "Whether that has exceptions.", "yes"),
    fixed("cpuid level", "The greatest question that cpuid answers.", "13"),
    fixed("wp", "Whether the kernel heeds write protection.", "yes"),
    FieldDoc{"flags", "", "What it can do. gVisor hides what sandboxes may not use.", truths("MMMMMM")},
    linuxOnly("vmx flags", "What it can do for virtual machines."),
    linuxOnly("bugs", "Its known faults."),
    FieldDoc{"bogomips", "", "Speed of an empty loop.", truths("DDDDDM"), {{{dialects::gvisor, "It is the frequency in MHz."}}}},
    linuxOnly("TLB size", "Size of its cache of page tables."),
    FieldDoc{"clflush size", "bytes", "Size of a cache line.", truths("CCMMMM"), {{
        {dialects::early, "gVisor always says so."}, {dialects::later, "It is asked of the processor.", "2022-01-13 (266cabd00)"}}}, "64"},
    FieldDoc{"cache_alignment", "bytes", "The same.", truths("CCMMMM"), {{
        {dialects::early, "gVisor always says so."}, {dialects::later, "It is asked of the processor.", "2022-01-13 (266cabd00)"}}}, "64"},
    fixed("address sizes", "Bits of an address.", "46 bits physical, 48 bits virtual"),
    fixed("power management", "How it saves power.", ""),
};
// clang-format on

/// "2596.122" of 2596122 kHz, in so many places; rounded.
std::string megahertz(std::uint64_t kilohertz, bool hasThreePlaces)
{
    std::string text;
    if (!hasThreePlaces) {
        appendHundredths((kilohertz + 5) / 10, text);
        return text;
    }
    appendHundredths(kilohertz / 10, text);
    text += static_cast<char>('0' + kilohertz % 10);
    return text;
}

class Processor
{
public:
    Processor(const FileContext& ctx, std::string& out)
        : m_dialect(ctx.dialect)
        , m_machine(ctx.records.machine())
        , m_out(out)
    {
    }

    void write(std::uint64_t number)
    {
        const bool isLinux = !isGvisor(m_dialect);
        line("processor", std::to_string(number));
        known("vendor_id", m_machine.processorVendor);
        known("cpu family", numberText(m_machine.processorFamily));
        known("model", numberText(m_machine.processorModel));
        known("model name", isLinux ? m_machine.processorName : "unknown");
        known("stepping", isLinux ? "" : "unknown");
        const std::uint64_t kilohertz = m_machine.processorKilohertz;
        known("cpu MHz", kilohertz == 0 ? "" : megahertz(kilohertz, true));
        known("cache size", m_dialect == Dialect::gvisor2026 ? "8192 KB" : "");
        if (m_dialect >= Dialect::gvisor2024) {
            const std::string all = std::to_string(m_machine.processors);
            line("physical id", "0");
            line("siblings", all);
            line("core id", std::to_string(number));
            line("cpu cores", all);
            line("apicid", std::to_string(number));
            line("initial apicid", std::to_string(number));
        }
        line("fpu", "yes");
        line("fpu_exception", "yes");
        known("cpuid level", isLinux ? "" : "13");
        line("wp", "yes");
        known("flags", m_machine.processorFlags);
        // Linux' own is twice the frequency on today's processors.
        known("bogomips",
              kilohertz == 0 ? "" : megahertz(isLinux ? 2 * kilohertz : kilohertz, false));
        line("clflush size", "64");
        line("cache_alignment", "64");
        known("address sizes", isLinux ? "" : "46 bits physical, 48 bits virtual");
        line("power management", "");
        line("", "");
    }

private:
    static std::string numberText(std::uint32_t number)
    {
        return number == 0 ? std::string() : std::to_string(number);
    }
    void line(std::string_view key, std::string_view value)
    {
        formatCpuinfoLine({key, value}, m_out);
    }
    void known(std::string_view key, std::string_view value)
    {
        if (!value.empty())
            line(key, value);
    }

    Dialect m_dialect;
    const MachineRecord& m_machine;
    std::string& m_out;
};

Errno render(const FileContext& ctx, FileText& out)
{
    Processor processor(ctx, out.bytes);
    for (std::uint64_t i = 0; i < ctx.records.machine().processors; ++i)
        processor.write(i);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, [](std::string_view line, Fields& fields) {
        const auto value = parseCpuinfoLine(line);
        if (value && !value->key.empty())
            fields.push_back(
                {std::string(value->key), std::string(value->value), findDoc(docs, value->key)});
        return value.has_value();
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        const auto value = parseCpuinfoLine(line);
        if (value)
            formatCpuinfoLine(*value, out);
        return value && (value->key.empty() || findDoc(docs, value->key) != nullptr);
    });
}

}

Parsed<CpuinfoLine> parseCpuinfoLine(std::string_view line)
{
    CpuinfoLine value;
    if (line.empty())
        return value;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return failure(ParseErrorCode::badKey, line, 0);
    value.key = line.substr(0, colon);
    while (value.key.ends_with('\t'))
        value.key.remove_suffix(1);
    if (value.key.empty())
        return failure(ParseErrorCode::badKey, line, 0);
    value.value = line.substr(colon + 1);
    if (!value.value.empty() && !value.value.starts_with(' '))
        return failure(ParseErrorCode::badField, line, colon + 1);
    value.value.remove_prefix(std::min<std::size_t>(value.value.size(), 1));
    return value;
}

void formatCpuinfoLine(const CpuinfoLine& value, std::string& out)
{
    constexpr std::size_t columns = 16, tab = 8;
    if (!value.key.empty()) {
        out += value.key;
        if (value.key.size() < columns)
            out.append((columns - value.key.size() + tab - 1) / tab, '\t');
        out += ':';
        if (!value.value.empty())
            out.append(" ").append(value.value);
    }
    out += '\n';
}

constinit const ProcFile cpuinfoFile = {
    .name = "cpuinfo",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::machine),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}

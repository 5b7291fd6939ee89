// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/edition.h>
#include <procfs/procfile.h>

#include <cstdint>
#include <format>

namespace sandscope::procfs {

namespace {

/// FNV-1a, 32 bits, with an end after each text.
class Sum
{
public:
    void add(std::string_view text)
    {
        for (const char c : text)
            add(static_cast<unsigned char>(c));
        add(static_cast<unsigned char>(0));
    }
    void add(unsigned char byte) { m_value = (m_value ^ byte) * 16777619U; }
    [[nodiscard]] std::uint32_t value() const { return m_value; }

private:
    std::uint32_t m_value = 2166136261U;
};

}

std::string tablesEdition()
{
    Sum sum;
    for (const Scope scope : {Scope::task, Scope::system, Scope::net}) {
        for (const ProcFile* file : procFiles(scope)) {
            sum.add(file->name);
            for (const Dialect dialect : allDialects)
                sum.add(static_cast<unsigned char>(file->existsIn(dialect)));
            for (const FieldDoc& field : file->fields) {
                sum.add(field.name);
                sum.add(field.unit);
                sum.add(field.constant);
                for (const Truth truth : field.truth)
                    sum.add(static_cast<unsigned char>(truth));
            }
        }
    }
    return std::format("{:08x}", sum.value());
}

}

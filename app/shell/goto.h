// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>
#include <variant>

namespace sandscope::app {

/// Where somebody wants to go.
struct ProcessNumber
{
    int pid = 0;
    std::optional<int> tid;
    bool operator==(const ProcessNumber&) const = default;
};
struct Address
{
    quint64 value = 0;
    bool operator==(const Address&) const = default;
};
using Destination = std::variant<ProcessNumber, Address>;

/// "7", "7/9" (thread 9 of 7), "0x7f00" or, when it cannot be a process, hexadecimal without "0x".
[[nodiscard]] std::optional<Destination> parseDestination(QStringView text);

}

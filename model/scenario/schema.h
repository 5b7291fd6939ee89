// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/stepping/problem.h>

#include <memory>
#include <string_view>
#include <vector>

namespace sandscope::scenario {

/// A JSON schema of scenarios. Immutable.
class Schema
{
public:
    explicit Schema(std::string_view json);
    ~Schema();
    Schema(const Schema&) = delete;
    Schema& operator=(const Schema&) = delete;

    /// False when this build was made without jsoncons.
    [[nodiscard]] static bool canCheck();
    /// What it refuses, in the order of the file; also that the file is no YAML, or the schema
    /// none. Nothing where it cannot check.
    [[nodiscard]] std::vector<stepping::Problem> check(std::string_view yaml,
                                                       std::string_view fileName) const;

private:
    struct Private;
    std::unique_ptr<const Private> d;
};

}

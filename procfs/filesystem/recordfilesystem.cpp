// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "procmount.h"
#include "rootdirectory.h"

#include <procfs/recordfilesystem.h>

#include <array>
#include <utility>

namespace sandscope::procfs {

namespace {

constexpr std::array<std::string_view, 3> ruleNames = {"sequence", "snapshot", "linux"};

}

ReadRule readRuleOf(Dialect dialect)
{
    if (!isGvisor(dialect))
        return ReadRule::linux_;
    return isEarly(dialect) ? ReadRule::sequence : ReadRule::snapshot;
}

std::string_view readRuleName(ReadRule rule)
{
    return ruleNames[std::to_underlying(rule)];
}

std::optional<ReadRule> readRuleFromName(std::string_view name)
{
    for (std::size_t i = 0; i < ruleNames.size(); ++i) {
        if (ruleNames[i] == name)
            return static_cast<ReadRule>(i);
    }
    return std::nullopt;
}

RecordFileSystem::RecordFileSystem(std::shared_ptr<const Records> records, Options options,
                                   std::shared_ptr<RecordCache> cache)
    : d(std::make_shared<Private>(std::move(records), options, std::move(cache)))
{
}

RecordFileSystem::~RecordFileSystem()
{
    d->entries.close();
}

NodePtr RecordFileSystem::root()
{
    auto node = d->root.lock();
    if (!node) {
        node = RootDirectory::create(d);
        d->root = node;
    }
    return node;
}

Dialect RecordFileSystem::dialect() const
{
    return d->options.dialect;
}

void RecordFileSystem::setRecords(std::shared_ptr<const Records> records)
{
    d->setRecords(std::move(records));
}

const std::shared_ptr<const Records>& RecordFileSystem::records() const
{
    return d->records;
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "procmount.h"
#include "rootdirectory.h"

#include <procfs/recordfilesystem.h>

namespace sandscope::procfs {

RecordFileSystem::RecordFileSystem(std::shared_ptr<const Records> records, Options options,
                                   std::shared_ptr<RecordCache> cache)
    : d(std::make_shared<Private>(std::move(records), options, std::move(cache)))
{
}

RecordFileSystem::~RecordFileSystem() = default;

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

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/taskpath.h>

#include <QList>

#include <algorithm>

namespace sandscope::model {

std::int32_t tidOfPath(const QByteArray& path)
{
    const QList<QByteArray> parts = path.split('/');
    const bool isThread = parts.size() > 2 && parts[1] == "task";
    const QByteArray& number = isThread ? parts[2] : parts[0];
    const bool digits = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? number.toInt() : 0;
}

procfs::TaskId taskOfPath(const snapshot::Snapshot& snapshot, const QByteArray& path)
{
    const std::int32_t tid = tidOfPath(path);
    procfs::TaskId found;
    for (auto at = snapshot.tasks.lowerBound(0); tid > 0 && at && !found;
         at = snapshot.tasks.next(at->first)) {
        if (at->second->tid.value == tid)
            found = at->second->id;
    }
    return found;
}

QByteArray pathOfTask(const snapshot::TaskSummary& task)
{
    const QByteArray group = QByteArray::number(task.tgid.value);
    return task.isThread ? group + "/task/" + QByteArray::number(task.tid.value) : group;
}

}

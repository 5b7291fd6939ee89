// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/surveytable.h>

namespace sandscope::model {

/// Columns of threadTable().
namespace threadColumn {
enum { tid, name, state, cpuTime, processor, pending, started, nsPid };
}

/// The threads of a process, of a content with threads.
[[nodiscard]] SurveyTable* threadTable(QObject* parent);
[[nodiscard]] QList<SurveyRow> threadRows(const FileContent& content);

}

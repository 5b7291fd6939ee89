// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/surveytable.h>
#include <model/survey/descriptors.h>

namespace sandscope::model {

/// Columns of descriptorTable().
namespace descriptorColumn {
enum { fd, type, access, target, otherEnd, sharers, offset, flags };
}

/// The descriptors of a task with their other ends, of a content with descriptors.
[[nodiscard]] SurveyTable* descriptorTable(QObject* parent);
[[nodiscard]] QList<SurveyRow> descriptorRows(const FileContent& content);

/// "worker 3 fd 1 (write end)"; \a type: of the descriptor asked about.
[[nodiscard]] QString holderText(const survey::Holder& holder, survey::FileType type);
/// "Searched 12 processes; 3 could not be read …"; empty where nothing was searched.
[[nodiscard]] QString searchText(const survey::Descriptors& found);

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/sourcename.h>

#include <QList>

namespace sandscope::model {

QString sourceName(const QByteArray& path, std::string_view field)
{
    QList<QByteArray> parts = path.split('/');
    const auto isNumber = [](const QByteArray& part) {
        bool number = false;
        part.toULongLong(&number);
        return number;
    };
    if (isNumber(parts[0]))
        parts[0] = "[pid]";
    if (parts.size() > 2 && parts[1] == "task" && isNumber(parts[2]))
        parts[2] = "[tid]";
    const QString file = QStringLiteral("/proc/") + escaped(parts.join('/'));
    return field.empty() ? file : file + u':' + escaped(field);
}

}

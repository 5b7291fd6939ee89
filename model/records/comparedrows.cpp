// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/comparedrows.h>

#include <QCoreApplication>

namespace sandscope::model {

QString withComparison(const QString& text, Mark mark, const QVariant& was,
                       const QString& separator)
{
    const auto say = [](const char* words) {
        return QCoreApplication::translate("sandscope::model::ComparedRows", words);
    };
    QString more;
    if (mark == Mark::added)
        more = say(QT_TRANSLATE_NOOP("sandscope::model::ComparedRows", "new"));
    else if (mark == Mark::gone)
        more = say(QT_TRANSLATE_NOOP("sandscope::model::ComparedRows", "gone"));
    else if (was.isValid() && was.toString().isEmpty())
        more = say(QT_TRANSLATE_NOOP("sandscope::model::ComparedRows", "was empty"));
    else if (was.isValid())
        more = say(QT_TRANSLATE_NOOP("sandscope::model::ComparedRows", "was %1"))
                   .arg(was.toString());
    if (more.isEmpty())
        return text;
    return text.isEmpty() ? more : text + separator + more;
}

}

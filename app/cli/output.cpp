// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/output.h>
#include <model/snapshot/steptext.h>
#include <model/sources/messages.h>
#include <procfs/error.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace sandscope::app::cli {

using procfs::Errno;
using procfs::Failure;

namespace {

bool outputFailed = false; ///< a program has one standard output

QString meaning(Errno error)
{
    const std::string_view known = snapshot::errnoMeaning(error);
    return known.empty() ? QStringLiteral("the kernel refused it")
                         : QString::fromUtf8(known.data(), static_cast<qsizetype>(known.size()));
}

QString reason(Failure::Kind kind)
{
    switch (kind) {
    case Failure::Kind::error:
        break;
    case Failure::Kind::notSampled:
        return QStringLiteral("not sampled");
    case Failure::Kind::notKept:
        return QStringLiteral("not kept");
    case Failure::Kind::notProvided:
        return QStringLiteral("not provided");
    case Failure::Kind::damaged:
        return QStringLiteral("damaged");
    }
    return QStringLiteral("error");
}

bool isUtf8(std::string_view bytes, QString& text)
{
    text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return text.toUtf8() == QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

}

void print(std::string_view bytes)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size())
        outputFailed = true;
}

void printLine(const QString& text)
{
    print((text + QLatin1Char('\n')).toStdString());
}

void print(const QJsonValue& document)
{
    const QJsonDocument json = document.isArray() ? QJsonDocument(document.toArray())
                                                  : QJsonDocument(document.toObject());
    print(json.toJson().toStdString());
}

void complain(const QString& sentence)
{
    std::fflush(stdout); // so that the two keep their order where they meet
    const QByteArray bytes = sentence.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
}

bool flushOutput()
{
    return std::fflush(stdout) == 0 && !outputFailed;
}

QString sentence(std::string_view path, const Failure& failure)
{
    QString where = path.empty() ? QStringLiteral("/proc") : escaped(path);
    switch (failure.kind) {
    case Failure::Kind::error: {
        const QString name = QString::fromStdString(procfs::errnoName(failure.error));
        if (failure.step.empty())
            return QStringLiteral("%1: %2: %3.").arg(where, name, meaning(failure.error));
        return QStringLiteral("%1: %2 failed with %3: %4.")
            .arg(where, QString::fromStdString(failure.step), name, meaning(failure.error));
    }
    case Failure::Kind::notSampled:
        return QStringLiteral("%1: this source has not read it.").arg(where);
    case Failure::Kind::notKept:
        return QStringLiteral("%1: its bytes were not kept by this source.").arg(where);
    case Failure::Kind::notProvided:
        return QStringLiteral("%1: this source cannot provide it.").arg(where);
    case Failure::Kind::damaged:
        return QStringLiteral("%1: the recording is damaged here.").arg(where);
    }
    return where;
}

QJsonObject toJson(const Failure& failure)
{
    QJsonObject object{{QStringLiteral("reason"), reason(failure.kind)}};
    if (failure.kind == Failure::Kind::error)
        object.insert(QStringLiteral("errno"),
                      QString::fromStdString(procfs::errnoName(failure.error)));
    if (!failure.step.empty())
        object.insert(QStringLiteral("step"), QString::fromStdString(failure.step));
    return object;
}

void setBytes(QJsonObject& object, const QString& key, std::string_view bytes)
{
    QString text;
    if (isUtf8(bytes, text)) {
        object.insert(key, text);
        return;
    }
    object.insert(key, escaped(bytes));
    object.insert(key + QLatin1StringView("Base64"),
                  QString::fromLatin1(
                      QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64()));
}

QString escaped(std::string_view bytes)
{
    return model::escapedText(bytes);
}

std::optional<std::string> unescaped(const QString& text)
{
    const std::string bytes = text.toStdString();
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != '\\') {
            out += bytes[i];
            continue;
        }
        const char kind = i + 1 < bytes.size() ? bytes[++i] : '\0';
        switch (kind) {
        case '\\':
        case '"':
            out += kind;
            break;
        case 'n':
            out += '\n';
            break;
        case 't':
            out += '\t';
            break;
        case 'x': {
            bool isHex = false;
            const int value = QByteArray::fromStdString(bytes.substr(i + 1, 2)).toInt(&isHex, 16);
            if (!isHex || i + 2 >= bytes.size())
                return std::nullopt;
            out += static_cast<char>(value);
            i += 2;
            break;
        }
        case 'u': {
            const std::size_t end = bytes.find('}', i);
            bool isHex = false;
            const uint value = end == std::string::npos || bytes[i + 1] != '{'
                ? 0
                : QByteArray::fromStdString(bytes.substr(i + 2, end - i - 2)).toUInt(&isHex, 16);
            if (!isHex || value > 0x10ffff)
                return std::nullopt;
            const char32_t c = value;
            out += QString::fromUcs4(&c, 1).toStdString();
            i = end;
            break;
        }
        default:
            return std::nullopt;
        }
    }
    return out;
}

QString typeName(procfs::EntryType type)
{
    const auto name = procfs::entryTypeName(type);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

QString stateName(procfs::TaskState state)
{
    switch (state) {
    case procfs::TaskState::running:
        return QStringLiteral("running");
    case procfs::TaskState::sleeping:
        return QStringLiteral("sleeping");
    case procfs::TaskState::stopped:
        return QStringLiteral("stopped");
    case procfs::TaskState::tracingStop:
        return QStringLiteral("tracing stop");
    case procfs::TaskState::diskSleep:
        return QStringLiteral("disk sleep");
    case procfs::TaskState::zombie:
        return QStringLiteral("zombie");
    case procfs::TaskState::dead:
        return QStringLiteral("dead");
    }
    return {};
}

}

// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltable.h>
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/parts.h>
#include <procfs/files/execargs.h>

#include <QCoreApplication>

#include <array>

namespace sandscope::model {

namespace {

constexpr std::array columns = {
    TableColumn{"kind", QT_TRANSLATE_NOOP("Tables", "Kind")},
    TableColumn{"name", QT_TRANSLATE_NOOP("Tables", "Name")},
    TableColumn{"value", QT_TRANSLATE_NOOP("Tables", "Value")},
};

QString say(const char* text)
{
    return QCoreApplication::translate("Tables", text);
}

class ArgumentRows
{
public:
    explicit ArgumentRows(const FileContent& content)
        : m_content(content)
    {
    }

    QList<TableRow> made()
    {
        const QString program = say(QT_TRANSLATE_NOOP("Tables", "Program"));
        addWhole(program, "comm");
        addWhole(program, "exe");
        addWhole(program, "cwd");
        addWhole(program, "root");
        addArguments();
        addEnvironment();
        return std::move(m_rows);
    }

private:
    TableRow& add(const QString& kind, const FileContent& file, const QByteArray& key)
    {
        TableRow row;
        row.key = key;
        row.group = kind;
        row.path = file.path;
        row.dialect = m_content.dialect;
        row.task = file.task;
        if (!file.fields.empty())
            row.doc = file.fields.front().doc;
        else if (const auto* described = procfs::procFileForPath(file.path.toStdString());
                 described && !described->fields.empty())
            row.doc = &described->fields.front();
        row.cells = {bytesCell(kind.toStdString()), {}, {}};
        m_rows.append(row);
        return m_rows.last();
    }

    /// A file that could not be read: why.
    void addFailure(const QString& kind, const FileContent& file, const TableCell& name)
    {
        TableRow& row = add(kind, file, file.path);
        row.cells[1] = name;
        row.cells[2] = failureCell(file);
        row.about = failureWords(file);
    }

    /// comm, exe, cwd, root: one value each.
    void addWhole(const QString& kind, const char* file)
    {
        const FileContent* const part = partOf(m_content, file);
        if (!part || isAbsent(*part))
            return;
        const TableCell name = bytesCell(file);
        if (!part->text) {
            addFailure(kind, *part, name);
            return;
        }
        TableRow& row = add(kind, *part, file);
        row.cells[1] = name;
        std::string_view bytes = part->text->bytes;
        if (part->kind == procfs::FileKind::regular && bytes.ends_with('\n'))
            bytes.remove_suffix(1);
        row.cells[2] = bytesCell(bytes);
    }

    /// A string of a file with secrets is told from one that holds none by what was put there.
    [[nodiscard]] static CellState stateOf(const FileContent& file, std::string_view text)
    {
        return file.isWithheld && text.contains('*') ? CellState::withheld : CellState::measured;
    }

    [[nodiscard]] static std::vector<std::string_view> stringsOf(const FileContent& file)
    {
        const auto parsed = procfs::parseExecArgs(file.text->bytes);
        return parsed ? parsed->strings : std::vector<std::string_view>();
    }

    void addArguments()
    {
        const QString kind = say(QT_TRANSLATE_NOOP("Tables", "Argument"));
        const FileContent* const part = partOf(m_content, "cmdline");
        if (!part || isAbsent(*part))
            return;
        if (!part->text) {
            addFailure(kind, *part, {});
            return;
        }
        quint64 number = 0;
        for (const std::string_view argument : stringsOf(*part)) {
            TableRow& row = add(kind, *part, "argument " + QByteArray::number(number));
            row.cells[1] = numberCell(number++);
            row.cells[2] = bytesCell(argument, stateOf(*part, argument));
        }
        if (number == 0)
            addNone(kind, *part);
    }

    void addEnvironment()
    {
        const QString kind = say(QT_TRANSLATE_NOOP("Tables", "Variable"));
        const FileContent* const part = partOf(m_content, "environ");
        if (!part || isAbsent(*part))
            return;
        if (!part->text) {
            addFailure(kind, *part, {});
            return;
        }
        bool isEmpty = true;
        for (const std::string_view variable : stringsOf(*part)) {
            isEmpty = false;
            const std::size_t equals = variable.find('=');
            const bool hasName = equals != std::string_view::npos && equals > 0;
            const std::string_view name = hasName ? variable.substr(0, equals) : std::string_view();
            TableRow& row
                = add(kind, *part, "variable " + QByteArray(name.data(), qsizetype(name.size())));
            if (hasName)
                row.cells[1] = bytesCell(name);
            row.field = QByteArray(name.data(), qsizetype(name.size()));
            const std::string_view value = hasName ? variable.substr(equals + 1) : variable;
            row.cells[2] = bytesCell(value, stateOf(*part, value));
        }
        if (isEmpty)
            addNone(kind, *part);
    }

    /// Nothing is an answer, too.
    void addNone(const QString& kind, const FileContent& file)
    {
        TableRow& row = add(kind, file, file.path);
        row.cells[2]
            = {say(QT_TRANSLATE_NOOP("Tables", "(none)")), QByteArray(), CellState::measured};
    }

    const FileContent& m_content;
    QList<TableRow> m_rows;
};

}

std::span<const TableColumn> argumentColumns()
{
    return columns;
}

QList<TableRow> argumentRows(const FileContent& content)
{
    return ArgumentRows(content).made();
}

}

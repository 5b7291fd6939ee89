// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recorddialog.h"

#include "icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>

namespace sandscope::app {

namespace {

using namespace std::chrono_literals;

/// What a file may be called, of whatever a source is called.
QString fileNameOf(const QString& title)
{
    QString name;
    for (const QChar c : title)
        name += c.isLetterOrNumber() ? c : u'-';
    while (name.startsWith(u'-'))
        name.remove(0, 1);
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-hhmmss"));
    return name.left(40) + u'-' + time + QLatin1StringView(".sandscope");
}

}

RecordDialog::RecordDialog(const QString& title, QWidget* parent)
    : QDialog(parent)
    , m_path(new QLineEdit)
    , m_keep(new QComboBox)
    , m_withhold(new QCheckBox(tr("&Withhold arguments and environment")))
{
    setWindowTitle(tr("Record"));
    setObjectName(QStringLiteral("record.dialog"));
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    m_path->setText(
        QDir(folder.isEmpty() ? QDir::currentPath() : folder).filePath(fileNameOf(title)));
    m_path->setMinimumWidth(fontMetrics().averageCharWidth() * 75);
    m_path->setObjectName(QStringLiteral("record.path"));
    auto* choose = new QToolButton;
    choose->setIcon(icon("folder"));
    choose->setToolTip(tr("Choose a File"));
    choose->setAccessibleName(choose->toolTip());
    choose->setFocusPolicy(Qt::StrongFocus);
    connect(choose, &QToolButton::clicked, this, &RecordDialog::choosePath);
    auto* line = new QHBoxLayout;
    line->addWidget(m_path, 1);
    line->addWidget(choose);

    constexpr quint64 megabyte = 1U << 20U;
    const auto add = [this](const QString& text, std::chrono::seconds age, quint64 bytes) {
        m_keep->addItem(text, QVariantList{qint64(age.count()), bytes});
    };
    add(tr("Everything"), 0s, 0);
    add(tr("The last 5 minutes"), 5min, 0);
    add(tr("The last 30 minutes"), 30min, 0);
    add(tr("The last 2 hours"), 2h, 0);
    add(tr("The last 100 MB"), 0s, 100 * megabyte);
    add(tr("The last 1 GB"), 0s, 1024 * megabyte);
    m_withhold->setChecked(true);
    m_withhold->setToolTip(tr("* stands for each byte of what may be secret; the length stays"));

    auto* form = new QFormLayout;
    auto* label = new QLabel(tr("&File:"));
    label->setBuddy(m_path);
    m_path->setAccessibleName(tr("File"));
    m_keep->setAccessibleName(tr("Keep"));
    form->addRow(label, line);
    form->addRow(tr("&Keep:"), m_keep);
    form->addRow(QString(), m_withhold);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* record = buttons->addButton(tr("&Record"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_path, &QLineEdit::textChanged, record,
            [record](const QString& text) { record->setEnabled(!text.trimmed().isEmpty()); });
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
    record->setDefault(true); // of the dialog, where it is only now
}

void RecordDialog::setPath(const QString& path)
{
    m_path->setText(path);
}

void RecordDialog::choosePath()
{
    // No question whether to write over a file: that is never done.
    const QString path = QFileDialog::getSaveFileName(this, tr("Record Into"), m_path->text(),
                                                      tr("Recordings (*.sandscope)"), nullptr,
                                                      QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty())
        setPath(path);
}

model::RecorderOptions RecordDialog::options() const
{
    QString path = m_path->text().trimmed();
    if (!path.endsWith(QLatin1StringView(".sandscope")))
        path += QLatin1StringView(".sandscope");
    const auto kept = m_keep->currentData().toList();
    recording::Keep keep;
    if (const auto age = kept.at(0).toLongLong(); age > 0)
        keep.age = std::chrono::seconds(age);
    if (const auto bytes = kept.at(1).toULongLong(); bytes > 0)
        keep.bytes = bytes;
    return {.path = QFile::encodeName(path).toStdString(),
            .keep = keep,
            .isMasked = m_withhold->isChecked()};
}

}

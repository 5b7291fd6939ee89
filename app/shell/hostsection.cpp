// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "hostsection.h"

#include "session.h"
#include "tables.h"

#include <app/delegates/celldelegate.h>
#include <model/proxies/proxies.h>
#include <model/sandbox/hostreader.h>
#include <model/sandbox/hosttable.h>

#include <QAbstractProxyModel>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sandscope::app {

namespace {

constexpr int mostRows = 8; ///< without scrolling

}

HostSection::HostSection(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_fold(new QToolButton)
    , m_view(new QTableView)
    , m_cells(setUpTable(m_view))
    , m_trouble(new QLabel)
    , m_table(new model::HostTable(this))
    , m_reader(new model::HostReader(this))
{
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setArrowType(Qt::RightArrow);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_fold->setObjectName(QStringLiteral("host.fold"));
    m_fold->setToolTip(tr("The processes of this computer that the sandbox is made of."));
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setWordWrap(true);
    m_trouble->setContentsMargins(8, 2, 8, 4);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_trouble->setAccessibleName(tr("What is not known of this computer"));
    m_view->setObjectName(QStringLiteral("host.table"));
    m_view->setAccessibleName(tr("Processes of this computer behind the sandbox"));
    m_view->setModel(model::detailTable(m_table, this));
    makeSortable(m_view);
    offerColumns(m_view);
    m_view->setColumnHidden(model::HostTable::ParentColumn, true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_fold);
    layout->addWidget(m_view);
    layout->addWidget(m_trouble);

    connect(m_fold, &QToolButton::toggled, this, &HostSection::follow);
    connect(m_reader, &model::HostReader::changed, this, &HostSection::showAnswer);
    connect(m_session, &Session::sourceChanged, this, &HostSection::followSource);
    followSource();
}

void HostSection::setUnfolded(bool unfolded)
{
    m_fold->setChecked(unfolded);
}

bool HostSection::isUnfolded() const
{
    return m_fold->isChecked();
}

QString HostSection::trouble() const
{
    return m_trouble->text();
}

void HostSection::followSource()
{
    m_reader->clear();
    setVisible(m_session->capabilities().readsInside);
    follow();
}

void HostSection::follow()
{
    m_fold->setArrowType(isUnfolded() ? Qt::DownArrow : Qt::RightArrow);
    const bool reads = isUnfolded() && isVisible();
    m_reader->setFollowing(reads);
    if (reads)
        m_reader->read({.source = m_session->source()->name()});
    showAnswer();
}

void HostSection::showAnswer()
{
    const auto& answer = m_reader->answer();
    const auto count = answer.processes.size();
    m_fold->setText(count > 0 ? tr("Host: %1 processes").arg(count) : tr("Host processes"));
    m_table->setProcesses(answer.processes);
    m_view->setVisible(isUnfolded() && count > 0);
    m_trouble->setText(answer.trouble);
    m_trouble->setVisible(isUnfolded() && !answer.trouble.isEmpty());
    const int rows = std::min(static_cast<int>(count), mostRows);
    m_view->setFixedHeight(m_view->horizontalHeader()->sizeHint().height()
                           + rows * m_view->verticalHeader()->defaultSectionSize()
                           + m_view->horizontalScrollBar()->sizeHint().height());
    sizeColumnsOnce(m_view, m_cells);
}

void HostSection::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    follow();
}

void HostSection::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_reader->setFollowing(false);
}

}

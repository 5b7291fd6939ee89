// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractButton>
#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLayout;
class QVBoxLayout;

namespace sandscope::model {
class SandboxList;
}

namespace sandscope::app {

class Actions;

/// A large button with a title and, below it, what it does: as many lines as that takes, or one
/// that is cut where there is no room. Text is literal.
class CardButton : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Extent { full, oneLine };
    CardButton(const QIcon& icon, const QString& title, const QString& description,
               Extent extent = Extent::full);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QRect textBox(int width) const;
    QString m_description;
    Extent m_extent;
};

/// What there is to open while nothing is open. Made when first shown: who opens something at once
/// does not wait for it.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(const Actions& actions, QWidget* parent = nullptr);
    void setRecent(const QStringList& sources);
    /// Shows what runs, and has it watched while the page is seen. Once.
    void setSandboxes(model::SandboxList* sandboxes);

Q_SIGNALS:
    void sourceChosen(const QString& name);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    [[nodiscard]] QLayout* opening();
    void addScenarios(QHBoxLayout* columns, QVBoxLayout* page);
    void showRecent();
    void showSandboxes();

    const Actions& m_actions;
    QStringList m_sources; ///< recent ones
    QVBoxLayout* m_recent = nullptr; ///< null, as the next three, until the page is made
    QWidget* m_recentBox = nullptr;
    QVBoxLayout* m_running = nullptr; ///< sandboxes
    QWidget* m_runningBox = nullptr;
    model::SandboxList* m_sandboxes = nullptr;
};

}

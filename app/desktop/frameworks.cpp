// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "frameworks.h"

#include "arrangedialog.h"

#include <KActionCategory>
#include <KActionCollection>
#include <KColorSchemeManager>
#include <KColorSchemeModel>
#include <KCommandBar>
#include <KConfigGroup>
#include <KKeySequenceWidget>
#include <KLocalizedString>
#include <KSharedConfig>
#include <KShortcutsEditor>

#include <QAction>
#include <QApplication>
#include <QChildEvent>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sandscope::app {

namespace {

/// Fields for keys are made when a row is opened. Outside of a KDE session nobody knows which keys
/// are taken globally, and the fields would ask about every one.
class LocalKeys : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::ChildPolished) {
            const auto* made = static_cast<QChildEvent*>(event)->child();
            for (auto* field : made->findChildren<KKeySequenceWidget*>())
                field->setCheckForConflictsAgainst(KKeySequenceWidget::LocalShortcuts
                                                   | KKeySequenceWidget::StandardShortcuts);
        }
        return QObject::eventFilter(watched, event);
    }
};

/// Outside of KDE's own desktops a manager begins with putting Breeze in the place of the desktop's
/// colours, unless somebody has chosen a scheme already; so it is told that somebody has.
KColorSchemeManager* colorManager()
{
    constexpr auto chosenScheme = "KDE_COLOR_SCHEME_PATH";
    const QVariant chosen = qApp->property(chosenScheme);
    if (!chosen.isValid())
        qApp->setProperty(chosenScheme, QStringLiteral("none"));
    auto* manager = KColorSchemeManager::instance();
    manager->setAutosaveChanges(false); // the program remembers it
    if (!chosen.isValid())
        qApp->setProperty(chosenScheme, QVariant());
    return manager;
}

}

void Frameworks::setLanguage(const QString& language)
{
    KLocalizedString::setLanguages({language});
}

void Frameworks::openCommandBar(QWidget* window, const QList<ActionGroup>& groups)
{
    auto* bar = new KCommandBar(window);
    bar->setObjectName(QStringLiteral("commandBar"));
    QList<KCommandBar::ActionGroup> offered;
    for (const auto& group : groups)
        offered.append({group.title, group.actions});
    bar->setActions(offered);
    bar->show();
}

void Frameworks::editShortcuts(QWidget* window, const QList<ActionGroup>& groups,
                               const std::function<void()>& accepted)
{
    auto* dialog = new QDialog(window);
    dialog->setObjectName(QStringLiteral("shortcutDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Configure Keyboard Shortcuts"));
    auto* collection = new KActionCollection(dialog, QStringLiteral("sandscope"));
    for (const auto& group : groups) {
        auto* category = new KActionCategory(group.title, collection);
        for (auto* action : group.actions)
            category->addAction(action->objectName(), action);
    }
    // The editor of KShortcutsDialog. Around it, that dialog has schemes, which need menus made by
    // KXmlGui, and a file of its own for what is chosen.
    auto* editor = new KShortcutsEditor(
        dialog, KShortcutsEditor::WidgetAction | KShortcutsEditor::WindowAction,
        KShortcutsEditor::LetterShortcutsAllowed);
    editor->addCollection(collection, tr("Commands"));
    if (auto* list = editor->findChild<QTreeWidget*>(); list && !isKdeSession())
        list->viewport()->installEventFilter(new LocalKeys(dialog));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel
                                         | QDialogButtonBox::RestoreDefaults);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QAbstractButton::clicked, editor,
            &KShortcutsEditor::allDefault);
    connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, editor, [editor, collection, accepted] {
        editor->save(); // gives the actions their keys, and keeps them in a place of its own, too
        KConfigGroup(KSharedConfig::openConfig(), collection->configGroup()).deleteGroup();
        accepted();
    });
    connect(dialog, &QDialog::rejected, editor, &KShortcutsEditor::undo);
    auto* layout = new QVBoxLayout(dialog);
    layout->addWidget(editor);
    layout->addWidget(buttons);
    dialog->resize(680, 520);
    dialog->open();
}

void Frameworks::arrangeToolBar(QWidget* window, const QList<ToolItem>& items,
                                const ArrowIcons& arrows, const QStringList& shown,
                                const QStringList& usual,
                                const std::function<void(const QStringList&)>& accepted)
{
    auto* dialog = new ArrangeDialog(window, items, arrows, shown, usual);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, dialog, [dialog, accepted] { accepted(dialog->chosen()); });
    dialog->open();
}

QList<ColorSchemeChoice> Frameworks::colorSchemes() const
{
    const auto* model = colorManager()->model();
    QList<ColorSchemeChoice> choices;
    for (int row = 0; row < model->rowCount(); ++row) {
        const auto index = model->index(row, 0);
        choices << ColorSchemeChoice{.id = index.data(KColorSchemeModel::IdRole).toString(),
                                     .name = index.data(KColorSchemeModel::NameRole).toString(),
                                     .preview
                                     = index.data(KColorSchemeModel::IconRole).value<QIcon>()};
    }
    return choices;
}

bool Frameworks::useColorScheme(const QString& id)
{
    auto* manager = colorManager();
    const auto index = manager->indexForSchemeId(id);
    if (!index.isValid())
        return false;
    manager->activateScheme(index);
    return true;
}

}

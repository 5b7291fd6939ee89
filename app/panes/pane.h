// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/shell/selection.h>
#include <app/shell/session.h>
#include <model/records/fileview.h>

#include <QTimer>
#include <QWidget>

#include <span>

class QAbstractItemView;
class QAbstractProxyModel;
class QHBoxLayout;
class QLabel;
class QStackedLayout;

namespace sandscope::model {
class RowTable;
}

namespace sandscope::app {

class EmptyState;
class EndNotice;

/// Everything that a pane knows of the window. Lives longer than the pane.
struct PaneContext
{
    Session* session;
    Selection* selection;
};

/// How long a change of a live source stays marked; one of a scenario until its next step.
inline constexpr int liveMarkMilliseconds = 3000;

/// Where a pane stands until the user moves it.
enum class PaneArea { upper, lower };

class Pane;

struct PaneDescriptor
{
    const char* id; ///< stable, dotted: "memory.maps"
    const char* title; ///< English, Title Case; translated in context "Panes"
    const char* description; ///< one sentence, for people who hear the window; the same context
    const char* icon;
    const char* shortcut; ///< portable: "Alt+1"
    PaneArea area;
    Pane* (*create)(const PaneContext& context); ///< called by createPane() alone
    const char* aliases = ""; ///< other names for it, with blanks between: "memory smaps"
};

/// Makes a pane that follows the session and the selection from now on.
[[nodiscard]] Pane* createPane(const PaneDescriptor& pane, const PaneContext& context);

/// Every pane, in the order of panes.def.
[[nodiscard]] std::span<const PaneDescriptor* const> paneDescriptors();
/// By id, by the last part of it ("maps"), or by an alias; null when there is none.
[[nodiscard]] const PaneDescriptor* paneDescriptor(QByteArrayView name);
[[nodiscard]] QString paneTitle(const PaneDescriptor& pane);

/// A pane shows one file of the selected task, or several as one content. This class follows the
/// selection and the moment, reads while it is visible, and words what there is to say when the
/// file has nothing to show. Of a task that ended it reads the last snapshot that had it, as long
/// as the session knows one; otherwise what was last read stays.
///
/// While the session compares, the same file of the counterpart is read as well and given to the
/// tables that addComparison() named.
class Pane : public QWidget
{
    Q_OBJECT

public:
    Pane(const PaneDescriptor& descriptor, const PaneContext& context);
    ~Pane() override;

    [[nodiscard]] const PaneDescriptor& descriptor() const { return m_descriptor; }
    /// Below /proc; empty while no task is selected.
    [[nodiscard]] QByteArray path() const;
    /// Whether somebody sees it: reads nothing otherwise. A dock says so, since Qt does not hide
    /// what is behind another tab.
    void setActive(bool active);
    /// Everything asked for is on screen.
    [[nodiscard]] virtual bool isSettled() const;
    /// The source has not read the file yet.
    [[nodiscard]] bool isWaiting() const;
    /// The table that gets the keyboard.
    [[nodiscard]] virtual QAbstractItemView* mainView() const = 0;
    /// Shows what somebody means who calls the pane by that name, where it has more forms than one.
    virtual void showForm(QByteArrayView name) { Q_UNUSED(name) }
    /// Raw and back, where the pane knows both; false: the pane has one form only.
    virtual bool toggleRaw() { return false; }
    /// The heading that stands instead of content; empty while content is shown.
    [[nodiscard]] QString emptyHeading() const;
    /// What stands above the content: that this is the last state of a task that ended, that values
    /// are masked. Empty otherwise.
    [[nodiscard]] QString notice() const;

    /// Rows that differ from the baseline; absent while there is none to compare with.
    [[nodiscard]] virtual std::optional<int> differences() const;
    /// Hides rows that do not differ, while there is a baseline.
    void setOnlyDifferences(bool only);
    /// To the nearest row that differs, round the end; \a direction: 1 or -1. False: none does.
    virtual bool goToDifference(int direction);

Q_SIGNALS:
    void differencesChanged();
    /// The reader wants to see a file of this or another task, and a field of it; where \a path is
    /// a task's folder, the task.
    void fileWanted(const QByteArray& path, const QByteArray& field);

protected:
    /// The path that belongs to the selection now; empty: nothing selected.
    [[nodiscard]] virtual QByteArray wantedPath() const = 0;
    /// Files that are read with it, for a pane that makes one content of several.
    [[nodiscard]] virtual QList<QByteArray> othersOf(const snapshot::Snapshot& moment,
                                                     const snapshot::TaskSummary& task) const
    {
        Q_UNUSED(moment)
        Q_UNUSED(task)
        return {};
    }
    /// Content that has something to show.
    virtual void showContent(const model::FileContentPtr& content) = 0;
    /// Nothing to show any more: forget.
    virtual void clearContent() = 0;
    /// What is marked was changed by an earlier moment.
    virtual void clearMarks() { }
    /// Another content to compare with, after each content as well; null: nothing to compare with.
    /// Gives it to the tables of addComparison(); to be called by what replaces it.
    virtual void showBaseline(const model::FileContentPtr& baseline);
    /// Hides equal rows in the proxies of addComparison(); to be called by what replaces it.
    virtual void showOnlyDifferences(bool only);
    /// Once for each table that can be compared, in the constructor. \a shown: the proxy made by
    /// model::detailTable() that its view shows; null: none.
    void addComparison(model::RowTable* table, QAbstractProxyModel* shown);
    /// Says again what stands above the content.
    void describe();
    /// Shows the baseline again, after a change of what is compared, and counts.
    void compare();
    /// Counts, and shows that there is none where only differences are wanted; after content has
    /// been compared that takes its time.
    void showDifferences();
    /// What there is to compare with; null: nothing, or it cannot be read.
    [[nodiscard]] model::FileContentPtr usableBaseline() const;
    /// Where the same file of the counterpart is; empty: nothing is compared, or no such task.
    [[nodiscard]] QByteArray counterpartPath(const QByteArray& path) const;
    /// Shown although there is a failure or parse error: the text may still be worth seeing.
    [[nodiscard]] virtual bool canShow(const model::FileContent& content) const;
    /// What is said of a file without a byte.
    [[nodiscard]] virtual model::FailureText emptyText() const;

    [[nodiscard]] const PaneContext& context() const { return m_context; }
    [[nodiscard]] model::FileContentPtr content() const { return m_view->content(); }
    void setBody(QWidget* body); ///< once, in the constructor
    /// The same with a line below it that explains the current row, since a table has no room for
    /// sentences. \a name: for screen readers.
    [[nodiscard]] QLabel* setExplainedBody(QWidget* table, const QString& name);
    /// Controls at the right of the heading line.
    [[nodiscard]] QHBoxLayout* headingLine() const { return m_headingLine; }
    /// The path named by \a file for the selected task; empty when none is selected.
    [[nodiscard]] QByteArray taskFile(const QByteArray& file) const;
    void follow(); ///< looks at the selection again
    /// The folder of the selected task or, of a thread, of its process: "7"; empty: none.
    [[nodiscard]] QByteArray processFolder() const { return m_folder.split('/').first(); }
    /// Once, in the constructor: reads more than the one file.
    void setReader(const model::FileReader& reader)
    {
        m_view->setReader(reader);
        m_baseView->setReader(reader);
    }

private:
    friend Pane* createPane(const PaneDescriptor& pane, const PaneContext& context);
    void followMoment();
    void followBaseline();
    void present();
    void readFromSnapshot();
    [[nodiscard]] bool isOfTask(const QByteArray& path) const;
    [[nodiscard]] QString endNotice() const;
    [[nodiscard]] bool canReadInside() const;
    void announceInterest();

    const PaneDescriptor& m_descriptor;
    PaneContext m_context;
    struct Comparison
    {
        model::RowTable* table;
        QAbstractProxyModel* shown;
    };

    model::FileView* m_view;
    model::FileView* m_baseView; ///< of the counterpart, while comparing
    QList<QByteArray> m_others; ///< read with the path
    QList<QByteArray> m_baseOthers; ///< the same of the counterpart
    QList<Comparison> m_comparisons;
    bool m_onlyDifferences = false;
    QTimer m_marks; ///< the end of marks in a live source
    QByteArray m_folder; ///< of the selected task, when it was last seen
    bool m_active = false;
    struct Presented
    {
        model::FileContentPtr content, baseline;
        QByteArray path;
        bool ended = false;
    };
    Presented m_presented; ///< by present()
    bool m_isFar = false; ///< what comes next is not to be told as changes of what was shown
    bool m_ended = false; ///< the selected task is not in the moment shown any more
    bool m_isToCome = false; ///< it is not in it yet
    procfs::Generation m_lastSeen = 0; ///< the last generation that had it

    QHBoxLayout* m_headingLine;
    QLabel* m_pathLabel;
    QLabel* m_sideLabel;
    EndNotice* m_notice;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QWidget* m_body = nullptr;
};

}

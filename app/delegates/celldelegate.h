// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>

#include <QCache>
#include <QSet>
#include <QStaticText>
#include <QStyledItemDelegate>

#include <functional>

class QAbstractItemView;

namespace sandscope::app {

/// Paints the cells of every table from roles alone, with laid-out text kept between paints.
///
/// Why not the default delegate: it lays out each text anew at each paint, five times the cost (a
/// table of 500 cells: 9 ms against 2). Text is always literal; tooltips too.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QAbstractItemView* view);

    void setMonospaceColumns(const QSet<int>& columns) { m_monospace = columns; }
    [[nodiscard]] const QSet<int>& monospaceColumns() const { return m_monospace; }
    /// Columns whose values say behind them when they are not plainly measured.
    void setBadgeColumns(const QSet<int>& columns) { m_badges = columns; }
    /// Columns whose values are lists: the tabs between them, which models show as \t, become
    /// blanks.
    void setListColumns(const QSet<int>& columns) { m_lists = columns; }
    /// Columns of paths, whose end tells more than their middle.
    void setPathColumns(const QSet<int>& columns) { m_paths = columns; }
    /// The column that carries the row's mark as a glyph at its left edge; -1 for none.
    void setMarkColumn(int column) { m_markColumn = column; }
    /// The column that draws DepthRole as indentation with expanders, of a flat model that is a
    /// tree; -1 for none.
    void setTreeColumn(int column) { m_treeColumn = column; }
    /// The column that shows KindRole as an icon; -1 for none.
    void setKindColumn(int column) { m_kindColumn = column; }
    /// The row that another view points at; -1 for none.
    void setPointedRow(int row);
    [[nodiscard]] int pointedRow() const { return m_pointedRow; }
    /// The column in front of whose texts a small picture stands; -1 for none.
    using Picture = std::function<void(QPainter*, const QRect& box, const QModelIndex&)>;
    void setPictureColumn(int column, Picture picture)
    {
        m_pictureColumn = column;
        m_picture = std::move(picture);
    }

    /// What is behind the text of cells that are not selected; an invalid colour: nothing.
    using Ground = std::function<QColor(const QModelIndex&)>;
    void setGround(Ground ground) { m_ground = std::move(ground); }

    [[nodiscard]] int rowHeight() const;
    /// Where the expander of a row stands inside its cell in the tree column. Deep levels move
    /// closer together where their indentation would leave no room for the text.
    [[nodiscard]] QRect expanderRect(const QRect& cell, int depth) const;
    /// Width that shows the cell without cutting it off.
    [[nodiscard]] int widthOf(const QModelIndex& index) const;
    /// The text of the cell as it is painted where there is room, and the sign behind it.
    [[nodiscard]] QString shownText(const QModelIndex& index) const;
    [[nodiscard]] QString shownBadge(const QModelIndex& index) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    struct Line
    {
        QStaticText text;
        int width = 0;
    };
    const Line& line(const QString& text, bool monospace) const;
    void fonts(const QFont& base) const;
    [[nodiscard]] QString textOf(const QModelIndex& index, model::CellState state) const;
    [[nodiscard]] QString badgeOf(const QModelIndex& index, model::CellState state) const;
    [[nodiscard]] int badgeRoom(const QModelIndex& index, const QString& badge) const;
    [[nodiscard]] int leading(const QModelIndex& index, int cellWidth) const;
    void paintLeading(QPainter* painter, const QStyleOptionViewItem& option,
                      const QModelIndex& index, const QColor& ink) const;

    QAbstractItemView* m_view;
    QSet<int> m_monospace;
    QSet<int> m_badges;
    QSet<int> m_lists;
    QSet<int> m_paths;
    int m_markColumn = -1;
    int m_treeColumn = -1;
    int m_kindColumn = -1;
    int m_pictureColumn = -1;
    int m_pointedRow = -1;
    Picture m_picture;
    Ground m_ground;
    mutable bool m_hasFonts = false;
    mutable QFont m_font; ///< that the lines were laid out in
    mutable QFont m_monospaceFont;
    mutable QCache<QString, Line> m_lines{4000};
    mutable QCache<QString, Line> m_monospaceLines{4000};
};

/// What's This of a cell: the model's words, or else what its column is and how far the value can
/// be trusted. Literal text.
[[nodiscard]] QString explanationOf(const QModelIndex& index);

}

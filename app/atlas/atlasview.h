// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/picture.h>
#include <model/records/spacemaker.h>

#include <QAccessible>
#include <QImage>
#include <QWidget>

#include <optional>
#include <vector>

class QAction;

namespace sandscope::app {

/// An address space drawn to scale: an overview of all of it, and below it the part in view with
/// addresses, marks of the last step, names and a legend of what is there.
///
/// Paints and handles events; what stands where is the atlas room's. Regions are named by their
/// number in the space.
class AtlasView : public QWidget
{
    Q_OBJECT

public:
    explicit AtlasView(QWidget* parent = nullptr);
    ~AtlasView() override;

    /// Selection, current region and the place in view stay where the same addresses are.
    void setSpace(const model::AddressSpacePtr& space); ///< null: nothing
    [[nodiscard]] const model::AddressSpacePtr& space() const { return m_space; }
    void setMarksShown(bool shown);
    [[nodiscard]] bool marksShown() const { return m_marksShown; }

    [[nodiscard]] const atlas::Viewport& viewport() const { return m_viewport; } ///< device pixels
    /// The place in the widget where a region is seen; empty when it is not in view.
    [[nodiscard]] QRect regionRect(std::size_t region) const;
    [[nodiscard]] std::optional<std::size_t> regionAt(const QPoint& position) const;
    [[nodiscard]] QRect overviewRect() const { return areas().overview; }
    [[nodiscard]] QRect bandRect() const { return areas().band; }
    [[nodiscard]] QRect legendRect() const { return areas().legend; }

    [[nodiscard]] std::optional<std::size_t> current() const { return m_current; }
    [[nodiscard]] bool isSelected(std::size_t region) const
    {
        return region < m_selected.size() && m_selected[region];
    }
    [[nodiscard]] std::vector<std::size_t> selectedRegions() const;
    [[nodiscard]] atlas::Sums selectedSums() const; ///< of all regions where none is selected

    enum class Choice { alone, toggled, upTo, unselected };
    /// Makes a region the current one, brings it into view, and selects it: alone, in addition or
    /// no longer, together with all from where the selection began, or not at all.
    void choose(std::size_t region, Choice choice = Choice::alone);
    /// Brings into view where a region was that is gone, a number in Space::gone, and points there.
    /// Nothing is selected or current then.
    void chooseGone(std::size_t gone);
    [[nodiscard]] std::optional<std::size_t> currentGone() const { return m_currentGone; }
    /// The same as choose() for the region that holds an address, without telling of it. Nothing
    /// where none does.
    void showAddress(quint64 address);
    /// Points at the region that holds an address, as the mouse would; absent: at none.
    void setPointedAt(std::optional<quint64> address);
    void selectAll();
    void clearSelection();

    void zoom(double factor); ///< about the current region, or the middle
    void fit();
    void zoomToSelection();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void addressChosen(quint64 address); ///< by the user
    void selectionChanged();
    void pointedAt(std::optional<quint64> address); ///< by the mouse

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Areas
    {
        QRect overview, ruler, marks, band, names, legend;
    };
    [[nodiscard]] Areas areas() const;
    [[nodiscard]] int pixelAt(int x) const; ///< device pixel of the band
    [[nodiscard]] const std::vector<atlas::Bar>& bars() const;
    [[nodiscard]] const std::vector<atlas::GoneMark>& goneMarks() const;
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] bool moveCurrent(QKeyEvent* event);
    [[nodiscard]] QString textAt(const QPoint& position) const;
    void makeActions();
    void viewMoved();
    void refit();
    void setCurrent(std::size_t region);
    /// Tells who looks and who listens.
    void selectionMoved(QAccessible::Event what, bool isCurrentMoved);
    void centreFromOverview(int x);

    struct LegendItem
    {
        QRect box; ///< with its word, from the legend's corner
        atlas::Bar sample;
        enum class Kind { kind, permission, residency, fold, mark } what;
        QString word;
    };
    /// \a room: pixels; where they are too few, what nothing else explains comes first.
    [[nodiscard]] QList<LegendItem> legendOf(const atlas::Seen& seen, int width, int room) const;
    [[nodiscard]] atlas::Seen everythingSeen() const;

    // atlaspaint.cpp
    void paintOverview(QPainter* painter, const QRect& area) const;
    void paintRuler(QPainter* painter, const Areas& areas) const;
    void paintBand(QPainter* painter, const QRect& area) const;
    void paintFolds(QPainter* painter, const QRect& area) const;
    void paintGhosts(QPainter* painter, const QRect& area) const;
    void paintMarks(QPainter* painter, const QRect& area) const;
    void paintSelection(QPainter* painter, const QRect& area) const;
    void paintNames(QPainter* painter, const QRect& area) const;
    void paintLegend(QPainter* painter, const QRect& area) const;

    model::AddressSpacePtr m_space;
    atlas::Viewport m_viewport;
    bool m_marksShown = true;
    std::vector<bool> m_selected; ///< by region
    std::optional<std::size_t> m_current;
    std::optional<std::size_t> m_currentGone; ///< in Space::gone; never with m_current
    std::size_t m_anchor = 0; ///< where a selection of several begins
    std::optional<std::size_t> m_pointed;
    int m_legendLines = 1; ///< as many as everything there is would need

    // What was worked out for the last picture.
    mutable bool m_barsValid = false;
    mutable std::vector<atlas::Bar> m_bars;
    mutable bool m_goneValid = false;
    mutable std::vector<atlas::GoneMark> m_gone;
    mutable QImage m_overview;

    enum class Drag { none, pressed, panning, overview };
    Drag m_drag = Drag::none;
    QPoint m_pressed;
};

}

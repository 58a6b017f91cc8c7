// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QLayout>

#include <functional>
#include <memory>
#include <vector>

namespace turnpike::console {

// Columns of equal width, as many as fit and no more than leave the rows about equally full; each row is as
// high as its highest item. Of two sorts of items, one may stand below the other.
class TileLayout : public QLayout
{
    Q_OBJECT

public:
    // `minimumWidth` of a column, in pixels.
    explicit TileLayout(int minimumWidth, QWidget *parent = nullptr);
    ~TileLayout() override;

    // Whether a widget stands with those below, in rows of their own; may change with invalidate().
    void setBelow(std::function<bool(const QWidget *)> isBelow) { m_isBelow = std::move(isBelow); }

    void addItem(QLayoutItem *item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    int columnsIn(int width, int count) const;
    // Of items of one sort, from `y` on: where they end.
    int arrangeSort(const std::vector<QLayoutItem *> &items, const QRect &inner, int y, bool isMoving) const;
    // The height that is taken; items are moved only when wanted.
    int arrange(const QRect &rect, bool isMoving) const;

    const int m_minimumWidth;
    std::function<bool(const QWidget *)> m_isBelow;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace turnpike::console

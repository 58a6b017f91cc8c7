// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/tilelayout.h"

#include <QWidget>

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kSpacing = 8;

} // namespace

TileLayout::TileLayout(int minimumWidth, QWidget *parent)
    : QLayout(parent)
    , m_minimumWidth(minimumWidth)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(kSpacing);
}

TileLayout::~TileLayout() = default;

void TileLayout::addItem(QLayoutItem *item)
{
    m_items.emplace_back(item);
}

QLayoutItem *TileLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<size_t>(index)].get() : nullptr;
}

QLayoutItem *TileLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    QLayoutItem *item = m_items[static_cast<size_t>(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int TileLayout::columnsIn(int width, int count) const
{
    const int fit = std::max(1, (width + spacing()) / (m_minimumWidth + spacing()));
    const int rows = std::max(1, (count + fit - 1) / fit);
    return std::max(1, (count + rows - 1) / rows);
}

int TileLayout::arrangeSort(const std::vector<QLayoutItem *> &items, const QRect &inner, int y,
                            bool isMoving) const
{
    const int count = static_cast<int>(items.size());
    const int columns = columnsIn(inner.width(), count);
    const auto leftOf = [&](int column) { return column * (inner.width() + spacing()) / columns; };
    for (int first = 0; first < count; first += columns) {
        const int last = std::min(first + columns, count);
        int height = 0;
        for (int i = first; i < last; ++i) {
            const int width = leftOf(i - first + 1) - leftOf(i - first) - spacing();
            const QLayoutItem *item = items[static_cast<size_t>(i)];
            height = std::max(height, item->hasHeightForWidth() ? item->heightForWidth(width)
                                                                : item->sizeHint().height());
        }
        for (int i = first; isMoving && i < last; ++i) {
            const int left = leftOf(i - first);
            items[static_cast<size_t>(i)]->setGeometry(
                {inner.left() + left, y, leftOf(i - first + 1) - left - spacing(), height});
        }
        y += height + spacing();
    }
    return y;
}

int TileLayout::arrange(const QRect &rect, bool isMoving) const
{
    const QRect inner = rect.marginsRemoved(contentsMargins());
    std::vector<QLayoutItem *> above, below;
    for (const auto &item : m_items) {
        const bool isBelow = m_isBelow && item->widget() && m_isBelow(item->widget());
        (isBelow ? below : above).push_back(item.get());
    }
    const int y = arrangeSort(below, inner, arrangeSort(above, inner, inner.top(), isMoving), isMoving);
    const int bottom = count() > 0 ? y - spacing() : y;
    return bottom - inner.top() + rect.height() - inner.height();
}

int TileLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

QSize TileLayout::sizeHint() const
{
    return {m_minimumWidth * 3, heightForWidth(m_minimumWidth * 3)};
}

QSize TileLayout::minimumSize() const
{
    int height = 0;
    for (const auto &item : m_items)
        height = std::max(height, item->minimumSize().height());
    return QSize(m_minimumWidth, height).grownBy(contentsMargins());
}

void TileLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, true);
}

} // namespace turnpike::console

#include "moc_tilelayout.cpp"

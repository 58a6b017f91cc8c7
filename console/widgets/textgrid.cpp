// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/textgrid.h"

#include "widgets/label.h"

#include <QGridLayout>

namespace turnpike::console {

namespace {

constexpr int kGridGap = 12; // between columns

} // namespace

TextGrid::TextGrid(const Shape &shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(kGridGap);
    m_layout->setVerticalSpacing(1);
    // Facts take the width there is, numbers stand together.
    m_layout->setColumnStretch(m_shape.areNumbers ? m_shape.columns : m_shape.columns - 1, 1);
}

void TextGrid::setRows(const QList<QStringList> &rows)
{
    const qsizetype wanted = rows.size() * m_shape.columns;
    for (int i = static_cast<int>(m_labels.size()); i < wanted; ++i)
        m_labels.append(newLabel(i / m_shape.columns, i % m_shape.columns));
    for (qsizetype i = 0; i < m_labels.size(); ++i) {
        const bool isThere = i < wanted;
        m_labels[i]->setText(isThere ? rows[i / m_shape.columns].value(i % m_shape.columns) : QString());
        m_labels[i]->setVisible(isThere);
    }
}

Label *TextGrid::newLabel(int row, int column)
{
    auto *label = new Label(this);
    if (column == m_shape.bold) {
        QFont bold = label->font();
        bold.setBold(true);
        label->setFont(bold);
    }
    const bool isAtRight = m_shape.areNumbers && column > 0;
    label->setAlignment((isAtRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop);
    label->setWordWrap(!m_shape.areNumbers && column == m_shape.columns - 1);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layout->addWidget(label, row, column);
    return label;
}

} // namespace turnpike::console

#include "moc_textgrid.cpp"

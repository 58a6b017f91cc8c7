// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

class QGridLayout;

namespace turnpike::console {

class Label;

// Rows of short texts under one another, to be read and copied: facts with their names, or numbers.
class TextGrid : public QWidget
{
    Q_OBJECT

public:
    struct Shape
    {
        int columns = 2;
        int bold = 0;            // the column in bold
        bool areNumbers = false; // all but the first column stand at the right
    };

    TextGrid(const Shape &shape, QWidget *parent);

    // In place of those before. What is too long for its column is wrapped.
    void setRows(const QList<QStringList> &rows);

private:
    Label *newLabel(int row, int column);

    const Shape m_shape;
    QGridLayout *m_layout;
    QList<Label *> m_labels; // row by row; of rows that are no longer there, hidden
};

} // namespace turnpike::console

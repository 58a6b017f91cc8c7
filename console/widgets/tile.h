// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"

#include <QAbstractButton>

namespace turnpike::console {

// What a tile says of one thing.
struct TileContent
{
    QString value;
    QString detail;
    Tone tone = Tone::None;
    QString tip = {}; // more about it

    friend bool operator==(const TileContent &, const TileContent &) = default;
};

// One thing at a glance: its name with a shape for how it is, its value large, a few words more. Pressed, it
// leads to where one sees why.
class Tile : public QAbstractButton
{
    Q_OBJECT

public:
    // `leadsTo`: "Opens …", for the tooltip; empty: it leads nowhere.
    Tile(const QString &title, const QString &leadsTo, QWidget *parent = nullptr);

    void show(const TileContent &content);
    const TileContent &content() const { return m_content; }
    // Value and detail as they are drawn: a line each, of what others wrote a beginning.
    const TileContent &shown() const { return m_shown; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QFont valueFont() const;

    const QString m_leadsTo;
    TileContent m_content;
    TileContent m_shown;
};

} // namespace turnpike::console

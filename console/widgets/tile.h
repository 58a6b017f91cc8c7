// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/freshness.h"
#include "protocol/timestamp.h"

#include <QAbstractButton>

class QPainter;

namespace turnpike::console {

// What a tile says of one thing.
struct TileContent
{
    QString value;
    QString detail;
    Tone tone = Tone::None;
    QString tip = {};                    // more about it
    std::optional<Timestamp> since = {}; // since when it is not well, ms UTC; absent: not known
    Freshness freshness = {};            // how old it is

    friend bool operator==(const TileContent &, const TileContent &) = default;
};

// What a tile may say of something that is so fresh: what is no longer known has no tone, and says since
// when; what never came has no value either.
TileContent judged(TileContent content, const Freshness &freshness);

// One thing at a glance: its name with a shape for how it is, its value large, a few words more, and how old
// that is. Pressed, it leads to where one sees why. A small one is a single line, for what is well.
class Tile : public QAbstractButton
{
    Q_OBJECT

public:
    // `leadsTo`: "Opens …", for the tooltip; empty: it leads nowhere.
    Tile(const QString &title, const QString &leadsTo, QWidget *parent = nullptr);

    void show(const TileContent &content);
    void setSmall(bool isSmall);
    bool isSmall() const { return m_isSmall; }
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
    void paintSmall(QPainter &painter, QRect inner) const;
    void paintLarge(QPainter &painter, QRect inner) const;
    // Under the value: since when, and the detail; and where it leads.
    QStringList lines() const;

    const QString m_leadsTo;
    TileContent m_content;
    TileContent m_shown;
    QString m_age; // as it is drawn
    bool m_isSmall = false;
};

} // namespace turnpike::console

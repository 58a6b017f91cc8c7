// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/shopstate.h"

#include <QFrame>

namespace turnpike::console {

class Label;

// Whether the shop works, in one sentence that is read from across the room, and below it what else is not as
// it should be.
class VerdictPanel : public QFrame
{
    Q_OBJECT

public:
    explicit VerdictPanel(QWidget *parent = nullptr);

    // `isLive`: the state is of now; otherwise it is the last one known, of `asOf` (ms UTC of this machine).
    void show(ShopState &state, bool isLive, qint64 asOf);
    QString text() const;
    QString detail() const;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyTone();

    Label *m_shape;
    Label *m_text;
    Label *m_detail;
    Tone m_tone = Tone::Muted;
};

} // namespace turnpike::console

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QPushButton>

namespace turnpike::console {

class Table;

// The button of a list to which rows come by themselves: holds them back while it is pressed, and also while
// one has scrolled away or chosen several rows; says how many wait, and lets them in. Who fills the list asks
// isHolding(), and keeps what is held. Lives on the main thread.
class LivePause : public QPushButton
{
    Q_OBJECT

public:
    static constexpr int kMostHeld = 5'000; // for whoever keeps them: of more the newest

    // The table must outlive it, or go with it.
    LivePause(Table *table, QWidget *parent);

    bool isHolding() const { return m_isPaused || m_isAway; }
    void setWaiting(int count);

Q_SIGNALS:
    // What is held goes into the list now. It may still be holding what comes then.
    void resumed();

private:
    void look();
    void onPressed();
    void say();

    Table *m_table;
    bool m_isPaused = false; // by the button
    bool m_isAway = false;   // by what one does in the table
    int m_waiting = 0;
};

} // namespace turnpike::console

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"

class QMenu;
class QPushButton;

namespace turnpike::console {

// What a person on duty can do from the overview: each with a reason. Says what became of orders that another
// process carries out.
class OverviewActions : public QWidget
{
    Q_OBJECT

public:
    OverviewActions(const Desk &desk, QWidget *parent);

    // The state has changed.
    void showState();

Q_SIGNALS:
    void told(turnpike::console::Tone tone, const QString &text);

private:
    void showBreakers();
    void proposeStepDown();
    void proposeHold();
    void proposeRetry();
    void proposeReset(const QString &dependency);
    void onOrderEnded(const protocol::OrderResult &order);

    const Desk m_desk;
    QPushButton *m_hold;
    QPushButton *m_retry;
    QPushButton *m_stepDown;
    QPushButton *m_reset;
    QMenu *m_breakers;
    QStringList m_dependencies; // whose breakers are in the menu
};

} // namespace turnpike::console

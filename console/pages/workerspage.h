// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

class IterationHistory;

// Background workers: what each does now and when it runs next, run, paused and resumed with a reason; and
// below, what their iterations came to. With the one that compares keys, all of them can be set again.
class WorkersPage : public Page
{
    Q_OBJECT

public:
    explicit WorkersPage(const Desk &desk, QWidget *parent = nullptr);

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    void open(const QString &target) override;
    QList<Jump> jumps() const override;
    int attention() const override;
    Freshness attentionFreshness() const override;

private:
    const protocol::WorkerState *current() const;
    void showCurrent();
    void runNow();
    void pause();
    void resume();
    void setAllKeysAgain();
    void onOrderEnded(const protocol::OrderResult &order);
    void runActivations(const protocol::WorkerState &worker);
    void propose(const char *call, const QString &title, const QString &effect, const QString &verb);

    Table *m_table;
    QPushButton *m_run;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_keys; // of one worker alone
    IterationHistory *m_history;
    QTimer m_second; // next runs count down while one looks
    int m_attention = 0;
};

} // namespace turnpike::console

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "widgets/page.h"

#include <QTimer>

class QProgressBar;
class QPushButton;

namespace turnpike::console {

class Label;

// How far the server is with an order for all rows that match, with a way to stop it. There only while there
// is such an order; found again after a lost connection, and from another console. Part of the page that
// gives such orders.
class BulkBar : public Page
{
    Q_OBJECT

public:
    // Of these calls. `key` is its own.
    BulkBar(const Desk &desk, const QString &key, const QStringList &calls, QWidget *parent);

    // Asks how far it is, from then on once a second while it goes on.
    void refresh() override;

Q_SIGNALS:
    // The rows are no longer as they were.
    void ended();

private:
    void take(const protocol::BulkRunList &list);
    void showRun(const protocol::BulkRun &run);
    void tellEnd(const protocol::BulkRun &run);
    void proposeStop();

    const QStringList m_calls;
    protocol::BulkRun m_run; // that is shown; without an id: none
    Label *m_text;
    QProgressBar *m_progress;
    QPushButton *m_stop;
    QTimer m_timer;
};

} // namespace turnpike::console

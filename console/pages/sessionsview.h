// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPlainTextEdit;
class QPushButton;

namespace turnpike::console {

class Label;
class TextGrid;

// Who blocks whom in the database, and whose transaction is open for long: a statement is cancelled, a
// session ended. With SQLite, which has no sessions, who of the connected instance writes.
class SessionsView : public Page
{
    Q_OBJECT

public:
    explicit SessionsView(const Desk &desk, QWidget *parent);
    ~SessionsView() override;

    void refresh() override;
    void focusSearch() override;
    // A pid.
    void open(const QString &target) override;

private:
    void arrange();
    void take(const protocol::SessionPage &page);
    void showWriteLock(const protocol::WriteLockState &lock);
    void showCurrent();
    void propose(bool isEnd);
    const protocol::SessionState *current() const;

    RecordModel<protocol::SessionState> m_sessions;
    Table *m_table;
    Label *m_title;
    Label *m_gaps;
    TextGrid *m_writeLock;
    QPlainTextEdit *m_statement;
    QPushButton *m_copy;
    QPushButton *m_cancel;
    QPushButton *m_end;
    QString m_target; // to be selected when it comes
};

// What the server could not see, and what would show it; empty when nothing is missing.
QString wordsOfGaps(const QList<protocol::Choice<protocol::DatabaseGap>> &gaps);

} // namespace turnpike::console

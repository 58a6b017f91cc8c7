// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace turnpike::console {

class BulkBar;
class CausesView;
class FilterBar;
class TextGrid;

// Updates from Telegram: how many come and how long they take, whose wait, and those that were given up, one
// by one and by their cause, which are tried again or discarded: the chosen ones, or all that match the
// filter.
class UpdatesPage : public Page
{
    Q_OBJECT

public:
    explicit UpdatesPage(const Desk &desk, QWidget *parent = nullptr);
    ~UpdatesPage() override;

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    // The number of a dead letter; "dead": all of them.
    void open(const QString &target) override;
    int attention() const override;
    QString attentionTarget() const override;

private:
    void showNumbers();
    void showCount();
    protocol::UpdateQuery query() const;
    void readLanes();
    void inspect();
    QWidget *newLetters();
    QWidget *newLanes();
    void restart();
    void showOnly(const protocol::CauseGroup &group);
    void showCauses();
    void propose(bool again);
    void countAll(bool again);
    void proposeAll(bool again, const protocol::UpdateQuery &filter, const protocol::MatchCount &match);
    void tellResult(const QJsonObject &ok, bool again);

    RecordModel<protocol::DeadLetter> m_letters;
    PagedList<protocol::DeadLetter> m_pages;
    RecordModel<protocol::Lane> m_lanes;
    TextGrid *m_numbers;
    FilterBar *m_filter;
    QLineEdit *m_kind;
    QLineEdit *m_cause;
    QLineEdit *m_text;
    Table *m_lettersTable;
    Table *m_lanesTable;
    QPlainTextEdit *m_body;
    QPushButton *m_retry;
    QPushButton *m_discard;
    QPushButton *m_retryAll;
    QPushButton *m_discardAll;
    QTabWidget *m_tabs;
    CausesView *m_causes;
    BulkBar *m_bulk;
    QTimer m_lanesTimer;
    qint64 m_dead = 0; // as the gauges said last
};

} // namespace turnpike::console

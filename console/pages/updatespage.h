// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace turnpike::console {

class FilterBar;
class TextGrid;

// Updates from Telegram: how many come and how long they take, whose wait, and those that were given up,
// which are tried again or discarded.
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
    void open(const QString &target) override;
    int attention() const override;

private:
    void showNumbers();
    void showCount();
    protocol::UpdateQuery query() const;
    void readLanes();
    void inspect();
    void propose(bool again);
    void tellResult(const QJsonObject &ok, bool again);

    RecordModel<protocol::DeadLetter> m_letters;
    PagedList<protocol::DeadLetter> m_pages;
    RecordModel<protocol::Lane> m_lanes;
    TextGrid *m_numbers;
    FilterBar *m_filter;
    QLineEdit *m_text;
    Table *m_lettersTable;
    Table *m_lanesTable;
    QPlainTextEdit *m_body;
    QPushButton *m_retry;
    QPushButton *m_discard;
    QTimer m_lanesTimer;
    qint64 m_dead = 0; // as the gauges said last
};

} // namespace turnpike::console

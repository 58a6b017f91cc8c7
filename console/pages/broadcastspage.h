// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

#include <QTimer>

class QPushButton;

namespace turnpike::console {

class BroadcastForm;
class Label;

// What was and is said to many customers at once: how far each is, and when it will have reached all. A new
// one is counted while it is written, sent to oneself, begun, paused and stopped.
class BroadcastsPage : public Page
{
    Q_OBJECT

public:
    explicit BroadcastsPage(const Desk &desk, QWidget *parent = nullptr);
    ~BroadcastsPage() override;

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void open(const QString &target) override;

private:
    const protocol::BroadcastRow *current() const;
    bool isOneOf(std::initializer_list<protocol::BroadcastStatus> statuses) const;
    void showPage(const protocol::BroadcastPage &page);
    void count(BroadcastForm *form);
    void write();
    void preview();
    void askToStart();
    void start(const protocol::BroadcastRow &row, qint64 customers);
    // One of those that need nothing but a reason.
    void propose(const char *call, const QString &title, const QString &effect, const QString &verb,
                 bool isDestructive);
    void takeRow(const QJsonObject &ok);

    RecordModel<protocol::BroadcastRow> m_broadcasts;
    Table *m_table;
    Label *m_about;
    QPushButton *m_write;
    QPushButton *m_preview;
    QPushButton *m_start;
    QPushButton *m_pause;
    QPushButton *m_resume;
    QPushButton *m_stop;
    QTimer m_timer;
    protocol::BroadcastPage m_page; // the last answer, without its rows
    QString m_wanted;               // to be selected when it comes
    bool m_isReading = false;
};

} // namespace turnpike::console

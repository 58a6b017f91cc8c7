// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

// The processes of the shop: who leads, which version, how each ended; shows what one left when it ended,
// and leads to what it logged.
class InstancesPanel : public QWidget
{
    Q_OBJECT

public:
    InstancesPanel(const Desk &desk, QWidget *parent);

    // Brings the cursor to an instance, if it is known.
    void select(const QString &instanceId) { m_table->selectKey(instanceId); }

Q_SIGNALS:
    void told(turnpike::console::Tone tone, const QString &text);
    void jumpRequested(const QString &page, const QString &target);

private:
    void fit();
    bool hasDump() const;
    void showDump();

    const Desk m_desk;
    Table *m_table;
    QAction *m_dump;
    QPushButton *m_dumpButton;
    QPushButton *m_log;
};

} // namespace turnpike::console

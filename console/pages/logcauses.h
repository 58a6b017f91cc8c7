// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/causesview.h"
#include "pages/logfilterbar.h"

namespace turnpike::console {

// Of what a process warned, and in what it failed, by component and text, with the filter that they are
// counted by. Part of the page of the log.
class LogCauses : public Page
{
    Q_OBJECT

public:
    LogCauses(const Desk &desk, QWidget *parent);

    // Of this instance; empty: the connected one.
    void setProcess(const QString &instanceId);
    void refresh() override;
    LogFilterBar &filter() { return *m_filter; }

Q_SIGNALS:
    // Exactly those are to be listed.
    void groupOpened(const turnpike::protocol::CauseGroup &group);

private:
    void restart();

    QString m_process;
    LogFilterBar *m_filter;
    CausesView *m_causes;
};

} // namespace turnpike::console

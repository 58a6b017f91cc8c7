// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/logview.h"
#include "protocol/failures.h"

class QComboBox;
class QPlainTextEdit;
class QStackedWidget;

namespace turnpike::console {

class KeptLogView;
class LogCauses;

// The log of the connected instance, live and from before, or what a process before it left; one line in
// full; warnings and errors by what they say. Saves what is shown and sets what is logged of a component.
class LogsPage : public Page
{
    Q_OBJECT

public:
    explicit LogsPage(const Desk &desk, QWidget *parent = nullptr);

    void refresh() override;
    void focusSearch() override;
    // `target` is a correlation id, or "process:" with the id of an instance.
    void open(const QString &target) override;

    LogView &view() { return *m_view; }
    // Writes what is shown; whether it could. By the ending: JSON lines, or text.
    bool save(const QString &file);

private:
    void build();
    void addMenu();
    void showCurrent();
    void copyCurrent();
    void askWhere();
    void proposeLevel();

    const protocol::LogLine *currentLine() const;
    LogFilterBar &shownFilter();
    bool isOfBefore() const;
    void showStack();
    void showCauses(bool isOn);
    void showOnly(const protocol::CauseGroup &group);
    void readProcesses();
    void offerProcesses(const QList<protocol::LogProcess> &processes);
    void showProcess(const QString &instanceId);
    void onProcessChosen();

    QComboBox *m_process;
    QPushButton *m_byCause;
    QStackedWidget *m_stack;
    LogView *m_view;
    KeptLogView *m_kept;
    LogCauses *m_causes;
    QPlainTextEdit *m_detail;
    QPushButton *m_onlyThis;
    QPushButton *m_copy;
    QPushButton *m_save;
    QPushButton *m_level;
};

} // namespace turnpike::console

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QMenu>

namespace turnpike::console {

// The menu Go: back and forward through the pages that one was on, a jump to anywhere, and each page with its
// key. Main thread.
class GoMenu : public QMenu
{
    Q_OBJECT

public:
    static constexpr qsizetype kMostSteps = 50; // back
    static constexpr int kPagesWithKeys = 10;

    explicit GoMenu(QWidget *parent);

    // In the order of the window's list: the first nine have Ctrl+1…9, the tenth Ctrl+0.
    void addPage(const QString &key, const QString &title);
    // One is on this page now; said by whoever shows it, also after wanted().
    void arrive(const QString &page);

Q_SIGNALS:
    void jumpWanted();
    void wanted(const QString &page);

private:
    void step(qsizetype by);
    void enable();

    QAction *m_back;
    QAction *m_forward;
    QStringList m_trail; // keys of pages, the oldest first
    qsizetype m_at = -1; // where one is in it
    int m_pages = 0;
};

} // namespace turnpike::console

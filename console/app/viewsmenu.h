// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/savedviews.h"
#include "widgets/page.h"

#include <QMenu>

namespace turnpike::console {

// The menu Saved views: keeps the page as it is looked at under a name, and shows, renames and deletes what
// is kept. Main thread.
class ViewsMenu : public QMenu
{
    Q_OBJECT

public:
    // `current`: the page that is looked at; may be none.
    ViewsMenu(const QString &profile, std::function<Page *()> current, QWidget *parent);

    QList<SavedView> views() const { return m_views.all(); }
    // Keeps the current page under this name; whether it could, which is told.
    bool saveAs(const QString &name);
    void choose(const QString &name);
    void renameTo(const QString &name, const QString &to);
    void remove(const QString &name);

Q_SIGNALS:
    void wanted(const turnpike::console::SavedView &view);
    void told(turnpike::console::Tone tone, const QString &text);

private:
    void fill();
    void askName(const QString &title, const QString &before,
                 const std::function<void(const QString &)> &then);

    SavedViews m_views;
    const std::function<Page *()> m_current;
    QMenu *m_rename;
    QMenu *m_remove;
    QList<QAction *> m_shown;
};

} // namespace turnpike::console

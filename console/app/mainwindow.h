// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"

#include <QMainWindow>

class QListWidget;
class QPushButton;
class QStackedWidget;

namespace turnpike::console {

class AlertsDock;
class EnvironmentBand;
class GoMenu;
class Label;
class LogsDock;
class MessageBar;
class Tray;
class StaleOverlay;
class ViewsMenu;
struct SavedView;

// The one window: pages at the left, what is known of the shop in the middle, alerts and logs in docks. Works
// on one connection, which must outlive it.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    // `profile`: the name that the person gave to this server; layouts are kept by it.
    MainWindow(ServerConnection &connection, const QString &profile, QWidget *parent = nullptr);
    ~MainWindow() override;

    ShopState &state() { return m_state; }
    const QList<Page *> &pages() const { return m_pages; }
    Page *currentPage() const;
    // Shows a page, and something on it; says so when there is no such page.
    void open(const QString &page, const QString &target = {});

Q_SIGNALS:
    // Another server is wanted.
    void profilesWanted();
    // Another token for this one is wanted; `why` says what was wrong with the one before.
    void tokenWanted(const QString &why);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void addPages();
    void addPage(Page *page);
    void addDocks();
    void addMenus();
    void addViewMenu();
    void addHelpMenu();
    void addAppearances(QMenu *menu);
    void addLanguages(QMenu *menu);
    void jump();
    void showView(const SavedView &view);
    void showAlerts(const QString &key);
    void showAlertCount();
    void onStateChanged();
    void sayFailure(const ConnectFailure &failure);
    void onPageChosen(int row);
    void showAttention(Page *page);
    // Counts and signs that age while nothing new is heard.
    void showBadges();
    void restoreLayout();
    void resetLayout();

    ServerConnection &m_connection;
    const QString m_profile;
    ShopState m_state;
    ChangeDesk m_changes;
    const Desk m_desk;
    EnvironmentBand *m_band;
    MessageBar *m_messages;
    AlertsDock *m_alerts;
    LogsDock *m_logs;
    QPushButton *m_alertCount;
    Label *m_about; // in the status bar: who one is, and on which server
    Tray *m_tray;
    GoMenu *m_go;
    ViewsMenu *m_views;
    QListWidget *m_list;
    QStackedWidget *m_stack;
    StaleOverlay *m_staleOverlay = nullptr; // over the pages while what they show is old
    QList<Page *> m_pages;
    QByteArray m_firstLayout; // as it was before anything was moved
};

} // namespace turnpike::console

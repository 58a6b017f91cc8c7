// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/mainwindow.h"

#include "app/alertsdock.h"
#include "app/environmentband.h"
#include "app/gomenu.h"
#include "app/jumpdialog.h"
#include "app/language.h"
#include "app/logsdock.h"
#include "app/shortcutsdialog.h"
#include "app/tray.h"
#include "app/viewsmenu.h"
#include "models/foreigntext.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/celldelegate.h"
#include "widgets/label.h"
#include "widgets/messagebar.h"
#include "widgets/staleoverlay.h"
#include "widgets/table.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

// Of what is kept: docks or toolbars were added or renamed.
constexpr int kLayoutVersion = 1;
// Among the jumps: no page has it for a key.
const QString kSavedView = u"saved view"_s;

} // namespace

MainWindow::MainWindow(ServerConnection &connection, const QString &profile, QWidget *parent)
    : QMainWindow(parent)
    , m_connection(connection)
    , m_profile(profile)
    , m_state(connection)
    , m_changes(connection)
    , m_desk{connection, m_state, m_changes}
    , m_band(new EnvironmentBand(connection, m_state, profile, this))
    , m_messages(new MessageBar(this))
    , m_alerts(new AlertsDock(m_desk, this))
    , m_logs(new LogsDock(m_desk, this))
    , m_alertCount(new QPushButton(this))
    , m_about(new Label(this))
    , m_tray(new Tray(connection, m_state, profile, this))
    , m_go(new GoMenu(this))
    , m_views(new ViewsMenu(
          profile, [this] { return currentPage(); }, this))
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
{
    setWindowTitle(foreign::line(profile, foreign::kMostOfTitle));
    m_list->setObjectName(u"pages"_s);
    m_list->setAccessibleName(tr("Pages"));
    m_list->setItemDelegate(new CellDelegate(m_list));
    m_list->setFixedWidth(190);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSpacing(2);

    auto *middle = new QWidget(this);
    auto *rows = new QVBoxLayout(middle);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_band);
    rows->addWidget(m_messages);
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(m_list);
    columns->addWidget(m_stack, 1);
    rows->addLayout(columns, 1);
    setCentralWidget(middle);
    m_staleOverlay = new StaleOverlay(m_stack);

    addPages();
    addDocks();
    addMenus();
    connect(m_list, &QListWidget::currentRowChanged, this, &MainWindow::onPageChosen);
    // Whoever clicks a number sees what it counts.
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) {
        Page *page = m_pages[m_list->row(item)];
        if (const QString target = page->attentionTarget(); page->attention() > 0 && !target.isEmpty())
            page->open(target);
    });
    connect(&m_changes, &ChangeDesk::told, m_messages, &MessageBar::show);
    connect(m_band, &EnvironmentBand::verdictClicked, this, [this] { open(u"overview"_s); });
    for (const auto signal : {&ShopState::gaugesChanged, &ShopState::aged})
        connect(&m_state, signal, this, &MainWindow::showBadges);
    connect(&connection, &ServerConnection::stateChanged, this, &MainWindow::showBadges);
    connect(&connection, &ServerConnection::stateChanged, this, &MainWindow::onStateChanged);
    connect(&connection, &ServerConnection::greeted, this, &MainWindow::onStateChanged);
    m_list->setCurrentRow(0);
    onStateChanged();
    resize(1280, 800);
    m_firstLayout = saveState(kLayoutVersion);
    restoreLayout();
}

MainWindow::~MainWindow()
{
    // What shows a model goes before it.
    delete m_alerts;
    delete m_logs;
    delete takeCentralWidget();
}

void MainWindow::addPages()
{
    for (const pages::Registration &registered : pages::registrations())
        addPage(registered.make(m_desk));
}

void MainWindow::addPage(Page *page)
{
    m_pages.append(page);
    m_stack->addWidget(page);
    auto *item = new QListWidgetItem(page->title(), m_list);
    const int number = m_list->row(item) + 1;
    item->setSizeHint(QSize(0, fontMetrics().height() + 14));
    m_go->addPage(page->key(), page->title());
    if (number <= GoMenu::kPagesWithKeys)
        item->setToolTip(tr("Ctrl+%1").arg(number % 10));
    connect(page, &Page::told, m_messages, &MessageBar::show);
    for (const Table *table : page->findChildren<Table *>())
        connect(table, &Table::told, m_messages, &MessageBar::show);
    connect(page, &Page::jumpRequested, this, &MainWindow::open);
    connect(page, &Page::attentionChanged, this, [this, page] { showAttention(page); });
    showAttention(page);
}

void MainWindow::addDocks()
{
    addDockWidget(Qt::BottomDockWidgetArea, m_alerts);
    m_alerts->hide();
    addDockWidget(Qt::BottomDockWidgetArea, m_logs);
    tabifyDockWidget(m_alerts, m_logs);
    m_logs->hide();
    for (const QWidget *dock : std::initializer_list<QWidget *>{m_alerts, m_logs}) {
        for (const Table *table : dock->findChildren<Table *>())
            connect(table, &Table::told, m_messages, &MessageBar::show);
    }
    connect(m_alerts, &AlertsDock::told, m_messages, &MessageBar::show);
    connect(m_alerts, &AlertsDock::jumpRequested, this, &MainWindow::open);
    connect(m_logs, &LogsDock::told, m_messages, &MessageBar::show);
    connect(m_logs, &LogsDock::jumpRequested, this, &MainWindow::open);
    m_alertCount->setFlat(true);
    m_alertCount->setObjectName(u"alertCount"_s);
    m_alertCount->setToolTip(tr("Shows the alerts (Ctrl+L)"));
    // No message, which a menu that is passed over wipes away.
    m_about->setObjectName(u"about"_s);
    statusBar()->addWidget(m_about, 1);
    statusBar()->addPermanentWidget(m_alertCount);
    connect(m_alertCount, &QPushButton::clicked, this, [this] { showAlerts({}); });
    connect(&m_state, &ShopState::alertsChanged, this, &MainWindow::showAlertCount);
    connect(m_tray, &Tray::clicked, this, [this](const QString &alert) {
        showNormal();
        raise();
        activateWindow();
        if (!alert.isEmpty())
            showAlerts(alert);
    });
    showAlertCount();
}

void MainWindow::showAlerts(const QString &key)
{
    m_alerts->show();
    m_alerts->raise();
    if (!key.isEmpty())
        m_alerts->select(key);
}

void MainWindow::showAlertCount()
{
    const int count = m_state.openAlerts();
    const Freshness freshness = m_state.freshness({protocol::FigureSource::Alerts});
    QString text = count == 0 ? tr("No open alerts") : tr("%n open alert(s)", nullptr, count);
    if (!freshness.isFresh())
        text = count == 0 ? tr("Alerts: %1").arg(freshness.text()) : u"%1, %2"_s.arg(text, freshness.text());
    m_alertCount->setToolTip(tr("Shows the alerts (Ctrl+L)") + u'\n' + freshness.text());
    if (m_alertCount->text() == text)
        return;
    m_alertCount->setText(text);
    m_alertCount->setIcon(theme::icon(freshness.toned(count == 0 ? Tone::Good : Tone::Warning), palette()));
}

void MainWindow::addMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&Console"));
    QAction *profiles = file->addAction(tr("&Servers…"), this, &MainWindow::profilesWanted);
    profiles->setShortcut(QKeySequence(u"Ctrl+O"_s));
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence::Quit);
    addViewMenu();
    menuBar()->addMenu(m_go);
    connect(m_go, &GoMenu::jumpWanted, this, &MainWindow::jump);
    connect(m_go, &GoMenu::wanted, this, [this](const QString &page) { open(page); });
    menuBar()->addMenu(m_views);
    connect(m_views, &ViewsMenu::wanted, this, &MainWindow::showView);
    connect(m_views, &ViewsMenu::told, m_messages, &MessageBar::show);
    addHelpMenu();
}

void MainWindow::addHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    QAction *shortcuts = help->addAction(tr("&Shortcuts…"), this, [this] {
        auto *dialog = new ShortcutsDialog(this);
        dialog->open();
    });
    shortcuts->setShortcut(QKeySequence(Qt::Key_F1));
}

void MainWindow::addViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    QAction *refresh = view->addAction(tr("&Refresh"), this, [this] {
        if (currentPage())
            currentPage()->refresh();
    });
    refresh->setShortcut(QKeySequence::Refresh);
    QAction *search = view->addAction(tr("&Search on this page"), this, [this] {
        if (currentPage())
            currentPage()->focusSearch();
    });
    search->setShortcut(QKeySequence::Find);
    view->addSeparator();
    QAction *alerts = m_alerts->toggleViewAction();
    alerts->setShortcut(QKeySequence(u"Ctrl+L"_s));
    view->addAction(alerts);
    QAction *logs = m_logs->toggleViewAction();
    logs->setShortcut(QKeySequence(u"Ctrl+Shift+L"_s));
    view->addAction(logs);
    view->addSeparator();
    addAppearances(view->addMenu(tr("&Appearance")));
    addLanguages(view->addMenu(tr("&Language")));
    view->addAction(tr("Reset &layout"), this, &MainWindow::resetLayout);
}

void MainWindow::addAppearances(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, theme::Appearance appearance) {
        QAction *action = menu->addAction(text, this, [appearance] {
            theme::setChosen(appearance);
            theme::apply(appearance);
        });
        action->setCheckable(true);
        action->setChecked(theme::chosen() == appearance);
        group->addAction(action);
    };
    add(tr("As the &desktop"), theme::Appearance::System);
    add(tr("&Light"), theme::Appearance::Light);
    add(tr("&Dark"), theme::Appearance::Dark);
}

void MainWindow::addLanguages(QMenu *menu)
{
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, const QString &language) {
        QAction *action = menu->addAction(text, this, [this, language] {
            language::setChosen(language);
            m_messages->show(Tone::Info, tr("The language changes with the next start of the console."));
        });
        action->setCheckable(true);
        action->setChecked(language::chosen() == language);
        group->addAction(action);
    };
    add(tr("As the &desktop"), {});
    for (const language::Known &known : language::known())
        add(known.name, known.code);
}

void MainWindow::jump()
{
    QList<Jump> jumps;
    for (const Page *page : std::as_const(m_pages))
        jumps.append({page->title(), page->key(), {}});
    for (const Page *page : std::as_const(m_pages))
        jumps.append(page->jumps());
    for (const SavedView &view : m_views->views())
        jumps.append({tr("View %1").arg(view.name), kSavedView, view.name});
    auto *dialog = new JumpDialog(jumps, this);
    connect(dialog, &JumpDialog::chosen, this, [this](const QString &page, const QString &target) {
        if (page == kSavedView)
            m_views->choose(target);
        else
            open(page, target);
    });
    dialog->open();
}

void MainWindow::showView(const SavedView &view)
{
    open(view.page);
    if (Page *page = currentPage(); page && page->key() == view.page)
        page->setViewState(view.state);
}

Page *MainWindow::currentPage() const
{
    return qobject_cast<Page *>(m_stack->currentWidget());
}

void MainWindow::open(const QString &page, const QString &target)
{
    for (qsizetype i = 0; i < m_pages.size(); ++i) {
        if (m_pages[i]->key() != page)
            continue;
        m_list->setCurrentRow(static_cast<int>(i));
        if (!target.isEmpty())
            m_pages[i]->open(target);
        return;
    }
    m_messages->show(Tone::Warning, tr("There is no page %1.").arg(page));
}

void MainWindow::onPageChosen(int row)
{
    if (row < 0)
        return;
    Page *before = currentPage();
    Page *now = m_pages[row];
    if (before && before != now)
        before->deactivate();
    m_stack->setCurrentWidget(now);
    m_go->arrive(now->key());
    now->activate();
    now->refresh();
}

void MainWindow::showAttention(Page *page)
{
    QListWidgetItem *item = m_list->item(static_cast<int>(m_pages.indexOf(page)));
    const int count = page->attention();
    const Freshness freshness = page->attentionFreshness();
    const QString text = count > 0 ? u"%1  (%2)"_s.arg(page->title()).arg(count) : page->title();
    const int row = m_list->row(item);
    const QString shortcut = row < 9 ? tr("Ctrl+%1").arg(row + 1) : QString();
    const QString tip = count > 0 ? u"%1\n%2"_s.arg(shortcut, freshness.text()).trimmed() : shortcut;
    if (item->text() == text && item->toolTip() == tip)
        return;
    item->setText(text);
    item->setToolTip(tip);
    item->setIcon(count > 0 ? theme::icon(freshness.toned(Tone::Warning), palette()) : QIcon());
}

void MainWindow::showBadges()
{
    showAlertCount();
    for (Page *page : std::as_const(m_pages))
        showAttention(page);
}

void MainWindow::onStateChanged()
{
    using State = ServerConnection::State;
    const State state = m_connection.state();
    m_staleOverlay->setVisible(state != State::Live && m_state.isKnown());
    if (const auto &failure = m_connection.failure())
        sayFailure(*failure);
    else if (state == State::Live)
        m_messages->hide();
    const auto &hello = m_connection.hello();
    if (!hello)
        return;
    const qint64 offset = m_connection.clockOffsetMs();
    QStringList about{tr("%1 (%2)").arg(hello->operatorName, wording::word(hello->role)),
                      tr("server %1").arg(hello->serverVersion), tr("instance %1").arg(hello->instanceId)};
    if (std::abs(offset) > 2'000)
        about.append(tr("this clock is off by %1").arg(wording::duration(std::abs(offset))));
    m_about->setText(foreign::line(about.join(u"  ·  "_s)));
}

// A token is the way out where the server refuses the one that is kept, and may be where it never took one.
void MainWindow::sayFailure(const ConnectFailure &failure)
{
    const Tone tone = isFinal(failure.kind) ? Tone::Bad : Tone::Warning;
    const QString text = u"%1 %2"_s.arg(failure.what, failure.advice).trimmed();
    const bool isRefused = failure.kind == ConnectFailure::Kind::NotAuthorised;
    if (isRefused || (!m_connection.hello() && !isFinal(failure.kind)))
        m_messages->offer(tone, text, tr("Enter another &token…"), [this, what = failure.what] {
            Q_EMIT tokenWanted(what);
            // Who thinks better of it finds the way again.
            QMetaObject::invokeMethod(this, &MainWindow::onStateChanged, Qt::QueuedConnection);
        });
    else
        m_messages->show(tone, text);
}

// --- layout

void MainWindow::restoreLayout()
{
    QSettings settings;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    restoreState(settings.value(u"window/state"_s).toByteArray(), kLayoutVersion);
    const QString last = settings.value(u"window/page"_s).toString();
    if (!last.isEmpty())
        open(last);
}

void MainWindow::resetLayout()
{
    QSettings settings;
    settings.remove(u"window"_s);
    settings.remove(u"tables"_s);
    restoreState(m_firstLayout, kLayoutVersion);
    m_messages->show(Tone::Info,
                     tr("The layout is as it was at first; columns are so after the next start."));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/state"_s, saveState(kLayoutVersion));
    if (currentPage())
        settings.setValue(u"window/page"_s, currentPage()->key());
    event->accept();
}

} // namespace turnpike::console

#include "moc_mainwindow.cpp"

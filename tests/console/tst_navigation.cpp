// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/gomenu.h"
#include "app/mainwindow.h"
#include "app/savedviews.h"
#include "app/shortcutsdialog.h"
#include "app/viewsmenu.h"
#include "ownsettings.h"
#include "scriptedserver.h"
#include "support/testmain.h"
#include "widgets/filterbar.h"
#include "widgets/messagebar.h"
#include "widgets/table.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTreeWidget>

namespace tst_navigation {

using namespace turnpike;
using namespace turnpike::console;
using namespace turnpike::consoletest;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

// The window on a server that a test plays, in front of all others.
struct Stage
{
    explicit Stage(const QString &profile = u"shop"_s)
        : scripted(singleTry())
        , window(scripted.connection, profile)
    {
        window.show();
        window.activateWindow();
    }

    QString page() const { return window.currentPage()->key(); }
    void press(Qt::Key key, Qt::KeyboardModifiers with) { QTest::keyClick(&window, key, with); }
    QPushButton *barButton() const { return window.findChild<MessageBar *>()->findChild<QPushButton *>(); }

    Scripted scripted;
    MainWindow window;
};

// As the sheet shows them: place, text, keys.
QStringList rowsOf(const QTreeWidget &tree)
{
    QStringList rows;
    for (int i = 0; i < tree.topLevelItemCount(); ++i) {
        const QTreeWidgetItem *place = tree.topLevelItem(i);
        for (int child = 0; child < place->childCount(); ++child)
            rows.append(place->child(child)->text(0) + u" | "_s + place->child(child)->text(1));
    }
    return rows;
}

QStringList keysOf(const QWidget &window)
{
    QStringList rows;
    for (const QAction *action : window.findChildren<QAction *>()) {
        if (action->shortcuts().isEmpty())
            continue;
        const QString keys = QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
        rows.append(QString(action->text()).remove(u'&') + u" | "_s + keys);
    }
    return rows;
}

} // namespace

// Ways through the window with the keyboard, and the way in when a token is refused.
class TestNavigation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void backAndForwardFollowWhereOneWas()
    {
        Stage stage;
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        stage.window.open(u"overview"_s);
        stage.window.open(u"workers"_s);
        stage.window.open(u"audit"_s);
        stage.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(stage.page(), u"workers"_s);
        stage.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(stage.page(), u"overview"_s);
        stage.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(stage.page(), u"workers"_s);
        // Another way from here: what was ahead is no longer.
        stage.window.open(u"logs"_s);
        stage.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(stage.page(), u"logs"_s);
        stage.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(stage.page(), u"workers"_s);
    }

    void theTrailIsBounded()
    {
        GoMenu menu(nullptr);
        QStringList been;
        connect(&menu, &GoMenu::wanted, &menu, [&](const QString &page) {
            been.append(page);
            menu.arrive(page);
        });
        for (int i = 0; i < 3 * GoMenu::kMostSteps; ++i)
            menu.arrive(QString::number(i));
        QAction *back = menu.actions().first();
        while (back->isEnabled() && been.size() < 1'000)
            back->trigger();
        QCOMPARE(been.size(), GoMenu::kMostSteps);
        QCOMPARE(been.last(), QString::number(3 * GoMenu::kMostSteps - GoMenu::kMostSteps - 1));
    }

    void everyPageIsInTheMenuAndTheFirstHaveAKey()
    {
        Stage stage;
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        auto *menu = stage.window.findChild<GoMenu *>();
        QVERIFY(menu);
        QStringList titles;
        for (const QAction *action : menu->actions())
            titles.append(action->text());
        for (qsizetype i = 0; i < stage.window.pages().size(); ++i) {
            const Page *page = stage.window.pages()[i];
            QVERIFY2(titles.contains(page->title()), qPrintable(page->title()));
            if (i >= GoMenu::kPagesWithKeys)
                continue;
            stage.press(static_cast<Qt::Key>(Qt::Key_0 + (i + 1) % 10), Qt::ControlModifier);
            QCOMPARE(stage.page(), page->key());
        }
    }

    // What the sheet says is what there is, also of an action that nobody knew when it was written.
    void theSheetSaysEveryKeyOfTheWindowAndNoOther()
    {
        Stage stage;
        auto *fresh = new QAction(u"Something &new"_s, stage.window.currentPage());
        fresh->setShortcut(QKeySequence(u"Ctrl+Alt+Shift+N"_s));
        stage.window.currentPage()->addAction(fresh);
        ShortcutsDialog sheet(&stage.window);
        sheet.setAttribute(Qt::WA_DeleteOnClose, false);
        const QStringList said = rowsOf(*sheet.findChild<QTreeWidget *>());
        const QStringList there = keysOf(stage.window);
        QVERIFY(said.size() >= 15);
        for (const QString &row : there)
            QVERIFY2(said.contains(row), qPrintable(row));
        for (const QString &row : said)
            QVERIFY2(there.contains(row), qPrintable(row));
        QVERIFY(said.contains(u"Something new | "_s + fresh->shortcut().toString(QKeySequence::NativeText)));
    }

    // Qt does nothing at a key that two of the window's actions have.
    void noKeyOfTheWholeWindowIsGivenTwice()
    {
        Stage stage;
        QHash<QString, QString> texts;
        for (const QAction *action : stage.window.findChildren<QAction *>()) {
            if (action->shortcutContext() != Qt::WindowShortcut)
                continue;
            for (const QKeySequence &key : action->shortcuts()) {
                const QString before = texts.value(key.toString());
                QVERIFY2(before.isEmpty(),
                         qPrintable(u"%1: %2 and %3"_s.arg(key.toString(), before, action->text())));
                texts.insert(key.toString(), action->text());
            }
        }
        QVERIFY(!texts.isEmpty());
    }

    void aViewBringsBackPageFilterAndColumns()
    {
        Stage stage;
        stage.window.open(u"audit"_s);
        auto *views = stage.window.findChild<ViewsMenu *>();
        auto *table = stage.window.currentPage()->findChild<Table *>(u"audit.table"_s);
        auto *filter = stage.window.currentPage()->findChild<FilterBar *>();
        filter->setState({{u"text"_s, u"refund"_s}});
        table->setColumnWidth(1, 217);
        QVERIFY(views->saveAs(u"Refunds & more"_s));
        filter->clear();
        table->setColumnWidth(1, 90);
        stage.window.open(u"logs"_s);
        views->choose(u"Refunds & more"_s);
        QCOMPARE(stage.page(), u"audit"_s);
        QCOMPARE(filter->state().value(u"text"_s).toString(), u"refund"_s);
        QCOMPARE(table->columnWidth(1), 217);
        // Another server's are its own; the next window on this one has them, in Ctrl+K as well.
        Stage other(u"another shop"_s);
        QVERIFY(other.window.findChild<ViewsMenu *>()->views().isEmpty());
        Stage next;
        QCOMPARE(next.window.findChild<ViewsMenu *>()->views().size(), 1);
        Q_EMIT next.window.findChild<GoMenu *>()->jumpWanted();
        const auto *list = next.window.findChild<QDialog *>(u"jumpDialog"_s)->findChild<QListWidget *>();
        QVERIFY(!list->findItems(u"Refunds"_s, Qt::MatchContains).isEmpty());
        views->renameTo(u"Refunds & more"_s, u"Refunds"_s);
        QCOMPARE(views->views().first().name, u"Refunds"_s);
        views->remove(u"Refunds"_s);
        QVERIFY(views->views().isEmpty());
    }

    void aViewIsSavedUnderANameThatIsOne()
    {
        Stage stage;
        stage.window.open(u"audit"_s);
        auto *views = stage.window.findChild<ViewsMenu *>();
        views->actions().first()->trigger();
        auto *dialog = stage.window.findChild<QDialog *>(u"viewName"_s);
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>();
        QPushButton *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        name->setText(u" "_s);
        QVERIFY(!ok->isEnabled());
        name->setText(u" Mine "_s);
        QVERIFY(ok->isEnabled());
        ok->click();
        QCOMPARE(views->views().size(), 1);
        QCOMPARE(views->views().first().name, u"Mine"_s);
        views->remove(u"Mine"_s);
    }

    void viewsAreBoundedAndWhatIsNoneIsNotTaken()
    {
        SavedViews views(u"a shop/of one's own"_s);
        for (int i = 0; i < SavedViews::kMost; ++i)
            QVERIFY(views.save({QString::number(i), u"audit"_s, {}}));
        QVERIFY(!views.save({u"one more"_s, u"audit"_s, {}}));
        QVERIFY(views.save({u"7"_s, u"logs"_s, {}})); // in place of the one before
        QCOMPARE(views.find(u"7"_s)->page, u"logs"_s);
        QCOMPARE(views.all().size(), SavedViews::kMost);
        QVERIFY(!views.rename(u"7"_s, u"8"_s)); // which is there
        QVERIFY(!views.rename(u"7"_s, QString()));
        views.remove(u"7"_s);
        const QString text(SavedViews::kMostBytes, u'x');
        QVERIFY(!views.save({u"large"_s, u"audit"_s, {{u"text"_s, text}}}));
        QVERIFY(!views.save({u" "_s, u"audit"_s, {}}));
        QCOMPARE(SavedViews(u"a shop/of one's own"_s).all().size(), SavedViews::kMost - 1);
    }

    void columnsOfAnotherTableChangeNothing()
    {
        QStandardItemModel two(1, 2);
        QStandardItemModel three(1, 3);
        Table one(QString(), &two);
        Table other(QString(), &three);
        one.setColumnWidth(0, 217);
        one.setColumns(other.columns());
        one.setColumns("no state at all");
        QCOMPARE(one.columnWidth(0), 217);
        QCOMPARE(one.horizontalHeader()->count(), 2);
    }

    // The headers of another language are longer.
    void widthsThatNobodyChoseAreMeasuredAnew()
    {
        const QString name = u"tests.measured"_s;
        QStandardItemModel model(1, 2);
        model.setHorizontalHeaderLabels({u"When"_s, u"What"_s});
        int before = 0;
        {
            Table table(name, &model);
            before = table.columnWidth(0);
        }
        model.setHorizontalHeaderLabels({u"A header of many more words"_s, u"What"_s});
        Table table(name, &model);
        QVERIFY(table.columnWidth(0) > before);
        QVERIFY(table.columnWidth(0) >= table.horizontalHeader()->sectionSizeHint(0));
    }

    void whereATokenIsRefusedTheBarLeadsToAnotherOne()
    {
        Stage stage;
        QSignalSpy wanted(&stage.window, &MainWindow::tokenWanted);
        stage.scripted.beLive();
        stage.scripted.server->close(CloseRevoked, u"revoked"_s);
        QTRY_COMPARE(stage.scripted.connection.state(), ServerConnection::State::NotAuthorised);
        QTRY_VERIFY(stage.barButton()->isVisible());
        QVERIFY(stage.barButton()->text().contains(u"token"_s));
        stage.barButton()->click();
        QCOMPARE(wanted.count(), 1);
        // Who closed the dialog finds the way again.
        QTRY_VERIFY(stage.barButton()->isVisible());
    }

    void whatTheBarSaysOfTheConnectionEndsWithIt()
    {
        Stage stage;
        const auto *bar = stage.window.findChild<MessageBar *>();
        stage.scripted.connection.start();
        stage.scripted.server->close(CloseNoAnswer, {});
        QTRY_VERIFY(bar->isVisible());
        stage.scripted.connection.retryNow();
        QTRY_COMPARE(stage.scripted.dials, 2);
        stage.scripted.greet();
        QTRY_COMPARE(stage.scripted.connection.state(), ServerConnection::State::Live);
        QTRY_VERIFY(!bar->isVisible());
    }

    void whoeverWasNeverConnectedIsOfferedAnotherTokenAndWhoeverWasIsNot()
    {
        Stage never;
        never.scripted.connection.start();
        never.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(never.scripted.connection.state(), ServerConnection::State::Reconnecting);
        QTRY_VERIFY(never.barButton()->isVisible());
        Stage once;
        once.scripted.beLive();
        once.scripted.server->close(CloseNoAnswer, {});
        QTRY_COMPARE(once.scripted.connection.state(), ServerConnection::State::Reconnecting);
        QVERIFY(!once.barButton()->isVisible());
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestNavigation, QApplication> kTestNavigation;

} // namespace tst_navigation

#include "tst_navigation.moc"

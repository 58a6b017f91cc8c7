// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "filledshop.h"
#include "models/foreigntext.h"
#include "ownsettings.h"
#include "pages/dumpdialog.h"
#include "support/testmain.h"
#include "widgets/messagebar.h"
#include "widgets/page.h"
#include "widgets/tile.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QStyledItemDelegate>
#include <QTextDocument>
#include <QTextEdit>
#include <QToolTip>

#include <algorithm>

namespace tst_hostilevalues {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

using HostileShop = FilledShop;

// --- what must not be

QStringList faultsOfLabels(const QWidget &window)
{
    QStringList faults;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        label->ensurePolished();
        if (label->textFormat() != Qt::PlainText)
            faults.append(u"label that takes markup: "_s + label->text().left(60));
        if (label->text().size() > foreign::kMostOfLabel + 1 || label->text().contains(QChar(u'\0')))
            faults.append(u"label that shows all: "_s + label->text().left(60));
    }
    for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
        QString text = button->text();
        if (text.contains(kMark) && text.remove(u"&&"_s).contains(u'&'))
            faults.append(u"button with a key of theirs: "_s + button->text().left(60));
    }
    return faults;
}

QStringList faultsOfDocuments(const QWidget &window)
{
    QList<const QTextDocument *> documents;
    for (const QTextEdit *edit : window.findChildren<QTextEdit *>())
        documents.append(edit->document());
    for (const QPlainTextEdit *edit : window.findChildren<QPlainTextEdit *>())
        documents.append(edit->document());
    QStringList faults;
    for (const QTextDocument *document : std::as_const(documents)) {
        const auto formats = document->allFormats();
        for (const QTextFormat &format : formats) {
            if (format.isImageFormat() || format.isTableFormat() || format.toCharFormat().isAnchor())
                faults.append(u"document with markup: "_s + document->toPlainText().left(60));
        }
    }
    return faults;
}

// Where there is room for a line.
QStringList faultsOfLine(const QString &shown, qsizetype most)
{
    QStringList faults;
    if (shown.size() > most + 1)
        faults.append(u"line that shows all: "_s + shown.left(60));
    for (const QChar letter :
         {QChar(u'\n'), QChar(u'\0'), QChar(u'\x1b'), QChar(char16_t(0x202e)), QChar(char16_t(0x2067))}) {
        if (shown.contains(letter))
            faults.append(u"line with a %1: "_s.arg(int(letter.unicode()), 0, 16) + shown.left(60));
    }
    return faults;
}

// Asks for the tooltip there, as a mouse that rests does.
QStringList faultsOfTip(QWidget *widget, const QPoint &at, const QString &expected)
{
    QHelpEvent asked(QEvent::ToolTip, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget, &asked);
    QStringList faults;
    if (QToolTip::text() != foreign::tip(expected))
        faults.append(u"tooltip that is not as it should be: "_s + QToolTip::text().left(60));
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (const QWidget *window : windows) {
        const auto *label = window->inherits("QTipLabel") ? qobject_cast<const QLabel *>(window) : nullptr;
        if (label && label->textFormat() != Qt::PlainText)
            faults.append(u"tooltip that takes markup: "_s + label->text().left(60));
    }
    return faults;
}

QStringList faultsOfCell(const QAbstractItemView &view, const QStyledItemDelegate &delegate,
                         const QModelIndex &index)
{
    QStringList faults;
    const QString shown = delegate.displayText(index.data(), QLocale());
    if (shown.size() > foreign::kMostOfCell + 1 || shown.contains(u'\n'))
        faults.append(u"cell that shows all: "_s + shown.left(60));
    const QRect cell = view.visualRect(index).intersected(view.viewport()->rect());
    const QString tip = index.data(Qt::ToolTipRole).toString();
    if (!tip.isEmpty() && !cell.isEmpty())
        faults += faultsOfTip(view.viewport(), cell.center(), tip);
    return faults;
}

// Of the first rows of the tables and lists that are seen.
QStringList faultsOfCells(const QWidget &window)
{
    constexpr int kRows = 3;
    QStringList faults;
    for (const QAbstractItemView *view : window.findChildren<QAbstractItemView *>()) {
        const auto *delegate = qobject_cast<const QStyledItemDelegate *>(view->itemDelegate());
        if (!delegate || !view->isVisible() || qobject_cast<const QHeaderView *>(view))
            continue;
        for (int row = 0; row < std::min(kRows, view->model()->rowCount()); ++row) {
            for (int column = 0; column < view->model()->columnCount(); ++column)
                faults += faultsOfCell(*view, *delegate, view->model()->index(row, column));
        }
    }
    return faults;
}

// Cells of first rows that are seen, and hold what strangers wrote.
int cellsOfTheirs(const QWidget &page)
{
    int count = 0;
    for (const QAbstractItemView *view : page.findChildren<QAbstractItemView *>()) {
        if (!view->isVisible() || qobject_cast<const QHeaderView *>(view) || view->model()->rowCount() == 0)
            continue;
        for (int column = 0; column < view->model()->columnCount(); ++column)
            count += view->model()->index(0, column).data().toString().contains(kMark) ? 1 : 0;
    }
    return count;
}

QStringList faultsOf(const QWidget &window)
{
    QStringList faults = faultsOfLabels(window) + faultsOfDocuments(window) + faultsOfCells(window);
    QWidgetList explained; // without the window of a tooltip, which the next one deletes
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->toolTip().contains(kMark))
            explained.append(widget);
    }
    for (QWidget *widget : std::as_const(explained))
        faults += faultsOfTip(widget, widget->rect().center(), widget->toolTip());
    faults.removeDuplicates();
    return faults;
}

} // namespace

// The console on texts that strangers wrote: each page, table and dialog of it shows them as they are.
class TestHostileValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void everyPageShowsThemAsTheyAre_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("tags")
            << u"<img src='none.png'><b>mark</b><a href='file:///etc/passwd'>here</a><table><tr><td>x"_s;
        QTest::newRow("signs of keys") << u"&File && mark &lt;b&gt; &"_s;
        QTest::newRow("places of values") << u"%1 mark %2 %n %L3"_s;
        QTest::newRow("null and escape") << u"mark"_s + QChar(u'\0') + QChar(u'\x1b') + u"[2J"_s;
        QTest::newRow("turned around")
            << QChar(char16_t(0x202e)) + u"mark"_s + QChar(char16_t(0x2067)) + QChar(char16_t(0x200f));
        QTest::newRow("zalgo") << u"mark"_s + QString(200, QChar(char16_t(0x0335))) + u"s"_s;
        QTest::newRow("emoji") << u"mark 👩‍👩‍👧‍👦 ❤️ 🏴‍☠️"_s;
        QTest::newRow("64 KiB of words") << u"mark "_s.repeated(13'107);
        QTest::newRow("64 KiB in one word") << u"mark"_s.repeated(16'384);
        QTest::newRow("lines") << u"mark\n"_s.repeated(2'000);
    }
    void everyPageShowsThemAsTheyAre()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        int cells = 0;
        for (const Page *page : shop.window.pages()) {
            shop.open(page->key());
            cells += cellsOfTheirs(*page);
            const QStringList faults = faultsOf(shop.window);
            QVERIFY2(faults.isEmpty(), qPrintable(page->key() + u'\n' + faults.join(u'\n')));
        }
        QVERIFY2(cells >= 10, qPrintable(QString::number(cells)));
        for (const char *view : {"statements", "sizes"}) {
            shop.open(u"database"_s, QString::fromLatin1(view));
            const QStringList seen = faultsOf(shop.window);
            QVERIFY2(seen.isEmpty(), qPrintable(QString::fromLatin1(view) + u'\n' + seen.join(u'\n')));
        }
        shop.open(u"customers"_s, u"review"_s);
        shop.open(u"customers"_s, u"7"_s);
        QTRY_VERIFY_WITH_TIMEOUT(showsCard(shop.window), 30'000);
        const QStringList faults = faultsOf(shop.window);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void everyTileShowsThemAsTheyAre_data() { everyPageShowsThemAsTheyAre_data(); }
    void everyTileShowsThemAsTheyAre()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        shop.open(u"overview"_s);
        int theirs = 0;
        for (const Tile *tile : shop.window.findChildren<Tile *>()) {
            theirs += tile->shown().detail.contains(kMark) ? 1 : 0;
            const QStringList faults = faultsOfLine(tile->shown().value, foreign::kMostOfCell) +
                                       faultsOfLine(tile->shown().detail, foreign::kMostOfCell);
            QVERIFY2(faults.isEmpty(), qPrintable(tile->objectName() + u'\n' + faults.join(u'\n')));
        }
        QVERIFY2(theirs >= 5, qPrintable(QString::number(theirs)));
    }

    void theWindowItselfShowsThemAsTheyAre_data() { everyPageShowsThemAsTheyAre_data(); }
    // Its title, its status bar, the band above the pages and what is said below that.
    void theWindowItselfShowsThemAsTheyAre()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        const auto *verdict = shop.window.findChild<QPushButton *>(u"verdict"_s);
        const auto *about = shop.window.statusBar()->findChild<QLabel *>(u"about"_s);
        QVERIFY(verdict && about);
        const QString onBand = verdict->text().replace(u"&&"_s, u"&"_s);
        const QList<std::pair<QString, qsizetype>> lines{{shop.window.windowTitle(), foreign::kMostOfTitle},
                                                         {about->text(), foreign::kMostOfCell},
                                                         {onBand, foreign::kMostOfTitle}};
        for (const auto &[shown, most] : lines) {
            QVERIFY2(shown.contains(kMark), qPrintable(shown));
            const QStringList faults = faultsOfLine(shown, most);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        }
        auto *banner = shop.window.findChild<MessageBar *>();
        QVERIFY(banner);
        banner->show(Tone::Bad, text);
        QCOMPARE(banner->text(), foreign::text(text));
        const QStringList faults = faultsOf(shop.window);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    // Qt tells the status bar of each entry of a menu that the pointer passes, and of none behind it.
    void whatTheStatusBarSaysStaysAfterAMenu()
    {
        HostileShop shop(u"shop-1"_s);
        shop.greet();
        const auto *about = shop.window.statusBar()->findChild<QLabel *>(u"about"_s);
        QVERIFY(about);
        QTRY_VERIFY(about->text().contains(u"shop-1"_s));
        for (const QString &tip : {u"An entry"_s, QString()}) {
            QStatusTipEvent passed(tip);
            QCoreApplication::sendEvent(&shop.window, &passed);
        }
        QVERIFY(about->text().contains(u"shop-1"_s));
        QVERIFY(!about->isHidden());
        QCOMPARE(shop.window.statusBar()->currentMessage(), QString());
    }

    void aDumpIsShownAsItIs_data() { everyPageShowsThemAsTheyAre_data(); }
    void aDumpIsShownAsItIs()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        auto *dialog = new DumpDialog(text, text, &shop.window);
        dialog->open();
        QVERIFY2(dialog->windowTitle().contains(kMark), qPrintable(dialog->windowTitle()));
        const QStringList faults =
            faultsOfLine(dialog->windowTitle(), foreign::kMostOfTitle) + faultsOf(*dialog);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        dialog->reject();
    }

    void everyDialogShowsThemAsTheyAre_data() { everyPageShowsThemAsTheyAre_data(); }
    void everyDialogShowsThemAsTheyAre()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        int dialogs = 0;
        for (Page *page : shop.window.pages()) {
            shop.open(page->key());
            for (QPushButton *button : page->findChildren<QPushButton *>()) {
                if (!button->isEnabled() || !button->isVisible() || !button->text().endsWith(u'…'))
                    continue;
                button->click();
                for (ChangeDialog *dialog : shop.window.findChildren<ChangeDialog *>()) {
                    const QStringList faults = faultsOf(*dialog);
                    QVERIFY2(faults.isEmpty(), qPrintable(dialog->windowTitle() + faults.join(u'\n')));
                    QVERIFY(dialog->windowTitle().size() <= foreign::kMostOfTitle + 1);
                    dialog->reject();
                    ++dialogs;
                }
                for (QDialog *dialog : shop.window.findChildren<QDialog *>())
                    dialog->reject();
                QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            }
        }
        QVERIFY(dialogs > 5);
    }

    void whereOneCanJumpToIsShownAsItIs_data() { everyPageShowsThemAsTheyAre_data(); }
    void whereOneCanJumpToIsShownAsItIs()
    {
        QFETCH(QString, text);
        HostileShop shop(text);
        shop.greet();
        for (QAction *action : shop.window.findChildren<QAction *>()) {
            if (action->text().startsWith(u"&Jump"_s))
                action->trigger();
        }
        auto *dialog = shop.window.findChild<QDialog *>(u"jumpDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        const auto *list = dialog->findChild<QListWidget *>();
        const auto *delegate = qobject_cast<const QStyledItemDelegate *>(list->itemDelegate());
        int theirs = 0;
        for (int row = 0; row < list->count(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            theirs += index.data().toString().contains(kMark) ? 1 : 0;
            const QStringList faults = faultsOfCell(*list, *delegate, index);
            QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
        }
        QVERIFY(theirs >= 2); // a worker and a flag
        dialog->reject();
    }

    // Whoever is looked at cannot make the window wider than the screen.
    void theWindowStaysAsWideAsItIs()
    {
        HostileShop calm(kMark);
        calm.greet();
        HostileShop shop(kMark.repeated(16'384));
        shop.greet();
        for (const Page *page : shop.window.pages()) {
            calm.open(page->key());
            shop.open(page->key());
        }
        const int usual = calm.window.minimumSizeHint().width();
        const int needed = shop.window.minimumSizeHint().width();
        QVERIFY2(needed < usual + 1'000, qPrintable(u"%1, usually %2"_s.arg(needed).arg(usual)));
    }

private:
    static bool showsCard(const MainWindow &window)
    {
        const auto widgets = window.findChildren<QWidget *>();
        return std::any_of(widgets.begin(), widgets.end(), [](const QWidget *widget) {
            return widget->isVisible() && widget->accessibleName() == u"What the customer has";
        });
    }

    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestHostileValues, QApplication> kTestHostileValues;

} // namespace tst_hostilevalues

#include "tst_hostilevalues.moc"

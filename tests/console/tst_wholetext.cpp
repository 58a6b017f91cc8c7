// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/jumpdialog.h"
#include "app/language.h"
#include "app/serverdialog.h"
#include "filledshop.h"
#include "ownsettings.h"
#include "pages/dumpdialog.h"
#include "support/testmain.h"
#include "widgets/label.h"
#include "widgets/page.h"
#include "widgets/tile.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QStyleOptionFrame>
#include <QTabBar>
#include <QTableView>

namespace tst_wholetext {

using namespace turnpike;
using namespace turnpike::consoletest;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize kScreen(1024, 700); // the smallest that a page must be whole on
constexpr int kTileMargins = 40;    // beside a tile's title: its margins, and the shape of its tone
constexpr int kButtonFrame = 6;

// As it is drawn: without the signs of keys.
QString drawn(QString text)
{
    const QChar kept(u'\1');
    return text.replace(u"&&"_s, QString(kept)).remove(u'&').replace(kept, u'&');
}

int widthOf(const QWidget &widget, const QString &text)
{
    return widget.fontMetrics().horizontalAdvance(text);
}

bool isCut(const QLabel &label)
{
    if (label.text().isEmpty())
        return false;
    if (label.wordWrap())
        return label.heightForWidth(label.width()) > label.height() + 1;
    const int room = label.contentsRect().width() - 2 * label.margin();
    const QString text = label.buddy() ? drawn(label.text()) : label.text();
    return label.fontMetrics().size(0, text).width() > room + 1;
}

bool isCut(const QAbstractButton &button)
{
    if (qobject_cast<const Tile *>(&button))
        return widthOf(button, button.text()) > button.width() - kTileMargins;
    // The band shows the beginning of the verdict, which the overview has in full.
    if (button.text().isEmpty() || button.objectName() == u"verdict")
        return false;
    if (!qobject_cast<const QPushButton *>(&button))
        return button.sizeHint().width() > button.width();
    // Its hint is wider than its text.
    const int icon = button.icon().isNull() ? 0 : button.iconSize().width() + kButtonFrame;
    return widthOf(button, drawn(button.text())) + icon + kButtonFrame > button.width();
}

bool isCut(const QComboBox &box)
{
    QStyleOptionComboBox option;
    option.initFrom(&box);
    const QRect field =
        box.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &box);
    return !box.isEditable() && widthOf(box, box.currentText()) > field.width();
}

bool isCut(const QLineEdit &edit)
{
    QStyleOptionFrame option;
    option.initFrom(&edit);
    option.lineWidth = edit.style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &option, &edit);
    const QRect room = edit.style()->subElementRect(QStyle::SE_LineEditContents, &option, &edit);
    constexpr int kMargins = 4; // Qt's own, beside the text
    return widthOf(edit, edit.placeholderText()) > room.width() - kMargins;
}

bool isCut(const QGroupBox &box)
{
    return !box.title().isEmpty() && box.minimumSizeHint().width() > box.width();
}

// What is cut of a widget with several texts.
QStringList cutOf(const QTabBar &tabs)
{
    QStringList cut;
    for (int i = 0; i < tabs.count(); ++i) {
        if (widthOf(tabs, drawn(tabs.tabText(i))) > tabs.tabRect(i).width())
            cut.append(tabs.tabText(i));
    }
    if (tabs.sizeHint().width() > tabs.width())
        cut.append(u"tabs that have to be scrolled"_s);
    return cut;
}

QStringList cutOf(const QTableView &table)
{
    QStringList cut;
    const QHeaderView &header = *table.horizontalHeader();
    for (int i = 0; i < header.count(); ++i) {
        if (!header.isSectionHidden(i) && header.sectionSizeHint(i) > header.sectionSize(i))
            cut.append(table.model()->headerData(i, Qt::Horizontal).toString());
    }
    return cut;
}

QStringList cutOf(const QListWidget &list)
{
    QStringList cut;
    for (int i = 0; i < list.count(); ++i) {
        if (list.wordWrap() || widthOf(list, list.item(i)->text()) <= list.viewport()->width())
            continue;
        cut.append(list.item(i)->text());
    }
    return cut;
}

QString nameOf(const QWidget &widget)
{
    const QString name = widget.objectName().isEmpty() ? widget.accessibleName() : widget.objectName();
    return u"%1 %2"_s.arg(QString::fromLatin1(widget.metaObject()->className()), name);
}

template<class Widget, class Text>
void addCut(QStringList &faults, const QWidget &root, const Text &text)
{
    for (const Widget *widget : root.findChildren<Widget *>()) {
        if (widget->isVisible() && isCut(*widget))
            faults.append(u"%1: “%2” needs more than %3 × %4"_s.arg(nameOf(*widget), text(*widget))
                              .arg(widget->width())
                              .arg(widget->height()));
    }
}

template<class Widget>
void addCuts(QStringList &faults, const QWidget &root)
{
    for (const Widget *widget : root.findChildren<Widget *>()) {
        if (!widget->isVisible())
            continue;
        for (const QString &text : cutOf(*widget))
            faults.append(u"%1: “%2”"_s.arg(nameOf(*widget), text));
    }
}

// What a person would see cut, in all that is visible within.
QStringList cutIn(const QWidget &root)
{
    QStringList faults;
    addCut<QLabel>(faults, root, [](const QLabel &label) { return label.text().left(60); });
    addCut<QAbstractButton>(faults, root, [](const QAbstractButton &button) { return button.text(); });
    addCut<QComboBox>(faults, root, [](const QComboBox &box) { return box.currentText(); });
    addCut<QLineEdit>(faults, root, [](const QLineEdit &edit) { return edit.placeholderText(); });
    addCut<QGroupBox>(faults, root, [](const QGroupBox &box) { return box.title(); });
    addCuts<QTabBar>(faults, root);
    addCuts<QTableView>(faults, root);
    addCuts<QListWidget>(faults, root);
    return faults;
}

QStringList tooLarge(const QWidget &window)
{
    const QSize least = window.minimumSizeHint().expandedTo(window.minimumSize());
    if (least.width() <= kScreen.width() && least.height() <= kScreen.height())
        return {};
    return {u"needs %1 × %2"_s.arg(least.width()).arg(least.height())};
}

// A window of that size, with nothing but its pages.
struct SmallShop : FilledShop
{
    SmallShop()
        : FilledShop(u"Anna"_s)
    {
        for (QDockWidget *dock : window.findChildren<QDockWidget *>())
            dock->hide();
        greet();
        window.resize(kScreen);
    }
    QStringList faultsOf(const QString &page, const QString &target = {})
    {
        open(page, target);
        window.resize(kScreen);
        QCoreApplication::processEvents(); // laid out, columns sized
        QStringList faults = cutIn(window) + tooLarge(window);
        if (window.size() != kScreen)
            faults.append(u"is %1 × %2"_s.arg(window.width()).arg(window.height()));
        return faults;
    }
};

} // namespace

// Nothing that the console says is cut on a small screen, in any language.
class TestWholeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_settings.use()); }

    void aCutIsSeen()
    {
        QWidget window;
        Label label(u"A sentence that is longer than its room"_s, &window);
        QPushButton button(u"A button that is, too"_s, &window);
        QComboBox box(&window);
        box.addItem(u"A choice of many words"_s);
        QLineEdit edit(&window);
        edit.setPlaceholderText(u"What is to be written here"_s);
        window.show();
        for (QWidget *widget : {static_cast<QWidget *>(&label), static_cast<QWidget *>(&button),
                                static_cast<QWidget *>(&box), static_cast<QWidget *>(&edit)})
            widget->resize(40, 30);
        QCOMPARE(cutIn(window).size(), 4);
        for (QWidget *widget : {static_cast<QWidget *>(&label), static_cast<QWidget *>(&button),
                                static_cast<QWidget *>(&box), static_cast<QWidget *>(&edit)})
            widget->resize(600, 30);
        QVERIFY2(cutIn(window).isEmpty(), qPrintable(cutIn(window).join(u'\n')));
        label.setWordWrap(true);
        label.resize(60, 16);
        QCOMPARE(cutIn(window).size(), 1);
        window.setMinimumWidth(1025);
        QCOMPARE(tooLarge(window).size(), 1);
    }

    void everyPageIsWhole_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << u"en"_s; // before the other, whose translators stay
        QTest::newRow("ru") << u"ru"_s;
    }

    void everyPageIsWhole()
    {
        QFETCH(QString, language);
        console::language::install(language);
        SmallShop shop;
        QStringList faults;
        const auto look = [&](const QString &page, const QString &target = {}) {
            for (const QString &fault : shop.faultsOf(page, target))
                faults.append(u"%1 %2: %3"_s.arg(page, target, fault));
        };
        for (const Page *page : shop.window.pages())
            look(page->key());
        for (const QString &view : {u"statements"_s, u"sizes"_s})
            look(u"database"_s, view);
        look(u"customers"_s, u"review"_s);
        look(u"customers"_s, u"7"_s);
        faults.removeDuplicates();
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void theDocksAreWhole_data() { everyPageIsWhole_data(); }
    void theDocksAreWhole()
    {
        QFETCH(QString, language);
        console::language::install(language);
        SmallShop shop;
        for (QDockWidget *dock : shop.window.findChildren<QDockWidget *>()) {
            dock->show();
            dock->raise();
            const QStringList faults = shop.faultsOf(u"workers"_s);
            QVERIFY2(faults.isEmpty(), qPrintable(dock->windowTitle() + u'\n' + faults.join(u'\n')));
            dock->hide();
        }
    }

    void everyDialogIsWhole_data() { everyPageIsWhole_data(); }
    void everyDialogIsWhole()
    {
        QFETCH(QString, language);
        console::language::install(language);
        SmallShop shop;
        QStringList faults;
        int dialogs = 0;
        const auto look = [&](QDialog *dialog) {
            dialog->show();
            QCoreApplication::processEvents();
            for (const QString &fault : cutIn(*dialog) + tooLarge(*dialog))
                faults.append(u"%1: %2"_s.arg(dialog->windowTitle(), fault));
            dialog->reject();
            ++dialogs;
        };
        for (Page *page : shop.window.pages()) {
            shop.open(page->key());
            for (QPushButton *button : page->findChildren<QPushButton *>()) {
                if (!button->isEnabled() || !button->isVisible() || !button->text().endsWith(u'…'))
                    continue;
                button->click();
                for (ChangeDialog *dialog : shop.window.findChildren<ChangeDialog *>())
                    look(dialog);
                for (QDialog *dialog : shop.window.findChildren<QDialog *>())
                    dialog->reject(); // the one for a file is not ours
                QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            }
        }
        QVERIFY(dialogs > 5);
        look(new JumpDialog(shop.window.pages().first()->jumps(), &shop.window)); // goes when it is closed
        look(new DumpDialog(u"instance-1"_s, u"what each thread did"_s, &shop.window));
        Profiles profiles;
        TokenStore tokens(u"turnpike-tests"_s);
        ServerDialog servers(profiles, tokens);
        look(&servers);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

private:
    OwnSettings m_settings;
};

const turnpike::test::RegisteredTest<TestWholeText, QApplication> kTestWholeText;

} // namespace tst_wholetext

#include "tst_wholetext.moc"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "models/foreigntext.h"
#include "support/testmain.h"
#include "widgets/label.h"
#include "widgets/plainguard.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QHelpEvent>
#include <QListWidget>
#include <QMessageBox>
#include <QRegularExpression>
#include <QTest>
#include <QToolTip>

namespace tst_foreigntext {

using namespace turnpike::console;
using namespace Qt::StringLiterals;

namespace {

const QString kMarkup = u"<img src='none.png'><b>Anna</b>"_s;

// What no source of the console may say, where it may all the same, and why.
struct Rule
{
    const char *pattern;
    const char *allowed; // pattern of files
    const char *why;
};

constexpr Rule kRules[] = {
    {"\\bQLabel\\b", "^(widgets/(label|plainguard)\\.|pch\\.h)", "a Label is plain and bounded"},
    {"\\bQToolTip\\b", "^widgets/plainguard\\.", "showTip() is plain and bounded"},
    {"\\bQTextEdit\\b", "^pages/auditdetail\\.", "a QPlainTextEdit knows no markup"},
    {"\\bQSystemTrayIcon\\b", "^app/tray\\.", "the desktop takes text for markup"},
    {"\\b(setHtml|insertHtml|appendHtml|toHtmlEscaped|setMarkdown|setWhatsThis)\\b", "^$",
     "what is put together as markup is forgotten to be escaped some day"},
    {"\\bQt::(RichText|AutoText|MarkdownText)\\b", "^$", "text is plain"},
    {"\\b(QTextBrowser|QTextDocument|QStaticText|QMessageBox|QErrorMessage|QInputDialog)\\b", "^$",
     "they take for markup what looks like it"},
    {"\\b(QDesktopServices|setOpenExternalLinks|linkActivated|LinksAccessibleBy|TextBrowser)", "^$",
     "the console opens nothing that others wrote"},
    {"\"[^\"\\n]*</?(a|b|br|code|font|h[1-6]|html|i|img|p|pre|span|table|td|tr|u)\\b[^\"\\n]*>", "^$",
     "markup would be shown as it is"},
    {"\\bsetWindowTitle\\((?!foreign::|tr\\(\"[^\"]*\"\\)\\))", "^app/alertsdock\\.",
     "titles are bounded, on one line"},
};

QStringList faultsOf(const QString &file, const QString &source)
{
    QStringList faults;
    for (const Rule &rule : kRules) {
        if (file.contains(QRegularExpression(QString::fromLatin1(rule.allowed))))
            continue;
        const auto match = QRegularExpression(QString::fromLatin1(rule.pattern)).match(source);
        if (match.hasMatch())
            faults.append(u"%1: %2: %3"_s.arg(file, match.captured(), QString::fromLatin1(rule.why)));
    }
    return faults;
}

// The windows of tooltips that there are.
QList<const QLabel *> tips()
{
    QList<const QLabel *> all;
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (const QWidget *window : windows) {
        if (window->inherits("QTipLabel"))
            all.append(qobject_cast<const QLabel *>(window));
    }
    return all;
}

void askForTip(QWidget *widget, const QPoint &at)
{
    QHelpEvent asked(QEvent::ToolTip, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget, &asked);
}

} // namespace

// What others wrote is shown as it is, within bounds, whoever shows it.
class TestForeignText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsTreacherousIsSeen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto add = [](const char *name, const QString &text, const QString &shown) {
            QTest::newRow(name) << text << shown;
        };
        add("empty", {}, {});
        add("markup", kMarkup, kMarkup);
        add("letters of ours", u"причина\tи\nследствие"_s, u"причина\tи\nследствие"_s);
        add("lines of Windows", u"a\r\nb\rc"_s, u"a\nb�c"_s);
        add("null", u"a"_s + QChar(u'\0') + u"b"_s, u"a�b"_s);
        add("escape", u"a"_s + QChar(u'\x1b') + u"[2J"_s, u"a�[2J"_s);
        add("turned around", u"a"_s + QChar(char16_t(0x202e)) + u"b"_s, u"a�b"_s);
        add("isolated", u"a"_s + QChar(char16_t(0x2067)) + u"b"_s, u"a�b"_s);
        add("mark of direction", u"a"_s + QChar(char16_t(0x200f)) + u"b"_s, u"ab"_s);
        add("half a letter", u"a"_s + QChar(char16_t(0xd83d)) + u"b"_s, u"a�b"_s);
        const QString family = u"👩‍👩‍👧 ❤️"_s;
        add("emoji", family, family);
        add("accents", u"e"_s + QString(2, QChar(char16_t(0x301))),
            u"e"_s + QString(2, QChar(char16_t(0x301))));
        add("zalgo", u"e"_s + QString(90, QChar(char16_t(0x335))) + u"x"_s,
            u"e"_s + QString(4, QChar(char16_t(0x335))) + u"x"_s);
    }
    void whatIsTreacherousIsSeen()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        QCOMPARE(foreign::text(text), shown);
    }

    void whatIsLongIsCut()
    {
        const QString longText(65'536, u'x');
        QCOMPARE(foreign::text(longText), QString(foreign::kMostOfLabel, u'x') + u'…');
        QCOMPARE(foreign::text(longText, 3), u"xxx…"_s);
        QCOMPARE(foreign::line(u"a\nb\tc"_s), u"a b c"_s);
        QVERIFY(foreign::text(QString(65'536, u'\n')).count(u'\n') <= 40);
        QVERIFY(foreign::text(QString(65'536, QChar(char16_t(0x335)))).size() <= 5);
        const QStringList lines = foreign::tip(longText).split(u'\n');
        QVERIFY(lines.size() > 1 && lines.size() <= 31);
        for (const QString &line : lines)
            QVERIFY(line.size() <= 100);
        QCOMPARE(foreign::tip(u"word "_s.repeated(30)).split(u'\n').size(), 2);
    }

    void aKeyOrATagIsMadeOfNothing()
    {
        QCOMPARE(foreign::button(u"A&B && C\n"_s), u"A&&B &&&& C "_s);
        QCOMPARE(foreign::desktop(u"<b>A & B</b> &lt;"_s), u"‹b›A ＆ B‹/b› ＆lt;"_s);
    }

    // Of ours, of Qt itself, in the dialogs that Qt makes.
    void labelsAreNoMarkupWhoeverMakesThem()
    {
        const Label ours(kMarkup);
        QCOMPARE(ours.textFormat(), Qt::PlainText);
        const QLabel raw(kMarkup);
        raw.ensurePolished();
        QCOMPARE(raw.textFormat(), Qt::PlainText);
        QMessageBox box(QMessageBox::Warning, kMarkup, kMarkup);
        box.setInformativeText(kMarkup);
        box.show();
        int shown = 0;
        for (const QLabel *label : box.findChildren<QLabel *>()) {
            if (label->text() != kMarkup)
                continue;
            ++shown;
            QCOMPARE(label->textFormat(), Qt::PlainText);
        }
        QCOMPARE(shown, 2);
    }

    void labelsForceNoWindowToBeWide()
    {
        const Label label(QString(65'536, u'x'));
        QVERIFY(label.minimumSizeHint().width() <= 400);
        QCOMPARE(label.text().size(), foreign::kMostOfLabel + 1);
    }

    void tooltipsAreNoMarkupAndFitTheScreen()
    {
        guardWidgets();
        const QString text = kMarkup + QString(65'536, u'x');
        QWidget widget;
        widget.setToolTip(text);
        widget.show();
        askForTip(&widget, QPoint(1, 1));
        QCOMPARE(QToolTip::text(), foreign::tip(text));

        QListWidget list;
        auto *item = new QListWidgetItem(u"item"_s, &list);
        item->setToolTip(kMarkup);
        list.show();
        askForTip(list.viewport(), list.visualItemRect(item).center());
        QCOMPARE(QToolTip::text(), kMarkup);

        showTip(QPoint(1, 1), u"<i>mark</i>"_s, &widget);
        QCOMPARE(QToolTip::text(), u"<i>mark</i>"_s);
        QVERIFY(!tips().isEmpty());
        for (const QLabel *tip : tips()) {
            QCOMPARE(tip->textFormat(), Qt::PlainText);
            QVERIFY(tip->width() < 1'500);
        }
    }

    // --- sources

    void noSourceLetsTextBeInterpreted()
    {
        const QString root = qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/../console"_s;
        const QDir folder(root);
        QStringList faults;
        int read = 0;
        QDirIterator files(root, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            faults += faultsOf(folder.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()));
            ++read;
        }
        QVERIFY(read > 100);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void aSourceThatWouldIsFound_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("label") << u"auto *name = new QLabel(card.name, this);"_s;
        QTest::newRow("format") << u"label->setTextFormat(Qt::RichText);"_s;
        QTest::newRow("message box") << u"QMessageBox::warning(this, title, text);"_s;
        QTest::newRow("link") << u"QDesktopServices::openUrl(QUrl(invoice.url));"_s;
        QTest::newRow("tooltip") << u"QToolTip::showText(at, mark.text, this);"_s;
        QTest::newRow("markup") << u"label->setText(QStringLiteral(\"<b>%1</b>\").arg(name));"_s;
        QTest::newRow("title") << u"setWindowTitle(tr(\"Card of %1\").arg(card.name));"_s;
        QTest::newRow("translated markup") << u"tr(\"<code>NAME</code> prints one\")"_s;
    }
    void aSourceThatWouldIsFound()
    {
        QFETCH(QString, source);
        QVERIFY(!faultsOf(u"pages/newpage.cpp"_s, source).isEmpty());
    }
};

const turnpike::test::RegisteredTest<TestForeignText, QApplication> kTestForeignText;

} // namespace tst_foreigntext

#include "tst_foreigntext.moc"

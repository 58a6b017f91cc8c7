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

namespace {

const QString kMarkup = QStringLiteral("<img src='none.png'><b>Anna</b>");

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
            faults.append(
                QStringLiteral("%1: %2: %3").arg(file, match.captured(), QString::fromLatin1(rule.why)));
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
        add("letters of ours", QStringLiteral("причина\tи\nследствие"),
            QStringLiteral("причина\tи\nследствие"));
        add("lines of Windows", QStringLiteral("a\r\nb\rc"), QStringLiteral("a\nb�c"));
        add("null", QStringLiteral("a") + QChar(u'\0') + QStringLiteral("b"), QStringLiteral("a�b"));
        add("escape", QStringLiteral("a") + QChar(u'\x1b') + QStringLiteral("[2J"), QStringLiteral("a�[2J"));
        add("turned around", QStringLiteral("a") + QChar(char16_t(0x202e)) + QStringLiteral("b"),
            QStringLiteral("a�b"));
        add("isolated", QStringLiteral("a") + QChar(char16_t(0x2067)) + QStringLiteral("b"),
            QStringLiteral("a�b"));
        add("mark of direction", QStringLiteral("a") + QChar(char16_t(0x200f)) + QStringLiteral("b"),
            QStringLiteral("ab"));
        add("half a letter", QStringLiteral("a") + QChar(char16_t(0xd83d)) + QStringLiteral("b"),
            QStringLiteral("a�b"));
        const QString family = QStringLiteral("👩‍👩‍👧 ❤️");
        add("emoji", family, family);
        add("accents", QStringLiteral("e") + QString(2, QChar(char16_t(0x301))),
            QStringLiteral("e") + QString(2, QChar(char16_t(0x301))));
        add("zalgo", QStringLiteral("e") + QString(90, QChar(char16_t(0x335))) + QStringLiteral("x"),
            QStringLiteral("e") + QString(4, QChar(char16_t(0x335))) + QStringLiteral("x"));
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
        QCOMPARE(foreign::text(longText, 3), QStringLiteral("xxx…"));
        QCOMPARE(foreign::line(QStringLiteral("a\nb\tc")), QStringLiteral("a b c"));
        QVERIFY(foreign::text(QString(65'536, u'\n')).count(u'\n') <= 40);
        QVERIFY(foreign::text(QString(65'536, QChar(char16_t(0x335)))).size() <= 5);
        const QStringList lines = foreign::tip(longText).split(u'\n');
        QVERIFY(lines.size() > 1 && lines.size() <= 31);
        for (const QString &line : lines)
            QVERIFY(line.size() <= 100);
        QCOMPARE(foreign::tip(QStringLiteral("word ").repeated(30)).split(u'\n').size(), 2);
    }

    void aKeyOrATagIsMadeOfNothing()
    {
        QCOMPARE(foreign::button(QStringLiteral("A&B && C\n")), QStringLiteral("A&&B &&&& C "));
        QCOMPARE(foreign::desktop(QStringLiteral("<b>A & B</b> &lt;")),
                 QStringLiteral("‹b›A ＆ B‹/b› ＆lt;"));
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
        auto *item = new QListWidgetItem(QStringLiteral("item"), &list);
        item->setToolTip(kMarkup);
        list.show();
        askForTip(list.viewport(), list.visualItemRect(item).center());
        QCOMPARE(QToolTip::text(), kMarkup);

        showTip(QPoint(1, 1), QStringLiteral("<i>mark</i>"), &widget);
        QCOMPARE(QToolTip::text(), QStringLiteral("<i>mark</i>"));
        QVERIFY(!tips().isEmpty());
        for (const QLabel *tip : tips()) {
            QCOMPARE(tip->textFormat(), Qt::PlainText);
            QVERIFY(tip->width() < 1'500);
        }
    }

    // --- sources

    void noSourceLetsTextBeInterpreted()
    {
        const QString root = qEnvironmentVariable("TURNPIKE_RESOURCES") + QStringLiteral("/../console");
        const QDir folder(root);
        QStringList faults;
        int read = 0;
        QDirIterator files(root, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                           QDirIterator::Subdirectories);
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
        QTest::newRow("label") << QStringLiteral("auto *name = new QLabel(card.name, this);");
        QTest::newRow("format") << QStringLiteral("label->setTextFormat(Qt::RichText);");
        QTest::newRow("message box") << QStringLiteral("QMessageBox::warning(this, title, text);");
        QTest::newRow("link") << QStringLiteral("QDesktopServices::openUrl(QUrl(invoice.url));");
        QTest::newRow("tooltip") << QStringLiteral("QToolTip::showText(at, mark.text, this);");
        QTest::newRow("markup") << QStringLiteral("label->setText(QStringLiteral(\"<b>%1</b>\").arg(name));");
        QTest::newRow("title") << QStringLiteral("setWindowTitle(tr(\"Card of %1\").arg(card.name));");
        QTest::newRow("translated markup") << QStringLiteral("tr(\"<code>NAME</code> prints one\")");
    }
    void aSourceThatWouldIsFound()
    {
        QFETCH(QString, source);
        QVERIFY(!faultsOf(QStringLiteral("pages/newpage.cpp"), source).isEmpty());
    }
};

const turnpike::test::RegisteredTest<TestForeignText, QApplication> kTestForeignText;

} // namespace tst_foreigntext

#include "tst_foreigntext.moc"

#include "outbox/htmlparts.h"
#include "outbox/messageparts.h"
#include "support/testmain.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

namespace tst_htmlparts {

using namespace turnpike;
using namespace turnpike::outbox;
using namespace Qt::StringLiterals;

namespace {

// What people read: without tags, references as what they stand for, white space as one blank.
QString readable(QString html)
{
    static const QRegularExpression tags(QStringLiteral("<[^>]*>"));
    html.remove(tags);
    html.replace(u"&lt;"_s, u"<"_s).replace(u"&gt;"_s, u">"_s).replace(u"&amp;"_s, u"&"_s);
    return html.simplified();
}

bool isBalanced(const QString &html)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z]+)[^>]*>"));
    QStringList open;
    for (auto it = tag.globalMatch(html); it.hasNext();) {
        const QRegularExpressionMatch found = it.next();
        if (found.captured(1).isEmpty())
            open.append(found.captured(2));
        else if (open.isEmpty() || open.takeLast() != found.captured(2))
            return false;
    }
    return open.isEmpty();
}

QString words(int count)
{
    QStringList made;
    for (int i = 0; i < count; ++i)
        made.append(QStringLiteral("word%1").arg(i));
    return made.join(u' ');
}

} // namespace

// What is too long for one message.
class TestHtmlParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textThatFitsIsLeftAlone()
    {
        const QString html = QStringLiteral("<b>x</b>\n\n&lt;") + QString(4000, u'a');
        QCOMPARE(htmlParts(html), (std::vector<HtmlPart>{{html, {}}}));
        // Tags and references do not count.
        const QString amps = QStringLiteral("&amp;").repeated(4096);
        QCOMPARE(htmlParts(amps).size(), size_t(1));
    }

    void longTextIsCutIntoPartsThatFitAndSayTheSame_data()
    {
        QTest::addColumn<QString>("html");
        QTest::newRow("words") << words(2'000);
        QTest::newRow("lines") << words(2'000).replace(u' ', u'\n');
        QTest::newRow("bold") << QStringLiteral("<b>") + words(2'000) + QStringLiteral("</b>");
        QTest::newRow("nested") << QStringLiteral("<b>bold <i>") + words(2'000) +
                                       QStringLiteral("</i> end</b> x");
        QTest::newRow("references") << QStringLiteral("&lt;x&amp; ").repeated(3'000);
        QTest::newRow("links")
            << QStringLiteral("<a href=\"https://x.example/?a=1&amp;b=2\">a link</a> and ").repeated(1'000);
        QTest::newRow("one word") << QString(10'000, u'x');
        QTest::newRow("emoji") << QString::fromUtf8("😀").repeated(5'000);
        QTest::newRow("short keys") << QStringLiteral("<code>vless://a b c</code> ").repeated(1'000);
        QTest::newRow("a tag that is none") << QStringLiteral("a < b and c ").repeated(1'000);
    }

    void longTextIsCutIntoPartsThatFitAndSayTheSame()
    {
        QFETCH(QString, html);
        const std::vector<HtmlPart> parts = htmlParts(html);
        QVERIFY(parts.size() > 1);
        QStringList said;
        for (const HtmlPart &part : parts) {
            QVERIFY(part.file.isEmpty() && !part.html.isEmpty());
            QVERIFY2(readable(part.html).size() <= kLongestText, qPrintable(part.html.left(100)));
            QVERIFY(part.html.toUtf8().size() <= 32 * 1024);
            QVERIFY2(isBalanced(part.html), qPrintable(part.html.right(100)));
            QVERIFY(part.html.isValidUtf16()); // no half of an emoji
            QVERIFY2(!part.html.endsWith(u"&l") && !part.html.endsWith(u"&am"),
                     qPrintable(part.html.right(20)));
            said.append(readable(part.html));
        }
        const bool hasBlanks = readable(html).contains(u' ');
        QCOMPARE(said.join(hasBlanks ? QStringLiteral(" ") : QString()).simplified(), readable(html));
    }

    void itIsCutBetweenParagraphsThenLinesThenWords()
    {
        const auto firstOf = [](const QString &html) { return htmlParts(html).front().html; };
        const QString long1(3'000, u'a'), long2(3'000, u'b');
        QCOMPARE(firstOf(long1 + u"\n\nx y\nz "_s + long2), long1);
        QCOMPARE(firstOf(long1 + u"\nx y z "_s + long2), long1);
        QCOMPARE(firstOf(long1 + u" x y "_s + long2), long1 + u" x y"_s);
        // Not within a link, where there is another place.
        QCOMPARE(
            firstOf(long1 + u" <a href=\"https://x\">"_s + QString(600, u'c') + u" "_s + long2 + u"</a>"_s),
            long1);
    }

    void keyLongerThanAMessageIsAFileInItsPlace()
    {
        const QString key = QStringLiteral("vless://") + QString(9'000, u'k') + QStringLiteral("?a=1&b=2");
        const QString html = QStringLiteral("<b>Your key:</b>\n\n<code>") + key.toHtmlEscaped() +
                             QStringLiteral("</code>\n\nKeep it to yourself.");
        const std::vector<HtmlPart> expected{{QStringLiteral("<b>Your key:</b>"), {}},
                                             {{}, key},
                                             {QStringLiteral("Keep it to yourself."), {}}};
        QCOMPARE(htmlParts(html), expected);
        QCOMPARE(htmlParts(QStringLiteral("<code>") + key.toHtmlEscaped() + QStringLiteral("</code>")),
                 (std::vector<HtmlPart>{{{}, key}}));
    }

    void messageInPartsKeepsOrderButtonsAndDedupeKey()
    {
        const QString key(5'000, u'k');
        Message message;
        message.chat = ChatId(7);
        message.method = QStringLiteral("editMessageText");
        message.dedupeKey = QStringLiteral("once");
        message.payload = {{QStringLiteral("chat_id"), 7},
                           {QStringLiteral("message_id"), 5},
                           {QStringLiteral("message_thread_id"), 3},
                           {QStringLiteral("parse_mode"), QStringLiteral("HTML")},
                           {QStringLiteral("text"), QStringLiteral("Before <code>%1</code> after").arg(key)},
                           {QStringLiteral("reply_markup"), QJsonObject{{QStringLiteral("k"), 1}}}};
        const std::vector<Message> parts = inParts(message);
        QCOMPARE(parts.size(), size_t(3));
        QCOMPARE(parts[0].method, QStringLiteral("editMessageText"));
        QCOMPARE(parts[1].method, QStringLiteral("sendDocument"));
        QCOMPARE(parts[2].method, QStringLiteral("sendMessage"));
        QCOMPARE(parts[0].payload.value(u"text").toString(), QStringLiteral("Before"));
        QCOMPARE(parts[2].payload.value(u"text").toString(), QStringLiteral("after"));
        for (const Message &part : parts) {
            QCOMPARE(part.payload.value(u"chat_id").toInt(), 7);
            QCOMPARE(part.payload.value(u"message_thread_id").toInt(), 3);
            QCOMPARE(part.payload.contains(u"reply_markup"), &part == &parts.back());
            QCOMPARE(part.payload.contains(u"message_id"), &part == &parts.front());
            QCOMPARE(part.dedupeKey.isEmpty(), &part != &parts.front());
        }
    }

    void plainTextIsCutToo()
    {
        Message message;
        message.method = QStringLiteral("sendMessage");
        message.payload = {{QStringLiteral("text"), words(2'000) + QStringLiteral(" <b> &lt;")}};
        const std::vector<Message> parts = inParts(message);
        QVERIFY(parts.size() > 1);
        QVERIFY(parts.back().payload.value(u"text").toString().endsWith(u" <b> &lt;"));
    }
};

const turnpike::test::RegisteredTest<TestHtmlParts> kTestHtmlParts;

} // namespace tst_htmlparts

#include "tst_htmlparts.moc"

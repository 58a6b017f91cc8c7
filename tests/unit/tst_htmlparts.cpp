// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

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
    static const QRegularExpression tags(u"<[^>]*>"_s);
    html.remove(tags);
    html.replace(u"&lt;"_s, u"<"_s).replace(u"&gt;"_s, u">"_s).replace(u"&amp;"_s, u"&"_s);
    return html.simplified();
}

bool isBalanced(const QString &html)
{
    static const QRegularExpression tag(u"<(/?)([a-z]+)[^>]*>"_s);
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
        made.append(u"word%1"_s.arg(i));
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
        const QString html = u"<b>x</b>\n\n&lt;"_s + QString(4000, u'a');
        QCOMPARE(htmlParts(html), (std::vector<HtmlPart>{{html, {}}}));
        // Tags and references do not count.
        const QString amps = u"&amp;"_s.repeated(4096);
        QCOMPARE(htmlParts(amps).size(), size_t(1));
    }

    void longTextIsCutIntoPartsThatFitAndSayTheSame_data()
    {
        QTest::addColumn<QString>("html");
        QTest::newRow("words") << words(2'000);
        QTest::newRow("lines") << words(2'000).replace(u' ', u'\n');
        QTest::newRow("bold") << u"<b>"_s + words(2'000) + u"</b>"_s;
        QTest::newRow("nested") << u"<b>bold <i>"_s + words(2'000) + u"</i> end</b> x"_s;
        QTest::newRow("references") << u"&lt;x&amp; "_s.repeated(3'000);
        QTest::newRow("links") << u"<a href=\"https://x.example/?a=1&amp;b=2\">a link</a> and "_s.repeated(
            1'000);
        QTest::newRow("one word") << QString(10'000, u'x');
        QTest::newRow("emoji") << QString::fromUtf8("😀").repeated(5'000);
        QTest::newRow("short keys") << u"<code>vless://a b c</code> "_s.repeated(1'000);
        QTest::newRow("a tag that is none") << u"a < b and c "_s.repeated(1'000);
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
        QCOMPARE(said.join(hasBlanks ? u" "_s : QString()).simplified(), readable(html));
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
        const QString key = u"vless://"_s + QString(9'000, u'k') + u"?a=1&b=2"_s;
        const QString html =
            u"<b>Your key:</b>\n\n<code>"_s + key.toHtmlEscaped() + u"</code>\n\nKeep it to yourself."_s;
        const std::vector<HtmlPart> expected{
            {u"<b>Your key:</b>"_s, {}}, {{}, key}, {u"Keep it to yourself."_s, {}}};
        QCOMPARE(htmlParts(html), expected);
        QCOMPARE(htmlParts(u"<code>"_s + key.toHtmlEscaped() + u"</code>"_s),
                 (std::vector<HtmlPart>{{{}, key}}));
    }

    void messageInPartsKeepsOrderButtonsAndDedupeKey()
    {
        const QString key(5'000, u'k');
        Message message;
        message.chat = ChatId(7);
        message.method = u"editMessageText"_s;
        message.dedupeKey = u"once"_s;
        message.payload = {{u"chat_id"_s, 7},
                           {u"message_id"_s, 5},
                           {u"message_thread_id"_s, 3},
                           {u"parse_mode"_s, u"HTML"_s},
                           {u"text"_s, u"Before <code>%1</code> after"_s.arg(key)},
                           {u"reply_markup"_s, QJsonObject{{u"k"_s, 1}}}};
        const std::vector<Message> parts = inParts(message);
        QCOMPARE(parts.size(), size_t(3));
        QCOMPARE(parts[0].method, u"editMessageText"_s);
        QCOMPARE(parts[1].method, u"sendDocument"_s);
        QCOMPARE(parts[2].method, u"sendMessage"_s);
        QCOMPARE(parts[0].payload.value(u"text").toString(), u"Before"_s);
        QCOMPARE(parts[2].payload.value(u"text").toString(), u"after"_s);
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
        message.method = u"sendMessage"_s;
        message.payload = {{u"text"_s, words(2'000) + u" <b> &lt;"_s}};
        const std::vector<Message> parts = inParts(message);
        QVERIFY(parts.size() > 1);
        QVERIFY(parts.back().payload.value(u"text").toString().endsWith(u" <b> &lt;"));
    }
};

const turnpike::test::RegisteredTest<TestHtmlParts> kTestHtmlParts;

} // namespace tst_htmlparts

#include "tst_htmlparts.moc"

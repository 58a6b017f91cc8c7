// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapimarkup {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Texts as the stand-in of the Bot API reads them. Source: github.com/tdlib/td, MessageEntity.cpp
// (parse_html, fix_formatted_text, find_entities).
class TestBotApiMarkup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void htmlIsRefused_data();
    void htmlIsRefused();
    void htmlBecomesEntities_data();
    void htmlBecomesEntities();
    void telegramFindsEntitiesByItself_data();
    void telegramFindsEntitiesByItself();
    void entitiesMayBeGiven_data();
    void entitiesMayBeGiven();
};

namespace {

// "bold 0 5, text_link 7 3 https://e.org/": entities in one line, for tables.
QString shown(const QJsonArray &entities)
{
    QStringList all;
    for (const QJsonValue &value : entities) {
        const QJsonObject entity = value.toObject();
        QString line = u"%1 %2 %3"_s.arg(entity.value(u"type").toString())
                           .arg(entity.value(u"offset").toInt())
                           .arg(entity.value(u"length").toInt());
        for (const QString &key : {u"url"_s, u"language"_s, u"custom_emoji_id"_s}) {
            if (entity.contains(key))
                line += u' ' + entity.value(key).toString();
        }
        if (entity.contains(u"user"))
            line += u' ' + QString::number(entity.value(u"user").toObject().value(u"id").toInteger());
        all.append(line);
    }
    return all.join(u", "_s);
}

QJsonObject html(const QString &text)
{
    return {{u"text"_s, text}, {u"parse_mode"_s, u"HTML"_s}};
}

} // namespace

void TestBotApiMarkup::htmlIsRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, const char *text, const char *why) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(why);
    };
    row("unknown tag", "1 <x>", "Unsupported start tag \"x\" at byte offset 2");
    row("number as tag", "я < 2 <3", "Unsupported start tag \"\" at byte offset 3");
    row("heart", "<3>", "Unsupported start tag \"3\" at byte offset 0");
    row("heart at the end", "<3", "Unclosed start tag at byte offset 0");
    row("line break tag", "a<br/>b", "Unsupported start tag \"br/\" at byte offset 1");
    row("unclosed", "<b>hi", "Can't find end tag corresponding to start tag \"b\"");
    row("crossed", "<b><i>я</b></i>",
        "Unmatched end tag at byte offset 8, expected \"</i>\", found \"</b>\"");
    row("bare end tag", "a</b>", "Unexpected end tag at byte offset 1");
    row("unclosed end tag", "<b>a</b", "Unclosed end tag at byte offset 4");
    row("span without class", "<span>a</span>",
        "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0");
    row("span of another class", "<span class=\"x\">a</span>",
        "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0");
    row("attribute without name", "<a =\"x\">a</a>",
        "Empty attribute name in the tag \"a\" at byte offset 0");
    row("attribute of a closed tag", "<b/>a", "Unsupported start tag \"b/\" at byte offset 0");
    row("slash after a space", "<b />a", "Empty attribute name in the tag \"b\" at byte offset 0");
    row("address without quotes", "<a href=https://e.org>a</a>",
        "Unexpected end of name token at byte offset 8");
    row("unclosed quotes", "<a href=\"x>a</a>", "Unclosed start tag at byte offset 0");
    row("unclosed in an attribute", "<a href", "Unclosed start tag \"a\" at byte offset 0");
    row("emoji without id", "<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified");
}

void TestBotApiMarkup::htmlIsRefused()
{
    QFETCH(QString, text);
    QFETCH(QString, why);
    BotChat fixture;
    const Called called = fixture.send(html(text));
    QCOMPARE(called.description(), u"Bad Request: can't parse entities: "_s + why);
    QCOMPARE(called.status, 400);
}

void TestBotApiMarkup::htmlBecomesEntities_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("entities");
    const auto row = [](const char *name, const char *source, const char *text, const char *entities) {
        QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(text)
                            << QString::fromUtf8(entities);
    };
    row("offsets are UTF-16", "  🙂 <b>1 &lt; 2</b> <a href=\"https://e.org\">x</a>", "🙂 1 < 2 x",
        "bold 3 5, text_link 9 1 https://e.org/");
    row("entity without semicolon", "a &lt b &amp c &gt", "a < b & c >", "");
    row("numbers", "&#1103;&#x44f; &#9786", "яя ☺", "");
    row("unknown and zero stay", "&nbsp; &#0; &", "&nbsp; &#0; &", "");
    row("all simple tags",
        "<b>a</b><strong>b</strong> <i>c</i><em>d</em> <u>e</u><ins>f</ins> "
        "<s>g</s><strike>h</strike><del>i</del>",
        "ab cd ef ghi", "bold 0 2, italic 3 2, underline 6 2, strikethrough 9 3");
    row("spoilers", "<tg-spoiler>a</tg-spoiler> <span class=\"tg-spoiler\">b</span>", "a b",
        "spoiler 0 1, spoiler 2 1");
    row("quotes", "<blockquote>a</blockquote>\n<blockquote expandable>b</blockquote>", "a\nb",
        "blockquote 0 1, expandable_blockquote 2 1");
    row("line break within a tag", "<a\nhref=\"https://e.org/x\"\n>a</a\n>", "a",
        "text_link 0 1 https://e.org/x");
    row("capitals", "<B>a</b> <A HREF=\"https://e.org/\">b</A>", "a b", "bold 0 1");
    row("end tag without name", "<b>a</>", "a", "bold 0 1");
    row("code with a language", "<pre><code class=\"language-cpp\">int</code></pre>", "int", "pre 0 3 cpp");
    row("language outside of pre", "<code class=\"language-cpp\">int</code>", "int", "code 0 3");
    row("nothing inside code", "<code>a<b>b</b></code>", "ab", "code 0 2");
    row("bold around code", "<b>a <code>b</code> c</b>", "a b c", "bold 0 2, code 2 1, bold 3 2");
    row("bold around a link", "<b>a <a href=\"https://e.org/\">b</a></b>", "a b",
        "bold 0 2, text_link 2 1 https://e.org/, bold 2 1");
    row("nested the same", "<b>a<b>b</b></b>", "ab", "bold 0 2");
    row("nested others", "<b>a<i>b</i></b>", "ab", "bold 0 2, italic 1 1");
    row("empty tag", "a<b></b>", "a", "");
    row("custom emoji", "<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>", "👍",
        "custom_emoji 0 2 5368324170671202286");
    row("link by its text", "<a>https://e.org/x</a>", "https://e.org/x", "text_link 0 15 https://e.org/x");
    row("link that is none", "<a href=\"vless://k@host.org\">key</a>", "key", "");
    row("link without protocol", "<a href=\"E.org/x y\">a</a>", "a", "text_link 0 1 http://e.org/x%20y");
    row("entity in an address", "<a href='https://e.org/?a=1&amp;b=2'>a</a>", "a",
        "text_link 0 1 https://e.org/?a=1&b=2");
    row("person", "<a href=\"tg://user?id=100001\">Anna</a>", "Anna", "text_mention 0 4 100001");
    row("unknown person", "<a href=\"tg://user?id=7\">Nobody</a>", "Nobody", "");
    row("spaces at both ends", " \n <b> a </b> \n", " a", "bold 0 2");
    row("control characters", "a\tb\rc\u2028d", "a bcd", "");
}

void TestBotApiMarkup::htmlBecomesEntities()
{
    QFETCH(QString, source);
    QFETCH(QString, text);
    QFETCH(QString, entities);
    BotChat fixture;
    const QJsonObject message = fixture.sent(html(source));
    QCOMPARE(message.value(u"text").toString(), text);
    QCOMPARE(shown(message.value(u"entities").toArray()), entities);
    QCOMPARE(message.contains(u"entities"), !entities.isEmpty());
}

void TestBotApiMarkup::telegramFindsEntitiesByItself_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("entities");
    const auto row = [](const char *name, const char *text, const char *entities) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(entities);
    };
    row("mention", "ask @support_bot, not a@b1", "mention 4 12");
    row("short mention", "@abc @gif", "mention 5 4");
    row("hashtag", "#vpn #123 #новости a#b", "hashtag 0 4, hashtag 10 8");
    row("cashtag", "$USD $usd", "cashtag 0 4");
    row("command", "/start and /help@turnpike_bot a/b <//>", "bot_command 0 6, bot_command 11 18");
    row("link", "see https://e.org/a_b?c=1. And", "url 4 21");
    row("link without protocol", "example.com/x and readme.txt", "url 0 13");
    row("link in brackets", "(https://e.org/x_(y))", "url 1 19");
    row("IP address", "10.0.0.1 and 300.1.1.1", "url 0 8");
    row("port", "http://10.0.0.1:8080/x", "url 0 22");
    row("other protocols", "ftp://e.org/ vless://key@host.org:443", "url 0 12");
    row("Telegram's own", "tg://resolve?domain=x", "url 0 21");
    row("address", "mail me@example.com or mailto:a.b+c@x.org", "email 5 14, email 30 11");
    row("Cyrillic domain", "пример.рф", "url 0 9");
    row("nothing", "a.b 1.5 3/4 50% v1.2.3", "");
}

void TestBotApiMarkup::telegramFindsEntitiesByItself()
{
    QFETCH(QString, text);
    QFETCH(QString, entities);
    BotChat fixture;
    QCOMPARE(shown(fixture.sent({{u"text"_s, text}}).value(u"entities").toArray()), entities);
    // What customers write is read the same way.
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver, {{u"drop_pending_updates"_s, true}}));
    fixture.sandbox.customers().sendText(fixture.customer, text);
    QTRY_COMPARE(receiver.requests.size(), 1);
    const QJsonObject message = receiver.body(0).value(u"message").toObject();
    QCOMPARE(shown(message.value(u"entities").toArray()), entities);
}

void TestBotApiMarkup::entitiesMayBeGiven_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QString>("description"); // of the error
    QTest::addColumn<QString>("entities");
    QTest::newRow("bold") << QByteArray(R"([{"type":"bold","offset":0,"length":5}])") << QString()
                          << u"bold 0 5, url 6 5"_s;
    QTest::newRow("over a found link") << QByteArray(R"([{"type":"bold","offset":3,"length":5}])")
                                       << QString() << u"bold 3 3, url 6 5, bold 6 2"_s;
    QTest::newRow("link over a found link")
        << QByteArray(R"([{"type":"text_link","offset":6,"length":5,"url":"http://x.org"}])") << QString()
        << u"text_link 6 5 http://x.org"_s;
    QTest::newRow("what only Telegram finds")
        << QByteArray(R"([{"type":"mention","offset":0,"length":5}])") << QString() << u"url 6 5"_s;
    QTest::newRow("no entities") << QByteArray("{broken") << QString() << u"url 6 5"_s;
    QTest::newRow("behind the text")
        << QByteArray(R"([{"type":"bold","offset":6,"length":50}])")
        << u"entity beginning at UTF-16 offset 6 ends after the end of the text at UTF-16 offset 56"_s
        << QString();
    QTest::newRow("unknown type") << QByteArray(R"([{"type":"loud","offset":6,"length":50}])")
                                  << u"can't parse MessageEntity: Unsupported type specified"_s << QString();
    QTest::newRow("no length") << QByteArray(R"([{"type":"bold","offset":6}])")
                               << u"can't parse MessageEntity: Can't find field \"length\""_s << QString();
}

void TestBotApiMarkup::entitiesMayBeGiven()
{
    QFETCH(QByteArray, given);
    QFETCH(QString, description);
    QFETCH(QString, entities);
    BotChat fixture;
    const Called called =
        fixture.send({{u"text"_s, u"hello e.org"_s}, {u"entities"_s, QString::fromUtf8(given)}});
    QCOMPARE(called.description(), description.isEmpty() ? QString() : u"Bad Request: "_s + description);
    QCOMPARE(shown(called.json()[u"result"_s][u"entities"_s].toArray()), entities);
}

const turnpike::test::RegisteredTest<TestBotApiMarkup> kTestBotApiMarkup;

} // namespace tst_botapimarkup

#include "tst_botapimarkup.moc"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapikeyboards {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Keyboards as the stand-in of the Bot API reads and shows them. Sources: github.com/tdlib/telegram-bot-api,
// Client.cpp (get_reply_markup); github.com/tdlib/td, ReplyMarkup.cpp, LinkManager.cpp, HttpUrl.cpp.
class TestBotApiKeyboards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keyboardIsRefused_data();
    void keyboardIsRefused();
    void keyboardIsTaken_data();
    void keyboardIsTaken();
    void resultsShowInlineKeyboardsOnly_data();
    void resultsShowInlineKeyboardsOnly();
};

namespace {

QJsonObject button(const QJsonObject &cell)
{
    QJsonObject named = cell;
    if (!named.contains(u"text"))
        named.insert(u"text", u"A"_s);
    return {{u"reply_markup"_s, QJsonObject{{u"inline_keyboard"_s, QJsonArray{QJsonArray{named}}}}}};
}

} // namespace

void TestBotApiKeyboards::keyboardIsRefused_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("description");
    const auto markup = [](const QJsonValue &value) { return QJsonObject{{u"reply_markup"_s, value}}; };
    const auto inlineRows = [&markup](const QJsonValue &rows) {
        return markup(QJsonObject{{u"inline_keyboard"_s, rows}});
    };
    const QString cannot = u"can't parse inline keyboard button: "_s;
    const QString textOnly = cannot + u"Text buttons are unallowed in the inline keyboard"_s;
    const auto url = [](const QString &address, const QString &why) {
        return u"inline keyboard button URL '%1' is invalid: %2"_s.arg(address, why);
    };
    const auto link = [](const QString &address) { return button({{u"url"_s, address}}); };

    QTest::newRow("no JSON") << markup(u"keys"_s) << u"can't parse reply keyboard markup JSON object"_s;
    QTest::newRow("text of JSON") << markup(u"\"keys\""_s) << u"object expected as reply markup"_s;
    QTest::newRow("rows are no list")
        << inlineRows(QJsonObject()) << u"field \"inline_keyboard\" must be of type Array"_s;
    QTest::newRow("a row is no list")
        << inlineRows(QJsonArray{QJsonObject()})
        << u"field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays"_s;
    QTest::newRow("a reply row is no list") << markup(QJsonObject{{u"keyboard"_s, QJsonArray{u"Yes"_s}}})
                                            << u"field \"keyboard\" must be an Array of Arrays"_s;
    QTest::newRow("a button is a text") << inlineRows(QJsonArray{QJsonArray{u"Go"_s}})
                                        << cannot + u"InlineKeyboardButton must be an Object"_s;
    QTest::newRow("button without text")
        << inlineRows(QJsonArray{QJsonArray{QJsonObject{{u"callback_data"_s, u"a"_s}}}})
        << cannot + u"Can't find field \"text\""_s;
    QTest::newRow("no action") << button({}) << textOnly;
    QTest::newRow("empty callback data") << button({{u"callback_data"_s, QString()}}) << textOnly;
    QTest::newRow("empty address") << button({{u"url"_s, QString()}}) << textOnly;
    QTest::newRow("callback data of 65 bytes")
        << button({{u"callback_data"_s, QString(65, u'x')}}) << u"BUTTON_DATA_INVALID"_s;
    QTest::newRow("callback data of 33 Cyrillic letters")
        << button({{u"callback_data"_s, QString(33, u'я')}}) << u"BUTTON_DATA_INVALID"_s;
    QTest::newRow("callback data is an object")
        << button({{u"callback_data"_s, QJsonObject()}})
        << cannot + u"Field \"callback_data\" must be of type String"_s;
    QTest::newRow("copy of nothing") << button({{u"copy_text"_s, QJsonObject{{u"text"_s, QString()}}}})
                                     << u"BUTTON_COPY_TEXT_INVALID"_s;
    QTest::newRow("copy of 257 characters")
        << button({{u"copy_text"_s, QJsonObject{{u"text"_s, QString(257, u'я')}}}})
        << u"BUTTON_COPY_TEXT_INVALID"_s;
    QTest::newRow("copy without text")
        << button({{u"copy_text"_s, QJsonObject()}}) << cannot + u"Can't find field \"text\""_s;
    QTest::newRow("pays, but for what") << button({{u"pay"_s, true}}) << u"BUTTON_TYPE_INVALID"_s;
    QTest::newRow("unknown style") << button({{u"callback_data"_s, u"a"_s}, {u"style"_s, u"loud"_s}})
                                   << cannot + u"invalid button style specified"_s;
    QTest::newRow("vless") << link(u"vless://key@host.org:443"_s)
                           << url(u"vless://key@host.org:443"_s, u"Unsupported URL protocol"_s);
    QTest::newRow("no dot in the host")
        << link(u"http://host"_s) << url(u"http://host"_s, u"Wrong HTTP URL"_s);
    QTest::newRow("no host") << link(u"https:///x"_s) << url(u"https:///x"_s, u"URL host is empty"_s);
    QTest::newRow("port of nothing") << link(u"https://e.org:0/"_s)
                                     << url(u"https://e.org:0/"_s,
                                            u"Wrong port number specified in the URL"_s);
    QTest::newRow("space in the host")
        << link(u"https://e .org/"_s) << url(u"https://e .org/"_s, u"Disallowed character in URL host"_s);
    QTest::newRow("percent in the host")
        << link(u"https://e%2.org/"_s)
        << url(u"https://e%2.org/"_s, u"Wrong percent-encoded symbol in URL host"_s);
    QTest::newRow("web app without TLS")
        << button({{u"web_app"_s, QJsonObject{{u"url"_s, u"http://e.org/"_s}}}})
        << u"inline keyboard button Web App URL 'http://e.org/' is invalid: Only HTTPS links are "
           "allowed"_s;
}

void TestBotApiKeyboards::keyboardIsRefused()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, description);
    BotChat fixture;
    const Called called = fixture.send(change);
    QCOMPARE(called.description(), u"Bad Request: "_s + description);
    QCOMPARE(called.status, 400);
}

void TestBotApiKeyboards::keyboardIsTaken_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QJsonObject>("shownButton"); // the first of the result
    const auto row = [](const char *name, const QJsonObject &given, QJsonObject shownAs) {
        shownAs.insert(u"text", u"A"_s);
        QTest::newRow(name) << button(given) << shownAs;
    };
    const auto url = [](const QString &address) { return QJsonObject{{u"url"_s, address}}; };
    const QJsonObject data{{u"callback_data"_s, u"go"_s}};
    row("data", data, data);
    row("64 bytes", {{u"callback_data"_s, QString(64, u'x')}}, {{u"callback_data"_s, QString(64, u'x')}});
    row("number as data", {{u"callback_data"_s, 17}}, {{u"callback_data"_s, u"17"_s}});
    row("address without protocol", url(u"example.com/x"_s), url(u"http://example.com/x"_s));
    row("host in capitals", url(u"HTTPS://E.ORG:8443?a=1#b"_s), url(u"https://e.org:8443/?a=1#b"_s));
    row("Telegram's own", url(u"tg://resolve?domain=x"_s), url(u"tg://resolve?domain=x"_s));
    row("person", url(u"tg://user?id=100001"_s), url(u"tg://user?id=100001"_s));
    row("of two actions the first of the table counts",
        {{u"callback_data"_s, u"go"_s}, {u"url"_s, u"e.org"_s}}, url(u"http://e.org/"_s));
    row("data and an empty address", {{u"callback_data"_s, u"go"_s}, {u"url"_s, QString()}}, data);
    row("copy", {{u"copy_text"_s, QJsonObject{{u"text"_s, QString(256, u'я')}}}},
        {{u"copy_text"_s, QJsonObject{{u"text"_s, QString(256, u'я')}}}});
    row("style and icon",
        {{u"callback_data"_s, u"go"_s},
         {u"style"_s, u"Danger"_s},
         {u"icon_custom_emoji_id"_s, u"5368324170671202286"_s}},
        {{u"callback_data"_s, u"go"_s},
         {u"style"_s, u"danger"_s},
         {u"icon_custom_emoji_id"_s, u"5368324170671202286"_s}});
    row("default style is none", {{u"callback_data"_s, u"go"_s}, {u"style"_s, u"default"_s}}, data);
    row("disabled", {{u"disabled"_s, QJsonObject()}}, {{u"disabled"_s, QJsonObject()}});
    row("web app", {{u"web_app"_s, QJsonObject{{u"url"_s, u"https://e.org"_s}}}},
        {{u"web_app"_s, QJsonObject{{u"url"_s, u"https://e.org/"_s}}}});
    row("login is shown as a link", {{u"login_url"_s, QJsonObject{{u"url"_s, u"https://e.org/l"_s}}}},
        url(u"https://e.org/l"_s));
    row("unknown members", {{u"callback_data"_s, u"go"_s}, {u"x"_s, 1}}, data);
}

void TestBotApiKeyboards::keyboardIsTaken()
{
    QFETCH(QJsonObject, change);
    QFETCH(QJsonObject, shownButton);
    BotChat fixture;
    const Called called = fixture.send(change);
    QCOMPARE(called.description(), QString());
    const QJsonArray rows = called.json()[u"result"_s][u"reply_markup"_s][u"inline_keyboard"_s].toArray();
    QCOMPARE(rows[0].toArray()[0].toObject(), shownButton);
}

void TestBotApiKeyboards::resultsShowInlineKeyboardsOnly_data()
{
    QTest::addColumn<QJsonObject>("markup");
    QTest::addColumn<bool>("isShown");
    const QJsonObject go{{u"text"_s, u"Go"_s}, {u"callback_data"_s, u"go"_s}};
    const QJsonObject empty{{u"text"_s, QString()}, {u"callback_data"_s, u"go"_s}};
    const auto keys = [](const QString &name, const QList<QJsonArray> &rows) {
        QJsonArray all;
        for (const QJsonArray &row : rows)
            all.append(row);
        return QJsonObject{{name, all}};
    };
    const QString inlineKeys = u"inline_keyboard"_s;
    QTest::newRow("inline") << keys(inlineKeys, {QJsonArray{go}}) << true;
    QTest::newRow("inline without rows") << keys(inlineKeys, {}) << false;
    QTest::newRow("inline with an empty row") << keys(inlineKeys, {QJsonArray(), QJsonArray{go}}) << true;
    QTest::newRow("only buttons without text") << keys(inlineKeys, {QJsonArray{empty}}) << false;
    QTest::newRow("reply") << keys(u"keyboard"_s, {QJsonArray{u"Yes"_s, go}}) << false;
    QTest::newRow("remove") << QJsonObject{{u"remove_keyboard"_s, true}} << false;
    QTest::newRow("force reply") << QJsonObject{{u"force_reply"_s, true}} << false;
    QTest::newRow("nothing") << QJsonObject() << false;
}

void TestBotApiKeyboards::resultsShowInlineKeyboardsOnly()
{
    QFETCH(QJsonObject, markup);
    QFETCH(bool, isShown);
    BotChat fixture;
    const Called called = fixture.send({{u"reply_markup"_s, markup}});
    QCOMPARE(called.status, 200);
    QCOMPARE(called.json().value(u"result").toObject().contains(u"reply_markup"), isShown);
}

const turnpike::test::RegisteredTest<TestBotApiKeyboards> kTestBotApiKeyboards;

} // namespace tst_botapikeyboards

#include "tst_botapikeyboards.moc"

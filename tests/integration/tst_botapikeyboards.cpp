#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapikeyboards {

using namespace turnpike;
using namespace turnpike::test;

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
        named.insert(u"text", QStringLiteral("A"));
    return {{QStringLiteral("reply_markup"),
             QJsonObject{{QStringLiteral("inline_keyboard"), QJsonArray{QJsonArray{named}}}}}};
}

} // namespace

void TestBotApiKeyboards::keyboardIsRefused_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("description");
    const auto markup = [](const QJsonValue &value) {
        return QJsonObject{{QStringLiteral("reply_markup"), value}};
    };
    const auto inlineRows = [&markup](const QJsonValue &rows) {
        return markup(QJsonObject{{QStringLiteral("inline_keyboard"), rows}});
    };
    const QString cannot = QStringLiteral("can't parse inline keyboard button: ");
    const QString textOnly = cannot + QStringLiteral("Text buttons are unallowed in the inline keyboard");
    const auto url = [](const QString &address, const QString &why) {
        return QStringLiteral("inline keyboard button URL '%1' is invalid: %2").arg(address, why);
    };
    const auto link = [](const QString &address) { return button({{QStringLiteral("url"), address}}); };

    QTest::newRow("no JSON") << markup(QStringLiteral("keys"))
                             << QStringLiteral("can't parse reply keyboard markup JSON object");
    QTest::newRow("text of JSON") << markup(QStringLiteral("\"keys\""))
                                  << QStringLiteral("object expected as reply markup");
    QTest::newRow("rows are no list")
        << inlineRows(QJsonObject()) << QStringLiteral("field \"inline_keyboard\" must be of type Array");
    QTest::newRow("a row is no list")
        << inlineRows(QJsonArray{QJsonObject()})
        << QStringLiteral("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays");
    QTest::newRow("a reply row is no list")
        << markup(QJsonObject{{QStringLiteral("keyboard"), QJsonArray{QStringLiteral("Yes")}}})
        << QStringLiteral("field \"keyboard\" must be an Array of Arrays");
    QTest::newRow("a button is a text") << inlineRows(QJsonArray{QJsonArray{QStringLiteral("Go")}})
                                        << cannot + QStringLiteral("InlineKeyboardButton must be an Object");
    QTest::newRow("button without text")
        << inlineRows(
               QJsonArray{QJsonArray{QJsonObject{{QStringLiteral("callback_data"), QStringLiteral("a")}}}})
        << cannot + QStringLiteral("Can't find field \"text\"");
    QTest::newRow("no action") << button({}) << textOnly;
    QTest::newRow("empty callback data")
        << button({{QStringLiteral("callback_data"), QString()}}) << textOnly;
    QTest::newRow("empty address") << button({{QStringLiteral("url"), QString()}}) << textOnly;
    QTest::newRow("callback data of 65 bytes")
        << button({{QStringLiteral("callback_data"), QString(65, u'x')}})
        << QStringLiteral("BUTTON_DATA_INVALID");
    QTest::newRow("callback data of 33 Cyrillic letters")
        << button({{QStringLiteral("callback_data"), QString(33, u'я')}})
        << QStringLiteral("BUTTON_DATA_INVALID");
    QTest::newRow("callback data is an object")
        << button({{QStringLiteral("callback_data"), QJsonObject()}})
        << cannot + QStringLiteral("Field \"callback_data\" must be of type String");
    QTest::newRow("copy of nothing") << button({{QStringLiteral("copy_text"),
                                                 QJsonObject{{QStringLiteral("text"), QString()}}}})
                                     << QStringLiteral("BUTTON_COPY_TEXT_INVALID");
    QTest::newRow("copy of 257 characters")
        << button({{QStringLiteral("copy_text"), QJsonObject{{QStringLiteral("text"), QString(257, u'я')}}}})
        << QStringLiteral("BUTTON_COPY_TEXT_INVALID");
    QTest::newRow("copy without text") << button({{QStringLiteral("copy_text"), QJsonObject()}})
                                       << cannot + QStringLiteral("Can't find field \"text\"");
    QTest::newRow("pays, but for what")
        << button({{QStringLiteral("pay"), true}}) << QStringLiteral("BUTTON_TYPE_INVALID");
    QTest::newRow("unknown style") << button({{QStringLiteral("callback_data"), QStringLiteral("a")},
                                              {QStringLiteral("style"), QStringLiteral("loud")}})
                                   << cannot + QStringLiteral("invalid button style specified");
    QTest::newRow("vless") << link(QStringLiteral("vless://key@host.org:443"))
                           << url(QStringLiteral("vless://key@host.org:443"),
                                  QStringLiteral("Unsupported URL protocol"));
    QTest::newRow("no dot in the host")
        << link(QStringLiteral("http://host"))
        << url(QStringLiteral("http://host"), QStringLiteral("Wrong HTTP URL"));
    QTest::newRow("no host") << link(QStringLiteral("https:///x"))
                             << url(QStringLiteral("https:///x"), QStringLiteral("URL host is empty"));
    QTest::newRow("port of nothing") << link(QStringLiteral("https://e.org:0/"))
                                     << url(QStringLiteral("https://e.org:0/"),
                                            QStringLiteral("Wrong port number specified in the URL"));
    QTest::newRow("space in the host")
        << link(QStringLiteral("https://e .org/"))
        << url(QStringLiteral("https://e .org/"), QStringLiteral("Disallowed character in URL host"));
    QTest::newRow("percent in the host") << link(QStringLiteral("https://e%2.org/"))
                                         << url(QStringLiteral("https://e%2.org/"),
                                                QStringLiteral("Wrong percent-encoded symbol in URL host"));
    QTest::newRow("web app without TLS")
        << button({{QStringLiteral("web_app"),
                    QJsonObject{{QStringLiteral("url"), QStringLiteral("http://e.org/")}}}})
        << QStringLiteral(
               "inline keyboard button Web App URL 'http://e.org/' is invalid: Only HTTPS links are "
               "allowed");
}

void TestBotApiKeyboards::keyboardIsRefused()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, description);
    BotChat fixture;
    const Called called = fixture.send(change);
    QCOMPARE(called.description(), QStringLiteral("Bad Request: ") + description);
    QCOMPARE(called.status, 400);
}

void TestBotApiKeyboards::keyboardIsTaken_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QJsonObject>("shownButton"); // the first of the result
    const auto row = [](const char *name, const QJsonObject &given, QJsonObject shownAs) {
        shownAs.insert(u"text", QStringLiteral("A"));
        QTest::newRow(name) << button(given) << shownAs;
    };
    const auto url = [](const QString &address) { return QJsonObject{{QStringLiteral("url"), address}}; };
    const QJsonObject data{{QStringLiteral("callback_data"), QStringLiteral("go")}};
    row("data", data, data);
    row("64 bytes", {{QStringLiteral("callback_data"), QString(64, u'x')}},
        {{QStringLiteral("callback_data"), QString(64, u'x')}});
    row("number as data", {{QStringLiteral("callback_data"), 17}},
        {{QStringLiteral("callback_data"), QStringLiteral("17")}});
    row("address without protocol", url(QStringLiteral("example.com/x")),
        url(QStringLiteral("http://example.com/x")));
    row("host in capitals", url(QStringLiteral("HTTPS://E.ORG:8443?a=1#b")),
        url(QStringLiteral("https://e.org:8443/?a=1#b")));
    row("Telegram's own", url(QStringLiteral("tg://resolve?domain=x")),
        url(QStringLiteral("tg://resolve?domain=x")));
    row("person", url(QStringLiteral("tg://user?id=100001")), url(QStringLiteral("tg://user?id=100001")));
    row("of two actions the first of the table counts",
        {{QStringLiteral("callback_data"), QStringLiteral("go")},
         {QStringLiteral("url"), QStringLiteral("e.org")}},
        url(QStringLiteral("http://e.org/")));
    row("data and an empty address",
        {{QStringLiteral("callback_data"), QStringLiteral("go")}, {QStringLiteral("url"), QString()}}, data);
    row("copy", {{QStringLiteral("copy_text"), QJsonObject{{QStringLiteral("text"), QString(256, u'я')}}}},
        {{QStringLiteral("copy_text"), QJsonObject{{QStringLiteral("text"), QString(256, u'я')}}}});
    row("style and icon",
        {{QStringLiteral("callback_data"), QStringLiteral("go")},
         {QStringLiteral("style"), QStringLiteral("Danger")},
         {QStringLiteral("icon_custom_emoji_id"), QStringLiteral("5368324170671202286")}},
        {{QStringLiteral("callback_data"), QStringLiteral("go")},
         {QStringLiteral("style"), QStringLiteral("danger")},
         {QStringLiteral("icon_custom_emoji_id"), QStringLiteral("5368324170671202286")}});
    row("default style is none",
        {{QStringLiteral("callback_data"), QStringLiteral("go")},
         {QStringLiteral("style"), QStringLiteral("default")}},
        data);
    row("disabled", {{QStringLiteral("disabled"), QJsonObject()}},
        {{QStringLiteral("disabled"), QJsonObject()}});
    row("web app",
        {{QStringLiteral("web_app"), QJsonObject{{QStringLiteral("url"), QStringLiteral("https://e.org")}}}},
        {{QStringLiteral("web_app"),
          QJsonObject{{QStringLiteral("url"), QStringLiteral("https://e.org/")}}}});
    row("login is shown as a link",
        {{QStringLiteral("login_url"),
          QJsonObject{{QStringLiteral("url"), QStringLiteral("https://e.org/l")}}}},
        url(QStringLiteral("https://e.org/l")));
    row("unknown members",
        {{QStringLiteral("callback_data"), QStringLiteral("go")}, {QStringLiteral("x"), 1}}, data);
}

void TestBotApiKeyboards::keyboardIsTaken()
{
    QFETCH(QJsonObject, change);
    QFETCH(QJsonObject, shownButton);
    BotChat fixture;
    const Called called = fixture.send(change);
    QCOMPARE(called.description(), QString());
    const QJsonArray rows = called
                                .json()[QStringLiteral("result")][QStringLiteral("reply_markup")]
                                       [QStringLiteral("inline_keyboard")]
                                .toArray();
    QCOMPARE(rows[0].toArray()[0].toObject(), shownButton);
}

void TestBotApiKeyboards::resultsShowInlineKeyboardsOnly_data()
{
    QTest::addColumn<QJsonObject>("markup");
    QTest::addColumn<bool>("isShown");
    const QJsonObject go{{QStringLiteral("text"), QStringLiteral("Go")},
                         {QStringLiteral("callback_data"), QStringLiteral("go")}};
    const QJsonObject empty{{QStringLiteral("text"), QString()},
                            {QStringLiteral("callback_data"), QStringLiteral("go")}};
    const auto keys = [](const QString &name, const QList<QJsonArray> &rows) {
        QJsonArray all;
        for (const QJsonArray &row : rows)
            all.append(row);
        return QJsonObject{{name, all}};
    };
    const QString inlineKeys = QStringLiteral("inline_keyboard");
    QTest::newRow("inline") << keys(inlineKeys, {QJsonArray{go}}) << true;
    QTest::newRow("inline without rows") << keys(inlineKeys, {}) << false;
    QTest::newRow("inline with an empty row") << keys(inlineKeys, {QJsonArray(), QJsonArray{go}}) << true;
    QTest::newRow("only buttons without text") << keys(inlineKeys, {QJsonArray{empty}}) << false;
    QTest::newRow("reply") << keys(QStringLiteral("keyboard"), {QJsonArray{QStringLiteral("Yes"), go}})
                           << false;
    QTest::newRow("remove") << QJsonObject{{QStringLiteral("remove_keyboard"), true}} << false;
    QTest::newRow("force reply") << QJsonObject{{QStringLiteral("force_reply"), true}} << false;
    QTest::newRow("nothing") << QJsonObject() << false;
}

void TestBotApiKeyboards::resultsShowInlineKeyboardsOnly()
{
    QFETCH(QJsonObject, markup);
    QFETCH(bool, isShown);
    BotChat fixture;
    const Called called = fixture.send({{QStringLiteral("reply_markup"), markup}});
    QCOMPARE(called.status, 200);
    QCOMPARE(called.json().value(u"result").toObject().contains(u"reply_markup"), isShown);
}

const turnpike::test::RegisteredTest<TestBotApiKeyboards> kTestBotApiKeyboards;

} // namespace tst_botapikeyboards

#include "tst_botapikeyboards.moc"

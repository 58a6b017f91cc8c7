#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapierrors {

using namespace turnpike;
using namespace turnpike::test;

// What the stand-in of the Bot API refuses: the words of the original, in its order. Sources:
// github.com/tdlib/telegram-bot-api, Client.cpp; github.com/tdlib/td.
class TestBotApiErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callIsRefusedInTheOriginalsWords_data();
    void callIsRefusedInTheOriginalsWords();
    void faultsOfAMessageAreFoundInTheOriginalsOrder();
    void faultsOfAnEditAreFoundInTheOriginalsOrder();
};

namespace {

// A chat with these messages: 1 the customer's, 2 with inline buttons, 3 with a reply keyboard, 4 an invoice,
// 5 a photo.
struct Chat : BotChat
{
    Chat()
    {
        bot(QStringLiteral("sendMessage"), menu(customer));
        const QJsonObject keys{{QStringLiteral("keyboard"), QJsonArray{QJsonArray{QStringLiteral("Yes")}}}};
        bot(QStringLiteral("sendMessage"), {{QStringLiteral("chat_id"), customer},
                                            {QStringLiteral("text"), QStringLiteral("Well?")},
                                            {QStringLiteral("reply_markup"), keys}});
        bot(QStringLiteral("sendInvoice"), starsInvoice(customer));
        bot(QStringLiteral("sendPhoto"), {{QStringLiteral("chat_id"), customer},
                                          {QStringLiteral("photo"), QStringLiteral("https://e.org/x.png")}});
    }
};

QJsonObject with(QJsonObject params, const QJsonObject &change)
{
    for (auto it = change.begin(); it != change.end(); ++it)
        params.insert(it.key(), it.value());
    return params;
}

QJsonObject without(QJsonObject params, const QString &name)
{
    params.remove(name);
    return params;
}

constexpr qint64 kCustomer = 100'001;

// One row of the table: a call and why it is refused.
void row(const char *name, const QString &method, const QJsonObject &params, const QString &description)
{
    QTest::newRow(name) << method << params << description;
}

const QJsonObject &toCustomer()
{
    static const QJsonObject chat{{QStringLiteral("chat_id"), kCustomer}};
    return chat;
}

QJsonObject text(const QString &value)
{
    return with(toCustomer(), {{QStringLiteral("text"), value}});
}

QJsonObject edit(int id, const QString &value = QStringLiteral("new"))
{
    return with(text(value), {{QStringLiteral("message_id"), id}});
}

void addMessages()
{
    const QString send = QStringLiteral("sendMessage");
    const QJsonObject &chat = toCustomer();
    row("no text", send, chat, QStringLiteral("message text is empty"));
    row("empty text", send, text({}), QStringLiteral("message text is empty"));
    row("only spaces", send, text(QStringLiteral(" \n ")), QStringLiteral("text must be non-empty"));
    row("only what cannot be seen", send, text(QStringLiteral("\u200b\u00a0\u2060\u200e").remove(u'\u2060')),
        QStringLiteral("text must be non-empty"));
    row("only a tag", send,
        with(text(QStringLiteral("<b> </b>")), {{QStringLiteral("parse_mode"), QStringLiteral("HTML")}}),
        QStringLiteral("text must be non-empty"));
    row("4097 characters", send, text(QString(4097, u'a')), QStringLiteral("message is too long"));
    row("more than 32 KiB", send, text(QString(32 * 1024 + 1, u'a')), QStringLiteral("text is too long"));
    row("more than 32 KiB of UTF-8", send, text(QString(17 * 1024, u'я')),
        QStringLiteral("text is too long"));
    row("parse mode", send,
        with(text(QStringLiteral("a")), {{QStringLiteral("parse_mode"), QStringLiteral("RTF")}}),
        QStringLiteral("unsupported parse_mode"));
    row("no chat", send, {{QStringLiteral("text"), QStringLiteral("a")}}, QStringLiteral("chat_id is empty"));
    row("unknown chat", send, with(text(QStringLiteral("a")), {{QStringLiteral("chat_id"), 42}}),
        QStringLiteral("chat not found"));
    row("chat that is no number", send,
        with(text(QStringLiteral("a")), {{QStringLiteral("chat_id"), QStringLiteral("me")}}),
        QStringLiteral("chat not found"));
    row("people have no public name", send,
        with(text(QStringLiteral("a")), {{QStringLiteral("chat_id"), QStringLiteral("@anna")}}),
        QStringLiteral("chat not found"));
    row("null is a text", send,
        with(text(QStringLiteral("a")), {{QStringLiteral("reply_markup"), QJsonValue::Null}}),
        QStringLiteral("object expected as reply markup"));
    row("reply to nothing", send,
        with(text(QStringLiteral("a")),
             {{QStringLiteral("reply_parameters"), QJsonObject{{QStringLiteral("message_id"), 99}}}}),
        QStringLiteral("message to be replied not found"));
    row("unknown topic", send, with(text(QStringLiteral("a")), {{QStringLiteral("message_thread_id"), 77}}),
        QStringLiteral("message thread not found"));
    row("link preview", send,
        with(text(QStringLiteral("a")), {{QStringLiteral("link_preview_options"), QStringLiteral("no")}}),
        QStringLiteral("can't parse link preview options JSON object"));
}

void addEdits()
{
    const QString editText = QStringLiteral("editMessageText");
    const QJsonObject &chat = toCustomer();
    row("edit too long", editText, edit(2, QString(4097, u'a')), QStringLiteral("MESSAGE_TOO_LONG"));
    row("edit to nothing", editText, edit(2, QStringLiteral(" ")), QStringLiteral("text must be non-empty"));
    row("edit of a message with a reply keyboard", editText, edit(3),
        QStringLiteral("message can't be edited"));
    row("edit of the customer's message", editText, edit(1), QStringLiteral("message can't be edited"));
    row("edit of an invoice's text", editText, edit(4), QStringLiteral("message can't be edited"));
    row("edit of a photo's text", editText, edit(5),
        QStringLiteral("there is no text in the message to edit"));
    row("edit without id", editText, text(QStringLiteral("new")),
        QStringLiteral("message to edit not found"));
    row("edit without id and chat", editText, {{QStringLiteral("text"), QStringLiteral("new")}},
        QStringLiteral("message identifier is not specified"));
    row("edit without chat", editText, without(edit(2), QStringLiteral("chat_id")),
        QStringLiteral("chat_id is empty"));
    row("edit of nothing", editText, edit(99), QStringLiteral("message to edit not found"));
    row("edit with a reply keyboard", editText,
        with(edit(2),
             {{QStringLiteral("reply_markup"), QJsonObject{{QStringLiteral("remove_keyboard"), true}}}}),
        QStringLiteral("inline keyboard expected"));
    row("edit that changes nothing", editText, with(menu(kCustomer), {{QStringLiteral("message_id"), 2}}),
        QStringLiteral(
            "message is not modified: specified new message content and reply markup are exactly the "
            "same as a current content and reply markup of the message"));
    row("caption of a text", QStringLiteral("editMessageCaption"),
        with(chat, {{QStringLiteral("message_id"), 2}, {QStringLiteral("caption"), QStringLiteral("a")}}),
        QStringLiteral("there is no caption in the message to edit"));
    row("caption too long", QStringLiteral("sendPhoto"),
        with(chat, {{QStringLiteral("photo"), QStringLiteral("https://e.org/x.png")},
                    {QStringLiteral("caption"), QString(1025, u'a')}}),
        QStringLiteral("message caption is too long"));
    row("edited caption too long", QStringLiteral("editMessageCaption"),
        with(chat, {{QStringLiteral("message_id"), 5}, {QStringLiteral("caption"), QString(1025, u'a')}}),
        QStringLiteral("MEDIA_CAPTION_TOO_LONG"));
}

void addOthers()
{
    const QJsonObject &chat = toCustomer();
    row("delete without chat", QStringLiteral("deleteMessage"), {},
        QStringLiteral("chat identifier is not specified"));
    row("delete without id", QStringLiteral("deleteMessage"), chat,
        QStringLiteral("message identifier is not specified"));
    row("delete nothing", QStringLiteral("deleteMessage"), with(chat, {{QStringLiteral("message_id"), 99}}),
        QStringLiteral("message to delete not found"));
    row("delete many without ids", QStringLiteral("deleteMessages"), chat,
        QStringLiteral("message identifiers are not specified"));
    row("copy of nothing", QStringLiteral("copyMessage"),
        with(chat, {{QStringLiteral("from_chat_id"), kCustomer}, {QStringLiteral("message_id"), 99}}),
        QStringLiteral("message to copy not found"));
    row("press that nobody made", QStringLiteral("answerCallbackQuery"),
        {{QStringLiteral("callback_query_id"), QStringLiteral("1")}},
        QStringLiteral("query is too old and response timeout expired or query ID is invalid"));
    row("no such action", QStringLiteral("sendChatAction"),
        with(chat, {{QStringLiteral("action"), QStringLiteral("dance")}}),
        QStringLiteral("wrong parameter action in request"));
    row("no photo", QStringLiteral("sendPhoto"), chat, QStringLiteral("there is no photo in the request"));
    row("no document", QStringLiteral("sendDocument"), chat,
        QStringLiteral("there is no document in the request"));
    row("file id of nothing", QStringLiteral("sendPhoto"),
        with(chat, {{QStringLiteral("photo"), QStringLiteral("AgACAgI")}}),
        QStringLiteral("wrong remote file identifier specified: can't unserialize it. Wrong last symbol"));
    row("file by a wrong address", QStringLiteral("sendPhoto"),
        with(chat, {{QStringLiteral("photo"), QStringLiteral("ftp://e.org/x.png")}}),
        QStringLiteral("invalid file HTTP URL specified: Unsupported URL protocol"));
    row("file to fetch", QStringLiteral("getFile"), {{QStringLiteral("file_id"), QStringLiteral("x")}},
        QStringLiteral("invalid file_id"));
    row("command of capitals", QStringLiteral("setMyCommands"),
        {{QStringLiteral("commands"),
          QJsonArray{QJsonObject{{QStringLiteral("command"), QStringLiteral("Start")},
                                 {QStringLiteral("description"), QStringLiteral("x")}}}}},
        QStringLiteral("BOT_COMMAND_INVALID"));
    row("command without description", QStringLiteral("setMyCommands"),
        {{QStringLiteral("commands"),
          QJsonArray{QJsonObject{{QStringLiteral("command"), QStringLiteral("start")}}}}},
        QStringLiteral("can't parse BotCommand: Can't find field \"description\""));
    row("commands in no language", QStringLiteral("setMyCommands"),
        {{QStringLiteral("commands"), QJsonArray()},
         {QStringLiteral("language_code"), QStringLiteral("eng")}},
        QStringLiteral("invalid language code specified"));
    row("album of nothing", QStringLiteral("sendMediaGroup"),
        with(chat, {{QStringLiteral("media"), QJsonArray()}}),
        QStringLiteral("there are no messages to send"));
    row("album without media", QStringLiteral("sendMediaGroup"), chat,
        QStringLiteral("parameter \"media\" is required"));
    row("album of a dance", QStringLiteral("sendMediaGroup"),
        with(chat, {{QStringLiteral("media"),
                     QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("dance")},
                                            {QStringLiteral("media"), QStringLiteral("x.y")}}}}}),
        QStringLiteral("can't parse InputMedia: type \"dance\" is unsupported"));
}

void addPayments()
{
    const QString invoice = QStringLiteral("sendInvoice");
    const QJsonObject stars = starsInvoice(kCustomer);
    for (const QString &name :
         {QStringLiteral("title"), QStringLiteral("description"), QStringLiteral("payload"),
          QStringLiteral("currency"), QStringLiteral("prices")}) {
        QTest::addRow("invoice without %s", qPrintable(name))
            << invoice << without(stars, name) << QStringLiteral("parameter \"%1\" is required").arg(name);
    }
    const auto prices = [&stars](const QJsonValue &value) {
        return with(stars, {{QStringLiteral("prices"), value}});
    };
    row("invoice without a price", invoice, prices(QJsonArray()),
        QStringLiteral("there must be at least one price"));
    row("prices are no list", invoice, prices(QJsonObject()),
        QStringLiteral("expected an Array of labeled prices"));
    row("price without amount", invoice,
        prices(QJsonArray{QJsonObject{{QStringLiteral("label"), QStringLiteral("a")}}}),
        QStringLiteral("can't parse labeled price: Can't find field \"amount\""));
    row("price without label", invoice,
        prices(QJsonArray{QJsonObject{{QStringLiteral("label"), QString()},
                                      {QStringLiteral("amount"), QStringLiteral("1")}}}),
        QStringLiteral("can't parse labeled price: LabeledPrice label must be non-empty"));
    row("price of nothing", invoice,
        prices(QJsonArray{
            QJsonObject{{QStringLiteral("label"), QStringLiteral("a")}, {QStringLiteral("amount"), 0}}}),
        QStringLiteral("total price must be positive"));
    row("two prices in Stars", invoice,
        prices(QJsonArray{
            QJsonObject{{QStringLiteral("label"), QStringLiteral("a")}, {QStringLiteral("amount"), 1}},
            QJsonObject{{QStringLiteral("label"), QStringLiteral("b")}, {QStringLiteral("amount"), 1}}}),
        QStringLiteral("STARS_INVOICE_INVALID"));
    row("Stars through a provider", invoice,
        with(stars, {{QStringLiteral("provider_token"), QStringLiteral("1:x")}}),
        QStringLiteral("PAYMENT_PROVIDER_INVALID"));
    row("roubles without a provider", invoice,
        with(stars, {{QStringLiteral("currency"), QStringLiteral("RUB")}}),
        QStringLiteral("PAYMENT_PROVIDER_INVALID"));
    row("subscription as a message", invoice, with(stars, {{QStringLiteral("subscription_period"), 2592000}}),
        QStringLiteral("SUBSCRIPTION_EXPORT_MISSING"));
    row("subscription of a week", QStringLiteral("createInvoiceLink"),
        with(stars, {{QStringLiteral("subscription_period"), 604800}}),
        QStringLiteral("SUBSCRIPTION_PERIOD_INVALID"));
    row("invoice whose first button does not pay", invoice,
        with(stars, {{QStringLiteral("reply_markup"), menu(kCustomer).value(u"reply_markup")}}),
        QStringLiteral("BUTTON_POS_INVALID"));

    const QString precheckout = QStringLiteral("answerPreCheckoutQuery");
    row("pre-checkout without ok", precheckout,
        {{QStringLiteral("pre_checkout_query_id"), QStringLiteral("1")}},
        QStringLiteral("parameter \"error_message\" is required"));
    row("pre-checkout refused without a text", precheckout, {{QStringLiteral("ok"), false}},
        QStringLiteral("parameter \"error_message\" is required"));
    row("pre-checkout of nobody", precheckout, {{QStringLiteral("ok"), true}},
        QStringLiteral("query is too old and response timeout expired or query ID is invalid"));
    row("refund of nobody", QStringLiteral("refundStarPayment"), {},
        QStringLiteral("invalid user_id specified"));
    row("refund of nothing", QStringLiteral("refundStarPayment"), {{QStringLiteral("user_id"), kCustomer}},
        QStringLiteral("parameter \"telegram_payment_charge_id\" is required"));
}

} // namespace

void TestBotApiErrors::callIsRefusedInTheOriginalsWords_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<QString>("description");
    addMessages();
    addEdits();
    addOthers();
    addPayments();
}

void TestBotApiErrors::callIsRefusedInTheOriginalsWords()
{
    QFETCH(QString, method);
    QFETCH(QJsonObject, params);
    QFETCH(QString, description);
    Chat fixture;
    QCOMPARE(fixture.customer, kCustomer);
    QCOMPARE(fixture.sandbox.telegram().chat(kCustomer).size(), size_t(5));
    const Called called = fixture.bot(method, params);
    QCOMPARE(called.description(), QStringLiteral("Bad Request: ") + description);
    QCOMPARE(called.status, 400);
    QCOMPARE(called.json().value(u"error_code").toInt(), 400);
    QCOMPARE(fixture.sandbox.telegram().chat(kCustomer).size(), size_t(5));
}

void TestBotApiErrors::faultsOfAMessageAreFoundInTheOriginalsOrder()
{
    Chat fixture;
    const qint64 stranger = fixture.sandbox.telegram().putUser(0, {}, {}, {}).id;
    const auto refusal = [&fixture](const QJsonObject &params) {
        return fixture.bot(QStringLiteral("sendMessage"), params).description();
    };
    const QJsonObject badButton{{QStringLiteral("text"), QStringLiteral("A")}};
    const auto keys = [](const QJsonObject &button) {
        return QJsonObject{{QStringLiteral("inline_keyboard"), QJsonArray{QJsonArray{button}}}};
    };
    QJsonObject message{{QStringLiteral("chat_id"), stranger},
                        {QStringLiteral("parse_mode"), QStringLiteral("HTML")},
                        {QStringLiteral("text"), QStringLiteral("<x>")},
                        {QStringLiteral("reply_markup"), keys(badButton)}};
    QCOMPARE(
        refusal(message),
        QStringLiteral("Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0"));
    message.insert(u"text", QString(4097, u'a')); // looked at after the chat
    QCOMPARE(refusal(message),
             QStringLiteral("Bad Request: can't parse inline keyboard button: Text buttons are "
                            "unallowed in the inline keyboard"));
    const QJsonObject vless{{QStringLiteral("text"), QStringLiteral("A")},
                            {QStringLiteral("url"), QStringLiteral("vless://key@host.org:443")}};
    message.insert(u"reply_markup", keys(vless)); // looked at after the chat
    QCOMPARE(refusal(message), QStringLiteral("Bad Request: chat not found"));
    message.insert(u"chat_id", fixture.customer);
    fixture.sandbox.customers().setBlocked(fixture.customer, true);
    QCOMPARE(refusal(message),
             QStringLiteral("Bad Request: inline keyboard button URL 'vless://key@host.org:443' is invalid: "
                            "Unsupported URL protocol"));
    message.remove(u"reply_markup");
    QCOMPARE(refusal(message), QStringLiteral("Bad Request: message is too long"));
    message.insert(u"text", QStringLiteral("well"));
    QCOMPARE(refusal(message), QStringLiteral("Forbidden: bot was blocked by the user"));
}

void TestBotApiErrors::faultsOfAnEditAreFoundInTheOriginalsOrder()
{
    Chat fixture;
    const auto refusal = [&fixture](const QJsonObject &params) {
        return fixture.bot(QStringLiteral("editMessageText"), params).description();
    };
    QJsonObject edit{{QStringLiteral("chat_id"), 42},
                     {QStringLiteral("message_id"), 3},
                     {QStringLiteral("text"), QString()},
                     {QStringLiteral("reply_markup"), QJsonArray()}};
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: message text is empty"));
    edit.insert(u"text", QString(4097, u'a'));
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: object expected as reply markup"));
    edit.insert(u"reply_markup", QJsonObject{{QStringLiteral("remove_keyboard"), true}});
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: chat not found"));
    edit.insert(u"chat_id", fixture.customer);
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: message can't be edited"));
    edit.insert(u"message_id", 2);
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: inline keyboard expected"));
    edit.remove(u"reply_markup");
    QCOMPARE(refusal(edit), QStringLiteral("Bad Request: MESSAGE_TOO_LONG"));
}

const turnpike::test::RegisteredTest<TestBotApiErrors> kTestBotApiErrors;

} // namespace tst_botapierrors

#include "tst_botapierrors.moc"

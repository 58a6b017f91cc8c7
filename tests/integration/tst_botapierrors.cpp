// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapierrors {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

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
        bot(u"sendMessage"_s, menu(customer));
        const QJsonObject keys{{u"keyboard"_s, QJsonArray{QJsonArray{u"Yes"_s}}}};
        bot(u"sendMessage"_s, {{u"chat_id"_s, customer}, {u"text"_s, u"Well?"_s}, {u"reply_markup"_s, keys}});
        bot(u"sendInvoice"_s, starsInvoice(customer));
        bot(u"sendPhoto"_s, {{u"chat_id"_s, customer}, {u"photo"_s, u"https://e.org/x.png"_s}});
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
    static const QJsonObject chat{{u"chat_id"_s, kCustomer}};
    return chat;
}

QJsonObject text(const QString &value)
{
    return with(toCustomer(), {{u"text"_s, value}});
}

QJsonObject edit(int id, const QString &value = u"new"_s)
{
    return with(text(value), {{u"message_id"_s, id}});
}

void addMessages()
{
    const QString send = u"sendMessage"_s;
    const QJsonObject &chat = toCustomer();
    row("no text", send, chat, u"message text is empty"_s);
    row("empty text", send, text({}), u"message text is empty"_s);
    row("only spaces", send, text(u" \n "_s), u"text must be non-empty"_s);
    row("only what cannot be seen", send, text(u"\u200b\u00a0\u2060\u200e"_s.remove(u'\u2060')),
        u"text must be non-empty"_s);
    row("only a tag", send, with(text(u"<b> </b>"_s), {{u"parse_mode"_s, u"HTML"_s}}),
        u"text must be non-empty"_s);
    row("4097 characters", send, text(QString(4097, u'a')), u"message is too long"_s);
    row("more than 32 KiB", send, text(QString(32 * 1024 + 1, u'a')), u"text is too long"_s);
    row("more than 32 KiB of UTF-8", send, text(QString(17 * 1024, u'я')), u"text is too long"_s);
    row("parse mode", send, with(text(u"a"_s), {{u"parse_mode"_s, u"RTF"_s}}), u"unsupported parse_mode"_s);
    row("no chat", send, {{u"text"_s, u"a"_s}}, u"chat_id is empty"_s);
    row("unknown chat", send, with(text(u"a"_s), {{u"chat_id"_s, 42}}), u"chat not found"_s);
    row("chat that is no number", send, with(text(u"a"_s), {{u"chat_id"_s, u"me"_s}}), u"chat not found"_s);
    row("people have no public name", send, with(text(u"a"_s), {{u"chat_id"_s, u"@anna"_s}}),
        u"chat not found"_s);
    row("null is a text", send, with(text(u"a"_s), {{u"reply_markup"_s, QJsonValue::Null}}),
        u"object expected as reply markup"_s);
    row("reply to nothing", send,
        with(text(u"a"_s), {{u"reply_parameters"_s, QJsonObject{{u"message_id"_s, 99}}}}),
        u"message to be replied not found"_s);
    row("unknown topic", send, with(text(u"a"_s), {{u"message_thread_id"_s, 77}}),
        u"message thread not found"_s);
    row("link preview", send, with(text(u"a"_s), {{u"link_preview_options"_s, u"no"_s}}),
        u"can't parse link preview options JSON object"_s);
}

void addEdits()
{
    const QString editText = u"editMessageText"_s;
    const QJsonObject &chat = toCustomer();
    row("edit too long", editText, edit(2, QString(4097, u'a')), u"MESSAGE_TOO_LONG"_s);
    row("edit to nothing", editText, edit(2, u" "_s), u"text must be non-empty"_s);
    row("edit of a message with a reply keyboard", editText, edit(3), u"message can't be edited"_s);
    row("edit of the customer's message", editText, edit(1), u"message can't be edited"_s);
    row("edit of an invoice's text", editText, edit(4), u"message can't be edited"_s);
    row("edit of a photo's text", editText, edit(5), u"there is no text in the message to edit"_s);
    row("edit without id", editText, text(u"new"_s), u"message to edit not found"_s);
    row("edit without id and chat", editText, {{u"text"_s, u"new"_s}},
        u"message identifier is not specified"_s);
    row("edit without chat", editText, without(edit(2), u"chat_id"_s), u"chat_id is empty"_s);
    row("edit of nothing", editText, edit(99), u"message to edit not found"_s);
    row("edit with a reply keyboard", editText,
        with(edit(2), {{u"reply_markup"_s, QJsonObject{{u"remove_keyboard"_s, true}}}}),
        u"inline keyboard expected"_s);
    row("edit that changes nothing", editText, with(menu(kCustomer), {{u"message_id"_s, 2}}),
        u"message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"_s);
    row("caption of a text", u"editMessageCaption"_s,
        with(chat, {{u"message_id"_s, 2}, {u"caption"_s, u"a"_s}}),
        u"there is no caption in the message to edit"_s);
    row("caption too long", u"sendPhoto"_s,
        with(chat, {{u"photo"_s, u"https://e.org/x.png"_s}, {u"caption"_s, QString(1025, u'a')}}),
        u"message caption is too long"_s);
    row("edited caption too long", u"editMessageCaption"_s,
        with(chat, {{u"message_id"_s, 5}, {u"caption"_s, QString(1025, u'a')}}), u"MEDIA_CAPTION_TOO_LONG"_s);
}

void addOthers()
{
    const QJsonObject &chat = toCustomer();
    row("delete without chat", u"deleteMessage"_s, {}, u"chat identifier is not specified"_s);
    row("delete without id", u"deleteMessage"_s, chat, u"message identifier is not specified"_s);
    row("delete nothing", u"deleteMessage"_s, with(chat, {{u"message_id"_s, 99}}),
        u"message to delete not found"_s);
    row("delete many without ids", u"deleteMessages"_s, chat, u"message identifiers are not specified"_s);
    row("copy of nothing", u"copyMessage"_s,
        with(chat, {{u"from_chat_id"_s, kCustomer}, {u"message_id"_s, 99}}), u"message to copy not found"_s);
    row("press that nobody made", u"answerCallbackQuery"_s, {{u"callback_query_id"_s, u"1"_s}},
        u"query is too old and response timeout expired or query ID is invalid"_s);
    row("no such action", u"sendChatAction"_s, with(chat, {{u"action"_s, u"dance"_s}}),
        u"wrong parameter action in request"_s);
    row("no photo", u"sendPhoto"_s, chat, u"there is no photo in the request"_s);
    row("no document", u"sendDocument"_s, chat, u"there is no document in the request"_s);
    row("file id of nothing", u"sendPhoto"_s, with(chat, {{u"photo"_s, u"AgACAgI"_s}}),
        u"wrong remote file identifier specified: can't unserialize it. Wrong last symbol"_s);
    row("file by a wrong address", u"sendPhoto"_s, with(chat, {{u"photo"_s, u"ftp://e.org/x.png"_s}}),
        u"invalid file HTTP URL specified: Unsupported URL protocol"_s);
    row("file to fetch", u"getFile"_s, {{u"file_id"_s, u"x"_s}}, u"invalid file_id"_s);
    row("command of capitals", u"setMyCommands"_s,
        {{u"commands"_s, QJsonArray{QJsonObject{{u"command"_s, u"Start"_s}, {u"description"_s, u"x"_s}}}}},
        u"BOT_COMMAND_INVALID"_s);
    row("command without description", u"setMyCommands"_s,
        {{u"commands"_s, QJsonArray{QJsonObject{{u"command"_s, u"start"_s}}}}},
        u"can't parse BotCommand: Can't find field \"description\""_s);
    row("commands in no language", u"setMyCommands"_s,
        {{u"commands"_s, QJsonArray()}, {u"language_code"_s, u"eng"_s}},
        u"invalid language code specified"_s);
    row("album of nothing", u"sendMediaGroup"_s, with(chat, {{u"media"_s, QJsonArray()}}),
        u"there are no messages to send"_s);
    row("album without media", u"sendMediaGroup"_s, chat, u"parameter \"media\" is required"_s);
    row("album of a dance", u"sendMediaGroup"_s,
        with(chat, {{u"media"_s, QJsonArray{QJsonObject{{u"type"_s, u"dance"_s}, {u"media"_s, u"x.y"_s}}}}}),
        u"can't parse InputMedia: type \"dance\" is unsupported"_s);
}

void addPayments()
{
    const QString invoice = u"sendInvoice"_s;
    const QJsonObject stars = starsInvoice(kCustomer);
    for (const QString &name : {u"title"_s, u"description"_s, u"payload"_s, u"currency"_s, u"prices"_s}) {
        QTest::addRow("invoice without %s", qPrintable(name))
            << invoice << without(stars, name) << u"parameter \"%1\" is required"_s.arg(name);
    }
    const auto prices = [&stars](const QJsonValue &value) { return with(stars, {{u"prices"_s, value}}); };
    row("invoice without a price", invoice, prices(QJsonArray()), u"there must be at least one price"_s);
    row("prices are no list", invoice, prices(QJsonObject()), u"expected an Array of labeled prices"_s);
    row("price without amount", invoice, prices(QJsonArray{QJsonObject{{u"label"_s, u"a"_s}}}),
        u"can't parse labeled price: Can't find field \"amount\""_s);
    row("price without label", invoice,
        prices(QJsonArray{QJsonObject{{u"label"_s, QString()}, {u"amount"_s, u"1"_s}}}),
        u"can't parse labeled price: LabeledPrice label must be non-empty"_s);
    row("price of nothing", invoice, prices(QJsonArray{QJsonObject{{u"label"_s, u"a"_s}, {u"amount"_s, 0}}}),
        u"total price must be positive"_s);
    row("two prices in Stars", invoice,
        prices(QJsonArray{QJsonObject{{u"label"_s, u"a"_s}, {u"amount"_s, 1}},
                          QJsonObject{{u"label"_s, u"b"_s}, {u"amount"_s, 1}}}),
        u"STARS_INVOICE_INVALID"_s);
    row("Stars through a provider", invoice, with(stars, {{u"provider_token"_s, u"1:x"_s}}),
        u"PAYMENT_PROVIDER_INVALID"_s);
    row("roubles without a provider", invoice, with(stars, {{u"currency"_s, u"RUB"_s}}),
        u"PAYMENT_PROVIDER_INVALID"_s);
    row("subscription as a message", invoice, with(stars, {{u"subscription_period"_s, 2592000}}),
        u"SUBSCRIPTION_EXPORT_MISSING"_s);
    row("subscription of a week", u"createInvoiceLink"_s, with(stars, {{u"subscription_period"_s, 604800}}),
        u"SUBSCRIPTION_PERIOD_INVALID"_s);
    row("invoice whose first button does not pay", invoice,
        with(stars, {{u"reply_markup"_s, menu(kCustomer).value(u"reply_markup")}}), u"BUTTON_POS_INVALID"_s);

    const QString precheckout = u"answerPreCheckoutQuery"_s;
    row("pre-checkout without ok", precheckout, {{u"pre_checkout_query_id"_s, u"1"_s}},
        u"parameter \"error_message\" is required"_s);
    row("pre-checkout refused without a text", precheckout, {{u"ok"_s, false}},
        u"parameter \"error_message\" is required"_s);
    row("pre-checkout of nobody", precheckout, {{u"ok"_s, true}},
        u"query is too old and response timeout expired or query ID is invalid"_s);
    row("refund of nobody", u"refundStarPayment"_s, {}, u"invalid user_id specified"_s);
    row("refund of nothing", u"refundStarPayment"_s, {{u"user_id"_s, kCustomer}},
        u"parameter \"telegram_payment_charge_id\" is required"_s);
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
    QCOMPARE(called.description(), u"Bad Request: "_s + description);
    QCOMPARE(called.status, 400);
    QCOMPARE(called.json().value(u"error_code").toInt(), 400);
    QCOMPARE(fixture.sandbox.telegram().chat(kCustomer).size(), size_t(5));
}

void TestBotApiErrors::faultsOfAMessageAreFoundInTheOriginalsOrder()
{
    Chat fixture;
    const qint64 stranger = fixture.sandbox.telegram().putUser(0, {}, {}, {}).id;
    const auto refusal = [&fixture](const QJsonObject &params) {
        return fixture.bot(u"sendMessage"_s, params).description();
    };
    const QJsonObject badButton{{u"text"_s, u"A"_s}};
    const auto keys = [](const QJsonObject &button) {
        return QJsonObject{{u"inline_keyboard"_s, QJsonArray{QJsonArray{button}}}};
    };
    QJsonObject message{{u"chat_id"_s, stranger},
                        {u"parse_mode"_s, u"HTML"_s},
                        {u"text"_s, u"<x>"_s},
                        {u"reply_markup"_s, keys(badButton)}};
    QCOMPARE(refusal(message),
             u"Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0"_s);
    message.insert(u"text", QString(4097, u'a')); // looked at after the chat
    QCOMPARE(refusal(message), u"Bad Request: can't parse inline keyboard button: Text buttons are "
                               "unallowed in the inline keyboard"_s);
    const QJsonObject vless{{u"text"_s, u"A"_s}, {u"url"_s, u"vless://key@host.org:443"_s}};
    message.insert(u"reply_markup", keys(vless)); // looked at after the chat
    QCOMPARE(refusal(message), u"Bad Request: chat not found"_s);
    message.insert(u"chat_id", fixture.customer);
    fixture.sandbox.customers().setBlocked(fixture.customer, true);
    QCOMPARE(refusal(message),
             u"Bad Request: inline keyboard button URL 'vless://key@host.org:443' is invalid: "
             "Unsupported URL protocol"_s);
    message.remove(u"reply_markup");
    QCOMPARE(refusal(message), u"Bad Request: message is too long"_s);
    message.insert(u"text", u"well"_s);
    QCOMPARE(refusal(message), u"Forbidden: bot was blocked by the user"_s);
}

void TestBotApiErrors::faultsOfAnEditAreFoundInTheOriginalsOrder()
{
    Chat fixture;
    const auto refusal = [&fixture](const QJsonObject &params) {
        return fixture.bot(u"editMessageText"_s, params).description();
    };
    QJsonObject edit{
        {u"chat_id"_s, 42}, {u"message_id"_s, 3}, {u"text"_s, QString()}, {u"reply_markup"_s, QJsonArray()}};
    QCOMPARE(refusal(edit), u"Bad Request: message text is empty"_s);
    edit.insert(u"text", QString(4097, u'a'));
    QCOMPARE(refusal(edit), u"Bad Request: object expected as reply markup"_s);
    edit.insert(u"reply_markup", QJsonObject{{u"remove_keyboard"_s, true}});
    QCOMPARE(refusal(edit), u"Bad Request: chat not found"_s);
    edit.insert(u"chat_id", fixture.customer);
    QCOMPARE(refusal(edit), u"Bad Request: message can't be edited"_s);
    edit.insert(u"message_id", 2);
    QCOMPARE(refusal(edit), u"Bad Request: inline keyboard expected"_s);
    edit.remove(u"reply_markup");
    QCOMPARE(refusal(edit), u"Bad Request: MESSAGE_TOO_LONG"_s);
}

const turnpike::test::RegisteredTest<TestBotApiErrors> kTestBotApiErrors;

} // namespace tst_botapierrors

#include "tst_botapierrors.moc"

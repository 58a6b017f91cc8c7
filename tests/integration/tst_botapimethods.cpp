// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapimethods {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Methods and answers of the stand-in of the Bot API: every method that a shop may call, and the members that
// the original puts into its objects (github.com/tdlib/telegram-bot-api, Client.cpp).
class TestBotApiMethods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void methodIsKnown_data();
    void methodIsKnown();
    void botSaysAllAboutItself();
    void commandsAreKeptByScopeAndLanguage();
    void textsOfTheProfileAreKeptByLanguage_data();
    void textsOfTheProfileAreKeptByLanguage();
    void menuButtonIsKeptByChat();
    void messageIsCopied();
    void manyMessagesAreDeleted();
    void chatAndMembersAreDescribed();
    void subscriptionIsPaidAgainUntilItIsCanceled();
    void messageShowsWhatItWasSentWith();
};

void TestBotApiMethods::methodIsKnown_data()
{
    QTest::addColumn<QString>("method");
    for (const char *method : {"getMe",
                               "setMyCommands",
                               "getMyCommands",
                               "deleteMyCommands",
                               "sendDocument",
                               "sendMediaGroup",
                               "editMessageCaption",
                               "editMessageMedia",
                               "deleteMessages",
                               "copyMessage",
                               "createForumTopic",
                               "getChat",
                               "getChatMember",
                               "getChatMemberCount",
                               "sendChatAction",
                               "setChatMenuButton",
                               "getChatMenuButton",
                               "getFile",
                               "getMyStarBalance",
                               "editUserStarSubscription",
                               "setMyDescription",
                               "getMyDescription",
                               "setMyShortDescription",
                               "getMyShortDescription",
                               "setMyName",
                               "getMyName",
                               "createInvoiceLink",
                               "close",
                               "SENDMESSAGE"}) {
        QTest::newRow(method) << QString::fromLatin1(method);
    }
}

void TestBotApiMethods::methodIsKnown()
{
    QFETCH(QString, method);
    SandboxFixture fixture;
    QVERIFY(fixture.bot(method, {}).status != 404);
    QCOMPARE(fixture.bot(method + u'x', {}).description(), u"Not Found: method not found"_s);
    // A method may also stand in a parameter.
    const QString path = u"/bot%1/"_s.arg(QString::fromLatin1(fixture.sandbox.options().botToken));
    QVERIFY(fixture.call("GET", path + u"?method="_s + method).status != 404);
}

void TestBotApiMethods::botSaysAllAboutItself()
{
    BotChat fixture;
    const QJsonObject me = fixture.result(u"getMe"_s).toObject();
    QCOMPARE(me.value(u"is_bot").toBool(), true);
    QCOMPARE(me.value(u"username").toString(), fixture.sandbox.options().botUsername);
    for (const QString &ability :
         {u"can_join_groups"_s, u"can_read_all_group_messages"_s, u"supports_inline_queries"_s,
          u"supports_guest_queries"_s, u"can_connect_to_business"_s, u"has_main_web_app"_s,
          u"has_topics_enabled"_s, u"allows_users_to_create_topics"_s, u"can_manage_bots"_s,
          u"supports_join_request_queries"_s})
        QVERIFY2(me.value(ability).isBool(), qPrintable(ability));
}

void TestBotApiMethods::commandsAreKeptByScopeAndLanguage()
{
    BotChat fixture;
    const QJsonArray given{QJsonObject{{u"command"_s, u"/start"_s}, {u"description"_s, u" Begin "_s}}};
    const QJsonArray kept{QJsonObject{{u"command"_s, u"start"_s}, {u"description"_s, u"Begin"_s}}};
    const QJsonObject scope{{u"type"_s, u"chat"_s}, {u"chat_id"_s, fixture.customer}};
    const QJsonObject inChat{{u"scope"_s, scope}};
    QCOMPARE(fixture.bot(u"setMyCommands"_s, {{u"commands"_s, given}}).status, 200);
    QCOMPARE(fixture.result(u"getMyCommands"_s).toArray(), kept);
    QCOMPARE(fixture.result(u"getMyCommands"_s, inChat).toArray(), QJsonArray());
    QCOMPARE(fixture.result(u"getMyCommands"_s, {{u"language_code"_s, u"ru"_s}}).toArray(), QJsonArray());
    QCOMPARE(fixture.bot(u"deleteMyCommands"_s, {}).status, 200);
    QCOMPARE(fixture.result(u"getMyCommands"_s).toArray(), QJsonArray());
    const QJsonObject wrong{{u"scope"_s, QJsonObject{{u"type"_s, u"all"_s}}}};
    QCOMPARE(fixture.bot(u"getMyCommands"_s, wrong).description(),
             u"Bad Request: can't parse BotCommandScope: Unsupported type specified"_s);
}

void TestBotApiMethods::textsOfTheProfileAreKeptByLanguage_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("setter");
    QTest::addColumn<QString>("getter");
    QTest::newRow("name") << u"name"_s << u"setMyName"_s << u"getMyName"_s;
    QTest::newRow("description") << u"description"_s << u"setMyDescription"_s << u"getMyDescription"_s;
    QTest::newRow("short description")
        << u"short_description"_s << u"setMyShortDescription"_s << u"getMyShortDescription"_s;
}

void TestBotApiMethods::textsOfTheProfileAreKeptByLanguage()
{
    QFETCH(QString, name);
    QFETCH(QString, setter);
    QFETCH(QString, getter);
    BotChat fixture;
    const QJsonObject russian{{u"language_code"_s, u"ru"_s}};
    QJsonObject given = russian;
    given.insert(name, u"Касса"_s);
    QCOMPARE(fixture.bot(setter, given).status, 200);
    QCOMPARE(fixture.result(getter, russian).toObject().value(name).toString(), u"Касса"_s);
    QVERIFY(fixture.result(getter).toObject().value(name).toString() != u"Касса"_s);
}

void TestBotApiMethods::menuButtonIsKeptByChat()
{
    BotChat fixture;
    const QString get = u"getChatMenuButton"_s;
    const QJsonObject app{{u"type"_s, u"web_app"_s},
                          {u"text"_s, u"Shop"_s},
                          {u"web_app"_s, QJsonObject{{u"url"_s, u"https://e.org/"_s}}}};
    QCOMPARE(fixture.result(get).toObject().value(u"type").toString(), u"commands"_s);
    QCOMPARE(fixture.bot(u"setChatMenuButton"_s, fixture.to({{u"menu_button"_s, app}})).status, 200);
    QCOMPARE(fixture.result(get, fixture.to({})).toObject(), app);
    QCOMPARE(fixture.result(get).toObject().value(u"type").toString(), u"commands"_s);
    const QJsonObject wrong{{u"menu_button"_s, QJsonObject{{u"type"_s, u"x"_s}}}};
    QCOMPARE(fixture.bot(u"setChatMenuButton"_s, wrong).description(),
             u"Bad Request: can't parse menu button: MenuButton has unsupported type"_s);
}

void TestBotApiMethods::messageIsCopied()
{
    BotChat fixture;
    const QJsonObject text = fixture.result(u"sendMessage"_s, menu(fixture.customer)).toObject();
    const QJsonObject copy{{u"chat_id"_s, fixture.customer},
                           {u"from_chat_id"_s, fixture.customer},
                           {u"message_id"_s, text.value(u"message_id")}};
    const QJsonObject copied = fixture.result(u"copyMessage"_s, copy).toObject();
    QCOMPARE(copied.keys(), QStringList{u"message_id"_s});
    const qint64 id = copied.value(u"message_id").toInteger();
    QVERIFY(id > text.value(u"message_id").toInteger());
    QCOMPARE(fixture.sandbox.telegram().message(fixture.customer, id)->body.value(u"text"),
             text.value(u"text"));
}

void TestBotApiMethods::manyMessagesAreDeleted()
{
    BotChat fixture;
    QJsonArray ids{4711}; // what is not there does not matter
    for (int i = 0; i < 3; ++i) {
        ids.append(fixture.result(u"sendMessage"_s, menu(fixture.customer)).toObject().value(u"message_id"));
    }
    QCOMPARE(fixture.result(u"deleteMessages"_s, fixture.to({{u"message_ids"_s, ids}})), QJsonValue(true));
    for (qsizetype i = 1; i < ids.size(); ++i)
        QVERIFY(fixture.sandbox.telegram().message(fixture.customer, ids[i].toInteger())->isDeleted);
    QJsonArray many;
    for (int i = 0; i < 101; ++i)
        many.append(i + 1);
    QCOMPARE(fixture.bot(u"deleteMessages"_s, fixture.to({{u"message_ids"_s, many}})).description(),
             u"Bad Request: too many message identifiers specified"_s);
}

void TestBotApiMethods::chatAndMembersAreDescribed()
{
    BotChat fixture;
    const QJsonObject chat = fixture.result(u"getChat"_s, fixture.to({})).toObject();
    QCOMPARE(chat.value(u"type").toString(), u"private"_s);
    QCOMPARE(chat.value(u"active_usernames").toArray(), QJsonArray{u"anna"_s});
    QVERIFY(chat.value(u"accepted_gift_types").isObject());
    QVERIFY(chat.value(u"max_reaction_count").isDouble());
    QVERIFY(chat.value(u"accent_color_id").isDouble());

    const qint64 group =
        fixture
            .control("POST", u"group"_s,
                     {{u"kind"_s, u"supergroup"_s}, {u"members"_s, QJsonArray{fixture.customer}}})
            .json()
            .value(u"id")
            .toInteger();
    const qint64 stranger = fixture.sandbox.telegram().putUser(0, {}, {}, {}).id;
    const qint64 bot = fixture.sandbox.telegram().botId();
    const auto member = [&](qint64 user) {
        return fixture.result(u"getChatMember"_s, {{u"chat_id"_s, group}, {u"user_id"_s, user}}).toObject();
    };
    QCOMPARE(member(fixture.customer).value(u"status").toString(), u"member"_s);
    QCOMPARE(member(stranger).value(u"status").toString(), u"left"_s);
    QCOMPARE(member(bot).value(u"status").toString(), u"member"_s);
    QCOMPARE(fixture.bot(u"getChatMember"_s, {{u"chat_id"_s, group}}).description(),
             u"Bad Request: invalid user_id specified"_s);
    const auto become = [&](const QString &status) {
        return fixture.control("POST", u"membership"_s, {{u"chat"_s, group}, {u"status"_s, status}}).status;
    };
    QCOMPARE(become(u"administrator"_s), 200);
    for (const QString &right :
         {u"can_be_edited"_s, u"is_anonymous"_s, u"can_manage_chat"_s, u"can_delete_messages"_s,
          u"can_manage_video_chats"_s, u"can_restrict_members"_s, u"can_promote_members"_s,
          u"can_change_info"_s, u"can_invite_users"_s, u"can_post_stories"_s, u"can_edit_stories"_s,
          u"can_delete_stories"_s, u"can_pin_messages"_s, u"can_manage_topics"_s,
          u"can_send_welcome_messages"_s})
        QVERIFY2(member(bot).value(right).isBool(), qPrintable(right));
    QCOMPARE(become(u"restricted"_s), 200);
    QCOMPARE(member(bot).value(u"is_member").toBool(), true);
    QVERIFY(member(bot).contains(u"until_date"));
    QCOMPARE(fixture.result(u"getChatMemberCount"_s, {{u"chat_id"_s, group}}).toInt(), 2);
}

void TestBotApiMethods::subscriptionIsPaidAgainUntilItIsCanceled()
{
    BotChat fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver, {{u"drop_pending_updates"_s, true}}));
    QJsonObject invoice = starsInvoice(fixture.customer);
    invoice.insert(u"subscription_period", 2592000);
    const QString link = fixture.result(u"createInvoiceLink"_s, invoice).toString();
    QVERIFY(link.startsWith(u"https://t.me/$"));
    const QString id = fixture.sandbox.customers().checkout(fixture.customer, 0, link);
    QCOMPARE(
        fixture.bot(u"answerPreCheckoutQuery"_s, {{u"pre_checkout_query_id"_s, id}, {u"ok"_s, true}}).status,
        200);
    QTRY_COMPARE(receiver.requests.size(), 2);
    const auto payment = [&receiver](qsizetype i) {
        return receiver.body(i).value(u"message").toObject().value(u"successful_payment").toObject();
    };
    QCOMPARE(payment(1).value(u"is_recurring").toBool(), true);
    QCOMPARE(payment(1).value(u"is_first_recurring").toBool(), true);
    QVERIFY(payment(1).value(u"subscription_expiration_date").toInteger() > 0);
    const QString charge = payment(1).value(u"telegram_payment_charge_id").toString();
    QCOMPARE(fixture.result(u"getMyStarBalance"_s).toObject(), (QJsonObject{{u"amount"_s, 100}}));

    const QJsonObject renewal{{u"charge_id"_s, charge}};
    QCOMPARE(fixture.control("POST", u"renew-subscription"_s, renewal).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 3);
    QCOMPARE(payment(2).value(u"is_recurring").toBool(), true);
    QVERIFY(!payment(2).contains(u"is_first_recurring"));
    QVERIFY(payment(2).value(u"telegram_payment_charge_id").toString() != charge);
    QCOMPARE(fixture
                 .bot(u"editUserStarSubscription"_s, {{u"user_id"_s, fixture.customer},
                                                      {u"telegram_payment_charge_id"_s, charge},
                                                      {u"is_canceled"_s, true}})
                 .status,
             200);
    QCOMPARE(fixture.control("POST", u"renew-subscription"_s, renewal).status, 409);

    QJsonObject change = renewal;
    change.insert(u"state", u"active"_s);
    QCOMPARE(fixture.control("POST", u"subscription"_s, change).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 4);
    const QJsonObject subscription = receiver.body(3).value(u"subscription").toObject();
    QCOMPARE(subscription.value(u"state").toString(), u"active"_s);
    QCOMPARE(subscription.value(u"invoice_payload").toString(), u"purchase_1"_s);
    QCOMPARE(fixture.control("POST", u"renew-subscription"_s, renewal).status, 200);
}

void TestBotApiMethods::messageShowsWhatItWasSentWith()
{
    BotChat fixture;
    const QJsonObject first = fixture.result(u"sendMessage"_s, menu(fixture.customer)).toObject();
    QJsonObject params = menu(fixture.customer);
    params.insert(u"protect_content", true);
    params.insert(u"link_preview_options", QJsonObject{{u"is_disabled"_s, true}});
    params.insert(u"reply_parameters", QJsonObject{{u"message_id"_s, first.value(u"message_id")}});
    const QJsonObject message = fixture.result(u"sendMessage"_s, params).toObject();
    QCOMPARE(message.value(u"has_protected_content").toBool(), true);
    QCOMPARE(message.value(u"link_preview_options").toObject(), (QJsonObject{{u"is_disabled"_s, true}}));
    QCOMPARE(message.value(u"reply_to_message").toObject(), first);
    QCOMPARE(message.value(u"from").toObject().value(u"is_bot").toBool(), true);
    QCOMPARE(message.value(u"chat").toObject().value(u"type").toString(), u"private"_s);
    QVERIFY(message.value(u"date").toInteger() > 0);
}

const turnpike::test::RegisteredTest<TestBotApiMethods> kTestBotApiMethods;

} // namespace tst_botapimethods

#include "tst_botapimethods.moc"

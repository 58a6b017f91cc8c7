#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapimethods {

using namespace turnpike;
using namespace turnpike::test;

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
    QCOMPARE(fixture.bot(method + u'x', {}).description(), QStringLiteral("Not Found: method not found"));
    // A method may also stand in a parameter.
    const QString path =
        QStringLiteral("/bot%1/").arg(QString::fromLatin1(fixture.sandbox.options().botToken));
    QVERIFY(fixture.call("GET", path + QStringLiteral("?method=") + method).status != 404);
}

void TestBotApiMethods::botSaysAllAboutItself()
{
    BotChat fixture;
    const QJsonObject me = fixture.result(QStringLiteral("getMe")).toObject();
    QCOMPARE(me.value(u"is_bot").toBool(), true);
    QCOMPARE(me.value(u"username").toString(), fixture.sandbox.options().botUsername);
    for (const QString &ability :
         {QStringLiteral("can_join_groups"), QStringLiteral("can_read_all_group_messages"),
          QStringLiteral("supports_inline_queries"), QStringLiteral("supports_guest_queries"),
          QStringLiteral("can_connect_to_business"), QStringLiteral("has_main_web_app"),
          QStringLiteral("has_topics_enabled"), QStringLiteral("allows_users_to_create_topics"),
          QStringLiteral("can_manage_bots"), QStringLiteral("supports_join_request_queries")})
        QVERIFY2(me.value(ability).isBool(), qPrintable(ability));
}

void TestBotApiMethods::commandsAreKeptByScopeAndLanguage()
{
    BotChat fixture;
    const QJsonArray given{QJsonObject{{QStringLiteral("command"), QStringLiteral("/start")},
                                       {QStringLiteral("description"), QStringLiteral(" Begin ")}}};
    const QJsonArray kept{QJsonObject{{QStringLiteral("command"), QStringLiteral("start")},
                                      {QStringLiteral("description"), QStringLiteral("Begin")}}};
    const QJsonObject scope{{QStringLiteral("type"), QStringLiteral("chat")},
                            {QStringLiteral("chat_id"), fixture.customer}};
    const QJsonObject inChat{{QStringLiteral("scope"), scope}};
    QCOMPARE(fixture.bot(QStringLiteral("setMyCommands"), {{QStringLiteral("commands"), given}}).status, 200);
    QCOMPARE(fixture.result(QStringLiteral("getMyCommands")).toArray(), kept);
    QCOMPARE(fixture.result(QStringLiteral("getMyCommands"), inChat).toArray(), QJsonArray());
    QCOMPARE(fixture
                 .result(QStringLiteral("getMyCommands"),
                         {{QStringLiteral("language_code"), QStringLiteral("ru")}})
                 .toArray(),
             QJsonArray());
    QCOMPARE(fixture.bot(QStringLiteral("deleteMyCommands"), {}).status, 200);
    QCOMPARE(fixture.result(QStringLiteral("getMyCommands")).toArray(), QJsonArray());
    const QJsonObject wrong{
        {QStringLiteral("scope"), QJsonObject{{QStringLiteral("type"), QStringLiteral("all")}}}};
    QCOMPARE(fixture.bot(QStringLiteral("getMyCommands"), wrong).description(),
             QStringLiteral("Bad Request: can't parse BotCommandScope: Unsupported type specified"));
}

void TestBotApiMethods::textsOfTheProfileAreKeptByLanguage_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("setter");
    QTest::addColumn<QString>("getter");
    QTest::newRow("name") << QStringLiteral("name") << QStringLiteral("setMyName")
                          << QStringLiteral("getMyName");
    QTest::newRow("description") << QStringLiteral("description") << QStringLiteral("setMyDescription")
                                 << QStringLiteral("getMyDescription");
    QTest::newRow("short description")
        << QStringLiteral("short_description") << QStringLiteral("setMyShortDescription")
        << QStringLiteral("getMyShortDescription");
}

void TestBotApiMethods::textsOfTheProfileAreKeptByLanguage()
{
    QFETCH(QString, name);
    QFETCH(QString, setter);
    QFETCH(QString, getter);
    BotChat fixture;
    const QJsonObject russian{{QStringLiteral("language_code"), QStringLiteral("ru")}};
    QJsonObject given = russian;
    given.insert(name, QStringLiteral("Касса"));
    QCOMPARE(fixture.bot(setter, given).status, 200);
    QCOMPARE(fixture.result(getter, russian).toObject().value(name).toString(), QStringLiteral("Касса"));
    QVERIFY(fixture.result(getter).toObject().value(name).toString() != QStringLiteral("Касса"));
}

void TestBotApiMethods::menuButtonIsKeptByChat()
{
    BotChat fixture;
    const QString get = QStringLiteral("getChatMenuButton");
    const QJsonObject app{
        {QStringLiteral("type"), QStringLiteral("web_app")},
        {QStringLiteral("text"), QStringLiteral("Shop")},
        {QStringLiteral("web_app"), QJsonObject{{QStringLiteral("url"), QStringLiteral("https://e.org/")}}}};
    QCOMPARE(fixture.result(get).toObject().value(u"type").toString(), QStringLiteral("commands"));
    QCOMPARE(
        fixture.bot(QStringLiteral("setChatMenuButton"), fixture.to({{QStringLiteral("menu_button"), app}}))
            .status,
        200);
    QCOMPARE(fixture.result(get, fixture.to({})).toObject(), app);
    QCOMPARE(fixture.result(get).toObject().value(u"type").toString(), QStringLiteral("commands"));
    const QJsonObject wrong{
        {QStringLiteral("menu_button"), QJsonObject{{QStringLiteral("type"), QStringLiteral("x")}}}};
    QCOMPARE(fixture.bot(QStringLiteral("setChatMenuButton"), wrong).description(),
             QStringLiteral("Bad Request: can't parse menu button: MenuButton has unsupported type"));
}

void TestBotApiMethods::messageIsCopied()
{
    BotChat fixture;
    const QJsonObject text = fixture.result(QStringLiteral("sendMessage"), menu(fixture.customer)).toObject();
    const QJsonObject copy{{QStringLiteral("chat_id"), fixture.customer},
                           {QStringLiteral("from_chat_id"), fixture.customer},
                           {QStringLiteral("message_id"), text.value(u"message_id")}};
    const QJsonObject copied = fixture.result(QStringLiteral("copyMessage"), copy).toObject();
    QCOMPARE(copied.keys(), QStringList{QStringLiteral("message_id")});
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
        ids.append(fixture.result(QStringLiteral("sendMessage"), menu(fixture.customer))
                       .toObject()
                       .value(u"message_id"));
    }
    QCOMPARE(
        fixture.result(QStringLiteral("deleteMessages"), fixture.to({{QStringLiteral("message_ids"), ids}})),
        QJsonValue(true));
    for (qsizetype i = 1; i < ids.size(); ++i)
        QVERIFY(fixture.sandbox.telegram().message(fixture.customer, ids[i].toInteger())->isDeleted);
    QJsonArray many;
    for (int i = 0; i < 101; ++i)
        many.append(i + 1);
    QCOMPARE(
        fixture.bot(QStringLiteral("deleteMessages"), fixture.to({{QStringLiteral("message_ids"), many}}))
            .description(),
        QStringLiteral("Bad Request: too many message identifiers specified"));
}

void TestBotApiMethods::chatAndMembersAreDescribed()
{
    BotChat fixture;
    const QJsonObject chat = fixture.result(QStringLiteral("getChat"), fixture.to({})).toObject();
    QCOMPARE(chat.value(u"type").toString(), QStringLiteral("private"));
    QCOMPARE(chat.value(u"active_usernames").toArray(), QJsonArray{QStringLiteral("anna")});
    QVERIFY(chat.value(u"accepted_gift_types").isObject());
    QVERIFY(chat.value(u"max_reaction_count").isDouble());
    QVERIFY(chat.value(u"accent_color_id").isDouble());

    const qint64 group = fixture
                             .control("POST", QStringLiteral("group"),
                                      {{QStringLiteral("kind"), QStringLiteral("supergroup")},
                                       {QStringLiteral("members"), QJsonArray{fixture.customer}}})
                             .json()
                             .value(u"id")
                             .toInteger();
    const qint64 stranger = fixture.sandbox.telegram().putUser(0, {}, {}, {}).id;
    const qint64 bot = fixture.sandbox.telegram().botId();
    const auto member = [&](qint64 user) {
        return fixture
            .result(QStringLiteral("getChatMember"),
                    {{QStringLiteral("chat_id"), group}, {QStringLiteral("user_id"), user}})
            .toObject();
    };
    QCOMPARE(member(fixture.customer).value(u"status").toString(), QStringLiteral("member"));
    QCOMPARE(member(stranger).value(u"status").toString(), QStringLiteral("left"));
    QCOMPARE(member(bot).value(u"status").toString(), QStringLiteral("member"));
    QCOMPARE(fixture.bot(QStringLiteral("getChatMember"), {{QStringLiteral("chat_id"), group}}).description(),
             QStringLiteral("Bad Request: invalid user_id specified"));
    const auto become = [&](const QString &status) {
        return fixture
            .control("POST", QStringLiteral("membership"),
                     {{QStringLiteral("chat"), group}, {QStringLiteral("status"), status}})
            .status;
    };
    QCOMPARE(become(QStringLiteral("administrator")), 200);
    for (const QString &right :
         {QStringLiteral("can_be_edited"), QStringLiteral("is_anonymous"), QStringLiteral("can_manage_chat"),
          QStringLiteral("can_delete_messages"), QStringLiteral("can_manage_video_chats"),
          QStringLiteral("can_restrict_members"), QStringLiteral("can_promote_members"),
          QStringLiteral("can_change_info"), QStringLiteral("can_invite_users"),
          QStringLiteral("can_post_stories"), QStringLiteral("can_edit_stories"),
          QStringLiteral("can_delete_stories"), QStringLiteral("can_pin_messages"),
          QStringLiteral("can_manage_topics"), QStringLiteral("can_send_welcome_messages")})
        QVERIFY2(member(bot).value(right).isBool(), qPrintable(right));
    QCOMPARE(become(QStringLiteral("restricted")), 200);
    QCOMPARE(member(bot).value(u"is_member").toBool(), true);
    QVERIFY(member(bot).contains(u"until_date"));
    QCOMPARE(
        fixture.result(QStringLiteral("getChatMemberCount"), {{QStringLiteral("chat_id"), group}}).toInt(),
        2);
}

void TestBotApiMethods::subscriptionIsPaidAgainUntilItIsCanceled()
{
    BotChat fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver, {{QStringLiteral("drop_pending_updates"), true}}));
    QJsonObject invoice = starsInvoice(fixture.customer);
    invoice.insert(u"subscription_period", 2592000);
    const QString link = fixture.result(QStringLiteral("createInvoiceLink"), invoice).toString();
    QVERIFY(link.startsWith(u"https://t.me/$"));
    const QString id = fixture.sandbox.customers().checkout(fixture.customer, 0, link);
    QCOMPARE(fixture
                 .bot(QStringLiteral("answerPreCheckoutQuery"),
                      {{QStringLiteral("pre_checkout_query_id"), id}, {QStringLiteral("ok"), true}})
                 .status,
             200);
    QTRY_COMPARE(receiver.requests.size(), 2);
    const auto payment = [&receiver](qsizetype i) {
        return receiver.body(i).value(u"message").toObject().value(u"successful_payment").toObject();
    };
    QCOMPARE(payment(1).value(u"is_recurring").toBool(), true);
    QCOMPARE(payment(1).value(u"is_first_recurring").toBool(), true);
    QVERIFY(payment(1).value(u"subscription_expiration_date").toInteger() > 0);
    const QString charge = payment(1).value(u"telegram_payment_charge_id").toString();
    QCOMPARE(fixture.result(QStringLiteral("getMyStarBalance")).toObject(),
             (QJsonObject{{QStringLiteral("amount"), 100}}));

    const QJsonObject renewal{{QStringLiteral("charge_id"), charge}};
    QCOMPARE(fixture.control("POST", QStringLiteral("renew-subscription"), renewal).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 3);
    QCOMPARE(payment(2).value(u"is_recurring").toBool(), true);
    QVERIFY(!payment(2).contains(u"is_first_recurring"));
    QVERIFY(payment(2).value(u"telegram_payment_charge_id").toString() != charge);
    QCOMPARE(fixture
                 .bot(QStringLiteral("editUserStarSubscription"),
                      {{QStringLiteral("user_id"), fixture.customer},
                       {QStringLiteral("telegram_payment_charge_id"), charge},
                       {QStringLiteral("is_canceled"), true}})
                 .status,
             200);
    QCOMPARE(fixture.control("POST", QStringLiteral("renew-subscription"), renewal).status, 409);

    QJsonObject change = renewal;
    change.insert(u"state", QStringLiteral("active"));
    QCOMPARE(fixture.control("POST", QStringLiteral("subscription"), change).status, 200);
    QTRY_COMPARE(receiver.requests.size(), 4);
    const QJsonObject subscription = receiver.body(3).value(u"subscription").toObject();
    QCOMPARE(subscription.value(u"state").toString(), QStringLiteral("active"));
    QCOMPARE(subscription.value(u"invoice_payload").toString(), QStringLiteral("purchase_1"));
    QCOMPARE(fixture.control("POST", QStringLiteral("renew-subscription"), renewal).status, 200);
}

void TestBotApiMethods::messageShowsWhatItWasSentWith()
{
    BotChat fixture;
    const QJsonObject first =
        fixture.result(QStringLiteral("sendMessage"), menu(fixture.customer)).toObject();
    QJsonObject params = menu(fixture.customer);
    params.insert(u"protect_content", true);
    params.insert(u"link_preview_options", QJsonObject{{QStringLiteral("is_disabled"), true}});
    params.insert(u"reply_parameters",
                  QJsonObject{{QStringLiteral("message_id"), first.value(u"message_id")}});
    const QJsonObject message = fixture.result(QStringLiteral("sendMessage"), params).toObject();
    QCOMPARE(message.value(u"has_protected_content").toBool(), true);
    QCOMPARE(message.value(u"link_preview_options").toObject(),
             (QJsonObject{{QStringLiteral("is_disabled"), true}}));
    QCOMPARE(message.value(u"reply_to_message").toObject(), first);
    QCOMPARE(message.value(u"from").toObject().value(u"is_bot").toBool(), true);
    QCOMPARE(message.value(u"chat").toObject().value(u"type").toString(), QStringLiteral("private"));
    QVERIFY(message.value(u"date").toInteger() > 0);
}

const turnpike::test::RegisteredTest<TestBotApiMethods> kTestBotApiMethods;

} // namespace tst_botapimethods

#include "tst_botapimethods.moc"

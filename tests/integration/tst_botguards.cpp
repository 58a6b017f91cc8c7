#include "botshop.h"
#include "support/testmain.h"

#include <QTest>

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace
class BotGuardsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsTooFastIsToldOnce_data() { TestDatabase::addKinds(); }
    void whoIsTooFastIsToldOnce();
    void maintenanceTellsMessagesOnceAndAnswersEveryPress_data() { TestDatabase::addKinds(); }
    void maintenanceTellsMessagesOnceAndAnswersEveryPress();
    void theBlockedAreIgnored_data() { TestDatabase::addKinds(); }
    void theBlockedAreIgnored();
    void whatIsNoConversationHasNoEffect_data() { TestDatabase::addKinds(); }
    void whatIsNoConversationHasNoEffect();
    void blockingTheBotMakesUnreachableUntilUnblocked_data() { TestDatabase::addKinds(); }
    void blockingTheBotMakesUnreachableUntilUnblocked();
    void whatWasKeptComesOnReturn_data();
    void whatWasKeptComesOnReturn();
    void aNameWithANulIsStoredWithoutIt_data() { TestDatabase::addKinds(); }
    void aNameWithANulIsStoredWithoutIt();
    void whatCanNeverBeReadIsMalformed();
};

void BotGuardsTest::whoIsTooFastIsToldOnce()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    for (int i = 0; i < 28; ++i)
        shop.type(s("hello"));
    const int messages = shop.messages();
    for (int i = 0; i < 20; ++i)
        shop.type(s("hello"));
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(shop.shown().text.contains(s("faster than I am")));

    // Our own further attempts at an update are not the customer's haste.
    shop.customer = TelegramId(1002);
    shop.type(s("/start"));
    for (int i = 0; i < 60; ++i) {
        shop.deliver(
            s("callback_query"),
            {{s("id"), s("x")},
             {s("data"), s("1:menu")},
             {s("chat_instance"), s("1")},
             {s("from"), QJsonObject{{s("id"), 1002}, {s("is_bot"), false}, {s("first_name"), s("B")}}}},
            2);
    }
    QCOMPARE(shop.messages(), 61);
}

void BotGuardsTest::maintenanceTellsMessagesOnceAndAnswersEveryPress()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.setFlag(control::flag::kMaintenanceMode, true);
    const int messages = shop.messages();
    const int answers = int(shop.answers().size());
    shop.type(s("hello"));
    shop.type(s("/start"));
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(shop.shown().text.contains(s("maintenance")));
    shop.pressData(s("1:trial"));
    shop.pressData(s("1:trial"));
    QCOMPARE(shop.messages(), messages + 1);
    QCOMPARE(int(shop.answers().size()), answers + 2);
    QVERIFY(shop.answers().last().contains(s("maintenance")));
    QVERIFY(!shop.subscription());

    shop.setFlag(control::flag::kMaintenanceMode, false);
    shop.setFlag(control::flag::kTrials, false);
    shop.pressData(s("1:trial"));
    QVERIFY(shop.answers().last().contains(s("paused")));
    QVERIFY(!shop.shown().labels().contains(s("Trial")));
    QVERIFY(!shop.subscription());
}

void BotGuardsTest::theBlockedAreIgnored()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.db.exec("UPDATE users SET is_blocked = 1");
    const qint64 rows = shop.db.number("SELECT count(*) FROM outbox");
    shop.type(s("/start"));
    shop.pressData(s("1:trial"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), rows);
    QVERIFY(!shop.subscription());
}

void BotGuardsTest::whatIsNoConversationHasNoEffect()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QJsonObject from{{s("id"), 1001}, {s("is_bot"), false}, {s("first_name"), s("A")}};
    const QJsonObject group{{s("id"), -5}, {s("type"), s("supergroup")}};
    const QJsonObject inGroup{{s("message_id"), 1},
                              {s("date"), 1700000000},
                              {s("chat"), group},
                              {s("from"), from},
                              {s("text"), s("/start")}};
    const QJsonObject channelPost{{s("message_id"), 1},
                                  {s("date"), 1700000000},
                                  {s("text"), s("/start")},
                                  {s("chat"), QJsonObject{{s("id"), -6}, {s("type"), s("channel")}}}};
    shop.deliver(s("message"), inGroup);
    shop.deliver(s("edited_message"), inGroup);
    shop.deliver(s("channel_post"), channelPost);
    QJsonObject bot = from;
    bot[s("is_bot")] = true;
    QJsonObject ofBot = inGroup;
    ofBot[s("from")] = bot;
    ofBot[s("chat")] = QJsonObject{{s("id"), 1001}, {s("type"), s("private")}};
    shop.deliver(s("message"), ofBot);
    shop.deliver(s("my_chat_member"),
                 {{s("chat"), group},
                  {s("from"), from},
                  {s("date"), 1700000000},
                  {s("old_chat_member"), QJsonObject{{s("status"), s("left")}, {s("user"), bot}}},
                  {s("new_chat_member"), QJsonObject{{s("status"), s("member")}, {s("user"), bot}}}});
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), 0);
    QCOMPARE(shop.db.number("SELECT count(*) FROM users"), 0);
}

void BotGuardsTest::blockingTheBotMakesUnreachableUntilUnblocked()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const auto membership = [&](const char *status) {
        const QJsonObject bot{{s("id"), 42}, {s("is_bot"), true}, {s("first_name"), s("T")}};
        shop.deliver(
            s("my_chat_member"),
            {{s("chat"), QJsonObject{{s("id"), 1001}, {s("type"), s("private")}}},
             {s("from"), QJsonObject{{s("id"), 1001}, {s("is_bot"), false}, {s("first_name"), s("A")}}},
             {s("date"), 1700000000},
             {s("old_chat_member"), QJsonObject{{s("status"), s("member")}, {s("user"), bot}}},
             {s("new_chat_member"), QJsonObject{{s("status"), s(status)}, {s("user"), bot}}}});
    };
    membership("kicked");
    QVERIFY(!shop.user()->isReachable);
    membership("member");
    QVERIFY(shop.user()->isReachable);
}

void BotGuardsTest::whatWasKeptComesOnReturn_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<bool>("byWriting");
    using Kind = TestDatabase::Kind;
    QTest::newRow("unblocks the bot, sqlite") << Kind::Sqlite << false;
    QTest::newRow("unblocks the bot, postgres") << Kind::Postgres << false;
    QTest::newRow("writes, sqlite") << Kind::Sqlite << true;
    QTest::newRow("writes, postgres") << Kind::Postgres << true;
}

void BotGuardsTest::whatWasKeptComesOnReturn()
{
    QFETCH(TestDatabase::Kind, kind);
    QFETCH(bool, byWriting);
    BotShop shop(kind);
    shop.arrive();
    // What the sender leaves of a key's message and of a reminder after Telegram's 403.
    for (const int keep : {1, 0}) {
        shop.db.exec(
            "INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
            "end_reason, "
            "keep_for_return, created_at, finished_at) VALUES (1001, 1, 'sendMessage', ?, 1, 2, 'dropped', "
            "'unreachable', ?, 1, 1)",
            QByteArray(R"({"chat_id":1001,"text":"key"})"), keep);
    }
    shop.db.exec("UPDATE users SET is_reachable = 0, unreachable_since = 1 WHERE telegram_id = 1001");
    const qint64 before =
        shop.db.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND class = 1");
    if (byWriting) {
        shop.type(s("/start"));
    } else {
        const QJsonObject bot{{s("id"), 42}, {s("is_bot"), true}, {s("first_name"), s("T")}};
        shop.deliver(
            s("my_chat_member"),
            {{s("chat"), QJsonObject{{s("id"), 1001}, {s("type"), s("private")}}},
             {s("from"), QJsonObject{{s("id"), 1001}, {s("is_bot"), false}, {s("first_name"), s("A")}}},
             {s("date"), 1700000000},
             {s("old_chat_member"), QJsonObject{{s("status"), s("kicked")}, {s("user"), bot}}},
             {s("new_chat_member"), QJsonObject{{s("status"), s("member")}, {s("user"), bot}}}});
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND class = 1"),
             before + 1);
    QVERIFY(shop.user()->isReachable);
    QVERIFY(!shop.user()->unreachableSince);
}

void BotGuardsTest::aNameWithANulIsStoredWithoutIt()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.deliver(s("message"), {{s("message_id"), 1},
                                {s("date"), 1700000000},
                                {s("chat"), QJsonObject{{s("id"), 1001}, {s("type"), s("private")}}},
                                {s("from"), QJsonObject{{s("id"), 1001},
                                                        {s("is_bot"), false},
                                                        {s("first_name"), s("A") + QChar(0) + s("B")}}},
                                {s("text"), s("/start")}});
    QCOMPARE(shop.user()->firstName, s("AB"));
}

void BotGuardsTest::whatCanNeverBeReadIsMalformed()
{
    BotShop shop(TestDatabase::Kind::Sqlite);
    const Deadline deadline = Deadline::in(std::chrono::seconds(30));
    inbox::InboxUpdate update;
    update.kind = s("unknown");
    update.body = R"({"update_id":1,"something_new":{}})";
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
    update.kind = s("message");
    update.body = R"({"update_id":1,"message":{"text":5}})";
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
    update.body = QByteArray(40, '[') + QByteArray(40, ']');
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
}

const turnpike::test::RegisteredTest<BotGuardsTest> kBotGuardsTest;
#include "tst_botguards.moc"

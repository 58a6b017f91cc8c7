// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"
#include "support/testmain.h"
#include "workers/housekeepingworker.h"

#include <QJsonArray>
#include <QTest>

namespace tst_botguards {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

// The customer blocks the bot ("kicked") or lets it in again ("member").
void changeMembership(BotShop &shop, const char *from, const char *to, qint64 secondsAgo = 0)
{
    const QJsonObject bot{{s("id"), 42}, {s("is_bot"), true}, {s("first_name"), s("T")}};
    shop.deliver(s("my_chat_member"),
                 {{s("chat"), shop.chat()},
                  {s("from"), shop.from()},
                  {s("date"), shop.clock.nowMs() / 1000 - secondsAgo},
                  {s("old_chat_member"), QJsonObject{{s("status"), s(from)}, {s("user"), bot}}},
                  {s("new_chat_member"), QJsonObject{{s("status"), s(to)}, {s("user"), bot}}}});
}

} // namespace

class TestBotGuards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsTooFastIsToldOnce_data() { TestDatabase::addKinds(); }
    void whoIsTooFastIsToldOnce();
    void pressesThatAreTooFastEndTheirWaiting_data() { TestDatabase::addKinds(); }
    void pressesThatAreTooFastEndTheirWaiting();
    void maintenanceTellsMessagesOnceAndAnswersEveryPress_data() { TestDatabase::addKinds(); }
    void maintenanceTellsMessagesOnceAndAnswersEveryPress();
    void theBlockedAreIgnored_data() { TestDatabase::addKinds(); }
    void theBlockedAreIgnored();
    void whatIsNoConversationHasNoEffect_data() { TestDatabase::addKinds(); }
    void whatIsNoConversationHasNoEffect();
    void blockingTheBotMakesUnreachableUntilUnblocked_data() { TestDatabase::addKinds(); }
    void blockingTheBotMakesUnreachableUntilUnblocked();
    void aBlockThatComesAfterWhatWasSaidSinceIsOver_data() { TestDatabase::addKinds(); }
    void aBlockThatComesAfterWhatWasSaidSinceIsOver();
    void whatWasKeptComesOnReturn_data();
    void whatWasKeptComesOnReturn();
    void aNameWithANulIsStoredWithoutIt_data() { TestDatabase::addKinds(); }
    void aNameWithANulIsStoredWithoutIt();
    void whatCanNeverBeReadIsMalformed();
    void aNewKindOfUpdateIsIgnored_data() { TestDatabase::addKinds(); }
    void aNewKindOfUpdateIsIgnored();
    void whatTelegramNotesInTheChatIsNoMessage_data();
    void whatTelegramNotesInTheChatIsNoMessage();
    void whateverAPersonSendsIsAnswered_data();
    void whateverAPersonSendsIsAnswered();
    void theWarningToWhoIsTooFastIsTrueAndAnswersItsPress_data() { TestDatabase::addKinds(); }
    void theWarningToWhoIsTooFastIsTrueAndAnswersItsPress();
    void whatWasSaidBeforeAnOutageUsesUpNoLimit_data() { TestDatabase::addKinds(); }
    void whatWasSaidBeforeAnOutageUsesUpNoLimit();
    void aMessageIsLateAfterFifteenSeconds_data();
    void aMessageIsLateAfterFifteenSeconds();
    void aBacklogIsAnsweredWithOneScreen_data() { TestDatabase::addKinds(); }
    void aBacklogIsAnsweredWithOneScreen();
    void whoWasTooFastLongAgoIsLimitedByThatTime();
    void ourOwnHiccupsCostTheCustomerNothing_data() { TestDatabase::addKinds(); }
    void ourOwnHiccupsCostTheCustomerNothing();
    void ourOwnHiccupsStartNoPayments_data() { TestDatabase::addKinds(); }
    void ourOwnHiccupsStartNoPayments();
    void whatIsSaidOnceIsSaidThoughItMeetsHiccups_data() { TestDatabase::addKinds(); }
    void whatIsSaidOnceIsSaidThoughItMeetsHiccups();
};

void TestBotGuards::whoIsTooFastIsToldOnce()
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

void TestBotGuards::pressesThatAreTooFastEndTheirWaiting()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive(); // two of thirty
    for (int i = 0; i < 29; ++i)
        shop.pressData(s("1:menu"));
    QVERIFY(shop.answers().last().contains(s("faster than I am")));
    const int messages = shop.messages();
    const int answers = int(shop.answers().size());
    for (int i = 0; i < 5; ++i)
        shop.pressData(s("1:menu"));
    QCOMPARE(int(shop.answers().size()), answers + 5);
    QVERIFY(shop.answers().last().isEmpty());
    shop.db.exec("UPDATE users SET is_blocked = 1");
    shop.pressData(s("1:menu"));
    QCOMPARE(int(shop.answers().size()), answers + 5);
    shop.db.exec("UPDATE users SET is_blocked = 0");
    // What no person's hand can do is not answered to the end.
    for (int i = 0; i < 200; ++i)
        shop.pressData(s("1:menu"));
    QCOMPARE(int(shop.answers().size()), answers + 59);
    QCOMPARE(shop.messages(), messages);
}

void TestBotGuards::maintenanceTellsMessagesOnceAndAnswersEveryPress()
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

void TestBotGuards::theBlockedAreIgnored()
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

void TestBotGuards::whatIsNoConversationHasNoEffect()
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

void TestBotGuards::blockingTheBotMakesUnreachableUntilUnblocked()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    changeMembership(shop, "member", "kicked");
    QVERIFY(!shop.user()->isReachable);
    changeMembership(shop, "kicked", "member");
    QVERIFY(shop.user()->isReachable);
}

void TestBotGuards::aBlockThatComesAfterWhatWasSaidSinceIsOver()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.clock.advance(kMinuteMs); // in which the bot was blocked and let in again
    shop.type(s("hello"));
    changeMembership(shop, "member", "kicked", 30);
    QVERIFY(shop.user()->isReachable);
    QVERIFY(!shop.user()->unreachableSince);
    // Whole seconds: a block right after a message is dated as that message is.
    changeMembership(shop, "member", "kicked");
    QVERIFY(!shop.user()->isReachable);
}

void TestBotGuards::whatWasKeptComesOnReturn_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<bool>("byWriting");
    using Kind = TestDatabase::Kind;
    QTest::newRow("unblocks the bot, sqlite") << Kind::Sqlite << false;
    QTest::newRow("unblocks the bot, postgres") << Kind::Postgres << false;
    QTest::newRow("writes, sqlite") << Kind::Sqlite << true;
    QTest::newRow("writes, postgres") << Kind::Postgres << true;
}

void TestBotGuards::whatWasKeptComesOnReturn()
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
            "'unreachable', ?, 1, ?)",
            QByteArray(R"({"chat_id":1001,"text":"key"})"), keep, shop.clock.nowMs());
    }
    // A month later, with what is old cleaned up.
    shop.clock.advance(30 * kDayMs);
    shop.write([&](db::Transaction &tx) {
        for (size_t of = 0; of < workers::HousekeepingWorker::kindsOfRows(); ++of)
            workers::HousekeepingWorker::removeOld(tx, of, shop.clock.nowMs());
    });
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE end_reason = 'unreachable'"), 1);
    shop.db.exec("UPDATE users SET is_reachable = 0, unreachable_since = 1 WHERE telegram_id = 1001");
    const qint64 before =
        shop.db.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND class = 1");
    if (byWriting) {
        shop.type(s("/start"));
    } else {
        changeMembership(shop, "kicked", "member");
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND class = 1"),
             before + 1);
    QVERIFY(shop.user()->isReachable);
    QVERIFY(!shop.user()->unreachableSince);
    // The old row leaves with what ends now.
    const qint64 ended =
        shop.db.number("SELECT finished_at FROM outbox WHERE keep_for_return = 1 AND status = 'dropped'");
    QVERIFY(ended > shop.clock.nowMs() - kMinuteMs);
}

void TestBotGuards::aNameWithANulIsStoredWithoutIt()
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

void TestBotGuards::whatCanNeverBeReadIsMalformed()
{
    BotShop shop(TestDatabase::Kind::Sqlite);
    const Deadline deadline = Deadline::in(std::chrono::seconds(30));
    inbox::InboxUpdate update;
    update.kind = s("unknown");
    update.body = R"({"update_id":1,"message":{"text":5}})";
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
    update.body = R"({"update_id":1,"message":"of another shape"})";
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
    update.kind = s("message");
    update.body = R"({"update_id":1,"message":{"text":5}})";
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
    update.body = QByteArray(40, '[') + QByteArray(40, ']');
    QVERIFY_EXCEPTION_THROWN(shop.handler.prepare(update, deadline), inbox::MalformedUpdate);
}

void TestBotGuards::aNewKindOfUpdateIsIgnored()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    // As Bot API 10.0 has it; the version before stored it as "unknown".
    const QJsonObject guest{{s("message_id"), 5},     {s("guest_query_id"), s("77")},
                            {s("date"), 1700000000},  {s("from"), shop.from()},
                            {s("chat"), shop.chat()}, {s("text"), s("/start")}};
    shop.deliver(s("guest_message"), guest);
    shop.deliver(s("hologram"), {{s("from"), shop.from()}});
    inbox::InboxUpdate before;
    before.kind = s("unknown");
    before.body = R"({"update_id":1,"guest_message":{"text":"/start"}})";
    const auto job = shop.handler.prepare(before, Deadline::in(std::chrono::seconds(30)));
    shop.write([&](db::Transaction &tx) { job->run(tx); });
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox"), 0);
    QCOMPARE(shop.db.number("SELECT count(*) FROM users"), 0);
}

void TestBotGuards::whatTelegramNotesInTheChatIsNoMessage_data()
{
    QTest::addColumn<QJsonObject>("content");
    const QJsonObject pinned{{s("message_id"), 9}, {s("date"), 0}};
    QTest::newRow("pinned") << QJsonObject{{s("pinned_message"), pinned}};
    QTest::newRow("timer") << QJsonObject{
        {s("message_auto_delete_timer_changed"), QJsonObject{{s("message_auto_delete_time"), 86400}}}};
    QTest::newRow("topic created") << QJsonObject{
        {s("forum_topic_created"), QJsonObject{{s("name"), s("VPN")}}},
        {s("message_thread_id"), 10},
        {s("is_topic_message"), true}};
    QTest::newRow("topic edited") << QJsonObject{{s("forum_topic_edited"), QJsonObject{{s("name"), s("V")}}}};
    QTest::newRow("write access") << QJsonObject{{s("write_access_allowed"), QJsonObject()}};
    QTest::newRow("background") << QJsonObject{
        {s("chat_background_set"), QJsonObject{{s("type"), QJsonObject()}}}};
    QTest::newRow("gift") << QJsonObject{{s("gift"), QJsonObject{{s("gift"), QJsonObject()}}}};
    QTest::newRow("shared users") << QJsonObject{{s("users_shared"), QJsonObject{{s("request_id"), 1}}}};
    QTest::newRow("web app") << QJsonObject{{s("web_app_data"), QJsonObject{{s("data"), s("x")}}}};
    QTest::newRow("tasks done") << QJsonObject{{s("checklist_tasks_done"), QJsonObject()}};
    QTest::newRow("of a later Bot API") << QJsonObject{{s("chat_moved_to_the_moon"), QJsonObject()}};
    QTest::newRow("with nothing in it") << QJsonObject();
}

void TestBotGuards::whatTelegramNotesInTheChatIsNoMessage()
{
    QFETCH(QJsonObject, content);
    BotShop shop(TestDatabase::Kind::Sqlite);
    shop.arrive();
    shop.pressData(s("1:other")); // asks for an amount
    const int messages = shop.messages();
    for (int i = 0; i < 40; ++i)
        shop.send(content);
    QCOMPARE(shop.messages(), messages);
    // The question is open still, and nothing of it was the customer's haste.
    shop.type(s("500"));
    QVERIFY(shop.newestPurchase());
    QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(500));
}

void TestBotGuards::whateverAPersonSendsIsAnswered_data()
{
    QTest::addColumn<QJsonObject>("content");
    for (const char *content :
         {"animation", "audio", "document", "paid_media", "sticker", "story", "video", "video_note", "voice",
          "contact", "dice", "game", "invoice", "location", "poll", "checklist", "giveaway"})
        QTest::newRow(content) << QJsonObject{{s(content), QJsonObject()}};
    QTest::newRow("photo") << QJsonObject{{s("photo"), QJsonArray{QJsonObject()}}, {s("caption"), s("look")}};
    QTest::newRow("of another bot") << QJsonObject{
        {s("text"), s("found")}, {s("via_bot"), QJsonObject{{s("id"), 5}, {s("is_bot"), true}}}};
    QTest::newRow("passed on") << QJsonObject{
        {s("text"), s("hello")}, {s("forward_origin"), QJsonObject{{s("type"), s("hidden_user")}}}};
}

void TestBotGuards::whateverAPersonSendsIsAnswered()
{
    QFETCH(QJsonObject, content);
    BotShop shop(TestDatabase::Kind::Sqlite);
    shop.arrive();
    const int messages = shop.messages();
    shop.send(content);
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(shop.shown().labels().contains(s("Profile")));
}

// 41 quick presses: the warning is an answer to its press, which waits behind no screen, and says when it
// works again.
void TestBotGuards::theWarningToWhoIsTooFastIsTrueAndAnswersItsPress()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive(); // two of thirty
    for (int i = 0; i < 41; ++i)
        shop.pressData(s("1:menu"));
    QCOMPARE(int(shop.answers().size()), 42);
    QStringList said = shop.answers();
    said.removeAll(QString());
    QCOMPARE(said, (QStringList{s("Done, we speak English now."),
                                s("You are faster than I am. Please wait two seconds and try again.")}));
    // In no chat's queue, and of the class that goes first.
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE method = 'answerCallbackQuery' "
                            "AND (chat_id <> 0 OR class <> 0)"),
             0);
    const int messages = shop.messages();
    shop.clock.advance(2 * kSecondMs);
    shop.pressData(s("1:menu"));
    QCOMPARE(shop.messages(), messages + 1);
}

void TestBotGuards::whatWasSaidBeforeAnOutageUsesUpNoLimit()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    // An hour of it, a message a minute, delivered all at once.
    for (int minute = 60; minute > 1; --minute)
        shop.send({{s("text"), s("hello?")}}, minute * 60);
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
    for (int i = 0; i < 27; ++i)
        shop.type(s("hello"));
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
}

void TestBotGuards::aMessageIsLateAfterFifteenSeconds_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<qint64>("ageMs");
    QTest::addColumn<bool>("isLate");
    const std::pair<qint64, bool> ages[] = {{0, false}, {14'900, false}, {15'000, false}, {15'001, true}};
    for (const auto &[ageMs, isLate] : ages) {
        QTest::addRow("%lld ms, sqlite", ageMs) << TestDatabase::Kind::Sqlite << ageMs << isLate;
        QTest::addRow("%lld ms, postgres", ageMs) << TestDatabase::Kind::Postgres << ageMs << isLate;
    }
}

// What is late waits a moment for the next one, and what is not takes from what may be done now.
void TestBotGuards::aMessageIsLateAfterFifteenSeconds()
{
    QFETCH(TestDatabase::Kind, kind);
    QFETCH(qint64, ageMs);
    QFETCH(bool, isLate);
    BotShop shop(kind);
    shop.arrive();
    // Telegram tells whole seconds; the phone's clock goes on by 1 ms with each update.
    const qint64 saidAt = shop.clock.nowMs() / kSecondMs + 1;
    shop.clock.advance(saidAt * kSecondMs + ageMs - 1 - shop.clock.nowMs());
    shop.send({{s("text"), s("hello?")}, {s("date"), saidAt}});
    QCOMPARE(shop.clock.nowMs() - saidAt * kSecondMs, ageMs);
    QCOMPARE(shop.db.number("SELECT max(not_before) FROM outbox") > shop.clock.nowMs(), isLate);
    QCOMPARE(shop.limits.backlog.knows(shop.customer), isLate);
}

void TestBotGuards::aBacklogIsAnsweredWithOneScreen()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const int screens = shop.screens();
    for (int minute = 50; minute > 10; --minute)
        shop.send({{s("text"), minute % 2 == 0 ? s("hello?") : s("/profile")}}, minute * 60);
    QCOMPARE(shop.screens(), screens + 1);
    QVERIFY(shop.shown().text.contains(s("profile"), Qt::CaseInsensitive));
    // It waits a moment for the next one, no longer.
    const qint64 wait = shop.db.number("SELECT max(not_before) FROM outbox") - shop.clock.nowMs();
    QVERIFY(wait > 0 && wait <= 5'000);
    // What is said now is answered at once, in its place.
    shop.type(s("/help"));
    QCOMPARE(shop.screens(), screens + 1);
    QCOMPARE(shop.db.number("SELECT count(*) FROM outbox WHERE status = 'pending' AND not_before > ?",
                            shop.clock.nowMs()),
             0);
    // A screen that is on its way, or was sent, is not called back.
    shop.send({{s("text"), s("hello?")}}, 600);
    shop.db.exec("UPDATE outbox SET attempts = 1 WHERE id = (SELECT max(id) FROM outbox)");
    shop.send({{s("text"), s("hello?")}}, 540);
    QCOMPARE(shop.screens(), screens + 3);
}

void TestBotGuards::whoWasTooFastLongAgoIsLimitedByThatTime()
{
    BotShop shop(TestDatabase::Kind::Sqlite);
    shop.arrive();
    const int messages = shop.messages();
    for (int i = 0; i < 100; ++i)
        shop.send({{s("text"), s("hello?")}}, 3'600);
    QCOMPARE(shop.messages(), messages + 30);
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
}

// A transient retry is the same attempt: no token of a limiter, no trial, and nothing is done without its
// effect.
void TestBotGuards::ourOwnHiccupsCostTheCustomerNothing()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.hiccups = 3;
    shop.arrive();
    shop.press(s("Trial"));
    QVERIFY(shop.subscription());
    for (int i = 0; i < 27; ++i)
        shop.type(s("hello"));
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
    // Each is remembered once, though it was tried often: the database may forget that it was handled.
    QCOMPARE(shop.limits.standing.size(), size_t(30));
}

// Five payments may be begun in a minute, however often each is tried.
void TestBotGuards::ourOwnHiccupsStartNoPayments()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.hiccups = 3;
    shop.arrive();
    for (const char *period : {"basic:30", "basic:90", "basic:180", "basic:365", "plus:30"}) {
        shop.pressData(s("1:period:") + s(period));
        shop.press(s("Crypto"));
    }
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 5);
}

void TestBotGuards::whatIsSaidOnceIsSaidThoughItMeetsHiccups()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.hiccups = 3;
    shop.arrive();
    for (int i = 0; i < 28; ++i)
        shop.type(s("hello"));
    int messages = shop.messages();
    for (int i = 0; i < 3; ++i)
        shop.type(s("hello"));
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(shop.shown().text.contains(s("faster than I am")));
    // Sixty such presses a minute are answered, whatever befalls us.
    const int answers = int(shop.answers().size());
    for (int i = 0; i < 60; ++i)
        shop.pressData(s("1:menu"));
    QVERIFY(int(shop.answers().size()) - answers >= 59);

    shop.clock.advance(kHourMs);
    shop.setFlag(control::flag::kMaintenanceMode, true);
    messages = shop.messages();
    shop.type(s("hello"));
    shop.type(s("hello"));
    QCOMPARE(shop.messages(), messages + 1);
}

const turnpike::test::RegisteredTest<TestBotGuards> kBotGuardsTest;

} // namespace tst_botguards

#include "tst_botguards.moc"

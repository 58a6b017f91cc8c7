// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "http/httpclient.h"
#include "outbox/answerpolicy.h"
#include "sandbox/sandbox.h"
#include "support/aside.h"
#include "support/testmain.h"
#include "telegram/botclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace tst_botsupport {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

sandbox::Options sandboxOptions()
{
    return {};
}

// A shop whose staff has a group in the sandbox's Telegram: what the outbox holds is sent there by the
// sender's own rules, one call after another.
class StaffedShop
{
public:
    StaffedShop(TestDatabase::Kind kind, bool hasTopics,
                sandbox::Group::Kind groupKind = sandbox::Group::Kind::Super)
        : outside(sandboxOptions())
        , staff(makeGroup(hasTopics, groupKind))
        , shop(kind, true, false, false, ChatId(staff))
        , bot(client, apiUrl(), QString::fromLatin1(outside.options().botToken))
    {
        meet(1001, "Anna");
        shop.arrive();
        post();
    }

    // A customer with Telegram on the phone.
    void meet(qint64 customer, const char *name)
    {
        sandbox::User &user = outside.telegram().putUser(customer, s(name), QString(), s("en"));
        user.hasStarted = true;
    }
    sandbox::Group &group() { return *outside.telegram().group(staff); }

    // What the customer writes; staff, too, in a topic (0: none) and as a reply (0: none).
    void customerSends(const QJsonObject &content, qint64 customer = 1001)
    {
        shop.customer = TelegramId(customer);
        deliver({customer, customer, 0}, content);
    }
    void staffSends(const QJsonObject &content, qint64 topic, qint64 replyTo = 0)
    {
        QJsonObject whole = content;
        if (replyTo != 0)
            whole.insert(s("reply_to_message"), outside.telegram().message(staff, replyTo)->body);
        deliver({staff, kColleague, topic}, whole);
    }

    // Boris presses the first button under that message of the staff's chat.
    void staffPresses(qint64 messageId)
    {
        const QJsonObject body = outside.telegram().message(staff, messageId)->body;
        const QJsonArray rows =
            body.value(s("reply_markup")).toObject().value(s("inline_keyboard")).toArray();
        const QJsonObject button = rows.at(0).toArray().at(0).toObject();
        shop.deliver(s("callback_query"), {{s("id"), s("press-of-the-staff")},
                                           {s("from"), boris()},
                                           {s("chat_instance"), s("1")},
                                           {s("data"), button.value(s("callback_data"))},
                                           {s("message"), body}});
    }
    // The group goes on as a supergroup, whose number is returned.
    qint64 upgrade()
    {
        const qint64 now = outside.chatEvents().upgrade(staff, kColleague);
        shop.deliver(s("message"), noted(staff, "group", {{s("migrate_to_chat_id"), now}}));
        return now;
    }
    // A message of Boris in that chat, which need not be in the sandbox.
    QJsonObject noted(qint64 chat, const char *type, const QJsonObject &content) const
    {
        QJsonObject message{{s("message_id"), 900},
                            {s("from"), boris()},
                            {s("chat"), QJsonObject{{s("id"), chat}, {s("type"), s(type)}}},
                            {s("date"), shop.clock.nowMs() / 1000}};
        for (auto it = content.begin(); it != content.end(); ++it)
            message.insert(it.key(), it.value());
        return message;
    }

    // Sends all that waits and sees what became of it, until nothing is left to do.
    void post()
    {
        for (int round = 0; round < 4; ++round) {
            while (sendOne())
                ;
            shop.clock.advance(2 * kMinuteMs);
            shop.write([&](db::Transaction &tx) {
                for (const TelegramId user : shop.helpdesk.due(tx, 100))
                    shop.helpdesk.settle(tx, user);
            });
        }
    }

    // What stands in a chat by the bot, oldest first: its text or caption.
    QStringList said(qint64 chat, qint64 topic = 0) const
    {
        QStringList found;
        for (const auto &[id, message] : world().chat(chat)) {
            if (!message.fromBot || message.body.contains(s("forum_topic_created")))
                continue;
            if (message.body.value(s("message_thread_id")).toInteger() == topic)
                found << message.body.value(s("text")).toString(message.body.value(s("caption")).toString());
        }
        return found;
    }
    QString lastSaid(qint64 chat, qint64 topic = 0) const
    {
        const QStringList all = said(chat, topic);
        return all.isEmpty() ? QString() : all.last();
    }
    qint64 lastMessage(qint64 chat) const { return world().chat(chat).rbegin()->first; }
    qint64 topicOf(qsizetype number)
    {
        return number < qsizetype(group().topics.size()) ? std::next(group().topics.begin(), number)->first
                                                         : 0;
    }

    mutable sandbox::Sandbox outside;
    const qint64 staff;
    BotShop shop;
    http::HttpClient client;
    const telegram::BotClient bot;

private:
    static constexpr qint64 kColleague = 77;

    sandbox::TelegramWorld &world() const { return outside.telegram(); }
    static QJsonObject boris() { return {{s("id"), kColleague}, {s("first_name"), s("Boris")}}; }

    qint64 makeGroup(bool hasTopics, sandbox::Group::Kind groupKind)
    {
        sandbox::Group &made = outside.telegram().addGroup(groupKind, s("Staff"));
        made.isForum = hasTopics;
        made.bot = sandbox::Group::Membership::Administrator;
        made.members.insert(kColleague);
        outside.telegram().putUser(kColleague, s("Boris"), QString(), s("ru"));
        return made.id;
    }
    QUrl apiUrl()
    {
        outside.listen(QHostAddress::LocalHost, 0);
        return QUrl(outside.telegramUrl());
    }

    void deliver(const sandbox::Posting &posting, const QJsonObject &content)
    {
        QJsonObject message = world().addMessage(posting, content).body;
        message.insert(s("date"), shop.clock.nowMs() / 1000);
        shop.deliver(s("message"), message);
    }

    bool sendOne()
    {
        const auto ids = shop.db.query("SELECT id FROM outbox WHERE status = 'pending' AND chat_id <> 0 "
                                       "ORDER BY id LIMIT 1");
        if (ids.empty())
            return false;
        const qint64 now = shop.clock.nowMs();
        const auto leased = shop.write([&](db::Transaction &tx) {
            return outbox::repository::lease(tx, s("test"), {ids[0].int64(0)}, now, now + kMinuteMs);
        });
        const outbox::LeasedMessage &message = leased.at(0);
        std::optional<telegram::CallResult> result;
        std::atomic<bool> isDone{false};
        Aside calling([&] {
            result = bot.call(message.method, QJsonDocument::fromJson(message.payload).object(),
                              Deadline::in(std::chrono::seconds(10)));
            isDone = true;
        });
        const bool inTime = QTest::qWaitFor([&] { return isDone.load(); }, 20'000);
        calling.get();
        if (!inTime)
            throw std::runtime_error("the sandbox does not answer");
        const outbox::Judgement judged = outbox::judgeAnswer(message, *result, now);
        shop.write([&](db::Transaction &tx) {
            outbox::repository::complete(tx, s("test"), {judged.completion}, now);
            if (judged.chatUnreachable)
                outbox::repository::dropChat(tx, message.chat, judged.completion.error, now);
        });
        return true;
    }
};

QJsonObject text(const char *words)
{
    return {{s("text"), s(words)}};
}

QJsonObject photo(const char *caption, const char *album = nullptr)
{
    QJsonObject content{{s("photo"), QJsonArray{QJsonObject{{s("file_id"), s("one")}}}}};
    if (qstrlen(caption) > 0)
        content.insert(s("caption"), s(caption));
    if (album)
        content.insert(s("media_group_id"), s(album));
    return content;
}

// The customer has asked for support and written once.
void begin(StaffedShop &desk, const char *words)
{
    desk.customerSends(text("/support"));
    desk.shop.press(s("Write to support"));
    desk.customerSends(text(words));
    desk.post();
}

} // namespace

// What customers and the staff of the shop write to one another, over the sandbox's Telegram.
class TestBotSupport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void aMessageGetsATopicAndItsAnswerComesBack();
    void picturesGoAlongAllOfAnAlbumToo();
    void withoutTopicsStaffAnswersByReplying();
    void eitherSideClosesAndAMessageOpensAgain();
    void aDeletedTopicIsReplacedAndNothingIsLost();
    void whoHasBlockedTheBotIsToldToTheStaff();
    void aGroupThatThrewTheBotOutIsToldToTheCustomer();
    void theButtonUnderAMessageClosesItsThread();
    void aGroupThatBecameASupergroupIsFollowed();
    void tooManyMessagesAreRefusedOnce();
    void whatIsSaidElsewhereGoesToNobody();
    void itIsToldInRussianToo();
    void whoIsForgottenIsForgottenHereToo();
};

void TestBotSupport::aMessageGetsATopicAndItsAnswerComesBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "It is <slow> & odd");
    QCOMPARE(desk.group().topics.size(), size_t(1));
    const qint64 topic = desk.topicOf(0);
    QCOMPARE(desk.group().topics.at(topic), s("Anna · 1001"));
    QCOMPARE(desk.said(desk.staff, topic), QStringList{s("Anna · 1001\n\nIt is <slow> & odd")});
    QVERIFY2(desk.lastSaid(1001).startsWith(s("Passed on to support.")), qPrintable(desk.lastSaid(1001)));

    // What follows goes there without a word in between, and whatever it says.
    const qsizetype before = desk.said(1001).size();
    desk.customerSends(text("does not work"));
    desk.customerSends(text("since Monday"));
    desk.post();
    QCOMPARE(desk.said(1001).size(), before);
    QCOMPARE(desk.said(desk.staff, topic).size(), 3);
    QCOMPARE(desk.lastSaid(desk.staff, topic), s("Anna · 1001\n\nsince Monday"));
    QCOMPARE(desk.group().topics.size(), size_t(1));

    desk.staffSends(text("Try <another> server"), topic);
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Support\nTry <another> server"));
    // Commands and amounts are still what they are.
    desk.customerSends(text("/profile"));
    desk.post();
    QCOMPARE(desk.said(desk.staff, topic).size(), 3);
    QVERIFY(desk.lastSaid(1001).contains(s("1001")));
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_messages WHERE status = 'sent'"), 4);
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_threads WHERE next_look_at IS NOT NULL"), 0);
}

void TestBotSupport::picturesGoAlongAllOfAnAlbumToo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "See here");
    const qint64 topic = desk.topicOf(0);
    desk.customerSends(photo("the error <1>"));
    desk.customerSends(photo("", "album"));
    desk.customerSends(photo("", "album"));
    desk.customerSends(photo("", "album"));
    desk.post();
    const QStringList said = desk.said(desk.staff, topic);
    QCOMPARE(said.size(), 5);
    QCOMPARE(said.at(1), s("Anna · 1001\n\nthe error <1>"));
    QCOMPARE(said.at(4).trimmed(), s("Anna · 1001"));
    QVERIFY(desk.outside.telegram().chat(desk.staff).rbegin()->second.body.contains(s("photo")));

    desk.staffSends(photo("press here"), topic);
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("press here"));
    QVERIFY(desk.outside.telegram().chat(1001).rbegin()->second.body.contains(s("photo")));
}

void TestBotSupport::withoutTopicsStaffAnswersByReplying()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, false);
    begin(desk, "Hello?");
    QCOMPARE(desk.said(desk.staff), QStringList{s("Anna · 1001\n\nHello?")});
    const qint64 annas = desk.lastMessage(desk.staff);
    desk.meet(1002, "Clara");
    desk.shop.customer = TelegramId(1002);
    desk.shop.arrive();
    desk.customerSends(text("/support"), 1002);
    desk.shop.press(s("Write to support"));
    desk.customerSends(text("And me?"), 1002);
    desk.post();
    QCOMPARE(desk.lastSaid(desk.staff), s("Clara · 1002\n\nAnd me?"));
    // Asked for once: the group is known for one without topics.
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM outbox WHERE method = 'createForumTopic'"), 1);

    desk.staffSends(text("You first"), 0, annas);
    desk.staffSends(text("nobody's business"), 0);
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Support\nYou first"));
    QVERIFY(!desk.lastSaid(1002).contains(s("business")));
    // Also to what staff has written itself.
    desk.staffSends(text("And then"), 0, desk.lastMessage(desk.staff) - 1);
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Support\nAnd then"));
}

void TestBotSupport::eitherSideClosesAndAMessageOpensAgain()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "One");
    const qint64 topic = desk.topicOf(0);
    desk.staffSends(text("/close@shop_bot"), topic);
    desk.post();
    QVERIFY2(desk.lastSaid(1001).startsWith(s("Support has closed your request.")),
             qPrintable(desk.lastSaid(1001)));
    QVERIFY2(desk.lastSaid(desk.staff, topic).contains(s("Boris")),
             qPrintable(desk.lastSaid(desk.staff, topic)));
    // What is typed now is no letter to the staff.
    desk.customerSends(text("thank you"));
    QVERIFY(desk.shop.shown().text.contains(s("did not understand")));
    desk.staffSends(text("/close"), topic);
    desk.post();
    QCOMPARE(desk.said(1001).filter(s("has closed your request")).size(), 1);

    begin(desk, "Two");
    QCOMPARE(desk.lastSaid(desk.staff, topic), s("Anna · 1001\n\nTwo"));
    QCOMPARE(desk.group().topics.size(), size_t(1));
    desk.shop.press(s("Close the request"));
    desk.post();
    QVERIFY(desk.lastSaid(1001).startsWith(s("The request is closed.")));
    QVERIFY2(desk.lastSaid(desk.staff, topic).contains(s("закрыл обращение")),
             qPrintable(desk.lastSaid(desk.staff, topic)));
    // Staff may answer all the same, which opens it.
    desk.staffSends(text("One more thing"), topic);
    desk.customerSends(text("Yes?"));
    desk.post();
    QCOMPARE(desk.lastSaid(desk.staff, topic), s("Anna · 1001\n\nYes?"));
}

void TestBotSupport::aDeletedTopicIsReplacedAndNothingIsLost()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "One");
    const qint64 first = desk.topicOf(0);
    desk.group().topics.clear();
    desk.customerSends(text("Two"));
    desk.post();
    QCOMPARE(desk.said(desk.staff), QStringList{s("Anna · 1001\n\nTwo")});
    desk.customerSends(text("Three"));
    desk.post();
    const qint64 second = desk.topicOf(0);
    QVERIFY(second != 0 && second != first);
    QCOMPARE(desk.said(desk.staff, second), QStringList{s("Anna · 1001\n\nThree")});
    QVERIFY(!desk.said(1001).join(u' ').contains(s("did not reach")));
}

void TestBotSupport::whoHasBlockedTheBotIsToldToTheStaff()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "One");
    const qint64 topic = desk.topicOf(0);
    desk.outside.telegram().user(1001)->hasBlocked = true;
    desk.staffSends(text("Are you there?"), topic);
    desk.post();
    const QString told = desk.lastSaid(desk.staff, topic);
    QVERIFY2(told.contains(s("не дошёл до клиента 1001")) && told.contains(s("заблокировал")),
             qPrintable(told));
    QCOMPARE(desk.said(desk.staff, topic).filter(s("не дошёл")).size(), 1);
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_messages WHERE status = 'failed'"), 1);
}

void TestBotSupport::aGroupThatThrewTheBotOutIsToldToTheCustomer()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    desk.group().bot = sandbox::Group::Membership::Kicked;
    begin(desk, "Is anybody there?");
    QVERIFY2(desk.lastSaid(1001).startsWith(s("Your message did not reach support")),
             qPrintable(desk.lastSaid(1001)));
    // Operators hear of it until the chat is reached again.
    QVERIFY(desk.shop.alerts.keys().contains(s("support_chat")));
    QVERIFY(!desk.shop.alerts.ended().contains(s("support_chat")));
    // Once it is let in again, all is as it should be.
    desk.group().bot = sandbox::Group::Membership::Administrator;
    desk.customerSends(text("And now?"));
    desk.post();
    QCOMPARE(desk.said(desk.staff, desk.topicOf(0)), QStringList{s("Anna · 1001\n\nAnd now?")});
    QVERIFY(desk.shop.alerts.ended().contains(s("support_chat")));
}

void TestBotSupport::theButtonUnderAMessageClosesItsThread()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    for (const bool hasTopics : {true, false}) {
        StaffedShop desk(kind, hasTopics);
        begin(desk, "One");
        const qint64 annas = desk.lastMessage(desk.staff);
        constexpr const char *kAnswered = "SELECT count(*) FROM outbox WHERE method = 'answerCallbackQuery'";
        const qint64 answered = desk.shop.db.number(kAnswered);
        desk.staffPresses(annas);
        desk.post();
        QVERIFY2(desk.lastSaid(1001).startsWith(s("Support has closed your request.")),
                 qPrintable(desk.lastSaid(1001)));
        QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_threads WHERE status = 'closed' "
                                     "AND closed_by = 'Boris'"),
                 1);
        // Every press is answered, and closes once.
        desk.staffPresses(annas);
        desk.post();
        QCOMPARE(desk.said(1001).filter(s("has closed your request")).size(), 1);
        QCOMPARE(desk.shop.db.number(kAnswered), answered + 2);
    }
}

void TestBotSupport::aGroupThatBecameASupergroupIsFollowed()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, false, sandbox::Group::Kind::Basic);
    begin(desk, "Before");
    const qint64 annas = desk.lastMessage(desk.staff);
    QCOMPARE(desk.lastSaid(desk.staff), s("Anna · 1001\n\nBefore"));
    const qint64 now = desk.upgrade();

    // The supergroup counts anew: a message of that number is not the one of before.
    const qsizetype before = desk.said(1001).size();
    const QJsonObject old{{s("message_id"), annas}, {s("date"), 1}};
    desk.shop.deliver(
        s("message"),
        desk.noted(now, "supergroup", {{s("text"), s("for a colleague")}, {s("reply_to_message"), old}}));
    desk.post();
    QCOMPARE(desk.said(1001).size(), before);

    desk.customerSends(text("After"));
    desk.post();
    QCOMPARE(desk.lastSaid(now), s("Anna · 1001\n\nAfter"));
    const QJsonObject ours{{s("message_id"), desk.lastMessage(now)}, {s("date"), 1}};
    desk.shop.deliver(
        s("message"),
        desk.noted(now, "supergroup", {{s("text"), s("Here we are")}, {s("reply_to_message"), ours}}));
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Support\nHere we are"));
}

void TestBotSupport::tooManyMessagesAreRefusedOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    desk.shop.clock.advance(kHourMs);
    begin(desk, "0");
    for (int i = 1; i < 30; ++i) {
        desk.shop.clock.advance(3 * kSecondMs); // not too fast for the bot itself
        desk.customerSends(text("more"));
    }
    // 20 at once, and one every half minute.
    const qint64 passed = desk.shop.db.number("SELECT count(*) FROM support_messages");
    QVERIFY2(passed >= 20 && passed < 26, qPrintable(QString::number(passed)));
    desk.post();
    QCOMPARE(desk.said(1001).filter(s("was not passed on")).size(), 1);
}

void TestBotSupport::whatIsSaidElsewhereGoesToNobody()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "One");
    const qint64 topic = desk.topicOf(0);
    const qsizetype before = desk.said(1001).size();
    QJsonObject message{{s("message_id"), 900},
                        {s("message_thread_id"), topic},
                        {s("is_topic_message"), true},
                        {s("from"), QJsonObject{{s("id"), 77}, {s("first_name"), s("Boris")}}},
                        {s("chat"), QJsonObject{{s("id"), -1005}, {s("type"), s("supergroup")}}},
                        {s("date"), desk.shop.clock.nowMs() / 1000},
                        {s("text"), s("from another group")}};
    desk.shop.deliver(s("message"), message);
    message[s("chat")] = QJsonObject{{s("id"), desk.staff}, {s("type"), s("supergroup")}};
    message[s("from")] = QJsonObject{{s("id"), 78}, {s("is_bot"), true}, {s("first_name"), s("Robot")}};
    message[s("text")] = s("from another bot");
    desk.shop.deliver(s("message"), message);
    desk.post();
    QCOMPARE(desk.said(1001).size(), before);
    // An administrator who stays anonymous is a bot by name only.
    message[s("sender_chat")] = message.value(s("chat"));
    message[s("text")] = s("from the administrator");
    desk.shop.deliver(s("message"), message);
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Support\nfrom the administrator"));
}

void TestBotSupport::itIsToldInRussianToo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    desk.shop.pressData(s("1:setlang:ru"));
    desk.customerSends(text("/support"));
    QVERIFY2(desk.shop.shown().text.contains(s("вам ответят в этом чате")),
             qPrintable(desk.shop.shown().text));
    desk.shop.press(s("Написать в поддержку"));
    QVERIFY(desk.shop.shown().text.contains(s("Что случилось?")));
    desk.customerSends(text("Медленно"));
    QVERIFY(desk.shop.shown().text.startsWith(s("Передали в поддержку.")));
    desk.post();
    desk.staffSends(text("Проверяем"), desk.topicOf(0));
    desk.post();
    QCOMPARE(desk.lastSaid(1001), s("💬 Поддержка\nПроверяем"));
}

void TestBotSupport::whoIsForgottenIsForgottenHereToo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    StaffedShop desk(kind, true);
    begin(desk, "My name is Anna");
    desk.staffSends(text("Hello Anna"), desk.topicOf(0));
    desk.post();
    desk.shop.pressData(s("1:erase"));
    desk.shop.press(s("Yes, erase it for good"));
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_messages"), 0);
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM support_threads"), 0);
    QCOMPARE(desk.shop.db.number("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'support%'"), 0);
    desk.post();
    QVERIFY(desk.lastSaid(1001).contains(s("we do not know you any more")));
    // What is answered now reaches nobody.
    desk.staffSends(text("Anna?"), desk.topicOf(0));
    desk.post();
    QVERIFY(desk.lastSaid(1001).contains(s("we do not know you any more")));
}

const turnpike::test::RegisteredTest<TestBotSupport> kTestBotSupport;

} // namespace tst_botsupport

#include "tst_botsupport.moc"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandbox/updatekinds.h"
#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapichats {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// Chats of every kind, and the updates that a test can make come from them: groups, topics, albums, service
// messages, messages that are gone, and kinds that nobody knows yet.
class TestBotApiChats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsAreWrittenToAndSpeak_data();
    void groupsAreWrittenToAndSpeak();
    void publicGroupIsFoundByName();
    void topicsHaveTheirMessages_data();
    void topicsHaveTheirMessages();
    void theBotMakesATopicWhereItMay();
    void albumComesAsUpdatesOfOneGroup();
    void serviceMessageCarriesAnything_data();
    void serviceMessageCarriesAnything();
    void pinnedMessageIsShownOrInaccessible();
    void pressUnderAMessageThatIsGone();
    void pressInAGroup();
    void botIsToldWhatItIs();
    void upgradeIsToldInBothChats();
    void updateOfAnyKindIsDelivered_data();
    void updateOfAnyKindIsDelivered();
};

namespace {

struct Chat : SandboxFixture
{
    Chat()
    {
        if (!setWebhook(receiver))
            qFatal("no webhook");
    }

    QJsonObject order(const QString &name, const QJsonObject &body)
    {
        const Called called = control("POST", name, body);
        return called.status == 200 ? called.json() : QJsonObject();
    }
    qint64 group(QJsonObject params)
    {
        params.insert(u"members", QJsonArray{customer});
        return order(u"group"_s, params).value(u"id").toInteger();
    }
    QJsonObject update(qsizetype i, const QString &kind = u"message"_s) const
    {
        return receiver.body(i).value(kind).toObject();
    }

    Receiver receiver;
};

} // namespace

void TestBotApiChats::groupsAreWrittenToAndSpeak_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("group") << u"group"_s;
    QTest::newRow("supergroup") << u"supergroup"_s;
}

void TestBotApiChats::groupsAreWrittenToAndSpeak()
{
    QFETCH(QString, kind);
    Chat fixture;
    const qint64 group = fixture.group({{u"kind"_s, kind}, {u"title"_s, u"Us"_s}});
    const QJsonObject sent = fixture.bot(u"sendMessage"_s, menu(group)).json().value(u"result").toObject();
    const QJsonObject chat = sent.value(u"chat").toObject();
    QCOMPARE(chat.value(u"id").toInteger(), group);
    QCOMPARE(chat.value(u"type").toString(), kind);
    QCOMPARE(chat.value(u"title").toString(), u"Us"_s);
    QCOMPARE(sent.contains(u"is_topic_message"), false);

    fixture.order(u"message"_s, {{u"user"_s, fixture.customer}, {u"chat"_s, group}, {u"text"_s, u"/help"_s}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    QCOMPARE(fixture.update(0).value(u"chat").toObject(), chat);
    QCOMPARE(fixture.update(0).value(u"from").toObject().value(u"id").toInteger(), fixture.customer);
    // Who speaks in a group is known to the bot, which still cannot write first.
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 403);
}

void TestBotApiChats::publicGroupIsFoundByName()
{
    Chat fixture;
    const qint64 group = fixture.group({{u"kind"_s, u"supergroup"_s}, {u"username"_s, u"Our_Shop"_s}});
    QJsonObject params = menu(group);
    params.insert(u"chat_id", u"@our_shop"_s);
    const Called called = fixture.bot(u"sendMessage"_s, params);
    QCOMPARE(called.json()[u"result"_s][u"chat"_s][u"id"_s].toInteger(), group);
}

void TestBotApiChats::topicsHaveTheirMessages_data()
{
    QTest::addColumn<bool>("isPrivate");
    QTest::newRow("of a supergroup") << false;
    QTest::newRow("of a private chat") << true;
}

void TestBotApiChats::topicsHaveTheirMessages()
{
    QFETCH(bool, isPrivate);
    Chat fixture;
    const qint64 chat =
        isPrivate ? fixture.customer : fixture.group({{u"kind"_s, u"supergroup"_s}, {u"forum"_s, true}});
    const QJsonObject where{{u"user"_s, fixture.customer}, {u"chat"_s, chat}};
    QJsonObject created = where;
    created.insert(u"name", u"Keys"_s);
    const qint64 thread = fixture.order(u"topic"_s, created).value(u"message_thread_id").toInteger();
    QVERIFY(thread > 0);
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    QCOMPARE(fixture.update(0).value(u"message_thread_id").toInteger(), thread);
    QCOMPARE(fixture.update(0).value(u"forum_topic_created").toObject().value(u"name").toString(), u"Keys"_s);

    QJsonObject message = where;
    message.insert(u"thread", thread);
    message.insert(u"text", u"hello"_s);
    fixture.order(u"message"_s, message);
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    QCOMPARE(fixture.update(1).value(u"is_topic_message").toBool(), true);
    QCOMPARE(fixture.update(1).value(u"message_thread_id").toInteger(), thread);

    QJsonObject answer = menu(chat);
    answer.insert(u"message_thread_id", thread);
    const QJsonObject sent = fixture.bot(u"sendMessage"_s, answer).json().value(u"result").toObject();
    QCOMPARE(sent.value(u"message_thread_id").toInteger(), thread);
    QCOMPARE(sent.value(u"is_topic_message").toBool(), true);
    answer.insert(u"message_thread_id", 4711);
    QCOMPARE(fixture.bot(u"sendMessage"_s, answer).description(), u"Bad Request: message thread not found"_s);
}

void TestBotApiChats::theBotMakesATopicWhereItMay()
{
    Chat fixture;
    const auto make = [&](qint64 chat, const QString &name) {
        return fixture.bot(u"createForumTopic"_s, {{u"chat_id"_s, chat}, {u"name"_s, name}});
    };
    const qint64 plain = fixture.group({{u"kind"_s, u"supergroup"_s}});
    QCOMPARE(make(plain, u"Anna"_s).description(), u"Bad Request: the chat is not a forum"_s);
    const qint64 forum = fixture.group({{u"kind"_s, u"supergroup"_s}, {u"forum"_s, true}});
    fixture.sandbox.telegram().group(forum)->bot = sandbox::Group::Membership::Member;
    QCOMPARE(make(forum, u"Anna"_s).description(), u"Bad Request: not enough rights to create a topic"_s);
    fixture.sandbox.telegram().group(forum)->bot = sandbox::Group::Membership::Administrator;
    const QJsonObject topic = make(forum, u"Anna"_s).json().value(u"result").toObject();
    QCOMPARE(topic.value(u"name").toString(), u"Anna"_s);
    const qint64 thread = topic.value(u"message_thread_id").toInteger();
    QVERIFY(thread > 0);
    QJsonObject params = menu(forum);
    params.insert(u"message_thread_id", thread);
    const QJsonObject sent = fixture.bot(u"sendMessage"_s, params).json().value(u"result").toObject();
    QCOMPARE(sent.value(u"message_thread_id").toInteger(), thread);
    fixture.sandbox.telegram().group(forum)->topics.clear();
    QCOMPARE(fixture.bot(u"sendMessage"_s, params).description(), u"Bad Request: message thread not found"_s);
}

void TestBotApiChats::albumComesAsUpdatesOfOneGroup()
{
    Chat fixture;
    fixture.order(u"album"_s,
                  {{u"user"_s, fixture.customer}, {u"photos"_s, 3}, {u"caption"_s, u"receipt"_s}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 3);
    QSet<QString> albums;
    for (qsizetype i = 0; i < 3; ++i) {
        albums.insert(fixture.update(i).value(u"media_group_id").toString());
        QVERIFY(fixture.update(i).value(u"photo").toArray().size() > 1);
        QCOMPARE(fixture.update(i).contains(u"caption"), i == 0);
    }
    QCOMPARE(albums.size(), 1);
    QCOMPARE(fixture.control("POST", u"album"_s, {{u"user"_s, fixture.customer}, {u"photos"_s, 11}}).status,
             409);
}

void TestBotApiChats::serviceMessageCarriesAnything_data()
{
    QTest::addColumn<QJsonObject>("content");
    QTest::newRow("auto-delete timer") << QJsonObject{
        {u"message_auto_delete_timer_changed"_s, QJsonObject{{u"message_auto_delete_time"_s, 86400}}}};
    QTest::newRow("contact") << QJsonObject{
        {u"contact"_s, QJsonObject{{u"phone_number"_s, u"+700"_s}, {u"first_name"_s, u"Анна"_s}}}};
    QTest::newRow("of a Bot API to come") << QJsonObject{{u"hologram"_s, QJsonObject{{u"depth"_s, 3}}}};
}

void TestBotApiChats::serviceMessageCarriesAnything()
{
    QFETCH(QJsonObject, content);
    Chat fixture;
    fixture.order(u"post"_s, {{u"user"_s, fixture.customer}, {u"content"_s, content}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QString name = content.keys().first();
    QCOMPARE(fixture.update(0).value(name), content.value(name));
    QVERIFY(fixture.update(0).value(u"message_id").toInteger() > 0);
    QCOMPARE(fixture.update(0).value(u"chat").toObject().value(u"id").toInteger(), fixture.customer);
}

void TestBotApiChats::pinnedMessageIsShownOrInaccessible()
{
    Chat fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    const QJsonObject sent =
        fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"result").toObject();
    QJsonObject pin{{u"user"_s, fixture.customer}, {u"message"_s, sent.value(u"message_id")}};
    fixture.order(u"pin"_s, pin);
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    QCOMPARE(fixture.update(1).value(u"pinned_message").toObject(), sent);
    pin.insert(u"message", 4711);
    fixture.order(u"pin"_s, pin);
    QTRY_COMPARE(fixture.receiver.requests.size(), 3);
    const QJsonObject gone = fixture.update(2).value(u"pinned_message").toObject();
    QCOMPARE(gone.value(u"date").toInt(-1), 0);
    QCOMPARE(gone.value(u"message_id").toInt(), 4711);
}

void TestBotApiChats::pressUnderAMessageThatIsGone()
{
    Chat fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    const QJsonObject sent =
        fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"result").toObject();
    fixture.order(u"press"_s,
                  {{u"user"_s, fixture.customer}, {u"text"_s, u"Go"_s}, {u"inaccessible"_s, true}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    const QJsonObject gone = fixture.update(1, u"callback_query"_s).value(u"message").toObject();
    QCOMPARE(gone, (QJsonObject{{u"message_id"_s, sent.value(u"message_id")},
                                {u"chat"_s, sent.value(u"chat")},
                                {u"date"_s, 0}}));
}

void TestBotApiChats::pressInAGroup()
{
    Chat fixture;
    const qint64 group = fixture.group({});
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(group)).status, 200);
    fixture.order(u"press"_s, {{u"user"_s, fixture.customer}, {u"chat"_s, group}, {u"text"_s, u"Go"_s}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QJsonObject query = fixture.update(0, u"callback_query"_s);
    QCOMPARE(query.value(u"message").toObject().value(u"chat").toObject().value(u"id").toInteger(), group);
    QCOMPARE(query.value(u"from").toObject().value(u"id").toInteger(), fixture.customer);
}

void TestBotApiChats::botIsToldWhatItIs()
{
    Chat fixture;
    const qint64 group = fixture.group({});
    fixture.order(u"membership"_s,
                  {{u"chat"_s, group}, {u"user"_s, fixture.customer}, {u"status"_s, u"kicked"_s}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QJsonObject update = fixture.update(0, u"my_chat_member"_s);
    QCOMPARE(update.value(u"old_chat_member").toObject().value(u"status").toString(), u"member"_s);
    const QJsonObject now = update.value(u"new_chat_member").toObject();
    QCOMPARE(now.value(u"status").toString(), u"kicked"_s);
    QCOMPARE(now.value(u"until_date").toInt(-1), 0);
    QCOMPARE(now.value(u"user").toObject().value(u"is_bot").toBool(), true);
}

void TestBotApiChats::upgradeIsToldInBothChats()
{
    Chat fixture;
    const qint64 old = fixture.group({});
    const qint64 now = fixture.order(u"upgrade"_s, {{u"chat"_s, old}, {u"user"_s, fixture.customer}})
                           .value(u"id")
                           .toInteger();
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    QSet<qint64> told;
    for (qsizetype i = 0; i < 2; ++i) {
        told.insert(fixture.update(i).value(u"migrate_to_chat_id").toInteger());
        told.insert(fixture.update(i).value(u"migrate_from_chat_id").toInteger());
    }
    QCOMPARE(told, (QSet<qint64>{0, old, now}));
}

void TestBotApiChats::updateOfAnyKindIsDelivered_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"edited_message", "guest_message", "business_connection", "business_message",
                             "deleted_business_messages", "purchased_paid_media", "managed_bot", "chat_boost",
                             "message_reaction", "poll", "inline_query", "subscription", "something_new"}) {
        QTest::newRow(kind) << QString::fromLatin1(kind);
    }
}

void TestBotApiChats::updateOfAnyKindIsDelivered()
{
    QFETCH(QString, kind);
    Chat fixture;
    const bool isNewer = !sandbox::updateKinds().contains(kind);
    const bool byDefault = isNewer || sandbox::defaultUpdateKinds().contains(kind);
    const QJsonObject content{{u"id"_s, u"1"_s}, {u"x"_s, QJsonArray{1, 2}}};
    fixture.order(u"update"_s, {{u"kind"_s, kind}, {u"content"_s, content}});
    QTRY_COMPARE(fixture.receiver.requests.size(), byDefault ? 1 : 0);
    if (byDefault)
        QCOMPARE(fixture.update(0, kind), content);
    QCOMPARE(fixture.control("POST", u"update"_s, {{u"content"_s, content}}).status, 409);
}

const turnpike::test::RegisteredTest<TestBotApiChats> kTestBotApiChats;

} // namespace tst_botapichats

#include "tst_botapichats.moc"

#include "sandbox/updatekinds.h"
#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapichats {

using namespace turnpike;
using namespace turnpike::test;

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
        return order(QStringLiteral("group"), params).value(u"id").toInteger();
    }
    QJsonObject update(qsizetype i, const QString &kind = QStringLiteral("message")) const
    {
        return receiver.body(i).value(kind).toObject();
    }

    Receiver receiver;
};

} // namespace

void TestBotApiChats::groupsAreWrittenToAndSpeak_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("group") << QStringLiteral("group");
    QTest::newRow("supergroup") << QStringLiteral("supergroup");
}

void TestBotApiChats::groupsAreWrittenToAndSpeak()
{
    QFETCH(QString, kind);
    Chat fixture;
    const qint64 group =
        fixture.group({{QStringLiteral("kind"), kind}, {QStringLiteral("title"), QStringLiteral("Us")}});
    const QJsonObject sent =
        fixture.bot(QStringLiteral("sendMessage"), menu(group)).json().value(u"result").toObject();
    const QJsonObject chat = sent.value(u"chat").toObject();
    QCOMPARE(chat.value(u"id").toInteger(), group);
    QCOMPARE(chat.value(u"type").toString(), kind);
    QCOMPARE(chat.value(u"title").toString(), QStringLiteral("Us"));
    QCOMPARE(sent.contains(u"is_topic_message"), false);

    fixture.order(QStringLiteral("message"), {{QStringLiteral("user"), fixture.customer},
                                              {QStringLiteral("chat"), group},
                                              {QStringLiteral("text"), QStringLiteral("/help")}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    QCOMPARE(fixture.update(0).value(u"chat").toObject(), chat);
    QCOMPARE(fixture.update(0).value(u"from").toObject().value(u"id").toInteger(), fixture.customer);
    // Who speaks in a group is known to the bot, which still cannot write first.
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).status, 403);
}

void TestBotApiChats::publicGroupIsFoundByName()
{
    Chat fixture;
    const qint64 group = fixture.group({{QStringLiteral("kind"), QStringLiteral("supergroup")},
                                        {QStringLiteral("username"), QStringLiteral("Our_Shop")}});
    QJsonObject params = menu(group);
    params.insert(u"chat_id", QStringLiteral("@our_shop"));
    const Called called = fixture.bot(QStringLiteral("sendMessage"), params);
    QCOMPARE(
        called.json()[QStringLiteral("result")][QStringLiteral("chat")][QStringLiteral("id")].toInteger(),
        group);
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
    const qint64 chat = isPrivate ? fixture.customer
                                  : fixture.group({{QStringLiteral("kind"), QStringLiteral("supergroup")},
                                                   {QStringLiteral("forum"), true}});
    const QJsonObject where{{QStringLiteral("user"), fixture.customer}, {QStringLiteral("chat"), chat}};
    QJsonObject created = where;
    created.insert(u"name", QStringLiteral("Keys"));
    const qint64 thread =
        fixture.order(QStringLiteral("topic"), created).value(u"message_thread_id").toInteger();
    QVERIFY(thread > 0);
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    QCOMPARE(fixture.update(0).value(u"message_thread_id").toInteger(), thread);
    QCOMPARE(fixture.update(0).value(u"forum_topic_created").toObject().value(u"name").toString(),
             QStringLiteral("Keys"));

    QJsonObject message = where;
    message.insert(u"thread", thread);
    message.insert(u"text", QStringLiteral("hello"));
    fixture.order(QStringLiteral("message"), message);
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    QCOMPARE(fixture.update(1).value(u"is_topic_message").toBool(), true);
    QCOMPARE(fixture.update(1).value(u"message_thread_id").toInteger(), thread);

    QJsonObject answer = menu(chat);
    answer.insert(u"message_thread_id", thread);
    const QJsonObject sent =
        fixture.bot(QStringLiteral("sendMessage"), answer).json().value(u"result").toObject();
    QCOMPARE(sent.value(u"message_thread_id").toInteger(), thread);
    QCOMPARE(sent.value(u"is_topic_message").toBool(), true);
    answer.insert(u"message_thread_id", 4711);
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), answer).description(),
             QStringLiteral("Bad Request: message thread not found"));
}

void TestBotApiChats::albumComesAsUpdatesOfOneGroup()
{
    Chat fixture;
    fixture.order(QStringLiteral("album"), {{QStringLiteral("user"), fixture.customer},
                                            {QStringLiteral("photos"), 3},
                                            {QStringLiteral("caption"), QStringLiteral("receipt")}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 3);
    QSet<QString> albums;
    for (qsizetype i = 0; i < 3; ++i) {
        albums.insert(fixture.update(i).value(u"media_group_id").toString());
        QVERIFY(fixture.update(i).value(u"photo").toArray().size() > 1);
        QCOMPARE(fixture.update(i).contains(u"caption"), i == 0);
    }
    QCOMPARE(albums.size(), 1);
    QCOMPARE(fixture
                 .control("POST", QStringLiteral("album"),
                          {{QStringLiteral("user"), fixture.customer}, {QStringLiteral("photos"), 11}})
                 .status,
             409);
}

void TestBotApiChats::serviceMessageCarriesAnything_data()
{
    QTest::addColumn<QJsonObject>("content");
    QTest::newRow("auto-delete timer")
        << QJsonObject{{QStringLiteral("message_auto_delete_timer_changed"),
                        QJsonObject{{QStringLiteral("message_auto_delete_time"), 86400}}}};
    QTest::newRow("contact") << QJsonObject{
        {QStringLiteral("contact"), QJsonObject{{QStringLiteral("phone_number"), QStringLiteral("+700")},
                                                {QStringLiteral("first_name"), QStringLiteral("Анна")}}}};
    QTest::newRow("of a Bot API to come")
        << QJsonObject{{QStringLiteral("hologram"), QJsonObject{{QStringLiteral("depth"), 3}}}};
}

void TestBotApiChats::serviceMessageCarriesAnything()
{
    QFETCH(QJsonObject, content);
    Chat fixture;
    fixture.order(QStringLiteral("post"),
                  {{QStringLiteral("user"), fixture.customer}, {QStringLiteral("content"), content}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QString name = content.keys().first();
    QCOMPARE(fixture.update(0).value(name), content.value(name));
    QVERIFY(fixture.update(0).value(u"message_id").toInteger() > 0);
    QCOMPARE(fixture.update(0).value(u"chat").toObject().value(u"id").toInteger(), fixture.customer);
}

void TestBotApiChats::pinnedMessageIsShownOrInaccessible()
{
    Chat fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    const QJsonObject sent =
        fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).json().value(u"result").toObject();
    QJsonObject pin{{QStringLiteral("user"), fixture.customer},
                    {QStringLiteral("message"), sent.value(u"message_id")}};
    fixture.order(QStringLiteral("pin"), pin);
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    QCOMPARE(fixture.update(1).value(u"pinned_message").toObject(), sent);
    pin.insert(u"message", 4711);
    fixture.order(QStringLiteral("pin"), pin);
    QTRY_COMPARE(fixture.receiver.requests.size(), 3);
    const QJsonObject gone = fixture.update(2).value(u"pinned_message").toObject();
    QCOMPARE(gone.value(u"date").toInt(-1), 0);
    QCOMPARE(gone.value(u"message_id").toInt(), 4711);
}

void TestBotApiChats::pressUnderAMessageThatIsGone()
{
    Chat fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    const QJsonObject sent =
        fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).json().value(u"result").toObject();
    fixture.order(QStringLiteral("press"), {{QStringLiteral("user"), fixture.customer},
                                            {QStringLiteral("text"), QStringLiteral("Go")},
                                            {QStringLiteral("inaccessible"), true}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 2);
    const QJsonObject gone = fixture.update(1, QStringLiteral("callback_query")).value(u"message").toObject();
    QCOMPARE(gone, (QJsonObject{{QStringLiteral("message_id"), sent.value(u"message_id")},
                                {QStringLiteral("chat"), sent.value(u"chat")},
                                {QStringLiteral("date"), 0}}));
}

void TestBotApiChats::pressInAGroup()
{
    Chat fixture;
    const qint64 group = fixture.group({});
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(group)).status, 200);
    fixture.order(QStringLiteral("press"), {{QStringLiteral("user"), fixture.customer},
                                            {QStringLiteral("chat"), group},
                                            {QStringLiteral("text"), QStringLiteral("Go")}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QJsonObject query = fixture.update(0, QStringLiteral("callback_query"));
    QCOMPARE(query.value(u"message").toObject().value(u"chat").toObject().value(u"id").toInteger(), group);
    QCOMPARE(query.value(u"from").toObject().value(u"id").toInteger(), fixture.customer);
}

void TestBotApiChats::botIsToldWhatItIs()
{
    Chat fixture;
    const qint64 group = fixture.group({});
    fixture.order(QStringLiteral("membership"), {{QStringLiteral("chat"), group},
                                                 {QStringLiteral("user"), fixture.customer},
                                                 {QStringLiteral("status"), QStringLiteral("kicked")}});
    QTRY_COMPARE(fixture.receiver.requests.size(), 1);
    const QJsonObject update = fixture.update(0, QStringLiteral("my_chat_member"));
    QCOMPARE(update.value(u"old_chat_member").toObject().value(u"status").toString(),
             QStringLiteral("member"));
    const QJsonObject now = update.value(u"new_chat_member").toObject();
    QCOMPARE(now.value(u"status").toString(), QStringLiteral("kicked"));
    QCOMPARE(now.value(u"until_date").toInt(-1), 0);
    QCOMPARE(now.value(u"user").toObject().value(u"is_bot").toBool(), true);
}

void TestBotApiChats::upgradeIsToldInBothChats()
{
    Chat fixture;
    const qint64 old = fixture.group({});
    const qint64 now = fixture
                           .order(QStringLiteral("upgrade"),
                                  {{QStringLiteral("chat"), old}, {QStringLiteral("user"), fixture.customer}})
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
    const QJsonObject content{{QStringLiteral("id"), QStringLiteral("1")},
                              {QStringLiteral("x"), QJsonArray{1, 2}}};
    fixture.order(QStringLiteral("update"),
                  {{QStringLiteral("kind"), kind}, {QStringLiteral("content"), content}});
    QTRY_COMPARE(fixture.receiver.requests.size(), byDefault ? 1 : 0);
    if (byDefault)
        QCOMPARE(fixture.update(0, kind), content);
    QCOMPARE(fixture.control("POST", QStringLiteral("update"), {{QStringLiteral("content"), content}}).status,
             409);
}

const turnpike::test::RegisteredTest<TestBotApiChats> kTestBotApiChats;

} // namespace tst_botapichats

#include "tst_botapichats.moc"

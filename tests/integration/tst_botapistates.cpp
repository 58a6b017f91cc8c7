// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapistates {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What makes the stand-in of the Bot API refuse a call whatever its parameters are: the token, the state of
// the bot, of people and of groups; and what it takes that others would not. Sources:
// github.com/tdlib/telegram-bot-api, Client.cpp (check_chat_access, get_closing_error) and ClientManager.cpp;
// github.com/tdlib/td, HttpReader.cpp.
class TestBotApiStates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokenIsRefused_data();
    void tokenIsRefused();
    void stateOfTheBotRefusesEveryCall_data();
    void stateOfTheBotRefusesEveryCall();
    void loggedOutBotStaysSo();
    void peopleCannotBeWrittenTo_data();
    void peopleCannotBeWrittenTo();
    void groupsCannotBeWrittenTo_data();
    void groupsCannotBeWrittenTo();
    void upgradedGroupSaysWhereItWent();
    void brokenJsonIsNoParameters_data();
    void brokenJsonIsNoParameters();
    void starTransactionsAreAHundredAtMost();
    void amountMayBeText();
};

void TestBotApiStates::tokenIsRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("description");
    const QString invalid = u"Unauthorized: invalid token specified"_s;
    QTest::newRow("not ours") << u"bot123:abcdefghijklmnopqrstuvwxyz/getMe"_s << 401 << u"Unauthorized"_s;
    QTest::newRow("no colon") << u"botnonsense/getMe"_s << 401 << invalid;
    QTest::newRow("begins with 0") << u"bot0123:abcdefghijklmnopqrstuvwxyz/getMe"_s << 401 << invalid;
    QTest::newRow("81 characters") << u"bot1:%1/getMe"_s.arg(QString(79, u'a')) << 401 << invalid;
    QTest::newRow("no number") << u"botme:abcdefghijklmnopqrstuvwxyz/getMe"_s << 421
                               << u"Misdirected Request: unallowed token specified"_s;
    QTest::newRow("no method") << u"bot123:abcdefghijklmnopqrstuvwxyz"_s << 404 << u"Not Found"_s;
}

void TestBotApiStates::tokenIsRefused()
{
    QFETCH(QString, path);
    QFETCH(int, status);
    QFETCH(QString, description);
    SandboxFixture fixture;
    const Called called = fixture.call("GET", u'/' + path);
    QCOMPARE(called.status, status);
    QCOMPARE(called.description(), description);
    QCOMPARE(called.json().value(u"error_code").toInt(), status);
}

void TestBotApiStates::stateOfTheBotRefusesEveryCall_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("description");
    QTest::newRow("logged out") << u"logged-out"_s << 400 << u"Logged out"_s;
    QTest::newRow("token revoked") << u"unauthorized"_s << 401 << u"Unauthorized"_s;
    QTest::newRow("server restarts") << u"restarting"_s << 500 << u"Internal Server Error: restart"_s;
    QTest::newRow("another server's token")
        << u"misdirected"_s << 421 << u"Misdirected Request: unallowed token specified"_s;
}

void TestBotApiStates::stateOfTheBotRefusesEveryCall()
{
    QFETCH(QString, state);
    QFETCH(int, status);
    QFETCH(QString, description);
    BotChat fixture;
    const auto become = [&fixture](const QString &word) {
        return fixture.control("POST", u"bot-state"_s, {{u"state"_s, word}}).status;
    };
    QCOMPARE(become(state), 200);
    for (const QString &method : {u"getMe"_s, u"sendMessage"_s}) {
        const Called called = fixture.bot(method, menu(fixture.customer));
        QCOMPARE(called.status, status);
        QCOMPARE(called.description(), description);
    }
    QCOMPARE(become(u"running"_s), 200);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    QCOMPARE(become(u"asleep"_s), 409);
}

void TestBotApiStates::loggedOutBotStaysSo()
{
    BotChat fixture;
    QCOMPARE(fixture.bot(u"logOut"_s, {}).status, 200);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).description(), u"Logged out"_s);
}

void TestBotApiStates::peopleCannotBeWrittenTo_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<bool>("started");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("description");
    QTest::newRow("never met") << QString() << false << 400 << u"Bad Request: chat not found"_s;
    QTest::newRow("met, never started")
        << u"meet"_s << false << 403 << u"Forbidden: bot can't initiate conversation with a user"_s;
    QTest::newRow("blocked") << u"block"_s << true << 403 << u"Forbidden: bot was blocked by the user"_s;
    QTest::newRow("deactivated") << u"deactivate"_s << true << 403 << u"Forbidden: user is deactivated"_s;
}

void TestBotApiStates::peopleCannotBeWrittenTo()
{
    QFETCH(QString, order);
    QFETCH(bool, started);
    QFETCH(int, status);
    QFETCH(QString, description);
    SandboxFixture fixture;
    if (started)
        fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    if (!order.isEmpty())
        QCOMPARE(fixture.control("POST", order, {{u"user"_s, fixture.customer}}).status, 200);
    const Called called = fixture.bot(u"sendMessage"_s, menu(fixture.customer));
    QCOMPARE(called.status, status);
    QCOMPARE(called.description(), description);
}

void TestBotApiStates::groupsCannotBeWrittenTo_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("description");
    for (const QString &kind : {u"group"_s, u"supergroup"_s, u"channel"_s}) {
        QTest::addRow("kicked from a %s", qPrintable(kind))
            << kind << u"kicked"_s << 403 << u"Forbidden: bot was kicked from the %1 chat"_s.arg(kind);
        QTest::addRow("left a %s", qPrintable(kind))
            << kind << u"left"_s << 403 << u"Forbidden: bot is not a member of the %1 chat"_s.arg(kind);
    }
    QTest::newRow("may only read") << u"supergroup"_s << u"restricted"_s << 400
                                   << u"Bad Request: not enough rights to send text messages to the chat"_s;
}

void TestBotApiStates::groupsCannotBeWrittenTo()
{
    QFETCH(QString, kind);
    QFETCH(QString, status);
    QFETCH(int, code);
    QFETCH(QString, description);
    SandboxFixture fixture;
    const qint64 group =
        fixture.control("POST", u"group"_s, {{u"kind"_s, kind}}).json().value(u"id").toInteger();
    QVERIFY(group < 0);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(group)).status, 200);
    QCOMPARE(fixture.control("POST", u"membership"_s, {{u"chat"_s, group}, {u"status"_s, status}}).status,
             200);
    const Called called = fixture.bot(u"sendMessage"_s, menu(group));
    QCOMPARE(called.status, code);
    QCOMPARE(called.description(), description);
}

void TestBotApiStates::upgradedGroupSaysWhereItWent()
{
    SandboxFixture fixture;
    const QJsonObject group =
        fixture.control("POST", u"group"_s, {{u"members"_s, QJsonArray{fixture.customer}}}).json();
    const qint64 old = group.value(u"id").toInteger();
    const qint64 now =
        fixture.control("POST", u"upgrade"_s, {{u"chat"_s, old}, {u"user"_s, fixture.customer}})
            .json()
            .value(u"id")
            .toInteger();
    QVERIFY(now < -1'000'000'000'000);
    const Called called = fixture.bot(u"sendMessage"_s, menu(old));
    QCOMPARE(called.status, 400);
    QCOMPARE(called.description(), u"Bad Request: group chat was upgraded to a supergroup chat"_s);
    QCOMPARE(called.json().value(u"parameters").toObject(), (QJsonObject{{u"migrate_to_chat_id"_s, now}}));
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(now)).status, 200);

    const qint64 gone =
        fixture.control("POST", u"group"_s, {{u"title"_s, u"Gone"_s}}).json().value(u"id").toInteger();
    QCOMPARE(fixture.control("POST", u"delete-group"_s, {{u"chat"_s, gone}}).status, 200);
    const Called deleted = fixture.bot(u"sendMessage"_s, menu(gone));
    QCOMPARE(deleted.status, 403);
    QCOMPARE(deleted.description(), u"Forbidden: the group chat was deleted"_s);
}

void TestBotApiStates::brokenJsonIsNoParameters_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("description"); // empty: sent
    const QString noText = u"Bad Request: message text is empty"_s;
    QTest::newRow("nothing") << QByteArray() << noText;
    QTest::newRow("no JSON") << QByteArray("chat_id=100001") << noText;
    QTest::newRow("a list") << QByteArray("[1]") << noText;
    QTest::newRow("breaks off in a name") << QByteArray("{\"chat_id\":100001,\"te") << noText;
    QTest::newRow("breaks off in a value") << QByteArray("{\"chat_id\":100001,\"text\":\"hel") << noText;
    QTest::newRow("what comes before the break counts")
        << QByteArray("{\"text\":\"hello\",\"chat_id\":") << u"Bad Request: chat_id is empty"_s;
    QTest::newRow("the last brace is missing")
        << QByteArray("{\"chat_id\":100001,\"text\":\"hello\"") << QString();
}

void TestBotApiStates::brokenJsonIsNoParameters()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, description);
    BotChat fixture;
    const QString path = u"/bot%1/sendMessage"_s.arg(QString::fromLatin1(fixture.sandbox.options().botToken));
    const Called called = fixture.call("POST", path, body);
    QCOMPARE(called.description(), description);
    QCOMPARE(called.status, description.isEmpty() ? 200 : 400);
}

void TestBotApiStates::starTransactionsAreAHundredAtMost()
{
    SandboxFixture fixture;
    for (int i = 0; i < 101; ++i) {
        fixture.sandbox.telegram().starPayments().push_back(
            {u"stx%1"_s.arg(i), fixture.customer, 1, u"p"_s, 1, 0});
    }
    const auto count = [&fixture](const QJsonObject &params) {
        return fixture.bot(u"getStarTransactions"_s, params)
            .json()
            .value(u"result")
            .toObject()
            .value(u"transactions")
            .toArray()
            .size();
    };
    QCOMPARE(count({{u"limit"_s, 1000}}), 100);
    QCOMPARE(count({{u"limit"_s, 0}}), 1);
    QCOMPARE(count({}), 100);
    QCOMPARE(count({{u"offset"_s, 100}, {u"limit"_s, u"7"_s}}), 1);
}

void TestBotApiStates::amountMayBeText()
{
    BotChat fixture;
    const QJsonObject price{{u"label"_s, u"Basic"_s}, {u"amount"_s, u"100"_s}};
    QJsonObject invoice = starsInvoice(fixture.customer);
    invoice.insert(u"prices", QJsonArray{price});
    const Called called = fixture.bot(u"sendInvoice"_s, invoice);
    QCOMPARE(called.json()[u"result"_s][u"invoice"_s][u"total_amount"_s].toInt(), 100);
}

const turnpike::test::RegisteredTest<TestBotApiStates> kTestBotApiStates;

} // namespace tst_botapistates

#include "tst_botapistates.moc"

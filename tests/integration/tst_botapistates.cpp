#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_botapistates {

using namespace turnpike;
using namespace turnpike::test;

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
    const QString invalid = QStringLiteral("Unauthorized: invalid token specified");
    QTest::newRow("not ours") << QStringLiteral("bot123:abcdefghijklmnopqrstuvwxyz/getMe") << 401
                              << QStringLiteral("Unauthorized");
    QTest::newRow("no colon") << QStringLiteral("botnonsense/getMe") << 401 << invalid;
    QTest::newRow("begins with 0") << QStringLiteral("bot0123:abcdefghijklmnopqrstuvwxyz/getMe") << 401
                                   << invalid;
    QTest::newRow("81 characters") << QStringLiteral("bot1:%1/getMe").arg(QString(79, u'a')) << 401
                                   << invalid;
    QTest::newRow("no number") << QStringLiteral("botme:abcdefghijklmnopqrstuvwxyz/getMe") << 421
                               << QStringLiteral("Misdirected Request: unallowed token specified");
    QTest::newRow("no method") << QStringLiteral("bot123:abcdefghijklmnopqrstuvwxyz") << 404
                               << QStringLiteral("Not Found");
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
    QTest::newRow("logged out") << QStringLiteral("logged-out") << 400 << QStringLiteral("Logged out");
    QTest::newRow("token revoked") << QStringLiteral("unauthorized") << 401 << QStringLiteral("Unauthorized");
    QTest::newRow("server restarts") << QStringLiteral("restarting") << 500
                                     << QStringLiteral("Internal Server Error: restart");
    QTest::newRow("another server's token")
        << QStringLiteral("misdirected") << 421
        << QStringLiteral("Misdirected Request: unallowed token specified");
}

void TestBotApiStates::stateOfTheBotRefusesEveryCall()
{
    QFETCH(QString, state);
    QFETCH(int, status);
    QFETCH(QString, description);
    BotChat fixture;
    const auto become = [&fixture](const QString &word) {
        return fixture.control("POST", QStringLiteral("bot-state"), {{QStringLiteral("state"), word}}).status;
    };
    QCOMPARE(become(state), 200);
    for (const QString &method : {QStringLiteral("getMe"), QStringLiteral("sendMessage")}) {
        const Called called = fixture.bot(method, menu(fixture.customer));
        QCOMPARE(called.status, status);
        QCOMPARE(called.description(), description);
    }
    QCOMPARE(become(QStringLiteral("running")), 200);
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).status, 200);
    QCOMPARE(become(QStringLiteral("asleep")), 409);
}

void TestBotApiStates::loggedOutBotStaysSo()
{
    BotChat fixture;
    QCOMPARE(fixture.bot(QStringLiteral("logOut"), {}).status, 200);
    QCOMPARE(fixture.bot(QStringLiteral("getMe"), {}).description(), QStringLiteral("Logged out"));
}

void TestBotApiStates::peopleCannotBeWrittenTo_data()
{
    QTest::addColumn<QString>("order");
    QTest::addColumn<bool>("started");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("description");
    QTest::newRow("never met") << QString() << false << 400 << QStringLiteral("Bad Request: chat not found");
    QTest::newRow("met, never started")
        << QStringLiteral("meet") << false << 403
        << QStringLiteral("Forbidden: bot can't initiate conversation with a user");
    QTest::newRow("blocked") << QStringLiteral("block") << true << 403
                             << QStringLiteral("Forbidden: bot was blocked by the user");
    QTest::newRow("deactivated") << QStringLiteral("deactivate") << true << 403
                                 << QStringLiteral("Forbidden: user is deactivated");
}

void TestBotApiStates::peopleCannotBeWrittenTo()
{
    QFETCH(QString, order);
    QFETCH(bool, started);
    QFETCH(int, status);
    QFETCH(QString, description);
    SandboxFixture fixture;
    if (started)
        fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    if (!order.isEmpty())
        QCOMPARE(fixture.control("POST", order, {{QStringLiteral("user"), fixture.customer}}).status, 200);
    const Called called = fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer));
    QCOMPARE(called.status, status);
    QCOMPARE(called.description(), description);
}

void TestBotApiStates::groupsCannotBeWrittenTo_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("description");
    for (const QString &kind :
         {QStringLiteral("group"), QStringLiteral("supergroup"), QStringLiteral("channel")}) {
        QTest::addRow("kicked from a %s", qPrintable(kind))
            << kind << QStringLiteral("kicked") << 403
            << QStringLiteral("Forbidden: bot was kicked from the %1 chat").arg(kind);
        QTest::addRow("left a %s", qPrintable(kind))
            << kind << QStringLiteral("left") << 403
            << QStringLiteral("Forbidden: bot is not a member of the %1 chat").arg(kind);
    }
    QTest::newRow("may only read") << QStringLiteral("supergroup") << QStringLiteral("restricted") << 400
                                   << QStringLiteral(
                                          "Bad Request: not enough rights to send text messages to the chat");
}

void TestBotApiStates::groupsCannotBeWrittenTo()
{
    QFETCH(QString, kind);
    QFETCH(QString, status);
    QFETCH(int, code);
    QFETCH(QString, description);
    SandboxFixture fixture;
    const qint64 group = fixture.control("POST", QStringLiteral("group"), {{QStringLiteral("kind"), kind}})
                             .json()
                             .value(u"id")
                             .toInteger();
    QVERIFY(group < 0);
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(group)).status, 200);
    QCOMPARE(fixture
                 .control("POST", QStringLiteral("membership"),
                          {{QStringLiteral("chat"), group}, {QStringLiteral("status"), status}})
                 .status,
             200);
    const Called called = fixture.bot(QStringLiteral("sendMessage"), menu(group));
    QCOMPARE(called.status, code);
    QCOMPARE(called.description(), description);
}

void TestBotApiStates::upgradedGroupSaysWhereItWent()
{
    SandboxFixture fixture;
    const QJsonObject group = fixture
                                  .control("POST", QStringLiteral("group"),
                                           {{QStringLiteral("members"), QJsonArray{fixture.customer}}})
                                  .json();
    const qint64 old = group.value(u"id").toInteger();
    const qint64 now =
        fixture
            .control("POST", QStringLiteral("upgrade"),
                     {{QStringLiteral("chat"), old}, {QStringLiteral("user"), fixture.customer}})
            .json()
            .value(u"id")
            .toInteger();
    QVERIFY(now < -1'000'000'000'000);
    const Called called = fixture.bot(QStringLiteral("sendMessage"), menu(old));
    QCOMPARE(called.status, 400);
    QCOMPARE(called.description(),
             QStringLiteral("Bad Request: group chat was upgraded to a supergroup chat"));
    QCOMPARE(called.json().value(u"parameters").toObject(),
             (QJsonObject{{QStringLiteral("migrate_to_chat_id"), now}}));
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(now)).status, 200);

    const qint64 gone =
        fixture.control("POST", QStringLiteral("group"), {{QStringLiteral("title"), QStringLiteral("Gone")}})
            .json()
            .value(u"id")
            .toInteger();
    QCOMPARE(fixture.control("POST", QStringLiteral("delete-group"), {{QStringLiteral("chat"), gone}}).status,
             200);
    const Called deleted = fixture.bot(QStringLiteral("sendMessage"), menu(gone));
    QCOMPARE(deleted.status, 403);
    QCOMPARE(deleted.description(), QStringLiteral("Forbidden: the group chat was deleted"));
}

void TestBotApiStates::brokenJsonIsNoParameters_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("description"); // empty: sent
    const QString noText = QStringLiteral("Bad Request: message text is empty");
    QTest::newRow("nothing") << QByteArray() << noText;
    QTest::newRow("no JSON") << QByteArray("chat_id=100001") << noText;
    QTest::newRow("a list") << QByteArray("[1]") << noText;
    QTest::newRow("breaks off in a name") << QByteArray("{\"chat_id\":100001,\"te") << noText;
    QTest::newRow("breaks off in a value") << QByteArray("{\"chat_id\":100001,\"text\":\"hel") << noText;
    QTest::newRow("what comes before the break counts")
        << QByteArray("{\"text\":\"hello\",\"chat_id\":") << QStringLiteral("Bad Request: chat_id is empty");
    QTest::newRow("the last brace is missing")
        << QByteArray("{\"chat_id\":100001,\"text\":\"hello\"") << QString();
}

void TestBotApiStates::brokenJsonIsNoParameters()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, description);
    BotChat fixture;
    const QString path =
        QStringLiteral("/bot%1/sendMessage").arg(QString::fromLatin1(fixture.sandbox.options().botToken));
    const Called called = fixture.call("POST", path, body);
    QCOMPARE(called.description(), description);
    QCOMPARE(called.status, description.isEmpty() ? 200 : 400);
}

void TestBotApiStates::starTransactionsAreAHundredAtMost()
{
    SandboxFixture fixture;
    for (int i = 0; i < 101; ++i) {
        fixture.sandbox.telegram().starPayments().push_back(
            {QStringLiteral("stx%1").arg(i), fixture.customer, 1, QStringLiteral("p"), 1, 0});
    }
    const auto count = [&fixture](const QJsonObject &params) {
        return fixture.bot(QStringLiteral("getStarTransactions"), params)
            .json()
            .value(u"result")
            .toObject()
            .value(u"transactions")
            .toArray()
            .size();
    };
    QCOMPARE(count({{QStringLiteral("limit"), 1000}}), 100);
    QCOMPARE(count({{QStringLiteral("limit"), 0}}), 1);
    QCOMPARE(count({}), 100);
    QCOMPARE(count({{QStringLiteral("offset"), 100}, {QStringLiteral("limit"), QStringLiteral("7")}}), 1);
}

void TestBotApiStates::amountMayBeText()
{
    BotChat fixture;
    const QJsonObject price{{QStringLiteral("label"), QStringLiteral("Basic")},
                            {QStringLiteral("amount"), QStringLiteral("100")}};
    QJsonObject invoice = starsInvoice(fixture.customer);
    invoice.insert(u"prices", QJsonArray{price});
    const Called called = fixture.bot(QStringLiteral("sendInvoice"), invoice);
    QCOMPARE(
        called.json()[QStringLiteral("result")][QStringLiteral("invoice")][QStringLiteral("total_amount")]
            .toInt(),
        100);
}

const turnpike::test::RegisteredTest<TestBotApiStates> kTestBotApiStates;

} // namespace tst_botapistates

#include "tst_botapistates.moc"

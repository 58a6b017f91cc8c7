#include "protocol/calls.h"
#include "protocol/customers.h"
#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/logs.h"
#include "protocol/messages.h"
#include "protocol/operators.h"
#include "protocol/pipetransport.h"
#include "protocol/updates.h"
#include "protocol/version.h"
#include "support/testmain.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_protocol {

using namespace turnpike::protocol;

// What both programs speak: frames, messages and their JSON, and the pipe that tests speak it over.
class TestProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsSurviveTheWay();
    void whatIsNoCallIsRefusedAndSaysWhy_data();
    void whatIsNoCallIsRefusedAndSaysWhy();
    void answersAndEventsSurviveTheWay();
    void messagesSurviveTheWay();
    void unknownMembersAreIgnoredAndMissingOnesKeepTheirDefault();
    void absentOptionalsAreLeftOut();
    void rolesIncludeOneAnother();
    void everyCallIsNamedOnceAndViewersChangeNothing();
    void framesPassThePipeInOrderAndAStalledEndKeepsThemUnsent();
    void whoeverEndsThePipeBothHearItOnce();
};

void TestProtocol::callsSurviveTheWay()
{
    const Call call{QStringLiteral("c_1-a.B"), QString::fromLatin1(call::kSetFlag),
                    toJson(FlagOrder{QStringLiteral("payments"), true, 7, QStringLiteral("почему")})};
    QString why;
    const auto decoded = decodeCall(encode(call), &why);
    QVERIFY2(decoded, qPrintable(why));
    QCOMPARE(decoded->id, call.id);
    QCOMPARE(decoded->call, call.call);
    const auto order = fromJson<FlagOrder>(decoded->args);
    QCOMPARE(order.key, QStringLiteral("payments"));
    QCOMPARE(order.enabled, true);
    QCOMPARE(order.version, 7);
    QCOMPARE(order.reason, QStringLiteral("почему"));
}

void TestProtocol::whatIsNoCallIsRefusedAndSaysWhy_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("hello");
    QTest::newRow("an array") << QByteArray("[1]");
    QTest::newRow("no id") << QByteArray(R"({"call":"snapshot.get"})");
    QTest::newRow("odd id") << QByteArray(R"({"id":"a b","call":"snapshot.get"})");
    QTest::newRow("id in another script") << QByteArray(R"({"id":"ключ","call":"snapshot.get"})");
    QTest::newRow("long id") << QByteArray("{\"id\":\"" + QByteArray(65, 'a') +
                                           "\",\"call\":\"snapshot.get\"}");
    QTest::newRow("no call") << QByteArray(R"({"id":"a"})");
    QTest::newRow("deep") << QByteArray(R"({"id":"a","call":"b","args":)" + QByteArray(40, '[') +
                                        QByteArray(40, ']') + "}");
    QTest::newRow("deeper than the stack") << QByteArray(60'000, '[');
}

void TestProtocol::whatIsNoCallIsRefusedAndSaysWhy()
{
    QFETCH(const QByteArray, frame);
    QString why;
    QVERIFY(!decodeCall(frame, &why));
    QVERIFY(!why.isEmpty());
}

void TestProtocol::answersAndEventsSurviveTheWay()
{
    Answer answer;
    answer.id = QStringLiteral("c1");
    answer.ok = toJson(Accepted{true, QStringLiteral("leader")});
    auto frame = decodeServerFrame(encode(answer));
    QVERIFY(frame && std::holds_alternative<Answer>(*frame));
    QVERIFY(!std::get<Answer>(*frame).error);
    QCOMPARE(fromJson<Accepted>(std::get<Answer>(*frame).ok).target, QStringLiteral("leader"));

    answer.error = CallError{ErrorCode::Forbidden, QStringLiteral("ask an administrator")};
    frame = decodeServerFrame(encode(answer));
    QVERIFY(frame && std::holds_alternative<Answer>(*frame));
    QCOMPARE(std::get<Answer>(*frame).error->code, ErrorCode::Forbidden);

    const Event event{QString::fromLatin1(event::kIteration), 42, 1'700'000'000'123, {}};
    frame = decodeServerFrame(encode(event));
    QVERIFY(frame && std::holds_alternative<Event>(*frame));
    QCOMPARE(std::get<Event>(*frame).seq, 42);
    QCOMPARE(std::get<Event>(*frame).at, 1'700'000'000'123);

    frame = decodeServerFrame(encode(HelloFrame{toJson(Hello{})}));
    QVERIFY(frame && std::holds_alternative<HelloFrame>(*frame));
    QVERIFY(!decodeServerFrame("{}"));
    QVERIFY(!decodeServerFrame("42"));
}

void TestProtocol::messagesSurviveTheWay()
{
    Hello hello;
    hello.major = kMajorVersion;
    hello.role = Role::Operator;
    hello.snapshot.emplace();
    WorkerState worker;
    worker.worker = QStringLiteral("activation_worker");
    worker.recentMs = {1.5, 2, 30};
    worker.pausedUntil = 1'700'000'000'000;
    hello.snapshot->workers = {worker};
    hello.snapshot->gauges.inbox.acknowledge.p99 = 3.25;
    hello.snapshot->gauges.checks = {{QStringLiteral("redis"), CheckStatus::Warn, QStringLiteral("away"), 5}};
    hello.snapshot->gauges.dependencies = {{QStringLiteral("redis"), false, true}};
    hello.snapshot->gauges.numbers.insert(QStringLiteral("dead_letters"), 4);
    const auto again = fromJson<Hello>(toJson(hello));
    QCOMPARE(toJson(again), toJson(hello));
    QVERIFY(again.snapshot);
    QCOMPARE(again.role, Role::Operator);
    QCOMPARE(again.snapshot->workers.first().recentMs, worker.recentMs);
    QCOMPARE(again.snapshot->workers.first().pausedUntil, worker.pausedUntil);
    QCOMPARE(again.snapshot->gauges.inbox.acknowledge.p99, 3.25);
    QCOMPARE(again.snapshot->gauges.numbers.value(u"dead_letters").toInt(), 4);
    QCOMPARE(again.snapshot->gauges.checks.first().since, 5);
    QCOMPARE(again.snapshot->gauges.dependencies.size(), 1);
    QCOMPARE(again.snapshot->gauges.dependencies.first().isConfigured, false);
    QCOMPARE(again.snapshot->gauges.dependencies.first().hasTile, true);

    CustomerCard card;
    card.telegramId = (1LL << 52) + 1;
    card.tariffs = {QStringLiteral("basic"), QStringLiteral("plus")};
    card.subscription.emplace();
    card.subscription->hasKey = true;
    QCOMPARE(toJson(fromJson<CustomerCard>(toJson(card))), toJson(card));
    QCOMPARE(fromJson<CustomerCard>(toJson(card)).telegramId, card.telegramId);
}

void TestProtocol::unknownMembersAreIgnoredAndMissingOnesKeepTheirDefault()
{
    const auto flag = fromJson<FlagState>({{QStringLiteral("key"), QStringLiteral("trials")},
                                           {QStringLiteral("enabled"), QStringLiteral("yes")},
                                           {QStringLiteral("colour"), 3}});
    QCOMPARE(flag.key, QStringLiteral("trials"));
    QCOMPARE(flag.enabled, false);
    QCOMPARE(fromJson<IterationQuery>({}).limit, 100);
    QCOMPARE(fromJson<OperatorRow>({{QStringLiteral("role"), QStringLiteral("emperor")}}).role, Role::Viewer);
}

void TestProtocol::absentOptionalsAreLeftOut()
{
    QVERIFY(!toJson(Iteration{}).contains(QStringLiteral("ended_at")));
    Iteration ended;
    ended.endedAt = 0;
    QVERIFY(toJson(ended).contains(QStringLiteral("ended_at")));
    QCOMPARE(fromJson<Iteration>(toJson(ended)).endedAt, 0);
}

void TestProtocol::rolesIncludeOneAnother()
{
    for (const Role role : {Role::Viewer, Role::Operator, Role::Admin})
        QCOMPARE(fromWord<Role>(QString::fromLatin1(toWord(role))), role);
    QVERIFY(!fromWord<Role>(QStringLiteral("root")));
    const QString flag = QString::fromLatin1(call::kSetFlag);
    QVERIFY(!isAllowed(Role::Viewer, flag));
    QVERIFY(isAllowed(Role::Operator, flag));
    QVERIFY(isAllowed(Role::Admin, flag));
    QVERIFY(!isAllowed(Role::Operator, QString::fromLatin1(call::kAddOperator)));
    QVERIFY(!isAllowed(Role::Admin, QStringLiteral("shop.sell")));
}

void TestProtocol::everyCallIsNamedOnceAndViewersChangeNothing()
{
    QStringList names;
    for (const CallSpec &spec : allCalls()) {
        const QString name = QString::fromLatin1(spec.name);
        QVERIFY2(!names.contains(name), spec.name);
        names += name;
        QVERIFY2(!spec.isChange || spec.role > Role::Viewer, spec.name);
    }
}

void TestProtocol::framesPassThePipeInOrderAndAStalledEndKeepsThemUnsent()
{
    const PipeTransport::Ends ends = PipeTransport::make();
    QSignalSpy received(ends.console.get(), &Transport::received);
    QSignalSpy drained(ends.server.get(), &Transport::drained);
    ends.console->stall(true);
    ends.server->send("one");
    ends.server->send("two");
    QCoreApplication::processEvents();
    QCOMPARE(received.size(), 0);
    QCOMPARE(ends.server->unsentBytes(), 6);
    ends.console->stall(false);
    QCOMPARE(received.size(), 2);
    QCOMPARE(received[0][0].toByteArray(), QByteArray("one"));
    QCOMPARE(received[1][0].toByteArray(), QByteArray("two"));
    QCOMPARE(ends.server->unsentBytes(), 0);
    QCOMPARE(drained.size(), 1);
}

void TestProtocol::whoeverEndsThePipeBothHearItOnce()
{
    PipeTransport::Ends ends = PipeTransport::make();
    QSignalSpy server(ends.server.get(), &Transport::closed);
    QSignalSpy console(ends.console.get(), &Transport::closed);
    ends.server->close(CloseRevoked, QStringLiteral("revoked"));
    ends.server->close(CloseRevoked, QStringLiteral("revoked"));
    QTRY_COMPARE(console.size(), 1);
    QCOMPARE(server.size(), 1);
    QCOMPARE(console[0][0].toInt(), int(CloseRevoked));

    ends = PipeTransport::make();
    QSignalSpy alone(ends.console.get(), &Transport::closed);
    ends.server.reset();
    QCOMPARE(alone.size(), 1);
}

const turnpike::test::RegisteredTest<TestProtocol> kTestProtocol;

} // namespace tst_protocol

#include "tst_protocol.moc"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/websocketpeer.h"
#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>

namespace tst_consolelimits {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace Qt::StringLiterals;
using consolehub::CallRequest;
using consolehub::ConsoleHub;
using Kind = db::DatabaseUrl::Kind;

namespace {

QString codeOf(const Answer &answer)
{
    return answer.error ? answer.error->code.word() : u"ok"_s;
}

QString codeOf(const ConsoleClient &console, const QString &id)
{
    for (const Answer &answer : console.answers()) {
        if (answer.id == id)
            return codeOf(answer);
    }
    return {};
}

QString whyClosed(const HubFixture &fixture, const QByteArray &token)
{
    const auto access = fixture.operators.access(control::Operators::digestOf(token));
    const auto closed = fixture.hub.whyClosed(*access);
    return closed ? closed->why : QString();
}

// An answer of so many bytes, and some.
QJsonObject padding(qsizetype bytes)
{
    return {{u"pad"_s, QString(bytes, u'x')}};
}

} // namespace

// How much of the server one console, one operator and all of them together may take, over pipes.
class TestConsoleLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- calls

    void callsBeyondTheBudgetAreNotLookedAt()
    {
        ConsoleHub::Options options;
        options.session.callsPerSecond = 0.1; // none more, however slowly this machine takes the first
        HubFixture fixture(Kind::Sqlite, options);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        for (int i = 0; i < 100; ++i)
            console->send(encode(Call{QString::number(i), QString::fromLatin1(call::kLogs), {}}));
        for (int i = 0; i < 300; ++i)
            console->send("nobody gets as far as to see that this is no call");
        QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseTooManyCalls));
    }

    void callsBeyondTheBudgetWaitForTheirTurn()
    {
        ConsoleHub::Options options;
        options.session.callBurst = 10;
        HubFixture fixture(Kind::Sqlite, options);
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        for (int i = 0; i < 50; ++i)
            console->send(encode(Call{QString::number(i), QString::fromLatin1(call::kLogs), {}}));
        QTRY_COMPARE(console->answers().size(), 50U);
        for (const Answer &answer : console->answers())
            QCOMPARE(codeOf(answer), u"ok"_s);
    }

    void longCallsCountAsSeveral_data()
    {
        QTest::addColumn<int>("calls");
        QTest::addColumn<bool>("isClosed");
        QTest::newRow("some wait") << 8 << false;
        QTest::newRow("too many") << 12 << true;
    }
    void longCallsCountAsSeveral()
    {
        QFETCH(int, calls);
        QFETCH(bool, isClosed);
        HubFixture fixture;
        const auto console = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(console->hello());
        for (int i = 0; i < calls; ++i)
            console->send(encode(Call{
                QString::number(i), QString::fromLatin1(call::kLogs), {{u"text"_s, QString(60'000, u'x')}}}));
        if (isClosed)
            QTRY_COMPARE(console->closeCode(), std::optional<int>(CloseTooManyCalls));
        else
            QTRY_COMPARE(console->answers().size(), static_cast<size_t>(calls));
        QCOMPARE(console->closeCode().has_value(), isClosed);
    }

    void whoAsksMuchTooOftenIsClosedAndOthersAreServed()
    {
        HubFixture fixture;
        const auto abuser = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        const auto other = fixture.connect(fixture.add(u"ada"_s, Role::Viewer));
        QVERIFY(abuser->hello());
        const QByteArray frame = encode(Call{u"again"_s, QString::fromLatin1(call::kLogs), {}});
        for (int i = 0; i < 10'000; ++i)
            abuser->send(frame);
        QTRY_COMPARE(abuser->closeCode(), std::optional<int>(CloseTooManyCalls));
        QVERIFY(std::any_of(abuser->answers().begin(), abuser->answers().end(), [](const Answer &answer) {
            return codeOf(answer) == QLatin1String(toWord(ErrorCode::TooMany));
        }));
        QCOMPARE(codeOf(other->call(u"1"_s, call::kLogs)), u"ok"_s);
    }

    // --- what is not read

    // Such as its answers to pings: nobody has asked the session about them.
    void whatTheConnectionSaysByItselfCountsToo()
    {
        ConsoleHub::Options options;
        options.session.maxUnsent = 100'000;
        HubFixture fixture(Kind::Sqlite, options);
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        auto ends = PipeTransport::make();
        PipeTransport *server = ends.server.get();
        ConsoleClient console(std::move(ends.console));
        fixture.hub.admit(std::move(ends.server), {control::Operators::digestOf(token), {}, {}, 0});
        QVERIFY(console.hello());
        HubFixture::stall(console, true);
        server->send(QByteArray(90'000, 'x'));
        fixture.hub.checkRightsSoon();
        QCoreApplication::processEvents();
        QVERIFY(!console.closeCode());
        server->send(QByteArray(20'000, 'x'));
        fixture.hub.checkRightsSoon();
        QTRY_COMPARE(console.closeCode(), std::optional<int>(CloseTooSlow));
        QVERIFY(console.closeReason().contains(u"make the server talk"));
        QTRY_COMPARE(fixture.hub.sessionCount(), 0);
    }

    void whatConsolesDoNotReadIsBoundedInAll()
    {
        ConsoleHub::Options options;
        options.maxUnsent = 1'000'000;
        HubFixture fixture(Kind::Sqlite, options);
        fixture.calls.add(call::kSearch,
                          [](const CallRequest &, const Deadline &) { return padding(600'000); });
        fixture.calls.add(call::kCard,
                          [](const CallRequest &, const Deadline &) { return padding(500'000); });
        const auto most = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        const auto less = fixture.connect(fixture.add(u"eve"_s, Role::Viewer));
        QVERIFY(most->hello() && less->hello());
        HubFixture::stall(*most, true);
        HubFixture::stall(*less, true);
        most->send(encode(Call{u"1"_s, QString::fromLatin1(call::kSearch), {}}));
        QTRY_VERIFY(fixture.hub.unsentBytes() > 600'000);
        less->send(encode(Call{u"2"_s, QString::fromLatin1(call::kCard), {}}));
        QTRY_COMPARE(most->closeCode(), std::optional<int>(CloseTooSlow));
        QVERIFY(fixture.hub.unsentBytes() < 1'000'000);
        HubFixture::stall(*less, false);
        QTRY_COMPARE(codeOf(*less, u"2"_s), u"ok"_s);
        QVERIFY(!less->closeCode());
    }

    // As the server is run: more than 5 MiB, and less than all of them may leave together.
    void whatOneConsoleDoesNotReadIsBoundedByItself()
    {
        HubFixture fixture;
        fixture.calls.add(call::kSearch,
                          [](const CallRequest &, const Deadline &) { return padding(2'700'000); });
        const auto greedy = fixture.connect(fixture.add(u"eve"_s, Role::Viewer));
        const auto other = fixture.connect(fixture.add(u"bob"_s, Role::Viewer));
        QVERIFY(greedy->hello() && other->hello());
        HubFixture::stall(*greedy, true);
        greedy->send(encode(Call{u"1"_s, QString::fromLatin1(call::kSearch), {}}));
        QTRY_VERIFY(fixture.hub.unsentBytes() > 2'700'000);
        QVERIFY(!greedy->closeCode());
        greedy->send(encode(Call{u"2"_s, QString::fromLatin1(call::kSearch), {}}));
        QTRY_COMPARE(greedy->closeCode(), std::optional<int>(CloseTooSlow));
        // With the answer, and not when somebody looks once a second.
        QVERIFY2(greedy->closeReason().contains(u"do not read the answers"),
                 qPrintable(greedy->closeReason()));
        QTRY_COMPARE(fixture.hub.sessionCount(), 1);
        QCOMPARE(codeOf(other->call(u"3"_s, call::kLogs)), u"ok"_s);
    }

    // Nobody has asked the session for them.
    void pongsThatAreNotReadAreBounded()
    {
        ConsoleHub::Options options;
        options.session.maxUnsent = 256 * 1024;
        options.session.stallTime = std::chrono::hours(1); // it is not the time that ends it
        HubFixture fixture(Kind::Sqlite, options);
        const QByteArray token = fixture.add(u"eve"_s, Role::Viewer);
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        QTcpSocket client;
        client.setReadBufferSize(4'096); // and nobody reads it
        client.connectToHost(QHostAddress::LocalHost, listener.serverPort());
        QTRY_VERIFY(listener.hasPendingConnections());
        std::unique_ptr<QTcpSocket> accepted(listener.nextPendingConnection());
        accepted->setParent(nullptr);
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
        // What the kernel takes is nobody's.
        accepted->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, 16 * 1024);
        client.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 16 * 1024);
        consolehub::WebSocketLimits frames;
        frames.framesPerSecond = 1e6; // nor is it how often it pings
        frames.frameBurst = 1e6;
        fixture.hub.admit(std::make_unique<consolehub::WebSocketPeer>(std::move(accepted), frames),
                          {control::Operators::digestOf(token), u"192.0.2.7"_s, {}, 0});
        QCOMPARE(fixture.hub.sessionCount(), 1);
        const QByteArray ping = QByteArray("\x89\xfd") + QByteArray(4, '\0') + QByteArray(125, 'x');
        client.write(ping.repeated(10'000));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.hub.sessionCount(), 0, 20'000);
        fixture.writeRefusals();
        QCOMPARE(fixture.database().number("SELECT count(*) FROM audit_log WHERE action = 'console.end' AND "
                                           "result = 'too_slow'"),
                 1);
    }

    // --- places

    void noMoreConsolesAreLetInThanTheLimitSays()
    {
        ConsoleHub::Options options;
        options.maxSessions = 2;
        options.keptForAdmins = 0;
        HubFixture fixture(Kind::Sqlite, options);
        const QByteArray token = fixture.add(u"bob"_s, Role::Viewer);
        auto first = fixture.connect(token);
        QCOMPARE(whyClosed(fixture, token), QString());
        const auto second = fixture.connect(token);
        QVERIFY(whyClosed(fixture, token).contains(u"2 consoles"));
        first.reset();
        QTRY_COMPARE(whyClosed(fixture, token), QString());
    }

    void anOperatorHasFourConsolesAtMost()
    {
        HubFixture fixture;
        const QByteArray token = fixture.add(u"bob"_s, Role::Admin);
        const QByteArray other = fixture.add(u"ada"_s, Role::Viewer);
        std::vector<std::unique_ptr<ConsoleClient>> consoles;
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(whyClosed(fixture, token), QString());
            consoles.push_back(fixture.connect(token));
        }
        QVERIFY(whyClosed(fixture, token).contains(u"4 consoles of bob"));
        QCOMPARE(whyClosed(fixture, other), QString());
        consoles.pop_back();
        QTRY_COMPARE(whyClosed(fixture, token), QString());
    }

    void placesAreKeptForAdministratorsAndTheBootstrapToken()
    {
        ConsoleHub::Options options;
        options.maxSessions = 3;
        options.keptForAdmins = 2;
        options.keptForBootstrap = 1;
        const QByteArray bootstrap("a-token-from-the-environment-0123");
        HubFixture fixture(Kind::Sqlite, options, QString::fromLatin1(bootstrap));
        const QByteArray viewer = fixture.add(u"vera"_s, Role::Viewer);
        const QByteArray anOperator = fixture.add(u"olga"_s, Role::Operator);
        const QByteArray admin = fixture.add(u"ada"_s, Role::Admin);
        QCOMPARE(whyClosed(fixture, viewer), QString());
        const auto first = fixture.connect(viewer);
        QVERIFY(!whyClosed(fixture, anOperator).isEmpty());
        QCOMPARE(whyClosed(fixture, admin), QString());
        const auto second = fixture.connect(admin);
        QVERIFY(!whyClosed(fixture, admin).isEmpty());
        QCOMPARE(whyClosed(fixture, bootstrap), QString());
        const auto third = fixture.connect(bootstrap);
        QVERIFY(!whyClosed(fixture, bootstrap).isEmpty());
    }
};

const turnpike::test::RegisteredTest<TestConsoleLimits> kTestConsoleLimits;

} // namespace tst_consolelimits

#include "tst_consolelimits.moc"

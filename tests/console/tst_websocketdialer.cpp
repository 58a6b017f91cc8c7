// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/serverconnection.h"
#include "connection/websocketdialer.h"
#include "integration/serverfixture.h"
#include "support/rawpeer.h"
#include "support/selfsigned.h"
#include "support/testmain.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTest>

namespace tst_websocketdialer {

using namespace turnpike;
using namespace turnpike::console;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using State = ServerConnection::State;
using Kind = ConnectFailure::Kind;
using DatabaseKind = db::DatabaseUrl::Kind;

namespace {

QUrl local(quint16 port, const QString &scheme = u"ws"_s)
{
    return QUrl(u"%1://127.0.0.1:%2"_s.arg(scheme).arg(port));
}

// One try, and no other within the test.
ConnectionTiming once()
{
    ConnectionTiming timing;
    timing.backoff = {600'000, 600'000};
    return timing;
}

// Waits for the end of the first try; whether it failed.
bool fails(ServerConnection &connection)
{
    connection.start();
    return QTest::qWaitFor([&] { return connection.failure().has_value(); }, 30'000);
}

// Gives every request the same answer.
class OneAnswer
{
public:
    explicit OneAnswer(const QByteArray &answer)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QIODevice::readyRead, socket, [this, socket, answer] {
                    asked += socket->readAll();
                    if (asked.contains("\r\n\r\n"))
                        socket->write(answer);
                });
            }
        });
    }
    quint16 port() const { return m_server.serverPort(); }
    // Of the request; Qt writes the names that it knows as given until 6.7, and in lower case since.
    QByteArray header(const QByteArray &name) const { return RawRequest{{}, {}, asked, {}}.header(name); }

    QByteArray asked;

private:
    QTcpServer m_server;
};

} // namespace

// Connections over real sockets, to the real server and to what is none.
class TestWebSocketDialer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConsoleOfTheRealServerSurvivesItsRestart()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.openDoor();
        server.startReady();
        ConnectionTiming timing;
        timing.backoff = {50, 200};
        ServerConnection console(
            std::make_unique<WebSocketDialer>(Endpoint{local(server.port()), kBootstrap}), timing);
        console.start();
        QTRY_COMPARE_WITH_TIMEOUT(console.state(), State::Live, 20'000);
        QCOMPARE(console.hello()->operatorName, u"bootstrap"_s);
        const QString epoch = console.hello()->epoch;
        server.server().terminate();
        QTRY_COMPARE_WITH_TIMEOUT(console.state(), State::Reconnecting, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!server.server().isRunning(), 20'000);
        server.server().start();
        QTRY_COMPARE_WITH_TIMEOUT(console.state(), State::Live, 20'000);
        QVERIFY(console.hello()->epoch != epoch);
        QVERIFY(!console.hello()->resumed);
    }

    void theRealServerHearsTheGoodbye()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.openDoor();
        server.startReady();
        ServerConnection console(
            std::make_unique<WebSocketDialer>(Endpoint{local(server.port()), kBootstrap}), once());
        console.start();
        QTRY_COMPARE_WITH_TIMEOUT(console.state(), State::Live, 20'000);
        console.leave();
        QTRY_VERIFY_WITH_TIMEOUT(server.log().contains("console gone"), 20'000);
        QCOMPARE(server.log().count(R"("code":1001)"), 1);
    }

    void aTokenThatTheRealServerDoesNotKnowIsFinal()
    {
        ServerFixture server(DatabaseKind::Sqlite);
        server.startReady();
        ServerConnection console(std::make_unique<WebSocketDialer>(Endpoint{local(server.port()), "tpc_x"}));
        QVERIFY(fails(console));
        QCOMPARE(console.state(), State::NotAuthorised);
        QVERIFY2(console.failure()->what.contains(u"401"), qPrintable(console.failure()->what));
    }

    void eachAnswerThatIsNoConsoleHasItsWords_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<State>("state");
        const auto add = [](const char *status, Kind kind, State state) {
            QTest::newRow(status) << QByteArray("HTTP/1.1 ") + status + "\r\nContent-Length: 2\r\n\r\nno"
                                  << kind << state;
        };
        add("200 OK", Kind::NoWebSocket, State::Reconnecting);
        add("400 Bad Request", Kind::VersionMismatch, State::VersionMismatch);
        add("401 Unauthorized", Kind::NotAuthorised, State::NotAuthorised);
        add("403 Forbidden", Kind::Forbidden, State::Reconnecting);
        add("404 Not Found", Kind::NoConsoleHere, State::Reconnecting);
        add("429 Too Many Requests", Kind::TooManyAttempts, State::Reconnecting);
        add("502 Bad Gateway", Kind::GatewayDown, State::Reconnecting);
        add("503 Service Unavailable", Kind::GatewayDown, State::Reconnecting);
    }
    void eachAnswerThatIsNoConsoleHasItsWords()
    {
        QFETCH(QByteArray, answer);
        QFETCH(Kind, kind);
        QFETCH(State, state);
        OneAnswer server(answer);
        ServerConnection console(std::make_unique<WebSocketDialer>(Endpoint{local(server.port()), "SECRET"}),
                                 once());
        QVERIFY(fails(console));
        QVERIFY2(console.failure()->kind == kind, qPrintable(console.failure()->what));
        QCOMPARE(console.state(), state);
        QVERIFY(!console.failure()->advice.isEmpty());
        QVERIFY(server.asked.startsWith("GET /console HTTP/1.1\r\n")); // the token is no part of it
        QCOMPARE(server.header("Authorization"), QByteArray("Bearer SECRET"));
        QVERIFY(!server.asked.toLower().contains("\r\norigin:"));
    }

    void nobodyListens()
    {
        QTcpServer gone;
        QVERIFY(gone.listen(QHostAddress::LocalHost));
        const quint16 port = gone.serverPort();
        gone.close();
        ServerConnection console(std::make_unique<WebSocketDialer>(Endpoint{local(port), "x"}), once());
        QVERIFY(fails(console));
        QVERIFY2(console.failure()->kind == Kind::Refused, qPrintable(console.failure()->what));
    }

    void aPeerThatSaysNothingDoesNotAnswer()
    {
        OneAnswer silent({});
        ConnectionTiming timing = once();
        timing.connectMs = 50;
        ServerConnection console(std::make_unique<WebSocketDialer>(Endpoint{local(silent.port()), "x"}),
                                 timing);
        QVERIFY(fails(console));
        QCOMPARE(console.failure()->kind, Kind::NoAnswer);
    }

    void aCertificateNobodyTrustsGetsNoToken()
    {
        QSslServer server;
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(kCertificate));
        configuration.setPrivateKey(QSslKey(kKey, QSsl::Ec));
        server.setSslConfiguration(configuration);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray received;
        connect(&server, &QTcpServer::pendingConnectionAvailable, this, [&] {
            while (QTcpSocket *socket = server.nextPendingConnection())
                connect(socket, &QIODevice::readyRead, this, [&, socket] { received += socket->readAll(); });
        });
        ServerConnection console(
            std::make_unique<WebSocketDialer>(Endpoint{local(server.serverPort(), u"wss"_s), "x"}), once());
        QVERIFY(fails(console));
        QCOMPARE(console.failure()->kind, Kind::Tls);
        QCOMPARE(received, QByteArray());
    }

    void aNameNobodyHasIsSaidSo()
    {
        const ConnectFailure failure =
            failureOfOpening(QAbstractSocket::HostNotFoundError, u"Host not found"_s);
        QCOMPARE(failure.kind, Kind::NameNotFound);
        QVERIFY(failure.what.contains(u"name"));
    }

    void aTokenTravelsUnencryptedOnlyNearby_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("safe");
        QTest::newRow("wss") << "wss://shop.example" << true;
        QTest::newRow("https") << "https://shop.example" << true;
        QTest::newRow("ws, far") << "ws://shop.example" << false;
        QTest::newRow("http, far") << "http://203.0.113.9" << false;
        QTest::newRow("localhost") << "ws://localhost:8080" << true;
        QTest::newRow("loopback") << "ws://127.0.0.1:8080" << true;
        QTest::newRow("loopback 6") << "ws://[::1]:8080" << true;
        QTest::newRow("private") << "ws://172.31.255.1" << true;
        QTest::newRow("beside private") << "ws://172.32.0.1" << false;
        QTest::newRow("named like") << "ws://localhost.example" << false;
    }
    void aTokenTravelsUnencryptedOnlyNearby()
    {
        QFETCH(QString, url);
        QFETCH(bool, safe);
        Endpoint endpoint{QUrl(url), "x"};
        QCOMPARE(isSafe(endpoint), safe);
        if (!safe) {
            ServerConnection console(std::make_unique<WebSocketDialer>(endpoint));
            console.start();
            QCOMPARE(console.state(), State::NotAllowed);
            QCOMPARE(console.failure()->kind, Kind::Insecure);
        }
        endpoint.allowsPlainText = true;
        QVERIFY(isSafe(endpoint));
    }
};

const turnpike::test::RegisteredTest<TestWebSocketDialer> kTestWebSocketDialer;

} // namespace tst_websocketdialer

#include "tst_websocketdialer.moc"

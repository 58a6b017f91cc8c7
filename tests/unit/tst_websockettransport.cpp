// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/version.h"
#include "protocol/websockettransport.h"
#include "support/testmain.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocketServer>

#include <sys/socket.h>

namespace tst_websockettransport {

using namespace turnpike::protocol;
using namespace Qt::StringLiterals;

namespace {

// A server's end, and at the other one of ours or a socket that is left to itself.
struct Ends
{
    Ends()
        : listener(u"test"_s, QWebSocketServer::NonSecureMode)
    {
        QVERIFY(listener.listen(QHostAddress::LocalHost));
    }

    void accept()
    {
        QTRY_VERIFY(listener.hasPendingConnections());
        server = std::make_unique<WebSocketTransport>(
            std::unique_ptr<QWebSocket>(listener.nextPendingConnection()), kMaxCallBytes);
    }
    void connectConsole()
    {
        auto socket = std::make_unique<QWebSocket>();
        QWebSocket *opening = socket.get();
        console = std::make_unique<WebSocketTransport>(std::move(socket), kMaxFrameBytes);
        opening->open(listener.serverUrl());
        accept();
        QTRY_COMPARE(opening->state(), QAbstractSocket::ConnectedState);
    }
    // Speaks WebSocket in the handshake and never again; reads only when told to.
    void connectStatue()
    {
        statue.setReadBufferSize(1024);
        statue.connectToHost(QHostAddress::LocalHost, listener.serverPort());
        QTRY_COMPARE(statue.state(), QAbstractSocket::ConnectedState);
        statue.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        accept();
    }

    QWebSocketServer listener;
    std::unique_ptr<WebSocketTransport> server;
    std::unique_ptr<WebSocketTransport> console;
    QTcpSocket statue;
};

} // namespace

// Frames over a WebSocket.
class TestWebSocketTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesTravelBothWaysAndTheGoodbyeHasItsReason()
    {
        Ends ends;
        ends.connectConsole();
        QSignalSpy atServer(ends.server.get(), &Transport::received);
        QSignalSpy atConsole(ends.console.get(), &Transport::received);
        QSignalSpy serverClosed(ends.server.get(), &Transport::closed);
        QSignalSpy consoleClosed(ends.console.get(), &Transport::closed);
        const QByteArray text("{\"text\":\"Привет €\"}");
        ends.console->send(text);
        ends.server->send(text);
        QTRY_COMPARE(atServer.size(), 1);
        QTRY_COMPARE(atConsole.size(), 1);
        QCOMPARE(atServer[0][0].toByteArray(), text);
        QCOMPARE(atConsole[0][0].toByteArray(), text);
        // Longer than a close frame has room for, and cut between characters.
        ends.server->close(CloseRevoked, QString(200, u'€'));
        QTRY_COMPARE(consoleClosed.size(), 1);
        QTRY_COMPARE(serverClosed.size(), 1);
        QCOMPARE(consoleClosed[0][0].toInt(), int(CloseRevoked));
        QCOMPARE(consoleClosed[0][1].toString(), QString(41, u'€'));
        QCOMPARE(serverClosed[0][0].toInt(), int(CloseRevoked));
    }

    void whoAnswersPingsIsAliveAndWhoDoesNotIsDead()
    {
        Ends alive;
        alive.connectConsole();
        Ends silent;
        silent.connectStatue();
        QSignalSpy aliveClosed(alive.server.get(), &Transport::closed);
        QSignalSpy silentClosed(silent.server.get(), &Transport::closed);
        alive.server->setPingInterval(200);
        silent.server->setPingInterval(200);
        QTRY_COMPARE(silentClosed.size(), 1);
        QCOMPARE(silentClosed[0][0].toInt(), int(CloseNoAnswer));
        QCOMPARE(aliveClosed.size(), 0);
    }

    void whoDoesNotReadIsSeenAndCanBeLeft()
    {
        Ends ends;
        ends.connectStatue();
        QSignalSpy drained(ends.server.get(), &Transport::drained);
        QSignalSpy closed(ends.server.get(), &Transport::closed);
        const QByteArray frame(1 << 20, 'x');
        for (int i = 0; i < 30; ++i)
            ends.server->send(frame);
        QTRY_VERIFY(drained.size() > 0); // what the machine takes
        QVERIFY(ends.server->unsentBytes() > 5 * frame.size());
        ends.server->close(CloseTooSlow, u"read"_s);
        QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 20'000);
        QCOMPARE(closed[0][0].toInt(), int(CloseTooSlow));
    }

    void whoGoesWithoutAGoodbyeIsSaidToBeBroken_data()
    {
        QTest::addColumn<int>("lingerSeconds");
        QTest::newRow("its end is heard") << -1;
        QTest::newRow("reset") << 0;
    }
    void whoGoesWithoutAGoodbyeIsSaidToBeBroken()
    {
        QFETCH(int, lingerSeconds);
        Ends ends;
        ends.connectStatue();
        QSignalSpy closed(ends.server.get(), &Transport::closed);
        if (lingerSeconds >= 0) {
            const linger now{1, lingerSeconds};
            QCOMPARE(::setsockopt(static_cast<int>(ends.statue.socketDescriptor()), SOL_SOCKET, SO_LINGER,
                                  &now, sizeof now),
                     0);
        }
        ends.statue.abort();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseNoAnswer));
    }

    void aGoodbyeThatWasHeardIsTold()
    {
        Ends ends;
        ends.connectConsole();
        QSignalSpy closed(ends.server.get(), &Transport::closed);
        ends.console->close(1000, u"done"_s);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), 1000);
        QCOMPARE(closed[0][1].toString(), u"done"_s);
    }

    void nothingIsHeardAfterOurGoodbye()
    {
        Ends ends;
        ends.connectConsole();
        QSignalSpy received(ends.server.get(), &Transport::received);
        QSignalSpy closed(ends.server.get(), &Transport::closed);
        ends.console->send("{}");
        ends.server->close(CloseGoingAway, {});
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(received.size(), 0);
    }
};

const turnpike::test::RegisteredTest<TestWebSocketTransport> kTestWebSocketTransport;

} // namespace tst_websockettransport

#include "tst_websockettransport.moc"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/websocketdoor.h"
#include "consolehub/websocketpeer.h"
#include "http/httpfrontend.h"
#include "support/clientframe.h"
#include "support/hubfixture.h"
#include "support/testmain.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <condition_variable>

namespace tst_websocketdoor {

using namespace turnpike;
using namespace turnpike::test;
using namespace turnpike::protocol;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using consolehub::CallRequest;
using consolehub::ConsoleHub;
using consolehub::WebSocketPeer;
using Kind = db::DatabaseUrl::Kind;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr int kSaidText = 0x1;
constexpr int kSaidClose = 0x8;
constexpr int kSaidPong = 0xa;

// A hub that consoles come to over the network.
struct Door : HubFixture
{
    explicit Door(const ConsoleHub::Options &options = {})
        : HubFixture(Kind::Sqlite, options)
        , gatekeeper(clock, operators, auditBuffer,
                     [this](const control::Operators::Access &access) { return hub.whyClosed(access); })
        , door(gatekeeper, hub)
    {
        door.attach(frontend);
        port = frontend.listen(QHostAddress::LocalHost, 0);
    }

    consolehub::Gatekeeper gatekeeper;
    consolehub::WebSocketDoor door;
    http::HttpFrontend frontend;
    quint16 port = 0;
};

QByteArray handshake(const QByteArray &token,
                     const QByteArray &key = "dGhlIHNhbXBsZSBub25jZQ==", const QByteArray &version = "13")
{
    return "GET /console HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Version: " +
           version + "\r\nSec-WebSocket-Key: " + key +
           "\r\nSec-WebSocket-Protocol: turnpike.console.v1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
}

// A client that sends whatever it likes, and reads all that comes or only what it is told to.
struct Raw
{
    Raw(quint16 port, const QByteArray &hello)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] {
            if (isReading)
                received += socket.readAll();
        });
        socket.connectToHost(QHostAddress::LocalHost, port);
        QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::ConnectedState, kPatienceMs);
        say(hello);
        QTRY_VERIFY_WITH_TIMEOUT(received.contains("\r\n\r\n"), kPatienceMs);
    }

    void say(const QByteArray &bytes)
    {
        socket.write(bytes);
        socket.flush();
    }
    void ask(const char *id, const char *name, const QJsonObject &args = {})
    {
        say(clientFrame(0x81, encode(Call{QString::fromLatin1(id), QString::fromLatin1(name), args})));
    }

    struct Said
    {
        int opcode = 0;
        QByteArray payload;
    };
    // Frames that have come as a whole.
    QList<Said> said() const
    {
        QList<Said> frames;
        for (qsizetype at = received.indexOf("\r\n\r\n") + 4; at + 2 <= received.size();) {
            const char *start = received.constData() + at;
            qint64 length = static_cast<uchar>(start[1]);
            qsizetype header = 2;
            if (length == 126 && at + 4 <= received.size()) {
                length = qFromBigEndian<quint16>(start + 2);
                header = 4;
            } else if (length == 127 && at + 10 <= received.size()) {
                length = qFromBigEndian<qint64>(start + 2);
                header = 10;
            }
            if (at + header + length > received.size())
                break;
            frames.append({static_cast<uchar>(start[0]) & 0x0f, received.mid(at + header, length)});
            at += header + length;
        }
        return frames;
    }
    qsizetype count(int opcode) const
    {
        const QList<Said> frames = said();
        return std::count_if(frames.begin(), frames.end(),
                             [opcode](const Said &one) { return one.opcode == opcode; });
    }
    // The code of the server's goodbye; 0: none has come.
    int goodbye() const
    {
        for (const Said &one : said()) {
            if (one.opcode == kSaidClose)
                return qFromBigEndian<quint16>(one.payload.constData());
        }
        return 0;
    }
    // How the call was answered: "ok" or an error's code; empty: not yet.
    QString answerTo(const char *id) const
    {
        for (const Said &one : said()) {
            const auto heard = one.opcode == kSaidText ? decodeServerFrame(one.payload) : std::nullopt;
            const auto *answer = heard ? std::get_if<Answer>(&*heard) : nullptr;
            if (answer && answer->id == QLatin1String(id))
                return answer->error ? answer->error->code.word() : u"ok"_s;
        }
        return {};
    }

    QByteArray received;
    bool isReading = true;
    QTcpSocket socket;
};

// The server's end of a WebSocket, and a plain socket at the other.
struct Ends
{
    Ends()
    {
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        client.connectToHost(QHostAddress::LocalHost, listener.serverPort());
        QTRY_VERIFY(listener.hasPendingConnections());
        std::unique_ptr<QTcpSocket> accepted(listener.nextPendingConnection());
        accepted->setParent(nullptr);
        inner = accepted.get();
        QObject::connect(inner, &QTcpSocket::readyRead, &listener,
                         [this] { mostAtOnce = std::max(mostAtOnce, inner->bytesAvailable()); });
        peer = std::make_unique<WebSocketPeer>(std::move(accepted));
        QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    }

    QTcpServer listener;
    QTcpSocket client;
    QTcpSocket *inner = nullptr; // of the peer
    qint64 mostAtOnce = 0;       // that the peer was given to read
    std::unique_ptr<WebSocketPeer> peer;
};

} // namespace

// Consoles that come over the network, and what they may do to it.
class TestWebSocketDoor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- the handshake

    void whatIsNoHandshakeGetsAPlainAnswer_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("answer");
        const QByteArray good("dGhlIHNhbXBsZSBub25jZQ==");
        QTest::newRow("good") << good << QByteArray("13")
                              << QByteArray("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        QTest::newRow("another version") << good << QByteArray("8") << QByteArray("HTTP/1.1 426");
        QTest::newRow("no key") << QByteArray() << QByteArray("13") << QByteArray("HTTP/1.1 400");
        QTest::newRow("short key") << QByteArray("c2hvcnQ=") << QByteArray("13")
                                   << QByteArray("HTTP/1.1 400");
        QTest::newRow("no base64") << QByteArray("dGhl!HNhbXBsZSBub25jZQ==") << QByteArray("13")
                                   << QByteArray("HTTP/1.1 400");
    }
    void whatIsNoHandshakeGetsAPlainAnswer()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, answer);
        Door door;
        const QByteArray token = door.add(u"bob"_s, Role::Viewer);
        Raw client(door.port, handshake(token, key, version));
        QVERIFY2(client.received.contains(answer), client.received.constData());
        QCOMPARE(door.hub.sessionCount(), answer.startsWith("Sec") ? 1 : 0);
    }

    void framesThatComeWithTheHandshakeAreHeard()
    {
        Door door;
        const QByteArray token = door.add(u"bob"_s, Role::Viewer);
        const QByteArray wire = encode(Call{u"1"_s, QString::fromLatin1(call::kLogs), {}});
        Raw client(door.port, handshake(token) + clientFrame(0x81, wire));
        QTRY_COMPARE(client.answerTo("1"), u"ok"_s);
    }

    // --- frames

    void framesAreHeardHoweverTheyAreCut()
    {
        Door door;
        Raw client(door.port, handshake(door.add(u"bob"_s, Role::Viewer)));
        const QByteArray wire = encode(Call{u"1"_s, QString::fromLatin1(call::kLogs), {}});
        const QByteArray bytes = clientFrame(0x01, wire.first(5)) + clientFrame(0x89, "there?") +
                                 clientFrame(0x00, {}) + clientFrame(0x80, wire.sliced(5));
        for (const char byte : bytes) {
            client.say(QByteArray(1, byte));
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(client.answerTo("1"), u"ok"_s);
        QCOMPARE(client.count(kSaidPong), 1);
        QCOMPARE(client.goodbye(), 0);
    }

    void aFloodOfFramesThatSayNothingIsEnded_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("again");
        QTest::newRow("pings") << QByteArray() << clientFrame(0x89, QByteArray(100, 'x'));
        QTest::newRow("pongs") << QByteArray() << clientFrame(0x8a, {});
        QTest::newRow("pieces") << clientFrame(0x01, {}) << clientFrame(0x00, {});
        QTest::newRow("pings between pieces")
            << clientFrame(0x01, {}) << clientFrame(0x00, {}) + clientFrame(0x89, QByteArray(100, 'x'));
    }
    void aFloodOfFramesThatSayNothingIsEnded()
    {
        QFETCH(QByteArray, begin);
        QFETCH(QByteArray, again);
        Door door;
        Raw hostile(door.port, handshake(door.add(u"eve"_s, Role::Viewer)));
        Raw other(door.port, handshake(door.add(u"bob"_s, Role::Viewer)));
        hostile.say(begin + again.repeated(5'000));
        QTRY_COMPARE_WITH_TIMEOUT(hostile.goodbye(), int(CloseTooManyCalls), kPatienceMs);
        QVERIFY2(hostile.count(kSaidPong) <= 150, qPrintable(QString::number(hostile.count(kSaidPong))));
        QTRY_COMPARE_WITH_TIMEOUT(door.hub.sessionCount(), 1, kPatienceMs);
        other.ask("1", call::kLogs);
        QTRY_COMPARE(other.answerTo("1"), u"ok"_s);
    }

    // Whatever waits in the kernel: the rest of it stays there.
    void aPeerIsReadInPieces()
    {
        constexpr int kCalls = 150;
        Ends ends;
        ends.inner->setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 1024 * 1024);
        int heard = 0;
        QObject::connect(ends.peer.get(), &Transport::received, &ends.client, [&] { ++heard; });
        ends.client.write(clientFrame(kTextFrame, QByteArray(1'000, 'x')).repeated(kCalls));
        while (ends.client.bytesToWrite() > 0)
            QVERIFY(ends.client.waitForBytesWritten(kPatienceMs));
        QTRY_COMPARE_WITH_TIMEOUT(heard, kCalls, kPatienceMs);
        QVERIFY2(ends.mostAtOnce <= 64 * 1024, qPrintable(QString::number(ends.mostAtOnce)));
    }

    // Bytes count, and not that there was progress.
    void whoTakesALittleNowAndThenIsClosed()
    {
        ConsoleHub::Options options;
        options.maxUnsent = 64 * 1024 * 1024;
        options.session.maxUnsent = 64 * 1024 * 1024;
        options.session.stallTime = 2s;
        options.session.leastTaken = 4 * 1024 * 1024;
        Door door(options);
        door.calls.add(call::kSearch, [](const CallRequest &, const Deadline &) {
            return QJsonObject{{u"pad"_s, QString(16'000'000, u'x')}};
        });
        Raw slow(door.port, handshake(door.add(u"eve"_s, Role::Viewer)));
        slow.isReading = false;
        // A megabyte a second: the kernel tells the server of a third of its buffer at a time, and the server
        // is to see that something is taken between two looks.
        constexpr qint64 kSip = 20'480;
        slow.socket.setReadBufferSize(kSip);
        slow.ask("1", call::kSearch);
        QTRY_VERIFY_WITH_TIMEOUT(door.hub.unsentBytes() > 1'000'000, kPatienceMs);
        QTimer sip;
        QObject::connect(&sip, &QTimer::timeout, &slow.socket, [&] { (void)slow.socket.read(kSip); });
        sip.start(20ms);
        QTRY_COMPARE_WITH_TIMEOUT(door.hub.sessionCount(), 0, kPatienceMs);
        QCOMPARE(door.hub.unsentBytes(), 0);
    }

    // Its goodbye takes a while, and nothing of it happens meanwhile.
    void whatARevokedOperatorHasQueuedDoesNotRun()
    {
        Door door;
        std::mutex mutex;
        std::condition_variable changed;
        bool isOpen = false;
        std::atomic<int> waiting{0};
        door.calls.add(call::kRunWorker, [&](const CallRequest &, const Deadline &) {
            std::unique_lock lock(mutex);
            waiting += 1;
            changed.wait(lock, [&] { return isOpen; });
            return QJsonObject();
        });
        const auto order = [](const QString &name) {
            return QJsonObject{
                {u"name"_s, name}, {u"role"_s, u"admin"_s}, {u"reason"_s, u"a friend of mine"_s}};
        };
        const auto ada = door.connect(door.add(u"ada"_s, Role::Admin));
        Raw bob(door.port, handshake(door.add(u"bob"_s, Role::Admin)));
        bob.ask("1", call::kRunWorker);
        QTRY_COMPARE(waiting.load(), 1);
        bob.ask("2", call::kAddOperator, order(u"eve"_s));
        bob.ask("3", call::kLogs);
        QTRY_COMPARE(bob.answerTo("3"), u"ok"_s); // so the one before is in
        door.write([&](db::Transaction &tx) { QVERIFY(door.operators.revoke(tx, u"bob"_s)); });
        {
            const std::lock_guard lock(mutex);
            isOpen = true;
            changed.notify_all();
        }
        const Answer after = ada->call(u"4"_s, call::kAddOperator, order(u"zoe"_s));
        QVERIFY(!after.error);
        QCOMPARE(door.database().number("SELECT count(*) FROM operators WHERE name = 'zoe'"), 1);
        QCOMPARE(door.database().number("SELECT count(*) FROM operators WHERE name = 'eve'"), 0);
        QTRY_COMPARE(bob.goodbye(), int(CloseRevoked));
    }

    // --- the end

    void whoAnswersPingsIsAliveAndWhoDoesNotIsDead()
    {
        Ends alive;
        Ends silent;
        QObject::connect(&alive.client, &QTcpSocket::readyRead, &alive.client, [&] {
            (void)alive.client.readAll();
            alive.client.write(clientFrame(0x8a, {}));
        });
        QSignalSpy aliveClosed(alive.peer.get(), &Transport::closed);
        QSignalSpy silentClosed(silent.peer.get(), &Transport::closed);
        alive.peer->setPingInterval(200);
        silent.peer->setPingInterval(200);
        QTRY_COMPARE(silentClosed.size(), 1);
        QCOMPARE(silentClosed[0][0].toInt(), int(CloseNoAnswer));
        QCOMPARE(aliveClosed.size(), 0);
    }

    void nobodyIsDeadWhileSomebodyIsPatient()
    {
        Ends patient;
        Ends other;
        patient.peer->setPatience([] { return true; });
        QSignalSpy patientClosed(patient.peer.get(), &Transport::closed);
        QSignalSpy otherClosed(other.peer.get(), &Transport::closed);
        patient.peer->setPingInterval(50);
        other.peer->setPingInterval(200); // dead when the other would have been four times over
        QTRY_COMPARE(otherClosed.size(), 1);
        QCOMPARE(patientClosed.size(), 0);
    }

    void goodbyesAreHeardAndAnswered_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nothing said") << QByteArray() << 1000 << QString();
        QTest::newRow("half a code") << QByteArray("\x03") << 1000 << QString();
        QTest::newRow("leaving") << QByteArray("\x03\xe9go") << 1001 << u"go"_s;
        QTest::newRow("a code that is never sent") << QByteArray("\x03\xee") << 1000 << QString();
        QTest::newRow("one of ours") << QByteArray("\x0f\xa1") << 1000 << QString();
    }
    void goodbyesAreHeardAndAnswered()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, code);
        QFETCH(QString, reason);
        Ends ends;
        QSignalSpy closed(ends.peer.get(), &Transport::closed);
        ends.client.write(clientFrame(0x88, payload));
        QTRY_COMPARE(closed.size(), 1); // the client has closed, for it saw our end
        QCOMPARE(closed[0][0].toInt(), code);
        QCOMPARE(closed[0][1].toString(), reason);
    }

    void aGoodbyesReasonIsCutBetweenCharacters_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("said");
        const QString smile = QString::fromUcs4(U"\U0001F600", 1);
        QTest::newRow("none") << QString() << QString();
        QTest::newRow("as long as it may be") << QString(123, u'x') << QString(123, u'x');
        QTest::newRow("a byte longer") << QString(124, u'x') << QString(123, u'x');
        QTest::newRow("of two bytes each") << QString(100, u'я') << QString(61, u'я');
        QTest::newRow("of three bytes each") << QString(100, u'€') << QString(41, u'€');
        QTest::newRow("of four bytes each") << smile.repeated(40) << smile.repeated(30);
        QTest::newRow("of four bytes each, after others")
            << u'x' + smile.repeated(40) << u'x' + smile.repeated(30);
        QTest::newRow("very long") << QString(1'000'000, u'я') << QString(61, u'я');
    }
    void aGoodbyesReasonIsCutBetweenCharacters()
    {
        QFETCH(QString, reason);
        QFETCH(QString, said);
        Ends ends;
        QSignalSpy closed(ends.peer.get(), &Transport::closed);
        ends.peer->close(CloseTooSlow, reason);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseTooSlow));
        QCOMPARE(closed[0][1].toString(), said);
        const QByteArray payload = QByteArray("\x0f\xa3") + said.toUtf8();
        QByteArray frame("\x88");
        frame.append(static_cast<char>(payload.size()));
        QCOMPARE(ends.client.readAll(), frame + payload);
    }

    void whoGoesWithoutAGoodbyeIsSaidToBeBroken()
    {
        Ends ends;
        QSignalSpy closed(ends.peer.get(), &Transport::closed);
        ends.client.abort();
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseNoAnswer));
    }

    void aGoodbyeWaitsBehindLittleAndNotBehindMuch_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<bool>("isSaid");
        QTest::newRow("little") << 1'000 << true;
        QTest::newRow("much") << 32 * 1024 * 1024 << false;
    }
    void aGoodbyeWaitsBehindLittleAndNotBehindMuch()
    {
        QFETCH(int, bytes);
        QFETCH(bool, isSaid);
        Ends ends;
        ends.client.setReadBufferSize(4'096);
        QSignalSpy closed(ends.peer.get(), &Transport::closed);
        ends.peer->send(QByteArray(bytes, 'x'));
        ends.peer->close(CloseTooSlow, u"read"_s);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed[0][0].toInt(), int(CloseTooSlow));
        QCOMPARE(ends.peer->unsentBytes(), 0);
        if (isSaid)
            QVERIFY(ends.client.readAll().endsWith("\x0f\xa3read"));
    }
};

const turnpike::test::RegisteredTest<TestWebSocketDoor> kTestWebSocketDoor;

} // namespace tst_websocketdoor

#include "tst_websocketdoor.moc"

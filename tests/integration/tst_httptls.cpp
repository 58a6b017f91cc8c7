// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpclient.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/selfsigned.h"
#include "support/testmain.h"

#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QtTest>

namespace tst_httptls {

using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// Answers 200 to whatever arrives, and keeps what arrived. Lives on the main thread.
class TlsServer
{
public:
    TlsServer()
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(kCertificate));
        configuration.setPrivateKey(QSslKey(kKey, QSsl::Ec));
        m_server.setSslConfiguration(configuration);
        m_server.listen(QHostAddress::Any);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QIODevice::readyRead, socket, [this, socket] {
                    received += socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                });
            }
        });
    }

    QUrl url(const QString &host) const
    {
        return QUrl(u"https://%1:%2/bot1:SECRET/x"_s.arg(host).arg(m_server.serverPort()));
    }

    QByteArray received; // decrypted

private:
    QSslServer m_server;
};

// "200", or the reason and text of the failure. The main thread serves meanwhile.
QString outcome(const QUrl &url, std::chrono::milliseconds connectTimeout = 60s)
{
    OutRequest request;
    request.url = url;
    request.body = "{}";
    request.dependency = u"peer"_s;
    request.operation = u"call"_s;
    request.connectTimeout = connectTimeout;
    std::atomic<bool> ended{false};
    HttpClient client;
    Aside call([&] {
        QString result;
        try {
            result = QString::number(client.send(request, Deadline::in(60s)).status);
        } catch (const DependencyError &error) {
            result = QLatin1String(toString(error.reason())) + ", "_L1 + error.message();
        }
        ended = true;
        return result;
    });
    if (!QTest::qWaitFor([&] { return ended.load(); }, 60'000))
        return u"no end"_s;
    return call.get();
}

} // namespace

class TestHttpTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void certificateNobodyTrustsIsRefusedBeforeAnyByteOfTheRequest();
    void certificateForAnotherNameIsRefused();
    void trustedCertificateIsTaken();
    void peerWithoutTlsIsTls();
    void silentPeerIsConnect();
};

void TestHttpTls::certificateNobodyTrustsIsRefusedBeforeAnyByteOfTheRequest()
{
    TlsServer server;
    const QString result = outcome(server.url(u"localhost"_s));
    QVERIFY2(result.startsWith(u"tls, peer: call: "), qPrintable(result));
    QVERIFY2(!result.contains(u"SECRET"), qPrintable(result));
    QCOMPARE(server.received, QByteArray());
}

void TestHttpTls::certificateForAnotherNameIsRefused()
{
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration trusting = before;
    trusting.addCaCertificate(QSslCertificate(kCertificate));
    QSslConfiguration::setDefaultConfiguration(trusting);
    TlsServer server;
    const QString result = outcome(server.url(u"127.0.0.2"_s));
    QSslConfiguration::setDefaultConfiguration(before);
    QVERIFY2(result.startsWith(u"tls, "), qPrintable(result));
    QCOMPARE(server.received, QByteArray());
}

void TestHttpTls::trustedCertificateIsTaken()
{
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration trusting = before;
    trusting.addCaCertificate(QSslCertificate(kCertificate));
    QSslConfiguration::setDefaultConfiguration(trusting);
    TlsServer server;
    const QString result = outcome(server.url(u"localhost"_s));
    QSslConfiguration::setDefaultConfiguration(before);
    QCOMPARE(result, u"200"_s);
    QVERIFY(server.received.startsWith("POST /bot1:SECRET/x HTTP/1.1\r\n"));
}

void TestHttpTls::peerWithoutTlsIsTls()
{
    RawPeer peer([](RawConnection &connection) {
        connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        connection.waitForClose();
    });
    const QString result = outcome(QUrl(u"https://127.0.0.1:%1/"_s.arg(peer.port())));
    QVERIFY2(result.startsWith(u"tls, "), qPrintable(result));
}

void TestHttpTls::silentPeerIsConnect()
{
    RawPeer peer([](RawConnection &connection) { connection.waitForClose(); });
    const QString result = outcome(QUrl(u"https://127.0.0.1:%1/"_s.arg(peer.port())), 200ms);
    QCOMPARE(result, u"connect, peer: call: no connection within 200 ms"_s);
}

const turnpike::test::RegisteredTest<TestHttpTls> kTestHttpTls;

} // namespace tst_httptls

#include "tst_httptls.moc"

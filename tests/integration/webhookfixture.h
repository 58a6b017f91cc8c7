// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "rawshop.h"
#include "sandboxfixture.h"
#include "support/rawclient.h"
#include "support/selfsigned.h"

#include <QSslKey>
#include <QSslServer>

namespace turnpike::test {

inline const QString kSet = u"Webhook was set"_s;
inline const QString kAlreadySet = u"Webhook is already set"_s;

inline sandbox::Options strict(double scale = 1)
{
    sandbox::Options options = SandboxFixture::scaled(scale);
    options.strictWebhook = true;
    return options;
}

inline QJsonObject setTo(const QString &url, QJsonObject params = {})
{
    params.insert(u"url", url);
    return params;
}

inline QJsonObject info(SandboxFixture &fixture)
{
    return fixture.bot(u"getWebhookInfo"_s, {}).json().value(u"result").toObject();
}

inline QString lastError(SandboxFixture &fixture)
{
    return info(fixture).value(u"last_error_message").toString();
}

// Says of a name what name servers would.
inline void scriptName(SandboxFixture &fixture, const QString &host, QJsonObject what)
{
    what.insert(u"host", host);
    QCOMPARE(fixture.control("POST", u"names"_s, what).status, 200);
}

// setWebhook as a form with a file.
inline Called setWithCertificate(SandboxFixture &fixture, const QString &url, const QByteArray &certificate)
{
    const QByteArray body = "--b\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\n" + url.toUtf8() +
                            "\r\n--b\r\nContent-Disposition: form-data; name=\"certificate\"; "
                            "filename=\"c.pem\"\r\n\r\n" +
                            certificate + "\r\n--b--\r\n";
    return fixture.call("POST",
                        u"/bot%1/setWebhook"_s.arg(QString::fromLatin1(fixture.sandbox.options().botToken)),
                        body, {{"Content-Type", "multipart/form-data; boundary=b"}});
}

// A call that need not be waited for.
inline QByteArray callBytes(SandboxFixture &fixture, const QByteArray &method, const QJsonObject &params)
{
    return post("/bot" + fixture.sandbox.options().botToken + '/' + method,
                QJsonDocument(params).toJson(QJsonDocument::Compact), "Content-Type: application/json\r\n");
}

// A TLS terminator that answers 200, with a certificate that signs itself. Lives on the main thread.
class TlsShop
{
public:
    TlsShop()
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate(kCertificate));
        configuration.setPrivateKey(QSslKey(kKey, QSsl::Ec));
        m_server.setSslConfiguration(configuration);
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QIODevice::readyRead, socket, [this, socket] {
                    received += socket->readAll();
                    socket->write(RawShop::kOk);
                });
            }
        });
    }

    quint16 port() const { return m_server.serverPort(); }
    QString url(const QString &host) const
    {
        return u"https://%1:%2/telegram/webhook"_s.arg(host).arg(port());
    }

    QByteArray received; // decrypted

private:
    QSslServer m_server;
};

} // namespace turnpike::test

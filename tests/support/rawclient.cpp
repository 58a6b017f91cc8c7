// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/rawclient.h"

#include <QTest>

namespace turnpike::test {

constexpr int kPatienceMs = 20'000;

RawClient::RawClient(quint16 port)
{
    QObject::connect(&m_socket, &QTcpSocket::readyRead, [this] { m_received += m_socket.readAll(); });
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    (void)QTest::qWaitFor([this] { return isConnected(); }, kPatienceMs);
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

std::optional<RawAnswer> RawClient::answer(bool withoutBody)
{
    std::optional<RawAnswer> result;
    const auto tryToParse = [&] {
        const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return m_socket.state() == QAbstractSocket::UnconnectedState;
        RawAnswer parsed;
        const QList<QByteArray> lines = m_received.first(headEnd).split('\n');
        parsed.status = lines.first().mid(9, 3).toInt();
        for (const QByteArray &line : lines.sliced(1)) {
            const qsizetype colon = line.indexOf(':');
            parsed.headers.insert(line.first(colon).toLower(), line.sliced(colon + 1).trimmed());
        }
        const qsizetype length = withoutBody ? 0 : parsed.headers.value("content-length").toLongLong();
        if (m_received.size() < headEnd + 4 + length)
            return m_socket.state() == QAbstractSocket::UnconnectedState;
        parsed.body = m_received.mid(headEnd + 4, length);
        m_received.remove(0, headEnd + 4 + length);
        result = parsed;
        return true;
    };
    (void)QTest::qWaitFor(tryToParse, kPatienceMs);
    return result;
}

std::optional<RawAnswer> RawClient::exchange(const QByteArray &bytes)
{
    send(bytes);
    return answer();
}

bool RawClient::isClosedByServer()
{
    return QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::UnconnectedState; },
                           kPatienceMs);
}

QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders)
{
    return "POST " + path + " HTTP/1.1\r\nHost: shop\r\n" + moreHeaders +
           "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

QByteArray get(const QByteArray &path, const QByteArray &moreHeaders)
{
    return "GET " + path + " HTTP/1.1\r\nHost: shop\r\n" + moreHeaders + "\r\n";
}

} // namespace turnpike::test

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/proxy.h"

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

constexpr char kSocksVersion = 5;      // RFC 1928
constexpr char kNoLogin = 0;           // its methods
constexpr char kUserAndPassword = 2;   // RFC 1929
constexpr char kNotAllowed = 2;        // its replies
constexpr char kByName = 3;            // its address types
constexpr qint64 kBytesBeforeCut = 40; // within the head of an answer

quint8 byteAt(const QByteArray &bytes, qsizetype at)
{
    return static_cast<quint8>(bytes.at(at));
}

} // namespace

Proxy::Proxy(quint16 target)
    : m_target(target)
    , m_peer([this](RawConnection &connection) { serve(connection); })
{}

void Proxy::wantLogin(const QByteArray &user, const QByteArray &password)
{
    m_user = user;
    m_password = password;
}

QString Proxy::url(const QByteArray &scheme, const QString &login) const
{
    // In one go: a login has percent signs of its own.
    return u"%1://%2%3:%4"_s.arg(QLatin1String(scheme), login.isEmpty() ? QString() : login + u'@',
                                 u"127.0.0.1"_s, QString::number(m_peer.port()));
}

QByteArray Proxy::lastTarget() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastTarget;
}

void Proxy::serve(RawConnection &connection)
{
    const QByteArray first = connection.peek();
    if (first.isEmpty())
        return;
    if (m_mood == Mood::Hangs) {
        connection.waitForClose();
        return;
    }
    if (first.at(0) == kSocksVersion)
        serveSocks(connection, connection.take());
    else
        serveConnect(connection);
}

void Proxy::serveConnect(RawConnection &connection)
{
    const QByteArray wanted = "Basic " + (m_user + ':' + m_password).toBase64();
    while (const auto request = connection.read()) {
        if (!m_user.isEmpty() && request->header("Proxy-Authorization") != wanted) {
            connection.answer(407, "", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n");
            if (m_mood == Mood::HangsUp)
                return;
            continue;
        }
        if (request->method != "CONNECT") {
            connection.answer(405, "");
            continue;
        }
        open(connection, request->target, "HTTP/1.1 200 Connection established\r\n\r\n",
             "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        return;
    }
}

// Each step is one segment of a client that waits for the answer to the one before.
void Proxy::serveSocks(RawConnection &connection, QByteArray greeting)
{
    const char method = m_user.isEmpty() ? kNoLogin : kUserAndPassword;
    if (!greeting.mid(2).contains(method)) {
        connection.write(QByteArray("\x05\xff", 2));
        return;
    }
    connection.write(QByteArray(1, kSocksVersion) + method);
    if (!m_user.isEmpty() && !login(connection))
        return;
    const QByteArray request = connection.take();
    if (request.size() < 7)
        return;
    QByteArray host;
    qsizetype end = 8; // an IPv4 address
    if (request.at(3) == kByName) {
        end = 5 + byteAt(request, 4);
        host = request.mid(5, byteAt(request, 4));
    } else {
        host = "an address";
    }
    const int port = request.size() >= end + 2 ? byteAt(request, end) * 256 + byteAt(request, end + 1) : 0;
    const QByteArray rest("\x00\x01\x7f\x00\x00\x01\x00\x00", 8);
    open(connection, host + ':' + QByteArray::number(port), QByteArray("\x05\x00", 2) + rest,
         QByteArray(1, kSocksVersion) + kNotAllowed + rest);
}

bool Proxy::login(RawConnection &connection)
{
    const QByteArray given = connection.take();
    const QByteArray wanted = QByteArray(1, '\x01') + static_cast<char>(m_user.size()) + m_user +
                              static_cast<char>(m_password.size()) + m_password;
    connection.write(QByteArray(1, '\x01') + (given == wanted ? '\x00' : '\x01'));
    return given == wanted;
}

void Proxy::open(RawConnection &connection, const QByteArray &target, const QByteArray &welcome,
                 const QByteArray &refusal)
{
    {
        const std::lock_guard lock(m_mutex);
        m_lastTarget = target;
    }
    switch (m_mood) {
    case Mood::Refuses:
        connection.write(refusal);
        return;
    case Mood::Resets:
        connection.reset();
        return;
    case Mood::Well:
    case Mood::Hangs:
    case Mood::HangsUp:
    case Mood::CutsAnswers:
        break;
    }
    ++m_tunnels;
    connection.write(welcome);
    connection.relayTo(m_target, m_mood == Mood::CutsAnswers ? kBytesBeforeCut : -1);
}

} // namespace turnpike::test

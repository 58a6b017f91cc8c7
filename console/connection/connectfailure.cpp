// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/connectfailure.h"

#include "connection/translated.h"
#include "protocol/version.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace turnpike::console {

using namespace Qt::StringLiterals;

using Kind = ConnectFailure::Kind;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ConnectFailure)

public:
    static QString what(Kind kind);
    static QString advice(Kind kind);
};

QString Words::what(Kind kind)
{
    switch (kind) {
    case Kind::NameNotFound:
        return tr("No server has this name.");
    case Kind::Refused:
        return tr("Nothing listens at this address.");
    case Kind::Unreachable:
        return tr("There is no way to this address.");
    case Kind::NoAnswer:
        return tr("The server does not answer.");
    case Kind::Tls:
        return tr("The server's certificate cannot be trusted.");
    case Kind::NotAuthorised:
        return tr("The server does not know this token (401).");
    case Kind::Forbidden:
        return tr("The server does not let this console in (403).");
    case Kind::NoConsoleHere:
        return tr("There is no console at this address (404).");
    case Kind::TooManyAttempts:
        return tr("Too many attempts, or too many consoles (429).");
    case Kind::GatewayDown:
        return tr("The platform answers, the server behind it does not (502, 503 or 504).");
    case Kind::NoWebSocket:
        return tr("What answers here is not a Turnpike server.");
    case Kind::VersionMismatch:
        return tr("Console and server are of different versions.");
    case Kind::Insecure:
        return tr("This address would send the token unencrypted.");
    case Kind::ServerLeaves:
        return tr("The server is being restarted.");
    case Kind::TooSlow:
        return tr("The server ended the connection: it was asked too much or read too slowly.");
    case Kind::Broken:
        break;
    }
    return tr("The connection broke.");
}

QString Words::advice(Kind kind)
{
    switch (kind) {
    case Kind::NameNotFound:
        return tr("Check the profile's address, and whether this machine is online.");
    case Kind::Refused:
    case Kind::Unreachable:
        return tr("Check address and port, and whether the server runs.");
    case Kind::NoAnswer:
        return tr("Check the network; a firewall may drop the connection.");
    case Kind::Tls:
        return tr("Check the address and this machine's clock; do not enter a token elsewhere.");
    case Kind::NotAuthorised:
        return tr("Ask an administrator for a new token: turnpike-server operator add NAME --role ROLE.");
    case Kind::Forbidden:
        return tr("Ask whoever runs the server, or the proxy before it.");
    case Kind::NoConsoleHere:
    case Kind::NoWebSocket:
        return tr("Check the profile's address.");
    case Kind::TooManyAttempts:
        return tr("Check the token, and close consoles that nobody needs; it is tried again in a while.");
    case Kind::GatewayDown:
        return tr("It is starting, or down: look at the platform's page of this service.");
    case Kind::VersionMismatch:
        return tr("Install the console that came with this server.");
    case Kind::Insecure:
        return tr("Use wss://, or allow an unencrypted connection in the profile.");
    case Kind::ServerLeaves:
    case Kind::TooSlow:
    case Kind::Broken:
        break;
    }
    return tr("The console connects again by itself.");
}

// 0: none.
int httpStatusIn(const QString &errorText)
{
    static const QRegularExpression status(u"\\b([1-5]\\d\\d)\\b"_s);
    const int found = status.match(errorText).captured(1).toInt();
    if (found != 0)
        return found;
    // Qt 6.6 and later try to answer a 401 themselves, and then speak of its header alone.
    if (errorText.contains(u"WWW-Authenticate"))
        return 401;
    // Of a 400 that names no version of WebSocket it says nothing but this.
    return errorText.contains(u"Unknown error condition") ? 400 : 0;
}

Kind kindOfStatus(int status)
{
    switch (status) {
    case 400: // to which the server adds why, and Qt does not hand it on: another subprotocol
        return Kind::VersionMismatch;
    case 401:
        return Kind::NotAuthorised;
    case 403:
        return Kind::Forbidden;
    case 404:
        return Kind::NoConsoleHere;
    case 429:
        return Kind::TooManyAttempts;
    case 502:
    case 503:
    case 504:
        return Kind::GatewayDown;
    default:
        return Kind::NoWebSocket;
    }
}

Kind kindOfError(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        return Kind::NameNotFound;
    case QAbstractSocket::ConnectionRefusedError:
        return Kind::Refused;
    case QAbstractSocket::NetworkError:
        return Kind::Unreachable;
    case QAbstractSocket::SocketTimeoutError:
        return Kind::NoAnswer;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return Kind::Tls;
    default:
        return Kind::Broken;
    }
}

} // namespace

bool isFinal(Kind kind)
{
    return kind == Kind::NotAuthorised || kind == Kind::VersionMismatch || kind == Kind::Insecure;
}

ConnectFailure makeFailure(Kind kind, const QString &detail)
{
    const QString what = Words::what(kind);
    return {kind, detail.isEmpty() ? what : what + u' ' + translated({}, detail), Words::advice(kind)};
}

ConnectFailure failureOfOpening(QAbstractSocket::SocketError error, const QString &errorText)
{
    // Whatever is wrong with an answer, Qt calls it a refused connection.
    const int status = error == QAbstractSocket::ConnectionRefusedError ? httpStatusIn(errorText) : 0;
    const Kind kind = status != 0 ? kindOfStatus(status) : kindOfError(error);
    const bool isPlain = kind == Kind::NameNotFound || kind == Kind::Refused || kind == Kind::NotAuthorised;
    return makeFailure(kind, isPlain ? QString() : errorText);
}

ConnectFailure failureOfClose(int code, const QString &reason)
{
    switch (code) {
    case protocol::CloseRevoked:
        return makeFailure(Kind::NotAuthorised, reason);
    case protocol::CloseVersionMismatch:
        return makeFailure(Kind::VersionMismatch, reason);
    case protocol::CloseGoingAway:
        return makeFailure(Kind::ServerLeaves, reason);
    case protocol::CloseTooManyCalls:
    case protocol::CloseTooSlow:
        return makeFailure(Kind::TooSlow, reason);
    default:
        return makeFailure(Kind::Broken, reason);
    }
}

} // namespace turnpike::console

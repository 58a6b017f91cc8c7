// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QAbstractSocket>
#include <QString>

#include <optional>

namespace turnpike::console {

// Why there is no connection, in words for people: what happened, and what to do about it.
struct ConnectFailure
{
    enum class Kind {
        NameNotFound,
        Refused,
        Unreachable,
        NoAnswer,
        Tls,
        NotAuthorised, // final
        Forbidden,
        NoConsoleHere,
        TooManyAttempts,
        GatewayDown,
        NoWebSocket,
        VersionMismatch, // final
        Insecure,        // final
        ServerLeaves,
        TooSlow,
        Broken,
    };

    Kind kind = Kind::Broken;
    QString what;
    QString advice;
};

// Whether trying again without a person's doing would change nothing.
bool isFinal(ConnectFailure::Kind kind);

// `detail` is what the other side or the system said; may be empty.
ConnectFailure makeFailure(ConnectFailure::Kind kind, const QString &detail = {});
// Of a WebSocket that never opened. An answer other than 101 is found in the text: Qt tells it nowhere else.
ConnectFailure failureOfOpening(QAbstractSocket::SocketError error, const QString &errorText);
// Of a connection that was open; `code` is one of protocol::CloseCode.
ConnectFailure failureOfClose(int code, const QString &reason);

} // namespace turnpike::console

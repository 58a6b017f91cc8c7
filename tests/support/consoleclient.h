// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/frame.h"
#include "protocol/hello.h"
#include "protocol/version.h"
#include "protocol/websockettransport.h"

#include <QUrl>

#include <optional>
#include <vector>

namespace turnpike::test {

// A console without a face: connects over a real WebSocket, or takes any transport, and keeps what the server
// says. Runs the event loop while it waits.
class ConsoleClient
{
public:
    struct Options
    {
        QByteArray token;
        QStringList subprotocols{QString::fromLatin1(protocol::kSubprotocol)};
        QByteArray epoch; // to resume; empty: from the start
        qint64 seq = 0;
        QByteArray origin; // empty: none, as of a console
    };
    ConsoleClient(quint16 port, const Options &options);
    explicit ConsoleClient(std::unique_ptr<protocol::Transport> transport);

    // The first frame; nothing when the connection ended, or 20 s passed, without one.
    std::optional<protocol::Hello> hello();
    // Whether it has been let in, and is connected. Does not wait.
    bool isIn() const { return m_hello && !m_closeCode; }
    // The first frame, when it has come.
    const std::optional<protocol::Hello> &heard() const { return m_hello; }
    // Sends the call and waits for its answer, 20 s at most; ErrorCode::Disconnected when there is none.
    protocol::Answer call(const QString &id, const char *name, const QJsonObject &args = {});
    void send(const QByteArray &frame) { m_transport->send(frame); }

    // The code with which the connection ended; nothing while it is open.
    const std::optional<int> &closeCode() const { return m_closeCode; }
    const QString &closeReason() const { return m_closeReason; }
    const std::vector<protocol::Event> &events() const { return m_events; }
    const std::vector<protocol::Answer> &answers() const { return m_answers; }
    // Of one name.
    std::vector<protocol::Event> events(const char *name) const;
    void forgetEvents() { m_events.clear(); }
    protocol::Transport &transport() { return *m_transport; }

private:
    void listen();

    std::unique_ptr<protocol::Transport> m_transport;
    std::optional<protocol::Hello> m_hello;
    std::vector<protocol::Event> m_events;
    std::vector<protocol::Answer> m_answers;
    std::optional<int> m_closeCode;
    QString m_closeReason;
};

} // namespace turnpike::test

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "protocol/logs.h"

#include <QHash>

#include <optional>

namespace turnpike::console {

// Follows the log of the connected instance while somebody looks at it, from the lowest level that is wanted;
// a server that greets us anew is asked anew. What comes goes into ShopState::logs(). Lives on the main
// thread.
class LogFollower : public QObject
{
    Q_OBJECT

public:
    explicit LogFollower(ServerConnection &connection, QObject *parent = nullptr);

    // `who` looks at lines of this level and above, until it leaves.
    void follow(const QObject *who, protocol::LogLevel level);
    void leave(const QObject *who);

private:
    void tell();

    ServerConnection &m_connection;
    QHash<const QObject *, protocol::LogLevel> m_wanted;
    std::optional<protocol::LogLevel> m_told; // none: it does not follow
};

} // namespace turnpike::console

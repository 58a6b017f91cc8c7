// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "state/hostaddresses.h"
#include "state/redisconnection.h"

#include <mutex>
#include <vector>

namespace turnpike::state {

// Commands to a Redis, each within 300 ms, connecting included, whatever the network does. Connections are
// kept and lent to one thread at a time, at most one for each caller. Thread-safe; blocks the calling thread.
class RedisClient
{
public:
    static constexpr std::chrono::milliseconds kCommandTime{300};

    // Throws ConfigError where TLS is asked for and cannot be had.
    explicit RedisClient(RedisUrl url);
    RedisClient(const RedisClient &) = delete;
    RedisClient &operator=(const RedisClient &) = delete;

    // Sends one command, which must be harmless to repeat: a kept connection that the server closed meanwhile
    // is replaced and the command sent again. The answer as text; nothing for nil. Throws RedisRefusal,
    // another DependencyError ("redis") with what went wrong and no secret, or Cancelled.
    std::optional<QByteArray> command(const QByteArrayList &arguments, const Deadline &deadline);

    const RedisUrl &url() const { return m_url; }
    // Connections kept and not lent.
    size_t idle() const;

private:
    using Connection = std::unique_ptr<RedisConnection>;

    Connection takeIdle();
    void giveBack(Connection connection);
    void forsake();
    Connection connect(const Deadline &deadline);
    void introduce(RedisConnection &connection, const Deadline &deadline) const;

    const RedisUrl m_url;
    const std::unique_ptr<const RedisTls> m_tls; // null: plain
    HostAddresses m_addresses;
    mutable std::mutex m_mutex;
    std::vector<Connection> m_idle; // the last was used last
};

} // namespace turnpike::state

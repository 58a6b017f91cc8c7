// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redisclient.h"

#include <algorithm>
#include <array>

namespace turnpike::state {

using namespace Qt::StringLiterals;

namespace {

// Threads that handle updates, and the probe: more are never wanted at once.
constexpr size_t kMostIdle = 64;

// Said by a Redis that is not, or not any more, the one to ask: it has become a replica, and the name leads
// to another by now; or it has forgotten who we are.
constexpr std::array kSaidByTheWrongOne{"READONLY", "MASTERDOWN", "NOAUTH"};

bool isSaidByTheWrongOne(const RedisRefusal &refusal)
{
    return std::any_of(kSaidByTheWrongOne.begin(), kSaidByTheWrongOne.end(),
                       [&](const char *code) { return refusal.code() == code; });
}

} // namespace

RedisClient::RedisClient(RedisUrl url)
    : m_url(std::move(url))
    , m_tls(m_url.tls ? std::make_unique<const RedisTls>(m_url.host, m_url.caFile) : nullptr)
    , m_addresses(m_url.host)
{}

std::optional<QByteArray> RedisClient::command(const QByteArrayList &arguments, const Deadline &deadline)
{
    const Deadline until = deadline.within(kCommandTime);
    Connection connection = takeIdle();
    const bool isKept = connection != nullptr;
    for (int attempt = 0;; ++attempt) {
        try {
            if (!connection)
                connection = connect(until);
            std::optional<QByteArray> answer = connection->exchange(arguments, until);
            giveBack(std::move(connection));
            return answer;
        } catch (const RedisRefusal &refusal) {
            if (isSaidByTheWrongOne(refusal))
                forsake();
            else if (connection)
                giveBack(std::move(connection));
            throw;
        } catch (const DependencyError &error) {
            // A kept connection that the server has closed since: its age is no fault of this command.
            if (error.reason() != DependencyError::Reason::Reset || !isKept || attempt > 0)
                throw;
            connection.reset();
        }
    }
}

size_t RedisClient::idle() const
{
    const std::lock_guard lock(m_mutex);
    return m_idle.size();
}

RedisClient::Connection RedisClient::takeIdle()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return nullptr;
    Connection connection = std::move(m_idle.back());
    m_idle.pop_back();
    return connection;
}

void RedisClient::giveBack(Connection connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < kMostIdle)
        m_idle.push_back(std::move(connection));
}

// A connection outlives the change of what its host's name leads to: without this, one to a former master
// would be asked for as long as that one runs.
void RedisClient::forsake()
{
    m_addresses.distrust();
    std::vector<Connection> closed;
    const std::lock_guard lock(m_mutex);
    closed.swap(m_idle);
}

RedisClient::Connection RedisClient::connect(const Deadline &deadline)
{
    const std::vector<QByteArray> addresses = m_addresses.get(deadline.remaining());
    if (addresses.empty()) {
        const QString why = m_addresses.lastError();
        m_addresses.distrust();
        throw redisFailure(
            DependencyError::Reason::Connect,
            u"the host %1 is not known: %2"_s.arg(m_url.host, why.isEmpty() ? u"no answer in time"_s : why));
    }
    for (size_t i = 0;; ++i) {
        // An address that only swallows what is sent there must not use up the time of those behind it.
        const bool isLast = i + 1 == addresses.size();
        const Deadline share = isLast ? deadline : deadline.within(deadline.remaining() / 2);
        try {
            auto connection = std::make_unique<RedisConnection>(addresses[i], m_url, m_tls.get(), share);
            introduce(*connection, share);
            return connection;
        } catch (const RedisRefusal &) {
            throw;
        } catch (const DependencyError &) {
            if (!isLast)
                continue;
            m_addresses.distrust();
            throw;
        }
    }
}

void RedisClient::introduce(RedisConnection &connection, const Deadline &deadline) const
{
    if (!m_url.password.isEmpty())
        connection.exchange(m_url.user.isEmpty() ? QByteArrayList{"AUTH", m_url.password}
                                                 : QByteArrayList{"AUTH", m_url.user, m_url.password},
                            deadline);
    if (m_url.database != 0)
        connection.exchange({"SELECT", QByteArray::number(m_url.database)}, deadline);
}

} // namespace turnpike::state

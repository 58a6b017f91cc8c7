// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/errors.h"
#include "state/redistls.h"
#include "state/redisurl.h"

#include <QByteArrayList>

#include <memory>
#include <optional>

namespace turnpike::state {

// What went wrong with Redis, for people; no secret is in it.
DependencyError redisFailure(DependencyError::Reason reason, const QString &what);

// A Redis that is there refused the command: it is full, loading, a replica, or does not know us.
class RedisRefusal : public DependencyError
{
public:
    explicit RedisRefusal(const QByteArray &answer);

    // The kind of error as Redis itself names it, such as READONLY: the first word of its answer ("Simple
    // errors" in its protocol's specification). Nothing else of an answer is ever judged by.
    const QByteArray &code() const { return m_code; }

private:
    QByteArray m_code;
};

// One connection to one address of a Redis. Its socket never blocks: whatever waits is a poll that ends with
// the deadline, since a time-out of the socket's own would begin anew with every byte. For one thread at a
// time; after any failure but a refusal it is to be thrown away, for it may hold half an answer.
class RedisConnection
{
public:
    // `address`: numeric. `tls` is null for a plain one. Throws DependencyError or Cancelled.
    RedisConnection(const QByteArray &address, const RedisUrl &url, const RedisTls *tls,
                    const Deadline &deadline);

    // Sends a command and waits for its answer: as text, or nothing for nil. Throws RedisRefusal, another
    // DependencyError, or Cancelled.
    std::optional<QByteArray> exchange(const QByteArrayList &arguments, const Deadline &deadline);

private:
    struct Free
    {
        void operator()(redisContext *context) const;
    };

    void open(const QByteArray &address, const RedisUrl &url, const Deadline &deadline);
    void secure(const RedisUrl &url, const RedisTls &tls, const Deadline &deadline);
    void write(const Deadline &deadline);
    // False: the time is up.
    bool wait(short events, const Deadline &deadline) const;
    DependencyError broken() const;

    std::unique_ptr<redisContext, Free> m_context;
    ssl_st *m_session = nullptr; // the context's own; null: plain
};

} // namespace turnpike::state

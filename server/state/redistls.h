// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

struct redisContext;
struct ssl_ctx_st;
struct ssl_st;

namespace turnpike::state {

// TLS towards Redis: whom to trust, and the sessions of connections. Spoken where the hiredis that this was
// built with has it, which it can have since 1.0 (redistls.cpp); elsewhere it is refused
// (redistlsabsent.cpp). Made once a client; thread-safe.
class RedisTls
{
public:
    // Whether it is spoken. Where not, nothing below can be had: a RedisTls cannot be made.
    static bool isSpoken();

    // `host`: a name or an address, which the server's certificate must be for. `caFile`: who may have signed
    // it, PEM; empty: whom the system trusts. Throws ConfigError that says what to do.
    RedisTls(const QString &host, const QString &caFile);

    // Begins a session on a connection that is open and does not block, and owns the session from then on.
    // Null: it cannot be begun.
    ssl_st *beginSession(redisContext &context) const;

    enum class Step { Done, Waits, Failed };
    // Goes on with the handshake as far as that goes without waiting.
    static Step shakeHands(ssl_st *session);
    // What a session that waits is waiting for, as for poll; `otherwise`, where it is not its own affair.
    static short awaits(const ssl_st *session, short otherwise);
    // Before each read and write: OpenSSL keeps a thread's errors, whosoever they were, and takes the last
    // one for the session's (SSL_get_error(3)).
    static void forgetErrors();
    // Why the last step, read or write failed; empty where TLS has nothing to say of it. `session` may be
    // null.
    static QString whyFailed(const ssl_st *session);

private:
    const QByteArray m_host;
    const bool m_isAddress;
    std::shared_ptr<ssl_ctx_st> m_trust;
};

} // namespace turnpike::state

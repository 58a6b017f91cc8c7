// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redisconnection.h"

#include "telemetry/log.h"

#include <hiredis.h>

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <vector>

namespace turnpike::state {

using namespace Qt::StringLiterals;

using Reason = DependencyError::Reason;

namespace {

QString systemError(int number)
{
    return QString::fromUtf8(strerrordesc_np(number));
}

DependencyError unreachable(Reason reason, const RedisUrl &url, const QString &why)
{
    return redisFailure(reason, u"cannot connect to %1: %2"_s.arg(url.display(), why));
}

DependencyError silent()
{
    return redisFailure(Reason::Timeout, u"no answer in time"_s);
}

std::optional<QByteArray> textOf(const redisReply &reply)
{
    switch (reply.type) {
    case REDIS_REPLY_NIL:
        return std::nullopt;
    case REDIS_REPLY_INTEGER:
        return QByteArray::number(reply.integer);
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
        return QByteArray(reply.str, static_cast<qsizetype>(reply.len));
    case REDIS_REPLY_ERROR:
        throw RedisRefusal(QByteArray(reply.str, static_cast<qsizetype>(reply.len)));
    default:
        throw redisFailure(Reason::BadAnswer, u"an answer of an unknown kind"_s);
    }
}

} // namespace

DependencyError redisFailure(Reason reason, const QString &what)
{
    return {u"redis"_s, reason, log::redact(u"Redis: %1"_s.arg(what))};
}

RedisRefusal::RedisRefusal(const QByteArray &answer)
    : DependencyError(redisFailure(Reason::BadAnswer, QString::fromUtf8(answer)))
    , m_code(answer.split(' ').constFirst())
{}

void RedisConnection::Free::operator()(redisContext *context) const
{
    redisFree(context);
}

RedisConnection::RedisConnection(const QByteArray &address, const RedisUrl &url, const RedisTls *tls,
                                 const Deadline &deadline)
{
    open(address, url, deadline);
    if (tls != nullptr)
        secure(url, *tls, deadline);
}

void RedisConnection::open(const QByteArray &address, const RedisUrl &url, const Deadline &deadline)
{
    m_context.reset(redisConnectNonBlock(address.constData(), url.port));
    if (!m_context)
        throw unreachable(Reason::Connect, url, u"out of memory"_s);
    if (m_context->err != 0)
        throw unreachable(Reason::Connect, url, QString::fromUtf8(m_context->errstr));
    if (!wait(POLLOUT, deadline))
        throw unreachable(Reason::Timeout, url, u"no answer in time"_s);
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(m_context->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error != 0)
        throw unreachable(Reason::Connect, url, systemError(error));
}

void RedisConnection::secure(const RedisUrl &url, const RedisTls &tls, const Deadline &deadline)
{
    const auto failed = [&] {
        const QString why = RedisTls::whyFailed(m_session);
        return unreachable(Reason::Tls, url,
                           u"TLS: %1"_s.arg(why.isEmpty() ? u"the connection was closed"_s : why));
    };
    m_session = tls.beginSession(*m_context);
    if (m_session == nullptr)
        throw failed();
    while (true) {
        switch (RedisTls::shakeHands(m_session)) {
        case RedisTls::Step::Done:
            return;
        case RedisTls::Step::Failed:
            throw failed();
        case RedisTls::Step::Waits:
            if (!wait(POLLIN, deadline))
                throw unreachable(Reason::Timeout, url, u"no answer in time"_s);
        }
    }
}

std::optional<QByteArray> RedisConnection::exchange(const QByteArrayList &arguments, const Deadline &deadline)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const QByteArray &argument : arguments) {
        texts.push_back(argument.constData());
        sizes.push_back(static_cast<size_t>(argument.size()));
    }
    if (redisAppendCommandArgv(m_context.get(), static_cast<int>(texts.size()), texts.data(), sizes.data()) !=
        REDIS_OK)
        throw broken();
    write(deadline);
    void *reply = nullptr;
    while (true) {
        // Reads first and waits then: what TLS has already taken off the socket no poll would tell of.
        RedisTls::forgetErrors();
        if (redisBufferRead(m_context.get()) != REDIS_OK ||
            redisGetReplyFromReader(m_context.get(), &reply) != REDIS_OK)
            throw broken();
        if (reply != nullptr)
            break;
        if (!wait(POLLIN, deadline))
            throw silent();
    }
    const std::unique_ptr<void, decltype(&freeReplyObject)> owned(reply, &freeReplyObject);
    return textOf(*static_cast<redisReply *>(reply));
}

void RedisConnection::write(const Deadline &deadline)
{
    for (int isWritten = 0;;) {
        RedisTls::forgetErrors();
        if (redisBufferWrite(m_context.get(), &isWritten) != REDIS_OK)
            throw broken();
        if (isWritten != 0)
            return;
        if (!wait(POLLOUT, deadline))
            throw silent();
    }
}

bool RedisConnection::wait(short events, const Deadline &deadline) const
{
    pollfd waiting{m_context->fd, m_session == nullptr ? events : RedisTls::awaits(m_session, events), 0};
    while (!deadline.hasPassed()) {
        if (deadline.isCancelled())
            throw Cancelled("Redis", deadline.cancelReason());
        const int ready = ::poll(&waiting, 1, static_cast<int>(deadline.remaining().count()));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            throw redisFailure(Reason::Reset, systemError(errno));
    }
    return false;
}

DependencyError RedisConnection::broken() const
{
    // First what TLS says: hiredis takes an alert for the end of the connection.
    if (const QString tls = m_session == nullptr ? QString() : RedisTls::whyFailed(m_session); !tls.isEmpty())
        return redisFailure(Reason::Reset, u"TLS: %1"_s.arg(tls));
    if (m_context->err == REDIS_ERR_EOF)
        return redisFailure(Reason::Reset, u"the connection was closed"_s);
    return redisFailure(m_context->err == REDIS_ERR_PROTOCOL ? Reason::BadAnswer : Reason::Reset,
                        QString::fromUtf8(m_context->errstr));
}

} // namespace turnpike::state

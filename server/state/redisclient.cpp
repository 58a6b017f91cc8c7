#include "state/redisclient.h"

#include "base/errors.h"
#include "telemetry/log.h"

#include <hiredis.h>

#include <cerrno>
#include <poll.h>

namespace turnpike::state {

namespace {

using Reason = DependencyError::Reason;
using std::chrono::milliseconds;

// Threads that handle updates, and the probe: more are never wanted at once.
constexpr size_t kMostIdle = 64;

DependencyError failure(Reason reason, const QString &what)
{
    return {QStringLiteral("redis"), reason, log::redact(QStringLiteral("Redis: %1").arg(what))};
}

DependencyError timedOut()
{
    return failure(Reason::Timeout, QStringLiteral("no answer in time"));
}

timeval asTimeval(milliseconds time)
{
    return {time.count() / 1000, static_cast<suseconds_t>(time.count() % 1000) * 1000};
}

DependencyError broken(const redisContext &context)
{
    if (context.err == REDIS_ERR_EOF)
        return failure(Reason::Reset, QStringLiteral("the connection was closed"));
    if (context.err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK))
        return timedOut();
    return failure(context.err == REDIS_ERR_PROTOCOL ? Reason::BadAnswer : Reason::Reset,
                   QString::fromUtf8(context.errstr));
}

// Waits until the peer has said something, and not longer than the deadline: a time-out of the socket alone
// would begin anew with every byte.
void waitForBytes(const redisContext &context, const Deadline &deadline)
{
    pollfd waiting{context.fd, POLLIN, 0};
    while (true) {
        deadline.check("Redis");
        const int ready = ::poll(&waiting, 1, static_cast<int>(deadline.remaining().count()));
        if (ready > 0)
            return;
        if (ready == 0)
            throw timedOut();
        if (errno != EINTR)
            throw failure(Reason::Reset, QString::fromUtf8(strerrordesc_np(errno)));
    }
}

// The command was refused by a Redis that is there: full, loading, read-only, a wrong password. The
// connection stays good.
class Refused : public DependencyError
{
public:
    explicit Refused(const QString &why)
        : DependencyError(failure(Reason::BadAnswer, why))
    {}
};

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
        throw Refused(QString::fromUtf8(reply.str, static_cast<qsizetype>(reply.len)));
    default:
        throw failure(Reason::BadAnswer, QStringLiteral("an answer of an unknown kind"));
    }
}

} // namespace

void RedisClient::Free::operator()(redisContext *context) const
{
    redisFree(context);
}

RedisClient::RedisClient(RedisUrl url)
    : m_url(std::move(url))
    , m_addresses(m_url.host)
{}

RedisClient::~RedisClient() = default;

std::optional<QByteArray> RedisClient::command(const QByteArrayList &arguments, const Deadline &deadline)
{
    const Deadline until = deadline.within(kCommandTime);
    Context context = takeIdle();
    const bool isKept = context != nullptr;
    for (int attempt = 0;; ++attempt) {
        try {
            if (!context)
                context = connect(until);
            std::optional<QByteArray> answer = exchange(*context, arguments, until);
            giveBack(std::move(context));
            return answer;
        } catch (const Refused &) {
            if (context)
                giveBack(std::move(context));
            throw;
        } catch (const DeadlineExceeded &) {
            throw timedOut();
        } catch (const DependencyError &error) {
            // A kept connection that the server has closed since: its age is no fault of this command.
            if (error.reason() != Reason::Reset || !isKept || attempt > 0)
                throw;
            context.reset();
        }
    }
}

size_t RedisClient::idle() const
{
    const std::lock_guard lock(m_mutex);
    return m_idle.size();
}

RedisClient::Context RedisClient::takeIdle()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return nullptr;
    Context context = std::move(m_idle.back());
    m_idle.pop_back();
    return context;
}

void RedisClient::giveBack(Context context)
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.size() < kMostIdle)
        m_idle.push_back(std::move(context));
}

RedisClient::Context RedisClient::connect(const Deadline &deadline)
{
    deadline.check("Redis");
    const std::vector<QByteArray> addresses = m_addresses.get(deadline.remaining());
    QString why = QStringLiteral("the host %1 is not known: %2")
                      .arg(m_url.host, m_addresses.lastError().isEmpty() ? QStringLiteral("no answer in time")
                                                                         : m_addresses.lastError());
    for (const QByteArray &address : addresses) {
        if (deadline.hasPassed())
            break;
        if (Context context = connectTo(address, deadline, &why)) {
            introduce(*context, deadline);
            return context;
        }
    }
    m_addresses.distrust();
    throw failure(Reason::Connect, why);
}

RedisClient::Context RedisClient::connectTo(const QByteArray &address, const Deadline &deadline, QString *why)
{
    Context context(
        redisConnectWithTimeout(address.constData(), m_url.port, asTimeval(deadline.remaining())));
    if (context && context->err == 0 && redisSetTimeout(context.get(), asTimeval(kCommandTime)) == REDIS_OK)
        return context;
    *why = QStringLiteral("cannot connect to %1: %2")
               .arg(m_url.display(),
                    context ? QString::fromUtf8(context->errstr) : QStringLiteral("out of memory"));
    return nullptr;
}

void RedisClient::introduce(redisContext &context, const Deadline &deadline) const
{
    if (!m_url.password.isEmpty())
        exchange(context,
                 m_url.user.isEmpty() ? QByteArrayList{"AUTH", m_url.password}
                                      : QByteArrayList{"AUTH", m_url.user, m_url.password},
                 deadline);
    if (m_url.database != 0)
        exchange(context, {"SELECT", QByteArray::number(m_url.database)}, deadline);
}

std::optional<QByteArray> RedisClient::exchange(redisContext &context, const QByteArrayList &arguments,
                                                const Deadline &deadline)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const QByteArray &argument : arguments) {
        texts.push_back(argument.constData());
        sizes.push_back(static_cast<size_t>(argument.size()));
    }
    if (redisAppendCommandArgv(&context, static_cast<int>(texts.size()), texts.data(), sizes.data()) !=
        REDIS_OK)
        throw broken(context);
    for (int isWritten = 0; !isWritten;) {
        if (redisBufferWrite(&context, &isWritten) != REDIS_OK)
            throw broken(context);
    }
    void *reply = nullptr;
    while (reply == nullptr) {
        waitForBytes(context, deadline);
        if (redisBufferRead(&context) != REDIS_OK || redisGetReplyFromReader(&context, &reply) != REDIS_OK)
            throw broken(context);
    }
    const std::unique_ptr<void, decltype(&freeReplyObject)> owned(reply, &freeReplyObject);
    return textOf(*static_cast<redisReply *>(reply));
}

} // namespace turnpike::state

#pragma once

#include "base/deadline.h"
#include "state/hostaddresses.h"
#include "state/redisurl.h"

#include <QByteArrayList>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

struct redisContext;

namespace turnpike::state {

// Commands to a Redis, each within 300 ms, connecting included, whatever the network does. Contexts are kept
// and lent to one thread at a time, at most one for each caller; one that failed or timed out is thrown away,
// for it may still hold half an answer. Thread-safe; blocks the calling thread.
class RedisClient
{
public:
    static constexpr std::chrono::milliseconds kCommandTime{300};

    explicit RedisClient(RedisUrl url);
    ~RedisClient();
    RedisClient(const RedisClient &) = delete;
    RedisClient &operator=(const RedisClient &) = delete;

    // Sends one command, which must be harmless to repeat: a kept connection that the server closed meanwhile
    // is replaced and the command sent again. The answer as text; nothing for nil. Throws DependencyError
    // ("redis") with what went wrong and no secret, or Cancelled.
    std::optional<QByteArray> command(const QByteArrayList &arguments, const Deadline &deadline);

    const RedisUrl &url() const { return m_url; }
    // Connections kept and not lent.
    size_t idle() const;

private:
    struct Free
    {
        void operator()(redisContext *context) const;
    };
    using Context = std::unique_ptr<redisContext, Free>;

    Context takeIdle();
    void giveBack(Context context);
    Context connect(const Deadline &deadline);
    Context connectTo(const QByteArray &address, const Deadline &deadline, QString *why);
    void introduce(redisContext &context, const Deadline &deadline) const;
    static std::optional<QByteArray> exchange(redisContext &context, const QByteArrayList &arguments,
                                              const Deadline &deadline);

    const RedisUrl m_url;
    HostAddresses m_addresses;
    mutable std::mutex m_mutex;
    std::vector<Context> m_idle; // the last was used last
};

} // namespace turnpike::state

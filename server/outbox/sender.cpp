#include "outbox/sender.h"

#include "outbox/log.h"
#include "outbox/senderloop.h"

#include <mutex>
#include <thread>

namespace turnpike::outbox {

Q_LOGGING_CATEGORY(lcOutbox, "turnpike.outbox")

class Sender::Private
{
public:
    Private(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
            const Clock &clock, const QString &instance, AlertSink &alerts, MayAct mayAct,
            const Options &options)
        : loop(database, client, bot, clock, instance, alerts, std::move(mayAct), options)
    {}

    SenderLoop loop;
    std::mutex lifeMutex; // start(), stop() and settle()
    std::thread thread;
};

Sender::Sender(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
               const Clock &clock, const QString &instance, AlertSink &alerts, MayAct mayAct,
               const Options &options)
    : d(std::make_unique<Private>(database, client, bot, clock, instance, alerts, std::move(mayAct), options))
{}

Sender::~Sender()
{
    stop(Deadline::in(std::chrono::seconds(1)));
}

void Sender::start()
{
    const std::lock_guard life(d->lifeMutex);
    if (d->thread.joinable())
        return;
    d->loop.beginTerm();
    d->thread = std::thread([this] { d->loop.run(); });
}

bool Sender::stop(const Deadline &deadline)
{
    const std::lock_guard life(d->lifeMutex);
    if (!d->thread.joinable())
        return d->loop.inFlight() == 0;
    d->loop.endTerm();
    d->thread.join();
    return d->loop.finish(deadline);
}

bool Sender::settle(const Deadline &deadline)
{
    const std::unique_lock life(d->lifeMutex, std::try_to_lock);
    if (!life || d->thread.joinable())
        return true;
    return d->loop.settleRest(deadline);
}

void Sender::wake()
{
    d->loop.wake();
}

void Sender::hold(bool held)
{
    d->loop.hold(held);
}

SenderStats Sender::stats() const
{
    return d->loop.stats();
}

} // namespace turnpike::outbox

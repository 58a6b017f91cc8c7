#include "outbox/flights.h"

#include "telemetry/activity.h"

namespace turnpike::outbox {

namespace {

// At 30 messages a second each leaves alone; 16 flights keep that up against answers that take half a second.
constexpr int kMaxFlights = 16;

} // namespace

Flights::Flights(http::HttpClient &client, const telegram::BotClient &bot, std::function<void()> landed)
    : m_client(client)
    , m_bot(bot)
    , m_onLanded(std::move(landed))
    , m_threads("sender call", 2 * kMaxFlights)
{}

bool Flights::hasRoom(Lane lane) const
{
    const std::lock_guard lock(m_mutex);
    return (lane == Lane::Interactive ? m_interactiveFlights : m_otherFlights) < kMaxFlights;
}

void Flights::launch(Lane lane, std::vector<LeasedMessage> messages)
{
    std::shared_ptr<Cancellation> cancellation;
    {
        const std::lock_guard lock(m_mutex);
        cancellation = m_cancellation;
        m_messages += static_cast<int>(messages.size());
        ++(lane == Lane::Interactive ? m_interactiveFlights : m_otherFlights);
    }
    const auto shared = std::make_shared<const std::vector<LeasedMessage>>(std::move(messages));
    m_threads.start([this, lane, shared, cancellation] { fly(lane, *shared, cancellation); });
}

void Flights::fly(Lane lane, const std::vector<LeasedMessage> &messages,
                  const std::shared_ptr<Cancellation> &cancellation)
{
    const Deadline deadline = Deadline::in(kCallTime, cancellation);
    const ActivityScope activity(QStringLiteral("send %1 messages").arg(messages.size()), deadline);
    const QByteArray channel =
        lane == Lane::Interactive ? telegram::kInteractiveChannel : telegram::kSenderChannel;
    std::vector<http::OutRequest> requests;
    requests.reserve(messages.size());
    for (const LeasedMessage &message : messages)
        requests.push_back(m_bot.makeRequest(message.method, message.payload, channel));
    m_client.sendMany(std::move(requests), deadline, kMaxMessages,
                      [&](size_t index, const http::OutResult &result) {
                          land(messages[index], telegram::BotClient::interpret(result));
                      });
    const std::lock_guard lock(m_mutex);
    --(lane == Lane::Interactive ? m_interactiveFlights : m_otherFlights);
    m_ended.notify_all();
}

void Flights::land(const LeasedMessage &message, telegram::CallResult result)
{
    {
        const std::lock_guard lock(m_mutex);
        m_landed.push_back({message, std::move(result)});
        --m_messages;
    }
    m_onLanded();
}

std::vector<Flights::Landed> Flights::takeLanded()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_landed, {});
}

int Flights::inFlight() const
{
    const std::lock_guard lock(m_mutex);
    return m_messages;
}

bool Flights::waitUntilIdle(const Deadline &deadline)
{
    std::unique_lock lock(m_mutex);
    return m_ended.wait_until(lock, deadline.timePoint(),
                              [this] { return m_interactiveFlights + m_otherFlights == 0; });
}

void Flights::cancel(CancelReason reason)
{
    std::shared_ptr<Cancellation> cancellation;
    {
        const std::lock_guard lock(m_mutex);
        cancellation = std::exchange(m_cancellation, std::make_shared<Cancellation>());
    }
    cancellation->cancel(reason);
}

} // namespace turnpike::outbox

#pragma once

#include "base/jobthreads.h"
#include "outbox/outboxrepository.h"
#include "telegram/botclient.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace turnpike::outbox {

// Calls under way. A flight is a handful of messages that leave together; each lands by itself, so a slow one
// holds back only its own thread. Interactive flights have threads and connections of their own. Thread-safe;
// `landed` is called on a flight's thread for each message.
class Flights
{
public:
    struct Landed
    {
        LeasedMessage message;
        telegram::CallResult result;
    };
    enum class Lane { Interactive, Other };

    // Messages of one flight: as many calls are begun at once.
    static constexpr int kMaxMessages = 24;
    // The longest a call may take, connecting and all.
    static constexpr std::chrono::milliseconds kCallTime{16'000};

    Flights(http::HttpClient &client, const telegram::BotClient &bot, std::function<void()> landed);

    bool hasRoom(Lane lane) const;
    // kMaxMessages at most; there must be room.
    void launch(Lane lane, std::vector<LeasedMessage> messages);
    std::vector<Landed> takeLanded();
    int inFlight() const; // messages

    bool waitUntilIdle(const Deadline &deadline);
    void cancel(CancelReason reason);

private:
    void fly(Lane lane, const std::vector<LeasedMessage> &messages,
             const std::shared_ptr<Cancellation> &cancellation);
    void land(const LeasedMessage &message, telegram::CallResult result);

    http::HttpClient &m_client;
    const telegram::BotClient &m_bot;
    const std::function<void()> m_onLanded;

    mutable std::mutex m_mutex;
    std::condition_variable m_ended;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    std::vector<Landed> m_landed;
    int m_messages = 0;
    int m_interactiveFlights = 0;
    int m_otherFlights = 0;
    JobThreads m_threads; // last: they use the rest
};

} // namespace turnpike::outbox

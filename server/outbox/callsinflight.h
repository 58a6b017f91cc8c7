// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/callset.h"
#include "outbox/outboxrepository.h"
#include "telegram/botclient.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace turnpike::outbox {

// Calls under way. Each stream has its own connections and places. Telegram may hold a call for a minute and
// still carry it out, so a call waits long for its answer; but when a stream is running out of places, those
// that have waited longest are given up, so that held calls never starve the rest. Used by the sender's
// thread, except for inFlight().
class CallsInFlight
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Landed
    {
        LeasedMessage message;
        telegram::CallResult result;
        quint64 number = 0; // calls that began later have greater ones
    };

    // How many calls one stream may have at once, and how many of these places may be held by calls that have
    // waited a long time.
    static constexpr int kPlaces = 96;
    static constexpr int kMostHeld = 64;
    // The longest a call may take, including connecting: the Bot API server itself considers a call overdue
    // after 100 s (telegram-bot-api, Client.cpp).
    static constexpr std::chrono::milliseconds kConnectTime{5'000};
    static constexpr std::chrono::milliseconds kAnswerTime{100'000};
    static constexpr std::chrono::milliseconds kCallTime = kConnectTime + kAnswerTime;

    // The longest that a call of this method may take.
    static std::chrono::milliseconds callTimeOf(const QString &method);

    // `leastPatience`: the time that a call gets, however many want its place. `arrived` is called on the
    // network thread when a call has ended; it must not block.
    CallsInFlight(http::HttpClient &client, const telegram::BotClient &bot,
                  std::chrono::milliseconds leastPatience, std::function<void()> arrived);

    // How many more may be launched now.
    int room(Stream stream) const;
    void launch(LeasedMessage message);
    // The calls that have ended since this was last called.
    std::vector<Landed> takeLanded();
    // Gives up the oldest calls of streams in which too many are held.
    void relieve(TimePoint now);
    // When to call relieve() again; far in the future if no stream has that many calls under way.
    TimePoint nextRelief(TimePoint now) const;

    int inFlight() const { return m_inFlight; } // any thread
    // When the oldest call under way with a number greater than `number` began; absent if there is none.
    std::optional<TimePoint> oldestAfter(quint64 number) const;
    // Applies to calls under way, and to those that have ended and were not taken.
    void addIds(std::vector<qint64> &ids) const;

    // Waits until all calls have ended or the deadline passes; true if all have ended. Take them afterwards.
    bool waitUntilIdle(const Deadline &deadline);
    // Gives up all calls.
    void cancel();

private:
    struct Flight
    {
        LeasedMessage message;
        TimePoint since;
    };
    struct Places
    {
        int taken = 0;
        std::deque<quint64> oldestFirst; // those that have landed are among them until they come first
    };

    struct Held
    {
        quint64 id = 0;
        TimePoint heldSince; // when it has had the least patience
    };

    std::vector<Held> underWay(const Places &places) const;
    Places &placesOf(Stream stream) { return m_places[static_cast<size_t>(stream)]; }
    const Places &placesOf(Stream stream) const { return m_places[static_cast<size_t>(stream)]; }
    void collect();

    const telegram::BotClient &m_bot;
    const std::chrono::milliseconds m_leastPatience;
    const std::function<void()> m_onArrived;

    std::mutex m_mutex;
    std::condition_variable m_arrived;
    bool m_hasArrived = false;

    std::unordered_map<quint64, Flight> m_callsInFlight;
    std::array<Places, kStreams.size()> m_places;
    std::vector<Landed> m_landed;
    quint64 m_lastId = 0;
    std::atomic<int> m_inFlight = 0;
    http::CallSet m_calls; // last: it tells the rest
};

} // namespace turnpike::outbox

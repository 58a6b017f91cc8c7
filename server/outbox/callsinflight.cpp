// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/callsinflight.h"

#include <algorithm>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kNothingFlies{24};
// Whoever waits for these is gone soon: Telegram takes an answer to a pre-checkout for 10 s, and a button
// stops turning after a while.
constexpr milliseconds kPreCheckoutTime{10'000};
constexpr milliseconds kAnswerToPressTime{15'000};

milliseconds answerTimeOf(const QString &method)
{
    if (method == "answerPreCheckoutQuery"_L1)
        return kPreCheckoutTime;
    if (method == "answerCallbackQuery"_L1)
        return kAnswerToPressTime;
    return CallsInFlight::kAnswerTime;
}

QByteArray channelOf(Stream stream)
{
    switch (stream) {
    case Stream::Answers:
        return telegram::kAnswersChannel;
    case Stream::Interactive:
        return telegram::kInteractiveChannel;
    case Stream::Transactional:
        return telegram::kTransactionalChannel;
    case Stream::Bulk:
        break;
    }
    return telegram::kBulkChannel;
}

} // namespace

CallsInFlight::CallsInFlight(http::HttpClient &client, const telegram::BotClient &bot,
                             milliseconds leastPatience, std::function<void()> arrived)
    : m_bot(bot)
    , m_leastPatience(leastPatience)
    , m_onArrived(std::move(arrived))
    , m_calls(client, [this] {
        {
            const std::lock_guard lock(m_mutex);
            m_hasArrived = true;
        }
        m_arrived.notify_all();
        m_onArrived();
    })
{}

milliseconds CallsInFlight::callTimeOf(const QString &method)
{
    return kConnectTime + answerTimeOf(method);
}

int CallsInFlight::room(Stream stream) const
{
    return kPlaces - placesOf(stream).taken;
}

void CallsInFlight::launch(LeasedMessage message)
{
    const Stream stream = message.stream();
    const quint64 id = ++m_lastId;
    http::OutRequest request = m_bot.makeRequest(message.method, message.payload, channelOf(stream));
    request.connectTimeout = kConnectTime;
    request.readTimeout = answerTimeOf(message.method);
    m_callsInFlight.insert({id, {std::move(message), std::chrono::steady_clock::now()}});
    ++placesOf(stream).taken;
    placesOf(stream).oldestFirst.push_back(id);
    ++m_inFlight;
    m_calls.start(id, std::move(request));
}

void CallsInFlight::collect()
{
    for (http::CallSet::Ended &ended : m_calls.take()) {
        const auto found = m_callsInFlight.find(ended.id);
        LeasedMessage message = std::move(found->second.message);
        m_callsInFlight.erase(found);
        Places &places = placesOf(message.stream());
        --places.taken;
        while (!places.oldestFirst.empty() && !m_callsInFlight.contains(places.oldestFirst.front()))
            places.oldestFirst.pop_front();
        --m_inFlight;
        m_landed.push_back({std::move(message), telegram::BotClient::interpret(ended.result), ended.id});
    }
}

std::optional<CallsInFlight::TimePoint> CallsInFlight::oldestAfter(quint64 number) const
{
    TimePoint oldest = TimePoint::max();
    for (const Places &places : m_places) {
        const auto end = places.oldestFirst.end();
        auto id = std::upper_bound(places.oldestFirst.begin(), end, number);
        while (id != end && !m_callsInFlight.contains(*id))
            ++id;
        if (id != end)
            oldest = std::min(oldest, m_callsInFlight.at(*id).since);
    }
    return oldest == TimePoint::max() ? std::nullopt : std::optional(oldest);
}

void CallsInFlight::addIds(std::vector<qint64> &ids) const
{
    for (const auto &[number, flight] : m_callsInFlight)
        ids.push_back(flight.message.id);
    for (const Landed &landed : m_landed)
        ids.push_back(landed.message.id);
}

std::vector<CallsInFlight::Landed> CallsInFlight::takeLanded()
{
    collect();
    return std::exchange(m_landed, {});
}

// The calls of a stream that are under way, oldest first.
std::vector<CallsInFlight::Held> CallsInFlight::underWay(const Places &places) const
{
    std::vector<Held> found;
    found.reserve(static_cast<size_t>(places.taken));
    for (const quint64 id : places.oldestFirst) {
        const auto flight = m_callsInFlight.find(id);
        if (flight != m_callsInFlight.end())
            found.push_back({id, flight->second.since + m_leastPatience});
    }
    return found;
}

void CallsInFlight::relieve(TimePoint now)
{
    for (const Places &places : m_places) {
        if (places.taken <= kMostHeld)
            continue;
        const std::vector<Held> all = underWay(places);
        const auto held = std::partition_point(all.begin(), all.end(),
                                               [now](const Held &call) { return call.heldSince <= now; });
        for (auto call = all.begin(); held - call > kMostHeld; ++call)
            m_calls.giveUp(call->id);
    }
    collect();
}

CallsInFlight::TimePoint CallsInFlight::nextRelief(TimePoint now) const
{
    TimePoint next = now + kNothingFlies;
    for (const Places &places : m_places) {
        if (places.taken > kMostHeld)
            next = std::min(next, underWay(places).at(kMostHeld).heldSince);
    }
    return next;
}

bool CallsInFlight::waitUntilIdle(const Deadline &deadline)
{
    collect();
    while (!m_callsInFlight.empty() && !deadline.isOver()) {
        {
            std::unique_lock lock(m_mutex);
            m_arrived.wait_until(lock, deadline.timePoint(), [this] { return m_hasArrived; });
            m_hasArrived = false;
        }
        collect();
    }
    return m_callsInFlight.empty();
}

void CallsInFlight::cancel()
{
    m_calls.giveUpAll();
    collect();
}

} // namespace turnpike::outbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/senderloop.h"

#include "base/errors.h"
#include "base/ids.h"
#include "db/database.h"
#include "db/storable.h"
#include "outbox/log.h"
#include "outbox/senderalerts.h"
#include "telemetry/log.h"

#include <algorithm>
#include <utility>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kCancelTime{1'000};
// In place of a message's id: a question that is in no table.
constexpr qint64 kProbe = 0;

} // namespace

SenderLoop::SenderLoop(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
                       const Clock &clock, const QString &instance, AlertSink &alerts, Sender::MayAct mayAct,
                       const Sender::Options &options)
    : m_database(database)
    , m_clock(clock)
    , m_owner(instance + u'/' + randomHex(4))
    , m_alerts(alerts)
    , m_mayAct(std::move(mayAct))
    , m_drainer(*this, "sender", lcOutbox(), "the outbox cannot be reached")
    , m_limiter(options.limits)
    , m_leaser(database, clock, m_owner,
               {options.pollInterval, options.lease, options.answersLease, options.page})
    , m_completer(database, clock, m_owner)
    , m_operatorChats(options.operatorChats, alerts)
    , m_bar(options.firstBarPause, options.lastBarPause, alerts)
    , m_silence(clock, alerts,
                {options.silentAfter, options.tellSilenceAfter, options.firstProbe, options.lastProbe})
    , m_callsInFlight(client, bot, options.leastPatience, [this] { m_drainer.wake(); })
{}

bool SenderLoop::finish(const Deadline &deadline)
{
    writeBack(deadline.within(db::QueueDrainer::kCommandTime));
    bool idle = m_callsInFlight.waitUntilIdle(deadline);
    if (!idle) {
        m_callsInFlight.cancel();
        idle = m_callsInFlight.inFlight() == 0;
    }
    m_owes = !writeBack(Deadline::in(kCancelTime));
    publish();
    return idle;
}

bool SenderLoop::settle(const Deadline &deadline)
{
    if (!m_owes)
        return true;
    m_owes = !writeBack(deadline);
    publish();
    return !m_owes;
}

bool SenderLoop::takeTurn()
{
    m_callsInFlight.relieve(SteadyClock::now());
    land();
    m_silence.onWaiting(m_callsInFlight.oldestAfter(m_silence.latestCall()), SteadyClock::now());
    bool good = m_drainer.guarded("complete", [this] { complete(m_drainer.commandDeadline()); });
    if (maySend()) {
        // What is known to be sent must be written before anything is leased: it could be leased again.
        if (good && m_mayHoldMore)
            good = m_drainer.guarded("release", [this] { releaseUnheardOf(m_drainer.commandDeadline()); });
        if (good && m_leaser.isDue(m_queue, isIdle()))
            good = m_drainer.guarded("lease", [this] { lease(); });
        probe();
        launch();
    } else {
        giveBackAll();
        m_leaser.pause();
    }
    publish();
    return good;
}

db::DrainedQueue::TimePoint SenderLoop::nextTurnAt()
{
    const auto now = SteadyClock::now();
    auto until = std::min(m_leaser.wakeAt(m_queue, isIdle()), m_callsInFlight.nextRelief(now));
    for (const Stream stream : kStreams) {
        if (m_callsInFlight.room(stream) > 0)
            until = std::min(until, m_queue.nextReady(stream, !m_silence.isOn(), m_limiter, now));
    }
    return std::min(until,
                    m_silence.wakeAt(m_callsInFlight.oldestAfter(m_silence.latestCall()), m_queue, now));
}

// Whether calls may be made: we lead, nobody holds us back, and nothing bars us (or one asks again).
bool SenderLoop::maySend()
{
    if (!leads())
        return false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_held)
            return false;
    }
    return !m_bar.isUp() || (m_bar.mayAsk(SteadyClock::now()) && m_callsInFlight.inFlight() == 0);
}

void SenderLoop::land()
{
    for (const CallsInFlight::Landed &landed : m_callsInFlight.takeLanded())
        judge(landed);
}

void SenderLoop::judge(const CallsInFlight::Landed &landed)
{
    const LeasedMessage &message = landed.message;
    Judgement judgement = judgeAnswer(message, landed.result, m_clock.nowMs());
    m_silence.onLanded(landed.number, judgement, SteadyClock::now());
    m_bar.onLanded(judgement, SteadyClock::now());
    if (message.id == kProbe)
        return;
    judgement.completion.error = db::storableError(judgement.completion.error);
    if (judgement.completion.end != Completion::End::Sent) {
        log::warning(lcOutbox(), "message not sent")
            .with("id", message.id)
            .with("chat", message.chat)
            .with("method", message.method)
            .with("attempt", message.attempt)
            .with("update", message.correlationId)
            .with("why", judgement.completion.error);
    }
    if (judgement.retryAfter.count() > 0) {
        // An answer to a press waits by itself and holds up nobody's messages.
        if (message.stream() != Stream::Answers)
            m_limiter.onRetryAfter(sendingOf(message), judgement.retryAfter, SteadyClock::now());
        const std::lock_guard lock(m_mutex);
        ++m_stats.rateLimited;
    }
    if (judgement.chatUnreachable) {
        m_completer.addUnreachable(message.chat, judgement.completion.error);
        m_queue.forget(message.chat);
    }
    m_operatorChats.onEnded(message, judgement.completion);
    m_completer.add(std::move(judgement.completion));
}

void SenderLoop::lease()
{
    m_mayHoldMore = true; // until the database has said what we hold
    // Where token or address are in doubt, one message asks.
    m_queue.add(m_leaser.lease(m_queue, m_bar.isUp(), m_drainer.commandDeadline()));
    m_mayHoldMore = false;
}

void SenderLoop::complete(const Deadline &deadline)
{
    if (m_completer.isEmpty())
        return;
    const Completer::Result result =
        m_completer.write(deadline, [this](const Completion &completion) { count(completion); });
    if (result.isAnyWritten)
        m_leaser.markDirty(); // the next of their queues
    const std::lock_guard lock(m_mutex);
    m_stats.dropped += result.droppedMessages;
    m_stats.unreachable += result.unreachableChats;
}

void SenderLoop::count(const Completion &completion)
{
    if (completion.end == Completion::End::Again)
        m_leaser.noteDue(completion.notBefore);
    if (const std::optional<Alert> alert = lossAlert(completion))
        m_alerts.raise(*alert);
    const std::lock_guard lock(m_mutex);
    switch (completion.end) {
    case Completion::End::Sent:
        ++m_stats.sent;
        break;
    case Completion::End::Failed:
        ++m_stats.failed;
        m_stats.unknownOutcomes += completion.reason == EndReason::UnknownOutcome ? 1 : 0;
        break;
    case Completion::End::Dropped:
        ++m_stats.dropped;
        break;
    case Completion::End::Again:
        m_stats.again += completion.counted || completion.method ? 1 : 0;
        break;
    }
}

void SenderLoop::giveBackAll()
{
    const Timestamp now = m_clock.nowMs();
    for (const LeasedMessage &message : m_queue.takeAll())
        m_completer.add(giveBack(message, now));
}

// Writes back all that a term leaves, and gives back what it has leased; false where not all of it could be.
bool SenderLoop::writeBack(const Deadline &deadline)
{
    land();
    giveBackAll();
    const bool good = m_drainer.guarded("give back", [&] {
        complete(deadline);
        releaseUnheardOf(deadline);
    });
    return good && m_completer.isEmpty();
}

// A lease may have been committed without our hearing of it, as when the command was cancelled or ran out of
// time: nobody would send that until it ends.
void SenderLoop::releaseUnheardOf(const Deadline &deadline)
{
    std::vector<qint64> ours;
    m_queue.addIds(ours);
    m_callsInFlight.addIds(ours);
    m_completer.addIds(ours);
    const int released = m_database.write(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
        return repository::release(tx, m_owner, ours);
    });
    m_mayHoldMore = false;
    if (released > 0) {
        log::info(lcOutbox(), "messages leased unheard of were given back").with("messages", released);
        m_leaser.markDirty();
    }
}

void SenderLoop::launch()
{
    using telegram::SendClass;
    while (m_callsInFlight.room(Stream::Answers) > 0 && launchFrom(Stream::Answers, CallsInFlight::kPlaces)) {
    }
    // Keys and payments always have a share of what Telegram allows, broadcasts a small one.
    const auto now = SteadyClock::now();
    launchFrom(Stream::Transactional, m_limiter.owed(SendClass::Transactional, now));
    launchFrom(Stream::Bulk, m_limiter.owed(SendClass::Bulk, now));
    for (const Stream stream : {Stream::Interactive, Stream::Transactional, Stream::Bulk})
        launchFrom(stream, CallsInFlight::kPlaces);
}

// Up to `most` calls; false when nothing of this stream may leave now.
bool SenderLoop::launchFrom(Stream stream, int most)
{
    most = std::min(most, m_callsInFlight.room(stream));
    if (m_bar.isUp())
        most = m_callsInFlight.inFlight() > 0 ? 0 : std::min(most, 1);
    if (most <= 0 || m_queue.sizeOf(stream) == 0)
        return false;
    SendQueue::Chosen chosen = m_queue.choose(stream, static_cast<size_t>(most), !m_silence.isOn(), m_limiter,
                                              SteadyClock::now(), m_clock.nowMs());
    for (Completion &completion : chosen.ended)
        m_completer.add(std::move(completion));
    int launched = 0;
    for (LeasedMessage &message : chosen.messages) {
        // Leasing may have taken seconds, in which another may have begun to lead.
        if (leads()) {
            m_callsInFlight.launch(std::move(message));
            ++launched;
        } else {
            m_completer.add(giveBack(message, m_clock.nowMs()));
        }
    }
    // Written back on the next turn, which must not wait for anything else.
    if (chosen.ended.size() + chosen.messages.size() > static_cast<size_t>(launched))
        m_drainer.wake();
    return launched > 0;
}

void SenderLoop::probe()
{
    const auto now = SteadyClock::now();
    if (!m_silence.isProbeDue(m_queue, now) || m_callsInFlight.room(Stream::Answers) == 0 || !leads())
        return;
    LeasedMessage question;
    question.id = kProbe;
    question.messageClass = MessageClass::Interactive;
    question.method = u"getMe"_s;
    question.payload = "{}"_ba;
    m_callsInFlight.launch(std::move(question));
    m_silence.onProbed(now);
}

void SenderLoop::publish()
{
    const std::lock_guard lock(m_mutex);
    m_stats.queued = static_cast<int>(m_queue.size());
    m_stats.bar = m_bar.confirmed();
    m_stats.unanswered = m_silence.isOn();
    const auto now = SteadyClock::now();
    const telegram::RateLimiter::Pauses pauses = m_limiter.pauses(now);
    m_stats.pausedChats = pauses.chats;
    m_stats.pausedUntil = pauses.until;
    m_stats.perSecond = m_limiter.overallAt(now);
}

void SenderLoop::hold(bool held)
{
    {
        const std::lock_guard lock(m_mutex);
        m_held = held;
    }
    m_drainer.kick();
}

SenderStats SenderLoop::stats() const
{
    const int inFlight = m_callsInFlight.inFlight();
    const std::lock_guard lock(m_mutex);
    SenderStats stats = m_stats;
    stats.inFlight = inFlight;
    stats.held = m_held;
    stats.operatorsNotReached = m_operatorChats.notReached();
    return stats;
}

} // namespace turnpike::outbox

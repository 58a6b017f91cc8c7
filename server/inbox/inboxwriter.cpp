// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxwriter.h"

#include "base/errors.h"
#include "base/thread.h"
#include "db/database.h"
#include "inbox/lanes.h"
#include "inbox/log.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcInbox, "turnpike.inbox")

namespace {

using SteadyClock = std::chrono::steady_clock;

// Between two tries of one batch while the database is away.
constexpr std::chrono::milliseconds kRetryPause{50};
// A try that stores nothing but a row of its own.
constexpr std::chrono::milliseconds kRehearsalTime{2'000};
// Storing takes milliseconds: after so long nobody can say that it works.
constexpr std::chrono::milliseconds kHangs{3'000};
constexpr int kFailuresToTell = 2;

struct Waiting
{
    IncomingUpdate update;
    InboxWriter::Callback done;
    SteadyClock::time_point since;
};

using Batch = std::vector<Waiting>;
using Results = std::vector<StoreResult>; // of a batch's updates, in their order

// What the database will take whatever the update contains: only the bytes and their number. Its handling
// ends as a dead letter; refusing it would jam Telegram's queue.
IncomingUpdate stripped(const IncomingUpdate &update)
{
    IncomingUpdate bare = update;
    bare.kind = u"unknown"_s;
    bare.user.reset();
    bare.lane = updateLane(update.updateId);
    return bare;
}

} // namespace

class InboxWriter::Private
{
public:
    Private(db::Database &database, Kicker &kicker, const Options &options);

    void run();
    bool waitForWork();
    Batch takeBatch();
    void commit(Batch batch);
    void rehearse();
    void begunTrying();
    void stored();
    void notStored(const char *why, bool isFinal);
    std::optional<Results> tryStore(const std::vector<const IncomingUpdate *> &updates,
                                    const Deadline &deadline, bool *dataError);
    Results storeOneByOne(const std::vector<const IncomingUpdate *> &updates, const Deadline &deadline);
    void answer(Waiting &waiting, StoreResult result);
    Deadline deadlineFor(const Batch &batch);

    db::Database &m_database;
    Kicker &m_kicker;
    const Options m_options;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Waiting> m_queue;
    qint64 m_queuedBytes = 0;
    std::optional<Deadline> m_drainBy; // set: nothing new is taken
    InboxWriterStats m_stats;
    bool m_keepsTrying = false;
    SteadyClock::time_point m_nextTry;
    std::optional<SteadyClock::time_point> m_tryingSince;
    int m_failures = 0; // in a row
    QString m_why;
    const std::shared_ptr<Cancellation> m_ending = std::make_shared<Cancellation>(); // of rehearsals
    std::mutex m_joinMutex;
    std::thread m_thread;
};

InboxWriter::Private::Private(db::Database &database, Kicker &kicker, const Options &options)
    : m_database(database)
    , m_kicker(kicker)
    , m_options(options)
{
    m_thread = std::thread([this] { run(); });
}

void InboxWriter::Private::run()
{
    setCurrentThreadName("ingest");
    while (waitForWork()) {
        Batch batch = takeBatch();
        if (batch.empty())
            rehearse();
        else
            commit(std::move(batch));
    }
}

// Until there is something to store, or to try; false when there is nothing left and nothing more will come.
bool InboxWriter::Private::waitForWork()
{
    std::unique_lock lock(m_mutex);
    while (m_queue.empty() && !m_drainBy) {
        if (!m_keepsTrying)
            m_changed.wait(lock);
        else if (SteadyClock::now() < m_nextTry)
            m_changed.wait_until(lock, m_nextTry);
        else
            return true;
    }
    return !m_queue.empty();
}

// Empty when nothing waits.
Batch InboxWriter::Private::takeBatch()
{
    const std::lock_guard lock(m_mutex);
    Batch batch;
    qint64 bytes = 0;
    while (!m_queue.empty() && static_cast<int>(batch.size()) < m_options.maxBatch) {
        const qint64 size = m_queue.front().update.body.size();
        if (!batch.empty() && bytes + size > m_options.maxBatchBytes)
            break;
        bytes += size;
        batch.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    m_queuedBytes -= bytes;
    m_stats.queued = m_queue.size();
    return batch;
}

// Whether it would work, when there is nothing to do.
void InboxWriter::Private::rehearse()
{
    const Deadline deadline = Deadline::in(kRehearsalTime, m_ending);
    const ActivityScope activity(u"ingest rehearsal"_s, deadline, ActivityKind::Ingest);
    begunTrying();
    try {
        m_database.write(db::Demand::Ingest, "ingest rehearsal", deadline,
                         [](db::Transaction &tx) { repository::rehearse(tx); });
        stored();
    } catch (const Cancelled &) {
        // the end: what was last tried still stands
    } catch (const DatabaseError &error) {
        notStored(error.what(), !error.isTransient());
    } catch (const std::exception &error) {
        notStored(error.what(), true);
    }
}

void InboxWriter::Private::begunTrying()
{
    const std::lock_guard lock(m_mutex);
    m_tryingSince = SteadyClock::now();
}

void InboxWriter::Private::stored()
{
    const std::lock_guard lock(m_mutex);
    if (m_failures >= kFailuresToTell)
        log::info(lcInbox(), "updates can be stored again");
    m_failures = 0;
    m_why.clear();
    m_tryingSince.reset();
    m_nextTry = SteadyClock::now() + m_options.tryWhenIdle;
}

void InboxWriter::Private::notStored(const char *why, bool isFinal)
{
    const std::lock_guard lock(m_mutex);
    const int before = m_failures++;
    if (isFinal)
        m_failures = std::max(m_failures, kFailuresToTell);
    m_why = log::redact(QString::fromUtf8(why));
    m_tryingSince.reset();
    m_nextTry = SteadyClock::now() + m_options.tryWhenFailing;
    if (before < kFailuresToTell && m_failures >= kFailuresToTell)
        log::error(lcInbox(), "updates cannot be stored").with("why", m_why);
}

// What has waited through an outage has little time left, and nobody waits longer than storeTime for the
// answer; yet a batch always gets time enough to be tried once.
Deadline InboxWriter::Private::deadlineFor(const Batch &batch)
{
    constexpr std::chrono::milliseconds kOneTry{1'000};
    const auto age =
        std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - batch.front().since);
    const auto budget = std::max(std::min(kOneTry, m_options.storeTime), m_options.storeTime - age);
    const std::lock_guard lock(m_mutex);
    return m_drainBy ? m_drainBy->within(budget) : Deadline::in(budget);
}

void InboxWriter::Private::commit(Batch batch)
{
    const Deadline deadline = deadlineFor(batch);
    const ActivityScope activity(u"ingest of %1 updates"_s.arg(batch.size()), deadline, ActivityKind::Ingest);
    // Two replicas that store the same updates must lock them in the same order. Of equal ones the first
    // stays first.
    std::stable_sort(batch.begin(), batch.end(), [](const Waiting &a, const Waiting &b) {
        return a.update.updateId < b.update.updateId;
    });
    std::vector<const IncomingUpdate *> updates;
    updates.reserve(batch.size());
    for (const Waiting &waiting : batch)
        updates.push_back(&waiting.update);

    bool dataError = false;
    std::optional<Results> results = tryStore(updates, deadline, &dataError);
    const bool isCommitted = results.has_value() || dataError;
    if (dataError)
        results = storeOneByOne(updates, deadline);
    if (!results)
        results = Results(batch.size(), StoreResult::Unavailable);
    if (std::find(results->begin(), results->end(), StoreResult::Stored) != results->end())
        m_kicker.kick(Work::Inbox);
    {
        const std::lock_guard lock(m_mutex);
        m_stats.batches += isCommitted ? 1 : 0;
        m_stats.splitBatches += dataError ? 1 : 0;
        m_stats.largestBatch = std::max<quint64>(m_stats.largestBatch, batch.size());
    }
    for (size_t i = 0; i < batch.size(); ++i)
        answer(batch[i], results->at(i));
}

// What became of each, or nothing when the database could not be had in time or refused the data.
std::optional<Results> InboxWriter::Private::tryStore(const std::vector<const IncomingUpdate *> &updates,
                                                      const Deadline &deadline, bool *dataError)
{
    for (;;) {
        begunTrying();
        try {
            const std::vector<bool> isNew =
                m_database.write(db::Demand::Ingest, "ingest", deadline,
                                 [&](db::Transaction &tx) { return repository::insertNew(tx, updates); });
            stored();
            Results results;
            for (const bool one : isNew)
                results.push_back(one ? StoreResult::Stored : StoreResult::Duplicate);
            return results;
        } catch (const DatabaseError &error) {
            if (error.kind() == DatabaseError::Kind::Data) {
                stored(); // the others, or without what it refuses
                *dataError = true;
                return std::nullopt;
            }
            notStored(error.what(), !error.isTransient());
            const bool again = error.isTransient() && deadline.sleep(kRetryPause);
            if (!again) {
                log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
                return std::nullopt;
            }
        } catch (const std::exception &error) {
            notStored(error.what(), true);
            log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
            return std::nullopt;
        }
    }
}

// One bad row never costs the others their place.
Results InboxWriter::Private::storeOneByOne(const std::vector<const IncomingUpdate *> &updates,
                                            const Deadline &deadline)
{
    Results results;
    for (const IncomingUpdate *update : updates) {
        bool dataError = false;
        auto one = tryStore({update}, deadline, &dataError);
        if (dataError) {
            log::error(lcInbox(), "an update the database refuses is kept as unknown")
                .with("update_id", update->updateId)
                .with("kind", update->kind);
            const IncomingUpdate bare = stripped(*update);
            one = tryStore({&bare}, deadline, &dataError);
        }
        results.push_back(one ? one->front() : StoreResult::Unavailable);
    }
    return results;
}

void InboxWriter::Private::answer(Waiting &waiting, StoreResult result)
{
    {
        const auto elapsed = SteadyClock::now() - waiting.since;
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(elapsed);
        const std::lock_guard lock(m_mutex);
        m_stats.rows += result == StoreResult::Stored ? 1 : 0;
        m_stats.duplicates += result == StoreResult::Duplicate ? 1 : 0;
        m_stats.failures += result == StoreResult::Unavailable ? 1 : 0;
        if (result != StoreResult::Unavailable) {
            m_stats.acknowledgeTotal += took;
            m_stats.acknowledgeMax = std::max(m_stats.acknowledgeMax, took);
            m_stats.acknowledge.add(elapsed);
        }
    }
    waiting.done(result);
}

InboxWriter::InboxWriter(db::Database &database, Kicker &kicker, const Options &options)
    : d(std::make_unique<Private>(database, kicker, options))
{}

InboxWriter::InboxWriter(db::Database &database, Kicker &kicker)
    : InboxWriter(database, kicker, Options())
{}

InboxWriter::~InboxWriter()
{
    drain(Deadline::in(std::chrono::seconds(1)));
}

void InboxWriter::store(IncomingUpdate update, Callback done)
{
    if (update.lane.isEmpty())
        update.lane = updateLane(update.updateId);
    {
        const std::lock_guard lock(d->m_mutex);
        const qint64 bytes = update.body.size();
        const bool full = static_cast<int>(d->m_queue.size()) >= d->m_options.maxQueued ||
                          d->m_queuedBytes + bytes > d->m_options.maxQueuedBytes;
        if (!full && !d->m_drainBy) {
            d->m_queue.push_back({std::move(update), std::move(done), SteadyClock::now()});
            d->m_queuedBytes += bytes;
            d->m_stats.queued = d->m_queue.size();
            d->m_changed.notify_one();
            return;
        }
        ++d->m_stats.refused;
    }
    done(StoreResult::Unavailable);
}

void InboxWriter::drain(const Deadline &deadline)
{
    {
        const std::lock_guard lock(d->m_mutex);
        if (!d->m_drainBy)
            d->m_drainBy = deadline;
    }
    d->m_ending->cancel(CancelReason::Shutdown);
    d->m_changed.notify_one();
    const std::lock_guard lock(d->m_joinMutex);
    if (d->m_thread.joinable())
        d->m_thread.join();
}

void InboxWriter::keepTrying()
{
    const std::lock_guard lock(d->m_mutex);
    d->m_keepsTrying = true;
    d->m_nextTry =
        SteadyClock::now() + (d->m_failures > 0 ? d->m_options.tryWhenFailing : d->m_options.tryWhenIdle);
    d->m_changed.notify_one();
}

StoreStanding InboxWriter::standing() const
{
    const std::lock_guard lock(d->m_mutex);
    if (d->m_failures >= kFailuresToTell)
        return {false, d->m_why};
    if (d->m_tryingSince && SteadyClock::now() - *d->m_tryingSince > kHangs)
        return {false, u"storing hangs"_s};
    return {};
}

InboxWriterStats InboxWriter::stats() const
{
    const std::lock_guard lock(d->m_mutex);
    return d->m_stats;
}

} // namespace turnpike::inbox

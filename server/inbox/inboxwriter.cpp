// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxwriter.h"

#include "base/errors.h"
#include "base/thread.h"
#include "db/connectionpool.h"
#include "db/database.h"
#include "http/answerstogether.h"
#include "inbox/incomingqueue.h"
#include "inbox/lanes.h"
#include "inbox/log.h"
#include "inbox/storetries.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcInbox, "turnpike.inbox")

namespace {

using SteadyClock = std::chrono::steady_clock;
using Batch = IncomingQueue::Batch;
using Updates = std::vector<const IncomingUpdate *>;

// Between two tries of one batch while the database is away.
constexpr std::chrono::milliseconds kRetryPause{50};
// A try that stores nothing but a row of its own.
constexpr std::chrono::milliseconds kRehearsalTime{2'000};

// How far a batch has come, however often it is tried.
struct Progress
{
    bool freeAreIn = false; // those whose ids were free are committed
    bool isDone = false;
    bool dataError = false;  // the database refuses the data of one of them
    std::vector<bool> isNew; // of each, once freeAreIn or isDone
};

StoreResult resultOf(const Progress &progress, size_t i)
{
    if (!progress.freeAreIn && !progress.isDone)
        return StoreResult::Unavailable;
    if (progress.isNew[i])
        return StoreResult::Stored;
    return progress.isDone ? StoreResult::Duplicate : StoreResult::Unavailable;
}

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

// As many as may be under way at once: SQLite has one writer.
size_t writersFor(db::Database &database, const InboxWriter::Options &options)
{
    const int most = database.pool().dialect().isSqlite() ? 1 : database.pool().options().places.ingest;
    return static_cast<size_t>(
        std::clamp(std::min(most, options.batchesAtOnce), 1, static_cast<int>(StoreTries::kMostWriters)));
}

} // namespace

class InboxWriter::Private
{
public:
    Private(db::Database &database, Kicker &kicker, const Options &options);

    enum class Next { Store, Rehearse, End };

    void run(size_t writer);
    Next waitForWork(size_t writer);
    Batch takeBatch();
    void commit(Batch batch, size_t writer);
    void settle(const Batch &batch);
    void rehearse(size_t writer);
    void begunTrying(size_t writer);
    void stored(size_t writer);
    void notStored(size_t writer, const char *why, bool isFinal);
    void storeOnce(const Updates &updates, const Deadline &deadline, Progress &progress);
    void tryStore(const Updates &updates, const Deadline &deadline, size_t writer, Progress &progress);
    StoreResult storeAlone(const IncomingUpdate &update, const Deadline &deadline, size_t writer);
    void answer(WaitingUpdate &waiting, StoreResult result);
    Deadline deadlineFor(const Batch &batch);

    db::Database &m_database;
    Kicker &m_kicker;
    const Options m_options;
    const bool m_takesTrips;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    IncomingQueue m_queue;
    std::optional<Deadline> m_drainBy; // set: nothing new is taken
    InboxWriterStats m_stats;
    bool m_keepsTrying = false;
    SteadyClock::time_point m_nextTry;
    StoreTries m_tries;
    const std::shared_ptr<Cancellation> m_ending = std::make_shared<Cancellation>(); // of rehearsals
    std::mutex m_joinMutex;
    std::vector<std::thread> m_threads;
};

InboxWriter::Private::Private(db::Database &database, Kicker &kicker, const Options &options)
    : m_database(database)
    , m_kicker(kicker)
    , m_options(options)
    , m_takesTrips(!database.pool().dialect().isSqlite())
{
    for (size_t writer = 0; writer < writersFor(database, options); ++writer)
        m_threads.emplace_back([this, writer] { run(writer); });
}

void InboxWriter::Private::run(size_t writer)
{
    setCurrentThreadName("ingest");
    for (;;) {
        switch (waitForWork(writer)) {
        case Next::Store:
            if (Batch batch = takeBatch(); !batch.empty()) // empty: another one was quicker
                commit(std::move(batch), writer);
            break;
        case Next::Rehearse:
            rehearse(writer);
            break;
        case Next::End:
            return;
        }
    }
}

// Until there is something to store, or to try, or there is nothing left and nothing more will come.
InboxWriter::Private::Next InboxWriter::Private::waitForWork(size_t writer)
{
    std::unique_lock lock(m_mutex);
    while (!m_queue.isWorthALook() && !m_drainBy) {
        if (!m_keepsTrying || writer > 0)
            m_changed.wait(lock);
        else if (SteadyClock::now() < m_nextTry)
            m_changed.wait_until(lock, m_nextTry);
        else
            return Next::Rehearse;
    }
    return m_queue.isWorthALook() ? Next::Store : Next::End;
}

Batch InboxWriter::Private::takeBatch()
{
    const std::lock_guard lock(m_mutex);
    Batch batch = m_queue.take(m_options.maxBatch, m_options.maxBatchBytes);
    m_stats.queued = m_queue.size();
    return batch;
}

// What waited for the batch's lanes is for whoever is free first.
void InboxWriter::Private::settle(const Batch &batch)
{
    const std::lock_guard lock(m_mutex);
    m_queue.settle(batch);
    if (m_queue.isWorthALook())
        m_changed.notify_one();
}

// Whether it would work, when there is nothing to do.
void InboxWriter::Private::rehearse(size_t writer)
{
    const Deadline deadline = Deadline::in(kRehearsalTime, m_ending);
    const ActivityScope activity(u"ingest rehearsal"_s, deadline, ActivityKind::Ingest);
    begunTrying(writer);
    try {
        m_database.write(db::Demand::Ingest, "ingest rehearsal", deadline,
                         [](db::Transaction &tx) { repository::rehearse(tx); });
        stored(writer);
    } catch (const Cancelled &) {
        // the end: what was last tried still stands
        const std::lock_guard lock(m_mutex);
        m_tries.abandoned(writer);
    } catch (const DatabaseError &error) {
        notStored(writer, error.what(), !error.isTransient());
    } catch (const std::exception &error) {
        notStored(writer, error.what(), true);
    }
}

void InboxWriter::Private::begunTrying(size_t writer)
{
    const std::lock_guard lock(m_mutex);
    m_tries.begun(writer);
}

void InboxWriter::Private::stored(size_t writer)
{
    const std::lock_guard lock(m_mutex);
    if (m_tries.succeeded(writer))
        log::info(lcInbox(), "updates can be stored again");
    m_nextTry = SteadyClock::now() + m_options.tryWhenIdle;
}

void InboxWriter::Private::notStored(size_t writer, const char *why, bool isFinal)
{
    const QString text = log::redact(QString::fromUtf8(why));
    const std::lock_guard lock(m_mutex);
    m_nextTry = SteadyClock::now() + m_options.tryWhenFailing;
    m_changed.notify_all(); // the one who tries when idle may sleep until much later
    if (m_tries.failed(writer, text, isFinal))
        log::error(lcInbox(), "updates cannot be stored").with("why", text);
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

void InboxWriter::Private::commit(Batch batch, size_t writer)
{
    const Deadline deadline = deadlineFor(batch);
    const ActivityScope activity(u"ingest of %1 updates"_s.arg(batch.size()), deadline, ActivityKind::Ingest);
    // Two who store the same updates must lock them in the same order. Of equal ones the first stays first.
    std::stable_sort(batch.begin(), batch.end(), [](const WaitingUpdate &a, const WaitingUpdate &b) {
        return a.update.updateId < b.update.updateId;
    });
    Updates updates;
    updates.reserve(batch.size());
    for (const WaitingUpdate &waiting : batch)
        updates.push_back(&waiting.update);

    Progress progress;
    tryStore(updates, deadline, writer, progress);
    std::vector<StoreResult> results(batch.size(), StoreResult::Unavailable);
    for (size_t i = 0; i < batch.size(); ++i) {
        results[i] = resultOf(progress, i);
        // One bad row never costs the others their place.
        if (progress.dataError && results[i] == StoreResult::Unavailable)
            results[i] = storeAlone(*updates[i], deadline, writer);
    }
    settle(batch);
    if (std::find(results.begin(), results.end(), StoreResult::Stored) != results.end())
        m_kicker.kick(Work::Inbox);
    {
        const std::lock_guard lock(m_mutex);
        m_stats.batches += progress.freeAreIn || progress.isDone || progress.dataError ? 1 : 0;
        m_stats.splitBatches += progress.dataError ? 1 : 0;
        m_stats.largestBatch = std::max<quint64>(m_stats.largestBatch, batch.size());
    }
    const http::AnswersTogether together;
    for (size_t i = 0; i < batch.size(); ++i)
        answer(batch[i], results[i]);
}

// Where round trips can be saved, the free ids go first and by themselves: hardly ever is there anything
// else.
void InboxWriter::Private::storeOnce(const Updates &updates, const Deadline &deadline, Progress &progress)
{
    if (m_takesTrips && !progress.freeAreIn) {
        progress.isNew = repository::insertFree(m_database, deadline, updates);
        progress.freeAreIn = true;
    }
    progress.isNew.resize(updates.size());
    Updates others;
    for (size_t i = 0; i < updates.size(); ++i) {
        if (!progress.isNew[i])
            others.push_back(updates[i]);
    }
    if (!others.empty()) {
        const std::vector<bool> isNew =
            m_database.write(db::Demand::Ingest, "ingest", deadline,
                             [&](db::Transaction &tx) { return repository::insertNew(tx, others); });
        auto next = isNew.begin();
        for (size_t i = 0; i < updates.size(); ++i) {
            if (!progress.isNew[i])
                progress.isNew[i] = *next++;
        }
    }
    progress.isDone = true;
}

// As long as there is time and the database is away; whatever else it says ends it.
void InboxWriter::Private::tryStore(const Updates &updates, const Deadline &deadline, size_t writer,
                                    Progress &progress)
{
    for (;;) {
        begunTrying(writer);
        try {
            storeOnce(updates, deadline, progress);
            stored(writer);
            return;
        } catch (const DatabaseError &error) {
            if (error.kind() == DatabaseError::Kind::Data) {
                stored(writer); // the others, or without what it refuses
                progress.dataError = true;
                return;
            }
            notStored(writer, error.what(), !error.isTransient());
            const bool again = error.isTransient() && deadline.sleep(kRetryPause);
            if (!again) {
                log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
                return;
            }
        } catch (const std::exception &error) {
            notStored(writer, error.what(), true);
            log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
            return;
        }
    }
}

StoreResult InboxWriter::Private::storeAlone(const IncomingUpdate &update, const Deadline &deadline,
                                             size_t writer)
{
    Progress progress;
    tryStore({&update}, deadline, writer, progress);
    if (progress.dataError) {
        log::error(lcInbox(), "an update the database refuses is kept as unknown")
            .with("update_id", update.updateId)
            .with("kind", update.kind);
        const IncomingUpdate bare = stripped(update);
        progress = {};
        tryStore({&bare}, deadline, writer, progress);
    }
    return resultOf(progress, 0);
}

void InboxWriter::Private::answer(WaitingUpdate &waiting, StoreResult result)
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
                          d->m_queue.bytes() + bytes > d->m_options.maxQueuedBytes;
        if (!full && !d->m_drainBy) {
            d->m_queue.add({std::move(update), std::move(done), SteadyClock::now()});
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
    d->m_changed.notify_all();
    const std::lock_guard lock(d->m_joinMutex);
    for (std::thread &thread : d->m_threads) {
        if (thread.joinable())
            thread.join();
    }
}

void InboxWriter::keepTrying()
{
    const std::lock_guard lock(d->m_mutex);
    d->m_keepsTrying = true;
    const bool isFailing = d->m_tries.isFailing();
    d->m_nextTry = SteadyClock::now() + (isFailing ? d->m_options.tryWhenFailing : d->m_options.tryWhenIdle);
    d->m_changed.notify_all();
}

StoreStanding InboxWriter::standing() const
{
    const std::lock_guard lock(d->m_mutex);
    return d->m_tries.standing();
}

InboxWriterStats InboxWriter::stats() const
{
    const std::lock_guard lock(d->m_mutex);
    return d->m_stats;
}

} // namespace turnpike::inbox

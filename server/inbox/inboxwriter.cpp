#include "inbox/inboxwriter.h"

#include "base/errors.h"
#include "base/thread.h"
#include "db/database.h"
#include "inbox/lanes.h"
#include "inbox/log.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <set>

namespace turnpike::inbox {

Q_LOGGING_CATEGORY(lcInbox, "inbox")

namespace {

using SteadyClock = std::chrono::steady_clock;

// Between two tries of one batch while the database is away.
constexpr std::chrono::milliseconds kRetryPause{50};

struct Waiting
{
    IncomingUpdate update;
    InboxWriter::Callback done;
    SteadyClock::time_point since;
};

using Batch = std::vector<Waiting>;

// One text for each number of rows, prepared once for each connection: so the numbers are powers of two.
const QByteArray &insertOf(int rows)
{
    static std::mutex mutex;
    static std::map<int, QByteArray> texts;
    const std::lock_guard lock(mutex);
    QByteArray &text = texts[rows];
    if (text.isEmpty()) {
        text = "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at) VALUES " +
               db::repeated("(?, ?, ?, ?, ?, ?)", rows) +
               " ON CONFLICT (update_id) DO NOTHING RETURNING update_id";
    }
    return text;
}

void bind(std::vector<db::Value> &values, const IncomingUpdate &update)
{
    values.emplace_back(update.updateId);
    values.emplace_back(update.kind);
    values.emplace_back(update.user);
    values.emplace_back(update.lane);
    values.emplace_back(update.body);
    values.emplace_back(update.receivedAt);
}

// Inserts all, in the order given; the ids of those that were not there before.
std::set<UpdateId> insertAll(db::Transaction &tx, const std::vector<const IncomingUpdate *> &updates)
{
    std::set<UpdateId> stored;
    for (size_t begin = 0; begin < updates.size();) {
        const size_t rows = std::bit_floor(updates.size() - begin);
        std::vector<db::Value> values;
        values.reserve(rows * 6);
        for (size_t i = begin; i < begin + rows; ++i)
            bind(values, *updates[i]);
        for (const db::Row &row : tx.queryWith(insertOf(static_cast<int>(rows)), values))
            stored.insert(UpdateId(row.int64(0)));
        begin += rows;
    }
    return stored;
}

// What the database will take whatever the update contains: only the bytes and their number. Its handling
// ends as a dead letter; refusing it would jam Telegram's queue.
IncomingUpdate stripped(const IncomingUpdate &update)
{
    IncomingUpdate bare = update;
    bare.kind = QStringLiteral("unknown");
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
    Batch takeBatch();
    void commit(Batch batch);
    std::optional<std::set<UpdateId>> tryStore(const std::vector<const IncomingUpdate *> &updates,
                                               const Deadline &deadline, bool *dataError);
    std::optional<std::set<UpdateId>> storeOneByOne(const std::vector<const IncomingUpdate *> &updates,
                                                    const Deadline &deadline, std::set<UpdateId> *failed);
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
    for (;;) {
        Batch batch = takeBatch();
        if (batch.empty())
            return;
        commit(std::move(batch));
    }
}

// Waits for something to store; empty when there is nothing left and nothing more will come.
Batch InboxWriter::Private::takeBatch()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_queue.empty() || m_drainBy; });
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
    const ActivityScope activity(QStringLiteral("ingest of %1 updates").arg(batch.size()), deadline);
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
    std::set<UpdateId> failed;
    std::optional<std::set<UpdateId>> stored = tryStore(updates, deadline, &dataError);
    if (dataError)
        stored = storeOneByOne(updates, deadline, &failed);
    if (stored && !stored->empty())
        m_kicker.kick(Work::Inbox);
    {
        const std::lock_guard lock(m_mutex);
        m_stats.batches += stored ? 1 : 0;
        m_stats.splitBatches += dataError ? 1 : 0;
        m_stats.largestBatch = std::max<quint64>(m_stats.largestBatch, batch.size());
    }
    for (Waiting &waiting : batch) {
        const UpdateId id = waiting.update.updateId;
        if (!stored || failed.contains(id))
            answer(waiting, StoreResult::Unavailable);
        else
            answer(waiting, stored->erase(id) > 0 ? StoreResult::Stored : StoreResult::Duplicate);
    }
}

// The ids that are new, or nothing when the database could not be had in time or refused the data.
std::optional<std::set<UpdateId>>
InboxWriter::Private::tryStore(const std::vector<const IncomingUpdate *> &updates, const Deadline &deadline,
                               bool *dataError)
{
    for (;;) {
        try {
            return m_database.write(db::Demand::Ingest, "ingest", deadline,
                                    [&](db::Transaction &tx) { return insertAll(tx, updates); });
        } catch (const DatabaseError &error) {
            if (error.kind() == DatabaseError::Kind::Data) {
                *dataError = true;
                return std::nullopt;
            }
            const bool again = error.isTransient() && deadline.sleep(kRetryPause);
            if (!again) {
                log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
                return std::nullopt;
            }
        } catch (const std::exception &error) {
            log::warning(lcInbox(), "updates not stored").with("updates", updates.size()).with(error);
            return std::nullopt;
        }
    }
}

// One bad row never costs the others their place.
std::optional<std::set<UpdateId>>
InboxWriter::Private::storeOneByOne(const std::vector<const IncomingUpdate *> &updates,
                                    const Deadline &deadline, std::set<UpdateId> *failed)
{
    std::set<UpdateId> stored;
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
        if (one)
            stored.merge(*one);
        else
            failed->insert(update->updateId);
    }
    return stored;
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
    d->m_changed.notify_one();
    const std::lock_guard lock(d->m_joinMutex);
    if (d->m_thread.joinable())
        d->m_thread.join();
}

InboxWriterStats InboxWriter::stats() const
{
    const std::lock_guard lock(d->m_mutex);
    return d->m_stats;
}

} // namespace turnpike::inbox

#include "inbox/settlements.h"

#include "base/clock.h"
#include "base/errors.h"
#include "db/database.h"
#include "telemetry/activity.h"

namespace turnpike::inbox {

namespace {

// Of a row by itself, and of all such rows in one go: nothing else is dispatched meanwhile.
constexpr std::chrono::milliseconds kRowTime{300};
constexpr std::chrono::milliseconds kRowsTime{2'000};
// Before such a row is tried again.
constexpr std::chrono::milliseconds kRowPause{2'000};

// No row is at fault: the database is away, or somebody stops us.
bool isNoRowsFault(const std::exception &error)
{
    const auto *database = dynamic_cast<const DatabaseError *>(&error);
    return dynamic_cast<const Cancelled *>(&error) || (database && database->isTransient());
}

} // namespace

Settlements::Settlements(db::Database &database, const Clock &clock, QString instance)
    : m_database(database)
    , m_clock(clock)
    , m_instance(std::move(instance))
{}

void Settlements::add(const QString &lane, Verdict verdict)
{
    Waiting waiting;
    waiting.lane = lane;
    waiting.verdict = std::move(verdict);
    m_waiting.push_back(std::move(waiting));
}

void Settlements::addCrash(const LaneHead &seen)
{
    add(seen.lane, judgeCrash(seen, m_clock.nowMs()));
    m_waiting.back().crash = seen;
}

void Settlements::write(const Deadline &deadline, const Done &done)
{
    std::exception_ptr failure;
    try {
        writeDue(deadline, done);
    } catch (...) {
        failure = std::current_exception();
    }
    std::erase_if(m_waiting, [](const Waiting &one) { return one.isWritten; });
    if (failure)
        std::rethrow_exception(failure);
}

void Settlements::writeDue(const Deadline &deadline, const Done &done)
{
    const auto now = std::chrono::steady_clock::now();
    Rows together;
    Rows apart;
    for (Waiting &one : m_waiting) {
        if (!one.isApart)
            together.push_back(&one);
        else if (now >= one.nextTry)
            apart.push_back(&one);
    }
    if (together.empty() && apart.empty())
        return;
    const ActivityScope activity(QStringLiteral("settle %1 updates").arg(together.size() + apart.size()),
                                 deadline);
    std::exception_ptr failure = tryRows(together, deadline, done);
    if (failure) {
        for (Waiting *one : together)
            one->isApart = true;
        apart.insert(apart.end(), together.begin(), together.end());
        failure = nullptr;
    }
    const Deadline all = Deadline::in(kRowsTime, deadline.cancellation());
    for (Waiting *one : apart) {
        if (all.isOver())
            break;
        if (const std::exception_ptr own = tryRows({one}, all.within(kRowTime), done)) {
            one->nextTry = std::chrono::steady_clock::now() + kRowPause;
            failure = own;
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

// Nothing when they are written; why not, where that may be the fault of one of them. Throws where it is not.
std::exception_ptr Settlements::tryRows(const Rows &rows, const Deadline &deadline, const Done &done)
{
    if (rows.empty())
        return nullptr;
    std::vector<bool> ours;
    try {
        const qint64 now = m_clock.nowMs();
        ours = m_database.write(db::Demand::Handler, "dispatcher", deadline, [&](db::Transaction &tx) {
            std::vector<bool> results;
            for (const Waiting *one : rows)
                results.push_back(writeOne(tx, *one, now));
            return results;
        });
    } catch (const std::exception &error) {
        for (Waiting *one : rows)
            one->isUncertain = true;
        if (isNoRowsFault(error))
            throw;
        return std::current_exception();
    }
    for (size_t i = 0; i < rows.size(); ++i) {
        rows[i]->isWritten = true;
        done(rows[i]->verdict, rows[i]->lane, ours[i]);
    }
    return nullptr;
}

bool Settlements::writeOne(db::Transaction &tx, const Waiting &one, qint64 now) const
{
    const Settlement &becomes = one.verdict.settlement;
    const bool isOurs = one.crash ? repository::recordCrash(tx, *one.crash, becomes, now)
                                  : repository::settle(tx, m_instance, becomes, now);
    return isOurs || (one.isUncertain && repository::hasBecome(tx, becomes));
}

} // namespace turnpike::inbox

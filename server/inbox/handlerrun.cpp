// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/handlerrun.h"

#include "base/errors.h"
#include "base/failurecause.h"
#include "db/database.h"
#include "db/dialect.h"
#include "db/storable.h"
#include "inbox/inboxlooks.h"
#include "inbox/lanes.h"
#include "inbox/log.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

// Before a row whose claim found it taken is looked at again.
constexpr qint64 kLostPauseMs = 20;

// The row is somebody else's: what has been asked and done beside its claim is taken back.
struct NotOurs
{};

QString textOf(const std::exception &error)
{
    return db::storableError(QString::fromUtf8(error.what()));
}

Failure failureOf(const DatabaseError &error)
{
    // Somebody else's: HandlerRun::judged() says for how long.
    if (error.sqlState() == db::kLockNotAvailable)
        return Failure::Outage;
    if (error.isTransient())
        return Failure::Transient;
    return error.kind() == DatabaseError::Kind::Timeout ? Failure::Timeout : Failure::Thrown;
}

} // namespace

HandlerRun::HandlerRun(db::Database &database, UpdateHandler &handler, const Clock &clock, QString instance,
                       std::chrono::milliseconds handlerTime, std::chrono::milliseconds checkoutTime,
                       db::Durability commits)
    : m_database(database)
    , m_handler(handler)
    , m_clock(clock)
    , m_instance(std::move(instance))
    , m_handlerTime(handlerTime)
    , m_checkoutTime(checkoutTime)
    , m_commits(commits)
{}

RunResult HandlerRun::run(const PickedUpdate &picked, const std::shared_ptr<Cancellation> &cancellation) const
{
    const QString id = QString::number(picked.update.updateId.value());
    // By our own number: Telegram uses ids again.
    const log::CorrelationScope correlation(repository::correlationOf(picked.update.seq));
    m_timeouts->begin(picked.update.seq, std::chrono::steady_clock::now());
    RunResult result = judged(picked, attempt(picked, cancellation));
    if (result.failure == Failure::Timeout || result.failure == Failure::Outage) {
        const QByteArray text = "WEBHOOK_HANDLER_TIMEOUT update_id=" + id.toLatin1();
        log::error(lcInbox(), text.constData())
            .with("update_id", picked.update.updateId)
            .with("kind", picked.update.kind)
            .with("attempt", picked.update.attempt)
            .with("counted", result.failure == Failure::Timeout)
            .with("error", *result.decision->settlement.lastError);
    } else if (result.failure) {
        log::warning(lcInbox(), "update not handled")
            .with("update_id", picked.update.updateId)
            .with("kind", picked.update.kind)
            .with("attempt", picked.update.attempt)
            .with("failure", toString(*result.failure))
            .with("error", *result.decision->settlement.lastError);
    }
    return result;
}

// Whose fault a time-out was: it is not the update's when many others hang with it, or when it waited for a
// lock. A pre-checkout does not live long enough to wait for one: its attempts lead to its refusal.
RunResult HandlerRun::judged(const PickedUpdate &picked, RunResult result) const
{
    using End = RunResult::End;
    const qint64 seq = picked.update.seq;
    const bool isLock = result.failure == Failure::Outage;
    if (!isLock && result.failure != Failure::Timeout) {
        m_timeouts->end(seq, result.end != End::Failed && result.end != End::Lost);
        return result;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool isOutage = isLock && !isCheckout(picked.update.kind) ? m_timeouts->endLocked(seq, now)
                                                                    : m_timeouts->endLate(seq, now);
    return failed(picked, isOutage ? Failure::Outage : Failure::Timeout,
                  *result.decision->settlement.lastError, *result.decision->settlement.cause);
}

RunResult HandlerRun::attempt(const PickedUpdate &picked,
                              const std::shared_ptr<Cancellation> &cancellation) const
{
    const QString what = u"handler update %1"_s.arg(picked.update.updateId.value());
    if (!isCheckout(picked.update.kind)) {
        const Deadline deadline = Deadline::in(m_handlerTime, cancellation);
        const ActivityScope activity(what, deadline, ActivityKind::Handler);
        return handle(picked, deadline);
    }
    const Deadline deadline = Deadline::in(m_checkoutTime, cancellation);
    const ActivityScope activity(what, deadline, ActivityKind::Handler);
    const qint64 age = m_clock.nowMs() - picked.update.receivedAt;
    if (age >= kCheckoutTooLateMs)
        return closeTooLate(picked, deadline);
    if (picked.update.attempt > kMaxCheckoutAttempts || age >= kCheckoutRefuseAfterMs)
        return refuse(picked, deadline);
    RunResult result = handle(picked, deadline);
    // It will never be understood, but whoever pressed the button waits for an answer.
    if (result.failure == Failure::Malformed)
        return refuse(picked, deadline);
    return result;
}

RunResult HandlerRun::handle(const PickedUpdate &picked, const Deadline &deadline) const
{
    bool prepared = false;
    bool begun = false;
    try {
        const std::unique_ptr<UpdateHandler::Job> job = m_handler.prepare(picked.update, deadline);
        prepared = true;
        const auto commits = isPayment(picked.update.kind) ? db::Durability::Synchronous : m_commits;
        m_database.write(db::Demand::Handler, "handler", deadline, commits, [&](db::Transaction &tx) {
            begun = true;
            const db::Changed claimed = repository::claim(tx, m_instance, picked, m_clock.nowMs());
            job->ahead(tx);
            if (claimed != 1)
                throw NotOurs();
            job->run(tx);
            deadline.check("handler");
        });
        return ended(picked, true, RunResult::End::Handled);
    } catch (const NotOurs &) {
        return ended(picked, false, RunResult::End::Handled);
    } catch (const MalformedUpdate &error) {
        return failed(picked, Failure::Malformed, error);
    } catch (const Cancelled &error) {
        return failed(picked, Failure::Transient, error);
    } catch (const DeadlineExceeded &error) {
        // Time that passed in the queue for a connection is not the handler's.
        const bool waited = prepared && !begun;
        return failed(picked, waited ? Failure::Transient : Failure::Timeout, error);
    } catch (const DatabaseError &error) {
        return failed(picked, failureOf(error), error);
    } catch (const std::exception &error) {
        return failed(picked, Failure::Thrown, error);
    } catch (...) {
        return failed(picked, Failure::Thrown, u"the handler threw something that is no std::exception"_s,
                      u"no std::exception"_s);
    }
}

RunResult HandlerRun::refuse(const PickedUpdate &picked, const Deadline &deadline) const
{
    try {
        const bool claimed =
            m_database.write(db::Demand::Handler, "refusal", deadline, [&](db::Transaction &tx) {
                const db::Changed isOurs = repository::claim(tx, m_instance, picked, m_clock.nowMs(),
                                                             u"refused: could not be handled in time"_s);
                if (isOurs != 1)
                    return false;
                m_handler.refusePreCheckout(tx, picked.update);
                return true;
            });
        if (claimed) {
            log::error(lcInbox(), "pre-checkout refused: it could not be handled in time")
                .with("update_id", picked.update.updateId)
                .with("attempt", picked.update.attempt);
        }
        return ended(picked, claimed, RunResult::End::Refused);
    } catch (const MalformedUpdate &error) {
        return failed(picked, Failure::Malformed, error);
    } catch (const DatabaseError &error) {
        return failed(picked, failureOf(error), error);
    } catch (const DeadlineExceeded &error) {
        return failed(picked, Failure::Transient, error);
    } catch (const Cancelled &error) {
        return failed(picked, Failure::Transient, error);
    } catch (const std::exception &error) {
        return failed(picked, Failure::Thrown, error);
    }
}

RunResult HandlerRun::closeTooLate(const PickedUpdate &picked, const Deadline &deadline) const
{
    try {
        const bool claimed =
            m_database.write(db::Demand::Handler, "handler", deadline, [&](db::Transaction &tx) {
                const QString remark = u"answered too late: nobody waits for it any more"_s;
                return repository::claim(tx, m_instance, picked, m_clock.nowMs(), remark) == 1;
            });
        if (claimed) {
            log::error(lcInbox(), "pre-checkout came to be handled too late")
                .with("update_id", picked.update.updateId);
        }
        return ended(picked, claimed, RunResult::End::TooLate);
    } catch (const std::exception &error) {
        return failed(picked, Failure::Transient, error);
    }
}

RunResult HandlerRun::ended(const PickedUpdate &picked, bool claimed, RunResult::End end) const
{
    RunResult result;
    result.end = claimed ? end : RunResult::End::Lost;
    if (!claimed)
        result.decision = RetryDecision{giveBack(picked, m_clock.nowMs() + kLostPauseMs), {}, {}};
    return result;
}

RunResult HandlerRun::failed(const PickedUpdate &picked, Failure failure, const std::exception &error) const
{
    return failed(picked, failure, textOf(error), db::storableError(failurecause::of(error)));
}

RunResult HandlerRun::failed(const PickedUpdate &picked, Failure failure, const QString &error,
                             const QString &cause) const
{
    RunResult result;
    result.end = RunResult::End::Failed;
    result.failure = failure;
    result.decision = judgeFailure(picked, failure, error, m_clock.nowMs());
    result.decision->settlement.cause = cause;
    return result;
}

} // namespace turnpike::inbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/updatecalls.h"

#include "inbox/deadletters.h"
#include "inbox/inboxlooks.h"
#include "protocol/calls.h"
#include "protocol/version.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostPending = 20'000; // rows looked at for the lanes
constexpr int kMostLetterGroups = 200;
constexpr int kMostGroupedLetters = 50'000; // the newest

protocol::DeadLetter toProtocol(const inbox::DeadLetter &letter)
{
    protocol::DeadLetter shown;
    shown.seq = letter.seq;
    shown.updateId = letter.updateId.value();
    shown.kind = letter.kind;
    if (letter.user)
        shown.userId = letter.user->value();
    shown.lane = letter.lane;
    shown.attempts = letter.attempts;
    shown.crashes = letter.crashes;
    shown.lastError = letter.lastError;
    shown.receivedAt = letter.receivedAt;
    shown.diedAt = letter.diedAt;
    shown.body = QString::fromUtf8(log::redact(letter.body));
    return shown;
}

inbox::LetterFilter filterOf(const UpdateQuery &query)
{
    inbox::LetterFilter filter;
    filter.text = query.text;
    filter.from = query.from;
    filter.to = query.to;
    filter.kind = query.kind.value_or(QString());
    filter.cause = query.cause.value_or(QString());
    return filter;
}

CauseGroups letterGroups(db::Transaction &tx, const inbox::DeadLetters &letters, const UpdateQuery &query)
{
    CauseGroups groups;
    qint64 counted = 0;
    for (const inbox::DeadLetterGroup &one :
         letters.groups(tx, kMostLetterGroups, kMostGroupedLetters, filterOf(query))) {
        groups.items.append({one.kind,
                             {},
                             one.cause,
                             one.count,
                             one.firstAt,
                             one.lastAt,
                             one.newestSeq,
                             log::redact(one.example)});
        counted += one.count;
    }
    groups.isAll = groups.items.size() < kMostLetterGroups && counted < kMostGroupedLetters;
    return groups;
}

// What was begun is about those that had died by then.
inbox::LetterFilter filterOf(const BulkRuns::Order &order)
{
    inbox::LetterFilter filter = filterOf(fromJson<UpdateQuery>(order.filter));
    filter.diedUntil = order.failedUntil;
    filter.lastSeq = order.lastId;
    return filter;
}

DeadLetterPage deadLetters(db::Transaction &tx, const inbox::DeadLetters &letters, const UpdateQuery &query)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    DeadLetterPage page;
    for (const inbox::DeadLetter &letter : letters.list(tx, limit + 1, query.beforeSeq, filterOf(query)))
        page.items.append(toProtocol(letter));
    page.hasMore = page.items.size() > limit;
    page.items.resize(std::min<qsizetype>(page.items.size(), limit));
    return page;
}

LanePage lanes(db::Transaction &tx, const UpdateQuery &query)
{
    LanePage page;
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    for (const inbox::repository::WaitingLane &one :
         inbox::repository::waitingLanes(tx, kMostPending, limit)) {
        Lane lane{one.lane, one.rows, one.headSeq, {}, 0, 0, 0, {}};
        if (const auto head = inbox::repository::standing(tx, lane.headSeq)) {
            lane.headKind = head->text(0);
            lane.headReceivedAt = head->int64(1);
            lane.attempts = head->int64(2);
            lane.nextAttemptAt = head->int64(3);
            lane.lastError = head->text(4);
        }
        page.items.append(lane);
    }
    return page;
}

QJsonObject changeMany(const CallRequest &request, const Changes &changes, const Deadline &deadline,
                       const inbox::DeadLetters &letters)
{
    const auto order = request.as<UpdateOrder>();
    const QString subject = u"updates:%1"_s.arg(order.seqs.size());
    const bool isRetry = request.call == QLatin1String(call::kRetryUpdates);
    return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
        if (order.seqs.isEmpty() || order.seqs.size() > kMostRows)
            throw CallRefused(ErrorCode::BadRequest, {SentenceId::NameUpdates, kMostRows});
        BulkResult result;
        QStringList done;
        for (const qint64 seq : order.seqs) {
            if (isRetry ? letters.retry(tx, seq) : letters.discard(tx, seq, order.reason.trimmed())) {
                ++result.done;
                done += QString::number(seq);
            } else {
                result.skipped.append(seq);
            }
        }
        return Changes::Effect{subject, u"dead: "_s + done.join(u", "), isRetry ? u"pending"_s : u"done"_s,
                               toJson(result), std::nullopt};
    });
}

} // namespace

void addUpdateCalls(CallTable &calls, const Changes &changes, db::Database &database, const Clock &clock,
                    Kicker &kicker)
{
    const inbox::DeadLetters letters(clock, kicker);
    const auto read = [&database](const Deadline &deadline, const auto &work) {
        return database.read(db::Demand::Operations, "console", deadline, work);
    };
    calls.addMessage(call::kDeadLetters, [=](const CallRequest &request, const Deadline &deadline) {
        return read(deadline,
                    [&](db::Transaction &tx) { return deadLetters(tx, letters, request.as<UpdateQuery>()); });
    });
    calls.addMessage(call::kUpdateGroups, [=](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) {
            return letterGroups(tx, letters, request.as<UpdateQuery>());
        });
    });
    calls.addMessage(call::kUpdateCount, [=, &clock](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) {
            inbox::LetterFilter filter = filterOf(request.as<UpdateQuery>());
            filter.lastSeq = letters.lastSeq(tx);
            const Timestamp now = clock.nowMs();
            filter.diedUntil = now;
            return MatchCount{letters.count(tx, filter), filter.lastSeq, now};
        });
    });
    calls.addMessage(call::kLanes, [=](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) { return lanes(tx, request.as<UpdateQuery>()); });
    });
    calls.addMessage(call::kInspect, [=](const CallRequest &request, const Deadline &deadline) {
        const qint64 seq = request.as<UpdateOrder>().seqs.value(0);
        return read(deadline, [&](db::Transaction &tx) {
            const auto letter = letters.inspect(tx, seq);
            if (!letter)
                throw CallRefused(ErrorCode::NotFound, {SentenceId::NoDeadLetter, seq});
            return toProtocol(*letter);
        });
    });
    for (const char *name : {call::kRetryUpdates, call::kDiscardUpdates})
        calls.add(name, [=, &changes](const CallRequest &request, const Deadline &deadline) {
            return changeMany(request, changes, deadline, letters);
        });
}

void addUpdateRuns(BulkRuns &runs, const Clock &clock, Kicker &kicker)
{
    const inbox::DeadLetters letters(clock, kicker);
    const auto kindOf = [letters](auto change) {
        return BulkRuns::Kind{
            [letters](db::Transaction &tx, const BulkRuns::Order &order) {
                return letters.count(tx, filterOf(order));
            },
            [letters](db::Transaction &tx, const BulkRuns::Order &order, qint64 after, int limit) {
                inbox::LetterFilter filter = filterOf(order);
                filter.afterSeq = after;
                return letters.seqs(tx, limit, filter);
            },
            change};
    };
    const auto retry = [letters](db::Transaction &tx, const BulkRuns::Order &, qint64 seq) {
        return letters.retry(tx, seq);
    };
    const auto discard = [letters](db::Transaction &tx, const BulkRuns::Order &order, qint64 seq) {
        return letters.discard(tx, seq, order.reason);
    };
    runs.add(call::kRetryMatchingUpdates, u"updates"_s, kindOf(retry));
    runs.add(call::kDiscardMatchingUpdates, u"updates"_s, kindOf(discard));
}

} // namespace turnpike::consolecalls

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/orders.h"

#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::consolecalls {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcOrders, "turnpike.console.orders")

using namespace consolehub;
using namespace protocol;

namespace {

// An order that nobody could take for so long is not carried out any more: the situation it was for is over.
constexpr qint64 kLifetimeMs = 15 * kSecondMs;
// How far back a poll looks for orders that others have finished: longer than clocks of replicas differ.
constexpr qint64 kLookBackMs = 30 * kSecondMs;
constexpr int kAtOnce = 20;
const QString kLeader = u"leader"_s;

constexpr const char *kInsert = R"(
    INSERT INTO orders (change_id, target, call, args, asked_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?))";
constexpr const char *kKnown = "SELECT 1 FROM instances WHERE instance_id = ? AND ended_at IS NULL";
constexpr const char *kOpen = R"(
    SELECT change_id, target, call, args, asked_by, expires_at FROM orders
    WHERE done_at IS NULL AND (expires_at <= ? OR target IN (?, ?)) ORDER BY created_at LIMIT ?)";
constexpr const char *kAnyOpen = R"(
    SELECT 1 FROM orders WHERE done_at IS NULL AND (expires_at <= ? OR target IN (?, ?)) LIMIT 1)";
// The claim: whoever changes the row carries the order out.
constexpr const char *kClaim =
    "UPDATE orders SET done_at = ?, result = 'begun' WHERE change_id = ? AND done_at IS NULL";
constexpr const char *kClaimed = "SELECT change_id, target, call, args, asked_by, done_at, result, "
                                 "expires_at FROM orders WHERE change_id = ?";
constexpr const char *kFinish =
    "UPDATE orders SET done_at = ?, result = ?, sentence = ? WHERE change_id = ? AND result = 'begun'";
const Sentence kLeadLost(SentenceId::LeadLost);
const Sentence kExpired(SentenceId::OrderExpired);
constexpr const char *kExpire =
    "UPDATE orders SET done_at = ?, result = ?, sentence = ? WHERE done_at IS NULL AND expires_at <= ?";
constexpr const char *kFinished = R"(
    SELECT change_id, call, target, asked_by, result, coalesce(sentence, '') FROM orders
    WHERE done_at > ? AND result <> 'begun' ORDER BY done_at LIMIT ?)";

} // namespace

Orders::Orders(db::Database &database, const Clock &clock, QString instanceId, std::function<bool()> isLeader)
    : m_database(database)
    , m_clock(clock)
    , m_instanceId(std::move(instanceId))
    , m_isLeader(std::move(isLeader))
    , m_toldUntil(clock.nowMs())
{}

void Orders::addForInstance(const char *call, Action action)
{
    m_entries.insert(QString::fromLatin1(call), {std::move(action), false});
}

void Orders::addForLeader(const char *call, Action action)
{
    m_entries.insert(QString::fromLatin1(call), {std::move(action), true});
}

void Orders::addCalls(CallTable &calls, const Changes &changes)
{
    for (auto entry = m_entries.cbegin(); entry != m_entries.cend(); ++entry)
        calls.add(entry.key().toLatin1().constData(),
                  [this, &changes](const CallRequest &request, const Deadline &deadline) {
                      return accept(request, changes, deadline);
                  });
}

QJsonObject Orders::accept(const CallRequest &request, const Changes &changes, const Deadline &deadline) const
{
    const bool isForLeader = m_entries.value(request.call).isForLeader;
    QString target = kLeader;
    if (!isForLeader) {
        const QString named = request.args.value(u"instance_id"_s).toString();
        target = named.isEmpty() ? m_instanceId : named;
    }
    const QString reason = request.args.value(u"reason"_s).toString();
    const QString subject = u"instance:"_s + target;
    return changes.run(request, subject, reason, deadline, [&](db::Transaction &tx) {
        if (!isForLeader && !tx.one(kKnown, target))
            throw CallRefused(ErrorCode::NotFound, {SentenceId::NoInstance, target});
        const Timestamp now = m_clock.nowMs();
        tx.exec(kInsert, request.id, target, request.call,
                QString::fromUtf8(QJsonDocument(request.args).toJson(QJsonDocument::Compact)),
                request.caller.name, now, now + kLifetimeMs);
        if (m_kick)
            tx.afterCommit(m_kick, db::HookReach::Process);
        return Changes::Effect{subject, std::nullopt, request.call, toJson(Accepted{true, target}),
                               std::nullopt};
    });
}

db::BoundStatement Orders::openLook() const
{
    const QString also = m_isLeader() ? kLeader : m_instanceId;
    return {kAnyOpen, {m_clock.nowMs(), m_instanceId, also}};
}

void Orders::poll(const Deadline &deadline)
{
    takeUnawares(deadline);
    if (m_ours.empty())
        claim(deadline);
    while (!m_ours.empty()) {
        const Order order = std::move(m_ours.front());
        m_ours.pop_front();
        const bool isLate = order.target == kLeader && !m_isLeader(); // the lead was lost with the answer
        const Sentence result = isLate ? kLeadLost : carryOut(order, deadline);
        log::info(lcOrders(), "order carried out")
            .with("call", order.call)
            .with("by", order.askedBy)
            .with("result", result.english());
        m_results.emplace_back(order.changeId, result);
        tell(order, result);
    }
    writeResults(deadline);
}

// At once, and before anybody can see it in the row.
void Orders::tell(const Order &order, const Sentence &result)
{
    {
        const std::lock_guard lock(m_mutex);
        m_toldHere.insert(order.changeId);
    }
    if (m_listener)
        m_listener({order.changeId, order.call, order.target, order.askedBy, result.english(), result});
}

Orders::Order Orders::orderOf(const db::Row &row)
{
    return {row.text(0), row.text(1), row.text(2), QJsonDocument::fromJson(row.text(3).toUtf8()).object(),
            row.text(4)};
}

void Orders::claim(const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    const QString also = m_isLeader() ? kLeader : m_instanceId;
    const auto open = m_database.read(db::Demand::Control, "orders", deadline, [&](db::Transaction &tx) {
        return tx.query(kOpen, now, m_instanceId, also, kAtOnce);
    });
    if (open.empty())
        return;
    // Before the answer: it may be lost, and the claim be made all the same.
    for (const db::Row &row : open) {
        if (row.int64(5) > now && !m_uncertain.contains(row.text(0)))
            m_uncertain.insert(row.text(0), now);
    }
    std::vector<Order> claimed;
    m_database.write(db::Demand::Control, "orders", deadline, [&](db::Transaction &tx) {
        claimed.clear();
        tx.exec(kExpire, now, kExpired.english(), kExpired.storedJson(), now);
        for (const db::Row &row : open) {
            const QString changeId = row.text(0);
            if (row.int64(5) > now && tx.exec(kClaim, m_uncertain.value(changeId), changeId) == 1)
                claimed.push_back(orderOf(row));
        }
    });
    take(claimed);
}

// What an earlier claim has made ours without our hearing of it. What is still open stays uncertain: that
// claim may be under way.
void Orders::takeUnawares(const Deadline &deadline)
{
    if (m_uncertain.isEmpty())
        return;
    std::vector<Order> claimed;
    QStringList others;
    QStringList expired;
    m_database.read(db::Demand::Control, "orders", deadline, [&](db::Transaction &tx) {
        claimed.clear();
        others.clear();
        expired.clear();
        for (auto it = m_uncertain.cbegin(); it != m_uncertain.cend(); ++it) {
            const std::optional<db::Row> row = tx.one(kClaimed, it.key());
            if (row && row->isNull(5))
                continue;
            const bool isOurs = row && row->int64(5) == it.value() && row->text(6) == u"begun";
            if (isOurs && row->int64(7) > m_clock.nowMs())
                claimed.push_back(orderOf(*row));
            else
                others.append(it.key());
            if (isOurs && row->int64(7) <= m_clock.nowMs())
                expired.append(it.key());
        }
    });
    take(claimed);
    for (const QString &changeId : others)
        m_uncertain.remove(changeId);
    for (const QString &changeId : expired)
        m_results.emplace_back(changeId, kExpired);
}

void Orders::take(const std::vector<Order> &claimed)
{
    for (const Order &order : claimed) {
        m_uncertain.remove(order.changeId);
        m_ours.push_back(order);
    }
}

Sentence Orders::carryOut(const Order &order, const Deadline &deadline) const
{
    const auto entry = m_entries.constFind(order.call);
    if (entry == m_entries.constEnd())
        return Sentence(SentenceId::OrderUnknown);
    try {
        return entry->action(order.args, deadline);
    } catch (const std::exception &error) {
        return {SentenceId::OrderFailed, log::redact(QString::fromUtf8(error.what()))};
    }
}

// One by one: what cannot be written now is written by a later poll, and holds up no other.
void Orders::writeResults(const Deadline &deadline)
{
    std::deque<std::pair<QString, Sentence>> left;
    std::exception_ptr failure;
    for (; !m_results.empty(); m_results.pop_front()) {
        const std::pair<QString, Sentence> &entry = m_results.front();
        try {
            m_database.write(db::Demand::Control, "orders", deadline, [&](db::Transaction &tx) {
                tx.exec(kFinish, m_clock.nowMs(), entry.second.english(), entry.second.storedJson(),
                        entry.first);
            });
        } catch (const std::exception &) {
            failure = std::current_exception();
            left.push_back(m_results.front());
        }
    }
    m_results = std::move(left);
    if (failure)
        std::rethrow_exception(failure);
}

void Orders::tellOfFinished(const Deadline &deadline)
{
    const Timestamp since = m_toldUntil - kLookBackMs;
    const auto answers =
        m_database.look(db::Demand::Operations, "orders", deadline, {{kFinished, {since, 10 * kAtOnce}}});
    m_toldUntil = m_clock.nowMs();
    for (const OrderResult &result : newsIn(answers.at(0))) {
        if (m_listener)
            m_listener(result);
    }
}

// What none of our looks has seen, and poll() has not told of.
std::vector<OrderResult> Orders::newsIn(const std::vector<db::Row> &rows)
{
    std::vector<OrderResult> news;
    QSet<QString> seen;
    const std::lock_guard lock(m_mutex);
    for (const db::Row &row : rows) {
        const QString changeId = row.text(0);
        seen.insert(changeId);
        if (!m_toldHere.remove(changeId) && !m_told.contains(changeId))
            news.push_back({changeId, row.text(1), row.text(2), row.text(3), row.text(4),
                            Sentence::stored(row.text(4), row.text(5))});
    }
    m_told = seen;
    return news;
}

} // namespace turnpike::consolecalls

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "updatequeue.h"

#include "ledger.h"
#include "telegramjson.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kHistory = 20'000;
constexpr qint64 kOwnQueues = qint64(1) << 60; // WebhookActor.h: numbers of queues with one update

} // namespace

QByteArray Update::body() const
{
    // WebhookActor.h, JsonUpdate.
    return "{\"update_id\":" + QByteArray::number(id) + ",\n" + content + '}';
}

UpdateQueue::UpdateQueue(Ledger *ledger, const ScaledClock &clock, qint64 firstId, quint32 seed)
    : m_ledger(ledger)
    , m_clock(clock)
    , m_random(seed)
    , m_nextId(firstId)
{}

void UpdateQueue::restartIds(std::optional<qint64> first)
{
    // TQueue.cpp, push: Random::fast(2 * 1000000 + 1, MAX_ID / 2).
    m_nextId = first.value_or(m_random.bounded(2'000'001, 1'000'000'001));
}

bool UpdateQueue::hasRoomFor(qsizetype bytes) const
{
    return bytes <= m_room.bytesOfOne && static_cast<qsizetype>(m_updates.size()) < m_room.updates &&
           m_bytes <= m_room.bytes - bytes;
}

qint64 UpdateQueue::push(const QString &kind, const QJsonObject &content)
{
    Update update;
    update.kind = kind;
    update.queue = queueOf(kind, content);
    update.content = '"' + kind.toUtf8() + "\":" + asciiJson(content);
    update.life = lifetimeOf(kind, content);
    if (!hasRoomFor(update.content.size())) {
        m_ledger->add(u"dropped"_s, {{u"update_kind"_s, kind}, {u"reason"_s, u"no room"_s}});
        return 0;
    }
    update.id = m_nextId++;
    m_ledger->add(u"update"_s, {{u"update_id"_s, update.id},
                                {u"order"_s, m_lastOrder + 1},
                                {u"update_kind"_s, kind},
                                {u"queue"_s, update.queue.name},
                                {u"content"_s, content}});
    const qint64 id = update.id;
    insert(std::move(update));
    return id;
}

bool UpdateQueue::pushAgain(qint64 id, bool inQueueOfItsOwn)
{
    const auto latest = m_latest.find(id);
    if (latest == m_latest.end())
        return false;
    Update update = m_history.at(latest->second);
    if (inQueueOfItsOwn)
        update.queue = {kOwnQueues + m_lastOrder, u"again:%1"_s.arg(id)};
    m_ledger->add(u"update"_s, {{u"update_id"_s, id},
                                {u"order"_s, m_lastOrder + 1},
                                {u"same_as"_s, latest->second},
                                {u"update_kind"_s, update.kind},
                                {u"queue"_s, update.queue.name},
                                {u"again"_s, true}});
    insert(std::move(update));
    return true;
}

void UpdateQueue::insert(Update update)
{
    update.order = ++m_lastOrder;
    update.expiresAt = m_clock.now() + update.life;
    m_bytes += update.content.size();
    if (m_history.size() >= kHistory) {
        const auto oldest = m_history.begin();
        const auto latest = m_latest.find(oldest->second.id);
        if (latest->second == oldest->first)
            m_latest.erase(latest);
        m_history.erase(oldest);
    }
    m_history.emplace(update.order, update);
    m_latest[update.id] = update.order;
    m_updates.emplace(update.order, std::move(update));
    Q_EMIT pushed();
}

void UpdateQueue::remove(qint64 order)
{
    const auto found = m_updates.find(order);
    if (found == m_updates.end())
        return;
    m_bytes -= found->second.content.size();
    m_updates.erase(found);
}

void UpdateQueue::dropExpired(qint64 order)
{
    const double now = m_clock.now();
    for (auto it = m_updates.lower_bound(order); it != m_updates.end();) {
        const qint64 expired = it->second.expiresAt < now ? it->first : 0;
        ++it;
        if (expired != 0)
            drop(expired, 0, u"its lifetime is over"_s);
    }
}

void UpdateQueue::dropAll(const QString &reason)
{
    for (const auto &[order, update] : m_updates)
        note(update, reason, 0);
    m_updates.clear();
    m_bytes = 0;
}

void UpdateQueue::drop(qint64 order, int failures, const QString &reason)
{
    note(m_updates.at(order), reason, failures);
    remove(order);
}

void UpdateQueue::note(const Update &update, const QString &reason, int failures)
{
    m_ledger->add(u"dropped"_s, {{u"update_id"_s, update.id},
                                 {u"update_kind"_s, update.kind},
                                 {u"failures"_s, failures},
                                 {u"reason"_s, reason}});
}

void UpdateQueue::reorder(const QString &queue, const QList<qint64> &ids, qint64 fixed)
{
    QList<qint64> places;
    QList<Update> waiting;
    for (const auto &[order, update] : m_updates) {
        if (update.queue.name != queue || order == fixed)
            continue;
        places.append(order);
        waiting.append(update);
    }
    const auto rank = [&ids](const Update &update) {
        const qsizetype place = ids.indexOf(update.id);
        return place < 0 ? ids.size() : place;
    };
    std::stable_sort(waiting.begin(), waiting.end(),
                     [&rank](const Update &a, const Update &b) { return rank(a) < rank(b); });
    for (qsizetype i = 0; i < places.size(); ++i) {
        waiting[i].order = places[i];
        m_updates[places[i]] = waiting[i];
    }
}

} // namespace turnpike::sandbox

#include "moc_updatequeue.cpp"

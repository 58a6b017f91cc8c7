// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "throughput.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace turnpike::chaos {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t kSlice = 20; // updates of a burst, handed over at a time
constexpr auto kBurstPatience = 60s;

// In updates. Most of what a case costs the machine is bursts.
size_t burstOf(const Rig &rig)
{
    return rig.form().isShort ? 400 : 800;
}

// A customer has let the bot in again: an update whose handler writes, and which leads to no message, so that
// Telegram's limits on sending do not count.
QJsonObject letIn(Rig &rig, qint64 customer)
{
    const auto member = [&](const QString &status) {
        return QJsonObject{{u"user"_s, rig.sandbox().telegram().bot()}, {u"status"_s, status}};
    };
    return {{u"chat"_s, QJsonObject{{u"id"_s, customer}, {u"type"_s, u"private"_s}}},
            {u"from"_s, rig.sandbox().telegram().user(customer)->json()},
            {u"date"_s, QDateTime::currentSecsSinceEpoch()},
            {u"old_chat_member"_s, member(u"kicked"_s)},
            {u"new_chat_member"_s, member(u"member"_s)}};
}

// Hands so many updates of a burst to Telegram, the first of which is its `from`th.
void push(Rig &rig, size_t from, size_t count)
{
    const auto &customers = rig.crowd().customers();
    for (size_t i = from; i < from + count; ++i) {
        const qint64 customer = customers[i % customers.size()];
        rig.sandbox().sender().push(u"my_chat_member"_s, letIn(rig, customer));
    }
}

// A burst for each, a slice to this one, a slice to that one: the stand-ins, which live in this thread too,
// must not fall silent meanwhile, not even on a machine on which it takes long.
void pushBursts(Rig &one, Rig &other)
{
    for (size_t from = 0; from < burstOf(one); from += kSlice) {
        push(one, from, kSlice);
        push(other, from, kSlice);
        QCoreApplication::processEvents();
    }
}

// When each update of a burst was handled, in order; waits until all are.
std::vector<qint64> handledTimes(Rig &rig, qint64 first)
{
    static const QString kHandled = u"FROM inbox WHERE update_id >= ? AND status = 'done'"_s;
    until(u"a burst is handled"_s, kBurstPatience, [&] {
        return rig.sandbox().sender().pendingCount() == 0 &&
               rig.number(u"SELECT count(*) "_s + kHandled, {first}) >= static_cast<qint64>(burstOf(rig));
    });
    std::vector<qint64> times;
    for (const QVariantList &row : rig.rows(u"SELECT handled_at "_s + kHandled + u" ORDER BY 1"_s, {first}))
        times.push_back(row[0].toLongLong());
    return times;
}

// From being made until handled, in ms, of the crowd's updates from its `first`th on, ascending. More than
// kInTimeMs have passed since the last of them: one that is not handled is late.
std::vector<qint64> delaysOf(Rig &rig, size_t first, size_t end)
{
    if (first == end)
        throw Broken(u"the crowd did nothing"_s);
    const auto &made = rig.crowd().made();
    QHash<qint64, qint64> handledAt;
    for (const QVariantList &row :
         rig.rows(u"SELECT update_id, handled_at FROM inbox WHERE update_id BETWEEN ? AND ? "
                  "AND handled_at IS NOT NULL"_s,
                  {made[first].updateId, made[end - 1].updateId}))
        handledAt.insert(row[0].toLongLong(), row[1].toLongLong());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    std::vector<qint64> delays;
    for (size_t i = first; i < end; ++i) {
        const auto found = handledAt.constFind(made[i].updateId);
        delays.push_back(found != handledAt.cend() ? *found - made[i].at
                                                   : std::max(now - made[i].at, kInTimeMs + 1));
    }
    std::sort(delays.begin(), delays.end());
    return delays;
}

double handledBy(const std::vector<qint64> &times, qint64 end)
{
    return static_cast<double>(std::upper_bound(times.begin(), times.end(), end) - times.begin());
}

} // namespace

double partInTime(Rig &rig, std::chrono::milliseconds span)
{
    const size_t first = rig.crowd().made().size();
    live(span);
    const size_t end = rig.crowd().made().size();
    live(std::chrono::milliseconds(kInTimeMs));
    const std::vector<qint64> delays = delaysOf(rig, first, end);
    const auto late = std::upper_bound(delays.begin(), delays.end(), kInTimeMs);
    return static_cast<double>(late - delays.begin()) / static_cast<double>(delays.size());
}

std::vector<qint64> slowestMs(const std::vector<Rig *> &rigs, std::chrono::milliseconds span)
{
    const auto madeSoFar = [&rigs] {
        std::vector<size_t> made;
        for (Rig *rig : rigs)
            made.push_back(rig->crowd().made().size());
        return made;
    };
    const std::vector<size_t> first = madeSoFar();
    live(span);
    const std::vector<size_t> end = madeSoFar();
    live(std::chrono::milliseconds(kInTimeMs));
    std::vector<qint64> slowest;
    for (size_t i = 0; i < rigs.size(); ++i) {
        const std::vector<qint64> delays = delaysOf(*rigs[i], first[i], end[i]);
        slowest.push_back(delays[(delays.size() * 99 + 99) / 100 - 1]);
    }
    return slowest;
}

Race::Race(Rig *shop, Rig *twin, size_t window)
    : m_rig(shop)
    , m_twinRig(twin)
    , m_window(window)
{}

void Race::run()
{
    const qint64 began = QDateTime::currentMSecsSinceEpoch();
    const bool isTwinFirst = std::exchange(m_twinFirst, !m_twinFirst);
    const qint64 first = m_rig->sandbox().sender().lastUpdateId() + 1;
    const qint64 twinFirst = m_twinRig->sandbox().sender().lastUpdateId() + 1;
    pushBursts(isTwinFirst ? *m_twinRig : *m_rig, isTwinFirst ? *m_rig : *m_twinRig);
    const std::vector<qint64> times = handledTimes(*m_rig, first);
    const std::vector<qint64> twinTimes = handledTimes(*m_twinRig, twinFirst);
    const qint64 end = std::min(times.back(), twinTimes.back());
    m_rounds.push_back(
        {handledBy(times, end), handledBy(twinTimes, end), static_cast<double>(end - began) / 1000});
    if (m_rounds.size() > m_window)
        m_rounds.pop_front();
}

Race::Round Race::sum() const
{
    Round all;
    for (const Round &round : m_rounds) {
        all.shop += round.shop;
        all.twin += round.twin;
        all.seconds += round.seconds;
    }
    return all;
}

double Race::relative() const
{
    const Round all = sum();
    return all.shop / all.twin;
}

double Race::updatesPerSecond() const
{
    const Round all = sum();
    return all.shop / all.seconds;
}

} // namespace turnpike::chaos

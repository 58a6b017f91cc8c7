// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/readyheads.h"

#include "inbox/lanes.h"

namespace turnpike::inbox {

namespace {

constexpr int kMaxPassedOver = 7;

} // namespace

ReadyHeads::Heads &ReadyHeads::headsFor(const QString &kind)
{
    if (isCheckout(kind))
        return m_checkouts;
    return isButtonPress(kind) || isPayment(kind) ? m_urgent : m_rest;
}

void ReadyHeads::put(LaneHead head)
{
    remove(head.lane);
    Heads &heads = headsFor(head.kind);
    m_places.insert(head.lane, {&heads, head.seq});
    const qint64 seq = head.seq;
    heads.insert_or_assign(seq, std::move(head));
}

void ReadyHeads::remove(const QString &lane)
{
    const auto place = m_places.constFind(lane);
    if (place == m_places.cend())
        return;
    place->heads->erase(place->seq);
    m_places.erase(place);
}

void ReadyHeads::clear()
{
    m_checkouts.clear();
    m_urgent.clear();
    m_rest.clear();
    m_places.clear();
}

LaneHead ReadyHeads::takeOther()
{
    const bool passOver = !m_urgent.empty() && m_passedOver < kMaxPassedOver;
    if (m_rest.empty() || passOver) {
        m_passedOver += m_rest.empty() ? 0 : 1;
        return take(m_urgent);
    }
    m_passedOver = 0;
    return take(m_rest);
}

LaneHead ReadyHeads::take(Heads &heads)
{
    LaneHead head = std::move(heads.begin()->second);
    heads.erase(heads.begin());
    m_places.remove(head.lane);
    return head;
}

} // namespace turnpike::inbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxrepository.h"

#include <QHash>

#include <map>

namespace turnpike::inbox {

// Heads of lanes that are due, one for each lane, in the order in which to pick them up: pre-checkouts, then
// button presses and payments, then the rest; within each, the older first. Every eighth pick goes to the
// rest before a button press, so that a flood of presses does not block anybody for ever. Not thread-safe.
class ReadyHeads
{
public:
    // Replaces what was known about the same lane.
    void put(LaneHead head);
    void remove(const QString &lane);
    void clear();

    size_t size() const { return m_places.size(); }
    bool hasCheckouts() const { return !m_checkouts.empty(); }
    bool hasOthers() const { return !m_urgent.empty() || !m_rest.empty(); }

    // Takes the next one out; there must be one.
    LaneHead takeCheckout() { return take(m_checkouts); }
    LaneHead takeOther();

private:
    using Heads = std::map<qint64, LaneHead>;
    struct Place
    {
        Heads *heads;
        qint64 seq;
    };

    Heads &headsFor(const QString &kind);
    LaneHead take(Heads &heads);

    Heads m_checkouts;
    Heads m_urgent;
    Heads m_rest;
    QHash<QString, Place> m_places;
    int m_passedOver = 0;
};

} // namespace turnpike::inbox

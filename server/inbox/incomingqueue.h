// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxwriter.h"

#include <QSet>

#include <list>

namespace turnpike::inbox {

// An update on its way to the database, and whom to tell.
struct WaitingUpdate
{
    IncomingUpdate update;
    InboxWriter::Callback done;
    std::chrono::steady_clock::time_point since;
};

// What waits to be stored, first come first served. A batch that was taken is under way until it is settled;
// as long, what came later in one of its lanes stays here. So batches may be under way side by side, and fail
// and be repeated as they will: within a lane the order in which updates are stored is the one in which they
// came. Not thread-safe.
class IncomingQueue
{
public:
    using Batch = std::vector<WaitingUpdate>;

    void add(WaitingUpdate waiting);
    // The first that no lane holds back: `maxRows` of them and `maxBytes` of bodies at most, but one in any
    // case. Empty when there is none.
    Batch take(int maxRows, qint64 maxBytes);
    // The batch is stored, or given up.
    void settle(const Batch &batch);

    // Whether take() has something to look at. What is known to be held back does not count: whoever settles
    // the batch in its way comes for it.
    bool isWorthALook() const { return !m_ready.empty(); }
    // All that waits.
    size_t size() const { return m_ready.size() + m_held.size(); }
    qint64 bytes() const { return m_bytes; } // of bodies

private:
    // In order; every one that is held came before every one that is ready.
    std::list<WaitingUpdate> m_held;
    std::list<WaitingUpdate> m_ready;
    QSet<QString> m_lanesUnderWay;
    qint64 m_bytes = 0;
};

} // namespace turnpike::inbox

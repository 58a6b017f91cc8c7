// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/incomingqueue.h"

namespace turnpike::inbox {

void IncomingQueue::add(WaitingUpdate waiting)
{
    m_bytes += waiting.update.body.size();
    m_ready.push_back(std::move(waiting));
}

IncomingQueue::Batch IncomingQueue::take(int maxRows, qint64 maxBytes)
{
    Batch batch;
    qint64 bytes = 0;
    for (auto next = m_ready.begin(); next != m_ready.end() && static_cast<int>(batch.size()) < maxRows;) {
        const auto here = next++;
        if (m_lanesUnderWay.contains(here->update.lane)) {
            m_held.splice(m_held.end(), m_ready, here);
            continue;
        }
        const qint64 size = here->update.body.size();
        if (!batch.empty() && bytes + size > maxBytes)
            break;
        bytes += size;
        batch.push_back(std::move(*here));
        m_ready.erase(here);
    }
    for (const WaitingUpdate &waiting : batch)
        m_lanesUnderWay.insert(waiting.update.lane);
    m_bytes -= bytes;
    return batch;
}

void IncomingQueue::settle(const Batch &batch)
{
    for (const WaitingUpdate &waiting : batch)
        m_lanesUnderWay.remove(waiting.update.lane);
    m_ready.splice(m_ready.begin(), m_held);
}

} // namespace turnpike::inbox

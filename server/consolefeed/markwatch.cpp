// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/markwatch.h"

#include <utility>

namespace turnpike::consolefeed {

using namespace protocol;

MarkWatch::MarkWatch(consolecalls::SeriesStore &store)
    : m_store(store)
{}

void MarkWatch::note(const Gauges &gauges)
{
    if (m_isUp && *m_isUp != gauges.pool.isUp)
        mark(gauges.at, MarkKind::Database,
             Sentence(gauges.pool.isUp ? SentenceId::DatabaseCameBack : SentenceId::DatabaseWentAway));
    // A start during which there is none yet is no outage.
    if (m_isUp || gauges.pool.isUp)
        m_isUp = gauges.pool.isUp;
    for (const BreakerState &breaker : gauges.breakers) {
        // While it tries calls again it is as broken as before.
        const bool isBroken = breaker.state != BreakerPhase::Closed;
        if (std::exchange(m_isBroken[breaker.dependency], isBroken) == isBroken)
            continue;
        mark(gauges.at, MarkKind::Breaker,
             {isBroken ? SentenceId::BreakerOpened : SentenceId::BreakerClosed,
              PartNames{{breaker.dependency}}});
    }
}

void MarkWatch::mark(Timestamp at, MarkKind kind, const Sentence &sentence)
{
    m_store.addMark({at, kind, sentence.english(), sentence});
}

} // namespace turnpike::consolefeed

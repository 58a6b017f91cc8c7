// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/customercalls.h"

#include "consolecalls/customerreads.h"
#include "consolecalls/timelinereads.h"
#include "consolecalls/waitingcalls.h"
#include "protocol/calls.h"

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

CustomerCalls::CustomerCalls(const Parts &parts)
    : m_parts(parts)
    , m_rules({parts.clock, parts.access, parts.activations, parts.notices, parts.catalog, parts.balance,
               parts.payments})
{
    m_rules.addTo(m_actions);
}

void CustomerCalls::addTo(CallTable &calls) const
{
    const auto read = [this](const Deadline &deadline, const auto &work) {
        return m_parts.database.read(db::Demand::Operations, "console", deadline, work);
    };
    calls.addMessage(call::kSearch, [=](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) { return search(tx, request.as<CustomerQuery>()); });
    });
    calls.addMessage(call::kCard, [=, this](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) {
            return m_rules.cardOf(tx, request.as<CustomerOrder>().telegramId);
        });
    });
    calls.addMessage(call::kTimeline, [=, this](const CallRequest &request, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) {
            return timeline(tx, request.as<TimelineQuery>(), m_parts.clock.nowMs());
        });
    });
    calls.addMessage(call::kReview, [=, this](const CallRequest &, const Deadline &deadline) {
        return read(deadline, [&](db::Transaction &tx) { return m_rules.inReview(tx); });
    });
    m_actions.addTo(calls, m_parts.changes);
    addWaitingCalls(calls, m_parts);
}

} // namespace turnpike::consolecalls

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/reconciliationschedule.h"

namespace turnpike::access::reconciliationschedule {

namespace {

constexpr const char *kRequest = R"(
    INSERT INTO vpn_reconciliation (id, due_at) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at
    WHERE vpn_reconciliation.due_at > excluded.due_at)";
constexpr const char *kSchedule = R"(
    INSERT INTO vpn_reconciliation (id, due_at) VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at
    WHERE vpn_reconciliation.due_at > excluded.due_at OR vpn_reconciliation.due_at <= ?)";
constexpr const char *kNextDue = "SELECT due_at FROM vpn_reconciliation WHERE id = 1";

} // namespace

void request(db::Transaction &tx, Timestamp at)
{
    tx.exec(kRequest, at);
}

void schedule(db::Transaction &tx, Timestamp askedAt, Timestamp at)
{
    tx.exec(kSchedule, at, askedAt);
}

std::optional<qint64> nextDue(db::Transaction &tx)
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *nextDueQuery()
{
    return kNextDue;
}

} // namespace turnpike::access::reconciliationschedule

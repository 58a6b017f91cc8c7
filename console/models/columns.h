// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/record.h"
#include "models/wording.h"
#include "protocol/broadcasts.h"
#include "protocol/customers.h"
#include "protocol/database.h"
#include "protocol/failures.h"
#include "protocol/hello.h"
#include "protocol/literals.h"
#include "protocol/logs.h"
#include "protocol/messages.h"
#include "protocol/operators.h"
#include "protocol/promos.h"
#include "protocol/refunds.h"
#include "protocol/sales.h"
#include "protocol/support.h"
#include "protocol/timeline.h"
#include "protocol/updates.h"
#include "protocol/waiting.h"

// What the tables show of each kind of value, and in which words.
namespace turnpike::console {

std::vector<Column<protocol::WorkerState>> workerColumns();
std::vector<Column<protocol::Iteration>> iterationColumns();
std::vector<Column<protocol::FlagState>> flagColumns();
std::vector<Column<protocol::AuditRow>> auditColumns();
std::vector<Column<protocol::AlertState>> alertColumns();
std::vector<Column<protocol::InstanceState>> instanceColumns();
std::vector<Column<protocol::LeaseState>> leaseColumns();
std::vector<Column<protocol::WaiterState>> waiterColumns();
std::vector<Column<protocol::SessionState>> sessionColumns();
std::vector<Column<protocol::StatementState>> statementColumns();
std::vector<Column<protocol::TableState>> tableColumns();
std::vector<Column<protocol::LogLine>> logColumns();
std::vector<Column<protocol::DeadLetter>> deadLetterColumns();
std::vector<Column<protocol::Lane>> laneColumns();
std::vector<Column<protocol::CauseGroup>> causeColumns();
std::vector<Column<protocol::OutboxMessage>> messageColumns();
std::vector<Column<protocol::CustomerBrief>> customerColumns();
std::vector<Column<protocol::PurchaseRow>> purchaseColumns();
std::vector<Column<protocol::PaymentRow>> paymentColumns();
std::vector<Column<protocol::LedgerRow>> ledgerColumns();
std::vector<Column<protocol::UpdateRow>> updateColumns();
std::vector<Column<protocol::WaitingCustomer>> waitingColumns();
std::vector<Column<protocol::PromoRow>> promoColumns();
std::vector<Column<protocol::PromoUseRow>> promoUseColumns();
std::vector<Column<protocol::RefundApproval>> refundColumns();
std::vector<Column<protocol::SalesDay>> salesDayColumns();
std::vector<Column<protocol::SalesShare>> salesShareColumns();
std::vector<Column<protocol::SupportThread>> supportColumns();
std::vector<Column<protocol::TimelineEntry>> timelineColumns();
std::vector<Column<protocol::BroadcastRow>> broadcastColumns();
std::vector<Column<protocol::OperatorRow>> operatorColumns();

// A column with a moment: local time, UTC in the tooltip, in the order of time. `member` is a qint64 or an
// optional one, ms UTC.
template<class T, class Member>
Column<T> momentColumn(const QString &title, Member member)
{
    const auto ms = [member](const T &row) { return std::optional<qint64>(row.*member).value_or(0); };
    Column<T> column{title, [ms](const T &row) { return wording::moment(ms(row)); }};
    column.sortedBy([ms](const T &row) { return ms(row); });
    column.withTip([ms](const T &row) {
        return ms(row) == 0 ? QString() : u"%1\n%2"_s.arg(wording::utc(ms(row)), wording::fromNow(ms(row)));
    });
    return column;
}

} // namespace turnpike::console

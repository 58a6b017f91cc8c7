// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/alerts.h"
#include "protocol/flags.h"
#include "protocol/jsoncodec.h"
#include "protocol/logs.h"
#include "protocol/operators.h"

// The messages that say what the people on duty do and see of each other.
namespace turnpike::protocol {

TURNPIKE_CODEC(AlertState)
TURNPIKE_CODEC(AlertOrder)
TURNPIKE_CODEC(FlagState)
TURNPIKE_CODEC(FlagOrder)
TURNPIKE_CODEC(FlagHistoryQuery)
TURNPIKE_CODEC(AuditRow)
TURNPIKE_CODEC(AuditQuery)
TURNPIKE_CODEC(AuditPage)
TURNPIKE_CODEC(LogLine)
TURNPIKE_CODEC(LogBatch)
TURNPIKE_CODEC(LogQuery)
TURNPIKE_CODEC(LogPage)
TURNPIKE_CODEC(LogProcess)
TURNPIKE_CODEC(LogProcessList)
TURNPIKE_CODEC(LogFollow)
TURNPIKE_CODEC(LogLevelOrder)
TURNPIKE_CODEC(OperatorRow)
TURNPIKE_CODEC(OperatorList)
TURNPIKE_CODEC(OperatorOrder)
TURNPIKE_CODEC(NewToken)

} // namespace turnpike::protocol

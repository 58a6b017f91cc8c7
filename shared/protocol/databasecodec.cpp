// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/database.h"
#include "protocol/jsoncodec.h"

// The messages that say what goes on in the database.
namespace turnpike::protocol {

TURNPIKE_CODEC(SessionState)
TURNPIKE_CODEC(WriteLockState)
TURNPIKE_CODEC(SessionPage)
TURNPIKE_CODEC(StatementState)
TURNPIKE_CODEC(StatementPage)
TURNPIKE_CODEC(TableState)
TURNPIKE_CODEC(DatabaseFile)
TURNPIKE_CODEC(SizePage)
TURNPIKE_CODEC(SessionOrder)

} // namespace turnpike::protocol

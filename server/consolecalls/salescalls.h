// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/calltable.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// "sales.report". The database must outlive the table.
void addSalesCalls(consolehub::CallTable &calls, db::Database &database);

} // namespace turnpike::consolecalls

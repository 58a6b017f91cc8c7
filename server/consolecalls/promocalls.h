// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/catalog.h"
#include "billing/promo.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// "promos.list", "promos.uses", "promos.create" and "promos.end", by the rules of billing::Promos. What is
// passed must outlive the table.
void addPromoCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                   const Clock &clock, const billing::Promos &promos, const billing::Catalog &catalog);

} // namespace turnpike::consolecalls

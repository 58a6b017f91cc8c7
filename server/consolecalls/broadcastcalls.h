// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "broadcasts/broadcasts.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// What the calls "broadcasts.…" work with. All that it refers to must outlive the table.
struct BroadcastParts
{
    db::Database &database;
    const consolehub::Changes &changes;
    const broadcasts::Broadcasts &broadcasts;
    const billing::Catalog &catalog;
    QStringList languages;        // of the bot
    QList<qint64> administrators; // of the shop: who may be sent a preview
};

// "broadcasts.list", "broadcasts.count" and what is done with one.
void addBroadcastCalls(consolehub::CallTable &calls, const BroadcastParts &parts);

} // namespace turnpike::consolecalls

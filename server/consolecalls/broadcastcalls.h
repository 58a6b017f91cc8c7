// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "broadcasts/broadcasts.h"
#include "consolehub/actions.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// What is known of broadcasts, and what writes them. All that it refers to must outlive whoever is given
// this.
struct BroadcastRules
{
    const broadcasts::Broadcasts &broadcasts;
    const billing::Catalog &catalog;
    QStringList languages;        // of the bot
    QList<qint64> administrators; // of the shop: who may be sent a preview
};

// "broadcasts.create" and what is done with one.
void addBroadcastActions(consolehub::Actions &actions, const BroadcastRules &rules);

protocol::BroadcastPage broadcastPage(db::Transaction &tx, const BroadcastRules &rules);
// Throws CallRefused for an audience that is none.
protocol::BroadcastCount broadcastCount(db::Transaction &tx, const BroadcastRules &rules,
                                        const protocol::BroadcastAudience &audience);

// Those, and "broadcasts.list" and "broadcasts.count", as calls of consoles.
void addBroadcastCalls(consolehub::CallTable &calls, const consolehub::Changes &changes,
                       db::Database &database, const BroadcastRules &rules);

} // namespace turnpike::consolecalls

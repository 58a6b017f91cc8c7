// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "walk/walkshop.h"

#include <QSet>
#include <QStringList>

// What holds in a shop whatever happens to it. Each function says in a line what is broken, mostly nothing.
namespace turnpike::walk::invariants {

// At any moment.
QStringList brokenNow(WalkShop &shop);

// Once nothing is under way: all is well outside, and every worker has had the time for what was due.
// `inventedPayments`: what the bot was told of and the provider never took, as "<provider> <external id>".
QStringList brokenAtRest(WalkShop &shop, const QSet<QString> &inventedPayments);

} // namespace turnpike::walk::invariants

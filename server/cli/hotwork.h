// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/shop.h"
#include "protocol/timestamp.h"

#include <functional>
#include <vector>

namespace turnpike::cli {

// What runs over and over, and so must cost the same however large the shop is. `db check` asks the database
// how it would carry it out, a test measures it.
struct HotWork
{
    const char *name; // such as "activation: claim what is due"
    std::function<void(db::Transaction &tx)> run;
};

// Rows that are there, for the places of the statements. In an empty shop any do.
struct HotRows
{
    Timestamp now = 0; // ms UTC
    TelegramId user;
    PurchaseId purchase;
    QString invoice;
    qint64 update = 0;  // seq in the inbox
    qint64 message = 0; // id in the outbox
};

// The due queries of every worker, what dispatcher and sender ask, what a handler asks about its customer,
// retention, and what operators look up: each by calling the repository as the job itself does. `shop` must
// outlive the list.
std::vector<HotWork> hotWork(const app::Shop &shop, const HotRows &rows);

} // namespace turnpike::cli

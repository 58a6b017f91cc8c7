// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::chaos {

// What a shop keeps its books in.
enum class ShopDatabase {
    Postgres, // a server of its own, which several replicas may share
    Sqlite,   // a file, which one process has for itself and we read beside it
};

// Both, in the order in which they are proven.
const std::vector<ShopDatabase> &allShopDatabases();

// As on the command line.
QString nameOf(ShopDatabase database);
// For people.
QString titleOf(ShopDatabase database);
std::optional<ShopDatabase> shopDatabaseNamed(const QString &name);

} // namespace turnpike::chaos

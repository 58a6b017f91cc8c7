// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "shopdatabase.h"

#include <algorithm>
#include <array>

namespace turnpike::chaos {

namespace {

struct Words
{
    ShopDatabase database;
    const char *name;
    const char *title;
};

constexpr std::array<Words, 2> kWords{{
    {ShopDatabase::Postgres, "postgresql", "PostgreSQL"},
    {ShopDatabase::Sqlite, "sqlite", "SQLite"},
}};

const Words &wordsOf(ShopDatabase database)
{
    return *std::find_if(kWords.begin(), kWords.end(),
                         [database](const Words &words) { return words.database == database; });
}

} // namespace

const std::vector<ShopDatabase> &allShopDatabases()
{
    static const std::vector<ShopDatabase> all = [] {
        std::vector<ShopDatabase> databases;
        for (const Words &words : kWords)
            databases.push_back(words.database);
        return databases;
    }();
    return all;
}

QString nameOf(ShopDatabase database)
{
    return QString::fromLatin1(wordsOf(database).name);
}

QString titleOf(ShopDatabase database)
{
    return QString::fromLatin1(wordsOf(database).title);
}

std::optional<ShopDatabase> shopDatabaseNamed(const QString &name)
{
    for (const Words &words : kWords) {
        if (name == QLatin1String(words.name))
            return words.database;
    }
    return std::nullopt;
}

} // namespace turnpike::chaos

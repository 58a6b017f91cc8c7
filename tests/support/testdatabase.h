// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"
#include "db/connectionpool.h"
#include "db/database.h"

#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace turnpike::test {

// A fresh database with the whole schema, a pool and a Database on it, gone at the end. SQLite: a file of its
// own. PostgreSQL: a database of its own on the server that TURNPIKE_TEST_POSTGRES names; without that
// variable the constructor throws. The schema is made once a process; from then on databases
// are copied, or emptied and used again.
//
//     void grantsOnce_data() { TestDatabase::addKinds(); }
//     void grantsOnce()
//     {
//         QFETCH(db::DatabaseUrl::Kind, kind);
//         TestDatabase test(kind);
//         test.database().write(…);
class TestDatabase
{
public:
    using Kind = db::DatabaseUrl::Kind;
    enum class Schema { Migrated, Empty };

    // `options.minSize` connections are open beforehand.
    explicit TestDatabase(Kind kind, db::PoolOptions options = defaultOptions(),
                          Schema schema = Schema::Migrated);
    ~TestDatabase();
    TestDatabase(const TestDatabase &) = delete;
    TestDatabase &operator=(const TestDatabase &) = delete;

    // The column "kind" and the rows "sqlite" and "postgres".
    static void addKinds();
    // The places of production, but one connection to begin with.
    static db::PoolOptions defaultOptions();
    // What TURNPIKE_TEST_POSTGRES names. Throws std::runtime_error without it.
    static db::DatabaseUrl server();

    const db::DatabaseUrl &url() const { return m_url; }
    db::ConnectionPool &pool() { return *m_pool; }
    db::Database &database() { return *m_database; }
    // Runs statements past the pool, as somebody else: PostgreSQL only. The first column of the first row.
    QByteArray outsider(const QByteArray &sql) const;

    // Any number of statements without parameters, such as CREATE TABLE.
    void script(const QByteArray &sql);

    // One statement in a transaction of its own.
    template<class... Args>
    int exec(const char *sql, const Args &...args)
    {
        return m_database->write(db::Demand::Worker, "test", Deadline::in(std::chrono::seconds(30)),
                                 [&](db::Transaction &tx) { return tx.exec(sql, args...); });
    }
    template<class... Args>
    std::vector<db::Row> query(const char *sql, const Args &...args)
    {
        return m_database->read(db::Demand::Worker, "test", Deadline::in(std::chrono::seconds(30)),
                                [&](db::Transaction &tx) { return tx.query(sql, args...); });
    }
    // The first column of the only row, as a number.
    template<class... Args>
    qint64 number(const char *sql, const Args &...args)
    {
        return query(sql, args...).at(0).int64(0);
    }

private:
    const Schema m_schema;
    QTemporaryDir m_folder;
    db::DatabaseUrl m_url;
    std::unique_ptr<db::ConnectionPool> m_pool;
    std::unique_ptr<db::Database> m_database;
};

// How `work` failed; nothing when it worked. Throws whatever else it throws.
template<class Work>
std::optional<DatabaseError::Kind> kindOf(Work &&work)
{
    try {
        work();
    } catch (const DatabaseError &error) {
        return error.kind();
    }
    return std::nullopt;
}

} // namespace turnpike::test

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"
#include "db/value.h"

#include <QByteArray>

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

class QSqlDatabase;
class QSqlError;

namespace turnpike::db {

class SqliteDialect;

// The statements of one SQLite connection, through Qt's driver: run as they come, prepared once each, and the
// ones used last are kept. Owned by the Connection, used by the thread that has it.
class SqliteStatements
{
public:
    SqliteStatements(const SqliteDialect &dialect, const QSqlDatabase &database, void *handle);
    ~SqliteStatements();
    SqliteStatements(const SqliteStatements &) = delete;
    SqliteStatements &operator=(const SqliteStatements &) = delete;

    // `writes`: whether the transaction may. Both throw DatabaseError.
    int exec(const QByteArray &sql, const std::vector<Value> &values, bool writes);
    std::vector<Row> query(const QByteArray &sql, const std::vector<Value> &values, size_t limit,
                           bool writes);

    // Frees the statements that failed or were pushed out; after the transaction.
    void freeForgotten();
    size_t count() const { return m_statements.size(); }

private:
    class Unbind;
    struct Statement;

    Statement &prepared(const QByteArray &sql);
    void forget(const QByteArray &sql);
    void run(Statement &statement, const std::vector<Value> &values, bool writes);
    DatabaseError failed(const QByteArray &sql, const QSqlError &error);

    const SqliteDialect &m_dialect;
    const QSqlDatabase &m_database;
    void *const m_handle;
    std::list<std::unique_ptr<Statement>> m_statements; // most recently used first
    std::list<std::unique_ptr<Statement>> m_forgotten;  // to be freed after the transaction
    std::unordered_map<std::string, std::list<std::unique_ptr<Statement>>::iterator> m_bySql;
};

} // namespace turnpike::db

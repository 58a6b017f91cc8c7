// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/sqlitestatements.h"

#include "db/sqlitedialect.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>

namespace turnpike::db {

using namespace Qt::StringLiterals;

struct SqliteStatements::Statement
{
    explicit Statement(const QSqlDatabase &database)
        : query(database)
    {}

    QByteArray sql;
    QSqlQuery query;
    bool changesData = false;
};

// Lets go of the values when the statement is done: what one customer sent stays neither in memory nor shared
// with the thread that uses the connection next.
class SqliteStatements::Unbind
{
public:
    Unbind(Statement &statement, size_t count)
        : m_statement(statement)
        , m_count(static_cast<int>(count))
    {}
    ~Unbind()
    {
        m_statement.query.finish();
        for (int i = 0; i < m_count; ++i)
            m_statement.query.bindValue(i, QVariant());
    }
    Unbind(const Unbind &) = delete;
    Unbind &operator=(const Unbind &) = delete;

private:
    Statement &m_statement;
    int m_count;
};

SqliteStatements::SqliteStatements(const SqliteDialect &dialect, const QSqlDatabase &database, void *handle)
    : m_dialect(dialect)
    , m_database(database)
    , m_handle(handle)
{}

SqliteStatements::~SqliteStatements() = default;

void SqliteStatements::freeForgotten()
{
    m_forgotten.clear();
}

SqliteStatements::Statement &SqliteStatements::prepared(const QByteArray &sql)
{
    const std::string key = sql.toStdString();
    if (const auto found = m_bySql.find(key); found != m_bySql.end()) {
        m_statements.splice(m_statements.begin(), m_statements, found->second);
        return *m_statements.front();
    }
    auto statement = std::make_unique<Statement>(m_database);
    statement->sql = sql;
    // Rows are not kept by the driver, which would keep them until the statement runs again.
    statement->query.setForwardOnly(true);
    if (!statement->query.prepare(QString::fromUtf8(m_dialect.expand(sql))))
        throw m_dialect.errorOf(m_handle, statement->query.lastError());
    statement->changesData = m_dialect.changesData(statement->query);
    if (m_statements.size() >= kMaxStatements)
        forget(m_statements.back()->sql);
    m_statements.push_front(std::move(statement));
    m_bySql.emplace(key, m_statements.begin());
    return *m_statements.front();
}

void SqliteStatements::forget(const QByteArray &sql)
{
    const auto found = m_bySql.find(sql.toStdString());
    if (found == m_bySql.end())
        return;
    // Only put aside: its error is still looked at.
    m_forgotten.splice(m_forgotten.end(), m_statements, found->second);
    m_bySql.erase(found);
}

DatabaseError SqliteStatements::failed(const QByteArray &sql, const QSqlError &error)
{
    DatabaseError failure = m_dialect.errorOf(m_handle, error);
    // Qt cannot run a failed statement again.
    forget(sql);
    return failure;
}

void SqliteStatements::run(Statement &statement, const std::vector<Value> &values, bool writes)
{
    if (statement.changesData && !writes)
        throw DatabaseError(DatabaseError::Kind::Other, "25006",
                            u"a reading transaction must not change data"_s);
    for (int i = 0; i < static_cast<int>(values.size()); ++i)
        statement.query.bindValue(i, values[static_cast<size_t>(i)].variant());
    if (!statement.query.exec())
        throw failed(statement.sql, statement.query.lastError());
}

int SqliteStatements::exec(const QByteArray &sql, const std::vector<Value> &values, bool writes)
{
    Statement &statement = prepared(sql);
    const Unbind unbind(statement, values.size());
    run(statement, values, writes);
    return statement.query.numRowsAffected();
}

std::vector<Row> SqliteStatements::query(const QByteArray &sql, const std::vector<Value> &values,
                                         size_t limit, bool writes)
{
    std::vector<Row> rows;
    Statement &statement = prepared(sql);
    const Unbind unbind(statement, values.size());
    run(statement, values, writes);
    const int columns = statement.query.record().count();
    while (rows.size() < limit && statement.query.next()) {
        std::vector<QVariant> row;
        row.reserve(static_cast<size_t>(columns));
        for (int column = 0; column < columns; ++column)
            row.push_back(statement.query.value(column));
        rows.emplace_back(std::move(row));
    }
    // SQLite steps while rows are read, so that is where it can be interrupted.
    const QSqlError error = statement.query.lastError();
    if (error.isValid())
        throw failed(sql, error);
    return rows;
}

} // namespace turnpike::db

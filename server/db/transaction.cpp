// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/transaction.h"

#include "db/connection.h"

namespace turnpike::db {

namespace {

// Runs one statement; a failure that comes from being cancelled is told as such.
template<class Call>
auto inTime(const Deadline &deadline, Call &&call)
{
    deadline.check("database statement");
    try {
        return call();
    } catch (const DatabaseError &) {
        if (deadline.isCancelled())
            deadline.check("database statement");
        throw;
    }
}

} // namespace

Transaction::Transaction(Connection &connection, const Deadline &deadline)
    : m_connection(connection)
    , m_deadline(deadline)
{}

void Transaction::begin(bool writes, std::chrono::milliseconds commandTimeout, bool tellsLocks)
{
    inTime(m_deadline, [&] { m_connection.begin(writes, m_deadline, commandTimeout, tellsLocks); });
}

int Transaction::execWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return 0;
    }
    return inTime(m_deadline, [&] { return m_connection.exec(sql, values); });
}

std::vector<Row> Transaction::queryWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return {};
    }
    return inTime(m_deadline, [&] { return m_connection.query(sql, values); });
}

std::optional<Row> Transaction::oneWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return std::nullopt;
    }
    std::vector<Row> rows = inTime(m_deadline, [&] { return m_connection.query(sql, values, 1); });
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

void Transaction::explain(const QByteArray &sql, const std::vector<Value> &values)
{
    m_explained->push_back(
        {sql, inTime(m_deadline, [&] { return m_connection.explain(sql, values, m_explainOptions); })});
}

void Transaction::afterCommit(std::function<void()> hook)
{
    m_hooks.push_back(std::move(hook));
}

const Dialect &Transaction::dialect() const
{
    return m_connection.dialect();
}

QByteArray repeated(const char *row, int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            text += ", ";
        text += row;
    }
    return text;
}

} // namespace turnpike::db

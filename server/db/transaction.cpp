// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/transaction.h"

#include "base/errors.h"
#include "db/connection.h"

namespace turnpike::db {

using namespace Qt::StringLiterals;

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

std::shared_ptr<const Outcome> noOutcome()
{
    static const auto none = std::make_shared<const Outcome>(Outcome{true, 0, {}});
    return none;
}

} // namespace

Changed::operator int() const
{
    m_tx.settle(*m_outcome);
    return m_outcome->changed;
}

const std::vector<Row> &Asked::rows() const
{
    m_tx->settle(*m_outcome);
    return m_outcome->rows;
}

std::optional<Row> Asked::row() const
{
    const std::vector<Row> &all = rows();
    return all.empty() ? std::nullopt : std::optional(all.front());
}

bool Asked::isFresh() const
{
    return m_tx->m_changes == m_changes;
}

Transaction::Transaction(Connection &connection, const Deadline &deadline)
    : m_connection(connection)
    , m_deadline(deadline)
{}

void Transaction::begin(bool writes, std::chrono::milliseconds commandTimeout, bool tellsLocks)
{
    inTime(m_deadline, [&] { m_connection.begin(writes, m_deadline, commandTimeout, tellsLocks); });
}

// Until its outcome is known.
void Transaction::settle(const Outcome &outcome)
{
    if (outcome.isKnown)
        return;
    inTime(m_deadline, [&] { m_connection.settle(); });
    if (!outcome.isKnown)
        throw DatabaseError(DatabaseError::Kind::Other, "25P02",
                            u"what came before this statement has failed"_s);
}

void Transaction::noteStatement(const QByteArray &sql)
{
    if (!sql.trimmed().startsWith("SELECT"))
        ++m_changes;
}

Changed Transaction::execWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return {*this, noOutcome()};
    }
    noteStatement(sql);
    return {*this, inTime(m_deadline, [&] { return m_connection.post(sql, values); })};
}

Asked Transaction::askWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return {*this, noOutcome(), m_changes};
    }
    noteStatement(sql);
    auto outcome = inTime(m_deadline, [&] { return m_connection.ask(sql, values); });
    return {*this, std::move(outcome), m_changes};
}

std::shared_ptr<const Outcome> Transaction::sendWith(const QByteArray &sql, const std::vector<Value> &values)
{
    noteStatement(sql);
    return inTime(m_deadline, [&] { return m_connection.ask(sql, values, Wants::RowsAsText); });
}

std::vector<Row> Transaction::queryWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return {};
    }
    noteStatement(sql);
    return inTime(m_deadline, [&] { return m_connection.query(sql, values); });
}

std::optional<Row> Transaction::oneWith(const QByteArray &sql, const std::vector<Value> &values)
{
    if (m_explained) {
        explain(sql, values);
        return std::nullopt;
    }
    noteStatement(sql);
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

void Transaction::afterCommit(std::function<void()> hook, HookReach reach)
{
    if (reach == HookReach::Outside)
        waitForDisk();
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

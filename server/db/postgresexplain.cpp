// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/libpqresult.h"
#include "db/postgresdialect.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::db {

namespace {

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

QByteArray firstValue(PGconn *connection, const QByteArray &sql)
{
    const Answer result(PQexec(connection, sql.constData()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const QByteArray state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        throw DatabaseError(kindOfSqlState(state), state,
                            QString::fromUtf8(PQresultErrorMessage(result.get())).trimmed());
    }
    return PQntuples(result.get()) > 0 ? QByteArray(PQgetvalue(result.get(), 0, 0)) : QByteArray();
}

QByteArray literal(PGconn *connection, const QVariant &value)
{
    if (value.isNull())
        return "NULL";
    const QByteArray text = value.typeId() == QMetaType::QByteArray ? "\\x" + value.toByteArray().toHex()
                                                                    : value.toString().toUtf8();
    char *escaped = PQescapeLiteral(connection, text.constData(), static_cast<size_t>(text.size()));
    const QByteArray quoted(escaped);
    PQfreemem(escaped);
    return quoted;
}

QByteArray call(PGconn *connection, const std::vector<Value> &values)
{
    QByteArray list;
    for (const Value &value : values)
        list += (list.isEmpty() ? "(" : ", ") + literal(connection, value.variant());
    return "EXECUTE turnpike_explained" + (list.isEmpty() ? list : list + ')');
}

void addNode(Plan &plan, const QJsonObject &node)
{
    const QString type = node.value(u"Node Type").toString();
    if (type == u"Seq Scan")
        plan.scans += node.value(u"Relation Name").toString();
    // A bitmap's rows are counted where they are fetched.
    if (type.endsWith(u"Scan") && node.contains(u"Relation Name")) {
        const double each = node.value(u"Actual Rows").toDouble() +
                            node.value(u"Rows Removed by Filter").toDouble() +
                            node.value(u"Rows Removed by Index Recheck").toDouble();
        plan.rows += qRound64(each * node.value(u"Actual Loops").toDouble());
    }
    const QJsonArray children = node.value(u"Plans").toArray();
    for (const auto &child : children)
        addNode(plan, child.toObject());
}

} // namespace

// Not by a prepared EXPLAIN, which the driver cannot make; and only EXECUTE knows kept plans.
Plan PostgresDialect::explain(void *handle, const QByteArray &sql, const std::vector<Value> &values,
                              const ExplainOptions &options) const
{
    auto *connection = static_cast<PGconn *>(handle);
    for (const char *way : {"enable_seqscan", "enable_hashjoin", "enable_mergejoin"})
        firstValue(connection, QByteArray("SET LOCAL ") + way + " = " + (options.avoidScans ? "off" : "on"));
    firstValue(connection, QByteArray("SET LOCAL plan_cache_mode = ") +
                               (options.keptPlan ? "force_generic_plan" : "force_custom_plan"));
    firstValue(connection, "PREPARE turnpike_explained AS " + libpq::numbered(expand(sql)));
    Plan plan;
    plan.text = firstValue(connection, QByteArray("EXPLAIN (FORMAT JSON") +
                                           (options.measure ? ", ANALYZE, BUFFERS, TIMING OFF) " : ") ") +
                                           call(connection, values));
    firstValue(connection, "DEALLOCATE turnpike_explained");
    const QJsonObject root =
        QJsonDocument::fromJson(plan.text).array().at(0).toObject().value(u"Plan").toObject();
    addNode(plan, root);
    plan.cost = root.value(u"Shared Hit Blocks").toInteger() + root.value(u"Shared Read Blocks").toInteger();
    return plan;
}

} // namespace turnpike::db

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/sqlitedialect.h"

#include <QRegularExpression>
#include <QSqlError>

#include <sqlite3.h>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

class Statement
{
public:
    Statement(const SqliteDialect &dialect, sqlite3 *connection, const QByteArray &sql)
    {
        if (sqlite3_prepare_v2(connection, sql.constData(), -1, &m_statement, nullptr) != SQLITE_OK)
            throw dialect.errorOf(connection, {});
    }
    ~Statement() { sqlite3_finalize(m_statement); }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    void bind(const std::vector<Value> &values)
    {
        for (int i = 0; i < static_cast<int>(values.size()); ++i) {
            const QVariant &value = values[static_cast<size_t>(i)].variant();
            if (value.typeId() == QMetaType::LongLong) {
                sqlite3_bind_int64(m_statement, i + 1, value.toLongLong());
            } else if (!value.isNull()) {
                const QByteArray bytes = value.toByteArray();
                sqlite3_bind_text(m_statement, i + 1, bytes.constData(), static_cast<int>(bytes.size()),
                                  SQLITE_TRANSIENT);
            }
        }
    }
    bool step() { return sqlite3_step(m_statement) == SQLITE_ROW; }
    QByteArray text(int column)
    {
        return reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    }
    qint64 steps() { return sqlite3_stmt_status(m_statement, SQLITE_STMTSTATUS_VM_STEP, 0); }

private:
    sqlite3_stmt *m_statement = nullptr;
};

// The plan calls a table by the name it has in the statement.
QString tableOf(const QString &name, const QString &sql)
{
    static const QRegularExpression named(u"\\b(?:FROM|JOIN|UPDATE)\\s+(\\w+)\\s+(\\w+)"_s);
    for (auto matches = named.globalMatch(sql); matches.hasNext();) {
        const auto match = matches.next();
        if (match.captured(2) == name)
            return match.captured(1);
    }
    return name;
}

} // namespace

Plan SqliteDialect::explain(void *handle, const QByteArray &sql, const std::vector<Value> &values,
                            const ExplainOptions &options) const
{
    static const QRegularExpression scan(u"^SCAN (\\w+)$"_s);
    auto *connection = static_cast<sqlite3 *>(handle);
    const QByteArray text = expand(sql);
    Plan plan;
    Statement told(*this, connection, "EXPLAIN QUERY PLAN " + text);
    while (told.step()) {
        const QByteArray line = told.text(3);
        plan.text += line + '\n';
        if (const auto match = scan.match(QString::fromUtf8(line)); match.hasMatch())
            plan.scans += tableOf(match.captured(1), QString::fromUtf8(text));
    }
    if (options.measure) {
        Statement measured(*this, connection, text);
        measured.bind(values);
        while (measured.step()) {
        }
        plan.cost = measured.steps();
    }
    return plan;
}

} // namespace turnpike::db

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "support/testdatabase.h"

#include <QStringList>

namespace turnpike::test {

// Writes down each row that is changed in a PostgreSQL database, with what the commit was told about waiting
// for the disk: asked at the moment of the commit, by triggers that are put off until then, so that nothing
// said within the transaction escapes it. In the table `said`: tx, tab, op, commits (on, off), before, after
// (rows as JSON).
class CommitLog
{
public:
    // Of the tables that are there by then.
    explicit CommitLog(TestDatabase &test)
        : m_test(test)
    {
        m_test.script(
            "CREATE TABLE said (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tx bigint, tab text, "
            "op text, commits text, before jsonb, after jsonb); "
            "CREATE FUNCTION say() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "INSERT INTO said (tx, tab, op, commits, before, after) VALUES (txid_current(), TG_TABLE_NAME, "
            "TG_OP, current_setting('synchronous_commit'), to_jsonb(OLD), to_jsonb(NEW)); "
            "RETURN NULL; END $$");
        const auto tables = m_test.query("SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = "
                                         "'public' AND tablename <> 'said' "
                                         "ORDER BY tablename");
        // One by one: whoever uses several tables is met in none while we have another.
        for (const db::Row &table : tables) {
            m_test.script("CREATE CONSTRAINT TRIGGER say AFTER INSERT OR UPDATE OR DELETE ON " +
                          table.text(0).toUtf8() +
                          " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION say()");
        }
    }

    // Of all rows changed since the last call, in their order.
    QStringList takeModes()
    {
        const QStringList modes = texts(m_test.query("SELECT commits FROM said ORDER BY id"));
        m_test.exec("DELETE FROM said");
        return modes;
    }
    QStringList modesOf(const QString &table)
    {
        return texts(m_test.query("SELECT commits FROM said WHERE tab = ? ORDER BY id", table));
    }

private:
    static QStringList texts(const std::vector<db::Row> &rows)
    {
        QStringList found;
        for (const db::Row &row : rows)
            found.append(row.text(0));
        return found;
    }

    TestDatabase &m_test;
};

} // namespace turnpike::test

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testdatabase.h"

#include "base/ids.h"
#include "db/migrator.h"

#include <QFile>
#include <QTest>

#include <libpq-fe.h>

namespace turnpike::test {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kPatience = 60s;

QByteArray runOn(const db::DatabaseUrl &url, const QByteArray &sql)
{
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(url.connectionString().constData()), &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.constData()),
                                                               &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(std::string("test database: ") + PQerrorMessage(connection.get()));
    if (status != PGRES_TUPLES_OK || PQntuples(result.get()) == 0 || PQnfields(result.get()) == 0)
        return {};
    return PQgetvalue(result.get(), 0, 0);
}

QString newName(const char *prefix)
{
    return QLatin1String(prefix) + randomHex(8);
}

void createDatabase(const QString &name)
{
    runOn(TestDatabase::server(), u"CREATE DATABASE %1 TEMPLATE template0"_s.arg(name).toUtf8());
}

void tryToDrop(const QString &name)
{
    try {
        runOn(TestDatabase::server(), u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(name).toUtf8());
    } catch (const std::exception &error) {
        qWarning("%s", error.what());
    }
}

void migrate(const db::DatabaseUrl &url)
{
    db::ConnectionPool pool(url, TestDatabase::defaultOptions());
    const SystemClock clock;
    db::Migrator(pool, clock).migrate(Deadline::in(kPatience));
}

// Empties every table and starts every sequence anew, whatever is connected.
const char *const kReset = R"(
SET client_min_messages = error;
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$
DECLARE t record;
BEGIN
    SET LOCAL session_replication_role = replica; -- foreign keys do not matter
    FOR t IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
    LOOP
        EXECUTE format('DELETE FROM %I', t.tablename);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences;
END $$;)";
const char *const kFingerprint = R"(
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT relname || ' ' || coalesce(attname, '') FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal) AS parts (part))";

// Migrated databases of this process: one, as a rule, which is emptied for the next test, much quicker than
// another is made. All are dropped when the process ends.
class PostgresDatabases
{
public:
    ~PostgresDatabases()
    {
        for (const QString &name : m_spare)
            tryToDrop(name);
    }

    QString take()
    {
        const std::lock_guard lock(m_mutex);
        while (!m_spare.empty()) {
            const QString name = m_spare.back();
            m_spare.pop_back();
            if (reset(name))
                return name;
            tryToDrop(name);
        }
        const QString name = newName("turnpike_test_");
        createDatabase(name);
        const db::DatabaseUrl url = TestDatabase::server().withDatabase(name);
        migrate(url);
        if (m_fingerprint.isEmpty())
            m_fingerprint = runOn(url, kFingerprint);
        return name;
    }
    void giveBack(const QString &name)
    {
        const std::lock_guard lock(m_mutex);
        m_spare.push_back(name);
    }

private:
    // False when the test before changed the schema.
    bool reset(const QString &name) const
    {
        return runOn(TestDatabase::server().withDatabase(name), QByteArray(kReset) + kFingerprint) ==
               m_fingerprint;
    }

    std::mutex m_mutex;
    QByteArray m_fingerprint;
    std::vector<QString> m_spare;
};

PostgresDatabases &postgresDatabases()
{
    static PostgresDatabases databases;
    return databases;
}

class SqliteTemplate
{
public:
    SqliteTemplate() { migrate(db::DatabaseUrl::sqlite(path())); }
    QString path() const { return m_folder.filePath(u"template.db"_s); }

private:
    QTemporaryDir m_folder;
};

} // namespace

TestDatabase::TestDatabase(Kind kind, db::PoolOptions options, Schema schema)
    : m_schema(schema)
{
    if (kind == Kind::Sqlite) {
        m_url = db::DatabaseUrl::sqlite(m_folder.filePath(u"turnpike.db"_s));
        if (schema == Schema::Migrated) {
            static const SqliteTemplate original;
            if (!QFile::copy(original.path(), m_url.database()))
                throw std::runtime_error("cannot copy the database template");
        }
    } else if (schema == Schema::Migrated) {
        m_url = server().withDatabase(postgresDatabases().take());
    } else {
        m_url = server().withDatabase(newName("turnpike_test_"));
        createDatabase(m_url.database());
    }
    const int minSize = options.minSize;
    m_pool = std::make_unique<db::ConnectionPool>(m_url, std::move(options));
    m_database = std::make_unique<db::Database>(*m_pool);
    if (minSize > 0 && !m_pool->waitUntilUp(Deadline::in(kPatience)))
        throw std::runtime_error("cannot connect to the test database: " +
                                 m_pool->stats().lastError.english().toStdString());
}

TestDatabase::~TestDatabase()
{
    m_database.reset();
    m_pool.reset();
    if (m_url.kind() != Kind::Postgres)
        return;
    if (m_schema == Schema::Migrated)
        postgresDatabases().giveBack(m_url.database());
    else
        tryToDrop(m_url.database());
}

void TestDatabase::addKinds()
{
    QTest::addColumn<Kind>("kind");
    QTest::newRow("sqlite") << Kind::Sqlite;
    QTest::newRow("postgres") << Kind::Postgres;
}

db::PoolOptions TestDatabase::defaultOptions()
{
    db::PoolOptions options;
    options.minSize = 1;
    return options;
}

db::DatabaseUrl TestDatabase::server()
{
    const QString text = qEnvironmentVariable("TURNPIKE_TEST_POSTGRES");
    if (text.isEmpty())
        throw std::runtime_error("TURNPIKE_TEST_POSTGRES is not set: run scripts/test, or name a PostgreSQL "
                                 "server of your own, such as postgresql://user@127.0.0.1:5432/postgres");
    return db::DatabaseUrl::parse(text);
}

void TestDatabase::script(const QByteArray &sql)
{
    m_pool->acquire(db::Demand::Worker, "test", Deadline::in(kPatience)).connection().runScript(sql);
}

QByteArray TestDatabase::outsider(const QByteArray &sql) const
{
    return runOn(m_url, sql);
}

} // namespace turnpike::test

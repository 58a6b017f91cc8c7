// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bed.h"

#include "base/clock.h"
#include "db/connectionpool.h"
#include "db/migrator.h"

#include <QFile>

namespace turnpike::bench {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostConnections = 200;
constexpr auto kLookPause = 50ms; // more often would take from what is measured

void migrateAt(const QString &url)
{
    db::ConnectionPool pool(db::DatabaseUrl::parse(url), {});
    const SystemClock clock;
    if (!pool.waitUntilUp(Deadline::in(30s)))
        throw Broken(u"the database does not answer"_s);
    db::Migrator(pool, clock).migrate(Deadline::in(60s));
}

} // namespace

Bed::Bed(const Tools &tools, const QString &settings)
    : m_folder(tools.folder + u"/turnpike-bench-XXXXXX"_s)
{
    if (!m_folder.isValid())
        throw Broken(u"no folder for a database: "_s + m_folder.errorString());
    // PostgreSQL runs as its own user where we are root.
    QFile::setPermissions(m_folder.path(),
                          QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther);
    m_services = std::make_unique<chaos::Services>(tools.services, m_folder.path(), kMostConnections,
                                                   QString(), u"-c synchronous_commit=on "_s + settings);
    m_services->start(chaos::Services::Kind::Postgres);
    m_url = m_services->databaseUrl();
    m_database = std::make_unique<PlainDatabase>(m_url);
    for (const QByteArray name : {"fsync", "synchronous_commit", "full_page_writes"}) {
        if (m_database->rows("SHOW " + name).at(0).at(0) != "on")
            throw Broken(QString::fromLatin1(name) + u" is off: nothing here would be durable"_s);
    }
}

void Bed::migrate()
{
    migrateAt(m_url);
}

QString Bed::addDatabase(const QString &name)
{
    m_database->run("CREATE DATABASE " + name.toLatin1());
    const QString url = u"postgresql://turnpike@127.0.0.1:%1/%2"_s.arg(port()).arg(name);
    migrateAt(url);
    return url;
}

void Bed::clearQueues()
{
    m_database->run("TRUNCATE inbox, outbox RESTART IDENTITY");
    m_database->run("VACUUM ANALYZE users");
    m_database->run("CHECKPOINT");
}

void Bed::addCustomers(qint64 first, int count)
{
    m_database->run(
        "INSERT INTO users (telegram_id, username, first_name, language, referral_code, created_at, "
        "last_seen_at) SELECT i, 'customer_' || i, 'Customer', 'en', 'bench' || i, 1, 1 "
        "FROM generate_series(" +
        QByteArray::number(first) + "::bigint, " + QByteArray::number(first + count - 1) + "::bigint) i");
}

void Bed::awaitHandled(std::chrono::seconds patience)
{
    const Deadline deadline = Deadline::in(patience);
    while (m_database->number("SELECT count(*) FROM inbox WHERE status = 'pending'") > 0) {
        if (deadline.hasPassed())
            throw Broken(u"updates are not handled within %1 s"_s.arg(patience.count()));
        chaos::live(kLookPause);
    }
    if (const qint64 dead = m_database->number("SELECT count(*) FROM inbox WHERE status = 'dead'"))
        throw Broken(u"%1 updates have become dead letters"_s.arg(dead));
}

} // namespace turnpike::bench

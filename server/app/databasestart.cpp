// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// How a start comes to its database, and what a running server does when its file is replaced: further
// members of Application.

#include "app/application.h"
#include "base/errors.h"
#include "db/migrator.h"
#include "db/serverterms.h"
#include "telemetry/log.h"

#include <algorithm>
#include <utility>

namespace turnpike::app {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_LOGGING_CATEGORY(lcApplication)

namespace {

// For a look at what DATABASE_URL leads to.
constexpr auto kTermsTime = 10s;
// Of migrations that work, such as a step over millions of rows: cut off, it would begin anew, and that for
// ever. Those that wait for others are told of sooner.
constexpr auto kMigrationTime = 1h;

// Operators hear of a file that was replaced before the process ends for it.
constexpr auto kLastAlertTime = 5s;
// A start that waits longer than this for its database is told of.
constexpr qint64 kLongWaitMs = 20'000;
// How often a start looks whether it has waited so long.
constexpr auto kConnectTime = 10s;
// A copy that was restored is looked through before it is used.
constexpr auto kLookThroughCopy = 10min;

} // namespace

void Application::openDatabase()
{
    std::chrono::milliseconds pause = 100ms;
    const Deadline forever = Deadline::in(std::chrono::hours(24 * 365), m_stop);
    QString lastError;
    while (!m_stop->isCancelled()) {
        try {
            prepareDatabase(forever);
            QMetaObject::invokeMethod(this, &Application::startServing, Qt::QueuedConnection);
            return;
        } catch (const ConfigError &error) {
            QMetaObject::invokeMethod(
                this, [this, why = error.message()] { fail(why); }, Qt::QueuedConnection);
            return;
        } catch (const Error &error) {
            if (std::exchange(lastError, error.message()) != error.message())
                log::warning(lcApplication(), "the database cannot be used yet, trying again").with(error);
            tellOfWaiting(error.sentence());
        }
        forever.sleep(pause);
        pause = std::min<std::chrono::milliseconds>(pause * 2, 1s);
    }
}

// The folder may be there later than we are, and another one then (a volume that is mounted late).
void Application::prepareFile()
{
    if (!m_sqliteFile)
        return;
    if (!m_instanceLock || !m_instanceLock->isInPlace())
        m_instanceLock = std::make_unique<replicas::InstanceLock>(m_sqliteFile->path());
    m_sqliteFile->open(m_config.mayBeginDatabase, Deadline::in(kLookThroughCopy, m_stop));
}

void Application::prepareDatabase(const Deadline &forever)
{
    prepareFile();
    const Deadline deadline = forever.within(60s);
    if (!m_pool.waitUntilUp(deadline.within(kConnectTime)))
        throw DatabaseError(DatabaseError::Kind::Connection, "08001", u"no connection within ten seconds"_s);
    db::checkServerTerms(m_pool.url(), deadline.within(kTermsTime));
    const int applied = db::Migrator(m_pool, m_clock).migrate(forever.within(kMigrationTime), deadline);
    if (applied > 0)
        log::info(lcApplication(), "schema migrated").with("steps", applied);
    if (m_sqliteFile)
        m_sqliteFile->noteBegun();
    const Deadline reading = forever.within(60s);
    m_database.write(db::Demand::Operations, "start", reading,
                     [&](db::Transaction &tx) { m_shop.flags.seed(tx, m_config.featureDefaults); });
    m_database.read(db::Demand::Operations, "start", reading,
                    [&](db::Transaction &tx) { m_shop.flags.refresh(tx); });
    noteInstance(reading);
}

// Passed on by threads of their own: a way that hangs does not hold up the start.
void Application::tellOfWaiting(const protocol::Sentence &why)
{
    if (m_clock.nowMs() - m_startedAt < kLongWaitMs)
        return;
    m_alerts.raise({u"database_awaited"_s, protocol::Sentence(protocol::SentenceId::DatabaseAwaited, why),
                    u"database-file"_s});
}

// What this process knows belongs to the file before: the next one reads the new file from the beginning.
void Application::watchFile()
{
    const std::optional<protocol::Sentence> why = m_sqliteFile->replaced();
    if (!why) {
        m_replacedSince.reset();
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (!m_replacedSince) {
        m_replacedSince = now;
        m_alerts.raise({u"database_file_replaced"_s, *why, u"database-file"_s});
    } else if (now - *m_replacedSince >= kLastAlertTime) {
        QMetaObject::invokeMethod(
            this, [this, text = why->english()] { fail(text); }, Qt::QueuedConnection);
    }
}

} // namespace turnpike::app

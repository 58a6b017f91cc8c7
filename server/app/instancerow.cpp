#include "app/instancerow.h"

#include "db/transaction.h"
#include "telemetry/log.h"

#include <QSysInfo>

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace turnpike::app {

namespace {

// Six times the interval at which an instance notes that it lives.
constexpr qint64 kSilentInstanceMs = 30 * kSecondMs;

// Seen again, it has not ended: a process that was frozen and then marked by others goes on.
constexpr const char *kNote = R"(
    INSERT INTO instances (instance_id, version, role, started_at, last_seen_at, gauges) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (instance_id) DO UPDATE SET role = excluded.role, last_seen_at = excluded.last_seen_at,
        gauges = excluded.gauges,
        ended_at = NULL, exit_reason = NULL, exit_dump = NULL)";

constexpr const char *kEnd = R"(
    UPDATE instances SET last_seen_at = ?, ended_at = ?, exit_reason = ?, exit_dump = ?
    WHERE instance_id = ?)";

constexpr const char *kOpen = R"(
    SELECT instance_id, last_seen_at FROM instances WHERE ended_at IS NULL AND instance_id <> ?)";

constexpr const char *kCrashed = R"(
    UPDATE instances SET ended_at = last_seen_at, exit_reason = 'crash'
    WHERE instance_id = ? AND ended_at IS NULL AND last_seen_at = ?)";

QString reasonOf(InstanceRow::Exit exit, const QString &why)
{
    switch (exit) {
    case InstanceRow::Exit::Clean:
        return QStringLiteral("clean");
    case InstanceRow::Exit::Failed:
        return QStringLiteral("failed: ") + log::redact(why);
    case InstanceRow::Exit::Watchdog:
        break;
    }
    return QStringLiteral("watchdog: ") + log::redact(why);
}

} // namespace

InstanceRow::InstanceRow(db::Database &database, const Clock &clock, QString instanceId,
                         const QString &version)
    : m_database(database)
    , m_clock(clock)
    , m_instanceId(std::move(instanceId))
    , m_version(version)
    , m_startedAt(clock.nowMs())
{}

void InstanceRow::note(const QString &role, const QByteArray &gauges, const Deadline &deadline)
{
    // Never behind what hangs: silent for half a minute, this instance is taken for dead.
    m_database.write(db::Demand::Control, "instance row", deadline, [&](db::Transaction &tx) {
        tx.exec(kNote, m_instanceId, m_version, role, m_startedAt, m_clock.nowMs(),
                QString::fromUtf8(gauges));
    });
}

void InstanceRow::noteEnd(Exit exit, const QString &why, const QString &dump, const Deadline &deadline)
{
    const qint64 now = m_clock.nowMs();
    m_database.write(db::Demand::Control, "instance row", deadline, [&](db::Transaction &tx) {
        tx.exec(kEnd, now, now, reasonOf(exit, why),
                dump.isEmpty() ? std::nullopt : std::optional(log::redact(dump)), m_instanceId);
    });
}

QStringList InstanceRow::markCrashed(const Deadline &deadline)
{
    const qint64 seenBefore = m_clock.nowMs() - kSilentInstanceMs;
    return m_database.write(db::Demand::Operations, "instance row", deadline, [&](db::Transaction &tx) {
        QStringList crashed;
        for (const db::Row &row : tx.query(kOpen, m_instanceId)) {
            const bool isGone = row.int64(1) < seenBefore || isGoneHere(row.text(0));
            if (isGone && tx.exec(kCrashed, row.text(0), row.int64(1)) > 0)
                crashed += row.text(0);
        }
        return crashed;
    });
}

// In a container each run has a host name of its own, and the same pid: then only silence tells.
bool InstanceRow::isGoneHere(const QString &instanceId) const
{
    const QString host = QSysInfo::machineHostName() + QLatin1Char('-');
    if (!instanceId.startsWith(host))
        return false;
    const auto pid = instanceId.mid(host.size()).section(u'-', 0, 0).toInt();
    return pid > 0 && (pid == ::getpid() || (::kill(pid, 0) != 0 && errno == ESRCH));
}

} // namespace turnpike::app

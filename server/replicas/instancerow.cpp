// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicas/instancerow.h"

#include "base/ids.h"
#include "db/transaction.h"
#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSysInfo>

#include <array>
#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace turnpike::replicas {

using namespace Qt::StringLiterals;

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

constexpr const char *kCompany = R"(
    SELECT 1 FROM instances WHERE instance_id <> ? AND ended_at IS NULL AND last_seen_at >= ? LIMIT 1)";

constexpr const char *kCrashed = R"(
    UPDATE instances SET ended_at = last_seen_at, exit_reason = 'crash'
    WHERE instance_id = ? AND ended_at IS NULL AND last_seen_at = ?)";

// The boot of this machine's kernel and the namespace of our pid, eight digits of them; empty where the
// kernel does not tell. (random(4), namespaces(7): within a boot no two namespaces that are there have one
// number.)
QString ownPlace()
{
    QFile boot(u"/proc/sys/kernel/random/boot_id"_s);
    std::array<char, 64> space{};
    const ssize_t length = ::readlink("/proc/self/ns/pid", space.data(), space.size());
    if (length <= 0 || !boot.open(QIODevice::ReadOnly))
        return {};
    const QByteArray both = boot.readAll().trimmed() + QByteArray(space.data(), length);
    return QString::fromLatin1(QCryptographicHash::hash(both, QCryptographicHash::Sha256).toHex().left(8));
}

QString reasonOf(InstanceRow::Exit exit, const QString &why)
{
    switch (exit) {
    case InstanceRow::Exit::Clean:
        return u"clean"_s;
    case InstanceRow::Exit::Failed:
        return u"failed: "_s + log::redact(why);
    case InstanceRow::Exit::Watchdog:
        break;
    }
    return u"watchdog: "_s + log::redact(why);
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

QString InstanceRow::newId()
{
    return u"%1-%2-%3-%4"_s.arg(QSysInfo::machineHostName(), QString::number(::getpid()), ownPlace(),
                                randomHex(4));
}

void InstanceRow::note(protocol::InstanceRole role, const QByteArray &gauges, const Deadline &deadline)
{
    // Never behind what hangs: silent for half a minute, this instance is taken for dead.
    m_database.write(db::Demand::Control, "instance row", deadline, [&](db::Transaction &tx) {
        tx.exec(kNote, m_instanceId, m_version, toWord(role), m_startedAt, m_clock.nowMs(),
                QString::fromUtf8(gauges));
    });
}

void InstanceRow::noteEnd(Exit exit, const QString &why, const QString &dump, const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
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

db::BoundStatement InstanceRow::companyLook() const
{
    return {kCompany, {m_instanceId, m_clock.nowMs() - kSilentInstanceMs}};
}

// Of another place, such as another container of this host, only silence tells.
bool InstanceRow::isGoneHere(const QString &instanceId) const
{
    const QString host = QSysInfo::machineHostName() + QLatin1Char('-');
    if (!instanceId.startsWith(host))
        return false;
    const QStringList parts = instanceId.mid(host.size()).split(u'-');
    static const QString place = ownPlace();
    if (parts.size() != 3 || place.isEmpty() || parts[1] != place)
        return false;
    const int pid = parts[0].toInt();
    return pid > 0 && (pid == ::getpid() || (::kill(pid, 0) != 0 && errno == ESRCH));
}

} // namespace turnpike::replicas

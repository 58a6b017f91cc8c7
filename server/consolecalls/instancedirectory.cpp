// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/instancedirectory.h"

#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/jsoncodec.h"

#include <QJsonDocument>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// Ended instances are shown for so long, and this many rows at most.
constexpr qint64 kShownMs = 7 * 24 * kHourMs;
constexpr int kMost = 40;
// Durations shown one by one, of another instance's workers: rows stay small.
constexpr qsizetype kSparks = 20;

const QString kValues = u"values"_s;
const QString kWorkers = u"workers"_s;

constexpr const char *kRead = R"(
    SELECT instance_id, version, role, started_at, last_seen_at, ended_at, coalesce(exit_reason, ''),
           exit_dump IS NOT NULL, gauges
    FROM instances WHERE last_seen_at > ? ORDER BY started_at DESC LIMIT ?)";
constexpr const char *kDump =
    "SELECT exit_dump FROM instances WHERE instance_id = ? AND exit_dump IS NOT NULL";

} // namespace

InstanceDirectory::InstanceDirectory(db::Database &database, const Clock &clock, Publish publish,
                                     QString instanceId)
    : m_database(database)
    , m_clock(clock)
    , m_publish(std::move(publish))
    , m_instanceId(std::move(instanceId))
{}

void InstanceDirectory::addCalls(CallTable &calls)
{
    calls.addMessage(call::kDump, [this](const CallRequest &request, const Deadline &deadline) {
        const QString id = request.as<DumpQuery>().instanceId;
        return m_database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            const auto row = tx.one(kDump, id);
            if (!row)
                throw CallRefused(ErrorCode::NotFound, {SentenceId::NoDump, id});
            return Dump{id, row->text(0)};
        });
    });
}

void InstanceDirectory::read(const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    const auto answers =
        m_database.look(db::Demand::Operations, "instances", deadline, {{kRead, {now - kShownMs, kMost}}});
    const std::vector<db::Row> &rows = answers.at(0);
    QList<InstanceState> instances;
    QList<WorkerState> workers;
    for (const db::Row &row : rows) {
        const QJsonObject picture = QJsonDocument::fromJson(row.text(8).toUtf8()).object();
        InstanceState instance{row.text(0),
                               row.text(1),
                               Choice<InstanceRole>(row.text(2)),
                               row.int64(3),
                               row.int64(4),
                               row.optionalInt64(5),
                               row.text(6),
                               row.boolean(7),
                               false,
                               {}};
        instance.isConnected = instance.instanceId == m_instanceId;
        instance.gauges = picture.value(kValues).toObject();
        const bool isOtherLeader =
            !instance.endedAt && instance.role == InstanceRole::Leader && !instance.isConnected;
        if (isOtherLeader && workers.isEmpty())
            take(picture.value(kWorkers), workers);
        instances.append(std::move(instance));
    }
    {
        const std::lock_guard lock(m_mutex);
        m_leadersWorkers = workers;
        m_instances = instances;
        m_readAt = now;
    }
    m_publish(event::kInstances, {}, toJson(InstanceList{instances}));
}

QList<InstanceState> InstanceDirectory::instances() const
{
    const std::lock_guard lock(m_mutex);
    return m_instances;
}

std::optional<Timestamp> InstanceDirectory::readAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_readAt;
}

QList<WorkerState> InstanceDirectory::leadersWorkers() const
{
    const std::lock_guard lock(m_mutex);
    return m_leadersWorkers;
}

QByteArray InstanceDirectory::picture(const QJsonObject &values, const QList<WorkerState> &workers)
{
    QList<WorkerState> small = workers;
    for (WorkerState &worker : small)
        worker.recentMs = worker.recentMs.last(std::min(worker.recentMs.size(), kSparks));
    return QJsonDocument(QJsonObject{{kValues, values}, {kWorkers, toValue(small)}})
        .toJson(QJsonDocument::Compact);
}

} // namespace turnpike::consolecalls

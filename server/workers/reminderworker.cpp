// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/reminderworker.h"

#include "workers/itemloop.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = access::Reminders::Kind;

namespace {

Worker::Settings settingsOf(Kind kind)
{
    Worker::Settings settings;
    const bool paid = kind == Kind::Paid;
    settings.name = paid ? u"reminders"_s : u"trial_notifications"_s;
    settings.interval = paid ? 45min : 5min;
    settings.jitter = settings.interval / 10;
    settings.flags << u"reminders"_s;
    settings.kickedBy = paid ? Work::Reminder : Work::TrialNotification;
    return settings;
}

} // namespace

ReminderWorker::ReminderWorker(Kind kind, db::Database &database, const access::Reminders &reminders)
    : Worker(settingsOf(kind))
    , m_kind(kind)
    , m_database(database)
    , m_reminders(reminders)
{}

void ReminderWorker::iterate(Iteration &iteration)
{
    forEachDue(
        iteration, m_database, m_kind == Kind::Paid ? "reminders" : "trial_notifications",
        [this](db::Transaction &tx, int limit) { return m_reminders.due(tx, m_kind, limit); },
        [this](db::Transaction &tx, TelegramId user) { return m_reminders.remind(tx, user); });
}

std::optional<std::vector<QByteArray>> ReminderWorker::dueQueries() const
{
    return std::vector<QByteArray>{access::Subscriptions::nextReminderQuery(m_kind)};
}

} // namespace turnpike::workers

namespace turnpike::workers::reminderworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            for (const Kind kind : {Kind::Paid, Kind::Trial})
                add(std::make_unique<ReminderWorker>(kind, parts.database, parts.shop.reminders));
        },
        [](const WorkerRules &shop, const QString &) -> std::vector<HotQuery> {
            const access::Reminders &all = shop.reminders;
            return {{"reminder: due", [&all](db::Transaction &tx) { all.due(tx, Kind::Paid, kBatch); }},
                    {"reminder: next due", [&all](db::Transaction &tx) { all.nextDue(tx, Kind::Paid); }},
                    {"trial: due", [&all](db::Transaction &tx) { all.due(tx, Kind::Trial, kBatch); }},
                    {"trial: next due", [&all](db::Transaction &tx) { all.nextDue(tx, Kind::Trial); }}};
        },
    };
}

} // namespace turnpike::workers::reminderworker

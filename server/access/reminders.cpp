#include "access/reminders.h"

#include "access/schedule.h"

namespace turnpike::access {

namespace {

constexpr const char *kDuePaid = R"(
    SELECT telegram_id FROM subscriptions
    WHERE next_reminder_at <= ? AND source <> 'trial' ORDER BY next_reminder_at LIMIT ?)";
constexpr const char *kDueTrial = R"(
    SELECT telegram_id FROM subscriptions
    WHERE next_reminder_at <= ? AND source = 'trial' ORDER BY next_reminder_at LIMIT ?)";
constexpr const char *kNextPaid = R"(
    SELECT next_reminder_at FROM subscriptions
    WHERE next_reminder_at IS NOT NULL AND source <> 'trial' ORDER BY next_reminder_at LIMIT 1)";
constexpr const char *kNextTrial = R"(
    SELECT next_reminder_at FROM subscriptions
    WHERE next_reminder_at IS NOT NULL AND source = 'trial' ORDER BY next_reminder_at LIMIT 1)";

} // namespace

Reminders::Reminders(const Clock &clock, CustomerNotices &notices)
    : m_clock(clock)
    , m_notices(notices)
    , m_subscriptions(clock)
{}

std::vector<TelegramId> Reminders::due(db::Transaction &tx, Kind kind, int limit) const
{
    std::vector<TelegramId> users;
    for (const db::Row &row : tx.query(kind == Kind::Paid ? kDuePaid : kDueTrial, m_clock.nowMs(), limit))
        users.push_back(row.telegramId(0));
    return users;
}

bool Reminders::remind(db::Transaction &tx, TelegramId user) const
{
    const qint64 now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || !subscription->nextReminderAt || *subscription->nextReminderAt > now)
        return false;
    int stage = subscription->reminderStage;
    while (stage + 1 < kReminderStages && reminderAt(*subscription, stage + 1) <= now)
        ++stage;
    const bool isOver = !subscription->isRunning(now);
    scheduleReminder(*subscription, now, stage + 1);
    m_subscriptions.store(tx, *subscription);
    if (isOver)
        return false;
    const ReminderNotice notice{stage, subscription->tariff, subscription->expiresAt,
                                subscription->autoRenew};
    if (subscription->isTrial())
        m_notices.trialReminder(tx, user, notice);
    else
        m_notices.reminder(tx, user, notice);
    return true;
}

std::optional<qint64> Reminders::nextDue(db::Transaction &tx, Kind kind) const
{
    const auto row = tx.one(kind == Kind::Paid ? kNextPaid : kNextTrial);
    return row ? row->optionalInt64(0) : std::nullopt;
}

} // namespace turnpike::access

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

#include "walk/invariants.h"

namespace turnpike::walk {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPeople = 5;
constexpr qint64 kFirstPerson = 1001;
// Between two looks at what holds at any moment.
constexpr int kLookEverySteps = 20;
// What was due gets this many times to be done, longer than the longest pause before a new try apart.
constexpr int kRoundsOfRest = 6;
constexpr qint64 kRoundMs = 11 * kMinuteMs;

constexpr const char *kSwitchedOn[] = {control::flag::kPayments,    control::flag::kVpnProvisioning,
                                       control::flag::kAutoRenewal, control::flag::kReminders,
                                       control::flag::kTrials,      control::flag::kReferralRewards};

} // namespace

Walk::Walk(test::TestDatabase::Kind kind, const Settings &settings)
    : m_settings(settings)
    , m_database(kind == test::TestDatabase::Kind::Sqlite ? u"SQLite"_s : u"PostgreSQL"_s)
    , m_draw(settings.seed)
    , m_walked(kind, settings.seed)
{}

std::span<const Walk::Action> Walk::actions()
{
    static constexpr Action kActions[] = {
        {30, &Walk::pressShown},      {6, &Walk::pressOld},      {4, &Walk::pressAgain},
        {6, &Walk::typeSomething},    {6, &Walk::openLink},      {6, &Walk::sendCommand},
        {1, &Walk::eraseData},        {8, &Walk::payCrypto},     {2, &Walk::payCryptoLate},
        {8, &Walk::payTelegram},      {5, &Walk::tellPayment},   {3, &Walk::tellAgain},
        {1, &Walk::tellStrangers},    {2, &Walk::payWrongSum},   {1, &Walk::payForeign},
        {1, &Walk::refundAtTelegram}, {1, &Walk::askForRefund},  {1, &Walk::refundByHand},
        {3, &Walk::grantOrTake},      {2, &Walk::adjustBalance}, {1, &Walk::blockSomebody},
        {3, &Walk::decideReview},     {2, &Walk::answerSupport}, {1, &Walk::changePromo},
        {2, &Walk::flipFlag},         {5, &Walk::passTime},      {2, &Walk::passLongTime},
        {16, &Walk::runWorker},       {2, &Walk::breakOutside},  {2, &Walk::mendOutside},
        {1, &Walk::reinstallVpn},
    };
    return kActions;
}

void Walk::note(const QString &action)
{
    m_journal.note(action);
}

// The shop on its first day.
void Walk::open()
{
    for (int i = 0; i < kPeople; ++i) {
        const TelegramId id(kFirstPerson + i);
        m_customers.push_back(id);
        m_walked.outside.telegram().putUser(id.value(), u"Customer %1"_s.arg(i), {}, u"en"_s).hasStarted =
            true;
    }
    for (const char *flag : kSwitchedOn)
        m_walked.shop.setFlag(flag, true);
    m_customer = m_customers.front();
    for (int i = 0; i < 3; ++i)
        changePromo();
}

void Walk::step()
{
    m_customer = m_draw.oneOf(m_customers);
    m_walked.shop.customer = m_customer;
    // Two of them speak Russian.
    m_walked.shop.languageCode = m_customer.value() % 2 == 0 ? u"ru"_s : u"en"_s;
    m_walked.shop.clock.advance(m_draw.between(300, 8000));
    // A commit that fails at first is tried again.
    m_walked.shop.hiccups = m_draw.chance(4) ? 1 : 0;

    int sum = 0;
    for (const Action &action : actions())
        sum += action.weight;
    int drawn = m_draw.below(sum);
    for (const Action &action : actions()) {
        drawn -= action.weight;
        if (drawn < 0) {
            (this->*action.act)();
            break;
        }
    }
    m_walked.post();
}

std::optional<QString> Walk::go()
{
    try {
        open();
        for (qint64 number = 1; number <= m_settings.steps; ++number) {
            m_journal.beginStep(number);
            step();
            if (number % kLookEverySteps == 0) {
                const QStringList broken = invariants::brokenNow(m_walked);
                if (!broken.isEmpty())
                    return report(broken);
            }
            if (number % m_settings.restEvery == 0 || number == m_settings.steps) {
                if (const auto broken = rest())
                    return broken;
            }
        }
    } catch (const std::exception &error) {
        return report({u"an action failed: %1"_s.arg(QString::fromUtf8(error.what()))});
    }
    return std::nullopt;
}

std::optional<QString> Walk::rest()
{
    note(u"everything comes to its end"_s);
    m_unseenMs = 0;
    m_walked.mend();
    m_walked.shop.hiccups = 0;
    for (const char *flag : kSwitchedOn)
        m_walked.shop.setFlag(flag, true);
    m_walked.shop.setFlag(control::flag::kMaintenanceMode, false);
    tellAll();
    for (int round = 0; round < kRoundsOfRest; ++round) {
        m_walked.shop.clock.advance(kRoundMs);
        for (const auto &worker : m_walked.allWorkers())
            m_walked.iterate(*worker);
        m_walked.post();
    }
    m_walked.iterate(u"fast_expiry_cleanup"_s);
    const QStringList broken = invariants::brokenAtRest(m_walked, m_invented);
    if (!broken.isEmpty())
        return report(broken);
    const QString refused = m_walked.shop.refusedByTelegram(m_lookedAtRow);
    if (!refused.isEmpty())
        return report({u"Telegram would not take a message: "_s + refused});
    m_lookedAtRow = m_walked.shop.db.number("SELECT coalesce(max(id), 0) FROM outbox");
    // Nobody scrolls back that far.
    m_walked.shop.db.exec(
        "DELETE FROM outbox WHERE status = 'sent' AND dedupe_key IS NULL AND finished_at < ?",
        m_walked.shop.clock.nowMs() - 12 * kHourMs);
    if (m_settings.atRest)
        m_settings.atRest(m_journal.step());
    return std::nullopt;
}

QString Walk::report(const QStringList &broken) const
{
    return u"seed %1, step %2, %3:\n  %4\nThe last actions:\n%5\n"_s.arg(m_settings.seed)
        .arg(m_journal.step())
        .arg(m_database, broken.join(u"\n  "_s), m_journal.last().join(u'\n'));
}

} // namespace turnpike::walk

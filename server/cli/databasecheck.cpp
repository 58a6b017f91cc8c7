// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/databasecheck.h"

#include "access/subscriptionlooks.h"
#include "cli/hotwork.h"
#include "protocol/money.h"

namespace turnpike::cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBalancesATime = 5'000;

// A rule that all rows keep. `sql` gives how many break it, and one of them.
struct Rule
{
    const char *sql;
    const char *finding; // %1: how many, %2: one of them
};

constexpr Rule kRules[] = {
    {"SELECT count(*), min(p.purchase_id) FROM payments p LEFT JOIN purchases u ON u.purchase_id = "
     "p.purchase_id"
     " WHERE u.purchase_id IS NULL AND p.purchase_id IS NOT NULL",
     "%1 payments without their purchase, such as of %2: restore the purchases from a backup."},
    {"SELECT count(*), min(p.purchase_id) FROM payments p JOIN purchases u ON u.purchase_id = p.purchase_id"
     " WHERE p.status = 'granted' AND u.status NOT IN ('fulfilled', 'refunded')",
     "%1 payments granted whose purchase is not fulfilled, such as %2: look into its audit log, then grant "
     "the "
     "access or refund the payment."},
    {"SELECT count(*), min(u.purchase_id) FROM purchases u WHERE u.status = 'fulfilled' AND NOT EXISTS"
     " (SELECT 1 FROM payments p WHERE p.purchase_id = u.purchase_id)",
     "%1 purchases fulfilled without a payment, such as %2: look into its audit log for who granted it."},
    {"SELECT count(*), min(u.purchase_id) FROM purchases u LEFT JOIN users c ON c.telegram_id = u.telegram_id"
     " WHERE c.telegram_id IS NULL",
     "%1 purchases without their customer, such as %2: restore the users from a backup."},
    {access::subscriptionlooks::kWithoutCustomer,
     "%1 subscriptions without their customer, such as of %2: restore the users from a backup."},
    {"SELECT count(*), CAST(min(b.telegram_id) AS text) FROM balance_transactions b"
     " LEFT JOIN users c ON c.telegram_id = b.telegram_id WHERE c.telegram_id IS NULL",
     "%1 ledger entries without their customer, such as of %2: restore the users from a backup."},
    {"SELECT count(*), min(r.purchase_id) FROM referral_rewards r"
     " LEFT JOIN purchases u ON u.purchase_id = r.purchase_id LEFT JOIN users c ON c.telegram_id = "
     "r.referrer_id"
     " WHERE u.purchase_id IS NULL OR c.telegram_id IS NULL",
     "%1 referral rewards without their purchase or inviter, such as for %2: restore them from a backup."},
    {"SELECT count(*), min(g.code) FROM gifts g LEFT JOIN purchases u ON u.purchase_id = g.purchase_id"
     " WHERE u.purchase_id IS NULL",
     "%1 gifts without their purchase, such as %2: restore the purchases from a backup."},
    {"SELECT count(*), min(u.purchase_id) FROM purchases u WHERE u.kind = 'gift' AND u.status = 'fulfilled'"
     " AND NOT EXISTS (SELECT 1 FROM gifts g WHERE g.purchase_id = u.purchase_id)",
     "%1 gifts were paid for and never made, such as of %2: refund them or grant the access by hand."},
    {"SELECT count(*), min(p.purchase_id) FROM promo_uses p LEFT JOIN promo_codes c ON c.code = p.code"
     " WHERE c.code IS NULL",
     "%1 uses of promo codes that are not there, such as by %2: restore the promo codes from a backup."},
    {access::subscriptionlooks::kInUseAndToBeRemoved,
     "%1 keys are both in use and to be removed, such as %2: reissue them, or delete their rows of "
     "vpn_removals, before the customers lose their access."},
};

} // namespace

DatabaseCheck::DatabaseCheck(db::Database &database, const app::Shop &shop, const Clock &clock)
    : m_database(database)
    , m_shop(shop)
    , m_clock(clock)
{}

const QStringList &DatabaseCheck::bigTables()
{
    static const QStringList tables{u"users"_s,
                                    u"subscriptions"_s,
                                    u"vpn_removals"_s,
                                    u"purchases"_s,
                                    u"payments"_s,
                                    u"balance_transactions"_s,
                                    u"promo_uses"_s,
                                    u"referral_rewards"_s,
                                    u"gifts"_s,
                                    u"inbox"_s,
                                    u"outbox"_s,
                                    u"series"_s,
                                    u"worker_iterations"_s,
                                    u"audit_log"_s};
    return tables;
}

QStringList DatabaseCheck::run(const Deadline &deadline)
{
    m_findings.clear();
    checkSchema(deadline);
    if (!m_findings.isEmpty())
        return m_findings; // on another schema the rest would only fail
    checkBalances(deadline);
    checkRows(deadline);
    checkPlans(deadline);
    return m_findings;
}

void DatabaseCheck::checkSchema(const Deadline &deadline)
{
    using State = db::Migrator::Step::State;
    db::Migrator migrator(m_database.pool(), m_clock);
    for (const auto &step : migrator.status(deadline)) {
        const QString name = u"Migration %1 (%2)"_s.arg(step.migration.number).arg(step.migration.name);
        if (step.state == State::Pending)
            m_findings += name + u" is not applied: run db migrate, or start the server."_s;
        if (step.state == State::Edited)
            m_findings += name + u" was edited after it had been applied: deploy a build with the "
                                 "original text and put the change into a new migration."_s;
        if (!migrator.accepts(step.migration.minBinary))
            m_findings += name + u" needs Turnpike %1 or newer: deploy that."_s.arg(step.migration.minBinary);
    }
}

void DatabaseCheck::checkBalances(const Deadline &deadline)
{
    TelegramId upTo(std::numeric_limits<qint64>::min());
    for (bool isMore = true; isMore;) {
        TelegramId last = upTo;
        const auto mismatches =
            m_database.read(db::Demand::Operations, "db check", deadline, [&](db::Transaction &tx) {
                return m_shop.balance.check(tx, upTo, kBalancesATime, &last);
            });
        for (const auto &mismatch : mismatches)
            m_findings += u"The balance of customer %1 is %2 and its ledger says %3: see the "
                          "runbook, \"ledger-mismatch\"."_s.arg(mismatch.user.value())
                              .arg(protocol::moneyText({mismatch.balance.value()}),
                                   protocol::moneyText({mismatch.ledger.value()}));
        isMore = last != upTo;
        upTo = last;
    }
}

void DatabaseCheck::checkRows(const Deadline &deadline)
{
    for (const Rule &rule : kRules) {
        const auto row = m_database.read(db::Demand::Operations, "db check", deadline,
                                         [&](db::Transaction &tx) { return tx.one(rule.sql); });
        if (row->int64(0) > 0)
            m_findings += QString::fromLatin1(rule.finding).arg(row->int64(0)).arg(row->text(1));
    }
}

// Whether an index can serve each statement at all, and whether it does where the table is large.
void DatabaseCheck::checkPlans(const Deadline &deadline)
{
    const QStringList large = largeTables(deadline);
    HotRows rows;
    rows.now = m_clock.nowMs();
    for (const HotWork &work : hotWork(m_shop, rows)) {
        QStringList unserved;
        QStringList unused;
        for (const auto &statement : m_database.explain(deadline, {false, true, true}, work.run))
            unserved += statement.plan.scans;
        for (const auto &statement : m_database.explain(deadline, {false, true, false}, work.run))
            unused += statement.plan.scans;
        for (const QString &table : bigTables()) {
            if (unserved.contains(table))
                m_findings += u"No index of %1 serves \"%2\": an index is missing or invalid; compare "
                              "with resources/migrations and make it again (REINDEX)."_s.arg(
                                  table, QLatin1String(work.name));
            else if (unused.contains(table) && large.contains(table))
                m_findings += u"\"%2\" reads all of %1 though an index would serve: run ANALYZE %1, then "
                              "check again."_s.arg(table, QLatin1String(work.name));
        }
    }
}

QStringList DatabaseCheck::largeTables(const Deadline &deadline)
{
    QStringList tables;
    m_database.read(db::Demand::Operations, "db check", deadline, [&](db::Transaction &tx) {
        tables.clear();
        if (tx.dialect().isSqlite())
            return; // its planner knows no sizes: it takes an index wherever one serves
        for (const db::Row &row :
             tx.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > ?", kLargeTable))
            tables += row.text(0);
    });
    return tables;
}

} // namespace turnpike::cli

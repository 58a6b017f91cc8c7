// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/shop.h"

#include "config/config.h"

#include <QTest>

#include <latch>
#include <stdexcept>
#include <thread>

namespace turnpike::test {

using namespace Qt::StringLiterals;

namespace {

QString yes(bool value, const char *text)
{
    return value ? QLatin1Char(' ') + QString::fromLatin1(text) : QString();
}

} // namespace

void RecordingNotices::note(db::Transaction &tx, TelegramId user, const QString &text)
{
    tx.afterCommit([this, user, text] {
        const std::lock_guard lock(m_mutex);
        m_told[user] << text;
    });
}

QStringList RecordingNotices::take(TelegramId user)
{
    const std::lock_guard lock(m_mutex);
    return m_told.take(user);
}

void RecordingNotices::accessGranted(db::Transaction &tx, TelegramId user,
                                     const access::AccessGrantedNotice &notice)
{
    note(tx, user, u"accessGranted %1"_s.arg(notice.tariff) + yes(notice.keyPending, "pending"));
}

void RecordingNotices::paymentReceived(db::Transaction &tx, TelegramId user,
                                       const access::PaymentReceivedNotice &notice)
{
    note(tx, user,
         u"paymentReceived %1 %2"_s.arg(notice.tariff).arg(notice.periodDays) +
             yes(notice.keyPending, "pending") + yes(notice.isRenewal, "renewal"));
}

void RecordingNotices::keyReady(db::Transaction &tx, TelegramId user, const access::KeyReadyNotice &notice)
{
    note(tx, user,
         u"keyReady %1"_s.arg(notice.vpnKey) + yes(notice.isFirst, "first") +
             yes(notice.keyChanged, "changed"));
}

void RecordingNotices::activationDelayed(db::Transaction &tx, TelegramId user, int)
{
    note(tx, user, u"activationDelayed"_s);
}

void RecordingNotices::subscriptionExpired(db::Transaction &tx, TelegramId user, const QString &tariff)
{
    note(tx, user, u"subscriptionExpired "_s + tariff);
}

void RecordingNotices::trialEnded(db::Transaction &tx, TelegramId user)
{
    note(tx, user, u"trialEnded"_s);
}

void RecordingNotices::accessRevoked(db::Transaction &tx, TelegramId user)
{
    note(tx, user, u"accessRevoked"_s);
}

void RecordingNotices::reminder(db::Transaction &tx, TelegramId user, const access::ReminderNotice &notice)
{
    note(tx, user, u"reminder %1"_s.arg(notice.stage));
}

void RecordingNotices::trialReminder(db::Transaction &tx, TelegramId user,
                                     const access::ReminderNotice &notice)
{
    note(tx, user, u"trialReminder %1"_s.arg(notice.stage));
}

void RecordingNotices::renewalDone(db::Transaction &tx, TelegramId user,
                                   const access::RenewalDoneNotice &notice)
{
    note(tx, user, u"renewalDone %1"_s.arg(notice.price.value()));
}

void RecordingNotices::renewalFailed(db::Transaction &tx, TelegramId user,
                                     const access::RenewalFailedNotice &notice)
{
    note(tx, user, u"renewalFailed %1 period %2"_s.arg(notice.missing.value()).arg(notice.periodNumber));
}

void RecordingNotices::invoiceReady(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice)
{
    note(tx, user, u"invoiceReady "_s + notice.payUrl);
}

void RecordingNotices::invoiceRefused(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &)
{
    note(tx, user, u"invoiceRefused"_s);
}

void RecordingNotices::invoiceExpired(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &)
{
    note(tx, user, u"invoiceExpired"_s);
}

void RecordingNotices::paymentUnderReview(db::Transaction &tx, TelegramId user, const access::ReviewNotice &)
{
    note(tx, user, u"paymentUnderReview"_s);
}

void RecordingNotices::reviewClosed(db::Transaction &tx, TelegramId user, std::optional<Kopecks> paid)
{
    note(tx, user, u"reviewClosed %1"_s.arg(paid ? paid->value() : -1));
}

void RecordingNotices::topupCredited(db::Transaction &tx, TelegramId user, const access::TopupNotice &notice)
{
    QString text = u"topupCredited %1 of %2"_s.arg(notice.amount.value()).arg(notice.balance.value());
    if (notice.chatMessageId)
        text += u" in %1"_s.arg(*notice.chatMessageId);
    note(tx, user, text);
}

void RecordingNotices::giftReady(db::Transaction &tx, TelegramId user, const access::GiftNotice &notice)
{
    note(tx, user, u"giftReady %1 %2"_s.arg(notice.tariff).arg(notice.periodDays));
}

void RecordingNotices::giftClaimed(db::Transaction &tx, TelegramId user, const QString &tariff,
                                   int periodDays)
{
    note(tx, user, u"giftClaimed %1 %2"_s.arg(tariff).arg(periodDays));
}

void RecordingNotices::giftReturned(db::Transaction &tx, TelegramId user,
                                    const access::GiftReturnedNotice &notice)
{
    note(tx, user, u"giftReturned %1 of %2"_s.arg(notice.amount.value()).arg(notice.balance.value()));
}

void RecordingNotices::referralRewarded(db::Transaction &tx, TelegramId user, Kopecks amount, Kopecks)
{
    note(tx, user, u"referralRewarded %1"_s.arg(amount.value()));
}

void RecordingNotices::paymentRefunded(db::Transaction &tx, TelegramId user, const PurchaseId &)
{
    note(tx, user, u"paymentRefunded"_s);
}

void RecordingNotices::supportUndelivered(db::Transaction &tx, TelegramId user,
                                          const access::SupportNotice &notice)
{
    note(tx, user, notice.toStaff ? u"supportUndelivered to the staff"_s : u"supportUndelivered"_s);
}

void RecordingNotices::supportClosed(db::Transaction &tx, TelegramId user,
                                     const access::SupportClosedNotice &notice)
{
    note(tx, user, u"supportClosed by "_s + notice.by);
}

QString RecordingNotices::supportHeading(db::Transaction &, TelegramId)
{
    return u"Support"_s;
}

void inParallel(int count, const std::function<void(int)> &work)
{
    std::latch start(count);
    std::mutex mutex;
    std::exception_ptr failure;
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure)
                    failure = std::current_exception();
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    if (failure)
        std::rethrow_exception(failure);
}

QString resource(const char *name)
{
    return qEnvironmentVariable("TURNPIKE_RESOURCES") + QLatin1Char('/') + QString::fromLatin1(name);
}

Shop::Shop(TestDatabase &database)
    : ShopBooks(clock, kicker)
    , ShopRules(clock, kicker, alerts, notices, *this, config::Config().maxActivationAttempts)
    , m_database(database)
{
    for (const char *emptying : {"DELETE FROM support_messages",
                                 "DELETE FROM support_threads",
                                 "DELETE FROM refund_orders",
                                 "DELETE FROM audit_log",
                                 "DELETE FROM feature_flags",
                                 "DELETE FROM gifts",
                                 "DELETE FROM referral_rewards",
                                 "DELETE FROM promo_uses",
                                 "DELETE FROM promo_choices",
                                 "DELETE FROM promo_codes",
                                 "DELETE FROM balance_transactions",
                                 "DELETE FROM foreign_payments",
                                 "DELETE FROM waiting_refunds",
                                 "DELETE FROM settings",
                                 "DELETE FROM payments",
                                 "DELETE FROM purchases",
                                 "DELETE FROM vpn_removals",
                                 "DELETE FROM subscriptions",
                                 "UPDATE users SET referrer_id = NULL",
                                 "DELETE FROM users"})
        m_database.exec(emptying);
}

TelegramId Shop::newUser()
{
    const TelegramId user(++m_nextUser);
    write([&](db::Transaction &tx) {
        access.users().ensure(tx, user, u"user%1"_s.arg(user.value()), u"Name"_s);
    });
    return user;
}

access::Subscription Shop::subscription(TelegramId user)
{
    const auto found = write([&](db::Transaction &tx) { return access.subscriptions().find(tx, user); });
    if (!found)
        throw std::runtime_error("there is no such subscription");
    return *found;
}

access::Subscription Shop::grant(TelegramId user, const char *tariff, int days, access::AccessSource source)
{
    return write([&](db::Transaction &tx) {
        return access.grantAccess(tx, {user, QString::fromLatin1(tariff), days, source}).subscription;
    });
}

void Shop::activate(const QString &key)
{
    write([&](db::Transaction &tx) {
        for (const auto &job : activations.claimDue(tx, u"test"_s, 100))
            activations.complete(tx, job, key);
    });
}

Kopecks Shop::balanceOf(TelegramId user)
{
    return write([&](db::Transaction &tx) { return balance.of(tx, user); });
}

void Shop::credit(TelegramId user, Kopecks amount)
{
    write([&](db::Transaction &tx) {
        balance.credit(tx, {user, amount, billing::LedgerKind::Admin, randomHex(8), QString()});
    });
}

billing::Purchase Shop::buy(TelegramId user, const char *tariff, billing::Provider provider)
{
    const auto period = catalog.period(QString::fromLatin1(tariff), 30).value();
    return write([&](db::Transaction &tx) {
        const auto made =
            purchases.create(tx, {user, billing::PurchaseKind::Subscription, QString::fromLatin1(tariff), 30,
                                  period.price, period.stars, QString(), std::nullopt});
        purchases.chooseMethod(tx, made.id, user, provider);
        return *purchases.find(tx, made.id);
    });
}

billing::Purchase Shop::purchase(const PurchaseId &id)
{
    return write([&](db::Transaction &tx) { return purchases.find(tx, id).value(); });
}

billing::PaymentFact Shop::factFor(const billing::Purchase &purchase, const QString &externalId)
{
    return {purchase.id, billing::Provider::CryptoPay, externalId, purchase.price.value(),
            u"RUB"_s,    purchase.createdAt,           QString()};
}

billing::FinalizeOutcome Shop::finalize(const billing::PaymentFact &fact)
{
    return write([&](db::Transaction &tx) { return payments.finalizePurchase(tx, fact); });
}

QStringList Shop::waitingRemovals()
{
    QStringList uuids;
    for (const db::Row &row : m_database.query("SELECT uuid FROM vpn_removals ORDER BY uuid"))
        uuids << row.text(0);
    return uuids;
}

bool Shop::ledgerAgrees()
{
    return write([&](db::Transaction &tx) { return balance.check(tx, TelegramId(0), 10'000).empty(); });
}

void Shop::setFlag(const char *flag, bool on)
{
    write([&](db::Transaction &tx) {
        flags.seed(tx);
        tx.exec("UPDATE feature_flags SET enabled = ?, version = version + 1 WHERE key = ?", on, flag);
        flags.refresh(tx);
    });
}

void ShopFixture::openShop()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    auto &database = m_databases[kind];
    if (!database) {
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.minSize = 8;
        database = std::make_unique<TestDatabase>(kind, options);
    }
    m_shop = std::make_unique<Shop>(*database);
}

} // namespace turnpike::test

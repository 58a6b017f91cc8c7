// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/shoprules.h"
#include "protocol/literals.h"
#include "support/standins.h"
#include "support/testdatabase.h"

#include <QStringList>

#include <map>
#include <mutex>

namespace turnpike::test {

// What customers were told, in words, once the transaction that tells it is committed. Thread-safe.
class RecordingNotices : public access::CustomerNotices
{
public:
    void accessGranted(db::Transaction &tx, TelegramId user,
                       const access::AccessGrantedNotice &notice) override;
    void paymentReceived(db::Transaction &tx, TelegramId user,
                         const access::PaymentReceivedNotice &notice) override;
    void keyReady(db::Transaction &tx, TelegramId user, const access::KeyReadyNotice &notice) override;
    void activationDelayed(db::Transaction &tx, TelegramId user, int periodNumber) override;
    void subscriptionExpired(db::Transaction &tx, TelegramId user, const QString &tariff) override;
    void trialEnded(db::Transaction &tx, TelegramId user) override;
    void accessRevoked(db::Transaction &tx, TelegramId user) override;
    void reminder(db::Transaction &tx, TelegramId user, const access::ReminderNotice &notice) override;
    void trialReminder(db::Transaction &tx, TelegramId user, const access::ReminderNotice &notice) override;
    void renewalDone(db::Transaction &tx, TelegramId user, const access::RenewalDoneNotice &notice) override;
    void renewalFailed(db::Transaction &tx, TelegramId user,
                       const access::RenewalFailedNotice &notice) override;
    void invoiceReady(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void invoiceRefused(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void invoiceExpired(db::Transaction &tx, TelegramId user, const access::InvoiceNotice &notice) override;
    void paymentUnderReview(db::Transaction &tx, TelegramId user,
                            const access::ReviewNotice &notice) override;
    void reviewClosed(db::Transaction &tx, TelegramId user, std::optional<Kopecks> paid) override;
    void topupCredited(db::Transaction &tx, TelegramId user, const access::TopupNotice &notice) override;
    void giftReady(db::Transaction &tx, TelegramId user, const access::GiftNotice &notice) override;
    void giftClaimed(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays) override;
    void giftReturned(db::Transaction &tx, TelegramId user,
                      const access::GiftReturnedNotice &notice) override;
    void referralRewarded(db::Transaction &tx, TelegramId user, Kopecks amount, Kopecks balance) override;
    void paymentRefunded(db::Transaction &tx, TelegramId user, const PurchaseId &purchase) override;
    void supportUndelivered(db::Transaction &tx, TelegramId user,
                            const access::SupportNotice &notice) override;
    void supportClosed(db::Transaction &tx, TelegramId user,
                       const access::SupportClosedNotice &notice) override;
    QString supportHeading(db::Transaction &tx, TelegramId user) override;

    // What `user` was told, in order, since it was asked last.
    QStringList take(TelegramId user);

private:
    void note(db::Transaction &tx, TelegramId user, const QString &text);

    std::mutex m_mutex;
    QHash<TelegramId, QStringList> m_told;
};

// The stand-ins of a shop of rules only: customers are told nothing but what is kept here.
struct RulesStandIns : StandIns
{
    RecordingNotices notices;
};

// The rules as the program wires them, over a test's database, which it empties first.
class Shop : public RulesStandIns, public app::ShopBooks, public app::ShopRules
{
public:
    explicit Shop(TestDatabase &database);

    template<class Work>
    auto write(Work &&work)
    {
        return m_database.database().write(db::Demand::Handler, "test",
                                           Deadline::in(std::chrono::seconds(60)), std::forward<Work>(work));
    }
    TestDatabase &database() { return m_database; }

    TelegramId newUser();
    access::Subscription subscription(TelegramId user);
    access::Subscription grant(TelegramId user, const char *tariff, int days,
                               access::AccessSource source = access::AccessSource::Payment);
    // What activation_worker would do, with a VPN API that answers `key`.
    void activate(const QString &key = u"vless://key"_s);
    Kopecks balanceOf(TelegramId user);
    void credit(TelegramId user, Kopecks amount);
    // A purchase of 30 days of `tariff` at its price, its method chosen.
    billing::Purchase buy(TelegramId user, const char *tariff = "basic",
                          billing::Provider provider = billing::Provider::CryptoPay);
    billing::Purchase purchase(const PurchaseId &id);
    // Its price in roubles, by Crypto Pay.
    static billing::PaymentFact factFor(const billing::Purchase &purchase, const QString &externalId);
    billing::FinalizeOutcome finalize(const billing::PaymentFact &fact);
    // The uuids that wait to be removed.
    QStringList waitingRemovals();
    // True when every balance is the sum of its ledger.
    bool ledgerAgrees();

    // As an operator switches it.
    void setFlag(const char *flag, bool on);

private:
    TestDatabase &m_database;
    qint64 m_nextUser = 1000;
};

// For test classes whose functions each get an empty shop, on either database. The databases are made once a
// class, with connections open for eight threads at once, so that they really meet.
//
//     class TestAccess : public QObject, private ShopFixture
//     private Q_SLOTS:
//         void initTestCase_data() { TestDatabase::addKinds(); }
//         void init() { openShop(); }
//         void cleanup() { closeShop(); }
class ShopFixture
{
protected:
    // Between openShop() and closeShop().
    Shop &shop() { return *m_shop; }

    // On the database of the row that the class is at.
    void openShop();
    void closeShop() { m_shop.reset(); }

private:
    std::map<TestDatabase::Kind, std::unique_ptr<TestDatabase>> m_databases;
    std::unique_ptr<Shop> m_shop;
};

// Runs `work(i)` on `count` threads that start together, and throws what the first of them threw.
void inParallel(int count, const std::function<void(int)> &work);

// The path of a file in resources/.
QString resource(const char *name);

} // namespace turnpike::test

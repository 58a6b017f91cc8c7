// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/xraypanel.h"
#include "app/shop.h"
#include "payments/cryptopay.h"
#include "sandbox/sandbox.h"
#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/testdatabase.h"
#include "workers/activationworker.h"
#include "workers/cleanupworker.h"
#include "workers/housekeepingworker.h"
#include "workers/paymentwatcher.h"
#include "workers/reconciliationworker.h"
#include "workers/registration.h"
#include "workers/reminderworker.h"
#include "workers/workersupervisor.h"

#include <set>

namespace turnpike::test {

// The shop with all its workers under their supervisor, on a database of its own and a fake clock, which the
// sandbox's stand-ins for the VPN API and Crypto Pay go by as well. Lives on the test's thread, whose event
// loop must turn.
class WorkerShop
{
public:
    // `cryptoPayUrl`: of a test's own Crypto Pay, in place of the sandbox's.
    explicit WorkerShop(TestDatabase::Kind kind, const QUrl &cryptoPayUrl = {});
    ~WorkerShop();

    // Only these workers run; all when empty. Before start().
    void start(const QStringList &only = {});
    void stop();
    // What the payment watcher works with, and that watcher by itself, for iterations of a test's own;
    // `dueBudget` as in its Parts.
    workers::PaymentWatcher::Parts
    watcherParts(std::chrono::milliseconds dueBudget = std::chrono::minutes(1));
    std::unique_ptr<workers::PaymentWatcher>
    makeWatcher(std::chrono::milliseconds dueBudget = std::chrono::minutes(1));
    workers::WorkerSupervisor &supervisor() { return *m_supervisor; }
    // Lets `ms` pass, and `worker` do what is due then: in one iteration at least that began afterwards.
    // False when there was none within 20 s.
    [[nodiscard]] bool pass(const QString &worker, qint64 ms);
    // Lets so much pass until `holds`, `times` times at most; whether it holds. The clock waits for the
    // worker, so that what is read off it does not depend on how busy the machine is.
    [[nodiscard]] bool passUntil(const std::function<bool()> &holds, const QString &worker, qint64 ms,
                                 int times);

    template<class Work>
    auto write(Work &&work)
    {
        return test.database().write(db::Demand::Handler, "test", Deadline::in(std::chrono::seconds(30)),
                                     std::forward<Work>(work));
    }
    void addUser(TelegramId user, Kopecks balance = Kopecks());
    access::Subscription grant(TelegramId user, int days = 30,
                               access::AccessSource source = access::AccessSource::Payment);
    access::Subscription subscription(TelegramId user);
    billing::Purchase purchase(const PurchaseId &id);
    // A purchase of 30 days of basic, with Crypto Pay chosen.
    PurchaseId buy(TelegramId user);
    // Texts of the messages to `user` that hold `part`.
    QStringList messages(TelegramId user, const QString &part = {});
    void setFlag(const QString &flag, bool on);

    // What the sandbox's VPN API or Crypto Pay ("vpn", "cryptopay") does wrong from now on, in the words of
    // Faults::add(), and that it is well again.
    void addFault(const QString &service, QJsonObject fault);
    void mend();
    // Calls of this service that have come so far.
    int calls(const QString &service) const { return m_calls.value(service); }
    // Until when the VPN API knows a key, 0: not at all; and all that it knows, by uuid.
    qint64 keyEnd(const QString &uuid);
    QStringList keys();
    // The invoices made for a purchase, oldest first.
    std::vector<const sandbox::CryptoInvoice *> invoicesFor(const PurchaseId &id);

    TestDatabase test;
    FakeClock clock;
    RecordingAlerts alerts;

    // Kicks go to the supervisor.
    struct ToSupervisor : Kicker
    {
        void kick(Work work) override
        {
            if (auto *target = supervisor.load())
                target->kick(work);
        }
        std::atomic<workers::WorkerSupervisor *> supervisor{nullptr};
    } kicker;
    app::Shop shop;

    sandbox::Sandbox outside;
    http::HttpClient client;
    access::XrayPanel panel;
    payments::CryptoPay cryptoPay;

    // Whether this process leads.
    std::atomic<bool> mayAct{true};
    // Between items: called with each flag that is asked for.
    std::function<void(const QString &flag)> onFlagAsked;

private:
    bool isOn(const QString &flag);

    QHash<QString, int> m_calls;
    std::mutex m_mutex;
    std::set<QString> m_off;
    std::unique_ptr<workers::WorkerSupervisor> m_supervisor;
};

} // namespace turnpike::test

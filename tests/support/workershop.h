#pragma once

#include "app/shop.h"
#include "support/fakeclock.h"
#include "support/outsideservers.h"
#include "support/recordingalerts.h"
#include "support/testdatabase.h"
#include "workers/activationworker.h"
#include "workers/cleanupworker.h"
#include "workers/housekeepingworker.h"
#include "workers/paymentwatcher.h"
#include "workers/reminderworker.h"
#include "workers/renewalworker.h"
#include "workers/workersupervisor.h"

#include <set>

namespace turnpike::test {

// The shop with all its workers under their supervisor, on a database of its own, a fake clock, and stand-ins
// for the VPN API and Crypto Pay. Lives on the test's thread, whose event loop must turn.
class WorkerShop
{
public:
    explicit WorkerShop(TestDatabase::Kind kind);
    ~WorkerShop();

    // Only these workers run; all when empty. Before start().
    void start(const QStringList &only = {});
    void stop();
    workers::WorkerSupervisor &supervisor() { return *m_supervisor; }

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

    VpnServer vpn;
    CryptoPayServer crypto;
    http::HttpClient client;
    http::CircuitBreaker vpnBreaker;
    http::CircuitBreaker cryptoBreaker;
    access::VpnClient vpnClient;
    payments::CryptoPayClient cryptoClient;

    // Between items: called with each flag that is asked for.
    std::function<void(const QString &flag)> onFlagAsked;

private:
    bool isOn(const QString &flag);

    std::mutex m_mutex;
    std::set<QString> m_off;
    std::unique_ptr<workers::WorkerSupervisor> m_supervisor;
};

} // namespace turnpike::test

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/removals.h"
#include "base/clock.h"
#include "figures.h"
#include "inprocess.h"
#include "shopserver.h"
#include "standin.h"

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kClaimRounds = 3;
constexpr int kDueKeys = 100'000;
constexpr int kClaimsABatch = 500;
constexpr int kClaimsOneByOne = 2'000;
constexpr int kExpired = 100'000;
constexpr auto kPanelTime = 20ms;
constexpr auto kExpiryPatience = 240s;

class Workers : public Bench
{
public:
    QString name() const override { return u"workers"_s; }
    QString what() const override
    {
        return u"claims of what is due, and 100 000 expired subscriptions against a slow panel"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        claims(tools, form, report);
        endToEnd(tools, report);
    }

private:
    void claims(const Tools &tools, const Form &form, Report &report) const
    {
        Bed bed(tools);
        bed.migrate();
        Pooled pooled(bed.url());
        const SystemClock clock;
        NoKicks kicks;
        const access::Removals removals(clock, kicks);
        std::vector<double> batched;
        std::vector<double> oneByOne;
        for (int round = 0; round < form.rounds(kClaimRounds); ++round) {
            batched.push_back(claimsASecond(bed, pooled, removals, kClaimsABatch, kDueKeys));
            oneByOne.push_back(claimsASecond(bed, pooled, removals, 1, kClaimsOneByOne));
        }
        report.add({name(), u"claims by 500, each committed"_s, u"rows/s"_s, batched, u"one by one"_s,
                    oneByOne, Target{Target::Sense::AtLeast, Target::Of::Value, 40'000}});
    }

    static double claimsASecond(Bed &bed, Pooled &pooled, const access::Removals &removals, int atOnce,
                                int count)
    {
        bed.database().run("TRUNCATE vpn_removals");
        bed.database().run(
            "INSERT INTO vpn_removals (uuid, since, next_attempt_at) SELECT 'gone-' || i, 1, i "
            "FROM generate_series(1, " +
            QByteArray::number(kDueKeys) + ") i");
        bed.database().run("VACUUM ANALYZE vpn_removals");
        bed.database().run("CHECKPOINT");
        const qint64 begun = nowUs();
        int claimed = 0;
        while (claimed < count) {
            const auto jobs =
                pooled.write([&](db::Transaction &tx) { return removals.claimDue(tx, u"bench"_s, atOnce); });
            if (jobs.empty())
                throw Broken(u"%1 of %2 were claimed, and nothing more is due"_s.arg(claimed).arg(count));
            claimed += static_cast<int>(jobs.size());
        }
        const double seconds = static_cast<double>(nowUs() - begun) / 1e6;
        const qint64 leased =
            bed.database().number("SELECT count(*) FROM vpn_removals WHERE lease_owner = 'bench'");
        if (leased != claimed)
            throw Broken(u"%1 were claimed, and %2 have a lease"_s.arg(claimed).arg(leased));
        return claimed / seconds;
    }

    // A whole server, from its start until the panel knows none of the keys any more, or for as long as there
    // is time.
    void endToEnd(const Tools &tools, Report &report) const
    {
        Bed bed(tools);
        bed.migrate();
        const qint64 now = SystemClock().nowMs();
        bed.addCustomers(1, kExpired);
        bed.database().run(
            "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, "
            "vpn_key, starts_at, expires_at, activation_status, vpn_expires_at, updated_at) "
            "SELECT i, 'basic', 30, 'active', 'payment', 'key-' || i, 'vless://key', 1, " +
            QByteArray::number(now) + " - 1000 - i, 'active', " + QByteArray::number(now) +
            " - 1000 - i, 1 FROM generate_series(1::bigint, " + QByteArray::number(kExpired) + ") i");
        bed.database().run("VACUUM ANALYZE");
        StandIn standIn;
        QSet<QByteArray> keys;
        for (int i = 1; i <= kExpired; ++i)
            keys.insert("key-" + QByteArray::number(i));
        standIn.setKeys(keys);
        standIn.setVpnTime(kPanelTime);
        ShopServer server(tools, standIn, bed.url(), bed.folder());
        server.start();
        const qint64 begun = nowUs();
        const Deadline deadline = Deadline::in(kExpiryPatience);
        while (standIn.keys() > 0 && !deadline.hasPassed())
            chaos::live(100ms);
        const double seconds = static_cast<double>(nowUs() - begun) / 1e6;
        const qint64 removed = standIn.removals();
        const int atOnce = standIn.mostVpnCalls();
        server.stop();
        if (removed < 1 || atOnce < 1)
            throw Broken(u"the panel was not asked to remove a key"_s);
        const double panel = atOnce / std::chrono::duration<double>(kPanelTime).count();
        report.add({name(),
                    u"%1 of %2 keys of expired subscriptions removed"_s.arg(removed).arg(kExpired),
                    u"keys/s"_s,
                    {static_cast<double>(removed) / seconds},
                    u"the panel, 20 ms a call and %1 calls at once"_s.arg(atOnce),
                    {panel},
                    Target{Target::Sense::AtLeast, Target::Of::Ratio, 0.9}});
    }
};

} // namespace

std::unique_ptr<Bench> makeWorkers()
{
    return std::make_unique<Workers>();
}

} // namespace turnpike::bench

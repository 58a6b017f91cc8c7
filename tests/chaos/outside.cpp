// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cases.h"
#include "sandbox/faultcatalog.h"

#include <algorithm>
#include <cstdio>

namespace turnpike::chaos {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

// What the shop depends on fails: Telegram, the VPN API, Crypto Pay, one after another and then together; and
// then in ways that the seed draws from the catalogue.
class Outside : public Case
{
public:
    QString name() const override { return u"outside"_s; }
    bool runsOn(ShopDatabase) const override { return true; }
    QString deed(const Form &) const override
    {
        return u"VPN API down, slow and wrong; Telegram with 429, 5xx and lost answers; Crypto Pay with "
               "lost answers, invoices paid after their end and announced twice; update ids that are used "
               "again; "
               "then faults drawn from the catalogue"_s;
    }

    void strike(Rig &rig) override
    {
        for (int i = 0; i < rig.form().runsOr(1, 2); ++i) {
            if (rig.form().faults.isEmpty()) {
                for (const auto &faults : rounds())
                    play(rig, faults, span(rig.form()));
            }
            for (const QStringList &names : drawn(rig)) {
                m_isVpnLate = m_isVpnLate || isVpnLate(names);
                playNamed(rig, names);
            }
        }
        until(u"what was held up has happened"_s, 2min,
              [&rig] { return rig.sandbox().effectsToCome() == 0; });
        if (m_isVpnLate)
            until(u"the VPN API was told again what nobody answered"_s, 4min,
                  [&rig] { return rig.rows(kUnsettled).first().first().toLongLong() == 0; });
    }

private:
    // Calls of the VPN API that take effect after their callers have given them up: until they are told
    // again, it may know what was true before.
    static bool isVpnLate(const QStringList &names)
    {
        return std::any_of(names.begin(), names.end(), [](const QString &name) {
            return name == u"vpn-late" || name == u"vpn-stale" || name == u"vpn-gateway-timeout";
        });
    }
    inline static const QString kUnsettled = uR"(
        SELECT (SELECT count(*) FROM subscriptions WHERE vpn_unsettled_until IS NOT NULL AND status = 'active')
             + (SELECT count(*) FROM vpn_removals))"_s;
    bool m_isVpnLate = false;

    static std::chrono::milliseconds span(const Form &form) { return form.isShort ? 2s : 10s; }

    // Says how often they struck: a fault that struck nothing has proved nothing.
    static void playNamed(Rig &rig, const QStringList &names)
    {
        const qint64 before = rig.sandbox().ledger().lastSeq();
        play(rig, namedFaults(names), rig.form().faults.isEmpty() ? span(rig.form()) : 10 * span(rig.form()));
        const auto struck = rig.sandbox().ledger().entries(u"fault"_s, before);
        std::printf("  %s: %lld calls\n", qPrintable(names.join(u", "_s)),
                    static_cast<long long>(struck.size()));
    }

    static void play(Rig &rig, const std::vector<QJsonObject> &faults, std::chrono::milliseconds span)
    {
        for (const QJsonObject &fault : faults)
            rig.sandbox().faults().add(fault);
        restartIds(rig);
        payOddly(rig);
        live(span);
        rig.sandbox().faults().clear();
        rig.faultEnded();
    }

    // Telegram's ids begin anew, with some that were used a moment ago (tdlib/td, TQueue.cpp, push).
    static void restartIds(Rig &rig)
    {
        constexpr qint64 kUsed = 30;
        sandbox::UpdateQueue &updates = rig.sandbox().sender().means().updates;
        updates.restartIds(updates.lastId() - kUsed);
    }

    // Rounds of faults of the catalogue: those that were named, or as many as there is time for, three at
    // once.
    static std::vector<QStringList> drawn(Rig &rig)
    {
        if (!rig.form().faults.isEmpty())
            return {rig.form().faults};
        QStringList names;
        for (const sandbox::CatalogFault *fault : sandbox::catalogFaults(sandbox::FaultPlace::StandIns)) {
            if (fault->isOn)
                names.append(QLatin1String(fault->name));
        }
        std::vector<QStringList> rounds;
        for (int i = 0; i < (rig.form().isShort ? 3 : 12); ++i)
            rounds.push_back(sandbox::drawNames(rig.random(), names, 3));
        return rounds;
    }

    static std::vector<QJsonObject> namedFaults(const QStringList &names)
    {
        std::vector<QJsonObject> faults;
        for (const QString &name : names)
            faults.push_back({{u"fault"_s, name}});
        return faults;
    }

    static QJsonObject fault(const char *service, const char *method, const char *action, double rate)
    {
        return {{u"service"_s, QLatin1String(service)},
                {u"method"_s, QLatin1String(method)},
                {u"action"_s, QLatin1String(action)},
                {u"rate"_s, rate}};
    }
    static QJsonObject status(const char *service, int code, double rate)
    {
        QJsonObject made = fault(service, "*", "status", rate);
        made.insert(u"status", code);
        made.insert(u"retry_after", 1);
        return made;
    }

    static std::vector<std::vector<QJsonObject>> rounds()
    {
        const QJsonObject slow{{u"service"_s, u"vpn"_s}, {u"latency_ms"_s, 1'500}};
        return {{fault("vpn", "*", "reset", 1)},
                {slow, fault("vpn", "*", "garbage", 0.3), status("vpn", 500, 0.3)},
                {status("telegram", 429, 0.3)},
                {status("telegram", 502, 0.3), fault("telegram", "*", "lost", 0.2)},
                {fault("cryptopay", "createInvoice", "lost", 0.5), status("cryptopay", 500, 0.3)},
                {fault("vpn", "*", "lost", 0.3), fault("telegram", "*", "reset", 0.2),
                 fault("cryptopay", "*", "garbage", 0.3)}};
    }

    // Invoices that are open now: one is paid after its end (a fault, Crypto Pay is not known to take it),
    // the next at once, both are announced twice.
    static void payOddly(Rig &rig)
    {
        sandbox::CryptoPayApi &cryptoPay = rig.sandbox().cryptoPay();
        int paid = 0;
        for (const QJsonValue &value : cryptoPay.invoicesJson()) {
            if (paid == 2 || value.toObject().value(u"status").toString() != u"active")
                continue;
            const qint64 invoice = value.toObject().value(u"invoice_id").toInteger();
            if (paid++ == 0)
                cryptoPay.expire(invoice);
            cryptoPay.payHoweverLate(invoice, 2);
        }
    }
};

} // namespace

std::unique_ptr<Case> makeOutside()
{
    return std::make_unique<Outside>();
}

} // namespace turnpike::chaos

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

#include <QJsonArray>

// Time, workers, and what is outside.
namespace turnpike::walk {

using namespace Qt::StringLiterals;

namespace {

// The watcher looks a day back, and is woken far more often than so: no walk keeps it away for longer.
constexpr qint64 kUnseenMs = 5 * kHourMs;

// Only such as answer at once: no walk waits in real time.
const QJsonObject kBroken[] = {
    {{u"service"_s, u"vpn"_s}, {u"action"_s, u"reset"_s}},
    {{u"service"_s, u"vpn"_s}, {u"action"_s, u"lost"_s}, {u"rate"_s, 0.5}},
    {{u"service"_s, u"vpn"_s}, {u"status"_s, 500}, {u"rate"_s, 0.5}},
    {{u"service"_s, u"cryptopay"_s}, {u"action"_s, u"reset"_s}},
    {{u"service"_s, u"cryptopay"_s}, {u"action"_s, u"lost"_s}, {u"rate"_s, 0.5}},
    {{u"service"_s, u"cryptopay"_s}, {u"status"_s, 502}, {u"html"_s, true}, {u"rate"_s, 0.5}},
    {{u"service"_s, u"telegram"_s},
     {u"method"_s, QJsonArray{u"createInvoiceLink"_s, u"getStarTransactions"_s, u"refundStarPayment"_s}},
     {u"action"_s, u"lost"_s},
     {u"rate"_s, 0.5}},
    {{u"service"_s, u"telegram"_s},
     {u"method"_s, QJsonArray{u"createInvoiceLink"_s, u"getStarTransactions"_s, u"refundStarPayment"_s}},
     {u"status"_s, 502},
     {u"html"_s, true},
     {u"rate"_s, 0.5}},
};

} // namespace

void Walk::passTime()
{
    const qint64 minutes = m_draw.between(1, 40);
    note(u"%1 minutes pass"_s.arg(minutes));
    m_walked.shop.clock.advance(minutes * kMinuteMs);
}

void Walk::passLongTime()
{
    const qint64 hours = m_draw.chance(60)   ? m_draw.between(1, 5)
                         : m_draw.chance(80) ? m_draw.between(6, 4 * 24)
                                             : m_draw.between(20 * 24, 95 * 24);
    m_unseenMs += hours * kHourMs;
    if (m_unseenMs > kUnseenMs)
        settleMoney();
    note(u"%1 hours pass"_s.arg(hours));
    m_walked.shop.clock.advance(hours * kHourMs);
}

// What was paid is told, and found.
void Walk::settleMoney()
{
    m_unseenMs = 0;
    m_walked.mend();
    tellAll();
    for (int round = 0; round < 3; ++round) {
        m_walked.shop.clock.advance(11 * kMinuteMs);
        m_walked.iterate(u"crypto_payment_watcher"_s);
    }
}

void Walk::runWorker()
{
    workers::Worker &worker = *m_draw.oneOf(m_walked.allWorkers());
    note(u"worker %1"_s.arg(worker.name()));
    m_walked.iterate(worker);
}

void Walk::breakOutside()
{
    const QJsonObject &fault = m_draw.oneOf(kBroken);
    note(u"%1 goes wrong: %2"_s.arg(fault.value(u"service"_s).toString(),
                                    fault.value(u"action"_s).toString(u"refuses"_s)));
    m_walked.addFault(fault);
}

void Walk::mendOutside()
{
    note(u"all is well outside"_s);
    m_walked.mend();
}

// It knows nobody any more.
void Walk::reinstallVpn()
{
    if (!m_draw.chance(30))
        return;
    note(u"the VPN API's host is installed anew"_s);
    m_walked.outside.vpn().forgetAll();
}

} // namespace turnpike::walk

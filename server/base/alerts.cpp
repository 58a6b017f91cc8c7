// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/alerts.h"

#include <array>

namespace turnpike {

namespace {

struct KindOfAlert
{
    const char *kind;
    Severity severity;
};

// All that are not critical; what each severity means is said at protocol::Severity.
constexpr std::array kKindsOfAlert{
    // It can wait until the morning: customers do not feel it, or it has mended itself.
    KindOfAlert{"account_differs", Severity::Warning},
    KindOfAlert{"alert_undelivered", Severity::Warning},
    KindOfAlert{"card_invoice", Severity::Warning},
    KindOfAlert{"card_unread", Severity::Warning},
    KindOfAlert{"crypto_pay_invoice", Severity::Warning},
    KindOfAlert{"crypto_pay_unread", Severity::Warning},
    KindOfAlert{"database_not_durable", Severity::Warning},
    KindOfAlert{"dead_letter", Severity::Warning},
    KindOfAlert{"instance_crashed", Severity::Warning},
    KindOfAlert{"ledger", Severity::Warning},
    KindOfAlert{"memory", Severity::Warning},
    KindOfAlert{"memory_growth", Severity::Warning},
    KindOfAlert{"message_outcome_unknown", Severity::Warning},
    KindOfAlert{"redis", Severity::Warning},
    KindOfAlert{"refund_refused", Severity::Warning},
    KindOfAlert{"refund_unmatched", Severity::Warning},
    KindOfAlert{"removal_failing", Severity::Warning},
    KindOfAlert{"stars_invoice", Severity::Warning},
    KindOfAlert{"stars_unread", Severity::Warning},
    KindOfAlert{"telegram_alert_chat", Severity::Warning},
    KindOfAlert{"telegram_alert_chat_moved", Severity::Warning},
    KindOfAlert{"vpn_reconciled", Severity::Warning},
    KindOfAlert{"worker_failing", Severity::Warning},
    // Nothing is to be done.
    KindOfAlert{"foreign_payments", Severity::Info},
    KindOfAlert{"refund_found", Severity::Info},
};

} // namespace

Severity severityOfAlert(const QString &key)
{
    const QString kind = key.section(u':', 0, 0);
    for (const KindOfAlert &known : kKindsOfAlert) {
        if (kind == QLatin1String(known.kind))
            return known.severity;
    }
    return Severity::Critical;
}

Alert::Alert(const QString &aboutKey, const protocol::Sentence &saying, const QString &section)
    : Alert(aboutKey, severityOfAlert(aboutKey), saying, section)
{}

Alert::Alert(const QString &aboutKey, Severity howSevere, const protocol::Sentence &saying,
             const QString &section, bool over)
    : key(aboutKey)
    , severity(howSevere)
    , text(saying)
    , runbook(section)
    , isEnd(over)
{}

} // namespace turnpike

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QUrl>

#include <functional>
#include <vector>

namespace turnpike::sandbox {

class Ledger;

// Crypto Pay's webhook: tells the app of each paid invoice, signed, until it is taken or given up. By the
// documentation (help.send.tg, "Crypto Pay API" 1.5.2): 17 tries within 3 days, from 10 s to 8 h apart; then
// webhooks are disabled until the owner, who is told, enables them again. Owned by CryptoPayApi; lives on its
// thread.
class PaidWebhook : public QObject
{
    Q_OBJECT

public:
    // `timeScale` divides the waits between tries.
    PaidWebhook(const QByteArray &token, Ledger *ledger, const Clock *clock, double timeScale,
                QObject *parent = nullptr);

    // Says where invoice_paid goes now; an empty address: nowhere.
    void setUrl(std::function<QUrl()> url) { m_url = std::move(url); }
    void announce(const QJsonObject &invoice);

    bool isEnabled() const { return m_isEnabled; }
    // What waits for another try is given up either way.
    void setEnabled(bool enabled);
    // What the owner has been told, oldest first.
    const QJsonArray &ownerNotices() const { return m_ownerNotices; }

    // How long it waits after each try but the last, in seconds.
    static const std::vector<int> &waits();

private:
    struct Announcement
    {
        qint64 updateId = 0;
        QJsonObject invoice;
        int period = 0;
        int tries = 0;
    };

    void post(Announcement announcement);
    void onAnswer(const Announcement &announcement, int status, const QString &error);
    void disable(const Announcement &announcement);

    QByteArray m_token;
    Ledger *m_ledger;
    const Clock *m_clock;
    double m_timeScale;
    std::function<QUrl()> m_url;
    bool m_isEnabled = true;
    int m_period = 0; // counts the times it was enabled or disabled: tries of an earlier one are over
    qint64 m_nextUpdateId = 1;
    QJsonArray m_ownerNotices;
};

} // namespace turnpike::sandbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "support/rawpeer.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QString>

#include <atomic>
#include <chrono>
#include <mutex>

namespace turnpike::bench {

// Telegram, the VPN API and Crypto Pay for a server that is measured: they take every call and answer it in
// a word, on a thread for each connection, so that what is measured is never theirs. (The sandbox has rules;
// where those are what is measured it is used.) Thread-safe.
class StandIn
{
public:
    StandIn();

    // What a server is told: TELEGRAM_API_URL, XRAY_API_URL, CRYPTOBOT_API_URL.
    QString telegramUrl() const;
    QString vpnUrl() const;
    QString cryptoPayUrl() const;

    // When each press was answered (µs since 1970), by callbackId(). Empties them.
    QHash<QByteArray, qint64> takePressAnswers();
    // Calls of methods that say something in a chat.
    qint64 messages() const { return m_messages; }

    // From now on the VPN API takes so long for each call.
    void setVpnTime(std::chrono::milliseconds time) { m_vpnTime = time.count(); }
    // Keys that the VPN API knows.
    void setKeys(const QSet<QByteArray> &uuids);
    qint64 keys() const;
    // Calls of the VPN API that took away a key; the most that were under way at once.
    qint64 removals() const { return m_removals; }
    int mostVpnCalls() const { return m_mostVpnCalls; }

private:
    void serve(test::RawConnection &connection);
    QByteArray answerTo(const test::RawRequest &request);
    QByteArray telegramAnswer(const QByteArray &method, const QByteArray &body);
    QByteArray vpnAnswer(const QByteArray &path, const QByteArray &body);

    std::atomic<qint64> m_messages{0};
    std::atomic<qint64> m_removals{0};
    std::atomic<qint64> m_vpnTime{0}; // ms
    std::atomic<int> m_vpnCalls{0};
    std::atomic<int> m_mostVpnCalls{0};
    mutable std::mutex m_mutex; // guards what follows
    QHash<QByteArray, qint64> m_pressAnswers;
    QSet<QByteArray> m_keys;
    QJsonObject m_webhook; // as it was set; result of getWebhookInfo
    test::RawPeer m_peer;  // last: its threads use the rest
};

} // namespace turnpike::bench

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "webhookdelivery.h"

namespace turnpike::sandbox {

// Telegram's side of webhooks: keeps the updates, the settings and what getWebhookInfo tells, and has one
// WebhookDelivery at work for as long as a webhook is set. All delays and lifetimes are divided by the time
// scale; the 60 s for one answer are not, for they measure the server. Owned by Sandbox; lives on its thread.
class WebhookSender : public QObject
{
    Q_OBJECT

public:
    using Timing = WebhookTiming;

    WebhookSender(Ledger *ledger, const Timing &timing, qint64 firstUpdateId, quint32 seed,
                  QObject *parent = nullptr);
    ~WebhookSender() override;

    // Begins with a webhook; there must be none. Ends in verified() or failed(), which may come at once.
    void open(const WebhookSettings &settings);
    // Ends with it; the updates stay. What was on its way will be sent again by the next one.
    void close();
    bool isOpen() const { return m_delivery != nullptr; }
    const WebhookSettings &settings() const { return m_settings; }
    const QStringList &allowedUpdates() const { return m_allowed; }
    void setAllowedUpdates(const QStringList &kinds) { m_allowed = kinds; }
    // Result of getWebhookInfo.
    QJsonObject info();

    // Makes an update of `kind` ("message", "callback_query", …) whose content is `content`. Returns its
    // update_id, or 0 when the bot does not want this kind or there is no room.
    qint64 push(const QString &kind, const QJsonObject &content);
    // Sends an update that was pushed before once more, with the same update_id: after the others of its
    // queue, or beside them. False when it is not known (the last 20 000 are).
    bool redeliver(qint64 updateId, bool besideItsQueue = false);
    // The latest update_id handed out.
    qint64 lastUpdateId() const { return m_means.updates.lastId(); }
    // Updates not delivered and not dropped.
    int pendingCount() const { return static_cast<int>(m_means.updates.updates().size()); }
    int requestsInFlight() const { return isOpen() ? m_delivery->requestsInFlight() : 0; }

    // A held queue sends nothing until it is let go; what is on its way is not called back.
    void setHeld(const QString &queue, bool isHeld);
    void reorder(const QString &queue, const QList<qint64> &updateIds);
    // Each queue that has something: its updates in order, and whether it is held.
    QJsonArray queuesJson() const;
    DeliveryMeans &means() { return m_means; }

Q_SIGNALS:
    void verified();
    // Why the webhook cannot be; it is closed by now.
    void failed(const QString &why);
    // A delivery's answer of status 200 to 299, which may carry a call of the Bot API.
    void answered(const turnpike::sandbox::WebhookAnswer &answer);
    void delivered(qint64 updateId);

private:
    DeliveryMeans m_means;
    WebhookSettings m_settings;
    QStringList m_allowed;
    QHostAddress m_address; // the webhook's, once it is known
    std::unique_ptr<WebhookDelivery> m_delivery;
    qint64 m_lastErrorDate = 0;
    QString m_lastError;
};

} // namespace turnpike::sandbox

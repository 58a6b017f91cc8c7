// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "deliverymishaps.h"
#include "deliveryschedule.h"
#include "deliveryshape.h"
#include "floodcontrol.h"
#include "hostnames.h"
#include "webhookconnection.h"

namespace turnpike::sandbox {

// What a delivery works with: all of it outlives the webhook. Owned by WebhookSender.
struct DeliveryMeans
{
    DeliveryMeans(Ledger *keeper, const WebhookTiming &pace, qint64 firstUpdateId, quint32 seed)
        : ledger(keeper)
        , timing(pace)
        , clock(pace.scale)
        , random(seed)
        , updates(keeper, clock, firstUpdateId, seed)
        , names(clock)
    {}

    Ledger *ledger;
    WebhookTiming timing;
    ScaledClock clock;
    QRandomGenerator random;
    UpdateQueue updates;
    HostNames names;
    DeliveryMishaps mishaps;
    DeliveryShape shape;
    QSet<QString> held;    // queues that send nothing
    bool isStrict = false; // the original's demands on addresses and ports hold
    // Trusted where no certificate was uploaded; empty: those of this machine.
    QList<QSslCertificate> certificateAuthorities;
};

// Delivers to one webhook from when it is set until it is closed, as WebhookActor.cpp of the Bot API server
// does: looks up the address, opens connections as updates need them, sends, tries again. Owned by
// WebhookSender; lives on its thread.
class WebhookDelivery : public QObject
{
    Q_OBJECT

public:
    // WebhookActor.h: IP_ADDRESS_CACHE_TIME, WEBHOOK_DROP_TIMEOUT.
    static constexpr double kKeepAddress = 30 * 60;
    static constexpr double kGoneAfter = 23 * 3600;
    // create_new_connections: one connection at a time when there was no success for so long.
    static constexpr double kActiveFor = 10;

    WebhookDelivery(DeliveryMeans *means, const WebhookSettings &settings);

    // Ends in verified() or failed(), at once unless a name has to be looked up.
    void start();
    // Cuts all connections; nothing more is sent.
    void stop();
    // Something outside has changed: there are updates, a queue was let go.
    void wake();
    int requestsInFlight() const;
    const DeliverySchedule &schedule() const { return m_schedule; }

Q_SIGNALS:
    // The webhook is good as far as setWebhook is concerned, or its address has changed since.
    void verified(const QHostAddress &address);
    // It is not, and never will be.
    void failed(const QString &why);
    // Of last_error_message.
    void troubled(const QString &error);
    // It answers with 410 for too long: nobody wants it.
    void gone();
    void delivered(qint64 updateId);
    void answered(const turnpike::sandbox::WebhookAnswer &answer); // with a status of 200 to 299

private:
    struct Line
    {
        qint64 order = 0; // of the update on its way; 0: none
        int addressGeneration = 0;
    };

    std::optional<QString> objection() const;
    std::optional<QString> objectionTo(const QHostAddress &address) const;
    void loop();
    void wakeAt(double when);
    void resolve();
    void onResolved(const HostNames::Answer &answer);
    void refuse(const QString &why);
    void createConnections();
    WebhookConnection *openConnection();
    WebhookConnection::Peer peer() const;
    void sendUpdates();
    void sendUpdate(WebhookConnection *connection, qint64 order);
    void sendTwin(const Update &update, const QByteArray &request);
    void onFinished(WebhookConnection *connection, const WebhookAnswer &answer);
    void onClosed(WebhookConnection *connection, const QString &error);
    void onSuccess(qint64 order, const WebhookAnswer &answer);
    void onFailure(qint64 order, const WebhookAnswer &answer);
    bool isGone(const WebhookAnswer &answer);
    void record(const Update &update, const WebhookAnswer &answer, int attempt, double nextDelay,
                bool isTwin = false);

    DeliveryMeans *m_means;
    const WebhookSettings m_settings;
    QList<QSslCertificate> m_trusted;
    DeliverySchedule m_schedule;
    QTimer m_timer;
    std::optional<double> m_wakeAt;
    bool m_isStopped = false;
    bool m_isVerified = false;
    bool m_isResolving = false;
    double m_nextResolveAt = 0;
    QHostAddress m_address;
    int m_addressGeneration = 0;
    double m_lastSuccessAt;
    std::optional<double> m_goneSince;
    FloodControl m_activeFlood{0.5, 10};
    FloodControl m_pendingFlood{2, 1};
    std::map<WebhookConnection *, Line> m_connections;
    std::deque<WebhookConnection *> m_ready;
};

} // namespace turnpike::sandbox

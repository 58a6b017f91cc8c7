#pragma once

#include "webhookconnection.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QStringList>

#include <deque>
#include <map>

namespace turnpike::sandbox {

class Ledger;

// What setWebhook has set.
struct WebhookSettings
{
    QUrl url; // empty: no webhook, updates wait
    QByteArray secret;
    int maxConnections = 40;
    QStringList allowedUpdates; // empty: all kinds

    bool operator==(const WebhookSettings &) const = default;
};

// Whether Telegram would send an update of this kind to a webhook with these settings.
bool isAllowed(const WebhookSettings &settings, const QString &kind);

// Telegram's webhook sender as the source of the Bot API server has it (WebhookActor): serial per queue,
// parallel across queues, retried by its table until an update's lifetime is over. All its delays and
// lifetimes are divided by the time scale; the 60 s for one answer are not, for they measure the server.
// Owned by Sandbox; lives on its thread.
class WebhookSender : public QObject
{
    Q_OBJECT

public:
    struct Timing
    {
        double scale = 1.0;
        std::chrono::milliseconds answerTime{60'000};
        std::chrono::milliseconds idleTime{60'000};
    };

    WebhookSender(Ledger *ledger, const Timing &timing, qint64 firstUpdateId, quint32 seed,
                  QObject *parent = nullptr);
    ~WebhookSender() override;

    void setWebhook(const WebhookSettings &settings, bool dropPending);
    const WebhookSettings &settings() const { return m_settings; }
    // Result of getWebhookInfo.
    QJsonObject info() const;

    // Makes an update of `kind` ("message", "callback_query", …) whose content is `content`, and puts it into
    // `queue`. Returns its update_id, or 0 when the webhook does not want this kind.
    qint64 push(const QString &kind, const QJsonObject &content, const QString &queue);
    // Sends an update that was pushed before once more, with the same update_id. False when it is not known
    // (the last 20 000 are).
    bool redeliver(qint64 updateId);
    // The latest update_id handed out.
    qint64 lastUpdateId() const { return m_nextUpdateId - 1; }
    // Updates not delivered and not dropped.
    int pendingCount() const { return m_pending; }
    int requestsInFlight() const { return m_inFlight; }

    // How long to wait after failure number `failures` (from 1), in seconds of the real table: at once, 2, 4,
    // 8, 16, 32, 60, then at random 60–120.
    static double retryDelay(int failures, QRandomGenerator *random);
    // Seconds after which an update of this kind is no longer sent.
    static double lifetime(const QString &kind);

Q_SIGNALS:
    // A delivery's answer carried {"method": …}: the Bot API executes it as a call.
    void answeredWithCall(const QJsonObject &call);
    void delivered(qint64 updateId);

private:
    struct Update
    {
        qint64 id = 0;
        QString kind;
        QString queue;
        QByteArray body;
        QElapsedTimer age;
        int failures = 0;
    };
    struct Queue
    {
        std::deque<Update> updates;
        bool loaded = false; // its head is being sent or waits for its retry
        bool ready = false;  // stands in m_ready
    };

    void enqueue(Update update);
    void pump();
    void startNext(const QString &queue);
    void sendHead(const QString &queue);
    void onAnswer(const QString &queue, const WebhookConnection::Answer &answer);
    void onFailure(Queue &queue, const QString &name, const WebhookConnection::Answer &answer);
    void finishHead(const QString &queue);
    void drop(const Update &update, const QString &reason);
    void recordDelivery(const Update &update, const WebhookConnection::Answer &answer, double nextDelay);
    void noteGone(const WebhookConnection::Answer &answer);
    int allowedConnections() const;
    double ageSeconds(const Update &update) const;
    WebhookConnection *idleConnection();
    void cutConnections();

    Ledger *m_ledger;
    Timing m_timing;
    WebhookSettings m_settings;
    QRandomGenerator m_random;
    qint64 m_nextUpdateId;
    int m_generation = 0; // grows with setWebhook: answers of before are of no concern
    std::map<QString, Queue> m_queues;
    std::deque<QString> m_ready;   // queues with a fresh head, first come first served
    std::deque<QString> m_retries; // queues whose head is due again
    int m_loaded = 0;
    int m_inFlight = 0;
    int m_pending = 0;
    std::vector<WebhookConnection *> m_connections;
    std::map<qint64, Update> m_history;
    QElapsedTimer m_sinceSuccess;
    bool m_failedSinceSuccess = false;
    QElapsedTimer m_goneSince; // since when the webhook answers nothing but 410
    qint64 m_lastErrorDate = 0;
    QString m_lastError;
};

} // namespace turnpike::sandbox

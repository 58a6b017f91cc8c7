#include "webhooksender.h"

#include "ledger.h"
#include "telegramjson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace turnpike::sandbox {

namespace {

constexpr size_t kHistory = 20'000;
constexpr double kFallbackAfter = 10;    // seconds without a success: one connection
constexpr double kGoneAfter = 23 * 3600; // seconds of 410: the webhook is deleted
constexpr int kMaxRetryAfter = 3600;     // seconds that Retry-After may ask for
constexpr int kLoadedPerConnection = 2;  // queues held in memory per connection

// Kinds that setWebhook leaves out unless they are asked for.
const QStringList &kindsOnRequest()
{
    static const QStringList kinds = {QStringLiteral("chat_member"), QStringLiteral("message_reaction"),
                                      QStringLiteral("message_reaction_count")};
    return kinds;
}

} // namespace

bool isAllowed(const WebhookSettings &settings, const QString &kind)
{
    return settings.allowedUpdates.isEmpty() ? !kindsOnRequest().contains(kind)
                                             : settings.allowedUpdates.contains(kind);
}

WebhookSender::WebhookSender(Ledger *ledger, const Timing &timing, qint64 firstUpdateId, quint32 seed,
                             QObject *parent)
    : QObject(parent)
    , m_ledger(ledger)
    , m_timing(timing)
    , m_random(seed)
    , m_nextUpdateId(firstUpdateId)
{
    m_sinceSuccess.start();
}

WebhookSender::~WebhookSender()
{
    ++m_generation;
    cutConnections();
}

double WebhookSender::retryDelay(int failures, QRandomGenerator *random)
{
    if (failures <= 1)
        return 0;
    if (failures <= 6)
        return 1 << (failures - 1);
    if (failures == 7)
        return 60;
    return 60 + random->bounded(60.0);
}

double WebhookSender::lifetime(const QString &kind)
{
    if (kind == u"callback_query" || kind == u"pre_checkout_query" || kind == u"shipping_query")
        return 150;
    if (kind == u"inline_query" || kind == u"chosen_inline_result")
        return 30;
    return 24 * 3600;
}

void WebhookSender::setWebhook(const WebhookSettings &settings, bool dropPending)
{
    ++m_generation;
    cutConnections();
    m_settings = settings;
    m_inFlight = 0;
    m_loaded = 0;
    m_ready.clear();
    m_retries.clear();
    m_failedSinceSuccess = false;
    m_sinceSuccess.start();
    m_goneSince.invalidate();
    m_lastErrorDate = 0;
    m_lastError.clear();
    if (dropPending) {
        for (const auto &[name, queue] : m_queues) {
            for (const Update &update : queue.updates)
                drop(update, QStringLiteral("drop_pending_updates"));
        }
        m_queues.clear();
        m_pending = 0;
    }
    for (auto &[name, queue] : m_queues) {
        queue.loaded = false;
        queue.ready = true;
        m_ready.push_back(name);
    }
    QMetaObject::invokeMethod(
        this, [this] { pump(); }, Qt::QueuedConnection);
}

QJsonObject WebhookSender::info() const
{
    QJsonObject info{{QStringLiteral("url"), m_settings.url.toString(QUrl::FullyEncoded)},
                     {QStringLiteral("has_custom_certificate"), false},
                     {QStringLiteral("pending_update_count"), m_pending}};
    if (m_settings.url.isEmpty())
        return info;
    info.insert(u"max_connections", m_settings.maxConnections);
    info.insert(u"ip_address", m_settings.url.host());
    if (!m_settings.allowedUpdates.isEmpty())
        info.insert(u"allowed_updates", QJsonArray::fromStringList(m_settings.allowedUpdates));
    if (m_lastErrorDate > 0) {
        info.insert(u"last_error_date", m_lastErrorDate);
        info.insert(u"last_error_message", m_lastError);
    }
    return info;
}

qint64 WebhookSender::push(const QString &kind, const QJsonObject &content, const QString &queue)
{
    if (!isAllowed(m_settings, kind))
        return 0;
    Update update;
    update.id = m_nextUpdateId++;
    update.kind = kind;
    update.queue = queue;
    update.body = asciiJson({{QStringLiteral("update_id"), update.id}, {kind, content}});
    m_ledger->add(QStringLiteral("update"), {{QStringLiteral("update_id"), update.id},
                                             {QStringLiteral("update_kind"), kind},
                                             {QStringLiteral("queue"), queue},
                                             {QStringLiteral("content"), content}});
    if (m_history.size() >= kHistory)
        m_history.erase(m_history.begin());
    m_history.insert_or_assign(update.id, update);
    const qint64 id = update.id;
    enqueue(std::move(update));
    return id;
}

bool WebhookSender::redeliver(qint64 updateId)
{
    const auto found = m_history.find(updateId);
    if (found == m_history.end())
        return false;
    m_ledger->add(QStringLiteral("update"), {{QStringLiteral("update_id"), updateId},
                                             {QStringLiteral("update_kind"), found->second.kind},
                                             {QStringLiteral("queue"), found->second.queue},
                                             {QStringLiteral("again"), true}});
    enqueue(found->second);
    return true;
}

void WebhookSender::enqueue(Update update)
{
    update.age.start();
    const QString name = update.queue;
    Queue &queue = m_queues[name];
    queue.updates.push_back(std::move(update));
    ++m_pending;
    if (!queue.loaded && !queue.ready) {
        queue.ready = true;
        m_ready.push_back(name);
    }
    pump();
}

int WebhookSender::allowedConnections() const
{
    const double quiet = static_cast<double>(m_sinceSuccess.elapsed()) / 1000.0 * m_timing.scale;
    return m_failedSinceSuccess && quiet > kFallbackAfter ? 1 : m_settings.maxConnections;
}

double WebhookSender::ageSeconds(const Update &update) const
{
    return static_cast<double>(update.age.elapsed()) / 1000.0 * m_timing.scale;
}

void WebhookSender::pump()
{
    if (m_settings.url.isEmpty())
        return;
    while (m_inFlight < allowedConnections()) {
        if (!m_retries.empty()) {
            const QString name = m_retries.front();
            m_retries.pop_front();
            sendHead(name);
        } else if (!m_ready.empty() && m_loaded < kLoadedPerConnection * m_settings.maxConnections) {
            const QString name = m_ready.front();
            m_ready.pop_front();
            startNext(name);
        } else {
            return;
        }
    }
}

// Loads a queue's head, unless it is too old by now.
void WebhookSender::startNext(const QString &name)
{
    Queue &queue = m_queues[name];
    queue.ready = false;
    while (!queue.updates.empty() &&
           ageSeconds(queue.updates.front()) > lifetime(queue.updates.front().kind)) {
        drop(queue.updates.front(), QStringLiteral("its lifetime is over"));
        queue.updates.pop_front();
        --m_pending;
    }
    if (queue.updates.empty()) {
        m_queues.erase(name);
        return;
    }
    queue.loaded = true;
    ++m_loaded;
    sendHead(name);
}

void WebhookSender::sendHead(const QString &name)
{
    const Update &update = m_queues[name].updates.front();
    http::Headers headers{{"Content-Type", "application/json"}};
    if (!m_settings.secret.isEmpty())
        headers.append({"X-Telegram-Bot-Api-Secret-Token", m_settings.secret});
    ++m_inFlight;
    WebhookConnection *connection = idleConnection();
    connect(
        connection, &WebhookConnection::finished, this,
        [this, name, generation = m_generation](const WebhookConnection::Answer &answer) {
            if (generation == m_generation)
                onAnswer(name, answer);
        },
        Qt::SingleShotConnection);
    connection->post(m_settings.url, headers, update.body);
}

WebhookConnection *WebhookSender::idleConnection()
{
    for (WebhookConnection *connection : m_connections) {
        if (!connection->isBusy())
            return connection;
    }
    m_connections.push_back(new WebhookConnection(m_timing.answerTime, m_timing.idleTime, this));
    return m_connections.back();
}

void WebhookSender::cutConnections()
{
    for (WebhookConnection *connection : std::exchange(m_connections, {})) {
        connection->abort();
        connection->deleteLater();
    }
}

void WebhookSender::onAnswer(const QString &name, const WebhookConnection::Answer &answer)
{
    --m_inFlight;
    Queue &queue = m_queues[name];
    if (answer.isSuccess()) {
        m_sinceSuccess.start();
        m_failedSinceSuccess = false;
        m_goneSince.invalidate();
        const Update &update = queue.updates.front();
        const qint64 id = update.id;
        recordDelivery(update, answer, -1);
        finishHead(name);
        const QJsonObject call = QJsonDocument::fromJson(answer.body).object();
        if (call.contains(u"method"))
            Q_EMIT answeredWithCall(call);
        Q_EMIT delivered(id);
    } else {
        onFailure(queue, name, answer);
    }
    pump();
}

void WebhookSender::onFailure(Queue &queue, const QString &name, const WebhookConnection::Answer &answer)
{
    m_failedSinceSuccess = true;
    m_lastErrorDate = QDateTime::currentSecsSinceEpoch();
    m_lastError = answer.status == 0
                      ? answer.error
                      : QStringLiteral("Wrong response from the webhook: %1").arg(answer.status);
    Update &update = queue.updates.front();
    ++update.failures;
    const int asked = qMin(answer.header("Retry-After").toInt(), kMaxRetryAfter);
    const double delay = asked > 0 ? asked : retryDelay(update.failures, &m_random);
    recordDelivery(update, answer, delay);
    noteGone(answer);
    if (m_settings.url.isEmpty())
        return;
    if (ageSeconds(update) + delay > lifetime(update.kind)) {
        drop(update, QStringLiteral("the next attempt would come after its lifetime"));
        finishHead(name);
        return;
    }
    const int wait = static_cast<int>(delay * 1000.0 / m_timing.scale);
    QTimer::singleShot(wait, this, [this, name, generation = m_generation] {
        if (generation != m_generation)
            return;
        m_retries.push_back(name);
        pump();
    });
}

// 410 says that the webhook is gone for good; believed after a while.
void WebhookSender::noteGone(const WebhookConnection::Answer &answer)
{
    if (answer.status != 410) {
        m_goneSince.invalidate();
        return;
    }
    if (!m_goneSince.isValid())
        m_goneSince.start();
    if (static_cast<double>(m_goneSince.elapsed()) / 1000.0 * m_timing.scale > kGoneAfter)
        setWebhook({}, false);
}

void WebhookSender::finishHead(const QString &name)
{
    Queue &queue = m_queues[name];
    queue.updates.pop_front();
    queue.loaded = false;
    --m_loaded;
    --m_pending;
    if (queue.updates.empty()) {
        m_queues.erase(name);
        return;
    }
    queue.ready = true;
    m_ready.push_back(name);
}

void WebhookSender::drop(const Update &update, const QString &reason)
{
    m_ledger->add(QStringLiteral("dropped"), {{QStringLiteral("update_id"), update.id},
                                              {QStringLiteral("update_kind"), update.kind},
                                              {QStringLiteral("failures"), update.failures},
                                              {QStringLiteral("reason"), reason}});
}

void WebhookSender::recordDelivery(const Update &update, const WebhookConnection::Answer &answer,
                                   double nextDelay)
{
    QJsonObject entry{{QStringLiteral("update_id"), update.id},
                      {QStringLiteral("update_kind"), update.kind},
                      {QStringLiteral("queue"), update.queue},
                      {QStringLiteral("attempt"), answer.isSuccess() ? update.failures + 1 : update.failures},
                      {QStringLiteral("status"), answer.status},
                      {QStringLiteral("ms"), answer.elapsedMs}};
    if (!answer.error.isEmpty())
        entry.insert(u"error", answer.error);
    if (nextDelay >= 0)
        entry.insert(u"next_delay_s", nextDelay);
    m_ledger->add(QStringLiteral("delivery"), entry);
}

} // namespace turnpike::sandbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "webhookdelivery.h"

#include "ledger.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// IPAddress.cpp, is_reserved.
bool isReserved(const QHostAddress &address)
{
    static const QStringList kBlocks = {u"0.0.0.0/8"_s,      u"10.0.0.0/8"_s,     u"100.64.0.0/10"_s,
                                        u"127.0.0.0/8"_s,    u"169.254.0.0/16"_s, u"172.16.0.0/12"_s,
                                        u"192.0.0.0/24"_s,   u"192.0.2.0/24"_s,   u"192.88.99.0/24"_s,
                                        u"192.168.0.0/16"_s, u"198.18.0.0/15"_s,  u"198.51.100.0/24"_s,
                                        u"203.0.113.0/24"_s, u"224.0.0.0/3"_s};
    return std::any_of(kBlocks.begin(), kBlocks.end(), [&address](const QString &block) {
        return address.isInSubnet(QHostAddress::parseSubnet(block));
    });
}

QString withoutBrackets(const QString &host)
{
    return host.startsWith(u'[') ? host.mid(1, host.size() - 2) : host;
}

// HttpQuery.cpp, get_retry_after: whole seconds; a date or a fraction is nothing.
int retryAfterOf(const WebhookAnswer &answer)
{
    return qMax(0, answer.header("Retry-After").toInt());
}

} // namespace

WebhookDelivery::WebhookDelivery(DeliveryMeans *means, const WebhookSettings &settings)
    : m_means(means)
    , m_settings(settings)
    , m_trusted(settings.hasCertificate ? QSslCertificate::fromData(settings.certificate)
                                        : means->certificateAuthorities)
    , m_schedule(&means->updates, means->clock, &means->random,
                 2 * static_cast<size_t>(settings.maxConnections))
    , m_lastSuccessAt(means->clock.now() - 2 * kKeepAddress)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &WebhookDelivery::loop);
    connect(&means->updates, &UpdateQueue::pushed, this, &WebhookDelivery::wake);
}

int WebhookDelivery::requestsInFlight() const
{
    return static_cast<int>(std::count_if(m_connections.begin(), m_connections.end(),
                                          [](const auto &entry) { return entry.second.order != 0; }));
}

// WebhookActor.cpp, start_up: what is wrong with these settings before anything is tried.
std::optional<QString> WebhookDelivery::objection() const
{
    if (m_means->isStrict && !m_settings.parts.isHttps)
        return u"An HTTPS URL must be provided for webhook"_s;
    static const QList<quint16> kPorts = {443, 80, 88, 8443};
    if (m_means->isStrict && !kPorts.contains(m_settings.parts.port))
        return u"Webhook can be set up only on ports 80, 88, 443 or 8443"_s;
    if (!m_settings.ipAddress.isEmpty()) {
        if (auto wrong = objectionTo(QHostAddress(m_settings.ipAddress)))
            return wrong;
    }
    if (m_settings.hasCertificate && m_trusted.isEmpty() && m_settings.parts.isHttps) {
        // SslCtx.cpp, do_create_ssl_ctx, and the words of OpenSSL 3.
        return u"Failed to set custom certificate file{error:05800088:x509 certificate "
               "routines::no certificate or crl found}"_s;
    }
    return std::nullopt;
}

std::optional<QString> WebhookDelivery::objectionTo(const QHostAddress &address) const
{
    if (address.isNull())
        return u"Invalid IP address specified"_s;
    if (!m_means->isStrict)
        return std::nullopt;
    if (address.protocol() != QAbstractSocket::IPv4Protocol)
        return u"IPv6-only addresses are not allowed"_s;
    if (isReserved(address))
        return u"IP address %1 is reserved"_s.arg(address.toString());
    return std::nullopt;
}

void WebhookDelivery::start()
{
    if (const auto wrong = objection())
        return refuse(*wrong);
    if (!m_settings.ipAddress.isEmpty())
        m_address = QHostAddress(m_settings.ipAddress);
    loop();
}

void WebhookDelivery::stop()
{
    m_isStopped = true;
    m_timer.stop();
    m_ready.clear();
    for (const auto &[connection, line] : std::exchange(m_connections, {})) {
        connection->disconnect(this);
        connection->abort();
        connection->deleteLater();
    }
}

void WebhookDelivery::wake()
{
    if (!m_isStopped)
        m_timer.start(0);
}

// One must not be called for an end that is not there: until it is verified, a failure is one of setWebhook.
void WebhookDelivery::refuse(const QString &why)
{
    if (m_isVerified || m_isStopped)
        return;
    m_isStopped = true;
    m_timer.stop();
    Q_EMIT failed(why);
}

void WebhookDelivery::loop()
{
    m_wakeAt.reset();
    m_schedule.load();
    resolve();
    if (!m_isStopped)
        createConnections();
    if (!m_isStopped)
        sendUpdates();
    if (!m_isStopped && m_wakeAt)
        m_timer.start(m_means->clock.real(*m_wakeAt - m_means->clock.now()));
}

void WebhookDelivery::wakeAt(double when)
{
    m_wakeAt = m_wakeAt ? std::min(*m_wakeAt, when) : when;
}

void WebhookDelivery::resolve()
{
    if (!m_settings.ipAddress.isEmpty() || m_isResolving)
        return;
    if (m_nextResolveAt > m_means->clock.now())
        return wakeAt(m_nextResolveAt);
    m_isResolving = true;
    m_means->names.lookUp(m_settings.parts.host, this,
                          [this](const HostNames::Answer &answer) { onResolved(answer); });
}

void WebhookDelivery::onResolved(const HostNames::Answer &answer)
{
    m_isResolving = false;
    m_nextResolveAt = m_means->clock.now() + kKeepAddress +
                      m_means->random.bounded(static_cast<int>(kKeepAddress) / 10 + 1);
    wake();
    if (answer.address.isNull())
        return refuse(answer.failure);
    if (const auto wrong = objectionTo(answer.address))
        return refuse(*wrong);
    if (m_address == answer.address)
        return;
    m_address = answer.address;
    ++m_addressGeneration;
    if (m_isVerified)
        Q_EMIT verified(m_address);
}

// create_new_connections: as many as there are queues with something to send, but one, and one each 2 s, as
// long as nothing has succeeded for 10 s.
void WebhookDelivery::createConnections()
{
    if (m_address.isNull())
        return;
    const double now = m_means->clock.now();
    const bool isActive = m_lastSuccessAt + kActiveFor >= now;
    size_t wanted = std::min(m_schedule.queues(), static_cast<size_t>(m_settings.maxConnections));
    if (!m_isVerified || (isActive && wanted == 0))
        wanted = 1;
    if (!isActive)
        wanted = std::min(wanted, size_t(1));
    FloodControl &flood = isActive ? m_activeFlood : m_pendingFlood;
    while (m_connections.size() < wanted) {
        if (flood.nextAt() > now)
            return wakeAt(flood.nextAt());
        flood.add(now);
        openConnection();
        if (!std::exchange(m_isVerified, true)) // also when nobody is there
            Q_EMIT verified(m_address);
    }
}

WebhookConnection::Peer WebhookDelivery::peer() const
{
    const WebhookUrl &url = m_settings.parts;
    const auto [address, port] = m_means->names.wayTo(url.host, m_address, url.port);
    return {address.toString(), port, url.isHttps, withoutBrackets(url.host), m_trusted};
}

WebhookConnection *WebhookDelivery::openConnection()
{
    auto *connection = new WebhookConnection(m_means->timing.answerTime, m_means->timing.idleTime, this);
    m_connections.emplace(connection, Line{0, m_addressGeneration});
    m_ready.push_back(connection);
    connect(connection, &WebhookConnection::finished, this,
            [this, connection](const WebhookAnswer &answer) { onFinished(connection, answer); });
    connect(connection, &WebhookConnection::closed, this,
            [this, connection](const QString &error) { onClosed(connection, error); });
    connection->open(peer());
    return connection;
}

void WebhookDelivery::sendUpdates()
{
    while (!m_ready.empty()) {
        const qint64 order = m_schedule.take(m_means->held);
        if (order == 0)
            break;
        WebhookConnection *connection = m_ready.front();
        m_ready.pop_front();
        sendUpdate(connection, order);
    }
    if (const auto next = m_schedule.nextAt(m_means->held); next && !m_ready.empty())
        wakeAt(*next);
}

void WebhookDelivery::sendUpdate(WebhookConnection *connection, qint64 order)
{
    const Update &update = m_means->updates.updates().at(order);
    const QByteArray request =
        deliveryRequest(m_settings.parts, m_settings.secret, update.body(), m_means->shape);
    m_connections.at(connection).order = order;
    switch (m_means->mishaps.take(update.queue.name)) {
    case Mishap::CutRequest:
        return connection->sendCut(request.chopped(update.content.size() / 2));
    case Mishap::LoseAnswer:
        connect(connection, &WebhookConnection::answerBegins, connection, &WebhookConnection::abort);
        break;
    case Mishap::Twice:
        sendTwin(update, request);
        break;
    case Mishap::None:
        break;
    }
    connection->send(request);
}

// A copy that Telegram knows nothing of: what becomes of it changes nothing.
void WebhookDelivery::sendTwin(const Update &update, const QByteArray &request)
{
    auto *connection = new WebhookConnection(m_means->timing.answerTime, m_means->timing.idleTime, this);
    connect(connection, &WebhookConnection::finished, this,
            [this, connection, update](const WebhookAnswer &answer) {
                record(update, answer, 1, -1, true);
                connection->disconnect(this);
                connection->deleteLater();
            });
    connection->open(peer());
    connection->send(request);
}

void WebhookDelivery::onFinished(WebhookConnection *connection, const WebhookAnswer &answer)
{
    Line &line = m_connections.at(connection);
    const qint64 order = std::exchange(line.order, 0);
    const bool isOld = line.addressGeneration != m_addressGeneration;
    if (answer.status != 0 && answer.isKeptAlive && !isOld)
        m_ready.push_back(connection);
    else if (answer.status != 0 && isOld)
        QMetaObject::invokeMethod(connection, &WebhookConnection::abort, Qt::QueuedConnection);
    wake();
    if (answer.isSuccess())
        onSuccess(order, answer);
    else
        onFailure(order, answer);
}

void WebhookDelivery::onClosed(WebhookConnection *connection, const QString &error)
{
    m_connections.erase(connection);
    m_ready.erase(std::remove(m_ready.begin(), m_ready.end(), connection), m_ready.end());
    connection->deleteLater();
    if (!error.isEmpty())
        Q_EMIT troubled(error);
    wake();
}

void WebhookDelivery::onSuccess(qint64 order, const WebhookAnswer &answer)
{
    m_lastSuccessAt = m_means->clock.now();
    m_goneSince.reset();
    const Update update = m_means->updates.updates().at(order);
    record(update, answer, m_schedule.failuresOf(order) + 1, -1);
    m_schedule.succeeded(order);
    Q_EMIT answered(answer);
    Q_EMIT delivered(update.id);
}

void WebhookDelivery::onFailure(qint64 order, const WebhookAnswer &answer)
{
    if (answer.status != 0) {
        Q_EMIT troubled(u"Wrong response from the webhook: %1 %2"_s.arg(answer.status)
                            .arg(QString::fromUtf8(answer.reason)));
    }
    const Update update = m_means->updates.updates().at(order);
    const DeliverySchedule::Failure failure = m_schedule.failed(order, retryAfterOf(answer));
    record(update, answer, failure.failures, failure.delay);
    if (isGone(answer))
        Q_EMIT gone();
}

// Whether 410 has been the answer for so long that it is believed. A connection that fails does not count.
bool WebhookDelivery::isGone(const WebhookAnswer &answer)
{
    if (answer.status == 0)
        return false;
    if (answer.status != 410) {
        m_goneSince.reset();
        return false;
    }
    const double now = m_means->clock.now();
    if (!m_goneSince)
        m_goneSince = now;
    return now > *m_goneSince + kGoneAfter;
}

void WebhookDelivery::record(const Update &update, const WebhookAnswer &answer, int attempt, double nextDelay,
                             bool isTwin)
{
    QJsonObject entry{{u"update_id"_s, update.id},     {u"order"_s, update.order},
                      {u"update_kind"_s, update.kind}, {u"queue"_s, update.queue.name},
                      {u"attempt"_s, attempt},         {u"status"_s, answer.status},
                      {u"ms"_s, answer.elapsedMs}};
    if (!answer.error.isEmpty())
        entry.insert(u"error", answer.error);
    if (nextDelay >= 0)
        entry.insert(u"next_delay_s", nextDelay);
    if (isTwin)
        entry.insert(u"twin", true);
    m_means->ledger->add(u"delivery"_s, entry);
}

} // namespace turnpike::sandbox

#include "moc_webhookdelivery.cpp"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "webhooksender.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

WebhookSender::WebhookSender(Ledger *ledger, const Timing &timing, qint64 firstUpdateId, quint32 seed,
                             QObject *parent)
    : QObject(parent)
    , m_means(ledger, timing, firstUpdateId, seed)
    , m_allowed(defaultUpdateKinds())
{}

WebhookSender::~WebhookSender() = default;

void WebhookSender::open(const WebhookSettings &settings)
{
    Q_ASSERT(!isOpen());
    m_settings = settings;
    m_address = QHostAddress(settings.ipAddress);
    m_delivery = std::make_unique<WebhookDelivery>(&m_means, settings);
    connect(m_delivery.get(), &WebhookDelivery::verified, this, [this](const QHostAddress &address) {
        m_address = address;
        Q_EMIT verified();
    });
    connect(m_delivery.get(), &WebhookDelivery::failed, this, [this](const QString &why) {
        close();
        Q_EMIT failed(why);
    });
    connect(m_delivery.get(), &WebhookDelivery::troubled, this, [this](const QString &error) {
        m_lastErrorDate = QDateTime::currentSecsSinceEpoch();
        m_lastError = error;
    });
    connect(m_delivery.get(), &WebhookDelivery::gone, this, &WebhookSender::close);
    connect(m_delivery.get(), &WebhookDelivery::answered, this, &WebhookSender::answered);
    connect(m_delivery.get(), &WebhookDelivery::delivered, this, &WebhookSender::delivered);
    m_delivery->start();
}

void WebhookSender::close()
{
    if (m_delivery != nullptr) { // it may be the one that calls
        m_delivery->disconnect(this);
        m_means.updates.disconnect(m_delivery.get());
        m_delivery->stop();
        m_delivery.release()->deleteLater();
    }
    m_settings = {};
    m_address.clear();
    m_lastErrorDate = 0;
    m_lastError.clear();
}

QJsonObject WebhookSender::info()
{
    m_means.updates.dropExpired(isOpen() ? m_delivery->schedule().nextOrder() : 0);
    QJsonObject info{{u"url"_s, m_settings.text},
                     {u"has_custom_certificate"_s, m_settings.hasCertificate},
                     {u"pending_update_count"_s, pendingCount()}};
    if (m_lastErrorDate > 0) {
        info.insert(u"last_error_date", m_lastErrorDate);
        info.insert(u"last_error_message", m_lastError);
    }
    if (!m_settings.text.isEmpty()) {
        info.insert(u"max_connections", m_settings.maxConnections);
        info.insert(u"ip_address", m_address.isNull() ? u"<unknown>"_s : m_address.toString());
    }
    if (m_allowed != defaultUpdateKinds())
        info.insert(u"allowed_updates", QJsonArray::fromStringList(m_allowed));
    return info;
}

qint64 WebhookSender::push(const QString &kind, const QJsonObject &content)
{
    // A kind that is newer than the table of kinds goes to bots that take what is the default.
    const bool isNewer = !updateKinds().contains(kind) && m_allowed == defaultUpdateKinds();
    return isNewer || m_allowed.contains(kind) ? m_means.updates.push(kind, content) : 0;
}

bool WebhookSender::redeliver(qint64 updateId, bool besideItsQueue)
{
    return m_means.updates.pushAgain(updateId, besideItsQueue);
}

void WebhookSender::setHeld(const QString &queue, bool isHeld)
{
    if (isHeld)
        m_means.held.insert(queue);
    else
        m_means.held.remove(queue);
    if (isOpen())
        m_delivery->wake();
}

void WebhookSender::reorder(const QString &queue, const QList<qint64> &updateIds)
{
    m_means.updates.reorder(queue, updateIds, isOpen() ? m_delivery->schedule().underWayIn(queue) : 0);
}

QJsonArray WebhookSender::queuesJson() const
{
    std::map<QString, QJsonArray> queues;
    for (const auto &[order, update] : m_means.updates.updates())
        queues[update.queue.name].append(update.id);
    for (const QString &held : m_means.held)
        queues[held];
    QJsonArray all;
    for (const auto &[name, ids] : queues) {
        all.append(QJsonObject{
            {u"queue"_s, name}, {u"held"_s, m_means.held.contains(name)}, {u"update_ids"_s, ids}});
    }
    return all;
}

} // namespace turnpike::sandbox

#include "moc_webhooksender.cpp"

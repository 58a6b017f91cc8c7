// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "paidwebhook.h"

#include "cryptoinvoices.h"
#include "ledger.h"
#include "webhookconnection.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QTimer>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAnswerMs = 10'000;
constexpr int kMinute = 60;
constexpr int kHour = 3'600;

} // namespace

// The documentation gives the shortest wait, the longest and the whole: these come to 71 h 51 min.
const std::vector<int> &PaidWebhook::waits()
{
    static const std::vector<int> all = {
        10,        kMinute,   5 * kMinute, 15 * kMinute, 30 * kMinute, kHour,     2 * kHour, 4 * kHour,
        8 * kHour, 8 * kHour, 8 * kHour,   8 * kHour,    8 * kHour,    8 * kHour, 8 * kHour, 8 * kHour};
    return all;
}

PaidWebhook::PaidWebhook(const QByteArray &token, Ledger *ledger, const Clock *clock, double timeScale,
                         QObject *parent)
    : QObject(parent)
    , m_token(token)
    , m_ledger(ledger)
    , m_clock(clock)
    , m_timeScale(timeScale)
{}

void PaidWebhook::setEnabled(bool enabled)
{
    m_isEnabled = enabled;
    ++m_period;
}

void PaidWebhook::announce(const QJsonObject &invoice)
{
    post({m_nextUpdateId++, invoice, m_period, 0});
}

// Each try says when it was sent, so each has a signature of its own: hex HMAC-SHA256 over the body, its key
// the SHA-256 of the app's token (documentation, "Verifying webhook updates").
void PaidWebhook::post(Announcement announcement)
{
    const QUrl url = m_url ? m_url() : QUrl();
    if (url.isEmpty() || !m_isEnabled || announcement.period != m_period)
        return;
    ++announcement.tries;
    const QByteArray body = QJsonDocument(QJsonObject{{u"update_id"_s, announcement.updateId},
                                                      {u"update_type"_s, u"invoice_paid"_s},
                                                      {u"request_date"_s, cryptoPayTime(m_clock->nowMs())},
                                                      {u"payload"_s, announcement.invoice}})
                                .toJson(QJsonDocument::Compact);
    const QByteArray key = QCryptographicHash::hash(m_token, QCryptographicHash::Sha256);
    const QByteArray signature =
        QMessageAuthenticationCode::hash(body, key, QCryptographicHash::Sha256).toHex();
    auto *connection =
        new WebhookConnection(std::chrono::milliseconds(kAnswerMs), std::chrono::milliseconds(0), this);
    connect(connection, &WebhookConnection::finished, this,
            [this, connection, announcement](const WebhookConnection::Answer &answer) {
                connection->deleteLater();
                onAnswer(announcement, answer.status, answer.error);
            });
    connection->post(url, {{"Content-Type", "application/json"}, {"crypto-pay-api-signature", signature}},
                     body);
}

void PaidWebhook::onAnswer(const Announcement &announcement, int status, const QString &error)
{
    QJsonObject entry{{u"invoice_id"_s, announcement.invoice.value(u"invoice_id")},
                      {u"attempt"_s, announcement.tries},
                      {u"status"_s, status}};
    if (!error.isEmpty())
        entry.insert(u"error", error);
    m_ledger->add(u"cryptopay_webhook"_s, entry);
    const bool isTaken = status >= 200 && status < 300;
    if (isTaken || announcement.period != m_period)
        return;
    const size_t failed = static_cast<size_t>(announcement.tries);
    if (failed > waits().size()) {
        disable(announcement);
        return;
    }
    const int waitMs = static_cast<int>(waits()[failed - 1] * 1000.0 / m_timeScale);
    QTimer::singleShot(waitMs, this, [this, announcement] { post(announcement); });
}

void PaidWebhook::disable(const Announcement &announcement)
{
    setEnabled(false);
    const QJsonObject notice{{u"at"_s, cryptoPayTime(m_clock->nowMs())},
                             {u"notice"_s, u"webhooks disabled"_s},
                             {u"invoice_id"_s, announcement.invoice.value(u"invoice_id")},
                             {u"tries"_s, announcement.tries}};
    m_ownerNotices.append(notice);
    m_ledger->add(u"cryptopay_webhook"_s, notice);
}

} // namespace turnpike::sandbox

#include "moc_paidwebhook.cpp"

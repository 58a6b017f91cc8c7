#include "botapi.h"
#include "webhooksender.h"

#include <QRegularExpression>

namespace turnpike::sandbox {

QJsonValue BotApi::setWebhook(const Params &params, QString *description)
{
    const QString address = params.text(QStringLiteral("url"));
    if (address.isEmpty())
        return deleteWebhook(params, description);
    if (m_limits.isEnabled() && m_sinceSetWebhook.isValid() && m_sinceSetWebhook.elapsed() < 1000)
        throw ApiError{429, QStringLiteral("Too Many Requests: retry after 1"), 1};
    m_sinceSetWebhook.start();

    WebhookSettings settings;
    settings.url = QUrl(address, QUrl::StrictMode);
    if (!settings.url.isValid() || settings.url.host().isEmpty())
        throw ApiError{400, QStringLiteral("Bad Request: invalid webhook URL specified")};
    if (settings.url.scheme() != u"http") // the real one demands https; no certificates on one machine
        throw ApiError{400, QStringLiteral("Bad Request: bad webhook: the stand-in takes plain http only")};
    settings.secret = params.text(QStringLiteral("secret_token")).toUtf8();
    static const QRegularExpression secretShape(QStringLiteral("^[A-Za-z0-9_-]{0,256}$"));
    if (!secretShape.match(QString::fromUtf8(settings.secret)).hasMatch())
        throw ApiError{400, QStringLiteral("Bad Request: secret token contains unallowed characters")};
    settings.maxConnections = static_cast<int>(
        qBound(qint64(1), params.integer(QStringLiteral("max_connections")).value_or(40), qint64(100)));
    settings.allowedUpdates = m_sender->settings().allowedUpdates; // kept unless given anew
    if (const auto kinds = params.array(QStringLiteral("allowed_updates"))) {
        settings.allowedUpdates.clear();
        for (const QJsonValue &kind : *kinds)
            settings.allowedUpdates.append(kind.toString());
    }
    const bool dropPending = params.boolean(QStringLiteral("drop_pending_updates"));
    if (settings == m_sender->settings() && !dropPending) {
        *description = QStringLiteral("Webhook is already set");
        return true;
    }
    m_sender->setWebhook(settings, dropPending);
    *description = QStringLiteral("Webhook was set");
    return true;
}

QJsonValue BotApi::deleteWebhook(const Params &params, QString *description)
{
    const bool dropPending = params.boolean(QStringLiteral("drop_pending_updates"));
    *description = m_sender->settings().url.isEmpty() ? QStringLiteral("Webhook is already deleted")
                                                      : QStringLiteral("Webhook was deleted");
    m_sender->setWebhook({}, dropPending);
    return true;
}

QJsonValue BotApi::getWebhookInfo() const
{
    return m_sender->info();
}

QJsonValue BotApi::getUpdates() const
{
    if (m_sender->settings().url.isEmpty())
        throw ApiError{404, QStringLiteral("Not Found: method not found")};
    throw ApiError{409, QStringLiteral("Conflict: can't use getUpdates method while webhook is active; use "
                                       "deleteWebhook to delete the webhook first")};
}

} // namespace turnpike::sandbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapiwebhook.h"

#include "chatlimits.h"

#include <QJsonDocument>
#include <QRegularExpression>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

using Outcome = BotApiWebhook::Outcome;
using Success = BotApiWebhook::Success;

constexpr qsizetype kLongestSecret = 256;
constexpr qsizetype kLargestCertificate = 3 * 1024 * 1024; // Client.h: MAX_CERTIFICATE_FILE_SIZE
constexpr qint64 kLongestPoll = 50;                        // Client.h: LONG_POLL_MAX_TIMEOUT
constexpr double kConflictPause = 3;                       // Client.cpp, fail_query_conflict

const QString kWebhookIsActive =
    u"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
    "delete the webhook first"_s;

// Client.cpp, get_integer_arg: what is no number is zero, and out of bounds is the bound.
qint64 numberIn(const Params &params, const QString &name, qint64 otherwise, qint64 least, qint64 most)
{
    if (params.text(name).isEmpty())
        return qBound(least, otherwise, most);
    return qBound(least, params.integer(name).value_or(0), most);
}

QString text(const Params &params, const char *name)
{
    return params.text(QString::fromLatin1(name));
}

bool dropsPending(const Params &params)
{
    return params.boolean(u"drop_pending_updates"_s);
}

// A list as JSON, or as its text; anything else is none.
QJsonValue listIn(const Params &params, const QString &name)
{
    try {
        if (const auto list = params.array(name))
            return *list;
    } catch (const ApiError &) {
        return {}; // Client.cpp, get_allowed_update_types: as if it were not there
    }
    return {};
}

} // namespace

BotApiWebhook::BotApiWebhook(WebhookSender *sender, const ChatLimits *limits)
    : m_sender(sender)
    , m_limits(limits)
{
    connect(sender, &WebhookSender::verified, this, [this] {
        if (auto setting = std::exchange(m_setting, std::nullopt))
            setting->done(Success{true, u"Webhook was set"_s});
    });
    connect(sender, &WebhookSender::failed, this, [this](const QString &why) {
        if (auto setting = std::exchange(m_setting, std::nullopt))
            setting->done(ApiError{400, u"Bad Request: bad webhook: "_s + why});
    });
    m_pollTimer.setSingleShot(true);
    connect(&m_pollTimer, &QTimer::timeout, this, [this] { endPoll(Success{QJsonArray()}); });
    connect(&sender->means().updates, &UpdateQueue::pushed, this, [this] {
        if (m_poll)
            endPoll(Success{takeUpdates(m_poll->offset, m_poll->limit)});
    });
}

bool BotApiWebhook::knows(const QString &method)
{
    static const QStringList kMethods = {u"setwebhook"_s, u"deletewebhook"_s, u"getwebhookinfo"_s,
                                         u"getupdates"_s};
    return kMethods.contains(method.toLower());
}

void BotApiWebhook::call(const QString &method, const Params &params, const Done &done)
{
    const QString name = method.toLower();
    if (name == u"getwebhookinfo")
        done(Success{m_sender->info()});
    else if (name == u"getupdates")
        getUpdates(params, done);
    else
        setWebhook(name == u"setwebhook" ? text(params, "url") : QString(), params, done);
}

std::optional<Params> BotApiWebhook::callIn(const WebhookAnswer &answer)
{
    http::Request request;
    request.headers = answer.headers;
    request.body = answer.body;
    try {
        const Params params = Params::fromRequest(request);
        const QString method = params.text(u"method"_s).toLower();
        static const QStringList kNever = {QString(), u"deletewebhook"_s, u"setwebhook"_s, u"close"_s,
                                           u"logout"_s};
        if (!kNever.contains(method) && !method.startsWith(u"get"))
            return params;
    } catch (const ApiError &) {
        return std::nullopt; // nothing that can be read as a call
    }
    return std::nullopt;
}

// process_set_webhook_query; deleteWebhook is the same without an address.
void BotApiWebhook::setWebhook(const QString &address, const Params &params, const Done &done)
{
    const double now = m_sender->means().clock.now();
    if (!address.isEmpty() && (m_limits->isEnabled() || m_sender->means().isStrict)) {
        if (now < m_nextSetAt)
            return done(ApiError{429, u"Too Many Requests: retry after 1"_s, 1});
        m_nextSetAt = now + 1;
    }
    if (auto earlier = std::exchange(m_setting, std::nullopt)) {
        refuseRival(u"Conflict: terminated by other setWebhook"_s, earlier->done);
    } else if (isAsSet(address, params)) {
        takeAllowedUpdates(params);
        return done(
            Success{true, address.isEmpty() ? u"Webhook is already deleted"_s : u"Webhook is already set"_s});
    }
    if (!address.isEmpty() && m_poll)
        refuseRival(u"Conflict: terminated by setWebhook request"_s,
                    std::exchange(m_poll, std::nullopt)->done);
    const bool wasDeleted = m_sender->isOpen();
    m_sender->close(); // whatever becomes of the new one
    replace(address, params, done, wasDeleted);
}

bool BotApiWebhook::isAsSet(const QString &address, const Params &params) const
{
    const WebhookSettings &set = m_sender->settings();
    if (set.text != address || dropsPending(params))
        return false;
    if (address.isEmpty())
        return true;
    const WebhookSettings wanted = settingsFrom(address, params);
    return !set.hasCertificate && !wanted.hasCertificate && wanted.maxConnections == set.maxConnections &&
           wanted.secret == set.secret && wanted.ipAddress == set.ipAddress;
}

// do_set_webhook and finish_set_webhook.
void BotApiWebhook::replace(const QString &address, const Params &params, const Done &done, bool wasDeleted)
{
    if (dropsPending(params))
        m_sender->means().updates.dropAll(u"drop_pending_updates"_s);
    if (address.isEmpty())
        return done(Success{true, wasDeleted ? u"Webhook was deleted"_s : u"Webhook is already deleted"_s});
    if (const auto wrong = objection(address, params))
        return done(*wrong);
    takeAllowedUpdates(params);
    m_setting = {params, done};
    m_sender->open(settingsFrom(address, params));
}

std::optional<ApiError> BotApiWebhook::objection(const QString &address, const Params &params)
{
    if (!parseWebhookUrl(address))
        return ApiError{400, u"Bad Request: invalid webhook URL specified"_s};
    const QString secret = text(params, "secret_token");
    if (secret.toUtf8().size() > kLongestSecret)
        return ApiError{400, u"Bad Request: secret token is too long"_s};
    static const QRegularExpression kSecretShape(u"^[A-Za-z0-9_-]*$"_s);
    if (!kSecretShape.match(secret).hasMatch())
        return ApiError{400, u"Bad Request: secret token contains unallowed characters"_s};
    const qsizetype size = settingsFrom(address, params).certificate.size();
    if (size > kLargestCertificate) {
        return ApiError{400, u"Bad Request: certificate size is too big (%1 bytes)"_s.arg(size)};
    }
    return std::nullopt;
}

WebhookSettings BotApiWebhook::settingsFrom(const QString &address, const Params &params)
{
    WebhookSettings settings;
    settings.text = address;
    settings.parts = parseWebhookUrl(address).value_or(WebhookUrl());
    settings.url = QUrl(address);
    if (settings.url.scheme().isEmpty())
        settings.url = QUrl(u"https://"_s + address);
    settings.secret = text(params, "secret_token").toUtf8();
    settings.maxConnections = static_cast<int>(numberIn(params, u"max_connections"_s, 40, 1, 100));
    settings.ipAddress = text(params, "ip_address");
    // Client.cpp, get_webhook_certificate: the file itself, or the name of one beside it.
    const QString named = text(params, "certificate");
    const Upload *file = params.file(u"certificate"_s);
    if (file == nullptr && named.startsWith(u"attach://"))
        file = params.file(named.mid(9));
    if (file != nullptr) {
        settings.hasCertificate = true;
        settings.certificate = file->bytes;
    }
    return settings;
}

// update_allowed_update_types: kept for good, by getUpdates and deleteWebhook too.
bool BotApiWebhook::takeAllowedUpdates(const Params &params)
{
    const auto kinds = allowedKinds(listIn(params, u"allowed_updates"_s));
    if (!kinds || *kinds == m_sender->allowedUpdates())
        return false;
    m_sender->setAllowedUpdates(*kinds);
    return true;
}

// fail_query_conflict: at once, but the next within three seconds has to wait as long.
void BotApiWebhook::refuseRival(const QString &why, const Done &done)
{
    const ScaledClock &clock = m_sender->means().clock;
    if (clock.now() >= m_nextConflictAt) {
        m_nextConflictAt = clock.now() + kConflictPause;
        return done(ApiError{409, why});
    }
    QTimer::singleShot(clock.real(kConflictPause), this, [why, done] { done(ApiError{409, why}); });
}

// process_get_updates_query.
void BotApiWebhook::getUpdates(const Params &params, const Done &done)
{
    if (m_sender->isOpen() || m_setting)
        return refuseRival(kWebhookIsActive, done);
    const qint64 offset = params.integer(u"offset"_s).value_or(0);
    qint64 limit = numberIn(params, u"limit"_s, 100, 1, 100);
    qint64 timeout = numberIn(params, u"timeout"_s, 0, 0, kLongestPoll);
    takeAllowedUpdates(params);
    const double now = m_sender->means().clock.now();
    if (offset == m_previousOffset) { // who asks the same again and again is slowed down
        if (timeout < 3 && now < m_previousPollAt + 3)
            timeout = 3;
        if (now < m_previousPollAt + 0.5)
            limit = 1;
    }
    m_previousOffset = offset;
    m_previousPollAt = now;
    poll(offset, limit, static_cast<double>(timeout), done);
}

void BotApiWebhook::poll(qint64 offset, qint64 limit, double timeout, const Done &done)
{
    const QJsonArray updates = takeUpdates(offset, limit);
    if (!updates.isEmpty() || timeout <= 0)
        return done(Success{updates});
    if (auto other = std::exchange(m_poll, std::nullopt)) {
        refuseRival(u"Conflict: terminated by other getUpdates request; make sure that only one "
                    "bot instance is running"_s,
                    other->done);
    }
    m_poll = {offset, limit, done};
    m_pollTimer.start(m_sender->means().clock.real(timeout));
}

void BotApiWebhook::endPoll(const Outcome &outcome)
{
    m_pollTimer.stop();
    if (auto waiting = std::exchange(m_poll, std::nullopt))
        waiting->done(outcome);
}

// do_get_updates: those before the offset are forgotten; a negative one leaves so many of the latest.
QJsonArray BotApiWebhook::takeUpdates(qint64 offset, qint64 limit)
{
    UpdateQueue &queue = m_sender->means().updates;
    queue.dropExpired(0);
    const qint64 kept = offset < 0 ? -offset : std::numeric_limits<qint64>::max();
    QJsonArray found;
    QList<qint64> forgotten;
    qint64 left = static_cast<qint64>(queue.updates().size());
    for (const auto &[order, update] : queue.updates()) {
        if (left-- > kept || (offset > 0 && update.id < offset))
            forgotten.append(order);
        else if (found.size() < limit)
            found.append(QJsonDocument::fromJson(update.body()).object());
    }
    for (const qint64 order : forgotten)
        queue.remove(order);
    return found;
}

} // namespace turnpike::sandbox

#include "moc_botapiwebhook.cpp"

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/webhookregistration.h"

#include "telegram/updatekinds.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace turnpike::telegram {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

namespace {

using Kind = TelegramError::Kind;
using Result = WebhookOutcome::Result;

const char kLoadSettings[] = "SELECT key, value FROM settings WHERE key IN (?, ?)";
const char kSaveSetting[] = "INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?) "
                            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                            "updated_at = excluded.updated_at";
const QString kSecretKey = u"webhook_secret_sha256"_s;
const QString kTimesKey = u"webhook_set_at"_s;

constexpr qint64 kFarthest = 253'402'300'800; // seconds: the year 10000

WebhookInfo parseInfo(const QJsonObject &object)
{
    WebhookInfo info;
    info.url = object.value("url"_L1).toString();
    info.maxConnections = object.value("max_connections"_L1).toInt();
    for (const QJsonValue kind : object.value("allowed_updates"_L1).toArray())
        info.allowedUpdates.append(kind.toString());
    info.pendingUpdates = object.value("pending_update_count"_L1).toInt();
    info.lastError = object.value("last_error_message"_L1).toString();
    info.lastErrorAt = std::clamp<qint64>(object.value("last_error_date"_L1).toInteger(), 0, kFarthest);
    return info;
}

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

// A foreign URL may hold a secret in its path.
QString hostOf(const QString &url)
{
    const QString host = QUrl(url).host();
    return host.isEmpty() ? u"another address"_s : host;
}

// What a call that failed means for the webhook.
WebhookOutcome failureOf(const TelegramError &error)
{
    switch (error.kind) {
    case Kind::Network:
    case Kind::Server:
    case Kind::RateLimited:
        return {Result::OutOfReach,
                {SentenceId::TelegramOutOfReach, error.description},
                false,
                std::nullopt,
                error.retryAfter};
    case Kind::Unauthorized:
        return {Result::NotTaken, Sentence(SentenceId::BotTokenNotKnown), true};
    case Kind::WrongServer:
        return {Result::NotTaken, {SentenceId::TelegramAddressWrong, error.description}, true};
    case Kind::WebhookRefused:
        return {Result::Refused, {SentenceId::WebhookRefused, error.description}, true};
    default:
        return {Result::NotTaken, {SentenceId::WebhookNotTaken, error.description}, true};
    }
}

} // namespace

const char *toString(WebhookOutcome::Result result)
{
    switch (result) {
    case Result::NotConfigured:
        return "not_configured";
    case Result::InPlace:
        return "in_place";
    case Result::Set:
        return "set";
    case Result::LeftAlone:
        return "left_alone";
    case Result::NotTaken:
        return "not_taken";
    case Result::Refused:
        return "refused";
    case Result::Overridden:
        return "overridden";
    case Result::TooOften:
        return "too_often";
    case Result::OutOfReach:
        return "out_of_reach";
    }
    return "unknown";
}

bool isSettled(Result result)
{
    switch (result) {
    case Result::NotConfigured:
    case Result::InPlace:
    case Result::Set:
    case Result::LeftAlone:
        return true;
    case Result::NotTaken:
    case Result::Refused:
    case Result::Overridden:
    case Result::TooOften:
    case Result::OutOfReach:
        break;
    }
    return false;
}

QStringList handledUpdates()
{
    QStringList handled;
    for (const UpdateKind &kind : kUpdateKinds) {
        if (kind.isHandled)
            handled.append(QLatin1String(kind.name));
    }
    return handled;
}

WebhookRegistration::WebhookRegistration(const BotClient &bot, db::Database &database, const Clock &clock,
                                         const WebhookSettings &settings, std::function<bool()> mayAct)
    : m_bot(bot)
    , m_database(database)
    , m_clock(clock)
    , m_settings(settings)
    , m_secretHash(QString::fromLatin1(
          QCryptographicHash::hash(settings.secret.toUtf8(), QCryptographicHash::Sha256).toHex()))
    , m_mayAct(std::move(mayAct))
{}

WebhookOutcome WebhookRegistration::ensure(const Deadline &deadline)
{
    return attempt(Purpose::Keep, deadline);
}

WebhookOutcome WebhookRegistration::setAgain(const Deadline &deadline)
{
    return attempt(Purpose::SetAgain, deadline);
}

WebhookOutcome WebhookRegistration::look(const Deadline &deadline)
{
    return attempt(Purpose::Look, deadline);
}

WebhookOutcome WebhookRegistration::attempt(Purpose purpose, const Deadline &deadline)
{
    if (m_settings.url.isEmpty())
        return {Result::NotConfigured, Sentence(SentenceId::WebhookUrlMissing)};
    const Stored stored = load(deadline);
    const CallResult found = call(u"getWebhookInfo"_s, {}, deadline);
    if (const auto *error = std::get_if<TelegramError>(&found))
        return failureOf(*error);
    const WebhookInfo before = parseInfo(std::get<QJsonValue>(found).toObject());
    if (auto outcome = beforeSetting(purpose, before, stored))
        return *outcome;
    const bool changesNothingElse = purpose == Purpose::SetAgain && pointsHere(before) &&
                                    before.maxConnections == m_settings.maxConnections;
    const CallResult answer =
        setAndRemember(stored, changesNothingElse ? otherConnections() : m_settings.maxConnections, deadline);
    if (const auto *error = std::get_if<TelegramError>(&answer))
        return failureOf(*error);
    const CallResult confirmed = call(u"getWebhookInfo"_s, {}, deadline);
    if (const auto *error = std::get_if<TelegramError>(&confirmed))
        return failureOf(*error);
    return afterSetting(parseInfo(std::get<QJsonValue>(confirmed).toObject()));
}

CallResult WebhookRegistration::call(const QString &method, const QJsonObject &payload,
                                     const Deadline &deadline) const
{
    if (!m_mayAct())
        throw Cancelled("webhook registration", CancelReason::LostLeadership);
    try {
        return m_bot.call(method, payload, deadline);
    } catch (const DeadlineExceeded &) {
        TelegramError error;
        error.description = u"no answer in time"_s;
        error.mayHaveHappened = true;
        return error;
    }
}

std::optional<WebhookOutcome> WebhookRegistration::beforeSetting(Purpose purpose, const WebhookInfo &info,
                                                                 const Stored &stored) const
{
    if (purpose == Purpose::Look)
        return Outcome{Result::InPlace, u"Telegram was asked"_s, false, info};
    if (m_settings.isLocal && !m_settings.takeOver && !info.url.isEmpty() && !pointsHere(info))
        return Outcome{Result::LeftAlone, Sentence(SentenceId::WebhookLeftAlone, hostOf(info.url)), false,
                       info};
    const QString differs = purpose == Purpose::SetAgain ? u"delivery"_s : difference(info, stored);
    if (differs.isEmpty())
        return Outcome{Result::InPlace, u"the webhook is as wanted"_s, false, info};
    const auto recent = std::count_if(stored.setAt.begin(), stored.setAt.end(),
                                      [this](Timestamp at) { return at > m_clock.nowMs() - kHourMs; });
    if (recent >= kMostSetsAnHour)
        return Outcome{Result::TooOften,
                       Sentence(SentenceId::WebhookSetTooOften, recent, differs, hostOf(info.url)), true,
                       info};
    return std::nullopt;
}

WebhookOutcome WebhookRegistration::afterSetting(const WebhookInfo &info) const
{
    if (!pointsHere(info))
        return {Result::Overridden, {SentenceId::WebhookOfAnother, hostOf(info.url)}, true, info};
    const QString differs = difference(info, {m_secretHash, {}});
    if (differs.isEmpty())
        return {Result::Set, u"the webhook is set"_s, false, info};
    return {Result::Set, {SentenceId::WebhookDiffers, differs}, true, info};
}

QString WebhookRegistration::difference(const WebhookInfo &info, const Stored &stored) const
{
    QStringList differs;
    if (!pointsHere(info))
        differs.append(u"url"_s);
    if (info.maxConnections != m_settings.maxConnections && info.maxConnections != otherConnections())
        differs.append(u"max_connections"_s);
    if (sorted(info.allowedUpdates) != sorted(m_settings.allowedUpdates))
        differs.append(u"allowed_updates"_s);
    if (stored.secretHash != m_secretHash)
        differs.append(u"secret"_s);
    return differs.join(u", "_s);
}

// As good as the number that is wanted, and another one.
int WebhookRegistration::otherConnections() const
{
    return m_settings.maxConnections > 1 ? m_settings.maxConnections - 1 : 2;
}

bool WebhookRegistration::pointsHere(const WebhookInfo &info) const
{
    return QUrl(info.url) == m_settings.url;
}

CallResult WebhookRegistration::setAndRemember(Stored stored, int connections, const Deadline &deadline) const
{
    // Until Telegram confirms, nobody knows which secret it holds.
    stored.secretHash.clear();
    save(stored, deadline);
    CallResult answer = call(u"setWebhook"_s,
                             {{u"url"_s, m_settings.url.toString(QUrl::FullyEncoded)},
                              {u"max_connections"_s, connections},
                              {u"allowed_updates"_s, QJsonArray::fromStringList(m_settings.allowedUpdates)},
                              {u"secret_token"_s, m_settings.secret}},
                             deadline);
    const auto *error = std::get_if<TelegramError>(&answer);
    // What was not answered is tried again with growing pauses, and is nobody's quarrel.
    if (!error) {
        stored.secretHash = m_secretHash;
        stored.setAt.push_back(m_clock.nowMs());
        save(stored, deadline);
    }
    return answer;
}

WebhookRegistration::Stored WebhookRegistration::load(const Deadline &deadline) const
{
    return m_database.read(db::Demand::Operations, "webhook registration", deadline, [](db::Transaction &tx) {
        Stored stored;
        for (const db::Row &row : tx.query(kLoadSettings, kSecretKey, kTimesKey)) {
            if (row.text(0) == kSecretKey) {
                stored.secretHash = row.text(1);
                continue;
            }
            for (const QJsonValue at : QJsonDocument::fromJson(row.text(1).toUtf8()).array())
                stored.setAt.push_back(at.toInteger());
        }
        return stored;
    });
}

void WebhookRegistration::save(const Stored &stored, const Deadline &deadline) const
{
    const Timestamp now = m_clock.nowMs();
    QJsonArray times;
    for (const qint64 at : stored.setAt) {
        if (at > now - kHourMs)
            times.append(at);
    }
    const QString json = QString::fromLatin1(QJsonDocument(times).toJson(QJsonDocument::Compact));
    m_database.write(db::Demand::Operations, "webhook registration", deadline, [&](db::Transaction &tx) {
        tx.exec(kSaveSetting, kSecretKey, stored.secretHash, now);
        tx.exec(kSaveSetting, kTimesKey, json, now);
    });
}

} // namespace turnpike::telegram

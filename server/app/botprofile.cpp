// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/botprofile.h"

#include "bot/botlinks.h"
#include "telemetry/log.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

namespace turnpike::app {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcBotProfile, "turnpike.app.profile")

namespace {

constexpr const char *kLoadProfileHash = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kSaveProfileHash = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";
const QString kProfileHashKey = u"bot_profile_sha256"_s;

QString hashOf(const std::vector<bot::ProfileCall> &calls)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const bot::ProfileCall &call : calls) {
        hash.addData(call.method.toUtf8());
        hash.addData(QJsonDocument(call.payload).toJson(QJsonDocument::Compact));
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace

BotProfile::BotProfile(const telegram::BotClient &client, db::Database &database, const Clock &clock,
                       const bot::Texts &texts)
    : m_client(client)
    , m_database(database)
    , m_clock(clock)
    , m_calls(bot::profileCalls(texts))
    , m_hash(hashOf(m_calls))
{}

void BotProfile::check(const Deadline &deadline)
{
    if (m_clock.nowMs() < m_nextTryAt)
        return;
    if (!m_isNamed)
        learnName(deadline);
    else if (!m_isDone)
        setNext(deadline);
}

QString BotProfile::chatUrl() const
{
    const std::lock_guard lock(m_mutex);
    return m_chatUrl;
}

void BotProfile::learnName(const Deadline &deadline)
{
    const auto me = call(u"getMe"_s, {}, deadline);
    if (!me)
        return;
    // It becomes part of an address.
    static const QRegularExpression shape(u"\\A[A-Za-z0-9_]+\\z"_s);
    const QString name = me->toObject().value("username"_L1).toString();
    if (!shape.match(name).hasMatch()) {
        m_isNamed = true;
        return;
    }
    const QString chatUrl = u"https://t.me/"_s + name;
    {
        const std::lock_guard lock(m_mutex);
        m_chatUrl = chatUrl;
    }
    // For the links that customers send one another.
    m_database.write(db::Demand::Operations, "bot profile", deadline,
                     [&](db::Transaction &tx) { bot::botlinks::remember(tx, chatUrl, m_clock.nowMs()); });
    m_isNamed = true;
}

void BotProfile::setNext(const Deadline &deadline)
{
    if (m_next == 0 && isInPlace(deadline)) {
        m_isDone = true;
        return;
    }
    const bot::ProfileCall &next = m_calls[m_next];
    if (!call(next.method, next.payload, deadline))
        return;
    if (m_next + 1 == m_calls.size()) {
        remember(deadline);
        m_isDone = true;
    }
    ++m_next;
}

// What it answered; nothing where it was refused or not answered, which is logged and tried again later.
std::optional<QJsonValue> BotProfile::call(const QString &method, const QJsonObject &payload,
                                           const Deadline &deadline)
{
    const telegram::CallResult result = m_client.call(method, payload, deadline);
    const auto *error = std::get_if<telegram::TelegramError>(&result);
    if (!error)
        return std::get<QJsonValue>(result);
    // Customers are served all the same.
    const qint64 wish = std::chrono::milliseconds(error->retryAfter).count();
    m_nextTryAt = m_clock.nowMs() + std::max(kPauseMs, wish);
    log::warning(lcBotProfile(), "Telegram does not take a call of the bot's profile")
        .with("method", method)
        .with("why", error->description);
    return std::nullopt;
}

bool BotProfile::isInPlace(const Deadline &deadline) const
{
    return m_database.read(db::Demand::Operations, "bot profile", deadline, [this](db::Transaction &tx) {
        const auto row = tx.one(kLoadProfileHash, kProfileHashKey);
        return row && row->text(0) == m_hash;
    });
}

void BotProfile::remember(const Deadline &deadline) const
{
    m_database.write(db::Demand::Operations, "bot profile", deadline, [this](db::Transaction &tx) {
        tx.exec(kSaveProfileHash, kProfileHashKey, m_hash, m_clock.nowMs());
    });
}

} // namespace turnpike::app

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"
#include "telegram/botclient.h"

#include <QStringList>

#include <chrono>

namespace turnpike::telegram {

// What Telegram says of a webhook (getWebhookInfo), as far as Turnpike cares.
struct WebhookInfo
{
    QString url; // empty: none is set
    int maxConnections = 0;
    QStringList allowedUpdates; // empty: Telegram's own choice
    int pendingUpdates = 0;
    QString lastError;         // of Telegram's last failed delivery
    Timestamp lastErrorAt = 0; // seconds since 1970 UTC
};

// The kinds of updates that Turnpike handles: no others are asked for.
QStringList handledUpdates();

struct WebhookSettings
{
    QUrl url; // empty: no webhook is wanted, nothing is asked or set
    QString secret;
    int maxConnections = 40;
    QStringList allowedUpdates = handledUpdates();
    bool isLocal = false;  // APP_ENV=local: a webhook that points elsewhere belongs to somebody else
    bool takeOver = false; // even so
};

struct WebhookOutcome
{
    enum class Result {
        NotConfigured,
        InPlace,    // as wanted; nothing was changed
        Set,        // changed, and Telegram confirms it
        LeftAlone,  // another one is set, and we are a developer's program
        NotTaken,   // Telegram answers and does not take it now: it may later
        Refused,    // Telegram takes our URL or our secret at no time: waiting mends nothing
        Overridden, // Telegram keeps another URL right after ours was set
        TooOften,   // set three times within the hour already: somebody else keeps changing it
        OutOfReach, // no answer, or one that says to wait
    };

    Result result = Result::InPlace;
    protocol::Sentence text; // for the log and the operators; names hosts only, no paths
    bool needsAlert = false;
    std::optional<WebhookInfo> info = std::nullopt; // as last seen
    std::chrono::seconds retryAfter{0};             // Telegram's wish: no further try before
};

const char *toString(WebhookOutcome::Result result);

// Whether all is as it should be: nothing is to be tried again.
bool isSettled(WebhookOutcome::Result result);

// Keeps the bot's webhook pointing at us: sets it only where something differs, at most 3 times an hour
// (remembered in the database, with the hash of the secret that was set, since Telegram never tells it),
// never drops pending updates and never deletes it. A setting that fails has removed the old webhook all the
// same (telegram-bot-api, Client.cpp, on_webhook_closed): whoever hears NotTaken tries again. Used by the
// leader, on an operations thread.
class WebhookRegistration
{
public:
    static constexpr int kMostSetsAnHour = 3;

    WebhookRegistration(
        const BotClient &bot, db::Database &database, const Clock &clock, const WebhookSettings &settings,
        std::function<bool()> mayAct = [] { return true; });

    // Looks once, and sets once if needed. Blocks until done. Throws DatabaseError, DeadlineExceeded where
    // it was not Telegram that took the time, and Cancelled, also once `mayAct` says that another process
    // leads now.
    WebhookOutcome ensure(const Deadline &deadline);
    // The same, but sets it though nothing seems to differ: Telegram has trouble in reaching us. It does
    // nothing for a webhook that is set already (telegram-bot-api, Client.cpp: "Webhook is already set"), so
    // one connection more or less is asked for.
    WebhookOutcome setAgain(const Deadline &deadline);
    // Only looks: InPlace with what Telegram says (whatever that is), or why it says nothing.
    WebhookOutcome look(const Deadline &deadline);
    bool pointsHere(const WebhookInfo &info) const;

private:
    struct Stored
    {
        QString secretHash;
        std::vector<Timestamp> setAt; // ms UTC, within the last hour
    };
    using Outcome = WebhookOutcome;

    enum class Purpose { Keep, SetAgain, Look };

    Outcome attempt(Purpose purpose, const Deadline &deadline);
    CallResult call(const QString &method, const QJsonObject &payload, const Deadline &deadline) const;
    std::optional<Outcome> beforeSetting(Purpose purpose, const WebhookInfo &info,
                                         const Stored &stored) const;
    Outcome afterSetting(const WebhookInfo &info) const;
    QString difference(const WebhookInfo &info, const Stored &stored) const;
    int otherConnections() const;
    CallResult setAndRemember(Stored stored, int connections, const Deadline &deadline) const;
    Stored load(const Deadline &deadline) const;
    void save(const Stored &stored, const Deadline &deadline) const;

    const BotClient &m_bot;
    db::Database &m_database;
    const Clock &m_clock;
    const WebhookSettings m_settings;
    const QString m_secretHash;
    const std::function<bool()> m_mayAct;
};

} // namespace turnpike::telegram

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "params.h"
#include "webhooksender.h"

#include <functional>
#include <variant>

namespace turnpike::sandbox {

class ChatLimits;

// The Bot API's methods by which a bot gets its updates: setWebhook, deleteWebhook, getWebhookInfo,
// getUpdates. What Client.cpp of the Bot API server does with them, its order of checks and its texts. Their
// answers may come later: setWebhook waits for a name, getUpdates for an update, and a refused rival for
// three seconds. Owned by BotApi; lives on its thread.
class BotApiWebhook : public QObject
{
    Q_OBJECT

public:
    struct Success
    {
        QJsonValue result;
        QString description{}; // beside it; may be empty
    };
    using Outcome = std::variant<Success, ApiError>;
    using Done = std::function<void(const Outcome &)>;

    BotApiWebhook(WebhookSender *sender, const ChatLimits *limits);

    // In any case of letters.
    static bool knows(const QString &method);
    // `done` is called exactly once, maybe at once.
    void call(const QString &method, const Params &params, const Done &done);

    // The call that a webhook's answer carries, if it is one that may be made that way: as JSON, form or
    // multipart, and never one that changes the webhook, ends the session or gets something
    // (WebhookActor.cpp, handle).
    static std::optional<Params> callIn(const WebhookAnswer &answer);

private:
    struct Setting
    {
        Params params;
        Done done;
    };
    struct Poll
    {
        qint64 offset = 0;
        qint64 limit = 0;
        Done done;
    };

    void setWebhook(const QString &address, const Params &params, const Done &done);
    bool isAsSet(const QString &address, const Params &params) const;
    void replace(const QString &address, const Params &params, const Done &done, bool wasDeleted);
    static std::optional<ApiError> objection(const QString &address, const Params &params);
    static WebhookSettings settingsFrom(const QString &address, const Params &params);
    bool takeAllowedUpdates(const Params &params);
    void getUpdates(const Params &params, const Done &done);
    void poll(qint64 offset, qint64 limit, double timeout, const Done &done);
    QJsonArray takeUpdates(qint64 offset, qint64 limit);
    void endPoll(const Outcome &outcome);
    void refuseRival(const QString &why, const Done &done);

    WebhookSender *m_sender;
    const ChatLimits *m_limits;
    double m_nextSetAt = 0;
    std::optional<Setting> m_setting; // waits for the webhook to be verified
    double m_nextConflictAt = 0;
    std::optional<Poll> m_poll;
    QTimer m_pollTimer;
    qint64 m_previousOffset = -1;
    double m_previousPollAt = -1000;
};

} // namespace turnpike::sandbox

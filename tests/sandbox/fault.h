// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "answershape.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace turnpike::sandbox {

enum class FaultAction {
    None,    // the service's own answer
    Status,  // an answer of this HTTP status, in the service's words or in those given
    Reset,   // the connection is cut
    Silent,  // no answer, ever
    Lost,    // done, then the connection is cut: the caller cannot know
    Garbage, // 200 with bytes that mean nothing
};

// What becomes of what the caller wanted.
enum class FaultEffect {
    None,
    Once,
    Twice, // as when something in between sends a request again
    Stale, // after the next one that concerns the same: an old state comes back
};

// When a reset comes.
enum class ResetAt {
    Request, // when the request was read
    Head,    // when its head was: the body stays unread
};

// One thing that goes wrong with calls of the stand-ins: whose, when, how often, and what. Read from JSON;
// the format stands in docs/sandbox.md.
struct Fault
{
    struct Window // ms since it was switched on
    {
        qint64 fromMs = 0;
        qint64 untilMs = -1; // -1: no end
    };

    // Whose; an empty list: everybody's.
    QString name;
    QStringList services;
    QStringList methods;
    QStringList subjects; // chat id, uuid, payload or invoice id, whichever the call names

    // When and how often.
    int after = 0; // calls that go well before
    std::vector<Window> windows;
    qint64 everyMs = 0; // the windows come again; 0: once
    double rate = 1.0;
    int next = -1; // -1: no end

    // What.
    FaultAction action = FaultAction::None;
    ResetAt resetAt = ResetAt::Request;
    std::optional<FaultEffect> effect;
    int latencyMs = 0; // before anything else
    std::optional<int> effectAfterMs;
    std::optional<int> answerAfterMs;
    int status = 500;
    int retryAfter = 0;
    QString description;
    QJsonObject parameters;
    http::Headers headers;
    std::optional<QByteArray> body;
    QByteArray contentType;
    AnswerShape shape;

    bool concerns(const QString &service, const QString &method) const;
    bool isOpenAt(qint64 sinceOnMs) const;
    bool happensBeforeTheBody() const { return action == FaultAction::Reset && resetAt == ResetAt::Head; }
};

// Throws Error that says what is wrong and what is allowed.
Fault faultFrom(const QJsonObject &given);

QString toString(FaultAction action);
FaultEffect effectUnlessGiven(FaultAction action);

} // namespace turnpike::sandbox

// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "ops/backlog.h"
#include "ops/dependencies.h"
#include "ops/health.h"
#include "ops/shopsampler.h"
#include "outbox/sender.h"
#include "protocol/literals.h"
#include "protocol/timestamp.h"
#include "telemetry/activity.h"

#include <optional>
#include <vector>

namespace turnpike::ops {

// The cause of a consequence that no check is about.
inline const QString kSalesCause = u"sales"_s;

// Something that customers feel, as one look finds it.
struct Symptom
{
    protocol::ConsequenceKind kind = protocol::ConsequenceKind::NoAnswers;
    QString cause;                                  // the name of the check that is about it, or kSalesCause
    Finding::Status status = Finding::Status::Warn; // never Pass
    qint64 count = 0;               // customers; 0: it is not known how many, or none waits yet
    protocol::Sentence text;        // what they feel, and why
    std::optional<Timestamp> since; // ms UTC, where the look tells; nothing: it is new
    std::optional<Timestamp> until; // ms UTC, when it is known to end
};

// All that is looked at to find symptoms, of one moment. Nothing of it waits for the database: what lies
// there was counted before.
struct Picture
{
    Timestamp now = 0; // ms UTC
    std::chrono::steady_clock::time_point steadyNow;
    std::vector<std::pair<QString, Finding>> findings; // of the checks
    Backlog backlog;
    ShopNumbers shop;
    outbox::SenderStats sender;
    std::vector<ThreadActivity> activities;
    std::vector<FeltDependency> dependencies;

    // Null where there is no such check.
    const Finding *finding(const QString &check) const;
};

// What customers feel now, one symptom a cause at most:
// - nothing can be stored: no connection that takes writes, or storing takes 2 s or longer;
// - no answers: Telegram refuses messages (429), the token, or says nothing, an operator holds them, they are
//   late by 15 s; handlers are at work for 2 s or longer, or the oldest update has waited for 5 s;
// - no keys, cannot pay: the check of whoever makes them is not well, or its last calls failed and somebody
//   waits; a key that is owed for 20 s counts too, whatever the check says;
// - no sale within an hour, in which there was one on each of the last seven days, and 4 on average.
// It is a failure, and not a warning, where three customers or more wait for answers, anybody waits for what
// does not come, or ten sales an hour are usual. What was counted more than 15 s ago counts as nothing.
std::vector<Symptom> symptomsOf(const Picture &picture);

} // namespace turnpike::ops
